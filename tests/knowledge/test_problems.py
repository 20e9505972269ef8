import pytest

from lumpbayes.errors import Level
from lumpbayes.knowledge.problems import Problems

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
