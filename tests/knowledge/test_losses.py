"""losses.csv: what each urgency costs when each cause is true."""

import itertools
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.errors import Level, TablesError
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.comparing import row_changes
from lumpbayes.knowledge.copying import copy_tables
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.records import Loss
from tests.tiny_model import TinyModel, told, where

LEAST = {"cyst": 0, "abscess": 3, "tumor": 2}
"""Each cause's cheapest level: what management.csv says."""


def losses_text() -> str:
    rows = ["cause,urgency,loss,low,high,grade,source,note\n"]
    for (cause, least), (level, urgency) in itertools.product(LEAST.items(), enumerate(URGENCIES)):
        loss = 1.5 + 10.0 * abs(level - least)
        rows.append(f"{cause},{urgency},{loss!r},1,{2 * loss!r},estimate,judgement,a note\n")
    return "".join(rows)


@pytest.fixture
def priced(tiny: TinyModel) -> TinyModel:
    """The tiny model with losses."""
    tiny.replace("model", 'codes = "codes.csv"', 'codes = "codes.csv"\nlosses = "losses.csv"')
    tiny.write("losses", losses_text())
    return tiny


def test_losses_are_read(priced: TinyModel) -> None:
    losses = priced.load().losses
    assert len(losses) == 15
    assert losses[0] == Loss(
        "cyst", "self_care", 1.5, 1.0, 3.0, "estimate", ("judgement",), "a note", 2
    )
    assert priced.load().issues == ()


def test_a_model_without_them_has_none(tiny: TinyModel) -> None:
    assert tiny.load().losses == ()


NUMBER = "Write a number such as 12.5; only the ratios of losses matter, not their unit."
AT_LEAST_0 = "a finite number, at least 0"


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("cause", "cist", ("cause", "'cist'", "cyst or abscess or tumor", "did you mean cyst?")),
        (
            "urgency",
            "imediate",
            ("urgency", "'imediate'", " or ".join(URGENCIES), "emergency: the same day"),
        ),
        ("loss", "-1", ("loss", "'-1'", AT_LEAST_0, NUMBER)),
        ("loss", "inf", ("loss", "'inf'", AT_LEAST_0, NUMBER)),
        ("low", "nan", ("low", "'nan'", AT_LEAST_0, NUMBER)),
        ("high", "1_000", ("high", "'1_000'", AT_LEAST_0, NUMBER)),
        ("loss", "2,5", ("loss", "'2,5'", AT_LEAST_0, "the decimal point as a point: 2.5.")),
        ("loss", "", ("loss", "''", AT_LEAST_0, "Fill the cell; where there is no source, ")),
        (
            "low",
            "2",
            (
                "low, high",
                "loss 1.5 outside 2 to 3",
                "low <= loss <= high",
                "Correct the number or its interval.",
            ),
        ),
        (
            "grade",
            "guess",
            ("grade", "'guess'", "sourced or derived or estimate", "Say where the number"),
        ),
        (
            "source",
            "miller1999",
            ("source", "'miller1999'", "keys of sources.csv, separated by ';'", "Add the source"),
        ),
    ],
)
def test_a_broken_cell(
    priced: TinyModel, column: str, cell: str, expected: tuple[str, str, str, str]
) -> None:
    line = priced.set_cell("losses", "cyst,self_care,", column, cell)
    issue = priced.errors()[0]
    assert where(issue) == f"losses.csv:{line}"
    assert told(issue)[:3] == expected[:3]
    assert expected[3] in told(issue)[3]


def test_a_grade_that_does_not_fit_its_source_is_a_warning(priced: TinyModel) -> None:
    priced.set_cell("losses", "tumor,soon,", "grade", "sourced")
    assert priced.warning().value == "grade sourced with source judgement"


def test_a_row_that_is_missing(priced: TinyModel) -> None:
    priced.remove("losses", "abscess,soon,")
    priced.remove("losses", "abscess,urgent,")
    issue = priced.error()
    assert where(issue) == "losses.csv"
    assert told(issue) == (
        "cause, urgency",
        "no row for abscess, soon or urgent",
        "a row for every cause and urgency",
        "Add the rows.",
    )
    with pytest.raises(TablesError, match="no row for abscess, soon or urgent"):
        priced.load(policy="lenient")


def test_a_row_that_stands_twice(priced: TinyModel) -> None:
    line = priced.add("losses", "cyst", "soon", "7", "1", "9", "estimate", "judgement")
    issue = priced.error()
    assert where(issue) == f"losses.csv:{line}"
    assert told(issue) == (
        "cause, urgency",
        "cyst, soon again",
        "each cause and urgency once (first in line 4)",
        "Remove one of the two rows.",
    )
    kept = priced.load(policy="lenient").losses
    assert [each.loss for each in kept if each[:2] == ("cyst", "soon")] == [21.5]


def test_a_lenient_policy_widens_an_interval(priced: TinyModel) -> None:
    priced.set_cell("losses", "cyst,self_care,", "low", "2")
    knowledge = priced.load(policy="lenient")
    assert knowledge.losses[0][2:5] == (1.5, 1.5, 3.0)
    assert [each.level for each in knowledge.issues] == [Level.ERROR]


def test_an_unreadable_table_is_reported_once(priced: TinyModel) -> None:
    priced.write("losses", "")
    (issue,) = priced.issues()
    assert issue.value == "an empty file"


# --- Fingerprint, writing, comparing ----------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell"),
    [("loss", "1.6"), ("low", "0.5"), ("high", "4"), ("grade", "sourced"), ("source", "smith2020")],
)
def test_the_fingerprint_covers_them(priced: TinyModel, column: str, cell: str) -> None:
    before = priced.load().fingerprint
    priced.set_cell("losses", "cyst,self_care,", column, cell)
    assert priced.load().fingerprint != before


def test_the_fingerprint_leaves_out_notes_and_row_order(priced: TinyModel) -> None:
    before = priced.load().fingerprint
    priced.set_cell("losses", "cyst,self_care,", "note", "another")
    assert priced.load().fingerprint == before
    header, *rows = priced.text("losses").splitlines()
    priced.write("losses", "\n".join([header, *reversed(rows)]))
    assert priced.load().fingerprint == before


def test_a_copy_has_them(priced: TinyModel, tmp_path: Path) -> None:
    knowledge = priced.load()
    copied = load_knowledge(copy_tables(knowledge, str(tmp_path / "copy")))
    assert copied.losses == knowledge.losses
    assert copied.fingerprint == knowledge.fingerprint


def test_a_copy_of_an_edited_model_has_them(priced: TinyModel, tmp_path: Path) -> None:
    knowledge = lb.load(priced.path).with_prior("cyst", 0.5).knowledge
    copied = load_knowledge(copy_tables(knowledge, str(tmp_path / "copy")))
    assert copied.losses == knowledge.losses
    assert copied.fingerprint == knowledge.fingerprint


def test_an_engine_with_other_losses_answers_with_them(priced: TinyModel) -> None:
    engine = lb.load(priced.path, backend="sweeps")
    assert engine.diagnose({"biopsy": "negative"}).urgency.level == "self_care"
    frame = engine.table("losses")
    assert list(frame.columns) == "cause,urgency,loss,low,high,grade,source,note".split(",")
    emergency = frame["urgency"] == "emergency"
    frame.loc[emergency, ["loss", "low"]] = 0.0
    changed = engine.with_tables(losses=frame)
    assert changed.fingerprint != engine.fingerprint
    assert changed.diagnose({"biopsy": "negative"}).urgency.level == "emergency"
    assert engine.diagnose({"biopsy": "negative"}).urgency.level == "self_care"


def test_they_can_be_taken_in_by_a_model_that_had_none(tiny: TinyModel, tmp_path: Path) -> None:
    path = tmp_path / "losses.csv"
    path.write_text(losses_text(), encoding="utf-8")
    changed = lb.load(tiny.path, backend="sweeps").with_tables(losses=path)
    assert changed.diagnose().urgency.expected_losses is not None


def test_models_are_compared_in_them(priced: TinyModel) -> None:
    before = priced.load()
    priced.set_cell("losses", "cyst,soon,", "loss", "22")
    priced.set_cell("losses", "tumor,soon,", "note", "another")
    first, second = row_changes(before, priced.load())
    assert (first.table, first.key) == ("losses", "cyst soon")
    assert (first.before, first.after) == ({"loss": "21.5"}, {"loss": "22.0"})
    assert first.affects_answers
    assert not second.affects_answers
