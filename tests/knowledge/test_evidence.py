"""Every kind of evidence, and everything that is refused, on the bundled model."""

import decimal
import json
import math
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.evidence import Evidence
from lumpbayes.knowledge.evidence import Interpretation, interpret
from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase
from tests.tiny_model import TinyModel


@pytest.fixture(scope="module")
def knowledge(engine: lb.Engine) -> KnowledgeBase:
    return engine.knowledge


def vector_of(
    knowledge: KnowledgeBase, evidence: Mapping[str, Any], variable: str
) -> dict[str, float]:
    """State -> likelihood, for the states that are possible."""
    vector = interpret(knowledge, evidence).findings[variable].vector
    states = knowledge.variables[variable].states
    return {state: float(x) for state, x in zip(states, vector, strict=True) if x}


def stated(knowledge: KnowledgeBase, evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence as an answer prints it."""
    return dict(thawed(interpret(knowledge, evidence).stated))


# --- States ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["yes", "Yes", " YES ", "true", "TRUE", True, np.True_, np.str_("yes")]
)
def test_ways_of_saying_yes(knowledge: KnowledgeBase, value: object) -> None:
    assert vector_of(knowledge, {"fever": value}, "fever") == {"yes": 1.0}
    assert stated(knowledge, {"fever": value}) == {"fever": "yes"}


@pytest.mark.parametrize("value", ["no", "No ", "false", False, np.False_])
def test_ways_of_saying_no(knowledge: KnowledgeBase, value: object) -> None:
    assert vector_of(knowledge, {"fever": value}, "fever") == {"no": 1.0}


@pytest.mark.parametrize("key", ["fever", "Fever", " FEVER "])
def test_names_of_variables_are_forgiven_case_and_spaces(
    knowledge: KnowledgeBase, key: str
) -> None:
    assert stated(knowledge, {key: "yes"}) == {"fever": "yes"}


@pytest.mark.parametrize(
    ("key", "nearest", "message"),
    [
        ("fevr", ("fever",), r"there is no variable 'fevr': did you mean fever"),
        ("sizecm", ("size_cm",), r"there is no variable 'sizecm': did you mean size_cm"),
        ("qqqqqqqqq", (), "there is no variable 'qqqqqqqqq': choose from .* and 3. more"),
        (7, (), "there is no variable 7: choose from"),
        (None, (), "there is no variable None: "),
        ("lipoma", (), "there is no variable 'lipoma': it is a state of cause: cause=lipoma"),
        ("Malignancy", (), "'Malignancy': it is a group of states of cause: cause=.*,.*"),
        ("yes", (), "there is no variable 'yes': choose from"),
    ],
)
def test_an_unknown_variable(
    knowledge: KnowledgeBase, key: Any, nearest: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UnknownNameError, match=message) as caught:
        interpret(knowledge, {key: "yes"})
    assert set(nearest) <= set(caught.value.nearest)


def test_an_unknown_variable_is_an_error_even_when_its_value_is_unknown(
    knowledge: KnowledgeBase,
) -> None:
    with pytest.raises(UnknownNameError, match="did you mean fever"):
        interpret(knowledge, {"fevr": None})


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ({"consistency": "sfot"}, r"consistency has no state 'sfot': did you mean soft"),
        ({"fever": "perhaps"}, "fever has no state 'perhaps': choose from yes, no"),
        ({"fever": ""}, "fever has no state '': choose from yes, no"),
        ({"fever": 1}, "fever has no state 1: write 'yes'"),
        ({"fever": "0"}, "fever has no state '0': write 'no'"),
        ({"fever": 2}, "fever has no state 2: choose from yes, no"),
        ({"consistency": True}, "consistency has no state True: choose from"),
        ({"size": "3cm"}, "size has no state '3cm': give a number as size_cm=3"),
        ({"size": "30 mm"}, "size has no state '30 mm': give a number of cm as size_cm=NUMBER"),
        ({"size": "2to6cm"}, "size has no state '2to6cm': did you mean 2to5cm"),
        ({"size": "large"}, "size has no state 'large': choose from lt2cm, 2to5cm, gt5cm"),
        ({"pain": "some"}, "pain has no state 'some': choose from .*none"),
        ({"fever": "maybe"}, "fever has no state 'maybe': choose from yes, no"),
        ({"fever": " Unknown"}, "fever has no state ' Unknown': leave it out where nothing is kn"),
        ({"fever": "n/a"}, "fever has no state 'n/a': leave it out where nothing is known"),
        ({"consistency": lb.Not("sfot")}, "no state 'sfot': did you mean soft"),
        ({"consistency": lb.AnyOf("soft", "sfot")}, "no state 'sfot': did you mean soft"),
        ({"consistency": lb.Likelihood({"sfot": 1})}, "no state 'sfot': did you mean soft"),
        ({"consistency": lb.Reliability("sfot", 0.5)}, "no state 'sfot': did you mean soft"),
        ({"fever": b"yes"}, "fever has no state b'yes'"),
        ({"fever": lb.Likelihood({1: 2})}, "fever has no state 1: write 'yes'"),
        ({"fever": object}, "fever has no state <class 'object'>"),
    ],
)
def test_an_unknown_state(
    knowledge: KnowledgeBase, evidence: dict[str, object], message: str
) -> None:
    with pytest.raises(UnknownNameError, match=message):
        interpret(knowledge, evidence)


# --- Unknown -----------------------------------------------------------------------------------

UNKNOWN = [None, math.nan, np.nan, np.float64("nan"), np.float32("nan"), pd.NA, pd.NaT]


@pytest.mark.parametrize("value", UNKNOWN, ids=repr)
@pytest.mark.parametrize("key", ["fever", "size", "size_cm", "setting"])
def test_unknown_is_the_same_as_absent(knowledge: KnowledgeBase, key: str, value: object) -> None:
    given, absent = interpret(knowledge, {key: value}), interpret(knowledge, {})
    assert given.stated == absent.stated == {}
    assert given.assumed == absent.assumed
    assert given.findings.keys() == absent.findings.keys() == {"setting"}


@pytest.mark.parametrize("value", UNKNOWN, ids=repr)
def test_an_unknown_part_of_a_list_counts_for_nothing(
    knowledge: KnowledgeBase, value: object
) -> None:
    assert vector_of(knowledge, {"fever": ["yes", value]}, "fever") == {"yes": 1.0}


@pytest.mark.parametrize("key", ["fever", "size_cm", "setting", "HP:0001945"])
@pytest.mark.parametrize("value", [[None], [None, math.nan], [[pd.NA], (None,)], [[], None]])
def test_a_list_of_unknown_parts_is_unknown(
    knowledge: KnowledgeBase, key: str, value: object
) -> None:
    assert interpret(knowledge, {key: value}).stated == {}
    assert interpret(knowledge, {key: value}).assumed == {"setting": "primary_care"}


def test_a_number_may_be_unknown_while_its_state_is_given(knowledge: KnowledgeBase) -> None:
    assert stated(knowledge, {"size": "gt5cm", "size_cm": None}) == {"size": "gt5cm"}


# --- Numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (0, "lt2cm"),
        (-0.0, "lt2cm"),
        (1.999, "lt2cm"),
        (2, "2to5cm"),
        (5, "2to5cm"),
        (5.0000001, "gt5cm"),
        (100, "gt5cm"),
        ("6.2", "gt5cm"),
        (" 6 ", "gt5cm"),
        ("1e1", "gt5cm"),
        (np.float32(6.2), "gt5cm"),
        (np.int64(3), "2to5cm"),
        (decimal.Decimal("1.5"), "lt2cm"),
    ],
)
def test_a_number_falls_into_its_bin(knowledge: KnowledgeBase, number: object, state: str) -> None:
    assert vector_of(knowledge, {"size_cm": number}, "size") == {state: 1.0}
    assert stated(knowledge, {"size_cm": number}) == {"size_cm": float(number)}  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["size_cm", "Size_CM", " size_cm "])
def test_the_name_of_a_number_is_forgiven_too(knowledge: KnowledgeBase, key: str) -> None:
    assert stated(knowledge, {key: 6.2}) == {"size_cm": 6.2}


@pytest.mark.parametrize(
    "number",
    [
        *(-1, -1e-300, 100.1, math.inf, -math.inf, 6j, (6.2, -1), True, np.True_),
        *("inf", "nan", "1e999", "6,2", "6_2", "6 cm", "big", "gt5cm", ""),
    ],
    ids=lambda number: str(number)[:12],
)
def test_numbers_that_are_refused(knowledge: KnowledgeBase, number: object) -> None:
    expected = r"size_cm=.*: expected a number of cm from 0 to 100, or a state: size=lt2cm or"
    with pytest.raises(EvidenceError, match=expected):
        interpret(knowledge, {"size_cm": number})


@pytest.mark.parametrize(
    ("finding", "states"),
    [
        (lb.Not(6.2), {"lt2cm", "2to5cm"}),
        (lb.AnyOf(1, 6.2), {"lt2cm", "gt5cm"}),
        (lb.Reliability(1, 1.0), {"lt2cm"}),
        (lb.Likelihood({"gt5cm": 1}), {"gt5cm"}),
        ([lb.Not(1), lb.Not(3)], {"gt5cm"}),
    ],
)
def test_other_findings_take_numbers_too(
    knowledge: KnowledgeBase, finding: object, states: set[str]
) -> None:
    assert vector_of(knowledge, {"size_cm": finding}, "size").keys() == states


# --- Sets and soft findings --------------------------------------------------------------------


def test_not(knowledge: KnowledgeBase) -> None:
    evidence = {"consistency": lb.Not("Soft", "firm")}
    assert vector_of(knowledge, evidence, "consistency") == {"fluctuant": 1.0, "hard": 1.0}
    assert stated(knowledge, evidence) == {"consistency": {"not": ["soft", "firm"]}}
    assert stated(knowledge, {"redness": lb.Not(True)}) == {"redness": {"not": "yes"}}


def test_any_of(knowledge: KnowledgeBase) -> None:
    evidence = {"consistency": lb.AnyOf("soft", " FIRM")}
    assert vector_of(knowledge, evidence, "consistency") == {"soft": 1.0, "firm": 1.0}
    assert stated(knowledge, evidence) == {"consistency": {"any_of": ["soft", "firm"]}}


def test_any_of_all_states_says_nothing(engine: lb.Engine) -> None:
    said = engine.diagnose({"fever": lb.AnyOf("yes", "no")})
    assert said.posterior == engine.diagnose().posterior


def test_likelihood_is_scaled_to_a_largest_entry_of_1(knowledge: KnowledgeBase) -> None:
    evidence = {"consistency": lb.Likelihood({"soft": 0.2, "Firm": 0.05, "hard": 0})}
    assert vector_of(knowledge, evidence, "consistency") == {"soft": 1.0, "firm": 0.25}
    assert stated(knowledge, evidence) == {
        "consistency": {"likelihood": {"soft": 0.2, "firm": 0.05, "hard": 0.0}}
    }


def test_reliability_spreads_the_rest_over_the_other_states(knowledge: KnowledgeBase) -> None:
    vector = vector_of(knowledge, {"consistency": lb.Reliability("soft", 0.7)}, "consistency")
    assert vector == pytest.approx({"soft": 1, "fluctuant": 1 / 7, "firm": 1 / 7, "hard": 1 / 7})
    wrong = vector_of(knowledge, {"fever": lb.Reliability("yes", 0)}, "fever")
    assert wrong == {"no": 1.0}


def test_probability_is_a_target_and_not_a_vector(knowledge: KnowledgeBase) -> None:
    understood = interpret(knowledge, {"fever": lb.Probability({"yes": 0.7, "no": 0.3})})
    finding = understood.findings["fever"]
    assert finding.vector.tolist() == [1.0, 1.0]
    assert finding.target is not None
    assert finding.target.tolist() == [0.7, 0.3]
    ((_, target),) = understood.targets(tuple(sorted(knowledge.variables))).items()
    assert target is finding.target


@pytest.mark.parametrize(
    ("finding", "message"),
    [
        (lb.Not(), "'not' names no state; name at least one"),
        (lb.AnyOf(), "'any_of' names no state"),
        (lb.Not("yes", "no"), "'not' of every state leaves none; name fewer"),
        (lb.Likelihood({}), "the likelihood is 0 for every state; give at least one of yes, no"),
        (lb.Likelihood({"yes": 0}), "the likelihood is 0 for every state"),
        (lb.Likelihood({"yes": -1}), "the likelihood of yes is -1; expected a finite number of at"),
        (lb.Likelihood({"yes": math.nan}), "the likelihood of yes is nan; expected a finite"),
        (lb.Likelihood({"yes": math.inf}), "the likelihood of yes is inf; expected a finite"),
        (lb.Likelihood({"yes": "x"}), "the likelihood of yes is 'x'; expected a finite"),
        (lb.Likelihood({"yes": 1, "Yes": 1}), "the likelihood names yes twice; name it once"),
        (lb.Probability({"yes": 1}), "the probability leaves out no; list every state"),
        (lb.Probability({"yes": 0.7, "no": 0.2}), r"the probability sums to 0\.9; expected 1"),
        (lb.Probability({"yes": -1, "no": 2}), "the probability of yes is -1; expected a finite"),
        (lb.Reliability("yes", 1.1), r"reliability 1\.1; expected a probability, 0 to 1"),
        (lb.Reliability("yes", -0.1), r"reliability -0\.1; expected a probability"),
        (lb.Reliability("yes", math.nan), "reliability nan; expected a probability"),
        ([], "an empty list; leave the variable out if it is unknown"),
        ([[]], "an empty list; leave the variable out"),
        ({1: 2}, r"\{1: 2\} is no finding; expected an object with the key not"),
        ({("a",): 1}, r"\{\('a',\): 1\} is no finding; expected an object"),
        (lb.Likelihood({"yes": True}), "the likelihood of yes is True; expected a finite"),
        (["yes", "no"], "'yes' and 'no' contradict each other: no state is left"),
        (["yes", lb.Not("yes")], r"'yes' and Not\('yes'\) contradict each other"),
        (["yes"] * 9 + ["no"], "'yes' and 'yes' and 'yes' and 7 more contradict each other"),
        (
            [lb.Likelihood({"yes": 1e-3, "no": 1})] * 200,
            r".* and Likelihood\(.*\) and 197 more together: the ratio is too small for a double",
        ),
        (
            [lb.Probability({"yes": 1, "no": 0}), "yes"],
            "a probability is the posterior after all evidence and stands alone",
        ),
        ({"nott": "yes"}, ".* is no finding; expected an object with the key not"),
    ],
    ids=repr,
)
def test_findings_that_are_refused(knowledge: KnowledgeBase, finding: object, message: str) -> None:
    with pytest.raises(EvidenceError, match=f"fever: {message}"):
        interpret(knowledge, {"fever": finding})


# --- Lists, and a variable given twice ---------------------------------------------------------


def test_a_list_multiplies(knowledge: KnowledgeBase) -> None:
    parts = [lb.Likelihood({"soft": 1, "firm": 0.5, "hard": 0.25}), lb.Not("soft")]
    vector = vector_of(knowledge, {"consistency": parts}, "consistency")
    assert vector == {"firm": 1.0, "hard": 0.5}
    assert stated(knowledge, {"consistency": parts}) == {
        "consistency": [
            {"likelihood": {"soft": 1.0, "firm": 0.5, "hard": 0.25}},
            {"not": "soft"},
        ]
    }


def test_a_list_of_one_is_that_one(knowledge: KnowledgeBase) -> None:
    assert vector_of(knowledge, {"fever": ["yes"]}, "fever") == {"yes": 1.0}


def test_a_list_may_say_the_same_twice(knowledge: KnowledgeBase) -> None:
    assert vector_of(knowledge, {"fever": ["yes", "yes"]}, "fever") == {"yes": 1.0}


def test_an_integer_beyond_every_double_is_refused(knowledge: KnowledgeBase) -> None:
    with pytest.raises(EvidenceError, match="expected a number of cm from 0 to 100"):
        interpret(knowledge, {"size_cm": 10**400})


def test_many_unlikely_findings_that_agree_do_not_contradict(knowledge: KnowledgeBase) -> None:
    weak = [lb.Likelihood({"yes": 1, "no": 1e-200}), lb.Likelihood({"yes": 1e-200, "no": 1})]
    vector = vector_of(knowledge, {"fever": weak * 3}, "fever")
    assert vector == pytest.approx({"yes": 1.0, "no": 1.0})


def test_findings_too_far_apart_for_a_double_are_refused(knowledge: KnowledgeBase) -> None:
    strong = lb.Likelihood({"yes": 1, "no": 1e-200})
    with pytest.raises(EvidenceError, match=r"fever: .* together: "):
        interpret(knowledge, {"fever": [strong] * 2})


def test_a_likelihood_too_small_for_a_double_is_not_taken_for_0(knowledge: KnowledgeBase) -> None:
    with pytest.raises(EvidenceError, match=r"fever: .*1e-300"):
        interpret(knowledge, {"fever": lb.Likelihood({"yes": 1e300, "no": 1e-300})})


def test_the_same_variable_twice_with_the_same_state_is_fine(knowledge: KnowledgeBase) -> None:
    assert stated(knowledge, {"fever": "yes", "Fever": True}) == {"fever": "yes"}


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ({"fever": "yes", "Fever": "no"}, "fever is given twice: fever='yes' and Fever='no'"),
        ({"size": "gt5cm", "size_cm": 6.2}, "size is given twice: size='gt5cm' and size_cm=6.2"),
        ({"size_cm": 6.2, "size": "lt2cm"}, "size is given twice: size_cm=6.2 and size='lt2cm'"),
    ],
)
def test_a_variable_given_twice(
    knowledge: KnowledgeBase, evidence: dict[str, object], message: str
) -> None:
    with pytest.raises(EvidenceError, match=f"{message}; give it once, or a list"):
        interpret(knowledge, evidence)


# --- Setting -----------------------------------------------------------------------------------


def settings_of(understood: Interpretation) -> list[float] | None:
    """The vector of the setting, or None when nothing is known about it."""
    finding = understood.findings.get("setting")
    return None if finding is None else finding.vector.tolist()


def test_an_unknown_setting_is_assumed(knowledge: KnowledgeBase) -> None:
    understood = interpret(knowledge, {})
    assert dict(understood.assumed) == {"setting": "primary_care"}
    assert dict(understood.stated) == {}
    assert settings_of(understood) == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("setting", ["emergency", "Emergency", " EMERGENCY "])
def test_a_setting_may_be_given_beside_or_among_the_evidence(
    knowledge: KnowledgeBase, setting: str
) -> None:
    beside = interpret(knowledge, {}, setting)
    assert settings_of(beside) == [0.0, 1.0, 0.0]
    assert dict(beside.stated) == {"setting": "emergency"}
    assert dict(beside.assumed) == {}
    assert interpret(knowledge, {"setting": setting}).stated == beside.stated
    assert interpret(knowledge, {"Setting": setting}, "emergency").stated == beside.stated


@pytest.mark.parametrize(("evidence", "setting"), [({}, "any"), ({"setting": " Any"}, None)])
def test_any_setting_averages(
    knowledge: KnowledgeBase, evidence: dict[str, str], setting: str | None
) -> None:
    understood = interpret(knowledge, evidence, setting)
    assert settings_of(understood) is None
    assert dict(understood.stated) == {"setting": "any"}
    assert dict(understood.assumed) == {}


def test_a_setting_may_be_soft(knowledge: KnowledgeBase) -> None:
    understood = interpret(knowledge, {"setting": lb.Not("primary_care")})
    assert settings_of(understood) == [0.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("evidence", "setting"),
    [({"setting": "emergency"}, "primary_care"), ({"setting": "any"}, "emergency")],
)
def test_two_settings(knowledge: KnowledgeBase, evidence: dict[str, str], setting: str) -> None:
    with pytest.raises(EvidenceError, match=f"setting is given twice: .*'{setting}'; give it onc"):
        interpret(knowledge, evidence, setting)


@pytest.fixture
def care(tiny: TinyModel) -> lb.Engine:
    """The tiny model with a setting of two words, and a label of it."""
    tiny.replace("model", "setting =", "care_setting =")
    tiny.replace("variables", "setting,setting", "care_setting,setting")
    tiny.replace("variables", "tumor,setting", "tumor,care_setting")
    tiny.replace("likelihoods", "setting,clinic", "care_setting,clinic")
    tiny.add("labels", "care_setting", "", "Where seen")
    return lb.load(tiny.path, backend="sweeps")


@pytest.mark.parametrize("key", ["care-setting", "Care setting", "where SEEN", "care_setting"])
def test_a_setting_is_found_as_every_name_is(care: lb.Engine, key: str) -> None:
    hospital = care.diagnose(setting="hospital").posterior
    assert care.diagnose({key: "hospital"}).posterior == hospital
    averaged = care.diagnose(setting="any")
    for dx in (care.diagnose({key: "any"}), care.what_if(care.diagnose(), {key: "any"}).after):
        assert dict(dx.evidence) == {"care_setting": "any"}
    assert care.batch([{key: "any"}]).iloc[0]["cyst"] == pytest.approx(averaged["cyst"])
    with pytest.raises(
        EvidenceError, match="care_setting is given twice: 'hospital' and 'any'; gi"
    ):
        care.diagnose({key: "hospital"}, setting="any")
    with pytest.raises(EvidenceError, match="care_setting is given twice: 'hospital' and 'clinic'"):
        care.diagnose({key: "hospital"}, setting="clinic")
    turn = care.interview({key: "hospital"})
    assert care.interview(turn, setting="any").setting == "any"


def test_a_turn_may_have_its_setting_under_a_label(care: lb.Engine) -> None:
    turn = care.interview({"pain": "mild"}, setting="hospital").to_dict()
    turn["evidence"] = {"pain": "mild", "Where seen": "hospital"}
    assert care.interview(turn, setting="any").setting == "any"


def test_a_model_without_settings_refuses_one(knowledge: KnowledgeBase) -> None:
    without = replace(knowledge, setting=None, defaults=FrozenMapping({}, "default"))
    assert interpret(without, {"fever": "yes"}).findings.keys() == {"fever"}
    with pytest.raises(EvidenceError, match="setting='any': the model back_lump has no setting"):
        interpret(without, {}, "any")


def test_an_unknown_setting_name(knowledge: KnowledgeBase) -> None:
    with pytest.raises(UnknownNameError, match="setting has no state 'emergncy': did you mean em"):
        interpret(knowledge, {}, "emergncy")


# --- The answer's own form can be given back ---------------------------------------------------


@pytest.mark.parametrize(
    "evidence",
    [
        {"fever": "yes", "size_cm": 6.2, "setting": "any"},
        {"redness": lb.Not("yes"), "consistency": lb.AnyOf("soft", "firm")},
        {"pain": [lb.Likelihood({"mild": 0.3, "none": 0.7}), lb.Not("severe")]},
        {"fever": lb.Reliability("yes", 0.8), "age_years": lb.AnyOf(20, 50)},
        {"fever": lb.Probability({"yes": 0.7, "no": 0.3})},
    ],
    ids=repr,
)
def test_what_an_answer_prints_can_be_given_back(
    engine: lb.Engine, evidence: dict[str, object]
) -> None:
    once = engine.diagnose(evidence)
    again = engine.diagnose(once.to_dict()["evidence"])
    assert again.to_json() == once.to_json()


def test_evidence_is_not_changed(knowledge: KnowledgeBase) -> None:
    evidence = {"setting": "any", "fever": ["yes"]}
    interpret(knowledge, evidence)
    assert evidence == {"setting": "any", "fever": ["yes"]}


@pytest.mark.parametrize(
    "evidence",
    [
        [("fever", "yes"), ("fever", "no")],
        *("", "fever=yes", 0, False, [], (), ["fever=yes"], {"fever"}, dict, object()),
        pd.DataFrame({"fever": ["yes"]}),
        "fever=yes" * 1000,
    ],
    ids=lambda evidence: repr(evidence)[:20],
)
def test_evidence_is_a_mapping(engine: lb.Engine, evidence: Any) -> None:
    expected = (
        r"^evidence .{,100}: expected a mapping such as \{\"fever\": \"yes\"\}, or None when noth"
    )
    with pytest.raises(EvidenceError, match=expected):
        engine.diagnose(evidence)


def test_nothing_known(engine: lb.Engine) -> None:
    nothing = engine.diagnose().to_json()
    assert engine.diagnose(None).to_json() == engine.diagnose({}).to_json() == nothing


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (
            {"size": lb.Likelihood({"6.2": 1})},
            "size: the likelihood names 6.2; it names states and",
        ),
        ({"size_cm": lb.Likelihood({6: 1, 1: 0.5})}, "names states and not numbers: lt2cm, 2to5cm"),
        ({"size": {"probability": {6: 1}}}, "size: the probability names 6; it names states and"),
    ],
)
def test_weights_are_of_states_and_not_of_numbers(
    knowledge: KnowledgeBase, evidence: Any, message: str
) -> None:
    with pytest.raises(EvidenceError, match=message):
        interpret(knowledge, evidence)


def test_a_row_that_repeats_a_column(engine: lb.Engine) -> None:
    row: Any = pd.Series(["yes", "no"], index=["fever", "fever"])
    message = "fever is given twice: fever='yes' and fever='no'; give it once, or a list"
    with pytest.raises(EvidenceError, match=message):
        engine.diagnose(row)
    same: Any = pd.Series(["yes", "Yes"], index=["fever", "fever"])
    assert engine.diagnose(same).evidence == {"fever": "yes"}


@pytest.mark.parametrize(
    "finding",
    [
        lb.Likelihood({"mild": 0.7, "severe": 0.3}),
        lb.Probability({"mild": 0.7, "severe": 0.3, "none": 0}),
        lb.Not("mild", "severe"),
        lb.AnyOf("mild", "severe"),
        lb.Reliability("mild", 0.8),
        [lb.Not("none"), lb.Likelihood({"mild": 0.7, "severe": 0.3})],
    ],
    ids=repr,
)
def test_an_answer_s_evidence_cannot_be_changed(engine: lb.Engine, finding: object) -> None:
    dx = engine.diagnose({"pain": finding})
    before, text, shown = dx.to_dict(), dx.to_json(), repr(dx)
    for copy in (dx.to_dict()["evidence"], dict(dx.evidence)):
        assert json.loads(json.dumps(copy)) == json.loads(text)["evidence"]
        _spoil(copy["pain"])
    assert (dx.to_dict(), dx.to_json(), repr(dx)) == (before, text, shown)
    assert dx.evidence == before["evidence"]
    assert hash(dx.understood.stated) == hash(dx.answer.evidence)
    with pytest.raises((TypeError, AttributeError)):
        _spoil(dx.answer.evidence["pain"])


def _spoil(form: Any) -> None:
    """Change every dict and list in a JSON value."""
    if isinstance(form, Mapping):
        for value in form.values():
            if not isinstance(value, (str, float)):
                _spoil(value)
        form["mild"] = 5  # type: ignore[index]
    else:
        form.append("none")


def test_every_vector_is_read_only(engine: lb.Engine) -> None:
    for vector in engine.diagnose({"fever": "yes"}).vectors:
        assert not vector.flags.writeable


def test_vectors_in_network_order(engine: lb.Engine) -> None:
    names, counts = engine.network.names, engine.network.cardinalities
    arrays = interpret(engine.knowledge, {"fever": "yes"}).arrays(names, counts)
    assert tuple(map(len, arrays)) == counts
    assert arrays[names.index("fever")].tolist() == [1.0, 0.0]
    assert arrays[names.index("pain")].tolist() == [1.0, 1.0, 1.0]


def test_evidence_by_kind_is_that_of_the_vectors(engine: lb.Engine) -> None:
    network = engine.network
    given = {
        "fever": "yes",
        "redness": lb.Reliability("yes", 0.8),
        "size_cm": 6.2,
        "tenderness": lb.AnyOf("yes", "no"),
        "consistency": lb.Not("hard"),
    }
    understood = interpret(engine.knowledge, given)
    expected = Evidence.of(understood.arrays(network.names, network.cardinalities))
    found = understood.evidence(network.positions)
    assert list(found.hard.items()) == list(expected.hard.items())
    assert list(found.soft) == list(expected.soft)
    assert {network.names[index] for index in found.soft} == {"redness", "consistency"}
    for index, vector in expected.soft.items():
        np.testing.assert_array_equal(found.soft[index], vector)


class Answered(str, Enum):  # noqa: UP042
    """Not a StrEnum: its text is Answered.YES, its value is what is meant."""

    YES = "yes"
    LARGE = "gt5cm"


@pytest.mark.parametrize(
    ("given", "stated"),
    [
        ({"age_group": 67}, {"age_years": 67.0}),
        ({"size": "6.2"}, {"size_cm": 6.2}),
        ({"size": lb.Not(6.2, 1)}, {"size_cm": {"not": [6.2, 1.0]}}),
        ({"size": {"any_of": [6.2]}}, {"size_cm": {"any_of": [6.2]}}),
        ({"size": lb.Reliability(6.2, 0.8)}, {"size_cm": {"reported": 6.2, "reliability": 0.8}}),
        ({"size": [6.2, 6.5]}, {"size_cm": [6.2, 6.5]}),
        ({"size": lb.AnyOf(6.2, "lt2cm")}, {"size": {"any_of": [6.2, "lt2cm"]}}),
        ({"size": 6.2, "size_cm": 6.2}, {"size_cm": 6.2}),
        ({"fever": Answered.YES, "size": Answered.LARGE}, {"fever": "yes", "size": "gt5cm"}),
        ({"fever": np.array("yes"), "size": np.array(6.2)}, {"fever": "yes", "size_cm": 6.2}),
        ({"fever": np.array(np.nan)}, {}),
    ],
)
def test_what_is_meant_is_taken(
    engine: lb.Engine, given: dict[str, object], stated: dict[str, object]
) -> None:
    """A number under the variable's own name is its number; and it can be given back."""
    answer = engine.diagnose(given)
    assert dict(answer.evidence) == stated
    again = engine.diagnose(stated)
    assert again.to_json() == answer.to_json()


def test_a_column_of_numbers_under_the_variable_s_own_name(engine: lb.Engine) -> None:
    named = engine.batch([{"size": 6.2}, {"size": "lt2cm"}])
    assert named.equals(engine.batch([{"size": "gt5cm"}, {"size": "lt2cm"}]))


def test_a_state_is_tried_before_a_number(tmp_path: Path) -> None:
    model = TinyModel(tmp_path)
    model.replace("variables", "size,finding,small;medium;large", "size,finding,1;medium;large")
    model.write("likelihoods", model.text("likelihoods").replace("size,small,", "size,1,"))
    engine = lb.load(model.path, backend="sweeps")
    assert dict(engine.diagnose({"size": "1"}).evidence) == {"size": "1"}
    assert dict(engine.diagnose({"size": "3"}).evidence) == {"size_cm": 3.0}
    with pytest.raises(UnknownNameError, match="size has no state 1: states are text: give '1'"):
        engine.diagnose({"size": 1})
