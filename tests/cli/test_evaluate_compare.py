"""``lumpbayes evaluate --compare``: what to run before accepting an edit, as a person runs it."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: Captured, *words: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert main(list(words)) == code
    found = capsys.readouterr()
    return found.out, found.err


def flat(text: str) -> str:
    return " ".join(text.split())


def test_before_accepting_an_edit(capsys: Captured, here: Path) -> None:
    """A copy, one number edited, 2,000 patients drawn, and what moves."""
    mine = "mine/models/back_lump.toml"
    given = ("--given", "systemic_inflammation=infective")
    run(capsys, "tables", "copy", "mine")
    run(capsys, "tables", "edit", "likelihood", "fever", "yes", "0.85", *given, "--model", mine)
    run(capsys, "simulate", "2000", "--seed", "1", "--missing", "0.3", "--out", "cases.csv")
    compare = ("evaluate", "cases.csv", "--keep", "case", "--compare", mine)
    text = run(capsys, *compare)[0]
    lines = (here / "mine/data/likelihoods.csv").read_text().splitlines()
    (line,) = [
        number
        for number, row in enumerate(lines, start=1)
        if row.startswith("fever,yes,systemic_inflammation=infective,")
    ]
    assert text.splitlines()[:4] == [
        "What moves on 2,000 cases between two versions of back_lump",
        "",
        "What differs",
        f"  1. likelihoods.csv:{line}: P(fever=yes | systemic_inflammation=infective) 0.58 -> 0.85 "
        "(+6.1 decibans). It is the only",
    ]
    assert "change that can move an answer: all that follows is its doing." in flat(text)
    assert "On 2,000 cases whose true cause is known." in flat(text)
    record = json.loads(run(capsys, *compare, "--json")[0])
    assert record["changes"][0]["rows"]["place"] == f"likelihoods.csv:{line}"
    engines = lb.load(), lb.load(here / mine)
    row = record["spread"]["row"]
    frame = pd.read_csv("cases.csv", dtype=str, keep_default_na=False)
    case = frame.iloc[row - 2].drop(["case", "cause"])  # the header is row 1
    pair = [each.diagnose({k: v for k, v in case.items() if v}) for each in engines]
    moved = 0.5 * sum(abs(pair[0][cause] - pair[1][cause]) for cause in engines[0].causes)
    assert record["spread"]["largest"] == pytest.approx(moved, abs=1e-12)
    markdown = run(capsys, *compare, "--markdown", "-")[0]
    assert markdown.startswith("# What moves on 2,000 cases between two versions of back\\_lump\n")
    shown, told = run(capsys, *compare, "--markdown", "a.md")
    assert shown == text
    assert told.splitlines()[-1] == "Note: wrote a.md"
    assert (here / "a.md").read_text() == markdown


def test_no_edit_says_so(capsys: Captured) -> None:
    run(capsys, "tables", "copy", "mine")
    run(capsys, "simulate", "50", "--out", "cases.parquet")
    text = run(
        capsys,
        *("evaluate", "cases.parquet", "--keep", "case"),
        *("--compare", "mine/models/back_lump.toml"),
    )[0]
    assert text.splitlines()[2:7] == [
        "What differs",
        "  Nothing differs that could move an answer.",
        "",
        "Which answers move",
        "  None of 50 cases: no probability, no urgency, no red flag.",
    ]
    assert "How right" not in text


def test_several_changes_and_rules(capsys: Captured, here: Path) -> None:
    old, new = TinyModel(here / "old"), TinyModel(here / "new")
    line = new.set_cell("likelihoods", "redness,yes,inflammation=no", "probability", "0.2")
    new.set_cell("likelihoods", "biopsy,positive,,", "probability", "0.03")
    new.set_cell("likelihoods", "biopsy,positive,,", "note", "new")
    new.set_cell("red_flags", "R2", "urgency", "emergency")
    new.set_cell("labels", "cause,cyst", "label", "a harmless cyst")
    lb.load(old.path).simulate(400, missing=0.2).to_csv("cases.csv")
    text = run(
        capsys,
        *("evaluate", "cases.csv", "--keep", "case", "--model", "old/tiny.toml"),
        *("--compare", "new/tiny.toml"),
    )[0]
    lines = [each.strip() for each in text.splitlines()]
    assert lines[3].startswith(
        f"1. likelihoods.csv:{line}: P(redness=yes | inflammation=no) 0.1 -> 0.2 (+3.5 decibans). "
        "Alone it moves "
    )
    assert "red_flags.csv:3: red_flags R2: urgency 'soon' -> 'emergency'. Alone it moves no" in text
    words = flat(text)
    assert "One by one the changes do not add up to the whole, as they act on each other:" in words
    assert "1 row more differ only in what moves no answer" in words
    assert re.search(
        r"The urgency (falls in \d+ \(.*\) and )?rises in \d+ \(soon -> emergency", words
    )


def test_bad_rows_columns_and_options(capsys: Captured, here: Path) -> None:
    (here / "cases.csv").write_text("fever,diagnosis\nyes,lipoma\nmaybe,lipoma\n")
    compare = ("evaluate", "cases.csv", "--compare", "bundled")
    error = run(capsys, *compare, "--keep", "diagnosis", code=2)[1]
    assert "cases.csv:3, column fever" in error
    (here / "cases.csv").write_text("fever,diagnosis\nyes,lipoma\n,lipom\n")
    error = run(capsys, *compare, "--truth", "diagnosis", code=2)[1]
    assert "cases.csv:3, column diagnosis" in error
    assert "did you mean lipoma" in error
    error = run(capsys, *compare, "--truth", "diagnose", code=2)[1]
    assert "truth 'diagnose': the cases have no such column: did you mean diagnosis?" in error
    error = run(capsys, *compare, code=2)[1]
    assert "column 'diagnosis'" in error
    assert "--keep" in error
    options = ("--by sex", "--draws 200", "--seed 1", "--phases exam", "--without fever")
    for option in (each.split() for each in options):
        error = run(capsys, *compare, *option, code=2)[1]
        assert f"{option[0]} says nothing with --compare: leave one of them out." in error


def test_truth_may_be_absent(capsys: Captured, here: Path) -> None:
    (here / "cases.csv").write_text("fever\nyes\n\n")
    run(capsys, "tables", "copy", "mine")
    edit = ("tables", "edit", "prior", "lipoma", "0.3", "--model", "mine/models/back_lump.toml")
    run(capsys, *edit)
    text = run(capsys, "evaluate", "cases.csv", "--compare", "mine/models/back_lump.toml")[0]
    assert "P(cause=lipoma | setting=primary_care) 0.2229 -> 0.3" in flat(text)
    assert "17 numbers beside it move." in flat(text)
    assert "How right" not in text


def test_two_network_files(capsys: Captured, here: Path) -> None:
    text = (
        "network a {{}}\n"
        "variable rain {{ type discrete [ 2 ] {{ yes, no }}; }}\n"
        "variable wet {{ type discrete [ 2 ] {{ yes, no }}; }}\n"
        "probability ( rain ) {{ table {}, {}; }}\n"
        "probability ( wet | rain ) {{ (yes) 0.9, 0.1; (no) 0.2, 0.8; }}\n"
    )
    for name, share in (("a", 0.25), ("b", 0.5)):
        (here / f"{name}.bif").write_text(text.format(share, 1 - share))
    (here / "cases.csv").write_text("wet,rain\nyes,yes\nno,no\n")
    compare = ("evaluate", "cases.csv", "--model", "a.bif", "--compare", "b.bif", "--truth", "rain")
    shown = flat(run(capsys, *compare, "--target", "rain")[0])
    assert "Of 2 cases 2 move" in shown
    assert "On 2 cases whose true cause is known." in shown
    error = run(capsys, *compare, code=2)[1]
    assert "the two versions ask for nothing and nothing: expected the same cause" in error


def test_rows_that_cannot_be_read_are_left_out(capsys: Captured, here: Path) -> None:
    (here / "cases.csv").write_text("fever,cause\nyes,lipoma\nmaybe,lipoma\nno,lipoma\n")
    compare = ("evaluate", "cases.csv", "--compare", "bundled")
    _, err = run(capsys, *compare, code=2)
    assert "cases.csv:3, column fever: fever has no state 'maybe'" in err
    assert "To leave such rows out: --on-error skip" in err
    text, _ = run(capsys, *compare, "--on-error", "skip")
    assert "Left out: 1 row that could not be read." in flat(text)
    _, err = run(capsys, *compare, "--cases", "each.csv", code=2)
    assert "--cases says nothing with --compare: leave one of them out." in err


def test_words_that_no_cell_is_are_told(capsys: Captured, here: Path) -> None:
    (here / "cases.csv").write_text("fever,cause\nyes,lipoma\nJ,lipoma\n")
    (here / "words.csv").write_text("column,value,state\nfever,J,yes\nfever,N,no\n")
    compare = ("evaluate", "cases.csv", "--compare", "bundled", "--recode", "words.csv")
    assert run(capsys, *compare)[1] == "Note: recoding of column 'fever': no cell is 'N'\n"
