"""Rules after more answers hold exactly where is_certain says so."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.inference.cases import UNKNOWN
from lumpbayes.knowledge import rules as language
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.rules import All, AnyRule, Negation, Rule
from lumpbayes.reasoning.answered_rules import AnsweredRules
from lumpbayes.reasoning.red_flags import allowed_states
from lumpbayes.reasoning.rule_truth import Allowed, counterexample, is_certain
from lumpbayes.reasoning.triage import Triage

STATES = {"a": ("x", "y"), "b": ("x", "y", "z"), "c": ("x", "y", "z", "w")}
TESTS = [
    language.Test(name, state, equal, 0)
    for name, states in STATES.items()
    for state in states
    for equal in (True, False)
]
RULES: st.SearchStrategy[Rule] = st.recursive(
    st.sampled_from(TESTS),
    lambda parts: st.one_of(
        st.builds(Negation, parts),
        st.builds(All, st.lists(parts, min_size=2, max_size=3).map(tuple)),
        st.builds(AnyRule, st.lists(parts, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
ALLOWED = st.fixed_dictionaries(
    {
        name: st.lists(st.sampled_from(states), min_size=1, unique=True).map(tuple)
        for name, states in STATES.items()
    }
)


def truth(rule: Rule, states: dict[str, str]) -> bool:
    if isinstance(rule, language.Test):
        return (states[rule.variable] == rule.state) == rule.equal
    if isinstance(rule, Negation):
        return not truth(rule.rule, states)
    each = (truth(part, states) for part in rule.rules)
    return all(each) if isinstance(rule, All) else any(each)


@given(RULES, ALLOWED)
def test_a_counterexample_is_one(rule: Rule, allowed: Allowed) -> None:
    found = counterexample(rule, allowed)
    assert (found is None) == is_certain(rule, allowed)
    if found is not None:
        narrowed = {**allowed, **found}
        assert all(set(narrowed[name]) <= set(allowed[name]) for name in STATES)
        for states in itertools.product(*narrowed.values()):
            assert not truth(rule, dict(zip(narrowed, states, strict=True)))


def check(knowledge: KnowledgeBase, evidence: dict, engine: lb.Engine) -> None:
    """Every answer to one question, and random sets of answers."""
    allowed = allowed_states(knowledge, engine.diagnose(evidence).understood)
    triage = Triage.of(knowledge)
    rules = AnsweredRules(triage, allowed)
    assert (rules.level, rules.certain) == triage.rules(allowed)
    asked = [
        variable
        for variable in knowledge.variables.values()
        if variable.role in ("context", "finding", "test") and variable.name not in allowed
    ]
    held = rules.after_one([(each.name, len(each.states)) for each in asked])
    answers = [(each.name, state) for each in asked for state in each.states]
    for row, (name, state) in enumerate(answers):
        branch = allowed.copy()
        branch[name] = (state,)
        expected = triage.rules(branch)
        assert (held.levels[row], tuple(held.certain[row])) == expected
        again = rules.given(name, state)
        assert (again.level, again.certain) == expected
    generator = np.random.default_rng(len(evidence))
    counts = [len(each.states) for each in asked]
    codes = generator.integers(0, counts, (60, len(asked))).astype(np.int32)
    codes[generator.random(codes.shape) < 0.3] = UNKNOWN
    many = rules.after([each.name for each in asked], codes)
    for row, case in enumerate(codes.tolist()):
        branch = allowed.copy()
        for each, code in zip(asked, case, strict=True):
            if code != UNKNOWN:
                branch[each.name] = (each.states[code],)
        assert (many.levels[row], tuple(many.certain[row])) == triage.rules(branch)


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"fever": "yes"},
        {"pain": lb.AnyOf("mild", "severe"), "cancer_history": "yes"},
        {"fever": "yes", "redness": "yes", "growth": lb.Not("stable"), "layer": "deep"},
        {"limb_weakness": "yes", "age_years": 70, "numbness": lb.Reliability("yes", 0.9)},
    ],
    ids=str,
)
def test_the_bundled_rules(engine: lb.Engine, evidence: dict) -> None:
    check(engine.knowledge, evidence, engine.with_backend("sweeps"))
