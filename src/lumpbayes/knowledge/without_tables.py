"""Knowledge that comes from a network file: variables and numbers, but no tables to edit."""

from __future__ import annotations

from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["require_tables"]


def require_tables(knowledge: KnowledgeBase, instead: str = "") -> None:
    """Say that a network file has no tables, where tables are asked for.

    Args:
        knowledge: the model.
        instead: what a network file can be asked, a clause with its semicolon.

    Raises:
        EvidenceError: the knowledge base was read from a network file.
    """
    if knowledge.from_network:
        raise EvidenceError(
            f"{knowledge.name} was read from a network file and has no tables to show or edit: "
            "edit that file in the program that made it, or write its numbers as the tables of a "
            f"model (docs/reference/tables.md){instead}"
        )
