"""How far answers move: for a terminal, as HTML and drawn."""

import warnings
from dataclasses import replace

import pandas as pd
import pytest
from click import unstyle
from matplotlib.figure import Figure

import lumpbayes as lb
from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.cases.movements.paired import LogLoss
from lumpbayes.cases.movements.parts import Attribution, Counted, FlagMoves
from lumpbayes.display.movements import movement_lines, movement_markdown
from lumpbayes.errors import EvidenceError
from tests.display.html.well_formed import text_of

HOSTILE = '<img src=x onerror="alert(1)">\x1b[31m$x^2$\u202e'


@pytest.fixture(scope="module")
def movement(engine: lb.Engine) -> CaseMovement:
    flags = engine.table("red_flags").iloc[3:]
    other = engine.with_prior("lipoma", 0.4).with_tables(red_flags=flags)
    patients = engine.simulate(150, missing=0.2)
    patients.index = pd.Index([*range(149), HOSTILE])
    return engine.compare_cases(other, patients, truth="cause")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fit(movement: CaseMovement, width: int) -> None:
    lines = list(movement_lines(movement, width))
    assert all(len(unstyle(line)) <= max(width, 50) for line in lines)
    assert lines[0].startswith("\x1b[1mWhat moves on 150 cases")


def test_html(movement: CaseMovement) -> None:
    html = movement._repr_html_()
    text_of(html)
    for heading in ("What differs", "Which answers move", "How right they are"):
        assert heading in html
    assert "<img" not in html
    assert "\x1b" not in html


def test_parts_show_themselves(movement: CaseMovement) -> None:
    for part in (movement.because.effects[0], movement.causes[0], movement.spread, movement.truth):
        assert part is not None
        text_of(part._repr_html_())


def test_plot(movement: CaseMovement) -> None:
    axes = movement.plot(ax=Figure().subplots(), top=4)
    assert axes.get_yticklabels()[0].get_text() == "Lipoma"
    assert len(axes.get_yticks()) == 4
    assert "<img" not in movement.to_svg()
    with pytest.raises(EvidenceError, match="top=0: expected a whole number"):
        movement.plot(top=0)


def test_plot_of_nothing(engine: lb.Engine) -> None:
    still = engine.compare_cases(engine, engine.simulate(5))
    axes = still.plot(ax=Figure().subplots())
    assert "Nothing differs that could move an answer" in axes.get_title(loc="left")


def told(movement: CaseMovement) -> str:
    return " ".join(unstyle(" ".join(movement_lines(movement, 200))).split())


def test_words_for_what_is_rare(movement: CaseMovement, engine: lb.Engine) -> None:
    effect = movement.because.effects[0]
    number = effect.rows.numbers[0]._replace(before=None)
    gone = effect.rows.numbers[0]._replace(after=None)
    network = effect.rows._replace(table="network", variable="rain", given="all", numbers=())
    effects = (
        effect._replace(rows=effect.rows._replace(numbers=(number,)), up=3, down=1, leading=1),
        effect._replace(rows=effect.rows._replace(numbers=(gone, number))),
        effect._replace(
            rows=network._replace(place=""), alone=None, why_not="so", first_order=0.01
        ),
        *[effect] * 9,
    )
    truth = movement.truth
    assert truth is not None
    lost = truth._replace(log_loss=LogLoss(None, None, None, None, 3))
    rare = replace(
        movement,
        because=Attribution(effects, None, "some were applied"),
        impossible=(1, 2, 3),
        skipped=1,
        still=2,
        not_compared=("itch: only the later version has it",),
        flags=(FlagMoves("R1", 2, 0), FlagMoves("R2", 1, 4)),
        leading=tuple(Counted(f"a{at}", "b", 1) for at in range(6)),
        truth=lost,
    )
    text = told(rare)
    for words in (
        "P(cause=lipoma | setting=primary_care) new, 0.4. Alone it moves",
        "another leading cause in 1 case; urgency higher in 3 and lower in 1.",
        "removed, was 0.2229; 1 number beside it moves.",
        "3. rain: all. Not applied alone: so (some 1.0 %).",
        "And 2 changes more; --json lists all.",
        "2 rows more differ only in what moves no answer",
        "itch: only the later version has it",
        "Red flag R1 fires in 2 more.",
        "Red flag R2 fires in 1 more and no longer fires in 4.",
        "Left out: 1 case that the later version alone calls impossible.",
        "Left out: 2 cases that the earlier version alone calls impossible.",
        "Left out: 3 cases that both versions call impossible.",
        "Left out: 1 row that could not be read.",
        "a3 -> b 1, 2 other ways",
        "The log loss leaves out 3 cases whose true cause a version calls impossible.",
    ):
        assert words in text, words
    nobody = replace(movement, truth=truth._replace(cases=0))
    assert "No case says what its true cause is." in told(nobody)
    unlike = replace(rare, because=Attribution((), None, "nothing"))
    assert "No row that could be compared differs." in told(unlike)
    axes = replace(rare, because=Attribution(effects[2:3], None, "")).plot(ax=Figure().subplots())
    assert "Because of network all" in axes.get_title(loc="left")


def test_markdown_escapes(movement: CaseMovement) -> None:
    markdown = movement_markdown(movement)
    assert markdown.startswith("# What moves on 150 cases")
    assert "<img" not in markdown
    assert "| cause | mean before | after |" in markdown


def test_long_labels_fit_a_small_plot(engine: lb.Engine) -> None:
    pain = {"inflammation": "no", "cause": "primary_malignant_spinal_tumor"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lb.HiddenStructureWarning)
        other = engine.with_likelihood("pain", "severe", 0.9, given=pain)
    found = engine.compare_cases(other.with_prior("lipoma", 0.3), engine.simulate(100))
    figure = Figure(figsize=(4, 3), layout="constrained")
    found.plot(ax=figure.subplots())
    figure.canvas.draw()
