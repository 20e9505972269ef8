"""Columns drawn from their spreads have the intervals that their cells state."""

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.drawing import Drawing
from lumpbayes.knowledge.likelihoods import group_column
from lumpbayes.knowledge.spreads import Column, spreads

QUANTILES = (0.025, 0.5, 0.975)


def estimate(probability: float, low: float, high: float) -> Estimate:
    return Estimate(probability, low, high, "estimate", ("judgement",), "")


def column(*cells: tuple[float, float, float] | float) -> Column:
    """Cells with an interval, or the probability of the one that gets the rest."""
    return Column(
        [each if isinstance(each, float) else each[0] for each in cells],
        [None if isinstance(each, float) else estimate(*each) for each in cells],
    )


def drawn(*columns: Column, count: int = 40_000) -> np.ndarray:
    """Shape (columns, most states, count)."""
    drawing = Drawing(spreads(columns, max(len(each.probabilities) for each in columns)))
    streams = drawing.begin([n.to_bytes(32, "little") for n in range(1, len(columns) + 1)])
    return drawing.following(streams, count)[drawing.numbers]


def log_odds(probabilities: np.ndarray) -> np.ndarray:
    return np.log(probabilities) - np.log1p(-probabilities)


@pytest.mark.parametrize(
    "cell", [(0.3, 0.1, 0.4), (0.002, 0.0001, 0.05), (0.9, 0.85, 0.999), (0.5, 0.5, 0.9)]
)
def test_one_number_has_its_interval_exactly(cell: tuple[float, float, float]) -> None:
    """Two states; the interval may lie to one side."""
    probability, low, high = cell
    found = spreads([column(cell, 1 - probability)], 2)
    z = 1.959963984540054
    centre = log_odds(np.array(probability))
    ends = [centre - z * found.below[0, 0], centre + z * found.above[0, 0]]
    np.testing.assert_allclose(1 / (1 + np.exp(-np.array(ends))), [low, high], rtol=1e-12)
    shares = drawn(column(cell, 1 - probability))[0]
    np.testing.assert_allclose(shares.sum(axis=0), 1, atol=1e-15)
    quantiles = np.quantile(shares[0], QUANTILES)
    np.testing.assert_allclose(
        log_odds(quantiles), log_odds(np.array([low, probability, high])), atol=0.08
    )


def test_two_cells_that_are_one_number() -> None:
    """Both list an interval: that of the other turned around, or the mean of both."""
    one, both = drawn(column((0.3, 0.1, 0.4), 0.7), column((0.3, 0.1, 0.4), (0.7, 0.6, 0.9)))
    np.testing.assert_allclose(one, drawn(column((0.3, 0.1, 0.4), 0.7))[0])
    found = spreads([column((0.3, 0.1, 0.4), 0.7), column((0.3, 0.1, 0.4), (0.7, 0.6, 0.9))], 2)
    np.testing.assert_allclose(found.below[0], found.below[1], rtol=1e-12)
    np.testing.assert_allclose(found.above[0], found.above[1], rtol=1e-12)
    assert both.shape == one.shape
    mixed = spreads([column((0.3, 0.1, 0.4), (0.7, 0.7, 0.7 + 1e-12))], 2)
    assert mixed.below[0, 0] == pytest.approx(found.below[0, 0] / 2, rel=1e-9)


def test_points_and_certainties_stay() -> None:
    cells = column((0.2, 0.2, 0.2), (0.5, 0.3, 0.7), (0.0, 0.0, 0.1), 0.3)
    shares = drawn(cells)[0]
    assert (shares[0] == 0.2).all()
    assert (shares[2] == 0.0).all()
    assert shares[1].std() > 0.05
    np.testing.assert_allclose(shares.sum(axis=0), 1, atol=1e-15)
    np.testing.assert_allclose(np.quantile(shares[1], QUANTILES), [0.3, 0.5, 0.7], atol=0.01)
    sure = drawn(column((1.0, 0.8, 1.0), 0.0), column((0.4, 0.4, 0.4), (0.6, 0.5, 0.7)), count=3)
    np.testing.assert_array_equal(sure, [[[1] * 3, [0] * 3], [[0.4] * 3, [0.6] * 3]])


def test_a_bound_of_0_or_1_is_read_as_a_twentieth_of_the_way() -> None:
    shares = drawn(column((0.2, 0.0, 1.0), 0.8))[0]
    low, middle, high = np.quantile(shares[0], QUANTILES)
    assert low == pytest.approx(0.2 / 20, rel=0.1)
    assert middle == pytest.approx(0.2, rel=0.03)
    assert high == pytest.approx(1 - 0.8 / 20, rel=0.01)


def test_a_sure_cell_does_not_hold_the_others() -> None:
    """Nor does a column of cells that contradict each other fail."""
    shares = drawn(column((0.3, 0.2999, 0.3001), (0.35, 0.2, 0.5), (0.35, 0.2, 0.5)))[0]
    assert np.diff(np.quantile(shares[1], QUANTILES[::2]))[0] > 0.1
    odd = drawn(column((0.5, 0.01, 0.99), (0.4, 0.4, 0.400001), (0.1, 0.0999, 0.1)))[0]
    assert np.isfinite(odd).all()
    np.testing.assert_allclose(odd.sum(axis=0), 1, atol=1e-14)


def test_bounds_of_numbers_that_were_divided_by_their_sum() -> None:
    """The listed numbers sum to 0.999, the column to 1; a point stays a point."""
    listed = Column(
        [0.2 / 0.999, 0.799 / 0.999], [estimate(0.2, 0.2, 0.2), estimate(0.799, 0.799, 0.799)]
    )
    np.testing.assert_allclose(drawn(listed, count=2)[0, :, 0], [0.2 / 0.999, 0.799 / 0.999])


def test_the_bundled_tables_come_out_as_stated(engine: lb.Engine) -> None:
    """The quantiles of every listed cell, as a share of half its interval, all in log-odds."""
    knowledge = engine.knowledge
    columns, own = [], []
    for name, expansion in knowledge.expansions.items():
        states = knowledge.variables[name].states
        for group in expansion.groups:
            listed = {cell.state: cell.estimate for cell in group}
            columns.append(Column(group_column(group, states), [listed.get(s) for s in states]))
            own += [(len(columns) - 1, states.index(s), e) for s, e in listed.items()]
    shares = drawn(*columns, count=4000)
    misses = []
    for row, state, each in own:
        low, middle, high = log_odds(np.quantile(shares[row, state], QUANTILES))
        bounds = log_odds(np.array([each.low, each.probability, each.high]))
        misses.append((np.array([low, middle, high]) - bounds) / (bounds[2] - bounds[0]) * 2)
    mean = np.abs(misses).mean(axis=0)
    assert len(misses) > 1300
    assert (mean < [0.06, 0.04, 0.06]).all(), mean
    assert np.quantile(np.abs(misses).max(axis=1), 0.9) < 0.2
