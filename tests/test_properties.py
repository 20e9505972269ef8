"""What must hold of every answer, on evidence that nobody chose."""

import dataclasses
import hashlib
import math
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.inference import brute_force, sweeps
from lumpbayes.inference.network import EvidenceVectors, Network
from lumpbayes.inference.plan import make_plan
from lumpbayes.knowledge.pgmpy_bridge import pgmpy_posteriors
from tests.inference.problems import problem

ENGINE = lb.load()
OBSERVABLE = sorted(
    name
    for name, variable in ENGINE.knowledge.variables.items()
    if variable.role in ("context", "finding", "test")
)
SETTINGS = (None, "any", "primary_care", "emergency", "spine_or_oncology_clinic")


def states_of(variable: str) -> tuple[str, ...]:
    return ENGINE.knowledge.variables[variable].states


@st.composite
def values(draw: st.DrawFn, variable: str) -> Any:
    """Any kind of finding on a variable that leaves something possible."""
    states = states_of(variable)
    state = st.sampled_from(states)
    some = st.lists(state, min_size=1, max_size=len(states) - 1, unique=True)
    weight = st.floats(0.01, 1)
    return draw(
        st.one_of(
            state,
            some.map(lambda chosen: lb.Not(*chosen)),
            some.map(lambda chosen: lb.AnyOf(*chosen)),
            st.fixed_dictionaries(dict.fromkeys(states, weight)).map(lb.Likelihood),
            st.builds(lb.Reliability, state, st.floats(0.05, 0.95)),
        )
    )


@st.composite
def evidence(draw: st.DrawFn, most: int = 6) -> dict[str, Any]:
    """Findings on up to ``most`` variables."""
    names = draw(st.lists(st.sampled_from(OBSERVABLE), max_size=most, unique=True))
    return {name: draw(values(name)) for name in names}


def random_evidence(seed: int, count: int = 9) -> dict[str, Any]:
    """Seeded findings, hard and soft, on the bundled model."""
    chance = random.Random(seed)
    found: dict[str, Any] = {}
    for name in chance.sample(OBSERVABLE, count):
        states = states_of(name)
        if chance.random() < 0.3:
            found[name] = lb.Likelihood({state: chance.uniform(0.05, 1) for state in states})
        elif chance.random() < 0.3:
            found[name] = lb.Not(chance.choice(states))
        else:
            found[name] = chance.choice(states)
    return found


# --- Probabilities -----------------------------------------------------------------------------


@given(evidence(), st.sampled_from(SETTINGS))
def test_posteriors_sum_to_1(findings: dict[str, Any], setting: str | None) -> None:
    dx = ENGINE.diagnose(findings, setting=setting)
    for name in ENGINE.knowledge.variables:
        probabilities = list(dx.of(name).values())
        assert min(probabilities) >= 0
        assert math.fsum(probabilities) == pytest.approx(1, abs=1e-12)
    assert dx.log_evidence <= 1e-12


@given(evidence(), st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(
    findings: dict[str, Any], chance: random.Random
) -> None:
    names = list(findings)
    chance.shuffle(names)
    reordered = {name: findings[name] for name in names}
    assert ENGINE.diagnose(reordered).to_json() == ENGINE.diagnose(findings).to_json()


def relabelled(
    network: Network, vectors: EvidenceVectors, chance: np.random.Generator
) -> tuple[Network, EvidenceVectors, list[int], list[np.ndarray]]:
    """The same problem with its variables renamed and moved, and its states permuted.

    Returns:
        The network, the evidence, ``moved`` (new position -> old), and for each new position the
        old index of each state.
    """
    count = len(network.names)
    moved = [int(each) for each in chance.permutation(count)]
    states = [chance.permutation(n) for n in network.cardinalities]
    tables = [
        table[np.ix_(states[index], *(states[parent] for parent in network.parents[index]))]
        for index, table in enumerate(network.tables)
    ]
    changed = Network.checked(
        [f"renamed{old}" for old in moved],
        [[network.states[old][state] for state in states[old]] for old in moved],
        [[moved.index(parent) for parent in network.parents[old]] for old in moved],
        [tables[old] for old in moved],
    )
    evidence = tuple(vectors[old][states[old]] for old in moved)
    return changed, evidence, moved, [states[old] for old in moved]


@given(st.integers(0, 10_000))
def test_renaming_variables_and_permuting_states_permutes_the_answer(seed: int) -> None:
    network, vectors = problem(seed)
    changed, moved_vectors, moved, states = relabelled(
        network, vectors, np.random.default_rng(seed)
    )
    before = sweeps.propagate(network, make_plan(network), vectors)
    after = sweeps.propagate(changed, make_plan(changed), moved_vectors)
    assert after.log_evidence == pytest.approx(before.log_evidence, abs=1e-12)
    for new, posterior in enumerate(after.posteriors):
        expected = before.posteriors[moved[new]][states[new]]
        np.testing.assert_allclose(posterior, expected, rtol=1e-12, atol=1e-15)


@given(evidence(3), st.sampled_from(OBSERVABLE), st.data())
def test_hard_is_the_limit_of_soft(
    findings: dict[str, Any], name: str, data: st.DataObject
) -> None:
    state = data.draw(st.sampled_from(states_of(name)))
    findings = {key: value for key, value in findings.items() if key != name}
    hard = ENGINE.diagnose(findings | {name: state})
    likely = ENGINE.diagnose(findings).of(name)[state]
    for rest in (1e-3, 1e-6, 1e-12, 0.0):
        weights = {each: 1.0 if each == state else rest for each in states_of(name)}
        soft = ENGINE.diagnose(findings | {name: lb.Likelihood(weights)})
        # of the posterior, at most this share comes from the other states
        most = rest * (1 - likely) / likely
        for cause in ENGINE.causes:
            assert abs(soft[cause] - hard[cause]) <= most + 1e-14
        assert soft.log_evidence - hard.log_evidence == pytest.approx(math.log1p(most), abs=1e-12)


@given(evidence(4), st.sampled_from(OBSERVABLE), st.data())
def test_the_chain_rule(findings: dict[str, Any], name: str, data: st.DataObject) -> None:
    state = data.draw(st.sampled_from(states_of(name)))
    findings = {key: value for key, value in findings.items() if key != name}
    first = ENGINE.diagnose(findings)
    both = ENGINE.diagnose(findings | {name: state})
    step = math.log(first.of(name)[state])
    assert both.log_evidence == pytest.approx(first.log_evidence + step, abs=1e-11)


@given(evidence(3))
def test_the_total_over_the_states_of_an_unasked_finding(findings: dict[str, Any]) -> None:
    findings.pop("consistency", None)
    whole = ENGINE.diagnose(findings)
    parts = [
        (weight, ENGINE.diagnose(findings | {"consistency": state}))
        for state, weight in whole.of("consistency").items()
    ]
    for cause in ENGINE.causes:
        total = math.fsum(weight * part[cause] for weight, part in parts)
        assert total == pytest.approx(whole[cause], abs=1e-12)


@given(
    evidence(4),
    st.dictionaries(
        st.sampled_from([*OBSERVABLE, "size_cm", "age_years"]),
        st.sampled_from([None, math.nan, np.float64("nan"), np.float32("nan"), pd.NA]),
    ),
)
def test_unknown_is_the_same_as_absent(findings: dict[str, Any], unknown: dict[str, Any]) -> None:
    said = ENGINE.diagnose({**unknown, **findings})
    assert said.to_json() == ENGINE.diagnose(findings).to_json()


# --- Soft findings multiply --------------------------------------------------------------------


@given(st.integers(0, 10_000))
def test_two_soft_findings_on_one_variable_multiply(seed: int) -> None:
    # pgmpy 1.1.2 keeps one of two virtual findings on a variable: each gets a child of the same
    # name, and the second replaces the first. So what is multiplied is compared with the joint.
    chance = np.random.default_rng(seed)
    name = OBSERVABLE[seed % len(OBSERVABLE)]
    states = states_of(name)
    one, other = chance.uniform(0.01, 1, (2, len(states)))
    first, second, product = (
        lb.Likelihood(dict(zip(states, weights.tolist(), strict=True)))
        for weights in (one, other, one * other)
    )
    listed = ENGINE.diagnose({name: [first, second]})
    multiplied = ENGINE.diagnose({name: product})
    assert dict(listed.posterior) == pytest.approx(dict(multiplied.posterior), abs=1e-14)
    assert listed.log_evidence == pytest.approx(multiplied.log_evidence, abs=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_the_product_of_soft_findings_is_the_joint_s(animals: lb.Engine, seed: int) -> None:
    one, other = np.random.default_rng(seed).uniform(0.1, 1, (2, 2)).tolist()
    soft = [lb.Likelihood({"yes": yes, "no": no}) for yes, no in (one, other)]
    found = animals.diagnose({"furry": soft, "weight_kg": 3}, setting="any")
    network = animals.network
    vectors = [np.ones(count) for count in network.cardinalities]
    vectors[network.index("furry")] = np.multiply(one, other)
    vectors[network.index("weight")] = np.array([1.0, 0.0])
    expected = brute_force.propagate(network, tuple(vectors))
    for variable, posterior in zip(network.names, expected.posteriors, strict=True):
        states = animals.knowledge.variables[variable].states
        np.testing.assert_allclose([found.of(variable)[s] for s in states], posterior, atol=1e-12)


# --- Nothing changes, whoever asks and how often ------------------------------------------------


def digest(engine: lb.Engine) -> str:
    """Everything an engine holds: its arrays, and the rest as text."""
    held = [
        getattr(each, field.name)
        for each in (engine.knowledge, engine.plan, engine.network)
        for field in dataclasses.fields(each)
    ]
    hashed = hashlib.sha256(repr(held).encode())
    for table in engine.network.tables:
        hashed.update(table.tobytes())
    return hashed.hexdigest()


def test_asking_never_changes_the_engine() -> None:
    before = digest(ENGINE)
    first = ENGINE.diagnose(random_evidence(0)).to_json()
    for seed in range(20):
        ENGINE.diagnose(random_evidence(seed))
    for wrong in ({"fevr": "yes"}, {"fever": "maybe"}, {"size_cm": -1}):
        with pytest.raises(lb.EvidenceError, match=r"fevr|maybe|size_cm"):
            ENGINE.diagnose(wrong)
    ENGINE.verify(ENGINE.diagnose({"fever": "yes"}))
    assert digest(ENGINE) == before
    assert ENGINE.diagnose(random_evidence(0)).to_json() == first


def test_eight_threads_sharing_one_engine_get_the_same_bytes_as_one() -> None:
    cases = [random_evidence(seed) for seed in range(64)]
    alone = [ENGINE.diagnose(case).to_json() for case in cases]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(lambda case: ENGINE.diagnose(case).to_json(), cases)) == alone


def test_a_second_engine_gives_the_same_bytes() -> None:
    other = lb.load()
    for seed in range(5):
        case = random_evidence(seed)
        assert other.diagnose(case).to_json() == ENGINE.diagnose(case).to_json()


SHELL = Path(sys.executable).parent / "lumpbayes"


@pytest.mark.parametrize("output", ["--json", "--csv", "--all"])
def test_two_hash_seeds_give_the_same_bytes(output: str) -> None:
    words = ["redness!=yes", "consistency=soft,fluctuant", "size_cm=6.2", "fever=yes", "pain=mild"]

    def run(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [str(SHELL), "query", *words, output]
        return subprocess.run(command, env=environment, check=True, capture_output=True).stdout

    first = run("1")
    assert len(first) > 500
    assert run("2") == first


# --- Other engines -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_pgmpy_agrees_on_the_bundled_model(seed: int) -> None:
    dx = ENGINE.diagnose(random_evidence(seed), setting=SETTINGS[seed % len(SETTINGS)])
    second = ENGINE.verify(dx)
    assert second.largest_difference < 1e-9, second


def test_pgmpy_s_opinion_is_its_own() -> None:
    # it must notice evidence that is not the answer's
    dx = ENGINE.diagnose({"fever": "yes"})
    other = ENGINE.diagnose({"fever": "no"})
    theirs = pgmpy_posteriors(ENGINE.network, other.vectors, ("cause",))
    ours = dx.propagation.posteriors[ENGINE.network.index("cause")]
    assert np.abs(theirs[0] - ours).max() > 1e-3


@pytest.mark.parametrize("seed", range(20))
def test_pyagrum_agrees_on_the_bundled_model(seed: int) -> None:
    gum = pytest.importorskip("pyagrum")
    network = ENGINE.network
    model = gum.BayesNet()
    for name, states in zip(network.names, network.states, strict=True):
        model.add(gum.LabelizedVariable(name, name, list(states)))
    for name, parents in zip(network.names, network.parents, strict=True):
        for parent in parents:
            model.addArc(network.names[parent], name)
    for name, table in zip(network.names, network.tables, strict=True):
        # its last axis is the variable itself, the first ones are the parents, last parent first
        order = model.cpt(name).names
        own = [name, *(network.names[p] for p in network.parents[network.index(name)])]
        axes = [own.index(each) for each in reversed(order)]
        model.cpt(name).fillWith(table.transpose(axes).ravel().tolist())
    dx = ENGINE.diagnose(random_evidence(seed), setting=SETTINGS[seed % len(SETTINGS)])
    engine = gum.LazyPropagation(model)
    engine.setEvidence(
        {
            name: vector.tolist()
            for name, vector in zip(network.names, dx.vectors, strict=True)
            if vector.min() < vector.max()
        }
    )
    engine.makeInference()
    for name, ours in zip(network.names, dx.propagation.posteriors, strict=True):
        np.testing.assert_allclose(engine.posterior(name).toarray(), ours, atol=1e-9)
