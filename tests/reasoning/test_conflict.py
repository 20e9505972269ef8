"""Do the findings agree? Against definitions, a network worked out by others, and simulation."""

import csv
import json
import math
import re
from collections.abc import Mapping
from gc import collect
from itertools import combinations, count, product
from pathlib import Path
from time import perf_counter
from typing import Any
from weakref import ref

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference import brute_force, population
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.sampling import sample_states
from lumpbayes.reasoning.agreement import Agreement
from lumpbayes.reasoning.conflict import find_conflict
from lumpbayes.reasoning.fit import OUTSIDE, OUTSIDE_CONFLICT
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.verdict import CONTRADICTORY, RARE, Verdict
from tests.inference.problems import hard_problem, one_cause, problem
from tests.reasoning.network_situation import hard, situation_of

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def sweeps() -> lb.Engine:
    return lb.load(backend="sweeps")


# --- The chest clinic -------------------------------------------------------------------------


def chest_clinic() -> Network:
    """Lauritzen, Spiegelhalter, Local computations with probabilities, 1988, with its tables."""
    yes = [0, 1]
    noisy = {(b, e): 0.9 if b and e else 0.8 if b else 0.7 if e else 0.1 for b in yes for e in yes}
    tables = {
        "asia": ((), [0.01]),
        "smoke": ((), [0.5]),
        "tub": (("asia",), [0.05, 0.01]),
        "lung": (("smoke",), [0.1, 0.01]),
        "bronc": (("smoke",), [0.6, 0.3]),
        "either": (("tub", "lung"), [[1, 1], [1, 0]]),
        "xray": (("either",), [0.98, 0.05]),
        "dysp": (("bronc", "either"), [[noisy[1 - b, 1 - e] for e in yes] for b in yes]),
    }
    names = list(tables)
    shares = [np.array(share, float).squeeze() for _, share in tables.values()]
    return Network.checked(
        names,
        [["yes", "no"]] * len(names),
        [[names.index(parent) for parent in parents] for parents, _ in tables.values()],
        [np.stack([share, 1 - share]) for share in shares],
    )


def clinic_conflict(**states: int) -> float:
    """Conflict of findings (0 is yes) in the chest clinic."""
    network = chest_clinic()
    target = network.index("bronc" if "bronc" not in states else "smoke")
    situation = situation_of(network, hard(network, states), target)
    assert situation is not None
    return find_conflict(situation, 0, 1000).judged.log_conflict


def test_the_chest_clinic_of_netica() -> None:
    """The probabilities that Norsys prints give two conflicts by definition.

    Norsys, Netica help, "Example Bayes net" (norsys.com/WebHelp/NETICA/X_Example_Bayes_Net.htm):
    lung cancer 5.5 %; 48.9 % once the X-ray is abnormal; 37.1 % once, besides, the patient has been
    to Asia. As conf(a, e) - conf(e) = log P(a) / P(a | e), the conflict of X-ray and cancer is
    log(5.5 / 48.9), and the cancer adds log(5.5 / 37.1) to that of the X-ray and the visit.
    """
    half = 0.0005  # what is printed is rounded to a tenth of a per cent
    pair = clinic_conflict(xray=0, lung=0)
    assert (
        math.log((0.055 - half) / (0.489 + half)) < pair < math.log((0.055 + half) / (0.489 - half))
    )
    three = clinic_conflict(asia=0, xray=0, lung=0) - clinic_conflict(asia=0, xray=0)
    assert (
        math.log((0.055 - half) / (0.371 + half))
        < three
        < math.log((0.055 + half) / (0.371 - half))
    )


def test_the_chest_clinic_by_hand() -> None:
    """Worked out in fractions: P(tub) = 0.0104, P(either) = 0.064828, P(xray) = 0.11029004."""
    either = 1 - (1 - 0.0104) * (1 - 0.055)
    xray = 0.98 * either + 0.05 * (1 - either)
    assert (either, xray) == (pytest.approx(0.064828), pytest.approx(0.11029004))
    # A shadow without any cause for one: P(xray = yes, tub = no, lung = no) = 0.05 * 0.935172.
    expected = math.log(xray * (1 - 0.0104) * (1 - 0.055) / (0.05 * (1 - either)))
    assert clinic_conflict(xray=0, tub=1, lung=1) == pytest.approx(expected, abs=1e-12)
    assert expected == pytest.approx(math.log(xray / 0.05), abs=1e-12)  # 0.791: they disagree
    # No shadow, cancer or not: the findings of a healthy person agree.
    assert clinic_conflict(xray=1, lung=1) < 0


# --- Definitions --------------------------------------------------------------------------------


def log_share(network: Network, vectors: Mapping[int, FloatArray]) -> float:
    """Natural log of P(evidence) by the whole joint."""
    every = tuple(vectors.get(at, np.ones(n)) for at, n in enumerate(network.cardinalities))
    whole = np.exp(brute_force.log_joint(network, every)).sum()
    return float(np.log(whole)) if whole > 0 else -math.inf


def random_situation(seed: int, *, pairs: int = 0) -> Situation:
    """At least two findings, exact for even seeds, and so many pairs of them that disagree."""
    for attempt in count(seed, 100):
        network, vectors = (problem if seed % 2 else hard_problem)(attempt)
        free = [at for at, vector in enumerate(vectors) if vector.min() == 1]
        situation = situation_of(network, vectors, free[0]) if free else None
        if situation is not None and len(situation.findings) > 1:
            if pairs == 0 or len(find_conflict(situation, 0, 100).pairs) >= pairs:
                return situation
    raise AssertionError


@pytest.mark.parametrize("seed", range(60))
def test_scores_and_traces_are_what_they_say(seed: int) -> None:
    situation = random_situation(seed)
    network, known = situation.network, situation.evidence.vectors(situation.network)
    vectors = {at: known[at] for at in situation.findings}
    found = find_conflict(situation, seed=0, draws=200)
    together = log_share(network, vectors)
    alone = {at: log_share(network, {at: vector}) for at, vector in vectors.items()}
    assert found.log_evidence == pytest.approx(together, abs=TOLERANCE)
    assert found.log_conflict == pytest.approx(sum(alone.values()) - together, abs=TOLERANCE)
    rows = {row.variable: row for row in found.rows}
    assert rows.keys() == {network.names[at] for at in vectors}
    for at in vectors:
        without = {other: vector for other, vector in vectors.items() if other != at}
        fewer = sum(alone[other] for other in without) - log_share(network, without)
        row = rows[network.names[at]]
        assert row.log_disagreement == pytest.approx(found.log_conflict - fewer, abs=TOLERANCE)
        assert row.log_alone == pytest.approx(alone[at], abs=TOLERANCE)
    order = [row.log_disagreement for row in found.rows]
    assert order == sorted(order, reverse=True)
    left = {network.names[at] for at in situation.evidence.soft}
    assert set(found.left_out) == left


@pytest.mark.parametrize("seed", range(12))
def test_pairs_that_disagree(seed: int) -> None:
    """The worst of all pairs, each by definition: so few findings are all looked at."""
    situation = random_situation(seed, pairs=2)
    network, known = situation.network, situation.evidence.vectors(situation.network)
    vectors = {at: known[at] for at in situation.findings}
    assert len(vectors) <= 8
    expected = {}
    for one, other in combinations(vectors, 2):
        both = log_share(network, {one: vectors[one], other: vectors[other]})
        alone = sum(log_share(network, {at: vectors[at]}) for at in (one, other))
        if alone - both > math.log(2):
            expected[network.names[one], network.names[other]] = alone - both
    worst = sorted(expected.values(), reverse=True)[:3]
    pairs = find_conflict(situation, seed=0, draws=100).pairs
    assert [pair.log_conflict for pair in pairs] == pytest.approx(worst, abs=TOLERANCE)
    for pair in pairs:
        assert pair.log_conflict == pytest.approx(expected[pair.variables], abs=TOLERANCE)


def test_pairs_are_looked_for_among_few_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 60 findings, of which one contradicts the others, a query is asked for each of eight."""
    shares = np.full((2, 60), 0.1)
    shares[1] = 0.9
    network = one_cause(shares)
    situation = situation_of(
        network, hard(network, {f"f{at}": int(at == 3) for at in range(60)}), 0
    )
    assert situation is not None
    asked = []
    own = type(situation.solver).posteriors

    def counting(*arguments: Any) -> Any:
        asked.append(arguments[1])
        return own(*arguments)

    monkeypatch.setattr(type(situation.solver), "posteriors", counting)
    conflict = find_conflict(situation, 0, 100)
    assert len(asked) < 20
    assert len(conflict.rows) == 60
    assert len(conflict.pairs) == 3
    assert all("f3" in pair.variables for pair in conflict.pairs)


def test_many_findings_take_no_minutes() -> None:
    """1,500 of them, of which nothing is simulated, as products of rows leave doubles."""
    shares = np.random.default_rng(0).uniform(0.001, 0.999, (3, 1500))
    network = one_cause(shares)
    states = np.random.default_rng(1).integers(0, 2, 1500).tolist()
    found = hard(network, {f"f{at}": state for at, state in enumerate(states)})
    situation = situation_of(network, found, 0)
    assert situation is not None
    began = perf_counter()
    conflict = find_conflict(situation, 0, 4000)
    assert perf_counter() - began < 10
    assert conflict.draws == 0
    assert conflict.combined.standard_error is None


def test_no_probability_is_0() -> None:
    """Each finding has a probability of 1e-50 or 2e-50: doubles do not hold all eight."""
    shares = np.full((2, 8), 1e-50)
    shares[1] = 2e-50
    network = one_cause(shares)
    situation = situation_of(network, hard(network, {f"f{at}": 0 for at in range(8)}), 0)
    assert situation is not None
    conflict = find_conflict(situation, 0, 100)
    assert conflict.draws == 0
    for rarity in (conflict.surprise, conflict.combined):
        assert 0 < rarity.p_value < 1e-300
    assert "<0.01 %" in repr(conflict)
    assert " 0 %" not in repr(conflict)


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_probabilities_by_enumeration(seed: int) -> None:
    situation = random_situation(seed)
    exact = [at for at in situation.findings if at in situation.evidence.hard]
    assert len(exact) == len(situation.findings) > 1
    others = tuple(at for at in range(len(situation.network.names)) if at not in exact)
    nothing = Evidence({}, {}).vectors(situation.network)
    joint = np.exp(brute_force.log_joint(situation.network, nothing)).sum(axis=others)
    own = joint[tuple(situation.evidence.hard[at] for at in exact)]
    found = find_conflict(situation, seed=0, draws=200)
    assert found.draws == 0
    assert found.judged.log_evidence == pytest.approx(math.log(own), abs=TOLERANCE)
    as_improbable = joint[joint <= own * (1 + 1e-9)].sum()
    assert found.surprise == (pytest.approx(as_improbable, abs=TOLERANCE), 0.0)
    alone = np.ones(())
    for axis in range(len(exact)):
        rest = tuple(each for each in range(len(exact)) if each != axis)
        alone = np.multiply.outer(alone, joint.sum(axis=rest))
    with np.errstate(divide="ignore", invalid="ignore"):
        conflicts = np.where(joint > 0, np.log(alone / joint), -np.inf)
    reached = conflicts >= found.judged.log_conflict - 1e-9
    assert found.conflict == (pytest.approx(joint[reached].sum(), abs=TOLERANCE), 0.0)
    assert joint[reached].sum() <= math.exp(-found.judged.log_conflict) + TOLERANCE  # Markov


def test_simulation_covers_what_enumeration_finds(sweeps: lb.Engine) -> None:
    """Eleven yes/no findings can be gone through; they are drawn too, with three seeds."""
    names = ["redness", "warmth", "fever", "stiffness", "weight_loss", "numbness", "punctum"]
    names += ["multiple", "midline", "skin_stigma", "limb_weakness"]
    found = dict.fromkeys(names, "no") | {"redness": "yes", "fever": "yes"}
    exact = sweeps.diagnose(found).conflict()
    assert exact.draws == 0
    for seed in range(3):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(population, "MOST_ENUMERATED", 0)
            drawn = lb.load(backend="sweeps").diagnose(found).conflict(seed=seed, draws=5000)
        assert (drawn.draws, drawn.seed) == (5000, seed)
        for name in ("conflict", "surprise", "combined"):
            one, other = getattr(drawn, name), getattr(exact, name)
            assert one.standard_error > 0
            assert abs(one.p_value - other.p_value) < 4.5 * one.standard_error


# --- Verdicts -----------------------------------------------------------------------------------


def test_verdicts(sweeps: lb.Engine) -> None:
    def verdict(**found: str) -> Verdict:
        return sweeps.diagnose(found).conflict().verdict

    assert verdict() == "ordinary"
    assert verdict(punctum="yes", consistency="firm") == "ordinary"
    assert verdict(fever="yes", redness="yes") == "ordinary"  # 1 patient in 40
    assert verdict(limb_weakness="yes", bladder_bowel_dysfunction="yes") == "rare"
    assert verdict(redness="yes", warmth="no", tenderness="yes", pain="none") == "contradictory"
    strange = {"redness": "yes", "warmth": "no", "fever": "yes", "crp_or_esr_raised": "no"}
    assert verdict(**strange) == "outside"


def test_the_verdict_rests_on_its_numbers(sweeps: lb.Engine) -> None:
    chance = np.random.default_rng(4)
    variables = [v for v in sweeps.knowledge.variables.values() if v.role == "finding"]
    seen = set()
    for _ in range(60):
        chosen = chance.permutation(len(variables))[:5]
        found = {variables[at].name: str(chance.choice(variables[at].states)) for at in chosen}
        conflict = sweeps.diagnose(found).conflict()
        outside = conflict.judged.log_conflict > OUTSIDE_CONFLICT and (
            conflict.combined.p_value < OUTSIDE
        )
        contradictory = conflict.judged.log_conflict > OUTSIDE_CONFLICT and (
            conflict.conflict.p_value < CONTRADICTORY
        )
        expected = "rare" if conflict.surprise.p_value < RARE else "ordinary"
        expected = "contradictory" if contradictory else expected
        assert conflict.verdict == ("outside" if outside else expected)
        seen.add(conflict.verdict)
    assert seen == set(Verdict)


def test_next_to_no_conflict_is_not_contradictory(sweeps: lb.Engine) -> None:
    """However rare it is: between all but independent findings any conflict may be."""
    variables = [v for v in sweeps.knowledge.variables.values() if v.role == "finding"][:14]
    contradictory, rare_and_small = [], 0
    for one, other in combinations(variables, 2):
        for states in product(one.states, other.states):
            try:
                dx = sweeps.diagnose(dict(zip((one.name, other.name), states, strict=True)))
            except lb.ImpossibleEvidenceError:
                continue
            conflict = dx.conflict()
            small = 0 < conflict.judged.log_conflict <= OUTSIDE_CONFLICT
            if small and conflict.conflict.p_value < CONTRADICTORY:
                rare_and_small += 1
                assert conflict.verdict in ("ordinary", "rare")
            if conflict.verdict == "contradictory":
                contradictory.append(conflict.judged.log_conflict)
    assert rare_and_small > 10
    assert min(contradictory) > OUTSIDE_CONFLICT == conflict.to_dict()["thresholds"][LEAST_KEY]


LEAST_KEY = "contradictory_log_conflict"


def test_a_rare_illness_is_not_outside_the_model(sweeps: lb.Engine) -> None:
    """Every classic presentation fits, though some are most improbable: their findings agree."""
    with (Path(__file__).parents[2] / "data/presentations.csv").open(encoding="utf-8") as stream:
        cases = list(csv.DictReader(stream))
    assert len(cases) > 15
    for case in cases:
        found = dict(each.split("=") for each in case["evidence"].split(";"))
        conflict = sweeps.diagnose(found, setting=case["setting"] or None).conflict()
        assert conflict.verdict in ("ordinary", "rare"), case["id"]


def test_one_finding_cannot_disagree(sweeps: lb.Engine) -> None:
    found = sweeps.diagnose({"limb_weakness": "yes"}).conflict()
    assert found.verdict == "ordinary"  # 1 patient in 50
    assert found.log_conflict == pytest.approx(0, abs=1e-12)
    assert found.conflict == (pytest.approx(1), 0)
    assert found.pairs == ()
    assert [row.note for row in found.rows] == [""]
    assert "The findings neither support nor contradict one another." in repr(found)


def test_the_scores_are_said_in_sentences(sweeps: lb.Engine) -> None:
    """Which way the conflict points, and of how many patients the same is true."""
    agree = repr(sweeps.diagnose({"fever": "yes", "redness": "yes"}).conflict()).splitlines()
    assert re.fullmatch(
        r"  The findings fit together better than chance \(conflict -\d\.\d decibans\)\.", agree[-2]
    )
    assert (
        agree[1] == "  Of the model's patients who are asked the same, 2.7 % have findings as rare."
    )
    assert agree[-1] == (
        "  Of the model's own patients who are asked the same, 2.7 % fit the model as badly (all "
        "combinations counted)."
    )
    apart = repr(sweeps.diagnose({"redness": "yes", "warmth": "no"}).conflict()).splitlines()
    assert re.fullmatch(
        r"  The findings pull in different directions \(conflict \+\d\.\d decibans\): "
        r"[\d.]+ % of the model's patients disagree as much\.",
        apart[-2],
    )
    assert apart[0].endswith("the findings do not disagree much.")
    assert apart[1].startswith("  Of the model's patients who are asked the same, 12 % have")


def test_findings_do_not_agree_where_two_of_them_clash(sweeps: lb.Engine) -> None:
    """Red skin and a normal color: the patient as a whole is none the less one of the model's."""
    found = {"fever": "yes", "redness": "yes", "tenderness": "yes", "onset": "days"}
    agree = sweeps.diagnose(found).conflict()
    assert (agree.verdict, agree.pairs) == ("ordinary", ())
    assert "the findings agree" in agree.headline
    clash = sweeps.diagnose({**found, "skin_color": "normal"}).conflict()
    assert clash.verdict in ("ordinary", "rare")
    assert "but the findings agree" not in clash.headline
    assert "two findings hardly go together" in clash.headline
    assert clash.sentence.startswith("Recheck first Skin color: normal: the other findings expect")
    assert "hardly go together: Redness: yes and Skin color: normal" in repr(clash)


def test_nothing_known_has_no_sentence(sweeps: lb.Engine) -> None:
    assert sweeps.diagnose().conflict().sentence == ""


def test_patients_of_the_model_are_seldom_outside(engine: lb.Engine) -> None:
    """500 of them, each asked other things: at most 2 % outside."""
    network, chance = engine.solver.network, np.random.default_rng(1)
    names = [v.name for v in engine.knowledge.variables.values() if v.role in ROLES]
    background = Evidence.named(network, {"setting": "primary_care"})
    at = [network.index(name) for name in names]
    drawn = sample_states(network, background, at, 500, chance)
    outside = 0
    for patient in drawn:
        asked = chance.permutation(len(at))[: chance.integers(1, len(at) + 1)].tolist()
        found = {names[one]: network.states[at[one]][patient[one]] for one in asked}
        fit = engine.diagnose(found).answer.fit
        outside += fit is not None and fit.outside
    assert outside <= 10


ROLES = ("context", "finding", "test")


def test_nothing_outlives_its_engine(sweeps: lb.Engine) -> None:
    """Neither populations nor worlds hold an engine that nobody else does."""
    alive = []
    for share in (0.2, 0.3, 0.4):
        engine = sweeps.with_prior("lipoma", share)
        dx = engine.diagnose(dict.fromkeys(("redness", "fever", "warmth"), "yes"))
        dx.conflict()
        dx.intervals(draws=100)
        alive.append(ref(engine.solver))
    del engine, dx
    collect()
    assert [each() for each in alive] == [None] * 3


# --- Soft findings, what is left out, records -----------------------------------------------------


def test_soft_findings_count_and_are_not_judged(sweeps: lb.Engine) -> None:
    found = {
        "redness": "yes",
        "warmth": lb.Reliability("no", 0.9),
        "fever": lb.Probability({"yes": 0.7, "no": 0.3}),
        "size_cm": 3,
        "cause": "lipoma",
    }
    conflict = sweeps.diagnose(found).conflict()
    assert conflict.left_out == ("cause", "fever", "warmth")
    assert {row.variable for row in conflict.rows} == {"redness", "warmth", "fever", "size"}
    assert conflict.log_conflict != conflict.judged.log_conflict
    words = {row.variable: row.finding for row in conflict.rows}
    assert words["size"] == "Size: 3 cm"
    assert "reported no" in words["warmth"]
    assert f"not judged: cause; {words['fever']}; {words['warmth']}" in repr(conflict)


def test_any_setting(sweeps: lb.Engine) -> None:
    found = {"redness": "yes", "warmth": "no", "fever": "yes"}
    one, other = (
        sweeps.diagnose(found, setting=setting).conflict() for setting in ("any", "emergency")
    )
    assert one.log_conflict != other.log_conflict
    soft = sweeps.diagnose(found | {"setting": lb.AnyOf("primary_care", "emergency")}).conflict()
    assert soft.left_out == ()


def test_an_assumed_finding_is_named(animals: lb.Engine) -> None:
    conflict = animals.diagnose({"furry": "yes", "barks": "yes"}).conflict()
    assert {row.variable for row in conflict.rows} == {"furry", "barks"}
    json.dumps(conflict.to_dict(), allow_nan=False)


def test_records(sweeps: lb.Engine) -> None:
    found = {"redness": "yes", "warmth": "no", "fever": "yes", "crp_or_esr_raised": "no"}
    conflict = sweeps.diagnose(found).conflict()
    record = json.loads(json.dumps(conflict.to_dict(), allow_nan=False))
    assert record["verdict"] == "outside"
    assert record["thresholds"]["outside"] == OUTSIDE
    assert record["combined"] == {"p_value": conflict.combined.p_value, "standard_error": 0.0}
    assert [row["variable"] for row in record["rows"]] == [row.variable for row in conflict.rows]
    frame = conflict.to_frame()
    assert list(frame.columns) == list(Agreement._fields)
    assert frame.loc[0, "variable"] == conflict.rows[0].variable
    text = repr(conflict)
    assert text.startswith("Outside the model")
    assert text.count("recheck it first") == 1
    assert "times less probable" in conflict.rows[0].note
    assert sweeps.diagnose({}).conflict().to_frame().empty


def test_notes_say_which_way_a_finding_pulls(sweeps: lb.Engine) -> None:
    rows = sweeps.diagnose({"redness": "yes", "warmth": "yes", "fever": "yes"}).conflict().rows
    assert all("times more probable" in row.note for row in rows)


@pytest.mark.parametrize("draws", [99, 0, -1, 1000.0, True, "many"])
def test_draws_are_a_number(sweeps: lb.Engine, draws: object) -> None:
    with pytest.raises(ValueError, match=r"draws=.*: expected a whole number of at least 100"):
        sweeps.diagnose({}).conflict(draws=draws)  # type: ignore[arg-type]
