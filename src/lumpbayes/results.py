"""The names of everything that an engine and its answers give back, for annotations.

Nothing else imports this module, so that a program which does not name results never loads them.

>>> from lumpbayes.results import Ledger, Turn
>>> Ledger.__name__, Turn.__name__
('Ledger', 'Turn')
"""

from __future__ import annotations

from lumpbayes.cases.evaluation.calibration import Calibration, ReliabilityBin
from lumpbayes.cases.evaluation.case_counts import CaseCounts, SkippedCell
from lumpbayes.cases.evaluation.confusion import CauseSensitivity, Confusion
from lumpbayes.cases.evaluation.decision_curve import DecisionCurve
from lumpbayes.cases.evaluation.drivers import Driver
from lumpbayes.cases.evaluation.evaluation import Baseline, Evaluation, Performance
from lumpbayes.cases.evaluation.figures import Figure, Share
from lumpbayes.cases.evaluation.triage_matrix import TriageMatrix
from lumpbayes.cases.evaluation.worst_cases import Miss, TooLate
from lumpbayes.cases.movements.changed_rows import ChangedNumber, ChangedRows
from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.cases.movements.paired import Hits, LogLoss, TruthMoves
from lumpbayes.cases.movements.parts import (
    Attribution,
    CaseMove,
    CauseMoves,
    ChangeEffect,
    Counted,
    FlagMoves,
    Spread,
)
from lumpbayes.diagnosis import Diagnosis
from lumpbayes.errors import Issues
from lumpbayes.inference.population import Rarity
from lumpbayes.knowledge.comparing import CellChange, RowChange, TableChange
from lumpbayes.knowledge.replies import Choice, Choices, Measure
from lumpbayes.reasoning.agreement import Agreement, Pair
from lumpbayes.reasoning.answer import Answer, ModelIdentity
from lumpbayes.reasoning.comparison import Comparison, FindingChange, Move
from lumpbayes.reasoning.conflict import Conflict, Judged
from lumpbayes.reasoning.difference import Difference, PresentationMove, PriorChange, Standing
from lumpbayes.reasoning.evolution import Evolution, EvolutionStep
from lumpbayes.reasoning.fit import Fit, NotJudged
from lumpbayes.reasoning.goals import Goal, GoalFinding, Goals
from lumpbayes.reasoning.intervals import Interval, Intervals
from lumpbayes.reasoning.ledger import Ledger, LedgerKind, LedgerRow
from lumpbayes.reasoning.management import Advice
from lumpbayes.reasoning.not_asked import NotAsked
from lumpbayes.reasoning.one_way import OneWay
from lumpbayes.reasoning.posteriors import Posteriors
from lumpbayes.reasoning.queries import Assignment, PosteriorDerivatives
from lumpbayes.reasoning.question import Outcome, Question
from lumpbayes.reasoning.questions import Questions
from lumpbayes.reasoning.recorded import Basis, Recorded
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.scenarios import AnswerMove, Replay, Scenarios
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.smallest_edits import SmallestEdit, SmallestEdits
from lumpbayes.reasoning.stopping import Stopping
from lumpbayes.reasoning.table_rows import TableRow
from lumpbayes.reasoning.tornado import TornadoRow
from lumpbayes.reasoning.turn import Progress, Turn
from lumpbayes.reasoning.unasked_flags import (
    FlagQuestion,
    SafetyQuestion,
    UnaskedFlag,
    UnaskedFlags,
)
from lumpbayes.reasoning.urgency import Reason, Urgency
from lumpbayes.reasoning.verdict import Verdict
from lumpbayes.reasoning.verification import Verification
from lumpbayes.reasoning.what_if import LikelihoodMove, PriorMove

__all__ = [
    "Advice",
    "Agreement",
    "Answer",
    "AnswerMove",
    "Assignment",
    "Attribution",
    "Baseline",
    "Basis",
    "Calibration",
    "CaseCounts",
    "CaseMove",
    "CaseMovement",
    "CauseMoves",
    "CauseSensitivity",
    "CellChange",
    "ChangeEffect",
    "ChangedNumber",
    "ChangedRows",
    "Choice",
    "Choices",
    "Comparison",
    "Conflict",
    "Confusion",
    "Counted",
    "DecisionCurve",
    "Diagnosis",
    "Difference",
    "Driver",
    "Evaluation",
    "Evolution",
    "EvolutionStep",
    "Figure",
    "FindingChange",
    "Fit",
    "Flag",
    "FlagMoves",
    "FlagQuestion",
    "Goal",
    "GoalFinding",
    "Goals",
    "Hits",
    "Interval",
    "Intervals",
    "Issues",
    "Judged",
    "Ledger",
    "LedgerKind",
    "LedgerRow",
    "LikelihoodMove",
    "LogLoss",
    "Measure",
    "Miss",
    "ModelIdentity",
    "Move",
    "NotAsked",
    "NotJudged",
    "OneWay",
    "Outcome",
    "Pair",
    "Performance",
    "PosteriorDerivatives",
    "Posteriors",
    "PresentationMove",
    "PriorChange",
    "PriorMove",
    "Progress",
    "Question",
    "Questions",
    "Rarity",
    "Reason",
    "Recorded",
    "ReliabilityBin",
    "Replay",
    "RowChange",
    "SafetyQuestion",
    "Scenarios",
    "Sensitivity",
    "Share",
    "SkippedCell",
    "SmallestEdit",
    "SmallestEdits",
    "Spread",
    "Standing",
    "Stopping",
    "TableChange",
    "TableRow",
    "TooLate",
    "TornadoRow",
    "TriageMatrix",
    "TruthMoves",
    "Turn",
    "UnaskedFlag",
    "UnaskedFlags",
    "Urgency",
    "Verdict",
    "Verification",
]
