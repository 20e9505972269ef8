"""Names and values as people, frames and other systems write them."""

import decimal
import fractions
import json
from unicodedata import normalize

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.knowledge.evidence import interpret
from lumpbayes.knowledge.matching import (
    folded,
    match_state,
    match_value,
    match_variable,
    parse_number,
    variables_named,
)
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.words import parse_words
from tests.tiny_model import TinyModel


def variable(*states: str) -> Variable:
    return Variable("f", "finding", states, (), "", "exam", 0.0, None, 2)


# --- Yes and no --------------------------------------------------------------------------------


@pytest.mark.parametrize("states", [("yes", "no"), ("true", "false"), ("True", "no"), ("YES", "x")])
@pytest.mark.parametrize("value", [True, np.True_, "yes", "Yes", "true", "TRUE", np.str_("yes")])
def test_ways_of_saying_yes(states: tuple[str, ...], value: object) -> None:
    assert match_state(variable(*states), value) == states[0]


@pytest.mark.parametrize("states", [("yes", "no"), ("true", "false"), ("True", "no"), ("x", "NO")])
@pytest.mark.parametrize("value", [False, np.False_, "no", "No", "false", "FALSE"])
def test_ways_of_saying_no(states: tuple[str, ...], value: object) -> None:
    assert match_state(variable(*states), value) == states[1]


def test_yes_and_true_side_by_side_are_told_apart_by_their_exact_names() -> None:
    both = variable("yes", "true", "no")
    assert [match_state(both, word) for word in ("yes", "true", False)] == ["yes", "true", "no"]
    for value in (True, "Yes", "TRUE"):
        with pytest.raises(UnknownNameError, match=f"f has no state {value!r}: "):
            match_state(both, value)


@pytest.mark.parametrize(
    ("states", "value", "message"),
    [
        (("soft", "hard"), True, "f has no state True: choose from soft, hard"),
        (("1", "1.0", "0"), 1.0, "f has no state 1.0: states are text: give '1.0'"),
        (("01", "0"), 1, "f has no state 1: choose from 01, 0"),
        (("1", "0"), 0.5, "f has no state 0.5: choose from 1, 0"),
        (("1.5", "0"), 1.5, r"f has no state 1\.5: states are text: give '1\.5'"),
        (("1", "0"), True, "f has no state True: choose from 1, 0"),
        (("yes", "no"), None, "f has no state None: choose from yes, no"),
        (("1", "0"), "2", "f has no state '2': choose from 1, 0"),
    ],
)
def test_a_state_that_is_refused(states: tuple[str, ...], value: object, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        match_state(variable(*states), value)


# --- Whole numbers as states -------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [1, 1.0, np.int8(1), np.float32(1), np.array(1), decimal.Decimal(1), fractions.Fraction(1)],
)
def test_a_whole_number_names_the_state_with_its_digits(value: object) -> None:
    assert match_state(variable("0", "1", "2"), value) == "1"


def test_a_long_whole_number_keeps_its_digits() -> None:
    long = 2**60 + 1
    assert match_state(variable(str(long), str(2**60)), long) == str(long)


def test_a_whole_number_of_a_binned_variable_is_its_number(tiny: TinyModel) -> None:
    size = tiny.load().variables["size"]
    assert match_value(size, "size", 1) == (0, 1.0)
    numbered = size._replace(states=("1", "2", "3"))
    with pytest.raises(UnknownNameError, match="size has no state 1: states are text: give '1'"):
        match_value(numbered, "size", 1)


# --- Labels ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "evidence",
    [
        {"night_or_rest_pain": "yes", "size": "2to5cm"},
        {"Pain at night or rest": "yes", "Size": "2 to 5 cm"},
        {"pain AT night or rest ": "yes", "size": " 2 To 5 cm"},
        {"night-or-rest-pain": "yes", "size": "2to5cm"},
        {"Night or rest pain": "yes", "size": "2to5cm"},
    ],
)
def test_what_is_printed_may_be_given_back(engine: lb.Engine, evidence: dict[str, str]) -> None:
    found = interpret(engine.knowledge, evidence).stated
    assert found == {"night_or_rest_pain": "yes", "size": "2to5cm"}
    words = [f"{key}={value}" for key, value in evidence.items()]
    assert interpret(engine.knowledge, parse_words(engine.knowledge, words)).stated == found


def test_names_go_before_labels_and_what_may_mean_two_is_an_error(tiny: TinyModel) -> None:
    labels = "variable,state,label\npain,mild,severe\nsize,small,big\nsize,large,Big\n"
    labels += 'redness,,pain\nage_group,,Lump\nsize,,lump\npain,none,"no, not"\n'
    tiny.write("labels", labels)
    engine = lb.load(tiny.path)
    assert engine.diagnose({"pain": "severe"}).evidence == {"pain": "severe"}
    words = parse_words(engine.knowledge, ["pain=no, not"])
    assert engine.diagnose(words).evidence == {"pain": "none"}
    with pytest.raises(EvidenceError, match="size='big' may mean small or large, by its name or"):
        engine.diagnose({"size": "big"})
    with pytest.raises(EvidenceError, match="'lump' may mean age_group or size, by its name or i"):
        engine.diagnose({"lump": "large"})
    with pytest.raises(EvidenceError, match="'Lump' may mean age_group or size"):
        engine.batch([{"Lump": "large"}])


def test_a_joined_name_and_a_label_of_another_is_an_error(tiny: TinyModel) -> None:
    tiny.add("labels", "redness", "", "Age group")
    tiny.replace("variables", "positive;negative", "very_sure;sure;negative")
    tiny.replace("labels", "cause,cyst,a cyst\n", "biopsy,sure,very sure\n")
    tiny.write("likelihoods", tiny.text("likelihoods").replace("biopsy,positive", "biopsy,sure"))
    tiny.add_likelihood("biopsy", "very_sure", "", 0.01)
    tiny.add_likelihood("biopsy", "very_sure", "cause=tumor", 0.01)
    knowledge = tiny.load()
    assert match_variable(knowledge, "age-group") == (knowledge.variables["age_group"], "age_group")
    with pytest.raises(EvidenceError, match="'Age group' may mean age_group or redness, by its na"):
        match_variable(knowledge, "Age group")
    assert [name for _, name in variables_named(knowledge, "Age group")] == ["age_group", "redness"]
    biopsy = knowledge.variables["biopsy"]
    assert match_state(biopsy, "very-sure") == "very_sure"
    with pytest.raises(
        EvidenceError, match="biopsy='Very sure' may mean very_sure or sure, by its"
    ):
        match_state(biopsy, "Very sure")


def test_a_number_with_spaces_goes_before_the_label_of_its_variable(tiny: TinyModel) -> None:
    tiny.add("labels", "size", "", "Size cm")
    knowledge = tiny.load()
    assert match_variable(knowledge, "size CM") == (knowledge.variables["size"], "size_cm")


# --- Unicode -----------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("given", ["NFC", "NFD"])
def test_an_accent_may_be_written_in_two_ways(tiny: TinyModel, written: str, given: str) -> None:
    for table in ("variables", "likelihoods", "red_flags", "labels", "groups", "codes"):
        text = tiny.text(table).replace("pain", "fièvre").replace("mild", "légère")
        tiny.write(table, normalize(written, text))
    engine = lb.load(tiny.path)
    for name, state in (("fièvre", "légère"), (" FIÈVRE", "Légère ")):
        found = engine.diagnose({normalize(given, name): normalize(given, state)})
        assert list(found.evidence.items()) == [("fièvre", "légère")]
    words = [normalize(given, "fièvre=légère,severe")]
    assert lb.load(tiny.path).knowledge.fingerprint == engine.fingerprint
    assert interpret(engine.knowledge, parse_words(engine.knowledge, words)).stated == {
        "fièvre": {"any_of": ("légère", "severe")}
    }


def test_the_way_of_writing_changes_no_fingerprint(tiny: TinyModel) -> None:
    tiny.replace("labels", "a cyst", "un kyste épidermoïde")
    composed = tiny.load().fingerprint
    tiny.write("labels", normalize("NFD", tiny.text("labels")))
    assert tiny.load().fingerprint == composed


def test_an_exact_state_is_tried_first_in_either_way_of_writing() -> None:
    both = variable("é", "É")
    assert match_state(both, normalize("NFD", "É")) == "É"
    assert folded(normalize("NFD", " É ")) == folded("é")


# --- The tables' own text ----------------------------------------------------------------------


def test_numpy_text_does_not_reach_the_answer(engine: lb.Engine) -> None:
    name, state = np.str_("fever"), np.str_("yes")
    dx = engine.diagnose({name: state, np.str_("redness"): lb.Not(state)}, setting=np.str_("any"))
    assert repr(dx.evidence) == "{'fever': 'yes', 'redness': {'not': 'yes'}, 'setting': 'any'}"
    assert {type(key) for key in dx.understood.findings} == {str}
    assert json.loads(dx.to_json())["evidence"] == dx.evidence


def test_a_row_of_a_frame_is_evidence(engine: lb.Engine) -> None:
    frame = pd.DataFrame({"fever": ["yes", None], "size_cm": [6.2, 1], "redness": [True, False]})
    first, second = (row for _, row in frame.iterrows())
    assert engine.diagnose(first).evidence == {"fever": "yes", "redness": "yes", "size_cm": 6.2}
    assert engine.diagnose(second).evidence == {"redness": "no", "size_cm": 1.0}


# --- Numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        *(6, 6.0, "6", " 6.0 ", "6e0", np.int8(6), np.float16(6), np.longdouble(6), np.str_("6")),
        np.array(6.0),
        *(decimal.Decimal(6), fractions.Fraction(12, 2)),
    ],
)
def test_what_a_number_may_be(value: object) -> None:
    number = parse_number(value)
    assert (number, type(number)) == (6.0, float)


@pytest.mark.parametrize(
    "value",
    [
        *(b"6", bytearray(b"6"), "\uff16", "\u0666", "6,0", "6_0", "", "six", None, [6]),
        *(True, np.True_, 6j, np.complex128(6), np.array([6.0]), 10**400),
        *("1e-400", decimal.Decimal("1e-400"), fractions.Fraction(1, 10**400)),
        *(decimal.Decimal("NaN"), decimal.Decimal("sNaN"), decimal.Decimal("1e999"), float("inf")),
    ],
)
def test_what_is_no_number(value: object, engine: lb.Engine) -> None:
    assert parse_number(value) is None
    for finding in (lb.Likelihood({"yes": value}), lb.Reliability("yes", value)):  # type: ignore
        with pytest.raises(EvidenceError, match=r"fever: .*expected a"):
            interpret(engine.knowledge, {"fever": finding})


@pytest.mark.parametrize("value", [b"6.2", "\uff16.\uff12"])
def test_numbers_in_bytes_and_foreign_digits_are_refused(engine: lb.Engine, value: object) -> None:
    with pytest.raises(EvidenceError, match=r"size_cm=.*: expected a number of cm from 0 to 100"):
        engine.diagnose({"size_cm": value})


def test_a_key_that_is_no_text(engine: lb.Engine) -> None:
    knowledge: KnowledgeBase = engine.knowledge
    for key in (7, ("fever",), None, True, b"fever"):
        with pytest.raises(UnknownNameError, match="there is no variable"):
            interpret(knowledge, {key: "yes"})  # type: ignore[dict-item]
