"""priors.csv: P(cause | setting)."""

from __future__ import annotations

from collections.abc import Container, Mapping

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.cells import PriorCell
from lumpbayes.knowledge.csv_table import read_rows
from lumpbayes.knowledge.estimates import (
    ESTIMATE_COLUMNS,
    check_sum,
    normalised,
    parse_estimate,
)
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import TableFile, Variable

__all__ = ["prior_columns", "read_priors"]


def read_priors(
    file: TableFile,
    cause: Variable,
    setting: Variable | None,
    sources: Container[str],
    problems: Problems,
) -> tuple[PriorCell, ...]:
    """The prior cells in file order; every setting must list every cause once."""
    settings = setting.states if setting else ("",)
    cells: dict[tuple[str, str], PriorCell] = {}
    before = len(problems)
    rows = read_rows(file, ("cause", "setting", *ESTIMATE_COLUMNS), problems)
    broken = set(settings) if len(problems) > before else set()
    for row in rows:
        name, where = row.cells[:2]
        place = file.place(row.line)
        known = _known(place, "cause", name, cause.states, problems)
        known &= _known(place, "setting", where, settings, problems)
        estimate = parse_estimate(file, row.line, row.cells[2:], sources, problems)
        if not known or estimate is None:
            broken.update((where,) if where in settings else settings)
        elif (where, name) in cells:
            first = cells[where, name].line
            problems.error(
                place,
                "cause",
                f"{name} in {where or 'priors'} again",
                f"each cause once a setting (first in line {first})",
                "Remove one of the two rows.",
            )
        else:
            cells[where, name] = PriorCell(name, where, estimate, row.line)
    for where in settings:
        if where not in broken:
            _check_setting(file, where, cause, cells, problems)
    return tuple(cells.values())


def prior_columns(
    cells: tuple[PriorCell, ...], causes: tuple[str, ...]
) -> Mapping[str, list[float]]:
    """For each setting the probabilities in the order of ``causes``, divided by their sum."""
    found: dict[str, dict[str, float]] = {}
    for cell in cells:
        found.setdefault(cell.setting, {})[cell.cause] = cell.estimate.probability
    return {where: normalised([column[name] for name in causes]) for where, column in found.items()}


def _known(place: str, column: str, name: str, names: tuple[str, ...], problems: Problems) -> bool:
    if name in names:
        return True
    if names == ("",):
        problems.error(
            place,
            column,
            repr(name),
            "an empty cell: the model has no setting",
            "Empty the cell, or add a variable with the role setting.",
        )
    else:
        problems.error(
            place,
            column,
            repr(name),
            f"a {column} of variables.csv",
            f"Correct the name: {or_nearest(name, names)}",
        )
    return False


def _check_setting(
    file: TableFile,
    where: str,
    cause: Variable,
    cells: Mapping[tuple[str, str], PriorCell],
    problems: Problems,
) -> None:
    what = f"setting {where}" if where else "the prior"
    missing = [name for name in cause.states if (where, name) not in cells]
    if missing:
        problems.error(
            file.shown,
            "cause",
            f"no row for {', '.join(missing)} in {what}",
            "a row for every cause",
            "Add the rows; a cause that cannot be has probability 0.",
        )
        return
    listed = [cells[where, name] for name in cause.states]
    last = max(cell.line for cell in listed)
    check_sum(
        file.place(last),
        what,
        cause.states,
        [cell.estimate.probability for cell in listed],
        problems,
    )
    for cell in listed:
        if cell.estimate.probability == 0:
            problems.warning(
                file.place(cell.line),
                "probability",
                "0",
                f"a positive probability, or {cell.cause} never to be possible in {what}",
                "No evidence can ever raise a prior of 0; write a small number instead.",
            )
