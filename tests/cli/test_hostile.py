"""Strangers' tables show nothing but text, wherever their words appear."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from tests.tiny_model import TinyModel

EVIL = (
    '=HYPERLINK("http://x")[red]bold[/red]<script>alert(1)</script>&amp;'
    "\x1b]0;title\x07\x1b[2J\x1b[31m\x9b32m\x7f\u202eolleh\u2066\u200b../../etc/passwd "
    + "long"
    * 500
)
STATE = "[red]<b>hot</b>{{7*7}}"
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    """The tiny model with evil words in every cell that takes words."""
    tiny = TinyModel(tmp_path_factory.mktemp("hostile") / "[red]\x1b[31m\u202e<b>")
    tiny.replace("model", 'title = "A tiny lump"', f"title = {json.dumps(EVIL)}")
    tiny.replace("model", 'version = "1.2.3"', f"version = {json.dumps(EVIL)}")
    for start in ("cause,cyst", "cause,abscess", "pain,,", "pain,none"):
        tiny.set_cell("labels", start, "label", EVIL)
    tiny.add("labels", "redness", STATE, EVIL)
    tiny.set_cell("variables", "redness,", "states", f"{STATE};no")
    for name in ("redness", "pain", "biopsy", "setting"):
        tiny.set_cell("variables", f"{name},", "question", EVIL)
    for start in ("redness,yes,inflammation=yes", "redness,yes,inflammation=no"):
        tiny.set_cell("likelihoods", start, "state", STATE)
    tiny.set_cell("likelihoods", "inflammation,yes,cause", "note", EVIL)
    tiny.set_cell("likelihoods", f"redness,{STATE},inflammation=yes", "note", EVIL)
    tiny.set_cell("priors", "cyst,clinic", "note", EVIL)
    tiny.write(
        "groups",
        tiny.text("groups").replace("Serious cause", f'"{EVIL.replace(chr(34), chr(34) * 2)}"'),
    )
    for column in ("authors", "year", "title", "identifier"):
        tiny.set_cell("sources", "smith2020", column, EVIL)
    for column in ("workup", "treatment"):
        tiny.set_cell("management", "abscess,", column, EVIL)
    tiny.set_cell("red_flags", "R1,", "rule", "pain=severe")
    tiny.set_cell("red_flags", "R1,", "advice", EVIL)
    tiny.set_cell("red_flags", "R1,", "id", "R[red]\x1b[31m\u202e")
    tiny.set_cell("codes", "cause,cyst", "icd10cm", "L72 " + EVIL.replace(";", ","))
    return tiny


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(arguments)
    return code, *capsys.readouterr()


def assert_only_text(*texts: str) -> None:
    for text in texts:
        found = FORBIDDEN.search(text)
        assert found is None, ascii(text[max(0, found.start() - 60) : found.end() + 20])


WORDS = ("pain=severe", f"redness={STATE}")


@pytest.mark.parametrize("extra", [[], ["--all"], ["--csv"], ["--json"]])
def test_a_query(capsys: pytest.CaptureFixture[str], model: TinyModel, extra: list[str]) -> None:
    code, out, err = run(capsys, "query", *WORDS, "--model", str(model.path), *extra)
    assert code == 0, err
    assert_only_text(out, err)
    assert "[red]" in out


def test_json_keeps_every_character(capsys: pytest.CaptureFixture[str], model: TinyModel) -> None:
    _, out, _ = run(capsys, "query", *WORDS, "--json", "--model", str(model.path))
    answer = json.loads(out)
    assert answer["evidence"]["redness"] == STATE
    labels = {row["cause"]: row["label"] for row in answer["posterior"]}
    assert labels["cyst"] == EVIL


def test_csv_has_no_formula(capsys: pytest.CaptureFixture[str], model: TinyModel) -> None:
    _, out, _ = run(capsys, "query", "--csv", "--model", str(model.path))
    rows = list(csv.reader(io.StringIO(out)))
    assert len(rows) == 4
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)


CHANGE = ("--change", "pain=none", "--prior", "cyst", "0.2")


@pytest.mark.parametrize(
    "extra",
    [CHANGE, (*CHANGE, "--csv"), (*CHANGE, "--json"), ("--goal", "cyst", "--at-least", "0.9")],
)
def test_what_ifs(capsys: pytest.CaptureFixture[str], model: TinyModel, extra: list[str]) -> None:
    code, out, err = run(capsys, "whatif", *WORDS, "--model", str(model.path), *extra)
    assert code == 0, err
    assert_only_text(out, err)


def test_scenarios(capsys: pytest.CaptureFixture[str], model: TinyModel, tmp_path: Path) -> None:
    file, tables = tmp_path / "s.json", ("--model", str(model.path))
    code, out, err = run(
        capsys, "whatif", *WORDS, *CHANGE, *tables, "--save", str(file), "--name", EVIL
    )
    assert code == 0, err
    assert_only_text(out, err)
    content = json.loads(file.read_text(encoding="utf-8"))
    content["model"].update(name=EVIL, version=EVIL, fingerprint="0" * 64)
    content["posterior"][EVIL] = 0.5
    file.write_text(json.dumps(content), encoding="utf-8")
    for extra in ([], ["--csv"], ["--json"]):
        code, out, err = run(capsys, "whatif", "--scenarios", str(file), *tables, *extra)
        assert code == 0, err
        assert_only_text(out, err)
    content["model"]["fingerprint"] = "\x9b2J\x1b[2J\u202e" + "0" * 60
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    code, out, err = run(capsys, "whatif", "--scenarios", str(file), *tables)
    assert (code, out) == (2, "")
    assert "expected a fingerprint, 64 digits of 0-9 and a-f" in err
    assert_only_text(err)


@pytest.mark.parametrize("variable", ["redness", "pain", "inflammation", "cause", "biopsy", None])
def test_tables_show(
    capsys: pytest.CaptureFixture[str], model: TinyModel, variable: str | None
) -> None:
    arguments = [variable] if variable else []
    code, out, err = run(capsys, "tables", "show", *arguments, "--model", str(model.path))
    assert code == 0, err
    assert_only_text(out, err)


@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_tables_check(
    capsys: pytest.CaptureFixture[str], model: TinyModel, quiet: list[str]
) -> None:
    code, out, err = run(capsys, "tables", "check", "--model", str(model.path), *quiet)
    assert code == 0, out
    assert_only_text(out, err)


@pytest.mark.parametrize("command", [["tables", "check"], ["query", "pain=mild"]])
def test_problems_in_tables(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]
) -> None:
    tiny = TinyModel(tmp_path / "[red]\x1b[31m")
    for column in ("state", "grade", "probability", "source"):
        tiny.set_cell("likelihoods", "biopsy,positive,cause=tumor", "note", EVIL)
        tiny.add("likelihoods", "biopsy", "positive", "cause=cyst", "0.1", "0", "1", "sourced")
        rows = list(csv.reader(io.StringIO(tiny.text("likelihoods"))))
        rows[-1][rows[0].index(column)] = EVIL
        tiny._save("likelihoods", rows)
    code, out, err = run(capsys, *command, "--model", str(tiny.path))
    assert code == 3
    assert_only_text(out, err)
    assert "[red]" in out + err


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", f"redness={EVIL}"],
        ["query", f"{EVIL}=yes"],
        ["query", EVIL],
        ["query", "--setting", EVIL],
        ["query", "--evidence", EVIL],
        ["query", "--model", EVIL],
        ["query", f"--{EVIL}"],
        ["query", f"pain={{{EVIL}"],
        ["tables", "show", EVIL],
        ["help", EVIL],
        ["completion", EVIL],
        [EVIL],
    ],
)
def test_error_messages(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert code in (2, 3)
    assert out == ""
    assert err.startswith(("Error: ", "Usage: "))
    assert "this is a bug" not in err
    assert_only_text(err)


def test_a_table_far_away(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tiny = TinyModel(tmp_path)
    tiny.replace("model", '"labels.csv"', '"../../../../../../etc/\\u001b[31mpasswd"')
    code, out, err = run(capsys, "tables", "check", "--model", str(tiny.path))
    assert (code, err) == (3, "")
    assert "a path inside the model's own folder" in out
    assert "root:" not in out
    assert_only_text(out)


def test_notebooks_and_consoles(model: TinyModel) -> None:
    engine = lb.load(model.path)
    diagnosis = engine.diagnose({"pain": "severe", "redness": STATE})
    page = diagnosis._repr_html_()
    assert_only_text(page, repr(diagnosis), repr(engine))
    assert "&lt;script&gt;" in page
    for tag in ("<script", "<b>hot", "</b>hot"):
        assert tag not in page


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("word", ["", "redness=", "setting=", "pain!="])
def test_completion(
    capsys: pytest.CaptureFixture[str], model: TinyModel, shell: str, word: str
) -> None:
    quoted = "'" + str(model.path) + "'"
    line = f"lumpbayes query --model {quoted} {word}"
    code, out, err = run(capsys, "completion", shell, "--line", line)
    assert (code, err) == (0, "")
    assert_only_text(out.replace("\t", " "))
    assert bool(out) == (word != "redness=" or "no" in out)
