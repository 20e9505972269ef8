"""Every number that a panel says in words, beside the library's own records."""

from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.display.ledger_words import decibans_text
from lumpbayes.display.questions_words import share_settled
from lumpbayes.display.urgency_words import LEVEL_WORDS, headline, reason_lines
from lumpbayes.knowledge.likelihoods import given_cell
from lumpbayes.panel.session import Session
from lumpbayes.percentages import DECIBANS, percent, short_percent
from tests.panel.test_session import LIPOMA, send

FOUND = {"fever": "yes", "pain": "severe"}
LATER = {**FOUND, "redness": "yes"}


def signed(log_odds: float) -> str:
    return decibans_text(log_odds).replace("-", "−")


@pytest.fixture(scope="module")
def edited(engine: lb.Engine) -> lb.Engine:
    return engine.with_prevalences({"lipoma": 0.4})


@pytest.fixture(scope="module")
def session(engine: lb.Engine) -> Session:
    session = Session(engine, FOUND, None)
    send(session, "edit", number=LIPOMA, percent="40")
    send(session, "explain", cause="lipoma")
    send(session, "choose", number=LIPOMA)
    return session


@pytest.fixture(scope="module")
def view(session: Session) -> dict[str, Any]:
    """After an edit, and then a finding."""
    return send(session, "answer", variable="redness", state="yes")


def test_the_differential(view: dict[str, Any], engine: lb.Engine, edited: lb.Engine) -> None:
    now, before, tables = edited.diagnose(LATER), edited.diagnose(FOUND), engine.diagnose(LATER)
    intervals = now.intervals()
    assert [row["cause"] for row in view["differential"]] == list(now.posterior)
    for row in view["differential"]:
        cause = row["cause"]
        low, high = intervals[cause].low, intervals[cause].high
        assert row["label"] == now.answer.labels[cause]
        assert row["text"] == percent(now[cause])
        assert (row["low"], row["high"]) == (low, high) and low < high
        assert row["interval"] == f"{short_percent(low)[:-2]} to {short_percent(high)}"
        assert (row["tables"], row["tables_text"]) == (tables[cause], percent(tables[cause]))
        move = 100 * (now[cause] - before[cause])
        if abs(move) < 0.5:
            assert row["move"] == ""
        else:
            sign, size = row["move"].split()
            assert sign == ("▲" if move > 0 else "▼")
            assert float(size) == pytest.approx(abs(move), abs=0.51 if abs(move) >= 1 else 0.051)
    assert {row["move"][:1] for row in view["differential"]} == {"▲", "▼", ""}


def test_what_moved(view: dict[str, Any], edited: lb.Engine) -> None:
    now, before = edited.diagnose(LATER), edited.diagnose(FOUND)
    moves = {cause: now[cause] - before[cause] for cause in now.posterior}
    largest = sorted(moves, key=lambda cause: -abs(moves[cause]))[:4]
    assert [each["cause"] for each in view["moved"]] == largest
    for each in view["moved"]:
        cause = each["cause"]
        label = now.answer.labels[cause]
        assert each["text"] == f"{label} {percent(before[cause])} → {percent(now[cause])}"
        assert each["up"] == ("up" if moves[cause] > 0 else "down")


def test_the_groups_and_the_urgency(
    view: dict[str, Any], engine: lb.Engine, edited: lb.Engine
) -> None:
    now, tables = edited.diagnose(LATER).answer, engine.diagnose(LATER).answer
    groups = {each["group"]: (each["label"], each["text"]) for each in view["groups"]}
    assert groups == {
        name: (now.group_labels[name], percent(each)) for name, each in now.groups.items()
    }
    assert len({text for _, text in groups.values()}) > 2
    assert view["urgency"]["level"] == now.urgency.level
    assert view["urgency"]["headline"] == headline(now)
    assert view["urgency"]["reasons"] == list(reason_lines(now)) != []
    assert view["urgency"]["flags"] == len(now.red_flags)
    assert view["urgency_tables"] == tables.urgency.level


def test_the_ledger(view: dict[str, Any], edited: lb.Engine) -> None:
    ledger, shown = edited.diagnose(LATER).explain("lipoma"), view["ledger"]
    assert (shown["cause"], shown["label"]) == ("lipoma", ledger.cause_label)
    assert shown["prior"] == percent(ledger.prior) != percent(ledger.posterior)
    assert shown["posterior"] == percent(ledger.posterior)
    assert shown["prior_decibans"] == signed(ledger.log_prior_odds)
    assert shown["posterior_decibans"] == signed(ledger.log_posterior_odds)
    assert shown["prior_decibans"] != shown["posterior_decibans"]
    assert len(shown["rows"]) == len(ledger.rows) == 3
    for row, expected in zip(shown["rows"], ledger.rows, strict=True):
        assert expected.log_share is not None
        assert row["found"] == expected.found
        assert row["decibans"] == DECIBANS * expected.log_share
        assert row["text"] == signed(expected.log_share)
        assert row["kind"] == expected.kind.value
        assert expected.kind.value in row["words"]
    assert ledger.log_prior_odds + sum(
        row["decibans"] / DECIBANS for row in shown["rows"]
    ) == pytest.approx(ledger.log_posterior_odds)


def test_the_edit(view: dict[str, Any], engine: lb.Engine) -> None:
    estimate = next(
        cell.estimate
        for cell in engine.knowledge.priors
        if (cell.cause, cell.setting) == ("lipoma", "primary_care")
    )
    (edit,) = view["edits"]
    assert (edit["before"], edit["after"]) == (percent(estimate.probability), "40.0 %")
    number = view["number"]
    assert number["text"] == percent(estimate.probability)
    assert number["interval"] == f"{percent(estimate.low)} to {percent(estimate.high)}"
    assert (number["value"], number["low"], number["high"]) == estimate[:3]
    assert number["now"] == pytest.approx(0.4) and number["now_text"] == "40.0 %"
    assert number["changed"] == ""


def test_the_questions(view: dict[str, Any], edited: lb.Engine) -> None:
    questions_found = edited.diagnose(LATER).next_questions()
    questions = {each.variable: each for each in questions_found}
    most = questions_found.most_changing
    assert most is None or most.variable in {each["variable"] for each in view["next"]}
    assert 4 <= len(view["next"]) <= 5
    for each in view["next"]:
        question = questions[each["variable"]]
        assert (each["label"], each["phase"]) == (question.label, question.phase)
        chance = short_percent(question.urgency_change)
        assert (f"with a chance of {chance}" in each["why"]) == (question.urgency_change > 0)
        assert ("more than any other" in each["why"]) == (question is most)
        share = short_percent(share_settled(question, questions_found.entropy))
        assert f"expected to settle {share} of the doubt" in each["why"]


def test_the_comparison(session: Session, view: dict[str, Any], edited: lb.Engine) -> None:
    now = edited.diagnose(LATER)
    send(session, "save", name="A")
    without = edited.diagnose({**LATER, "fever": "no"})
    send(session, "answer", variable="fever", state="no")
    compared = send(session, "compare", names=["A"])["comparison"]
    for row in compared["rows"]:
        both = [now[row["cause"]], without[row["cause"]]]
        assert row["probabilities"] == both
        assert row["texts"] == [percent(each) for each in both]
    levels = [each.urgency.level for each in (now, without)]
    assert [each["level"] for each in compared["urgency"]] == levels
    words = [LEVEL_WORDS[level].partition(":")[0] for level in levels if level]
    assert [each["text"] for each in compared["urgency"]] == words


# --- Numbers of one row --------------------------------------------------------------------------


def test_an_edit_that_another_changed_is_not_shown_as_it_was_set(tiny_session: Session) -> None:
    session = tiny_session
    numbers = [list(number) for number in session.numbers._by_number if number.variable == "pain"]
    mild, severe = (
        next(each for each in numbers if each[2] == state and each[3] == "inflammation=yes")
        for state in ("mild", "severe")
    )
    send(session, "edit", number=mild, percent="60")
    view = send(session, "edit", number=severe, percent="60")

    def in_force(number: list[str]) -> float:
        return next(
            cell.estimate.probability
            for cell in session.edited.engine.knowledge.likelihoods
            if [cell.variable, cell.state, given_cell(cell.given)] == number[1:]
        )

    assert in_force(severe) == pytest.approx(0.6) and in_force(mild) < 0.4
    changed = "set to 60.0 %, changed by the edit of Pain at the lump: severe"
    text = f"{percent(in_force(mild))} ({changed})"
    assert [each["after"] for each in view["edits"]] == [text, "60.0 %"]
    chosen = send(session, "choose", number=mild)["number"]
    assert chosen["now"] == in_force(mild) and chosen["now_text"] == percent(in_force(mild))
    assert chosen["changed"] == changed
    view = send(session, "edit", number=mild, percent="60")  # what is set last holds
    assert in_force(mild) == pytest.approx(0.6)
    assert (
        view["edits"][1]["after"] == "60.0 %"
        and "Pain at the lump: mild" in view["edits"][0]["after"]
    )
    chosen = send(session, "choose", number=severe)["number"]
    assert chosen["now"] == in_force(severe)
    view = send(session, "remove_edit", number=mild)
    assert [each["after"] for each in view["edits"]] == ["60.0 %"]


def test_a_number_that_was_not_edited_is_shown_as_it_is_now(session: Session) -> None:
    """A row's states are 1 together: to set one is to change the others."""
    other = Session(session.original, None, None)
    number = ["prior", "cause", "hematoma", "primary_care"]
    before = send(other, "choose", number=number)["number"]
    send(other, "edit", number=LIPOMA, percent="90")
    after = send(other, "choose", number=number)["number"]
    assert after["value"] == before["value"] == before["now"] > after["now"]
    assert after["now_text"] == percent(after["now"]) != before["now_text"]
    assert not after["edited"] and after["changed"] == ""


@pytest.fixture
def tiny_session(tiny: Any) -> Session:
    return Session(lb.load(tiny.path, backend="sweeps"), None, None)
