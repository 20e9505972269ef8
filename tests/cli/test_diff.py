"""``lumpbayes tables diff``: what a person and a program read."""

import json
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]
PRESENTATIONS = """\
id,cause,setting,evidence,max_rank,reason
P1,abscess,,redness=yes;pain=severe,1,Red.
P2,tumor,hospital,size_cm=6.5;redness!=yes,2,Large.
P3,cyst,,pain=none,1,Calm.
"""


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyModel:
    monkeypatch.chdir(tmp_path)
    return _model(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> TinyModel:
    return _model(tmp_path / "new")


def _model(folder: Path) -> TinyModel:
    model = TinyModel(folder)
    model.replace("model", 'codes = "codes.csv"', 'codes = "codes.csv"\npresentations = "p.csv"')
    (folder / "p.csv").write_text(PRESENTATIONS)
    return model


def diff(capsys: Captured, *words: str) -> str:
    capsys.readouterr()
    assert main(["tables", "diff", "old/tiny.toml", "new/tiny.toml", *words]) == 0
    return capsys.readouterr().out


def test_no_difference(old: TinyModel, new: TinyModel, capsys: Captured) -> None:
    fingerprint = old.load().fingerprint
    assert diff(capsys) == (
        f"before  tiny 1.2.3  {fingerprint}\nafter   tiny 1.2.3  {fingerprint}\nno difference\n"
    )
    record = json.loads(diff(capsys, "--json"))
    assert record["equal"] is record["same_fingerprint"] is True
    assert record["numbers"] == record["rows"] == record["priors"] == []
    assert [each["id"] for each in record["presentations"]] == ["P1", "P2", "P3"]


def test_an_edit(old: TinyModel, new: TinyModel, capsys: Captured) -> None:
    assert main(["tables", "edit", "prior", "abscess", "0.01", "--model", "new/tiny.toml"]) == 0
    before, after = lb.load(old.path), lb.load(new.path)
    evidence = {"redness": "yes", "pain": "severe"}
    was, now = (engine.diagnose(evidence)["abscess"] for engine in (before, after))
    lines = diff(capsys).splitlines()
    assert lines[:5] == [
        f"before  tiny 1.2.3  {before.fingerprint}",
        f"after   tiny 1.2.3  {after.fingerprint}",
        "",
        "Numbers",
        "  cause=cyst given setting=clinic: 0.6 -> 0.848571 (+5.7 decibans); interval, grade too",
    ]
    assert "Priors" not in lines  # they would say the same once more
    moved = lines.index("Classic presentations: probability and rank of the cause")
    assert lines[moved + 1] == (
        f"  P1 abscess: {100 * was:.1f} %, rank 1 -> {100 * now:.1f} %, rank 3; should be 1 at most"
    )
    assert lines[-1] == "  not at all: 1"


def test_the_same_as_json(old: TinyModel, new: TinyModel, capsys: Captured) -> None:
    assert main(["tables", "edit", "prior", "abscess", "0.01", "--model", "new/tiny.toml"]) == 0
    record = json.loads(diff(capsys, "--json"))
    assert record["schema"] == 1
    assert record["equal"] is record["same_fingerprint"] is False
    assert record["before"] == {
        "name": "tiny",
        "version": "1.2.3",
        "fingerprint": old.load().fingerprint,
    }
    first = record["numbers"][0]
    assert (first["table"], first["variable"], first["state"]) == ("priors", "cause", "cyst")
    assert first["given"] == "setting=clinic"
    assert first["before"] == {
        "probability": 0.6,
        "low": 0.3,
        "high": 0.8,
        "grade": "sourced",
        "sources": ["smith2020"],
        "note": "a note",
    }
    assert (first["after"]["grade"], first["after"]["sources"]) == ("derived", ["smith2020"])
    edited = record["numbers"][1]["after"]
    assert (edited["grade"], edited["sources"]) == ("estimate", ["judgement"])
    assert first["log_odds_difference"] == pytest.approx(1.3180, abs=1e-3)
    assert first["affects_answers"] is True
    assert record["priors"][1]["cause"] == "abscess"
    assert record["priors"][1]["after"] == pytest.approx(0.01)
    moved = record["presentations"][0]
    assert (moved["before"]["rank"], moved["after"]["rank"], moved["max_rank"]) == (1, 3, 1)
    assert moved["problem"] == ""


def test_every_kind_of_change(old: TinyModel, new: TinyModel, capsys: Captured) -> None:
    new.set_cell("likelihoods", "biopsy,positive,,", "high", "0.9")
    new.set_cell("likelihoods", "biopsy,positive,,", "source", "jones2021")
    new.set_cell("likelihoods", "redness,yes,inflammation=no", "note", "another note")
    new.set_cell("likelihoods", "redness,yes,inflammation=yes", "probability", "1")
    new.set_cell("likelihoods", "redness,yes,inflammation=yes", "high", "1")
    new.remove("likelihoods", "age_group,young,cause=tumor")
    new.add_likelihood("age_group", "young", "cause=abscess", 0.4)
    new.set_cell("variables", "redness,", "question", "Is it red or \x1b[31mwarm?")
    new.remove("red_flags", "R2,")
    new.set_cell("sources", "smith2020", "title", "Other lumps")
    new.replace("model", "1.2.3", "1.3.0")
    out = diff(capsys)
    for line in (
        "  biopsy=positive given (always): still 0.02; interval 0.01 to 0.51 -> 0.01 to 0.9; "
        "source smith2020 -> jones2021",
        "  redness=yes given inflammation=yes: 0.8 -> 1 (infinitely many decibans); interval too",
        "  age_group=young given cause=tumor: removed, was 0.2",
        "  age_group=young given cause=abscess: new, 0.4",
        "  variables redness: question 'Is it red?' -> 'Is it red or \\x1b[31mwarm?'",
        "  red_flags R2: removed, rule 'biopsy!=negative', urgency 'soon', "
        "advice 'See a surgeon.', source 'judgement'",
        "Without effect on answers",
        "  likelihoods redness=yes given inflammation=no: note 'a note' -> 'another note'",
        "  model: version '1.2.3' -> '1.3.0'",
        "  sources smith2020: title 'Lumps' -> 'Other lumps'",
    ):
        assert line in out.splitlines()
    assert "\x1b" not in out
    assert "Priors" not in out.splitlines()
    record = json.loads(diff(capsys, "--json"))
    assert record["priors"] == []
    by_kind = {each["state"] + each["given"]: each for each in record["numbers"]}
    assert by_kind["youngcause=tumor"]["after"] is None
    assert by_kind["youngcause=abscess"]["before"] is None
    assert by_kind["yesinflammation=yes"]["log_odds_difference"] is None
    assert by_kind["yesinflammation=no"]["affects_answers"] is False


def test_only_notes(old: TinyModel, new: TinyModel, capsys: Captured) -> None:
    new.set_cell("priors", "cyst,clinic", "note", "another note")
    out = diff(capsys)
    assert out.splitlines()[2:] == [
        "",
        "Without effect on answers",
        "  priors cause=cyst given setting=clinic: note 'a note' -> 'another note'",
        "",
        "Classic presentations: probability and rank of the cause",
        "  not at all: 3",
    ]


def test_causes_of_one_model_only(old: TinyModel, new: TinyModel, capsys: Captured) -> None:
    for table in ("variables", "groups", "labels", "management", "likelihoods", "priors"):
        new.write(table, new.text(table).replace("tumor", "growth"))
    (new.folder / "p.csv").write_text(PRESENTATIONS.replace("tumor", "growth"))
    out = diff(capsys)
    assert "  cause=tumor given setting=clinic: removed, was 0.1" in out
    assert "  cause=growth given setting=clinic: new, 0.1" in out
    assert "Priors" not in out.splitlines()
    assert "  P2 growth in hospital: no answer -> " in out
    assert "before: there is no cause 'growth'" in out


def test_a_small_move_is_counted(old: TinyModel, new: TinyModel, capsys: Captured) -> None:
    new.set_cell("priors", "cyst,clinic", "probability", "0.60000001")
    new.set_cell("priors", "tumor,clinic", "probability", "0.09999999")
    out = diff(capsys)
    assert "  cause=cyst given setting=clinic: 0.6 -> 0.60000001 (+2e-07 decibans)" in out
    assert out.endswith("  less than is shown: 2\n  not at all: 1\n")


def test_the_bundled_model_has_a_name(capsys: Captured) -> None:
    assert main(["tables", "diff", "bundled", "bundled"]) == 0
    assert capsys.readouterr().out.endswith("no difference\n")


def test_invalid_tables(old: TinyModel, new: TinyModel, capsys: Captured) -> None:
    new.set_cell("priors", "cyst,clinic", "probability", "0.63")
    assert main(["tables", "diff", "old/tiny.toml", "new/tiny.toml"]) == 3
    assert "new/priors.csv:4" in capsys.readouterr().err
    out = diff(capsys, "--lenient")
    assert "  clinic cyst: 60 % -> 61.17 % (+0.2 decibans)" in out


def test_a_model_that_is_not_there(old: TinyModel, capsys: Captured) -> None:
    assert main(["tables", "diff", "old/tiny.toml", "nowhere.toml"]) == 3
    assert "nowhere.toml: found no such file" in capsys.readouterr().err
