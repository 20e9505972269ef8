"""``lumpbayes simulate``: files whole or not at all, the same bytes for the same seed."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

import lumpbayes as lb
from lumpbayes.cases.simulating import BLOCK
from lumpbayes.cli import main
from tests.cli.terminal import Terminal, environment
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: Captured, *words: str, code: int = 0) -> tuple[str, str]:
    assert main(["simulate", *words]) == code
    found = capsys.readouterr()
    return found.out, found.err


def test_to_standard_output(capsys: Captured, engine: lb.Engine) -> None:
    text, told = run(capsys, "3", "--seed", "5", "--setting", "emergency")
    lines = text.splitlines()
    assert len(lines) == 4
    assert lines[3].startswith(
        f"3,{engine.simulate(3, seed=5, setting='emergency').loc[3, 'cause']},"
    )
    assert told.startswith(
        "Note: 3 cases, seed 5, setting emergency; nothing is missing. back_lump"
    )
    assert (
        run(capsys, "2", "--seed", "5", "--setting", "emergency")[0] == "\n".join(lines[:3]) + "\n"
    )


def test_the_formats_hold_the_same(capsys: Captured, here: Path) -> None:
    count = str(BLOCK + 7)
    for name in ("a.csv", "a.csv.gz", "a.parquet", "b.csv", "b.csv.gz", "b.parquet"):
        told = run(capsys, count, "--missing", "30%", "--setting", "any", "--out", name)[1]
        assert told.startswith(
            f"Note: wrote {name}: {BLOCK + 7:,} cases, seed 0, setting drawn too;"
        )
    for ending in ("csv", "csv.gz", "parquet"):
        assert (here / f"a.{ending}").read_bytes() == (here / f"b.{ending}").read_bytes()
    text = (here / "a.csv").read_bytes()
    assert gzip.decompress((here / "a.csv.gz").read_bytes()) == text
    table = parquet.read_table(here / "a.parquet")
    from_parquet = table.to_pandas().astype(object).where(lambda each: each.notna(), None)
    from_csv = pd.read_csv(here / "a.csv", dtype=str, keep_default_na=False)
    assert from_parquet["case"].tolist() == list(range(1, BLOCK + 8))
    same = from_csv.drop(columns="case") == from_parquet.drop(columns="case").fillna("")
    assert same.all(axis=None)
    metadata = table.schema.metadata
    assert metadata[b"lumpbayes_model"] == b"back_lump 0.1.0"
    assert b"each finding missing at a rate of 0.3" in metadata[b"lumpbayes_simulated"]


def test_no_file_is_replaced_unless_asked(capsys: Captured, here: Path) -> None:
    (here / "a.csv").write_text("mine")
    error = run(capsys, "5", "--out", "a.csv", code=2)[1]
    assert "a.csv is there already: choose another name, or replace it: --force" in error
    assert (here / "a.csv").read_text() == "mine"
    run(capsys, "5", "--out", "a.csv", "--force")
    assert (here / "a.csv").read_text().startswith("case,cause,")
    assert os.listdir(here) == ["a.csv"]


def test_nothing_is_left_where_writing_fails(
    capsys: Captured, here: Path, tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.set_cell("likelihoods", "setting,clinic", "probability", "1.0")
    tiny.set_cell("likelihoods", "setting,clinic", "high", "1.0")
    words = ("5", "--model", str(tiny.path), "--setting", "hospital", "--out", "a.parquet")
    assert "nobody can be drawn there" in run(capsys, *words, code=4)[1]
    error = run(capsys, "5", "--out", "nowhere/a.csv", code=2)[1]
    assert "nowhere/a.csv cannot be written: No such file or directory" in error
    assert os.listdir(here) == ["tiny"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("5", "--out", "a.txt"), "'a.txt': expected a name that ends in .csv, .csv.gz, .parquet"),
        (("5", "--missing", "none.csv"), "--missing none.csv: there is no such file, and it is no"),
        (("5", "--missing", "1.5"), "--missing 1.5: there is no such file, and it is no rate"),
        (("5", "--missing-word", "NA"), "--missing-word says something of a file of cases"),
        (("-5",), "No such option"),
        (("many",), "'many' is not a valid integer"),
        (("5", "--setting", "hospice"), "hospice"),
    ],
)
def test_wrong_usage(capsys: Captured, words: tuple[str, ...], message: str) -> None:
    out, error = run(capsys, *words, code=2)
    assert out == ""
    assert message in error


def test_gaps_as_in_a_file(capsys: Captured, here: Path) -> None:
    (here / "ours.csv").write_text("id,fever,redness\n1,yes,NA\n2,no,NA\n")
    words = ("50", "--missing", "ours.csv", "--missing-word", "NA")
    text, told = run(capsys, *words, "--out", "a.csv")
    assert "gaps as in ours.csv: 1 pattern of 2 cases, with 50 % of the findings missing" in told
    assert "; 36 variables have no column there" in told
    found = pd.read_csv(here / "a.csv", dtype=str, keep_default_na=False)
    assert (found["fever"] != "").all()
    assert (found["redness"] == "").all()
    assert (found["pain"] == "").all()
    assert text == ""


def test_what_it_writes_can_be_learned_from_and_answered(capsys: Captured, here: Path) -> None:
    run(capsys, "200", "--missing", "0.4", "--out", "a.csv")
    run(capsys, "200", "--missing", "a.csv", "--seed", "1", "--out", "b.csv")
    assert main(["batch", "b.csv", "answers.csv", "--keep", "case", "--quiet"]) == 0
    answers = pd.read_csv(here / "answers.csv")
    assert len(answers) == 200
    assert answers["case"].tolist() == list(range(1, 201))


def test_words_of_states_that_a_spreadsheet_would_run(
    capsys: Captured, here: Path, tiny: TinyModel
) -> None:
    tiny.replace("variables", "positive;negative", '"+1;none, at all"')
    tiny.replace("likelihoods", "biopsy,positive,,", "biopsy,+1,,")
    tiny.replace("likelihoods", "biopsy,positive,cause", "biopsy,+1,cause")
    tiny.replace("red_flags", "biopsy!=negative", "pain=severe")
    words = ("60", "--model", str(tiny.path))
    run(capsys, *words, "--out", "a.csv")
    text = (here / "a.csv").read_text()
    assert ",'+1" in text
    assert ',"none, at all"' in text
    frame = lb.load(tiny.path).simulate(60)
    assert set(frame["biopsy"]) == {"+1", "none, at all"}


def test_the_reader_of_a_pipe_may_leave() -> None:
    command = [sys.executable, "-m", "lumpbayes", "simulate", "100000"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"case,")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_bar_on_a_terminal_only(here: Path) -> None:
    command = [sys.executable, "-m", "lumpbayes", "simulate", "60000", "--out", "a.csv"]
    with Terminal(command) as window:
        shown, code = window.rest()
    assert code == 0
    assert re.search(r"16,384 cases|49,152 cases", shown)
    assert "Note: wrote a.csv" in shown
    quiet = subprocess.run(
        [*command, "--force"], capture_output=True, text=True, env=environment(), check=True
    )
    assert quiet.stdout == ""
    assert quiet.stderr.startswith("Note: wrote a.csv: 60,000 cases")
    assert quiet.stderr.count("\n") == 1
