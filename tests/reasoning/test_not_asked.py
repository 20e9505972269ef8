"""How many red flags above an answer nobody has asked about: the same as the long answer says."""

from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.advice import URGENCIES
from tests.tiny_model import TinyModel

FOUND: list[dict[str, Any]] = [
    {},
    {"age_years": 35, "consistency": "soft", "mobility": "mobile", "layer": "subcutaneous"},
    {"growth": "slow"},
    {"fever": "yes", "redness": "yes", "tenderness": "yes"},
    {"limb_weakness": lb.Reliability("yes", 0.6), "growth": "stable"},
    {"pain": "none", "fever": "no", "redness": "no", "numbness": "no", "limb_weakness": "no"},
]


@pytest.mark.parametrize("found", FOUND, ids=str)
def test_they_are_those_that_could_fire(engine: lb.Engine, found: dict[str, Any]) -> None:
    dx = engine.diagnose(found)
    level = dx.urgency.level
    assert level is not None
    higher = URGENCIES[URGENCIES.index(level) + 1]
    unasked = dx.unasked_red_flags(at_least=higher)
    assert set(dx.answer.not_asked.flags) == {flag.id for flag in unasked}
    assert dx.to_dict()["not_asked"]["red_flags"] == list(dx.answer.not_asked.flags)
    asked = {each.label for flag in unasked for each in flag.questions}
    assert set(dx.answer.not_asked.labels) <= asked


def test_what_fires_alone_is_named_first_and_no_test(engine: lb.Engine) -> None:
    labels = engine.diagnose().answer.not_asked.labels
    assert labels == ("Limb weakness", "Bladder, bowel or saddle trouble", "Growth")


def test_a_test_is_named_where_nothing_else_is_left(tiny: TinyModel) -> None:
    engine = lb.load(tiny.path, backend="sweeps")
    known = {"pain": "none", "redness": "no", "age_years": 20}
    assert engine.diagnose(known).answer.not_asked == (("R2",), ("Biopsy",))


def test_nothing_is_above_an_emergency(engine: lb.Engine) -> None:
    assert engine.diagnose({"limb_weakness": "yes"}).answer.not_asked == ((), ())


def test_what_was_assumed_is_not_asked(tiny: TinyModel) -> None:
    tiny.replace("model", "[defaults]\n", '[defaults]\nbiopsy = "negative"\n')
    dx = lb.load(tiny.path, backend="sweeps").diagnose()
    assert "R2" not in dx.answer.not_asked.flags


def test_a_network_has_none(animals: lb.Engine) -> None:
    assert animals.diagnose().answer.not_asked == ((), ())
