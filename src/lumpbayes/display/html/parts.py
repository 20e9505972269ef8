"""Parts of records as HTML: one flag, one row. What has no words of its own is listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lumpbayes.display.html.answer import level_class
from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import Html, element, items, joined, paragraph, section
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.intervals import range_text
from lumpbayes.display.ledger_words import table_row_text
from lumpbayes.display.urgency_words import (
    certain_lines,
    level_headline,
    level_name,
    possible_lines,
)
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.within import within_words
from lumpbayes.percentages import percent
from lumpbayes.reasoning.intervals import Interval
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.table_rows import TableRow
from lumpbayes.reasoning.urgency import Urgency

__all__ = [
    "fields_fragment",
    "flag_fragment",
    "interval_fragment",
    "mapping_fragment",
    "shortened",
    "urgency_part",
    "value_text",
]

MOST_LISTED = 20
LONGEST = 300
"""Letters of a value in a mapping, which may hold whole tables."""


def fields_fragment(record: Any) -> Html:
    """A named tuple: a row a field."""
    kind = type(record).__name__
    rows = [(name.replace("_", " "), _value(value)) for name, value in record._asdict().items()]
    return Table(kind, (Column("Field"), Column("Value")), rows).html()


def _value(value: object) -> Html:
    """A field: numbers and words as text, several of them as a list, a mapping as a table."""
    if isinstance(value, Mapping):
        return joined(items(f"{key}: {value_text(each)}" for key, each in value.items()) or "none")
    if isinstance(value, tuple):
        return items(map(value_text, value)) or joined("none")
    return joined(value_text(value))


def value_text(value: object) -> str:
    """A value in words: numbers in six digits, nothing as ``none``, parts by their fields.

    >>> value_text(0.25), value_text(None), value_text(True), value_text({"not": "yes"})
    ('0.25', 'none', 'yes', 'not: yes')
    """
    for kinds, words in WORDS:
        if isinstance(value, kinds):
            return words(value)
    return str(value)


def _fields_text(value: tuple[Any, ...]) -> str:
    """The parts of a tuple, those of a named one by their names."""
    named = zip(getattr(value, "_fields", [""] * len(value)), value, strict=True)
    return "; ".join(f"{name} {value_text(each)}".strip() for name, each in named) or "none"


def _mapping_text(value: Mapping[str, Any]) -> str:
    return "; ".join(f"{key}: {value_text(each)}" for key, each in value.items()) or "none"


WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (type(None), lambda value: "none"),
    (bool, lambda value: "yes" if value else "no"),
    (float, lambda value: f"{value:.6g}"),
    (TableRow, table_row_text),
    (Mapping, _mapping_text),
    (tuple, _fields_text),
)
"""How values of a kind are said; the first that fits."""


def mapping_fragment(mapping: FrozenMapping[Any]) -> Html:
    """A mapping: names with bars where it is of probabilities, and with values else."""
    if not mapping:
        return paragraph("nothing")
    more = f"{max(0, len(mapping) - MOST_LISTED)} more"
    name = Column(mapping.kind.capitalize())
    if _of_probabilities(mapping):
        columns = (name, Column("Probability", "number"), Column("", "picture"))
        shares = [(key, percent(each), bar(each)) for key, each in mapping.items()]
        return Table("Probabilities", columns, shares, MOST_LISTED, more).html()
    rows = [(key, shortened(value_text(value))) for key, value in mapping.items()]
    return Table("By name", (name, Column("Value")), rows, MOST_LISTED, more).html()


def _of_probabilities(mapping: FrozenMapping[Any]) -> bool:
    """Whether it is a distribution, or says how probable each group of causes is.

    A size of 0.5 cm and a loss of 0.5 are no probability: what the keys name decides.
    """
    named = mapping.kind in ("cause", "group") or mapping.kind.startswith("state of ")
    return named and all(isinstance(each, float) for each in mapping.values())


def shortened(words: str) -> str:
    """Words that are not long; what is cut off is marked.

    >>> shortened("yes"), len(shortened("x" * 1000)), shortened("x" * 1000)[-2:]
    ('yes', 300, 'x…')
    """
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def flag_fragment(flag: Flag) -> Html:
    """A red flag: its rule, what it asks for, and what to do."""
    time = f", {within_words(flag.within)}" if flag.within else ""
    head = f"Red flag {flag.id} ({level_name(flag.urgency)}{time}): {flag.advice}"
    sources = f"sources: {', '.join(flag.sources)}" if flag.sources else None
    lines = [f"rule: {flag.rule}", *([sources] if sources else [])]
    return section(head, items(lines), class_=level_class(flag.urgency))


def interval_fragment(interval: Interval) -> Html:
    """A probability, its range and a bar with a whisker."""
    share = interval.probability
    text = f"{percent(share)} {range_text(interval)}, is first in {percent(interval.leads)}"
    return joined(paragraph(text), bar(share, (interval.low, interval.high)))


LOSSES = (
    "The harm that is expected of each level of care: what the table losses says it does under "
    "each cause (a judgement, in units of its own), weighed by how probable that cause is. The "
    "lowest is chosen, unless a red flag or a limit on a grave cause asks for more."
)


def urgency_part(urgency: Urgency) -> Html:
    """The level, why, and what each level is expected to cost."""
    losses: Mapping[str, float] = urgency.expected_losses or {}
    lowest = {each.level for each in urgency.reasons if each.kind == "expected_loss"}
    rows = [_loss(name, loss, name in lowest) for name, loss in losses.items()]
    columns = (Column("Level"), Column("Expected loss", "number"))
    return joined(
        section(
            level_headline(urgency),
            items((*certain_lines(urgency), *possible_lines(urgency))),
            class_=level_class(urgency.level),
        ),
        paragraph(LOSSES if rows else "", class_="quiet"),
        Table("What each level is expected to cost", columns, rows).html(),
    )


def _loss(level: str, loss: float, lowest: bool) -> tuple[object, object]:
    """A level and what it costs; the lowest in bold."""
    words, amount = level_name(level), f"{loss:.4g}"
    if not lowest:
        return words, amount
    return element("b", f"{words} (the lowest)"), element("b", amount)
