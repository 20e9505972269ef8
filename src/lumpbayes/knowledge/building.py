"""From a checked knowledge base to a network of arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray, Network, read_only
from lumpbayes.inference.tables import Layout, RepeatedColumns, Table
from lumpbayes.knowledge.cells import Expansion
from lumpbayes.knowledge.likelihoods import group_column
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = ["Shape", "build_network", "network_columns", "network_shape"]


class Shape(NamedTuple):
    """What a plan is made of, known before any table is laid out; see ``inference.plan``."""

    names: tuple[str, ...]
    parents: tuple[tuple[int, ...], ...]
    cardinalities: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many numbers all tables hold together."""
        counts = self.cardinalities
        families = ((index, *each) for index, each in enumerate(self.parents))
        return sum(math.prod([counts[each] for each in family]) for family in families)


def network_shape(variables: Mapping[str, Variable]) -> Shape:
    """The shape of the network, its variables sorted by name so that row order moves no bit."""
    names = sorted(variables)
    positions = {name: index for index, name in enumerate(names)}
    ordered = [variables[name] for name in names]
    parents = tuple(tuple(positions[parent] for parent in each.parents) for each in ordered)
    return Shape(tuple(names), parents, tuple(len(each.states) for each in ordered))


def build_network(knowledge: KnowledgeBase) -> Network:
    """The network, in the shape that :func:`network_shape` says beforehand."""
    shape = network_shape(knowledge.variables)
    variables = [knowledge.variables[name] for name in shape.names]
    tables: list[Table] = []
    for variable in variables:
        if variable.name == knowledge.cause:
            tables.append(_prior_table(knowledge))
        else:
            tables.append(_columns(knowledge.expansions[variable.name], variable.states))
    return Network.checked(
        shape.names,
        [variable.states for variable in variables],
        shape.parents,
        tables,
    )


def network_columns(knowledge: KnowledgeBase) -> list[RepeatedColumns]:
    """Every table in network order as its columns: the groups of rows, or the settings' priors."""
    columns = []
    for name in network_shape(knowledge.variables).names:
        if name == knowledge.cause:
            prior = _prior_table(knowledge)
            settings = np.arange(prior[0].size).reshape(prior.shape[1:])
            found = read_only(prior.reshape(len(prior), -1))
            columns.append(RepeatedColumns(found, Layout.of(settings)))
        else:
            states = knowledge.variables[name].states
            columns.append(_columns(knowledge.expansions[name], states))
    return columns


def _prior_table(knowledge: KnowledgeBase) -> FloatArray:
    """P(cause | setting), shape (causes, settings), or (causes,) in a model without settings."""
    columns = prior_columns(knowledge.priors, knowledge.causes)
    if knowledge.setting is None:
        return np.array(columns[""])
    settings = knowledge.variables[knowledge.setting].states
    return np.array([columns[setting] for setting in settings]).T


def _columns(expansion: Expansion, states: tuple[str, ...]) -> RepeatedColumns:
    """P(state | parents): a column for each group of rows, and where it holds."""
    columns = np.array([group_column(group, states) for group in expansion.groups])
    return RepeatedColumns(read_only(columns.T), expansion.layout)
