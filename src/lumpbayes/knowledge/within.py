"""Within what time care is asked for: ``same day``, or a whole number of minutes to months."""

from __future__ import annotations

import re

from lumpbayes.knowledge.problems import Problems

__all__ = ["SAME_DAY", "minutes_within", "parse_within", "read_within", "within_words"]

SAME_DAY = "same day"

DAY = 24 * 60
MINUTES = {"minute": 1, "hour": 60, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}
"""Of each unit; times are compared by them, and shown as they were written."""

TIME = re.compile(r"([1-9][0-9]{0,3}) (minute|hour|day|week|month)s?")


def read_within(place: str, value: object, problems: Problems) -> str:
    """A time in its one spelling; empty where there is none, or it was reported.

    Args:
        place: ``file:line``, or the entry of the model file.
        value: what stands there; blank where the words of the level say enough.
        problems: where to report what is no time.
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
    return found or ""


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
