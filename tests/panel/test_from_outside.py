"""What comes from outside and is no click: forged states, half characters, strange names."""

import json
from pathlib import Path
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.panel.scenario_book import ScenarioBook
from lumpbayes.panel.session import Session
from lumpbayes.panel.state import State
from tests.panel.test_session import LIPOMA, error, send

HALF = "\ud800"


@pytest.mark.parametrize("forged", [{"forged": 1}, 5, None, {}])
def test_a_page_cannot_set_what_is_shown(animals: lb.Engine, forged: object) -> None:
    panel: Any = animals.panel({"furry": "yes"})
    view, questions = panel.view, panel.questions
    for name in ("view", "questions"):
        panel._handle_msg({"content": {"data": {"method": "update", "state": {name: forged}}}})
    assert panel.view == view and panel.questions == questions


def test_the_rest_of_a_widget_can_be_set_by_a_page(animals: lb.Engine) -> None:
    panel: Any = animals.panel()
    panel.set_state({"tooltip": "mine"})
    assert panel.tooltip == "mine"


@pytest.mark.parametrize(
    "message",
    [
        {"type": "save", "name": HALF},
        {"type": "find", "text": f"lipoma {HALF}"},
        {"type": "write_file", "path": HALF},
        {"type": "answer", "variable": HALF, "state": "yes"},
        {"type": "compare", "names": [HALF]},
        {"type": HALF},
        {"type": "hello", "request": HALF},
    ],
)
def test_half_a_character_is_refused_and_goes_nowhere(
    session: Session, message: dict[str, Any]
) -> None:
    view = session.receive(message)
    assert "holds half a character (a lone surrogate)" in error(view)
    json.dumps(view, ensure_ascii=False).encode("utf-8")  # as a notebook packs it
    assert view["scenarios"] == []


@pytest.fixture
def session(engine: lb.Engine) -> Session:
    return Session(engine, None, None)


def test_a_message_is_about_what_there_is(session: Session) -> None:
    view = session.receive({"type": ["x"], "variable": {"a": 1}, "request": 5})
    assert "message ['x']: expected one of" in error(view)
    assert view["status"]["about"] == {"type": None, "variable": None}
    assert view["request"] is None


def test_a_name_is_kept_as_it_is_shown(session: Session, tmp_path: Path) -> None:
    view = send(session, "save", name="a\x1b[31m\u202eb\x07 c")
    assert view["scenarios"][0]["name"] == view["scenarios"][0]["shown"] == "ab c"
    assert view["status"]["text"] == "Saved as ab c."
    assert "already" in error(send(session, "save", name="ab\u200b c"))
    path = str(tmp_path / "a.json")
    assert send(session, "write_file", path=path)["status"]["kind"] == "done"


def test_names_from_a_file_can_be_shown_and_are_free(engine: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    scenario = lb.Scenario({"fever": "yes"})
    names = {"a\x07b": scenario, "\u200b": scenario, "now": scenario}
    engine.save_scenarios(engine.scenarios({}, names), path)
    book = ScenarioBook(engine)
    book.save("ab", State())
    book.read(str(path))
    assert list(book.states) == ["ab", "ab (2)", "scenario", "now (2)"]


def test_a_number_is_shown_with_all_its_digits(session: Session) -> None:
    view = send(session, "number", variable="size", text="12.3456789")
    assert view["answers"]["size"]["number"] == "12.3456789"
    view = send(session, "number", variable="size", text="6.0")
    assert view["answers"]["size"]["number"] == "6"
    assert "written with a decimal point" in error(
        send(session, "number", variable="size", text="6,2")
    )
    assert "written with a decimal point" in error(
        send(session, "edit", number=LIPOMA, percent="12,5")
    )
