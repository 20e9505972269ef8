"""variables.csv: what there is to know about."""

from __future__ import annotations

from collections.abc import Mapping

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.bins import Bins, parse_bins
from lumpbayes.knowledge.csv_table import Row, read_rows
from lumpbayes.knowledge.doubles import is_too_small
from lumpbayes.knowledge.estimates import split_list
from lumpbayes.knowledge.matching import ANY, folded, is_any
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import TableFile, Variable

__all__ = ["PHASES", "ROLES", "read_variables"]

ROLES = ("setting", "cause", "context", "mechanism", "finding", "test")
PHASES = ("history", "exam", "test")
FEWEST_STATES = 2
HIGHEST_COST = 100
COLUMNS = ("name", "role", "states", "parents", "question", "phase", "cost", "numeric_bins")


def read_variables(file: TableFile, cause: str, problems: Problems) -> dict[str, Variable]:
    """The variables by name, in file order; ``cause`` is the one the model file names."""
    variables: dict[str, Variable] = {}
    before = len(problems)
    for row in read_rows(file, COLUMNS, problems):
        variable = _parse_variable(file, row, problems)
        if variable.name in variables:
            first = variables[variable.name].line
            problems.error(
                file.place(row.line),
                "name",
                f"{variable.name} again",
                f"each variable once (first in line {first})",
                "Remove or rename one of the two rows.",
            )
        else:
            variables[variable.name] = variable
    if variables:
        _check_names(file, variables, problems)
        _check_parents(file, variables, problems)
        _check_roles(file, variables, cause, problems)
    elif len(problems) == before:
        problems.error(file.shown, "", "no rows", "a row for each variable", "Add the rows.")
    return variables


def _parse_variable(file: TableFile, row: Row, problems: Problems) -> Variable:
    name, role, states_text, parents, question, phase, cost_text, bins_text = row.cells
    place = file.place(row.line)
    if not (name.isidentifier() and name.isprintable()):
        problems.error(
            place,
            "name",
            repr(name),
            "letters, digits and _, not starting with a digit",
            "Rename the variable.",
        )
    if role not in ROLES:
        problems.error(
            place,
            "role",
            repr(role),
            " or ".join(ROLES),
            f"Correct the role: {or_nearest(role, ROLES)}",
        )
    if phase not in PHASES and (phase or role in ("finding", "test")):
        problems.error(
            place, "phase", repr(phase), " or ".join(PHASES), "Say when the question is asked."
        )
    states = split_list(states_text)
    _check_states(place, role, states, problems)
    return Variable(
        name,
        role,
        states,
        split_list(parents),
        question,
        phase,
        _parse_cost(place, cost_text, problems),
        _parse_bins(place, bins_text, len(states), problems) if bins_text else None,
        row.line,
    )


def _check_states(place: str, role: str, states: tuple[str, ...], problems: Problems) -> None:
    if len(states) < FEWEST_STATES:
        problems.error(
            place,
            "states",
            repr(";".join(states)),
            "at least two states separated by ';', the reference state last",
            "List the states.",
        )
    for position, state in enumerate(states):
        if not state or state == "*" or state[0] == "@" or "=" in state:
            problems.error(
                place,
                "states",
                repr(state),
                "a name without '=', not '*', not starting with '@'",
                "Rename the state.",
            )
        if role == "setting" and is_any(state):
            expected = f"another name: for a setting, {ANY} asks for the average over settings"
            problems.error(place, "states", repr(state), expected, "Rename the state.")
        if not state.isprintable():
            expected = "characters that can be seen, and plain spaces"
            problems.error(place, "states", repr(state), expected, "Rename the state.")
        if state in states[:position]:
            problems.error(
                place,
                "states",
                f"{state} twice",
                "each state once",
                "Remove or rename one of them.",
            )


def _parse_cost(place: str, text: str, problems: Problems) -> float:
    small = is_too_small(text)
    try:
        cost = float(text or 0)
        if 0 <= cost <= HIGHEST_COST and not small:
            return cost
    except ValueError:
        pass
    remedy = "It is too small for a double; write 0 for what costs nothing."
    remedy = remedy if small else "Correct the cost."
    problems.error(place, "cost", repr(text), f"a number from 0 to {HIGHEST_COST}", remedy)
    return 0.0


def _parse_bins(place: str, text: str, count: int, problems: Problems) -> Bins | None:
    try:
        return parse_bins(text, count)
    except ValueError as error:
        problems.error(
            place,
            "numeric_bins",
            repr(text),
            str(error),
            "Correct the intervals; they stand in the order of the states.",
        )
        return None


def _check_names(file: TableFile, variables: Mapping[str, Variable], problems: Problems) -> None:
    """Evidence names variables and their numbers side by side, in any letter case."""
    names = [(each, each.name, "name", "a variable") for each in variables.values()]
    names += [
        (each, each.bins.name, "numeric_bins", f"the number of {each.name}")
        for each in variables.values()
        if each.bins is not None
    ]
    seen: dict[str, tuple[str, str]] = {}
    for variable, name, column, what in names:
        key = folded(name)
        if key not in seen:
            seen[key] = (name, what)
            continue
        first, taken = seen[key]
        place = file.place(variable.line)
        if name == first:
            expected = f"a name of its own, it is already {taken}"
            problems.error(place, column, name, expected, "Rename the number.")
        else:
            expected = f"a name that differs from {first}, {taken}, in more than letter case"
            problems.error(place, column, name, expected, "Rename one of the two.")


def _check_parents(file: TableFile, variables: Mapping[str, Variable], problems: Problems) -> None:
    for variable in variables.values():
        place = file.place(variable.line)
        for position, parent in enumerate(variable.parents):
            if parent not in variables:
                problems.error(
                    place,
                    "parents",
                    repr(parent),
                    "names of variables, separated by ';'",
                    f"Correct the name: {or_nearest(parent, list(variables))}",
                )
            elif parent in variable.parents[:position]:
                problems.error(
                    place, "parents", f"{parent} twice", "each parent once", "Remove one of them."
                )
    cycle = _cycle(variables)
    if cycle:
        path = " -> ".join(cycle)
        problems.error(
            file.place(variables[cycle[0]].line),
            "parents",
            f"the cycle {path}",
            "no variable to be its own ancestor",
            "Remove one of these parents.",
        )


def _cycle(variables: Mapping[str, Variable]) -> list[str]:
    """A cycle of parents, first and last the same name, or an empty list."""
    waiting = {
        name: {each for each in variable.parents if each in variables}
        for name, variable in variables.items()
    }
    while True:
        free = [name for name, parents in waiting.items() if not parents & waiting.keys()]
        if not free:
            break
        for name in free:
            del waiting[name]
    if not waiting:
        return []
    path = [next(iter(waiting))]
    while path[-1] not in path[:-1]:
        path.append(min(waiting[path[-1]] & waiting.keys()))
    return path[path.index(path[-1]) :][::-1]


def _check_roles(
    file: TableFile, variables: Mapping[str, Variable], cause: str, problems: Problems
) -> None:
    by_role: dict[str, list[Variable]] = {}
    for variable in variables.values():
        by_role.setdefault(variable.role, []).append(variable)
    causes = [variable.name for variable in by_role.get("cause", [])]
    if causes != [cause]:
        problems.error(
            file.shown,
            "role",
            f"role cause: {', '.join(causes) or 'none'}",
            f"exactly one variable with the role cause, named {cause} as in the model file",
            "Correct the roles, or [model] cause in the model file.",
        )
        return
    settings = by_role.get("setting", [])
    for extra in settings[1:]:
        problems.error(
            file.place(extra.line),
            "role",
            f"a second setting, {extra.name}",
            "at most one setting",
            "Give it the role context.",
        )
    expected = tuple(variable.name for variable in settings[:1])
    if variables[cause].parents != expected:
        wanted = expected[0] if expected else "none (the model has no setting)"
        problems.error(
            file.place(variables[cause].line),
            "parents",
            repr(";".join(variables[cause].parents)),
            f"the setting as the cause's only parent: {wanted}",
            "Make other variables children of the cause instead.",
        )
