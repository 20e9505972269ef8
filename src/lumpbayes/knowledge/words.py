"""The evidence language of the shell: ``fever=yes``, ``redness!=yes``, ``size_cm=6.2``.

A word is split at the first ``=`` or ``!=``; behind it an exact state name is tried first, then
states separated by commas. Soft evidence is given in its JSON form:
``pain={"likelihood": {"mild": 0.7, "severe": 0.3}}``. A code may stand for a finding:
``HP:0001945`` and ``HP:0001945=yes`` say that it is there, ``HP:0001945=no`` that it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lumpbayes.errors import EvidenceError, nearest_names
from lumpbayes.knowledge.careful_json import parse_json
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.coding import split_code
from lumpbayes.knowledge.evidence import said
from lumpbayes.knowledge.findings import AnyOf, Not
from lumpbayes.knowledge.matching import composed, folded, match_variable
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["SPLIT", "parse_words"]

SPLIT = re.compile(r"!=|=")


def parse_words(knowledge: KnowledgeBase, words: Iterable[str]) -> dict[str, Any]:
    """Evidence from words, ready for ``Engine.diagnose``.

    Raises:
        EvidenceError: a word without ``=``, or a variable given twice with different states.
    """
    found: dict[str, list[tuple[str, Any]]] = {}
    for word in words:
        key, text, negated = _split(knowledge, word)
        value = _value(knowledge, key, text, negated)
        earlier = found.setdefault(key, [])
        if earlier and any(_alike(knowledge, key, before, value) for _, before in earlier):
            continue
        others = [each for each, before in earlier if not isinstance(before, Not)]
        if others and not isinstance(value, Not):
            raise EvidenceError(f"{key} is given twice: {others[0]} and {word}; give it once")
        earlier.append((word, value))
    return {
        key: values[0][1] if len(values) == 1 else [value for _, value in values]
        for key, values in found.items()
    }


def _alike(knowledge: KnowledgeBase, key: str, one: Any, other: Any) -> bool:
    """Whether two values say the same of a variable: 6 and 6.0, yes and Yes."""
    return bool(said(knowledge, key, one) == said(knowledge, key, other))


def _split(knowledge: KnowledgeBase, word: str) -> tuple[str, str, bool]:
    """Key, value and whether it is negated; a code that stands alone is present."""
    match = SPLIT.search(word)
    if match:
        key = word[: match.start()].strip()
        if not key:
            raise EvidenceError(
                f"{word!r} is not understood: no name stands before {match.group()}; "
                "write variable=state, such as fever=yes"
            )
        return key, word[match.end() :].strip(), match.group() == "!="
    if split_code(word.strip()):
        return word.strip(), "yes", False
    raise EvidenceError(f"{word!r} is not understood: {_advice(knowledge, word)}")


def _advice(knowledge: KnowledgeBase, word: str) -> str:
    """What to write instead of a word without ``=``."""
    found = match_variable(knowledge, word)
    if found is None:
        known = [variable.name for variable in knowledge.variables.values()]
        nearest = nearest_names(word, known)
        meant = f"; did you mean {' or '.join(f'{name}=' for name in nearest)}?" if nearest else ""
        example = "variable=state, variable!=state or a number, such as fever=yes or size_cm=6.2"
        return f"write {example}{meant}"
    variable, name = found
    if variable.bins is not None and name == variable.bins.name:
        return f"write {name}=NUMBER"
    return f"write {' or '.join(f'{name}={state}' for state in variable.states)}"


def _value(knowledge: KnowledgeBase, key: str, text: str, negated: bool) -> Any:
    variable, name, _ = find_key(knowledge, key)
    text = composed(text)
    exact = text in variable.states or folded(text) in map(folded, variable.labels)
    is_number = variable.bins is not None and name == variable.bins.name
    if text[:1] in ("{", "[") and not exact:
        return _json_value(name, text, negated)
    parts = [text] if exact or is_number else [part.strip() for part in text.split(",")]
    if negated:
        return Not(*parts)
    return parts[0] if len(parts) == 1 else AnyOf(*parts)


def _json_value(name: str, text: str, negated: bool) -> Any:
    """A finding in its JSON form, such as ``{"likelihood": {"mild": 0.7, "severe": 0.3}}``."""
    try:
        value = parse_json(text)
    except ValueError as error:
        raise EvidenceError(
            f"{name}={text[:200]}: {error}; expected a state or a finding in JSON"
        ) from error
    if negated:
        raise EvidenceError(f'{name}!={text[:200]}: write {name}={{"not": ...}} instead')
    return value
