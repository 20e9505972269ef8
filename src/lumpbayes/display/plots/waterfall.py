"""Why: from the log-odds before the findings, a bar a finding, to the log-odds after them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lumpbayes.display.plots.colours import AGAINST, FOR, GREY, text_colour
from lumpbayes.display.plots.rows import bare, figure_height, label_rows, rows_that_fit
from lumpbayes.display.plots.sheet import axes_for, room_of, set_title, settle
from lumpbayes.display.words import plain
from lumpbayes.inference.network import FloatArray
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.arguments import check_count
from lumpbayes.reasoning.ledger import Ledger, LedgerKind, LedgerRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["waterfall"]

TICKS = (
    *(0.5, 0.1, 0.9, 0.01, 0.99, 0.001, 0.999, 0.0001, 0.9999),
    *(0.2, 0.8, 0.02, 0.98, 0.05, 0.95, 0.3, 0.7, 0.4, 0.6),
)
"""Probabilities that the upper axis names, those that matter most first."""
APART = 4.5
"""Between two of them, in sizes of the font."""
NEAREST = 1e-16
"""Probabilities are drawn no nearer to 0 and 1."""
HATCHES = {LedgerKind.EXCLUDES: "xxx", LedgerKind.PROVES: "///"}
DECIDED = {LedgerKind.EXCLUDES: AGAINST, LedgerKind.PROVES: FOR}


HEIGHT = 0.62
"""Of a bar, in rows."""


class _Bar(NamedTuple):
    """A row: from where to where, in decibans; across all where it decides."""

    label: str
    start: float
    end: float
    value: str
    colour: str
    hatch: str = ""


def waterfall(ledger: Ledger, *, top: int | None = None, ax: Axes | None = None) -> Axes:
    """Why a cause is as probable as it is, as a waterfall of log-odds.

    Args:
        ledger: of ``dx.explain()``.
        top: how many findings have a bar of their own, those of the largest shares; the others are
            summed in one. All when left out, as far as they can be read.
        ax: where; a new figure when left out.

    Returns:
        The axes: a row a finding, in decibans; the upper axis is the probability.

    Raises:
        EvidenceError: ``top`` that is no whole number of at least 1.

    >>> import lumpbayes as lb
    >>> from matplotlib.figure import Figure
    >>> ledger = lb.load().diagnose({"fever": "yes", "redness": "yes"}).explain("skin_abscess")
    >>> axes = lb.plots.waterfall(ledger, ax=Figure().subplots())
    >>> [label.get_text() for label in axes.get_yticklabels()][1:-1]
    ['Fever: yes', 'Redness: yes']
    """
    top = len(ledger.rows) if top is None else check_count("top", top)
    shown = min(top, len(ledger.rows))
    ax = axes_for(ax, 7.5, figure_height(shown + 3))
    room = rows_that_fit(ax, len(ledger.rows) + 2) - 2
    bars = _bars(ledger, top if room >= shown else max(room - 1, 1))
    _draw(ax, bars)
    size = label_rows(ax, [bar.label for bar in bars], [bar.value for bar in bars])
    _probabilities(ax, size)
    set_title(ax, f"Why {plain(ledger.cause_label)}, against {plain(ledger.against_label)}")
    ax.set_xlabel("log-odds, decibans (plus: for it; minus: against; 10: odds × 10)")
    settle(ax)
    return ax


def _bars(ledger: Ledger, top: int) -> list[_Bar]:
    """Prior, findings, the rest in one, what decides, posterior."""
    of_two = " of the two" if ledger.against is not None else ""
    setting = f" ({plain(ledger.setting)})" if ledger.setting else ""
    before = f"before the findings{setting}"
    bars = [_total(before, ledger.log_prior_odds, ledger.prior, of_two)]
    at = _decibans(ledger.log_prior_odds)
    weighed = [row for row in ledger.rows if row.log_share is not None]
    decided = list(ledger.deciding)
    shown = weighed[: max(top - len(decided), 0)]
    for row in shown:
        bars.append(_step(_found(row), at, row.log_share or 0.0))
        at = bars[-1].end
    if left := weighed[len(shown) :]:
        rest = math.fsum(row.log_share or 0.0 for row in left)
        bars.append(_step(f"and {len(left)} more", at, rest))
    bars += [_decider(row) for row in decided]
    bars.append(_total("after the findings", ledger.log_posterior_odds, ledger.posterior, of_two))
    return bars


def _decibans(log_odds: float) -> float:
    """0 where infinite: there is no place for it on the axis."""
    return DECIBANS * log_odds if math.isfinite(log_odds) else 0.0


def _total(label: str, log_odds: float, probability: float, of_two: str) -> _Bar:
    amount = f"{percent(probability)}{of_two}"
    if math.isinf(log_odds):
        kind = LedgerKind.PROVES if log_odds > 0 else LedgerKind.EXCLUDES
        word = "certain" if log_odds > 0 else "excluded"
        return _Bar(f"{amount} {label}", 0, 0, word, DECIDED[kind], HATCHES[kind])
    end = _decibans(log_odds)
    return _Bar(f"{amount} {label}", 0.0, end, _signed(end), GREY)


def _step(label: str, at: float, log_share: float) -> _Bar:
    change = DECIBANS * log_share
    return _Bar(label, at, at + change, _signed(change), FOR if change >= 0 else AGAINST)


def _decider(row: LedgerRow) -> _Bar:
    colour, hatch = DECIDED[row.kind], HATCHES[row.kind]
    return _Bar(_found(row), 0, 0, row.kind.value, colour, hatch)


def _found(row: LedgerRow) -> str:
    together = ", ".join(map(plain, row.together))
    return plain(row.found) + (f" (only together with {together})" if together else "")


def _signed(decibans: float) -> str:
    """With its sign, a true minus; 0.0 has none."""
    rounded = round(decibans, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def _draw(ax: Axes, bars: Sequence[_Bar]) -> None:
    from matplotlib.patches import Rectangle

    ends = [0.0, *(end for bar in bars for end in (bar.start, bar.end))]
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low) or 1.0
    ax.set_xlim(low - room, high + room)
    for row, bar in enumerate(bars):
        if bar.hatch:  # what decides is worth infinitely much
            whole = Rectangle((low - room, row - HEIGHT / 2), high - low + 2 * room, HEIGHT)
            whole.set(facecolor="none", edgecolor=bar.colour, hatch=bar.hatch, linewidth=0.8)
            ax.add_patch(whole)
        else:
            ax.barh(row, bar.end - bar.start, left=bar.start, height=HEIGHT, color=bar.colour)
    for row, (bar, after) in enumerate(pairwise(bars)):
        if not bar.hatch and not after.hatch:
            ax.vlines(bar.end, row, row + 1, color=text_colour(), lw=0.6, alpha=0.6)
    ax.axvline(0, color=text_colour(), lw=0.8)
    bare(ax)


def _probabilities(ax: Axes, size: float) -> None:
    """The upper axis: as many probabilities as have room beside one another."""
    low, high = ax.get_xlim()
    apart = APART * size * (high - low) / room_of(ax).width
    shown: list[float] = []
    for each in TICKS:
        at = float(_decibans_of(each))
        near = any(abs(at - float(_decibans_of(other))) < apart for other in shown)
        if low <= at <= high and not near:
            shown.append(each)
    upper = ax.secondary_xaxis("top", functions=(_probability_of, _decibans_of))
    upper.set_xticks(shown, [f"{100 * each:g} %" for each in shown], fontsize=size)
    upper.minorticks_off()
    upper.spines["top"].set_alpha(0.4)
    upper.set_xlabel("probability", fontsize=size)


def _probability_of(decibans: ArrayLike) -> FloatArray:
    found: FloatArray = 1 / (1 + np.exp(-np.asarray(decibans, dtype=float) / DECIBANS))
    return found


def _decibans_of(probability: ArrayLike) -> FloatArray:
    inside = np.clip(np.asarray(probability, dtype=float), NEAREST, 1 - NEAREST)
    found: FloatArray = DECIBANS * (np.log(inside) - np.log1p(-inside))
    return found
