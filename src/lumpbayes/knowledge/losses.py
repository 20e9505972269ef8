"""losses.csv: what each urgency costs when each cause is true.

The unit is the model's own, the same in every row: only the ratios of losses decide.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from sys import intern

from lumpbayes.knowledge.advice import URGENCIES, check_choice
from lumpbayes.knowledge.csv_table import Row, read_rows
from lumpbayes.knowledge.doubles import is_too_small
from lumpbayes.knowledge.estimates import check_origin, number_remedy, within_interval
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Loss, TableFile

__all__ = ["read_losses"]

COLUMNS = ("cause", "urgency", "loss", "low", "high", "grade", "source", "note")
NUMBERS = COLUMNS[2:5]

Losses = dict[tuple[str, str], Loss]


def read_losses(
    file: TableFile | None, causes: tuple[str, ...], sources: Container[str], problems: Problems
) -> tuple[Loss, ...]:
    """The losses in file order, one for every cause and urgency; none without a table."""
    if file is None:
        return ()
    before = len(problems)
    rows = read_rows(file, COLUMNS, problems)
    complete = len(problems) == before
    found: Losses = {}
    for row in rows:
        if _is_new(file, row, causes, found, problems):
            loss = _loss(file, row, sources, problems)
            if loss is not None:
                found[loss.cause, loss.urgency] = loss
    listed = {row.cells[:2] for row in rows}
    if complete:
        _report_missing(file, causes, listed, problems)
    return tuple(found.values())


def _is_new(
    file: TableFile, row: Row, causes: tuple[str, ...], found: Losses, problems: Problems
) -> bool:
    """Whether a row names a cause and an urgency that no row before it has; reported otherwise."""
    place = file.place(row.line)
    cause, urgency = row.cells[:2]
    ok = check_choice(place, "cause", cause, causes, problems)
    ok &= check_choice(place, "urgency", urgency, URGENCIES, problems)
    known = found.get((cause, urgency))
    if known is None:
        return ok
    problems.error(
        place,
        "cause, urgency",
        f"{cause}, {urgency} again",
        f"each cause and urgency once (first in line {known.line})",
        "Remove one of the two rows.",
        mendable=True,
    )
    return False


def _loss(file: TableFile, row: Row, sources: Container[str], problems: Problems) -> Loss | None:
    """The record of a row, or None after reporting a number that cannot be used."""
    place = file.place(row.line)
    cause, urgency, *texts, grade, source, note = row.cells
    numbers = _numbers(place, texts, problems)
    keys = check_origin(file, row.line, (grade, source), sources, problems)
    if numbers is None:
        return None
    loss, low, high = numbers
    return Loss(cause, urgency, loss, low, high, intern(grade), keys, note, row.line)


def _numbers(
    place: str, texts: Sequence[str], problems: Problems
) -> tuple[float, float, float] | None:
    """Loss, low and high; an interval that leaves the loss out is reported and widened."""
    pairs = zip(NUMBERS, texts, strict=True)
    loss, low, high = [_number(place, column, text, problems) for column, text in pairs]
    if loss is None or low is None or high is None:
        return None
    return within_interval(place, "loss", (loss, low, high), problems)


def _number(place: str, column: str, text: str, problems: Problems) -> float | None:
    try:
        number = float(text) if "_" not in text else math.nan
    except ValueError:
        number = math.nan
    small = is_too_small(text)
    if math.isfinite(number) and number >= 0 and not small:
        return number
    remedy = "Write a number such as 12.5; only the ratios of losses matter, not their unit."
    remedy = "It is too small for a double; write 0 for what costs nothing." if small else remedy
    expected = "a finite number, at least 0"
    problems.error(place, column, repr(text), expected, number_remedy(text, remedy))
    return None


def _report_missing(
    file: TableFile,
    causes: tuple[str, ...],
    listed: Container[tuple[str, ...]],
    problems: Problems,
) -> None:
    for cause in causes:
        missing = [urgency for urgency in URGENCIES if (cause, urgency) not in listed]
        if missing:
            problems.error(
                file.shown,
                "cause, urgency",
                f"no row for {cause}, {' or '.join(missing)}",
                "a row for every cause and urgency",
                "Add the rows.",
            )
