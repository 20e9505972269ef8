"""Elimination orders and steps: every variable once, the kept one never, by all rules."""

from itertools import pairwise
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from lumpbayes.inference.kernel import ordering, steps
from lumpbayes.inference.kernel.compiling import ready
from lumpbayes.inference.kernel.layout import lay_out
from lumpbayes.inference.network import Network
from tests.inference.kernel.uncompiled import uncompiled
from tests.inference.problems import one_cause
from tests.random_problem import random_network

RULES = range(3)
SEEDS = range(4)


@pytest.fixture(params=["compiled", "python"])
def kernel(request: pytest.FixtureRequest) -> SimpleNamespace:
    """The modules under test, compiled or not."""
    if request.param == "python":
        return uncompiled()
    ready()
    return SimpleNamespace(ordering=ordering, steps=steps)


def drawn(seed: int) -> tuple[Network, list[int], list[int], int]:
    """A network, its hard and its soft variables, and the kept one or -1."""
    network = random_network(seed, variables=1 + seed % 12)
    random = np.random.default_rng(seed)
    kind = random.integers(0, 3, len(network.names))
    hidden = [-1, *np.flatnonzero(kind != 1).tolist()]
    kept = int(random.choice(hidden))
    return network, np.flatnonzero(kind == 1).tolist(), np.flatnonzero(kind == 2).tolist(), kept


def leaves_of(
    module: ModuleType, network: Network, hard: list[int], soft: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    layout = lay_out(network)
    sliced = np.zeros(len(network.names), np.int64)
    sliced[hard] = 1
    tables = np.arange(len(network.names))
    scopes = (layout.scope_starts, layout.scope_variables)
    return module.leaf_scopes(*scopes, tables, sliced, np.array(soft, dtype=np.int64))


def scopes_of(starts: np.ndarray, variables: np.ndarray) -> list[tuple[int, ...]]:
    return [tuple(variables[a:b].tolist()) for a, b in pairwise(starts.tolist())]


@pytest.mark.parametrize("seed", range(24))
def test_leaves_are_the_tables_without_what_is_hard(kernel: SimpleNamespace, seed: int) -> None:
    network, hard, soft, _ = drawn(seed)
    found = scopes_of(*leaves_of(kernel.ordering, network, hard, soft))
    families = [(v, *parents) for v, parents in enumerate(network.parents)]
    expected = [tuple(v for v in family if v not in hard) for family in families]
    assert found == expected + [(v,) for v in soft]


@pytest.mark.parametrize("seed", range(24))
def test_every_variable_once_and_the_kept_one_never(kernel: SimpleNamespace, seed: int) -> None:
    network, hard, soft, kept = drawn(seed)
    leaves = leaves_of(kernel.ordering, network, hard, soft)
    scopes = scopes_of(*leaves)
    states = np.array(network.cardinalities, dtype=np.float64)
    hidden = {v for scope in scopes for v in scope} - {kept}
    for rule in RULES:
        for start in SEEDS:
            with np.errstate(over="ignore"):  # numbers modulo 2**64, on purpose
                order, width = kernel.ordering.order_variables(states, *leaves, kept, rule, start)
            assert sorted(order.tolist()) == sorted(hidden)
            assert width >= widest(scopes, order.tolist())
            check_steps(kernel, network, leaves, order, width, kept)


def widest(scopes: list[tuple[int, ...]], order: list[int]) -> int:
    """Variables of the largest scope that an order makes."""
    left, found = [set(scope) for scope in scopes], 1
    for variable in order:
        union = set().union(*(scope for scope in left if variable in scope))
        left = [scope for scope in left if variable not in scope] + [union - {variable}]
        found = max(found, len(union))
    return found


def check_steps(
    kernel: SimpleNamespace,
    network: Network,
    leaves: tuple[np.ndarray, np.ndarray],
    order: np.ndarray,
    width: int,
    kept: int,
) -> None:
    """Steps use every slot once, sum every variable out once, where nothing else holds it."""
    states = np.array(network.cardinalities, dtype=np.float64)
    made, starts, variables, totals = kernel.steps.make_steps(states, *leaves, order, width)
    scopes = scopes_of(starts, variables)
    count = len(leaves[0]) - 1
    assert scopes[:count] == scopes_of(*leaves)
    unused, work = set(range(count)), 0.0
    for number, (left, right, summed) in enumerate(made.tolist()):
        taken = {each for each in (left, right) if each >= 0}
        assert taken <= unused
        assert len(taken) == 1 + (left >= 0)
        unused = unused - taken | {count + number}
        union = set().union(*(scopes[each] for each in taken))
        assert set(scopes[count + number]) == union - {summed}
        assert not any(summed in scopes[each] for each in unused)
        work += float(np.prod([states[v] for v in union]))
    assert unused == {len(scopes) - 1}
    assert [s for s in made[:, 2].tolist() if s >= 0] == order.tolist()
    assert scopes[-1] in ((), (kept,))
    sizes = [float(np.prod([states[v] for v in scope])) for scope in scopes]
    assert totals.tolist() == [work, max(sizes), sum(sizes)]


def test_compiled_and_python_choose_the_same() -> None:
    ready()
    for seed in range(24):
        network, hard, soft, kept = drawn(seed)
        states = np.array(network.cardinalities, dtype=np.float64)
        leaves = leaves_of(ordering, network, hard, soft)
        for rule, start in [(0, 0), (1, 0), (2, 0), (0, 1), (1, 2), (2, 3)]:
            one = ordering.order_variables(states, *leaves, kept, rule, start)
            with np.errstate(over="ignore"):
                other = uncompiled().ordering.order_variables(states, *leaves, kept, rule, start)
            assert one[0].tolist() == other[0].tolist()
            assert one[1] == other[1]


def test_leaves_first_in_a_star() -> None:
    network = one_cause(np.full((3, 8), 0.5))
    ready()
    leaves = leaves_of(ordering, network, [], [])
    states = np.array(network.cardinalities, dtype=np.float64)
    order, width = ordering.order_variables(states, *leaves, -1, 0, 0)
    assert 0 in order.tolist()[-2:]
    assert width == 2
