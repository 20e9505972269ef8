"""Every number and every bar of a view is one of the record's own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import pytest

import lumpbayes as lb
from lumpbayes import results
from lumpbayes.display import views
from lumpbayes.display.html.answer import answer_fragment
from lumpbayes.display.questions_words import effects, outcome_text, urgency_line, value_words
from lumpbayes.display.urgency_words import told_reasons
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.percentages import percent
from tests.display.shown_tables import (
    Cell,
    Shown,
    assert_balance,
    assert_bar,
    assert_span,
    lines_of,
    tables_of,
)
from tests.tiny_model import TinyModel

FOUND = {"fever": "yes", "redness": "yes", "size_cm": 6.2, "warmth": "no", "pain": "severe"}
DECIBAN = math.log(10) / 10


@pytest.fixture(scope="module")
def dx(engine: lb.Engine) -> lb.Diagnosis:
    return engine.diagnose(FOUND)


def tables(record: object) -> list[Shown]:
    return tables_of(views.html(record))


def lines(record: object) -> list[str]:
    return lines_of(views.html(record))


def between(interval: results.Interval) -> str:
    return f"({percent(interval.low).removesuffix(' %')}–{percent(interval.high)})"


def decibans(log_odds: float) -> str:
    return f"{round(log_odds / DECIBAN, 1) + 0.0:+.1f}"


def unfolded(shown: list[Shown], count: int) -> list[list[Cell]]:
    """The rows of a table, and of the fold below it."""
    rows = [row for table in shown for row in table.rows]
    assert len(rows) == count
    return rows


# --- Answers -----------------------------------------------------------------------------------


def test_a_differential(dx: lb.Diagnosis) -> None:
    first, folded, *_ = tables(dx.answer)
    rows = unfolded([first, folded], len(dx))
    for rank, (cells, (cause, share)) in enumerate(zip(rows, dx.items(), strict=True), start=1):
        assert [cell.text for cell in cells] == [
            f"{rank}. {dx.answer.labels[cause]}",
            percent(share),
            "",
        ]
        assert_bar(cells[2], share)
    rest = list(dx.values())[10:]
    assert folded.fold == f"{len(rest)} more, together {percent(math.fsum(rest))}"
    groups = (f"{dx.answer.group_labels[g]} {percent(p)}" for g, p in dx.groups.items())
    assert " · ".join(groups) in lines(dx.answer)


def test_a_differential_with_intervals(dx: lb.Diagnosis) -> None:
    intervals = dx.intervals(draws=200)
    first, folded, *_ = tables_of(answer_fragment(dx.answer, intervals))
    rows = unfolded([first, folded], len(dx))
    for cells, (cause, share) in zip(rows, dx.items(), strict=True):
        found = intervals[cause]
        assert [cell.text for cell in cells[1:]] == [percent(share), between(found), ""]
        assert_bar(cells[3], share, (found.low, found.high))


def test_advice_says_how_probable_each_cause_is(dx: lb.Diagnosis) -> None:
    said = lines(dx.answer)
    assert dx.answer.management
    for each in dx.answer.management:
        head = f"If it is {dx.answer.labels[each.cause]} ({percent(each.probability)}): "
        assert any(line.startswith(head) for line in said)


def test_a_turn(engine: lb.Engine) -> None:
    turn = engine.interview(FOUND)
    posterior = list(turn.answer.posterior.items())
    shown = [table for table in tables(turn) if "Differential" in table.title]
    rows = unfolded(shown[:1], 5)
    for cells, (_, share) in zip(rows, posterior, strict=False):
        assert cells[1].text == percent(share)
        assert_bar(cells[2], share)
    rest = math.fsum(share for _, share in posterior[5:])
    assert f"{len(posterior) - 5} more, together {percent(rest)}" in {t.fold for t in tables(turn)}


def test_an_urgency(engine: lb.Engine) -> None:
    urgency = engine.diagnose(
        {"cancer_history": "yes", "pain": lb.Reliability("severe", 0.99)}
    ).urgency
    said = lines(urgency)
    reasons = (*urgency.reasons, *urgency.possible_reasons)
    assert any(each.probability is not None for each in reasons)
    told = list(told_reasons(urgency))
    for each in reasons:
        if each.kind == "red_flag":
            assert f"red flag {each.subject} ({each.level}, within 24 hours): {each.text}" in said
        elif each.kind == "expected_loss":
            assert f"because {each.text[:1].lower()}{each.text[1:]}" in said
        elif each in told or each in urgency.possible_reasons:
            because = f"because {percent(each.probability or 0)}: {each.text}"
            assert any(line.endswith(because) for line in said)


# --- Why ---------------------------------------------------------------------------------------


def test_a_ledger(engine: lb.Engine) -> None:
    names = engine.knowledge.variables.values()
    found = {v.name: v.states[0] for v in names if v.role == "finding" and v.states[-1] == "no"}
    ledger = engine.diagnose({**found, "fever": "no"}).explain()
    shown, smaller = tables(ledger)
    before, *rows, together, after = shown.rows
    findings = [(row.log_share, row.log_leave_one_out) for row in ledger.rows]
    assert len(findings) > 12
    ends = (ledger.log_prior_odds, ledger.log_posterior_odds)
    most = max(abs(each) for each in (*(share or 0.0 for share, _ in findings), *ends))
    for cells, (share, last) in zip((*rows, *smaller.rows), findings, strict=True):
        assert share is not None
        assert last is not None
        assert [cells[1].text, cells[4].text] == [decibans(share), decibans(last)]
        assert cells[3].text == factor(share)
        assert_balance(cells[2], share, most)
    rest = math.fsum(share or 0.0 for share, _ in findings[12:])
    assert [cell.text for cell in together] == [
        f"{len(findings) - 12} findings with smaller shares, together",
        *(decibans(rest), "", factor(rest), ""),
    ]
    assert_balance(together[2], rest, most)
    for cells, when, share, log_odds in (
        (before, "before the findings", ledger.prior, ledger.log_prior_odds),
        (after, "after them", ledger.posterior, ledger.log_posterior_odds),
    ):
        assert cells[0].text == f"{when}: {percent(share)}"
        assert cells[1].text == decibans(log_odds)
        ratio = size(log_odds)
        assert cells[3].text == (f"{ratio}:1" if log_odds > 0 else f"1:{ratio}")
        assert_balance(cells[2], log_odds, most)


def factor(log_share: float) -> str:
    return f"{'/' if log_share < 0 and size(log_share) != '1' else 'x'} {size(log_share)}"


def size(log_factor: float) -> str:
    if abs(log_factor) >= math.log(1e6):
        return f"1e{abs(log_factor) / math.log(10):.0f}"
    found = math.exp(abs(log_factor))
    return (f"{found:.1f}" if round(found, 1) < 10 else f"{found:,.0f}").removesuffix(".0")


def test_a_conflict(dx: lb.Diagnosis) -> None:
    conflict = dx.conflict(draws=100)
    (shown,) = tables(conflict)
    most = max(abs(row.log_disagreement) for row in conflict.rows)
    for cells, row in zip(shown.rows, conflict.rows, strict=True):
        assert [cell.text for cell in cells] == [
            row.finding,
            f"expected {percent(math.exp(row.log_given_others))}, without the others "
            f"{percent(math.exp(row.log_alone))}",
            *(f"{-row.log_disagreement / DECIBAN + 0.0:+.1f}", ""),
            f"{row.expected_label} ({percent(row.expected_probability)})",
        ]
        assert_balance(cells[3], -row.log_disagreement, most, ("against", "for"))


def test_an_evolution(dx: lb.Diagnosis) -> None:
    evolution = dx.evolution()
    (shown,) = tables(evolution)
    for cells, step in zip(shown.rows, evolution, strict=True):
        share = max(step.posterior.values())
        lead = max(step.posterior, key=lambda cause: step.posterior[cause])
        assert [cell.text for cell in cells[:3]] == [
            step.found,
            evolution.labels[lead],
            percent(share),
        ]
        assert cells[4].text.startswith((step.urgency or "none").replace("_", "-"))
        assert_bar(cells[3], share)


# --- How sure ----------------------------------------------------------------------------------


def test_intervals(dx: lb.Diagnosis) -> None:
    intervals = dx.intervals(draws=200)
    first, folded, groups = tables(intervals)
    for shown, found, labels in (
        ([first, folded], intervals.states, intervals.labels["state"]),
        ([groups], intervals.groups, intervals.labels["group"]),
    ):
        for cells, (name, each) in zip(unfolded(shown, len(found)), found.items(), strict=True):
            assert [cell.text for cell in cells] == [
                *(labels[name], percent(each.probability), between(each), ""),
                percent(each.leads),
            ]
            assert_bar(cells[3], each.probability, (each.low, each.high))


def test_an_interval() -> None:
    interval = results.Interval(0.25, 0.125, 0.5, 0.75)
    said = lines(interval)
    assert said[0] == "25.0 % (12.5–50.0 %), is first in 75.0 %"
    places = re.findall(r"left:([\d.]+)%;width:([\d.]+)%", views.html(interval))
    assert places == [("0", "25"), ("12.5", "37.5")]


def test_a_tornado(dx: lb.Diagnosis) -> None:
    sensitivity = dx.sensitivity()
    (shown,) = tables(sensitivity)
    for cells, each in zip(shown.rows, sensitivity.tornado(10), strict=True):
        low, high = sorted((each.at_low, each.at_high))
        sign = "+" if each.at_high > each.at_low else "-"
        assert [cells[1].text, cells[3].text] == [percent(low), f"{percent(high)} {sign}"]
        row = each.row
        number = f"{row.probability:.4g}, from {row.low:.4g} to {row.high:.4g}"
        assert number in cells[0].text
        assert_span(cells[2], low, high, sensitivity.posterior, sensitivity.extremes)
    now = f"{sensitivity.causes.label} ({percent(sensitivity.posterior)})"
    assert f"Which numbers matter to {now}" in lines(sensitivity)


# --- What next ---------------------------------------------------------------------------------


def outcomes(shown: Shown, question: results.Question) -> None:
    assert shown.texts == [
        [each.label, percent(each.probability), outcome_text(each)] for each in question.outcomes
    ]


def test_questions(engine: lb.Engine) -> None:
    questions = engine.diagnose({"cancer_history": "yes"}).next_questions()
    found = tables(questions)
    ranked = [table for table in found if table.title.startswith("Questions")]
    main = [table for table in ranked if table.rows[0][0].text[:2] in ("1.", "6.")]
    rows = unfolded(main, len(questions))
    inner = [table for table in found if table.fold == "What each answer would do"]
    for rank, (cells, each, answers) in enumerate(
        zip(rows, questions, inner, strict=True), start=1
    ):
        settled = min(1.0, each.entropy_gain / questions.entropy)
        assert cells[0].text.startswith(f"{rank}. {each.question}")
        assert cells[0].text.endswith("; ".join(effects(each, questions.entropy)))
        assert [cell.text for cell in cells[1:]] == [
            *(f"{each.cost:g}", value_words(each.value, questions.measure), percent(settled)),
        ]
        assert_bar(cells[3], settled)
        outcomes(answers, each)
    found = urgency_line(questions)
    assert found is not None
    assert found[1] in lines(questions)


def test_a_question(engine: lb.Engine) -> None:
    questions = engine.diagnose({"cancer_history": "yes"}).next_questions()
    assert any(each.urgency_change and each.leading_cause_change for each in questions)
    for question in questions:
        outcomes(tables(question)[0], question)
        facts = lines(question)[1]
        for words in (
            f"cost {question.cost:g}",
            f"entropy falls by {question.entropy_gain:.3g} nats",
            f"may change the leading cause ({percent(question.leading_cause_change)})",
            f"may change the urgency ({percent(question.urgency_change)})",
        ):
            assert words in facts


def test_stopping(engine: lb.Engine) -> None:
    stopping = engine.diagnose({"size_cm": 3}).stopping(draws=200)
    (shown,) = tables(stopping)
    same = stopping.same_decision_probability
    assert 0 < same < 1
    assert shown.rows[0][1].text == percent(same)
    assert_bar(shown.rows[0][2], same)
    said = lines(stopping)
    assert any(f"standard error {percent(stopping.standard_error)}" in line for line in said)
    assert any(line.endswith(f"enough from {percent(stopping.at_least)} on") for line in said)


def test_goals(engine: lb.Engine) -> None:
    goals = engine.diagnose({"redness": "yes"}).goal("skin_abscess", at_least=0.9)
    assert len(goals) > 1
    (shown,) = tables(goals)
    for cells, goal in zip(shown.rows, goals, strict=True):
        often = f"found in {percent(goal.probability)} of such people"
        assert often in cells[0].text
        assert [cell.text for cell in cells[1:3]] == [f"{goal.cost:g}", percent(goal.posterior)]
        assert_bar(cells[3], goal.posterior)
    assert f"{goals.label}: {percent(goals.now)} now" in lines(goals)


# --- What-ifs ----------------------------------------------------------------------------------


def test_a_comparison(engine: lb.Engine, dx: lb.Diagnosis) -> None:
    comparison = engine.what_if(dx, {"fever": "no"})
    first, folded, groups = tables(comparison)
    rows = [*unfolded([first, folded], len(comparison.causes)), *groups.rows]
    for cells, move in zip(rows, (*comparison.causes, *comparison.groups), strict=True):
        assert move.before is not None
        assert move.after is not None
        assert [cell.text for cell in cells[:2]] == [
            move.label,
            f"{percent(move.before)} → {percent(move.after)}",
        ]
        moved = math.log(move.after / (1 - move.after)) - math.log(move.before / (1 - move.before))
        if move.before != move.after:
            assert cells[3].text == decibans(moved)
        before, after = cells[2].bar("fill before"), cells[2].bar("fill")
        assert before.right == pytest.approx(100 * move.before, abs=0.011)
        assert after.right == pytest.approx(100 * move.after, abs=0.011)
    ranks = {(move.rank_before, move.rank_after) for move in comparison.causes}
    shown = {tuple(re.findall(r"\d+", row[4].text)) for row in rows[: len(comparison.causes)]}
    assert shown == {(str(a),) if a == b else (str(a), str(b)) for a, b in ranks}


def test_scenarios(engine: lb.Engine, dx: lb.Diagnosis) -> None:
    scenarios = engine.scenarios(dx, {"calm": lb.Scenario({"fever": "no"}), "same": lb.Scenario()})
    first, folded, sums = tables(scenarios)
    answers = [scenarios.base, *(each.after for each in scenarios.values())]
    by_label = {scenarios.base.labels[cause]: cause for cause in scenarios.base.posterior}
    for cells in unfolded([first, folded], len(dx)):
        cause = by_label[cells[0].text]
        for cell, answer in zip(cells[1:], answers, strict=True):
            assert cell.text == percent(answer.posterior[cause])
            assert_bar(cell, answer.posterior[cause])
    groups = {label: name for name, label in scenarios.base.group_labels.items()}
    for cells in sums.rows[: len(groups)]:
        found = [percent(answer.groups[groups[cells[0].text]]) for answer in answers]
        assert [cell.text for cell in cells[1:]] == found


# --- Queries and parts -------------------------------------------------------------------------


def test_posteriors(tiny: TinyModel) -> None:
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"redness": "yes"})
    (shown,) = tables(dx.posteriors)
    for cells, (name, found) in zip(shown.rows, dx.posteriors.items(), strict=True):
        state = max(found, key=lambda each: found[each])
        assert [cell.text for cell in cells[:3]] == [name, state, percent(found[state])]
        assert_bar(cells[3], found[state])


def test_an_assignment(tiny: TinyModel) -> None:
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"redness": "yes"})
    assignment = dx.most_probable_explanation()
    assert 0.01 < assignment.probability < 0.99
    share, log = percent(assignment.probability), math.log(assignment.probability)
    (shown,) = tables(assignment)
    assert lines(assignment)[0] == f"Probability of all together: {share} (natural log {log:.6g})"
    assert shown.texts == [[name, state] for name, state in assignment.states.items()]


def test_derivatives(dx: lb.Diagnosis) -> None:
    derivatives = dx.derivatives("cause", "lipoma")
    head = f"Posterior {percent(derivatives.posterior)}, by {len(derivatives.variables)} tables"
    assert lines(derivatives)[0] == head
    for name, _, steepest in (row[:3] for table in tables(derivatives) for row in table.texts):
        found = derivatives.table(name)
        largest = float(found.flat[abs(found).argmax()])
        assert steepest == (f"{largest:+.4g}" if abs(largest) > 1e-14 else "0")


@pytest.mark.parametrize("what", ["posterior", "groups", "of size"])
def test_probabilities_by_name(dx: lb.Diagnosis, what: str) -> None:
    found: Mapping[str, float] = dx.of("size") if what == "of size" else getattr(dx, what)
    shown = tables(found)
    assert shown[0].title == "Probabilities"
    for cells, (name, share) in zip(unfolded(shown, len(found)), found.items(), strict=True):
        assert [cell.text for cell in cells[:2]] == [name, percent(share)]
        assert_bar(cells[2], share)


def test_a_size_is_no_probability(engine: lb.Engine) -> None:
    (shown,) = tables(engine.diagnose({"size_cm": 0.5}).evidence)
    assert shown.title == "By name"
    assert shown.texts == [["size_cm", "0.5"]]


@pytest.mark.parametrize(
    "kind", ["finding", "urgency", "variable", "key", "state in this Likelihood"]
)
def test_numbers_between_0_and_1_are_no_probabilities_by_themselves(kind: str) -> None:
    (shown,) = tables(FrozenMapping({"a": 0.25, "b": 1.0}, kind))
    assert shown.title == "By name"
    assert shown.texts == [["a", "0.25"], ["b", "1"]]


def test_words_by_cause_are_no_probabilities(dx: lb.Diagnosis) -> None:
    assert {table.title for table in tables(dx.answer.labels)} == {"By name"}
