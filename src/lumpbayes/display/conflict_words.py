"""Whether the findings agree, in words that text, HTML, report and panel share."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.agreement import Agreement
from lumpbayes.reasoning.conflict import Conflict

__all__ = [
    "conflict_headline",
    "conflict_numbers",
    "conflict_sentence",
    "expected_words",
    "fit_decibans",
    "pair_lines",
]


def conflict_headline(conflict: Conflict) -> str:
    """The verdict, without a full stop."""
    return plain(conflict.headline)


def conflict_sentence(conflict: Conflict) -> str:
    """The one thing to know beside the verdict; empty where nothing is known."""
    return plain(conflict.sentence)


def pair_lines(conflict: Conflict) -> Iterator[str]:
    """A line a pair of findings that hardly go together."""
    for pair in conflict.pairs:
        yield f"hardly go together: {' and '.join(map(plain, pair.findings))}"


def conflict_numbers(conflict: Conflict) -> Iterator[str]:
    """What the verdict rests on, for whoever wants to check it."""
    yield from map(plain, conflict.numbers)
    left = conflict.left_out_words
    if left:
        yield f"not judged: {'; '.join(map(plain, left))}"


def fit_decibans(row: Agreement) -> str:
    """How well a finding fits the others, with the sign of a ledger: + fits, - does not."""
    return f"{-DECIBANS * row.log_disagreement + 0.0:+.1f}"


def expected_words(row: Agreement) -> str:
    """How probable a finding is with the others, and without them."""
    given, alone = math.exp(row.log_given_others), math.exp(row.log_alone)
    return f"expected {percent(min(1.0, given))}, without the others {percent(min(1.0, alone))}"
