"""What an answer can be asked about itself: why, how sure, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lumpbayes import reasoning
from lumpbayes.grounded import Grounded
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.fit import DRAWS

if TYPE_CHECKING:
    from lumpbayes.reasoning.conflict import Conflict
    from lumpbayes.reasoning.intervals import Intervals
    from lumpbayes.reasoning.ledger import Ledger
    from lumpbayes.reasoning.sensitivity import Sensitivity
    from lumpbayes.reasoning.smallest_edits import SmallestEdits

__all__ = ["Reasoned"]


class Reasoned(Grounded):
    """The questions about the answer."""

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
