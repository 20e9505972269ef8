"""A state of a panel, asked: the answer, and all that is shown of it, part by part and timed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from lumpbayes.diagnosis import Diagnosis
from lumpbayes.display.words import plain
from lumpbayes.errors import LumpBayesError
from lumpbayes.panel import answer_view
from lumpbayes.panel.asking import PanelEngine
from lumpbayes.panel.editing import edited_engine
from lumpbayes.panel.ledger_view import ledger_view
from lumpbayes.panel.state import State

__all__ = ["DRAWS", "Asked", "Parts", "ask", "shown_parts"]

DRAWS = 1000
"""Sets of tables behind an interval."""
SEED = 0
MOST_QUESTIONS = 3
MOST_TESTS = 1
"""Beside what can be asked and examined."""
TEST = "test"

Posterior = Mapping[str, float]


@dataclass(frozen=True)
class Asked:
    """A state and its answer.

    Attributes:
        state: what was asked.
        engine: with the edits.
        diagnosis: its answer.
        tables: the answer with the tables' own numbers; None where none is edited.
        notes: what is to be known of the edits.
        milliseconds: how long the edits and the answer took.
    """

    state: State
    engine: PanelEngine
    diagnosis: Diagnosis
    tables: Diagnosis | None
    notes: tuple[str, ...]
    milliseconds: Mapping[str, float]


def ask(original: PanelEngine, last: Asked | None, state: State) -> Asked:
    """Ask an engine with a state's edits.

    Args:
        original: with the tables' own numbers.
        last: what was asked before; its engine is used again where the edits are the same.
        state: what is asked.

    Raises:
        ImpossibleEvidenceError: the evidence has probability 0.
        EvidenceError, TablesError: a finding or an edit that the model cannot take.
    """
    started = perf_counter()
    if not state.edits:
        engine, notes = original, tuple[str, ...]()
    elif last is not None and last.state.edits == state.edits:
        engine, notes = last.engine, last.notes
    else:
        engine, notes = edited_engine(original, state.edits)
    edited_at = perf_counter()
    diagnosis = engine.diagnose(state.plain_evidence())
    tables = original.diagnose(state.plain_evidence()) if state.edits else None
    for each in (diagnosis, tables):
        if each is not None:
            _ = each.answer  # kept there; what it raises is raised before anything is shown
    times = {"edit": _since(started, edited_at), "answer": _since(edited_at, perf_counter())}
    return Asked(state, engine, diagnosis, tables, notes, times)


def _since(started: float, ended: float) -> float:
    """Milliseconds between two times."""
    return round(1000 * (ended - started), 2)


class Parts:
    """What is shown, part by part: each timed, and none able to take the others with it.

    Attributes:
        milliseconds: part -> how long it took.
        problems: part -> why it is not there.
    """

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}
        self.problems: dict[str, str] = {}

    def make(self, name: str, function: Callable[[], Any]) -> Any:
        """What the function gives; None where it raises one of our errors, which is kept."""
        started = perf_counter()
        try:
            return function()
        except LumpBayesError as error:
            self.problems[name] = plain(error)
            return None
        finally:
            self.milliseconds[name] = _since(started, perf_counter())


def shown_parts(
    parts: Parts, asked: Asked, before: Posterior | None, cause: str | None
) -> dict[str, Any]:
    """All that is shown of an answer.

    Args:
        parts: takes the times and what goes wrong.
        asked: the answer.
        before: the differential before the last change; None at the start.
        cause: whose ledger to show; that of the most probable one when None.
    """
    diagnosis = asked.diagnosis
    answer = diagnosis.answer
    intervals = parts.make("intervals", lambda: _intervals(diagnosis))
    tables = asked.tables
    tables_level = None if tables is None else tables.answer.urgency.level
    return {
        "announcement": answer_view.announcement(answer),
        "given": [plain(phrase) for phrase in answer.given],
        "urgency": answer_view.urgency_view(answer),
        "urgency_tables": tables_level,
        "fit": answer_view.fit_view(answer),
        "differential": answer_view.differential_view(
            answer, intervals, before, None if tables is None else tables.posterior
        ),
        "groups": answer_view.groups_view(answer),
        "moved": answer_view.moved_view(answer, before),
        "ledger": parts.make("ledger", lambda: ledger_view(diagnosis.explain(cause))),
        "next": parts.make("questions", lambda: _questions(asked)),
        "footer": answer_view.footer_view(diagnosis),
        "notes": [plain(note) for note in asked.notes],
    }


def _intervals(diagnosis: Diagnosis) -> Any:
    """None for a network file, whose numbers have none."""
    if diagnosis.knowledge.from_network:
        return None
    return diagnosis.intervals(seed=SEED, draws=DRAWS)


def _questions(asked: Asked) -> list[dict[str, str]]:
    """What to ask and examine, then the best test; without what nobody can answer."""
    found = asked.diagnosis.next_questions()
    wanted = [each for each in found if each.variable not in asked.state.skipped]
    bedside = [each for each in wanted if each.phase != TEST][:MOST_QUESTIONS]
    tests = [each for each in wanted if each.phase == TEST][
        : MOST_TESTS if bedside else MOST_QUESTIONS
    ]
    return answer_view.questions_next_view([*bedside, *tests], found.entropy)
