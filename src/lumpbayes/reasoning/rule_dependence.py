"""On which variables a red-flag rule still depends, given what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from lumpbayes.knowledge.rules import Negation, Rule, Test
from lumpbayes.reasoning.rule_truth import Allowed, branches_of, is_certain, truth_of

__all__ = ["depends_on"]


def depends_on(rule: Rule, variable: str, allowed: Allowed, open_ones: Collection[str]) -> bool:
    """Whether what becomes known of a variable can change whether a rule fires.

    True where some states of the other open variables leave it to this one whether the rule is
    certain.

    Args:
        rule: the rule.
        variable: one of the open ones.
        allowed: what the evidence leaves possible.
        open_ones: the variables that may still become known; others stay as they are.
    """
    times = Counter(_undecided_tests(rule, allowed))
    if variable not in times:
        return False
    others = [name for name in times if name != variable and name in open_ones]
    if len(others) == len(times) - 1 and max(times.values()) == 1:
        return True  # each test turns out by itself, and so each of them may decide
    if others:
        branches = branches_of(rule, others[0], allowed)
        return any(depends_on(rule, variable, branch, open_ones) for branch in branches)
    return len({is_certain(rule, branch) for branch in branches_of(rule, variable, allowed)}) > 1


def _undecided_tests(rule: Rule, allowed: Allowed) -> list[str]:
    """The variable of each test that may still decide a rule, as often as it is tested."""
    if truth_of(rule, allowed) is not None:
        return []
    if isinstance(rule, Test):
        return [rule.variable]
    if isinstance(rule, Negation):
        return _undecided_tests(rule.rule, allowed)
    return [name for part in rule.rules for name in _undecided_tests(part, allowed)]
