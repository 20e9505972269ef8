"""On which variables a rule still depends, beside a search through every combination of states."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.knowledge.rules import Rule, parse_rule
from lumpbayes.reasoning.rule_dependence import depends_on
from lumpbayes.reasoning.rule_truth import is_certain
from tests.reasoning.test_red_flags import ALLOWED, RULES, STATES


@given(rule=RULES, allowed=ALLOWED, open_ones=st.sets(st.sampled_from(list(STATES)), min_size=1))
def test_it_is_what_changes_whether_the_rule_is_certain(
    rule: Rule, allowed: dict, open_ones: set[str]
) -> None:
    for name in sorted(open_ones):
        others = sorted(open_ones - {name})
        differs = False
        for states in product(*(allowed[each] for each in others)):
            known = {**allowed, **{o: (s,) for o, s in zip(others, states, strict=True)}}
            found = {is_certain(rule, {**known, name: (state,)}) for state in allowed[name]}
            differs |= len(found) > 1
        assert depends_on(rule, name, allowed, open_ones) == differs, name


def test_what_is_settled_is_not_asked_about() -> None:
    rule = parse_rule("(a=x or b=yes) and c=yes")
    known = {"a": ("x",), "b": ("yes", "no"), "c": ("yes", "no")}
    assert not depends_on(rule, "b", known, ["b", "c"])
    assert depends_on(rule, "c", known, ["b", "c"])
    contradiction = parse_rule("b=yes and (b=no or a=x)")
    assert not depends_on(contradiction, "b", {**known, "a": ("y",)}, ["b"])
