"""What a file says of the gaps of simulated patients: rates, or cases to learn from."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lumpbayes.cases.arrow_cells import distinct
from lumpbayes.cases.case_cells import ReadChunk
from lumpbayes.cases.case_columns import CaseColumns, CaseReading
from lumpbayes.cases.case_gaps import Gaps as GapWords
from lumpbayes.cases.case_problems import sentences
from lumpbayes.cases.csv_encoding import AS_IT_SAYS, CsvForm
from lumpbayes.cases.missingness import Gaps, Missingness, Patterns, Tally, gathered, missing_from
from lumpbayes.cases.read_cases import open_read
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.csv_table import read_rows
from lumpbayes.knowledge.matching import find_variable, is_unknown, parse_number
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import KnowledgeBase, TableFile

if TYPE_CHECKING:
    import pyarrow

__all__ = ["missing_from_file"]

RATES = ("variable", "rate")
"""The columns of a file of rates."""

LONGEST_HEADER = 2**16

IN_BATCH = re.compile(r"--missing (.*?) \(in Python missing=\[.*?\]\)")
"""How a batch is told of a word for gaps."""


def missing_from_file(
    knowledge: KnowledgeBase,
    network: Network,
    path: str,
    *,
    gaps: Sequence[str] = (),
    form: CsvForm = AS_IT_SAYS,
) -> Missingness:
    """What a file says: a CSV table with the columns variable and rate, or a file of cases.

    Args:
        knowledge: the model in words.
        network: the same in arrays.
        path: the file. Of cases it takes what ``lumpbayes batch`` does; columns that are no
            variables are not looked at, and of the others only which cells are blank matters; but
            all must be understood, since a word that is no state may stand for a gap.
        gaps: words that stand for a gap in a file of cases.
        form: of a CSV file of cases.

    Raises:
        EvidenceError: it cannot be read, a rate that is none, a row or cell of cases that cannot
            be read, or no cases to learn from.
        UnknownNameError: a variable that the model does not have.
    """
    if _has_rates(path):
        return missing_from(knowledge, _rates(knowledge, path))
    return _learned(knowledge, network, path, CaseReading((), True, tuple(gaps)), form)


def _has_rates(path: str) -> bool:
    """Whether the first line names the two columns of rates."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as stream:
            header = stream.readline(LONGEST_HEADER)
    except OSError as error:
        raise EvidenceError(
            f"{shown_path(path)} cannot be read: {error.strerror or error}; expected a rate such "
            "as 0.3, a CSV file with the columns variable,rate, or a file of cases"
        ) from error
    cells = next(csv.reader([header.strip()]), [])
    return sorted(cell.strip() for cell in cells) == sorted(RATES)


def _rates(knowledge: KnowledgeBase, path: str) -> dict[str, float]:
    file, problems = TableFile(path, shown_path(path)), Problems()
    rows = read_rows(file, RATES, problems)
    if len(problems):
        raise EvidenceError("\n".join(map(str, problems.listed())))
    found: dict[str, float] = {}
    for line, (name, text) in rows:
        place = file.place(line)
        rate = parse_number(text)
        if rate is None or not 0 <= rate <= 1:
            raise EvidenceError(f"{place}, column rate: found {text!r}; expected a rate of 0 to 1")
        try:
            own = find_variable(knowledge, name)[0].name
        except UnknownNameError as error:
            raise UnknownNameError(f"{place}, column variable: {error}", error.nearest) from None
        if own in found:
            raise EvidenceError(f"{place}, column variable: {name} again; keep one row for each")
        found[own] = rate
    return found


def _learned(
    knowledge: KnowledgeBase,
    network: Network,
    path: str,
    reading: CaseReading,
    form: CsvForm,
) -> Patterns:
    with open_read(knowledge, network, path, reading, form=form) as cases:
        variables = _variables(cases.columns)
        gaps = GapWords(reading.missing)
        tally = Tally(tuple(dict.fromkeys(variables.values())))
        for chunk in cases.chunks():
            _check_read(chunk, cases.shown)
            blank = [_blank(chunk.batch.column(label), label, gaps) for label in variables]
            named = dict(enumerate(variables.values()))
            cells = np.array(blank, np.bool_).reshape(len(variables), -1).T
            tally.add(gathered(tally.variables, named, cells))
        return tally.patterns(knowledge, cases.shown)


def _variables(columns: CaseColumns) -> dict[str, str]:
    """Label -> its variable."""
    found = {each.label: each.key.variable.name for each in columns.hard}
    for each in columns.soft:
        found |= dict.fromkeys(each.labels, each.variable.name)
    return found


def _check_read(chunk: ReadChunk, shown: str) -> None:
    """Raise where a cell cannot be understood: it may be a gap, or not."""
    if chunk.problems:
        first = IN_BATCH.sub(r"--missing-word \1", chunk.problems[0].at(shown))
        raise EvidenceError(
            sentences(
                f"gaps cannot be learned where a cell cannot be read: {first}",
                "'lumpbayes batch' lists all such cells",
            )
        )


def _blank(column: pyarrow.Array, label: str, gaps: GapWords) -> Gaps:
    """Which cells of a column say nothing, shape (cells,)."""
    places, values = distinct(column, label)
    blank = [gaps.holds(value) or is_unknown(value) for value in values]
    return np.array([*blank, True], np.bool_)[places]
