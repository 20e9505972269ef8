"""Whether a rule is certain, possible or open, where variables may be in several states each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.rules import All, AnyRule, Negation, Rule, Test, tests_of

__all__ = [
    "Allowed",
    "branches_of",
    "counterexample",
    "is_certain",
    "is_possible",
    "open_states",
    "truth_of",
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


def open_states(knowledge: KnowledgeBase, known: Allowed) -> Allowed:
    """The states of ``known``, and of every other variable all of its states."""
    return _OrAll(knowledge.variables, known)


def is_certain(rule: Rule, allowed: Allowed, wanted: bool = True) -> bool:
    """Whether a rule is true (or false, where that is wanted) for every combination of states."""
    # One combination, the reference state of all that is unknown, settles most rules.
    return _holds_last(rule, allowed) == wanted and _is_certain(rule, allowed, wanted)


def _holds_last(rule: Rule, allowed: Allowed) -> bool:
    """Whether a rule is true where every variable has the last of its states."""
    if isinstance(rule, Test):
        return (allowed[rule.variable][-1] == rule.state) == rule.equal
    if isinstance(rule, Negation):
        return not _holds_last(rule.rule, allowed)
    decisive = isinstance(rule, AnyRule)
    for part in rule.rules:
        if _holds_last(part, allowed) == decisive:
            return decisive
    return not decisive


def _is_certain(rule: Rule, allowed: Allowed, wanted: bool) -> bool:
    truth = truth_of(rule, allowed)
    if truth is not None:
        return truth == wanted
    if isinstance(rule, Negation):
        return _is_certain(rule.rule, allowed, not wanted)
    if isinstance(rule, Test):
        return False
    if isinstance(rule, AnyRule) != wanted:  # each part by itself, so no branching
        return all(is_certain(part, allowed, wanted) for part in rule.rules)
    variable = _undecided(rule, allowed)
    return all(is_certain(rule, branch, wanted) for branch in branches_of(rule, variable, allowed))


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
    truth = truth_of(rule, allowed)
    if truth is not None:
        return None if truth else {}
    variable = _undecided(rule, allowed)
    for branch in reversed(branches_of(rule, variable, allowed)):
        rest = counterexample(rule, branch)
        if rest is not None:
            return {variable: branch[variable], **rest}
    return None


def is_possible(
    rule: Rule, allowed: Allowed, open_ones: Collection[str], wanted: bool = True
) -> bool:
    """Whether some way for the open variables to turn out would make a rule certain."""
    truth = truth_of(rule, allowed)
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
    branches = branches_of(rule, variable, allowed)
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


def truth_of(rule: Rule, allowed: Allowed) -> bool | None:
    """True, False, or None where parts of the rule are undecided (Kleene's logic)."""
    if isinstance(rule, Test):
        states = allowed[rule.variable]
        if rule.state not in states:
            return not rule.equal
        return rule.equal if len(states) == 1 else None
    if isinstance(rule, Negation):
        inner = truth_of(rule.rule, allowed)
        return None if inner is None else not inner
    truths = [truth_of(part, allowed) for part in rule.rules]
    decisive = isinstance(rule, AnyRule)
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


def _undecided(rule: Rule, allowed: Allowed) -> str:
    return next(test.variable for test in tests_of(rule) if truth_of(test, allowed) is None)


def branches_of(rule: Rule, variable: str, allowed: Allowed) -> list[Allowed]:
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
