"""Shapley values against all orders, and the properties that define them."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning import shapley
from lumpbayes.reasoning.shapley import Members, exact_shares, sampled_shares


def game(worths: FloatArray) -> shapley.Worth:
    """A game by the worth of each subset; player ``i`` is digit ``i`` of the subset's number."""
    return lambda members: worths[members @ (1 << np.arange(members.shape[1]))]


def by_orders(worth: shapley.Worth, players: int) -> FloatArray:
    total = np.zeros(players)
    orders = list(itertools.permutations(range(players)))
    for order in orders:
        inside = np.zeros((1, players), dtype=bool)
        for player in order:
            before = worth(inside)[0]
            inside[0, player] = True
            total[player] += worth(inside)[0] - before
    return total / len(orders)


@pytest.mark.parametrize("players", range(1, 7))
@pytest.mark.parametrize("seed", range(5))
def test_they_are_means_over_all_orders(players: int, seed: int) -> None:
    worth = game(np.random.default_rng(seed).normal(size=2**players))
    found = exact_shares(worth, players)
    np.testing.assert_allclose(found.values, by_orders(worth, players), atol=1e-14)
    assert found.standard_errors is None
    assert found.permutations == 0


@given(st.integers(0, 10), st.integers(0, 2**32 - 1))
def test_they_add_up(players: int, seed: int) -> None:
    worths = np.random.default_rng(seed).normal(size=2**players)
    assert exact_shares(game(worths), players).values.sum() == pytest.approx(
        worths[-1] - worths[0], abs=1e-12
    )


def test_the_chunks_of_a_large_game_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    worth = game(np.random.default_rng(0).normal(size=2**9))
    whole, drawn = exact_shares(worth, 9), sampled_shares(worth, 9, 50, 3)
    monkeypatch.setattr(shapley, "CHUNK", 100)
    assert exact_shares(worth, 9).values.tolist() == whole.values.tolist()
    assert sampled_shares(worth, 9, 50, 3).values.tolist() == drawn.values.tolist()


def test_xor_is_shared_equally() -> None:
    found = exact_shares(game(np.array([0.0, 0.0, 0.0, 1.0])), 2)
    assert found.values.tolist() == [0.5, 0.5]


def squares(members: Members) -> FloatArray:
    """A game in which nobody's part is separate."""
    return (members @ np.sqrt(np.arange(1.0, members.shape[1] + 1))) ** 2


@pytest.mark.parametrize("seed", range(5))
def test_sampled_shares_lie_within_their_errors(seed: int) -> None:
    def worth(members: Members) -> FloatArray:
        return np.asarray(np.tanh(squares(members) / 30) * 5 + np.sin(squares(members)))

    exact, drawn = exact_shares(worth, 12), sampled_shares(worth, 12, 400, seed)
    assert drawn.standard_errors is not None
    assert drawn.permutations == 400
    away = (drawn.values - exact.values) / drawn.standard_errors
    assert np.abs(away).max() < 4.5
    assert 0.3 < np.sqrt(np.mean(away**2)) < 2
    assert drawn.values.sum() == pytest.approx(exact.values.sum(), abs=1e-12)


def test_reversed_orders_make_pairwise_games_exact() -> None:
    exact, drawn = exact_shares(squares, 10), sampled_shares(squares, 10, 4, 0)
    np.testing.assert_allclose(drawn.values, exact.values, atol=1e-12)


def test_same_seed_same_shares() -> None:
    worth = game(np.random.default_rng(1).normal(size=2**8))
    one, same, other = (sampled_shares(worth, 8, 20, seed) for seed in (1, 1, 2))
    assert one.values.tolist() == same.values.tolist() != other.values.tolist()
