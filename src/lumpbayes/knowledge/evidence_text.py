"""Evidence from a text: a JSON object, a whole answer in JSON, or words, one or more a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.knowledge.careful_json import parse_json
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.evidence import said
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.vectors import says_nothing
from lumpbayes.knowledge.words import parse_words

__all__ = ["EvidenceText", "merged", "parse_evidence_text"]


class EvidenceText(NamedTuple):
    """What a text holds.

    Attributes:
        evidence: ready for ``Engine.diagnose``.
        fingerprint: of the model whose answer the text is, or None.
    """

    evidence: dict[str, Any]
    fingerprint: str | None


def parse_evidence_text(knowledge: KnowledgeBase, text: str, shown: str) -> EvidenceText:
    """Evidence from a text.

    Args:
        knowledge: the model.
        text: JSON if its first character is ``{``; otherwise words as at a shell, ``#`` comments.
        shown: the file's name, for messages.

    Raises:
        EvidenceError: JSON or words that cannot be understood; names the file, and the line of
            a word.
    """
    if text.lstrip()[:1] in ("{", "["):
        return _from_json(text, shown)
    words: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words += _line_words(knowledge, line, f"{shown}:{number}")
    return EvidenceText(_placed(knowledge, words, shown), None)


def _line_words(knowledge: KnowledgeBase, line: str, place: str) -> list[str]:
    """The words of a line, each of them understood; errors name the line."""
    import shlex

    try:
        words = _joined(shlex.split(line, comments=True))
    except ValueError as error:
        raise EvidenceError(f"{place}: {error}; close the quotation mark") from error
    _placed(knowledge, words, place)
    return words


def _placed(knowledge: KnowledgeBase, words: list[str], place: str) -> dict[str, Any]:
    """The evidence of words; errors name the place."""
    try:
        return parse_words(knowledge, words)
    except UnknownNameError as error:
        raise UnknownNameError(f"{place}: {error}", error.nearest) from error
    except EvidenceError as error:
        raise EvidenceError(f"{place}: {error}") from error


def _joined(pieces: list[str]) -> list[str]:
    """Words of the pieces between spaces, which may stand around ``=`` and ``!=`` too.

    >>> _joined(["fever", "=", "yes", "redness!=", "yes", "size_cm", "=6"])
    ['fever=yes', 'redness!=yes', 'size_cm=6']
    """
    words: list[str] = []
    is_open = False
    for piece in pieces:
        if words and (is_open or SIGN.match(piece)):
            words[-1] += piece
        else:
            words.append(piece)
        is_open = bool(OPEN.fullmatch(words[-1]) or SIGN.fullmatch(piece))
    return words


OPEN = re.compile(r"[^=]*=")
"""A word whose value is still to come."""
SIGN = re.compile(r"!?=")


def merged(
    knowledge: KnowledgeBase, first: Mapping[str, Any], second: Mapping[str, Any]
) -> dict[str, Any]:
    """Both pieces of evidence together.

    Args:
        knowledge: the model.
        first: what a file says.
        second: what words beside it say.

    Raises:
        UnknownNameError, EvidenceError: what cannot be understood; a variable of which they say
            different things: give it once.
    """
    known = {key: value for key, value in first.items() if not says_nothing(value)}
    keys = {find_key(knowledge, key).variable.name: key for key in known}
    for key, value in second.items():
        name = find_key(knowledge, key).variable.name
        earlier = keys.get(name)
        if earlier is None:
            known[key] = value
        elif said(knowledge, earlier, known[earlier]) != said(knowledge, key, value):
            raise EvidenceError(
                f"{name} is given twice: {earlier}={known[earlier]!r} in the file and "
                f"{key}={value!r} beside it; give it once"
            )
    return known


def _from_json(text: str, shown: str) -> EvidenceText:
    try:
        content = parse_json(text)
    except ValueError as error:
        raise EvidenceError(f"{shown}: {error}; expected a JSON object of evidence") from error
    if not isinstance(content, dict):
        raise EvidenceError(f"{shown}: a list; expected one JSON object, the evidence of one case")
    if "schema" not in content:
        return EvidenceText(content, None)
    evidence, model = content.get("evidence"), content.get("model")
    if not isinstance(evidence, dict) or not isinstance(model, dict):
        raise EvidenceError(
            f"{shown}: an answer without evidence or model; expected what --json prints"
        )
    return EvidenceText(evidence, str(model.get("fingerprint")))
