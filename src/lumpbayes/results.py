"""The names of everything that an engine and its answers give back, for annotations.

Nothing else imports this module, so that a program which does not name results never loads them.

>>> from lumpbayes.results import Ledger, Turn
>>> Ledger.__name__, Turn.__name__
('Ledger', 'Turn')
"""

from __future__ import annotations

from lumpbayes.diagnosis import Diagnosis
from lumpbayes.inference.population import Rarity
from lumpbayes.knowledge.replies import Choice, Choices, Measure
from lumpbayes.reasoning.agreement import Agreement, Pair
from lumpbayes.reasoning.answer import Answer, ModelIdentity
from lumpbayes.reasoning.comparison import Comparison, FindingChange, Move
from lumpbayes.reasoning.conflict import Conflict, Judged, Verdict
from lumpbayes.reasoning.evolution import Evolution, EvolutionStep
from lumpbayes.reasoning.fit import Fit, NotJudged
from lumpbayes.reasoning.goals import Goal, GoalFinding, Goals
from lumpbayes.reasoning.intervals import Interval, Intervals
from lumpbayes.reasoning.ledger import Ledger, LedgerKind, LedgerRow
from lumpbayes.reasoning.management import Advice
from lumpbayes.reasoning.one_way import OneWay
from lumpbayes.reasoning.posteriors import Posteriors
from lumpbayes.reasoning.queries import Assignment, PosteriorDerivatives
from lumpbayes.reasoning.question import Outcome, Question
from lumpbayes.reasoning.questions import Questions
from lumpbayes.reasoning.recorded import Basis, Recorded
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.scenarios import AnswerMove, Replay, Scenarios
from lumpbayes.reasoning.sensitivity import Sensitivity, TornadoRow
from lumpbayes.reasoning.smallest_edits import SmallestEdit, SmallestEdits
from lumpbayes.reasoning.stopping import Stopping
from lumpbayes.reasoning.table_rows import TableRow
from lumpbayes.reasoning.turn import Progress, Turn
from lumpbayes.reasoning.urgency import Reason, Urgency
from lumpbayes.reasoning.verification import Verification
from lumpbayes.reasoning.what_if import LikelihoodMove, PriorMove

__all__ = [
    "Advice",
    "Agreement",
    "Answer",
    "AnswerMove",
    "Assignment",
    "Basis",
    "Choice",
    "Choices",
    "Comparison",
    "Conflict",
    "Diagnosis",
    "Evolution",
    "EvolutionStep",
    "FindingChange",
    "Fit",
    "Flag",
    "Goal",
    "GoalFinding",
    "Goals",
    "Interval",
    "Intervals",
    "Judged",
    "Ledger",
    "LedgerKind",
    "LedgerRow",
    "LikelihoodMove",
    "Measure",
    "ModelIdentity",
    "Move",
    "NotJudged",
    "OneWay",
    "Outcome",
    "Pair",
    "PosteriorDerivatives",
    "Posteriors",
    "PriorMove",
    "Progress",
    "Question",
    "Questions",
    "Rarity",
    "Reason",
    "Recorded",
    "Replay",
    "Scenarios",
    "Sensitivity",
    "SmallestEdit",
    "SmallestEdits",
    "Stopping",
    "TableRow",
    "TornadoRow",
    "Turn",
    "Urgency",
    "Verdict",
    "Verification",
]
