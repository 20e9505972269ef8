"""What would be asked instead: an answer's evidence changed, a model's numbers changed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.cells import Given
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.editing import match_given, parse_probability
from lumpbayes.knowledge.evidence import interpret
from lumpbayes.knowledge.findings import Likelihood
from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.knowledge.likelihoods import given_cell, group_column
from lumpbayes.knowledge.matching import find_variable, match_state
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.replacing import with_tables
from lumpbayes.knowledge.without_tables import require_tables
from lumpbayes.reasoning.causes import find_causes
from lumpbayes.reasoning.edits import chosen_settings, with_likelihood
from lumpbayes.reasoning.prior_shift import with_prevalences
from lumpbayes.reasoning.scenario import Scenario
from lumpbayes.reasoning.situation import Situation
from lumpbayes.views import shown

__all__ = [
    "Edited",
    "LikelihoodMove",
    "PriorMove",
    "changed_evidence",
    "check_same_cause",
    "edited",
    "replaced",
]


@shown
class PriorMove(NamedTuple):
    """A prior that a scenario sets.

    Attributes:
        cause: or a group of causes.
        setting: None in a model without settings.
        before, after: the prior; that of a group is the sum.
    """

    cause: str
    setting: str | None
    before: float
    after: float


@shown
class LikelihoodMove(NamedTuple):
    """A likelihood that a scenario sets.

    Attributes:
        variable, state: which.
        given: under which condition, as the tables write it; empty for the row without.
        before: None where the tables have no rows with that condition.
        after: the new number.
    """

    variable: str
    state: str
    given: str
    before: float | None
    after: float


class Edited(NamedTuple):
    """A model as a scenario has it.

    Attributes:
        knowledge: in words.
        network: in arrays.
        priors, likelihoods: the numbers that were set, without those that follow in proportion.
    """

    knowledge: KnowledgeBase
    network: Network
    priors: tuple[PriorMove, ...] = ()
    likelihoods: tuple[LikelihoodMove, ...] = ()


def check_same_cause(answered: KnowledgeBase, asked: KnowledgeBase) -> None:
    """Refuse to put answers about two variables side by side.

    Args:
        answered: of the answer.
        asked: the model that will be asked.

    Raises:
        EvidenceError: the model asks for another variable than the answer is about.
    """
    if answered.cause != asked.cause:
        raise EvidenceError(
            f"the answer is about {answered.cause}, and {asked.name} asks for "
            f"{asked.cause or 'nothing'}: expected the same cause; give a network file the target "
            f"that the answer has, engine.with_target({answered.cause!r})"
        )


def changed_evidence(
    situation: Situation, knowledge: KnowledgeBase, scenario: Scenario
) -> dict[str, Any]:
    """The evidence of an answer with a scenario's changes, ready for ``Engine.diagnose``.

    What is not changed stays as it was stated; what was to have a given probability (Jeffrey's
    rule) stays the likelihood that was found for it. What was assumed is left to be assumed.

    Args:
        situation: the answer.
        knowledge: the model that will be asked.
        scenario: the changes.

    Raises:
        UnknownNameError: a change of a variable that the model does not have.
        EvidenceError: two changes of one variable.
    """
    changes = _changes(knowledge, scenario)
    evidence = {
        name: value
        for name, value in _held(situation).items()
        if find_variable(situation.knowledge, name)[0].name not in changes
    }
    return {**evidence, **dict(changes.values())}


def _changes(knowledge: KnowledgeBase, scenario: Scenario) -> dict[str, tuple[str, Any]]:
    """Variable -> the key that it is given under, and its new value."""
    given = dict(scenario.changes)
    found: dict[str, tuple[str, Any]] = {}
    for key, value in given.items():
        name = find_key(knowledge, key).variable.name
        if name in found:
            raise EvidenceError(f"{name} is changed twice: {found[name][0]} and {key}; change once")
        found[name] = (key, value)
    if scenario.setting is not None:
        where = knowledge.setting
        if where is None:
            raise EvidenceError(
                f"setting={scenario.setting!r}: the model {knowledge.name} has no setting"
            )
        if where in found:
            raise EvidenceError(f"{where} is changed twice: {found[where][0]} and setting=")
        found[where] = (where, scenario.setting)
    return found


def _held(situation: Situation) -> dict[str, Any]:
    """The evidence as it was stated, but with the vectors that Jeffrey's rule found."""
    understood, knowledge = situation.understood, situation.knowledge
    held: dict[str, Any] = thawed(understood.stated)
    fitted = {name for name, each in understood.findings.items() if each.target is not None}
    if not fitted:
        return held
    vectors = situation.evidence.vectors(situation.network)
    for key in list(held):
        variable = find_variable(knowledge, key)[0]
        if variable.name in fitted:
            del held[key]  # it may be the name of a number, which a likelihood has no use for
            vector = vectors[situation.network.positions[variable.name]]
            held[variable.name] = Likelihood(
                dict(zip(variable.states, vector.tolist(), strict=True))
            )
    return held


def replaced(model: Edited, memory_limit: int, scenario: Scenario) -> Edited:
    """The model with a scenario's tables in place of its own.

    Args:
        model: the model as it is.
        memory_limit: bytes that a query may take.
        scenario: the tables.

    Raises:
        UnknownNameError: a table that models do not have.
        TablesError: the tables do not fit together.
    """
    if not scenario.tables:
        return model
    knowledge = with_tables(model.knowledge, scenario.tables, memory_limit)
    return Edited(knowledge, build_network(knowledge))


def edited(
    model: Edited, memory_limit: int, scenario: Scenario, evidence: Mapping[str, Any]
) -> Edited:
    """The model with a scenario's numbers: priors, then likelihoods in their order.

    Args:
        model: the model as it is.
        memory_limit: bytes that a query may take.
        scenario: the edits.
        evidence: what will be asked; its setting is that of priors that name none.

    Raises:
        UnknownNameError, EvidenceError, TablesError: an edit that the model cannot take.
    """
    if scenario.priors:
        require_tables(model.knowledge)
        model = _with_priors(model, scenario, evidence)
    for edit in scenario.likelihoods:
        model = _with_likelihood(model, memory_limit, edit)
    return model


def _with_priors(model: Edited, scenario: Scenario, evidence: Mapping[str, Any]) -> Edited:
    """The model with the scenario's priors, those of one setting together."""
    knowledge = model.knowledge
    by_setting: dict[str, dict[str, float]] = {}
    asked = _asked_settings(knowledge, evidence)
    for key, probability in scenario.priors.items():
        cause, setting = key if isinstance(key, tuple) else (key, None)
        name = find_causes(knowledge, cause).name
        for where in asked if setting is None else chosen_settings(knowledge, setting):
            column = by_setting.setdefault(where, {})
            if name in column:
                raise EvidenceError(f"the prior of {name} is set twice in {where}; set it once")
            column[name] = parse_probability(probability)
    old = prior_columns(knowledge.priors, knowledge.causes)
    moves = tuple(
        PriorMove(cause, where or None, _sum(knowledge, old[where], cause), after)
        for where, column in by_setting.items()
        for cause, after in column.items()
    )
    for where, column in by_setting.items():
        knowledge = with_prevalences(knowledge, column, {}, (where,))
    return model._replace(knowledge=knowledge, network=build_network(knowledge), priors=moves)


def _sum(knowledge: KnowledgeBase, column: Sequence[float], cause: str) -> float:
    """The prior of a cause, or of a group."""
    return math.fsum(column[each] for each in find_causes(knowledge, cause).indices)


def _asked_settings(knowledge: KnowledgeBase, evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """The settings that the evidence leaves possible."""
    name = knowledge.setting
    if name is None:
        return ("",)
    states = knowledge.variables[name].states
    findings = interpret(knowledge, evidence).findings
    if name not in findings:
        return states
    return tuple(states[place] for place in np.flatnonzero(findings[name].vector))


def _with_likelihood(model: Edited, memory_limit: int, edit: Any) -> Edited:
    name, state, given, probability = edit
    knowledge = model.knowledge
    changed = with_likelihood(
        knowledge, model.network, memory_limit, name, (state, probability), given
    )
    variable, _ = find_variable(knowledge, name)
    condition, chosen = match_given(knowledge, variable, given), match_state(variable, state)
    move = LikelihoodMove(
        variable.name,
        chosen,
        given_cell(condition),
        _stood(knowledge, variable, chosen, condition),
        parse_probability(probability),
    )
    return model._replace(
        knowledge=changed,
        network=build_network(changed),
        likelihoods=(*model.likelihoods, move),
    )


def _stood(knowledge: KnowledgeBase, variable: Variable, state: str, given: Given) -> float | None:
    """The number in the group of rows with that condition; None where there is no such group."""
    group = tuple(
        cell
        for cell in knowledge.likelihoods
        if cell.variable == variable.name and cell.given == given
    )
    return group_column(group, variable.states)[variable.states.index(state)] if group else None
