"""What a panel needs of an engine, which stands above it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from lumpbayes.diagnosis import Diagnosis
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.scenario import Scenario

if TYPE_CHECKING:
    from typing import Self

    from lumpbayes.reasoning.comparison import Comparison
    from lumpbayes.reasoning.scenarios import Replay, Scenarios

__all__ = ["PanelEngine"]


class PanelEngine(Protocol):
    """An engine, as far as a panel uses it; every method is that of ``Engine``."""

    @property
    def knowledge(self) -> KnowledgeBase:
        """The model in words."""

    def diagnose(
        self, evidence: Mapping[str, Any] | Diagnosis | None = None, *, setting: str | None = None
    ) -> Diagnosis:
        """The differential."""

    def what_if(
        self,
        diagnosis: Diagnosis | Mapping[str, Any],
        changes: Mapping[str, Any] | None = None,
        *,
        priors: Mapping[Any, float] | None = None,
        likelihoods: Iterable[Any] | None = None,
    ) -> Comparison:
        """Before and after a change."""

    def scenarios(
        self, evidence: Mapping[str, Any] | Diagnosis | None, scenarios: Mapping[str, Scenario]
    ) -> Scenarios:
        """Several what-ifs side by side."""

    def save_scenarios(
        self, scenarios: Scenarios, path: str | os.PathLike[str], *, force: bool = False
    ) -> int:
        """Write them to a file."""

    def replay(self, path: str | os.PathLike[str]) -> Replay:
        """Read them from one."""

    def with_prevalences(
        self, prevalences: Mapping[str, float] | None = None, *, setting: str | None = None
    ) -> Self:
        """With other priors."""

    def with_likelihood(
        self,
        variable: str,
        state: str,
        probability: float,
        *,
        given: Mapping[str, object] | str | None = None,
    ) -> Self:
        """With another likelihood."""
