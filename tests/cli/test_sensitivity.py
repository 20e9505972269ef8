"""``lumpbayes sensitivity``: what a person and a program read."""

import csv
import io
import json
import re

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.display.sensitivity import sensitivity_record
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]
WORDS = ("redness=yes", "size_cm=6")
EVIDENCE = {"redness": "yes", "size_cm": 6}


@pytest.fixture(autouse=True)
def here(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny.folder)


def sensitivity(capsys: Captured, *words: str) -> str:
    capsys.readouterr()
    assert main(["sensitivity", "--model", "tiny.toml", *words]) == 0
    out, err = capsys.readouterr()
    note = r"Note: \S+ \S+, fingerprint \w{12}\n" if "--csv" in words else ""
    assert re.fullmatch(note, err)
    return out


def test_the_tornado_and_the_edits(capsys: Captured) -> None:
    out = sensitivity(capsys, *WORDS, "--top", "2")
    lines = out.splitlines()
    assert lines[0].startswith("Which numbers matter to an abscess (")
    assert sum("█" in line for line in lines) == 2
    (head,) = (line for line in lines if line.startswith("The smallest single edits that change"))
    assert head.endswith("that an abscess leads, or the urgency (urgent)")
    other = sensitivity(capsys, *WORDS, "--cause", "serious")
    assert other.startswith("Which numbers matter to Serious cause (")


def test_as_json(capsys: Captured) -> None:
    record = json.loads(sensitivity(capsys, *WORDS, "--cause", "tumor", "--top", "4", "--json"))
    dx = lb.load("tiny.toml", backend="sweeps").diagnose(EVIDENCE)
    assert record == sensitivity_record(dx.sensitivity("tumor"), dx.smallest_edits(top=3), 4)
    assert record["model"]["name"] == "tiny"
    assert record["evidence"] == {"redness": "yes", "size_cm": 6.0}
    assert record["assumed"] == {"setting": "clinic"}
    assert record["smallest_edits"]["urgency"] == {"level": "urgent"}


def test_data_have_every_number_unless_told_otherwise(capsys: Captured) -> None:
    record = json.loads(sensitivity(capsys, *WORDS, "--json"))
    rows = list(csv.DictReader(io.StringIO(sensitivity(capsys, *WORDS, "--csv"))))
    dx = lb.load("tiny.toml", backend="sweeps").diagnose(EVIDENCE)
    assert len(record["tornado"]) == len(rows) == len(dx.sensitivity().moving) > 10
    assert sum("█" in line for line in sensitivity(capsys, *WORDS).splitlines()) == 10


def test_as_csv(capsys: Captured) -> None:
    rows = list(csv.DictReader(io.StringIO(sensitivity(capsys, *WORDS, "--csv", "--top", "5"))))
    dx = lb.load("tiny.toml", backend="sweeps").diagnose(EVIDENCE)
    assert [float(row["at_low"]) for row in rows] == [e.at_low for e in dx.sensitivity().tornado(5)]


def test_wrong_usage(capsys: Captured) -> None:
    assert main(["sensitivity", "--json", "--csv"]) == 2
    assert "--json and --csv exclude each other" in capsys.readouterr().err
    assert main(["sensitivity", "--model", "tiny.toml", "--cause", "tumour"]) == 2
    assert "'tumour': did you mean tumor?" in capsys.readouterr().err
