import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.errors import Issue, Level, TablesError
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.estimates import CORRECT, check_sum, normalised, split_list
from lumpbayes.knowledge.problems import Problems
from tests.tiny_model import TinyModel, told, where

ROWS = [("priors", "abscess,clinic,"), ("likelihoods", "biopsy,positive,cause=tumor,")]


@pytest.fixture(params=ROWS, ids=["priors", "likelihoods"])
def row(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A table and the start of one of its rows: both tables share these columns."""
    return request.param


def test_an_estimate_is_read_with_everything_it_has(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "biopsy,positive,,", "source", "smith2020 ; jones2021")
    estimate = tiny.load().likelihoods[-2].estimate
    assert estimate._asdict() == {
        "probability": 0.02,
        "low": 0.01,
        "high": 0.51,
        "grade": "sourced",
        "sources": ("smith2020", "jones2021"),
        "note": "a note",
    }


@pytest.mark.parametrize("text", ["0.9", ".9", "9e-1", "0.90", "+0.9"])
def test_numbers_may_be_written_in_any_usual_way(tiny: TinyModel, text: str) -> None:
    tiny.set_cell("likelihoods", "biopsy,positive,cause=tumor,", "probability", text)
    assert tiny.load().likelihoods[-1].estimate.probability == 0.9


WRITE = "Write a number such as 0.25."
NOT_NUMBERS = [
    ("many", "'many'", WRITE),
    ("0.3.1", "'0.3.1'", WRITE),
    ("1/3", "'1/3'", WRITE),
    ("0_3", "'0_3'", WRITE),
    ("0x1", "'0x1'", WRITE),
    ("<0.01", "'<0.01'", WRITE),
    ("0,3", "'0,3'", "Write the decimal point as a point: 0.3."),
    ("25%", "'25%'", "Write the percentage as a fraction, such as 0.25 for 25 %."),
    ("", "''", "Fill the cell; where there is no source, write an estimate and say so."),
    ("1.01", "1.01", "Correct the number."),
    ("-0.1", "-0.1", "Correct the number."),
    ("30", "30", "Write 30 % as 0.3, or correct the number."),
    ("1e-400", "1e-400", "It is too small for a double; write 0 to exclude."),
    ("nan", "nan", "Correct the number."),
    ("inf", "inf", "Correct the number."),
    ("-inf", "-inf", "Correct the number."),
    ("1e999", "1e999", "Correct the number."),
]


@pytest.mark.parametrize("column", ["probability", "low", "high"])
@pytest.mark.parametrize(("cell", "value", "remedy"), NOT_NUMBERS)
def test_not_a_number_from_0_to_1(
    tiny: TinyModel, row: tuple[str, str], column: str, cell: str, value: str, remedy: str
) -> None:
    table, start = row
    line = tiny.set_cell(table, start, column, cell)
    issue = tiny.error()
    assert where(issue) == f"{table}.csv:{line}"
    assert told(issue) == (column, value, "a number from 0 to 1", remedy)
    assert not issue.mendable


def test_every_broken_number_of_a_row_is_reported(tiny: TinyModel, row: tuple[str, str]) -> None:
    table, start = row
    for column in ("probability", "low", "high"):
        tiny.set_cell(table, start, column, "x")
    assert [issue.column for issue in tiny.errors()] == ["probability", "low", "high"]


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("0.95", "0.99", "probability 0.3 outside 0.95 to 0.99"),
        ("0.1", "0.2", "probability 0.3 outside 0.1 to 0.2"),
        ("0.8", "0.1", "probability 0.3 outside 0.8 to 0.1"),
    ],
)
def test_an_interval_that_does_not_hold_its_probability(
    tiny: TinyModel, low: str, high: str, found: str
) -> None:
    line = tiny.set_cell("priors", "abscess,clinic,", "low", low)
    tiny.set_cell("priors", "abscess,clinic,", "high", high)
    issue = tiny.error()
    assert where(issue) == f"priors.csv:{line}"
    assert told(issue) == (
        "low, high",
        found,
        "low <= probability <= high",
        "Correct the number or its interval.",
    )


def test_a_lenient_policy_widens_the_interval(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "abscess,clinic,", "low", "0.95")
    tiny.set_cell("priors", "abscess,clinic,", "high", "0.4")
    estimate = tiny.load(policy="lenient").priors[1].estimate
    assert (estimate.low, estimate.probability, estimate.high) == (0.3, 0.3, 0.95)


@pytest.mark.parametrize(
    ("column", "cell", "value", "expected", "remedy"),
    [
        (
            "grade",
            "guess",
            "'guess'",
            "sourced or derived or estimate",
            "Say where the number comes from.",
        ),
        (
            "grade",
            "",
            "''",
            "sourced or derived or estimate",
            "Say where the number comes from.",
        ),
        *[
            (
                "source",
                cell,
                value,
                "keys of sources.csv, separated by ';'",
                "Add the source to sources.csv; an estimate has the source judgement.",
            )
            for cell, value in (
                ("miller1999", "'miller1999'"),
                ("smith2020;miller1999", "'miller1999'"),
                ("smith2020;", "''"),
                ("", "''"),
            )
        ],
    ],
)
def test_an_unknown_origin(
    tiny: TinyModel,
    row: tuple[str, str],
    column: str,
    cell: str,
    value: str,
    expected: str,
    remedy: str,
) -> None:
    table, start = row
    line = tiny.set_cell(table, start, column, cell)
    issue = tiny.error()
    assert where(issue) == f"{table}.csv:{line}"
    assert told(issue) == (column, value, expected, remedy)
    assert tiny.load(policy="lenient").issues == (issue,)


@pytest.mark.parametrize(
    ("grade", "source"),
    [("estimate", "smith2020"), ("sourced", "judgement"), ("derived", "judgement")],
)
def test_a_grade_that_does_not_fit_the_source_is_a_warning(
    tiny: TinyModel, row: tuple[str, str], grade: str, source: str
) -> None:
    table, start = row
    line = tiny.set_cell(table, start, "grade", grade)
    tiny.set_cell(table, start, "source", source)
    issue = tiny.warning()
    assert where(issue) == f"{table}.csv:{line}"
    assert told(issue) == (
        "grade",
        f"grade {grade} with source {source}",
        "an estimate to have the source judgement, and nothing else to have it",
        "Change the grade or the source; name a source that gives only the direction in note.",
    )


# --- Sums --------------------------------------------------------------------------------------


def summed(*probabilities: float) -> list[Issue]:
    problems = Problems()
    names = ["a", "b", "c"][: len(probabilities)]
    check_sum("table.csv:9", "the row", names, probabilities, problems)
    return list(problems.listed())


@pytest.mark.parametrize("off", [0, 1e-12, -1e-12, 9e-10, -9e-10])
def test_a_sum_of_one_is_silent(off: float) -> None:
    assert summed(0.5 + off, 0.3, 0.2) == []


@pytest.mark.parametrize("off", [2e-9, -2e-9, 0.0009, -0.0009])
def test_a_sum_within_a_thousandth_is_information(off: float) -> None:
    (issue,) = summed(0.5 + off, 0.3, 0.2)
    assert issue.level is Level.INFORMATION
    assert issue.place == "table.csv:9"
    assert told(issue) == (
        "probability",
        f"the row sums to {1 + off:.10g}",
        "1",
        "The values were divided by their sum.",
    )


@pytest.mark.parametrize("off", [0.0011, -0.0011, 0.049, -0.049])
def test_a_sum_within_five_percent_is_an_error_with_the_values_to_paste(off: float) -> None:
    (issue,) = summed(0.5 + off, 0.3, 0.2)
    assert (issue.level, issue.mendable) == (Level.ERROR, True)
    assert issue.value == f"the row sums to {1 + off:.10g}"
    assert issue.remedy.startswith("Normalised values: ")
    pasted = dict(re.findall(r"([abc]) (0\.\d+)", issue.remedy))
    assert list(pasted) == ["a", "b", "c"]
    assert float(pasted["b"]) == pytest.approx(0.3 / (1 + off), rel=1e-5)
    assert abs(math.fsum(map(float, pasted.values())) - 1) < 1e-5


@pytest.mark.parametrize("probabilities", [(0.5, 0.3, 0.2511), (0.5, 0.3, 0.1489), (0.0, 0.0)])
def test_a_sum_further_off_is_an_error(probabilities: tuple[float, ...]) -> None:
    (issue,) = summed(*probabilities)
    assert (issue.level, issue.mendable) == (Level.ERROR, False)
    assert issue.remedy == CORRECT


def test_pasting_the_normalised_values_mends_the_table(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0.63")
    issue = tiny.error()
    assert issue.remedy == (
        "Normalised values: cyst 0.611650485437, abscess 0.291262135922, tumor 0.0970873786408."
    )
    for name, value in re.findall(r"(\w+) (0\.\d+)", issue.remedy):
        tiny.set_cell("priors", f"{name},clinic,", "probability", value)
    assert tiny.load().issues == ()


def test_a_lenient_policy_goes_on_with_the_normalised_values(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0.63")
    with pytest.raises(TablesError, match=r"setting clinic sums to 1\.03; expected 1"):
        tiny.load()
    network = build_network(tiny.load(policy="lenient"))
    table = network.tables[network.index("cause")]
    assert table[:, 0] == pytest.approx([0.63 / 1.03, 0.3 / 1.03, 0.1 / 1.03], rel=1e-15)


def test_a_lenient_policy_does_not_go_on_beyond_five_percent(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0.7")
    with pytest.raises(TablesError, match=r"setting clinic sums to 1\.1; expected 1"):
        tiny.load(policy="lenient")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9).filter(lambda each: math.fsum(each) > 0.1))
def test_normalised_values_sum_to_one_in_the_same_ratios(probabilities: list[float]) -> None:
    values = normalised(probabilities)
    assert math.fsum(values) == pytest.approx(1, abs=1e-12)
    total = math.fsum(probabilities)
    assert values == pytest.approx([each / total for each in probabilities], rel=1e-12)


def test_a_list_is_split_at_semicolons() -> None:
    assert split_list("a; b ;;c d") == ("a", "b", "", "c d")
    assert split_list("") == ()
