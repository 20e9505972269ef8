"""How urgent an answer is, in words that text, terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.within import within_words
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.red_flags import Flag, haste
from lumpbayes.reasoning.urgency import Reason, Urgency

__all__ = [
    "asked_for",
    "certain_lines",
    "flag_lines",
    "headline",
    "level_headline",
    "level_name",
    "own_level",
    "possible_lines",
    "reason_level",
    "reason_lines",
    "told_reasons",
    "unknown_line",
]

LEVEL_WORDS = {
    "self_care": "Self-care: no visit needed for now",
    "routine": "Routine: a planned visit",
    "soon": "Soon: within weeks",
    "urgent": "Urgent: within 2 weeks",
    "emergency": "Emergency: at once, the same day",
}
"""Of a model that has no words of its own."""

CALM = (None, "self_care", "routine", "soon")
"""Levels that send nobody to be seen at once."""
UNHURRIED = ("self_care", "routine")
"""Levels that stand only so far, while what is not known could make them one of ``GRAVE``."""
GRAVE = ("urgent", "emergency")


def level_name(level: str) -> str:
    """A level as it stands within a sentence.

    >>> level_name("self_care")
    'self-care'
    """
    return level.replace("_", "-")


def level_headline(urgency: Urgency) -> str:
    """The level in words, with the shortest time that a reason for it gives.

    Words of the model's own may say a time too, which holds wherever a reason says none: then
    they stand, and what is shorter than usual stands beside them.
    """
    level = urgency.level
    if level is None:
        return "No level of urgency"
    words = plain(urgency.own_words.get(level) or LEVEL_WORDS[level])
    if urgency.within is None:
        return words
    time = within_words(urgency.within)
    if level in urgency.own_words and _any_untimed(urgency):
        shorter = haste(level, urgency.within) < haste(level, None)
        return f"{words}; at the latest {time}" if shorter else words
    name = words.partition(":")[0] if ":" in words else level_name(level).capitalize()
    return f"{name}: {'at once, ' if level == 'emergency' else ''}{time}"


def _any_untimed(urgency: Urgency) -> bool:
    """Whether a reason for the level leaves the time to its words."""
    return any(each.level == urgency.level and not each.within for each in urgency.reasons)


def headline(answer: Answer) -> str:
    """The level in words, and what possible red flags would make of it; empty if there is none."""
    urgency = answer.urgency
    level, possible = urgency.level, urgency.possible_level
    if possible is None:
        return ""
    words, sooner = level_headline(urgency), _sooner(answer, possible)
    time = within_words(sooner.within) if sooner and sooner.within else ""
    if level == possible:
        if not time:
            return _so_far(answer, words)
        flagged, may_be = isinstance(sooner, Flag), time.removeprefix("within ")
    else:
        flagged = any(flag.urgency == possible for flag in answer.possible_red_flags)
        may_be = ", ".join(each for each in (level_name(possible), time) if each)
        short = words if urgency.within else words.partition(":")[0]
        words = short if level else "So far nothing"
    unsure = "the possible red flags" if flagged else "what it depends on"
    return f"{words}, but possibly {may_be}: settle {unsure} first"


def _so_far(answer: Answer, words: str) -> str:
    """The words of an unhurried level; so far only, where a grave red flag is not known."""
    urgency = answer.urgency
    if urgency.level not in UNHURRIED or answer.not_asked.urgency not in GRAVE:
        return words
    if urgency.level in urgency.own_words:
        return f"So far: {words}"
    return f"So far {words[:1].lower()}{words[1:]}"


def _sooner(answer: Answer, level: str) -> Flag | Reason | None:
    """What is possible at a level and has least time, if that is less than what is certain has."""
    urgency = answer.urgency
    known = haste(level, urgency.within if level == urgency.level else None)
    found: list[Flag | Reason] = [
        each for each in answer.possible_red_flags if each.urgency == level
    ]
    found += [each for each in urgency.possible_reasons if each.level == level]
    found = [each for each in found if haste(level, each.within) < known]
    return min(found, key=lambda each: haste(level, each.within), default=None)


def unknown_line(answer: Answer) -> str:
    """Below a headline: the red flags above it that are not known, and when to come back.

    Come back is said only where the level sends nobody at once.
    """
    if answer.urgency.possible_level is None:
        return ""
    count, labels = len(answer.not_asked.flags), answer.not_asked.labels
    flags = f"{count} red flag{'' if count == 1 else 's'}"
    unknown = f"Not known yet: {flags}, such as {', '.join(map(plain, labels))}." if count else ""
    safety_net = plain(answer.safety_net) if answer.urgency.level in CALM else ""
    return " ".join(each for each in (unknown, safety_net) if each)


def told_reasons(urgency: Urgency) -> Iterator[Reason]:
    """The reasons beside red flags that say something: every threshold that is reached.

    What a higher level says of a cause is not said again lower down, and what a loss or the leading
    cause asks for only where it decides.
    """
    said: dict[str, str] = {}  # about which cause or group, at its highest level
    for reason in urgency.reasons:
        if reason.kind == "red_flag" or (
            reason.kind != "threshold" and reason.level != urgency.level
        ):
            continue
        if said.setdefault(reason.subject, reason.level) == reason.level:
            yield reason


def reason_level(reason: Reason, level: str | None) -> str:
    """The level that a reason asks for, where that is not the answer's."""
    return "" if reason.level == level else f"also {level_name(reason.level)}, "


def _line(reason: Reason, level: str | None) -> str:
    """Why, in words; how probable it is, unless its text says that of each cause.

    Args:
        reason: other than a red flag.
        level: that of the answer.
    """
    text, other = plain(reason.text), reason_level(reason, level)
    if reason.kind == "expected_loss":
        return f"{other}because {text[:1].lower()}{text[1:]}"
    return f"{other}because {percent(reason.probability or 0.0)}: {text}"


def asked_for(level: str, within: str | None) -> str:
    """What a red flag asks for, and within what time if it says so.

    >>> asked_for("urgent", "same day"), asked_for("self_care", None)
    ('urgent, the same day', 'self-care')
    """
    return f"{level_name(level)}{f', {within_words(within)}' if within else ''}"


def own_level(answer: Answer, cause_level: str) -> str:
    """The level of one cause alone, beside an answer that may be more urgent than that."""
    level, name = answer.urgency.level, level_name(cause_level)
    if level is None or URGENCIES.index(cause_level) >= URGENCIES.index(level):
        return name
    return f"{name} in itself; the urgency above holds"


def certain_lines(urgency: Urgency) -> Iterator[str]:
    """Every red flag and threshold, and the least loss where it decides."""
    told = list(told_reasons(urgency))
    for reason in urgency.reasons:
        if reason.kind == "red_flag":
            yield _flag_line(reason)
        elif reason in told:
            yield _line(reason, urgency.level)


def _flag_line(reason: Reason) -> str:
    kind = asked_for(reason.level, reason.within)
    return f"red flag {plain(reason.subject)} ({kind}): {plain(reason.text)}"


def flag_lines(answer: Answer) -> Iterator[str]:
    """The red flags that fire, then those that are possible."""
    yield from (_flag_line(each) for each in answer.urgency.reasons if each.kind == "red_flag")
    yield from _possible_flags(answer)


def _possible_flags(answer: Answer) -> Iterator[str]:
    for flag in answer.possible_red_flags:
        kind = asked_for(flag.urgency, flag.within)
        yield f"possible red flag {plain(flag.id)} ({kind}): {plain(flag.advice)}"


def possible_lines(urgency: Urgency) -> Iterator[str]:
    """The thresholds that soft evidence makes possible, where they ask for more than is certain."""
    order = ("", *LEVEL_WORDS)
    for reason in urgency.possible_reasons:
        more = order.index(reason.level) - order.index(urgency.level or "")
        hastier = haste(reason.level, reason.within) < haste(reason.level, urgency.within)
        if more > 0 or (more == 0 and hastier):
            amount = percent(reason.probability or 0.0)
            yield f"possibly {level_name(reason.level)}, because {amount}: {plain(reason.text)}"


def reason_lines(answer: Answer) -> Iterator[str]:
    """What asks for the level and what may, red flags that are possible included."""
    yield from certain_lines(answer.urgency)
    yield from _possible_flags(answer)
    yield from possible_lines(answer.urgency)
