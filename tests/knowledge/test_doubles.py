"""Numbers that a double cannot hold are none, wherever they are given."""

import decimal
import fractions
import json
from typing import Any

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, TablesError
from lumpbayes.knowledge.doubles import is_too_small, parse_number, scalar, small_hint
from lumpbayes.knowledge.evidence_text import parse_evidence_text

TINY = [
    *("1e-400", " 0.0000001e-330 ", "-1e-999", "1E-400", "." + "0" * 400 + "1"),
    *(decimal.Decimal("1e-400"), fractions.Fraction(1, 10**400)),
]


@pytest.mark.parametrize("value", TINY)
def test_what_is_too_small(value: object) -> None:
    assert is_too_small(value)
    assert parse_number(value) is None
    assert small_hint(value) == "; it is too small for a double; write 0 to exclude"


@pytest.mark.parametrize(
    "value",
    [
        *("0", "-0.0", "0e5", "0e-999", "5e-324", "1e-300", "six", "", "%", None, True, [0]),
        *(0, 0.0, 5e-324, np.float32(0), np.array([0]), 10**400, decimal.Decimal(0)),
        *(decimal.Decimal("NaN"), decimal.Decimal("sNaN"), 0j),
    ],
)
def test_what_is_not(value: object) -> None:
    assert not is_too_small(value)
    assert small_hint(value) == ""


def test_percentages_are_smaller_by_a_hundred() -> None:
    assert is_too_small("1e-323 %")
    assert not is_too_small("1e-300%")


def test_an_array_of_no_dimension_is_the_value_in_it() -> None:
    assert scalar(np.array(6.0)) == 6.0
    assert scalar("6") == "6"


@pytest.mark.parametrize("tiny", ["1e-400", decimal.Decimal("1e-400")])
@pytest.mark.parametrize(
    "finding",
    [
        lambda tiny: lb.Likelihood({"yes": 1, "no": tiny}),
        lambda tiny: lb.Probability({"yes": 1, "no": tiny}),
        lambda tiny: lb.Reliability("yes", tiny),
        lambda tiny: {"reported": "no", "reliability": tiny},
    ],
)
def test_no_finding_excludes_what_is_only_improbable(
    engine: lb.Engine, finding: Any, tiny: object
) -> None:
    with pytest.raises(EvidenceError, match=r"limb_weakness: .*; it is too small for a double; wr"):
        engine.diagnose({"limb_weakness": finding(tiny)})


def test_nor_does_a_file(engine: lb.Engine) -> None:
    text = json.dumps({"fever": {"likelihood": {"yes": 1, "no": 0.5}}}).replace("0.5", "1e-400")
    with pytest.raises(EvidenceError, match="file: 1e-400 is too small for a double; write 0 to"):
        parse_evidence_text(engine.knowledge, text, "file")


@pytest.mark.parametrize("probability", ["1e-400", "1e-323%"])
def test_nor_does_an_edit(engine: lb.Engine, probability: Any) -> None:
    with pytest.raises(
        EvidenceError, match=r"probability '1e-.*; it is too small for a double; wr"
    ):
        engine.with_prior("lipoma", probability)


@pytest.mark.parametrize(
    ("table", "column", "remedy"),
    [
        ("priors", "probability", "It is too small for a double; write 0 to exclude."),
        ("priors", "low", "It is too small for a double; write 0 to exclude."),
        ("likelihoods", "low", "It is too small for a double; write 0 to exclude."),
        ("losses", "loss", "It is too small for a double; write 0 for what costs nothing."),
    ],
)
def test_nor_does_a_table(engine: lb.Engine, table: str, column: str, remedy: str) -> None:
    frame = engine.table(table).astype(object)
    frame.loc[3, "low"] = 0.0
    frame.loc[3, column] = "1e-400"
    with pytest.raises(
        TablesError, match=rf"row 3, column {column}: found '?1e-400'?; .* {remedy}"
    ):
        engine.with_tables(**{table: frame})


def test_zero_itself_excludes(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": lb.Likelihood({"yes": "1", "no": "0.0e-999"})})
    assert dx.of("fever")["no"] == 0
