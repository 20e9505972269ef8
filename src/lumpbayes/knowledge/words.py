"""The evidence language of the shell: ``fever=yes``, ``redness!=yes``, ``size_cm=6.2``.

A word is split at the first ``=`` or ``!=``; behind it an exact state name is tried first, then
states separated by commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.findings import AnyOf, Not
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["parse_words"]

SPLIT = re.compile(r"!=|=")


def parse_words(knowledge: KnowledgeBase, words: Iterable[str]) -> dict[str, Any]:
    """Evidence from words, ready for ``Engine.diagnose``.

    Raises:
        EvidenceError: a word without ``=``, or a variable given twice with different states.
    """
    found: dict[str, list[tuple[str, Any]]] = {}
    for word in words:
        match = SPLIT.search(word)
        if not match:
            raise EvidenceError(
                f"{word!r} is not understood: write variable=state, variable!=state or a number, "
                "such as fever=yes or size_cm=6.2"
            )
        key, text = word[: match.start()].strip(), word[match.end() :].strip()
        value = _value(knowledge, key, text, negated=match.group() == "!=")
        earlier = found.setdefault(key, [])
        if any(before == word for before, _ in earlier):
            continue
        if earlier and not isinstance(value, Not) and not isinstance(earlier[0][1], Not):
            raise EvidenceError(f"{key} is given twice: {earlier[0][0]} and {word}; give it once")
        earlier.append((word, value))
    return {
        key: values[0][1] if len(values) == 1 else [value for _, value in values]
        for key, values in found.items()
    }


def _value(knowledge: KnowledgeBase, key: str, text: str, negated: bool) -> Any:
    variable = knowledge.variables[key] if key in knowledge.variables else None
    exact = variable is not None and text in variable.states
    is_number = any(each.bins and each.bins.name == key for each in knowledge.variables.values())
    parts = [text] if exact or is_number else [part.strip() for part in text.split(",")]
    if negated:
        return Not(*parts)
    return parts[0] if len(parts) == 1 else AnyOf(*parts)
