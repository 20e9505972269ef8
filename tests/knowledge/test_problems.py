import pytest

from lumpbayes.errors import Level
from lumpbayes.knowledge.problems import MOST_LISTED, Problems

WHAT = ("t.csv:2", "probability", "'x'", "a number", "Correct it.")


def test_issues_are_listed_errors_first_then_in_the_order_found() -> None:
    problems = Problems()
    problems.information(*WHAT)
    problems.warning(*WHAT)
    problems.error("t.csv:9", *WHAT[1:])
    problems.error("t.csv:1", *WHAT[1:])
    assert len(problems) == 4
    assert [(issue.level, issue.place) for issue in problems.listed()] == [
        (Level.ERROR, "t.csv:9"),
        (Level.ERROR, "t.csv:1"),
        (Level.WARNING, "t.csv:2"),
        (Level.INFORMATION, "t.csv:2"),
    ]


@pytest.mark.parametrize(
    ("mendable", "lenient", "stops"),
    [(False, False, True), (False, True, True), (True, False, True), (True, True, False)],
)
def test_an_error_stops_unless_it_can_be_mended_and_the_policy_is_lenient(
    mendable: bool, lenient: bool, stops: bool
) -> None:
    problems = Problems()
    problems.error(*WHAT, mendable=mendable)
    assert problems.stop(lenient) is stops


def test_warnings_and_information_never_stop() -> None:
    problems = Problems()
    problems.warning(*WHAT)
    problems.information(*WHAT)
    assert not problems.stop(lenient=False)


def test_of_each_level_so_many_are_kept_and_the_rest_is_counted() -> None:
    problems = Problems()
    for _ in range(MOST_LISTED):
        problems.warning(*WHAT)
    assert len(problems.listed()) == MOST_LISTED
    for number in range(MOST_LISTED + 2345):
        problems.error(f"t.csv:{number}", *WHAT[1:])
    listed = problems.listed()
    assert len(problems) == 2 * MOST_LISTED + 2345
    assert len(listed) == 2 * MOST_LISTED + 1
    assert [issue.place for issue in listed[:2]] == ["t.csv:0", "t.csv:1"]
    assert str(listed[MOST_LISTED]) == (
        "error: the tables: found 2,345 more of this level; expected at most 1,000 to be listed. "
        "Mend those that are listed and try again."
    )
    assert listed[MOST_LISTED + 1].level is Level.WARNING


@pytest.mark.parametrize("mendable", [True, False])
def test_an_error_that_is_not_kept_counts(mendable: bool) -> None:
    problems = Problems()
    for _ in range(MOST_LISTED):
        problems.error(*WHAT, mendable=True)
    problems.error(*WHAT, mendable=mendable)
    assert problems.stop(lenient=False)
    assert problems.stop(lenient=True) is not mendable
    assert problems.listed()[-1].mendable is mendable
