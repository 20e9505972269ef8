"""An interview in words, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click import unstyle
from rich.cells import cell_len

import lumpbayes as lb
from lumpbayes.display.interview import (
    change_lines,
    question_lines,
    said_in_words,
    summary_lines,
    why_lines,
)
from tests.tiny_model import TinyModel


@pytest.fixture
def tiny_engine(tiny: TinyModel) -> lb.Engine:
    return lb.load(str(tiny.path), backend="sweeps")


def test_nothing_is_left_to_ask(tiny_engine: lb.Engine) -> None:
    turn = tiny_engine.interview(phases=[])
    assert list(question_lines(turn, 1, 80)) == []
    assert list(why_lines(turn, 80)) == []


def test_nothing_changed(tiny_engine: lb.Engine) -> None:
    answer = tiny_engine.diagnose({"redness": "yes"}).answer
    assert list(change_lines(answer, answer, 80)) == []


def test_a_new_leader_and_the_old_one(tiny_engine: lb.Engine) -> None:
    before = tiny_engine.diagnose({"age_years": 20}).answer
    after = tiny_engine.diagnose({"age_years": 20, "redness": "yes", "pain": "mild"}).answer
    first = next(change_lines(before, after, 200))
    assert first.startswith("  an abscess 3")
    assert "a cyst 6" in first
    assert first.count(" -> ") == 3


def test_what_hardly_moves_is_left_out_but_for_the_leader(tiny_engine: lb.Engine) -> None:
    before = tiny_engine.diagnose({"biopsy": "negative"}).answer
    after = tiny_engine.diagnose({"biopsy": "negative", "age_years": 20}).answer
    (line,) = change_lines(before, after, 200)
    assert line.startswith("  a cyst still 66.4 %, tumor ")
    assert "abscess" not in line


def test_another_urgency_has_its_first_reason(tiny_engine: lb.Engine) -> None:
    calm, ill = ({"age_years": 20}, {"age_years": 20, "redness": "yes", "pain": "mild"})
    before, after = tiny_engine.diagnose(calm).answer, tiny_engine.diagnose(ill).answer
    share = f"{100 * after.posterior['abscess']:.1f} %"
    text = f"  Urgent (was self-care): {share}, an abscess is the most probable cause."
    assert text in [unstyle(line) for line in change_lines(before, after, 200)]
    flag = tiny_engine.diagnose({**ill, "pain": "severe"}).answer
    lines = [unstyle(line) for line in change_lines(after, flag, 200)]
    assert "  Emergency (was urgent): red flag R1" in lines


def test_why_explains_the_urgency_too(tiny_engine: lb.Engine) -> None:
    turn = tiny_engine.interview({"redness": "yes"})
    lines = [unstyle(line) for line in why_lines(turn, 200)]
    assert any(line.startswith("  Now: Urgent: ") for line in lines)
    assert lines[-1].endswith(": an abscess is the most probable cause.")


def test_a_red_flag_says_its_time(engine: lb.Engine) -> None:
    before = engine.diagnose({"cancer_history": "yes"}).answer
    after = engine.diagnose({"cancer_history": "yes", "pain": "severe"}).answer
    lines = [unstyle(line) for line in change_lines(before, after, 400)]
    assert any(line.startswith("!! RED FLAG R2 (urgent, within 24 hours): ") for line in lines)


def test_a_short_summary(engine: lb.Engine, tiny_engine: lb.Engine) -> None:
    answer = engine.diagnose({"limb_weakness": "yes", "age_years": 67}).answer
    lines = [unstyle(line) for line in summary_lines(answer, 300)]
    assert lines[0].startswith("  Given Age: 67 years; ")
    assert lines[1].count(" %") == 5
    assert lines[1].endswith(", and 13 more")
    assert lines[2] == "  Emergency: at once, the same day"
    assert lines[3].startswith("    red flag R1 (emergency): ")
    few = tiny_engine.diagnose({"redness": "yes"}).answer
    assert " more" not in "".join(summary_lines(few, 300))


@pytest.mark.parametrize(
    ("variable", "how"),
    [("sex", "number, or the words"), ("age_group", "letter, or the words"), ("q", "words")],
)
def test_how_to_answer(engine: lb.Engine, variable: str, how: str, tmp_path: Path) -> None:
    turn = engine.interview() if variable != "sex" else engine.interview({"age_years": 67})
    if variable == "q":
        path = tmp_path / "few.bif"
        path.write_text(FEW, encoding="utf-8")
        turn = lb.load(str(path), target="a", backend="sweeps").interview()
    assert turn.question is not None
    assert turn.question.variable == variable
    head = list(question_lines(turn, 7, 120))[1]
    assert unstyle(head).startswith("Question 7")
    assert unstyle(head).endswith(f"(answer with the {how})")


FEW = """network "few" {}
variable a { type discrete [ 2 ] { yes, no }; }
variable q { type discrete [ 2 ] { 1, 2 }; }
probability ( a ) { table 0.2, 0.8; }
probability ( q | a ) { (yes) 0.9, 0.1; (no) 0.2, 0.8; }
"""


def test_what_was_said(tiny_engine: lb.Engine) -> None:
    said = {
        ("age_group", "age_years", 20.0): "age: 20 years",
        ("pain", "pain", "none"): "Pain at the lump: no pain",
        ("pain", "pain", None): "Pain at the lump: not known",
        ("pain", "pain", ("mild", "severe")): "Pain at the lump: mild and severe",
    }
    for answered, words in said.items():
        found = said_in_words(tiny_engine.knowledge, *answered)
        assert found.casefold() == words.casefold()


@pytest.mark.parametrize("width", [20, 33, 120])
def test_a_window_of_any_width(tiny_engine: lb.Engine, width: int) -> None:
    turn = tiny_engine.interview()
    summary = summary_lines(turn.answer, width)
    for line in (*question_lines(turn, 1, width), *why_lines(turn, width), *summary):
        assert cell_len(unstyle(line)) <= width
