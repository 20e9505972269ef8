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
from lumpbayes.reasoning.fit import Fit

if TYPE_CHECKING:
    import pandas

    from lumpbayes.reasoning.intervals import Intervals

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
    losses = answer.urgency.expected_losses
    return {
        "schema": SCHEMA,
        "disclaimer": DISCLAIMER,
        "model": answer.model.to_dict(),
        "backend": answer.backend,
        "evidence": thawed(answer.evidence),
        "assumed": dict(answer.assumed),
        "log_evidence": answer.log_evidence,
        "fit": _fit(answer.fit),
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
            "expected_losses": None if losses is None else dict(losses),
        },
        "red_flags": [_listed(flag._asdict()) for flag in answer.red_flags],
        "possible_red_flags": [_listed(flag._asdict()) for flag in answer.possible_red_flags],
        "management": [
            _listed({"label": answer.labels[advice.cause], **advice._asdict()})
            for advice in answer.management
        ],
        "sources": dict(answer.sources),
    }


def _fit(fit: Fit | None) -> dict[str, Any] | None:
    """Whether the model fits the patient; with what to recheck where it does not."""
    if fit is None:
        return None
    recheck = fit.recheck
    return {
        "verdict": "outside" if fit.outside else None,
        "log_conflict": fit.log_conflict,
        "log_combined": fit.log_combined,
        "p_value": fit.p_value,
        "standard_error": fit.standard_error,
        "recheck": None if recheck is None else recheck._asdict(),
    }


def _listed(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its source keys as a list, as JSON has no tuples."""
    return {**record, "sources": list(record["sources"])}


def record_json(record: dict[str, Any]) -> str:
    """A record as JSON text: indented, no NaN, non-ASCII characters as they are if seen."""
    return shown_in_json(json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False))


def answer_csv(answer: Answer, intervals: Intervals | None = None) -> str:
    """The differential as CSV: cause, label, probability; no cell that a spreadsheet would run.

    Args:
        answer: what to show.
        intervals: those of the differential, for the columns low and high.
    """
    rows = (
        (plain(cause), plain(answer.labels[cause]), probability)
        if intervals is None
        else (plain(cause), plain(answer.labels[cause]), *intervals[cause][:3])
        for cause, probability in answer.posterior.items()
    )
    names = ("cause", "label", "probability", *(() if intervals is None else ("low", "high")))
    return csv_text(names, rows)


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
