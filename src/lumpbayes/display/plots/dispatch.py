"""Which plot shows which record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lumpbayes.cases.evaluation.calibration import Calibration
from lumpbayes.cases.evaluation.confusion import Confusion
from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.display.plots.confusion import confusion
from lumpbayes.display.plots.decision_curve import decision_curve
from lumpbayes.display.plots.evolution import evolution
from lumpbayes.display.plots.intervals import intervals
from lumpbayes.display.plots.movements import movements
from lumpbayes.display.plots.questions import questions
from lumpbayes.display.plots.reliability import reliability
from lumpbayes.display.plots.slope import slope
from lumpbayes.display.plots.svg import drawn
from lumpbayes.display.plots.tornado import tornado
from lumpbayes.display.plots.waterfall import waterfall
from lumpbayes.errors import EvidenceError
from lumpbayes.reasoning.comparison import Comparison
from lumpbayes.reasoning.evolution import Evolution
from lumpbayes.reasoning.intervals import Intervals
from lumpbayes.reasoning.ledger import Ledger
from lumpbayes.reasoning.questions import Questions
from lumpbayes.reasoning.scenarios import Scenarios
from lumpbayes.reasoning.sensitivity import Sensitivity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot", "svg"]

PLOTS: dict[type, Callable[..., Axes]] = {
    CaseMovement: movements,
    Calibration: reliability,
    Comparison: slope,
    Confusion: confusion,
    DecisionCurve: decision_curve,
    Evaluation: reliability,
    Evolution: evolution,
    Intervals: intervals,
    Ledger: waterfall,
    Questions: questions,
    Scenarios: slope,
    Sensitivity: tornado,
}


def plot(record: object, *, ax: Axes | None = None, **options: Any) -> Axes:
    """Draw a record.

    Args:
        record: one of those that have a plot.
        ax: where; a new figure when None.
        **options: those of the plot.

    Raises:
        EvidenceError: there is no plot of it.
    """
    for each in type(record).__mro__:
        if each in PLOTS:
            return PLOTS[each](record, ax=ax, **options)
    names = ", ".join(each.__name__ for each in PLOTS)
    raise EvidenceError(f"there is no plot of {type(record).__name__}: there is one of {names}")


def svg(record: object, **options: Any) -> str:
    """The plot of a record as SVG for a page.

    Args:
        record: one of those that have a plot.
        **options: those of the plot.
    """
    return drawn(lambda: plot(record, **options))
