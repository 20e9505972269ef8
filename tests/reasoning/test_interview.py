"""One turn of an interview: what is asked, in which order, and when it stops."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.interchange.writing import write_network
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


def worth_asking(turns: list[Turn]) -> list[Turn]:
    """The turns before the last resort: what may still change the urgency, of any phase."""
    asking = [turn for turn in turns if turn.question and not turn.should_stop]
    return [t for t in asking if t.question and (t.urgent_chance or t.question.value > 0)]


def dangers(engine: lb.Engine, evidence: dict[str, Any], variable: str) -> float:
    """The chance that one answer alone makes care urgent or more, by asking for each of them."""
    dx = engine.diagnose(evidence)
    worse = ("urgent", "emergency") if dx.urgency.level != "urgent" else ("emergency",)
    if dx.urgency.level == "emergency":
        return 0.0
    return sum(
        probability
        for state, probability in dx.of(variable).items()
        if probability > 0 and engine.diagnose({**evidence, variable: state}).urgency.level in worse
    )


def test_history_comes_first_then_examination_and_no_test_unasked(sweeps: lb.Engine) -> None:
    turns = typical(sweeps)
    phases = [turn.question.phase for turn in worth_asking(turns) if turn.question]
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
    worth = worth_asking(typical(sweeps))
    assert asked(worth)[:2] == ["age_group", "sex"]
    history = [t for t in worth[2:] if t.question and t.question.phase == "history"]
    assert {"limb_weakness", "bladder_bowel_dysfunction"} <= set(asked(history))
    for turn in history:
        dx = sweeps.diagnose(turn.answer.evidence)
        left = dx.next_questions(phases="history")
        assert turn.question is not None
        if dx.urgency.level == "emergency":
            assert turn.question.variable == left[0].variable
            continue
        emergency = {each.variable: each.chance_of("emergency") for each in left}
        grave = {
            each.variable: dangers(sweeps, turn.answer.evidence, each.variable) for each in left
        }
        value = {each.variable: each.value for each in left}
        best = max(value, key=lambda name: (emergency[name], round(grave[name], 12), value[name]))
        assert turn.question.variable == best


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"age_years": 67, "sex": "male"},
        {"age_years": 30, "sex": "female", "stiffness": "yes", "pain": "severe"},
        {"limb_weakness": "yes", "age_years": 40, "sex": "male"},
    ],
)
def test_the_chance_of_urgent_care_is_that_of_every_answer(
    sweeps: lb.Engine, evidence: dict[str, Any]
) -> None:
    turn = sweeps.interview(evidence)
    assert turn.question is not None
    by_asking = dangers(sweeps, evidence, turn.question.variable)
    assert turn.urgent_chance == pytest.approx(by_asking, rel=1e-9, abs=1e-12)


def test_it_does_not_stop_before_safety_is_asked(sweeps: lb.Engine) -> None:
    calm = {
        "age_years": 30, "sex": "male", "onset": "years", "growth": "stable", "pain": "none",
        "consistency": "soft", "layer": "subcutaneous", "mobility": "mobile", "size_cm": 3,
        "midline": "no", "discharge": "none", "punctum": "no", "skin_color": "normal",
        "multiple": "no", "fever": "no", "redness": "no", "cancer_history": "no", "numbness": "no",
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
        ({"phases": "exams"}, EvidenceError, "phase 'exams': did you mean exam?"),
        ({"phases": 5}, EvidenceError, "phases=5: expected a text, or a list of texts"),
        ({"phases": ["exam", 5]}, EvidenceError, "phases: 5 is no text; expected a text, or a"),
        ({"skipped": "fevr"}, UnknownNameError, "there is no variable 'fevr': did you mean"),
        ({"skipped": 5}, EvidenceError, "skipped=5: expected a text, or a list of texts"),
        ({"draws": 3}, EvidenceError, "draws=3"),
    ],
)
def test_wrong_wishes(
    sweeps: lb.Engine, wishes: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        sweeps.interview(**wishes)


def test_one_text_is_a_list_of_one(tiny_engine: lb.Engine) -> None:
    one = tiny_engine.interview(phases="exam", skipped="redness")
    assert one == tiny_engine.interview(phases=["exam"], skipped=["redness"])
    assert one.skipped == ("redness",)


def test_it_goes_on_while_an_answer_may_change_the_urgency(tiny: TinyModel) -> None:
    """No question is worth its cost: what is most likely to make care more urgent is asked."""
    tiny.write("model", tiny.text("model") + "\n[questions]\ncost_weight = 100\n")
    tiny.set_cell("red_flags", "R1,", "urgency", "soon")
    tiny.set_cell("management", "abscess,", "urgency", "soon")
    engine = lb.load(str(tiny.path), backend="sweeps")
    evidence = {"age_group": "young"}
    turn = engine.interview(evidence, phases=ALL_PHASES)
    assert turn.urgency.level == "self_care"
    assert (turn.should_stop, turn.urgent_chance) == (False, 0.0)
    questions = engine.diagnose(evidence).next_questions()
    assert all(each.value < 0 for each in questions)
    rise = max(questions, key=lambda each: each.chance_of("routine"))
    assert turn.question is not None
    assert turn.question.variable == rise.variable
    assert rise.chance_of("routine") > 0


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
    listed = [each["state"] for each in question["answers"]]
    assert (listed, set(listed)) == (["none", "mild", "severe"], set(states))
    answer = turn.answer
    whole = sweeps.diagnose({"age_years": 67}, setting="emergency").to_dict()
    for name in ("urgency", "groups", "red_flags", "possible_red_flags", "fit", "model"):
        assert record[name] == whole[name]
    assert record["differential"] == whole["posterior"]
    assert record["stopping"] == turn.stopping.facts()
    assert (record["setting"], record["phases"]) == ("emergency", ["history", "exam"])
    assert answer.urgency.reasons[0].text == record["urgency"]["reasons"][0]["text"]
    first = sweeps.interview().to_dict()["question"]
    assert first["number"] == {"name": "age_years", "unit": "years", "low": 0.0, "high": 130.0}


@pytest.mark.parametrize("setting", [None, "emergency", "any"])
def test_a_turn_that_comes_back_is_the_same(sweeps: lb.Engine, setting: str | None) -> None:
    known = {"age_years": 67, "fever": lb.Reliability("yes", 0.8)}
    turn = sweeps.interview(known, setting=setting, skipped=["sex"], phases=ALL_PHASES)
    record = json.loads(turn.to_json())
    for again in (record, turn):
        assert sweeps.interview(again).to_json() == turn.to_json()
    more = sweeps.interview(record, skipped="pain", phases="history")
    assert (more.skipped, more.phases) == (("sex", "pain"), ("history",))
    assert more.answer == turn.answer
    assert turn.setting == (setting or None)


def test_the_setting_that_is_said_goes_before_the_turn_s(sweeps: lb.Engine) -> None:
    turn = sweeps.interview({"age_years": 67}, setting="emergency")
    for sent in (turn, turn.to_dict()):
        for setting in ("primary_care", "any"):
            moved = sweeps.interview(sent, setting=setting)
            assert moved == sweeps.interview({"age_years": 67}, setting=setting)
    odd = {**turn.to_dict(), "evidence": "fever=yes"}
    with pytest.raises(EvidenceError, match="evidence 'fever=yes': expected a mapping such as"):
        sweeps.interview(odd, setting="any")


def test_a_turn_of_a_model_without_settings(animals: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "animals.bif"
    write_network(animals.network, "animals", str(path), "bif")
    engine = lb.load(path, target="animal", backend="sweeps")
    turn = engine.interview({"silent": "yes"})
    assert engine.interview(turn) == turn
    with pytest.raises(EvidenceError, match="setting='zoo': the model animals has no setting"):
        engine.interview(turn, setting="zoo")


def test_a_turn_of_another_model_is_told_of(sweeps: lb.Engine) -> None:
    other = sweeps.with_prior("lipoma", 0.4)
    turn = sweeps.interview({"age_years": 67})
    message = (
        f"what is given back is of another model \\(fingerprint '{sweeps.fingerprint[:12]}', "
        f"this one is '{other.fingerprint[:12]}'\\); its evidence is asked of this one"
    )
    for sent in (turn, turn.to_dict()):
        with pytest.warns(lb.OtherModelWarning, match=message) as caught:
            found = other.interview(sent)
        assert caught[0].filename == __file__
        assert found == other.interview({"age_years": 67})


def test_what_is_known_is_not_skipped(sweeps: lb.Engine) -> None:
    plain = sweeps.interview({"fever": "yes"})
    turn = sweeps.interview({"fever": "yes"}, skipped=["fever", "age_years"])
    assert turn.skipped == ("age_group",)
    assert turn.progress == (1, 1, plain.progress.left - 1)


def test_a_turn_that_was_changed_is_checked(sweeps: lb.Engine) -> None:
    record = sweeps.interview(setting="emergency").to_dict()
    for changes, message in (
        ({"phases": ["exam", "tset"]}, "phase 'tset': did you mean test"),
        ({"skipped": [5]}, "skipped: 5 is no text"),
        ({"setting": "any"}, "setting is given twice: 'emergency' and 'any'"),
    ):
        with pytest.raises(EvidenceError, match=message):
            sweeps.interview({**record, **changes})


def test_a_reply_becomes_evidence(sweeps: lb.Engine) -> None:
    turn = sweeps.interview({"fever": "yes"}, setting="emergency", skipped=["sex"])
    known = {"fever": "yes", "setting": "emergency"}
    for reply in ("67", " 67 years ", 67, np.int64(67)):
        assert turn.with_reply(reply) == ({"age_years": 67.0, **known}, ("sex",))
    assert turn.with_reply("65 years or older")[0] == {"age_group": "older", **known}
    for unknown in (None, "?", float("nan")):
        assert turn.with_reply(unknown) == (known, ("sex", "age_group"))
    with pytest.raises(EvidenceError, match="is no answer to this question"):
        turn.with_reply("blue")
    with pytest.raises(EvidenceError, match="age_years=999: expected a number of years from 0 to"):
        turn.with_reply(999)


def test_replies_of_a_whole_interview(tiny_engine: lb.Engine) -> None:
    """Without looking at what is asked; whoever wants to may go on after should_stop."""
    turn, replies = tiny_engine.interview(phases=ALL_PHASES), 0
    while turn.question is not None:
        evidence, skipped = turn.with_reply(
            turn.question.outcomes[0].state if replies % 2 else None
        )
        turn = tiny_engine.interview(evidence, skipped=skipped, phases=turn.phases)
        replies += 1
    assert turn.should_stop
    assert turn.progress.answered + turn.progress.skipped == replies
    with pytest.raises(EvidenceError, match=r"reply='yes': nothing was asked, since nothing is le"):
        turn.with_reply("yes")


def test_a_yes_is_a_reply(sweeps: lb.Engine) -> None:
    turn = sweeps.interview({"age_years": 67, "sex": "male", "pain": "none"})
    assert turn.question is not None
    name = turn.question.variable
    assert sweeps.knowledge.variables[name].states == ("yes", "no")
    assert turn.with_reply(True)[0][name] == turn.with_reply("y")[0][name] == "yes"


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
    assert (turn.question.variable, turn.urgent_chance) == ("b", 0.0)


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
