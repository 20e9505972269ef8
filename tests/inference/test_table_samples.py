"""Many sets of tables under one plan give what each gives alone."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from lumpbayes.errors import TooLargeError
from lumpbayes.inference import table_samples
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.cases import Solved
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.plan import MEMORY_LIMIT, make_plan
from lumpbayes.inference.table_samples import sampled_posteriors
from tests.random_problem import random_evidence, random_network


class Samples:
    """Whole tables of every sample, each of shape (*table shape, count)."""

    def __init__(self, network: Network, tables: Sequence[FloatArray]) -> None:
        self.network = network
        self.tables = tables
        self.asked: list[int] = []

    def sliced(self, variables: Sequence[int], hard: Mapping[int, int]) -> "Sliced":
        families = [(each, *self.network.parents[each]) for each in variables]
        return Sliced(
            self,
            [
                self.tables[family[0]][tuple(hard.get(each, slice(None)) for each in family)]
                for family in families
            ],
        )


class Sliced:
    def __init__(self, samples: Samples, tables: Sequence[FloatArray]) -> None:
        self.samples = samples
        self.tables = tables
        self.size = sum(table.size // table.shape[-1] for table in tables)
        self.done = 0

    def following(self, count: int) -> list[FloatArray]:
        span = slice(self.done, self.done + count)
        self.done += count
        self.samples.asked.append(count)
        return [each if each.shape[-1] == 1 else each[..., span] for each in self.tables]


def drawn(network: Network, seed: int, count: int) -> Samples:
    """Random tables, zeros included; every third table is alike in all samples."""
    random = np.random.default_rng(seed)
    samples = []
    for index, table in enumerate(network.tables):
        shape = (*table.shape, count if index % 3 else 1)
        values = random.random(shape) * (random.random(table.shape) > 0.1)[..., None] + 1e-9
        samples.append(values / values.sum(axis=0))
    return Samples(network, samples)


def alone(samples: Samples, row: int) -> Network:
    network = samples.network
    tables = [each[..., row if each.shape[-1] > 1 else 0] for each in samples.tables]
    return Network.checked(network.names, network.states, network.parents, tables)


def check(samples: Samples, evidence: Evidence, target: int, found: Solved) -> None:
    for row in range(len(found.log_evidence)):
        truth = make_solver("brute_force", alone(samples, row)).posteriors(evidence, (target,))
        np.testing.assert_allclose(found.log_evidence[row], truth.log_evidence, atol=1e-12)
        if truth.posteriors:
            np.testing.assert_allclose(found.posteriors[row], truth.posteriors[target], atol=1e-12)
        else:
            assert not found.posteriors[row].any()


def test_each_sample_is_answered_as_if_alone() -> None:
    for seed in range(30):
        network = random_network(seed, variables=3 + seed % 5)
        evidence = Evidence.of(random_evidence(seed + 1, network))
        target = next((v for v in range(len(network.names)) if v not in evidence.hard), None)
        if target is not None:
            samples = drawn(network, seed, 5)
            check(
                samples, evidence, target, sampled_posteriors(network, samples, evidence, target, 5)
            )


def test_samples_that_do_not_fit_in_memory_together_take_turns() -> None:
    network = random_network(4, variables=6)
    evidence = Evidence({0: 0}, {1: np.linspace(0.1, 1.0, network.cardinalities[1])})
    whole, parted = drawn(network, 4, 50), drawn(network, 4, 50)
    expected = sampled_posteriors(network, whole, evidence, 2, 50)
    plan = make_plan(network, hard=[0], soft=[1], kept=[2], wanted=[2])
    needed = plan.memory + table_samples.NUMBER_BYTES * whole.sliced(plan.tables, {0: 0}).size
    answers = 8 * 50 * (1 + network.cardinalities[2])
    found = sampled_posteriors(network, parted, evidence, 2, 50, 7 * needed + answers)
    assert whole.asked == [50]
    assert parted.asked == [7] * 7 + [1]
    np.testing.assert_allclose(found.posteriors, expected.posteriors, atol=1e-14)
    np.testing.assert_allclose(found.log_evidence, expected.log_evidence, atol=1e-13)


def test_one_sample_that_does_not_fit_is_an_error() -> None:
    network = random_network(4, variables=6)
    samples = drawn(network, 4, 2)
    with pytest.raises(TooLargeError, match=r"needs .*, the limit is 100 bytes"):
        sampled_posteriors(network, samples, Evidence({}, {}), 2, 2, 100)
    plan = make_plan(network, kept=[2], wanted=[2], soft=[])
    with pytest.raises(TooLargeError, match="raise memory_limit"):
        sampled_posteriors(network, samples, Evidence({}, {}), 2, 2, plan.memory)


def test_thousands_of_findings_do_not_underflow() -> None:
    """A chain of 400 findings of probability 1e-3 and one set in which they are likely."""
    count, findings = 3, 400
    names = ["cause", *(f"f{number}" for number in range(findings))]
    network = Network(
        tuple(names),
        (("a", "b"),) * (findings + 1),
        ((), *((0,) for _ in range(findings))),
        (np.array([0.5, 0.5]), *(np.full((2, 2), 0.5) for _ in range(findings))),
    )
    shares = np.array([[1e-3, 2e-3], [0.9, 0.8999], [1e-6, 1e-6]])  # (sample, cause)
    table = np.stack([shares, 1 - shares]).transpose(0, 2, 1)
    samples = Samples(network, [np.full((2, 1), 0.5), *(table for _ in range(findings))])
    evidence = Evidence({number: 0 for number in range(1, findings + 1)}, {})
    found = sampled_posteriors(network, samples, evidence, 0, count)
    logs = findings * np.log(shares)
    expected = np.exp(logs - logs.max(axis=1, keepdims=True))
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.posteriors, expected, atol=1e-10)
    truth = np.logaddexp.reduce(logs, axis=1) + np.log(0.5)
    np.testing.assert_allclose(found.log_evidence, truth, rtol=1e-12)


def test_impossible_in_some_samples() -> None:
    network = Network((("x"), ("y")), (("a", "b"),) * 2, ((), (0,)), (np.ones(2) / 2, np.eye(2)))
    cause = np.array([[1.0, 0.25], [0.0, 0.75]])
    samples = Samples(network, [cause, np.eye(2)[..., None]])
    found = sampled_posteriors(network, samples, Evidence({1: 1}, {}), 0, 2)
    np.testing.assert_array_equal(found.posteriors, [[0, 0], [0, 1]])
    np.testing.assert_allclose(found.log_evidence, [-np.inf, np.log(0.75)])


def test_an_observed_target_is_refused() -> None:
    network = random_network(1)
    with pytest.raises(ValueError, match="v0 is observed: its posterior needs no samples"):
        sampled_posteriors(network, drawn(network, 1, 2), Evidence({0: 0}, {}), 0, 2)


def test_a_table_over_as_many_variables_as_there_are_letters() -> None:
    """Of one state each, so that it is small."""
    count = len(table_samples.LETTERS)
    parents = [()] * (count - 1) + [tuple(range(count - 1))]
    tables = [np.ones(1)] * (count - 1) + [np.ones((1,) * count)]
    network = Network(
        tuple(f"v{i}" for i in range(count)), (("a",),) * count, tuple(parents), tables
    )
    samples = Samples(network, [table[..., None] for table in tables])
    with pytest.raises(TooLargeError, match="a table over 52 variables"):
        sampled_posteriors(network, samples, Evidence({}, {}), count - 1, 1, MEMORY_LIMIT)
