"""An answer in pictures, how it came about, and the report on it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lumpbayes import reasoning
from lumpbayes.display import plots
from lumpbayes.display import report as reports
from lumpbayes.reasoned import Reasoned
from lumpbayes.reasoning.arguments import check_path

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from lumpbayes.reasoning.evolution import Evolution
    from lumpbayes.reasoning.intervals import Intervals

__all__ = ["Pictured"]


class Pictured(Reasoned):
    """The pictures."""

    def plot(
        self, *, intervals: Intervals | bool | None = None, top: int = 10, ax: Axes | None = None
    ) -> Axes:
        """How probable each cause is, as bars: :func:`lumpbayes.plots.differential`.

        Args:
            intervals: those to draw; worked out when True, or when left out and the model is small;
                none when False.
            top: how many causes; the others are summed in one line.
            ax: where; a new figure when left out.

        Raises:
            UnknownNameError: a network without a target.
            EvidenceError: intervals of something else, or of a network file, which has none;
                ``top`` that is no whole number of at least 1.

        >>> import lumpbayes as lb
        >>> from matplotlib.figure import Figure
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
        >>> dx.plot(intervals=False, ax=Figure().subplots()).get_xlabel()
        'probability, %'
        """
        return plots.differential.differential(self, intervals=intervals, top=top, ax=ax)

    def to_svg(self, **options: Any) -> str:
        """The same as SVG for a page: text stays text, and takes the page's colour.

        ``IPython.display.HTML(dx.to_svg())`` shows it in a notebook so, on a dark theme too.

        Args:
            **options: those of :meth:`plot`, but ``ax``.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
        >>> "Skin abscess" in dx.to_svg(intervals=False)
        True
        """
        return plots.svg.drawn(lambda: self.plot(**options))

    def plot_network(self, *, ax: Axes | None = None) -> Axes:
        """The graph of the model, with what is known and what that moved.

        Args:
            ax: where; a new figure when left out.

        Raises:
            TooLargeError: more variables than can be read.

        >>> import lumpbayes as lb
        >>> from matplotlib.figure import Figure
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
        >>> axes = dx.plot_network(ax=Figure(figsize=(10, 7)).subplots())
        >>> any("Fever" in text.get_text() for text in axes.texts)
        True
        """
        return plots.network.network(self, ax=ax)

    def evolution(self, order: Sequence[str] | None = None) -> Evolution:
        """The answers as the findings become known one by one; the last one is this answer.

        Args:
            order: names of variables that were observed, in the order in which they become known;
                the others follow in table order. All are in table order when left out.

        Raises:
            UnknownNameError: a name that is not in the evidence; a network without a target.
            EvidenceError: no list of names, or one that is named twice.

        >>> import lumpbayes as lb
        >>> found = lb.load().diagnose({"fever": "yes", "redness": "yes"}).evolution(["redness"])
        >>> [(step.variable, step.leading_cause) for step in found]
        [(None, 'epidermoid_cyst'), ('redness', 'skin_abscess'), ('fever', 'skin_abscess')]
        """
        return reasoning.evolution.evolve(self.situation, order)

    def report(
        self,
        path: str | os.PathLike[str],
        *,
        force: bool = False,
        seed: int = 0,
        draws: int = 1000,
    ) -> Path:
        """Write a report on the answer: one HTML file, to be read, printed on A4 and kept.

        It holds what was found in a patient: its owner alone may read it. It needs no script and
        no network, and has no date: the same answer gives the same file.

        Args:
            path: the file.
            force: whether a file of that name is replaced.
            seed: of all that is drawn.
            draws: how many sets of tables, and of answers, to draw: at least 100.

        Returns:
            The path.

        Raises:
            WriteError: there is such a file, or it cannot be written.
            UnknownNameError: a network without a target.
            EvidenceError: a path that is none, a seed that is no whole number, or too few draws.

        >>> import os, tempfile
        >>> import lumpbayes as lb
        >>> dx = lb.load(backend="sweeps").diagnose({"fever": "yes", "redness": "yes"})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     dx.report(os.path.join(folder, "report.html")).name
        'report.html'
        """
        target = check_path(path, "report.html")
        page = self.report_html(seed=seed, draws=draws)
        return reports.saving.save_report(target, page, force)

    def report_html(self, *, seed: int = 0, draws: int = 1000) -> str:
        """The text of :meth:`report`.

        Args:
            seed: of all that is drawn.
            draws: how many sets of tables, and of answers, to draw: at least 100.

        Raises:
            UnknownNameError: a network without a target.
            EvidenceError: a seed that is no whole number, or too few draws.

        >>> import lumpbayes as lb
        >>> dx = lb.load(backend="sweeps").diagnose({"fever": "yes", "redness": "yes"})
        >>> dx.report_html().startswith("<!DOCTYPE html>")
        True
        """
        situation = self.situation
        return reports.page.report_html(self.answer, situation, seed=seed, draws=draws)
