"""What a page sends: taken apart, and checked, as anything that comes from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lumpbayes.errors import EvidenceError
from lumpbayes.panel.state import Number

__all__ = ["Message", "number_of", "text_of"]

Message = Mapping[str, Any]


def text_of(message: Message, name: str) -> str:
    """One of a message's texts.

    Raises:
        EvidenceError: it is none.

    >>> text_of({"type": "save", "name": "A"}, "name")
    'A'
    """
    text = message.get(name)
    if not isinstance(text, str):
        raise EvidenceError(f"message {message.get('type')!r}: {name}={text!r}; expected text")
    return text


def number_of(message: Message) -> Number:
    """Which number of the tables a message is about.

    Raises:
        EvidenceError: it is not said.

    >>> number_of({"number": ["prior", "cause", "lipoma", "emergency"]}).state
    'lipoma'
    """
    parts = message.get("number")
    if not isinstance(parts, list) or len(parts) != len(Number._fields):
        raise _no_number(parts)
    if not all(isinstance(part, str) for part in parts):
        raise _no_number(parts)
    return Number(*parts)


def _no_number(parts: object) -> EvidenceError:
    return EvidenceError(f"number={parts!r}: expected {', '.join(Number._fields)}")
