"""The codes of an answer: of its causes, and of what the evidence is certain of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lumpbayes.knowledge.coding import Coding
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.red_flags import allowed_states

__all__ = ["AnswerCodes", "answer_codes"]


class AnswerCodes(NamedTuple):
    """Codes from codes.csv.

    Attributes:
        causes: cause -> its codes; every cause.
        evidence: variable -> codes of what the evidence says of it for certain, sorted by name;
            only variables that have such codes.
    """

    causes: Mapping[str, tuple[Coding, ...]]
    evidence: Mapping[str, tuple[Coding, ...]]


def answer_codes(knowledge: KnowledgeBase, understood: Interpretation) -> AnswerCodes:
    """The codes of every cause and of the evidence.

    A row of codes.csv is certain when it holds in every state that the evidence allows: the code
    of pain is certain given ``severe``, and given ``mild`` or ``severe``.
    """
    allowed = allowed_states(knowledge, understood)
    causes: dict[str, list[Coding]] = {cause: [] for cause in knowledge.causes}
    evidence: dict[str, list[Coding]] = {
        name: [] for name in sorted(understood.findings) if name not in understood.assumed
    }
    for row in knowledge.codes:
        if row.kind == "cause":
            causes[row.name] += row.codings
        elif row.name in evidence and set(allowed[row.name]) <= set(row.states):
            evidence[row.name] += row.codings
    return AnswerCodes(_once_each(causes), _once_each(evidence, skip_empty=True))


def _once_each(
    codings: Mapping[str, Iterable[Coding]], skip_empty: bool = False
) -> dict[str, tuple[Coding, ...]]:
    once = {name: tuple(dict.fromkeys(each)) for name, each in codings.items()}
    return {name: each for name, each in once.items() if each or not skip_empty}
