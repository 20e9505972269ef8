"""The tables of a page or an output, read back: words of each cell, and bars in per cent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

PLACE = re.compile(r"left:([\d.]+)%(?:;width:([\d.]+)%)?")
VOID = frozenset(("meta", "br"))
HEADINGS = ("h2", "h3", "caption")


@dataclass
class Piece:
    """A piece of a bar: a whisker, the mark of zero, or a fill with its colour."""

    kind: str
    left: float
    right: float


@dataclass
class Cell:
    """What a cell says beside the tables in it, and the bars it has."""

    text: str = ""
    bars: list[Piece] = field(default_factory=list)

    def bar(self, kind: str) -> Piece:
        """The only piece of a kind."""
        (found,) = (each for each in self.bars if each.kind == kind)
        return found


@dataclass
class Shown:
    """A table; what stands over it, and the fold that it is in.

    Attributes:
        title: the last caption or heading before its rows.
        fold: what the fold says; empty where it is not folded.
    """

    title: str
    fold: str
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def texts(self) -> list[list[str]]:
        """The words of each cell."""
        return [[cell.text for cell in row] for row in self.rows]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Shown] = []
        self.lines: list[str] = []
        self._open: list[str] = []
        self._within: list[Shown] = []
        self._folds: list[str] = []
        self._blocks: list[int] = []
        self._title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self._open.append(tag)
        if tag in HEADINGS:
            self._title = ""
        if tag == "details":
            self._folds.append("")
        self._table_starts(tag)
        if tag in ("p", "li", *HEADINGS, "dd"):
            self.lines.append("")
            self._blocks.append(len(self.lines) - 1)
        given = dict(attrs)
        place = PLACE.fullmatch(given.get("style") or "")
        if place and self._within:
            left, width = (float(each or 0.0) for each in place.groups())
            piece = Piece(given.get("class") or "", left, left + width)
            self._within[-1].rows[-1][-1].bars.append(piece)

    def _table_starts(self, tag: str) -> None:
        if tag == "table":
            shown = Shown(self._title, self._folds[-1] if self._folds else "")
            self.tables.append(shown)
            self._within.append(shown)
        if tag == "tr":
            self._within[-1].rows.append([])
        if tag in ("th", "td"):
            self._within[-1].rows[-1].append(Cell())

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "details":
            self._folds.pop()
        if tag == "table":
            self._within.pop()
        if tag in ("p", "li", *HEADINGS, "dd"):
            self._blocks.pop()

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        if {*HEADINGS} & {*self._open}:
            self._title += data
        if "caption" in self._open:
            self._within[-1].title = self._title
            return
        if "summary" in self._open:
            self._folds[-1] += data
            return
        if self._blocks:
            self.lines[self._blocks[-1]] += data
        if self._within and self._within[-1].rows and self._within[-1].rows[-1]:
            self._within[-1].rows[-1][-1].text += data


def _told(text: str) -> str:
    return " ".join(text.split())


def tables_of(page: str) -> list[Shown]:
    """Every table with rows, in the order of the page; the heads of columns are no rows."""
    reader = _read(page)
    for shown in reader.tables:
        del shown.rows[0]
        shown.title, shown.fold = _told(shown.title), _told(shown.fold)
        for row in shown.rows:
            for cell in row:
                cell.text = _told(cell.text)
    return reader.tables


def lines_of(page: str) -> list[str]:
    """Every paragraph, item and heading, without those within it."""
    return [_told(line) for line in _read(page).lines]


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def assert_bar(cell: Cell, share: float, interval: tuple[float, float] | None = None) -> None:
    """A bar from 0 to a probability, and a whisker over its interval."""
    fill = cell.bar("fill")
    assert (fill.left, fill.right) == pytest.approx((0.0, 100 * share), abs=0.011)
    if interval is None:
        assert len(cell.bars) == 1
    else:
        whisker = cell.bar("whisker")
        ends = 100 * interval[0], 100 * interval[1]
        assert (whisker.left, whisker.right) == pytest.approx(ends, abs=0.011)


def assert_balance(
    cell: Cell, value: float, most: float, sides: tuple[str, str] = ("against", "for")
) -> None:
    """A bar from the middle: to the right what is positive; ``most`` fills its half."""
    (fill,) = (each for each in cell.bars if each.kind.startswith("fill"))
    assert fill.kind == f"fill {sides[value > 0]}"
    end = 50 + 50 * max(-1.0, min(1.0, value / most))
    assert (fill.left, fill.right) == pytest.approx((min(50.0, end), max(50.0, end)), abs=0.011)
    assert cell.bar("mark").left == 50


def assert_span(
    cell: Cell, low: float, high: float, at: float, extremes: tuple[float, float]
) -> None:
    """A range on a scale from the one extreme to the other, in two colours that meet at now."""
    start, whole = extremes[0], extremes[1] - extremes[0]
    left, now, right = (100 * (each - start) / whole for each in (low, at, high))
    against, favour = cell.bar("fill against"), cell.bar("fill for")
    assert (against.left, against.right) == pytest.approx((left, now), abs=0.021)
    assert (favour.left, favour.right) == pytest.approx((now, right), abs=0.021)
    assert cell.bar("mark").left == pytest.approx(now, abs=0.011)
