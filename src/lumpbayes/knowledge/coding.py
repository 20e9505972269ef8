"""What a code is: ICD-10-CM, HPO, SNOMED CT; cells of codes.csv, and codes as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lumpbayes.knowledge.problems import Problems

__all__ = ["PREFIXES", "SYSTEMS", "Coding", "coding_cells", "parse_codings", "split_code"]


class Coding(NamedTuple):
    """A code in a system, with plain words that may be empty."""

    system: str
    code: str
    text: str


class _Form(NamedTuple):
    """How the codes of a system are written."""

    pattern: re.Pattern[str]
    expected: str


FORMS = {
    "icd10cm": _Form(
        re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", re.ASCII),
        "ICD-10-CM codes such as L72.0",
    ),
    "hpo": _Form(re.compile(r"HP:[0-9]{7}", re.ASCII), "HPO codes such as HP:0001945"),
    "snomed": _Form(
        re.compile(r"[1-9][0-9]{5,17}", re.ASCII),
        "SNOMED CT codes such as 386661006, of 6 to 18 digits with a valid check digit",
    ),
}
ANOTHER = re.compile(r"[,/] *")
"""Where people start the next code though they should write ';'."""

SYSTEMS = tuple(FORMS)
"""The systems, in the order of the columns of codes.csv."""

PREFIXES = {"icd10cm": "ICD10CM:", "hpo": "HP:", "snomed": "SNOMED:"}
"""What may stand before a code to say its system; with HPO it belongs to the code."""


def parse_codings(
    place: str, system: str, cell: str, problems: Problems
) -> tuple[Coding, ...] | None:
    """The codes in a cell of codes.csv, or None after reporting what is wrong.

    Args:
        place: ``file:line``.
        system: ``icd10cm``, ``hpo`` or ``snomed``, which is also the column.
        cell: ``;``-separated, each a code and then plain text or nothing.
        problems: where to report.
    """
    codings: list[Coding] = []
    for part in cell.split(";") if cell else ():
        code, _, text = part.strip().partition(" ")
        more = (each.split(" ")[0] for each in ANOTHER.split(text)[1:])
        if not _is_code(system, code) or any(_is_code(system, each) for each in more):
            expected = f"{FORMS[system].expected}, separated by ';'"
            remedy = "Write each code first, then plain text without ';', or nothing."
            problems.error(place, system, repr(part.strip()), expected, remedy, mendable=True)
            return None
        codings.append(Coding(system, code, text.strip()))
    return tuple(codings)


def coding_cells(codings: Iterable[Coding]) -> tuple[str, ...]:
    """The cells of codes.csv that hold these codes, one a system."""
    cells: dict[str, list[str]] = {system: [] for system in SYSTEMS}
    for system, code, text in codings:
        cells[system].append(f"{code} {text}".rstrip())
    return tuple("; ".join(parts) for parts in cells.values())


def split_code(text: str) -> tuple[str, str] | None:
    """System and code of what a person writes as a code; None for what does not look like one.

    A prefix says the system, whatever its letter case. Whether there is such a code is not asked.

    >>> split_code("HP:0001945"), split_code("snomed:386661006"), split_code("fever")
    (('hpo', 'HP:0001945'), ('snomed', '386661006'), None)
    """
    for system, prefix in PREFIXES.items():
        if text[: len(prefix)].upper() == prefix:
            code = text[len(prefix) :].strip()
            return system, prefix + code if system == "hpo" else code
    matching = (system for system in SYSTEMS if FORMS[system].pattern.fullmatch(text))
    system = next(matching, "")
    return (system, text) if system else None


def _is_code(system: str, code: str) -> bool:
    matches = FORMS[system].pattern.fullmatch(code) is not None
    return matches and (system != "snomed" or _verhoeff_holds(code))


def _verhoeff_holds(digits: str) -> bool:
    """Whether the last digit is the check digit of the others.

    Source: J. Verhoeff, Error Detecting Decimal Codes, 1969; the SNOMED CT Release File
    Specification prescribes it for identifiers. The group is that of the symmetries of a
    pentagon: 0 to 4 are rotations, 5 to 9 reflections.
    """
    check = 0
    for position, digit in enumerate(reversed(digits)):
        check = _composed(check, PERMUTATIONS[position % len(PERMUTATIONS)][int(digit)])
    return check == 0


def _composed(first: int, second: int) -> int:
    """The product of two symmetries of a pentagon."""
    corners, reflected = 5, first >= 5  # noqa: PLR2004
    turned = first - second if reflected else first + second
    return turned % corners + corners * (reflected != (second >= corners))


def _permutations() -> tuple[tuple[int, ...], ...]:
    first = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    found = [tuple(range(10))]
    for _ in range(7):
        found.append(tuple(first[digit] for digit in found[-1]))
    return tuple(found)


PERMUTATIONS = _permutations()
