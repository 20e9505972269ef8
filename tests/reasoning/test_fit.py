"""Whether the model fits a patient, as an answer says it before its list."""

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.display.html import answer_html
from lumpbayes.display.terminal import answer_lines
from lumpbayes.display.text import answer_text
from lumpbayes.inference import population
from lumpbayes.inference.network import Network
from lumpbayes.interchange.writing import write_network
from lumpbayes.reasoning import fit as fits
from lumpbayes.reasoning.conflict import find_conflict
from lumpbayes.reasoning.fit import OUTSIDE_CONFLICT, assess_fit
from tests.answer_schema import ANSWER
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
    assert sweeps.diagnose(found).answer.fit is None


def test_a_network_without_a_target(tmp_path: Path) -> None:
    network = one_cause(np.array([[0.2, 0.9], [0.7, 0.1]]))
    write_network(network, "two", str(tmp_path / "two.bif"), "bif")
    engine = lb.load(tmp_path / "two.bif", backend="sweeps")
    found = {"f0": "yes", "f1": "no"}
    assert engine.diagnose(found).answer.fit is None
    assert engine.with_target("cause").diagnose(found).answer.fit is not None
    with pytest.raises(lb.UnknownNameError, match="was loaded without a target"):
        engine.diagnose(found).conflict()


def test_too_little_memory_for_it() -> None:
    network = one_cause(np.full((2, 8), 0.5))
    situation = situation_of(network, hard(network, {f"f{at}": 0 for at in range(8)}), 0)
    assert situation is not None
    assert assess_fit(situation) is not None
    poor = dataclasses.replace(
        situation,
        solver=type(situation.solver)(network, 100),  # type: ignore[call-arg]
    )
    assert assess_fit(poor) is None


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
    monkeypatch.setattr(population.CaseSolver, "is_tabulated", False)
    monkeypatch.setattr(fits, "make_population", None)
    fit = assess_fit(situation)
    assert fit is not None
    if fit.log_conflict <= OUTSIDE_CONFLICT:
        assert not outside
        return
    assert fit.p_value == min(1.0, math.exp(-fit.log_combined))
    assert fit.standard_error is None
    assert fit.p_value >= exact.p_value - 3 * exact.standard_error
    assert fit.outside == outside


# --- What is shown --------------------------------------------------------------------------------


def test_it_is_said_before_the_list(sweeps: lb.Engine) -> None:
    answer = sweeps.diagnose(STRANGE).answer
    lines = "\n".join(answer_lines(answer, 5, 100))
    for shown in (answer_text(answer), lines, answer_html(answer)):
        head, place = shown.index("Outside the model"), shown.index("recheck first")
        assert (
            head < place < shown.index("Skin abscess  " if shown != answer_html(answer) else "<td")
        )
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
    monkeypatch.setattr("lumpbayes.diagnosis.assess_fit", None)
    assert dx.urgency.level == "urgent"
    assert dx.groups["infection"] > 0.5
    assert dx.to_frame().shape == (18, 3)
