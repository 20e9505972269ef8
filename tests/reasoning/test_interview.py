"""One turn of an interview: what is asked, in which order, and when it stops."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.reasoning.interview import Turn
from tests.tiny_model import TinyModel

ALL_PHASES = ("history", "exam", "test")


@pytest.fixture(scope="module")
def sweeps() -> lb.Engine:
    return lb.load(backend="sweeps")


@pytest.fixture
def tiny_engine(tiny: TinyModel) -> lb.Engine:
    return lb.load(str(tiny.path), backend="sweeps")


def typical(engine: lb.Engine, **wishes: Any) -> list[Turn]:
    """The turns of an interview in which every answer is the most probable one."""
    evidence: dict[str, Any] = {}
    turns = [engine.interview(evidence, **wishes)]
    while (question := turns[-1].question) is not None:
        evidence[question.variable] = max(question.outcomes, key=lambda each: each.probability)[0]
        turns.append(engine.interview(evidence, **wishes))
    return turns


def asked(turns: list[Turn]) -> list[str]:
    return [turn.question.variable for turn in turns if turn.question is not None]


def dangers(engine: lb.Engine, evidence: dict[str, Any], variable: str) -> float:
    """The chance that one answer alone makes an emergency, by asking for each of them."""
    dx = engine.diagnose(evidence)
    if dx.urgency.level == "emergency":
        return 0.0
    return sum(
        probability
        for state, probability in dx.of(variable).items()
        if probability > 0
        and engine.diagnose({**evidence, variable: state}).urgency.level == "emergency"
    )


def test_history_comes_first_then_examination_and_no_test_unasked(sweeps: lb.Engine) -> None:
    turns = typical(sweeps)
    worth = [turn for turn in turns if turn.question and not turn.should_stop]
    phases = [turn.question.phase for turn in worth if turn.question]
    assert phases == sorted(phases, key=ALL_PHASES.index)
    assert set(phases) == {"history", "exam"}
    assert "mri" not in asked(turns)
    wanted = {
        each.name
        for each in sweeps.knowledge.variables.values()
        if each.role in ("context", "finding") and each.phase in ("history", "exam")
    }
    assert sorted(asked(turns)) == sorted(wanted)


def test_what_costs_nothing_comes_first_then_safety_then_value(sweeps: lb.Engine) -> None:
    worth = [turn for turn in typical(sweeps) if turn.question and not turn.should_stop]
    assert asked(worth)[:2] == ["age_group", "sex"]
    history = [t for t in worth[2:] if t.question and t.question.phase == "history"]
    safety = [turn for turn in history if turn.emergency_chance > 0]
    assert {"limb_weakness", "bladder_bowel_dysfunction"} <= set(asked(safety))
    assert history[: len(safety)] == safety
    for turn in history[len(safety) :]:
        dx = sweeps.diagnose(turn.answer.evidence)
        best = dx.next_questions(phase="history")[0]
        assert turn.question is not None
        assert turn.question.variable == best.variable


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"age_years": 67, "sex": "male"},
        {"age_years": 30, "sex": "female", "stiffness": "yes", "pain": "severe"},
        {"limb_weakness": "yes", "age_years": 40, "sex": "male"},
    ],
)
def test_the_chance_of_an_emergency_is_that_of_every_answer(
    sweeps: lb.Engine, evidence: dict[str, Any]
) -> None:
    turn = sweeps.interview(evidence)
    assert turn.question is not None
    by_asking = dangers(sweeps, evidence, turn.question.variable)
    assert turn.emergency_chance == pytest.approx(by_asking, rel=1e-9, abs=1e-12)


def test_it_does_not_stop_before_safety_is_asked(sweeps: lb.Engine) -> None:
    calm = {
        "age_years": 30, "sex": "male", "onset": "years", "growth": "stable", "pain": "none",
        "consistency": "soft", "layer": "subcutaneous", "mobility": "mobile", "size_cm": 3,
        "midline": "no", "discharge": "none", "punctum": "no", "skin_color": "normal",
        "multiple": "no", "fever": "no", "redness": "no", "cancer_history": "no",
    }  # fmt: skip
    turn = sweeps.interview(calm)
    assert turn.stopping.should_stop
    assert not turn.should_stop
    assert turn.question is not None
    assert turn.question.variable in ("limb_weakness", "bladder_bowel_dysfunction")
    assert turn.reason.startswith("Go on: one answer")
    safe = {**calm, "limb_weakness": "no", "bladder_bowel_dysfunction": "no"}
    found = sweeps.interview(safe)
    assert found.should_stop
    assert found.reason == found.stopping.reason
    unknown = sweeps.interview(calm, skipped=["limb_weakness", "bladder_bowel_dysfunction"])
    assert unknown.should_stop


def test_it_stops_as_the_answer_says(sweeps: lb.Engine) -> None:
    for evidence in ({}, {"age_years": 67}, {"limb_weakness": "yes"}):
        turn = sweeps.interview(evidence, phases=ALL_PHASES)
        stopping = sweeps.diagnose(evidence).stopping()
        assert (turn.should_stop, turn.reason) == (stopping.should_stop, stopping.reason)


def test_nothing_is_left_to_ask(tiny_engine: lb.Engine) -> None:
    last = typical(tiny_engine, phases=ALL_PHASES)[-1]
    assert (last.question, last.choices, last.should_stop) == (None, None, True)
    assert last.reason == "Stop: nothing is left to ask."
    assert last.progress == (5, 0, 0)
    assert last.to_dict()["question"] is None


def test_what_is_not_known_is_not_asked_again(tiny_engine: lb.Engine) -> None:
    skipped: list[str] = []
    while (question := tiny_engine.interview(skipped=skipped).question) is not None:
        assert question.variable not in skipped
        skipped.append(question.variable)
    assert sorted(skipped) == ["age_group", "pain", "redness", "size"]
    turn = tiny_engine.interview(skipped=[*skipped, "AGE_years", "pain"])
    assert turn.skipped == tuple(skipped)  # each once, by its own name
    assert turn.progress == (0, 4, 0)


def test_phases_are_asked_in_their_order(tiny_engine: lb.Engine) -> None:
    turns = typical(tiny_engine, phases=["test", "exam", "history"])
    worth = [turn for turn in turns if turn.question and turn.question.value > 0]
    phases = [turn.question.phase for turn in worth if turn.question]
    assert phases == sorted(phases, key=ALL_PHASES.index)
    assert asked(typical(tiny_engine, phases=["test"])) == ["biopsy"]
    assert tiny_engine.interview(phases=[]).question is None


@pytest.mark.parametrize(
    ("wishes", "kind", "message"),
    [
        ({"skipped": ["fevr"]}, UnknownNameError, "there is no variable 'fevr': did you mean"),
        ({"phases": ["exams"]}, EvidenceError, "phase 'exams': did you mean exam?"),
        ({"phases": "exam"}, EvidenceError, r"phases='exam': expected a list, such as \['exam'\]"),
        ({"draws": 3}, EvidenceError, "draws=3"),
    ],
)
def test_wrong_wishes(
    sweeps: lb.Engine, wishes: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        sweeps.interview(**wishes)


def test_what_a_client_gets(sweeps: lb.Engine) -> None:
    turn = sweeps.interview({"age_years": 67}, setting="emergency", skipped=["sex"])
    record = turn.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["schema"] == 1
    assert record["model"]["fingerprint"] == sweeps.fingerprint
    assert record["evidence"] == {"age_years": 67.0, "setting": "emergency"}
    assert record["skipped"] == ["sex"]
    assert record["differential"][0]["cause"] == next(iter(turn.differential))
    assert record["urgency"]["level"] == turn.urgency.level
    assert record["should_stop"] is turn.should_stop
    question = record["question"]
    assert turn.question is not None
    assert question["variable"] == turn.question.variable
    states = sweeps.knowledge.variables[turn.question.variable].states
    assert [each["state"] for each in question["answers"]] == list(states)
    first = sweeps.interview().to_dict()["question"]
    assert first["number"] == {"name": "age_years", "unit": "years", "low": 0.0, "high": 130.0}


def test_it_prints_itself(sweeps: lb.Engine) -> None:
    lines = repr(sweeps.interview({"fever": "yes"})).splitlines()
    assert lines[0] == "Interview: 1 known, 0 not known, 30 left to ask"
    assert lines[-1] == "  next: " + sweeps.knowledge.variables["age_group"].question


def test_a_network_without_a_target(sweeps: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "lump.bif"
    path.write_text(
        'network "lump" {}\n'
        "variable a { type discrete [ 2 ] { yes, no }; }\n"
        "variable b { type discrete [ 2 ] { yes, no }; }\n"
        "probability ( a ) { table 0.2, 0.8; }\n"
        "probability ( b | a ) { (yes) 0.9, 0.1; (no) 0.2, 0.8; }\n",
        encoding="utf-8",
    )
    with pytest.raises(UnknownNameError, match="was loaded without a target"):
        lb.load(str(path), backend="sweeps").interview()
    turn = lb.load(str(path), target="a", backend="sweeps").interview()
    assert turn.question is not None
    assert (turn.question.variable, turn.emergency_chance) == ("b", 0.0)


@given(st.data())
def test_answers_add_up_to_what_a_query_is_asked(tiny_path: str, data: st.DataObject) -> None:
    """Question by question, any answers, don't know included: the same as all at once."""
    engine = _engine(tiny_path)
    setting = data.draw(st.sampled_from([None, "clinic", "hospital", "any"]))
    evidence: dict[str, Any] = {}
    skipped: list[str] = []
    for _ in range(6):
        turn = engine.interview(evidence, setting=setting, skipped=skipped, phases=ALL_PHASES)
        assert turn.answer == engine.diagnose(evidence, setting=setting).answer
        if turn.question is None or turn.choices is None:
            break
        assert turn.question.variable not in {*evidence, *skipped}
        states = [each.state for each in turn.choices.answers]
        reply = data.draw(st.sampled_from([None, *states]))
        if reply is None:
            skipped.append(turn.question.variable)
        else:
            evidence[turn.question.variable] = reply
    assert len(evidence) + len(skipped) == 5
    in_another_order = dict(reversed(evidence.items()))
    assert engine.diagnose(in_another_order, setting=setting).posterior == turn.differential


ENGINES: dict[str, lb.Engine] = {}


def _engine(path: str) -> lb.Engine:
    if path not in ENGINES:
        ENGINES[path] = lb.load(path, backend="sweeps")
    return ENGINES[path]


@pytest.fixture(scope="module")
def tiny_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(TinyModel(tmp_path_factory.mktemp("tiny")).path)
