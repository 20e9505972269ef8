"""What every answer to every single question would do, in arrays.

Everything that an answer may be wanted for follows from ``P(answer | e)`` and
``P(cause | e, answer)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.inference.cases import case_solver
from lumpbayes.inference.network import FloatArray
from lumpbayes.inference.next_answers import Ahead, NextAnswers
from lumpbayes.knowledge.question_settings import MEASURES
from lumpbayes.reasoning.answered_rules import AnsweredRules, Held
from lumpbayes.reasoning.red_flags import allowed_states
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.triage import Levels, Triage

__all__ = ["Gains", "Now", "Outlook", "changed_leads", "leading_in", "look_out", "take_stock"]

LEAD = 1e-12
"""A cause leads only where it is ahead by more than rounding."""

ROUNDING = 1e-14
"""An expected gain is never negative; this much below 0 is 0."""


@dataclass(frozen=True, slots=True)
class Now:
    """How things stand before the next answer.

    Attributes:
        situation: the model and the evidence.
        posterior: P(cause | evidence), shape (causes,).
        leading: index of the most probable cause.
        level: index of the urgency; -1 where the model says nothing of it.
        entropy: of the cause, in nats.
        loss: least expected loss over the levels; None in a model without losses.
        cheapest: index of the level of least expected loss; 0 without losses.
        rules: the red flags and conditions that hold.
    """

    situation: Situation
    posterior: FloatArray
    leading: int
    level: int
    entropy: float
    loss: float | None
    cheapest: int
    rules: AnsweredRules

    @property
    def triage(self) -> Triage:
        """The rules of urgency."""
        return self.rules.triage

    def levels(self, posteriors: FloatArray, held: Held) -> Levels:
        """The urgency of each row of posteriors, given the rules that hold there.

        A row that only rounding tells from the posterior now is taken for it: an answer that says
        nothing of the cause changes no level but by a rule.
        """
        same = np.abs(posteriors - self.posterior).max(axis=1, keepdims=True) <= LEAD
        asked = self.triage.by_risk(np.where(same, self.posterior, posteriors), held.certain)
        levels: Levels = np.maximum(asked, held.levels)
        return levels

    def utilities(self, measure: str, posteriors: FloatArray, levels: Levels | None) -> FloatArray:
        """What each row of posteriors is worth against now; its expectation is the gain.

        Args:
            measure: one of ``MEASURES``.
            posteriors: P(cause | evidence, answers), shape (rows, causes).
            levels: the urgency of each row, where that is the measure.

        Returns:
            Shape (rows,): the fall of the entropy (nats) or of the least expected loss, which may
            be negative; or 1 where the leading cause or the urgency is another.
        """
        if measure == "entropy":
            return self.entropy - entropies(posteriors)
        if measure == "expected_loss":
            return np.asarray(self.loss - self.triage.expected_losses(posteriors).min(axis=1))
        if measure == "leading_cause":
            return changed_leads(posteriors, self.leading).astype(np.float64)
        assert levels is not None
        return np.asarray(levels != self.level, np.float64)


def take_stock(situation: Situation) -> Now:
    """How things stand."""
    knowledge, posterior = situation.knowledge, situation.cause_posterior
    triage = Triage.of(knowledge)
    rules = AnsweredRules(triage, allowed_states(knowledge, situation.understood))
    rows = posterior[None]
    level = max(int(triage.by_risk(rows, rules.certain)[0]), rules.level)
    loss, cheapest = None, 0
    if triage.losses is not None:
        losses = triage.expected_losses(rows)[0]
        loss, cheapest = float(losses.min()), int(losses.argmin())
    leading, entropy = int(posterior.argmax()), float(entropies(rows)[0])
    return Now(situation, posterior, leading, level, entropy, loss, cheapest, rules)


def entropies(posteriors: FloatArray) -> FloatArray:
    """Entropy of each row, in nats."""
    logs = np.zeros(posteriors.shape)
    np.log(posteriors, out=logs, where=posteriors > 0)
    sums: FloatArray = -np.einsum("rc,rc->r", posteriors, logs)
    return sums


def changed_leads(posteriors: FloatArray, leading: int) -> NDArray[np.bool_]:
    """Whether another cause leads in each row, by more than rounding."""
    ahead: NDArray[np.bool_] = posteriors.max(axis=1) > posteriors[:, leading] + LEAD
    return ahead


def leading_in(posterior: FloatArray, leading: int) -> int:
    """The cause that leads after an answer; the one that led before, unless another is ahead."""
    other = bool(changed_leads(posterior[None], leading)[0])
    return int(posterior.argmax()) if other else leading


class Gains(NamedTuple):
    """Expected gains of each question, shape (questions,); none is negative.

    Attributes:
        entropy: expected fall of the entropy of the cause, in nats: the mutual information of
            answer and cause.
        loss: expected fall of the least expected loss; None in a model without losses.
        leading_cause: chance that another cause leads after the answer.
        urgency: chance that the urgency is another after it.
    """

    entropy: FloatArray
    loss: FloatArray | None
    leading_cause: FloatArray
    urgency: FloatArray

    def of(self, measure: str) -> FloatArray:
        """The gains in one of ``MEASURES``, of which the model has tables."""
        found = dict(zip(MEASURES, self, strict=True))[measure]
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Outlook:
    """Every answer to every question; one row an answer, question after question.

    Attributes:
        now: how things stand before.
        next: the questions.
        questions: the name and the number of states of each.
        ahead: how probable each answer is, and what it makes of the cause.
        levels: index of the urgency after each answer, shape (answers,).
        gains: what each question is expected to gain.
    """

    now: Now
    next: NextAnswers
    questions: tuple[tuple[str, int], ...]
    ahead: Ahead
    levels: Levels
    gains: Gains

    def rows(self, question: int) -> range:
        """The rows of a question's answers."""
        return range(int(self.next.starts[question]), int(self.next.starts[question + 1]))


def look_out(now: Now, asked: Sequence[int]) -> Outlook:
    """What every answer to each of these questions would do.

    Raises:
        TooLargeError: a query would take more than the solver's memory limit.
    """
    situation = now.situation
    cases = case_solver(situation.solver, situation.cause, True)
    following = NextAnswers(cases, situation.evidence, asked)
    ahead = following.ahead()
    network = situation.network
    questions = tuple((network.names[each], network.cardinalities[each]) for each in asked)
    levels = now.levels(ahead.posteriors, now.rules.after_one(questions))
    gains = _gains(now, following, ahead, levels)
    return Outlook(now, following, questions, ahead, levels, gains)


def _gains(now: Now, following: NextAnswers, ahead: Ahead, levels: Levels) -> Gains:
    """What each question gains, from what each answer does; sums of terms that are not negative."""
    probabilities, posteriors = ahead
    starts = following.starts[:-1]

    def expected(values: FloatArray | NDArray[np.bool_]) -> FloatArray:
        weighed = probabilities * values
        sums: FloatArray = np.add.reduceat(weighed, starts) if len(starts) else weighed
        return sums

    loss = None
    if now.loss is not None:
        losses = now.triage.expected_losses(posteriors)
        loss = expected(losses[:, now.cheapest] - losses.min(axis=1))
    return Gains(
        _not_negative(expected(divergences(posteriors, now.posterior))),
        loss,
        expected(changed_leads(posteriors, now.leading)),
        expected(levels != now.level),
    )


def _not_negative(gains: FloatArray) -> FloatArray:
    """Gains without the rounding that makes a gain of nothing negative."""
    assert gains.min(initial=0.0) >= -ROUNDING, "an expected gain is negative"
    return np.maximum(gains, 0.0)


def divergences(posteriors: FloatArray, before: FloatArray) -> FloatArray:
    """Kullback-Leibler divergence of each row from ``before``, in nats; not negative.

    Its expectation over the answers is the mutual information of answer and cause, and so the
    expected fall of the entropy (Cover and Thomas, Elements of Information Theory, 2.4).
    """
    ratios = np.divide(posteriors, before, out=np.ones_like(posteriors), where=posteriors > 0)
    sums: FloatArray = np.einsum("ac,ac->a", posteriors, np.log(ratios))
    return sums
