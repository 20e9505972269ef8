"""Red flags and sources for a terminal: lists of them, and all that the tables say of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from click import style

from lumpbayes.display.cause_tables import add_row, folded_table
from lumpbayes.display.urgency_words import asked_for
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.knowledge.records import KnowledgeBase, RedFlag, Source
from lumpbayes.reasoning.answer import citation
from lumpbayes.reasoning.table_rows import row_place

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["flag_lines", "flags_table", "source_record_lines", "sources_table", "uses"]

MOST_LINES = 20
"""Lines of one table that are named."""


def flags_table(knowledge: KnowledgeBase) -> Table:
    """The red flags: id, rule, urgency and advice, as a rich table."""
    table = folded_table("red flag", "rule", "urgency", "advice")
    for flag in knowledge.red_flags:
        add_row(table, flag.id, flag.rule_text, asked_for(flag.urgency, flag.within), flag.advice)
    return table


def sources_table(knowledge: KnowledgeBase) -> Table:
    """The sources: key, how many rows cite it, and the citation, as a rich table."""
    table = folded_table("source", "rows", "citation")
    for key, source in knowledge.sources.items():
        count = sum(len(lines) for lines in uses(knowledge, key).values())
        add_row(table, key, str(count), citation(source))
    return table


def flag_lines(knowledge: KnowledgeBase, flag: RedFlag, width: int) -> Iterator[str]:
    """A red flag's rule, urgency, advice and sources, and where it stands."""
    yield style(f"Red flag {plain(flag.id)}", bold=True)
    facts = [
        f"rule: {plain(flag.rule_text)}",
        f"urgency: {asked_for(flag.urgency, flag.within)}",
        f"advice: {plain(flag.advice)}",
        *(
            f"source {plain(key)}: {plain(citation(knowledge.sources[key]))}"
            for key in flag.sources
            if key in knowledge.sources
        ),
        f"({plain(row_place(knowledge, 'red_flags', flag.line))})",
    ]
    for fact in facts:
        yield from wrapped(fact, width, indent="    ")


def source_record_lines(knowledge: KnowledgeBase, source: Source, width: int) -> Iterator[str]:
    """A source's citation, what of it was seen, and which rows rest on it."""
    yield style(plain(source.key), bold=True)
    facts = [plain(citation(source)), f"seen: {plain(source.seen)}" if source.seen else ""]
    found = uses(knowledge, source.key)
    for what, lines in found.items():
        listed = ", ".join(map(str, lines[:MOST_LINES]))
        more = f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else ""
        rows = f"{len(lines)} row{'s' if len(lines) > 1 else ''}"
        facts.append(f"{plain(what)}: {rows}, line {listed}{more}")
    for fact in (*facts, *([] if found else ["No row of the tables cites it."])):
        yield from wrapped(fact, width, indent="    ")


def uses(knowledge: KnowledgeBase, key: str) -> dict[str, list[int]]:
    """File of a table -> the lines of its rows that cite a source, where there are any."""
    found: dict[str, list[int]] = {}
    for table, rows in _citing(knowledge).items():
        lines = [line for keys, line in rows if key in keys]
        if lines:
            found[knowledge.files[table].shown] = lines
    return found


def _citing(knowledge: KnowledgeBase) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    """Table -> the sources of each row, and its line."""
    kb = knowledge
    return {
        "priors": [(cell.estimate.sources, cell.line) for cell in kb.priors],
        "likelihoods": [(cell.estimate.sources, cell.line) for cell in kb.likelihoods],
        "management": [(each.sources, each.line) for each in kb.management.values()],
        "losses": [(each.sources, each.line) for each in kb.losses],
        "red_flags": [(flag.sources, flag.line) for flag in kb.red_flags],
    }
