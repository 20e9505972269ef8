"""Which red-flag rules fire, given what is certain, and which could.

A rule fires when it is true for every state that the evidence allows; an unknown variable allows
all of its states, so what was not asked does not fire. A rule that is not certain, but would be if
something observed only softly (a likelihood, a report, several states) turned out one way, is
possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.rules import AnyRule, Negation, Rule, Test, tests_of

__all__ = ["Allowed", "Flag", "allowed_states", "is_certain", "is_possible", "raise_flags"]

Allowed = Mapping[str, tuple[str, ...]]
"""Variable -> the states that the evidence leaves possible."""


class Flag(NamedTuple):
    """A red flag.

    Attributes:
        id: of the rule in red_flags.csv.
        urgency: what it asks for.
        advice: what to do.
        sources: source keys.
        rule: the rule as the table writes it.
    """

    id: str
    urgency: str
    advice: str
    sources: tuple[str, ...]
    rule: str


def raise_flags(
    knowledge: KnowledgeBase, understood: Interpretation
) -> tuple[tuple[Flag, ...], tuple[Flag, ...]]:
    """The flags that fire, and those that are possible, the most urgent first, then by id."""
    allowed = allowed_states(knowledge, understood)
    open_ones = {name for name in understood.findings if len(allowed[name]) > 1}
    fired, possible = [], []
    rows = sorted(knowledge.red_flags, key=lambda row: (-URGENCIES.index(row.urgency), row.id))
    for row in rows:
        flag = Flag(row.id, row.urgency, row.advice, row.sources, row.rule_text)
        if is_certain(row.rule, allowed):
            fired.append(flag)
        elif is_possible(row.rule, allowed, open_ones):
            possible.append(flag)
    return tuple(fired), tuple(possible)


def allowed_states(knowledge: KnowledgeBase, understood: Interpretation) -> Allowed:
    """For every variable the states of positive weight; all of them where nothing is known."""
    allowed = {name: variable.states for name, variable in knowledge.variables.items()}
    for name, finding in understood.findings.items():
        weights = finding.vector if finding.target is None else finding.target
        pairs = zip(allowed[name], weights, strict=True)
        allowed[name] = tuple(state for state, weight in pairs if weight > 0)
    return allowed


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


def is_possible(rule: Rule, allowed: Allowed, open_ones: set[str]) -> bool:
    """Whether some way for the open variables to turn out would make a rule certain."""
    mentioned = [test.variable for test in tests_of(rule)]
    variable = next(
        (name for name in mentioned if name in open_ones and len(allowed[name]) > 1), None
    )
    if variable is None:
        return is_certain(rule, allowed)
    return any(
        is_possible(rule, branch, open_ones) for branch in _branches(rule, variable, allowed)
    )


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
    return [{**allowed, variable: (state,)} for state in states + others[:1]]
