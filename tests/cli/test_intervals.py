"""``lumpbayes query --intervals``: asked for, left out, and by default."""

import csv
import io
import json
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.interchange.writing import write_network
from tests.answer_schema import ANSWER
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]
SHOWN = "In brackets: 95 % intervals"


@pytest.fixture(autouse=True)
def here(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny.folder)


def query(capsys: Captured, *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["query", *words]) == code
    out, err = capsys.readouterr()
    return out if code == 0 else err


def test_small_models_show_them_unless_told_otherwise(capsys: Captured) -> None:
    """A thousand numbers in the tables make a model large; the clock has no say."""
    tiny = ("--model", "tiny.toml", "redness=yes")
    assert SHOWN in query(capsys, *tiny)
    assert SHOWN in query(capsys, *tiny, "--intervals")
    assert SHOWN not in query(capsys, *tiny, "--no-intervals")
    assert SHOWN not in query(capsys, "redness=yes")
    assert SHOWN in query(capsys, "redness=yes", "--intervals")


def test_data_has_them_when_asked(capsys: Captured) -> None:
    tiny = ("--model", "tiny.toml", "redness=yes")
    assert "intervals" not in json.loads(query(capsys, *tiny, "--json"))
    record = json.loads(query(capsys, *tiny, "--json", "--intervals"))
    ANSWER.validate(record)
    expected = lb.load("tiny.toml", backend="sweeps").diagnose({"redness": "yes"}).intervals()
    states = {each["state"]: each for each in record["intervals"]["states"]}
    for name, own in expected.states.items():
        assert states[name]["low"] == own.low
        assert states[name]["leads"] == own.leads
    both = json.loads(query(capsys, *tiny, "--json", "--intervals", "--codes"))
    ANSWER.validate(both)
    assert both["intervals"] == record["intervals"]
    rows = list(csv.DictReader(io.StringIO(query(capsys, *tiny, "--csv", "--intervals"))))
    assert {row["cause"]: float(row["high"]) for row in rows} == {
        name: own.high for name, own in expected.states.items()
    }
    assert "low" not in query(capsys, *tiny, "--csv")


def test_an_answer_with_intervals_can_be_given_back(capsys: Captured) -> None:
    text = query(capsys, "--model", "tiny.toml", "redness=yes", "--json", "--intervals")
    Path("answer.json").write_text(text, encoding="utf-8")
    again = ("--evidence", "answer.json", "--json", "--intervals")
    assert query(capsys, "--model", "tiny.toml", *again) == text


def test_a_network_file_has_none(capsys: Captured) -> None:
    network = lb.load("tiny.toml", backend="sweeps").network
    write_network(network, "tiny", "tiny.bif", "bif")
    words = ("--model", "tiny.bif", "--target", "cause", "redness=yes")
    assert SHOWN not in query(capsys, *words)
    told = query(capsys, *words, "--intervals", code=2)
    assert "is a network file: its numbers have no intervals" in told
    assert "docs/reference/tables.md" in told
