"""SHA-256 over everything a model can say, so that a changed model is noticed.

Covers names, states in order, parents, questions, labels, groups, doubles, grades, source keys,
rules, advice, codes and defaults. Does not cover notes, bibliography, row order, line ends, file
names, nor the model's name and version (which every answer shows beside the fingerprint).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from lumpbayes.knowledge.records import (
    Cell,
    Code,
    Estimate,
    Group,
    Management,
    PriorCell,
    RedFlag,
    Variable,
)

__all__ = ["fingerprint"]


def fingerprint(
    *,
    variables: Iterable[Variable],
    labels: tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]],
    groups: Iterable[Group],
    priors: Iterable[PriorCell],
    likelihoods: Iterable[Cell],
    management: Iterable[Management],
    red_flags: Iterable[RedFlag],
    codes: Iterable[Code],
    model: Mapping[str, Any],
) -> str:
    """The fingerprint in hexadecimal; ``model`` holds the model file's own parts."""
    content = {
        "variables": sorted(_variable(each) for each in variables),
        "variable_labels": dict(labels[0]),
        "state_labels": {name: dict(texts) for name, texts in labels[1].items()},
        "groups": sorted(groups),
        "priors": sorted((c.setting, c.cause, *_estimate(c.estimate)) for c in priors),
        "likelihoods": sorted(
            (c.variable, c.given, c.state, *_estimate(c.estimate)) for c in likelihoods
        ),
        "management": sorted(each[:-1] for each in management),
        "red_flags": sorted((f.id, f.rule_text, f.urgency, f.advice, f.sources) for f in red_flags),
        "codes": sorted(each[:-1] for each in codes),
        "model": model,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _variable(each: Variable) -> tuple[Any, ...]:
    bins = str(each.bins) if each.bins else ""
    parents = each.parents
    return (each.name, each.role, each.states, parents, each.question, each.phase, each.cost, bins)


def _estimate(each: Estimate) -> tuple[Any, ...]:
    return each.probability, each.low, each.high, each.grade, sorted(each.sources)
