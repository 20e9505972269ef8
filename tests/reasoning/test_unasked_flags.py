"""Red flags that were not asked yet: against every way for what is open to turn out."""

import itertools
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.rules import tests_of as named_in
from lumpbayes.reasoning.unasked_flags import UnaskedFlags
from tests.reasoning.one_by_one import EVIDENCE, fixed
from tests.tiny_model import TinyModel

CLOSE = 1e-12
RULES = """\
id,rule,urgency,advice,source
R1,pain=severe and (redness=yes or not age_group=young),emergency,Go now.,smith2020
R2,biopsy!=negative,soon,See a surgeon.,judgement
R3,size=large or (size=medium and redness=yes),urgent,Scan it.,judgement
R4,redness=yes or (redness=no and pain=mild) or (redness=no and pain=none),urgent,Look.,judgement
R5,(age_group=old and size=small) or (biopsy=positive and redness=no),emergency,Ask.,judgement
R6,pain=mild and pain=severe,emergency,Never.,judgement
"""


@pytest.fixture
def flagged(tiny: TinyModel) -> lb.Engine:
    tiny.write("red_flags", RULES)
    return lb.load(tiny.path, backend="brute_force")


Evidence = Mapping[str, Any]


def outcomes(engine: lb.Engine, evidence: Evidence, names: list[str]) -> Iterator[tuple]:
    """Every way for some variables to turn out: the states, a weight, the diagnosis."""
    situation = engine.diagnose(evidence).situation
    soft = situation.evidence.soft
    positions = situation.network.positions
    options = [engine.knowledge.variables[name].states for name in names]
    for states in itertools.product(*options):
        found = dict(zip(names, states, strict=True))
        weight = 1.0
        for name, state in found.items():
            if positions[name] in soft:
                place = engine.knowledge.variables[name].states.index(state)
                weight *= float(soft[positions[name]][place])
        try:
            dx = engine.diagnose({**evidence, **found})
        except lb.ImpossibleEvidenceError:
            continue
        if weight > 0:
            yield found, weight * math.exp(dx.log_evidence), dx


def ids(flags: tuple) -> set[str]:
    return {flag.id for flag in flags}


@pytest.mark.parametrize("evidence", EVIDENCE, ids=str)
def test_each_way_for_it_to_turn_out(flagged: lb.Engine, evidence: dict) -> None:
    before = flagged.diagnose(evidence)
    evidence = fixed(flagged, evidence)
    unasked = {each.id: each for each in before.unasked_red_flags(at_least="self_care")}
    told = ids(before.red_flags) | ids(before.possible_red_flags)
    situation = before.situation
    open_ones = {situation.network.names[each] for each in situation.unasked}
    soft = {situation.network.names[each] for each in situation.evidence.soft}
    for row in flagged.knowledge.red_flags:
        names = sorted({test.variable for test in named_in(row.rule)} & (open_ones | soft))
        found = list(outcomes(flagged, evidence, names))
        fires = [weight for _, weight, dx in found if row.id in ids(dx.red_flags)]
        chance = math.fsum(fires) / math.fsum(weight for _, weight, _ in found)
        assert (row.id in unasked) == (row.id not in told and chance > 0)
        if row.id not in unasked:
            continue
        flag = unasked[row.id]
        assert flag.probability == pytest.approx(chance, abs=CLOSE)
        assert (flag.urgency, flag.rule) == (row.urgency, row.rule_text)
        asked = {each.variable: each for each in flag.questions}
        assert asked.keys() <= open_ones
        for name in set(names) & open_ones:
            alone = {
                state: dx
                for state, _, dx in single(flagged, evidence, name)
                if row.id in ids(dx.red_flags)
            }
            if name in asked:
                assert list(asked[name].alone) == list(alone)
                shares = before.of(name)
                for state, share in asked[name].alone.items():
                    assert share == pytest.approx(shares[state], abs=CLOSE)
            else:
                assert not alone
            assert (name in asked) == matters(found, names, name, row.id)


def single(engine: lb.Engine, evidence: Evidence, name: str) -> Iterator[tuple]:
    for found, weight, dx in outcomes(engine, evidence, [name]):
        yield found[name], weight, dx


def matters(found: list, names: list[str], name: str, flag: str) -> bool:
    """Whether two outcomes that differ in one variable alone differ in the red flag."""
    by_rest: dict[tuple, set[bool]] = {}
    for states, _, dx in found:
        rest = tuple(states[each] for each in names if each != name)
        by_rest.setdefault(rest, set()).add(flag in ids(dx.red_flags))
    return any(len(each) > 1 for each in by_rest.values())


def test_the_order(flagged: lb.Engine) -> None:
    unasked = flagged.diagnose().unasked_red_flags()
    assert [each.urgency for each in unasked] == ["emergency", "emergency", "urgent", "urgent"]
    chances = [each.probability for each in unasked]
    assert chances[0] > chances[1]
    assert chances[2] > chances[3]
    assert len(unasked) == 4  # R2 is not urgent, and R6 is never true
    assert unasked[:2] == unasked.flags[:2]
    assert [each.alone for each in unasked] == [False, False, True, True]


def test_questions_of_which_one_answer_fires(flagged: lb.Engine) -> None:
    dx = flagged.diagnose({"age_group": "old", "redness": "no"})
    unasked = dx.unasked_red_flags(at_least="soon")
    found = {each.variable: each for each in unasked.questions}
    assert list(found) == sorted(
        found, key=lambda name: (found[name].urgency != "emergency", -found[name].probability)
    )
    assert found["pain"].flags == ("R1",)  # R4 is less urgent
    assert found["pain"].answers == ("severe",)
    assert found["biopsy"].flags == ("R5",)
    assert (found["size"].urgency, found["size"].answers) == ("emergency", ("small",))
    assert found["size"].phase == "exam"
    assert found["size"].probability == pytest.approx(dx.of("size")["small"], abs=CLOSE)


def test_two_flags_of_one_question(tiny: TinyModel) -> None:
    rules = "id,rule,urgency,advice,source\nR1,pain=severe,urgent,A.,judgement\n"
    rules += "R2,pain=mild or pain=severe,urgent,B.,judgement\n"
    tiny.write("red_flags", rules)
    dx = lb.load(tiny.path).diagnose()
    (question,) = dx.unasked_red_flags().questions
    assert set(question.flags) == {"R1", "R2"}
    pain = dx.of("pain")
    assert question.probability == pytest.approx(pain["severe"] + pain["mild"], abs=CLOSE)
    assert set(question.answers) == {"severe", "mild"}


def test_what_was_assumed_stays_so(tiny: TinyModel) -> None:
    tiny.replace("model", "[defaults]\n", '[defaults]\nredness = "yes"\n')
    tiny.write("red_flags", RULES)
    dx = lb.load(tiny.path).diagnose()
    assert "redness" in dx.assumed
    asked = {each.variable for flag in dx.unasked_red_flags() for each in flag.questions}
    assert "redness" not in asked


def test_the_bundled_patient_is_asked_for_weakness(engine: lb.Engine) -> None:
    found = {"age_years": 67, "fever": "yes", "redness": "yes", "tenderness": "yes"}
    found |= {"immunosuppressed_or_diabetes": "yes", "size_cm": 6, "onset": "days"}
    dx = engine.diagnose(found)
    unasked = dx.unasked_red_flags(at_least="emergency")
    first = [each.variable for each in unasked.questions]
    assert set(first) == {
        "pain",
        "layer",
        "stiffness",
        "radiating_limb_pain",
        "numbness",
        "limb_weakness",
        "bladder_bowel_dysfunction",
        "skin_stigma",
    }
    assert unasked.urgency == dx.urgency.level


def test_plain_data_and_text(flagged: lb.Engine) -> None:
    unasked = flagged.diagnose({"pain": "severe"}).unasked_red_flags()
    record = json.loads(unasked.to_json())
    assert [each["id"] for each in record["red_flags"]] == [each.id for each in unasked]
    assert record["questions"][0]["variable"] == unasked.questions[0].variable
    assert record["evidence"] == {"pain": "severe"}
    assert str(unasked).startswith(f"Red flags not known yet: {len(unasked)}\n  R1 (emergency, ")
    assert repr(unasked) == str(unasked)


def test_nothing_is_left(flagged: lb.Engine) -> None:
    everything = {"pain": "none", "redness": "no", "size": "small", "age_group": "young"}
    unasked: UnaskedFlags = flagged.diagnose(
        everything | {"biopsy": "negative"}
    ).unasked_red_flags()
    assert (len(unasked), unasked.questions) == (0, ())


def test_a_level_that_there_is_not(flagged: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="at_least='urgnt': did you mean urgent"):
        flagged.diagnose().unasked_red_flags(at_least="urgnt")


def test_too_little_memory(tiny: TinyModel) -> None:
    tiny.write("red_flags", RULES)
    engine = lb.load(tiny.path, backend="sweeps")
    situation = engine.diagnose().situation
    object.__setattr__(situation.solver, "memory_limit", 100)
    with pytest.raises(lb.TooLargeError, match="the limit is 100"):
        engine.diagnose().unasked_red_flags()
