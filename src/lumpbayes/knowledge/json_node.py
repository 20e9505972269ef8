"""A JSON file read with care: every value knows its place, so that every error can name it."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple, NoReturn

from lumpbayes.errors import EvidenceError, or_nearest
from lumpbayes.knowledge.careful_json import parse_json
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.regular_file import regular_bytes
from lumpbayes.knowledge.utf_8 import decoded

__all__ = ["MOST_BYTES", "Node", "parse_node", "read_json"]

MOST_BYTES = 10_000_000
LONGEST_SHOWN = 80
FINGERPRINT = re.compile("[0-9a-f]{64}")


class Node(NamedTuple):
    """A value in a JSON file.

    Attributes:
        place: ``file: scenarios[2].priors``; ``file: `` for all of it.
        value: what stands there.
    """

    place: str
    value: Any

    def wrong(self, expected: str) -> NoReturn:
        """Raise EvidenceError: the value is not what was expected."""
        shown = json.dumps(self.value, ensure_ascii=False)
        if len(shown) > LONGEST_SHOWN:
            shown = shown[:LONGEST_SHOWN] + "…"
        raise EvidenceError(f"{self._shown}: found {shown}; expected {expected}")

    def items(self) -> dict[str, Node]:
        """The values of an object with any keys."""
        if not isinstance(self.value, dict):
            self.wrong("an object, {...}")
        return {key: Node(self._below(key), value) for key, value in self.value.items()}

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
        """The values of an object with these keys; null is as good as absent for optional ones."""
        found = self.items()
        for key in found:
            if key not in (*required, *optional):
                raise EvidenceError(
                    f"{self._shown}: there is no key {key!r}: "
                    f"{or_nearest(key, (*required, *optional))}"
                )
        missing = [key for key in required if key not in found]
        if missing:
            raise EvidenceError(f"{self._shown}: the key {missing[0]!r} is missing; add it")
        return {
            key: node for key, node in found.items() if key in required or node.value is not None
        }

    def elements(self, most: int) -> list[Node]:
        """The values of a list of at most so many."""
        if not isinstance(self.value, list):
            self.wrong("a list, [...]")
        if len(self.value) > most:
            raise EvidenceError(f"{self._shown}: {len(self.value):,} entries; at most {most:,}")
        return [Node(f"{self.place}[{index}]", each) for index, each in enumerate(self.value)]

    def text(self) -> str:
        """A text."""
        if not isinstance(self.value, str):
            self.wrong('a text, "..."')
        return str(self.value)

    def fingerprint(self) -> str:
        """The fingerprint of a model."""
        if not FINGERPRINT.fullmatch(self.text()):
            self.wrong("a fingerprint, 64 digits of 0-9 and a-f")
        return self.text()

    def probability(self) -> float:
        """A number from 0 to 1."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            self.wrong("a number from 0 to 1")
        return float(value)

    @property
    def _shown(self) -> str:
        return self.place.removesuffix(": ")

    def _below(self, key: str) -> str:
        return f"{self.place}{'' if self.place.endswith(': ') else '.'}{key}"


def read_json(path: str, expected: str) -> Node:
    """The value that a JSON file holds.

    Args:
        path: the file; at most ``MOST_BYTES`` are read.
        expected: what the file should be, for messages.

    Raises:
        EvidenceError: it cannot be read, is no regular file, too long, or not what
            ``parse_json`` takes.
    """
    shown = shown_path(path)
    try:
        data = regular_bytes(path, MOST_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise EvidenceError(f"{shown} cannot be read: {reason}; expected {expected}") from error
    return parse_node(data, shown, expected)


def parse_node(data: bytes, shown: str, expected: str) -> Node:
    """The value that the bytes of a JSON file hold.

    Args:
        data: the bytes.
        shown: where they come from, as messages show it.
        expected: what they should be, for messages.

    Raises:
        EvidenceError: they are not what ``parse_json`` takes.
    """
    try:
        return Node(f"{shown}: ", parse_json(decoded(data)))
    except ValueError as error:
        raise EvidenceError(f"{shown}: {error}; expected {expected}") from error
