"""What a goal seek finds: sets of findings that would confirm a cause, or exclude it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumpbayes.errors import printable
from lumpbayes.inference.network import FloatArray
from lumpbayes.percentages import percent
from lumpbayes.reasoning.listed import Listed
from lumpbayes.reasoning.recorded import Basis, signed
from lumpbayes.views import shown

if TYPE_CHECKING:
    import pandas

__all__ = ["ROUNDING", "Goal", "GoalFinding", "Goals", "Threshold", "reaches", "reaching"]

ROUNDING = 1e-12
"""A probability may miss a threshold by this much."""

Threshold = tuple[float | None, float | None]
"""At least, or at most: one of them is None."""


@shown
class GoalFinding(NamedTuple):
    """A finding that would have to be made.

    Attributes:
        variable, state: what would be found.
        label: the same in plain words.
        phase: ``history``, ``exam`` or ``test``.
        cost: of asking.
    """

    variable: str
    state: str
    label: str
    phase: str
    cost: float


@shown
class Goal(NamedTuple):
    """Findings that would reach the threshold, and would not if any were left out.

    Attributes:
        findings: what would have to be found, in table order.
        cost: of all of them.
        posterior: P(cause | evidence, these findings).
        probability: P(these findings | evidence).
        probability_if_cause: P(these findings | cause, evidence): how often it is found where the
            cause is there.
    """

    findings: tuple[GoalFinding, ...]
    cost: float
    posterior: float
    probability: float
    probability_if_cause: float

    @property
    def evidence(self) -> dict[str, str]:
        """Variable -> state, ready to be added to the evidence."""
        return {each.variable: each.state for each in self.findings}


@dataclass(frozen=True, slots=True, repr=False)
class Goals(Listed[Goal]):
    """The cheapest ways to confirm or exclude a cause.

    Attributes:
        basis: which model was asked, and what is known.
        cause: a cause, or a group of causes.
        label: the same in plain words.
        at_least, at_most: the threshold; one of the two is None.
        now: P(cause | evidence) as it stands.
        most: how many findings were allowed.
        phases: the phases that were allowed; empty for all.
        with_context: whether who the person is was sought too.
        found: the ways, the cheapest first; at equal cost the most probable.
        weighed: how many combinations of findings were weighed.
        complete: False where the search had to stop, so that there may be other ways.
    """

    basis: Basis
    cause: str
    label: str
    at_least: float | None
    at_most: float | None
    now: float
    most: int
    phases: tuple[str, ...]
    with_context: bool
    found: tuple[Goal, ...]
    weighed: int
    complete: bool

    @property
    def reached(self) -> bool:
        """Whether the threshold is reached as it stands, so that nothing has to be found."""
        return reaches(self.now, (self.at_least, self.at_most))

    @property
    def aim(self) -> str:
        """The threshold in words: ``at least 90.0 %``."""
        if self.at_most is None:
            return f"at least {percent(self.at_least or 0.0)}"
        return f"at most {percent(self.at_most)}"

    @property
    def why_none(self) -> str:
        """Why nothing was found: it is so already, or nothing would do; empty otherwise."""
        if self.reached:
            return f"That is {self.aim} already."
        if self.found or not self.complete:
            return ""
        counted = "single finding" if self.most == 1 else f"set of up to {self.most} findings"
        phases = f" of {' and '.join(self.phases)}" if self.phases else ""
        return f"No {counted}{phases} would make it {self.aim}."

    @property
    def _records(self) -> tuple[Goal, ...]:
        return self.found

    def to_dict(self) -> dict[str, Any]:
        """The ways in the form that docs/reference/scenarios.md describes, schema 1."""
        return {
            **self.basis.to_dict(),
            "cause": self.cause,
            "label": self.label,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "now": self.now,
            "reached": self.reached,
            "most": self.most,
            "phases": list(self.phases),
            "with_context": self.with_context,
            "goals": [
                {**goal._asdict(), "findings": [each._asdict() for each in goal.findings]}
                for goal in self.found
            ],
            "weighed": self.weighed,
            "complete": self.complete,
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a way: its findings as words, cost, posterior and probabilities."""
        import pandas as pd

        rows = [
            (" ".join(f"{name}={state}" for name, state in goal.evidence.items()), *goal[1:])
            for goal in self.found
        ]
        return signed(pd.DataFrame(rows, columns=list(Goal._fields)), self.basis.model)

    def __repr__(self) -> str:
        lines = [f"{self.label}: now {percent(self.now)}, wanted: {self.aim}"]
        for goal in self.found:
            shown = "; ".join(each.label for each in goal.findings)
            lines.append(f"cost {goal.cost:g}: {shown} ({percent(goal.posterior)})")
        if self.why_none:
            lines.append(self.why_none)
        elif not self.complete:
            lines.append("The search had to stop; there may be other ways.")
        return printable("\n".join(lines))


def reaching(probabilities: FloatArray, threshold: Threshold) -> NDArray[np.bool_]:
    """Which probabilities are at least, or at most, what the threshold says."""
    at_least, at_most = threshold
    if at_least is not None:
        return probabilities >= at_least - ROUNDING
    assert at_most is not None
    return probabilities <= at_most + ROUNDING


def reaches(probability: float, threshold: Threshold) -> bool:
    """The same of one."""
    return bool(reaching(np.array(probability), threshold))
