"""likelihoods.csv: P(variable | parents), given row by row with defaults and exceptions."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Mapping, Sequence
from sys import intern

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.cells import Cell, Given, RowGroup
from lumpbayes.knowledge.csv_table import read_rows
from lumpbayes.knowledge.estimates import (
    CORRECT,
    ESTIMATE_COLUMNS,
    SUM_EXACT,
    check_sum,
    normalised,
    parse_estimate,
)
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Group, TableFile, Variable

__all__ = ["given_cell", "given_text", "group_column", "read_likelihoods", "row_groups"]

MOST_HINTS = 100
"""So many unknown names are told what comes nearest to them."""

ROUNDING = 1e-14
"""A rest this small is what decimals that sum to 1 leave in doubles: it is taken for 0."""


def read_likelihoods(
    file: TableFile,
    variables: Mapping[str, Variable],
    groups: Sequence[Group],
    sources: Container[str],
    problems: Problems,
) -> tuple[Cell, ...]:
    """The likelihood cells in file order, each group of rows checked for states and sum."""
    cells: list[Cell] = []
    found: dict[tuple[str, Given], dict[str, Cell]] = {}
    parse = _GivenParser(file, variables, {(group.variable, group.name) for group in groups})
    broken: set[tuple[str, Given]] = set()
    for row in read_rows(file, ("variable", "state", "given", *ESTIMATE_COLUMNS), problems):
        name, state, text = row.cells[:3]
        given = parse(row.line, name, text, problems)
        estimate = parse_estimate(file, row.line, row.cells[3:], sources, problems)
        if given is None:
            continue
        variable = variables[name]
        if not _check_state(file, row.line, variable, state, problems) or estimate is None:
            broken.add((name, given))
            continue
        group = found.setdefault((variable.name, given), {})
        if state in group:
            problems.error(
                file.place(row.line),
                "state",
                f"{name}={state} given {given_text(given)} again",
                f"each state once (first in line {group[state].line})",
                "Remove one of the two rows.",
            )
            continue
        # Names of the variable's own and interned ones: a million rows share a few texts.
        group[state] = Cell(variable.name, intern(state), given, estimate, row.line)
        cells.append(group[state])
    for key, group in found.items():
        if key not in broken:
            _check_group(file, tuple(group.values()), variables[key[0]], problems)
    return tuple(cells)


def row_groups(cells: Sequence[Cell]) -> tuple[RowGroup, ...]:
    """The cells gathered by variable and ``given``, in order of first appearance."""
    found: dict[tuple[str, Given], list[Cell]] = {}
    for cell in cells:
        found.setdefault((cell.variable, cell.given), []).append(cell)
    return tuple(tuple(group) for group in found.values())


def group_column(group: RowGroup, states: tuple[str, ...]) -> list[float]:
    """P(state) for every state in order: the reference state, unless listed, gets the rest."""
    listed = {cell.state: cell.estimate.probability for cell in group}
    if states[-1] not in listed:
        rest = 1.0 - math.fsum(listed.values())
        listed[states[-1]] = rest if rest > ROUNDING else 0.0
    return normalised([listed[state] for state in states])


def given_cell(given: Given) -> str:
    """A condition as the table writes it.

    >>> given_cell((("inflammation", "yes"), ("cause", "skin_abscess")))
    'inflammation=yes;cause=skin_abscess'
    """
    return ";".join(f"{parent}={selector}" for parent, selector in given)


def given_text(given: Given) -> str:
    """A condition as messages show it; ``(always)`` where it is empty.

    >>> given_text((("cause", "skin_abscess"),)), given_text(())
    ('cause=skin_abscess', '(always)')
    """
    return given_cell(given) or "(always)"


def _check_state(
    file: TableFile, line: int, variable: Variable, state: str, problems: Problems
) -> bool:
    if state in variable.states:
        return True
    remedy = f"Correct the state: {or_nearest(state, variable.states)}"
    expected = f"a state of {variable.name}"
    problems.error(file.place(line), "state", repr(state), expected, remedy)
    return False


class _GivenParser:
    """Parses conditions; each text once for all variables of the same parents."""

    def __init__(
        self,
        file: TableFile,
        variables: Mapping[str, Variable],
        group_names: Container[tuple[str, str]],
    ) -> None:
        self._file = file
        self._variables = variables
        self._group_names = group_names
        self._parsed: dict[tuple[str, tuple[str, ...]], Given] = {}
        self._hints: dict[tuple[str, int], str] = {}

    def __call__(self, line: int, name: str, text: str, problems: Problems) -> Given | None:
        """The condition, its parents in the variable's order; None when something is wrong."""
        variable = self._variables.get(name)
        if variable is None:
            remedy = f"Correct the name: {self._nearest(name, self._variables)}"
            expected = "a variable of variables.csv"
            problems.error(self._file.place(line), "variable", repr(name), expected, remedy)
            return None
        if variable.role == "cause":
            remedy = "Its probabilities stand in priors.csv."
            place = self._file.place(line)
            problems.error(place, "variable", name, "no rows of the cause", remedy)
            return None
        known = self._parsed.get((text, variable.parents))
        if known is not None:
            return known
        given = self._parse(self._file.place(line), variable, text, problems)
        if given is not None:
            self._parsed[text, variable.parents] = given
        return given

    def _parse(self, place: str, variable: Variable, text: str, problems: Problems) -> Given | None:
        found: dict[str, str] = {}
        for part in text.split(";") if text else ():
            parent, equals, selector = (each.strip() for each in part.partition("="))
            problem = _given_problem(variable, parent, equals, found)
            if not problem and selector != "*":
                problem = self._selector_problem(self._variables[parent], selector)
            if problem:
                problems.error(place, "given", repr(part), *problem)
                return None
            found[parent] = selector
        return tuple((p, found[p]) for p in variable.parents if found.get(p, "*") != "*")

    def _selector_problem(self, parent: Variable, selector: str) -> tuple[str, str] | None:
        if selector.startswith("@"):
            if (parent.name, selector[1:]) in self._group_names:
                return None
            return f"a group of {parent.name} from groups.csv", "Correct the name or add the group."
        if selector in parent.states:
            return None
        remedy = f"Correct the state: {self._nearest(selector, parent.states)}"
        return f"a state of {parent.name}, @group or *", remedy

    def _nearest(self, name: str, names: Collection[str]) -> str:
        """What comes nearest: looked for a few times only, since among thousands it takes long."""
        key = (name, id(names))
        if key not in self._hints:
            enough = len(self._hints) >= MOST_HINTS
            hint = "look it up in variables.csv" if enough else or_nearest(name, list(names))
            self._hints[key] = hint
        return self._hints[key]


def _given_problem(
    variable: Variable, parent: str, equals: str, found: Container[str]
) -> tuple[str, str] | None:
    if not equals:
        return "parent=state, separated by ';'", "Write for example cause=lipoma."
    if parent not in variable.parents:
        listed = ", ".join(variable.parents) or "none: leave the cell empty"
        remedy = f"Correct the name, or add it to the parents of {variable.name}."
        return f"a parent of {variable.name} ({listed})", remedy
    if parent in found:
        return "each parent once", "Remove one of them; name a group of states with @group."
    return None


def _check_group(file: TableFile, group: RowGroup, variable: Variable, problems: Problems) -> None:
    listed = {cell.state: cell.estimate.probability for cell in group}
    total = math.fsum(listed.values())
    missing = [state for state in variable.states[:-1] if state not in listed]
    implied = variable.states[-1] not in listed
    if not missing and implied and total < 1 - ROUNDING and all(listed.values()):
        return  # the common case, without building messages
    place = file.place(group[-1].line)
    what = f"{variable.name} given {given_text(group[0].given)}"
    if missing:
        problems.error(
            place,
            "state",
            f"no row for {', '.join(missing)} in {what}",
            f"a row for every state (the reference state {variable.states[-1]} may be left out)",
            "Add the rows; a group of rows stands as a whole and inherits nothing.",
        )
    elif not implied:
        values = [listed[state] for state in variable.states]
        check_sum(place, what, variable.states, values, problems)
    elif total > 1 + SUM_EXACT:
        expected = f"at most 1, the rest is {variable.states[-1]}"
        found = f"{what} sums to {total:.10g}"
        problems.error(place, "probability", found, expected, CORRECT)
        return
    if not missing and (implied or total > 0):
        _warn_of_zeros(file, group, variable, what, problems)


def _warn_of_zeros(
    file: TableFile, group: RowGroup, variable: Variable, what: str, problems: Problems
) -> None:
    line_of = {cell.state: cell.line for cell in group}
    column = group_column(group, variable.states)
    for state, probability in zip(variable.states, column, strict=True):
        if probability == 0:
            problems.warning(
                file.place(line_of.get(state, group[-1].line)),
                "probability",
                f"0 for {variable.name}={state} in {what}",
                "a positive probability",
                f"With 0, {variable.name}={state} excludes "
                f"{given_text(group[0].given)} for ever; write a small number instead.",
            )
