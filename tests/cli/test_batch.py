"""``lumpbayes batch`` as a person types it."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lumpbayes.cli import batch as batch_module
from lumpbayes.cli import case_options
from lumpbayes.cli.app import main
from tests.cases.case_examples import answers_of, csv_file

ROWS = [["id", "fever", "pain"], ["1", "yes", "NA"], ["2", "maybe", "severe"]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(case_options, "default_backend", lambda: "sweeps")
    csv_file(tmp_path / "c.csv", ROWS)
    return tmp_path


def test_a_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--keep", "id", "--missing", "NA", "--on-error", "mark"]
    assert main(["batch", "c.csv", "a.csv", *options]) == 0
    rows = answers_of(here / "a.csv")
    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[1]["problem"].startswith("fever: fever has no state 'maybe'")
    out, err = capsys.readouterr()
    assert out == ""
    assert "2 cases in" in err
    assert "1 answered, 1 bad; problems: a.csv.problems.csv" in err
    assert main(["batch", "c.csv", "a.csv", *options, "--quiet", "--force"]) == 0
    assert capsys.readouterr().err == ""


def test_many_bad_rows_are_a_warning(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--keep", "id", "--on-error", "skip", "--force"]
    assert main(["batch", "c.csv", "a.csv", *options]) == 0
    err = capsys.readouterr().err
    assert "1 problems: column pain, 'NA'" in err
    assert "100 % of the rows are bad, and have no answer" in err
    csv_file(here / "d.csv", [["id", "fever"], *[["1", "yes"]] * 19, ["2", "yes,"], ["3"]])
    assert main(["batch", "d.csv", "a.csv", *options]) == 0
    err = capsys.readouterr().err
    assert "of the rows are bad" not in err
    assert "problems: whole rows" in err


def test_what_stops(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "c.csv", "a.csv"]) == 2
    assert "column 'id': there is no variable 'id'" in capsys.readouterr().err
    assert main(["batch", "c.csv", "a.csv", "--keep", "id"]) == 2
    assert "c.csv:2, column pain: pain has no state 'NA'" in capsys.readouterr().err
    assert sorted(os.listdir(here)) == ["c.csv"]
    assert main(["batch", "c.csv", "a.csv", "--separator", "pipe"]) == 2
    assert "expected comma, semicolon or tab" in capsys.readouterr().err


def test_the_rest_of_the_options(here: Path) -> None:
    csv_file(here / "d.csv", [["note", "fever"], ["a,b", "yes"]], ";")
    options = ["--keep-all", "--separator", "semicolon", "--explain", "1", "--verdict", "full"]
    assert main(["batch", "d.csv", "a.parquet", *options, "--setting", "emergency"]) == 0
    [row] = answers_of(here / "a.parquet")
    assert row["note"] == "a,b"
    assert row["explanation"].startswith("fever=yes +")
    assert row["verdict"] == "ordinary"
    assert main(["batch", "d.csv", "b.parquet", "--keep-all", "--intervals"]) == 0
    assert answers_of(here / "b.parquet")[0]["lipoma_low"] > 0


def test_pipes(here: Path) -> None:
    command = [sys.executable, "-m", "lumpbayes", "batch", "-", "-"]
    done = subprocess.run(command, input=b"fever\nyes\n", capture_output=True, check=True)
    header, row = done.stdout.decode().splitlines()
    assert header.startswith("epidermoid_cyst,")
    assert ",skin_abscess," in row
    assert b"1 cases in" in done.stderr


def test_bad_rows_of_a_pipe_are_named(here: Path, capsysbinary: Any) -> None:
    options = ["--keep", "id", "--on-error", "skip", "--quiet"]
    assert main(["batch", "c.csv", "-", *options]) == 0
    out, err = capsysbinary.readouterr()
    assert len(out.splitlines()) == 1
    notes = err.decode().splitlines()
    assert [note.partition(": ")[2].partition(", ")[0] for note in notes] == ["c.csv:2", "c.csv:3"]
    assert main(["batch", "c.csv", "-", "--keep", "id"]) == 2
    assert capsysbinary.readouterr()[0] == b""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with batch_module.shown_progress(False) as told:
        assert told is not None
        told(1200, None)
        told(2400, 0.5)
    assert "2,400 cases" in terminal.getvalue()
    with batch_module.shown_progress(True) as told:
        assert told is None


def test_an_interruption_says_how_to_go_on(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch_module, "run_batch", interrupted)
    assert main(["batch", "c.csv", "a.csv"]) == 130
    assert "give the same command again to go on" in capsys.readouterr().err


def test_a_file_that_excel_saved(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "id\tfever\r\nM\u00fcller\tyes\r\nGro\u00df\tmaybe\r\n"
    (here / "c.txt").write_bytes(text.encode("utf-16"))
    assert main(["batch", "c.txt", "a.csv", "--keep", "id", "--on-error", "mark"]) == 2
    message = "c.txt is UTF-16: expected CSV in UTF-8. Read it with --encoding utf-16, or save it"
    assert message in capsys.readouterr().err
    options = ["--keep", "id", "--on-error", "mark", "--encoding", "utf-16"]
    assert main(["batch", "c.txt", "a.csv", *options]) == 0
    rows = answers_of(here / "a.csv")
    assert [row["id"] for row in rows] == ["M\u00fcller", "Gro\u00df"]
    assert "has no state 'maybe'" in rows[1]["problem"]
    (here / "g.csv").write_bytes("id,fever,cause\nM\u00fcller,yes,lipoma\n".encode("cp1252"))
    words = ["evaluate", "g.csv", "--keep", "id"]
    assert main(words) == 2
    assert "g.csv:2, column id: 'M\ufffdller' holds the byte 0xfc" in capsys.readouterr().err
    for more in (["--cases", "each.csv"], ["--compare", "bundled"]):
        assert main([*words, "--encoding", "cp1252", *more]) == 0
    assert ",M\u00fcller," in f",{(here / 'each.csv').read_text(encoding='utf-8')}"
    capsys.readouterr()
    assert main(["simulate", "3", "--missing", "g.csv", "--encoding", "cp1252"]) == 0
    assert main(["simulate", "3", "--missing", "c.csv", "--encoding", "cp125"]) == 2
    assert "--encoding cp125: there is no such encoding" in capsys.readouterr().err
