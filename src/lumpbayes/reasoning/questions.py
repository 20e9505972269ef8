"""The next question or test: every one that could be asked, ranked by what it is worth.

A question is worth its expected gain in what the model file says matters, less a weight times its
cost: [questions] in the model file (:mod:`lumpbayes.knowledge.question_settings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.variables import PHASES
from lumpbayes.reasoning.listed import Listed
from lumpbayes.reasoning.look_ahead import STOP, LookAhead, look_ahead
from lumpbayes.reasoning.outlook import Gains, Outlook, look_out, take_stock
from lumpbayes.reasoning.question import COLUMNS, Found, Question
from lumpbayes.reasoning.recorded import Basis, signed
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.wanted import Wanted, open_questions
from lumpbayes.views import Plotted

if TYPE_CHECKING:
    import pandas

__all__ = ["Questions", "next_questions"]


@dataclass(frozen=True)
class Questions(Listed[Question], Plotted):
    """The questions, the most valuable first; those that only rounding tells apart in table order.

    Attributes:
        ranked: the questions.
        measure: what they are ranked by: one of ``MEASURES``.
        cost_weight: what one unit of cost is worth, in the units of the measure.
        steps: how many questions were looked ahead.
        leading_cause: the most probable cause now.
        urgency: how urgent care is now; None where the model says nothing of it.
        open: how many questions could be asked, those not listed included.
        looked_at: from how many of them ``steps`` questions were looked ahead.
        entropy: of the cause now, in nats: what questions may settle.
        most_changing: the question whose answer is most likely to change the urgency, of all that
            could be asked, those not listed included; None where no single answer does.
        most_raising: the question whose answer is most likely to make care more urgent; a test only
            where nothing that can be asked or examined does; None where no single answer does.
        basis: the model, and the evidence that they follow on.
    """

    ranked: tuple[Question, ...]
    measure: str
    cost_weight: float
    steps: int
    leading_cause: str
    urgency: str | None
    open: int
    looked_at: int
    entropy: float
    most_changing: Question | None
    most_raising: Question | None
    basis: Basis = field(repr=False)
    _known: tuple[str, ...] = field(repr=False, compare=False)

    @property
    def _records(self) -> tuple[Question, ...]:
        return self.ranked

    def about(self, variable: str) -> Question:
        """The question about one variable.

        Raises:
            UnknownNameError: it is not among them, as what is known already.
        """
        for each in self.ranked:
            if each.variable == variable:
                return each
        names = [each.variable for each in self.ranked]
        if variable in self._known:
            raise UnknownNameError(
                f"{variable!r} is not among these questions: it is known already; its "
                f"posterior is in dx.of({variable!r})"
            )
        raise UnknownNameError(
            f"{variable!r} is not among these questions: {or_nearest(str(variable), names)}",
            nearest_names(str(variable), names),
        )

    @property
    def by_phase(self) -> FrozenMapping[tuple[Question, ...]]:
        """Phase -> its questions, in the order ``history``, ``exam``, ``test``, without one."""
        groups = {
            phase: tuple(each for each in self.ranked if each.phase == phase)
            for phase in (*PHASES, "")
        }
        return FrozenMapping({phase: each for phase, each in groups.items() if each}, "phase")

    def to_dict(self) -> dict[str, Any]:
        """Plain data: what they follow on, what they are ranked by, and each of them."""
        return {
            **self.basis.to_dict(),
            "measure": self.measure,
            "cost_weight": self.cost_weight,
            "steps": self.steps,
            "leading_cause": self.leading_cause,
            "urgency": self.urgency,
            "open": self.open,
            "looked_at": self.looked_at,
            "entropy": self.entropy,
            "most_changing": self.most_changing and self.most_changing.variable,
            "most_raising": self.most_raising and self.most_raising.variable,
            "questions": [each.to_dict() for each in self.ranked],
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a question, without the outcomes."""
        import pandas as pd

        frame = pd.DataFrame([each.row() for each in self.ranked], columns=list(COLUMNS))
        return signed(frame, self.basis.model)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        steps = "two steps ahead, " if self.steps > 1 else ""
        weight = f" - {self.cost_weight:g} x cost" if self.cost_weight else ""
        head = f"Next questions, {steps}by {self.measure}{weight}: {len(self)} of {self.open}"
        lines = [f"  {rank}. {each}" for rank, each in enumerate(self.ranked[:SHOWN], start=1)]
        more = [f"  and {len(self) - SHOWN} more"] if len(self) > SHOWN else []
        return "\n".join([head, *lines, *more])


SHOWN = 10


def next_questions(situation: Situation, wanted: Wanted) -> Questions:
    """The questions that could come next, the most valuable first.

    Raises:
        EvidenceError: as :meth:`Wanted.checked` and :func:`open_questions`.
        TooLargeError: a query would take more than the solver's memory limit.
    """
    knowledge = situation.knowledge
    measure, weight = wanted.checked(knowledge)
    asked = open_questions(situation, wanted.phases)
    now = take_stock(situation)
    outlook = look_out(now, asked)
    variables = [knowledge.variables[situation.network.names[index]] for index in asked]
    prices = [weight * variable.cost for variable in variables]
    value = outlook.gains.of(measure) - np.array(prices)
    order = _downwards(value)
    ahead, looked_at = None, len(asked)
    if wanted.steps > 1:
        order = order[: wanted.first]
        looked_at = len(order)
        ahead = look_ahead(outlook, measure, prices, sorted(order.tolist()))
        value = ahead.value
        order = _downwards(value)[:looked_at]
    found = _found(knowledge, outlook, variables, ahead)
    every = _ranked(found, outlook.gains, variables, value.tolist(), range(len(variables)))
    most = max(every, key=lambda each: each.urgency_change, default=None)
    level = URGENCIES[now.level] if now.level >= 0 else None
    leading = knowledge.causes[now.leading]
    return Questions(
        tuple(every[at] for at in order[: wanted.top].tolist()),
        measure,
        weight,
        wanted.steps,
        leading,
        level,
        len(asked),
        looked_at,
        now.entropy,
        most if most and most.urgency_change > 0 else None,
        _most_raising(every),
        Basis.of(situation),
        tuple(situation.understood.findings),
    )


def _most_raising(every: Sequence[Question]) -> Question | None:
    """The question most likely to make care more urgent, tests last."""
    raising = [each for each in every if each.urgency_rise > 0]
    return max(raising, key=lambda each: (each.phase != TEST, each.urgency_rise), default=None)


TEST = PHASES[-1]


def _downwards(value: FloatArray) -> NDArray[np.intp]:
    """The most valuable first; those that only rounding tells apart in table order."""
    return np.argsort(-np.round(value, ALIKE), kind="stable")


ALIKE = 12
"""Decimals in which values differ that are not alike."""


def _found(
    knowledge: KnowledgeBase,
    outlook: Outlook,
    variables: Sequence[Variable],
    ahead: LookAhead | None,
) -> Found:
    rows = tuple(outlook.rows(question) for question in range(len(variables)))
    second: tuple[str | None, ...] = (None,) * len(outlook.levels)
    if ahead is not None:
        second = tuple(None if at == STOP else variables[at].name for at in ahead.second)
    now = outlook.now
    labels = knowledge.state_labels
    return Found(
        labels[knowledge.cause],
        {each.name: labels[each.name] for each in variables},
        {each.name: knowledge.variable_labels[each.name] for each in variables},
        now.leading,
        now.level,
        rows,
        outlook.ahead,
        outlook.levels,
        second,
    )


def _ranked(
    found: Found,
    gains: Gains,
    variables: Sequence[Variable],
    value: Sequence[float],
    order: Sequence[int],
) -> tuple[Question, ...]:
    """The questions in that order."""
    entropy, leading = gains.entropy.tolist(), gains.leading_cause.tolist()
    urgency, losses = gains.urgency.tolist(), None if gains.loss is None else gains.loss.tolist()
    return tuple(
        Question(
            variables[at].name,
            found.labels[variables[at].name],
            variables[at].question,
            variables[at].phase,
            variables[at].cost,
            entropy[at],
            None if losses is None else losses[at],
            leading[at],
            urgency[at],
            value[at],
            found,
            at,
        )
        for at in order
    )
