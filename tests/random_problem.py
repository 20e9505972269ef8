"""Random networks and evidence, seeded: the problems that the tests use."""

from __future__ import annotations

import numpy as np

from lumpbayes.inference.network import EvidenceVectors, FloatArray, Network

__all__ = ["random_evidence", "random_network"]

HARD_SHARE = 0.33
ZERO_SHARE = 0.2
"""Expected share of zeros in a soft vector."""


def random_network(
    seed: int,
    variables: int = 7,
    most_states: int = 4,
    most_parents: int = 3,
    zero_share: float = 0.15,
) -> Network:
    """A random network in which about ``zero_share`` of the probabilities are 0.

    Args:
        seed: same seed, same network.
        variables: number of variables.
        most_states: each variable has 2 to this many states.
        most_parents: each variable has at most this many parents.
        zero_share: expected share of zeros; every column keeps at least one positive entry.
    """
    random = np.random.default_rng(seed)
    counts = random.integers(2, most_states + 1, size=variables)
    order = random.permutation(variables)
    parents: list[tuple[int, ...]] = [()] * variables
    for position, variable in enumerate(order):
        count = int(random.integers(0, min(position, most_parents) + 1))
        chosen = random.permutation(order[:position])[:count]
        parents[variable] = tuple(int(each) for each in chosen)
    tables = [
        _random_table(random, (counts[index], *(counts[p] for p in parents[index])), zero_share)
        for index in range(variables)
    ]
    return Network.checked(
        [f"v{index}" for index in range(variables)],
        [[f"s{state}" for state in range(count)] for count in counts],
        parents,
        tables,
    )


def random_evidence(seed: int, network: Network, soft_share: float = 0.3) -> EvidenceVectors:
    """Random evidence: about a third of the variables hard, ``soft_share`` soft, the rest unknown.

    Soft vectors may hold zeros; the evidence as a whole may be impossible.
    """
    random = np.random.default_rng(seed)
    vectors: list[FloatArray] = []
    for count in network.cardinalities:
        kind = random.random()
        vector = np.ones(count)
        if kind < soft_share:
            vector = random.random(count) * (random.random(count) > ZERO_SHARE)
            vector[random.integers(count)] = 1.0
        elif kind < soft_share + HARD_SHARE:
            vector = np.zeros(count)
            vector[random.integers(count)] = 1.0
        vectors.append(vector)
    return tuple(vectors)


def _random_table(
    random: np.random.Generator, shape: tuple[int, ...], zero_share: float
) -> FloatArray:
    table: FloatArray = random.random(shape) ** 2 * (random.random(shape) >= zero_share)
    columns = table.reshape(shape[0], -1)
    for column in np.flatnonzero(columns.sum(axis=0) == 0):
        columns[random.integers(shape[0]), column] = 1.0
    table /= table.sum(axis=0)
    return table
