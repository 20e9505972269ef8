"""Rules in many cases at once: as certain as they are case by case."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.cases import case_rules
from lumpbayes.cases.case_rules import CaseRules, _Known
from lumpbayes.inference.cases import UNKNOWN, Cases
from lumpbayes.knowledge.rules import All, AnyRule, Negation, Rule
from lumpbayes.knowledge.rules import Test as OneTest
from lumpbayes.reasoning.rule_truth import is_certain, open_states
from lumpbayes.reasoning.triage import Triage

KNOWLEDGE = lb.load(backend="sweeps").knowledge
NAMES = ("fever", "pain", "size", "redness", "growth")
STATES = {name: KNOWLEDGE.variables[name].states for name in NAMES}

TESTS = st.sampled_from(NAMES).flatmap(
    lambda name: st.builds(
        OneTest, st.just(name), st.sampled_from(STATES[name]), st.booleans(), st.just(0)
    )
)
RULES: st.SearchStrategy[Rule] = st.recursive(
    TESTS,
    lambda parts: st.one_of(
        st.builds(Negation, parts),
        st.builds(All, st.lists(parts, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyRule, st.lists(parts, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(RULES, st.integers(0, 2**32), st.booleans())
@settings(max_examples=150, deadline=None)
def test_rules_are_as_certain_as_case_by_case(rule: Rule, seed: int, one_by_one: bool) -> None:
    random = np.random.default_rng(seed)
    count = 12
    codes, possible = {}, {}
    for name in NAMES[: random.integers(1, 6)]:
        states = len(STATES[name])
        possible[name] = random.random((3, states)) < 0.6
        possible[name][~possible[name].any(axis=1)] = True
        codes[name] = random.integers(UNKNOWN, states + 3, count)
    known = _Known(count, codes, possible)
    rules = CaseRules(Triage.of(KNOWLEDGE))
    with pytest.MonkeyPatch.context() as patch:
        if one_by_one:
            patch.setattr(case_rules, "MOST_GONE_THROUGH", 0)
        found = rules.certain(rule, known)
    for case in range(count):
        allowed = {}
        for name, column in codes.items():
            code, states = int(column[case]), STATES[name]
            if code >= len(states):
                left = possible[name][code - len(states)]
                allowed[name] = tuple(s for s, may in zip(states, left, strict=True) if may)
            elif code != UNKNOWN:
                allowed[name] = (states[code],)
        assert found[case] == is_certain(rule, open_states(KNOWLEDGE, allowed))


def test_a_rule_of_nothing_known() -> None:
    rules = CaseRules(Triage.of(KNOWLEDGE))
    known = _Known(2, {}, {})
    pain = OneTest("pain", "none", True, 0)
    assert rules.certain(AnyRule((pain, Negation(pain))), known).tolist() == [True, True]
    assert rules.certain(pain, known).tolist() == [False, False]


def test_what_is_assumed_is_no_finding() -> None:
    """Neither for a red flag nor for the condition of a threshold."""
    flag = KNOWLEDGE.red_flags[0]._replace(rule=OneTest("setting", "primary_care", True, 0))
    knowledge = replace(KNOWLEDGE, red_flags=(flag,))
    cases = Cases((0,), np.array([[0], [0], [UNKNOWN]]), (np.zeros((0, 3)),))
    assumed = {"setting": np.array([True, False, False])}
    fired = CaseRules(Triage.of(knowledge)).fired(cases, ["setting"], assumed)
    assert fired.flags[:, 0].tolist() == [False, True, False]
