"""What differs between two models, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from click import style

from lumpbayes.display.changes import number_lines
from lumpbayes.display.difference_words import (
    HEADINGS,
    affecting,
    counted_presentations,
    presentation_text,
    prior_text,
    row_text,
    silent_texts,
    table_text,
)
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.reasoning.difference import Difference

__all__ = ["difference_lines"]

INDENT = "      "


def difference_lines(difference: Difference, width: int) -> Iterator[str]:
    """The models, then what differs, then what moves; ``no difference`` where nothing does.

    Args:
        difference: of two models.
        width: columns of the window.
    """
    for name, model in (("before", difference.before), ("after", difference.after)):
        yield f"{name:<6}  {plain(model.name)} {plain(model.version)}  {model.fingerprint}"
    if difference.equal:
        yield "no difference"
        return
    numbers, rows = affecting(difference)
    yield from _section("numbers", number_lines(numbers, width))
    yield from _section("tables", _listed(map(table_text, difference.tables), width))
    yield from _section("rows", _listed(map(row_text, rows), width))
    yield from _section("silent", _listed(silent_texts(difference), width))
    yield from _section("priors", _listed(map(prior_text, difference.other_priors), width))
    presentations = (
        *map(presentation_text, difference.shown_presentations),
        *counted_presentations(difference),
    )
    yield from _section("presentations", _listed(presentations, width))


def _section(which: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines under a heading; nothing where there are none."""
    listed = list(lines)
    if listed:
        yield ""
        yield style(HEADINGS[which], bold=True)
        yield from listed


def _listed(texts: Iterable[str], width: int) -> Iterator[str]:
    for text in texts:
        yield from wrapped(f"  {text}", width, indent=INDENT)
