"""Evidence to ask about, drawn from the network itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lumpbayes.inference.network import Network
from tests.conformance.evidence_sets import draw_case

__all__ = ["Question", "in_words", "new_values", "new_variables"]

Question = dict[int, int]
"""Observed variable -> its state, by index, in increasing order."""

TRIES = 50


def new_values(
    network: Network, observed: Sequence[int], count: int, random: np.random.Generator
) -> list[Question]:
    """Questions about the same observed variables.

    Each differs from the one before in as many values as fifty draws offer, so that no engine can
    keep what it has worked out.
    """
    found: list[Question] = []
    for _ in range(count):
        drawn = [_draw(network, observed, random) for _ in range(TRIES if found else 1)]
        before = found[-1] if found else {}
        found.append(max(drawn, key=lambda each: sum(before.get(v) != each[v] for v in each)))
    return found


def new_variables(
    network: Network, among: Sequence[int], sizes: tuple[int, int], random: np.random.Generator
) -> list[Question]:
    """``sizes[0]`` questions about ``sizes[1]`` observed variables, chosen anew each time."""
    count, observed = sizes
    return [
        _draw(network, [int(v) for v in random.permutation(among)[:observed]], random)
        for _ in range(count)
    ]


def in_words(network: Network, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The questions by names."""
    names, states = network.names, network.states
    return [{names[v]: states[v][state] for v, state in each.items()} for each in questions]


def _draw(network: Network, observed: Sequence[int], random: np.random.Generator) -> Question:
    case = draw_case(random, network)
    return {variable: case[variable] for variable in sorted(observed)}
