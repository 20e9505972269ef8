"""The tables for a terminal: their problems, the variables, one variable's numbers and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lumpbayes.display.words import percent, plain
from lumpbayes.errors import Issue, Level
from lumpbayes.knowledge.likelihoods import given_text
from lumpbayes.knowledge.records import Cell, Estimate, KnowledgeBase, Source, Variable

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["check_view", "variable_view", "variables_view"]

STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.INFORMATION: "cyan"}


def check_view(
    issues: Sequence[Issue], knowledge: KnowledgeBase | None, quiet: bool
) -> RenderableType:
    """Every issue, then how many there are and how many numbers have a source.

    Args:
        issues: what was found.
        knowledge: the model, or None when its tables are invalid.
        quiet: leave out warnings and information.
    """
    shown = [issue for issue in issues if not quiet or issue.level is Level.ERROR]
    parts: list[RenderableType] = [_issue(issue) for issue in shown]
    counts = Counter(issue.level for issue in issues)
    found = ", ".join(f"{counts[level]} {level.value}{_s(level, counts[level])}" for level in Level)
    if knowledge is None:
        parts.append(Text(f"Invalid: {found}", style="bold red"))
        return Stack(*parts)
    grades = Counter(cell.estimate.grade for cell in (*knowledge.priors, *knowledge.likelihoods))
    total = grades.total()
    graded = ", ".join(f"{n} {plain(g)} ({n / total:.0%})" for g, n in sorted(grades.items()))
    name = f"{plain(knowledge.name)} {plain(knowledge.version)}"
    parts.append(Text(f"{name} is valid: {found}", style="bold"))
    parts.append(Text(f"{total} numbers: {graded}"))
    parts.append(Text(f"fingerprint {knowledge.fingerprint}", style="dim"))
    return Stack(*parts)


def _s(level: Level, count: int) -> str:
    return "" if count == 1 or level is Level.INFORMATION else "s"


def _issue(issue: Issue) -> Text:
    column = f", {plain(issue.column)}" if issue.column else ""
    text = Text()
    text.append(f"{issue.level.value}: ", style=STYLES[issue.level])
    text.append(f"{plain(issue.place)}{column}\n", style="bold")
    text.append(f"    found     {plain(issue.value)}\n")
    text.append(f"    expected  {plain(issue.expected)}\n")
    text.append(f"    remedy    {plain(issue.remedy)}\n")
    return text


def variables_view(knowledge: KnowledgeBase) -> RenderableType:
    """The variables that can be observed, with their states, then those that cannot."""
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


def variable_view(knowledge: KnowledgeBase, name: str) -> RenderableType:
    """One variable: its question, states, and every number with interval, grade and sources.

    Raises:
        UnknownNameError: a variable that the model does not have.
    """
    variable = knowledge.variables[name]
    rows = _rows(knowledge, variable)
    keys = dict.fromkeys(key for _, _, estimate, _ in rows for key in estimate.sources)
    sources = [knowledge.sources[key] for key in keys if key in knowledge.sources]
    return Stack(
        *_head(knowledge, variable),
        Text(),
        _numbers(knowledge, variable, rows),
        Text(),
        *[_source(source) for source in sources],
    )


def _rows(knowledge: KnowledgeBase, variable: Variable) -> list[tuple[str, str, Estimate, int]]:
    """(condition, state, estimate, line) of every row of a variable."""
    if variable.name == knowledge.cause:
        where = knowledge.setting
        return [
            (f"{where}={c.setting}" if where else "(always)", c.cause, c.estimate, c.line)
            for c in knowledge.priors
        ]
    cells: list[Cell] = [c for c in knowledge.likelihoods if c.variable == variable.name]
    return [(given_text(c.given), c.state, c.estimate, c.line) for c in cells]


def _head(knowledge: KnowledgeBase, variable: Variable) -> list[RenderableType]:
    label = plain(knowledge.variable_labels[variable.name])
    lines = [Text(f"{label} ({plain(variable.name)})", style="bold")]
    if variable.question:
        lines.append(Text(plain(variable.question)))
    states = knowledge.state_labels[variable.name]
    listed = ", ".join(f"{plain(s)} ({plain(states[s])})" for s in variable.states)
    lines.append(Text(f"states: {listed}; reference {plain(variable.states[-1])}"))
    if variable.parents:
        lines.append(Text(f"depends on: {', '.join(plain(p) for p in variable.parents)}"))
    if variable.bins is not None:
        lines.append(Text(f"as a number: {plain(variable.bins)}"))
    return [*lines]


def _numbers(
    knowledge: KnowledgeBase, variable: Variable, rows: list[tuple[str, str, Estimate, int]]
) -> RenderableType:
    file = knowledge.files["priors" if variable.name == knowledge.cause else "likelihoods"]
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading in ("given", "state"):
        table.add_column(heading, overflow="fold")
    for heading in ("probability", "95 % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("grade", "source", "row"):
        table.add_column(heading, overflow="fold")
    for given, state, estimate, line in rows:
        table.add_row(
            Text(plain(given)),
            Text(plain(state)),
            Text(percent(estimate.probability)),
            Text(f"{percent(estimate.low)} to {percent(estimate.high)}"),
            Text(plain(estimate.grade)),
            Text(plain("; ".join(estimate.sources))),
            Text(plain(file.place(line)), style="dim"),
        )
    return table


def _source(source: Source) -> RenderableType:
    parts = (source.authors, source.year, source.title, source.identifier)
    text = ". ".join(plain(part) for part in parts if part)
    return Padding(Text(f"{plain(source.key)}: {text}"), (0, 0, 0, 0))
