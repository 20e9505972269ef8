"""Messages: nothing unseen reaches whoever reads them, and errors survive a trip elsewhere."""

import pickle
from collections.abc import Callable

import pytest

import lumpbayes as lb
from lumpbayes.errors import (
    EvidenceError,
    ImpossibleEvidenceError,
    Issue,
    Issues,
    Level,
    LumpBayesError,
    TablesError,
    UnknownNameError,
    WriteError,
    nearest_names,
    printable,
)

EVIL = "a\x1b[31mb\u202ec\x9b\u200bd\ud800e"
SHOWN = r"a\x1b[31mb\u202ec\x9b\u200bd\ud800e"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("fièvre, 熱傷", "fièvre, 熱傷"),
        ("two\nlines", "two\nlines"),
        ("a\tb\r", r"a\tb\r"),
        (EVIL, SHOWN),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == printable(shown) == shown


@pytest.mark.parametrize(
    "kind",
    [LumpBayesError, EvidenceError, UnknownNameError, ImpossibleEvidenceError, WriteError],
)
def test_a_message_is_printable(kind: Callable[[str], LumpBayesError]) -> None:
    error = kind(f"{EVIL}\nsecond line")
    assert str(error) == f"{SHOWN}\nsecond line"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_issues_are_one_line_each() -> None:
    issue = Issue(Level.ERROR, "a.csv:1", "state", f"{EVIL}\nx", "y", "Do.")
    assert str(issue) == f"error: a.csv:1, column state: found {SHOWN}\\nx; expected y. Do."
    assert str(TablesError([issue, issue])) == f"{issue}\n{issue}"


def _issue(level: Level, place: str) -> Issue:
    return Issue(level, place, "", "x", "y", "Do.")


def test_what_is_wrong_is_said_first_and_information_only_counted() -> None:
    levels = (Level.INFORMATION, Level.WARNING, Level.ERROR, Level.INFORMATION)
    issues = [_issue(level, f"a.csv:{line}") for line, level in enumerate(levels)]
    error = TablesError(issues)
    assert [issue.place[-1] for issue in error.issues] == ["2", "1", "0", "3"]
    assert str(error) == f"{issues[2]}\n{issues[1]}\nand more in the error's issues: 2 information"
    again = pickle.loads(pickle.dumps(error))
    assert (again.issues, str(again)) == (error.issues, str(error))
    only = TablesError(issues[:1])
    assert str(only) == str(issues[0])


def test_of_many_issues_a_hundred_are_said() -> None:
    many = [_issue(Level.ERROR, f"a.csv:{line}") for line in range(1300)]
    assert str(TablesError(many)).splitlines()[100:] == [
        "and more in the error's issues: 1,200 errors"
    ]
    assert repr(Issues(many)).splitlines()[0] == "1,300 errors"
    assert repr(Issues(many)).splitlines()[101:] == ["and 1,200 more"]


def test_issues_are_a_tuple() -> None:
    issue = _issue(Level.WARNING, "a.csv:1")
    assert Issues([issue]) == (issue,)
    assert isinstance(Issues([issue]), tuple)
    assert Issues([issue, issue]).counts == "2 warnings"
    assert pickle.loads(pickle.dumps(Issues([issue]))).counts == "1 warning"


def test_escapes_in_evidence_do_not_reach_the_message(engine: lb.Engine) -> None:
    with pytest.raises(UnknownNameError, match="there is no variable") as caught:
        engine.diagnose({EVIL: "yes"})
    assert str(caught.value).isprintable()
    with pytest.raises(EvidenceError, match="is given twice") as twice:
        engine.diagnose({"fever": "yes", "fever\x1f": "no"})
    assert str(twice.value).isprintable()


@pytest.mark.parametrize(
    ("name", "nearest"), [(" FEVR ", ("fever",)), ("zzz", ()), ("", ()), ("x" * 10**6, ())]
)
def test_nearest_names(name: str, nearest: tuple[str, ...]) -> None:
    assert nearest_names(name, ["fever", "growth"]) == nearest
