"""An evaluation in words: each sentence says what the figures say, and hostile text stays text."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from click import unstyle

import lumpbayes as lb
from lumpbayes.cases.evaluation.evaluation import Baseline, Evaluation
from lumpbayes.cases.evaluation.figures import Figure, share_of
from lumpbayes.cases.evaluation.worst_cases import TooLate
from lumpbayes.display.evaluation import evaluation_lines, evaluation_markdown
from lumpbayes.display.evaluation_words import (
    baseline_text,
    calibration_texts,
    curve_text,
    difference_text,
    listed,
    share_text,
    triage_texts,
)
from lumpbayes.display.sections import Grid, Section, section_lines, section_markdown
from lumpbayes.display.views import html
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from tests.tiny_model import TinyModel

HOSTILE = "<script>alert(1)</script>\x1b[31m | *a* $x^2$ \u202e`b`\n# c https://x.org"


@pytest.fixture
def found(tiny: TinyModel) -> Evaluation:
    model = lb.load(tiny.path, backend="sweeps")
    cases = [{"redness": "yes", "size_cm": 6, "cause": each} for each in model.causes]
    return model.evaluate(cases, groups=["serious"], by="redness", draws=100)


def text(found: Evaluation, width: int = 120) -> str:
    return " ".join(" ".join(map(unstyle, evaluation_lines(found, width))).split())


def enough(baseline: Baseline) -> Baseline:
    """The same of enough cases to say something of."""
    first = share_of(8, 10)
    return baseline._replace(performance=baseline.performance._replace(first=first))


def test_nothing_is_concluded_from_rounding_or_few_cases(found: Evaluation) -> None:
    naive = found.baselines[1]
    noise = naive._replace(log_loss=Figure(1e-16, 1e-16, 2e-16))
    assert baseline_text(enough(noise)).startswith("No difference from naive Bayes is shown")
    assert baseline_text(naive) == (
        "Against naive Bayes: fewer than 10 cases do not say which is better."
    )
    assert calibration_texts(found)[0].endswith("Fewer than 10 cases do not say whether that fits.")
    (curve,) = found.decision_curves
    few = replace(curve, prevalence=share_of(1, 1), gain=(Figure(2.0, 1.0, 3.0),) * 99)
    assert curve_text(few).endswith("10 cases do not say whether acting on it does good.")


def test_the_model_better_or_worse_or_neither(found: Evaluation) -> None:
    naive = enough(found.baselines[1])
    better = naive._replace(log_loss=Figure(-0.5, -0.7, -0.1))
    assert baseline_text(better).startswith(
        "Better than naive Bayes: the model gives the true cause 1.65 times the probability, in "
        "the geometric mean (95 % interval 1.11 to 2.01)."
    )
    worse = naive._replace(log_loss=Figure(0.5, 0.1, 0.7))
    assert baseline_text(worse).startswith("Worse than naive Bayes: the model gives the true cause")
    assert "0.61 times" in baseline_text(worse)
    neither = naive._replace(log_loss=Figure(0.0, -0.1, 0.1))
    assert baseline_text(neither).startswith("No difference from naive Bayes is shown")
    unknown = naive._replace(log_loss=None)
    assert "log loss says nothing" in baseline_text(unknown)
    assert difference_text(unknown.log_loss) == "unknown"


def test_too_sure_or_not_sure_enough(found: Evaluation) -> None:
    def said(stated: float, observed: int, error: float) -> tuple[str, ...]:
        own = replace(
            found.calibration,
            stated=stated,
            observed=share_of(observed, 100),
            error=Figure(error, 0.0, 1.0),
            by_chance=Figure(0.1, 0.0, 0.2),
        )
        return calibration_texts(replace(found, calibration=own))

    assert said(0.9, 50, 0.1)[0].endswith("The model is too sure of itself.")
    assert said(0.3, 50, 0.1)[0].endswith("The model is less sure than it could be.")
    assert said(0.5, 50, 0.1)[0].endswith("On the whole that fits.")
    assert "That is no more than chance" in said(0.5, 50, 0.1)[1]
    assert "That is more than chance" in said(0.5, 50, 0.3)[1]


def test_no_urgency_nothing_said(found: Evaluation) -> None:
    without = replace(found, triage=None)
    assert triage_texts(without) == ()
    assert "How urgent" not in text(without)
    assert "How urgent" in text(found)
    assert share_text(None) == "–"


def test_a_curve_in_words(found: Evaluation) -> None:
    (curve,) = found.decision_curves
    curve = replace(curve, prevalence=share_of(4, 10))
    zeros = tuple(Figure(0.0, -1.0, 1.0) for _ in curve.thresholds)
    assert "at no threshold better" in curve_text(replace(curve, gain=zeros))
    one = (Figure(2.0, 0.0, 3.0), *zeros[1:])
    shown = curve_text(replace(curve, gain=one))
    assert shown.endswith("at thresholds of 1 %; nowhere more than chance could make of it.")
    two = (Figure(2.0, 1.0, 3.0), one[0], zeros[0], one[0], *zeros[4:])
    assert curve_text(replace(curve, gain=two)).endswith(
        "at thresholds of 1 to 2 % and 4 %; more than chance makes of it at 1 %."
    )
    nobody = replace(curve, prevalence=share_of(0, 3))
    assert curve_text(nobody) == "Serious cause: no case has it, so nothing is learnt."


def test_without_a_mistake_no_misses(found: Evaluation) -> None:
    assert "furthest from the truth" in text(found)
    assert "furthest from the truth" not in text(replace(found, misses=()))
    right = replace(found.confusion, counts=np.diag([1, 1, 1]))
    assert "true one in every case" in html(right)
    assert "taken" not in evaluation_markdown(replace(found, confusion=right))


def test_every_word_of_the_tables_is_text(found: Evaluation) -> None:
    labels = FrozenMapping(dict.fromkeys(found.confusion.causes, HOSTILE), "cause")
    (curve,) = found.decision_curves
    bad = replace(
        found,
        model=found.model._replace(name=HOSTILE, version=HOSTILE),
        confusion=replace(found.confusion, labels=labels),
        decision_curves=(replace(curve, causes=curve.causes._replace(label=HOSTILE)),),
        subgroups=FrozenMapping({HOSTILE: found.subgroups["yes"]}, "subgroup"),
        by=HOSTILE,
        cases=found.cases._replace(ignored=(HOSTILE,), truth=HOSTILE),
    )
    for width in (40, 120):
        shown = "\n".join(evaluation_lines(bad, width))
        assert "\x1b[31m" not in shown
        assert "\u202e" not in shown
    markdown = evaluation_markdown(bad)
    assert "<script" not in markdown.replace("\\<script", "")
    assert "\\| \\*a\\* \\$x^2\\$ \\`b\\` \\# c https\\://x.org" in markdown
    page = html(bad)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_grid_that_is_too_wide_is_told() -> None:
    grid = Grid("", ("", "cases", "share"), (("a cyst", "3", "30 %"), ("x", "", "1 %")))
    section = Section("Heading", ("A sentence.",), (grid,))
    wide = [unstyle(line) for line in section_lines(section, 60)]
    assert wide == [
        "Heading",
        "  A sentence.",
        "          cases  share",
        "  a cyst      3   30 %",
        "  x                1 %",
    ]
    narrow = [unstyle(line) for line in section_lines(section, 22)]
    assert " ".join(" ".join(narrow).split()).endswith("a cyst: cases 3; share 30 % x: share 1 %")


def test_markdown_of_a_section() -> None:
    grid = Grid("- 1", ("a", "b"), (("1. x|y", "2"),), (0, 1))
    shown = section_markdown(Section("+ head", ("= one", "12) two"), (grid,), grave=False))
    assert shown.splitlines() == [
        "## \\+ head",
        "",
        "\\= one",
        "",
        "12\\) two",
        "",
        "\\- 1",
        "",
        "| a | b |",
        "| --- | --- |",
        "| 1\\. x\\|y | 2 |",
    ]
    numbers = section_markdown(Section("h", ("1.2 %", "-0.5 (-1 to 2)", "--- x", "3.")))
    assert numbers.split("\n\n")[1:] == ["1.2 %", "-0.5 (-1 to 2)", "\\--- x", "3\\."]
    grave = section_markdown(Section("h", ("a", "b"), grave=True))
    assert grave.endswith("> - a\n> - b")


def test_many_names_are_cut() -> None:
    assert listed(tuple("abcdefghij")) == "a, b, c, d, e, f, g, h and 2 more"
    assert listed(("a",)) == "a"


def test_a_part_by_itself_has_a_view(found: Evaluation) -> None:
    parts: list[Any] = [found.calibration, found.confusion, found.triage]
    parts += found.decision_curves
    for part in parts:
        assert part is not None
        assert "<table" in html(part)


def test_who_would_have_come_too_late(found: Evaluation) -> None:
    late = TooLate("row 7", "tumor", "soon", "self_care", 0.0123)
    some = replace(found, too_late=(late,) * 7)
    shown = text(some)
    assert "Answered too late, the largest gaps first: case" in shown
    assert shown.count("row 7 tumor 1.2 % soon self-care") == 5
    assert evaluation_markdown(some).count("| row 7 | tumor | 1.2 % | soon | self-care |") == 7
    assert "row 7" in html(some)
    assert some.to_dict()["too_late"][0] == late.to_dict()
    assert "Answered too late" not in text(replace(found, too_late=()))


def test_an_evaluation_prints_itself(found: Evaluation) -> None:
    first, own = found.performance.first.cases, found.performance
    expected = f"Evaluation(3 cases, first {first}, log loss {own.log_loss.value:.3g}, Brier "
    assert repr(found) == f"{expected}{own.brier.value:.3g})"
    record = found.to_dict()["decision_curves"][0]["net_benefit"][0]
    assert set(record) == {"threshold", "model", "naive_bayes", "treat_all", "treat_none", "gain"}
