"""A state of a panel, asked: the answer, and all that is shown of it, part by part and timed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from lumpbayes.diagnosis import Diagnosis
from lumpbayes.display.words import plain
from lumpbayes.errors import ImpossibleEvidenceError, LumpBayesError
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.panel import answer_view
from lumpbayes.panel.asking import PanelEngine
from lumpbayes.panel.editing import edited_engine
from lumpbayes.panel.ledger_view import ledger_view
from lumpbayes.panel.state import Edit, State
from lumpbayes.panel.unasked_view import unasked_view

if TYPE_CHECKING:
    from lumpbayes.reasoning.conflict import Conflict

__all__ = ["DRAWS", "Asked", "Edited", "Parts", "apply_edits", "ask", "shown_parts"]

DRAWS = 1000
"""Sets of tables behind an interval."""
SEED = 0
MOST_QUESTIONS = 3
MOST_TESTS = 1
"""Beside what can be asked and examined."""
TEST = "test"

Posterior = Mapping[str, float]


@dataclass(frozen=True)
class Edited:
    """An engine with edits, whatever is asked of it.

    Attributes:
        edits: the edits.
        engine: with them; the original one where there is none.
        notes: what is to be known of them.
        milliseconds: how long they took.
    """

    edits: tuple[Edit, ...]
    engine: PanelEngine
    notes: tuple[str, ...] = ()
    milliseconds: float = 0.0


def apply_edits(original: PanelEngine, last: Edited | None, edits: tuple[Edit, ...]) -> Edited:
    """An engine with edits.

    Args:
        original: with the tables' own numbers.
        last: what was edited before; used again where the edits are the same.
        edits: of the tables' numbers.

    Raises:
        EvidenceError, TablesError: an edit that the model cannot take.
    """
    if not edits:
        return Edited((), original)
    if last is not None and last.edits == edits:
        return last
    started = perf_counter()
    engine, notes = edited_engine(original, edits)
    return Edited(edits, engine, notes, _since(started, perf_counter()))


@dataclass(frozen=True)
class Asked:
    """A state and its answer.

    Attributes:
        state: what was asked.
        engine: with the edits.
        diagnosis: its answer.
        tables: the answer with the tables' own numbers; None where none is edited, or where there
            is none.
        tables_impossible: whether the evidence is impossible with the tables' own numbers.
        milliseconds: how long the answer took.
    """

    state: State
    engine: PanelEngine
    diagnosis: Diagnosis
    tables: Diagnosis | None
    tables_impossible: bool
    milliseconds: float


def ask(original: PanelEngine, edited: Edited, state: State) -> Asked:
    """Ask an engine with a state's edits.

    Args:
        original: with the tables' own numbers.
        edited: with the state's edits.
        state: what is asked.

    Raises:
        ImpossibleEvidenceError: the evidence has probability 0 with the edited numbers.
        EvidenceError: a finding that the model cannot take.
    """
    started = perf_counter()
    evidence = state.plain_evidence()
    diagnosis = _answered(edited.engine, evidence)
    tables, impossible = None, False
    if state.edits:
        try:
            tables = _answered(original, evidence)
        except ImpossibleEvidenceError:  # an edit may be what makes it possible
            impossible = True
    milliseconds = _since(started, perf_counter())
    return Asked(state, edited.engine, diagnosis, tables, impossible, milliseconds)


def _answered(engine: PanelEngine, evidence: Mapping[str, Any]) -> Diagnosis:
    """A diagnosis whose answer is there: what it raises is raised before anything is shown."""
    diagnosis = engine.diagnose(evidence)
    _ = diagnosis.answer
    return diagnosis


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
        "urgency": answer_view.urgency_view(answer),
        "urgency_tables": tables_level,
        "tables_impossible": asked.tables_impossible,
        "fit": answer_view.fit_view(answer, parts.make("fit", lambda: _conflict(diagnosis))),
        "differential": answer_view.differential_view(
            answer, intervals, before, None if tables is None else tables.posterior
        ),
        "groups": answer_view.groups_view(answer),
        "moved": answer_view.moved_view(answer, before),
        "ledger": parts.make("ledger", lambda: ledger_view(diagnosis.explain(cause))),
        "unasked": parts.make("red flags", lambda: _unasked(asked)),
        "next": parts.make("questions", lambda: _questions(asked)),
        "footer": answer_view.footer_view(diagnosis),
    }


def _intervals(diagnosis: Diagnosis) -> Any:
    """None for a network file, whose numbers have none."""
    if diagnosis.knowledge.from_network:
        return None
    return diagnosis.intervals(seed=SEED, draws=DRAWS)


def _conflict(diagnosis: Diagnosis) -> Conflict | None:
    """How the findings agree; None where the answer does not judge it."""
    return None if diagnosis.answer.fit is None else diagnosis.conflict()


def _unasked(asked: Asked) -> dict[str, Any]:
    """The red flags that would make care more urgent than it is."""
    level = asked.diagnosis.urgency.level
    higher = URGENCIES[URGENCIES.index(level) + 1 :] if level else URGENCIES
    if not higher:
        return {"alone": [], "together": ""}
    found = asked.diagnosis.unasked_red_flags(at_least=higher[0])
    return unasked_view(found, asked.state.skipped)


def _questions(asked: Asked) -> list[dict[str, str]]:
    """What to ask and examine, then the best test; without what nobody can answer.

    The one that is most likely to raise the urgency, else to lower it, is always among them.
    """
    found = asked.diagnosis.next_questions()
    wanted = [each for each in found if each.variable not in asked.state.skipped]
    bedside = [each for each in wanted if each.phase != TEST][:MOST_QUESTIONS]
    tests = [each for each in wanted if each.phase == TEST][
        : MOST_TESTS if bedside else MOST_QUESTIONS
    ]
    listed = [*bedside, *tests]
    most = found.most_raising or found.most_changing
    if most is not None and most not in listed and most.variable not in asked.state.skipped:
        listed.insert(len(bedside) if most.phase != TEST else len(listed), most)
    return answer_view.questions_next_view(listed, found.entropy, most)
