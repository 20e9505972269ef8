import math

import numpy as np
import pytest

from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.editing import parse_given, parse_probability, rescaled
from lumpbayes.knowledge.moving import moved


def test_the_others_keep_their_proportions() -> None:
    assert rescaled([0.5, 0.3, 0.2], 1, 0.0) == pytest.approx(
        [0.5 / 0.7, 0.0, 0.2 / 0.7], abs=1e-15
    )
    assert rescaled([0.5, 0.3, 0.2], 1, 1.0) == [0.0, 1.0, 0.0]


def test_others_that_are_all_0_share_what_is_left() -> None:
    assert rescaled([1.0, 0.0, 0.0], 0, 0.5) == [0.5, 0.25, 0.25]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("  ", {}),
        ("cause=lipoma", {"cause": "lipoma"}),
        (" inflammation = yes ; cause=@infection", {"inflammation": "yes", "cause": "@infection"}),
        ("cause=*", {"cause": "*"}),
        ("a=b=c", {"a": "b=c"}),
    ],
)
def test_a_condition_in_words(text: str, expected: dict[str, str]) -> None:
    assert parse_given(text) == expected


@pytest.mark.parametrize("text", ["cause", "cause=", "=yes", "a=b;", ";", "a=b;a=c"])
def test_a_condition_that_is_not_understood(text: str) -> None:
    with pytest.raises(
        EvidenceError,
        match="is not understood; expected parent=state separated by ';', each parent",
    ):
        parse_given(text)


@pytest.mark.parametrize("value", [0, 1, 0.3, "0.3", np.float64(0.3), np.float32(0.25), " 1e-3 "])
def test_a_probability_is_a_double(value: object) -> None:
    number = parse_probability(value)
    assert type(number) is float
    assert number == float(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value", [-0.1, 1.0000001, math.nan, math.inf, "0,3", "130 %", "%", "x%", None, True]
)
def test_what_is_no_probability(value: object) -> None:
    with pytest.raises(EvidenceError, match=r"a number from 0 to 1, such as 0\.3 for 30 %"):
        parse_probability(value)


OLD = Estimate(0.2, 0.1, 0.4, "sourced", ("smith2020", "jones2021"), "read in table 2")


def test_an_edited_number_is_an_estimate_whose_interval_moves_along() -> None:
    new = moved(OLD, 0.5, chosen=True)

    def logit(p: float) -> float:
        return math.log(p / (1 - p))

    assert new.probability == 0.5
    assert (new.grade, new.sources) == ("estimate", ("judgement",))
    assert new.note == "was 0.2 (sourced: smith2020; jones2021); read in table 2"
    shift = logit(0.5) - logit(0.2)
    assert logit(new.low) - logit(0.1) == pytest.approx(shift, abs=1e-12)
    assert logit(new.high) - logit(0.4) == pytest.approx(shift, abs=1e-12)


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_to_0_or_1_the_interval_is_a_point(probability: float) -> None:
    assert moved(OLD, probability, chosen=True)[:3] == (probability, probability, probability)


def test_ends_at_0_and_1_stay_there() -> None:
    assert moved(OLD._replace(low=0.0, high=1.0), 0.5, chosen=True)[:3] == (0.5, 0.0, 1.0)


def test_an_extreme_move_stays_within_0_and_1() -> None:
    new = moved(OLD._replace(probability=1e-300, low=0.0, high=0.4), 1 - 1e-16, chosen=True)
    assert 0 <= new.low <= new.probability <= new.high <= 1


def test_rounding_is_no_edit() -> None:
    assert moved(OLD, 0.2, chosen=True) is OLD
    assert moved(OLD, math.nextafter(0.2, 1), chosen=True) is OLD


def test_without_a_note_there_is_one() -> None:
    assert (
        moved(OLD._replace(note=""), 0.5, chosen=True).note
        == "was 0.2 (sourced: smith2020; jones2021)"
    )


def test_the_others_follow_as_derived_numbers_and_keep_their_sources() -> None:
    new = moved(OLD, 0.5, chosen=False)
    assert (new.grade, new.sources) == ("derived", OLD.sources)
    assert new.note.startswith("in proportion from 0.2 (sourced: smith2020; jones2021)")
    guessed = moved(OLD._replace(grade="estimate", sources=("judgement",)), 0.5, chosen=False)
    assert (guessed.grade, guessed.sources) == ("estimate", ("judgement",))


@pytest.mark.parametrize("text", ["30%", "30 %", " 30.0% "])
def test_percentages_as_people_write_them(text: str) -> None:
    assert parse_probability(text) == 0.3
