"""``lumpbayes query --report``: a file beside the answer."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main

WORDS = ("query", "fever=yes", "redness=yes", "--top", "1")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(arguments)
    return code, *capsys.readouterr()


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_is_written_and_the_answer_printed(capsys: pytest.CaptureFixture[str]) -> None:
    plain = run(capsys, *WORDS)
    code, out, err = run(capsys, *WORDS, "--report", "report.html")
    assert (code, out) == (0, plain[1])
    assert err == "Note: wrote report.html\n"
    path = Path("report.html")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = {"fever": "yes", "redness": "yes"}
    assert path.read_text(encoding="utf-8") == (
        lb.load(backend="sweeps").diagnose(found).report_html()
    )


def test_data_stay_data(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *WORDS, "--json", "--report", "report.html")
    assert code == 0
    assert json.loads(out)["schema"] == 1
    assert Path("report.html").exists()


def test_a_file_that_is_there_stays(capsys: pytest.CaptureFixture[str]) -> None:
    Path("report.html").write_text("mine", encoding="utf-8")
    code, _, err = run(capsys, *WORDS, "--report", "report.html")
    assert code == 2
    assert "report.html is there already" in err
    assert "replace it: --force" in err
    assert Path("report.html").read_text(encoding="utf-8") == "mine"
    assert run(capsys, *WORDS, "--report", "report.html", "--force")[0] == 0
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_force_goes_with_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *WORDS, "--force")
    assert code == 2
    assert "--force goes with --report FILE." in err
    code, _, err = run(capsys, *WORDS, "--force", "--report", "-")
    assert (code, "--force goes with --report FILE." in err) == (2, True)


def test_a_dash_prints_it_instead_of_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *WORDS, "--report", "-")
    assert (code, err) == (0, "")
    found = {"fever": "yes", "redness": "yes"}
    assert out == lb.load(backend="sweeps").diagnose(found).report_html()
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("other", ["--json", "--csv"])
def test_one_thing_at_a_time_on_standard_output(
    capsys: pytest.CaptureFixture[str], other: str
) -> None:
    code, out, err = run(capsys, *WORDS, "--report", "-", other)
    assert (code, out) == (2, "")
    assert f"{other} and --report - exclude each other." in err


def test_no_name(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *WORDS, "--report", "", "--force")
    assert code == 2
    assert "'': expected the name of a file" in err


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *WORDS, "--report", "nowhere/report.html")
    assert code == 2
    assert "cannot be written" in err


def test_the_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "query", "--help")
    assert code == 0
    assert "lumpbayes query fever=yes redness=yes --report report.html" in out


def test_it_is_there_though_nobody_reads_the_answer() -> None:
    """As with ``| head``, which closes the pipe."""
    read, write = os.pipe()
    os.close(read)
    words = [sys.executable, "-m", "lumpbayes", *WORDS, "--report", "report.html"]
    subprocess.run(words, stdout=write, stderr=subprocess.DEVNULL, check=False, timeout=60)
    os.close(write)
    assert Path("report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
