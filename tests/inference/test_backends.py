"""Every exact method gives the same answers, by name."""

import pytest

from lumpbayes.inference.backends import BACKENDS, propagate_with
from lumpbayes.inference.plan import make_plan
from tests.inference.problems import assert_same, problem


@pytest.mark.parametrize("tables", [False, True])
@pytest.mark.parametrize("backend", BACKENDS)
def test_all_backends_agree(backend: str, tables: bool) -> None:
    for seed in range(40):
        network, evidence = problem(seed)
        plan = make_plan(network)
        one = propagate_with(backend, network, plan, evidence, tables)
        other = propagate_with("sweeps", network, plan, evidence, tables)
        assert_same(one, other)
        assert bool(one.log_table_derivatives) == (tables and bool(one.posteriors))


def test_an_unknown_backend_is_refused() -> None:
    network, evidence = problem(0)
    with pytest.raises(ValueError, match="backend 'guess': choose from sweeps, brute_force"):
        propagate_with("guess", network, make_plan(network), evidence)
