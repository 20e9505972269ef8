"""Plain data as JSON text that is safe to show, the same bytes for the same content."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

__all__ = ["INVISIBLE", "json_text", "shown_in_json"]

INVISIBLE = r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
"""Takes no room, or turns text around."""
UNSEEN = re.compile(rf"[\x7f-\x9f\u2028\u2029{INVISIBLE}]")


def json_text(record: Mapping[str, Any]) -> str:
    """A record as JSON text: indented, no NaN, non-ASCII characters as they are if seen.

    >>> print(json_text({"cause": "lipoma"}))
    {
      "cause": "lipoma"
    }
    """
    return shown_in_json(json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False))


def shown_in_json(text: str) -> str:
    r"""JSON text in which no character is unseen: those that JSON lets stand are escaped too.

    >>> shown_in_json('{"label": "a\u202eb"}')
    '{"label": "a\\u202eb"}'
    """
    return UNSEEN.sub(lambda found: _json_escape(found.group()), text)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
