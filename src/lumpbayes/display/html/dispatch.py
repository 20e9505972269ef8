"""Which function shows which record as HTML, and which models its footer names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from lumpbayes.cases.evaluation.calibration import Calibration
from lumpbayes.cases.evaluation.confusion import Confusion
from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cases.evaluation.triage_matrix import TriageMatrix
from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.display.html.answer import answer_fragment
from lumpbayes.display.html.comparison import (
    comparison_fragment,
    replay_fragment,
    scenarios_fragment,
)
from lumpbayes.display.html.conflict import conflict_fragment
from lumpbayes.display.html.difference import difference_fragment
from lumpbayes.display.html.elements import Html, paragraph
from lumpbayes.display.html.evaluation import (
    calibration_fragment,
    confusion_fragment,
    curve_fragment,
    evaluation_fragment,
    matrix_fragment,
)
from lumpbayes.display.html.evolution import evolution_fragment
from lumpbayes.display.html.frame import framed
from lumpbayes.display.html.goals import goals_fragment
from lumpbayes.display.html.intervals import intervals_fragment
from lumpbayes.display.html.issues import issues_fragment
from lumpbayes.display.html.ledger import ledger_fragment
from lumpbayes.display.html.model import model_fragment
from lumpbayes.display.html.movements import movement_fragment
from lumpbayes.display.html.parts import (
    fields_fragment,
    flag_fragment,
    interval_fragment,
    mapping_fragment,
    urgency_part,
)
from lumpbayes.display.html.queries import (
    assignment_fragment,
    derivatives_fragment,
    posteriors_fragment,
    verification_fragment,
)
from lumpbayes.display.html.questions import (
    question_fragment,
    questions_fragment,
    stopping_fragment,
)
from lumpbayes.display.html.sensitivity import edits_fragment, sensitivity_fragment
from lumpbayes.display.html.turn import choices_fragment, turn_fragment
from lumpbayes.display.html.unasked import unasked_fragment
from lumpbayes.errors import Issues
from lumpbayes.inference.kernel.program import Cost
from lumpbayes.inference.plan import Plan
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.replies import Choices
from lumpbayes.reasoning.answer import Answer, ModelIdentity
from lumpbayes.reasoning.comparison import Comparison
from lumpbayes.reasoning.conflict import Conflict
from lumpbayes.reasoning.difference import Difference
from lumpbayes.reasoning.evolution import Evolution
from lumpbayes.reasoning.goals import Goals
from lumpbayes.reasoning.intervals import Interval, Intervals
from lumpbayes.reasoning.ledger import Ledger
from lumpbayes.reasoning.posteriors import Posteriors
from lumpbayes.reasoning.queries import Assignment, PosteriorDerivatives
from lumpbayes.reasoning.question import Question
from lumpbayes.reasoning.questions import Questions
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.scenarios import Replay, Scenarios
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.smallest_edits import SmallestEdits
from lumpbayes.reasoning.stopping import Stopping
from lumpbayes.reasoning.turn import Turn
from lumpbayes.reasoning.unasked_flags import UnaskedFlags
from lumpbayes.reasoning.urgency import Urgency
from lumpbayes.reasoning.verification import Verification

__all__ = ["fragment", "html"]

Models = tuple[ModelIdentity, ...]


def _none(record: object) -> Models:
    """A part of a record, which does not know its model."""
    return ()


def _own(record: Answer | Evaluation | Ledger) -> Models:
    return (record.model,)


def _basis(record: Any) -> Models:
    return (record.basis.model,)


def _situation(record: Sensitivity | SmallestEdits) -> Models:
    return (ModelIdentity.of(record.situation.knowledge),)


def _compared(record: Comparison) -> Models:
    return record.before.model, record.after.model


def _differing(record: CaseMovement | Difference) -> Models:
    return record.before, record.after


def _scenarios(record: Scenarios) -> Models:
    return record.base.model, *(each.after.model for each in record.values())


def _replayed(record: Replay) -> Models:
    return record.saved_model, record.model


def _answered(record: Turn) -> Models:
    return (record.answer.model,)


def _printed(record: object) -> Html:
    """What prints itself in one sentence."""
    return paragraph(str(record))


class View(NamedTuple):
    """How records of one kind are shown.

    Attributes:
        fragment: all but the style and the footer.
        models: those that the footer names.
    """

    fragment: Callable[[Any], Html]
    models: Callable[[Any], Models] = _none


VIEWS: dict[type, View] = {
    Answer: View(answer_fragment, _own),
    Assignment: View(assignment_fragment),
    Calibration: View(calibration_fragment),
    CaseMovement: View(movement_fragment, _differing),
    Choices: View(choices_fragment),
    Comparison: View(comparison_fragment, _compared),
    Confusion: View(confusion_fragment),
    Conflict: View(conflict_fragment, _basis),
    Cost: View(_printed),
    Difference: View(difference_fragment, _differing),
    DecisionCurve: View(curve_fragment),
    Evaluation: View(evaluation_fragment, _own),
    Flag: View(flag_fragment),
    Evolution: View(evolution_fragment, _basis),
    FrozenMapping: View(mapping_fragment),
    Goals: View(goals_fragment, _basis),
    Interval: View(interval_fragment),
    Intervals: View(intervals_fragment, _basis),
    Issues: View(issues_fragment),
    KnowledgeBase: View(model_fragment, lambda record: (ModelIdentity.of(record),)),
    Ledger: View(ledger_fragment, _own),
    Plan: View(_printed),
    PosteriorDerivatives: View(derivatives_fragment),
    Posteriors: View(posteriors_fragment),
    Question: View(question_fragment),
    Questions: View(questions_fragment, _basis),
    Replay: View(replay_fragment, _replayed),
    Scenarios: View(scenarios_fragment, _scenarios),
    Sensitivity: View(sensitivity_fragment, _situation),
    SmallestEdits: View(edits_fragment, _situation),
    Stopping: View(stopping_fragment, _basis),
    TriageMatrix: View(matrix_fragment),
    Turn: View(turn_fragment, _answered),
    UnaskedFlags: View(unasked_fragment, _basis),
    Urgency: View(urgency_part),
    Verification: View(verification_fragment),
    tuple: View(fields_fragment),  # named tuples: parts of records
}


def html(record: object) -> str:
    """A record as HTML for a notebook: complete in itself, the same bytes for the same record.

    Raises:
        TypeError: there is no view of its kind.
    """
    view = _view(record)
    return framed(view.fragment(record), models=view.models(record))


def fragment(record: object) -> Html:
    """The same without the style and the footer, for a page of several.

    Raises:
        TypeError: there is no view of its kind.
    """
    return _view(record).fragment(record)


def _view(record: object) -> View:
    for kind in type(record).__mro__:
        if kind in VIEWS:
            return VIEWS[kind]
    name = type(record).__name__
    raise TypeError(f"{name}: no view shows such a value; expected a record of lumpbayes.results")
