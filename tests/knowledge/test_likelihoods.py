import numpy as np
import pytest

from lumpbayes.errors import Level
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.cells import Cell, Estimate
from lumpbayes.knowledge.estimates import CORRECT
from lumpbayes.knowledge.likelihoods import given_text, group_column, row_groups
from tests.tiny_model import LIKELIHOODS, Row, TinyModel, likelihoods_text, told, where

BIOPSY = "biopsy,positive,cause=tumor,"


def column(states: tuple[str, ...], **listed: float) -> list[float]:
    cells = [
        Cell("v", state, (), Estimate(value, 0, 1, "sourced", (), ""), 0)
        for state, value in listed.items()
    ]
    return group_column(tuple(cells), states)


def test_likelihoods_are_read_in_file_order(tiny: TinyModel) -> None:
    found = [
        (cell.variable, cell.state, given_text(cell.given), cell.estimate.probability)
        for cell in tiny.load().likelihoods
    ]
    assert found == [(v, s, given or "(always)", p) for v, s, given, p in LIKELIHOODS]


def test_rows_of_one_condition_are_gathered_wherever_they_stand(tiny: TinyModel) -> None:
    lines = tiny.text("likelihoods").splitlines()
    tiny.write("likelihoods", "\n".join([lines[0], *reversed(lines[1:])]))
    groups = row_groups(tiny.load().likelihoods)
    assert [len(group) for group in groups if group[0].variable == "size"] == [3, 2]


def test_the_reference_state_gets_the_rest() -> None:
    assert column(("a", "b", "c"), a=0.5, b=0.3) == pytest.approx([0.5, 0.3, 0.2])


def test_all_states_may_be_listed() -> None:
    assert column(("a", "b"), b=0.25, a=0.75) == [0.75, 0.25]


def test_a_sum_a_hair_above_one_leaves_the_reference_state_nothing() -> None:
    found = column(("a", "b", "c"), a=0.5, b=0.5 + 5e-10)
    assert found[2] == 0
    assert sum(found) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    "given",
    [
        "inflammation=no;cause=tumor",
        "cause=tumor;inflammation=no",
        " cause = tumor ; inflammation = no ",
    ],
)
def test_order_and_spaces_in_a_condition_do_not_matter(tiny: TinyModel, given: str) -> None:
    before = tiny.load().fingerprint
    for state in ("severe", "mild"):
        tiny.set_cell("likelihoods", f"pain,{state},inflammation=no;", "given", given)
    assert tiny.load().fingerprint == before


@pytest.mark.parametrize("given", ["cause=*", "cause = *", ""])
def test_a_star_is_the_same_as_leaving_the_parent_out(tiny: TinyModel, given: str) -> None:
    before = tiny.load().fingerprint
    tiny.set_cell("likelihoods", "biopsy,positive,,", "given", given)
    assert tiny.load().fingerprint == before


def test_a_star_and_an_empty_condition_are_the_same_rows_twice(tiny: TinyModel) -> None:
    line = tiny.add_likelihood("biopsy", "positive", "cause=*", 0.02)
    issue = tiny.error()
    assert where(issue) == f"likelihoods.csv:{line}"
    assert issue.value == "biopsy=positive given (always) again"


def test_a_star_beside_another_parent_is_left_out(tiny: TinyModel) -> None:
    before = tiny.load().fingerprint
    for state in ("severe", "mild"):
        start = f"pain,{state},inflammation=yes,"
        tiny.set_cell("likelihoods", start, "given", "cause=*;inflammation=yes")
    assert tiny.load().fingerprint == before


PARENT_EXPECTED = "parent=state, separated by ';'"
PARENT_REMEDY = "Write for example cause=lipoma."
ADD = "Correct the name, or add it to the parents of biopsy."


@pytest.mark.parametrize(
    ("column", "cell", "value", "expected", "remedy"),
    [
        (
            "variable",
            "biopsi",
            "'biopsi'",
            "a variable of variables.csv",
            "Correct the name: did you mean biopsy?",
        ),
        (
            "variable",
            "cause",
            "cause",
            "no rows of the cause",
            "Its probabilities stand in priors.csv.",
        ),
        (
            "state",
            "positve",
            "'positve'",
            "a state of biopsy",
            "Correct the state: did you mean positive?",
        ),
        (
            "state",
            "",
            "''",
            "a state of biopsy",
            "Correct the state: choose from positive, negative",
        ),
        ("given", "tumor", "'tumor'", PARENT_EXPECTED, PARENT_REMEDY),
        ("given", "cause=tumor;", "''", PARENT_EXPECTED, PARENT_REMEDY),
        ("given", ";", "''", PARENT_EXPECTED, PARENT_REMEDY),
        ("given", "cause!tumor", "'cause!tumor'", PARENT_EXPECTED, PARENT_REMEDY),
        ("given", "pain=mild", "'pain=mild'", "a parent of biopsy (cause)", ADD),
        ("given", "=tumor", "'=tumor'", "a parent of biopsy (cause)", ADD),
        (
            "given",
            "cause=cyst;cause=tumor",
            "'cause=tumor'",
            "each parent once",
            "Remove one of them; name a group of states with @group.",
        ),
        (
            "given",
            "cause=*;cause=tumor",
            "'cause=tumor'",
            "each parent once",
            "Remove one of them; name a group of states with @group.",
        ),
        (
            "given",
            "cause=tumour",
            "'cause=tumour'",
            "a state of cause, @group or *",
            "Correct the state: did you mean tumor?",
        ),
        (
            "given",
            "cause=",
            "'cause='",
            "a state of cause, @group or *",
            "Correct the state: choose from cyst, abscess, tumor",
        ),
        (
            "given",
            "cause=@any",
            "'cause=@any'",
            "a group of cause from groups.csv",
            "Correct the name or add the group.",
        ),
        (
            "given",
            "cause=@",
            "'cause=@'",
            "a group of cause from groups.csv",
            "Correct the name or add the group.",
        ),
        (
            "given",
            "cause=tumor=yes",
            "'cause=tumor=yes'",
            "a state of cause, @group or *",
            "Correct the state: did you mean tumor?",
        ),
    ],
)
def test_a_broken_cell(
    tiny: TinyModel, column: str, cell: str, value: str, expected: str, remedy: str
) -> None:
    line = tiny.set_cell("likelihoods", BIOPSY, column, cell)
    issue = tiny.error()
    assert where(issue) == f"likelihoods.csv:{line}"
    assert told(issue) == (column, value, expected, remedy)


def test_a_condition_of_a_root(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "setting,clinic,", "given", "cause=tumor")
    assert tiny.error().expected == "a parent of setting (none: leave the cell empty)"


def test_every_row_with_the_same_broken_condition_is_reported(tiny: TinyModel) -> None:
    for state in ("severe", "mild"):
        start = f"pain,{state},inflammation=yes,"
        tiny.set_cell("likelihoods", start, "given", "inflamation=yes")
    assert [where(issue) for issue in tiny.errors()] == ["likelihoods.csv:11", "likelihoods.csv:12"]


def test_a_repeated_row(tiny: TinyModel) -> None:
    line = tiny.add_likelihood("biopsy", "positive", "cause=tumor", 0.9)
    issue = tiny.error()
    assert where(issue) == f"likelihoods.csv:{line}"
    assert told(issue) == (
        "state",
        "biopsy=positive given cause=tumor again",
        "each state once (first in line 21)",
        "Remove one of the two rows.",
    )


def test_an_incomplete_group_of_rows_inherits_nothing(tiny: TinyModel) -> None:
    tiny.remove("likelihoods", "pain,mild,inflammation=yes,")
    issue = tiny.error()
    line = tiny.line("likelihoods", "pain,severe,inflammation=yes,")
    assert where(issue) == f"likelihoods.csv:{line}"
    assert told(issue) == (
        "state",
        "no row for mild in pain given inflammation=yes",
        "a row for every state (the reference state none may be left out)",
        "Add the rows; a group of rows stands as a whole and inherits nothing.",
    )


def test_the_reference_state_alone_is_an_incomplete_group(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", BIOPSY, "state", "negative")
    assert tiny.error().value == "no row for positive in biopsy given cause=tumor"


def test_a_broken_cell_is_not_reported_once_more_as_an_incomplete_group(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "pain,mild,inflammation=yes,", "probability", "x")
    assert tiny.error().value == "'x'"


def test_listed_states_that_sum_to_more_than_one(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "pain,mild,inflammation=yes,", "probability", "0.7")
    line = tiny.set_cell("likelihoods", "pain,mild,inflammation=yes,", "high", "0.9")
    issue = tiny.error()
    assert where(issue) == f"likelihoods.csv:{line}"
    assert told(issue) == (
        "probability",
        "pain given inflammation=yes sums to 1.1",
        "at most 1, the rest is none",
        CORRECT,
    )
    assert not issue.mendable


@pytest.mark.parametrize("off", [0.0, 5e-10])
def test_listed_states_may_sum_to_one_and_a_billionth(tiny: TinyModel, off: float) -> None:
    start = "pain,mild,inflammation=yes,"
    tiny.set_cell("likelihoods", start, "probability", repr(0.6 + off))
    assert all(issue.level is Level.WARNING for issue in tiny.load().issues)


def test_listed_states_may_not_sum_to_more(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "pain,mild,inflammation=yes,", "probability", "0.600000002")
    assert tiny.error().value == "pain given inflammation=yes sums to 1.000000002"


ALL_STATES = "size,large,cause=@serious,"


@pytest.mark.parametrize(
    ("probability", "level"),
    [
        ("0.6000000001", None),
        ("0.6005", Level.INFORMATION),
        ("0.64", Level.ERROR),
        ("0.7", Level.ERROR),
    ],
)
def test_rows_that_list_all_states_must_sum_to_one(
    tiny: TinyModel, probability: str, level: Level | None
) -> None:
    line = tiny.set_cell("likelihoods", ALL_STATES, "probability", probability)
    issues = tiny.issues()
    assert [issue.level for issue in issues] == ([level] if level else [])
    for issue in issues:
        assert where(issue) == f"likelihoods.csv:{line}"
        assert issue.value.startswith("size given cause=@serious sums to 1.")


def test_rows_that_list_all_states_show_the_values_to_paste_in_state_order(
    tiny: TinyModel,
) -> None:
    tiny.set_cell("likelihoods", ALL_STATES, "probability", "0.64")
    remedy = (
        "Normalised values: small 0.0961538461538, medium 0.288461538462, large 0.615384615385."
    )
    assert tiny.error().remedy == remedy


def test_a_sum_that_is_mended_is_what_the_network_computes_with(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", ALL_STATES, "probability", "0.64")
    network = build_network(tiny.load(policy="lenient"))
    table = network.tables[network.index("size")]
    np.testing.assert_allclose(table[:, 2], np.array([0.1, 0.3, 0.64]) / 1.04, rtol=1e-15)


# --- Zeros -------------------------------------------------------------------------------------


def zero_warning(variable: str, state: str, given: str) -> tuple[str, str, str, str]:
    return (
        "probability",
        f"0 for {variable}={state} in {variable} given {given}",
        "a positive probability",
        f"With 0, {variable}={state} excludes {given} for ever; write a small number instead.",
    )


def test_a_zero_warns_of_its_row(tiny: TinyModel) -> None:
    line = tiny.set_cell("likelihoods", BIOPSY, "probability", "0")
    tiny.set_cell("likelihoods", BIOPSY, "low", "0")
    issue = tiny.warning()
    assert where(issue) == f"likelihoods.csv:{line}"
    assert told(issue) == zero_warning("biopsy", "positive", "cause=tumor")


def test_a_zero_left_for_the_reference_state_warns_of_the_last_row(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "pain,severe,inflammation=yes,", "probability", "0.6")
    issue = tiny.warning()
    line = tiny.line("likelihoods", "pain,mild,inflammation=yes,")
    assert where(issue) == f"likelihoods.csv:{line}"
    assert told(issue) == zero_warning("pain", "none", "inflammation=yes")


def test_a_one_leaves_the_reference_state_zero(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", BIOPSY, "probability", "1")
    tiny.set_cell("likelihoods", BIOPSY, "high", "1")
    assert told(tiny.warning()) == zero_warning("biopsy", "negative", "cause=tumor")


def test_zeros_where_all_states_are_listed(tiny: TinyModel) -> None:
    for state, probability in (("small", "0"), ("medium", "0"), ("large", "1")):
        tiny.set_cell("likelihoods", f"size,{state},cause=@serious,", "probability", probability)
        tiny.set_cell("likelihoods", f"size,{state},cause=@serious,", "low", "0")
        tiny.set_cell("likelihoods", f"size,{state},cause=@serious,", "high", "1")
    first, second = tiny.load().issues
    assert [where(first), where(second)] == ["likelihoods.csv:17", "likelihoods.csv:18"]
    assert told(first) == zero_warning("size", "small", "cause=@serious")


def test_all_states_listed_with_zero_is_an_error(tiny: TinyModel) -> None:
    for state in ("small", "medium", "large"):
        tiny.set_cell("likelihoods", f"size,{state},cause=@serious,", "probability", "0")
        tiny.set_cell("likelihoods", f"size,{state},cause=@serious,", "low", "0")
    assert tiny.error().value == "size given cause=@serious sums to 0"


@pytest.mark.parametrize(
    "listed",
    [(0.2, 0.1, 0.7), (0.291, 0.02, 0.689), (0.075, 0.566, 0.359), (0.118, 0.691, 0.191)],
)
def test_decimals_that_sum_to_one_leave_the_reference_state_exactly_nothing(
    listed: tuple[float, float, float],
) -> None:
    a, b, c = listed
    assert column(("a", "b", "c", "rest"), a=a, b=b, c=c)[3] == 0


@pytest.mark.parametrize(
    ("severe", "mild"), [("0.7", "0.3"), ("0.35", "0.65"), ("0.85", "0.15"), ("0.9", "0.1")]
)
def test_listed_states_that_sum_to_one_warn_of_the_reference_state(
    tiny: TinyModel, severe: str, mild: str
) -> None:
    for state, probability in (("severe", severe), ("mild", mild)):
        start = f"pain,{state},inflammation=yes,"
        tiny.set_cell("likelihoods", start, "probability", probability)
        tiny.set_cell("likelihoods", start, "low", "0")
        tiny.set_cell("likelihoods", start, "high", "1")
    assert tiny.warning().value == "0 for pain=none in pain given inflammation=yes"


def test_a_condition_in_words() -> None:
    assert given_text(()) == "(always)"
    assert given_text((("a", "x"), ("b", "@y"))) == "a=x;b=@y"


def test_of_many_unknown_names_the_first_are_told_what_comes_nearest(tiny: TinyModel) -> None:
    """A look-up among thousands of names takes a tenth of a second; a table may have many rows."""
    rows: list[Row] = [(f"rednes_{number}", "yes", "", 0.1) for number in range(150)]
    tiny.write("likelihoods", likelihoods_text([*LIKELIHOODS, *rows, rows[0]]))
    remedies = [issue.remedy for issue in tiny.errors() if issue.column == "variable"]
    nearest = "Correct the name: did you mean redness?"
    assert remedies[:100] == [nearest] * 100
    assert remedies[100:150] == ["Correct the name: look it up in variables.csv"] * 50
    assert remedies[150:] == [nearest]
