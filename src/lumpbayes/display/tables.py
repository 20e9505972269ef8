"""The tables for a terminal: their problems, the variables, one variable's numbers and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from click import style

from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.errors import Issue, Level
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import citation
from lumpbayes.reasoning.table_rows import source_keys

if TYPE_CHECKING:
    from rich.table import Table

__all__ = [
    "check_lines",
    "losses_table",
    "numbers_table",
    "source_lines",
    "variable_lines",
    "variables_table",
]

COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFORMATION: "cyan"}


def check_lines(
    issues: Sequence[Issue], knowledge: KnowledgeBase | None, quiet: bool, width: int
) -> Iterator[str]:
    """Every issue, then how many there are and how many numbers have a source.

    Args:
        issues: what was found.
        knowledge: the model, or None when its tables are invalid.
        quiet: leave out warnings and information.
        width: columns of the window.
    """
    for issue in issues:
        if not quiet or issue.level is Level.ERROR:
            yield from _issue_lines(issue, width)
    counts = Counter(issue.level for issue in issues)
    found = ", ".join(level.counted(counts[level]) for level in Level)
    if knowledge is None:
        yield from wrapped(f"Invalid: {found}", width, fg="red", bold=True)
        return
    name = f"{plain(knowledge.name)} {plain(knowledge.version)}"
    yield from wrapped(f"{name} is valid: {found}", width, bold=True)
    grades = Counter(cell.estimate.grade for cell in knowledge.priors)
    grades.update(cell.estimate.grade for cell in knowledge.likelihoods)
    if grades:
        yield from wrapped(_graded("numbers", grades), width, indent="    ")
    if knowledge.losses:
        losses = Counter(each.grade for each in knowledge.losses)
        yield from wrapped(_graded("losses", losses), width, indent="    ")
    yield from wrapped(f"fingerprint {knowledge.fingerprint}", width, dim=True)


def _graded(what: str, grades: Counter[str]) -> str:
    total = grades.total()
    graded = ", ".join(
        f"{count} {plain(grade)} ({100 * count / total:.1f} %)"
        for grade, count in sorted(grades.items())
    )
    return f"{total} {what}: {graded}"


def _issue_lines(issue: Issue, width: int) -> Iterator[str]:
    """Where, then what was found, expected and to be done, each folded beside its heading."""
    column = f", {plain(issue.column)}" if issue.column else ""
    yield style(f"{issue.level.value}: ", fg=COLOURS[issue.level]) + style(
        f"{plain(issue.place)}{column}", bold=True
    )
    for name in ("value", "expected", "remedy"):
        heading = "found" if name == "value" else name
        beside = f"    {heading:<8}  ".replace(" ", "\xa0")
        text = f"{beside}{plain(getattr(issue, name))}"
        yield from wrapped(text, width, indent=" " * len(beside))


def variables_table(knowledge: KnowledgeBase) -> Table:
    """The variables with their states and questions, as a rich table."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("variable", no_wrap=True, style="bold")
    table.add_column("states")
    table.add_column("question")
    for variable in knowledge.variables.values():
        states = ", ".join(plain(state) for state in variable.states)
        if variable.bins is not None:
            states += f", or {plain(variable.bins.name)}=NUMBER"
        table.add_row(Text(plain(variable.name)), Text(states), Text(plain(variable.question)))
    return table


def variable_lines(knowledge: KnowledgeBase, variable: Variable, width: int) -> Iterator[str]:
    """A variable's label, question, states, parents and number."""
    label = plain(knowledge.variable_labels[variable.name])
    yield style(f"{label} ({plain(variable.name)})", bold=True)
    states = knowledge.state_labels[variable.name]
    listed = ", ".join(f"{plain(s)} ({plain(states[s])})" for s in variable.states)
    facts = [
        plain(variable.question),
        f"states: {listed}; reference {plain(variable.states[-1])}",
        f"depends on: {', '.join(plain(p) for p in variable.parents)}" if variable.parents else "",
        f"as a number: {plain(variable.bins)}" if variable.bins is not None else "",
    ]
    for fact in facts:
        yield from wrapped(fact, width, indent="    ")


def _rows(knowledge: KnowledgeBase, variable: Variable) -> list[tuple[str, str, Estimate, int]]:
    """(condition, state, estimate, line) of every row of a variable."""
    if variable.name == knowledge.cause:
        where = knowledge.setting
        return [
            (f"{where}={c.setting}" if where else "(always)", c.cause, c.estimate, c.line)
            for c in knowledge.priors
        ]
    return [
        (given_text(cell.given), cell.state, cell.estimate, cell.line)
        for cell in knowledge.likelihoods
        if cell.variable == variable.name
    ]


def numbers_table(knowledge: KnowledgeBase, variable: Variable) -> Table:
    """Every number of a variable with interval, grade, sources and row, as a rich table."""
    from rich.table import Table
    from rich.text import Text

    file = knowledge.files["priors" if variable.name == knowledge.cause else "likelihoods"]
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading in ("given", "state"):
        table.add_column(heading, overflow="fold")
    for heading in ("probability", "95 % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("grade", "source"):
        table.add_column(heading, overflow="fold")
    table.add_column("line", justify="right", no_wrap=True, style="dim")
    table.title = Text(plain(file.shown), style="dim")
    table.title_justify = "left"
    for given, state, estimate, line in _rows(knowledge, variable):
        table.add_row(
            Text(plain(given).replace(";", "; ")),
            Text(plain(state)),
            Text(percent(estimate.probability)),
            Text(f"{percent(estimate.low)} to {percent(estimate.high)}"),
            Text(plain(estimate.grade)),
            Text(plain("; ".join(estimate.sources))),
            Text(str(line)),
        )
    return table


def losses_table(knowledge: KnowledgeBase) -> Table:
    """What each urgency costs when each cause is true: a row a cause, as a rich table."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.title = Text(plain(knowledge.files["losses"].shown), style="dim")
    table.title_justify = "left"
    table.add_column("cause", overflow="fold")
    for urgency in URGENCIES:
        table.add_column(urgency, justify="right", no_wrap=True)
    losses = {(each.cause, each.urgency): each.loss for each in knowledge.losses}
    for cause in knowledge.causes:
        cells = [Text(f"{losses[cause, urgency]:g}") for urgency in URGENCIES]
        table.add_row(Text(plain(cause)), *cells)
    return table


def source_lines(knowledge: KnowledgeBase, variable: Variable, width: int) -> Iterator[str]:
    """The sources behind a variable's numbers, each once."""
    estimates = [estimate for _, _, estimate, _ in _rows(knowledge, variable)]
    for key in source_keys(estimates):
        if key in knowledge.sources:
            yield from wrapped(
                f"{plain(key)}: {plain(citation(knowledge.sources[key]))}", width, indent="    "
            )
