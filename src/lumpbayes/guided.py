"""Where an answer leads: what to ask next, what would settle it, and when to stop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumpbayes import reasoning
from lumpbayes.grounded import Grounded

if TYPE_CHECKING:
    from lumpbayes.reasoning.goals import Goals
    from lumpbayes.reasoning.questions import Questions
    from lumpbayes.reasoning.stopping import Stopping
    from lumpbayes.reasoning.unasked_flags import UnaskedFlags

__all__ = ["Guided"]


class Guided(Grounded):
    """The next steps."""

    def next_questions(
        self,
        *,
        steps: int = 1,
        phases: str | Sequence[str] | None = None,
        top: int | None = None,
        value: str | None = None,
        cost_weight: float | None = None,
        first: int | None = None,
    ) -> Questions:
        """Every question and test that could come next, the most valuable first.

        A question is worth its expected gain in what matters, less a weight times its cost; what
        matters, and the weight, are those of the model file's [questions] when left out.

        Args:
            steps: 2 looks two questions ahead: what the first is worth if the best second one may
                follow each of its answers. Exact; every pair of answers is weighed.
            phases: only questions of this phase, or of these: ``history``, ``exam``, ``test``.
            top: how many to list; all when left out.
            value: ``entropy``, ``expected_loss``, ``leading_cause`` or ``urgency``.
            cost_weight: what one unit of cost (0 to 100) is worth, in the units of the value;
                0 when left out together with a value other than the model file's.
            first: look two questions ahead only from so many, the best by one question.

        Returns:
            A sequence of questions; each has all four gains, and what each answer would do.

        Raises:
            EvidenceError: a phase or a value that there is not or the model has no tables for, or
                a number out of range.
            UnknownNameError: a network without a target.
            TooLargeError: it would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> questions = lb.load().diagnose({"fever": "yes"}).next_questions(phases="exam")
        >>> questions[0].variable, questions[0].entropy_gain > 0.2
        ('skin_color', True)
        >>> [(each.state, each.leading_cause) for each in questions.about("redness").outcomes]
        [('yes', 'skin_abscess'), ('no', 'epidermoid_cyst')]
        """
        wanted = reasoning.wanted.Wanted(steps, phases, top, value, cost_weight, first)
        return reasoning.questions.next_questions(self.situation, wanted)

    def stopping(
        self,
        *,
        decision: str | None = None,
        seed: int = 0,
        draws: int = 1000,
        at_least: float | None = None,
        phases: str | Sequence[str] | None = None,
    ) -> Stopping:
        """Whether to stop asking, and why: the same-decision probability, and a reason in words.

        Asking stops where nothing is left to ask, where the decision would stay the same with a
        probability of ``at_least`` if all that is unasked were answered, where no question is worth
        its cost (nor may change the urgency, where that is decided), or after as many findings as
        the model file says.

        Args:
            decision: ``urgency`` or ``leading_cause``; the urgency when left out, where the model
                has tables for it.
            seed: of the simulation, where the combinations of answers are too many to go through.
            draws: complete sets of answers to simulate, at least 100.
            at_least: from which probability on to stop; the model file's when left out.
            phases: only questions of this phase, or of these, count as unasked.

        Raises:
            EvidenceError: a decision or phase that there is not, or a number out of range.
            UnknownNameError: a network without a target.
            TooLargeError: it would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> stopping = lb.load().diagnose({"limb_weakness": "yes"}).stopping()
        >>> stopping.should_stop, stopping.kind, stopping.now, stopping.same_decision_probability
        (True, 'same_decision', 'emergency', 1.0)
        """
        when = reasoning.stopping.StopWhen(decision, seed, draws, at_least, phases)
        return reasoning.stopping.find_stopping(self.situation, when)

    def goal(
        self,
        cause: str,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        most: int = 3,
        phases: str | Sequence[str] | None = None,
        with_context: bool = False,
        top: int = 5,
    ) -> Goals:
        """The cheapest findings that would confirm a cause, or exclude it.

        Costs are those of variables.csv, summed; at equal cost the more probable stand first. The
        search is exact: no cheaper set exists, unless the result says that it is not ``complete``.

        Args:
            cause: a cause, or a group of causes.
            at_least: the probability that confirms it, such as 0.9.
            at_most: the probability that excludes it, such as 0.01; give one of the two.
            most: how many findings at most.
            phases: only findings of this phase, or of these (``history``, ``exam``, ``test``).
            with_context: whether who the person is (role ``context``) may be sought too; nobody
                can look for it.
            top: how many ways to list at most.

        Raises:
            UnknownNameError: no such cause or group; a network without a target.
            EvidenceError: no threshold, two, a number out of range, or no such phase.

        >>> import lumpbayes as lb
        >>> dx = lb.load(backend="sweeps").diagnose({"fever": "yes", "redness": "yes"})
        >>> goals = dx.goal("skin_abscess", at_least=0.95, most=2)
        >>> goals.now < 0.95, goals[0].evidence, goals[0].cost, goals[0].posterior >= 0.95
        (True, {'onset': 'days'}, 1.0, True)
        """
        limits = reasoning.goal_seek.Limits(most, phases, with_context, top)
        return reasoning.goal_seek.seek(self.situation, cause, (at_least, at_most), limits)

    def unasked_red_flags(self, *, at_least: str = "urgent") -> UnaskedFlags:
        """The red flags that no answer has decided yet, and the questions that could fire them.

        A red flag fires on what was observed only, so an answer says nothing of what nobody asked.
        Here is each one that more answers could fire, the most urgent first, then the most
        probable; ``questions`` are those of which one answer fires a red flag alone.

        Args:
            at_least: the least urgent level to look for: ``emergency`` for these only.

        Raises:
            UnknownNameError: a level that there is not; a network without a target.
            TooLargeError: it would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes", "age_years": 67})
        >>> unasked = dx.unasked_red_flags(at_least="emergency")
        >>> [flag.id for flag in unasked]
        ['R10', 'R3', 'R4', 'R15', 'R1', 'R8b', 'R1b']
        >>> [question.variable for question in unasked.questions][:2]
        ['pain', 'radiating_limb_pain']
        """
        return reasoning.flag_search.find_unasked_flags(self.situation, at_least)
