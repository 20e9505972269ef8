"""What-if edits of single numbers, checked and laid out again."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np

from lumpbayes.errors import EvidenceError, HiddenStructureWarning
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import Plan
from lumpbayes.inference.sweeps import propagate
from lumpbayes.knowledge.editing import edited_likelihoods, edited_priors, match_given
from lumpbayes.knowledge.evidence import ANY
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.matching import find_variable, folded, match_state
from lumpbayes.knowledge.rebuilding import with_likelihood_cells, with_prior_cells
from lumpbayes.knowledge.records import Given, KnowledgeBase

__all__ = ["with_likelihood", "with_prior"]


def with_prior(
    knowledge: KnowledgeBase, cause: str, probability: float, setting: str | None
) -> KnowledgeBase:
    """The knowledge base with P(cause | setting) set; see ``Engine.with_prior``."""
    changed = knowledge
    for where in _settings(knowledge, setting):
        cells = edited_priors(changed, cause, probability, where)
        changed = with_prior_cells(changed, cells)
    return changed


def _settings(knowledge: KnowledgeBase, setting: str | None) -> tuple[str, ...]:
    name = knowledge.setting
    if name is None:
        if setting is not None:
            raise EvidenceError(f"setting={setting!r}: the model {knowledge.name} has no setting")
        return ("",)
    variable = knowledge.variables[name]
    if setting is None:
        setting = knowledge.defaults[name] if name in knowledge.defaults else None
    if setting is None:
        listed = ", ".join((*variable.states, ANY))
        raise EvidenceError(f"the model has no default {name}: name a setting, one of {listed}")
    if folded(setting) == ANY and ANY not in variable.states:
        return variable.states
    return (match_state(variable, setting),)


def with_likelihood(
    knowledge: KnowledgeBase,
    network: Network,
    plan: Plan,
    name: str,
    edit: tuple[str, float],
    given: Mapping[str, str],
) -> KnowledgeBase:
    """The knowledge base with one likelihood set; see ``Engine.with_likelihood``.

    Args:
        knowledge: the model in words.
        network: the same in arrays.
        plan: its plan.
        name: the variable.
        edit: the state and its new probability.
        given: the group of rows to edit or create.
    """
    variable, _ = find_variable(knowledge, name)
    if variable.name == knowledge.cause:
        raise EvidenceError(f"{name} has priors, not likelihoods: use with_prior")
    condition = match_given(knowledge, variable, given)
    base = _implied(knowledge, network, plan, variable.name, condition)
    state, probability = edit
    cells = edited_likelihoods(knowledge, variable, state, probability, condition, base)
    changed, hidden = with_likelihood_cells(knowledge, variable, condition, cells)
    for issue in hidden:
        warnings.warn(f"{issue.value}; {issue.remedy}", HiddenStructureWarning, stacklevel=3)
    return changed


def _implied(
    knowledge: KnowledgeBase, network: Network, plan: Plan, name: str, condition: Given
) -> list[float]:
    """P(variable | condition) under the model, settings averaged, in state order."""
    members = {(group.variable, group.name): group.states for group in knowledge.groups}
    vectors = [np.ones(count) for count in network.cardinalities]
    for parent, selector in condition:
        chosen = members[parent, selector[1:]] if selector.startswith("@") else (selector,)
        states = knowledge.variables[parent].states
        vectors[network.index(parent)] = np.array([float(each in chosen) for each in states])
    found = propagate(network, plan, tuple(vectors))
    if not found.posteriors:
        raise EvidenceError(
            f"{given_text(condition)} is impossible under the model: a row for it changes nothing"
        )
    return [float(each) for each in found.posteriors[network.index(name)]]
