"""What messages say to write instead of a name that the model does not have."""

from dataclasses import replace

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.knowledge.hints import number_text, state_hint, unit_of, variable_hint
from lumpbayes.knowledge.records import Group, Variable
from tests.tiny_model import TinyModel


def plain(*states: str) -> Variable:
    return Variable("f", "finding", states, (), "", "exam", 0.0, None, 2)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("cyst", "it is a state of cause: cause=cyst"),
        (" Cyst ", "it is a state of cause: cause=cyst"),
        ("skin", "it is a group of states of cause: cause=cyst,abscess"),
        ("rednes", "did you mean redness?"),
        ("no", "choose from setting"),
    ],
)
def test_instead_of_a_variable(tiny: TinyModel, key: str, hint: str) -> None:
    assert variable_hint(tiny.load(), key).startswith(hint)


def test_a_large_group_is_not_listed(engine: lb.Engine) -> None:
    most = Group("cause", "most", "Most", engine.causes[:9])
    knowledge = replace(engine.knowledge, groups=(*engine.knowledge.groups, most))
    assert variable_hint(knowledge, "most") == "it is a group of states of cause"


@pytest.mark.parametrize(
    ("states", "value", "hint"),
    [
        (("yes", "no"), "yse", "did you mean yes?"),
        (("yes", "no"), "maybe", "choose from yes, no"),
        (("none", "mild"), "some", "choose from none, mild"),
        (("present", "absent"), "presnt", "did you mean present?"),
        (("absent", "x"), "present", "choose from absent, x"),
        (("yes", "no"), "?", "leave it out where nothing is known"),
        (("a", "na"), "n/a", "leave it out where nothing is known"),
        (("yes", "no"), "1", "write 'yes'"),
        (("a", "b"), "1", "choose from a, b"),
    ],
)
def test_instead_of_a_state(states: tuple[str, ...], value: str, hint: str) -> None:
    assert state_hint(plain(*states), value, value) == hint


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("3cm", "give a number as size_cm=3"),
        ("3.5 cm ", "give a number as size_cm=3.5"),
        (np.float64(3.0), "give a number as size_cm=3"),
        ("30mm", "give a number of cm as size_cm=NUMBER"),
        ("huge", "choose from small, medium, large"),
        ("larg", "did you mean large?"),
    ],
)
def test_instead_of_a_state_that_is_a_number(tiny: TinyModel, value: object, hint: str) -> None:
    text = value if isinstance(value, str) else None
    assert state_hint(tiny.load().variables["size"], value, text) == hint


def test_units_and_numbers_as_people_write_them(tiny: TinyModel) -> None:
    variables = tiny.load().variables
    assert [unit_of(variables[name]) for name in ("size", "age_group", "pain")] == [
        "cm",
        "years",
        "",
    ]
    assert [number_text(each) for each in (np.float32(1.5), 6, "6cm")] == ["1.5", "6", "6cm"]
