"""What an answer says, as a panel shows it: urgency, differential, fit, what to ask next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lumpbayes.diagnosis import Diagnosis
from lumpbayes.display.conflict_words import conflict_headline, conflict_sentence, pair_lines
from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.identity import identity_words, standing_words
from lumpbayes.display.questions_words import share_settled
from lumpbayes.display.urgency_words import headline, level_name, reason_lines, unknown_line
from lumpbayes.display.words import plain
from lumpbayes.percentages import percent, short_percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.conflict import Conflict
from lumpbayes.reasoning.fit import NotJudged
from lumpbayes.reasoning.intervals import Intervals
from lumpbayes.reasoning.question import Question

__all__ = [
    "announcement",
    "differential_view",
    "fit_view",
    "footer_view",
    "groups_view",
    "moved_view",
    "questions_next_view",
    "urgency_view",
]

NOTABLE = 0.005
"""A probability that moves by less is not said to have moved."""
MOST_MOVED = 4

Posterior = Mapping[str, float]


def urgency_view(answer: Answer) -> dict[str, Any]:
    """The level, its headline, reasons and red flags, and below it what is not known."""
    return {
        "level": answer.urgency.level,
        "headline": headline(answer),
        "reasons": [plain(line) for line in reason_lines(answer)],
        "calm": unknown_line(answer),
        "flags": len(answer.red_flags),
    }


def differential_view(
    answer: Answer,
    intervals: Intervals | None,
    before: Posterior | None,
    tables: Posterior | None,
) -> list[dict[str, Any]]:
    """A row a cause, the most probable first.

    Args:
        answer: the answer.
        intervals: of the causes; None in a model without.
        before: cause -> probability before the last click; None at the start.
        tables: cause -> probability with the tables' own numbers; None where none was edited.
    """
    rows = []
    for cause, probability in answer.posterior.items():
        row: dict[str, Any] = {
            "cause": cause,
            "label": plain(answer.labels[cause]),
            "probability": probability,
            "text": percent(probability),
            "move": _move_words(before, cause, probability),
        }
        if intervals is not None:
            found = intervals.states[cause]
            row |= {"low": found.low, "high": found.high, "interval": _interval(found)}
        if tables is not None and cause in tables:
            row |= {"tables": tables[cause], "tables_text": percent(tables[cause])}
        rows.append(row)
    return rows


def _interval(found: Any) -> str:
    return f"{short_percent(found.low).removesuffix(' %')} to {short_percent(found.high)}"


def _move_words(before: Posterior | None, cause: str, now: float) -> str:
    """By how much it moved, in points of percent; empty for next to nothing."""
    if before is None or cause not in before or abs(now - before[cause]) < NOTABLE:
        return ""
    difference = 100 * (now - before[cause])
    size = f"{abs(difference):.{0 if abs(difference) >= 1 else 1}f}"
    return f"{'▲' if difference > 0 else '▼'} {size}"


def groups_view(answer: Answer) -> list[dict[str, Any]]:
    """The summed probability of each group of causes."""
    return [
        {"group": name, "label": plain(answer.group_labels[name]), "text": percent(probability)}
        for name, probability in answer.groups.items()
    ]


def moved_view(answer: Answer, before: Posterior | None) -> list[dict[str, str]]:
    """The causes that moved most since the last click, in words."""
    if before is None:
        return []
    moves = [
        (now - before[cause], cause, now)
        for cause, now in answer.posterior.items()
        if cause in before and abs(now - before[cause]) >= NOTABLE
    ]
    moves.sort(key=lambda move: -abs(move[0]))
    return [
        {
            "cause": cause,
            "up": "up" if difference > 0 else "down",
            "text": f"{plain(answer.labels[cause])} {percent(before[cause])} → {percent(now)}",
        }
        for difference, cause, now in moves[:MOST_MOVED]
    ]


def fit_view(answer: Answer, conflict: Conflict | None) -> dict[str, Any]:
    """Whether the model fits this person, in the words of the report.

    Args:
        answer: the answer.
        conflict: how its findings agree; None where that was not judged.
    """
    lines = [plain(line) for line in fit_lines(answer)]
    if fit_headline(answer):
        return {"outside": True, "headline": fit_headline(answer), "lines": lines}
    if conflict is not None:
        said = [*pair_lines(conflict), conflict_sentence(conflict)]
        text, lines = f"{conflict_headline(conflict)}.", [each for each in said if each]
    elif answer.fit_not_judged is NotJudged.TOO_FEW:
        text = "Not judged yet: too few findings are known."
    else:
        text = "Not judged."
    return {"outside": False, "headline": text, "lines": lines}


def questions_next_view(
    questions: Sequence[Question], entropy: float, most_raising: Question | None
) -> list[dict[str, str]]:
    """Questions, and why they are worth asking.

    Args:
        questions: in the order shown.
        entropy: of the cause, in nats.
        most_raising: the question that is most likely to raise the urgency; None for none.
    """
    name = None if most_raising is None else most_raising.variable
    return [
        {
            "variable": each.variable,
            "label": plain(each.label),
            "question": plain(each.question) or plain(each.label),
            "phase": each.phase,
            "why": _worth(each, entropy, each.variable == name),
        }
        for each in questions
    ]


def _worth(question: Question, entropy: float, changes_most: bool) -> str:
    """What the answer is expected to do."""
    parts = []
    if question.entropy_gain > 0:
        share = short_percent(share_settled(question, entropy))
        parts.append(f"expected to settle {share} of the doubt about the cause")
    if question.urgency_change > 0:
        rises = question.urgency_rise > 0
        chance = short_percent(question.urgency_rise if rises else question.urgency_change)
        most = ", more than any other" if changes_most else ""
        parts.append(
            f"{'raises' if rises else 'lowers'} the urgency with a chance of {chance}{most}"
        )
    return "; ".join(parts)


def footer_view(diagnosis: Diagnosis) -> dict[str, str]:
    """Which model answered, and what it is not."""
    model = diagnosis.answer.model
    edited = "edited here: " if diagnosis.knowledge.edited else ""
    return {"model": f"{edited}{identity_words(model)}", "disclaimer": standing_words(model)}


def announcement(answer: Answer) -> str:
    """The answer in a few words, for those who hear it: ``Skin abscess 81 %, urgent``."""
    cause, probability = next(iter(answer.posterior.items()))
    level = answer.urgency.level
    words = level_name(level) if level else ""
    flags = len(answer.red_flags)
    flagged = f", {flags} red flag{'' if flags == 1 else 's'}" if flags else ""
    said = f"{plain(answer.labels[cause])} {short_percent(probability)}"
    outside = ". The findings do not fit the model" if fit_headline(answer) else ""
    return f"{said}{f', {words}' if words else ''}{flagged}{outside}"
