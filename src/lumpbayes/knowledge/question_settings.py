"""[questions] of the model file: what the next question is chosen for, and when to stop asking."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.problems import Problems

__all__ = [
    "MEASURES",
    "QUESTION_KEYS",
    "USUAL_SETTINGS",
    "QuestionSettings",
    "known_measures",
    "question_entry",
    "read_question_settings",
]

MEASURES = ("entropy", "expected_loss", "leading_cause", "urgency")
"""What an answer may be wanted for."""


class QuestionSettings(NamedTuple):
    """What the next question is chosen for, and when to stop asking.

    Attributes:
        value: ``entropy`` (expected fall of the entropy of the cause, nats), ``expected_loss``
            (expected fall of the least expected loss, in the units of losses.csv),
            ``leading_cause`` or ``urgency`` (the chance that the answer changes it).
        cost_weight: what one unit of cost is worth, in the units of the value; costs are 0 to 100.
        stop_at: how probable it must be that no further answer would change the decision.
        most_questions: after so many findings asking stops; None where there is no limit.
    """

    value: str = "entropy"
    cost_weight: float = 0.0
    stop_at: float = 0.95
    most_questions: int | None = None


QUESTION_KEYS = QuestionSettings._fields

USUAL_SETTINGS = QuestionSettings()
"""Of a model whose file does not say."""


def read_question_settings(
    shown: str, entry: Mapping[str, Any], measures: Collection[str], problems: Problems
) -> QuestionSettings:
    """The section, checked; what it leaves out is as in a model without it.

    Args:
        shown: the model file, as messages name it.
        entry: the section; its keys are known to exist.
        measures: those of ``MEASURES`` for which the model has tables.
        problems: where to report.
    """
    found = dict(entry)
    value = found.get("value", "entropy")
    if value not in MEASURES:
        remedy = f"Correct the value: {or_nearest(str(value), MEASURES)}"
        problems.error(shown, "[questions] value", repr(value), ", ".join(MEASURES), remedy)
    elif value not in measures:
        expected = "a value that the model's tables know"
        remedy = f"{NEEDED[value]}, or choose from {', '.join(measures)}."
        problems.error(shown, "[questions] value", repr(value), expected, remedy)
    checks = {
        "cost_weight": (_is_number(found, "cost_weight", 0, 1e9), "a number of at least 0"),
        "stop_at": (_is_number(found, "stop_at", 0, 1), "a number from 0 to 1"),
        "most_questions": (_is_count(found.get("most_questions", 1)), "a whole number above 0"),
    }
    for key, (good, expected) in checks.items():
        if not good:
            place = f"[questions] {key}"
            problems.error(shown, place, repr(found.pop(key)), expected, "Correct the number.")
    for key in ("cost_weight", "stop_at"):
        if key in found:
            found[key] = float(found[key])
    return QuestionSettings(**found)


def known_measures(tables: Collection[str]) -> tuple[str, ...]:
    """Those of ``MEASURES`` that a model with these tables knows.

    >>> known_measures({"priors", "management"})
    ('entropy', 'leading_cause', 'urgency')
    """
    needed = {"expected_loss": {"losses"}, "urgency": URGENCY_TABLES}
    return tuple(
        each for each in MEASURES if each not in needed or not needed[each].isdisjoint(tables)
    )


URGENCY_TABLES = {"losses", "management", "red_flags", "thresholds"}
"""Each says something of urgency; the thresholds stand in the model file."""

NEEDED = {
    "expected_loss": "Add losses under [tables]",
    "urgency": "Add losses, management or red_flags under [tables]",
}


def question_entry(settings: QuestionSettings) -> dict[str, Any]:
    """The settings as the model file writes them."""
    return {key: value for key, value in settings._asdict().items() if value is not None}


def _is_number(entry: Mapping[str, Any], key: str, low: float, high: float) -> bool:
    value = entry.get(key, low)
    return not isinstance(value, bool) and isinstance(value, int | float) and low <= value <= high


def _is_count(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int) and value > 0
