"""The six columns that priors and likelihoods share, and sums of probabilities."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from functools import lru_cache
from sys import intern

from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.doubles import TOO_SMALL, is_too_small
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import TableFile

__all__ = [
    "CORRECT",
    "ESTIMATE_COLUMNS",
    "GRADES",
    "JUDGEMENT",
    "check_origin",
    "check_sources",
    "check_sum",
    "normalised",
    "number_remedy",
    "parse_estimate",
    "split_list",
    "within_interval",
]

ESTIMATE_COLUMNS = ("probability", "low", "high", "grade", "source", "note")
GRADES = ("sourced", "derived", "estimate")
"""From the best grade to the weakest."""
JUDGEMENT = "judgement"
"""The source key of an estimate."""

CORRECT = (
    "Correct the probabilities; an edit ('lumpbayes tables edit', in Python with_prior and "
    "with_likelihood) sets one and lets the others follow."
)
LEAST_PERCENT, PERCENT = 2, 100
"""A number from here to there may have been meant in percent; a smaller one is just too large."""

SUM_EXACT = 1e-9
SUM_NORMALISED = 1e-3
SUM_SHOWN = 5e-2


@lru_cache(maxsize=1024)  # the rows of a table name few lists, and so share them
def split_list(text: str) -> tuple[str, ...]:
    """The parts of a ``;``-separated cell, outer spaces removed."""
    return tuple(part.strip() for part in text.split(";")) if text else ()


def parse_estimate(
    file: TableFile,
    line: int,
    cells: Sequence[str],
    known_sources: Container[str],
    problems: Problems,
) -> Estimate | None:
    """An estimate from its six cells, or None when its probability cannot be used."""
    try:
        probability, low, high = map(float, cells[:3])
        usable = 0 <= low <= probability <= high <= 1 and "_" not in "".join(cells[:3])
        usable = usable and (low > 0 or not any(map(is_too_small, cells[:3])))
    except ValueError:
        usable = False
    if not usable:
        repaired = _parse_numbers(file.place(line), cells[:3], problems)
        if repaired is None:
            return None
        probability, low, high = repaired
    grade, source, note = cells[3:]
    sources = check_origin(file, line, (grade, source), known_sources, problems)
    return Estimate(probability, low, high, intern(grade), sources, note)


def check_origin(
    file: TableFile,
    line: int,
    cells: tuple[str, str],
    known_sources: Container[str],
    problems: Problems,
) -> tuple[str, ...]:
    """The source keys of a number, its grade and source cells checked against each other."""
    grade, source = cells
    sources = split_list(source)
    if grade not in GRADES or not sources or any(key not in known_sources for key in sources):
        _report_origin(file.place(line), grade, sources, known_sources, problems)
    elif (grade == "estimate") != (sources == (JUDGEMENT,)):
        _report_grade(file.place(line), grade, source, problems)
    return sources


def _parse_numbers(
    place: str, cells: Sequence[str], problems: Problems
) -> tuple[float, float, float] | None:
    """Probability, low and high after reporting what is wrong; None when one is unusable."""
    numbers = [
        _parse_probability(place, column, text, problems)
        for column, text in zip(ESTIMATE_COLUMNS, cells, strict=False)
    ]
    probability, low, high = numbers
    if probability is None or low is None or high is None:
        return None
    return within_interval(place, "probability", (probability, low, high), problems)


def within_interval(
    place: str, name: str, numbers: tuple[float, float, float], problems: Problems
) -> tuple[float, float, float]:
    """A number, low and high; an interval that leaves the number out is reported and widened."""
    number, low, high = numbers
    if not low <= number <= high:
        problems.error(
            place,
            "low, high",
            f"{name} {number:g} outside {low:g} to {high:g}",
            f"low <= {name} <= high",
            "Correct the number or its interval.",
            mendable=True,
        )
    return number, min(low, number, high), max(low, number, high)


def number_remedy(text: str, otherwise: str) -> str:
    """What to do about a cell that is no number: for a decimal comma, for a gap, and otherwise."""
    if "," in text:
        return f"Write the decimal point as a point: {text.replace(',', '.')}."
    if not text:
        return "Fill the cell; where there is no source, write an estimate and say so."
    return otherwise


def _parse_probability(place: str, column: str, text: str, problems: Problems) -> float | None:
    expected = "a number from 0 to 1"
    try:
        if "_" in text:
            raise ValueError
        number = float(text)
    except ValueError:
        remedy = "Write a number such as 0.25."
        if text.endswith("%"):
            remedy = "Write the percentage as a fraction, such as 0.25 for 25 %."
        problems.error(place, column, repr(text), expected, number_remedy(text, remedy))
        return None
    if not 0 <= number <= 1 or is_too_small(text):  # also refuses NaN
        remedy = _range_remedy(text, number)
        problems.error(place, column, text, expected, remedy)
        return None
    return number


def _range_remedy(text: str, number: float) -> str:
    """What to do about a number that is no probability."""
    if is_too_small(text):
        return f"It is {TOO_SMALL}."
    if LEAST_PERCENT <= number <= PERCENT:
        return f"Write {text} % as {number / PERCENT:.12g}, or correct the number."
    return "Correct the number."


def _report_origin(
    place: str,
    grade: str,
    sources: tuple[str, ...],
    known_sources: Container[str],
    problems: Problems,
) -> None:
    if grade not in GRADES:
        problems.error(
            place,
            "grade",
            repr(grade),
            " or ".join(GRADES),
            "Say where the number comes from.",
            mendable=True,
        )
    check_sources(place, sources, known_sources, problems)


def check_sources(
    place: str, sources: tuple[str, ...], known_sources: Container[str], problems: Problems
) -> bool:
    """Whether there are source keys and all are known; reported otherwise."""
    unknown = [key for key in sources or ("",) if key not in known_sources]
    for key in unknown:
        problems.error(
            place,
            "source",
            repr(key),
            "keys of sources.csv, separated by ';'",
            f"Add the source to sources.csv; an estimate has the source {JUDGEMENT}.",
            mendable=True,
        )
    return not unknown


def _report_grade(place: str, grade: str, source: str, problems: Problems) -> None:
    problems.warning(
        place,
        "grade",
        f"grade {grade} with source {source}",
        f"an estimate to have the source {JUDGEMENT}, and nothing else to have it",
        "Change the grade or the source; name a source that gives only the direction in note.",
    )


def check_sum(
    place: str,
    what: str,
    names: Sequence[str],
    probabilities: Sequence[float],
    problems: Problems,
) -> None:
    """Report what it means if all the states' probabilities do not sum to 1.

    Within 0.1 % of 1 that is information, within 5 % an error with the normalised values to paste
    (a lenient policy goes on with them), further off an error.
    """
    total = math.fsum(probabilities)
    off = abs(total - 1)
    if off <= SUM_EXACT:
        return
    found = f"{what} sums to {total:.10g}"
    if off <= SUM_NORMALISED:
        remedy = "The values were divided by their sum."
        problems.information(place, "probability", found, "1", remedy)
    elif off <= SUM_SHOWN:
        pasted = zip(names, normalised(probabilities), strict=True)
        values = ", ".join(f"{name} {value:.12g}" for name, value in pasted)
        remedy = f"Normalised values: {values}."
        problems.error(place, "probability", found, "1", remedy, mendable=True)
    else:
        problems.error(place, "probability", found, "1", CORRECT)


def normalised(probabilities: Sequence[float]) -> list[float]:
    """The probabilities divided by their sum, which must be positive."""
    total = math.fsum(probabilities)
    return [each / total for each in probabilities]
