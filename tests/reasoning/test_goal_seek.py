"""``Diagnosis.goal``: the cheapest findings that confirm or exclude, against brute force."""

import json
import math
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference.brute_force import log_joint
from lumpbayes.inference.network import FloatArray
from lumpbayes.reasoning import finding_sets, goal_seek
from lumpbayes.reasoning.answer import DISCLAIMER
from lumpbayes.reasoning.finding_sets import FindingSets
from lumpbayes.reasoning.goals import Goals
from tests.tiny_model import TinyModel

Evidence = dict[str, object]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    return TinyModel(tmp_path_factory.mktemp("goals"))


@pytest.fixture(scope="module")
def small(model: TinyModel) -> lb.Engine:
    return lb.load(model.path, backend="sweeps")


CASES: list[Evidence] = [
    {},
    {"redness": "yes"},
    {"pain": "mild", "size_cm": 6},
    {"redness": lb.Reliability("yes", 0.7), "setting": "hospital"},
    {"redness": lb.Probability({"yes": 0.5, "no": 0.5}), "size": lb.Not("small")},
    {"setting": "any", "inflammation": lb.Likelihood({"yes": 0.2, "no": 1.0})},
    {"cause": lb.Not("cyst"), "age_group": "old"},
    {"cause": "abscess", "redness": "yes"},
]
THRESHOLDS = [{"at_least": 0.6}, {"at_least": 0.9}, {"at_most": 0.2}, {"at_most": 0.02}]


def posterior(joint: FloatArray, dx: lb.Diagnosis, cause: str, found: dict[str, str]) -> float:
    """P(cause or group) with more findings; nan where they are impossible."""
    network, knowledge = dx.network, dx.knowledge
    where: list[slice | list[int]] = [slice(None)] * len(network.names)
    for name, state in found.items():
        index = network.index(name)
        where[index] = [network.states[index].index(state)]
    part = joint
    for axis, chosen in enumerate(where):
        if isinstance(chosen, list):
            part = part.take(chosen, axis)
    at = network.index("cause")
    masses = part.sum(axis=tuple(axis for axis in range(part.ndim) if axis != at))
    groups = {group.name: group.states for group in knowledge.groups}
    members = [knowledge.causes.index(each) for each in groups.get(cause, (cause,))]
    return float(masses[members].sum() / masses.sum()) if masses.sum() else math.nan


def brute_force(
    engine: lb.Engine, dx: lb.Diagnosis, cause: str, threshold: dict[str, float], most: int
) -> dict[frozenset[tuple[str, str]], float]:
    """Every smallest combination that reaches the threshold -> its cost."""
    known = {dx.situation.network.names[each] for each in dx.situation.evidence.hard}
    known |= {dx.situation.network.names[each] for each in dx.situation.evidence.soft}
    asked = [
        variable
        for variable in engine.knowledge.variables.values()
        if variable.role in ("context", "finding", "test") and variable.name not in known
    ]
    joint = np.exp(log_joint(engine.network, dx.vectors))
    found: dict[frozenset[tuple[str, str]], float] = {}
    for size in range(1, most + 1):
        for chosen in combinations(asked, size):
            for states in product(*(variable.states for variable in chosen)):
                names = [variable.name for variable in chosen]
                pairs = frozenset(zip(names, states, strict=True))
                if any(each < pairs for each in found):
                    continue
                value = posterior(joint, dx, cause, dict(zip(names, states, strict=True)))
                if reached(value, threshold):
                    found[pairs] = math.fsum(variable.cost for variable in chosen)
    return found


def reached(value: float, threshold: dict[str, float]) -> bool:
    if "at_least" in threshold:
        return value >= threshold["at_least"] - 1e-12
    return value <= threshold["at_most"] + 1e-12


@pytest.mark.parametrize("evidence", CASES, ids=str)
@pytest.mark.parametrize("threshold", THRESHOLDS, ids=str)
@pytest.mark.parametrize("cause", ["tumor", "serious"])
def test_the_cheapest_ways_of_brute_force(
    small: lb.Engine, evidence: Evidence, threshold: dict[str, float], cause: str
) -> None:
    dx = small.diagnose(evidence)
    goals = dx.goal(cause, most=2, top=10_000, with_context=True, **threshold)
    assert goals.complete
    if goals.reached:
        assert not goals.found
        return
    expected = brute_force(small, dx, cause, threshold, 2)
    found = {frozenset(goal.evidence.items()): goal.cost for goal in goals}
    assert found == pytest.approx(expected)
    assert [goal.cost for goal in goals] == sorted(expected.values())
    few = dx.goal(cause, most=2, top=3, with_context=True, **threshold)
    assert few.found == goals.found[:3]


@pytest.mark.parametrize("evidence", CASES, ids=str)
def test_the_numbers_of_a_way(small: lb.Engine, evidence: Evidence) -> None:
    dx = small.diagnose(evidence)
    now = dx["abscess"]
    for goal in dx.goal("abscess", at_least=0.8, top=20):
        comparison = small.what_if(dx, goal.evidence)
        assert goal.posterior == pytest.approx(comparison.after.posterior["abscess"], abs=1e-12)
        share = math.exp(comparison.after.log_evidence - comparison.before.log_evidence)
        assert goal.probability == pytest.approx(share, abs=1e-12)
        if_cause = small.what_if(dx, {**goal.evidence, "cause": "abscess"})
        alone = small.what_if(dx, {"cause": "abscess"})
        share = math.exp(if_cause.after.log_evidence - alone.after.log_evidence)
        assert goal.probability_if_cause == pytest.approx(share, abs=1e-12)
        assert goal.posterior * goal.probability == pytest.approx(
            goal.probability_if_cause * now, abs=1e-12
        )


def test_phases_limit_what_may_be_asked(small: lb.Engine) -> None:
    dx = small.diagnose({"redness": "yes"})
    goals = dx.goal("tumor", at_least=0.5, phases=["test"])
    assert [goal.evidence for goal in goals] == [{"biopsy": "positive"}]
    assert goals[0].cost == 50
    assert goals.phases == ("test",)
    assert not dx.goal("tumor", at_least=0.5, phases="history", most=1)


def test_what_is_reached_already_needs_nothing(small: lb.Engine) -> None:
    goals = small.diagnose({"redness": "yes"}).goal("tumor", at_most=0.5)
    assert goals.reached
    assert len(goals) == 0
    assert goals.weighed == 0


def test_what_cannot_be_reached_is_said(small: lb.Engine) -> None:
    goals = small.diagnose().goal("tumor", at_least=1.0)
    assert not goals.reached
    assert goals.complete
    assert len(goals) == 0
    assert goals.weighed > 100
    ruled_out = small.diagnose({"cause": lb.Not("tumor")}).goal("tumor", at_least=0.5)
    assert (ruled_out.now, ruled_out.complete, len(ruled_out)) == (0.0, True, 0)


def test_nothing_is_left_to_ask(small: lb.Engine) -> None:
    known = {"redness": "yes", "pain": "mild", "size": "small", "biopsy": "negative"}
    goals = small.diagnose({**known, "age_group": "old"}).goal("tumor", at_least=0.9)
    assert (len(goals), goals.complete, goals.weighed) == (0, True, 0)


def test_a_search_that_must_stop_says_so(small: lb.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goal_seek, "MOST_CASES", 10)
    goals = small.diagnose().goal("tumor", at_least=1.0)
    assert not goals.complete
    assert goals.weighed <= 10


def test_many_soft_findings_do_not_hang(engine: lb.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goal_seek, "MOST_CASES", 300_000)
    names = [
        each.name
        for each in engine.knowledge.variables.values()
        if each.role == "finding" and each.states == ("yes", "no")
    ]
    assert len(names) > 12
    dx = engine.diagnose({name: lb.Reliability("no", 0.9) for name in names})
    # Soft findings multiply no cases: as many combinations are weighed as without them.
    assert dx.goal("spinal_metastasis", at_least=0.999, most=2).complete


@pytest.mark.parametrize("evidence", CASES, ids=str)
def test_sweeps_and_cases_weigh_alike(
    small: lb.Engine, monkeypatch: pytest.MonkeyPatch, evidence: Evidence
) -> None:
    situation = small.diagnose(evidence).situation
    sets = [(each,) for each in situation.unasked]
    sets += list(combinations(situation.unasked, 2))
    by_cases = list(FindingSets(situation).masses(sets))
    monkeypatch.setattr(finding_sets, "MOST_PARTS", 0)
    weigher = FindingSets(situation)
    assert not weigher.is_tabulated
    for ours, theirs in zip(weigher.masses(sets), by_cases, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-14)
    assert list(weigher.masses([])) == []


def test_who_the_person_is_is_sought_only_when_asked(small: lb.Engine) -> None:
    dx = small.diagnose({"redness": "yes"})
    words = {"at_most": 0.02, "most": 2, "top": 10_000}
    without = dx.goal("tumor", **words)
    with_it = dx.goal("tumor", with_context=True, **words)
    assert not any("age_group" in goal.evidence for goal in without)
    assert any("age_group" in goal.evidence for goal in with_it)
    assert (without.with_context, with_it.with_context) == (False, True)
    kept = [goal for goal in with_it if "age_group" not in goal.evidence]
    assert kept == list(without)


def test_what_is_as_cheap_is_ordered_by_how_often_it_is_found(engine: lb.Engine) -> None:
    dx = engine.with_backend("sweeps").diagnose({"fever": "yes", "redness": "yes"})
    goals = dx.goal("skin_abscess", at_least=0.97, most=3, top=30)
    keys = [(goal.cost, -goal.probability) for goal in goals]
    assert keys == sorted(keys)
    assert len({goal.cost for goal in goals}) < len(goals)
    assert any(  # with fewer findings, and yet below
        goals[place].cost == goals[place + 1].cost
        and len(goals[place].findings) > len(goals[place + 1].findings)
        for place in range(len(goals) - 1)
    )


def test_where_nothing_costs_anything(tiny: TinyModel) -> None:
    for name in ("redness", "pain", "size", "biopsy"):
        tiny.set_cell("variables", f"{name},", "cost", "0")
    dx = lb.load(tiny.path, backend="sweeps").diagnose()
    goals = dx.goal("tumor", at_least=0.5, top=10_000)
    found = [frozenset(goal.evidence.items()) for goal in goals]
    assert {frozenset({("biopsy", "positive")})} <= set(found)
    assert not any(one < other for one in found for other in found)
    assert [goal.probability for goal in goals] == sorted(
        (goal.probability for goal in goals), reverse=True
    )


def test_labels_and_groups_are_names_too(small: lb.Engine) -> None:
    dx = small.diagnose({"redness": "yes"})
    by_label = dx.goal("an abscess", at_least=0.9)
    assert by_label == dx.goal("abscess", at_least=0.9)
    assert by_label.cause == "abscess"


def test_progress_is_told(small: lb.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goal_seek, "BATCH", 10)
    told: list[int] = []
    situation = small.diagnose().situation
    limits = goal_seek.Limits(progress=told.append)
    goals = goal_seek.seek(situation, "tumor", (1.0, None), limits)
    assert len(told) > 10
    assert told == sorted(told)
    assert told[-1] == goals.weighed


def test_small_and_large_batches_give_the_same(
    engine: lb.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    dx = engine.with_backend("sweeps").diagnose({"fever": "yes", "redness": "yes"})
    whole = dx.goal("skin_abscess", at_least=0.99)
    monkeypatch.setattr(goal_seek, "BATCH", 100)
    assert dx.goal("skin_abscess", at_least=0.99) == whole


def test_backends_agree(small: lb.Engine) -> None:
    slow = small.with_backend("brute_force").diagnose({"redness": "yes"})
    fast = small.diagnose({"redness": "yes"})
    ours, theirs = (dx.goal("abscess", at_most=0.05).to_dict() for dx in (fast, slow))
    assert [each["findings"] for each in ours["goals"]] == [
        each["findings"] for each in theirs["goals"]
    ]


def test_a_network_too_large_to_be_tabulated(
    small: lb.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = small.diagnose({"redness": "yes"}).goal("tumor", at_least=0.5, most=2)
    monkeypatch.setattr("lumpbayes.inference.tabulation.MOST_ENTRIES", 1)
    again = small.with_backend("sweeps").diagnose({"redness": "yes"})
    found = again.goal("tumor", at_least=0.5, most=2)
    assert [each.evidence for each in found] == [each.evidence for each in expected]
    monkeypatch.setattr(goal_seek, "MOST_SWEEPS", 5)
    assert not again.goal("tumor", at_least=0.5, most=2).complete


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({}, "at_least=None, at_most=None: give one of them, such as at_least=0.9"),
        ({"at_least": 0.9, "at_most": 0.1}, "at_least=0.9, at_most=0.1: give one of them"),
        ({"at_least": 90}, "at_least=90: expected a probability, 0 to 1"),
        ({"at_most": True}, "at_most=True: expected a probability"),
        ({"at_least": 0.9, "most": 0}, "most=0: expected a whole number of at least 1"),
        ({"at_least": 0.9, "top": 1.5}, "top=1.5: expected a whole number of at least 1"),
        ({"at_least": 0.9, "phases": ["exams"]}, "phase 'exams': did you mean exam?"),
    ],
)
def test_what_is_refused(small: lb.Engine, words: dict[str, object], message: str) -> None:
    with pytest.raises(lb.EvidenceError) as caught:
        small.diagnose().goal("tumor", **words)
    assert message in str(caught.value)


def test_an_unknown_cause_is_refused(small: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="no group of causes, 'tumour': did you mean"):
        small.diagnose().goal("tumour", at_least=0.9)


def test_the_record(small: lb.Engine) -> None:
    goals: Goals = small.diagnose({"redness": "yes"}).goal("abscess", at_least=0.8)
    record = goals.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["schema"] == 1
    assert record["disclaimer"] == DISCLAIMER
    assert record["evidence"] == {"redness": "yes"}
    assert record["assumed"] == {"setting": "clinic"}
    assert record["goals"][0]["findings"][0].keys() == {
        "variable",
        "state",
        "label",
        "phase",
        "cost",
    }
    frame = goals.to_frame()
    assert list(frame.columns) == [
        "findings",
        "cost",
        "posterior",
        "probability",
        "probability_if_cause",
    ]
    assert len(frame) == len(goals)
    assert repr(goals).startswith("an abscess: now 69.9 %, wanted: at least 80.0 %")
    reached = repr(small.diagnose().goal("tumor", at_most=0.5))
    assert reached.endswith("wanted: at most 50.0 %\nThat is at most 50.0 % already.")
    never = small.diagnose().goal("tumor", at_least=1.0, most=1, phases="history")
    assert repr(never).endswith("\nNo single finding of history would make it at least 100 %.")
    stopped = replace(never, complete=False)
    assert repr(stopped).endswith("\nThe search had to stop; there may be other ways.")
    assert stopped.why_none == ""
