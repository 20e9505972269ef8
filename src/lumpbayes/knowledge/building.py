"""From a checked knowledge base to a network of arrays."""

from __future__ import annotations

import numpy as np

from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.precedence import laid_out
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["build_network"]


def build_network(knowledge: KnowledgeBase) -> Network:
    """The network, its variables sorted by name so that row order changes no bit of an answer."""
    names = sorted(knowledge.variables)
    variables = [knowledge.variables[name] for name in names]
    tables: list[FloatArray] = []
    for variable in variables:
        if variable.name == knowledge.cause:
            tables.append(_prior_table(knowledge))
        else:
            tables.append(laid_out(knowledge.expansions[variable.name], variable.states))
    return Network.checked(
        names,
        [variable.states for variable in variables],
        [[names.index(parent) for parent in variable.parents] for variable in variables],
        tables,
    )


def _prior_table(knowledge: KnowledgeBase) -> FloatArray:
    """P(cause | setting), shape (causes, settings), or (causes,) in a model without settings."""
    columns = prior_columns(knowledge.priors, knowledge.causes)
    if knowledge.setting is None:
        return np.array(columns[""])
    settings = knowledge.variables[knowledge.setting].states
    return np.array([columns[setting] for setting in settings]).T
