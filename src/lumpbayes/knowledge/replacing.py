"""Whole tables: out of a knowledge base as frames, and back in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lumpbayes.errors import TablesError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.knowledge.loading import read_knowledge
from lumpbayes.knowledge.matching import is_unknown
from lumpbayes.knowledge.model_file import OPTIONAL_TABLES, REQUIRED_TABLES, ModelFile, shown_path
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.question_settings import question_entry
from lumpbayes.knowledge.records import KnowledgeBase, TableFile
from lumpbayes.knowledge.thresholds import threshold_entry
from lumpbayes.knowledge.without_tables import require_tables
from lumpbayes.knowledge.writing import csv_text, table_rows, table_texts

if TYPE_CHECKING:
    import pandas

__all__ = ["table_frame", "with_tables"]


def table_frame(knowledge: KnowledgeBase, name: str) -> pandas.DataFrame:
    """A table as a frame: numbers as doubles, everything else as text, no gaps.

    Raises:
        UnknownNameError: a table that the model does not have.
    """
    require_tables(knowledge)
    import pandas as pd

    tables = table_rows(knowledge)
    if not isinstance(name, str) or name not in tables:
        raise _unknown(name, tuple(tables))
    columns, rows = tables[name]
    texts = [[cell if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    return pd.DataFrame(texts, columns=list(columns))


def with_tables(
    knowledge: KnowledgeBase, tables: Mapping[str, Any], memory_limit: int | None = None
) -> KnowledgeBase:
    """The knowledge base with whole tables replaced by frames or CSV files.

    Everything is read again under the policy that the knowledge base was read under.

    Raises:
        UnknownNameError: a table that models do not have.
        TablesError: the tables do not fit together, or one is neither a frame nor a path.
        TooLargeError: a query would need more than ``memory_limit`` bytes.
    """
    require_tables(knowledge)
    texts = table_texts(knowledge)
    files = {name: _as_loaded(file, texts[name]) for name, file in knowledge.files.items()}
    for name, table in tables.items():
        if name not in (*REQUIRED_TABLES, *OPTIONAL_TABLES):
            raise _unknown(name, (*REQUIRED_TABLES, *OPTIONAL_TABLES))
        files[name] = _file(name, table)
    model = ModelFile(
        knowledge.name,
        knowledge.title,
        knowledge.version,
        knowledge.cause,
        knowledge.defaults,
        tuple(threshold_entry(threshold) for threshold in knowledge.thresholds),
        question_entry(knowledge.questions),
        knowledge.wording,
        files,
        f"model {knowledge.name}",
    )
    return replace(read_knowledge(model, knowledge.policy, memory_limit), edited=True)


def _as_loaded(file: TableFile, text: str) -> TableFile:
    """A table that stays, as the knowledge base has it; a frame keeps its labels of rows.

    They are kept only where nothing was written anew: an edit may add rows and move others.
    """
    rows = file.rows if file.text == text else None
    return TableFile(file.path, f"{file.shown.removesuffix(LOADED)}{LOADED}", text, rows)


LOADED = " (as loaded)"


def _file(name: str, table: Any) -> TableFile:
    if isinstance(table, (str, os.PathLike)):
        path = os.fsdecode(table)
        return TableFile(path, shown_path(path))
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        problems = Problems()
        expected = "a frame with the columns of that table, or the path of a CSV file"
        remedy = f"Engine.table({name!r}) gives such a frame."
        problems.error(name, "", f"{table!r:.80}", expected, remedy)
        raise TablesError(problems.listed())
    return _frame_file(name, table)


def _frame_file(name: str, table: pandas.DataFrame) -> TableFile:
    """A frame as the file that it would be, in which places are rows of the frame."""
    text = csv_text([str(each) for each in table.columns], ())
    rows: list[str] = []
    for label, cells in zip(
        table.index.tolist(), table.itertuples(index=False, name=None), strict=True
    ):
        row = csv_text(["" if is_unknown(cell) else cell for cell in cells], ())
        rows += [f"{label!r:.{LONGEST_LABEL}}"] * len(LINE_END.findall(row))
        text += row
    return TableFile("", f"{name} (frame)", text, tuple(rows))


LINE_END = re.compile(r"\r\n?|\n")
LONGEST_LABEL = 60
"""Characters of a row's label that a message shows."""


def _unknown(name: object, names: tuple[str, ...]) -> UnknownNameError:
    return UnknownNameError(
        f"there is no table {name!r}: {or_nearest(str(name), names)}",
        nearest_names(str(name), names),
    )
