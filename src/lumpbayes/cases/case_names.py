"""The column that names each case, as ``lumpbayes simulate`` writes it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from lumpbayes.knowledge.matching import variables_named
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["case_column", "named_cases"]

CASE = "case"
"""Its name, unless that is a variable."""


def case_column(knowledge: KnowledgeBase) -> str:
    """The name of that column: ``case``, unless that is a variable.

    >>> import lumpbayes as lb
    >>> case_column(lb.load(backend="sweeps").knowledge)
    'case'
    """
    name = CASE
    while variables_named(knowledge, name):
        name += "_number"
    return name


def named_cases(knowledge: KnowledgeBase, labels: Iterable[Hashable]) -> str | None:
    """The column that names the cases, if there is one: it stands first, and is no finding.

    Args:
        knowledge: the model in words.
        labels: the columns of the cases, in order.

    >>> import lumpbayes as lb
    >>> knowledge = lb.load(backend="sweeps").knowledge
    >>> named_cases(knowledge, ["case", "fever"]), named_cases(knowledge, ["fever", "case"])
    ('case', None)
    """
    name = case_column(knowledge)
    return name if next(iter(labels), None) == name else None
