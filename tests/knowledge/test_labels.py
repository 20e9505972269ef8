import pytest

from lumpbayes.errors import Level, TablesError
from tests.tiny_model import TinyModel, told, where


def test_labels_are_read(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    assert knowledge.variable_labels["pain"] == "Pain at the lump"
    assert dict(knowledge.state_labels["cause"])["abscess"] == "an abscess"


def test_without_a_label_the_name_is_shown_without_underscores(tiny: TinyModel) -> None:
    tiny.replace("variables", "young;old,cause", "very_young;old,cause")
    tiny.write("likelihoods", tiny.text("likelihoods").replace(",young,", ",very_young,"))
    tiny.replace("red_flags", "age_group=young", "age_group=very_young")
    knowledge = tiny.load()
    assert knowledge.variable_labels["age_group"] == "Age group"
    assert knowledge.state_labels["age_group"]["very_young"] == "very young"


def test_labels_and_groups_are_optional(tiny: TinyModel) -> None:
    tiny.replace("model", 'labels = "labels.csv"\ngroups = "groups.csv"\n', "")
    tiny.write("likelihoods", tiny.text("likelihoods").replace("@serious", "tumor"))
    knowledge = tiny.load()
    assert knowledge.groups == ()
    assert knowledge.state_labels["cause"]["cyst"] == "cyst"


def test_groups_are_read_with_their_states_in_state_order(tiny: TinyModel) -> None:
    tiny.replace("groups", "cause,skin,Skin lump,cyst\n", "")
    tiny.add("groups", "cause", "skin", "Skin lump", "cyst")
    (skin, _serious) = tiny.load().groups_of("cause")
    assert (skin.name, skin.label, skin.states) == ("skin", "Skin lump", ("cyst", "abscess"))


def test_a_group_without_label_shows_its_name(tiny: TinyModel) -> None:
    tiny.add("groups", "pain", "very_bad", "", "severe")
    assert tiny.load().groups_of("pain")[1].label == "Very bad"


NAMES = "setting, cause, inflammation, age_group, redness, pain, size, biopsy"
LABEL_PROBLEMS = [
    pytest.param(
        "labels",
        ("pian", "", "x"),
        "variable",
        "'pian'",
        "a variable of variables.csv",
        "Correct the name: did you mean pain?",
        id="unknown variable",
    ),
    pytest.param(
        "labels",
        ("zzz", "", "x"),
        "variable",
        "'zzz'",
        "a variable of variables.csv",
        f"Correct the name: choose from {NAMES}",
        id="unknown variable, nothing near",
    ),
    pytest.param(
        "labels",
        ("pain", "midl", "x"),
        "state",
        "'midl'",
        "a state of pain",
        "Correct the state: did you mean mild?",
        id="unknown state",
    ),
    pytest.param(
        "labels",
        ("cause", "cyst", "another"),
        "label",
        "a second label of cause cyst",
        "one label each",
        "Remove one of the two rows.",
        id="second label",
    ),
    pytest.param(
        "groups",
        ("cuase", "skin", "Skin lump", "cyst"),
        "variable",
        "'cuase'",
        "a variable of variables.csv",
        "Correct the name: did you mean cause?",
        id="group of an unknown variable",
    ),
    pytest.param(
        "groups",
        ("cause", "skin", "Skin lump", "cist"),
        "state",
        "'cist'",
        "a state of cause",
        "Correct the state: did you mean cyst?",
        id="group with an unknown state",
    ),
    pytest.param(
        "groups",
        ("cause", "skin", "Skin lump", ""),
        "state",
        "'(empty)'",
        "a state of cause",
        "Correct the state: choose from cyst, abscess, tumor",
        id="group with an empty state",
    ),
    pytest.param(
        "groups",
        ("cause", "skin", "Lump of skin", "tumor"),
        "label",
        "'Lump of skin'",
        "one name and one label a group",
        "Write the same label in each of its rows.",
        id="group with two labels",
    ),
    pytest.param(
        "groups",
        ("cause", "", "Nameless", "tumor"),
        "group",
        "''",
        "one name and one label a group",
        "Write the same label in each of its rows.",
        id="group without name",
    ),
    pytest.param(
        "groups",
        ("cause", "sk\x1b[31min", "Skin lump", "tumor"),
        "group",
        r"'sk\x1b[31min'",
        "characters that can be seen, and plain spaces",
        "Rename the group.",
        id="group with an escape",
    ),
    pytest.param(
        "groups",
        ("cause", "skin", "Skin lump", "cyst"),
        "state",
        "cyst twice in skin",
        "each state once",
        "Remove one of the two rows.",
        id="group with a state twice",
    ),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "expected", "remedy"), LABEL_PROBLEMS)
def test_a_broken_row(
    tiny: TinyModel,
    table: str,
    row: tuple[str, ...],
    column: str,
    value: str,
    expected: str,
    remedy: str,
) -> None:
    line = tiny.add(table, *row)
    issue = tiny.error()
    assert where(issue) == f"{table}.csv:{line}"
    assert told(issue) == (column, value, expected, remedy)


@pytest.mark.parametrize(("table", "row", "column", "value", "expected", "remedy"), LABEL_PROBLEMS)
def test_a_lenient_policy_goes_on_without_a_broken_row(
    tiny: TinyModel,
    table: str,
    row: tuple[str, ...],
    column: str,
    value: str,
    expected: str,
    remedy: str,
) -> None:
    tiny.add(table, *row)
    with pytest.raises(TablesError):
        tiny.load()
    (issue,) = tiny.load(policy="lenient").issues
    assert (issue.level, issue.mendable, issue.value) == (Level.ERROR, True, value)
