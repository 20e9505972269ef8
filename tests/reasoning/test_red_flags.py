"""Red flags fire only on what is certain; soft evidence makes them possible."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.knowledge import rules
from lumpbayes.knowledge.rules import All, AnyRule, Negation, Rule, parse_rule
from lumpbayes.reasoning.rule_truth import is_certain, is_possible
from tests.tiny_model import TinyModel

STATES = {"a": ("x", "y", "z"), "b": ("yes", "no"), "c": ("yes", "no")}


def truth(rule: Rule, case: dict[str, str]) -> bool:
    """A rule's truth for one state of every variable, as plainly as can be."""
    if isinstance(rule, rules.Test):
        return (case[rule.variable] == rule.state) == rule.equal
    if isinstance(rule, Negation):
        return not truth(rule.rule, case)
    parts = [truth(part, case) for part in rule.rules]
    return all(parts) if isinstance(rule, All) else any(parts)


def leaves() -> st.SearchStrategy[Rule]:
    pairs = [(name, state) for name, states in STATES.items() for state in states]
    return st.builds(
        lambda pair, equal: rules.Test(*pair, equal, 0), st.sampled_from(pairs), st.booleans()
    )


RULES = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.builds(Negation, inner),
        st.builds(lambda parts: All(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: AnyRule(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=8,
)
ALLOWED = st.fixed_dictionaries(
    {
        name: st.sets(st.sampled_from(states), min_size=1).map(lambda s: tuple(sorted(s)))
        for name, states in STATES.items()
    }
)


def cases(allowed: dict[str, tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(allowed, states, strict=True)) for states in product(*allowed.values())]


@given(rule=RULES, allowed=ALLOWED)
def test_certain_is_true_in_every_allowed_case(rule: Rule, allowed: dict) -> None:
    assert is_certain(rule, allowed) == all(truth(rule, case) for case in cases(allowed))


@given(rule=RULES, allowed=ALLOWED, open_ones=st.sets(st.sampled_from(list(STATES))))
def test_possible_is_certain_for_some_outcome_of_what_is_open(
    rule: Rule, allowed: dict, open_ones: set[str]
) -> None:
    fixed = [
        {**allowed, **dict(zip(sorted(open_ones), ((s,) for s in states), strict=True))}
        for states in product(*(allowed[name] for name in sorted(open_ones)))
    ]
    assert is_possible(rule, allowed, open_ones) == any(is_certain(rule, each) for each in fixed)


def ids(flags: tuple) -> set[str]:
    return {flag.id for flag in flags}


@pytest.mark.parametrize(
    ("evidence", "fired", "possible"),
    [
        ({}, set(), set()),
        ({"limb_weakness": "yes"}, {"R1"}, set()),
        ({"limb_weakness": "no"}, set(), set()),
        # one of two rules that differ in a state which is known well enough
        (
            {"age_group": "older", "pain": lb.AnyOf("mild", "severe"), "weight_loss": "yes"},
            {"R9"},
            set(),
        ),
        ({"age_group": "older", "pain": lb.Not("none"), "weight_loss": "yes"}, {"R9"}, set()),
        # true for one of the states that the evidence allows
        ({"growth": lb.AnyOf("slow", "stable")}, set(), {"R5b"}),
        ({"growth": lb.Not("stable")}, set(), {"R5", "R5b"}),
        # soft evidence never fires, and says what it makes possible
        ({"limb_weakness": lb.Likelihood({"yes": 0.9, "no": 0.1})}, set(), {"R1"}),
        ({"limb_weakness": lb.Probability({"yes": 0.9, "no": 0.1})}, set(), {"R1"}),
        ({"limb_weakness": lb.Reliability("yes", 0.9)}, set(), {"R1"}),
        # a weight of 0 excludes as surely as a word does
        ({"limb_weakness": lb.Likelihood({"yes": 1})}, {"R1"}, set()),
    ],
)
def test_flags_of_the_bundled_model(
    engine: lb.Engine, evidence: dict, fired: set[str], possible: set[str]
) -> None:
    diagnosis = engine.diagnose(evidence)
    assert ids(diagnosis.red_flags) == fired
    assert ids(diagnosis.possible_red_flags) == possible


def test_a_flag_carries_advice_and_sources(engine: lb.Engine) -> None:
    (flag,) = engine.diagnose({"limb_weakness": "yes"}).red_flags
    assert flag.urgency == "emergency"
    assert "same-day assessment" in flag.advice
    assert flag.sources == ("nice_ng234",)
    assert flag.rule == "limb_weakness=yes or bladder_bowel_dysfunction=yes"


def test_a_rule_on_many_variables_does_not_hang() -> None:
    names = [f"v{index}" for index in range(12)]
    allowed = dict.fromkeys(names, ("yes", "no"))
    rule = parse_rule(" and ".join(f"({name}=yes or {name}=no)" for name in names))
    assert is_certain(rule, allowed)
    rule = parse_rule(" or ".join(f"{name}=yes" for name in names))
    assert not is_certain(rule, allowed)
    pairs = zip(names[::2], names[1::2], strict=True)
    rule = parse_rule(" or ".join(f"({a}=yes and {b}=yes)" for a, b in pairs))
    assert not is_certain(rule, allowed)
    assert is_possible(rule, allowed, set(names))


def test_a_part_that_was_not_asked_blocks_at_once() -> None:
    names = [f"f{index}" for index in range(12)]
    allowed = dict.fromkeys(names, ("mild", "severe", "none"))
    rule = parse_rule(" and ".join(f"({name}=mild or {name}=severe)" for name in names))
    assert not is_possible(rule, allowed, set(names[:-1]))
    assert is_possible(rule, allowed, set(names))


def test_what_was_assumed_fires_nothing(tiny: TinyModel) -> None:
    tiny.add("red_flags", "R9", "setting=clinic", "emergency", "at once", "judgement")
    engine = lb.load(tiny.path)
    assert ids(engine.diagnose({}).red_flags) == set()
    assert ids(engine.diagnose({}).possible_red_flags) == set()
    assert ids(engine.diagnose({}, setting="clinic").red_flags) == {"R9"}
