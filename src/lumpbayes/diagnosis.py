"""An answer, put together from its parts. Frozen; every method one call downward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumpbayes.differential import Differential
from lumpbayes.guided import Guided
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.network import EvidenceVectors, FloatArray, read_only
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.pictured import Pictured
from lumpbayes.queried import Queried
from lumpbayes.stated import Stated

__all__ = ["Diagnosis"]

INTERNAL = frozenset(
    "plain propagation ranking situation solver understood understood_as vectors".split()
)
"""Public names that are for other parts of the library, and are not offered to complete."""


@dataclass(init=False, frozen=True, repr=False, eq=False)
class Diagnosis(Guided, Pictured, Queried, Stated, Differential):
    """An answer: the differential, what it rests on, and what else can be asked of it.

    What nobody asks for is not worked out; what has been is kept.

    Attributes:
        knowledge: the tables it rests on, in words.
        solver: the exact method, which holds the same in arrays.
        plain: where evidence was given by exact names and states: that, and the setting;
            otherwise None.
        log_evidence: natural log of P(evidence), what was assumed included; soft vectors scaled
            to 1.
        cause_posterior: P(cause | evidence), shape (causes,), in table order; None in a network
            without a target.
        ranking: indices of the causes, the most probable first, where that is known.

    >>> import lumpbayes as lb
    >>> lb.load().diagnose({"punctum": "yes", "consistency": "firm"})["epidermoid_cyst"] > 0.5
    True
    """

    knowledge: KnowledgeBase
    solver: Solver
    plain: tuple[Mapping[str, str], str | None] | None
    log_evidence: float
    cause_posterior: FloatArray | None
    ranking: NDArray[np.intp] | None

    def __init__(
        self,
        knowledge: KnowledgeBase,
        solver: Solver,
        plain: tuple[Mapping[str, str], str | None] | None,
        log_evidence: float,
        cause_posterior: FloatArray | None,
        ranking: NDArray[np.intp] | None = None,
    ) -> None:
        # All at once: setting the attributes of a frozen value one by one takes as long as a query.
        fields = {
            "knowledge": knowledge,
            "solver": solver,
            "plain": plain,
            "log_evidence": log_evidence,
            "cause_posterior": cause_posterior,
            "ranking": ranking,
        }
        vars(self).update(fields)

    @classmethod
    def understood_as(
        cls,
        knowledge: KnowledgeBase,
        solver: Solver,
        understood: Interpretation,
        fitted: EvidenceVectors | None,
        found: tuple[float, FloatArray | None],
    ) -> Diagnosis:
        """An answer to evidence that is understood already.

        Args:
            knowledge: the tables, in words.
            solver: the exact method.
            understood: the evidence.
            fitted: the likelihood vectors where Jeffrey's rule found some; otherwise None.
            found: log evidence and P(cause | evidence).

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": lb.Probability({"yes": 0.6, "no": 0.4})})
        >>> round(dx.of("fever")["yes"], 9)
        0.6
        """
        diagnosis = cls(knowledge, solver, None, *found)
        vars(diagnosis)["understood"] = understood
        if fitted is not None:
            vars(diagnosis)["vectors"] = fitted
        return diagnosis

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__()} - INTERNAL)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies are read-only too; numpy forgets that."""
        found = (self.log_evidence, self.cause_posterior)
        fitted = vars(self).get("vectors")
        return _restored, (self.knowledge, self.solver, self.understood, fitted, found)


def _restored(
    knowledge: KnowledgeBase,
    solver: Solver,
    understood: Interpretation,
    fitted: EvidenceVectors | None,
    found: tuple[float, FloatArray | None],
) -> Diagnosis:
    frozen = None if fitted is None else tuple(read_only(vector) for vector in fitted)
    log_evidence, cause = found
    own = (log_evidence, None if cause is None else read_only(cause))
    return Diagnosis.understood_as(knowledge, solver, understood, frozen, own)
