"""What records of numbers of the tables begin with, and rows of the tables, as plain data."""

from __future__ import annotations

from typing import Any

from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.reasoning.answer import DISCLAIMER, ModelIdentity
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.table_rows import TableRow

__all__ = ["identified", "row_record"]


def identified(situation: Situation) -> dict[str, Any]:
    """What every record of an answer's reasoning begins with."""
    return {
        "disclaimer": DISCLAIMER,
        "model": ModelIdentity.of(situation.knowledge).to_dict(),
        "evidence": thawed(situation.understood.stated),
        "assumed": dict(situation.understood.assumed),
    }


def row_record(row: TableRow) -> dict[str, Any]:
    """A row of the tables as plain data."""
    return {**row._asdict(), "sources": list(row.sources)}
