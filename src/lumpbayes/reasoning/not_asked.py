"""Red flags above the level of an answer that nothing known decides: how many, and what to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase, RedFlag
from lumpbayes.knowledge.rules import tests_of
from lumpbayes.reasoning.red_flags import Flagged, flag_rank
from lumpbayes.reasoning.rule_dependence import depends_on
from lumpbayes.reasoning.rule_truth import Allowed, is_certain, is_possible
from lumpbayes.reasoning.situation import ASKED
from lumpbayes.views import shown

__all__ = ["NOTHING", "NotAsked", "not_asked"]

MOST_NAMED = 3
"""Findings that are named."""

TEST = "test"


@shown
class NotAsked(NamedTuple):
    """Red flags more urgent than the answer that what is not known could still fire.

    ``dx.unasked_red_flags()`` says how probable each is, and what it depends on. Whether something
    was never asked, or asked and nobody knew, makes no difference.

    Attributes:
        flags: ids of the rules, the most urgent first.
        labels: a few findings to ask about, in plain words: those that fire a rule alone first.
        urgency: what the most urgent of them asks for; None where there is none.
    """

    flags: tuple[str, ...]
    labels: tuple[str, ...]
    urgency: str | None = None


NOTHING = NotAsked((), ())


def not_asked(
    knowledge: KnowledgeBase, understood: Interpretation, level: str | None, now: Flagged
) -> NotAsked:
    """The red flags above a level that no answer has decided yet; probabilities are not looked at.

    Args:
        knowledge: the model.
        understood: the evidence.
        level: the urgency now; None where nothing asks for one.
        now: what the evidence leaves possible, and which flags there are.
    """
    allowed, raised = now
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
    alone = (name for row in found for name in _alone(row, allowed, unasked))
    others = (name for row in found for name in _others(row, allowed, unasked, still_open))
    named = _first(knowledge, chain(alone, others))
    labels = tuple(knowledge.variable_labels[name] for name in named)
    return NotAsked(tuple(row.id for row in found), labels, found[0].urgency if found else None)


def _alone(row: RedFlag, allowed: Allowed, unasked: Collection[str]) -> Iterator[str]:
    """The unasked variables of which one state alone fires a rule, in the order of the rule."""
    for test in tests_of(row.rule):
        if test.variable in unasked and test.equal:
            branch = allowed.copy()
            branch[test.variable] = (test.state,)
            if is_certain(row.rule, branch):
                yield test.variable


def _others(
    row: RedFlag, allowed: Allowed, unasked: Collection[str], still_open: Collection[str]
) -> Iterator[str]:
    """The unasked variables that a rule still depends on, in its order."""
    for name in dict.fromkeys(test.variable for test in tests_of(row.rule)):
        if name in unasked and depends_on(row.rule, name, allowed, still_open):
            yield name


def _first(knowledge: KnowledgeBase, names: Iterable[str]) -> list[str]:
    """The first few of the names; tests where there is nothing else, and no more looked for."""
    bedside: list[str] = []
    tests: list[str] = []
    for name in names:
        kind = tests if knowledge.variables[name].phase == TEST else bedside
        if name not in kind:
            kind.append(name)
        if len(bedside) == MOST_NAMED:
            break
    return (bedside or tests)[:MOST_NAMED]
