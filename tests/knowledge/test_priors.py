import pytest

from lumpbayes.errors import Level
from lumpbayes.knowledge.estimates import CORRECT
from lumpbayes.knowledge.priors import prior_columns
from tests.tiny_model import PRIORS, TinyModel, told, where


def test_priors_are_read(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    found: dict[str, dict[str, float]] = {}
    for cell in knowledge.priors:
        found.setdefault(cell.setting, {})[cell.cause] = cell.estimate.probability
    assert found == PRIORS


def test_columns_stand_in_the_order_of_the_causes(tiny: TinyModel) -> None:
    lines = tiny.text("priors").splitlines()
    tiny.write("priors", "\n".join([lines[0], *reversed(lines[1:])]))
    columns = prior_columns(tiny.load().priors, ("cyst", "abscess", "tumor"))
    assert columns["clinic"] == [0.6, 0.3, 0.1]
    assert columns["hospital"] == [0.2, 0.5, 0.3]


@pytest.mark.parametrize(
    ("column", "cell", "expected", "remedy"),
    [
        ("cause", "cist", "a cause of variables.csv", "did you mean cyst?"),
        ("cause", "", "a cause of variables.csv", "choose from cyst, abscess, tumor"),
        ("setting", "clinc", "a setting of variables.csv", "did you mean clinic?"),
        ("setting", "", "a setting of variables.csv", "choose from clinic, hospital"),
    ],
)
def test_an_unknown_name(
    tiny: TinyModel, column: str, cell: str, expected: str, remedy: str
) -> None:
    line = tiny.set_cell("priors", "cyst,clinic,", column, cell)
    issue = tiny.error()
    assert where(issue) == f"priors.csv:{line}"
    assert told(issue) == (column, repr(cell), expected, f"Correct the name: {remedy}")


def test_a_setting_in_a_model_that_has_none(tiny: TinyModel) -> None:
    tiny.remove("variables", "setting,")
    tiny.set_cell("variables", "cause,", "parents", "")
    tiny.remove("likelihoods", "setting,")
    tiny.replace("model", 'setting = "clinic"\n', "")
    lines = [line for line in tiny.text("priors").splitlines() if ",hospital," not in line]
    tiny.write("priors", "\n".join(lines).replace("tumor,clinic,", "tumor,,"))
    first, second = tiny.errors()
    assert (where(first), where(second)) == ("priors.csv:2", "priors.csv:3")
    assert told(first) == (
        "setting",
        "'clinic'",
        "an empty cell: the model has no setting",
        "Empty the cell, or add a variable with the role setting.",
    )


def test_a_missing_row(tiny: TinyModel) -> None:
    tiny.remove("priors", "tumor,hospital,")
    issue = tiny.error()
    assert where(issue) == "priors.csv"
    assert told(issue) == (
        "cause",
        "no row for tumor in setting hospital",
        "a row for every cause",
        "Add the rows; a cause that cannot be has probability 0.",
    )


def test_a_whole_setting_missing(tiny: TinyModel) -> None:
    for cause in PRIORS["hospital"]:
        tiny.remove("priors", f"{cause},hospital,")
    assert tiny.error().value == "no row for cyst, abscess, tumor in setting hospital"


def test_a_table_without_rows(tiny: TinyModel) -> None:
    tiny.write("priors", tiny.text("priors").splitlines()[0])
    assert [issue.value for issue in tiny.errors()] == [
        "no row for cyst, abscess, tumor in setting clinic",
        "no row for cyst, abscess, tumor in setting hospital",
    ]


def test_a_repeated_row(tiny: TinyModel) -> None:
    line = tiny.add("priors", "cyst", "clinic", "0.6", "0.3", "0.8", "sourced", "smith2020")
    issue = tiny.error()
    assert where(issue) == f"priors.csv:{line}"
    assert told(issue) == (
        "cause",
        "cyst in clinic again",
        "each cause once a setting (first in line 2)",
        "Remove one of the two rows.",
    )


def test_a_sum_far_from_one_names_the_setting_and_its_last_row(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "cyst,hospital,", "probability", "0.4")
    issue = tiny.error()
    assert where(issue) == "priors.csv:7"
    assert told(issue) == (
        "probability",
        "setting hospital sums to 1.2",
        "1",
        CORRECT,
    )


def test_a_broken_cell_in_one_setting_does_not_hide_the_sum_of_another(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "probability", "many")
    tiny.set_cell("priors", "cyst,hospital,", "probability", "0.4")
    assert [issue.value for issue in tiny.errors()] == ["'many'", "setting hospital sums to 1.2"]


def test_an_unreadable_table_is_not_reported_once_more_as_missing_rows(tiny: TinyModel) -> None:
    tiny.replace("priors", "cyst,clinic,", "cyst,clinic,,")
    assert tiny.error().value == "9 cells"


def test_a_prior_of_zero_warns_of_its_row(tiny: TinyModel) -> None:
    line = tiny.set_cell("priors", "tumor,clinic,", "probability", "0")
    tiny.set_cell("priors", "tumor,clinic,", "low", "0")
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0.7")
    issue = tiny.warning()
    assert where(issue) == f"priors.csv:{line}"
    assert told(issue) == (
        "probability",
        "0",
        "a positive probability, or tumor never to be possible in setting clinic",
        "No evidence can ever raise a prior of 0; write a small number instead.",
    )


def test_within_a_thousandth_priors_are_normalised_and_that_is_said(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0.6005")
    knowledge = tiny.load()
    (issue,) = knowledge.issues
    assert issue.level is Level.INFORMATION
    column = prior_columns(knowledge.priors, knowledge.causes)["clinic"]
    assert column == pytest.approx([0.6005 / 1.0005, 0.3 / 1.0005, 0.1 / 1.0005], rel=1e-15)
