"""What clinicians at work asked of the panel: red flags, report, a new patient, what was undone."""

import stat
from pathlib import Path
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.display.conflict_words import conflict_headline, conflict_sentence
from lumpbayes.panel.files import REPLACE
from lumpbayes.panel.session import Session
from lumpbayes.percentages import percent
from tests.panel.test_session import LIPOMA, error, send

FOUND = {"age_years": 67, "fever": "yes", "redness": "yes", "tenderness": "yes", "pain": "severe"}


URGENT = {"fever": "yes", "redness": "yes", "tenderness": "yes"}


@pytest.fixture
def session(engine: lb.Engine) -> Session:
    return Session(engine, FOUND, None)


# --- Red flags, and what changes the urgency --------------------------------------------------


@pytest.mark.parametrize(("found", "higher"), [(URGENT, "emergency"), ({}, "soon")])
def test_questions_that_alone_raise_the_urgency_are_shown(
    engine: lb.Engine, found: dict[str, Any], higher: str
) -> None:
    session = Session(engine, found, None)
    shown = send(session, "hello")["unasked"]["alone"]
    unasked = engine.diagnose(found).unasked_red_flags(at_least=higher)
    assert {each["variable"] for each in shown} == {each.variable for each in unasked.questions}
    first = unasked.questions[0]
    assert (shown[0]["label"], shown[0]["question"]) == (first.label, first.question)
    answers = " or ".join(first.answers)
    assert shown[0]["words"] == f"{answers} ({percent(first.probability)}): emergency"
    variable = shown[0]["variable"]
    view = send(session, "skip", variable=variable)
    assert view["unasked"]["alone"] == shown[1:]
    view = send(session, "answer", variable=variable, state="no")
    assert variable not in {each["variable"] for each in view["unasked"]["alone"]}
    assert "red flags" in view["milliseconds"]


def test_red_flags_that_take_several_answers_are_named(engine: lb.Engine) -> None:
    shown = send(Session(engine, URGENT, None), "hello")["unasked"]
    assert shown["together"].startswith("Fired by several answers together: ")
    assert "(R3, emergency, " in shown["together"]


def test_nothing_is_above_an_emergency(session: Session) -> None:
    assert send(session, "hello")["unasked"] == {"alone": [], "together": ""}


def test_a_calm_headline_says_what_is_not_known(engine: lb.Engine) -> None:
    view = send(Session(engine, {"growth": "stable", "pain": "none"}, None), "hello")
    assert view["urgency"]["calm"].startswith("Not known yet: ")
    assert view["urgency"]["calm"].endswith("anything new appears.")
    assert view["footer"]["disclaimer"].endswith("most are estimates.")


def test_tests_come_after_what_can_be_asked(engine: lb.Engine) -> None:
    """None of the bundled emergencies rests on a test alone: the urgent ones do."""
    from lumpbayes.panel.unasked_view import unasked_view  # one use

    unasked = engine.diagnose(FOUND).unasked_red_flags(at_least="urgent")
    names = [each["variable"] for each in unasked_view(unasked, ())["alone"]]
    tests = [engine.knowledge.variables[name].phase == "test" for name in names]
    assert any(tests) and tests == sorted(tests)


def test_the_question_that_raises_the_urgency_most_is_listed(engine: lb.Engine) -> None:
    lowered = {"age_years": 67, "cancer_history": "yes", "pain": "severe", "layer": "deep"}
    for evidence in ({}, {"age_years": 67}, {"pain": "severe"}, {"fever": "yes"}, lowered):
        questions = engine.diagnose(evidence).next_questions()
        most = questions.most_raising or questions.most_changing
        if most is None:
            continue
        session = Session(engine, evidence, None)
        view = send(session, "hello")
        (listed,) = [each for each in view["next"] if "more than any other" in each["why"]]
        assert listed["variable"] == most.variable
        assert ("lowers the urgency" in listed["why"]) == (evidence is lowered)
        view = send(session, "skip", variable=most.variable)
        assert most.variable not in {each["variable"] for each in view["next"]}


def test_the_fit_is_in_the_words_of_the_report(session: Session, engine: lb.Engine) -> None:
    conflict = engine.diagnose(FOUND).conflict()
    fit = send(session, "hello")["fit"]
    assert fit["headline"] == f"{conflict_headline(conflict)}."
    assert fit["lines"][-1] == conflict_sentence(conflict)
    assert fit["headline"].removesuffix(".") in engine.diagnose(FOUND).report_html()


# --- The report -------------------------------------------------------------------------------


def test_a_report_is_written_with_the_edited_numbers(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    send(session, "edit", number=LIPOMA, percent="40")
    view = send(session, "report", path=f" {path} ")
    assert view["status"]["text"].startswith(f"The report is written to {path}.")
    assert view["status"]["about"]["type"] == "report"
    page = path.read_text(encoding="utf-8")
    assert page == session.asked.diagnosis.report_html()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    send(session, "answer", variable="fever", state="no")
    refused = error(send(session, "report", path=str(path)))
    assert f"tick “{REPLACE}”, or choose another name" in refused and "--force" not in refused
    assert path.read_text(encoding="utf-8") == page
    assert send(session, "report", path=str(path), replace=True)["status"]["kind"] == "done"
    assert path.read_text(encoding="utf-8") != page


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (" ", "no file is named: type a path such as report.html"),
        (5, "path=5; expected text"),
        ("/nowhere/at/all/report.html", "/nowhere/at/all"),
    ],
)
def test_a_report_that_cannot_be_written(session: Session, path: object, expected: str) -> None:
    assert expected in error(send(session, "report", path=path))


def test_a_folder_is_not_replaced(session: Session, tmp_path: Path) -> None:
    view = send(session, "report", path=str(tmp_path), replace=True)
    assert str(tmp_path) in error(view) and "tick" not in error(view)


def test_what_is_impossible_has_no_report(animals: lb.Engine, tmp_path: Path) -> None:
    session = Session(animals, {"barks": "yes"}, None)
    send(session, "answer", variable="swims", state="yes")
    view = send(session, "report", path=str(tmp_path / "a.html"))
    assert "no report on findings that are impossible together" in error(view)
    assert not (tmp_path / "a.html").exists()


def test_scenarios_that_are_there_name_the_tick_box(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "scenarios.json"
    send(session, "save", name="A")
    send(session, "write_file", path=str(path))
    refused = error(send(session, "write_file", path=str(path)))
    assert REPLACE in refused and "force" not in refused


def test_the_page_has_the_words_that_messages_name() -> None:
    from lumpbayes.panel.widget import SCRIPT

    assert f'"{REPLACE}"' in SCRIPT.read_text(encoding="utf-8")


# --- Undo, and a new patient ------------------------------------------------------------------


def undone(session: Session) -> str:
    text: str = send(session, "undo")["status"]["text"]
    return text


def test_undo_says_what_it_took_back(session: Session) -> None:
    send(session, "answer", variable="recent_trauma_or_surgery", state="yes")
    assert undone(session) == "Undone: Recent injury, injection or operation: yes."
    send(session, "number", variable="size", text="4")
    send(session, "number", variable="size", text="6")
    assert undone(session) == "Undone: Size: 6 cm. Back again: Size: 4 cm."
    unknown = send(session, "hello")["next"][0]["variable"]
    send(session, "skip", variable=unknown)
    label = session.original.knowledge.variable_labels[unknown]
    assert undone(session) == f"Undone: {label} skipped."
    send(session, "edit", number=LIPOMA, percent="40")
    assert undone(session).endswith(" set to 40.0 %.")
    send(session, "clear")
    text = undone(session)
    assert text.startswith("Undone. Back again: ") and text.endswith(" and 3 more.")


def test_a_refused_number_says_what_counts(session: Session) -> None:
    send(session, "number", variable="size", text="4")
    refused = error(send(session, "number", variable="size", text="600"))
    assert refused.endswith("Not used: Size: 4 cm still counts.")
    assert error(send(session, "number", variable="age_group", text="-1")).endswith(
        "Not used: Age: 67 years still counts."
    )
    send(session, "number", variable="size", text="")
    assert error(send(session, "number", variable="size", text="600")).endswith(" Not used.")


def test_a_new_patient_begins_with_nothing(session: Session) -> None:
    send(session, "explain", cause="lipoma")
    send(session, "skip", variable="limb_weakness")
    send(session, "edit", number=LIPOMA, percent="40")
    view = send(session, "new_patient", keep_edits=True)
    assert view["answers"] == {} == dict(session.state.evidence)
    assert view["skipped"] == [] and view["pinned"] is None and len(view["edits"]) == 1
    assert "The edited numbers are kept." in view["status"]["text"]
    view = send(session, "new_patient", keep_edits=False)
    assert view["edits"] == [] and "kept" not in view["status"]["text"]
    assert len(send(session, "undo")["edits"]) == 1
    assert "fever" in send(session, "undo")["answers"]


# --- 0.3 or 30 % ------------------------------------------------------------------------------


def test_a_percentage_below_1_is_asked_about(session: Session) -> None:
    view = send(session, "edit", number=LIPOMA, percent="0.3")
    assert view["doubt"] == {"text": "0.3 % or 30 %?", "choices": ["0.3 %", "30 %"]}
    assert view["edits"] == [] and view["number"]["number"] == LIPOMA
    for choice, shown in (("0.3 %", "0.3 %"), ("30 %", "30.0 %")):
        view = send(session, "edit", number=LIPOMA, percent=choice)
        assert view["doubt"] is None and view["edits"][0]["after"] == shown
    for kind in ("choose", "remove_edit", "reset_numbers"):
        assert send(session, "edit", number=LIPOMA, percent=".5")["doubt"]
        assert send(session, kind, number=LIPOMA)["doubt"] is None


def test_what_is_clear_is_not_asked_about(session: Session) -> None:
    rare = ["prior", "cause", "spinal_metastasis", "primary_care"]
    number: Any
    for number, said in ((rare, "0.3"), (LIPOMA, "0"), (LIPOMA, "1"), (LIPOMA, 0.3)):
        view = send(session, "edit", number=number, percent=said)
        assert view["doubt"] is None and view["edits"]


# --- What was assumed -------------------------------------------------------------------------


@pytest.mark.parametrize("setting", [None, "primary_care", "emergency"])
def test_what_was_assumed_is_assumed_again(
    engine: lb.Engine, tmp_path: Path, setting: str | None
) -> None:
    path = str(tmp_path / "a.json")
    session = Session(engine, {"fever": "yes"}, setting)
    saved = send(session, "save", name="A")
    send(session, "write_file", path=path)
    other = Session(engine, None, None)
    view = send(other, "read_file", path=path)
    assert view["scenarios"] == saved["scenarios"]  # with as many findings
    assert other.book.states["A"] == session.state


# --- Numbers that no single row has ---------------------------------------------------------------


def test_words_of_a_cause_and_a_finding_name_a_path(session: Session) -> None:
    found = send(session, "find", text="fever deep spinal")["found"]
    assert found["along"] and found["count"] == len(found["numbers"]) == 4
    words = [f"{each['words']}: {each['text']}" for each in found["numbers"]]
    assert words[:2] == [
        "Systemic inflammation: from infection, if Cause: Deep spinal infection: 94.0 %",
        "Fever: yes, if Systemic inflammation: from infection: 58.0 %",
    ]
    chosen = send(session, "choose", number=found["numbers"][0]["number"])["number"]
    assert chosen["text"] == "94.0 %"
    assert not send(session, "find", text="fever infection")["found"]["along"]


def test_a_state_that_the_tables_leave_open_is_the_rest(session: Session) -> None:
    found = send(session, "find", text="size over 5 skin abscess")["found"]
    (rest,) = found["numbers"]
    assert rest["words"] == "Size: over 5 cm, if Cause: Skin abscess"
    assert rest["text"] == "the rest: 16.6 %, change the others" and not rest["editable"]
    for kind, fields in (("choose", {}), ("edit", {"percent": "5"})):
        view = send(session, kind, number=rest["number"], **fields)
        assert "the tables list no number" in error(view)
