"""An evaluation in sections: sentences and grids."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lumpbayes.cases.evaluation.calibration import Calibration
from lumpbayes.cases.evaluation.confusion import Confusion
from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.cases.evaluation.evaluation import Evaluation, Performance
from lumpbayes.display.evaluation_urgency import urgency_sections
from lumpbayes.display.evaluation_words import (
    BASELINES,
    baseline_text,
    calibration_texts,
    case_texts,
    cases_text,
    counted,
    curve_text,
    difference_text,
    figure_text,
    kept_column,
    label_of,
    number_text,
    right_text,
    share_text,
)
from lumpbayes.display.sections import Grid, Section
from lumpbayes.display.words import plain
from lumpbayes.percentages import short_percent

__all__ = [
    "INTERVALS",
    "bins_grid",
    "curve_grid",
    "evaluation_sections",
    "evaluation_title",
    "mistakes_grid",
]

SHOWN_THRESHOLDS = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5)
FEW_MISSES = 5
MOST_COLUMNS = 4
MOST_MISTAKES = 20
FIGURES = {
    "first": "leads",
    "three": "in first three",
    "five": "in first five",
    "log_loss": "log loss",
    "brier": "Brier score",
}
LOSSES = (
    "Log loss is the mean of -ln P(true cause), in nats; the Brier score the mean of the squared "
    "errors summed over causes, 0 to 2. Of both less is better. Naive Bayes takes each finding as "
    "independent given the cause, with P(finding given cause) from this model; the prior alone "
    "knows nothing but the setting."
)
BENEFIT = (
    "Who would rather act on 9 people without the disease than miss one who has it acts from a "
    "probability of 10 % on: that is the threshold. Net benefit counts those found, less those "
    "troubled for nothing at that rate of exchange, per case (Vickers and Elkin 2006). It holds "
    "where the disease is as common as in these cases."
)
INTERVALS = (
    "In brackets: 95 % intervals (Wilson for shares; for the others {draws:,} bootstrap resamples "
    "of cases, seed {seed}). They hold for cases of the same kind only."
)


def evaluation_title(evaluation: Evaluation) -> str:
    """What it is an evaluation of."""
    return f"How good the answers of {plain(evaluation.model.name)} are"


def evaluation_sections(evaluation: Evaluation, whole: bool) -> Iterator[Section]:
    """What an evaluation found, the most important first.

    Args:
        evaluation: what to show.
        whole: with all tables; otherwise only what a person reads at a glance.
    """
    yield Section("Which cases", (cases_text(evaluation),))
    if evaluation.cautions:
        yield Section("Bear in mind", evaluation.cautions, grave=True)
    yield _right(evaluation, whole)
    yield from urgency_sections(evaluation, whole)
    yield _calibration(evaluation, whole)
    yield _causes(evaluation, whole)
    yield from _misses(evaluation, whole)
    yield from _curves(evaluation, whole)
    yield from _subgroups(evaluation, whole)


def _right(evaluation: Evaluation, whole: bool) -> Section:
    own = evaluation.performance
    names = (BASELINES[each.name].removeprefix("the ") for each in evaluation.baselines)
    heads = ("", "model", *names)
    each = (own, *(baseline.performance for baseline in evaluation.baselines))
    rows = [
        (words, *(_figure(one, name) for one in each))
        for name, words in FIGURES.items()
        if getattr(own, name) is not None
    ]
    texts = (right_text(evaluation), *map(baseline_text, evaluation.baselines), LOSSES)
    grids = [Grid("", heads, tuple(rows))]
    return Section(
        "How often the cause is found", texts, (*grids, _less(evaluation)) if whole else (*grids,)
    )


def _less(evaluation: Evaluation) -> Grid:
    """The model less each baseline."""
    rows = [
        (
            words,
            *(
                difference_text(getattr(each, name), points=name in ("first", "three"))
                for each in evaluation.baselines
            ),
        )
        for name, words in FIGURES.items()
        if name != "five" and getattr(evaluation.performance, name) is not None
    ]
    heads = ("", *(f"less {BASELINES[each.name]}" for each in evaluation.baselines))
    return Grid("The model less what is simpler, case by case:", heads, tuple(rows))


def _figure(performance: Performance, name: str) -> str:
    if name in ("log_loss", "brier"):
        return figure_text(getattr(performance, name))
    return share_text(getattr(performance, name))


def _calibration(evaluation: Evaluation, whole: bool) -> Section:
    texts = calibration_texts(evaluation)
    grids = (bins_grid(evaluation.calibration),) if whole else ()
    return Section("Whether its probabilities can be believed", texts, grids)


def bins_grid(calibration: Calibration) -> Grid:
    """The reliability table."""
    rows = [
        (
            f"{100 * each.low:.0f} to {100 * each.high:.0f} %",
            f"{each.observed.of:,}",
            short_percent(each.stated),
            share_text(each.observed),
        )
        for each in calibration.bins
    ]
    heads = ("leading cause given", "cases", "mean", "true in")
    return Grid("Ten bins of equal width; those without cases are left out.", heads, tuple(rows))


def _causes(evaluation: Evaluation, whole: bool) -> Section:
    rows = [
        (
            label_of(evaluation, each.cause),
            f"{each.first.of:,}",
            *map(share_text, (each.first, each.three)),
        )
        for each in evaluation.sensitivities
    ]
    grids = [Grid("", ("true cause", "cases", "sensitivity", "in first three"), tuple(rows))]
    if whole and evaluation.confusion.mistaken:
        grids.append(mistakes_grid(evaluation.confusion))
    return Section("Each cause", (), tuple(grids))


def mistakes_grid(confusion: Confusion) -> Grid:
    """Which cause was taken for which, the most frequent mistakes first."""
    labels = confusion.labels
    rows = [
        (plain(labels[true]), plain(labels[led]), f"{count:,}")
        for true, led, count in confusion.mistaken[:MOST_MISTAKES]
    ]
    heads = ("true cause", "cause that leads instead", "cases")
    return Grid("The most frequent mistakes:", heads, tuple(rows), (0, 1))


def _misses(evaluation: Evaluation, whole: bool) -> Iterator[Section]:
    shown = evaluation.misses if whole else evaluation.misses[:FEW_MISSES]
    if not shown:
        return
    kept = kept_column(evaluation.misses)
    rows = [
        (
            *case_texts(each, kept),
            label_of(evaluation, each.truth),
            short_percent(each.probability),
            str(each.rank),
            f"{label_of(evaluation, each.leading)} ({short_percent(each.confidence)})",
        )
        for each in shown
    ]
    heads = ("case", *kept, "true cause", "given", "rank", "leading instead")
    own = len(kept)
    grid = Grid("", heads, tuple(rows), (*range(2 + own), 4 + own))
    text = (
        "Look at these first: a finding may be miscoded, or a number of the tables wrong. Given is "
        "the probability of the true cause."
    )
    yield Section("The answers furthest from the truth", (text,), (grid,))


def _curves(evaluation: Evaluation, whole: bool) -> Iterator[Section]:
    if evaluation.decision_curves:
        texts = (BENEFIT, *map(curve_text, evaluation.decision_curves))
        grids = tuple(map(curve_grid, evaluation.decision_curves)) if whole else ()
        yield Section("Whether acting on it does good", texts, grids)


def curve_grid(curve: DecisionCurve) -> Grid:
    """Net benefit at some thresholds."""
    lists = (curve.thresholds, curve.model, curve.naive_bayes, curve.treat_all)
    rows = [
        (
            short_percent(threshold),
            figure_text(own),
            number_text(naive),
            number_text(everyone),
            "0",
        )
        for threshold, own, naive, everyone in zip(*lists, strict=True)
        if threshold in SHOWN_THRESHOLDS
    ]
    caption = f"Net benefit of acting on {plain(curve.causes.label)}:"
    return Grid(
        caption,
        ("threshold", "on the model", "on naive Bayes", "on everyone", "on no one"),
        tuple(rows),
    )


def _subgroups(evaluation: Evaluation, whole: bool) -> Iterator[Section]:
    if evaluation.by is None:
        return
    parts = [(plain(name), each) for name, each in evaluation.subgroups.items()]
    parts.append(("all", evaluation))
    columns = _COLUMNS if whole else _COLUMNS[:MOST_COLUMNS]
    rows = [(name, *(text(each) for _, text in columns)) for name, each in parts]
    text = (
        f"Each value of {plain(evaluation.by)} by itself. Where intervals overlap widely, no "
        "difference is shown; with many subgroups one will differ by chance."
    )
    count = counted(len(evaluation.subgroups), "subgroup")
    heads = ("", *(head for head, _ in columns))
    yield Section(f"Side by side: {count}", (text,), (Grid("", heads, tuple(rows)),))


def _under(evaluation: Evaluation) -> str:
    return share_text(evaluation.triage.under if evaluation.triage else None)


_COLUMNS: tuple[tuple[str, Callable[[Evaluation], str]], ...] = (
    ("cases", lambda each: f"{each.cases.scored:,}"),
    ("leads", lambda each: share_text(each.performance.first)),
    ("in first three", lambda each: share_text(each.performance.three)),
    ("log loss", lambda each: figure_text(each.performance.log_loss)),
    ("Brier score", lambda each: figure_text(each.performance.brier)),
    ("calibration error", lambda each: figure_text(each.calibration.error)),
    ("under-triage", _under),
)
