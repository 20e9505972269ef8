"""The shell as a whole: what it prints, compared with files, and its exit codes.

After a wanted change: ``LUMPBAYES_RENEW=1 .venv/bin/pytest tests/cli``, and read the difference.
"""

import functools
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.display.identity import identity_words
from lumpbayes.display.topics import TOPICS
from lumpbayes.display.urgency_words import headline, reason_lines
from tests.animals import write_animals
from tests.cli.snapshots import check_snapshot
from tests.tiny_model import TinyModel

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "pgmpy", "numba", "pyarrow", "matplotlib", "rich.console", "networkx", "scipy")


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Shell:
    """Runs the command line in this process; a traceback in any output fails the test."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Outcome:
        self.capsys.readouterr()
        code = main(arguments)
        out, err = self.capsys.readouterr()
        assert "Traceback" not in out + err
        return Outcome(code, out, err)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(ROOT)
    return Shell(capsys)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyModel:
    return TinyModel(tmp_path)


SNAPSHOTS = {
    "query.txt": ["query", "fever=yes", "tenderness=yes", "redness!=no", "size_cm=3"],
    "query_emergency.txt": ["query", "limb_weakness=yes", "--setting", "emergency", "--top", "3"],
    "query.json": ["query", "fever=yes", "consistency=soft,fluctuant", "--json"],
    "tables_check_quiet.txt": ["tables", "check", "--quiet"],
    "tables_show_fever.txt": ["tables", "show", "fever"],
    "help.txt": ["help"],
    "commands.txt": ["--help"],
    "help_evidence.txt": ["help", "evidence"],
    "version.txt": ["--version"],
}


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_what_is_answered(shell: Shell, name: str) -> None:
    code, out, err = shell(*SNAPSHOTS[name])
    assert (code, err) == (0, "")
    check_snapshot(name, out)


def test_csv_has_the_differential_and_notes_say_the_rest(shell: Shell, engine: lb.Engine) -> None:
    code, out, err = shell("query", "fever=yes", "--csv")
    assert code == 0
    check_snapshot("query.csv", out)
    answer = engine.diagnose({"fever": "yes"}).answer
    notes = err.splitlines()
    assert notes[0] == f"Note: {headline(answer)}"
    assert notes[1:-1] == [f"Note: {line}" for line in reason_lines(answer)]
    assert notes[-1] == f"Note: {identity_words(answer.model)}"


def test_csv_of_red_flags_and_of_a_patient_outside_the_model(shell: Shell) -> None:
    err = shell("query", "limb_weakness=yes", "--csv").err
    assert "\nNote: red flag R1 (emergency): New weakness" in err
    words = ["fever=yes", "redness=no", "tenderness=no", "age_years=5", "cancer_history=yes"]
    first, second, *_ = shell("query", *words, "--csv").err.splitlines()
    assert first.startswith("Note: Outside the model: these findings disagree")
    assert "of the model's own patients fit it as badly" in second


def test_json_is_the_library_s(shell: Shell, engine: lb.Engine) -> None:
    out = shell("query", "fever=yes", "--json").out
    library = engine.with_backend("sweeps")  # the shell waits for no compiler
    assert out == library.diagnose({"fever": "yes"}).to_json() + "\n"


@pytest.mark.parametrize(
    ("name", "arguments"),
    {
        "unknown_variable.txt": ["query", "fevr=yes"],
        "unknown_state.txt": ["query", "consistency=sofd"],
        "unknown_setting.txt": ["query", "--setting", "emergncy"],
        "unknown_command.txt": ["qurey", "fever=yes"],
        "unknown_topic.txt": ["help", "evidense"],
        "command_of_a_group.txt": ["validate"],
        "topic_of_a_group.txt": ["help", "edit"],
        "word_without_sign.txt": ["query", "fever"],
        "json_and_csv.txt": ["query", "--json", "--csv"],
        "no_such_file.txt": ["query", "--evidence", "nowhere.json"],
    }.items(),
)
def test_wrong_usage_or_evidence(shell: Shell, name: str, arguments: Sequence[str]) -> None:
    code, out, err = shell(*arguments)
    assert (code, out) == (2, "")
    check_snapshot(name, err)


def test_help_of_commands_of_groups(shell: Shell) -> None:
    help_ = shell("help", "tables", "edit")
    assert help_.out.startswith("Usage: lumpbayes tables edit [OPTIONS] COMMAND")
    assert help_.out == shell("tables", "edit", "--help").out
    assert (
        shell("help", "tables", "edit", "prior").out
        == shell("tables", "edit", "prior", "--help").out
    )
    code, _, err = shell("help", "tables", "nonsense")
    assert (code, "there is no topic 'tables nonsense'" in err) == (2, True)


@pytest.mark.parametrize("name", ["check", "edit", "show", "copy", "diff", "normalise"])
def test_commands_of_tables_are_pointed_to(shell: Shell, name: str) -> None:
    code, _, err = shell(name)
    assert (code, f"did you mean: lumpbayes tables {name}?" in err) == (2, True)


def test_help_names_every_key_of_an_answer(shell: Shell) -> None:
    schema = json.loads((ROOT / "docs/reference/answer.schema.json").read_text("utf-8"))
    words = set(re.findall(r"\w+", shell("help", "json").out))
    assert schema["properties"].keys() <= words


def test_minus_zero_is_zero(shell: Shell) -> None:
    assert "Size: 0 cm" in shell("query", "size_cm=-0").out
    assert '"size_cm": 0.0' in shell("query", "size_cm=-0.0", "--json").out


def test_an_unknown_option(shell: Shell) -> None:
    code, out, err = shell("query", "--jsn")
    assert (code, out) == (2, "")
    assert "Try 'lumpbayes query --help' for help." in err
    assert "--json" in err


def test_an_unknown_shell(shell: Shell) -> None:
    code, out, err = shell("completion", "tcsh")
    assert (code, out) == (2, "")
    for name in ("bash", "zsh", "fish"):
        assert name in err


def test_impossible_evidence(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_animals(tmp_path)
    monkeypatch.chdir(tmp_path)
    words = ["silent=yes", "furry=yes", "strange=yes", "weight=light"]
    code, out, err = shell("query", *words, "--model", "animals.toml")
    assert (code, out) == (4, "")
    check_snapshot("impossible.txt", err)


def broken(model: TinyModel) -> None:
    """Three mistakes in three files."""
    model.set_cell("priors", "cyst,clinic", "probability", "0,6")
    model.set_cell("labels", "pain,none", "state", "nome")
    model.set_cell("likelihoods", "setting,clinic", "source", "smith1999")


def test_invalid_tables(shell: Shell, tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(tiny)
    monkeypatch.chdir(tiny.folder)
    code, out, err = shell("tables", "check", "--model", "tiny.toml")
    assert (code, err) == (3, "")
    check_snapshot("tables_check_invalid.txt", out)
    code, out, err = shell("query", "pain=mild", "--model", "tiny.toml")
    assert (code, out) == (3, "")
    check_snapshot("query_invalid.txt", err)


def test_many_problems_are_not_all_shown(shell: Shell, tiny: TinyModel) -> None:
    for number in range(30):
        tiny.add("labels", f"variable_{number}", "", "a label")
    err = shell("query", "--model", str(tiny.path)).err
    assert err.count("labels.csv") == 20
    assert err.endswith("and 10 more; 'lumpbayes tables check' lists them all\n")


def test_a_model_file_that_is_not_there(shell: Shell) -> None:
    code, out, err = shell("query", "--model", "nowhere.toml")
    assert (code, out) == (3, "")
    assert err == (
        "Error: the model cannot be used:\n"
        "error: nowhere.toml: found no such file; expected a model file (TOML). Check the path.\n"
    )


def test_warnings_in_other_tables_are_mentioned(shell: Shell, tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "biopsy,positive,,", "probability", "0")
    tiny.set_cell("likelihoods", "biopsy,positive,,", "low", "0")
    code, _, err = shell("query", "--model", str(tiny.path))
    assert code == 0
    assert err == (
        f"Note: 1 warning in the tables; see: lumpbayes tables check --model {tiny.path}\n"
    )


def test_mere_information_is_for_tables_check(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "coin.bif"
    text = "network coin { }\nvariable side { type discrete [ 3 ] { x, y, z }; }\n"
    path.write_text(text + "probability ( side ) { table 0.3333333, 0.3333333, 0.3333333; }\n")
    issues = lb.load(str(path), target="side").issues
    assert [issue.level.value for issue in issues] == ["information"]
    code, _, err = shell("query", "--model", str(path), "--target", "side")
    assert (code, err) == (0, "")
    path.write_text(text + "probability ( side ) { table 0.32, 0.33, 0.33; }\n")
    code, _, err = shell("query", "--model", str(path), "--target", "side", "--lenient")
    assert code == 0
    assert err == (f"Note: 1 error in the network; see: lumpbayes tables check --model {path}\n")


def test_the_cause_itself_may_be_given_and_is_remarked_on(shell: Shell) -> None:
    code, out, err = shell("query", "cause=lipoma", "--csv", "--top", "1")
    assert code == 0
    assert out.splitlines()[1] == "lipoma,Lipoma,1.0"
    assert err.startswith(
        "Note: the evidence says something of cause, which is what is asked: the answer rests on "
        "that too\n"
    )


def test_data_hold_every_cause_unless_told_otherwise(shell: Shell, engine: lb.Engine) -> None:
    for words, count in ((), len(engine.causes)), (("--top", "3"), 3):
        rows = shell("query", "fever=yes", "--csv", *words).out.splitlines()
        record = json.loads(shell("query", "fever=yes", "--json", *words).out)
        assert len(rows) - 1 == len(record["posterior"]) == count
    every = shell("query", "fever=yes", "--csv", "--top", "3", "--all").out.splitlines()
    assert len(every) - 1 == len(engine.causes)
    assert "    and 8 more, together " in shell("query", "fever=yes").out


def test_a_second_opinion(shell: Shell, tiny: TinyModel) -> None:
    code, _, err = shell("query", "pain=mild", "--verify", "--model", str(tiny.path))
    assert code == 0
    assert err.startswith("Note: verified: pgmpy differs by at most ")


def test_a_second_opinion_that_disagrees(
    shell: Shell, tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opposite(network: object, vectors: object, names: Sequence[str]) -> list[np.ndarray]:
        return [np.full(len(states), 0.25) for states in network.states]  # type: ignore[attr-defined]

    monkeypatch.setattr("lumpbayes.reasoning.verification.pgmpy_posteriors", opposite)
    code, out, err = shell("query", "pain=mild", "--verify", "--model", str(tiny.path))
    assert code == 5
    assert "A tiny lump" in out
    assert err == (
        "Error: pgmpy differs by at most 0.75 (at pain=mild): more than 1e-9. Please report this.\n"
    )


def test_too_large(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    small = functools.partial(lb.load, memory_limit=1000)
    monkeypatch.setattr("lumpbayes.cli.options.load", small)
    code, out, err = shell("query", "fever=yes")
    assert (code, out) == (5, "")
    assert err.startswith("Error: ")
    assert "memory" in err


def test_a_bug(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("it went \x1b[31mwrong")

    monkeypatch.setattr("lumpbayes.cli.options.parse_words", fail)
    code, out, err = shell("query", "fever=yes")
    assert (code, out) == (1, "")
    check_snapshot("bug.txt", err)


def test_a_file_opened_without_care_is_a_bug(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "secret")

    monkeypatch.setattr("lumpbayes.cli.options.parse_words", fail)
    code, _, err = shell("query", "fever=yes")
    assert code == 1
    assert "this is a bug in LumpBayes: PermissionError" in err


def test_interrupted(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lumpbayes.cli.options.parse_words", fail)
    assert shell("query", "fever=yes") == (130, "", "\nError: interrupted\n")


@pytest.mark.parametrize(("arguments", "alone"), [(["-h"], []), (["tables", "-h"], ["tables"])])
def test_a_group_alone_prints_its_help(
    shell: Shell, arguments: Sequence[str], alone: Sequence[str]
) -> None:
    code, out, err = shell(*alone)
    assert (code, err) == (0, "")
    assert out == shell(*arguments).out
    assert out.startswith("Usage: lumpbayes ")


def test_examples_in_help_keep_their_lines(shell: Shell) -> None:
    for arguments in ([], ["query"], ["tables", "show"], ["completion"]):
        out = shell(*arguments, "--help").out
        assert "\n  Examples:\n    " in out
        assert "\\b" not in out


def test_evidence_where_a_command_stands(shell: Shell) -> None:
    assert "did you mean: lumpbayes query fever=yes?" in shell("fever=yes").err


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("fever", "'fever' is not understood: write fever=yes or fever=no"),
        ("Size_cm", "'Size_cm' is not understood: write size_cm=NUMBER"),
        ("fevr", "such as fever=yes or size_cm=6.2; did you mean fever=?"),
        ("zzzz", "such as fever=yes or size_cm=6.2"),
    ],
)
def test_a_word_without_a_sign(shell: Shell, word: str, advice: str) -> None:
    code, out, err = shell("query", word)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert err.endswith(advice + "\n")


def test_help_for_every_topic(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for topic in (*TOPICS, " EVIDENCE "):
        code, out, err = shell("help", topic)
        assert (code, err) == (0, "")
        assert max(map(len, out.splitlines())) <= 100
    monkeypatch.setenv("COLUMNS", "60")
    for topic in TOPICS:  # what is to be copied is not folded
        lines = shell("help", topic).out.splitlines()
        wide = [line for line in lines if len(line) > 60]
        copied = ("  lumpbayes ", "  cause=", "  inflammation=")
        assert all(line.startswith(copied) or " # " in line for line in wide), wide
    assert shell("help", "query").out == shell("query", "--help").out


def test_the_topic_exit_codes_says_what_main_does(shell: Shell) -> None:
    out = shell("help", "exit-codes").out
    for code in ("0", "1", "2", "3", "4", "5", "130"):
        assert f"\n  {code:<5}" in out


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))


def test_evidence_from_standard_input(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = shell("query", "fever=yes", "redness=no", "--json").out
    for data in ("fever=yes # très chaud\n", '\ufeff{"fever": "yes"}'):
        stdin(monkeypatch, data.encode())
        assert shell("query", "--evidence", "-", "redness=no", "--json").out == expected


def test_an_answer_is_evidence_again(shell: Shell, tmp_path: Path) -> None:
    first = shell("query", "fever=yes", "size_cm=3", "--json").out
    file = tmp_path / "answer.json"
    file.write_text(first, encoding="utf-8")
    assert shell("query", "--evidence", str(file), "--json") == (0, first, "")
    answer = json.loads(first)
    answer["model"]["fingerprint"] = "0" * 64
    file.write_text(json.dumps(answer), encoding="utf-8")
    code, out, err = shell("query", "--evidence", str(file), "--json")
    assert (code, out) == (0, first)
    assert err.startswith(f"Note: {file} is the answer of another model (fingerprint 000")


def test_bytes_that_are_no_text(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"fever=\xff")
    code, out, err = shell("query", "--evidence", "-")
    assert (code, out) == (2, "")
    assert err == (
        "Error: standard input cannot be read: line 1 holds the byte 0xff, which is not UTF-8; "
        "expected a file of evidence in UTF-8\n"
    )


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "{}"])
def test_no_evidence_is_remarked_on(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    stdin(monkeypatch, text.encode())
    code, out, err = shell("query", "--evidence", "-")
    assert (code, err) == (0, "Note: there is no evidence in standard input\n")
    assert out == shell("query").out


def test_too_much_to_read(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, "é".encode() * 6_000_000)
    code, _, err = shell("query", "--evidence", "-")
    assert (code, err) == (2, "Error: standard input is longer than 10,000,000 bytes\n")


def test_standard_input_is_closed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    code, _, err = shell("query", "--evidence", "-")
    assert code == 2
    assert err == (
        "Error: standard input cannot be read: it is closed; expected a file of evidence in UTF-8\n"
    )


def test_standard_output_is_closed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["query"]) == 2
    monkeypatch.undo()
    assert "Error: standard output is closed; nothing can be answered" in capsys.readouterr().err


def test_nobody_is_left_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["query", "fevr=yes"]) == 2


def test_a_query_imports_nothing_heavy() -> None:
    code = (
        "import sys; from lumpbayes.cli import main; main(['query', 'fever=yes', 'size_cm=3']);"
        f"sys.exit(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=os.curdir
    )
    assert run.stderr.strip() == ""
    assert "Skin abscess" in run.stdout


def test_a_copy_that_cannot_be_written(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, _, err = shell("tables", "copy", str(tmp_path / "file" / "below"))
    assert code == 2
    assert "choose a folder that can be written" in err


def test_a_copy_is_asked(shell: Shell, tmp_path: Path) -> None:
    code, out, err = shell("tables", "copy", str(tmp_path / "mine"))
    assert (code, out) == (0, "")
    assert err.startswith("Note: wrote ")
    model = err.strip().partition("; edit the tables, then use: --model ")[2]
    assert shell("query", "--model", model, "--csv").out == shell("query", "--csv").out
