"""``lumpbayes next``: what a person and a program read."""

import csv
import io
import json
import re
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
    note = r"Note: \S+ \S+, fingerprint \w{12}\n" if "--csv" in words else ""
    assert re.fullmatch(note, err)
    return out


TINY = ("--model", "tiny.toml")


def test_red_flags_stand_above_the_questions(capsys: Captured) -> None:
    """What a red flag orders is not put off by a ranking of tests."""
    found = ("injection_drug_use=yes", "fever=yes", "pain=severe", "age_years=35")
    lines = ask(capsys, *found, "--top", "1").splitlines()
    assert lines[3].startswith("Emergency: at once")
    flag = next(place for place, line in enumerate(lines) if "red flag R3 (emergency" in line)
    assert 3 < flag < next(place for place, line in enumerate(lines) if line.startswith("Now "))


def test_the_questions(capsys: Captured) -> None:
    """What can be asked and examined first, then tests."""
    out = ask(capsys, *TINY, "redness=yes", "--top", "2")
    lines = out.splitlines()
    assert lines[:2] == ["What next: A tiny lump", "Given Redness: yes; Setting: clinic (assumed)"]
    assert lines[3] == "Urgent: within 2 weeks"
    assert lines[5].startswith(
        "Now an abscess leads with 69.9 %, urgent. Ranked by expected fall of the doubt about the "
        "cause (its entropy, now "
    )
    first, tests = (
        lines.index("To ask and examine:"),
        lines.index("Tests, ranked among themselves:"),
    )
    ranked = [line for line in lines if line[:4] in (" 1. ", " 2. ", " 3. ")]
    assert len(ranked) == 3
    assert first < lines.index(ranked[0]) < lines.index(ranked[1]) < tests
    assert ranked[2] == " 1. What does the biopsy show?"
    facts = lines[lines.index(ranked[2]) + 1]
    assert facts.startswith("    biopsy: test, cost 50, value ")
    assert "; settles " in facts
    assert "; may lower the urgency (" in facts
    assert "\n      positive   " in out.partition(ranked[2])[2]
    assert "    and 1 more (--top, --json)" in lines
    assert any(line.startswith("Go on: if the other 4 questions were answered, ") for line in lines)
    assert " Ask first what is most likely to raise it (" in " ".join(out.split())
    assert lines[-1].endswith("diagnosis.")


def test_tests_do_not_come_before_age_and_a_look(capsys: Captured) -> None:
    bedside, _, tests = ask(capsys).partition("\nTests, ranked among themselves:\n")
    assert (bedside.count(": history, cost"), bedside.count(": exam, cost")) != (0, 0)
    assert bedside.count(", cost ") == 5
    assert ": test, cost" not in bedside
    assert tests.count(": test, cost") == 3
    assert tests.count(", cost ") == 3


def test_the_question_of_urgency_is_named_where_it_is_not_shown(capsys: Captured) -> None:
    words = ("age_years=67", "--phases", "history,exam,test", "--value", "leading_cause")
    record = json.loads(ask(capsys, *words, "--json"))
    most = max(record["questions"], key=lambda each: each["urgency_change"])
    assert record["most_changing"] == most["variable"]
    assert record["questions"][0] != most
    out = " ".join(ask(capsys, *words, "--top", "1").split())
    first = record["most_raising"]
    line = rf"Most likely to raise the urgency \([\d.]+ %\): .+\? \({first}\)"
    assert re.search(line, out)
    everything = ask(capsys, *words, "--top", "99")
    assert "Most likely to raise the urgency" not in everything


def test_phases(capsys: Captured) -> None:
    for words in (["--phases", "exam,history"], ["--phases", "exam", "--phases", "History"]):
        rows = list(csv.DictReader(io.StringIO(ask(capsys, *TINY, *words, "--csv"))))
        assert {row["phase"] for row in rows} == {"exam", "history"}
    out = ask(capsys, *TINY, "--phases", "exam")
    assert "the other 2 questions" in out
    assert "To ask and examine" not in out
    mixed = ask(capsys, *TINY, "--phases", "history,exam,test", "redness=yes")
    assert " 1. What does the biopsy show?" in mixed
    assert "Tests" not in mixed


def test_only_tests_are_left(capsys: Captured) -> None:
    words = ("redness=yes", "age_group=old", "pain=mild", "size=small")
    out = ask(capsys, *TINY, *words)
    assert "\nNothing is left to ask and examine.\n\nTests, ranked among themselves:\n" in out


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_data_drop_nothing_unless_asked(capsys: Captured, form: str) -> None:
    def count(*words: str) -> int:
        out = ask(capsys, "fever=yes", form, *words)
        if form == "--json":
            return len(json.loads(out)["questions"])
        return len(list(csv.DictReader(io.StringIO(out))))

    everything = len(lb.load(backend="sweeps").diagnose({"fever": "yes"}).next_questions())
    assert count() == count("--steps", "2") == everything
    assert count("--top", "7") == 7


def test_json_is_what_the_library_says(capsys: Captured, tiny: TinyModel) -> None:
    words = (*TINY, "pain=mild", "--steps", "2", "--value", "urgency", "--json")
    record = json.loads(ask(capsys, *words))
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"pain": "mild"})
    questions = dx.next_questions(steps=2, value="urgency")
    assert record["questions"] == questions.to_dict()["questions"]
    assert record["stopping"] == dx.stopping().facts()
    assert (record["measure"], record["steps"], record["looked_at"]) == ("urgency", 2, 4)


def test_the_seed_is_that_of_the_simulation(capsys: Captured) -> None:
    found = [
        json.loads(ask(capsys, "fever=yes", "--json", "--seed", seed))["stopping"]
        for seed in ("1", "1", "2")
    ]
    assert found[0] == found[1]
    assert found[0]["same_decision_probability"] != found[2]["same_decision_probability"]


def test_two_steps_of_many_questions_look_at_the_best_few(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = " ".join(ask(capsys, "fever=yes", "--steps", "2").split())
    assert " first questions were looked at, all of them." in out
    monkeypatch.setattr("lumpbayes.cli.next.MANY", 20)
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
        (("--phases", "exams"), "'exams': expected some of history,exam,test"),
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


def test_as_many_tests_as_are_asked_for(capsys: Captured) -> None:
    bedside, _, tests = ask(capsys, "--top", "5").partition("\nTests, ranked among themselves:\n")
    assert tests.count(": test, cost") == 5
    assert bedside.count(", cost ") == 5
