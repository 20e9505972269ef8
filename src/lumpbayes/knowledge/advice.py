"""sources.csv, management.csv and red_flags.csv: where numbers come from, and what to do."""

from __future__ import annotations

from collections.abc import Container, Mapping

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.csv_table import read_rows
from lumpbayes.knowledge.estimates import JUDGEMENT, check_sources, split_list
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Management, RedFlag, Source, TableFile, Variable
from lumpbayes.knowledge.rules import Rule, RuleError, parse_rule, tests_of
from lumpbayes.knowledge.within import read_within

__all__ = [
    "URGENCIES",
    "check_choice",
    "parse_named_rule",
    "read_management",
    "read_red_flags",
    "read_sources",
]

URGENCIES = ("self_care", "routine", "soon", "urgent", "emergency")
"""How urgent care is, from least to most."""

TO_BE_SEEN = {
    "self_care": "nobody needs to be",
    "routine": "an ordinary appointment",
    "soon": "within weeks",
    "urgent": "within 2 weeks at the latest",
    "emergency": "the same day",
}
"""What each level means: when the person should be seen."""

MOST_SHOWN = 120
"""How many characters of a rule are shown on either side of an error."""


def read_sources(file: TableFile, problems: Problems) -> dict[str, Source]:
    """The sources by key; ``judgement`` is always known."""
    sources: dict[str, Source] = {}
    columns = ("key", "authors", "year", "title", "identifier", "seen")
    for row in read_rows(file, columns, problems):
        key, authors, year, title, identifier, seen = row.cells
        if not key or ";" in key or key in sources:
            problems.error(
                file.place(row.line),
                "key",
                repr(key),
                "a key of its own, without ';'",
                "Rename the source or remove the row.",
                mendable=True,
            )
        else:
            sources[key] = Source(key, authors, year, title, identifier, seen, row.line)
    sources.setdefault(JUDGEMENT, Source(JUDGEMENT, "", "", "Judgement: no source", "", "", 0))
    return sources


def read_management(
    file: TableFile | None, causes: tuple[str, ...], sources: Container[str], problems: Problems
) -> dict[str, Management]:
    """Urgency, work-up and treatment of each cause that the table lists."""
    if file is None:
        return {}
    before = len(problems)
    rows = read_rows(file, ("cause", "urgency", "workup", "treatment", "source"), problems)
    complete = len(problems) == before
    listed = {row.cells[0] for row in rows}
    found: dict[str, Management] = {}
    for row in rows:
        cause, urgency, workup, treatment, source = row.cells
        place = file.place(row.line)
        keys = split_list(source)
        ok = check_sources(place, keys, sources, problems)
        ok &= check_choice(place, "urgency", urgency, URGENCIES, problems)
        if not check_choice(place, "cause", cause, causes, problems):
            continue
        if cause in found:
            problems.error(
                place,
                "cause",
                f"{cause} again",
                f"each cause once (first in line {found[cause].line})",
                "Remove one of the two rows.",
                mendable=True,
            )
        elif ok:
            found[cause] = Management(cause, urgency, workup, treatment, keys, row.line)
    missing = [cause for cause in causes if cause not in listed]
    if missing and complete:
        problems.warning(
            file.shown,
            "cause",
            f"no row for {', '.join(missing)}",
            "a row for every cause",
            "Add the rows.",
        )
    return found


def read_red_flags(
    file: TableFile | None,
    variables: Mapping[str, Variable],
    sources: Container[str],
    problems: Problems,
) -> tuple[RedFlag, ...]:
    """The red-flag rules, parsed, their names checked."""
    if file is None:
        return ()
    flags: dict[str, RedFlag] = {}
    columns = ("id", "rule", "urgency", "advice", "source")
    for row in read_rows(file, columns, problems, optional=("within",)):
        name, text, urgency, advice, source, time = row.cells
        place = file.place(row.line)
        keys = split_list(source)
        ok = check_sources(place, keys, sources, problems)
        ok &= check_choice(place, "urgency", urgency, URGENCIES, problems)
        within = read_within(place, time, urgency, problems)
        rule = parse_named_rule(place, text, variables, problems)
        if not name or name in flags:
            problems.error(
                place, "id", repr(name), "an id of its own", "Rename the rule.", mendable=True
            )
        elif ok and rule is not None:
            flags[name] = RedFlag(name, rule, text, urgency, within, advice, keys, row.line)
    return tuple(flags.values())


def check_choice(
    place: str, column: str, value: str, choices: tuple[str, ...], problems: Problems
) -> bool:
    """Whether a value is among the choices; reported otherwise."""
    if value in choices:
        return True
    if not choices:
        expected, remedy = "an empty cell", "Empty the cell."
    else:
        short = len(choices) <= len(URGENCIES)
        expected = " or ".join(choices) if short else f"a {column} of variables.csv"
        hint = or_nearest(value, choices)
        if choices == URGENCIES and not hint.startswith("did you mean"):
            hint = "; ".join(f"{level}: {when}" for level, when in TO_BE_SEEN.items())
            hint = f"when is the person to be seen? {hint}"
        remedy = f"Correct the {column}: {hint}"
    problems.error(place, column, repr(value), expected, remedy, mendable=True)
    return False


def _marked(text: str, position: int) -> str:
    """The part of a rule around a position, with ``>>>`` before what is wrong."""
    start, end = max(0, position - MOST_SHOWN), position + MOST_SHOWN
    left = ("..." if start else "") + text[start:position]
    return f"{left}>>>{text[position:end]}" + ("..." if end < len(text) else "")


def parse_named_rule(
    place: str, text: str, variables: Mapping[str, Variable], problems: Problems
) -> Rule | None:
    """A rule whose variables and states exist, or None after reporting what is wrong."""
    try:
        rule = parse_rule(text)
    except RuleError as error:
        problems.error(
            place,
            "rule",
            _marked(text, error.position),
            f"variable=state with and, or, not, ( ): {error}",
            "Correct the rule at >>>.",
            mendable=True,
        )
        return None
    for test in tests_of(rule):
        if test.variable not in variables:
            choices = tuple(variables)
            problem = ("a variable of variables.csv", or_nearest(test.variable, choices))
        elif test.state not in variables[test.variable].states:
            states = variables[test.variable].states
            problem = (f"a state of {test.variable}", or_nearest(test.state, states))
        else:
            continue
        shown = f"{test.variable}{'=' if test.equal else '!='}{test.state}"
        problems.error(
            place,
            "rule",
            f"{shown} at character {test.position + 1}",
            problem[0],
            f"Correct the name: {problem[1]}",
            mendable=True,
        )
        return None
    return rule
