"""Which red-flag rules fire, given what is certain, and which could.

A rule fires when it is true for every state that the evidence allows; an unknown variable allows
all of its states, so what was not asked does not fire. A rule that is not certain, but would be if
something observed only softly (a likelihood, a report, several states) turned out one way, is
possible.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase, RedFlag
from lumpbayes.knowledge.within import LONGEST, minutes_within
from lumpbayes.reasoning.rule_truth import Allowed, is_certain, is_possible, open_states
from lumpbayes.views import shown

__all__ = [
    "Flag",
    "Flagged",
    "Raised",
    "allowed_states",
    "flag_rank",
    "haste",
    "raise_flags",
]


@shown
class Flag(NamedTuple):
    """A red flag.

    Attributes:
        id: of the rule in red_flags.csv.
        urgency: what it asks for.
        advice: what to do.
        sources: source keys.
        rule: the rule as the table writes it.
        within: a time such as ``24 hours``; None where the words of the level say enough.
    """

    id: str
    urgency: str
    advice: str
    sources: tuple[str, ...]
    rule: str
    within: str | None = None


class Raised(NamedTuple):
    """What red flags there are: the most urgent first, then by haste, then by id.

    Attributes:
        fired: those that fire.
        possible: those that soft evidence makes possible.
        open: the variables that are observed, but not for certain.
    """

    fired: tuple[Flag, ...]
    possible: tuple[Flag, ...]
    open: frozenset[str]


def haste(level: str, within: str | None) -> float:
    """Within how many minutes care is asked for: by its own time, else by that of the level.

    >>> haste("urgent", None) / 60 / 24, haste("urgent", "2 days") / 60 / 24, haste("routine", None)
    (14.0, 2.0, inf)
    """
    time = within or LONGEST.get(level)
    return minutes_within(time) if time else math.inf


def flag_rank(row: RedFlag) -> tuple[int, float, str]:
    """A key that sorts the most urgent first, then by haste, then by id."""
    return -URGENCIES.index(row.urgency), haste(row.urgency, row.within), row.id


def raise_flags(knowledge: KnowledgeBase, understood: Interpretation, allowed: Allowed) -> Raised:
    """The flags that fire, and those that are possible.

    Args:
        knowledge: the model.
        understood: the evidence.
        allowed: what it leaves possible, by :func:`allowed_states`.
    """
    observed = [name for name in understood.findings if name not in understood.assumed]
    open_ones = frozenset(name for name in observed if len(allowed[name]) > 1)
    fired, possible = [], []
    for row in sorted(knowledge.red_flags, key=flag_rank):
        flag = Flag(row.id, row.urgency, row.advice, row.sources, row.rule_text, row.within or None)
        if is_certain(row.rule, allowed):
            fired.append(flag)
        elif open_ones and is_possible(row.rule, allowed, open_ones):
            possible.append(flag)
    return Raised(tuple(fired), tuple(possible), open_ones)


def allowed_states(knowledge: KnowledgeBase, understood: Interpretation) -> Allowed:
    """For every variable the states of positive weight; all of them where nothing is known."""
    allowed: Allowed = {}
    for name, finding in understood.findings.items():
        if name in understood.assumed:
            continue  # nobody has observed it
        weights = finding.vector if finding.target is None else finding.target
        pairs = zip(knowledge.variables[name].states, weights, strict=True)
        allowed[name] = tuple([state for state, weight in pairs if weight > 0])
    return open_states(knowledge, allowed)


class Flagged(NamedTuple):
    """What the evidence leaves possible, and which red flags there are by that.

    Attributes:
        allowed: the states that the evidence leaves possible.
        raised: the red flags.
    """

    allowed: Allowed
    raised: Raised

    @classmethod
    def of(cls, knowledge: KnowledgeBase, understood: Interpretation) -> Flagged:
        """Those of some evidence."""
        allowed = allowed_states(knowledge, understood)
        return cls(allowed, raise_flags(knowledge, understood, allowed))
