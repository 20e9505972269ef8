"""Which red-flag rules fire, given what is certain, and which could.

A rule fires when it is true for every state that the evidence allows; an unknown variable allows
all of its states, so what was not asked does not fire. A rule that is not certain, but would be if
something observed only softly (a likelihood, a report, several states) turned out one way, is
possible.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import NamedTuple

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase, RedFlag, Variable
from lumpbayes.knowledge.rules import All, AnyRule, Negation, Rule, Test, tests_of
from lumpbayes.knowledge.within import minutes_within
from lumpbayes.views import shown

__all__ = [
    "Allowed",
    "Flag",
    "Raised",
    "allowed_states",
    "counterexample",
    "flag_rank",
    "haste",
    "is_certain",
    "is_possible",
    "open_states",
    "raise_flags",
]

Allowed = dict[str, tuple[str, ...]]
"""Variable -> the states that the evidence leaves possible."""


class _OrAll(Allowed):
    """Of a variable that is not in it, all states are: it need not list thousands."""

    def __init__(self, variables: Mapping[str, Variable], known: Allowed) -> None:
        super().__init__(known)
        self._variables = variables

    def __missing__(self, name: str) -> tuple[str, ...]:
        return self._variables[name].states

    def copy(self) -> _OrAll:
        return _OrAll(self._variables, self)


MANY = 2


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


USUAL_MINUTES = {"emergency": minutes_within("same day"), "urgent": minutes_within("2 weeks")}
"""Within what time a level is meant where its rule says none; the others have no limit."""


def haste(level: str, within: str | None) -> float:
    """Within how many minutes care is asked for: by its own time, else by that of the level."""
    return minutes_within(within) if within else USUAL_MINUTES.get(level, math.inf)


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
        elif is_possible(row.rule, allowed, open_ones):
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


def open_states(knowledge: KnowledgeBase, known: Allowed) -> Allowed:
    """The states of ``known``, and of every other variable all of its states."""
    return _OrAll(knowledge.variables, known)


def is_certain(rule: Rule, allowed: Allowed, wanted: bool = True) -> bool:
    """Whether a rule is true (or false, where that is wanted) for every combination of states."""
    truth = _truth(rule, allowed)
    if truth is not None:
        return truth == wanted
    if isinstance(rule, Negation):
        return is_certain(rule.rule, allowed, not wanted)
    if isinstance(rule, Test):
        return False
    if isinstance(rule, AnyRule) != wanted:  # each part by itself, so no branching
        return all(is_certain(part, allowed, wanted) for part in rule.rules)
    variable = _undecided(rule, allowed)
    return all(is_certain(rule, branch, wanted) for branch in _branches(rule, variable, allowed))


def counterexample(rule: Rule, allowed: Allowed) -> Allowed | None:
    """States of some variables that make a rule false, whatever the others are.

    Returns:
        Variable -> its one state; None where the rule is certain.
    """
    if isinstance(rule, Test):
        against = [each for each in allowed[rule.variable] if (each == rule.state) != rule.equal]
        settled = len(against) == len(allowed[rule.variable])
        return ({} if settled else {rule.variable: (against[-1],)}) if against else None
    if isinstance(rule, All):
        found = (counterexample(part, allowed) for part in rule.rules)
        return next((each for each in found if each is not None), None)
    if isinstance(rule, AnyRule):
        together = _part_by_part(rule, allowed)
        if together is not None:
            return together
    return _by_branches(rule, allowed)


def _part_by_part(rule: AnyRule, allowed: Allowed) -> Allowed | None:
    """A counterexample to each part in turn; None where these exclude each other."""
    together: Allowed = {}
    branch = allowed.copy()
    for part in rule.rules:
        found = counterexample(part, branch)
        if found is None:
            return None
        together.update(found)
        branch.update(found)
    return together


def _by_branches(rule: Rule, allowed: Allowed) -> Allowed | None:
    """A counterexample in one of the ways for an undecided variable to turn out."""
    truth = _truth(rule, allowed)
    if truth is not None:
        return None if truth else {}
    variable = _undecided(rule, allowed)
    for branch in reversed(_branches(rule, variable, allowed)):
        rest = counterexample(rule, branch)
        if rest is not None:
            return {variable: branch[variable], **rest}
    return None


def is_possible(
    rule: Rule, allowed: Allowed, open_ones: Collection[str], wanted: bool = True
) -> bool:
    """Whether some way for the open variables to turn out would make a rule certain."""
    truth = _truth(rule, allowed)
    if truth is not None:
        return truth == wanted
    if isinstance(rule, Negation):
        return is_possible(rule.rule, allowed, open_ones, not wanted)
    if isinstance(rule, Test):
        return rule.variable in open_ones
    all_needed = isinstance(rule, AnyRule) != wanted
    alone = (is_possible(part, allowed, open_ones, wanted) for part in rule.rules)
    enough = all(alone) if all_needed else any(alone)
    if enough != all_needed:  # a needed part is not possible, or one is enough by itself
        return enough
    variable = _open_variable(rule, allowed, open_ones, shared=all_needed)
    if variable is None:  # parts that share nothing turn out each by itself
        return all_needed or is_certain(rule, allowed, wanted)
    branches = _branches(rule, variable, allowed)
    return any(is_possible(rule, branch, open_ones, wanted) for branch in branches)


def _open_variable(
    rule: All | AnyRule, allowed: Allowed, open_ones: Collection[str], shared: bool
) -> str | None:
    """An open variable still undecided, in at least two parts of the rule where ``shared``."""
    seen: dict[str, int] = {}
    for part in rule.rules:
        for name in {test.variable for test in tests_of(part)}:
            seen[name] = seen.get(name, 0) + 1
    names = [
        name
        for name, parts in seen.items()
        if name in open_ones and len(allowed[name]) > 1 and parts >= (MANY if shared else 1)
    ]
    return min(names, default=None)


def _truth(rule: Rule, allowed: Allowed) -> bool | None:
    """True, False, or None where parts of the rule are undecided (Kleene's logic)."""
    if isinstance(rule, Test):
        states = allowed[rule.variable]
        if rule.state not in states:
            return not rule.equal
        return rule.equal if len(states) == 1 else None
    if isinstance(rule, Negation):
        inner = _truth(rule.rule, allowed)
        return None if inner is None else not inner
    truths = [_truth(part, allowed) for part in rule.rules]
    decisive = isinstance(rule, AnyRule)
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


def _undecided(rule: Rule, allowed: Allowed) -> str:
    return next(test.variable for test in tests_of(rule) if _truth(test, allowed) is None)


def _branches(rule: Rule, variable: str, allowed: Allowed) -> list[Allowed]:
    """The variable fixed in each way that the rule can tell apart."""
    named = {test.state for test in tests_of(rule) if test.variable == variable}
    states = [state for state in allowed[variable] if state in named]
    others = [state for state in allowed[variable] if state not in named]
    branches = []
    for state in states + others[:1]:
        branch = allowed.copy()
        branch[variable] = (state,)
        branches.append(branch)
    return branches
