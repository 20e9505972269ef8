"""``lumpbayes tables show``: causes and groups, by key and by label."""

import csv
import io
import json
import re

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.display.cited import uses
from lumpbayes.reasoning.answer import ModelIdentity
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
    kinds = "there is no variable, cause, group of causes, red flag or source"
    assert f"{kinds} 'rednes': did you mean redness?" in flat(capsys.readouterr().err)
    assert main(["tables", "show", "--model", "tiny.toml", "zzzz"]) == 2
    message = f"Error: {kinds} 'zzzz': see lumpbayes tables show, which lists the variables, and "
    err = flat(capsys.readouterr().err)
    assert err.startswith(message)
    assert err.endswith("behind it causes, groups, red_flags or sources, which list the others")


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_network_has_states_and_no_tables(capsys: Captured, tiny: TinyModel) -> None:
    tiny.folder.joinpath("coin.bif").write_text(
        "network coin { }\nvariable side { type discrete [ 2 ] { x, y }; }\n"
        "probability ( side ) { table 0.2, 0.8; }\n"
    )
    assert main(["tables", "show", "x", "--model", "coin.bif"]) == 2
    assert "red flag or source 'x': see lumpbayes tables show" in flat(capsys.readouterr().err)


def test_a_red_flag(capsys: Captured, tiny: TinyModel) -> None:
    assert show(capsys, "r1") == [
        "Red flag R1",
        "rule: pain=severe and (redness=yes or not age_group=young)",
        "urgency: emergency",
        "advice: Go now.",
        "source smith2020: Smith A. 2020. Lumps. doi:10.1/lumps",
        f"(red_flags.csv:{tiny.line('red_flags', 'R1,')})",
    ]
    assert show(capsys, "red_flags")[1].split()[:1] == ["R1"]


def test_a_red_flag_says_its_time(capsys: Captured, tiny: TinyModel) -> None:
    tiny.write("red_flags", TIMED)
    assert "urgency: urgent, the same day" in show(capsys, "A")
    _, first, second = show(capsys, "red_flags")
    assert "urgent, the same day" in first and "urgent, within 24 hours" in second


TIMED = """\
id,rule,urgency,within,advice,source
A,pain=severe,urgent,same day,Today.,judgement
B,pain=mild,urgent,24 hours,Soon.,judgement
"""


def test_a_source(capsys: Captured, tiny: TinyModel) -> None:
    lines = show(capsys, "JONES2021")
    assert lines[:3] == ["jones2021", "Jones B. 2021. More lumps", "seen: abstract"]
    cited = [line.partition(": ") for line in lines[3:]]
    line = tiny.line("management", "abscess,")
    assert ("management.csv", ": ", f"1 row, line {line}") in cited
    tiny.write("sources", tiny.text("sources") + "nobody2000,,2000,Nothing,,text\n")
    assert show(capsys, "nobody2000")[-1] == "No row of the tables cites it."
    keys = [line.split()[0] for line in show(capsys, "sources")]
    assert keys == ["source", "smith2020", "jones2021", "nobody2000", "judgement"]


def test_many_rows_of_one_source(engine: lb.Engine, capsys: Captured) -> None:
    counts = {
        key: sum(map(len, uses(engine.knowledge, key).values())) for key in engine.knowledge.sources
    }
    most = max(counts, key=counts.__getitem__)
    assert main(["tables", "show", most]) == 0
    assert " more\n" in capsys.readouterr().out


def test_a_number_is_its_variable(capsys: Captured) -> None:
    assert show(capsys, "size_cm") == show(capsys, "size") == show(capsys, "SIZE")


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        (None, "variable,label,role,states,parents,question,phase,cost,number"),
        ("causes", "cause,label,urgency,groups"),
        ("groups", "variable,group,label,states"),
        ("sources", "source,authors,year,title,identifier,seen"),
        ("smith2020", "source,authors,year,title,identifier,seen"),
        ("red_flags", "red_flag,rule,urgency,within,advice,sources"),
        ("R1", "red_flag,rule,urgency,within,advice,sources"),
        ("size", "variable,state,given,probability,low,high,grade,sources,place"),
        ("cause", "variable,state,given,probability,low,high,grade,sources,place"),
        ("abscess", "variable,state,given,probability,low,high,grade,sources,place"),
        ("serious", "variable,state,given,probability,low,high,grade,sources,place"),
    ],
)
def test_rows_for_programs(capsys: Captured, name: str | None, columns: str) -> None:
    words = [] if name is None else [name]
    head, *rows = csv.reader(io.StringIO("\n".join(show(capsys, *words, "--csv"))))
    assert head == columns.split(",")
    record = json.loads("\n".join(show(capsys, *words, "--json")))
    assert record["schema"] == 1
    assert record["model"] == ModelIdentity.of(lb.load("tiny.toml").knowledge).to_dict()
    assert len(record["rows"]) == len(rows) > 0
    for row, found in zip(rows, record["rows"], strict=True):
        texts = [";".join(c) if isinstance(c, list) else str(c) for c in found.values()]
        assert (list(found), texts) == (head, row)


def test_numbers_are_those_of_the_tables(capsys: Captured, tiny: TinyModel) -> None:
    (row,) = (
        row
        for row in json.loads("\n".join(show(capsys, "abscess", "--json")))["rows"]
        if row["variable"] == "cause" and row["given"] == "setting=clinic"
    )
    assert (row["state"], row["probability"], row["grade"]) == ("abscess", 0.3, "sourced")
    assert row["place"] == f"priors.csv:{tiny.line('priors', 'abscess,clinic')}"


def test_a_pipe_gets_every_name_whole(
    engine: lb.Engine, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    knowledge = engine.knowledge
    assert main(["tables", "show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(knowledge.variables) + 1
    for line, variable in zip(lines[1:], knowledge.variables.values(), strict=True):
        assert line.startswith(f"{variable.name} ")
        assert ", ".join(variable.states) in line
        assert line.endswith(variable.question)


@pytest.mark.parametrize("width", [30, 60, 80, 100])
@pytest.mark.parametrize(
    "name", [None, "causes", "groups", "sources", "red_flags", "size", "lipoma"]
)
def test_no_window_is_too_narrow_for_a_name(
    engine: lb.Engine,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    name: str | None,
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["tables", "show", *([] if name is None else [name])]) == 0
    out = capsys.readouterr().out
    words = set(re.findall(r"[\w.]+", out))
    names = {
        None: [*engine.knowledge.variables],
        "causes": engine.causes,
        "groups": [group.name for group in engine.knowledge.groups],
        "sources": [*engine.knowledge.sources],
        "red_flags": [flag.id for flag in engine.knowledge.red_flags],
        "size": ["epidermoid_cyst", "lt2cm", "2to5cm"],
        "lipoma": ["primary_care", "spine_or_oncology_clinic"],
    }[name]
    assert set(names) <= words
    longest = max(len(word) for word in out.split())
    assert max(map(len, out.splitlines())) <= max(width, longest + 4)


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
    assert tab.texts(f"{start}s") == ["setting", "size", "skin", "serious", "sources", "smith2020"]
    assert tab.texts(f"{start}R") == ["R1", "R2"]
    assert tab.texts(f"{start}c") == ["cause", "cyst", "causes"]
