"""Within what time care is asked for: ``same day``, or a whole number of minutes to months."""

from __future__ import annotations

import re

from lumpbayes.knowledge.problems import Problems

__all__ = [
    "LONGEST",
    "SAME_DAY",
    "minutes_within",
    "parse_within",
    "read_within",
    "within_words",
]

SAME_DAY = "same day"

LONGEST = {"soon": "6 weeks", "urgent": "2 weeks", "emergency": SAME_DAY}
"""Level -> its usual time, which holds where none is said; the others have no time."""

DAY = 24 * 60
MINUTES = {"minute": 1, "hour": 60, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}
"""Of each unit; times are compared by them, and shown as they were written."""

TIMELESS = ("self_care", "routine")

TIME = re.compile(r"([1-9][0-9]{0,3}) (minute|hour|day|week|month)s?")


def read_within(place: str, value: object, level: str, problems: Problems) -> str:
    """A time in its one spelling; empty where there is none, or it was reported.

    Args:
        place: ``file:line``, or the entry of the model file.
        value: what stands there; blank where the words of the level say enough.
        level: whose time it is; what is no level was reported elsewhere.
        problems: where to report what is no time, or is longer than that of the level.
    """
    if value == "":
        return ""
    found = parse_within(value) if isinstance(value, str) else None
    if found is None:
        problems.error(
            place,
            "within",
            repr(value),
            "same day, or a whole number of minutes, hours, days, weeks or months",
            "Write a time such as 24 hours or 2 weeks, or leave it blank.",
        )
        return ""
    if level in TIMELESS:
        expected = "a blank: only soon, urgent and emergency have a time"
        remedy = "Leave it blank, or raise the urgency."
    elif level in LONGEST and minutes_within(found) > minutes_within(LONGEST[level]):
        expected = f"at most that of {level} itself, {LONGEST[level]}"
        remedy = "Write a shorter time, leave it blank, or lower the urgency."
    else:
        return found
    problems.error(place, "within", repr(found), expected, remedy)
    return ""


def parse_within(text: str) -> str | None:
    """A time in its one spelling; None where it is none.

    >>> parse_within("24 hours"), parse_within("1 weeks"), parse_within("same day")
    ('24 hours', '1 week', 'same day')
    >>> parse_within("soon"), parse_within("0 days"), parse_within("1.5 hours")
    (None, None, None)
    """
    if text == SAME_DAY:
        return SAME_DAY
    found = TIME.fullmatch(text)
    if found is None:
        return None
    number, unit = found.groups()
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def minutes_within(within: str) -> int:
    """How long a time is, in minutes; what is due the same day comes just before 24 hours.

    >>> minutes_within("2 hours") < minutes_within("same day") < minutes_within("24 hours")
    True
    """
    if within == SAME_DAY:
        return DAY - 1
    number, unit = within.split()
    return int(number) * MINUTES[unit.removesuffix("s")]


def within_words(within: str) -> str:
    """A time as it stands in a sentence.

    >>> within_words("24 hours"), within_words("same day")
    ('within 24 hours', 'the same day')
    """
    return f"the {SAME_DAY}" if within == SAME_DAY else f"within {within}"
