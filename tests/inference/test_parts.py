"""Parts of a network answer as the whole does, and what was made of them is kept within bounds."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import parts, sweeps
from lumpbayes.inference.backends import SweepsSolver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network, relevant
from lumpbayes.inference.part_solver import PartSolver
from lumpbayes.inference.parts import Parts
from lumpbayes.inference.plan import MEMORY_LIMIT
from tests.random_problem import random_evidence, random_network


def itself(network: Network) -> Network:
    """Made of a part: nothing but the part."""
    return network


@pytest.mark.parametrize("seed", range(30))
def test_a_part_answers_as_the_whole(seed: int) -> None:
    network = random_network(seed, variables=9, zero_share=0.0)
    vectors = list(random_evidence(seed, network))
    for variable in range(0, 9, 2):
        vectors[variable] = np.ones(network.cardinalities[variable])
    evidence = Evidence.of(tuple(vectors))
    asked = seed % 9
    part = Parts(network, itself).part([asked, *evidence.hard, *evidence.soft])
    inner = sweeps.posteriors(part.made, part.evidence(evidence), wanted=[part.places[asked]])
    found = part.whole(inner.posteriors)
    whole = sweeps.posteriors(network, evidence, wanted=[asked])
    assert inner.log_evidence == pytest.approx(whole.log_evidence, abs=1e-12)
    assert list(found) == [asked]
    np.testing.assert_allclose(found[asked], whole.posteriors[asked], atol=1e-12)


def test_a_part_knows_its_variables_both_ways() -> None:
    network = random_network(3, variables=12)
    part = Parts(network, itself).part([11, 4])
    assert part.variables == relevant(network, [4, 11])
    assert [part.places[variable] for variable in part.variables] == list(range(len(part.places)))
    assert part.made is part.network
    assert part.network.names == tuple(network.names[variable] for variable in part.variables)


def test_the_same_part_is_made_once_whatever_is_asked_of_it() -> None:
    network = random_network(3, variables=12)
    kept = Parts(network, itself)
    chosen = relevant(network, [11, 4])
    assert kept.part([4, 11]) is kept.part(reversed(chosen))


def test_parts_asked_for_last_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    coins = Network.checked("abc", [("x", "y")] * 3, [()] * 3, [np.array([0.5, 0.5])] * 3)
    monkeypatch.setattr(parts, "MOST_NUMBERS", 4)  # two parts of one coin each
    kept = Parts(coins, itself)
    first, second = kept.part([0]), kept.part([1])
    assert kept.part([0]) is first  # now asked for last
    third = kept.part([2])
    assert kept.part([0]) is first
    assert kept.part([2]) is third
    assert kept.part([1]) is not second
    whole = kept.part([0, 1, 2])  # larger than all that may be kept, and so alone
    assert kept.part([0, 1, 2]) is whole
    assert kept.part([0]) is not first


def test_threads_get_the_same_part(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(5, variables=12)
    monkeypatch.setattr(parts, "MOST_NUMBERS", 50)
    kept = Parts(network, itself)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: kept.part([number % 12]), range(2000)))
    for number, part in enumerate(found):
        assert part.variables == relevant(network, [number % 12])


def test_a_part_that_another_thread_made_meanwhile_stays() -> None:
    network = random_network(3)
    faster: list[Network] = []

    def make(part: Network) -> Network:
        if not faster:
            faster.append(part)
            kept.part([4])
        return part

    kept = Parts(network, make)
    slower = kept.part([4])
    assert kept.part([4]) is not slower
    assert kept.part([4]) is kept.part([4])


# --- A method on parts -------------------------------------------------------------------------


def part_solver(network: Network) -> PartSolver:
    return PartSolver("sweeps", SweepsSolver, network, MEMORY_LIMIT)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("wanted", [(0,), (2, 5), (), None], ids=str)
def test_a_method_on_parts_is_the_method(seed: int, wanted: tuple[int, ...] | None) -> None:
    network = random_network(seed, variables=9)
    evidence = Evidence.of(random_evidence(seed, network))
    whole = SweepsSolver(network, MEMORY_LIMIT).posteriors(evidence, wanted)
    found = part_solver(network).posteriors(evidence, wanted)
    if np.isinf(whole.log_evidence):
        assert found == whole
        return
    assert found.log_evidence == pytest.approx(whole.log_evidence, abs=1e-12)
    assert list(found.posteriors) == list(whole.posteriors)
    for variable, posterior in whole.posteriors.items():
        np.testing.assert_allclose(found.posteriors[variable], posterior, atol=1e-12)


def test_every_derivative_is_that_of_the_whole_network() -> None:
    network = random_network(4)
    evidence = random_evidence(4, network)
    whole = SweepsSolver(network, MEMORY_LIMIT).propagate(evidence, tables=True)
    found = part_solver(network).propagate(evidence, tables=True)
    assert found.log_evidence == whole.log_evidence
    for one, other in zip(found.posteriors, whole.posteriors, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_method_on_parts_is_copied_as_what_it_was_made_of() -> None:
    network = random_network(4)
    evidence = Evidence.of(random_evidence(4, network))
    first = part_solver(network)
    copied = pickle.loads(pickle.dumps(first))
    assert (copied.name, copied.memory_limit) == ("sweeps", MEMORY_LIMIT)
    assert copied.posteriors(evidence).log_evidence == first.posteriors(evidence).log_evidence


def test_a_part_above_the_memory_limit_is_refused() -> None:
    solver = PartSolver("sweeps", SweepsSolver, random_network(4), 10)
    with pytest.raises(TooLargeError, match="raise memory_limit"):
        solver.posteriors(Evidence({}, {}), [0])
