"""What a strict reader found: limits, dropped factors, values that could be changed."""

from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network
from lumpbayes.inference.parts import Parts
from lumpbayes.inference.tabulation import tabulate


def chain(count: int) -> Network:
    """Yes/no variables, each the parent of the next."""
    link = np.array([[0.9, 0.2], [0.1, 0.8]])
    return Network.checked(
        [f"v{index:05}" for index in range(count)],
        [("yes", "no")] * count,
        [()] + [(index,) for index in range(count - 1)],
        [np.array([0.5, 0.5])] + [link] * (count - 1),
    )


def test_a_factor_that_does_not_fit_is_not_dropped() -> None:
    roots = 8
    many = np.full(100, 0.01)
    table = np.full((2, *[2] * roots), 0.5)
    network = Network.checked(
        ["t", *(f"p{index}" for index in range(roots)), "c"],
        [[f"s{index}" for index in range(100)]] + [["a", "b"]] * (roots + 1),
        [(), *[()] * roots, tuple(range(1, roots + 1))],
        [many, *[np.array([0.3, 0.7])] * roots, table],
    )
    assert tabulate(network, 0, (0,)) is None


def test_planning_has_room_for_hidden_variables_alone() -> None:
    network = chain(3000)
    evidence = Evidence(dict.fromkeys(range(10, 3000), 0), {})
    solver = make_solver("kernel", network, 2**20)
    assert solver.posteriors(evidence, (0,)).posteriors[0].sum() == pytest.approx(1)
    with pytest.raises(lb.TooLargeError, match="planning for 3,000 variables"):
        solver.posteriors(Evidence({}, {}), (2999,))


def test_no_limit_is_too_large_to_count() -> None:
    random = np.random.default_rng(0)
    parents = [
        tuple(sorted({int(each) for each in random.integers(0, index, 3)})) if index > 3 else ()
        for index in range(600)
    ]
    tables = [np.full((2, *[2] * len(each)), 0.5) for each in parents]
    names = [f"v{index:03}" for index in range(600)]
    network = Network.checked(names, [("yes", "no")] * 600, parents, tables)
    solver = make_solver("kernel", network, 10**30)
    with pytest.raises(lb.TooLargeError, match="raise memory_limit"):
        solver.posteriors(Evidence({}, {}))


def test_a_part_is_not_laid_out_beyond_the_limit() -> None:
    with pytest.raises(lb.TooLargeError, match="tables of 5 variables"):
        Parts(chain(9), lambda network: network, 100).part([4])


def test_a_long_chain_is_checked_in_no_time() -> None:
    assert len(chain(16_000).names) == 16_000


def test_answers_cannot_be_changed(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"})
    assert dx.plain is not None and dx.ranking is not None
    with pytest.raises(TypeError):
        dx.plain[0]["fever"] = "no"  # type: ignore[index]
    assert not dx.ranking.flags.writeable
    with pytest.raises(AttributeError):
        dx.posteriors.arrays = ()  # type: ignore[misc]
    encoded = engine.encode([{"fever": "yes"}])
    assert not encoded.cases.codes.flags.writeable
    assert not dx.derivatives("cause", "lipoma").table("mri").flags.writeable


def test_an_unknown_policy_for_a_network_file(tmp_path: Path) -> None:
    file = tmp_path / "coin.bif"
    file.write_text(COIN.format("0.5, 0.5"), encoding="utf-8")
    with pytest.raises(lb.EvidenceError, match="policy 'foo'"):
        lb.load(file, policy="foo")
    assert lb.load(file, policy="lenient").network.names == ("a",)


def test_a_number_that_no_double_holds(tmp_path: Path) -> None:
    file = tmp_path / "coin.bif"
    file.write_text(COIN.format("1e-400, 1.0"), encoding="utf-8")
    with pytest.raises(lb.TablesError, match=r"coin.bif:7.*'1e-400'; expected a number that a dou"):
        lb.load(file)


COIN = """network coin {{
}}
variable a {{
  type discrete [ 2 ] {{ heads, tails }};
}}
probability ( a ) {{
  table {};
}}
"""
