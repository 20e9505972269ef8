"""What the plots of an evaluation show is what its record says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.errors import EvidenceError
from tests.display.plots.drawings import VIGNETTES, blank, hostile, seen


@pytest.fixture(scope="module")
def found(engine: lb.Engine) -> Evaluation:
    return engine.evaluate(VIGNETTES, keep=["case", "kind", "source"], draws=100)


def test_reliability_has_a_point_a_bin(found: Evaluation) -> None:
    ax = found.plot(ax=blank())
    whiskers, points = ax.collections
    expected = [[100 * each.stated, 100 * each.observed.value] for each in found.calibration.bins]
    assert np.array(points.get_offsets()) == pytest.approx(np.array(expected))
    ends = [segment[:, 1].tolist() for segment in whiskers.get_segments()]
    assert ends == [
        pytest.approx([100 * each.observed.low, 100 * each.observed.high])
        for each in found.calibration.bins
    ]
    sizes = points.get_sizes()
    counts = [each.observed.of for each in found.calibration.bins]
    assert sizes.argmax() == counts.index(max(counts))
    assert ax.get_title(loc="left") == "Can the probabilities be believed? 20 cases"
    same = found.calibration.plot(ax=blank())
    assert same.collections[1].get_offsets().tolist() == points.get_offsets().tolist()


def test_the_confusion_names_what_is_true_and_what_leads(found: Evaluation) -> None:
    ax = found.confusion.plot(ax=blank())
    counts = found.confusion.counts
    rows = [label.get_text() for label in ax.get_yticklabels()]
    labels = found.confusion.labels
    used = [
        labels[cause]
        for place, cause in enumerate(found.confusion.causes)
        if counts[place].any() or counts[:, place].any()
    ]
    assert [row.replace("\n", " ") for row in rows] == used
    numbers = [each.text for each in seen(ax) if each.text.isdigit()]
    assert sum(map(int, numbers)) == 2 * counts.sum()  # in the squares, and beside the rows
    assert "13 of 20 cases right" in ax.get_title(loc="left")


def test_the_decision_curve_has_the_model_and_what_it_has_to_beat(found: Evaluation) -> None:
    curve = found.decision_curves[0]
    ax = curve.plot(ax=blank())
    own, naive, everyone, nobody = ax.lines[:4]
    assert own.get_ydata() == pytest.approx([100 * each.value for each in curve.model])
    assert naive.get_ydata() == pytest.approx([100 * each for each in curve.naive_bayes])
    assert everyone.get_ydata() == pytest.approx([100 * each for each in curve.treat_all])
    assert set(nobody.get_ydata()) == {0}
    legend = ax.get_legend()
    assert legend is not None
    names = {each.get_text() for each in legend.get_texts()}
    assert {"on the model", "on naive Bayes", "on everyone", "on no one"} <= names


@pytest.mark.parametrize("name", ["reliability", "confusion", "decision_curve"])
def test_what_is_no_evaluation_is_refused(name: str) -> None:
    with pytest.raises(EvidenceError, match=r"='cases\.csv': expected "):
        getattr(lb.plots, name)("cases.csv", ax=blank())


def test_hostile_labels_are_shown_as_text(engine: lb.Engine) -> None:
    text = r"$\frac$ <script>" + "\x1b[31m" + " a very long label " * 6
    bad = hostile(engine, text)
    found = bad.evaluate(VIGNETTES, keep=["case", "kind", "source"], draws=100)
    for ax in (found.confusion.plot(ax=blank(4, 3)), found.decision_curves[0].plot(ax=blank(4, 3))):
        assert not any("\x1b" in each.text for each in seen(ax))
        assert "<script>" not in lb.plots.to_svg(ax)


def test_many_causes_leave_no_room_for_names(found: Evaluation, tmp_path: Path) -> None:
    ax = found.confusion.plot(ax=blank(1.2, 1.2))
    assert seen(ax)
    assert found.to_svg().startswith("<svg")


def test_large_counts_have_room_in_their_squares(engine: lb.Engine) -> None:
    confusion = engine.evaluate(engine.simulate(300, missing=0.3), draws=100).confusion
    many = replace(confusion, counts=confusion.counts * 777)
    ax = many.plot(ax=blank())
    texts = [each.text for each in seen(ax)]
    assert [text for text in texts if text.endswith("k")]
    widths = [each.box.width for each in seen(ax) if each.text.endswith("k")]
    assert max(widths) <= ax.bbox.width / len(ax.get_yticks())
    assert f"of {777 * 300:,} cases right" in ax.get_title(loc="left")


def test_a_curve_that_is_not_seen_is_said_to_be_below(engine: lb.Engine) -> None:
    cases = [{"fever": "yes", "cause": "spinal_metastasis"}] + [{"cause": "lipoma"}] * 999
    found = engine.evaluate(cases, groups=["spinal_metastasis"], draws=100)
    legend = found.decision_curves[0].plot(ax=blank()).get_legend()
    names = [each.get_text() for each in legend.get_texts()]
    assert "on everyone (below all that is shown)" in names
