"""SHA-256 over everything a model can say, so that a changed model is noticed.

Covers names, states in order, parents, questions, labels, groups, doubles, grades, source keys,
rules, thresholds, losses, advice, words of urgency, the safety net, codes, defaults and question
settings. The order of the thresholds counts too: of two with the same urgency, an answer names the
first one first. Does not cover notes, bibliography, row order, line ends, spaces in rules, file
names, what the model file says of a review (which may name the fingerprint), nor the model's name
and version (which answers show beside the fingerprint).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from lumpbayes.knowledge.cells import Cell, Estimate
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.rules import AnyRule, Negation, Rule, Test

__all__ = ["fingerprint"]


def fingerprint(knowledge: KnowledgeBase) -> str:
    """The fingerprint in hexadecimal; the knowledge base's own field is not looked at."""
    kb = knowledge
    content: dict[str, Any] = {
        "cause": kb.cause,
        "defaults": dict(kb.defaults),
        "questions": kb.questions._asdict(),
        "thresholds": [
            (*each[:6], _rule(each.when) if each.when else "", each.sources)
            for each in kb.thresholds
        ],
        "variables": sorted(_variable(each) for each in kb.variables.values()),
        "variable_labels": dict(kb.variable_labels),
        "state_labels": {name: dict(texts) for name, texts in kb.state_labels.items()},
        "groups": sorted(kb.groups),
        "priors": sorted((c.setting, c.cause, *_estimate(c.estimate)) for c in kb.priors),
        "likelihoods": _likelihoods(kb.likelihoods),
        "management": sorted(each[:-1] for each in kb.management.values()),
        "losses": sorted((*each[:6], sorted(each.sources)) for each in kb.losses),
        "red_flags": sorted(
            (f.id, _rule(f.rule), f.urgency, f.within, f.advice, f.sources) for f in kb.red_flags
        ),
        "safety_net": kb.wording.safety_net,
        "urgency_words": dict(kb.wording.urgency_words),
        "codes": sorted(each[:-1] for each in kb.codes),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _variable(each: Variable) -> tuple[Any, ...]:
    bins = str(each.bins) if each.bins else ""
    parents = each.parents
    return (each.name, each.role, each.states, parents, each.question, each.phase, each.cost, bins)


def _likelihoods(cells: Sequence[Cell]) -> list[tuple[Any, ...]]:
    """Sorted; variable by variable, which takes half the time."""
    by_variable: dict[str, list[tuple[Any, ...]]] = {}
    for cell in cells:
        row = (cell.variable, cell.given, cell.state, *_estimate(cell.estimate))
        by_variable.setdefault(cell.variable, []).append(row)
    return [row for name in sorted(by_variable) for row in sorted(by_variable[name])]


def _estimate(each: Estimate) -> tuple[Any, ...]:
    sources = each.sources if len(each.sources) == 1 else sorted(each.sources)
    return each.probability, each.low, each.high, each.grade, sources


def _rule(rule: Rule) -> tuple[Any, ...]:
    """What a rule says, however it is spaced; its parentheses only where they matter."""
    if isinstance(rule, Test):
        return ("=" if rule.equal else "!=", rule.variable, rule.state)
    if isinstance(rule, Negation):
        return ("not", _rule(rule.rule))
    return ("or" if isinstance(rule, AnyRule) else "and", *map(_rule, rule.rules))
