"""The panel as a widget and a value: what Python reads from it, and sets in it."""

import logging
import re
import sys
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.panel import widget
from lumpbayes.panel.asking import PanelEngine

LIPOMA = ["prior", "cause", "lipoma", "primary_care"]


def click(panel: Any, kind: str, **fields: Any) -> dict[str, Any]:
    """A message as the page sends it."""
    panel._handle_custom_msg({"type": kind, "request": "page:1", **fields}, [])
    view: dict[str, Any] = panel.view
    return view


def test_what_is_clicked_is_read_in_python(engine: lb.Engine) -> None:
    panel = engine.panel()
    assert panel.engine is engine and panel.evidence == {}
    click(panel, "answer", variable="fever", state="yes")
    click(panel, "number", variable="size", text="6.2")
    assert panel.evidence == {"fever": "yes", "size_cm": 6.2}
    expected = engine.diagnose({"fever": "yes", "size_cm": 6.2})
    assert panel.diagnosis.to_json() == expected.to_json()
    panel.evidence["fever"] = "no"  # a copy
    assert panel.evidence["fever"] == "yes"
    click(panel, "edit", number=LIPOMA, percent="40")
    edited = engine.with_prevalences({"lipoma": 0.4})
    assert panel.engine.knowledge.fingerprint == edited.fingerprint != engine.fingerprint
    assert panel.comparison.before.posterior == expected.posterior
    assert panel.comparison.after.posterior == panel.diagnosis.posterior
    assert repr(panel).endswith("\nEdited numbers of the tables: 1")


def test_what_is_set_in_python_is_shown(engine: lb.Engine) -> None:
    panel: Any = engine.panel()
    seen: list[str] = []
    panel.observe(lambda change: seen.append(change["new"]["announcement"]), names="view")
    panel.evidence = {"fever": "yes", "redness": lb.Not("no")}
    assert panel.view["answers"]["redness"]["other"] == "Redness: not no"
    assert seen == [panel.view["announcement"]]
    panel.evidence = engine.diagnose({"punctum": "yes"}, setting="emergency")
    assert panel.evidence == {"punctum": "yes", "setting": "emergency"}
    panel.evidence = None
    assert panel.evidence == {} and panel.view["can_undo"]


def test_what_python_sets_wrongly_changes_nothing(animals: lb.Engine) -> None:
    panel = animals.panel({"furry": "yes"})
    with pytest.raises(lb.UnknownNameError, match="there is no variable 'fury'"):
        panel.evidence = {"fury": "yes"}
    with pytest.raises(lb.ImpossibleEvidenceError, match="impossible under the model"):
        panel.evidence = {"barks": "yes", "swims": "yes"}
    assert panel.evidence == {"furry": "yes"} == panel.diagnosis.evidence


def test_an_answer_that_there_is_not_is_none(animals: lb.Engine) -> None:
    panel = animals.panel({"barks": "yes"})
    click(panel, "answer", variable="swims", state="yes")
    with pytest.raises(lb.ImpossibleEvidenceError, match="impossible under the model") as raised:
        _ = panel.diagnosis
    assert set(raised.value.findings) == {"barks", "swims"}
    assert panel.evidence == {"barks": "yes", "swims": "yes"}
    panel.evidence = {"barks": "yes"}
    assert panel.diagnosis["dog"] == 1


def test_scenarios_are_those_of_the_library(engine: lb.Engine) -> None:
    panel = engine.panel({"fever": "yes"}, setting="emergency")
    click(panel, "edit", number=["prior", "cause", "lipoma", "emergency"], percent="40")
    click(panel, "save", name="A")
    assert isinstance(panel.scenarios["A"], lb.Scenario)
    found = engine.scenarios({}, panel.scenarios)
    assert found["A"].after.posterior == panel.diagnosis.posterior


def test_two_panels_do_not_know_of_each_other(engine: lb.Engine) -> None:
    one, other = engine.panel(), engine.panel()
    click(one, "answer", variable="fever", state="yes")
    assert other.evidence == {}


def test_without_a_notebook_the_answer_is_shown(engine: lb.Engine) -> None:
    panel: Any = engine.panel({"fever": "yes"})
    data, _ = panel._repr_mimebundle_()
    assert data["text/plain"] == repr(panel.diagnosis)
    html = data["text/html"]
    assert html == f"<p>{widget.STILL}</p>{panel.diagnosis._repr_html_()}"
    for shown in ("Fever: yes", engine.fingerprint[:12]):  # of what, and by which model
        assert shown in html and shown in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_a_bug_is_said_and_logged_and_loses_nothing(
    engine: lb.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    panel = engine.panel({"fever": "yes"})
    panel.session.scenarios.book = None  # type: ignore[assignment]
    with caplog.at_level(logging.ERROR):
        view = click(panel, "save", name="A")
    assert view["status"]["kind"] == "bug" and view["request"] == "page:1"
    assert "an error in LumpBayes (AttributeError)" in view["status"]["text"]
    assert "the panel could not do 'save'" in caplog.text
    panel._handle_custom_msg({"type": "save", "name": "A", "request": "\ud800"}, [])  # type: ignore[attr-defined]
    assert panel.view["request"] is None  # half a character could not be sent
    assert panel.evidence == {"fever": "yes"}


def test_a_message_of_no_form(engine: lb.Engine) -> None:
    panel: Any = engine.panel()
    panel._handle_custom_msg("hello?", [])
    assert "message 'hello?': expected one of" in panel.view["status"]["text"]


def test_without_anywidget_the_remedy_is_said(
    engine: lb.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget._widget_class.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(lb.MissingLibraryError, match=r'pip install "lumpbayes\[notebook\]"'):
        engine.panel()


def test_wrong_evidence_is_an_error_at_once(engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="there is no variable 'fevr'"):
        engine.panel({"fevr": "yes"})


def test_an_engine_is_what_a_panel_needs(engine: lb.Engine) -> None:
    needed: PanelEngine = engine  # for the type checker
    assert needed is engine


def test_each_colour_is_defined_once_for_light_and_dark() -> None:
    style = widget.STYLE.read_text(encoding="utf-8")
    names = re.findall(r"(--lb-[a-z-]+):", style)
    assert len(names) == len(set(names)) > 10
    assert {name for name in names if f"var({name})" not in style} == set()
