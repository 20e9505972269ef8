"""An answer as a dictionary, as JSON, as CSV and as a data frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lumpbayes.display.words import plain
from lumpbayes.knowledge.coding import SYSTEMS, Coding
from lumpbayes.knowledge.json_text import json_text
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.answer_record import SCHEMA, plain_record
from lumpbayes.reasoning.coded import AnswerCodes
from lumpbayes.reasoning.recorded import signed

if TYPE_CHECKING:
    import pandas

    from lumpbayes.reasoning.intervals import Intervals

__all__ = ["SCHEMA", "answer_csv", "answer_frame", "answer_record", "record_json"]


def answer_record(answer: Answer, codes: AnswerCodes | None = None) -> dict[str, Any]:
    """The answer in the form of schema 1 (docs/reference/json.md), with codes if given."""
    record = plain_record(answer)
    if codes is None:
        return record
    record["posterior"] = [
        {**entry, "codes": _by_system(codes.causes[entry["cause"]])}
        for entry in record["posterior"]
    ]
    evidence_codes = {name: _by_system(each) for name, each in codes.evidence.items()}
    return {**record, "evidence_codes": evidence_codes}


def _by_system(codings: Iterable[Coding]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {system: [] for system in SYSTEMS}
    for system, code, text in codings:
        found[system].append({"code": code, "text": text})
    return found


def record_json(record: dict[str, Any]) -> str:
    """A record as JSON text: indented, no NaN, non-ASCII characters as they are if seen."""
    return json_text(record)


def answer_csv(answer: Answer, intervals: Intervals | None = None, top: int | None = None) -> str:
    """The differential as CSV: cause, label, probability; no cell that a spreadsheet would run.

    Args:
        answer: what to show.
        intervals: those of the differential, for the columns low and high.
        top: how many causes; all when None.
    """
    rows = (
        (plain(cause), plain(answer.labels[cause]), probability)
        if intervals is None
        else (plain(cause), plain(answer.labels[cause]), *intervals[cause][:3])
        for cause, probability in list(answer.posterior.items())[:top]
    )
    names = ("cause", "label", "probability", *(() if intervals is None else ("low", "high")))
    return csv_text(names, rows)


def answer_frame(answer: Answer) -> pandas.DataFrame:
    """The differential as a frame: cause, label, probability, most probable first."""
    import pandas as pd

    columns = {
        "cause": list(answer.posterior),
        "label": list(answer.labels.values()),
        "probability": list(answer.posterior.values()),
    }
    return signed(pd.DataFrame(columns), answer.model)
