"""An interview in words, line by line."""

from __future__ import annotations

import pytest
from click import unstyle
from rich.cells import cell_len

import lumpbayes as lb
from lumpbayes.display.interview import change_lines, question_lines, said_in_words, why_lines
from tests.tiny_model import TinyModel


@pytest.fixture
def tiny_engine(tiny: TinyModel) -> lb.Engine:
    return lb.load(str(tiny.path), backend="sweeps")


def test_nothing_is_left_to_ask(tiny_engine: lb.Engine) -> None:
    turn = tiny_engine.interview(phases=[])
    assert list(question_lines(turn, 80)) == []
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


def test_what_was_said(tiny_engine: lb.Engine) -> None:
    said = {
        ("age_group", "age_years", 20.0): "age group: 20 years",
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
    for line in (*question_lines(turn, width), *why_lines(turn, width)):
        assert cell_len(unstyle(line)) <= width
