"""How many red flags above an answer nobody has asked about: the same as the long answer says."""

import random
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.not_asked import NOTHING
from lumpbayes.reasoning.situation import ASKED
from tests.tiny_model import TinyModel

SETTLED = {
    "layer": "deep", "mri": "hematoma", "pain": "severe", "discharge": "none", "sex": "female",
    "radiating_limb_pain": "no", "cancer_history": "no", "age_group": "infant_child",
    "fever": "no", "midline": "no", "ultrasound": "hematoma", "warmth": "yes",
}  # fmt: skip
"""Severe pain does what tenderness would do."""


def drawn(knowledge: KnowledgeBase, seed: int) -> dict[str, Any]:
    """Up to 14 findings, some of them soft."""
    generator = random.Random(seed)
    asked = [each for each in knowledge.variables.values() if each.role in ASKED]
    found: dict[str, Any] = {}
    for variable in generator.sample(asked, generator.randint(0, 14)):
        state, kind = generator.choice(variable.states), generator.random()
        found[variable.name] = state
        if kind < 0.15:
            found[variable.name] = lb.Reliability(state, 0.8)
        elif kind < 0.25:
            found[variable.name] = lb.Not(state)
    return found


def check(engine: lb.Engine, found: dict[str, Any]) -> bool:
    """Compare with the long answer; False where nothing is more urgent, or it is impossible."""
    try:
        dx = engine.diagnose(found)
    except lb.ImpossibleEvidenceError:
        return False
    level = dx.urgency.level
    assert level is not None
    if level == "emergency":
        assert dx.answer.not_asked == NOTHING
        return False
    unasked = dx.unasked_red_flags(at_least=URGENCIES[URGENCIES.index(level) + 1])
    assert set(dx.answer.not_asked.flags) == {flag.id for flag in unasked}, found
    assert dx.to_dict()["not_asked"]["red_flags"] == list(dx.answer.not_asked.flags)
    asked = {each.label for flag in unasked for each in flag.questions}
    assert set(dx.answer.not_asked.labels) <= asked, found
    assert bool(dx.answer.not_asked.labels) == bool(asked), found
    return True


def test_they_are_those_that_could_fire(engine: lb.Engine) -> None:
    checked = [check(engine, drawn(engine.knowledge, seed)) for seed in range(100)]
    assert sum(checked) > 50


@pytest.mark.parametrize("found", [{}, SETTLED], ids=["nothing", "settled"])
def test_they_are_those_that_could_fire_here(engine: lb.Engine, found: dict[str, Any]) -> None:
    assert check(engine, found)


def test_what_can_change_nothing_is_not_named(engine: lb.Engine) -> None:
    labels = engine.diagnose(SETTLED).answer.not_asked.labels
    assert "Tenderness" not in labels


def test_what_fires_alone_is_named_first_and_no_test(engine: lb.Engine) -> None:
    labels = engine.diagnose().answer.not_asked.labels
    assert labels == ("Limb weakness", "Bladder or bowel or saddle trouble", "Growth")


def test_a_test_is_named_where_nothing_else_is_left(tiny: TinyModel) -> None:
    engine = lb.load(tiny.path, backend="sweeps")
    known = {"pain": "none", "redness": "no", "age_years": 20}
    assert engine.diagnose(known).answer.not_asked == (("R2",), ("Biopsy",), "soon")


def test_nothing_is_above_an_emergency(engine: lb.Engine) -> None:
    assert engine.diagnose({"limb_weakness": "yes"}).answer.not_asked == NOTHING


def test_what_was_assumed_is_not_asked(tiny: TinyModel) -> None:
    tiny.replace("model", "[defaults]\n", '[defaults]\nbiopsy = "negative"\n')
    dx = lb.load(tiny.path, backend="sweeps").diagnose()
    assert "R2" not in dx.answer.not_asked.flags


def test_a_network_has_none(animals: lb.Engine) -> None:
    assert animals.diagnose().answer.not_asked == NOTHING
