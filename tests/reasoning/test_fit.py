"""Whether the model fits a patient, as an answer says it before its list."""

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.cli.app import main
from lumpbayes.display.html import answer_html
from lumpbayes.display.terminal import answer_lines
from lumpbayes.display.text import answer_text
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network
from lumpbayes.inference.sampling import sample_states
from lumpbayes.interchange.writing import write_network
from lumpbayes.reasoning import fit as fits
from lumpbayes.reasoning.conflict import find_conflict
from lumpbayes.reasoning.fit import (
    DRAWS,
    MORE,
    OUTSIDE,
    OUTSIDE_CONFLICT,
    Fit,
    NotJudged,
    assess_fit,
)
from tests.answer_schema import ANSWER
from tests.conformance.networks import wheel_file
from tests.inference.problems import one_cause
from tests.reasoning.network_situation import hard, situation_of

STRANGE = {"redness": "yes", "warmth": "no", "fever": "yes", "crp_or_esr_raised": "no"}
COMMON = {"punctum": "yes", "consistency": "firm"}


@pytest.fixture(scope="module")
def sweeps() -> lb.Engine:
    return lb.load(backend="sweeps")


def test_a_stranger(sweeps: lb.Engine) -> None:
    dx = sweeps.diagnose(STRANGE)
    fit, conflict = dx.answer.fit, dx.conflict()
    assert fit is not None
    assert fit.outside
    assert fit.log_conflict == conflict.judged.log_conflict
    assert fit.log_combined == conflict.judged.log_combined
    assert (fit.p_value, fit.standard_error) == conflict.combined
    assert fit.recheck == conflict.rows[0]


def test_nothing_is_simulated_where_findings_agree(
    sweeps: lb.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fits, "make_population", None)
    fit = sweeps.diagnose(COMMON).answer.fit
    assert fit is not None
    assert not fit.outside
    assert fit.log_conflict <= OUTSIDE_CONFLICT
    assert (fit.p_value, fit.standard_error, fit.recheck) == (None, None, None)


def test_the_answer_and_the_conflict_say_the_same(sweeps: lb.Engine) -> None:
    chance = np.random.default_rng(8)
    variables = [v for v in sweeps.knowledge.variables.values() if v.role != "setting"]
    variables = [v for v in variables if v.role in ("context", "finding")]
    outside = 0
    for _ in range(25):
        chosen = chance.permutation(len(variables))[: chance.integers(2, 20)]
        found = {variables[at].name: str(chance.choice(variables[at].states)) for at in chosen}
        dx = sweeps.diagnose(found)
        fit = dx.answer.fit
        assert fit is not None
        assert fit.outside == (dx.conflict().verdict == "outside")
        assert sweeps.diagnose(found).answer.fit == fit
        outside += fit.outside
    assert outside > 3


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"fever": "yes"},
        {"fever": "yes", "redness": lb.Reliability("yes", 0.9)},
        {"fever": "yes", "cause": "lipoma"},
    ],
    ids=str,
)
def test_fewer_than_two_exact_findings(sweeps: lb.Engine, found: dict[str, object]) -> None:
    dx = sweeps.diagnose(found)
    assert (dx.answer.fit, dx.answer.fit_not_judged) == (None, "too_few")
    record = dx.to_dict()
    ANSWER.validate(record)
    assert record["fit_not_judged"] == "too_few"
    assert "not judged" not in answer_text(dx.answer)


def test_a_network_without_a_target(tmp_path: Path) -> None:
    network = one_cause(np.array([[0.2, 0.9], [0.7, 0.1]]))
    write_network(network, "two", str(tmp_path / "two.bif"), "bif")
    engine = lb.load(tmp_path / "two.bif", backend="sweeps")
    found = {"f0": "yes", "f1": "no"}
    dx = engine.diagnose(found)
    assert (dx.answer.fit, dx.answer.fit_not_judged) == (None, "no_target")
    ANSWER.validate(dx.to_dict())
    assert engine.with_target("cause").diagnose(found).answer.fit is not None
    with pytest.raises(lb.UnknownNameError, match="was loaded without a target"):
        engine.diagnose(found).conflict()


def test_too_little_memory_for_it() -> None:
    network = one_cause(np.full((2, 8), 0.5))
    situation = situation_of(network, hard(network, {f"f{at}": 0 for at in range(8)}), 0)
    assert situation is not None
    assert isinstance(assess_fit(situation), Fit)
    poor = dataclasses.replace(
        situation,
        solver=type(situation.solver)(network, 100),  # type: ignore[call-arg]
    )
    assert assess_fit(poor) is NotJudged.TOO_LARGE


def test_too_little_memory_is_said(
    sweeps: lb.Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise lb.TooLargeError("too many patients")

    monkeypatch.setattr(fits, "make_population", refuse)
    answer = sweeps.diagnose(STRANGE).answer
    assert (answer.fit, answer.fit_not_judged) == (None, "too_large")
    for shown in (answer_text(answer), "\n".join(answer_lines(answer, 5, 100))):
        assert "whether the model fits was not judged" in shown
        assert "Outside" not in shown
    assert main(["explain", *(f"{k}={v}" for k, v in STRANGE.items())]) == 0
    out, err = capsys.readouterr()
    assert "Why Skin abscess" in out
    assert "whether the findings agree was not judged: too many patients" in err


# --- Networks in which no patient is simulated ---------------------------------------------------


def opposed(findings: int, share: float) -> Network:
    """Two causes, and as many findings of the one as of the other."""
    half = np.full(findings // 2, share)
    rows = np.array([[*half, *(1 - half)], [*(1 - half), *half]])
    return one_cause(rows)


@pytest.mark.parametrize(("share", "outside"), [(0.85, True), (0.8, False), (0.55, False)])
def test_a_bound_where_no_patient_can_be_simulated_fast(
    monkeypatch: pytest.MonkeyPatch, share: float, outside: bool
) -> None:
    network = opposed(20, share)
    states = {f"f{at}": 0 for at in range(20)}
    situation = situation_of(network, hard(network, states), 0)
    assert situation is not None
    exact = find_conflict(situation, 0, 4000).combined
    monkeypatch.setattr("lumpbayes.inference.cases.tabulate", lambda *_: None)
    monkeypatch.setattr(fits, "make_population", None)
    situation = situation_of(network, hard(network, states), 0)
    assert situation is not None
    fit = assess_fit(situation)
    assert isinstance(fit, Fit)
    conflict = find_conflict(situation, 0, 4000)
    assert conflict.draws == 0
    assert (conflict.verdict == "outside") == outside
    assert conflict.combined == (min(1.0, math.exp(-fit.log_combined)), None)
    if fit.log_conflict <= OUTSIDE_CONFLICT:
        assert not outside
        return
    assert fit.p_value == min(1.0, math.exp(-fit.log_combined))
    assert fit.standard_error is None
    assert exact.standard_error is not None
    assert fit.p_value >= exact.p_value - 3 * exact.standard_error
    assert fit.outside == outside


def test_bounds_are_bounds() -> None:
    """Against enumeration: of all three scores, in networks that could be gone through."""
    network = opposed(10, 0.85)
    for number in range(0, 2**10, 17):
        states = {f"f{at}": number >> at & 1 for at in range(10)}
        situation = situation_of(network, hard(network, states), 0)
        assert situation is not None
        exact = find_conflict(situation, 0, 100)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fits, "is_cheap", lambda *_: False)
            bound = find_conflict(situation, 0, 100)
        for name in ("conflict", "surprise", "combined"):
            assert getattr(exact, name).p_value <= getattr(bound, name).p_value + 1e-12
            assert getattr(bound, name).standard_error is None
        assert "bounds" in repr(bound)
        assert "at most" in repr(bound)


def test_the_answer_and_the_conflict_say_the_same_of_a_network_file() -> None:
    """Of alarm, whose cases are not fast: bounds, and the same ones."""
    engine = lb.load(wheel_file("alarm"), target="HYPOVOLEMIA", backend="sweeps")
    network, chance = engine.network, np.random.default_rng(3)
    drawn = sample_states(network, Evidence({}, {}), range(len(network.names)), 40, chance)
    others = [name for name in network.names if name != "HYPOVOLEMIA"]
    seen, bounds = {True: 0, False: 0}, 0
    while min(seen.values()) < 3:
        at = [network.index(str(name)) for name in chance.permutation(others)[:14]]
        found = {network.names[v]: network.states[v][drawn[chance.integers(40), v]] for v in at}
        try:
            dx = engine.diagnose(found)
        except lb.ImpossibleEvidenceError:
            continue
        fit, conflict = dx.answer.fit, dx.conflict()
        assert fit is not None
        assert fit.outside == (conflict.verdict == "outside")
        if fit.p_value is not None:
            assert (fit.p_value, fit.standard_error) == conflict.combined
            seen[fit.outside] += 1
            bounds += fit.standard_error is None
    assert bounds > 0


# --- Near the limit -------------------------------------------------------------------------------


def test_more_patients_near_the_limit(sweeps: lb.Engine) -> None:
    """Within two standard errors four times as many: the same in the answer, whatever the seed."""
    chance = np.random.default_rng(5)
    variables = [v for v in sweeps.knowledge.variables.values() if v.role in ("context", "finding")]
    near = 0
    while near < 5:
        chosen = chance.permutation(len(variables))[:16]
        found = {variables[at].name: str(chance.choice(variables[at].states)) for at in chosen}
        try:
            dx = sweeps.diagnose(found)
        except lb.ImpossibleEvidenceError:
            continue
        fit = dx.answer.fit
        assert fit is not None
        if fit.p_value is None or not 0.007 < fit.p_value < 0.013:
            continue
        conflict = dx.conflict()
        assert (fit.p_value, fit.standard_error) == conflict.combined
        assert fit.outside == (conflict.verdict == "outside")
        first = abs(conflict.combined.p_value - OUTSIDE)
        if conflict.draws == DRAWS:
            assert first >= 2 * conflict.combined.standard_error
            continue
        assert conflict.draws == MORE * DRAWS
        near += 1


def test_the_seed_of_a_ledger_is_none_of_the_conflict(
    sweeps: lb.Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [v.name for v in sweeps.knowledge.variables.values() if v.role == "finding"][:16]
    words = [f"{name}={sweeps.knowledge.variables[name].states[0]}" for name in names]
    found = dict(word.split("=") for word in words)
    expected = sweeps.diagnose(found).conflict()
    assert expected.draws > 0
    for seed in ("0", "7"):
        assert main(["explain", "--seed", seed, "--json", *words]) == 0
        assert json.loads(capsys.readouterr().out)["conflict"] == expected.facts()


# --- What is shown --------------------------------------------------------------------------------


def test_it_is_said_before_the_list(sweeps: lb.Engine) -> None:
    answer = sweeps.diagnose(STRANGE).answer
    lines = "\n".join(answer_lines(answer, 5, 100))
    page = answer_html(answer).replace("\xa0%", " %")
    for shown in (answer_text(answer), lines, page):
        head, place = shown.index("Outside the model"), shown.index("recheck first")
        assert head < place < shown.index("Skin abscess  " if shown != page else "<td")
        assert "0.08 % of the model" in shown
        assert "Warmth: no" in shown[place:]


def test_a_bound_is_shown_as_one(sweeps: lb.Engine) -> None:
    answer = sweeps.diagnose(STRANGE).answer
    assert answer.fit is not None
    bounded = dataclasses.replace(answer, fit=answer.fit._replace(standard_error=None))
    assert "at most 0.08 % of the model" in answer_text(bounded)
    assert "at most" not in answer_text(answer)


def test_nothing_is_said_of_others(sweeps: lb.Engine) -> None:
    for found in ({}, COMMON):
        answer = sweeps.diagnose(found).answer
        shown = (answer_text(answer), "".join(answer_lines(answer, 5, 80)), answer_html(answer))
        assert not any("Outside" in each or "recheck" in each for each in shown)


def test_json(sweeps: lb.Engine) -> None:
    record = json.loads(sweeps.diagnose(STRANGE).to_json())
    ANSWER.validate(record)
    keys = list(record)
    assert keys.index("fit") < keys.index("posterior")
    assert record["fit"]["verdict"] == "outside"
    assert record["fit"]["recheck"]["variable"] == "warmth"
    record = sweeps.diagnose(COMMON).to_dict()
    ANSWER.validate(record)
    assert record["fit"]["verdict"] is None
    assert record["fit"]["p_value"] is None
    assert sweeps.diagnose({}).to_dict()["fit"] is None


def test_what_needs_no_fit_does_not_wait_for_one(
    sweeps: lb.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    dx = sweeps.diagnose(STRANGE)
    monkeypatch.setattr("lumpbayes.grounded.assess_fit", None)
    assert dx.urgency.level == "urgent"
    assert dx.groups["infection"] > 0.5
    assert dx.to_frame().shape == (18, 3)
