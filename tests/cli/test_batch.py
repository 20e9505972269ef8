"""``lumpbayes batch`` as a person types it."""

import io
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lumpbayes.cli import batch as batch_module
from lumpbayes.cli import case_options
from lumpbayes.cli.app import main
from tests.animals import load_animals
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
    assert "answered by back_lump" in err
    assert main(["batch", "c.csv", "a.csv", *options, "--quiet", "--force"]) == 0
    assert capsys.readouterr().err == ""
    options = [*options[:-1], "skip", "--quiet", "--force"]
    assert main(["batch", "c.csv", "a.csv", *options]) == 0
    assert capsys.readouterr().err == (
        "Note: 1 of 2 rows is bad, and was left out; problems: a.csv.problems.csv\n"
    )
    assert main(["batch", "c.csv", "-", *options[:-1]]) == 0
    assert "1 of 2 rows is bad, and was left out\n" in capsys.readouterr().err


def test_many_bad_rows_are_a_warning(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--keep", "id", "--on-error", "skip", "--force"]
    assert main(["batch", "c.csv", "a.csv", *options]) == 2
    err = capsys.readouterr().err
    assert "1 problem: column pain, 'NA'" in err
    assert "Error: 2 cases, and none could be answered: every row is bad" in err
    assert "100 % of the rows are bad, and have no answer" in err
    csv_file(here / "d.csv", [["id", "fever"], *[["1", "yes"]] * 19, ["2", "yes,"], ["3"]])
    assert main(["batch", "d.csv", "a.csv", *options]) == 0
    err = capsys.readouterr().err
    assert "of the rows are bad" not in err
    assert "1 problem: whole rows" in err


def test_what_stops(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "c.csv", "a.csv"]) == 2
    assert "column 'id': there is no variable 'id'" in capsys.readouterr().err
    assert main(["batch", "c.csv", "a.csv", "--keep", "id"]) == 2
    assert "c.csv:2, column pain: pain has no state 'NA'" in capsys.readouterr().err
    assert sorted(os.listdir(here)) == ["c.csv"]
    assert main(["batch", "c.csv", "a.csv", "--separator", "pipe"]) == 2
    assert "expected comma, semicolon or tab" in capsys.readouterr().err


def test_an_impossible_row_has_its_own_exit_code(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_animals(here)
    csv_file(here / "d.csv", [["flies", "furry"], ["no", "yes"], ["yes", "no"]])
    words = ["batch", "d.csv", "a.csv", "--model", "animals.toml"]
    assert main(words) == 4
    assert "d.csv:3: impossible: flies=yes is of probability 0. To leave" in capsys.readouterr().err
    assert main([*words, "--on-error", "skip"]) == 0
    assert "1 bad (1 of them impossible under the model)" in capsys.readouterr().err


def test_simulated_cases_need_no_options(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "40", "--out", "s.csv"]) == 0
    assert main(["simulate", "40", "--out", "s.pq"]) == 0
    for name in ("s.csv", "s.pq"):
        assert main(["batch", name, f"{name}.csv"]) == 0
        assert [row["case"] for row in answers_of(f"{name}.csv")] == [str(n) for n in range(1, 41)]
    assert (here / "s.csv.csv").read_bytes() == (here / "s.pq.csv").read_bytes()
    assert main(["evaluate", "s.csv", "--cases", "each.csv", "--phases", "history"]) == 0
    assert re.search(r"\n  case \d+ ", capsys.readouterr().out)
    assert [row["case"] for row in answers_of("each.csv")] == [str(n) for n in range(1, 41)]
    assert main(["evaluate", "s.csv", "--compare", "bundled"]) == 0


def test_what_the_library_logs_is_a_note(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("lumpbayes")
    handlers, logger.handlers = logger.handlers, []
    try:
        for _ in range(2):  # said once, however often a command is run
            assert main(["batch", "c.csv", "a.csv", "--quiet"]) == 2
        capsys.readouterr()
        logging.getLogger("lumpbayes.inference").warning("some 20 seconds")
        assert capsys.readouterr().err == "Note: some 20 seconds\n"
    finally:
        logger.handlers = handlers


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
    assert b"1 case in" in done.stderr


def test_bad_rows_of_a_pipe_are_named(here: Path, capsysbinary: Any) -> None:
    options = ["--keep", "id", "--on-error", "skip", "--quiet"]
    assert main(["batch", "c.csv", "-", *options]) == 2
    out, err = capsysbinary.readouterr()
    assert len(out.splitlines()) == 1
    notes = err.decode().splitlines()[:2]
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
    assert "Note: nothing is kept, as no part was finished: --rows 100 makes smaller ones" in (
        capsys.readouterr().err
    )
    monkeypatch.setattr(batch_module, "kept_cases", lambda _: 1200)
    assert main(["batch", "c.csv", "a.csv"]) == 130
    message = "Note: 1,200 cases are kept: give the same command again to go on"
    assert message in capsys.readouterr().err
    assert main(["batch", "c.csv", "-"]) == 130
    assert "kept" not in capsys.readouterr().err


def test_a_file_that_excel_saved(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "id\tfever\r\nM\u00fcller\tyes\r\nGro\u00df\tmaybe\r\n"
    (here / "c.txt").write_bytes(text.encode("utf-16"))
    assert main(["batch", "c.txt", "a.csv", "--keep", "id", "--on-error", "mark"]) == 2
    message = (
        "c.txt is UTF-16: expected CSV in UTF-8. Save it as 'CSV UTF-8', or read it with --encoding"
    )
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
    assert "encoding 'cp125': there is no such encoding" in capsys.readouterr().err
