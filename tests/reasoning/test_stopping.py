"""The same-decision probability is that of enumeration, and simulation covers it."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.percentages import percent
from lumpbayes.reasoning import same_decision as module
from lumpbayes.reasoning.standing import Same
from tests.reasoning.one_by_one import (
    EVIDENCE,
    evidence_for,
    fixed,
    joint_answers,
    leads,
    network_engine,
    open_names,
)
from tests.tiny_model import TinyModel

CLOSE = 1e-10
DECISIONS = ("urgency", "leading_cause")


def same_decision(engine: lb.Engine, evidence: dict, decision: str, names: list[str]) -> float:
    """Summed over every set of answers."""
    now = engine.diagnose(evidence)
    return sum(
        probability
        for probability, dx in joint_answers(engine, evidence, names)
        if not (
            leads(dx, now) if decision == "leading_cause" else dx.urgency.level != now.urgency.level
        )
    )


def level_chances(engine: lb.Engine, evidence: dict, names: list[str]) -> dict[str, float]:
    """How probable each level of urgency is, summed over every set of answers."""
    found: dict[str, float] = {}
    for probability, dx in joint_answers(engine, evidence, names):
        level = dx.urgency.level or ""
        found[level] = found.get(level, 0) + probability
    return found


def names_left(engine: lb.Engine, evidence: dict) -> list[str]:
    known = {**evidence, **({"age_group": ""} if "age_years" in evidence else {})}
    return open_names(engine, known)


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("evidence", EVIDENCE, ids=str)
def test_the_probability_is_that_of_enumeration(
    priced: lb.Engine, evidence: dict, decision: str, tabulated: bool
) -> None:
    found = priced.diagnose(evidence).stopping(decision=decision)
    names = names_left(priced, evidence)
    expected = same_decision(priced, fixed(priced, evidence), decision, names)
    assert found.same_decision_probability == pytest.approx(expected, abs=CLOSE)
    assert (found.exact, found.draws, found.standard_error) == (True, 0, 0.0)
    counts = [len(priced.knowledge.variables[name].states) for name in names]
    assert found.combinations == math.prod(counts)
    assert found.open == len(names)
    shares = [found.rises, found.falls, found.levels]
    if decision == "leading_cause":
        assert shares == [None, None, None]
        return
    levels = level_chances(priced, fixed(priced, evidence), names)
    assert found.levels == pytest.approx({each: levels.get(each, 0) for each in URGENCIES})
    place = URGENCIES.index(found.now or "")
    assert found.rises == pytest.approx(sum(levels.get(each, 0) for each in URGENCIES[place + 1 :]))
    assert found.falls == pytest.approx(sum(levels.get(each, 0) for each in URGENCIES[:place]))


@pytest.mark.parametrize("seed", range(20))
def test_random_networks(seed: int, tmp_path: Path, tabulated: bool) -> None:
    engine = network_engine(tmp_path, seed, variables=6, most_states=3)
    evidence = evidence_for(engine, seed, seed % 4)
    brute = network_engine(tmp_path, seed, "brute_force", variables=6, most_states=3)
    found = engine.diagnose(evidence).stopping()
    names = open_names(engine, evidence)
    expected = same_decision(brute, evidence, "leading_cause", names)
    assert found.exact
    assert found.decision == "leading_cause"
    assert found.same_decision_probability == pytest.approx(expected, abs=CLOSE)


def test_some_phases_of_the_bundled_model(engine: lb.Engine) -> None:
    evidence = {"fever": "yes", "cancer_history": "yes", "ultrasound": "normal", "mri": "normal"}
    dx = engine.with_backend("sweeps").diagnose(evidence)
    names = [name for name in open_names(engine, evidence) if name in TESTS]
    for decision in DECISIONS:
        found = dx.stopping(decision=decision, phases=["test"])
        expected = same_decision(engine, evidence, decision, names)
        assert found.exact
        assert found.same_decision_probability == pytest.approx(expected, abs=CLOSE)


TESTS = {
    "crp_or_esr_raised",
    "white_cells_raised",
    "xray_or_ct",
    "biopsy_or_aspirate",
    "culture_positive",
}


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("evidence", [{}, {"pain": "mild"}, {"redness": "yes"}], ids=str)
def test_simulation_covers_the_enumeration(
    priced: lb.Engine, evidence: dict, decision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dx = priced.diagnose(evidence)
    exact = dx.stopping(decision=decision)
    monkeypatch.setattr(module, "MOST_ENUMERATED", 0)
    seeds = 200
    found = [dx.stopping(decision=decision, seed=seed, draws=500) for seed in range(seeds)]
    assert not any(each.exact for each in found)
    assert {each.draws for each in found} == {500}
    errors = np.array([each.same_decision_probability for each in found])
    errors -= exact.same_decision_probability
    scaled = errors / [each.standard_error for each in found]
    assert np.mean(np.abs(scaled) < 1.96) > 0.91  # 0.95 expected; 0.91 is 2.6 errors of 200 off
    assert abs(errors.mean()) < 4 * found[0].standard_error / math.sqrt(seeds)


def test_a_seed_gives_the_same_again(engine: lb.Engine) -> None:
    dx = engine.with_backend("sweeps").diagnose({"fever": "yes"})
    one, again, other = (dx.stopping(seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.same_decision_probability != other.same_decision_probability
    assert one.draws == 1000
    assert one.standard_error < 0.016


def test_certainty_in_simulation_keeps_a_doubt(engine: lb.Engine) -> None:
    found = engine.with_backend("sweeps").diagnose({"limb_weakness": "yes"}).stopping()
    assert found.same_decision_probability == 1
    assert 0 < found.standard_error < 0.001
    assert found.should_stop
    assert "with a probability of about 100 %" in found.reason


def test_soft_findings_are_in_the_simulation(engine: lb.Engine) -> None:
    """A vector that says next to nothing changes next to nothing."""
    sweeps = engine.with_backend("sweeps")
    plain = sweeps.diagnose({"fever": "yes"}).stopping(phases=["test"])
    soft = {"fever": "yes", "mobility": lb.Likelihood({"fixed": 1.0, "mobile": 1.0 - 1e-13})}
    found = sweeps.diagnose(soft).stopping(phases=["test"])
    assert found.same_decision_probability == pytest.approx(
        plain.same_decision_probability, abs=1e-11
    )


ALL = {
    "age_group": "young",
    "redness": "yes",
    "pain": "mild",
    "size": "small",
    "biopsy": "negative",
}


def test_nothing_is_left(priced: lb.Engine) -> None:
    found = priced.diagnose(ALL).stopping()
    assert (found.should_stop, found.kind, found.reason) == (
        True,
        "nothing_left",
        "Stop: nothing is left to ask.",
    )
    assert (found.same_decision_probability, found.combinations) == (1.0, 1)
    assert (found.best, found.best_value, found.open) == (None, None, 0)


def test_the_decision_would_stay(priced: lb.Engine) -> None:
    dx = priced.diagnose({"redness": "yes"})
    share = dx.stopping(decision="leading_cause").same_decision_probability
    assert 0.5 < share < 0.95
    on = dx.stopping(decision="leading_cause")
    assert (on.should_stop, on.kind, on.now, on.at_least) == (False, "go_on", "abscess", 0.95)
    assert on.reason.startswith("Go on: if the other 4 questions were answered, an abscess goes")
    off = dx.stopping(decision="leading_cause", at_least=share)
    assert (off.should_stop, off.kind) == (True, "same_decision")
    assert off.reason.startswith("Stop: if the other 4 questions were answered, ")
    assert on.best == dx.next_questions()[0].variable
    assert on.best_value == dx.next_questions()[0].value


def test_no_question_is_worth_its_cost(tiny: TinyModel) -> None:
    section = "\n[questions]\ncost_weight = 100\n"
    tiny.write("model", tiny.text("model") + section)
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"age_group": "old"})
    found = dx.stopping(decision="leading_cause")
    assert (found.should_stop, found.kind) == (True, "no_worthwhile_question")
    assert found.reason.startswith("Stop: no question is worth its cost. If the other 4 questions")


def test_the_model_file_says_when(tiny: TinyModel) -> None:
    section = "\n[questions]\nstop_at = 0.4\nmost_questions = 2\n"
    tiny.write("model", tiny.text("model") + section)
    engine = lb.load(tiny.path, backend="sweeps")
    one = engine.diagnose({"redness": "yes"}).stopping(decision="leading_cause", at_least=1)
    assert (one.kind, one.at_least) == ("go_on", 1.0)
    two = {"redness": "yes", "age_group": "old"}
    enough = engine.diagnose(two).stopping(decision="leading_cause", at_least=1)
    assert (enough.should_stop, enough.kind) == (True, "enough_asked")
    assert enough.reason.startswith(
        "Stop: 2 findings are known, as many as the model asks for. If the other 3 questions"
    )
    assert engine.diagnose(two).stopping(decision="leading_cause").kind == "same_decision"


def test_no_stop_for_worth_while_an_answer_may_change_the_urgency(tiny: TinyModel) -> None:
    section = "\n[questions]\ncost_weight = 100\n"
    tiny.write("model", tiny.text("model") + section)
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"age_group": "old"})
    found = dx.stopping()
    assert (found.should_stop, found.kind, found.decision) == (False, "go_on", "urgency")
    most = max(dx.next_questions(), key=lambda each: each.urgency_change)
    assert found.best_value is not None
    assert found.best_value < 0 < found.urgency_change
    assert (found.most_changing, found.urgency_change) == (most.variable, most.urgency_change)
    raising = dx.next_questions().most_raising
    assert raising is not None
    chance = percent(raising.urgency_rise)
    assert found.reason.endswith(f" is most likely to raise it ({chance}): {raising.label}.")
    assert dx.stopping(at_least=0).kind == "same_decision"


def test_enough_asked_says_that_the_urgency_may_still_change(tiny: TinyModel) -> None:
    section = "\n[questions]\nmost_questions = 1\n"
    tiny.write("model", tiny.text("model") + section)
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"age_group": "old"})
    found, raising = dx.stopping(), dx.next_questions().most_raising
    assert (found.should_stop, found.kind) == (True, "enough_asked")
    assert "as many as the model asks for. The urgency may still change. If the" in found.reason
    assert raising is not None
    asked = f"to raise it ({percent(raising.urgency_rise)}): {raising.label}."
    assert found.reason.endswith(f"Ask first what is most likely {asked}")


def test_what_can_only_lower_the_urgency_is_not_asked_first(engine: lb.Engine) -> None:
    """No answer is worse than an emergency that no red flag holds up."""
    dx = engine.diagnose(GRAVE)
    assert dx.urgency.level == "emergency" != dx.red_flags[0].urgency
    found, questions = dx.stopping(), dx.next_questions()
    most = questions.most_changing
    assert questions.most_raising is None and most is not None and most.urgency_rise == 0
    chance = percent(most.urgency_change)
    assert found.reason.endswith(f" Most likely to lower it ({chance}): {most.label}.")
    assert "Ask first" not in found.reason
    line = f"Most likely to lower the urgency ({chance}): {most.question}"
    assert line in questions._repr_html_().replace("\xa0", " ")


def test_tests_are_not_what_is_asked_first(engine: lb.Engine) -> None:
    questions = engine.diagnose({"fever": "yes"}).next_questions()
    rises = {each.variable: each.urgency_rise for each in questions if each.phase != "test"}
    first = questions.most_raising
    assert first is not None and rises[first.variable] == max(rises.values())
    assert max(each.urgency_rise for each in questions) > first.urgency_rise  # of a test
    for each in questions:
        higher = [o.probability for o in each.outcomes if RANK[o.urgency] > RANK[questions.urgency]]
        assert each.urgency_rise == pytest.approx(sum(higher), abs=1e-12)
    assert questions.to_dict()["most_raising"] == first.variable


GRAVE = {"age_years": 67, "cancer_history": "yes", "pain": "severe", "layer": "deep"}
RANK = {level: rank for rank, level in enumerate((None, *URGENCIES))}


def test_red_flags_alone_are_urgency(tiny: TinyModel) -> None:
    """Nothing asks for a level until one fires; the decision is the urgency all the same."""
    tiny.replace("model", 'management = "management.csv"\n', "")
    engine = lb.load(tiny.path, backend="sweeps")
    dx = engine.diagnose({"age_group": "old"})
    assert dx.urgency.level is None
    found = dx.stopping()
    assert (found.decision, found.now) == ("urgency", None)
    assert "still nothing asks for a level of urgency with a probability of" in found.reason
    names = names_left(engine, {"age_group": "old"})
    expected = same_decision(engine, {"age_group": "old"}, "urgency", names)
    assert found.same_decision_probability == pytest.approx(expected, abs=CLOSE)
    assert 0 < expected < 1
    assert dx.stopping(decision="urgency") == found
    turn = engine.interview({"age_group": "old"})
    assert turn.question is not None
    assert turn.urgency.level is None
    grave = [each for each in turn.question.outcomes if each.urgency in ("urgent", "emergency")]
    assert turn.urgent_chance == pytest.approx(sum(each.probability for each in grave))
    assert turn.urgent_chance > 0


def test_all_of_it_is_exactly_one(tmp_path: Path) -> None:
    """However the answers are grouped, no sum of theirs is more than all of them, or less."""
    for seed in range(10):
        engine = network_engine(tmp_path, seed, variables=6, most_states=3)
        target = engine.knowledge.cause
        certain = {target: engine.knowledge.causes[0]}
        found = engine.diagnose(certain).stopping()
        assert found.exact
        assert found.same_decision_probability == 1.0
        for evidence in (evidence_for(engine, seed, 1), {}):
            assert 0 <= engine.diagnose(evidence).stopping().same_decision_probability <= 1


def test_more_variables_of_one_state_than_arrays_have_axes(tmp_path: Path) -> None:
    path = tmp_path / "many.bif"
    lines = ['network "many" {}', "variable t { type discrete [ 2 ] { yes, no }; }"]
    lines += ["probability ( t ) { table 0.3, 0.7; }"]
    for number in range(70):
        lines.append(f"variable v{number} {{ type discrete [ 1 ] {{ only }}; }}")
        lines.append(f"probability ( v{number} ) {{ table 1.0; }}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = lb.load(str(path), target="t", backend="sweeps").diagnose().stopping()
    assert (found.combinations, found.same_decision_probability, found.exact) == (1, 1.0, True)


def test_one_question_is_left(priced: lb.Engine) -> None:
    found = priced.diagnose({**ALL, "biopsy": None}).stopping(decision="leading_cause", at_least=1)
    assert "if the other 1 question were answered" in found.reason


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"decision": "urgent"}, "decision='urgent': did you mean urgency?"),
        ({"at_least": 1.5}, "at_least=1.5: expected a probability, 0 to 1"),
        ({"at_least": float("nan")}, "at_least=nan: expected a probability, 0 to 1"),
        ({"draws": 99}, "draws=99: expected a whole number of at least 100"),
        ({"draws": 1e6}, "draws=1000000.0: expected a whole number of at least 100"),
        ({"phases": ["tests"]}, "phase 'tests': did you mean test?"),
        ({"phases": "tests"}, "phase 'tests': did you mean test?"),
        ({"phases": 5}, "phases=5: expected a text, or a list of texts"),
    ],
)
def test_what_cannot_be_asked(priced: lb.Engine, wanted: dict, message: str) -> None:
    with pytest.raises(lb.EvidenceError) as caught:
        priced.diagnose().stopping(**wanted)
    assert str(caught.value) == message


def test_a_model_that_says_nothing_of_urgency(tmp_path: Path) -> None:
    dx = network_engine(tmp_path, 1).diagnose()
    with pytest.raises(lb.EvidenceError, match="says nothing of urgency; choose leading_cause"):
        dx.stopping(decision="urgency")


def test_records(priced: lb.Engine) -> None:
    found = priced.diagnose({"redness": "yes"}).stopping()
    record = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert record["same_decision_probability"] == found.same_decision_probability
    assert record["decision"] == "urgency"
    assert str(found) == found.reason


@pytest.mark.parametrize(
    ("share", "draws", "words"),
    [
        (1.0, 0, "100 %"),
        (0.0, 0, "0 %"),
        (1.0, 500, "about 100 %"),
        (0.9999, 0, "more than 99 %"),
        (0.0001, 0, "less than 1 %"),
        (0.42, 0, "42 %"),
    ],
)
def test_words_never_claim_certainty_for_what_is_not(share: float, draws: int, words: str) -> None:
    same = Same(share, 0.01, draws, 10)
    assert f"stays with a probability of {words}" in same.words("it stays")


@pytest.mark.parametrize(
    ("levels", "level", "words"),
    [
        ((), 3, ""),
        ((0, 0, 0, 1.0, 0), 3, ""),
        ((0, 0, 0, 0.43, 0.57), 3, "; it becomes emergency with 57 %"),
        (
            (0.1, 0, 0.06, 0.43, 0.41),
            3,
            "; it becomes emergency with 41 % and less urgent with 16 %",
        ),
        ((0, 0, 1e-9, 1 - 1e-9, 0), 3, "; it becomes less urgent with less than 1 %"),
        (
            (0.2, 0, 0.3, 0.3, 0.1),
            -1,
            "; it becomes emergency with 10 %, urgent with 30 %, soon with 30 % and self-care "
            "with 20 %",
        ),
    ],
)
def test_which_way_the_urgency_goes(levels: tuple[float, ...], level: int, words: str) -> None:
    assert Same(0.5, 0.01, 0, 10, levels).moves(level) == words


def test_simulated_levels_are_shares_of_the_draws(engine: lb.Engine) -> None:
    found = engine.with_backend("sweeps").diagnose({"fever": "yes"}).stopping()
    assert not found.exact
    assert found.levels is not None
    assert sum(found.levels.values()) == pytest.approx(1)
    assert found.levels[found.now or ""] == found.same_decision_probability
    assert f"it becomes emergency with {100 * (found.rises or 0):.0f} %" in found.reason
