"""Interviews: in a real window, from a pipe, resumed after a kill, with another model."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.cli.session import Answered, Session, read_session, save_session
from tests.answer_schema import ANSWER
from tests.cli.terminal import Terminal, environment
from tests.tiny_model import TinyModel

INTERVIEW = [sys.executable, "-m", "lumpbayes", "interview"]
PROMPT = r"\n> $"
AGE = "How old is the person"
SEX = "Is the person male or female"
Pipe = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def sweeps() -> lb.Engine:
    return lb.load(backend="sweeps")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "patient.json"


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pipe:
    """Lines of answers in; exit code, standard output and standard error out."""

    def run(lines: Sequence[str] | bytes, *options: str) -> tuple[int, str, str]:
        data = lines if isinstance(lines, bytes) else "".join(f"{x}\n" for x in lines).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        code = main(["interview", *options])
        return code, *capsys.readouterr()

    return run


def answers(path: Path) -> list[tuple[str, Any]]:
    session = read_session(str(path))
    assert session is not None
    return [(each.key, each.value) for each in session.answers]


# A person at a terminal


def ask(terminal: Terminal, reply: str, question: str) -> str:
    """Type a reply and wait for the next question; what was shown in between."""
    terminal.type(f"{reply}\n")
    terminal.until(re.escape(reply))
    return terminal.until(rf"(?s){question}.*?{PROMPT}")


def test_a_person_goes_back_asks_why_and_resumes_after_a_kill(
    path: Path, sweeps: lb.Engine
) -> None:
    command = [*INTERVIEW, "--session", str(path)]
    with Terminal(command, columns=100) as terminal:
        shown = terminal.until(rf"(?s){AGE}.*?{PROMPT}")
        assert lb.load().knowledge.title in shown
        assert "makes no diagnosis" in shown
        shown = ask(terminal, "67", SEX)
        assert "Age: 67 years" in shown
        assert " -> " in shown
        shown = ask(terminal, "fem", r"Question 3, history")
        assert "Sex: female" in shown
        ask(terminal, "why", r"The answer is expected to settle .*Question 3, history")
        shown = ask(terminal, "back", SEX)
        assert "Taken back: Sex: female" in shown
        shown = ask(terminal, "mael", SEX)
        assert "'mael' is no answer to this question: did you mean male" in shown
        shown = ask(terminal, "1", r"Question 3, history")
        assert "Sex: male" in shown
        assert answers(path) == [("age_years", 67.0), ("sex", "male")]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        terminal.process.send_signal(signal.SIGKILL)
        terminal.process.wait()
    with Terminal(command, columns=100) as terminal:
        shown = terminal.until(rf"(?s)Question 3, history.*?{PROMPT}")
        assert f"{path.name} is taken up again: 2 answered" in shown.replace("\n", "")
        assert "Age: 67 years; Sex: male" in shown
        shown = ask(terminal, "?", r"Question 4, history")
        assert ": not known" in shown
        shown = ask(terminal, "back", r"Question 3, history")
        shown = ask(terminal, "back", SEX)
        assert "Taken back: Sex: male" in shown
        ask(terminal, "female", r"Question 3, history")
        terminal.type("quit\n")
        shown, code = terminal.rest()
    assert code == 0
    assert "Ended as you asked. (2 answers in all.)" in shown
    assert "Given Age: 67 years; Sex: female" in shown
    top = next(iter(sweeps.diagnose({"age_years": 67, "sex": "female"}).answer.labels.values()))
    assert f" 1  {top}" in shown
    assert "it is not a medical device" in " ".join(shown.split())
    assert answers(path) == [("age_years", 67.0), ("sex", "female")]


def test_a_red_flag_is_shown_at_once_and_somebody_may_go_on(path: Path) -> None:
    known = ["age_years=67", "sex=male", "fever=no", "pain=none"]
    with Terminal([*INTERVIEW, *known], columns=100) as terminal:
        terminal.until(rf"(?s)Is there weakness.*?{PROMPT}")
        terminal.type("y\n")
        shown = terminal.until(rf"(?s)Go on all the same \(y, n, or back\)\?{PROMPT}")
        assert "!! RED FLAG R1 (emergency): New weakness" in shown
        assert "Emergency (was urgent): red flag R1" in shown
        shown = ask(terminal, "perhaps", r"Go on all the same \(y, n, or back\)\?")
        assert "Type y to be asked more" in shown
        ask(terminal, "why", r"Go on all the same \(y, n, or back\)\?")
        shown = ask(terminal, "back", "Is there weakness")
        assert "no longer a red flag: R1" in shown
        ask(terminal, "yes", r"Go on all the same \(y, n, or back\)\?")
        ask(terminal, "y", r"Question 2, history")
        ask(terminal, "?", r"Question 3, history")
        terminal.type("\x04")
        shown, code = terminal.rest()
    assert code == 0
    assert "Ended with Ctrl-D. (2 answers in all.)" in shown
    assert "red flag R1 (emergency)" in shown


def test_somebody_has_had_enough() -> None:
    for end in ("n\n", "\x04", "quit\n"):
        with Terminal([*INTERVIEW, "limb_weakness=yes"], columns=100) as terminal:
            shown = terminal.until(rf"(?s)Go on all the same \(y, n, or back\)\?{PROMPT}")
            assert "!! RED FLAG R1" in shown
            terminal.type(end)
            shown, code = terminal.rest()
        assert code == 0
        assert "(0 answers in all.)" in shown


def test_an_interrupted_interview_keeps_its_answers(path: Path) -> None:
    with Terminal([*INTERVIEW, "--session", str(path)], columns=300) as terminal:
        terminal.until(rf"(?s){AGE}.*?{PROMPT}")
        ask(terminal, "67", SEX)
        terminal.type("\x03")
        shown, code = terminal.rest()
    assert code == 130
    assert f"every answer is in {path}" in shown
    assert "interrupted" in shown
    assert answers(path) == [("age_years", 67.0)]


def test_nothing_is_kept_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Terminal(INTERVIEW, columns=100) as terminal:
        terminal.until(rf"(?s){AGE}.*?{PROMPT}")
        ask(terminal, "67", SEX)
        terminal.type("\x03")
        shown, code = terminal.rest()
    assert code == 130
    assert "every answer is in" not in shown
    assert "Interrupted: this is the answer so far. (1 answer in all.)" in shown
    assert "Given Age: 67 years" in shown
    assert list(tmp_path.iterdir()) == []


def test_interrupted_before_an_answer() -> None:
    with Terminal(INTERVIEW, columns=100) as terminal:
        terminal.until(rf"(?s){AGE}.*?{PROMPT}")
        terminal.type("\x03")
        shown, code = terminal.rest()
    assert code == 130
    assert "answer so far" not in shown


@pytest.mark.parametrize(("changes", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours(changes: dict[str, str], coloured: bool) -> None:
    with Terminal(INTERVIEW, env=environment(**changes)) as terminal:
        terminal.until(AGE)
        assert ("\x1b[" in terminal.raw) == coloured or coloured
        terminal.type("\x04")
        terminal.rest()
        assert ("\x1b[" in terminal.raw) == coloured


def test_a_narrow_window() -> None:
    with Terminal([*INTERVIEW, "age_years=67", "sex=male"], columns=30) as terminal:
        terminal.until(rf"(?s)Question 1.*?{PROMPT}")
        ask(terminal, "help", "Question 1")
        shown = ask(terminal, "why", "Question 1")
    assert all(cell_len(line) <= 30 for line in shown.splitlines())


class Person(io.TextIOWrapper):
    """Somebody who types, in this process."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("lines", "code", "ends"),
    [
        ("perhaps\n?\nwhy\nsummary\nback\nno\n", 0, "Stop: "),
        ("y\nquit\n", 0, "Ended as you asked."),
        ("exit\n", 0, "Ended as you asked."),
        ("", 0, "Stop: "),
    ],
)
def test_enough_is_known(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lines: str,
    code: int,
    ends: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", Person(io.BytesIO(lines.encode())))
    assert main(["interview", "limb_weakness=yes"]) == code
    out, err = capsys.readouterr()
    assert err == ""
    assert f"\n{ends}" in out
    assert out.count("Type y to be asked more") == 2 * ("perhaps" in lines)
    assert ("Question 1" in out) == lines.startswith("y")


def test_the_last_answer_can_be_taken_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tiny: TinyModel
) -> None:
    lines = "30\nnone\n2\n3\nperhaps\nsummary\nback\n3\n\n"
    monkeypatch.setattr(sys, "stdin", Person(io.BytesIO(lines.encode())))
    assert main(["interview", "--model", str(tiny.path), "--no-stop"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    how = "Stop: nothing is left to ask. Type back to take the last answer back, or Enter for"
    assert out.count(how) == 4
    assert "Type back, summary, or Enter." in out
    assert out.count("Taken back: ") == 1
    assert "Stop: nothing is left to ask. (4 answers in all.)" in out


# A pipe


def test_answers_from_a_pipe(pipe: Pipe, sweeps: lb.Engine) -> None:
    code, out, err = pipe(["67", "male", "?", "n"])
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "> 67\nAge: 67 years\n" in out
    assert "No more answers came. (4 answers in all.)" in out
    assert "makes no diagnosis" in out
    leading = sweeps.interview({"age_years": 67, "sex": "male"}).question
    assert leading is not None
    assert f"{leading.label}: not known" in out


def test_a_pipe_of_a_real_process() -> None:
    run = subprocess.run(
        INTERVIEW, input=b"67\r\nmale\r\n", capture_output=True, env=environment(), check=True
    )
    assert run.stderr == b""
    assert b"\x1b" not in run.stdout
    assert b"Age: 67 years" in run.stdout
    assert b"Sex: male" in run.stdout


def test_a_closed_input() -> None:
    command = f"exec {' '.join(INTERVIEW)} <&-"
    run = subprocess.run(["sh", "-c", command], capture_output=True, env=environment(), check=True)
    assert b"No more answers came. (0 answers in all.)" in run.stdout


def test_the_reader_has_gone() -> None:
    process = subprocess.Popen(
        INTERVIEW, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(),
    )  # fmt: skip
    assert process.stdin and process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b"67\nmale\n")
    process.stdin.close()
    assert process.wait(30) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_json_alone_on_standard_output(pipe: Pipe, sweeps: lb.Engine) -> None:
    code, out, err = pipe(["67", "male"], "fever=yes", "--setting", "emergency", "--json")
    assert code == 0
    known = {"fever": "yes", "age_years": 67.0, "sex": "male"}
    expected = json.loads(sweeps.diagnose(known, setting="emergency").to_json())
    end = {"ended": "no_more_answers", "reason": "No more answers came."}
    assert json.loads(out) == {**expected, "interview": end}
    ANSWER.validate(json.loads(out))
    assert AGE in err
    assert "Sex: male" in err


def test_json_says_why_it_ended(pipe: Pipe, tmp_path: Path, sweeps: lb.Engine) -> None:
    _, out, _ = pipe(["quit"], "--json")
    assert json.loads(out)["interview"] == {"ended": "quit", "reason": "Ended as you asked."}
    _, out, _ = pipe([], "limb_weakness=yes", "--json")
    record = json.loads(out)
    assert record["interview"]["ended"] == "stopped"
    assert record["interview"]["reason"].startswith("Stop: ")
    (tmp_path / "answer.json").write_text(out, encoding="utf-8")
    again = sweeps.diagnose({"limb_weakness": "yes"})
    assert main(["query", "--evidence", str(tmp_path / "answer.json"), "--json"]) == 0
    del record["interview"]
    assert record == json.loads(again.to_json())


def test_it_ends_when_more_would_change_nothing(pipe: Pipe) -> None:
    code, out, _ = pipe(["why"] * 3, "limb_weakness=yes")
    assert code == 0
    assert "Question" not in out
    assert "Stop: " in out
    code, out, _ = pipe(["67", "male"], "limb_weakness=yes", "--no-stop")
    assert code == 0
    assert "Question 1, history: Age group" in out
    assert "No more answers came. (2 answers in all.)" in out


def test_everything_is_asked(pipe: Pipe, tiny: TinyModel) -> None:
    options = ["--model", str(tiny.path), "--no-stop", "--phases", "TEST, history,exam"]
    code, out, _ = pipe(["?"] * 9, *options)
    assert code == 0
    assert "Stop: nothing is left to ask. (5 answers in all.)" in out
    phases = re.findall(r"Question \d, (\w+):", out)
    assert phases == ["history", "history", "examination", "examination", "test"]
    code, out, _ = pipe(["?"] * 9, *options[:3], "--phases", "exam")
    assert re.findall(r"Question \d, (\w+):", out) == ["examination", "examination"]


def test_every_cause_in_the_summary(pipe: Pipe) -> None:
    _, few, _ = pipe([])
    _, all_, _ = pipe([], "--all")
    assert "and 8 more" in few
    assert "18  " in all_


def person(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", Person(io.BytesIO(data)))


def test_what_may_be_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["help", "back", "", "bakc", "summary", ":why", "Don\u2019t know", "back", "EXIT", "67"]
    person(monkeypatch, "\n".join(lines).encode())
    code = main(["interview", "sex=male"])
    out = capsys.readouterr().out
    assert code == 0
    assert "back     take the last answer back" in out
    assert "There is no answer to take back." in out
    assert "Nothing was typed: expected child" in out
    assert "'bakc' is no answer" in out
    assert "is not known. Or did you mean the command back?" in " ".join(out.split())
    assert "Age group: not known" in out
    assert "Taken back: Age group: not known" in out
    assert out.count("Given Sex: male") == 2  # the summary, and the whole answer
    assert out.count(", and 13 more") == 1
    assert "Ended as you asked. (0 answers in all.)" in out
    assert "> 67" not in out


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["67", "mlae", "no", "yes"],
            "standard input, line 2, to the question 'Is the person male or female?': 'mlae' is no "
            "answer to this question: did you mean male? Answered before it: Age: 67 years. "
            "Correct the line",
        ),
        (
            ["", "67"],
            "line 1, to the question 'How old is the person: under 15, 15 to 39, 40 to 64,",
        ),
        (["why", "", "67"], "line 2, to the question 'How old is the person"),
        (["bakc"], "is not known. Or did you mean the command back? It was the first. Correct"),
    ],
)
def test_a_line_of_a_pipe_that_is_no_answer(pipe: Pipe, lines: list[str], message: str) -> None:
    code, out, err = pipe(lines, "--json")
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]


def end_of(out: str) -> str:
    return out.partition("No more answers came.")[2]


@pytest.mark.parametrize("end", ["\n", "\n \n\t\n", " "])
def test_blank_lines_before_the_end_are_the_end(pipe: Pipe, end: str) -> None:
    code, out, err = pipe(f"67\n{end}".encode())
    assert (code, err) == (0, "")
    assert "No more answers came." in out
    assert end_of(out) == end_of(pipe(b"67\n")[1])
    code, _, err = pipe(b"67\n\n\n" + b"\n" * 2000)
    assert (code, "line 2" in err, "Answered before it" in err) == (2, True, True)


def test_what_was_answered_before_it_is_kept(pipe: Pipe, path: Path) -> None:
    code, _, _ = pipe(["67", "mlae", "no"], "--session", str(path))
    assert code == 2
    assert answers(path) == [("age_years", 67.0)]


def test_a_long_line_and_bytes_that_are_no_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person(monkeypatch, b"x" * 10_000 + b"\n\xff\xfe\x1b[31m\n\xef\xbb\xbf67\nmale")
    code = main(["interview"])
    out = capsys.readouterr().out
    assert code == 0
    assert "\x1b" not in out
    assert out.count("is no answer to this question") == 2
    assert "Age: 67 years" in out
    assert "Sex: male" in out


def test_a_state_has_the_name_of_a_command(pipe: Pipe, tiny: TinyModel) -> None:
    tiny.set_cell("variables", "redness,", "states", "back;no")
    for inflamed, probability in (("yes", 0.8), ("no", 0.1)):
        tiny.remove("likelihoods", f"redness,yes,inflammation={inflamed}")
        tiny.add_likelihood("redness", "back", f"inflammation={inflamed}", probability)
    tiny.set_cell("red_flags", "R1,", "rule", "pain=severe")
    options = ["--model", str(tiny.path), "age_years=30", "pain=none", "size_cm=3", "--no-stop"]
    code, out, _ = pipe(["back"], *options)
    assert code == 0
    assert "Redness: back\n" in out
    _, out, _ = pipe([":back", "no", ":back"], *options, "--phases", "exam,test")
    assert "There is no answer to take back." in out
    assert "Taken back: Redness: no" in out


def test_an_answer_that_cannot_be_is_not_taken(
    pipe: Pipe,
    animals: lb.Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = Path(animals.knowledge.files["variables"].path).parent
    (model,) = folder.rglob("*.toml")
    script = _impossible_script(animals)
    options = ["--model", str(model), "--no-stop", "--phases", "history,exam,test"]
    code, out, err = pipe(script, *options)
    assert (code, "Not taken" in out) == (4, False)
    assert f"standard input, line {len(script)}, to the question" in err
    person(monkeypatch, "\n".join(script).encode())
    assert main(["interview", *options]) == 0
    out = capsys.readouterr().out
    assert "Not taken: " in out
    assert f"({len(script) - 1} answer" in out


def _impossible_script(engine: lb.Engine) -> list[str]:
    """Answers of which the last cannot be beside the others."""
    evidence: dict[str, Any] = {}
    script: list[str] = []
    while True:
        turn = engine.interview(evidence, phases=["history", "exam", "test"])
        assert turn.question is not None and turn.choices is not None, "every answer is possible"
        possible = [each.state for each in turn.question.outcomes]
        states = [each.state for each in turn.choices.answers]
        if len(possible) < len(states):
            return [*script, next(state for state in states if state not in possible)]
        evidence[turn.question.variable] = possible[0]
        script.append(possible[0])


def test_a_network_file(pipe: Pipe, tmp_path: Path) -> None:
    path = tmp_path / "lump.bif"
    path.write_text(
        'network "lump" {}\n'
        "variable a { type discrete [ 2 ] { yes, no }; }\n"
        "variable b { type discrete [ 2 ] { 1, 2 }; }\n"
        "probability ( a ) { table 0.2, 0.8; }\n"
        "probability ( b | a ) { (yes) 0.9, 0.1; (no) 0.2, 0.8; }\n",
        encoding="utf-8",
    )
    code, out, err = pipe(["1"], "--model", str(path))
    assert (code, out) == (2, "")
    assert "--target VARIABLE" in err
    code, out, _ = pipe(["why", "1"], "--model", str(path), "--target", "a")
    assert code == 0
    assert "Question 1: b (answer with the words)\nb\n  - 1\n  - 2\n" in out
    assert "b: 1\n  yes 20.0 % -> 52.9 %, no 80.0 % -> 47.1 %\n" in out
    assert "urgency" not in out


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--evidence", "-"], 2, "--evidence - takes standard input, from which the answers come"),
        (["--phases", "exams"], 2, "'exams': expected some of history,exam,test"),
        (["fevr=yes"], 2, "did you mean fever?"),
        (["--session", "nowhere/at/all.json"], 2, "cannot be written"),
        (["--session", "-"], 2, "--session keeps answers in a file, and - is none: name a file"),
    ],
)
def test_wrong_usage(
    pipe: Pipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    options: list[str], code: int, message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    found, out, err = pipe(["67"], *options)
    assert (found, out) == (code, "")
    assert message in err


def test_an_input_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken(io.RawIOBase):
        def readline(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    stream = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdin", stream)
    monkeypatch.setattr("lumpbayes.cli.dialogue.sys.stdin", _Stdin(Broken()))
    assert main(["interview"]) == 2
    assert "standard input cannot be read: Input/output error" in capsys.readouterr().err


class _Stdin:
    def __init__(self, buffer: io.RawIOBase) -> None:
        self.buffer = buffer

    def isatty(self) -> bool:
        return False


@given(lines=st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=12))
def test_whatever_is_typed(tiny_path: str, lines: list[str]) -> None:
    """An interview ends with an answer, and nothing reaches the terminal as an escape."""
    data = "\n".join(lines).encode()
    words = ["1", "2", "b", "yes", "30", "?", "back", "why"]
    typed = Person(io.BytesIO(data + "\n".join(["", *words]).encode()))
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="utf-8", write_through=True)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(stream):
        patch.setattr(sys, "stdin", typed)
        assert main(["interview", "--model", tiny_path, "--no-stop"]) == 0
    shown = written.getvalue().decode()
    assert " in all.)" in shown
    assert {each for each in shown if category(each) == "Cc"} == {"\n"}


@pytest.fixture(scope="module")
def tiny_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(TinyModel(tmp_path_factory.mktemp("tiny")).path)


def test_findings_that_disagree(pipe: Pipe, sweeps: lb.Engine) -> None:
    known = {"redness": "yes", "fever": "yes"}
    skipped: list[str] = []
    while True:
        question = sweeps.interview(known, skipped=skipped, phases=["test"]).question
        assert question is not None
        if question.variable == "crp_or_esr_raised":
            break
        skipped.append(question.variable)
    words = [f"{name}={state}" for name, state in known.items()]
    options = ["--phases", "test", "--no-stop"]
    code, out, _ = pipe([*["?"] * len(skipped), "no", "quit"], *words, *options)
    assert code == 0
    before, _, after = out.partition("Raised CRP or ESR: no\n")
    assert "Outside the model" not in before
    assert "\n  Outside the model: these findings disagree" in after
    assert "recheck first" in after.partition("Ended")[0]
    _, out, _ = pipe([], *words, "crp_or_esr_raised=no", *options)
    assert "Outside the model" in out.partition("Question")[0]


# Sessions


def test_the_same_command_goes_on(pipe: Pipe, path: Path, sweeps: lb.Engine) -> None:
    options = ["sex=male", "--setting", "emergency", "--session", str(path)]
    pipe(["67"], *options)
    code, out, err = pipe(["?"], *options)
    assert code == 0
    assert f"{path} is taken up again: 1 answered" in err
    assert "Known so far: Age: 67 years; Setting: emergency; Sex: male" in out
    session = read_session(str(path))
    assert session is not None
    assert session.start == {"sex": "male", "setting": "emergency"}
    assert session.evidence == {"sex": "male", "setting": "emergency", "age_years": 67.0}
    assert len(session.skipped) == 1
    _, out, _ = pipe([], "--session", str(path), "--json")
    expected = json.loads(sweeps.diagnose(session.evidence).to_json())
    assert json.loads(out).items() >= expected.items()


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_openness_is_told_once_it_is_ended(pipe: Pipe, path: Path) -> None:
    pipe(["67"], "--session", str(path))
    path.chmod(0o644)
    _, _, err = pipe([], "sex=male", "--session", str(path))
    assert err.count("could be read by others; it is private now") == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    _, _, err = pipe([], "--session", str(path))
    assert "could be read" not in err
    path.write_text("my notes", "utf-8")
    path.chmod(0o644)
    code, _, err = pipe([], "--session", str(path))
    assert (code, "private" in err) == (2, False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_session_is_evidence_for_other_commands(
    pipe: Pipe, path: Path, capsys: pytest.CaptureFixture[str], sweeps: lb.Engine
) -> None:
    pipe(["67", "male"], "--session", str(path))
    assert main(["query", "--evidence", str(path), "--json"]) == 0
    expected = sweeps.diagnose({"age_years": 67, "sex": "male"})
    assert json.loads(capsys.readouterr().out) == json.loads(expected.to_json())


def test_more_evidence_beside_a_session(pipe: Pipe, path: Path) -> None:
    pipe(["?", "male"], "--session", str(path))
    code, _, _ = pipe([], "age_years=67", "fever=yes", "--session", str(path))
    assert code == 0
    session = read_session(str(path))
    assert session is not None
    assert session.start == {"age_years": 67.0, "fever": "yes"}
    assert session.answers == (Answered("sex", "sex", "male"),)  # the age is known now
    before = path.read_text("utf-8")
    code, _, err = pipe([], "sex=female", "--session", str(path))
    assert code == 2
    assert "sex='female' beside sex='male' in the session" in err
    assert path.read_text("utf-8") == before


def test_a_session_of_another_model(pipe: Pipe, path: Path, tiny: TinyModel) -> None:
    model = ["--model", str(tiny.path), "--no-stop"]
    pipe(["30", "severe"], "redness=yes", *model, "--session", str(path))
    first = answers(path)
    assert dict(first) == {"age_years": 30.0, "pain": "severe"}
    other = TinyModel(tiny.folder.parent / "other")
    for table in ("variables", "likelihoods", "groups", "codes", "red_flags", "labels"):
        other.write(table, other.text(table).replace("severe", "awful"))
    changed = ["--model", str(other.path), "--no-stop"]
    code, out, err = pipe(["?"], *changed, "--session", str(path))
    assert code == 0
    assert "was answered to another model (tiny 1.2.3, fingerprint" in err
    assert f"set aside, and kept in {path}: pain: pain has no state 'severe'" in err
    assert "is taken up again: 1 answered" in err
    assert "Known so far: Age: 30 years; Redness: yes" in out
    session = read_session(str(path))
    assert session is not None
    assert session.set_aside == (Answered("pain", "pain", "severe"),)
    skipped = session.skipped
    code, _, err = pipe([], *model, "--session", str(path))  # and back: nothing was lost
    assert code == 0
    back = read_session(str(path))
    assert back is not None
    if skipped != ("pain",):
        assert back.evidence == {"redness": "yes", "age_years": 30.0, "pain": "severe"}
        assert back.set_aside == ()
    else:
        assert "pain: it is answered twice" in err


def test_a_session_that_somebody_edited(pipe: Pipe, path: Path, sweeps: lb.Engine) -> None:
    identity = {"name": "back_lump", "version": "?", "fingerprint": sweeps.fingerprint}
    listed = (
        Answered("fever", "FEVER", True),
        Answered("fever", "fever", "no"),
        Answered("nonsense", "nonsense", None),
        Answered("pain", "R52", "yes"),
        Answered("redness", "redness", ["yes", {"likelihood": {"yes": 0.9, "no": 0.2}}]),
        Answered("warmth", "warmth", [[[["no"]]]]),
        Answered("size", "size_cm", -1),
        Answered("onset", "onset", [None]),
    )
    save_session(str(path), Session(identity, {"sx": "male", "sex": "male"}, listed))
    code, out, err = pipe(["back", "back"], "--session", str(path))
    assert code == 0
    assert "fever: it is answered twice, and the first answer holds" in err
    assert "sx: there is no variable 'sx'" in err
    assert "nonsense: there is no variable 'nonsense'" in err
    assert "size: size_cm=-1: expected a number" in err
    assert "onset: onset: [None] says nothing; expected an answer" in err
    assert "Taken back: " in out
    session = read_session(str(path))
    assert session is not None
    assert session.start == {"sex": "male"}
    assert session.answers[0] == Answered("fever", "fever", "yes")
    assert {each.key for each in session.set_aside} == {
        "sx",
        "fever",
        "nonsense",
        "size_cm",
        "onset",
    }


@pytest.mark.skipif(os.name != "posix", reason="links and permissions are POSIX")
def test_a_session_that_is_a_link(pipe: Pipe, path: Path) -> None:
    other = path.with_name("other.json")
    other.write_text("{}", "utf-8")
    path.symlink_to(other)
    code, out, err = pipe(["67"], "--session", str(path))
    assert (code, out) == (2, "")
    assert "it is a link" in err
    assert other.read_text("utf-8") == "{}"


def test_a_turn_takes_no_heavy_library() -> None:
    code = (
        "import sys; from lumpbayes.cli import main; main(['interview', 'age_years=67']); "
        "assert not {'numba', 'pandas', 'pgmpy', 'matplotlib'} & sys.modules.keys()"
    )
    lines = b"male\nwhy\nno\nback\nsummary\n"
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=lines,
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b"")


def test_the_interview_on_the_page(pipe: Pipe) -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "reasoning.md").read_text("utf-8")
    (text,) = re.findall(r"```text\n\$ lumpbayes interview\n(.*?)\.\.\.\n```", page, re.DOTALL)
    replies = re.findall(r"^> (.*)$", text, re.MULTILINE)
    _, out, _ = pipe(replies)
    assert out.startswith(text)
