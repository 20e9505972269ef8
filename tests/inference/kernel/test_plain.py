"""The shortest way: right wherever it answers, and silent about everything else."""

from types import SimpleNamespace

import numpy as np
import pytest

from lumpbayes.inference import brute_force
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel import plain as plain_module
from lumpbayes.inference.kernel import solver as solver_module
from lumpbayes.inference.network import Network
from lumpbayes.inference.plan import MEMORY_LIMIT
from tests.inference.kernel.uncompiled import uncompiled
from tests.inference.problems import TOLERANCE, one_cause
from tests.random_problem import random_network


@pytest.fixture(params=["compiled", "python"])
def kernel(request: pytest.FixtureRequest) -> SimpleNamespace:
    if request.param == "python":
        return uncompiled()
    return SimpleNamespace(plain=plain_module, solver=solver_module)


def query(
    kernel: SimpleNamespace, network: Network, target: int, setting: str | None = None
) -> plain_module.PlainQuery:
    """Of a network whose v6 is in its first state unless somebody says otherwise."""
    solver = kernel.solver.KernelSolver(network, MEMORY_LIMIT)
    return kernel.plain.PlainQuery(solver, target, {"v6": "s0"}, setting)


@pytest.mark.parametrize("seed", range(20))
def test_against_the_whole_joint(kernel: SimpleNamespace, seed: int) -> None:
    network = random_network(seed)
    plain = query(kernel, network, 3, "v6")
    random = np.random.default_rng(seed)
    for _ in range(10):
        chosen = [int(v) for v in random.permutation([0, 1, 2, 4, 5])[: random.integers(0, 6)]]
        evidence = {network.names[v]: str(random.choice(network.states[v])) for v in chosen}
        for setting in (None, "s0", "s1"):
            known = Evidence.named(network, {**evidence, "v6": setting or "s0"})
            truth = brute_force.propagate(network, known.vectors(network))
            found = plain.find(evidence, setting)
            if not truth.posteriors:
                assert found is None
                continue
            log_evidence, posterior, order = found
            ordered = posterior[order]
            assert log_evidence == pytest.approx(truth.log_evidence, abs=TOLERANCE)
            np.testing.assert_allclose(posterior, truth.posteriors[3], atol=TOLERANCE)
            assert sorted(order.tolist()) == list(range(len(posterior)))
            assert sorted(ordered.tolist(), reverse=True) == ordered.tolist()
            assert not posterior.flags.writeable


def test_equally_probable_states_stay_in_order(kernel: SimpleNamespace) -> None:
    solver = kernel.solver.KernelSolver(one_cause(np.full((4, 2), 0.5)), MEMORY_LIMIT)
    found = kernel.plain.PlainQuery(solver, 0, {}, None).find({"f1": "no"}, None)
    assert found[2].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("evidence", "setting"),
    [
        ({"v9": "s0"}, None),
        ({"v0": "s9"}, None),
        ({"v0": None}, None),
        ({"v0": ["s0"]}, None),
        ({3: "s0"}, None),
        ({"v3": "s0"}, None),
        ({"v6": "s0"}, "s1"),
        ({}, "any"),
        ({}, ["s0"]),
        ({}, 1),
    ],
)
def test_anything_else_is_left_to_others(
    kernel: SimpleNamespace, evidence: dict, setting: object
) -> None:
    plain = query(kernel, random_network(1), 3, "v6")
    for _ in range(2):
        assert plain.find(evidence, setting) is None


def test_a_setting_where_there_is_none(kernel: SimpleNamespace) -> None:
    assert query(kernel, random_network(1), 3).find({}, "s0") is None


def test_what_is_remembered_is_bounded(
    kernel: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel.plain, "MOST_PROGRAMS", 3)
    plain = query(kernel, random_network(1, zero_share=0), 3)
    for name in ("v0", "v1", "v2", "v4", "v5"):
        assert plain.find({name: "s0"}, None) is not None
        assert len(plain._ready) <= 3


def test_more_states_than_a_byte_counts(kernel: SimpleNamespace) -> None:
    states = [f"s{number}" for number in range(300)]
    network = Network.checked(
        ["v3", "v0"], [["x", "y"], states], [(), (0,)], [np.ones(2) / 2, np.full((300, 2), 1 / 300)]
    )
    solver = kernel.solver.KernelSolver(network, MEMORY_LIMIT)
    plain = kernel.plain.PlainQuery(solver, 0, {}, "v0")
    assert plain.find({"v0": "s255"}, None) is not None
    assert plain.find({"v0": "s256"}, None) is None
    assert plain.find({}, "s299") is None
    assert plain.find({}, "s1") is not None
