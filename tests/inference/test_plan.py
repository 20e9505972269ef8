"""Plans: binary steps, printable, the same for the same structure, and bounded beforehand."""

import tracemalloc
from dataclasses import replace
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pytest

from lumpbayes.errors import EvidenceError, TooLargeError
from lumpbayes.inference import scaled, sweeps, wide
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network, no_evidence
from lumpbayes.inference.passes import leaf_arrays
from lumpbayes.inference.plan import Plan, make_plan
from tests.inference.problems import one_cause
from tests.random_problem import random_network


def dense(parents: int) -> Network:
    """A variable with many parents; its table holds 2**(parents + 1) numbers."""
    return Network.checked(
        [f"v{number}" for number in range(parents + 1)],
        [["yes", "no"]] * (parents + 1),
        [()] * parents + [tuple(range(parents))],
        [np.full(2, 0.5)] * parents + [np.full((2,) * (parents + 1), 0.5)],
    )


def clique_of_roots(count: int) -> Network:
    """Roots that meet pairwise in findings: small tables, one huge elimination."""
    pairs = [(a, b) for a in range(count) for b in range(a)]
    return Network.checked(
        [f"v{number}" for number in range(count + len(pairs))],
        [["yes", "no"]] * (count + len(pairs)),
        [()] * count + pairs,
        [np.full(2, 0.5)] * count + [np.full((2, 2, 2), 0.5)] * len(pairs),
    )


@pytest.mark.parametrize("seed", range(20))
def test_steps_are_binary_and_sum_out_at_most_one_variable(seed: int) -> None:
    network = random_network(seed, variables=10)
    plan = make_plan(network)
    summed: list[int] = []
    used: list[int] = []
    for step in plan.steps:
        union = set(plan.scopes[step.left]) | set(plan.scopes[step.right])
        gone = union - set(plan.scopes[step.result])
        assert len(gone) <= 1
        assert gone <= set(plan.scopes[step.left]) & set(plan.scopes[step.right])
        summed += gone
        used += [step.left, step.right]
        assert step.forward.count(",") == step.to_left.count(",") == step.to_right.count(",") == 1
    assert sorted(summed) == list(range(10))  # every variable once
    assert sorted(used) == list(range(len(plan.scopes) - 1))  # every slot but the root once
    assert plan.scopes[-1] == ()


def test_the_first_slots_are_tables_and_evidence() -> None:
    network = random_network(3)
    scopes = make_plan(network).scopes
    count = len(network.names)
    assert scopes[:count] == tuple((i, *p) for i, p in enumerate(network.parents))
    assert scopes[count : 2 * count] == tuple((i,) for i in range(count))


def test_the_plan_of_a_single_coin() -> None:
    coin = Network.checked(["coin"], [["heads", "tails"]], [()], [np.array([0.5, 0.5])])
    (step,) = make_plan(coin).steps
    assert (step.forward, step.to_left, step.to_right) == ("a,a->", ",a->a", ",a->a")


def test_a_plan_counts_its_work_and_prints_it() -> None:
    plan = make_plan(one_cause(np.full((3, 1), 0.5)))
    assert plan.largest == 6
    # the cause's prior with its evidence: 3; with the finding's table: 6; its evidence: 2
    assert plan.multiplications == 11
    assert plan.entries == sum(
        np.prod([[3, 2][v] for v in scope], dtype=int) for scope in plan.scopes
    )
    assert str(plan) == (
        "3 steps, 11 multiplications a sweep, largest table 6 numbers, 928 bytes in all"
    )


def test_the_same_structure_has_the_same_plan_whatever_the_numbers() -> None:
    network = random_network(5)
    uniform = replace(
        network, tables=tuple(np.full(t.shape, 1 / t.shape[0]) for t in network.tables)
    )
    assert make_plan(network) == make_plan(network) == make_plan(uniform)


def test_a_plan_holds_no_array() -> None:
    assert hash(make_plan(random_network(5))) == hash(make_plan(random_network(5)))


def test_too_large_is_found_before_anything_is_allocated() -> None:
    network = clique_of_roots(26)  # the elimination needs tables of 2**25 numbers
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError, match=r"needs .* the limit is .*: raise"):
            make_plan(network, memory_limit=100 * 1024**2)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * 1024**2


def test_the_limit_itself_is_allowed() -> None:
    network = dense(8)
    needed = make_plan(network).memory
    assert isinstance(make_plan(network, memory_limit=needed), Plan)
    with pytest.raises(TooLargeError, match="raise memory_limit, or remove links"):
        make_plan(network, memory_limit=needed - 1)


@pytest.mark.parametrize("arithmetic", [scaled, wide], ids=["fast", "wide"])
@pytest.mark.parametrize("tables", [False, True])
@pytest.mark.parametrize(
    "network",
    [dense(13), clique_of_roots(15), random_network(3, variables=40, most_parents=5)],
    ids=["dense", "clique", "random"],
)
def test_a_query_takes_no_more_memory_than_the_plan_says(
    network: Network, tables: bool, arithmetic: ModuleType
) -> None:
    plan = make_plan(network)
    evidence = no_evidence(network)
    tracemalloc.start()
    try:
        sweeps._propagate(arithmetic, network, plan, evidence, tables)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= plan.memory
    if arithmetic is wide:
        assert peak > plan.memory / 2  # and not much less


def test_a_plan_needs_no_numbers() -> None:
    class Shape(NamedTuple):
        parents: tuple[tuple[int, ...], ...]
        cardinalities: tuple[int, ...]

    network = random_network(5)
    assert make_plan(Shape(network.parents, network.cardinalities)) == make_plan(network)


def test_more_variables_in_a_table_than_letters_is_too_large_whatever_the_limit() -> None:
    with pytest.raises(TooLargeError, match=r"a table over 5[3-9] variables, more than 52"):
        make_plan(clique_of_roots(58), memory_limit=2**200)


def test_the_number_of_variables_is_said_with_the_cost() -> None:
    with pytest.raises(
        TooLargeError, match=r"\([0-9,]+ numbers\): remove links .* or observe more"
    ):
        make_plan(clique_of_roots(58), memory_limit=2**200)
    observed = make_plan(clique_of_roots(58), hard=range(40), soft=())
    assert observed.largest < 2**20


def test_separate_parts_are_multiplied_together() -> None:
    coin = np.array([0.5, 0.5])
    network = Network.checked(["a", "b", "c"], [["x", "y"]] * 3, [()] * 3, [coin] * 3)
    plan = make_plan(network)
    assert [step.forward for step in plan.steps] == ["a,a->"] * 3 + [",->"] * 2


@pytest.mark.parametrize("limit", [0, -1, float("nan"), "1GB", None, True])
def test_a_limit_is_a_positive_number(limit: object) -> None:
    with pytest.raises(
        EvidenceError, match=r"memory_limit=.*: expected a (positive )?number of bytes"
    ):
        make_plan(random_network(0), limit)  # type: ignore[arg-type]


# --- Plans made for evidence and a question ----------------------------------------------------


def check_steps(plan: Plan, left_over: set[int]) -> None:
    """Every slot but the root is used once, and every variable summed out once."""
    summed = [step.summed for step in plan.steps if step.summed is not None]
    used = [step.left for step in plan.steps]
    used += [step.right for step in plan.steps if step.right is not None]
    assert sorted(used) == list(range(len(plan.scopes) - 1))
    assert [step.result for step in plan.steps] == list(
        range(len(plan.scopes) - len(plan.steps), len(plan.scopes))
    )
    leaves = plan.scopes[: len(plan.scopes) - len(plan.steps)]
    present = {variable for scope in leaves for variable in scope}
    assert sorted(summed) == sorted(present - left_over)
    assert plan.scopes[-1] == plan.kept
    for step in plan.steps:
        scope = set(plan.scopes[step.left])
        if step.right is None:
            assert step.to_right == ""
            assert step.forward.count(",") == step.to_left.count(",") == 0
        else:
            scope |= set(plan.scopes[step.right])
        gone = set() if step.summed is None else {step.summed}
        assert scope - gone == set(plan.scopes[step.result])


@pytest.mark.parametrize("seed", range(60))
def test_any_mixture_of_evidence_and_questions(seed: int) -> None:
    network = random_network(seed, variables=10)
    random = np.random.default_rng(seed)
    hard, soft, kept, wanted, last = (
        chosen.tolist() for chosen in np.split(random.permutation(10), [3, 5, 7, 8])
    )
    last = last[: seed % 3]
    plan = make_plan(network, hard=hard, soft=soft, kept=kept, wanted=wanted, last=last)
    check_steps(plan, set(kept))
    assert (plan.hard, plan.soft, plan.kept) == (
        tuple(sorted(hard)),
        tuple(sorted(soft)),
        tuple(kept),
    )
    assert {*hard, *soft, *kept, *wanted, *last} <= set(plan.tables)
    assert all(set(network.parents[each]) <= set(plan.tables) for each in plan.tables)
    early = [step.summed for step in plan.steps[: plan.first_last]]
    late = [step.summed for step in plan.steps[plan.first_last :]]
    assert not set(early) & set(last)
    assert set(late) - {None} <= set(last)
    for variable, slot in enumerate(plan.holders):
        holding = [s for s, scope in enumerate(plan.scopes) if variable in scope]
        sizes = [np.prod([network.cardinalities[v] for v in plan.scopes[s]]) for s in holding]
        assert slot == (holding[len(sizes) - 1 - np.argmin(sizes[::-1])] if holding else -1)


def test_a_variable_of_one_table_is_summed_out_of_it_alone() -> None:
    plan = make_plan(one_cause(np.full((3, 2), 0.5)), hard=[1], soft=(), kept=[0])
    assert [step.forward for step in plan.steps] == ["ab->b", "a,a->a", "a,a->a"]
    assert plan.steps[0].to_left == "b->ab"


def test_the_result_keeps_variables_in_the_order_given() -> None:
    network = random_network(5)
    for kept in ((), (3,), (6, 0, 2), (2, 6, 0)):
        assert make_plan(network, soft=(), kept=kept).scopes[-1] == kept
    coin = Network.checked(["coin"], [["heads", "tails"]], [()], [np.array([0.5, 0.5])])
    assert make_plan(coin, soft=(), kept=[0]).steps == ()
    pair = one_cause(np.full((3, 1), 0.5))
    assert make_plan(pair, hard=(), soft=(), kept=[0, 1]).scopes[-1] == (0, 1)


def test_one_table_that_is_kept_whole_gets_its_axes_in_the_order_given() -> None:
    class Shape(NamedTuple):
        parents: tuple[tuple[int, ...], ...]
        cardinalities: tuple[int, ...]

    shape = Shape(((1, 2), (), ()), (2, 3, 4))
    plan = make_plan(shape, hard=[1], soft=(), kept=[2, 0])
    assert plan.scopes[-1] == (2, 0)
    check_steps(plan, {0, 2})


def test_a_plan_of_numbers_alone() -> None:
    network = random_network(3)
    plan = make_plan(network, hard=range(7), soft=())
    assert {step.forward for step in plan.steps} == {",->"}
    assert plan.holders == (-1,) * 7
    assert str(make_plan(network, soft=(), wanted=())) == (
        "0 steps, 0 multiplications a sweep, largest table 1 numbers, 80 bytes in all"
    )


def test_a_plan_lists_its_steps_by_name() -> None:
    network = one_cause(np.full((3, 2), 0.5))
    plan = make_plan(network, hard=[1], soft=(), kept=[0])
    assert plan.describe(network.names).splitlines()[1:] == [
        "3(cause) = sum over f1 of 2(f1, cause)",
        "4(cause) = 0(cause) * 1(cause)",
        "5(cause) = 3(cause) * 4(cause)",
    ]
    assert plan.describe().splitlines()[:2] == [str(plan), "3(v0) = sum over v2 of 2(v2, v0)"]


@pytest.mark.parametrize(
    ("memory", "shown"), [(2048, "2 KiB"), (5 * 1024**2, "5 MiB"), (3 * 1024**3, "3.0 GiB")]
)
def test_memory_is_shown_in_a_unit_to_read(memory: int, shown: str) -> None:
    plan = replace(make_plan(random_network(1)), memory=memory)
    assert str(plan).endswith(f", {shown} in all")


def test_plans_are_remembered_by_what_is_sliced() -> None:
    network = random_network(5)
    plan = make_plan(network, hard=[1, 2], soft=[3], wanted=[0])
    assert make_plan(network, 2**30, hard={2: 0, 1: 1}, soft=iter([3]), wanted=(0, 0)) is plan
    assert make_plan(network, hard=[1], soft=[3], wanted=[0]) is not plan


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"hard": [7]}, r"variables \[7\]: expected indices from 0 to 6"),
        ({"kept": [-1]}, r"variables \[-1\]: expected"),
        ({"hard": [1], "soft": [1, 2]}, r"variables \[1\] are observed with certainty: they have"),
        ({"hard": [1], "kept": [1]}, "can be neither soft, kept nor last"),
        ({"hard": [1], "last": [1]}, "can be neither soft, kept nor last"),
        ({"kept": [1, 1]}, r"kept=\(1, 1\), last=\(\): give each variable once"),
        ({"kept": [1], "last": [1]}, "give each variable once"),
    ],
)
def test_what_cannot_be_planned(given: dict[str, list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_plan(random_network(0), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("arithmetic", [scaled, wide], ids=["fast", "wide"])
@pytest.mark.parametrize(
    "network",
    [dense(13), clique_of_roots(18), random_network(3, variables=40, most_parents=5)],
    ids=["dense", "clique", "random"],
)
def test_a_query_on_its_own_plan_takes_no_more_memory_than_it_says(
    network: Network, arithmetic: ModuleType
) -> None:
    hidden = range(2, len(network.names))
    plan = make_plan(network, hard=[0, 1], soft=())
    arrays = leaf_arrays(network, plan, Evidence({0: 0, 1: 0}, {}))
    tracemalloc.start()
    try:
        sweeps._shares(arithmetic, plan, arrays, hidden)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= plan.memory
