"""Where a record finds its pictures. It asks by name, since those who draw stand above it.

A record says what an answer means and imports no room that shows it; that room imports records.
``lumpbayes.display.views`` is the one place that knows who draws which, and is loaded when the
first picture is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Plotted", "Shown", "shown"]

ROOM = "lumpbayes.display.views"

T = TypeVar("T")


class Shown:
    """A record that a notebook shows as HTML."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return cast(str, import_module(ROOM).html(self))


def shown(record: type[T]) -> type[T]:
    """Make a named tuple, which takes no other base, a record that a notebook shows as HTML."""
    record._repr_html_ = Shown._repr_html_  # type: ignore[attr-defined]
    return record


class Plotted:
    """A record that there is a plot of, in :mod:`lumpbayes.plots`."""

    __slots__ = ()

    def plot(self, *, ax: Axes | None = None, **options: Any) -> Axes:
        """Draw it.

        Args:
            ax: where; a new figure when left out.
            **options: those of the plot, a function of :mod:`lumpbayes.plots`.

        Returns:
            The axes it was drawn on.
        """
        return cast("Axes", import_module(ROOM).plot(self, ax=ax, **options))

    def to_svg(self, **options: Any) -> str:
        """The plot as SVG for a page: text stays text, and takes the page's colour.

        ``IPython.display.HTML(record.to_svg())`` shows it in a notebook so, on a dark theme too.

        Args:
            **options: those of the plot.
        """
        return cast(str, import_module(ROOM).svg(self, **options))
