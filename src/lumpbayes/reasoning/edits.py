"""What-if edits of single numbers, checked and laid out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from lumpbayes.errors import EvidenceError, HiddenStructureWarning, Issue, Level, warn_caller
from lumpbayes.inference.network import Network, relevant
from lumpbayes.inference.plan import make_plan
from lumpbayes.inference.sweeps import propagate
from lumpbayes.knowledge.cells import Given, PriorCell
from lumpbayes.knowledge.editing import Base, edited_likelihoods, edited_priors, match_given
from lumpbayes.knowledge.matching import ANY, find_variable, is_any, match_state
from lumpbayes.knowledge.rebuilding import with_likelihood_cells, with_prior_cells
from lumpbayes.knowledge.records import KnowledgeBase, group_members
from lumpbayes.knowledge.without_tables import require_tables

__all__ = ["chosen_settings", "with_likelihood", "with_prior"]


def with_prior(
    knowledge: KnowledgeBase, cause: str, probability: float, setting: str | None
) -> KnowledgeBase:
    """The knowledge base with P(cause | setting) set; see ``Engine.with_prior``."""
    require_tables(knowledge)
    changed = knowledge
    for where in chosen_settings(knowledge, setting):
        cells = edited_priors(changed, cause, probability, where)
        told = _shared_equally(changed, cells, where)
        changed = with_prior_cells(changed, cells)
        changed = replace(changed, issues=changed.issues + told)
    return changed


def _shared_equally(
    knowledge: KnowledgeBase, cells: tuple[PriorCell, ...], setting: str
) -> tuple[Issue, ...]:
    """Information where causes that were all 0 share what is left: they had no proportions."""
    pairs = zip(knowledge.priors, cells, strict=True)
    rises = [
        before.cause
        for before, after in pairs
        if before.setting == setting and before.estimate.probability < after.estimate.probability
    ]
    positive = [c for c in knowledge.priors if c.setting == setting and c.estimate.probability > 0]
    if len(positive) > 1 or len(rises) < len(knowledge.causes) - 1:
        return ()
    value = f"{positive[0].cause} had the prior 1{f' in {setting}' if setting else ''}"
    expected = "proportions among the other causes"
    remedy = "They share what is left equally; set them one by one, or edit the model before that."
    place = knowledge.files["priors"].shown
    return (Issue(Level.INFORMATION, place, "probability", value, expected, remedy),)


def chosen_settings(knowledge: KnowledgeBase, setting: str | None) -> tuple[str, ...]:
    """The settings that an edit of priors is for; an empty name in a model without any.

    Args:
        knowledge: the model.
        setting: one of its settings; None takes its default, ``any`` all of them.

    Raises:
        UnknownNameError: a setting that the model does not have.
        EvidenceError: no setting named and no default, or a setting in a model without any.
    """
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
    if is_any(setting):
        return variable.states
    return (match_state(variable, setting),)


def with_likelihood(
    knowledge: KnowledgeBase,
    network: Network,
    memory_limit: int,
    name: str,
    edit: tuple[str | bool, float],
    given: Mapping[str, object] | str,
) -> KnowledgeBase:
    """The knowledge base with one likelihood set; see ``Engine.with_likelihood``.

    Args:
        knowledge: the model in words.
        network: the same in arrays.
        memory_limit: bytes that a query may take.
        name: the variable.
        edit: the state and its new probability.
        given: the group of rows to edit or create.
    """
    require_tables(knowledge)
    variable, _ = find_variable(knowledge, name)
    if variable.name == knowledge.cause:
        raise EvidenceError(f"{name} has priors, not likelihoods: use with_prior")
    condition = match_given(knowledge, variable, given)
    base = partial(_base, knowledge, network, memory_limit, variable.name, condition)
    state, probability = edit
    cells = edited_likelihoods(knowledge, variable, state, probability, condition, base)
    changed, hidden = with_likelihood_cells(knowledge, variable, condition, cells)
    for issue in hidden:
        warn_caller(f"{issue.value}; {issue.remedy}", HiddenStructureWarning)
    return changed


def _base(
    knowledge: KnowledgeBase, network: Network, memory_limit: int, name: str, condition: Given
) -> Base:
    """P(variable | condition) under the model, settings averaged.

    Where the condition has probability 0, the mean of the table over the configurations that it
    names: the model says nothing of them, the tables do.
    """
    members = group_members(knowledge.groups)
    named: dict[int, list[bool]] = {}
    for parent, selector in condition:
        chosen = members[parent, selector[1:]] if selector.startswith("@") else (selector,)
        states = knowledge.variables[parent].states
        named[network.index(parent)] = [state in chosen for state in states]
    index = network.index(name)
    found = _posterior(network, memory_limit, index, named)
    if found is not None:
        return Base(found, "the model implied")
    table = network.tables[index]
    for axis, parent_index in enumerate(network.parents[index], start=1):
        if parent_index in named:
            table = np.compress(named[parent_index], table, axis)
    mean = table.reshape(table.shape[0], -1).mean(axis=1)
    return Base([float(each) for each in mean], "the rows averaged")


def _posterior(
    network: Network, memory_limit: int, index: int, named: Mapping[int, list[bool]]
) -> list[float] | None:
    """P(variable | some variables are in these states); None where that has probability 0.

    Only the variable, those named and their ancestors are looked at.
    """
    chosen = relevant(network, [index, *named])
    part = network.restricted(chosen)
    vectors = tuple(
        np.array(named.get(old, [True] * count), float)
        for old, count in zip(chosen, part.cardinalities, strict=True)
    )
    found = propagate(part, make_plan(part, memory_limit), vectors)
    if not found.posteriors:
        return None
    return [float(each) for each in found.posteriors[chosen.index(index)]]
