import itertools

import pytest

from lumpbayes.knowledge import variables
from lumpbayes.knowledge.variables import ROLES
from tests.tiny_model import TinyModel, told, where


def test_a_variable_is_read_with_everything_it_has(tiny: TinyModel) -> None:
    pain = tiny.load().variables["pain"]
    assert pain == variables.Variable(
        name="pain",
        role="finding",
        states=("severe", "mild", "none"),
        parents=("inflammation", "cause"),
        question="Does it hurt?",
        phase="history",
        cost=1.0,
        bins=None,
        line=7,
        labels=("severe", "mild", "no pain"),
    )


def test_variables_stand_in_file_order(tiny: TinyModel) -> None:
    names = [line.split(",")[0] for line in tiny.text("variables").splitlines()[1:]]
    assert list(tiny.load().variables) == names


def test_an_empty_cost_is_zero_and_an_empty_phase_is_fine_for_what_nobody_asks(
    tiny: TinyModel,
) -> None:
    tiny.set_cell("variables", "inflammation,", "cost", "")
    inflammation = tiny.load().variables["inflammation"]
    assert (inflammation.cost, inflammation.phase) == (0.0, "")


def test_a_model_without_setting(tiny: TinyModel) -> None:
    _drop_the_setting(tiny)
    knowledge = tiny.load()
    assert knowledge.setting is None
    assert knowledge.variables["cause"].parents == ()


def _drop_the_setting(tiny: TinyModel) -> None:
    tiny.remove("variables", "setting,")
    tiny.set_cell("variables", "cause,", "parents", "")
    tiny.remove("likelihoods", "setting,")
    tiny.replace("model", 'setting = "clinic"\n', "")
    rows = [line for line in tiny.text("priors").splitlines() if ",hospital," not in line]
    tiny.write("priors", "\n".join(rows).replace(",clinic,", ",,"))


BROKEN_CELLS = [
    pytest.param(
        "pain,",
        "name",
        "2pain",
        "'2pain'",
        "letters, digits and _, not starting with a digit",
        "Rename the variable.",
        id="name",
    ),
    pytest.param(
        "pain,",
        "role",
        "findng",
        "'findng'",
        " or ".join(ROLES),
        "Correct the role: did you mean finding?",
        id="role",
    ),
    pytest.param(
        "pain,",
        "phase",
        "",
        "''",
        "history or exam or test",
        "Say when the question is asked.",
        id="phase empty",
    ),
    pytest.param(
        "cause,",
        "phase",
        "later",
        "'later'",
        "history or exam or test",
        "Say when the question is asked.",
        id="phase unknown",
    ),
    pytest.param(
        "redness,",
        "states",
        "yes",
        "'yes'",
        "at least two states separated by ';', the reference state last",
        "List the states.",
        id="one state",
    ),
    pytest.param(
        "redness,",
        "states",
        "",
        "''",
        "at least two states separated by ';', the reference state last",
        "List the states.",
        id="no state",
    ),
    pytest.param(
        "redness,",
        "states",
        "yes;no;yes",
        "yes twice",
        "each state once",
        "Remove or rename one of them.",
        id="repeated state",
    ),
    *[
        pytest.param(
            "redness,",
            "states",
            f"yes;{state};no",
            repr(state),
            "a name without '=', not '*', not starting with '@'",
            "Rename the state.",
            id=f"state {state!r}",
        )
        for state in ("", "*", "@any", "a=b")
    ],
    *[
        pytest.param(
            "setting,",
            "states",
            f"clinic;hospital;{state}",
            repr(state),
            "another name: for a setting, any asks for the average over settings",
            "Rename the state.",
            id=f"setting {state}",
        )
        for state in ("any", "Any")
    ],
    *[
        pytest.param(
            "biopsy,",
            "cost",
            cost,
            repr(cost),
            "a number from 0 to 100",
            "Correct the cost.",
            id=f"cost {cost}",
        )
        for cost in ("much", "-1", "100.5", "nan", "inf", "5,5")
    ],
    pytest.param(
        "biopsy,",
        "cost",
        "1e-400",
        "'1e-400'",
        "a number from 0 to 100",
        "It is too small for a double; write 0 for what costs nothing.",
        id="cost too small",
    ),
    pytest.param(
        "pain,",
        "parents",
        "inflammation;cuase",
        "'cuase'",
        "names of variables, separated by ';'",
        "Correct the name: did you mean cause?",
        id="unknown parent",
    ),
    pytest.param(
        "pain,",
        "parents",
        "inflammation;",
        "''",
        "names of variables, separated by ';'",
        "Correct the name: choose from setting, cause, inflammation, age_group, redness, pain, "
        "size, biopsy",
        id="empty parent",
    ),
    pytest.param(
        "pain,",
        "parents",
        "inflammation;cause;inflammation",
        "inflammation twice",
        "each parent once",
        "Remove one of them.",
        id="repeated parent",
    ),
    pytest.param(
        "cause,",
        "parents",
        "",
        "''",
        "the setting as the cause's only parent: setting",
        "Make other variables children of the cause instead.",
        id="cause without setting",
    ),
    pytest.param(
        "size,",
        "numeric_bins",
        "age_years:[0,2);[2,5];(5,100]",
        "age_years",
        "a name of its own, it is already the number of age_group",
        "Rename the number.",
        id="number named as another number",
    ),
    pytest.param(
        "size,",
        "numeric_bins",
        "pain:[0,2);[2,5];(5,100]",
        "pain",
        "a name of its own, it is already a variable",
        "Rename the number.",
        id="number named as a variable",
    ),
    pytest.param(
        "size,",
        "numeric_bins",
        "Age_Years:[0,2);[2,5];(5,100]",
        "Age_Years",
        "a name that differs from age_years, the number of age_group, in more than letter case",
        "Rename one of the two.",
        id="number named as another number but for its case",
    ),
    pytest.param(
        "size,",
        "numeric_bins",
        "SIZE:[0,2);[2,5];(5,100]",
        "SIZE",
        "a name that differs from size, a variable, in more than letter case",
        "Rename one of the two.",
        id="number named as its variable but for its case",
    ),
    *(
        pytest.param(
            "biopsy,",
            "states",
            f"positive;negative;{state}",
            repr(state),
            "characters that can be seen, and plain spaces",
            "Rename the state.",
            id=f"state {state!r}",
        )
        for state in ("a\x1b[31mb", "a\u202eb", "a\x9bb", "a\xa0b", "a\u200bb", "a\nb")
    ),
]


@pytest.mark.parametrize(("start", "column", "cell", "value", "expected", "remedy"), BROKEN_CELLS)
def test_a_broken_cell(
    tiny: TinyModel, start: str, column: str, cell: str, value: str, expected: str, remedy: str
) -> None:
    line = tiny.set_cell("variables", start, column, cell)
    issue = tiny.error()
    assert where(issue) == f"variables.csv:{line}"
    assert told(issue) == (column, value, expected, remedy)


def test_the_same_variable_twice(tiny: TinyModel) -> None:
    line = tiny.add("variables", "pain", "finding", "yes;no", "cause", "", "exam")
    issue = tiny.error()
    assert where(issue) == f"variables.csv:{line}"
    assert told(issue) == (
        "name",
        "pain again",
        "each variable once (first in line 7)",
        "Remove or rename one of the two rows.",
    )


@pytest.mark.parametrize("name", ["Pain", "PAIN"])
def test_variables_that_differ_in_letter_case_only(tiny: TinyModel, name: str) -> None:
    line = tiny.add("variables", name, "finding", "yes;no", "cause", "", "exam")
    tiny.add_likelihood(name, "yes", "", 0.5)
    issue = tiny.error()
    assert where(issue) == f"variables.csv:{line}"
    assert told(issue) == (
        "name",
        name,
        "a name that differs from pain, a variable, in more than letter case",
        "Rename one of the two.",
    )


def test_a_table_without_rows(tiny: TinyModel) -> None:
    tiny.write("variables", tiny.text("variables").splitlines()[0] + "\n")
    issue = tiny.error()
    assert where(issue) == "variables.csv"
    assert told(issue) == ("", "no rows", "a row for each variable", "Add the rows.")


def test_a_variable_is_not_its_own_parent(tiny: TinyModel) -> None:
    line = tiny.set_cell("variables", "redness,", "parents", "redness")
    issue = tiny.error()
    assert where(issue) == f"variables.csv:{line}"
    assert told(issue) == (
        "parents",
        "the cycle redness -> redness",
        "no variable to be its own ancestor",
        "Remove one of these parents.",
    )


def test_a_cycle_is_named_from_parent_to_child(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "redness,", "parents", "inflammation;size")
    tiny.set_cell("variables", "size,", "parents", "cause;pain")
    tiny.set_cell("variables", "pain,", "parents", "redness")
    issue = tiny.error()
    cycle = issue.value.removeprefix("the cycle ").split(" -> ")
    assert cycle[0] == cycle[-1]
    assert set(cycle) == {"redness", "size", "pain"}
    parents = {"redness": "size", "size": "pain", "pain": "redness"}
    assert all(parents[child] == parent for parent, child in itertools.pairwise(cycle))
    assert where(issue) == f"variables.csv:{tiny.line('variables', cycle[0] + ',')}"


def test_variables_that_only_hang_below_a_cycle_are_not_blamed(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "inflammation,", "parents", "redness")
    (issue,) = [each for each in tiny.errors() if each.value.startswith("the cycle")]
    assert set(issue.value.removeprefix("the cycle ").split(" -> ")) == {"inflammation", "redness"}


@pytest.mark.parametrize(
    ("role", "found"),
    [("finding", "role cause: none"), ("mechanism", "role cause: none")],
)
def test_a_model_without_cause(tiny: TinyModel, role: str, found: str) -> None:
    tiny.set_cell("variables", "cause,", "role", role)
    tiny.set_cell("variables", "cause,", "phase", "history")
    issue = tiny.error()
    assert where(issue) == "variables.csv"
    assert told(issue) == (
        "role",
        found,
        "exactly one variable with the role cause, named cause as in the model file",
        "Correct the roles, or [model] cause in the model file.",
    )


def test_two_causes(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "inflammation,", "role", "cause")
    assert tiny.error().value == "role cause: cause, inflammation"


def test_another_cause_than_the_model_file_names(tiny: TinyModel) -> None:
    tiny.replace("model", 'cause = "cause"', 'cause = "pain"')
    issue = tiny.error()
    assert issue.value == "role cause: cause"
    assert "named pain as in the model file" in issue.expected


def test_a_second_setting(tiny: TinyModel) -> None:
    line = tiny.set_cell("variables", "age_group,", "role", "setting")
    issue = tiny.error()
    assert where(issue) == f"variables.csv:{line}"
    assert told(issue) == (
        "role",
        "a second setting, age_group",
        "at most one setting",
        "Give it the role context.",
    )


def test_a_cause_with_a_parent_in_a_model_without_setting(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "setting,", "role", "context")
    issue = tiny.error()
    assert where(issue) == f"variables.csv:{tiny.line('variables', 'cause,')}"
    assert issue.value == "'setting'"
    assert issue.expected.endswith("only parent: none (the model has no setting)")


def test_every_problem_of_the_table_is_reported_together(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "pain,", "role", "findng")
    tiny.set_cell("variables", "size,", "cost", "much")
    tiny.set_cell("variables", "biopsy,", "parents", "cuase")
    tiny.set_cell("variables", "redness,", "states", "yes;yes;no")
    assert [where(issue) for issue in tiny.errors()] == [
        "variables.csv:6",
        "variables.csv:7",
        "variables.csv:8",
        "variables.csv:9",
    ]
