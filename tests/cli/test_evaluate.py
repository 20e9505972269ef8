"""``lumpbayes evaluate``: what a person and a program read, and the files that it writes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.reasoning.answer import DISCLAIMER
from tests.interchange.samples import BIF
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]
CASES = """\
id,redness,size_cm,pain,cause
a,yes,6,,tumor
b,no,1,none,cyst
c,yes,,severe,abscess
d,yes,,severe,cyst
e,yes,NA,,
"""


@pytest.fixture(autouse=True)
def here(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny.folder)
    Path("cases.csv").write_text(CASES, encoding="utf-8")


def run(capsys: Captured, *words: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    standard = ("--model", "tiny.toml", "--missing", "NA", "--draws", "100")
    assert main(["evaluate", "cases.csv", *standard, *words]) == code
    out, err = capsys.readouterr()
    return out, err


def test_what_a_person_reads(capsys: Captured) -> None:
    out, err = run(capsys, "--keep", "id", "--by", "redness")
    assert err == ""
    lines = out.splitlines()
    assert lines[0] == "How good the answers of tiny are"
    text = " ".join(out.split())
    assert "4 cases of 5; the true cause is in column cause. 3 columns read as evidence." in text
    assert "Not read: id. 4 cases without a setting: clinic was assumed." in text
    assert "1 case without a true cause: left out of every figure." in text
    assert "The true cause leads in " in text
    assert "Side by side: 2 subgroups" in text
    assert "tiny 1.2.3, fingerprint " in text
    assert DISCLAIMER in text
    assert "seed 0" in text
    assert max(map(len, lines)) <= 120


def test_a_narrow_window(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    out, _ = run(capsys, "--keep", "id")
    assert max(map(len, out.splitlines())) <= 60
    assert "leads: model " in out


def test_as_json(capsys: Captured) -> None:
    out, err = run(capsys, "--keep", "id", "--json", "--seed", "7")
    assert err == ""
    engine = lb.load("tiny.toml")
    found = engine.evaluate("cases.csv", keep=["id"], missing=["NA"], draws=100, seed=7)
    assert json.loads(out) == found.to_dict()
    assert json.loads(out)["cautions"]


def test_as_markdown(capsys: Captured) -> None:
    out, _ = run(capsys, "--keep", "id", "--markdown", "-")
    assert out.startswith("# How good the answers of tiny are\n")
    assert "| leads |" in out
    assert DISCLAIMER.replace(";", ";") in out
    text, err = run(capsys, "--keep", "id", "--markdown", "report.md")
    assert text.startswith("How good the answers")
    assert err == "Note: wrote report.md\n"
    assert Path("report.md").read_text(encoding="utf-8") == out
    _, err = run(capsys, "--keep", "id", "--markdown", "report.md", code=2)
    assert "report.md is there already" in err
    run(capsys, "--keep", "id", "--markdown", "report.md", "--force")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_plots(capsys: Captured, kind: str) -> None:
    words = ("--keep", "id", "--plots", "new/pictures", "--format", kind, "--group", "serious")
    _, err = run(capsys, *words)
    names = ("reliability", "confusion", "decision_curve_1")
    assert err.splitlines() == [f"Note: wrote new/pictures/{name}.{kind}" for name in names]
    first = [Path(f"new/pictures/{name}.{kind}").read_bytes() for name in names]
    if kind == "svg":
        assert all("fingerprint" in each.decode() for each in first)
        assert "Serious cause (3 of 4 cases)" in first[2].decode() or b"Serious" in first[2]
    else:
        assert all(each.startswith(b"\x89PNG") for each in first)
    _, err = run(capsys, *words, code=2)
    assert "is there already" in err
    run(capsys, *words, "--force")
    assert [Path(f"new/pictures/{name}.{kind}").read_bytes() for name in names] == first
    Path("file").write_text("")
    _, err = run(capsys, "--keep", "id", "--plots", "file", code=2)
    assert "file cannot be written" in err


def test_from_standard_input(capsys: Captured) -> None:
    command = [sys.executable, "-m", "lumpbayes", "evaluate", "-", "--model", "tiny.toml"]
    done = subprocess.run(
        [*command, "--keep", "id", "--missing", "NA", "--draws", "100"],
        input=CASES,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == run(capsys, "--keep", "id")[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "column 'id': there is no variable 'id'"),
        (
            ("--keep", "id", "--truth", "caus"),
            "truth 'caus': the cases have no such column: did you",
        ),
        (("--keep", "id", "--by", "idd"), "by 'idd': the cases have no such column: did you mean"),
        (("--keep", "id", "--group", "x"), "there is no cause, and no group of causes, 'x'"),
        (("--keep", "id", "--phases", "tests"), "'tests': expected some of history,exam,test"),
        (("--json", "--markdown", "-"), "--json and --markdown - exclude each other."),
        (("--force",), "--force goes with --markdown FILE, --cases or --plots."),
        (("--force", "--markdown", "-"), "--force goes with --markdown FILE, --cases or --plots."),
    ],
)
def test_what_is_refused(capsys: Captured, words: tuple[str, ...], message: str) -> None:
    out, err = run(capsys, *words, code=2)
    assert out == ""
    assert message in err


def test_phases(capsys: Captured) -> None:
    out, _ = run(capsys, "--keep", "id", "--phases", "exam", "--setting", "hospital")
    assert "only what exam find was used" in " ".join(out.split())
    assert "was assumed" not in out


def test_a_network_needs_a_target(capsys: Captured) -> None:
    Path("net.bif").write_text(BIF, encoding="utf-8")
    assert main(["evaluate", "cases.csv", "--model", "net.bif", "--keep", "id"]) == 2
    err = capsys.readouterr().err
    assert "net was loaded without a target" in err or "without a target: say which" in err
    engine = lb.load("net.bif")
    name, other = engine.network.names[:2]
    states = engine.network.states
    rows = [f"{name},{other}", f"{states[0][0]},{states[1][0]}", f"{states[0][-1]},"]
    Path("net.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    words = ["evaluate", "net.csv", "--model", "net.bif", "--target", name, "--truth", name]
    assert main(words) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "2 cases; the true cause is in column" in text
    assert "How urgent" not in text


def test_rows_that_are_skipped(capsys: Captured) -> None:
    text = CASES + "f,maybe,,,cyst\ng,yes,,,cist\n"
    Path("cases.csv").write_text(text, encoding="utf-8")
    _, err = run(capsys, "--keep", "id", code=2)
    assert "cases.csv:7, column redness: redness has no state 'maybe'" in err
    assert "(2 such cells or rows up to row 8). To leave such rows out: --on-error skip" in err
    out, err = run(capsys, "--keep", "id", "--on-error", "skip")
    shown = " ".join(out.split())
    assert "4 cases of 7; " in shown
    assert "2 rows could not be read, and were skipped." in shown
    assert "Bear in mind 2 of 7 rows (28.6 %) could not be read and were skipped: every" in shown
    assert [line[:24] for line in err.splitlines()] == [
        "Note: cases.csv:7, colum",
        "Note: cases.csv:8, colum",
    ]
    many = CASES + "f,maybe,,,cyst\n" * 30
    Path("cases.csv").write_text(many, encoding="utf-8")
    _, err = run(capsys, "--keep", "id", "--on-error", "skip", "--json")
    assert len(err.splitlines()) == 21
    assert "and 10 more such cells or rows: --cases FILE lists all" in err


def test_each_case_in_a_file(capsys: Captured) -> None:
    Path("cases.csv").write_text(CASES + "f,maybe,,,cyst\n", encoding="utf-8")
    words = ("--keep", "id", "--on-error", "skip", "--cases", "each.csv")
    out, err = run(capsys, *words)
    assert err == "Note: wrote each.csv\nNote: problems: each.csv.problems.csv\n"
    assert "How good the answers" in out
    lines = Path("each.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("row,id,truth,probability,rank,leading_cause,")
    assert len(lines) == 7
    assert lines[5].startswith("6,e,,,,")
    assert lines[5].endswith(",no true cause")
    assert Path("each.csv.problems.csv").read_text(encoding="utf-8").count("maybe") == 2
    _, err = run(capsys, *words, code=2)
    assert "each.csv is there already" in err
    run(capsys, *words, "--force")
    assert Path("each.csv").read_text(encoding="utf-8").splitlines() == lines
    _, err = run(capsys, "--keep", "id", "--cases", "each.txt", code=2)
    assert "the name of the answers shall say what they are" in err
    Path("named.csv").write_text(CASES.replace("id,", "rank,"), encoding="utf-8")
    standard = ("--model", "tiny.toml", "--missing", "NA", "--cases", "other.csv")
    assert main(["evaluate", "named.csv", "--keep", "rank", *standard]) == 2
    assert "keep 'rank': the table of cases has a column of that name" in capsys.readouterr().err
    assert not Path("other.csv").exists()


def test_what_asks_for_too_much(capsys: Captured) -> None:
    out, _ = run(capsys, "--keep", "id")
    text = " ".join(out.split())
    assert "What asks for the urgency of answers more urgent than needed: asked for by" in text
    assert "red flag R1 2 2 pain=severe and (redness=yes or not age_group=yo..." in text
    markdown, _ = run(capsys, "--keep", "id", "--markdown", "-")
    assert (
        "| red flag R1 | 2 | 2 | pain=severe and (redness=yes or not age\\_group=young) |"
        in markdown
    )


def test_the_worst_cases_have_their_identifier(capsys: Captured) -> None:
    out, _ = run(capsys, "--keep", "id")
    assert "case id true cause given rank leading instead" in " ".join(out.split())
    markdown, _ = run(capsys, "--keep", "id", "--markdown", "-")
    assert "| row 5 | d | " in markdown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--markdown cases.csv", "--markdown cases.csv is the case file itself"),
        ("--cases ./cases.csv", "--cases cases.csv is the case file itself"),
        ("--cases out.csv --markdown ./out.csv", "--markdown out.csv is what --cases writes too"),
        (
            "--cases out.csv --markdown out.csv.problems.csv",
            "--markdown out.csv.problems.csv is what --cases with its problems writes too",
        ),
        ("--recode words.csv --cases words.csv", "--cases words.csv is the recode file itself"),
        ("--recode words.csv --markdown link.csv", "--markdown link.csv is the recode file itself"),
        ("--markdown tiny.toml", "--markdown tiny.toml is the model file itself"),
        (
            "--compare later.toml --markdown later.toml",
            "--markdown later.toml is the model file of --compare itself",
        ),
    ],
)
def test_nothing_is_written_over_what_is_read_or_written(
    capsys: Captured, words: str, message: str
) -> None:
    Path("words.csv").write_text("column,value,state\npain,NA,\n", encoding="utf-8")
    Path("later.toml").write_bytes(Path("tiny.toml").read_bytes())
    Path("link.csv").symlink_to("words.csv")
    before = {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    out, err = run(capsys, "--keep", "id", "--force", *words.split(), code=2)
    assert (out, message in " ".join(err.split())) == ("", True), err
    assert {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()} == before
