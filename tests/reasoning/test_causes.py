"""A cause or a group by its name or its label."""

import re

import pytest

import lumpbayes as lb
from lumpbayes.reasoning.causes import find_causes
from tests.tiny_model import TinyModel


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("skin_abscess", "skin_abscess"),
        (" Skin_Abscess", "skin_abscess"),
        ("Skin abscess", "skin_abscess"),
        ("any cancer", "malignancy"),
        ("ANY CANCER ", "malignancy"),
    ],
)
def test_names_and_labels(engine: lb.Engine, said: str, name: str) -> None:
    assert find_causes(engine.knowledge, said).name == name


def test_labels_reach_every_question(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes", "redness": "yes"})
    assert dx.explain("Any cancer", against="Skin abscess").against == "skin_abscess"
    assert dx.sensitivity("Skin abscess").cause == "skin_abscess"
    assert dx.goal("Skin abscess", at_least=0.9, most=1).cause == "skin_abscess"


@pytest.mark.parametrize("name", [["lipoma"], ("lipoma", "hematoma"), {"lipoma": 1}, b"lipoma"])
def test_one_name_is_expected(engine: lb.Engine, name: object) -> None:
    message = re.escape(f"cause={name!r}: expected one name, of a cause or a group of causes")
    with pytest.raises(lb.EvidenceError, match=message):
        find_causes(engine.knowledge, name)  # type: ignore[arg-type]


def test_a_label_of_two_is_ambiguous(tiny: TinyModel) -> None:
    tiny.set_cell("labels", "cause,cyst", "label", "a lump")
    tiny.set_cell("labels", "cause,abscess", "label", "A lump")
    with pytest.raises(
        lb.UnknownNameError, match="'a lump' is the label of cyst and of abscess: name one of them"
    ):
        find_causes(tiny.load(), "a lump")


def test_what_is_unknown_is_told_the_groups_too(engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match=r"choose from .*malignancy") as found:
        find_causes(engine.knowledge, "zzzzzz")
    assert "more" not in str(found.value)
