"""Reading a text piece by piece: words, quoted words, signs, runs of numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from lumpbayes.errors import TablesError
from lumpbayes.interchange.source import Source
from lumpbayes.knowledge.doubles import is_too_small

__all__ = ["BIF_COMMENT", "NET_COMMENT", "Cursor", "Token", "numbers_of", "phrases"]

BIF_COMMENT = r'"[^"]*"|//[^\n]*|/\*.*?(?:\*/|\Z)'
NET_COMMENT = r'"[^"]*"|%[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z)'
GROUPING = str.maketrans(",()", "   ")
"""What may stand between numbers."""
NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?nan|[+-]?inf(inity)?"


class Token(NamedTuple):
    """A piece of the text.

    Attributes:
        kind: ``word``, ``quoted``, ``sign`` or ``end``.
        text: the piece, without its quotes.
        offset: where it stands.
    """

    kind: str
    text: str
    offset: int


class Cursor:
    """A position in a text, which moves on as pieces are taken.

    Args:
        source: the file; its comments are read as spaces, quoted words are not looked into.
        comment: matches comments, and quoted words so as to pass over them.
        signs: the characters that stand for themselves.
    """

    def __init__(self, source: Source, comment: str, signs: str) -> None:
        self.source = source
        self.offset = 0
        self._text = re.sub(comment, _blank, source.text, flags=re.DOTALL)
        self._space = re.compile(r"\s*")
        inside = re.escape(signs)
        self._token = re.compile(
            rf'"(?P<quoted>[^"]*)"|(?P<sign>[{inside}])|(?P<word>[^\s"{inside}]+)'
        )

    def take(self) -> Token:
        """The next piece.

        Raises:
            TablesError: a quotation mark that is not closed.
        """
        start = self._skip()
        if start == len(self._text):
            return Token("end", "", start)
        match = self._token.match(self._text, start)
        if match is None:
            remedy = "Close the quotation mark."
            raise self.source.error(start, "an open quotation mark", "a closed one", remedy)
        self.offset = match.end()
        kind = match.lastgroup or ""
        return Token(kind, match[kind], start)

    def at_end(self) -> bool:
        """Whether nothing follows."""
        return self._skip() == len(self._text)

    def take_if(self, wanted: str) -> bool:
        """Take the next piece if it is this sign or word, in any letter case, and say so."""
        before = self.offset
        token = self.take()
        if token.kind != "quoted" and token.text.lower() == wanted:
            return True
        self.offset = before
        return False

    def expect(self, *wanted: str) -> Token:
        """The next piece, which must be one of these signs or words, in any letter case.

        Raises:
            TablesError: it is something else.
        """
        token = self.take()
        if token.kind == "quoted" or token.text.lower() not in wanted:
            raise self.unexpected(token, " or ".join(map(repr, wanted)))
        return token

    def until(self, end: str, signs: str | None = None) -> list[Token]:
        """The pieces up to a sign, which is taken too; of other signs only ``signs``, if given.

        Raises:
            TablesError: the text ends before, or another sign stands there.
        """
        found: list[Token] = []
        while True:
            token = self.take()
            if token.kind == "sign" and token.text == end:
                return found
            if token.kind == "end":
                raise self.unexpected(token, repr(end))
            if token.kind == "sign" and signs is not None and token.text not in signs:
                raise self.unexpected(token, "a name; one that has signs in it stands in quotes")
            found.append(token)

    def numbers(self, end: str) -> tuple[list[float], int]:
        """The numbers up to a sign, which is taken too, and where they start.

        Raises:
            TablesError: something that is no number, or the text ends before.
        """
        start = self._skip()
        stop = self._text.find(end, start)
        if stop < 0:
            raise self.unexpected(Token("end", "", len(self._text)), repr(end))
        self.offset = stop + len(end)
        return numbers_of(self.source, self._text[start:stop].translate(GROUPING), start), start

    def unexpected(self, token: Token, expected: str) -> TablesError:
        """The error for a piece that should have been something else."""
        found = "the end of the file" if token.kind == "end" else repr(token.text)
        remedy = "Correct the file there; is something before it missing or not closed?"
        return self.source.error(token.offset, found, expected, remedy)

    def _skip(self) -> int:
        match = self._space.match(self._text, self.offset)
        assert match is not None
        self.offset = match.end()
        return self.offset


def numbers_of(source: Source, text: str, offset: int) -> list[float]:
    """The numbers in a text, separated by white space; ``nan`` is NaN.

    Raises:
        TablesError: something that is no number; names its line.
    """
    pieces = text.split()
    numbers = None
    try:
        if "_" not in text and text.isascii():
            numbers = [float(piece) for piece in pieces]
    except ValueError:
        pass
    if numbers is not None:
        if 0.0 in numbers:
            _check_zeros(source, text, offset, pieces)
        return numbers
    wrong = next(piece for piece in pieces if not re.fullmatch(NUMBER, piece, re.I | re.A))
    remedy = "Write the decimal point as a point: 0.3."
    raise source.error(offset + text.index(wrong), repr(wrong), "a number", remedy)


def _check_zeros(source: Source, text: str, offset: int, pieces: list[str]) -> None:
    """Refuse numbers that a double rounds to 0: what is possible would become impossible."""
    for piece in pieces:
        if is_too_small(piece):
            remedy = "Write 0 for what is impossible, or a larger number."
            raise source.error(
                offset + text.index(piece), repr(piece), "a number that a double can hold", remedy
            )


def phrases(tokens: Sequence[Token]) -> list[str]:
    """Names in a list: between commas where there are any, or else one a piece.

    >>> word = lambda text: Token("sign" if text == "," else "word", text, 0)
    >>> phrases([word("very"), word("low"), word(","), word("high")])
    ['very low', 'high']
    >>> phrases([word("low"), word("high")])
    ['low', 'high']
    """
    if not any(token.kind == "sign" and token.text == "," for token in tokens):
        return [token.text for token in tokens]
    found: list[list[str]] = [[]]
    for token in tokens:
        if token.kind == "sign" and token.text == ",":
            found.append([])
        else:
            found[-1].append(token.text)
    if not found[-1]:
        found.pop()  # a comma behind the last name
    return [" ".join(words) for words in found]


def _blank(match: re.Match[str]) -> str:
    """A comment as spaces, so that positions stay; a quoted word as it is."""
    text = match.group()
    return text if text.startswith('"') else re.sub(r"[^\n]", " ", text)
