"""Every number of a report is one of the library's own records."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes import results
from lumpbayes.display.questions_words import TESTS_ORDER, effects, outcome_text
from lumpbayes.display.row_words import number_words, row_words
from lumpbayes.display.urgency_words import own_level
from lumpbayes.percentages import percent
from lumpbayes.reasoning.table_rows import origin
from tests.display.shown_tables import (
    Shown,
    assert_balance,
    assert_bar,
    assert_span,
    lines_of,
    tables_of,
)
from tests.tiny_model import TinyModel

FOUND = {"fever": "yes", "redness": "yes", "tenderness": "yes", "onset": "days", "size_cm": 3}
GRAVE = {"age_years": 67, "cancer_history": "yes", "pain": "severe", "layer": "deep"}
LN10 = 2.302585092994046


@pytest.fixture(scope="module", params=[FOUND, GRAVE], ids=["abscess", "metastasis"])
def dx(request: pytest.FixtureRequest) -> lb.Diagnosis:
    return lb.load(backend="sweeps").diagnose(request.param)


@pytest.fixture(scope="module")
def text(dx: lb.Diagnosis) -> str:
    return dx.report_html()


@pytest.fixture(scope="module")
def tables(text: str) -> list[Shown]:
    return tables_of(text)


@pytest.fixture(scope="module")
def lines(text: str) -> list[str]:
    return lines_of(text)


def under(tables: Iterable[Shown], title: str) -> list[Shown]:
    return [table for table in tables if table.title.startswith(title)]


def between(interval: results.Interval) -> str:
    low, high = percent(interval.low), percent(interval.high)
    return high if low == high else f"{low.removesuffix(' %')}–{high}"


@pytest.mark.parametrize("what", ["causes", "groups"])
def test_the_differential(dx: lb.Diagnosis, tables: list[Shown], what: str) -> None:
    intervals = dx.intervals()
    answer = dx.answer
    title, found, labels, ranges = {
        "causes": ("Differential", answer.posterior, answer.labels, intervals.states),
        "groups": ("Groups of", answer.groups, answer.group_labels, intervals.groups),
    }[what]
    shown, *folded = under(tables, title)
    rows = [row for table in (shown, *folded) for row in table.rows]
    assert len(shown.rows) == min(10, len(found))
    assert len(rows) == len(found)
    for row, (name, probability) in zip(rows, found.items(), strict=True):
        interval = ranges[name]
        assert [cell.text for cell in row] == [
            *(labels[name], "", percent(probability)),
            *(between(interval), percent(interval.leads)),
        ]
        assert_bar(row[1], probability, (interval.low, interval.high))
    rest = list(found.values())[10:]
    if what == "causes":
        assert [table.fold for table in folded] == [
            f"and {len(rest)} more, together {percent(sum(rest))}"
        ]


def test_an_interval_without_width_is_one_number() -> None:
    dx = lb.load(backend="sweeps").diagnose({"cause": "lipoma", "fever": "yes"})
    first, second, *_ = under(tables_of(dx.report_html()), "Differential")[0].texts
    assert first == [dx.answer.labels["lipoma"], "", "100 %", "100 %", "100 %"]
    assert second[1:] == ["", "0 %", "0 %", "0 %"]


def test_groups_that_are_folded_have_no_sum(tmp_path: Path) -> None:
    tiny = TinyModel(tmp_path)
    for number in range(9):
        tiny.add("groups", "cause", f"more{number}", f"More {number}", "cyst")
        tiny.add("groups", "cause", f"more{number}", f"More {number}", "abscess")
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"redness": "yes"})
    assert len(dx.groups) > 10
    _, folded = under(tables_of(dx.report_html()), "Groups of causes")
    assert folded.fold == f"and {len(dx.groups) - 10} more"  # they overlap: no sum says anything


def test_the_most_probable_causes(dx: lb.Diagnosis, lines: list[str]) -> None:
    intervals, answer = dx.intervals(), dx.answer
    said = []
    for cause, probability in list(answer.posterior.items())[:2]:
        low, high = percent(intervals[cause].low), percent(intervals[cause].high)
        ends = f"({low.removesuffix(' %')}–{high})"
        said.append(f"{answer.labels[cause]} {percent(probability)} {ends}")
    assert f"Most probable: {said[0]}; then {said[1]}" in lines


def test_the_urgency(dx: lb.Diagnosis, lines: list[str]) -> None:
    urgency = dx.urgency
    reasons = [
        each for each in urgency.reasons if each.level == urgency.level and each.kind != "red_flag"
    ]
    for reason in reasons:
        amount = ""
        if reason.probability is not None and reason.kind != "expected_loss":
            amount = f"because {percent(reason.probability)}: "
        assert any(line.startswith(f"{amount}{reason.text}") for line in lines), reason


def ledgers(dx: lb.Diagnosis) -> list[tuple[results.Ledger, str]]:
    """The ledgers that the report has, with what their headings end with."""
    first = next(iter(dx))
    found = [(dx.explain(), ": the most probable cause")]
    if first == "spinal_metastasis":
        found.append((dx.explain("deep_spinal_infection"), ": it drives the urgency"))
    return found


def test_why(dx: lb.Diagnosis, tables: list[Shown], lines: list[str]) -> None:
    for ledger, because in ledgers(dx):
        title = f"{ledger.cause_label}, {percent(ledger.posterior)}{because}"
        shown, *_ = under(tables, title)
        best = max(ledger.rows, key=lambda row: row.log_share or 0.0)
        worst = min(ledger.rows, key=lambda row: row.log_share or 0.0)
        against = f" Most against it: {worst.found}." if (worst.log_share or 0.0) < 0 else ""
        assert (
            f"Weighed against {ledger.against_label}: {percent(ledger.prior)} before the findings, "
            f"{percent(ledger.posterior)} after them. Most for it: {best.found}.{against}"
        ) in lines
        before, *rows, after = shown.rows
        largest = max(abs(row.log_share or 0.0) for row in ledger.rows)
        for cells, row in zip(rows, ledger.rows, strict=True):
            assert row.log_share is not None
            basis = origin((*row.for_cause, *row.for_rival))
            words = f"{row.found} (assumed)" if row.assumed else row.found
            said = [cell.text for cell in cells]
            assert [*said[:1], *said[4:]] == [words, basis]
            assert said[2:4] == [*weight(row.log_share)]
            assert_balance(cells[1], row.log_share, largest)
        assert [cell.text for cell in before] == [
            *("Before the findings", "", *odds(ledger.log_prior_odds)),
            origin(ledger.prior_for_cause),
        ]
        assert [cell.text for cell in after] == [
            "After them",
            "",
            *odds(ledger.log_posterior_odds),
            "",
        ]


def weight(log_share: float) -> tuple[str, str]:
    """Decibans, and what becomes of the odds."""
    tenths = f"{10 * log_share / LN10:+.1f}".replace("-0.0", "+0.0")
    return tenths, f"{'÷' if log_share < 0 and size(log_share) != '1' else '×'} {size(log_share)}"


def odds(log_odds: float) -> tuple[str, str]:
    ratio = f"{size(log_odds)}:1" if log_odds > 0 else f"1:{size(log_odds)}"
    return f"{10 * log_odds / LN10:+.1f}", ratio


def size(log_factor: float) -> str:
    factor = 10 ** (abs(log_factor) / LN10)
    return (f"{factor:.1f}" if round(factor, 1) < 10 else f"{factor:,.0f}").removesuffix(".0")


def test_findings_of_less_weight_have_their_sum() -> None:
    engine = lb.load(backend="sweeps")
    variables = engine.knowledge.variables.values()
    dx = engine.diagnose({v.name: v.states[-1] for v in variables if v.role == "finding"})
    ledger = dx.explain()
    shown, folded = under(tables_of(dx.report_html()), f"{ledger.cause_label}, ")[:2]
    rest = ledger.rows[10:]
    together = sum(row.log_share or 0.0 for row in rest)
    assert [cell.text for cell in shown.rows[-2]] == [
        f"The {len(rest)} findings of less weight",
        "",
        *weight(together),
        "",
    ]
    assert_balance(shown.rows[-2][1], together, max(abs(row.log_share or 0) for row in ledger.rows))
    assert [row[2] for row in folded.texts] == [weight(row.log_share or 0.0)[0] for row in rest]


def test_what_to_ask_next(dx: lb.Diagnosis, text: str, lines: list[str]) -> None:
    questions = dx.next_questions()
    assert dx.stopping().reason in lines
    asked = text[text.index("To ask and examine") : text.index("Tests, the most valuable")]
    tests = text[text.index("Tests, the most valuable") : text.index("The numbers that matter")]
    raising = questions.most_raising
    ranked = sorted(
        questions, key=lambda each: raising is None or each.variable != raising.variable
    )
    bedside = [each for each in ranked if each.phase != "test"][:4]
    ordered = [each for each in ranked if each.phase == "test"][:3]
    for part, chosen, before in ((asked, bedside, 1), (tests, ordered, 2)):
        told = lines_of(f"<h3>{part.partition('</section')[0].removesuffix('<h3>')}")
        expected = [
            line
            for question in chosen
            for line in (
                f"{question.question} {'; '.join(effects(question, questions.entropy))}".strip(),
                *(
                    f"{each.label} ({percent(each.probability)}): {outcome_text(each)}"
                    for each in question.outcomes
                ),
            )
        ]
        assert told[before : before + len(expected)] == expected
    assert TESTS_ORDER in unescape(tests)
    first = (
        "what may raise the urgency" if raising and bedside[0].variable == raising.variable else ""
    )
    assert first in asked.partition("</h3>")[0]


def test_the_numbers_that_matter_most(
    dx: lb.Diagnosis, tables: list[Shown], lines: list[str]
) -> None:
    found = dx.sensitivity()
    (shown,) = under(tables, "The numbers that matter most")
    tornado = found.tornado(6)
    for cells, each in zip(shown.rows, tornado, strict=True):
        low, high = sorted((each.at_low, each.at_high))
        row = each.row
        value, low_end, high_end = (
            number_words(each) for each in (row.probability, row.low, row.high)
        )
        number = f"{value} ({low_end} to {high_end}) {row.grade}, {row.place}"
        assert cells[0].text.startswith(f"{row_words(dx.knowledge, row)}: {number}")
        assert cells[2].text == f"{percent(low).removesuffix(' %')}–{percent(high)}"
        assert_span(cells[1], low, high, found.posterior, found.extremes)
    about = f"{found.causes.label} has {percent(found.posterior)}. Each number alone"
    (intro,) = (line for line in lines if line.startswith(about))
    assert f" {len(tornado)} of {len(found.moving):,} numbers that matter" in intro


def test_what_to_do(dx: lb.Diagnosis, lines: list[str]) -> None:
    assert dx.answer.management
    for advice in dx.answer.management:
        level = own_level(dx.answer, advice.urgency)
        label = dx.answer.labels[advice.cause]
        assert f"If it is {label} ({percent(advice.probability)}): {level}" in lines
        assert any(line.startswith(f"Work-up: {advice.workup}") for line in lines)


def test_what_was_drawn(dx: lb.Diagnosis) -> None:
    lines = lines_of(dx.report_html(seed=3, draws=200))
    assert "200 sets of tables and of answers, seed 3" in lines
    assert f"{dx.log_evidence:.6f} nats" in lines
    low, high = (percent(end) for end in dx.intervals(seed=3, draws=200)[next(iter(dx))][1:3])
    assert any(f"({low.removesuffix(' %')}–{high})" in line for line in lines)
