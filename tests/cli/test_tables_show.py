"""``lumpbayes tables show``: causes and groups, by key and by label."""

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from tests.cli.test_completion import Tab
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny.folder)


def show(capsys: Captured, *words: str) -> list[str]:
    capsys.readouterr()
    assert main(["tables", "show", "--model", "tiny.toml", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [line.rstrip() for line in out.splitlines()]


def test_lists_of_causes_and_groups(capsys: Captured) -> None:
    causes = [line.split("  ") for line in show(capsys, "causes")]
    assert [[cell.strip() for cell in row if cell] for row in causes] == [
        ["cause", "label", "urgency", "groups"],
        ["cyst", "a cyst", "self_care", "skin"],
        ["abscess", "an abscess", "urgent", "skin, serious"],
        ["tumor", "tumor", "soon", "serious"],
    ]
    groups = show(capsys, "groups")
    assert groups[1].split() == ["cause", "skin", "Skin", "lump", "cyst,", "abscess"]
    assert groups[3].split() == ["pain", "any", "Any", "pain", "severe,", "mild"]


@pytest.mark.parametrize("said", ["abscess", "An Abscess "])
def test_a_cause(capsys: Captured, tiny: TinyModel, said: str) -> None:
    lines = show(capsys, said)
    assert lines[:6] == [
        "an abscess (abscess)",
        "groups: skin, serious",
        "urgency: urgent",
        "work-up: examine",
        "treatment: drain",
        "sources: smith2020, jones2021",
    ]
    text = "\n".join(lines)
    for event, table, start in (
        ("P(cause=abscess | setting=clinic)", "priors", "abscess,clinic"),
        ("P(inflammation=yes | cause=abscess)", "likelihoods", "inflammation,yes,cause=abscess"),
        ("P(size=large | cause=@serious)", "likelihoods", "size,large,cause=@serious"),
    ):
        (line,) = (line for line in lines if line.startswith(event))
        assert line.endswith(f"{table}.csv:{tiny.line(table, start)}")
    assert "cause=tumor" not in text


def test_a_group(capsys: Captured) -> None:
    lines = show(capsys, "Serious cause")
    assert lines[0] == "Serious cause (serious)"
    assert lines[1] == "one of: abscess (an abscess), tumor (tumor)"
    assert [line.split(" | ")[0] for line in lines[4:]] == [
        "P(size=small",
        "P(size=medium",
        "P(size=large",
    ]
    assert show(capsys, "skin")[-1] == "No row of the tables names it."


def test_unknown_names(capsys: Captured) -> None:
    assert main(["tables", "show", "--model", "tiny.toml", "rednes"]) == 2
    message = "no variable, no cause, and no group of causes, 'rednes': did you mean redness?"
    assert message in capsys.readouterr().err


def test_a_network_has_states_and_no_tables(capsys: Captured, tiny: TinyModel) -> None:
    tiny.folder.joinpath("coin.bif").write_text(
        "network coin { }\nvariable side { type discrete [ 2 ] { x, y }; }\n"
        "probability ( side ) { table 0.2, 0.8; }\n"
    )
    assert main(["tables", "show", "x", "--model", "coin.bif"]) == 2
    assert "'x': choose from side, causes, groups" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["causes", "groups", "lipoma", "malignancy"])
def test_a_narrow_window(
    engine: lb.Engine, capsys: Captured, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    capsys.readouterr()
    assert main(["tables", "show", name]) == 0
    assert max(len(line.rstrip()) for line in capsys.readouterr().out.splitlines()) <= 60


def test_problems_in_a_narrow_window(
    engine: lb.Engine, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found, expected and to be done is folded; places and one long word stay whole.

    A place is as long as the way to the tables, which depends on where the tests run.
    """
    monkeypatch.setenv("COLUMNS", "60")
    capsys.readouterr()
    assert main(["tables", "check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    wide = [line for line in lines if len(line) > 60 and ".csv:" not in line]
    assert all(len(line.split()) == 1 for line in wide), wide
    places = [line for line in lines if ".csv:" in line and not line.startswith(" ")]
    assert len(places) == len(engine.issues)
    assert len(engine.issues) == sum(line.startswith("    found     ") for line in lines) > 0


def test_completion(capsys: Captured) -> None:
    tab = Tab(capsys)
    start = "lumpbayes tables show --model tiny.toml "
    assert tab.texts(f"{start}s") == ["setting", "size", "skin", "serious"]
    assert tab.texts(f"{start}c") == ["cause", "cyst", "causes"]
