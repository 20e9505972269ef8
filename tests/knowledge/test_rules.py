import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

# as a module: pytest would collect `Test` and `tests_of`
from lumpbayes.knowledge import rules
from lumpbayes.knowledge.rules import All, AnyRule, Negation, Rule, RuleError, parse_rule


def holds(rule: Rule, state_of: dict[str, str]) -> bool:
    if isinstance(rule, rules.Test):
        return (state_of[rule.variable] == rule.state) == rule.equal
    if isinstance(rule, Negation):
        return not holds(rule.rule, state_of)
    parts = [holds(part, state_of) for part in rule.rules]
    return all(parts) if isinstance(rule, All) else any(parts)


def test_a_test_knows_its_position() -> None:
    assert parse_rule("  fever != yes") == rules.Test("fever", "yes", False, 2)


def test_spaces_are_free() -> None:
    assert parse_rule("a=x and(b!=y)") == parse_rule("a=x and(b!=y)  ")
    assert [each.state for each in rules.tests_of(parse_rule(" a = x and ( b != y ) "))] == [
        "x",
        "y",
    ]


def test_not_binds_tighter_than_and_and_and_tighter_than_or() -> None:
    rule = parse_rule("not a=x and b=y or c=z")
    assert isinstance(rule, AnyRule)
    assert isinstance(rule.rules[0], All)
    assert isinstance(rule.rules[0].rules[0], Negation)


def test_parentheses_change_the_order() -> None:
    rule = parse_rule("not (a=x and (b=y or c=z))")
    assert isinstance(rule, Negation)
    assert isinstance(rule.rule, All)
    assert isinstance(rule.rule.rules[1], AnyRule)


def test_tests_of_a_rule_go_from_left_to_right() -> None:
    rule = parse_rule("a=1 and (not b!=2 or c=3) or d=4")
    assert [each.variable for each in rules.tests_of(rule)] == ["a", "b", "c", "d"]


def test_states_may_hold_signs_that_names_do_not() -> None:
    assert parse_rule("size=<5") == rules.Test("size", "<5", True, 0)


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "expected a variable, found the end", 0),
        ("   ", "expected a variable, found the end", 3),
        ("fever", "expected '=' or '!=' after 'fever'", 5),
        ("fever=", "expected a state, found the end", 6),
        ("fever!=and", "expected a state, found 'and'", 7),
        ("=yes", "expected a variable, found '='", 0),
        ("fever yes", "expected '=' or '!=' after 'fever'", 6),
        ("fever==yes", "expected a state, found '='", 6),
        ("fever=yes pain=mild", "expected 'and', 'or' or the end, found 'pain'", 10),
        ("fever=yes)", "expected 'and', 'or' or the end, found ')'", 9),
        ("(fever=yes", "expected ')'", 10),
        ("(fever=yes pain=mild)", "expected ')'", 11),
        ("()", "expected a variable, found ')'", 1),
        ("fever=yes and", "expected a variable, found the end", 13),
        ("or fever=yes", "expected a variable, found 'or'", 0),
        ("not", "expected a variable, found the end", 3),
        ("fever=yes and  ! pain=mild", "unexpected '!'", 15),
        ("fever!yes", "unexpected '!'", 5),
        ("a=x and b=y or or c=z", "expected a variable, found 'or'", 15),
        ("__import__('os')", "expected '=' or '!=' after '__import__'", 10),
    ],
)
def test_a_rule_that_does_not_parse(text: str, message: str, position: int) -> None:
    with pytest.raises(RuleError, match="^" + re.escape(message)) as caught:
        parse_rule(text)
    assert caught.value.position == position


@pytest.mark.parametrize("opening", ["(", "not ", "not ("])
def test_rules_nest_at_most_forty_deep(opening: str) -> None:
    depth = 40 // (1 + (opening == "not ("))
    closing = ")" * (depth - 1) if "(" in opening else ""
    parse_rule(opening * (depth - 1) + "a=x" + closing)
    with pytest.raises(RuleError, match="'not' and parentheses nest at most 40 deep"):
        parse_rule(opening * (depth + 1) + "a=x")


def test_a_rule_has_at_most_four_thousand_characters() -> None:
    parse_rule("a=x or " * 571 + "b=y")
    with pytest.raises(RuleError, match="a rule has at most 4000 characters") as caught:
        parse_rule("a=x or " * 572 + "b=y")
    assert caught.value.position == 4000


def _written(rule: object) -> str:
    kind, *parts = rule  # type: ignore[misc]
    if kind == "test":
        return "{}{}{}".format(*parts)
    if kind == "not":
        return f"not ({_written(parts[0])})"
    return f" {kind} ".join(f"({_written(part)})" for part in parts)


def _expected(rule: object, state_of: dict[str, str]) -> bool:
    kind, *parts = rule  # type: ignore[misc]
    if kind == "test":
        return (state_of[parts[0]] == parts[2]) == (parts[1] == "=")
    values = [_expected(part, state_of) for part in parts]
    return not values[0] if kind == "not" else (all if kind == "and" else any)(values)


TEST = st.tuples(
    st.just("test"), st.sampled_from("abc"), st.sampled_from(["=", "!="]), st.sampled_from("xy")
)
RULE = st.recursive(
    TEST,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=8,
)


@given(RULE, st.fixed_dictionaries({name: st.sampled_from("xy") for name in "abc"}))
def test_a_written_rule_means_what_it_says(rule: object, state_of: dict[str, str]) -> None:
    assert holds(parse_rule(_written(rule)), state_of) == _expected(rule, state_of)


@given(st.text(st.sampled_from("ab=!() \tnotandor\x00é"), max_size=40))
def test_any_text_parses_or_says_where_it_is_wrong(text: str) -> None:
    try:
        parse_rule(text)
    except RuleError as error:
        assert 0 <= error.position <= len(text)


def test_a_rule_names_at_most_12_variables() -> None:
    text = " or ".join(f"v{index}=yes" for index in range(12))
    assert len(list(rules.tests_of(parse_rule(text)))) == 12
    with pytest.raises(RuleError, match="a rule names at most 12 variables") as caught:
        parse_rule(f"{text} or v12=yes")
    assert caught.value.position == len(text) + 4
