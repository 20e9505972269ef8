"""labels.csv and groups.csv: plain words for variables and states, and named sets of states."""

from __future__ import annotations

from collections.abc import Mapping

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.csv_table import Row, read_rows
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import FrozenMapping, Group, TableFile, Variable

__all__ = ["read_groups", "read_labels", "state_words", "variable_words"]


def read_labels(
    file: TableFile | None, variables: Mapping[str, Variable], problems: Problems
) -> tuple[FrozenMapping[str], FrozenMapping[FrozenMapping[str]]]:
    """Plain words for variables and states; where the table has none, the name without ``_``."""
    found: dict[tuple[str, str], str] = {}
    rows = read_rows(file, ("variable", "state", "label"), problems) if file else []
    for row in rows:
        assert file is not None
        name, state, label = row.cells
        if not _known(file, row, variables, name, state, problems):
            continue
        if (name, state) in found:
            problems.error(
                file.place(row.line),
                "label",
                f"a second label of {name} {state}",
                "one label each",
                "Remove one of the two rows.",
                mendable=True,
            )
        found[name, state] = label
    labels = {name: found.get((name, "")) or variable_words(name) for name in variables}
    states = {
        name: FrozenMapping(
            {s: found.get((name, s)) or state_words(s) for s in variable.states},
            f"state of {name}",
        )
        for name, variable in variables.items()
    }
    return FrozenMapping(labels, "variable"), FrozenMapping(states, "variable")


def variable_words(name: str) -> str:
    """A variable in plain words where the table has no label.

    >>> variable_words("limb_weakness")
    'Limb weakness'
    """
    return name.replace("_", " ").capitalize()


def state_words(state: str) -> str:
    """A state in plain words where the table has no label.

    >>> state_words("skin_abscess")
    'skin abscess'
    """
    return state.replace("_", " ")


def _known(
    file: TableFile,
    row: Row,
    variables: Mapping[str, Variable],
    name: str,
    state: str,
    problems: Problems,
) -> bool:
    place = file.place(row.line)
    if name not in variables:
        problems.error(
            place,
            "variable",
            repr(name),
            "a variable of variables.csv",
            f"Correct the name: {or_nearest(name, list(variables))}",
            mendable=True,
        )
        return False
    states = variables[name].states
    if state and state not in states:
        problems.error(
            place,
            "state",
            repr(state),
            f"a state of {name}",
            f"Correct the state: {or_nearest(state, states)}",
            mendable=True,
        )
        return False
    return True


def read_groups(
    file: TableFile | None, variables: Mapping[str, Variable], problems: Problems
) -> tuple[Group, ...]:
    """Named sets of states, in file order."""
    if file is None:
        return ()
    labels: dict[tuple[str, str], str] = {}
    states: dict[tuple[str, str], list[str]] = {}
    for row in read_rows(file, ("variable", "group", "label", "state"), problems):
        variable, group, label, state = row.cells
        if not _known(file, row, variables, variable, state or "(empty)", problems):
            continue
        place, key = file.place(row.line), (variable, group)
        if not group.isprintable():
            expected = "characters that can be seen, and plain spaces"
            remedy = "Rename the group."
            problems.error(place, "group", repr(group), expected, remedy, mendable=True)
            continue
        if not group or labels.setdefault(key, label) != label:
            _two_names(place, group, label, problems)
        if state in states.setdefault(key, []):
            _twice(place, group, state, problems)
        else:
            states[key].append(state)
    return tuple(
        Group(
            variable,
            group,
            label or group.replace("_", " ").capitalize(),
            tuple(s for s in variables[variable].states if s in states[variable, group]),
        )
        for (variable, group), label in labels.items()
    )


def _two_names(place: str, group: str, label: str, problems: Problems) -> None:
    """Report a group without a name, or with a second label."""
    problems.error(
        place,
        "label" if group else "group",
        repr(label if group else group),
        "one name and one label a group",
        "Write the same label in each of its rows.",
        mendable=True,
    )


def _twice(place: str, group: str, state: str, problems: Problems) -> None:
    """Report a state that a group names twice."""
    problems.error(
        place,
        "state",
        f"{state} twice in {group}",
        "each state once",
        "Remove one of the two rows.",
        mendable=True,
    )
