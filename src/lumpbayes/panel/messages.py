"""What a page sends: taken apart, and checked, as anything that comes from outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from lumpbayes.errors import EvidenceError
from lumpbayes.panel.state import Number

__all__ = ["Action", "Message", "checked", "number_of", "request_of", "text_of", "texts_of"]

Message = Mapping[str, Any]
Action = Callable[[Message], str | None]
"""What a message does; what is said when it is done."""


def checked(message: Message) -> Message:
    """A message whose texts can all be shown and written.

    Raises:
        EvidenceError: it holds half a character (a lone surrogate), which no file takes.

    >>> checked({"type": "save", "name": "A"})
    {'type': 'save', 'name': 'A'}
    """
    if not _encodes(json.dumps(dict(message), ensure_ascii=False, default=repr)):
        raise EvidenceError(
            f"message {message.get('type')!r} holds half a character (a lone surrogate), which is "
            "no text: type it again"
        )
    return message


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def request_of(message: Message) -> str | None:
    """The number by which a page knows the answer to its message; None where it gave none.

    >>> request_of({"request": "page:1"}), request_of({"request": 5})
    ('page:1', None)
    """
    request = message.get("request")
    return request if isinstance(request, str) and _encodes(request) else None


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


def texts_of(message: Message, name: str) -> list[str]:
    """One of a message's lists of texts; None is an empty one.

    Raises:
        EvidenceError: it is none.

    >>> texts_of({"type": "compare", "names": ["A"]}, "names")
    ['A']
    """
    texts = message.get(name)
    if texts is None:
        return []
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise EvidenceError(
            f"message {message.get('type')!r}: {name}={texts!r}; expected a list of texts"
        )
    return texts


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
