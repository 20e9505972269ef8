"""Which rows hold where, against a reference that asks every configuration on its own."""

import itertools
import random
import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest

from lumpbayes.errors import Issue, Level, TablesError
from lumpbayes.knowledge import precedence
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.records import KnowledgeBase
from tests.tiny_model import LIKELIHOODS, Row, TinyModel, likelihoods_text, told, where

STATES = {
    "inflammation": ("yes", "no"),
    "redness": ("yes", "no"),
    "cause": ("cyst", "abscess", "tumor"),
}
GROUPS = {
    "cause": {"skin": ("cyst", "abscess"), "serious": ("abscess", "tumor"), "only": ("tumor",)},
    "inflammation": {"either": ("yes", "no")},
    "redness": {},
}
GROUPS_TEXT = "variable,group,label,state\n" + "".join(
    f"{variable},{name},,{state}\n"
    for variable, named in GROUPS.items()
    for name, states in named.items()
    for state in states
)
PARENTS = ("inflammation", "redness", "cause")
OTHERS = [row for row in LIKELIHOODS if row[0] != "pain"]
FIRST_LINE = len(OTHERS) + 2


def write_pain(tiny: TinyModel, *conditions: tuple[str, float]) -> None:
    """Give pain three parents, and two rows for each condition: severe at 1/4, mild at 3/4 of it.

    The rows of condition ``i`` stand in lines ``FIRST_LINE + 2 * i`` and the next.
    """
    tiny.set_cell("variables", "pain,", "parents", ";".join(PARENTS))
    tiny.write("groups", GROUPS_TEXT)
    rows: list[Row] = []
    for given, probability in conditions:
        rows.append(("pain", "severe", given, probability / 4))
        rows.append(("pain", "mild", given, probability * 3 / 4))
    tiny.write("likelihoods", likelihoods_text([*OTHERS, *rows]))


def probability(knowledge: KnowledgeBase, inflammation: str, redness: str, cause: str) -> float:
    """P(pain is not none) in one configuration."""
    network = build_network(knowledge)
    table = network.tables[network.index("pain")]
    position = (
        STATES["inflammation"].index(inflammation),
        STATES["redness"].index(redness),
        STATES["cause"].index(cause),
    )
    return float(table[(0, *position)] + table[(1, *position)])


DEFAULT = ("", 0.1)


@pytest.mark.parametrize(
    ("weaker", "stronger", "configuration"),
    [
        pytest.param(
            "cause=tumor",
            "inflammation=yes;cause=tumor",
            ("yes", "no", "tumor"),
            id="more parents win",
        ),
        pytest.param(
            "cause=tumor",
            "inflammation=@either;redness=yes",
            ("yes", "yes", "tumor"),
            id="more parents win over a state and the cause",
        ),
        pytest.param(
            "cause=@serious",
            "cause=tumor",
            ("no", "no", "tumor"),
            id="a state beats a group",
        ),
        pytest.param(
            "cause=@serious",
            "inflammation=yes",
            ("yes", "no", "tumor"),
            id="a state of another parent beats a group of causes",
        ),
        pytest.param(
            "cause=@only",
            "cause=tumor",
            ("no", "no", "tumor"),
            id="a state beats a group of one state",
        ),
        pytest.param(
            "inflammation=@either;cause=@serious",
            "inflammation=@either;cause=tumor",
            ("no", "no", "tumor"),
            id="more states win at equal count of parents",
        ),
        pytest.param(
            "inflammation=yes",
            "cause=tumor",
            ("yes", "no", "tumor"),
            id="the cause wins",
        ),
        pytest.param(
            "inflammation=yes;redness=no",
            "inflammation=yes;cause=tumor",
            ("yes", "no", "tumor"),
            id="two parents with the cause win over two without",
        ),
        pytest.param(
            "inflammation=@either",
            "cause=@serious",
            ("yes", "no", "tumor"),
            id="a group of causes wins over a group of another parent",
        ),
    ],
)
@pytest.mark.parametrize("swapped", [False, True], ids=["weaker first", "stronger first"])
def test_the_more_specific_rows_hold(
    tiny: TinyModel,
    weaker: str,
    stronger: str,
    configuration: tuple[str, str, str],
    swapped: bool,
) -> None:
    conditions = [(weaker, 0.3), (stronger, 0.5)]
    write_pain(tiny, DEFAULT, *(reversed(conditions) if swapped else conditions))
    assert probability(tiny.load(), *configuration) == pytest.approx(0.5)


def test_default_rows_hold_where_nothing_else_does(tiny: TinyModel) -> None:
    write_pain(tiny, DEFAULT, ("cause=tumor", 0.5))
    assert probability(tiny.load(), "yes", "no", "cyst") == pytest.approx(0.1)


def test_a_group_of_rows_holds_as_a_whole_never_cell_by_cell(tiny: TinyModel) -> None:
    write_pain(tiny, DEFAULT, ("inflammation=yes", 0.8))
    rows = [*OTHERS, ("pain", "severe", "", 0.3), ("pain", "mild", "", 0.3)]
    rows += [("pain", "severe", "cause=cyst", 0.0625), ("pain", "mild", "cause=cyst", 0.0)]
    tiny.write("likelihoods", likelihoods_text(rows))
    network = build_network(tiny.load())
    table = network.tables[network.index("pain")]
    np.testing.assert_array_equal(table[:, 0, 0, 0], [0.0625, 0.0, 0.9375])


def tie(first: str, second: str, configuration: str) -> tuple[str, str, str, str]:
    return (
        "given",
        f"pain given {second} (line {FIRST_LINE + 4}) and given {first} (line {FIRST_LINE + 2}) "
        f"tie at {configuration}",
        "one group of rows to be the more specific",
        f"Add rows given {configuration}.",
    )


@pytest.mark.parametrize(
    ("first", "second", "configuration"),
    [
        ("cause=@skin", "cause=@serious", "inflammation=yes;redness=yes;cause=abscess"),
        ("inflammation=yes", "redness=no", "inflammation=yes;redness=no;cause=cyst"),
        (
            "inflammation=yes;cause=@skin",
            "inflammation=@either;cause=abscess",
            "inflammation=yes;redness=yes;cause=abscess",
        ),
        (
            "inflammation=yes;cause=tumor",
            "redness=yes;cause=tumor",
            "inflammation=yes;redness=yes;cause=tumor",
        ),
    ],
)
def test_a_tie_that_a_configuration_meets_shows_both_rows(
    tiny: TinyModel, first: str, second: str, configuration: str
) -> None:
    write_pain(tiny, DEFAULT, (first, 0.3), (second, 0.5))
    issue = tiny.error()
    assert where(issue) == f"likelihoods.csv:{FIRST_LINE + 4}"
    assert told(issue) == tie(first, second, configuration)


def test_adding_the_rows_that_the_remedy_names_resolves_a_tie(tiny: TinyModel) -> None:
    conditions = [DEFAULT, ("inflammation=yes", 0.3), ("redness=no", 0.5)]
    for _ in range(3):  # a tie per cause
        write_pain(tiny, *conditions)
        conditions.append((tiny.error().remedy.removeprefix("Add rows given ").rstrip("."), 0.7))
    write_pain(tiny, *conditions)
    assert probability(tiny.load(), "yes", "no", "cyst") == pytest.approx(0.7)


@pytest.mark.parametrize(
    "conditions",
    [
        pytest.param(["cause=@skin", "cause=@only"], id="groups without a common state"),
        pytest.param(
            ["inflammation=yes;cause=@skin", "inflammation=no;cause=@serious"],
            id="another parent keeps them apart",
        ),
        pytest.param(
            ["cause=@skin", "cause=@serious", "cause=abscess"],
            id="a state covers the tie",
        ),
        pytest.param(
            ["cause=abscess", "cause=@skin", "cause=@serious"],
            id="a state covers the tie, written first",
        ),
        pytest.param(
            ["inflammation=yes", "redness=no", "inflammation=yes;redness=no"],
            id="more parents cover the tie",
        ),
        pytest.param(
            ["inflammation=yes", "redness=no", *(f"cause={c}" for c in STATES["cause"])],
            id="the cause covers the tie",
        ),
    ],
)
def test_a_tie_that_no_configuration_is_left_with_is_fine(
    tiny: TinyModel, conditions: list[str]
) -> None:
    write_pain(tiny, DEFAULT, *((given, 0.3) for given in conditions))
    assert all(issue.level is Level.WARNING for issue in tiny.load().issues)


def test_a_tie_that_is_only_partly_covered_is_reported_where_it_is_left(tiny: TinyModel) -> None:
    conditions = ["inflammation=yes", "redness=no", "cause=cyst", "cause=abscess"]
    write_pain(tiny, DEFAULT, *((given, 0.3) for given in conditions))
    assert tiny.error().value.endswith("tie at inflammation=yes;redness=no;cause=tumor")


def test_each_pair_that_ties_is_reported_once(tiny: TinyModel) -> None:
    write_pain(tiny, DEFAULT, ("inflammation=yes", 0.3), ("redness=no", 0.5), ("redness=yes", 0.6))
    first, second = tiny.errors()
    assert f"(line {FIRST_LINE + 4}) and given inflammation=yes" in first.value + second.value
    assert f"(line {FIRST_LINE + 6}) and given inflammation=yes" in first.value + second.value


def test_ties_of_several_variables_are_reported_together(tiny: TinyModel) -> None:
    write_pain(tiny, DEFAULT, ("cause=@skin", 0.3), ("cause=@serious", 0.5))
    for group in ("skin", "serious"):
        tiny.add_likelihood("age_group", "young", f"cause=@{group}", 0.3)
    assert sorted(issue.value.split()[0] for issue in tiny.errors()) == ["age_group", "pain"]


# --- Gaps --------------------------------------------------------------------------------------


def test_a_gap_names_the_first_configuration_and_counts_the_others(tiny: TinyModel) -> None:
    write_pain(tiny, ("inflammation=yes", 0.3), ("cause=cyst", 0.2))
    issue = tiny.error()
    assert where(issue) == "likelihoods.csv"
    assert told(issue) == (
        "given",
        "no rows of pain for inflammation=no;redness=yes;cause=abscess and 3 more",
        "rows for every configuration of the parents",
        "Add them (copied from a similar cause), or default rows that leave parents out.",
    )


def test_a_single_gap_is_not_counted(tiny: TinyModel) -> None:
    tiny.remove("likelihoods", "redness,yes,inflammation=no,")
    assert tiny.error().value == "no rows of redness for inflammation=no"


def test_a_root_without_rows(tiny: TinyModel) -> None:
    tiny.remove("likelihoods", "setting,clinic,")
    assert tiny.error().value == "no rows of setting for (always)"


def test_a_table_without_rows_names_every_variable(tiny: TinyModel) -> None:
    tiny.write("likelihoods", tiny.text("likelihoods").splitlines()[0])
    named = [issue.value.split()[3] for issue in tiny.errors()]
    assert named == ["setting", "inflammation", "age_group", "redness", "pain", "size", "biopsy"]


def test_rows_for_every_state_need_no_default(tiny: TinyModel) -> None:
    write_pain(tiny, *((f"cause={cause}", 0.2) for cause in STATES["cause"]))
    assert tiny.load().issues == ()


def test_a_table_too_large_to_lay_out_is_refused(
    tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precedence, "MOST_ENTRIES", 35)
    write_pain(tiny, DEFAULT)
    issue = tiny.error()
    assert where(issue) == "likelihoods.csv"
    assert told(issue) == (
        "given",
        "pain has 3 parents, 12 configurations",
        "at most 35 numbers in a table",
        "Remove parents.",
    )


def test_forty_parents_are_refused_before_anything_is_allocated(tiny: TinyModel) -> None:
    names = [f"sign_{number}" for number in range(40)]
    for name in names:
        tiny.add("variables", name, "finding", "yes;no", "cause", "", "exam", "0")
        tiny.add_likelihood(name, "yes", "", 0.5)
    tiny.set_cell("variables", "biopsy,", "parents", ";".join(["cause", *names]))
    assert tiny.error().value == "biopsy has 41 parents, 3,298,534,883,328 configurations"


def add_many_parents(tiny: TinyModel, count: int, conditions: Sequence[str]) -> list[int]:
    """A finding, ``many``, with yes/no parents ``s0``, ``s1``, ...; the lines of its rows."""
    names = [f"s{number}" for number in range(count)]
    for name in names:
        tiny.add("variables", name, "finding", "yes;no", "cause", "", "exam", "0")
        tiny.add_likelihood(name, "yes", "", 0.5)
    tiny.add("variables", "many", "finding", "yes;no", ";".join(names), "", "exam", "0")
    return [tiny.add_likelihood("many", "yes", given, 0.1) for given in conditions]


def test_many_parents_take_neither_long_nor_much(tiny: TinyModel) -> None:
    """A loop over the 2**20 configurations would take seconds for each kind of row."""
    lines = add_many_parents(tiny, 20, ["", "s0=yes", "s1=yes;s2=yes", "s3=no;s4=yes;s19=yes"])
    tracemalloc.start()
    try:
        knowledge = tiny.load()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert knowledge.expansions["many"].layout.owner().size == 2**20
    assert peak < 64 * 2**20
    assert [issue.value for issue in knowledge.issues] == [
        f"many given s1=yes;s2=yes hides s0=yes (line {lines[1]})",
        f"many given s3=no;s4=yes;s19=yes hides s0=yes (line {lines[1]}), "
        f"s1=yes;s2=yes (line {lines[2]})",
    ]


def test_many_ties_are_told_once_each(tiny: TinyModel) -> None:
    lines = add_many_parents(tiny, 16, ["", *(f"s{number}=no" for number in range(3))])
    found = [issue.value.split(" at ")[0] for issue in tiny.errors()]
    assert sorted(found) == [
        f"many given s{second}=no (line {lines[1 + second]}) and given s{first}=no "
        f"(line {lines[1 + first]}) tie"
        for second, first in ((1, 0), (2, 0), (2, 1))
    ]


def test_the_laid_out_rows_cannot_be_changed(tiny: TinyModel) -> None:
    for expansion in tiny.load().expansions.values():
        for array in (expansion.layout.owner(), expansion.layout.places, expansion.layout.others):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0


# --- Hidden structure --------------------------------------------------------------------------


def test_rows_that_hide_a_mechanism_are_named(tiny: TinyModel) -> None:
    write_pain(tiny, DEFAULT, ("inflammation=yes", 0.3), ("cause=tumor", 0.5))
    issue = tiny.warning()
    assert where(issue) == f"likelihoods.csv:{FIRST_LINE + 4}"
    assert told(issue) == (
        "given",
        f"pain given cause=tumor hides inflammation=yes (line {FIRST_LINE + 2})",
        "pain to depend on inflammation here too",
        "Name that parent as well, or keep the row if it should not matter here.",
    )


def test_every_hidden_row_and_parent_is_named(tiny: TinyModel) -> None:
    write_pain(
        tiny,
        ("cause=tumor", 0.5),
        ("inflammation=yes;redness=yes", 0.3),
        ("inflammation=yes;redness=yes;cause=tumor", 0.4),
        ("inflammation=no", 0.2),
        ("inflammation=yes", 0.2),
        ("cause=cyst;redness=no", 0.1),
    )
    shown = {where(issue): (issue.value, issue.expected) for issue in tiny.load().issues}
    assert shown == {
        f"likelihoods.csv:{FIRST_LINE}": (
            f"pain given cause=tumor hides inflammation=no (line {FIRST_LINE + 6}), "
            f"inflammation=yes (line {FIRST_LINE + 8})",
            "pain to depend on inflammation here too",
        ),
        f"likelihoods.csv:{FIRST_LINE + 10}": (
            f"pain given redness=no;cause=cyst hides inflammation=no (line {FIRST_LINE + 6}), "
            f"inflammation=yes (line {FIRST_LINE + 8})",
            "pain to depend on inflammation here too",
        ),
    }


@pytest.mark.parametrize(
    "stronger",
    [
        pytest.param("inflammation=yes;cause=tumor", id="names the parent as well"),
        pytest.param("inflammation=no;cause=tumor", id="never meets the hidden row"),
    ],
)
def test_rows_that_keep_the_dependence_hide_nothing(tiny: TinyModel, stronger: str) -> None:
    write_pain(tiny, DEFAULT, ("inflammation=yes", 0.3), (stronger, 0.5))
    assert tiny.load().issues == ()


def test_default_rows_hide_nothing(tiny: TinyModel) -> None:
    write_pain(tiny, DEFAULT, ("cause=tumor", 0.5), ("cause=@skin", 0.3))
    assert tiny.load().issues == ()


# --- Against the reference ---------------------------------------------------------------------

Condition = dict[str, str]
Key = tuple[int, int, bool]


def members(parent: str, selector: str) -> tuple[str, ...]:
    return GROUPS[parent][selector[1:]] if selector.startswith("@") else (selector,)


def key(condition: Condition) -> Key:
    """What wins: more parents, then more of them single states, then the cause among them."""
    single = sum(not selector.startswith("@") for selector in condition.values())
    return len(condition), single, "cause" in condition


def holding(conditions: Sequence[Condition], configuration: Condition) -> list[int]:
    return [
        index
        for index, condition in enumerate(conditions)
        if all(configuration[p] in members(p, s) for p, s in condition.items())
    ]


def configurations() -> list[Condition]:
    product = itertools.product(*(STATES[parent] for parent in PARENTS))
    return [dict(zip(PARENTS, states, strict=True)) for states in product]


def random_conditions(chance: random.Random) -> list[Condition]:
    found: list[Condition] = [{}] if chance.random() < 0.6 else []
    for _ in range(chance.randint(1, 7)):
        condition: Condition = {}
        for parent in PARENTS:
            choices = [*STATES[parent], *(f"@{name}" for name in GROUPS[parent])]
            if chance.random() < 0.5:
                condition[parent] = chance.choice(choices)
        if condition not in found:
            found.append(condition)
    chance.shuffle(found)
    return found


def text(condition: Condition) -> str:
    return ";".join(f"{parent}={selector}" for parent, selector in condition.items())


def outcome(tiny: TinyModel) -> tuple[KnowledgeBase | None, list[Issue]]:
    try:
        knowledge = tiny.load()
    except TablesError as error:
        return None, list(error.issues)
    return knowledge, list(knowledge.issues)


class Expected:
    """What the reference says of some conditions, configuration by configuration."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.gaps = 0
        self.ties: set[tuple[str, ...]] = set()
        self.owners: list[int] = []
        self.hidden: dict[int, set[int]] = {}
        for configuration in configurations():
            there = holding(conditions, configuration)
            if there:
                self._add(conditions, configuration, there)
            else:
                self.gaps += 1

    def _add(
        self, conditions: Sequence[Condition], configuration: Condition, there: list[int]
    ) -> None:
        best = max(key(conditions[index]) for index in there)
        winners = [index for index in there if key(conditions[index]) == best]
        if len(winners) > 1:
            self.ties.add(tuple(configuration.values()))
        self.owners.append(winners[0])
        losers = {index for index in there if set(conditions[index]) - set(conditions[winners[0]])}
        if losers:
            self.hidden.setdefault(winners[0], set()).update(losers)


class Drawn:
    """Random conditions for pain, written to the tiny model, and what the reference says."""

    def __init__(self, tiny: TinyModel, seed: int) -> None:
        self.conditions = random_conditions(random.Random(seed))
        count = len(self.conditions)
        self.levels = [(index + 1) / (count + 1) for index in range(count)]
        self.lines = [FIRST_LINE + 2 * index for index in range(count)]
        write_pain(tiny, *zip(map(text, self.conditions), self.levels, strict=True))
        self.expected = Expected(self.conditions)
        self.knowledge, self.issues = outcome(tiny)

    def parents_of(self, indices: set[int]) -> set[str]:
        return {parent for index in indices for parent in self.conditions[index]}


@pytest.fixture(params=range(150))
def drawn(tiny: TinyModel, request: pytest.FixtureRequest) -> Drawn:
    return Drawn(tiny, request.param)


def test_random_rows_are_refused_where_the_reference_finds_gaps_or_ties(drawn: Drawn) -> None:
    expected = drawn.expected
    gaps = [each.value for each in drawn.issues if each.value.startswith("no rows of pain")]
    ties = [each.value for each in drawn.issues if " tie at " in each.value]
    assert (bool(gaps), bool(ties)) == (bool(expected.gaps), bool(expected.ties))
    assert (drawn.knowledge is None) == bool(gaps or ties)
    if expected.gaps > 1:
        assert gaps[0].endswith(f" and {expected.gaps - 1} more")
    for value in ties:
        states = value.rpartition(" tie at ")[2].split(";")
        assert tuple(each.partition("=")[2] for each in states) in expected.ties


def test_random_rows_hold_where_the_reference_says(drawn: Drawn) -> None:
    if drawn.knowledge is None:
        return  # refused: see above
    network = build_network(drawn.knowledge)
    table = network.tables[network.index("pain")].reshape(3, -1)
    for column, owner in zip(table.T, drawn.expected.owners, strict=True):
        level = drawn.levels[owner]
        np.testing.assert_allclose(column, [level / 4, level * 3 / 4, 1 - level], atol=1e-15)


def test_random_rows_that_hide_others_are_named(drawn: Drawn) -> None:
    if drawn.knowledge is None:
        return  # refused: see above
    warned = {where(issue): issue.value for issue in drawn.issues}
    hidden = drawn.expected.hidden
    assert set(warned) == {f"likelihoods.csv:{drawn.lines[winner]}" for winner in hidden}
    for winner, losers in hidden.items():
        value = warned[f"likelihoods.csv:{drawn.lines[winner]}"]
        named = {index for index, line in enumerate(drawn.lines) if f"(line {line})" in value}
        assert named <= losers
        assert drawn.parents_of(named) == drawn.parents_of(losers)


def test_the_random_rows_meet_every_outcome_often() -> None:
    found = [Expected(random_conditions(random.Random(seed))) for seed in range(150)]
    assert sum(bool(each.gaps) for each in found) > 15
    assert sum(bool(each.ties) for each in found) > 15
    assert sum(bool(each.hidden) and not each.ties for each in found) > 15
