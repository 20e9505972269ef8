"""Evidence from a text: a JSON object, a whole answer in JSON, or words, one or more a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.knowledge.careful_json import parse_json
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.records import KnowledgeBase
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
        words = shlex.split(line, comments=True)
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
        hint = " (no spaces around '=')" if "=" in words else ""
        raise EvidenceError(f"{place}: {error}{hint}") from error


def merged(
    knowledge: KnowledgeBase, first: Mapping[str, Any], second: Mapping[str, Any]
) -> dict[str, Any]:
    """Both pieces of evidence together.

    Raises:
        EvidenceError: a variable that both name; give it once.
    """
    names = {find_key(knowledge, key).variable.name: key for key in first}
    for key in second:
        name = find_key(knowledge, key).variable.name
        if name in names:
            raise EvidenceError(
                f"{name} is given twice: {names[name]} in the file and {key} beside it; "
                "give it once"
            )
    return {**first, **second}


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
