"""A panel through its messages: what a click does, without a browser."""

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.panel.answer_view import fit_view
from lumpbayes.panel.history import MOST_UNDONE
from lumpbayes.panel.question_view import questions_view
from lumpbayes.panel.session import Session
from lumpbayes.panel.state import State
from lumpbayes.reasoning.fit import NotJudged
from tests.cli.test_hostile import FORBIDDEN
from tests.interchange.samples import BIF
from tests.panel.hostile import EVIL, hostile_model
from tests.tiny_model import TinyModel

LIPOMA = ["prior", "cause", "lipoma", "primary_care"]
FEVER = ["likelihood", "fever", "yes", "systemic_inflammation=infective"]


@pytest.fixture
def session(engine: lb.Engine) -> Session:
    return Session(engine, None, None)


def send(session: Session, kind: str, **fields: Any) -> dict[str, Any]:
    """A message as it comes from the page, and what is shown then, as it goes there."""
    message = json.loads(json.dumps({"type": kind, "request": "page:1", **fields}))
    view: dict[str, Any] = json.loads(json.dumps(session.receive(message), allow_nan=False))
    assert view["request"] == "page:1"
    return view


def error(view: dict[str, Any]) -> str:
    assert view["status"]["kind"] == "error"
    text: str = view["status"]["text"]
    return text


def texts_in(shown: Any) -> Iterator[str]:
    """All texts of what is shown, as they are: JSON would write control characters in ASCII."""
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, dict):
        for name, each in shown.items():
            yield name
            yield from texts_in(each)
    elif isinstance(shown, list):
        for each in shown:
            yield from texts_in(each)


def probabilities(view: dict[str, Any]) -> dict[str, float]:
    return {row["cause"]: row["probability"] for row in view["differential"]}


# --- Findings -----------------------------------------------------------------------------------


def test_a_click_shows_what_diagnose_answers(session: Session, engine: lb.Engine) -> None:
    view = send(session, "answer", variable="fever", state="yes")
    dx = engine.diagnose({"fever": "yes"})
    assert probabilities(view) == dict(dx.posterior)
    assert list(probabilities(view)) == list(dx.posterior)
    first, interval = view["differential"][0], dx.intervals()[view["differential"][0]["cause"]]
    assert (first["low"], first["high"]) == (interval.low, interval.high)
    assert view["answers"] == {"fever": {"state": "yes", "number": "", "other": ""}}
    assert view["urgency"]["level"] == dx.urgency.level
    assert view["announcement"] == "Skin abscess 58 %, urgent"
    assert view["ledger"]["label"] == "Skin abscess"
    assert [row["found"] for row in view["ledger"]["rows"]] == ["Fever: yes"]
    assert dx.answer.model.fingerprint[:12] in view["footer"]["model"]


def test_the_view_is_small_and_in_words(session: Session) -> None:
    for variable, state in (("fever", "yes"), ("redness", "yes"), ("pain", "severe")):
        view = send(session, "answer", variable=variable, state=state)
    assert len(json.dumps(view)) < 20_000
    assert view["moved"] and " → " in view["moved"][0]["text"]
    moves = [row["move"] for row in view["differential"] if row["move"]]
    assert moves and all(move[0] in "▲▼" for move in moves)
    assert view["next"][0]["why"].startswith("expected to settle")
    assert set(view["milliseconds"]) >= {"answer", "intervals", "ledger", "questions", "total"}


def test_a_number_is_given_with_or_without_its_unit(session: Session) -> None:
    view = send(session, "number", variable="size", text=" 6.2 cm ")
    assert view["answers"]["size"] == {"state": "gt5cm", "number": "6.2", "other": ""}
    assert session.state.plain_evidence() == {"size_cm": 6.2}
    view = send(session, "answer", variable="size", state="lt2cm")
    assert session.state.plain_evidence() == {"size": "lt2cm"}
    assert view["answers"]["size"]["number"] == ""
    view = send(session, "number", variable="size", text="")
    assert view["answers"] == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-3", "-3: expected a number of years from 0 to 130."),
        ("many", "'many' is no answer to this question: expected child"),
        ("nan", "'nan' is no answer"),
    ],
)
def test_a_number_that_is_none_changes_nothing(session: Session, text: str, message: str) -> None:
    before = send(session, "number", variable="age_group", text="67")
    view = send(session, "number", variable="age_group", text=text)
    assert error(view).startswith(message)
    assert view["status"]["about"] == {"type": "number", "variable": "age_group"}
    assert view["answers"] == before["answers"]
    assert view["differential"] == before["differential"]


def test_clear_and_undo(session: Session) -> None:
    assert not send(session, "hello")["can_undo"]
    send(session, "answer", variable="fever", state="yes")
    send(session, "answer", variable="redness", state="no")
    view = send(session, "clear")
    assert view["answers"] == {} and "Undo brings them back" in view["status"]["text"]
    assert set(send(session, "undo")["answers"]) == {"fever", "redness"}
    assert set(send(session, "undo")["answers"]) == {"fever"}
    view = send(session, "undo")
    assert view["answers"] == {} and not view["can_undo"]
    assert error(send(session, "undo")) == "there is nothing to undo"
    view = send(session, "answer", variable="fever", state=None)
    assert view["answers"] == {}


def test_what_nobody_knows_is_not_asked_again(session: Session) -> None:
    first = send(session, "hello")["next"][0]["variable"]
    view = send(session, "skip", variable=first)
    assert first not in {each["variable"] for each in view["next"]}
    label = session.original.knowledge.variable_labels[first]
    assert view["skipped"] == [{"variable": first, "label": label}]
    view = send(session, "ask_again")
    assert view["next"][0]["variable"] == first and view["skipped"] == []
    send(session, "skip", variable=first)
    state = session.original.knowledge.variables[first].states[0]
    assert send(session, "answer", variable=first, state=state)["skipped"] == []


def test_what_is_asked_next_can_be_asked_at_the_bedside(session: Session) -> None:
    phases = [each["phase"] for each in send(session, "hello")["next"]]
    assert len(phases) in (4, 5)  # the one that changes the urgency may be one more
    assert phases[-1] == "test" and "test" not in phases[:-1]


def test_why_another_cause(session: Session) -> None:
    send(session, "answer", variable="fever", state="yes")
    view = send(session, "explain", cause="deep_spinal_infection")
    assert view["ledger"]["cause"] == view["pinned"] == "deep_spinal_infection"
    view = send(session, "answer", variable="redness", state="yes")
    assert view["ledger"]["cause"] == "deep_spinal_infection"
    assert send(session, "explain", cause=None)["ledger"]["cause"] == "skin_abscess"
    assert "lipoma" in error(send(session, "explain", cause="lipona"))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"type": "nonsense"}, "message 'nonsense': expected one of hello, undo"),
        ({}, "message None: expected one of"),
        ({"type": "answer", "variable": "fevr", "state": "yes"}, "there is no variable 'fevr'"),
        ({"type": "answer", "variable": "fever", "state": "maybe"}, "fever has no state 'maybe'"),
        ({"type": "answer", "variable": 5}, "variable=5; expected text"),
        ({"type": "answer", "variable": "fever", "state": True}, "state=True; expected text"),
        (
            {"type": "answer", "variable": "cause", "state": "lipoma"},
            "set panel.evidence in Python",
        ),
        ({"type": "skip", "variable": "cause"}, "cause is not among the questions, since nobody"),
        ({"type": "number", "variable": "cause", "text": "1"}, "cause is not among the questions"),
        ({"type": "explain", "cause": 1}, "cause=1; expected text"),
        ({"type": "remove_edit", "number": LIPOMA}, "is not edited: nothing to take back"),
        ({"type": "edit", "number": LIPOMA, "percent": 5, "drag": 1}, "drag=1; expected text"),
        ({"type": "edit", "number": "prior", "percent": "5"}, "number='prior': expected kind"),
        ({"type": "edit", "number": ["prior", 1, 2, 3]}, "expected kind, variable, state, given"),
        ({"type": "edit", "number": ["prior", "cause", "a", "b"]}, "the tables list no number"),
        ({"type": "compare", "names": "A"}, "names='A'; expected a list of texts"),
        ({"type": "compare", "names": [1]}, "names=[1]; expected a list of texts"),
        ({"type": "compare", "names": ["A"]}, "there is no scenario 'A': save one under that"),
        ({"type": "load", "name": "A"}, "there is no scenario 'A'"),
        ({"type": "delete", "name": "A"}, "there is no scenario 'A'"),
        ({"type": "save", "name": " "}, "expected a name of 1 to 80 letters"),
        ({"type": "save", "name": "now"}, "and not 'base' or 'now'"),
        ({"type": "write_file", "path": "a.json"}, "there is no scenario to write"),
        ({"type": "read_file", "path": " "}, "no file is named: type a path such as"),
        ({"type": "read_file", "path": "/nowhere/a.json"}, "/nowhere/a.json cannot be read: "),
    ],
)
def test_a_message_that_cannot_be_done_says_why_and_changes_nothing(
    session: Session, message: dict[str, Any], expected: str
) -> None:
    send(session, "answer", variable="fever", state="yes")
    before = session.view()
    view = session.receive(message)
    assert expected in error(view)
    unchanged = ("answers", "differential", "edits", "scenarios", "impossible")
    assert {name: view[name] for name in unchanged} == {name: before[name] for name in unchanged}


def test_soft_evidence_from_python_is_said(engine: lb.Engine) -> None:
    soft = {"redness": lb.Not("yes"), "pain": lb.AnyOf("mild", "severe"), "size_cm": 6.2}
    view = Session(engine, soft, "any").view()
    assert view["answers"]["redness"] == {"state": None, "number": "", "other": "Redness: not yes"}
    assert view["answers"]["pain"]["other"] == "Pain: mild or severe"
    assert view["answers"]["setting"]["other"] == "Setting: any"


def test_findings_that_disagree_are_said_to(session: Session) -> None:
    found = {"redness": "yes", "warmth": "no", "fever": "yes", "crp_or_esr_raised": "no"}
    for variable, state in found.items():
        view = send(session, "answer", variable=variable, state=state)
    assert view["fit"]["outside"] and "disagree" in view["fit"]["headline"]
    assert any("recheck first" in line for line in view["fit"]["lines"])
    assert view["announcement"].endswith("The findings do not fit the model")


def test_what_excludes_and_what_says_nothing_is_said_in_words(animals: lb.Engine) -> None:
    session = Session(animals, {"barks": "yes"}, None)
    rows = send(session, "explain", cause="cat")["ledger"]["rows"]
    assert (rows[0]["text"], rows[0]["words"]) == ("excludes", "excludes it")
    assert rows[0]["decibans"] is None


def test_whether_it_fits_is_not_always_judged(engine: lb.Engine) -> None:
    answer = engine.diagnose({"fever": "yes"}).answer
    assert fit_view(answer, None)["headline"] == "Not judged yet: too few findings are known."
    large = replace(answer, fit=None, fit_not_judged=NotJudged.TOO_LARGE)
    assert fit_view(large, None)["headline"] == "Not judged."
    assert "memory_limit" in fit_view(large, None)["lines"][0]


# --- What is impossible -------------------------------------------------------------------------


def test_impossible_findings_stay_and_can_be_undone(animals: lb.Engine) -> None:
    session = Session(animals, {"weight": "light"}, None)
    before = send(session, "answer", variable="barks", state="yes")
    view = send(session, "answer", variable="swims", state="yes")
    blamed = [(each["variable"], each["entered"]) for each in view["impossible"]["blame"]]
    assert sorted(blamed) == [("barks", True), ("swims", True)]
    assert "impossible under the model" in view["impossible"]["text"]
    assert set(view["answers"]) == {"weight", "barks", "swims"}  # nothing is lost
    assert probabilities(view) == probabilities(before)  # and said to be old: impossible is set
    assert "impossible together are not saved" in error(send(session, "save", name="A"))
    view = send(session, "answer", variable="furry", state="yes")
    assert view["impossible"] and set(view["answers"]) == {"weight", "barks", "swims", "furry"}
    view = send(session, "answer", variable="swims", state=None)
    assert view["impossible"] is None and set(view["answers"]) == {"weight", "barks", "furry"}
    send(session, "answer", variable="swims", state="yes")
    view = send(session, "undo")
    assert view["impossible"] is None and set(view["answers"]) == {"weight", "barks", "furry"}


def test_what_only_a_default_makes_impossible_is_said_to_be_assumed(animals: lb.Engine) -> None:
    session = Session(animals, {"place": "home"}, None)
    view = send(session, "answer", variable="swims", state="yes")
    assert {each["variable"] for each in view["impossible"]["blame"]} == {"place", "swims"}


# --- Edits --------------------------------------------------------------------------------------


def test_numbers_are_found_by_words(session: Session) -> None:
    found = send(session, "find", text="Lipoma PRIOR")["found"]
    assert [each["number"] for each in found["numbers"]] == [LIPOMA]
    assert found["numbers"][0]["words"].startswith("Lipoma, before any finding")
    many = send(session, "find", text="lipoma")["found"]
    assert many["count"] > len(many["numbers"]) == 12
    assert send(session, "find", text="no such words")["found"]["count"] == 0
    assert send(session, "find", text=" ")["found"] is None
    send(session, "answer", variable="setting", state="emergency")
    found = send(session, "find", text="lipoma prior")["found"]
    assert found["numbers"][0]["number"][-1] == "emergency"
    for anywhere in ("any", lb.Not("emergency")):
        everywhere = Session(session.original, {"setting": anywhere}, None)
        assert send(everywhere, "find", text="lipoma prior")["found"]["count"] == 3


def test_an_edit_shows_before_and_after(session: Session, engine: lb.Engine) -> None:
    send(session, "answer", variable="fever", state="yes")
    chosen = send(session, "choose", number=LIPOMA)["number"]
    estimate = next(
        cell.estimate
        for cell in engine.knowledge.priors
        if (cell.cause, cell.setting) == ("lipoma", "primary_care")
    )
    assert (chosen["value"], chosen["low"], chosen["high"]) == estimate[:3]
    assert chosen["now"] == estimate.probability and not chosen["edited"]
    view = send(session, "edit", number=LIPOMA, percent="40")
    after = engine.with_prior("lipoma", 0.4).diagnose({"fever": "yes"})
    before = engine.diagnose({"fever": "yes"})
    assert probabilities(view) == pytest.approx(dict(after.posterior), abs=1e-12)
    tables = {row["cause"]: row["tables"] for row in view["differential"]}
    assert tables == dict(before.posterior)
    assert view["urgency_tables"] == before.urgency.level
    assert view["edits"][0]["after"] == "40.0 %" and view["number"]["edited"]
    assert view["footer"]["model"].startswith("edited here: ")
    assert engine.fingerprint == session.original.fingerprint  # type: ignore[attr-defined]
    assert dict(engine.diagnose({"fever": "yes"}).posterior) == dict(before.posterior)
    view = send(session, "choose", number=None)
    assert view["number"] is None and view["edits"]
    edited = session.asked.engine
    send(session, "answer", variable="redness", state="yes")
    assert session.asked.engine is edited  # made once, asked often


def test_several_edits_each_removable(session: Session, engine: lb.Engine) -> None:
    send(session, "edit", number=LIPOMA, percent="40")
    send(session, "edit", number=FEVER, percent="12.5 %")
    view = send(session, "edit", number=["prior", "cause", "hematoma", "primary_care"], percent=20)
    assert [each["after"] for each in view["edits"]] == ["40.0 %", "12.5 %", "20.0 %"]
    expected = engine.with_prevalences({"lipoma": 0.4, "hematoma": 0.2})
    expected = expected.with_likelihood("fever", "yes", 0.125, given=FEVER[-1])
    assert session.asked.engine.knowledge.fingerprint == expected.fingerprint
    view = send(session, "remove_edit", number=FEVER)
    assert [each["number"] for each in view["edits"]] == [
        LIPOMA,
        ["prior", "cause", "hematoma", "primary_care"],
    ]
    view = send(session, "reset_numbers")
    assert view["edits"] == [] and "tables" not in view["differential"][0]
    assert session.asked.engine is engine
    assert len(send(session, "undo")["edits"]) == 2


def test_a_slider_that_is_drawn_is_undone_as_one(session: Session) -> None:
    send(session, "answer", variable="fever", state="yes")
    for percent in (30, 40, 50):
        view = send(session, "edit", number=LIPOMA, percent=percent, drag="page:1")
    assert view["edits"][0]["after"] == "50.0 %"
    view = send(session, "undo")
    assert view["edits"] == [] and set(view["answers"]) == {"fever"}


def test_what_is_not_drawn_in_one_go_is_undone_one_by_one(session: Session) -> None:
    def edited(percent: object, **drag: str) -> None:
        send(session, "edit", number=LIPOMA, percent=percent, **drag)

    def undone() -> list[str]:
        return [each["after"] for each in send(session, "undo")["edits"]]

    edited("60")
    edited("10")  # typed, not drawn
    assert undone() == ["60.0 %"]
    edited(70, drag="page:1")
    edited(71, drag="page:1")
    edited(80, drag="page:2")
    assert undone() == ["71.0 %"]
    assert undone() == ["60.0 %"]
    edited(70, drag="page:3")
    session.enter(session.state.with_evidence({"fever": "yes"}))  # from Python, in between
    edited(90, drag="page:3")
    assert undone() == ["70.0 %"]
    assert set(session.state.evidence) == {"fever"}
    edited(90, drag="page:4")
    send(session, "hello")
    edited(95, drag="page:4")
    assert undone() == ["90.0 %"]


def test_what_changes_nothing_is_no_step_to_undo(session: Session) -> None:
    send(session, "answer", variable="fever", state="yes")
    send(session, "answer", variable="fever", state="yes")
    send(session, "ask_again")
    assert send(session, "undo")["answers"] == {}


def test_a_hundred_changes_can_be_undone(animals: lb.Engine) -> None:
    session = Session(animals, None, None)
    for place in range(MOST_UNDONE + 5):
        send(session, "answer", variable="furry", state=("yes", "no")[place % 2])
    undone = 0
    while session.can_undo:
        send(session, "undo")
        undone += 1
    assert undone == MOST_UNDONE


@pytest.mark.parametrize(
    "percent", ["120", "-1", "much", "nan", "", None, True, "1_0", "12,5", "1" * 5000, [5]]
)
def test_an_edit_that_is_no_percentage(session: Session, percent: str | None) -> None:
    view = send(session, "edit", number=LIPOMA, percent=percent)
    assert "expected a number from 0 to 100, written with a decimal point" in error(view)
    assert len(error(view)) < 200
    assert view["edits"] == []


def test_an_edit_that_the_model_cannot_take_says_what_the_library_says(tiny: TinyModel) -> None:
    session = Session(lb.load(tiny.path, backend="sweeps"), None, None)
    send(session, "edit", number=["prior", "cause", "cyst", "clinic"], percent="80")
    view = send(session, "edit", number=["prior", "cause", "tumor", "clinic"], percent="30")
    assert "sum" in error(view) or "more than 1" in error(view)
    assert len(view["edits"]) == 1


# --- Scenarios ----------------------------------------------------------------------------------


def test_scenarios_are_saved_loaded_compared_and_deleted(session: Session) -> None:
    send(session, "answer", variable="fever", state="yes")
    send(session, "edit", number=LIPOMA, percent="40")
    saved = send(session, "save", name=" With  fever ")
    assert saved["scenarios"] == [
        {"name": "With fever", "shown": "With fever", "words": "1 finding, 1 edited number"}
    ]
    assert "already" in error(send(session, "save", name="With fever"))
    send(session, "reset_numbers")
    changed = send(session, "answer", variable="fever", state="no")
    send(session, "save", name="Without")
    view = send(session, "load", name="With fever")
    assert probabilities(view) == probabilities(saved)
    assert view["edits"] == saved["edits"] and view["answers"] == saved["answers"]
    view = send(session, "compare", names=["With fever", "Without"])
    compared = view["comparison"]
    assert compared["columns"] == ["With fever", "Without", "Now, in this panel"]
    row = next(row for row in compared["rows"] if row["cause"] == "skin_abscess")
    abscess = [probabilities(each)["skin_abscess"] for each in (saved, changed, saved)]
    assert row["probabilities"] == abscess
    assert compared["urgency"][0]["level"] == saved["urgency"]["level"]
    view = send(session, "delete", name="Without")
    assert view["compared"] == ["With fever"]
    assert len(view["comparison"]["columns"]) == 2
    view = send(session, "delete", name="With fever")
    assert view["compared"] is None and view["comparison"] is None
    send(session, "save", name="A")
    assert send(session, "compare", names=["A", "A"])["compared"] == ["A"]
    assert send(session, "compare", names=[])["comparison"] is None


def test_scenarios_go_through_a_file(session: Session, engine: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "scenarios.json"
    send(session, "answer", variable="fever", state="yes")
    send(session, "number", variable="size", text="6.2")
    send(session, "edit", number=LIPOMA, percent="40")
    send(session, "edit", number=FEVER, percent="30")
    view = send(session, "save", name="A")
    view = send(session, "write_file", path=str(path))
    assert view["status"]["text"] == f"1 scenario written to {path}"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    before = path.read_bytes()
    assert "scenarios.json" in error(send(session, "write_file", path=str(path)))
    assert path.read_bytes() == before
    view = send(session, "write_file", path=str(path), replace=True)
    assert view["status"]["kind"] == "done" and path.read_bytes() == before
    assert engine.replay(path).moved == ()  # any replay takes it
    other = Session(engine, None, None)
    view = send(other, "read_file", path=str(path))
    assert view["status"]["text"] == f"1 scenario read from {path}"
    loaded = send(other, "load", name="A")
    assert probabilities(loaded) == probabilities(session.view())
    again = send(other, "read_file", path=str(path))
    assert "'A' is here already, and is not added again" in again["status"]["text"]
    assert again["scenarios"] == view["scenarios"]
    del session.book.states["A"]
    send(session, "save", name="B")
    text = send(session, "read_file", path=str(path))["status"]["text"]
    assert "'A' is the same as 'B', and is not added again" in text
    send(session, "answer", variable="fever", state="no")
    send(session, "save", name="A")
    view = send(session, "read_file", path=str(path))
    del session.book.states["B"]
    view = send(session, "read_file", path=str(path))
    assert [each["name"] for each in view["scenarios"]] == ["A", "A (2)"]
    moved = Session(engine.with_prior("hematoma", 0.3), None, None)
    text = send(moved, "read_file", path=str(path))["status"]["text"]
    assert "are not what they were in the file" in text and "the model has changed" in text


def test_a_file_whose_scenario_replaces_tables(engine: lb.Engine, tmp_path: Path) -> None:
    priors = tmp_path / "priors.csv"
    engine.table("priors").to_csv(priors, index=False)
    path = tmp_path / "scenarios.json"
    scenario = lb.Scenario(tables={"priors": priors})
    engine.save_scenarios(engine.scenarios({}, {"tables": scenario}), path)
    session = Session(engine, None, None)
    view = send(session, "read_file", path=str(path))
    assert "'tables' is left out: a panel cannot replace whole tables" in view["status"]["text"]
    assert view["scenarios"] == []


def test_a_scenario_that_can_no_longer_be_asked_is_named(session: Session) -> None:
    session.book.states["old"] = State().with_evidence({"fever": "perhaps"})
    view = send(session, "compare", names=["old"])
    assert view["problems"]["comparison"].startswith("scenario 'old': fever has no state")
    assert view["differential"]


# --- Other models -------------------------------------------------------------------------------


def test_a_network_file_has_no_intervals_and_no_edits(tmp_path: Path) -> None:
    path = tmp_path / "odd.bif"
    path.write_text(BIF, encoding="utf-8")
    session = Session(lb.load(path, target="X", backend="sweeps"), None, None)
    (other,) = questions_view(session.original.knowledge)["groups"][0]["questions"]
    state = other["states"][0]["state"]
    view = send(session, "answer", variable=other["variable"], state=state)
    assert view["problems"] == {} and "interval" not in view["differential"][0]
    assert view["urgency"]["level"] is None
    assert questions_view(session.original.knowledge)["editable"] is False
    assert send(session, "find", text="x")["found"]["count"] == 0
    assert "the tables list no number" in error(send(session, "edit", number=LIPOMA, percent="5"))
    with pytest.raises(lb.UnknownNameError, match="was loaded without a target"):
        Session(lb.load(path, backend="sweeps"), None, None)


def test_strangers_words_are_text(tmp_path: Path) -> None:
    session = Session(lb.load(hostile_model(tmp_path).path, backend="sweeps"), None, None)
    view = send(session, "answer", variable="pain", state="severe")
    send(session, "save", name=EVIL[:70])
    send(session, "find", text="clinic")
    send(session, "choose", number=["prior", "cause", "cyst", "clinic"])
    view = send(session, "edit", number=["prior", "cause", "cyst", "clinic"], percent="20")
    view = send(session, "compare", names=[view["scenarios"][0]["name"]])
    texts = [*texts_in(view), *texts_in(questions_view(session.original.knowledge))]
    assert [each for each in texts if FORBIDDEN.search(each)] == []
    assert any("<script>" in each for each in texts)
    assert FORBIDDEN.search(EVIL)  # so there was something to be found
