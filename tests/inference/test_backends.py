"""Every exact method gives the same answers, by name."""

import numpy as np
import pytest

from lumpbayes.inference.backends import BACKENDS, make_solver
from lumpbayes.inference.evidence import Evidence
from tests.inference.problems import TOLERANCE, assert_same, problem


@pytest.mark.parametrize("tables", [False, True])
@pytest.mark.parametrize("backend", BACKENDS)
def test_all_backends_propagate_alike(backend: str, tables: bool) -> None:
    for seed in range(40):
        network, evidence = problem(seed)
        one = make_solver(backend, network).propagate(evidence, tables)
        other = make_solver("sweeps", network).propagate(evidence, tables)
        assert_same(one, other)
        assert bool(one.log_table_derivatives) == (tables and bool(one.posteriors))


@pytest.mark.parametrize("backend", BACKENDS)
def test_all_backends_find_the_same_posteriors(backend: str) -> None:
    for seed in range(200):
        network, vectors = problem(seed)
        evidence = Evidence.of(vectors)
        truth = make_solver("brute_force", network).posteriors(evidence)
        solver = make_solver(backend, network)
        for wanted in (None, (0,), (2, 1), ()):
            found = solver.posteriors(evidence, wanted)
            asked = range(len(network.names)) if wanted is None else sorted(wanted)
            assert list(found.posteriors) == (list(asked) if truth.posteriors else [])
            if not asked and not evidence.hard and not evidence.soft:
                assert found.log_evidence == pytest.approx(0, abs=TOLERANCE)
            np.testing.assert_allclose(found.log_evidence, truth.log_evidence, atol=TOLERANCE)
            for variable, share in found.posteriors.items():
                np.testing.assert_allclose(share, truth.posteriors[variable], atol=TOLERANCE)
                assert not share.flags.writeable


def test_an_unknown_backend_is_refused() -> None:
    network, _ = problem(0)
    with pytest.raises(ValueError, match="backend 'guess': choose from kernel, sweeps, brute_f"):
        make_solver("guess", network)
