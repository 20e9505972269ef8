"""An answer as plain data, and the parts of it that other records have in the same shape."""

from __future__ import annotations

from typing import Any

from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.reasoning.answer import DISCLAIMER, Answer
from lumpbayes.reasoning.fit import Fit

__all__ = ["SCHEMA", "plain_record"]

SCHEMA = 1


def plain_record(answer: Answer) -> dict[str, Any]:
    """The answer in the form of schema 1, which docs/reference/json.md describes."""
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
        "fit_not_judged": None if answer.fit_not_judged is None else answer.fit_not_judged.value,
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
            "within": answer.urgency.within,
            "possible_level": answer.urgency.possible_level,
            "reasons": [_listed(reason._asdict()) for reason in answer.urgency.reasons],
            "possible_reasons": [
                _listed(reason._asdict()) for reason in answer.urgency.possible_reasons
            ],
            "expected_losses": None if losses is None else dict(losses),
        },
        "red_flags": [_listed(flag._asdict()) for flag in answer.red_flags],
        "possible_red_flags": [_listed(flag._asdict()) for flag in answer.possible_red_flags],
        "not_asked": {
            "red_flags": list(answer.not_asked.flags),
            "such_as": list(answer.not_asked.labels),
        },
        "safety_net": answer.safety_net,
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
