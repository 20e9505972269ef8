"""Findings that are impossible together, or with the tables' own numbers: nothing old as new."""

from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.panel.session import Session
from tests.panel.test_session import error, probabilities, send
from tests.tiny_model import TinyModel

RED = ("likelihood", "redness", "yes")
CYST = ["prior", "cause", "cyst", "clinic"]


@pytest.fixture
def never_red(tiny: TinyModel) -> lb.Engine:
    """The tiny model, in which nothing is red: it has urgencies, which the animals have not."""
    for given in ("inflammation=no", "inflammation=yes"):
        for column in ("probability", "low"):
            tiny.set_cell("likelihoods", f"redness,yes,{given}", column, "0")
    return lb.load(tiny.path, backend="sweeps")


def click(panel: Any, kind: str, **fields: Any) -> dict[str, Any]:
    panel._handle_custom_msg({"type": kind, "request": "page:1", **fields}, [])
    view: dict[str, Any] = panel.view
    return view


@pytest.fixture
def panel(never_red: lb.Engine) -> Any:
    """A panel with findings that are impossible together, after some that were not."""
    panel: Any = never_red.panel({"pain": "severe"})
    assert panel.view["urgency"]["level"]
    click(panel, "save", name="A")
    assert click(panel, "answer", variable="redness", state="yes")["impossible"]
    return panel


def test_python_gives_no_old_answer_as_the_present_one(panel: Any) -> None:
    for name in ("diagnosis", "comparison"):
        with pytest.raises(lb.ImpossibleEvidenceError, match="impossible under the model") as info:
            getattr(panel, name)
        assert "redness" in info.value.findings
    assert panel.evidence == {"pain": "severe", "redness": "yes"}


def test_the_engine_is_that_of_the_edits_whatever_is_found(
    panel: Any, never_red: lb.Engine
) -> None:
    assert panel.engine is never_red
    click(panel, "edit", number=CYST, percent="20")
    assert panel.view["impossible"]
    expected = never_red.with_prevalences({"cyst": 0.2}, setting="clinic")
    assert panel.engine.knowledge.fingerprint == expected.fingerprint
    assert panel.view["edits"][0]["after"] == "20.0 %"


def test_what_stands_for_the_panel_says_that_there_is_no_answer(panel: Any) -> None:
    expected = "No answer to 2 findings: "
    assert repr(panel).startswith(expected) and "Diagnosis" not in repr(panel)
    data, _ = panel._repr_mimebundle_()
    assert data["text/plain"] == repr(panel)
    assert data["text/html"].startswith(f"<p>{expected}")
    assert "impossible under the model" in data["text/html"] and "%" not in data["text/html"]


def test_what_is_impossible_is_not_compared(panel: Any) -> None:
    view = click(panel, "compare", names=["A"])
    assert view["comparison"]["columns"] == ["A"]
    view = click(panel, "undo")
    assert view["comparison"]["columns"] == ["A", "Now, in this panel"]


def test_an_edit_can_make_possible_what_the_tables_exclude(never_red: lb.Engine) -> None:
    session = Session(never_red, {"pain": "severe"}, None)
    numbers = [
        list(number) for number in session.numbers._by_number if number[:3] == RED and number.given
    ]
    for number in numbers:
        send(session, "edit", number=number, percent="50")
    view = send(session, "answer", variable="redness", state="yes")
    assert view["impossible"] is None and view["tables_impossible"]
    assert view["urgency_tables"] is None and "tables" not in view["differential"][0]
    edited = session.edited.engine.diagnose({"pain": "severe", "redness": "yes"})
    assert probabilities(view) == dict(edited.posterior)
    view = send(session, "answer", variable="redness", state="no")
    assert not view["tables_impossible"] and "tables" in view["differential"][0]
    view = send(session, "answer", variable="redness", state="yes")
    view = send(session, "reset_numbers")
    assert view["impossible"] and view["edits"] == []


def test_what_python_gives_of_the_cause_is_said_and_can_be_forgotten(engine: lb.Engine) -> None:
    session = Session(engine, {"cause": "lipoma", "systemic_inflammation": "none"}, None)
    view = session.view()
    given = {each["variable"]: each["text"] for each in view["hidden"]["given"]}
    assert given["cause"] == "Cause: Lipoma" and len(given) == 2
    assert view["hidden"]["remark"] == (
        "Something was given of the cause itself, which is what is asked."
    )
    assert "set panel.evidence" in error(
        send(session, "answer", variable="systemic_inflammation", state="infective")
    )
    view = send(session, "answer", variable="cause", state=None)
    assert list(view["answers"]) == ["systemic_inflammation"]
    assert len(view["hidden"]["given"]) == 1 and view["hidden"]["remark"] == ""
