"""Messages: nothing unseen reaches whoever reads them, and errors survive a trip elsewhere."""

import pickle
from collections.abc import Callable

import pytest

import lumpbayes as lb
from lumpbayes.errors import (
    EvidenceError,
    ImpossibleEvidenceError,
    Issue,
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
