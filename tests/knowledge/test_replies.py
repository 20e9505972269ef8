"""What a person's reply to a question means, and what is said where it means nothing."""

from __future__ import annotations

import re

import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.replies import (
    Choice,
    Choices,
    Reply,
    choices_of,
    exact_reply,
    understand_reply,
)
from tests.tiny_model import TinyModel


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return lb.load(backend="sweeps").knowledge


def marks(choices: Choices) -> list[str]:
    return [answer.mark for answer in choices.answers]


@pytest.mark.parametrize(
    ("variable", "text", "reply"),
    [
        ("fever", "yes", ("fever", "yes")),
        ("fever", "y", ("fever", "yes")),
        ("fever", " N ", ("fever", "no")),
        ("fever", "TRUE", ("fever", "yes")),
        ("fever", "2", ("fever", "no")),
        ("fever", "none", ("fever", "no")),
        ("pain", "n", ("pain", "none")),
        ("pain", "3", ("pain", "severe")),
        ("consistency", "flu", ("consistency", "fluctuant")),
        ("onset", "weeks to months", ("onset", "weeks_months")),
        ("onset", "weeks_months", ("onset", "weeks_months")),
        ("size", "6.2", ("size_cm", 6.2)),
        ("size", "3", ("size_cm", 3.0)),  # three centimeters, not the third answer
        ("size", "6.2cm", ("size_cm", 6.2)),
        ("size", "6.2 CM", ("size_cm", 6.2)),
        ("size", ".5", ("size_cm", 0.5)),
        ("size", "1e1", ("size_cm", 10.0)),
        ("size", "2to5cm", ("size", "2to5cm")),
        ("size", "a", ("size", "lt2cm")),
        ("age_group", "67", ("age_years", 67.0)),
        ("age_group", "1 year", ("age_years", 1.0)),
        ("age_group", "3 months", ("age_years", 0.25)),
        ("age_group", "1 month", ("age_years", 1 / 12)),
        ("age_group", "6 weeks", ("age_years", 6 / 52.1775)),
        ("age_group", "10 days", ("age_years", 10 / 365.25)),
        ("sex", "F", ("sex", "female")),
        ("fever", "ye", ("fever", "yes")),
        ("age_group", "65 years or older", ("age_group", "older")),
        ("age_group", "mid", ("age_group", "middle")),
    ],
)
def test_a_reply(
    knowledge: KnowledgeBase, variable: str, text: str, reply: tuple[str, object]
) -> None:
    assert understand_reply(knowledge, choices_of(knowledge, variable), text) == Reply(*reply)


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("fever", "yse", "'yse' is no answer to this question: did you mean yes?"),
        ("fever", "3", "'3' is no answer to this question: expected yes, no, or ?"),
        ("fever", "", r"^Nothing was typed: expected yes, no, or \? if it was not done or is not"),
        ("age_group", "3000 months", "3000 months: expected a number of years from 0 to"),
        ("age_group", "3 minutes", "'3 minutes' .*: expected a number of years"),
        ("size", "3 months", "'3 months' .*: expected a number of cm"),
        (
            "mri",
            "no",
            r"'no' is no answer to this question: expected .*normal, or \? if it was not",
        ),
        ("mri", "none", "'none' is no answer to this question: expected "),
        ("biopsy_or_aspirate", "no", "'no' is no answer to this question: expected "),
        ("growth", "no", "'no' is no answer to this question: expected stable, slow, rapid, or "),
        ("pain", "y", "'y' is no answer to this question"),
        ("consistency", "f", "'f' may be .* or .*: write more of it"),
        ("size", "600", "600: expected a number of cm from 0 to 100"),
        ("size", "-3", "-3: expected a number of cm from 0 to 100"),
        ("size", "1e999", "1e999: expected a number of cm"),
        ("size", "6,2", "'6,2' .*: expected a number of cm .*, written with a decimal point"),
        ("size", "62 mm", "'62 mm' .*: expected a number of cm from 0 to 100"),
        ("size", "qqqq", "expected .*, or a number of cm from 0 to 100, or ?"),
        ("age_group", "old\x1b[31m", r"is no answer to this question"),
        ("fever", "x" * 500, "'x{60}' is no answer"),
    ],
)
def test_no_reply(knowledge: KnowledgeBase, variable: str, text: str, message: str) -> None:
    with pytest.raises(EvidenceError, match=message):
        understand_reply(knowledge, choices_of(knowledge, variable), text)


@pytest.mark.parametrize(
    ("labels", "reply"),
    [
        ({"slow": "slow", "rapid": "rapid", "none": "not at all"}, "stable"),
        ({"slow": "not fast", "rapid": "rapid", "none": "not at all"}, None),
        ({"slow": "slow", "rapid": "nothing like it", "none": "stable"}, None),
    ],
)
def test_no_is_not_at_all_where_the_label_says_so(
    knowledge: KnowledgeBase, labels: dict[str, str], reply: str | None
) -> None:
    states = ("slow", "rapid", "stable")
    answers = (Choice("", *each) for each in zip(states, labels.values(), strict=True))
    choices = Choices("growth", tuple(answers), None)
    if reply:
        assert understand_reply(knowledge, choices, "no") == ("growth", reply)
        assert understand_reply(knowledge, choices, "none") == ("growth", reply)
    else:
        with pytest.raises(EvidenceError, match="'no' is no answer"):
            understand_reply(knowledge, choices, "no")


def test_numbers_mark_the_answers_where_a_number_means_nothing_else(
    knowledge: KnowledgeBase,
) -> None:
    assert marks(choices_of(knowledge, "pain")) == ["1", "2", "3"]
    assert marks(choices_of(knowledge, "size")) == ["a", "b", "c"]
    assert choices_of(knowledge, "size").number == ("size_cm", "cm", 0.0, 100.0)
    assert choices_of(knowledge, "pain").number is None


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["12+", "5", "none"], ["", "", ""]),  # "5" is one letter: b would not be clear either
        (["12+", "<5", "none"], ["a", "b", "c"]),
        (["a", "b", "7"], ["", "", ""]),
        (["red", "b", "no"], ["1", "2", "3"]),
    ],
)
def test_marks_are_never_mistaken(tiny: TinyModel, states: list[str], expected: list[str]) -> None:
    tiny.set_cell("variables", "redness,", "states", ";".join(states))
    for inflamed in ("yes", "no"):
        tiny.remove("likelihoods", f"redness,yes,inflammation={inflamed}")
        for state in states[:-1]:
            tiny.add_likelihood("redness", state, f"inflammation={inflamed}", 0.1)
    tiny.set_cell("red_flags", "R1,", "rule", "pain=severe")
    knowledge = tiny.load()
    choices = choices_of(knowledge, "redness")
    assert marks(choices) == expected
    for state in states:
        assert understand_reply(knowledge, choices, state) == ("redness", state)


def test_a_whole_answer_is_known_from_any_other_word(knowledge: KnowledgeBase) -> None:
    choices = choices_of(knowledge, "fever")
    assert exact_reply(choices, " YES") == ("fever", "yes")
    assert exact_reply(choices, "ye") is None
    assert exact_reply(choices, "back") is None


def test_every_answer_is_understood_by_its_mark_its_state_and_its_label(
    knowledge: KnowledgeBase,
) -> None:
    for name, variable in knowledge.variables.items():
        choices = choices_of(knowledge, name)
        assert {answer.state for answer in choices.answers} == {*variable.states}
        assert len(choices.answers) == len(variable.states)
        for answer in choices.answers:
            for text in filter(None, answer):
                assert understand_reply(knowledge, choices, text) == (name, answer.state), text


def test_an_unknown_variable(knowledge: KnowledgeBase) -> None:
    with pytest.raises(lb.UnknownNameError, match=re.escape("'fevr'")):
        choices_of(knowledge, "fevr")
