"""Questions in windows of every width, and as CSV."""

import csv
import io

import pytest
from click import unstyle
from rich.cells import cell_len

import lumpbayes as lb
from lumpbayes.display.questions import (
    question_lines,
    questions_csv,
    questions_record,
)
from lumpbayes.display.questions_words import share_settled, value_words
from lumpbayes.percentages import percent
from tests.tiny_model import TinyModel


@pytest.fixture(scope="module")
def bundled() -> lb.Engine:
    return lb.load(backend="sweeps")


def lines_of(dx: lb.Diagnosis, width: int, **wanted: object) -> list[str]:
    questions = dx.next_questions(**wanted)  # type: ignore[arg-type]
    lines = question_lines(dx.answer, questions, dx.stopping(draws=100), width)
    return [unstyle(line) for line in lines]


@pytest.mark.parametrize("width", [20, 40, 59, 60, 90, 120, 200])
@pytest.mark.parametrize("steps", [1, 2])
def test_no_line_is_wider_than_the_window(bundled: lb.Engine, width: int, steps: int) -> None:
    dx = bundled.diagnose({"fever": "yes"})
    lines = lines_of(dx, width, steps=steps, phases="exam", top=3, first=4)
    wide = [line for line in lines if cell_len(line) > width]
    assert all(len(line.split()) == 1 for line in wide), wide
    whole = " ".join(" ".join(lines).split())
    assert "Given Fever: yes; Setting: primary care (assumed)" in whole
    assert " 1. What does the surface mainly look like" in whole
    if steps == 2:
        assert "4 first questions were looked at, the best of them by one." in whole
        assert "; then " in whole


def test_two_steps_from_all_questions_say_so(tiny: TinyModel) -> None:
    dx = lb.load(tiny.path, backend="sweeps").diagnose()
    whole = " ".join(lines_of(dx, 200, steps=2))
    assert "5 first questions were looked at, all of them." in whole
    assert "less" not in whole.partition("leads with")[2].partition(".")[0]


@pytest.mark.parametrize("width", [60, 70, 80, 120])
def test_no_answer_is_cut(bundled: lb.Engine, width: int) -> None:
    lines = lines_of(bundled.diagnose({"fever": "yes"}), width, phases="test")
    assert not any("\u2026" in line for line in lines)
    whole = " ".join(" ".join(lines).split())
    assert "spine not fully closed (dysraphism)" in whole
    assert ("spine not fully closed (dysraphism)  " in "\n".join(lines)) == (width >= 100)


def test_what_an_answer_does_is_in_shares_and_chances(bundled: lb.Engine) -> None:
    dx = bundled.diagnose({"fever": "yes"})
    questions = dx.next_questions(phases="exam")
    first = questions[0]
    share = percent(first.entropy_gain / questions.entropy)
    line = next(line for line in lines_of(dx, 300, phases="exam") if first.variable + ": " in line)
    assert first.urgency_rise == pytest.approx(first.urgency_change)  # all of it is upwards
    rise = f"may raise the urgency ({percent(first.urgency_rise)})"
    assert f" nats; settles {share} of the doubt; {rise}; " in line
    assert f"may change the leading cause ({percent(first.leading_cause_change)})" in line
    sure = bundled.diagnose({"cause": "lipoma"})
    assert share_settled(sure.next_questions()[0], sure.next_questions().entropy) == 0


def test_nothing_is_left(tiny: TinyModel) -> None:
    known = {
        "age_group": "young",
        "redness": "yes",
        "pain": "mild",
        "size": "small",
        "biopsy": "negative",
    }
    lines = lines_of(lb.load(tiny.path, backend="sweeps").diagnose(known), 120)
    assert "Nothing is left to ask." in lines[5]
    assert "Stop: nothing is left to ask." in lines


def test_a_question_without_a_text_has_its_label(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "size", "question", "")
    dx = lb.load(tiny.path, backend="sweeps").diagnose()
    assert any(line.endswith(". size") or ". Size" in line for line in lines_of(dx, 120))


@pytest.mark.parametrize(
    ("value", "measure", "words"),
    [
        (0.2364, "entropy", "0.236 nats"),
        (3.25, "expected_loss", "3.25"),
        (0.5, "urgency", "50.0 %"),
        (-0.0412, "leading_cause", "-4.1 %"),
    ],
)
def test_values_have_units(value: float, measure: str, words: str) -> None:
    assert value_words(value, measure) == words


def test_the_record_names_the_model(bundled: lb.Engine) -> None:
    dx = bundled.diagnose({"fever": "yes", "size_cm": 3})
    record = questions_record(dx.next_questions(top=1), dx.stopping(draws=100))
    assert record["schema"] == 1
    assert record["model"]["fingerprint"] == bundled.fingerprint
    assert record["evidence"] == {"fever": "yes", "size_cm": 3.0}
    assert record["assumed"] == {"setting": "primary_care"}
    assert len(record["questions"]) == 1
    assert record["stopping"]["kind"] == "go_on"


def test_cells_that_a_spreadsheet_would_run(tiny: TinyModel) -> None:
    tiny.replace("variables", "Is it red?", "=1+1")
    dx = lb.load(tiny.path, backend="sweeps").diagnose()
    rows = list(csv.DictReader(io.StringIO(questions_csv(dx.next_questions()))))
    (red,) = [row for row in rows if row["variable"] == "redness"]
    assert red["question"] == "'=1+1"
    assert red["loss_gain"] == ""
    assert [row["variable"] for row in rows] == [q.variable for q in dx.next_questions()]
