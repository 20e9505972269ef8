"""The plots of an evaluation as files, each of which says what it is of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.display.identity import identity_words
from lumpbayes.display.plots.confusion import confusion
from lumpbayes.display.plots.decision_curve import decision_curve
from lumpbayes.display.plots.lettering import wrap
from lumpbayes.display.plots.reliability import reliability
from lumpbayes.display.plots.sheet import POINTS, off_screen
from lumpbayes.display.plots.svg import to_svg
from lumpbayes.knowledge.writing import not_written, write_whole
from lumpbayes.reasoning.answer import DISCLAIMER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FORMATS", "save_plots"]

FORMATS = ("svg", "png")
DOTS = 150
"""Of a PNG, an inch."""
SMALL = 6.0
"""Size of what a plot is of, in points."""
SHARE = 0.95
"""Of the width of a figure, which that may take."""


def save_plots(evaluation: Evaluation, folder: str, kind: str, force: bool) -> Iterator[str]:
    """Draw reliability, confusion and each decision curve, a file each.

    Args:
        evaluation: what to draw.
        folder: where; made if it is not there.
        kind: ``svg`` or ``png``.
        force: whether files may be replaced.

    Yields:
        The files, as they are written.

    Raises:
        WriteError: the folder or a file cannot be written, or is there already.
    """
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise not_written(folder, error) from error
    for name, draw in _drawings(evaluation):
        path = os.path.join(os.path.abspath(folder), f"{name}.{kind}")
        write_whole(path, _drawn(evaluation, draw, kind), new=not force)
        yield path


def _drawings(evaluation: Evaluation) -> Iterator[tuple[str, Callable[[], Axes]]]:
    yield "reliability", partial(reliability, evaluation)
    yield "confusion", partial(confusion, evaluation)
    for number, curve in enumerate(evaluation.decision_curves, 1):
        yield f"decision_curve_{number}", partial(decision_curve, curve)


def _drawn(evaluation: Evaluation, draw: Callable[[], Axes], kind: str) -> bytes:
    with off_screen():
        axes = draw()
        figure: Any = axes.figure
        words = f"{identity_words(evaluation.model)}. {DISCLAIMER}"
        room = SHARE * POINTS * figure.get_figwidth()
        figure.supxlabel(wrap(words, room, SMALL), fontsize=SMALL, parse_math=False)
        if kind == "svg":
            return to_svg(axes).encode()
        out = BytesIO()
        figure.savefig(out, format=kind, dpi=DOTS, metadata={"Software": None})
        return out.getvalue()
