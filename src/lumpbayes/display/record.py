"""An answer as a dictionary, as JSON, as CSV and as a data frame."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lumpbayes.display.words import plain, shown_in_json
from lumpbayes.knowledge.coding import SYSTEMS, Coding
from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.reasoning.answer import DISCLAIMER, Answer
from lumpbayes.reasoning.coded import AnswerCodes

if TYPE_CHECKING:
    import pandas

__all__ = ["SCHEMA", "answer_csv", "answer_frame", "answer_record", "record_json"]

SCHEMA = 1


def answer_record(answer: Answer, codes: AnswerCodes | None = None) -> dict[str, Any]:
    """The answer in the form of schema 1 (described in docs/json.md), with codes if given."""
    record = _plain_record(answer)
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


def _plain_record(answer: Answer) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "disclaimer": DISCLAIMER,
        "model": {
            "name": answer.model.name,
            "version": answer.model.version,
            "fingerprint": answer.model.fingerprint,
        },
        "backend": answer.backend,
        "evidence": thawed(answer.evidence),
        "assumed": dict(answer.assumed),
        "log_evidence": answer.log_evidence,
        "posterior": [
            {"cause": cause, "label": answer.labels[cause], "probability": probability}
            for cause, probability in answer.posterior.items()
        ],
        "groups": [
            {"group": group, "label": answer.group_labels[group], "probability": probability}
            for group, probability in answer.groups.items()
        ],
        "urgency": {
            "level": answer.urgency.level,
            "possible_level": answer.urgency.possible_level,
            "reasons": [_listed(reason._asdict()) for reason in answer.urgency.reasons],
        },
        "red_flags": [_listed(flag._asdict()) for flag in answer.red_flags],
        "possible_red_flags": [_listed(flag._asdict()) for flag in answer.possible_red_flags],
        "management": [
            _listed({"label": answer.labels[advice.cause], **advice._asdict()})
            for advice in answer.management
        ],
        "sources": dict(answer.sources),
    }


def _listed(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its source keys as a list, as JSON has no tuples."""
    return {**record, "sources": list(record["sources"])}


def record_json(record: dict[str, Any]) -> str:
    """A record as JSON text: indented, no NaN, non-ASCII characters as they are if seen."""
    return shown_in_json(json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False))


def answer_csv(answer: Answer) -> str:
    """The differential as CSV: cause, label, probability; no cell that a spreadsheet would run."""
    rows = (
        (plain(cause), plain(answer.labels[cause]), probability)
        for cause, probability in answer.posterior.items()
    )
    return csv_text(("cause", "label", "probability"), rows)


def answer_frame(answer: Answer) -> pandas.DataFrame:
    """The differential as a frame: cause, label, probability, most probable first."""
    import pandas as pd

    return pd.DataFrame(
        {
            "cause": list(answer.posterior),
            "label": list(answer.labels.values()),
            "probability": list(answer.posterior.values()),
        }
    )
