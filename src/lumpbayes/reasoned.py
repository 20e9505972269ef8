"""What an answer can be asked about itself: why, how sure, what next, what would change it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lumpbayes import reasoning
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.fit import DRAWS
from lumpbayes.reasoning.situation import Situation

if TYPE_CHECKING:
    from lumpbayes.reasoning.conflict import Conflict
    from lumpbayes.reasoning.goals import Goals
    from lumpbayes.reasoning.intervals import Intervals
    from lumpbayes.reasoning.ledger import Ledger
    from lumpbayes.reasoning.questions import Questions
    from lumpbayes.reasoning.sensitivity import Sensitivity
    from lumpbayes.reasoning.smallest_edits import SmallestEdits
    from lumpbayes.reasoning.stopping import Stopping
    from lumpbayes.reasoning.unasked_flags import UnaskedFlags

__all__ = ["Reasoned"]


class Reasoned(ABC):
    """The questions; whoever answers them says what the situation is."""

    @property
    @abstractmethod
    def situation(self) -> Situation:
        """The model, what was observed, and what that made of the cause."""

    def explain(
        self, cause: str | None = None, *, against: str | None = None, seed: int = 0
    ) -> Ledger:
        """Why a cause is as probable as it is: prior log-odds, a row a finding, posterior log-odds.

        A finding's share is its mean effect over all orders in which the findings may become known
        (its Shapley value); shares are exact to 14 findings, and often beyond.

        Args:
            cause: a cause or a group of causes; the most probable cause when left out.
            against: another one to weigh it against; all other causes together when left out.
            seed: for the orders that are drawn where there are too many to look at.

        Returns:
            The ledger; it prints itself in decibans, ``to_dict()`` and ``to_frame()`` are in nats.

        Raises:
            UnknownNameError: a name that the model does not have; a network without a target.
            EvidenceError: ``against`` shares a cause with ``cause``, or both are impossible, or
                nothing is left to weigh against.
            TooLargeError: it would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> ledger = lb.load().diagnose({"fever": "yes", "redness": "yes"}).explain("skin_abscess")
        >>> [(row.variable, row.kind.value) for row in ledger.rows]
        [('fever', 'for'), ('redness', 'for')]
        >>> shares = sum(row.log_share for row in ledger.rows)
        >>> abs(ledger.log_prior_odds + shares - ledger.log_posterior_odds) < 1e-9
        True
        """
        return reasoning.explaining.explain(self.situation, cause, against=against, seed=seed)

    def conflict(self, *, seed: int = 0, draws: int = DRAWS) -> Conflict:
        """Whether the findings agree, with one another and with the model, and which does not.

        Args:
            seed: for the patients that are simulated where there are too many combinations of
                findings to go through.
            draws: how many patients, at least 100.

        Returns:
            The verdict (``ordinary``, ``rare``, ``contradictory`` or ``outside`` the model), the
            conflict and the surprise with their probabilities, and a row a finding.

        Raises:
            EvidenceError: fewer than 100 draws, or a seed or draws that are no whole number.
            UnknownNameError: a network without a target.
            TooLargeError: it would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> found = {"redness": "yes", "warmth": "no", "fever": "yes", "crp_or_esr_raised": "no"}
        >>> conflict = lb.load().diagnose(found).conflict()
        >>> conflict.verdict.value, conflict.rows[0].variable, conflict.log_conflict > 1
        ('outside', 'warmth', True)
        """
        return reasoning.conflict.find_conflict(self.situation, seed, draws)

    def intervals(
        self, variable: str | None = None, *, seed: int = 0, draws: int = 1000
    ) -> Intervals:
        """How sure each posterior is, given the 95 % intervals of the numbers in the tables.

        The evidence is answered under sets of tables that are drawn from these intervals; 95 % of
        the answers lie between ``low`` and ``high``. ``leads`` is the share of the sets in which
        a cause comes first: the chance that it truly does, as far as the tables can tell.

        Args:
            variable: whose posterior; the cause's when left out.
            seed: the same one draws the same sets, whatever the evidence and the variable, so
                that two answers can be compared set by set (``worlds``).
            draws: how many sets, at least 100.

        Returns:
            State -> interval, most probable first; ``[...]`` takes a group's name too.

        Raises:
            UnknownNameError: a variable that the model does not have; a network without a target.
            EvidenceError: a network file, whose numbers have no intervals (``derivatives`` says
                how much each matters); a seed that is no whole number, or fewer than 100 draws.
            TooLargeError: it would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"punctum": "yes", "consistency": "firm"})
        >>> found = dx.intervals(seed=0)["epidermoid_cyst"]
        >>> found.low < found.probability < found.high, found.leads > 0.9
        (True, True)
        """
        return reasoning.intervals.posterior_intervals(self.situation, variable, seed, draws)

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

    def with_prevalences(
        self,
        prevalences: Mapping[str, float] | None = None,
        *,
        odds: Mapping[str, float] | None = None,
    ) -> FrozenMapping[float]:
        """The differential in a clinic with other prevalences, worked out from this answer.

        ``engine.with_prevalences`` and the same evidence give the same. Where the setting is
        averaged over, the prevalences are those of the average.

        Args:
            prevalences: cause, or group of causes -> its prior. The causes of a group keep their
                proportions; what is left goes to the others in proportion.
            odds: cause or group -> what its prior odds are multiplied by.

        Raises:
            UnknownNameError: no such cause; a network without a target.
            EvidenceError: a number out of range, prevalences that sum to more than 1, a cause
                named twice or with a prior of 0, or no possible cause left.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> dx = engine.diagnose({"pain": "severe", "age_years": 67})
        >>> there = dx.with_prevalences(odds={"spinal_metastasis": 5})
        >>> there["spinal_metastasis"] > dx["spinal_metastasis"]
        True
        """
        return reasoning.prior_shift.adjusted(self.situation, prevalences or {}, odds or {})

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
        ['R10', 'R3', 'R4', 'R15', 'R1']
        >>> [question.variable for question in unasked.questions][:2]
        ['pain', 'radiating_limb_pain']
        """
        return reasoning.unasked_flags.find_unasked_flags(self.situation, at_least)

    def sensitivity(self, cause: str | None = None) -> Sensitivity:
        """Which numbers of the tables matter: a posterior as a function of each of them.

        With the number of a row at ``t`` and the rest of its group in proportion, the posterior is
        ``(a t + b) / (c t + d)``; all of these functions come from one forward and two reverse
        sweeps (Chan and Darwiche 2002).

        Args:
            cause: a cause or a group of causes; the most probable cause when left out.

        Returns:
            The functions, as arrays over all rows of the tables; ``tornado()`` ranks the rows by
            what their 95 % intervals do to the posterior.

        Raises:
            UnknownNameError: a name that the model does not have; a network without a target.
            EvidenceError: a model from a network file, which has no tables; or evidence so nearly
                impossible that doubles do not hold what edits do.
            TooLargeError: it would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> found = engine.diagnose({"punctum": "yes"}).sensitivity("epidermoid_cyst")
        >>> found.tornado(1)[0].row.variable
        'punctum'
        >>> edited = engine.with_prior("lipoma", 0.4).diagnose({"punctum": "yes"})
        >>> abs(found.function("cause", "lipoma").at(0.4) - edited["epidermoid_cyst"]) < 1e-12
        True
        """
        return reasoning.sensitivity.sensitivity(self.situation, cause)

    def smallest_edits(self, *, change: str = "both", top: int = 5) -> SmallestEdits:
        """The smallest edits of single numbers that change the leading cause or the urgency.

        Their size is how far they move the number's log-odds. Edits to exactly 0 or 1 are none.

        Args:
            change: ``leading_cause``, ``urgency`` or ``both``.
            top: how many, for each of the two.

        Returns:
            The edits, the smallest first: what to change, to what, and what that changes. Each
            goes just beyond where the decision changes; 1 % less of it changes nothing.

        Raises:
            UnknownNameError: a network without a target.
            EvidenceError: a word for ``change`` that is none of these; a model from a network file,
                which has no tables; or evidence so nearly
                impossible that doubles do not hold what edits do.
            TooLargeError: it would take more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> dx = engine.diagnose({"punctum": "yes"})
        >>> edit = dx.smallest_edits(change="leading_cause").edits[0]
        >>> edit.before == next(iter(dx.posterior))
        True
        >>> edit.after == next(iter(edit.apply(engine).diagnose({"punctum": "yes"}).posterior))
        True
        """
        return reasoning.smallest_edits.smallest_edits(self.situation, change, top)
