"""An evaluation in words: what terminal, Markdown and HTML share."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.cases.evaluation.drivers import Driver
from lumpbayes.cases.evaluation.evaluation import TOO_FEW, Baseline, Evaluation
from lumpbayes.cases.evaluation.figures import Figure, Share
from lumpbayes.cases.evaluation.worst_cases import Miss, TooLate
from lumpbayes.display.words import plain
from lumpbayes.percentages import percent, short_percent

__all__ = [
    "BASELINES",
    "baseline_text",
    "calibration_texts",
    "case_texts",
    "cases_text",
    "counted",
    "curve_text",
    "difference_text",
    "driver_text",
    "figure_text",
    "kept_column",
    "label_of",
    "listed",
    "number_text",
    "right_text",
    "share_text",
    "triage_texts",
]

BASELINES = {"prior": "the prior alone", "naive_bayes": "naive Bayes"}
MOST_LISTED = 8
INFINITE = "infinite"
TWO_DIGITS = 10.0
MOST_DECIMALS = 6
ROUNDING = 1e-9
"""Difference of two log losses, in nats, that is none."""
NARROW = 0.02
"""Width of an interval of shares from which on tenths of a percent count."""


def counted(number: int, word: str = "case") -> str:
    """A number of things: ``1 case``, ``2 cases``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def listed(names: tuple[str, ...], most: int = MOST_LISTED) -> str:
    """Names in a row, the first ones of many."""
    rest = len(names) - most
    more = f" and {rest} more" if rest > 0 else ""
    return f"{', '.join(map(plain, names[:most]))}{more}"


def label_of(evaluation: Evaluation, cause: str) -> str:
    """A cause in plain words."""
    return plain(evaluation.confusion.labels[cause])


def share_text(share: Share | None) -> str:
    """A share in percent with its interval; a dash for none.

    >>> from lumpbayes.cases.evaluation.figures import share_of
    >>> share_text(share_of(13, 20))
    '65 % (43–82 %)'
    >>> share_text(share_of(52_448, 60_000))
    '87.4 % (87.1–87.7 %)'
    """
    if share is None:
        return "–"
    shown = percent if share.high - share.low < NARROW else short_percent
    low, high = shown(share.low), shown(share.high)
    return f"{shown(share.value)} ({low.removesuffix(' %')}–{high})"


def number_text(value: float) -> str:
    """A number with three digits.

    >>> number_text(1.3654), number_text(math.inf)
    ('1.37', 'infinite')
    """
    return f"{value:.3g}" if math.isfinite(value) else INFINITE


def figure_text(figure: Figure) -> str:
    """A number with its interval.

    >>> figure_text(Figure(1.3654, 0.772, math.inf))
    '1.37 (0.77–infinite)'
    >>> figure_text(Figure(0.1, -0.02, 0.3)), figure_text(Figure(2.1834, 2.1702, 2.1967))
    ('0.10 (-0.02 to 0.30)', '2.183 (2.170–2.197)')
    """
    digits = _decimals(figure)
    value, low, high = (
        f"{each:.{digits}f}" if math.isfinite(each) else INFINITE for each in figure
    )
    dash = " to " if figure.low < 0 else "–"
    return f"{value} ({low}{dash}{high})"


def _decimals(figure: Figure) -> int:
    """Decimals of a number and of its interval: as many as tell its ends apart, in two digits."""
    ends = [each for each in figure if math.isfinite(each)]
    width = max(ends) - min(ends) if ends else 0.0
    return max(0, min(MOST_DECIMALS, 1 - math.floor(math.log10(width)))) if width else 2


def difference_text(figure: Figure | None, *, points: bool = False) -> str:
    """A difference with its sign and interval; in percentage points where it is one of shares.

    >>> difference_text(Figure(0.5, 0.25, 0.7), points=True), difference_text(None)
    ('+50 points (+25 to +70)', 'unknown')
    """
    if figure is None:
        return "unknown"
    if points:
        value, low, high = (_signed(100 * each) for each in figure)
        return f"{value} points ({low} to {high})"
    value, low, high = map(_signed, figure)
    return f"{value} ({low} to {high})"


def _signed(number: float) -> str:
    shown = f"{number:+.2g}"
    return shown if float(shown) else "0"


def cases_text(evaluation: Evaluation) -> str:
    """Which cases were evaluated, and on what."""
    cases = evaluation.cases
    out = cases.rows - cases.scored
    texts = [
        f"{counted(cases.scored)} of {cases.rows:,}" if out else counted(cases.scored),
        f"the true cause is in column {plain(cases.truth)}",
    ]
    found = [f"{'; '.join(texts)}.", f"{counted(len(cases.evidence), 'column')} read as evidence."]
    if cases.skipped:
        were = "was" if cases.skipped == 1 else "were"
        found.append(f"{counted(cases.skipped, 'row')} could not be read, and {were} skipped.")
    if cases.phases is not None:
        found.append(f"Of them only what {' and '.join(cases.phases)} find was used.")
    if cases.ignored:
        found.append(f"Not read: {listed(cases.ignored)}.")
    if cases.assumed:
        where = plain(cases.setting).replace("_", " ")
        found.append(f"{counted(cases.assumed)} without a setting: {where} was assumed.")
    return " ".join(found)


def right_text(evaluation: Evaluation) -> str:
    """How often the true cause comes first, and among the first three."""
    first, three = evaluation.performance.first, evaluation.performance.three
    text = f"The true cause leads in {first.cases:,} of {counted(first.of)}"
    return f"{text}, and is among the first three in {three.cases:,}." if three else f"{text}."


def baseline_text(baseline: Baseline) -> str:
    """Whether the model is shown to be better than something simpler."""
    name = BASELINES[baseline.name]
    loss, cases = baseline.log_loss, baseline.performance.first.of
    if cases < TOO_FEW:
        return f"Against {name}: fewer than {TOO_FEW} cases do not say which is better."
    if loss is None:
        return f"Against {name}: log loss says nothing, since one of the two is infinite."
    if loss.low <= ROUNDING and loss.high >= -ROUNDING:
        return f"No difference from {name} is shown: the interval of the log losses includes 0."
    better = "Better" if loss.high < 0 else "Worse"
    factor, low, high = (_factor(math.exp(-each)) for each in (loss.value, loss.high, loss.low))
    return (
        f"{better} than {name}: the model gives the true cause {factor} times the probability, in "
        f"the geometric mean (95 % interval {low} to {high})."
    )


def _factor(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < TWO_DIGITS else f"{ratio:,.0f}"


def calibration_texts(evaluation: Evaluation) -> tuple[str, ...]:
    """Whether the probability of the leading cause can be believed."""
    found = evaluation.calibration
    seen, error, chance = found.observed, found.error, found.by_chance
    if seen.of < TOO_FEW:
        verdict = f"Fewer than {TOO_FEW} cases do not say whether that fits."
    elif seen.high < found.stated:
        verdict = "The model is too sure of itself."
    elif seen.low > found.stated:
        verdict = "The model is less sure than it could be."
    else:
        verdict = "On the whole that fits."
    within = "no more than" if error.value <= chance.high else "more than"
    return (
        f"The leading cause is given {short_percent(found.stated)} on average, and is the true one "
        f"in {share_text(seen)}. {verdict}",
        f"Bin by bin, stated and observed are {100 * error.value:.2g} points apart on average "
        f"(expected calibration error; {100 * error.low:.2g} to {100 * error.high:.2g}). That is "
        f"{within} chance makes of a perfectly calibrated model with this many cases "
        f"({100 * chance.value:.2g} on average, {100 * chance.low:.2g} to "
        f"{100 * chance.high:.2g}).",
    )


def triage_texts(evaluation: Evaluation) -> tuple[str, ...]:
    """How often care was too late or too early, in words."""
    found = evaluation.triage
    if found is None:
        return ()
    grave = found.grave
    missed = ""
    if grave is not None:
        missed = (
            f" Of the {counted(grave.of)} that need urgent or emergency care, {grave.cases:,} "
            f"{'is' if grave.cases == 1 else 'are'} answered less urgently "
            f"({share_text(grave)})."
        )
    return (
        f"Less urgent than the true cause needs (under-triage): {share_text(found.under)}; more "
        f"urgent (over-triage): {share_text(found.over)}; as needed: "
        f"{share_text(found.right)}.{missed}",
        "What a cause needs is what management.csv says of it, or else what costs least in "
        "losses.csv. More may be right where a red flag asks for haste before the cause is known. "
        "Several things may ask for the same urgency.",
    )


def driver_text(driver: Driver) -> str:
    """What asks for an urgency, by its name.

    >>> driver_text(Driver("red_flag", "R2", "")), driver_text(Driver("expected_loss", "", ""))
    ('red flag R2', 'expected loss')
    """
    return f"{driver.kind.replace('_', ' ')} {plain(driver.subject)}".rstrip()


def kept_column(cases: Sequence[Miss] | Sequence[TooLate]) -> tuple[str, ...]:
    """The head of the column beside cases: the first one that was kept; none where none was."""
    return tuple(plain(name) for each in cases[:1] for name in [*each.kept][:1])


def case_texts(case: Miss | TooLate, kept: tuple[str, ...]) -> tuple[str, ...]:
    """What a case is called, and the cell of the column beside it, if there is one."""
    cells = [plain(text) for text in case.kept.values()]
    return (plain(case.row), *cells[: len(kept)])


def curve_text(curve: DecisionCurve) -> str:
    """From which threshold to which the model is worth acting on."""
    label = plain(curve.causes.label)
    has = f"{label} ({curve.prevalence.cases:,} of {counted(curve.prevalence.of)})"
    if not curve.prevalence.cases:
        return f"{label}: no case has it, so nothing is learnt."
    if curve.prevalence.of < TOO_FEW:
        return f"{has}: fewer than {TOO_FEW} cases do not say whether acting on it does good."
    if not curve.useful:
        return f"{has}: at no threshold better than acting on everyone or on no one."
    text = (
        f"{has}: in these cases acting on the model does better than acting on everyone and on no "
        f"one at thresholds of {_ranges(curve.useful)}; "
    )
    if not curve.surely_useful:
        return f"{text}nowhere more than chance could make of it."
    return f"{text}more than chance makes of it at {_ranges(curve.surely_useful)}."


def _ranges(ranges: tuple[tuple[float, float], ...]) -> str:
    return " and ".join(
        f"{100 * low:.0f} %" if low == high else f"{100 * low:.0f} to {100 * high:.0f} %"
        for low, high in ranges
    )
