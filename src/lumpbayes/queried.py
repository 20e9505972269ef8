"""What the network is asked under an answer's evidence, about any of its variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes import reasoning
from lumpbayes.grounded import Grounded
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel.program import Cost
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.inference.plan import Plan
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.answer import ranked

if TYPE_CHECKING:
    import pandas

    from lumpbayes.reasoning.queries import Assignment, PosteriorDerivatives

__all__ = ["Queried"]

MOST_AT_ONCE = 2000
"""Variables up to which one question about any of them answers for all."""


class Queried(Grounded):
    """The queries."""

    def of(self, variable: str) -> FrozenMapping[float]:
        """Any variable's posterior: state -> probability, most probable first.

        Raises:
            UnknownNameError: a variable that the model does not have.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"redness": "yes", "warmth": "yes"})
        >>> next(iter(dx.of("inflammation")))
        'yes'
        """
        states = self.knowledge.variables[variable].states
        return ranked(states, self._posterior_of(variable), f"state of {variable}")

    def _posterior_of(self, variable: str) -> FloatArray:
        """P(variable | evidence): one of all where a network is small, one alone otherwise."""
        index = self.network.index(variable)
        if variable == self.knowledge.cause and self.cause_posterior is not None:
            return self.cause_posterior
        if len(self.network.names) > MOST_AT_ONCE and "posteriors" not in vars(self):
            return self.solver.posteriors(self._evidence, (index,)).posteriors[index]
        return self.posteriors.arrays[index]

    def joint(self, *variables: str) -> pandas.Series[float]:
        """P(variables | evidence) together: a series with a level of the index for each.

        Raises:
            UnknownNameError: a variable that the model does not have.
            EvidenceError: no variable, or one twice.
            TooLargeError: the table would need more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> together = lb.load().diagnose({"fever": "yes"}).joint("redness", "warmth")
        >>> list(together.index.names), bool(together["yes", "yes"] > together["yes", "no"])
        (['redness', 'warmth'], True)
        """
        return reasoning.queries.joint(
            self.knowledge, *self._question, variables, self.solver.memory_limit
        )

    def most_probable_explanation(self) -> Assignment:
        """The states of all unobserved variables that are most probable together.

        They need not be each variable's own most probable state.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
        >>> dx.most_probable_explanation().states["cause"]
        'skin_abscess'
        """
        return reasoning.queries.most_probable(
            self.knowledge, *self._question, None, self.solver.memory_limit
        )

    def maximum_a_posteriori(self, *variables: str) -> Assignment:
        """The states of some variables that are most probable together, the others summed out.

        Raises:
            UnknownNameError: a variable that the model does not have.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"redness": "yes"})
        >>> dict(dx.maximum_a_posteriori("inflammation", "warmth").states)
        {'inflammation': 'yes', 'warmth': 'yes'}
        """
        return reasoning.queries.most_probable(
            self.knowledge, *self._question, variables, self.solver.memory_limit
        )

    def derivatives(self, variable: str, state: str) -> PosteriorDerivatives:
        """How P(variable = state | evidence) moves with each number of the tables.

        Raises:
            UnknownNameError: a variable or state that the model does not have.

        >>> import lumpbayes as lb
        >>> moves = lb.load().diagnose({"fever": "yes"}).derivatives("cause", "skin_abscess")
        >>> moves.table("fever").shape
        (2, 3, 18)
        """
        return reasoning.queries.derivatives(
            self.knowledge, self.solver, self._evidence, (variable, state)
        )

    @property
    def plan(self) -> Plan | Cost:
        """What the posterior of the cause took to compute, of all variables without a cause.

        >>> import lumpbayes as lb
        >>> print(lb.load().diagnose({"fever": "yes", "redness": "yes"}).plan)
        5 steps, 144 multiplications a sweep, largest table 54 numbers, 4 KiB in all
        """
        cause = self.knowledge.cause
        return self.solver.plan(self._evidence, (self.network.index(cause),) if cause else None)

    @property
    def _question(self) -> tuple[Network, Evidence]:
        return self.network, self._evidence
