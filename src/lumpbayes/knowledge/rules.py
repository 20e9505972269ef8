"""The language of red-flag rules: ``variable=state``, ``!=``, ``and``, ``or``, ``not``, ( ).

A small recursive parser with limits on length and depth; nothing is ever evaluated as code.
``not`` binds tightest, then ``and``, then ``or``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["All", "AnyRule", "Negation", "Rule", "RuleError", "Test", "parse_rule", "tests_of"]

MOST_CHARACTERS = 4000
MOST_DEPTH = 40
MOST_VARIABLES = 12
TOKEN = re.compile(r"\s*(?:(?P<sign>[()])|(?P<equals>!=|=)|(?P<word>[^\s()=!]+))")


class RuleError(ValueError):
    """A rule that does not parse; ``position`` is the index of the character to blame."""

    def __init__(self, message: str, position: int) -> None:
        self.position = position
        Exception.__init__(self, message)


class Test(NamedTuple):
    """``variable=state``, or ``variable!=state`` when ``equal`` is False."""

    variable: str
    state: str
    equal: bool
    position: int


class Negation(NamedTuple):
    """``not rule``."""

    rule: Rule


class All(NamedTuple):
    """``rule and rule ...``."""

    rules: tuple[Rule, ...]


class AnyRule(NamedTuple):
    """``rule or rule ...``."""

    rules: tuple[Rule, ...]


Rule = Test | Negation | All | AnyRule


class _Token(NamedTuple):
    text: str
    position: int


def parse_rule(text: str) -> Rule:
    """The rule that a text stands for.

    Raises:
        RuleError: with the position of what is wrong.

    >>> parse_rule("fever=yes and not pain=none")
    All(rules=(Test(variable='fever', state='yes', equal=True, position=0), \
Negation(rule=Test(variable='pain', state='none', equal=True, position=18))))
    """
    if len(text) > MOST_CHARACTERS:
        raise RuleError(f"a rule has at most {MOST_CHARACTERS} characters", MOST_CHARACTERS)
    parser = _Parser(_tokens(text), len(text))
    rule = parser.either(0)
    if parser.here is not None:
        raise RuleError(
            f"expected 'and', 'or' or the end, found {parser.here.text!r}", parser.here.position
        )
    named: set[str] = set()
    for test in tests_of(rule):
        named.add(test.variable)
        if len(named) > MOST_VARIABLES:
            raise RuleError(f"a rule names at most {MOST_VARIABLES} variables", test.position)
    return rule


def tests_of(rule: Rule) -> Iterator[Test]:
    """Every ``variable=state`` in a rule, from left to right."""
    if isinstance(rule, Test):
        yield rule
    elif isinstance(rule, Negation):
        yield from tests_of(rule.rule)
    else:
        for part in rule.rules:
            yield from tests_of(part)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if not match:
            blank = len(text[position:]) - len(text[position:].lstrip())
            raise RuleError(f"unexpected {text[position + blank]!r}", position + blank)
        tokens.append(_Token(match.group().strip(), match.end() - len(match.group().strip())))
        position = match.end()
    return tokens


class _Parser:
    """The tokens, and how far they have been read."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = [*reversed(tokens)]
        self._end = end

    @property
    def here(self) -> _Token | None:
        return self._tokens[-1] if self._tokens else None

    def either(self, depth: int) -> Rule:
        rules = [self._both(depth)]
        while self._take("or"):
            rules.append(self._both(depth))
        return rules[0] if len(rules) == 1 else AnyRule(tuple(rules))

    def _both(self, depth: int) -> Rule:
        rules = [self._single(depth)]
        while self._take("and"):
            rules.append(self._single(depth))
        return rules[0] if len(rules) == 1 else All(tuple(rules))

    def _single(self, depth: int) -> Rule:
        if depth >= MOST_DEPTH:
            raise RuleError(f"'not' and parentheses nest at most {MOST_DEPTH} deep", self._position)
        if self._take("not"):
            return Negation(self._single(depth + 1))
        if self._take("("):
            rule = self.either(depth + 1)
            if not self._take(")"):
                raise RuleError("expected ')'", self._position)
            return rule
        return self._test()

    def _test(self) -> Test:
        position = self._position
        variable = self._word("a variable")
        if self._take("="):
            return Test(variable, self._word("a state"), True, position)
        if self._take("!="):
            return Test(variable, self._word("a state"), False, position)
        raise RuleError(f"expected '=' or '!=' after {variable!r}", self._position)

    def _word(self, expected: str) -> str:
        here = self.here
        if here is None or here.text in {"(", ")", "=", "!=", "and", "or", "not"}:
            found = "the end" if here is None else repr(here.text)
            raise RuleError(f"expected {expected}, found {found}", self._position)
        return self._tokens.pop().text

    def _take(self, text: str) -> bool:
        if self.here is not None and self.here.text == text:
            self._tokens.pop()
            return True
        return False

    @property
    def _position(self) -> int:
        return self.here.position if self.here is not None else self._end
