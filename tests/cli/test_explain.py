"""``lumpbayes explain``: what a person and a program read."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from tests.cli.test_completion import Tab
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny.folder)


def explain(capsys: Captured, *words: str) -> str:
    capsys.readouterr()
    assert main(["explain", "--model", "tiny.toml", *words]) == 0
    out, err = capsys.readouterr()
    note = r"Note: \S+ \S+, fingerprint \w{12}\n" if "--csv" in words else ""
    assert re.fullmatch(note, err)
    return out


def test_the_ledger(capsys: Captured) -> None:
    lines = explain(capsys, "size_cm=6", "--cause", "tumor", "--against", "cyst").splitlines()
    assert lines[:7] == [
        "Why tumor, against a cyst",
        "",
        "decibans      odds   if last",
        f"    -7.8       1:6{' ' * 30}before the findings: 14.3 % of the two (sourced; 1 source). "
        "Setting:",
        f"{' ' * 48}clinic (assumed)",
        "    +4.8       x 3      +4.8  ████████████████  Size: 6 cm (sourced; 1 source)",
        f"    -3.0       1:2{' ' * 30}after them: 33.3 % of the two",
    ]
    assert lines[8].startswith("Odds: x 4 multiplies the odds by 4, / 4 divides them by 4.")
    assert " ".join(lines).endswith("it is not a medical device and makes no diagnosis.")


def test_every_row_behind_it(capsys: Captured, tiny: TinyModel) -> None:
    out = explain(capsys, "size_cm=6", "--cause", "tumor", "--against", "cyst", "--rows")
    line = tiny.line("likelihoods", "size,large,cause=@serious")
    assert (
        "    tumor: P(size=large | cause=@serious) 60.0 % (30.0 % to 80.0 %): sourced, smith2020,"
        f" likelihoods.csv:{line}"
    ) in out.splitlines()
    assert "a cyst: P(size=large) 20.0 %, the rest that the listed states leave:" in out


def test_as_json_and_as_csv(capsys: Captured) -> None:
    words = ("redness=yes", "size_cm=6", "--cause", "serious")
    record = json.loads(explain(capsys, *words, "--json"))
    engine = lb.load("tiny.toml", backend="sweeps")
    diagnosis = engine.diagnose({"redness": "yes", "size_cm": 6})
    ledger = diagnosis.explain("serious")
    assert record == {**ledger.to_dict(), "conflict": diagnosis.conflict().facts()}
    rows = list(csv.DictReader(io.StringIO(explain(capsys, *words, "--csv"))))
    assert [row["variable"] for row in rows] == [row.variable for row in ledger.rows]
    assert [float(row["log_share"]) for row in rows] == [row.log_share for row in ledger.rows]
    assert rows[0]["standard_error"] == ""
    assert rows[0]["sources"] == "smith2020"


def test_json_and_csv_exclude_each_other(capsys: Captured) -> None:
    assert main(["explain", "--json", "--csv"]) == 2
    assert "--json and --csv exclude each other" in capsys.readouterr().err


def test_an_unknown_cause(capsys: Captured) -> None:
    assert main(["explain", "--model", "tiny.toml", "--cause", "tumour"]) == 2
    assert "'tumour': did you mean tumor?" in capsys.readouterr().err


def test_a_finding_that_excludes(capsys: Captured) -> None:
    out = explain(capsys, "cause=cyst", "redness=yes", "--cause", "tumor")
    (line,) = [each for each in out.splitlines() if "Cause: a cyst" in each]
    assert line.split()[0] == "excludes"
    assert "excluded" in out
    assert "the others add up to" in " ".join(out.split())


def test_evidence_and_target_as_for_query(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "patient.json").write_text('{"redness": "yes"}')
    out = explain(capsys, "--evidence", str(tmp_path / "patient.json"), "--setting", "hospital")
    assert "Redness: yes" in out
    assert "Setting: hospital" in out
    (tmp_path / "coin.bif").write_text(BIF)
    words = ["explain", "sign=a", "--cause", "x", "--model", str(tmp_path / "coin.bif")]
    assert main([*words, "--target", "cause"]) == 0
    out = capsys.readouterr().out
    assert "    +4.8" in out
    assert "before the findings: 20.0 %" in out
    assert main(words) == 2
    assert "--target VARIABLE" in capsys.readouterr().err


BIF = """\
network coin { }
variable cause { type discrete [ 2 ] { x, y }; }
variable sign { type discrete [ 2 ] { a, b }; }
probability ( cause ) { table 0.2, 0.8; }
probability ( sign | cause ) { (x) 0.6, 0.4; (y) 0.2, 0.8; }
"""


def test_completion(capsys: Captured, tmp_path: Path) -> None:
    tab = Tab(capsys)
    start = "lumpbayes explain --model tiny.toml "
    assert tab.texts(f"{start}--cause ") == ["cyst", "abscess", "tumor", "skin", "serious"]
    assert tab.texts(f"{start}redness=yes --against t") == ["tumor"]
    (tmp_path / "coin.bif").write_text(BIF)
    network = f"lumpbayes explain --model {tmp_path / 'coin.bif'} "
    assert tab.texts(f"{network}--target cause --cause ") == ["x", "y"]
    assert tab.texts(f"{network}--cause ") == []
    assert tab.texts("lumpbayes explain --model nowhere.toml --cause ") == []


def test_whether_the_findings_agree_is_said_where_there_are_several(capsys: Captured) -> None:
    several = explain(capsys, "redness=yes", "size_cm=6")
    verdict = next(line for line in several.splitlines() if line.startswith("Ordinary"))
    assert verdict == "Ordinary: the model produces such patients, and the findings agree."
    assert "conflict" in several
    assert "conflict" not in explain(capsys, "redness=yes")
