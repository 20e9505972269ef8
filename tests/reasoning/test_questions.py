"""Question values are those of enumeration, one diagnosis at a time."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.question_settings import MEASURES
from tests.reasoning.one_by_one import (
    EVIDENCE,
    Now,
    entropy,
    evidence_for,
    fixed,
    network_engine,
    open_names,
)
from tests.tiny_model import TinyModel

CLOSE = 1e-10
FIELDS = {
    "entropy": "entropy_gain",
    "expected_loss": "loss_gain",
    "leading_cause": "leading_cause_change",
    "urgency": "urgency_change",
}


@pytest.mark.parametrize("evidence", EVIDENCE, ids=str)
def test_gains_are_those_of_every_answer_tried(
    priced: lb.Engine, evidence: dict, tabulated: bool
) -> None:
    questions = priced.diagnose(evidence).next_questions()
    now = Now(priced, fixed(priced, evidence))
    names = open_names(priced, evidence)
    if "age_years" in evidence:
        names.remove("age_group")
    assert sorted(each.variable for each in questions) == sorted(names)
    for question in questions:
        for measure, field in FIELDS.items():
            found = getattr(question, field)
            assert found == pytest.approx(now.gain(measure, question.variable), abs=CLOSE)
            assert found >= 0


@pytest.mark.parametrize("seed", range(30))
def test_gains_in_random_networks(seed: int, tmp_path: Path, tabulated: bool) -> None:
    engine = network_engine(tmp_path, seed, variables=6)
    evidence = evidence_for(engine, seed, seed % 3)
    now = Now(network_engine(tmp_path, seed, "brute_force", variables=6), evidence)
    for question in engine.diagnose(evidence).next_questions(value="leading_cause"):
        expected = now.gain("leading_cause", question.variable)
        assert question.value == pytest.approx(expected, abs=CLOSE)
        expected = now.gain("entropy", question.variable)
        assert question.entropy_gain == pytest.approx(expected, abs=CLOSE)
        assert question.entropy_gain >= 0
        assert question.loss_gain is None
        assert question.urgency_change == 0


@pytest.mark.parametrize("evidence", [{}, {"fever": "yes", "layer": "deep"}], ids=str)
def test_gains_in_the_bundled_model(engine: lb.Engine, evidence: dict) -> None:
    sweeps = engine.with_backend("sweeps")
    now = Now(sweeps, evidence)
    questions = engine.diagnose(evidence).next_questions()
    assert len(questions) == 38 - len(evidence)
    for question in questions:
        for measure, field in FIELDS.items():
            expected = now.gain(measure, question.variable)
            assert getattr(question, field) == pytest.approx(expected, abs=CLOSE, rel=CLOSE)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("evidence", EVIDENCE[:7], ids=str)
def test_two_steps_are_those_of_both_answers_tried(
    priced: lb.Engine, evidence: dict, measure: str, tabulated: bool
) -> None:
    weight = 0.002
    now = Now(priced, fixed(priced, evidence))
    questions = priced.diagnose(evidence).next_questions(steps=2, value=measure, cost_weight=weight)
    names = [question.variable for question in questions]
    for question in questions:
        expected = now.two_steps(measure, question.variable, names, weight)
        assert question.value == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("seed", range(12))
def test_two_steps_in_random_networks(seed: int, tmp_path: Path, tabulated: bool) -> None:
    engine = network_engine(tmp_path, seed, variables=5)
    evidence = evidence_for(engine, seed, seed % 2)
    now = Now(engine, evidence)
    for measure in ("entropy", "leading_cause"):
        questions = engine.diagnose(evidence).next_questions(steps=2, value=measure)
        names = [question.variable for question in questions]
        for question in questions:
            expected = now.two_steps(measure, question.variable, names, 0.0)
            assert question.value == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("measure", MEASURES)
def test_two_steps_in_the_bundled_model(engine: lb.Engine, measure: str) -> None:
    sweeps, weight = engine.with_backend("sweeps"), 0.001
    evidence = {
        name: "no"
        for name in ("fever", "redness", "warmth", "tenderness", "midline", "weight_loss")
    } | {"layer": "deep", "mobility": "fixed", "size_cm": 3, "skin_color": "normal"}
    dx = sweeps.diagnose(evidence)
    questions = dx.next_questions(steps=2, phases="exam", value=measure, cost_weight=weight)
    names = [question.variable for question in questions]
    assert len(names) == 4
    now = Now(sweeps, evidence)
    for question in questions:
        expected = now.two_steps(measure, question.variable, names, weight)
        assert question.value == pytest.approx(expected, abs=CLOSE)


def test_the_second_question_is_the_best_after_its_answer(priced: lb.Engine) -> None:
    dx = priced.diagnose({"redness": "yes"})
    for question in dx.next_questions(steps=2, value="entropy", cost_weight=0.01):
        for outcome in question.outcomes:
            after = priced.diagnose({"redness": "yes", question.variable: outcome.state})
            best = after.next_questions(value="entropy", cost_weight=0.01)[0]
            assert outcome.second == (best.variable if best.value > 0 else None)


def test_two_findings_that_say_something_only_together(tmp_path: Path) -> None:
    """XOR: one answer is worth nothing, two tell all."""
    xor = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]])
    half = np.array([0.5, 0.5])
    names, states = ["cause", "left", "right"], [["a", "b"]] * 3
    network = Network.checked(names, states, [(1, 2), (), ()], [xor, half, half])
    from lumpbayes.interchange.writing import write_network

    path = tmp_path / "xor.bif"
    write_network(network, "xor", str(path), "bif")
    dx = lb.load(path, target="cause", backend="sweeps").diagnose()
    assert [each.value for each in dx.next_questions()] == pytest.approx([0, 0], abs=1e-15)
    assert [each.value for each in dx.next_questions(steps=2)] == pytest.approx([np.log(2)] * 2)


def test_outcomes_are_the_answers_of_the_engine(priced: lb.Engine) -> None:
    for question in priced.diagnose({"redness": "yes"}).next_questions():
        assert sum(each.probability for each in question.outcomes) == pytest.approx(1, abs=1e-12)
        for outcome in question.outcomes:
            dx = priced.diagnose({"redness": "yes", question.variable: outcome.state})
            assert outcome.leading_cause == next(iter(dx.posterior))
            assert outcome.leading_probability == pytest.approx(dx[outcome.leading_cause])
            assert dict(outcome.posterior) == pytest.approx(dict(dx.posterior), abs=1e-12)
            assert outcome.urgency == dx.urgency.level
            labels = priced.knowledge.state_labels
            assert outcome.label == labels[question.variable][outcome.state]
            assert outcome.leading_label == labels["cause"][outcome.leading_cause]
            assert outcome.second is None


def test_answers_that_cannot_be_are_left_out(animals: lb.Engine) -> None:
    for evidence in ({}, {"silent": "yes"}):
        dx = animals.diagnose(evidence)
        for question in dx.next_questions():
            for outcome in question.outcomes:
                assert outcome.probability > 0
                after = animals.diagnose({**evidence, question.variable: outcome.state})
                assert dict(outcome.posterior) == pytest.approx(dict(after.posterior), abs=1e-12)


def test_value_is_gain_less_cost(priced: lb.Engine) -> None:
    dx = priced.diagnose({"pain": "mild"})
    for measure, field in FIELDS.items():
        questions = dx.next_questions(value=measure, cost_weight=0.01)
        for question in questions:
            expected = getattr(question, field) - 0.01 * question.cost
            assert question.value == pytest.approx(expected, abs=1e-15)
        values = [question.value for question in questions]
        assert values == pytest.approx(sorted(values, reverse=True), abs=1e-12)
        assert (questions.measure, questions.cost_weight) == (measure, 0.01)


def test_the_model_file_says_what_matters(priced: lb.Engine, tiny: TinyModel) -> None:
    dx = priced.diagnose()
    assert (dx.next_questions().measure, dx.next_questions().cost_weight) == ("entropy", 0.0)
    section = '\n[questions]\nvalue = "urgency"\ncost_weight = 0.25\n'
    tiny.write("model", tiny.text("model") + section)
    dx = lb.load(tiny.path, backend="sweeps").diagnose()
    questions = dx.next_questions()
    assert (questions.measure, questions.cost_weight) == ("urgency", 0.25)
    other = dx.next_questions(value="entropy")  # whose unit is another
    assert (other.measure, other.cost_weight) == ("entropy", 0.0)
    assert dx.next_questions(cost_weight=0.5).cost_weight == 0.5


def test_phases_top_and_first(engine: lb.Engine) -> None:
    dx = engine.with_backend("sweeps").diagnose({"fever": "yes"})
    everything = dx.next_questions()
    assert everything.open == len(everything) == 37
    assert list(everything.by_phase) == ["history", "exam", "test"]
    assert {each.phase for each in dx.next_questions(phases="exam")} == {"exam"}
    both = dx.next_questions(phases=["history", "exam"], top=3)
    assert len(both) == 3
    assert both.open == len(everything.by_phase["history"]) + len(everything.by_phase["exam"])
    assert [each.variable for each in dx.next_questions(top=2)] == [
        each.variable for each in everything[:2]
    ]
    two = dx.next_questions(steps=2, phases="exam", first=3)
    assert (len(two), two.looked_at, two.open) == (3, 3, len(everything.by_phase["exam"]))
    whole = dx.next_questions(steps=2, phases="exam")
    assert [whole.about(each.variable).value for each in two] == [each.value for each in two]


def test_nothing_left_to_ask(priced: lb.Engine) -> None:
    evidence = {
        "age_group": "young",
        "redness": "yes",
        "pain": "mild",
        "size": "small",
        "biopsy": "negative",
    }
    for steps in (1, 2):
        questions = priced.diagnose(evidence).next_questions(steps=steps)
        assert len(questions) == 0
        assert questions.open == 0
        assert str(questions) == "Next questions, by entropy: 0 of 0".replace(
            ", by", ", two steps ahead, by" if steps == 2 else ", by"
        )


def test_a_certain_cause_leaves_nothing_to_gain(priced: lb.Engine) -> None:
    for question in priced.diagnose({"cause": "tumor"}).next_questions():
        assert question.entropy_gain == 0
        assert question.loss_gain == 0
        assert question.leading_cause_change == 0


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"steps": 3}, "steps=3: expected 1 or 2 questions to look ahead"),
        ({"top": 0}, "top=0: expected a whole number of at least 1"),
        ({"first": 1.5}, "first=1.5: expected a whole number of at least 1"),
        ({"value": "entrpy"}, "value='entrpy': did you mean entropy?"),
        ({"cost_weight": -1}, "cost_weight=-1: expected a number of at least 0"),
        ({"cost_weight": float("nan")}, "cost_weight=nan: expected a number of at least 0"),
        ({"cost_weight": "much"}, "cost_weight='much': expected a number of at least 0"),
        ({"steps": True}, "steps=True: expected 1 or 2 questions to look ahead"),
        ({"top": True}, "top=True: expected a whole number of at least 1"),
        ({"value": ""}, "value='': choose from entropy, expected_loss, leading_cause, urgency"),
        ({"value": []}, "value=[]: choose from entropy, expected_loss, leading_cause, urgency"),
        ({"cost_weight": True}, "cost_weight=True: expected a number of at least 0"),
        ({"phases": 5}, "phases=5: expected a text, or a list of texts"),
        ({"phases": {"exam": 1}}, "phases={'exam': 1}: expected a text, or a list of texts"),
        ({"phases": [5]}, "phases: 5 is no text; expected a text, or a list of texts"),
        ({"phases": "exams"}, "phase 'exams': did you mean exam?"),
        ({"phases": ["history", "x"]}, "phase 'x': choose from history, exam, test"),
    ],
)
def test_what_cannot_be_wanted(priced: lb.Engine, wanted: dict, message: str) -> None:
    with pytest.raises(lb.EvidenceError) as caught:
        priced.diagnose().next_questions(**wanted)
    assert str(caught.value) == message


def test_what_a_question_may_make_of_the_urgency(priced: lb.Engine) -> None:
    dx = priced.diagnose({"redness": "yes"})
    questions = dx.next_questions(top=1)
    everything = dx.next_questions()
    most = max(everything, key=lambda each: each.urgency_change)
    assert questions.most_changing == most
    assert questions.to_dict()["most_changing"] == most.variable
    assert questions.entropy == pytest.approx(entropy(dx))
    for question in everything:
        for place, level in enumerate(URGENCIES):
            worse = [o for o in question.outcomes if o.urgency in URGENCIES[place:]]
            chance = sum(outcome.probability for outcome in worse)
            assert question.chance_of(level) == pytest.approx(chance, abs=1e-15)
    with pytest.raises(lb.UnknownNameError, match=r"level=.urgnt.: did you mean urgent"):
        most.chance_of("urgnt")


def test_causes_that_tie_but_for_rounding_change_no_urgency(tiny: TinyModel) -> None:
    """An answer that says the same of both leaves the more urgent one to decide."""
    plain = lb.load(tiny.path, backend="sweeps")
    for share in (0.3, 0.35, 0.41, 0.45, 0.49):
        engine = plain.with_prevalences({"cyst": share, "abscess": share})
        dx = engine.diagnose({"biopsy": "negative"})
        assert dx.urgency.level == "urgent"  # an abscess's, whichever of the two comes first
        assert dx.next_questions().about("age_group").urgency_change == 0
        (reason,) = dx.urgency.reasons
        assert (reason.subject, reason.text) == (
            "abscess",
            "an abscess is the most probable cause (as probable as others).",
        )


@pytest.mark.parametrize("measure", ["expected_loss", "urgency"])
def test_a_measure_without_tables(tmp_path: Path, measure: str) -> None:
    dx = network_engine(tmp_path, 1).diagnose()
    with pytest.raises(lb.EvidenceError, match="has no tables for it; choose from entropy"):
        dx.next_questions(value=measure)


def test_a_network_without_a_target(tmp_path: Path) -> None:
    engine = network_engine(tmp_path, 1)
    everything = lb.load(tmp_path / "random1.bif", backend="sweeps")
    assert engine.diagnose().next_questions()
    with pytest.raises(lb.UnknownNameError, match="was loaded without a target"):
        everything.diagnose().next_questions()


def test_a_question_that_is_not_there(priced: lb.Engine) -> None:
    questions = priced.diagnose({"redness": "yes"}).next_questions()
    assert questions.about("size").variable == "size"
    with pytest.raises(lb.UnknownNameError, match=r"\['size'\] is not among these questions"):
        questions.about(["size"])  # type: ignore[arg-type]
    with pytest.raises(lb.UnknownNameError, match=r"'siz' is not among .*did you mean size"):
        questions.about("siz")
    with pytest.raises(lb.UnknownNameError, match=r"it is known already; its posterior is in dx"):
        questions.about("redness")


def test_questions_carry_words_and_not_the_model(priced: lb.Engine) -> None:
    dx = priced.diagnose({"redness": "yes"})
    turn, questions = priced.interview({"redness": "yes"}), dx.next_questions()
    model = len(pickle.dumps(priced.knowledge))
    for each in (turn, questions):
        assert len(pickle.dumps(each)) < model / 2
    copied = pickle.loads(pickle.dumps(questions))
    assert copied[0].outcomes == questions[0].outcomes
    again = pickle.loads(pickle.dumps(turn))
    assert again == turn
    assert again.with_reply("?") == turn.with_reply("?")


def test_records(priced: lb.Engine) -> None:
    questions = priced.diagnose({"redness": "yes"}).next_questions(steps=2)
    record = json.loads(json.dumps(questions.to_dict(), allow_nan=False))
    assert [each["variable"] for each in record["questions"]] == [q.variable for q in questions]
    first = record["questions"][0]
    assert first["outcomes"][0]["posterior"].keys() == {"cyst", "abscess", "tumor"}
    frame = questions.to_frame()
    assert frame["variable"].tolist() == [question.variable for question in questions]
    assert frame["value"].tolist() == [question.value for question in questions]
    assert questions[:2] == questions.ranked[:2]
    assert list(questions) == list(questions.ranked)
    again = pickle.loads(pickle.dumps(questions))
    assert again == questions
    assert again[0].outcomes == questions[0].outcomes


def test_text(engine: lb.Engine, tiny: TinyModel) -> None:
    dx = engine.with_backend("sweeps").diagnose({"fever": "yes"})
    lines = str(dx.next_questions(steps=2, first=12)).splitlines()
    assert lines[0] == "Next questions, two steps ahead, by entropy - 0.005 x cost: 12 of 37"
    assert lines[1].startswith("  1. ")
    assert lines[-1] == "  and 2 more"
    tiny.replace("variables", "Is it red?", "Is it \x1b[31mred?")
    shown = repr(lb.load(tiny.path, backend="sweeps").diagnose().next_questions())
    assert "\x1b" not in shown


def test_backends_agree(engine: lb.Engine) -> None:
    evidence = {"fever": "yes", "mobility": lb.Not("fixed")}
    kernel = engine.diagnose(evidence).next_questions()
    sweeps = engine.with_backend("sweeps").diagnose(evidence).next_questions()
    for question in kernel:
        other = sweeps.about(question.variable)
        for field in (*FIELDS.values(), "value"):
            assert getattr(question, field) == pytest.approx(getattr(other, field), abs=1e-12)
