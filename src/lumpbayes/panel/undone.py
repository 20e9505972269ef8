"""What a step back takes away and brings back, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumpbayes.display.words import plain
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.panel.editing import number_words
from lumpbayes.panel.state import State
from lumpbayes.percentages import percent
from lumpbayes.reasoning.phrases import phrase

__all__ = ["undone_words"]

MOST_NAMED = 3
"""What is named; of more it is said how many."""


def undone_words(knowledge: KnowledgeBase, left: State, now: State) -> str:
    """What a step back took away, and what it brought back.

    Args:
        knowledge: the model, with the tables' own numbers.
        left: the state that was left.
        now: the state before it, which is back.

    >>> import lumpbayes as lb
    >>> fever = State().with_evidence({"fever": "yes"})
    >>> undone_words(lb.load(backend="sweeps").knowledge, fever, State())
    'Undone: Fever: yes.'
    """
    before, after = list(_contents(knowledge, left)), list(_contents(knowledge, now))
    gone = [each for each in before if each not in after]
    back = [each for each in after if each not in before]
    words = f"Undone: {_listed(gone)}." if gone else "Undone."
    return f"{words} Back again: {_listed(back)}." if back else words


def _contents(knowledge: KnowledgeBase, state: State) -> Iterator[str]:
    """Each thing that was entered, in words."""
    for name, form in state.evidence.items():
        yield plain(phrase(knowledge, name, form))
    for number, probability in state.edits:
        yield f"{plain(number_words(knowledge, number))} set to {percent(probability)}"
    for name in sorted(state.skipped):
        yield f"{plain(knowledge.variable_labels[name])} skipped"


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - MOST_NAMED
    return ", ".join(texts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
