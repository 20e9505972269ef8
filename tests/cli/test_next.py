"""``lumpbayes next``: what a person and a program read."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.interchange.writing import write_network
from tests.cli.test_app import HEAVY
from tests.random_problem import random_network
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny.folder)


def ask(capsys: Captured, *words: str) -> str:
    capsys.readouterr()
    assert main(["next", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


TINY = ("--model", "tiny.toml")


def test_the_questions(capsys: Captured) -> None:
    lines = ask(capsys, *TINY, "redness=yes", "--top", "2").splitlines()
    assert lines[:5] == [
        "What next: A tiny lump",
        "Given Redness: yes; Setting: clinic (assumed)",
        "",
        "Now an abscess leads with 69.9 %, urgent. Ranked by expected fall of the uncertainty "
        "about the cause.",
        "",
    ]
    assert lines[5] == " 1. What does the biopsy show?"
    assert lines[6].startswith("    biopsy: test, cost 50, value ")
    assert lines[7].startswith("      positive   ")
    assert sum(line.startswith(" 2. ") for line in lines) == 1
    assert not any(line.startswith(" 3. ") for line in lines)
    assert any(line.startswith("Go on: if the other 4 questions were answered, ") for line in lines)
    assert lines[-1].endswith("diagnosis.")


def test_phases(capsys: Captured) -> None:
    words = (*TINY, "--phase", "exam", "--phase", "history", "--csv")
    rows = list(csv.DictReader(io.StringIO(ask(capsys, *words))))
    assert {row["phase"] for row in rows} == {"exam", "history"}
    assert "the other 2 questions" in ask(capsys, *TINY, "--phase", "exam")


def test_json_is_what_the_library_says(capsys: Captured, tiny: TinyModel) -> None:
    words = (*TINY, "pain=mild", "--steps", "2", "--value", "urgency", "--json")
    record = json.loads(ask(capsys, *words))
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"pain": "mild"})
    questions = dx.next_questions(steps=2, value="urgency")
    assert record["questions"] == questions.to_dict()["questions"]
    assert record["stopping"] == dx.stopping().to_dict()
    assert (record["measure"], record["steps"], record["looked_at"]) == ("urgency", 2, 4)


def test_the_seed_is_that_of_the_simulation(capsys: Captured) -> None:
    found = [
        json.loads(ask(capsys, "fever=yes", "--json", "--seed", seed))["stopping"]
        for seed in ("1", "1", "2")
    ]
    assert found[0] == found[1]
    assert found[0]["same_decision_probability"] != found[2]["same_decision_probability"]


def test_two_steps_of_the_bundled_model_look_at_the_best_few(capsys: Captured) -> None:
    out = " ".join(ask(capsys, "fever=yes", "--steps", "2").split())
    assert "10 first questions were looked at, the best of them by one." in out
    record = json.loads(ask(capsys, "fever=yes", "--steps", "2", "--top", "12", "--json"))
    assert record["looked_at"] == len(record["questions"]) == 12


def test_a_network_file(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "random.bif"
    write_network(random_network(1), "random", str(path), "bif")
    out = ask(capsys, "--model", str(path), "--target", "v2", "v0=s1")
    assert "What next: random: v2" in out
    assert "goes on leading with a probability of" in out
    assert main(["next", "--model", str(path)]) == 2
    assert "--target VARIABLE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--json", "--csv"), "--json and --csv exclude each other."),
        (("--phase", "exams"), "'exams' is not one of"),
        (("--value", "loss"), "'loss' is not one of"),
        (("--steps", "3"), "3 is not in the range 1<=x<=2"),
        (("--top", "0"), "0 is not in the range"),
        (("--value", "expected_loss"), "the model tiny has no tables for it"),
        (("rednes=yes",), "did you mean redness?"),
    ],
)
def test_wrong_usage(capsys: Captured, words: tuple[str, ...], message: str) -> None:
    assert main(["next", *TINY, *words]) == 2
    assert message in capsys.readouterr().err


def test_it_imports_nothing_heavy() -> None:
    code = (
        "import sys; from lumpbayes.cli import main; main(['next', 'fever=yes']);"
        f"sys.exit(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stderr.strip() == ""
    assert "What next" in run.stdout
