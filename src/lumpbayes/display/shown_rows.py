"""What ``tables show`` shows, as rows for programs: names and numbers as the tables have them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from lumpbayes.display.cause_tables import cells_naming, groups_with
from lumpbayes.knowledge.cells import Cell, PriorCell
from lumpbayes.knowledge.likelihoods import given_cell
from lumpbayes.knowledge.records import KnowledgeBase, RedFlag, Source, Variable
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.table_rows import row_place

__all__ = [
    "ShownRows",
    "cause_number_rows",
    "cause_rows",
    "flag_rows",
    "group_rows",
    "number_rows",
    "source_rows",
    "variable_rows",
]

NUMBERS = ("variable", "state", "given", "probability", "low", "high", "grade", "sources", "place")


class ShownRows(NamedTuple):
    """Rows under their columns; a cell that is a tuple is several names."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def to_csv(self) -> str:
        """The rows as CSV; several names with semicolons between them, as in the tables."""
        cells = ([";".join(c) if isinstance(c, tuple) else c for c in row] for row in self.rows)
        return csv_text(self.columns, cells)

    def to_dict(self, knowledge: KnowledgeBase) -> dict[str, Any]:
        """The rows as plain data for JSON, and which model they are of."""
        model = ModelIdentity.of(knowledge).to_dict()
        rows = [
            {
                column: list(cell) if isinstance(cell, tuple) else cell
                for column, cell in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]
        return {"schema": 1, "model": model, "rows": rows}


def variable_rows(knowledge: KnowledgeBase) -> ShownRows:
    """Every variable."""
    columns = ("variable", "label", "role", "states", "parents", "question", "phase", "cost")
    rows = []
    for name, v in knowledge.variables.items():
        bins, label = str(v.bins or ""), knowledge.variable_labels[name]
        rows.append((name, label, v.role, v.states, v.parents, v.question, v.phase, v.cost, bins))
    return ShownRows((*columns, "number"), tuple(rows))


def cause_rows(knowledge: KnowledgeBase) -> ShownRows:
    """Every cause: key, label, urgency and groups."""
    labels = knowledge.state_labels[knowledge.cause] if knowledge.cause else {}
    advice = knowledge.management
    rows = []
    for cause in knowledge.causes:
        groups = tuple(group.name for group in groups_with(knowledge, cause))
        urgency = advice[cause].urgency if cause in advice else ""
        rows.append((cause, labels[cause], urgency, groups))
    return ShownRows(("cause", "label", "urgency", "groups"), tuple(rows))


def group_rows(knowledge: KnowledgeBase) -> ShownRows:
    """Every group."""
    columns = ("variable", "group", "label", "states")
    rows = tuple((each.variable, each.name, each.label, each.states) for each in knowledge.groups)
    return ShownRows(columns, rows)


def source_rows(sources: Iterable[Source]) -> ShownRows:
    """Sources."""
    columns = ("source", "authors", "year", "title", "identifier", "seen")
    return ShownRows(columns, tuple(source[:-1] for source in sources))


def flag_rows(flags: Iterable[RedFlag]) -> ShownRows:
    """Red flags."""
    columns = ("red_flag", "rule", "urgency", "within", "advice", "sources")
    rows = ((f.id, f.rule_text, f.urgency, f.within, f.advice, f.sources) for f in flags)
    return ShownRows(columns, tuple(rows))


def number_rows(knowledge: KnowledgeBase, variable: Variable) -> ShownRows:
    """The numbers of a variable; a network file has no rows for them."""
    if variable.name == knowledge.cause:
        return _numbers(knowledge, knowledge.priors, ())
    return _numbers(
        knowledge, (), (cell for cell in knowledge.likelihoods if cell.variable == variable.name)
    )


def cause_number_rows(knowledge: KnowledgeBase, name: str) -> ShownRows:
    """The numbers that name a cause, or a group of causes."""
    priors = (cell for cell in knowledge.priors if cell.cause == name)
    return _numbers(knowledge, priors, cells_naming(knowledge, name))


def _numbers(
    knowledge: KnowledgeBase, priors: Iterable[PriorCell], likelihoods: Iterable[Cell]
) -> ShownRows:
    where = knowledge.setting
    rows: list[tuple[object, ...]] = []
    for prior in priors:
        given = f"{where}={prior.setting}" if where else ""
        place = row_place(knowledge, "priors", prior.line)
        rows.append((knowledge.cause, prior.cause, given, *prior.estimate[:5], place))
    for cell in likelihoods:
        place = row_place(knowledge, "likelihoods", cell.line)
        rows.append((cell.variable, cell.state, given_cell(cell.given), *cell.estimate[:5], place))
    return ShownRows(NUMBERS, tuple(rows))
