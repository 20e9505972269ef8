"""Why evidence is impossible, in words."""

from __future__ import annotations

from typing import NoReturn

from lumpbayes.errors import ImpossibleEvidenceError
from lumpbayes.inference.backends import Solver
from lumpbayes.inference.conflict import minimal_impossible_set
from lumpbayes.inference.evidence import Evidence
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["impossible_case", "raise_impossible"]


def raise_impossible(
    knowledge: KnowledgeBase, solver: Solver, evidence: Evidence, understood: Interpretation
) -> NoReturn:
    """Raise ImpossibleEvidenceError with a minimal set of findings that cannot be true together."""
    network = solver.network
    observed = [network.index(name) for name in understood.findings]
    blamed = minimal_impossible_set(network, evidence, observed, solver.memory_limit)
    names = tuple(network.names[index] for index in blamed)
    shown = [_shown(name, understood) for name in names]
    where = "the network file" if knowledge.from_network else "the tables"
    raise ImpossibleEvidenceError(
        f"the evidence is impossible under the model: {_together(shown)}. Drop or correct any one "
        f"of them, or look for a 0 in {where}",
        names,
    )


def impossible_case(solver: Solver, evidence: Evidence) -> ImpossibleEvidenceError:
    """The error of a case among many, in a few words."""
    network = solver.network
    observed = sorted([*evidence.hard, *evidence.soft])
    blamed = minimal_impossible_set(network, evidence, observed, solver.memory_limit)
    names = tuple(network.names[index] for index in blamed)
    shown = [*names]
    for place, index in enumerate(blamed):
        if index in evidence.hard:
            shown[place] += f"={network.states[index][evidence.hard[index]]}"
    return ImpossibleEvidenceError(f"impossible: {_together(shown)}", names)


def _together(shown: list[str]) -> str:
    return f"{', '.join(shown)} {'is' if len(shown) == 1 else 'are together'} of probability 0"


def _shown(name: str, understood: Interpretation) -> str:
    """``variable=state`` where one state was found, otherwise the name; assumptions say so."""
    if name in understood.assumed:
        return f"{name}={understood.assumed[name]} (assumed)"
    form = understood.stated[name] if name in understood.stated else None
    return f"{name}={form}" if isinstance(form, str) else name
