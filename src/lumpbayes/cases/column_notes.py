"""What may surprise whoever gave a case file: findings that are not read, states that are gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from lumpbayes.knowledge.matching import folded
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = ["copied_notes", "gap_notes", "near_variable"]

MOST_LISTED = 12
"""Columns that a note names."""

NEAR = 0.7
"""How alike two names are of which one may have been meant for the other, 0 to 1."""


def near_variable(knowledge: KnowledgeBase, label: str) -> str:
    """The variable that a column which is none may have been meant for; empty where there is none.

    Spaces and hyphens are taken for underscores here, which a column's name has to have.
    """
    from difflib import get_close_matches

    names = {folded(name): name for name in knowledge.names if name != knowledge.cause}
    meant = re.sub(r"[\s-]+", "_", folded(label))
    found = get_close_matches(meant, names, 1, NEAR)
    return names[found[0]] if found else ""


def copied_notes(copied: Mapping[str, str], keep_all: bool) -> Iterator[str]:
    """Which columns are copied through and not read: all of many, or those that may be findings."""
    shown = [
        f"{label} (near {near})" if near else label
        for label, near in sorted(copied.items(), key=lambda each: not each[1])
        if near or keep_all
    ]
    if shown:
        more = f" and {len(shown) - MOST_LISTED:,} more" if len(shown) > MOST_LISTED else ""
        yield f"copied, and NOT read as findings: {', '.join(shown[:MOST_LISTED])}{more}"


def gap_notes(read: Iterable[tuple[str, Variable]], missing: Sequence[str]) -> Iterator[str]:
    """States that a word for gaps names too."""
    for word, (label, variable) in product(missing, read):
        for state in variable.states:
            if folded(state) == folded(word):
                yield (
                    f"cells {word!r} of column {label!r} mean that nothing is known, as you said, "
                    f"and not the state {state}"
                )
