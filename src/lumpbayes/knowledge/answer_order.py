"""The answers to a question in the order in which it names them, so that a number is no trap."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.matching import NO, YES

__all__ = ["as_asked"]

SEPARATOR = re.compile(r",|/|\bor\b")
BEGINNING = re.compile(r"[^\W\d_]{4}")
"""Letters of an answer's first word that tell it: ``cyst`` of cystic."""


def as_asked(question: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The states, ordered as the question names them.

    An answer is looked for behind the question's colon by its label, then by the beginning of its
    first word. One that is not found stands first where the question names something before those
    that are, the reference state before others; the rest stands last. Yes and no, and answers none
    of which is found, keep their order.

    Args:
        question: as it is asked.
        labels: state -> its plain words, the reference state last.

    >>> as_asked("Does it hurt: no, a little, or badly?", {"mild": "a little", "bad": "badly",
    ...     "none": "not at all"})
    ('none', 'mild', 'bad')
    """
    states = tuple(labels)
    names = {state: folded(label.partition(" (")[0]) for state, label in labels.items()}
    asked = folded(question).rpartition(":")[2]
    places = {state: _place(asked, name) for state, name in names.items()}
    found = sorted((place, state) for state, place in places.items() if place is not None)
    if not found or {*YES, *NO}.intersection(names.values()):
        return states
    missing = [state for state in states if places[state] is None]
    first: list[str] = []
    if missing and SEPARATOR.search(asked[: found[0][0]]):
        first = [states[-1] if states[-1] in missing else missing[0]]
    return (*first, *(state for _, state in found), *(s for s in missing if s not in first))


def _place(asked: str, name: str) -> int | None:
    """Where a question names an answer; None where it does not."""
    beginning = BEGINNING.match(name)
    for text in (name, beginning.group() if beginning else name):
        match = re.search(rf"\b{re.escape(text)}", asked) if text else None
        if match is not None:
            return match.start()
    return None
