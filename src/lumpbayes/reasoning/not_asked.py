"""Red flags above the level of an answer that nobody has asked about: how many, and what to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase, RedFlag
from lumpbayes.knowledge.rules import tests_of
from lumpbayes.reasoning.red_flags import (
    Allowed,
    allowed_states,
    flag_rank,
    is_certain,
    is_possible,
    raise_flags,
)
from lumpbayes.reasoning.situation import ASKED
from lumpbayes.views import shown

__all__ = ["NOTHING", "NotAsked", "not_asked"]

MOST_NAMED = 3
"""Findings that are named."""

TEST = "test"


@shown
class NotAsked(NamedTuple):
    """Red flags more urgent than the answer that unasked questions could still fire.

    ``dx.unasked_red_flags()`` says how probable each is, and what it depends on.

    Attributes:
        flags: ids of the rules, the most urgent first.
        labels: a few findings to ask about, in plain words: those that fire a rule alone first.
    """

    flags: tuple[str, ...]
    labels: tuple[str, ...]


NOTHING = NotAsked((), ())


def not_asked(knowledge: KnowledgeBase, understood: Interpretation, level: str | None) -> NotAsked:
    """The red flags above a level that no answer has decided yet; probabilities are not looked at.

    Args:
        knowledge: the model.
        understood: the evidence.
        level: the urgency now; None where nothing asks for one.
    """
    allowed = allowed_states(knowledge, understood)
    raised = raise_flags(knowledge, understood, allowed)
    least = URGENCIES.index(level) + 1 if level else 0
    told = {flag.id for flag in (*raised.fired, *raised.possible)}
    rows = [
        row
        for row in sorted(knowledge.red_flags, key=flag_rank)
        if URGENCIES.index(row.urgency) >= least and row.id not in told
    ]
    names = {test.variable for row in rows for test in tests_of(row.rule)}
    unasked = {
        name
        for name in names
        if name not in understood.findings and knowledge.variables[name].role in ASKED
    }
    still_open = unasked | raised.open
    found = [row for row in rows if is_possible(row.rule, allowed, still_open)]
    asked = dict.fromkeys(name for row in found for name in _alone(row, allowed, unasked))
    asked |= dict.fromkeys(
        test.variable for row in found for test in tests_of(row.rule) if test.variable in unasked
    )
    bedside = [name for name in asked if knowledge.variables[name].phase != TEST]
    labels = tuple(knowledge.variable_labels[name] for name in (bedside or asked))
    return NotAsked(tuple(row.id for row in found), labels[:MOST_NAMED])


def _alone(row: RedFlag, allowed: Allowed, unasked: Collection[str]) -> Iterator[str]:
    """The unasked variables of which one state alone fires a rule, in the order of the rule."""
    for test in tests_of(row.rule):
        if test.variable in unasked and test.equal:
            branch = allowed.copy()
            branch[test.variable] = (test.state,)
            if is_certain(row.rule, branch):
                yield test.variable
