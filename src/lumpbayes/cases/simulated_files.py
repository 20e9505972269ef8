"""Simulated patients as CSV text and as Parquet, a block at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

import numpy as np

from lumpbayes.cases.simulating import BLOCK, Simulation
from lumpbayes.inference.cases import Codes
from lumpbayes.knowledge.writing import csv_cell

__all__ = ["csv_parts", "write_parquet"]

ROW_GROUP = 4
"""Blocks in a row group of Parquet: what readers take at a time."""

Told = Callable[[int], object]
"""Is told how many more cases are done."""


def csv_parts(simulation: Simulation) -> Iterator[tuple[str, int]]:
    r"""The header, then a text for each block; and how many cases each holds.

    Cells are those of the tables: text that a spreadsheet would run has a ``'`` before it. Gaps are
    empty cells.

    >>> import lumpbayes as lb
    >>> from lumpbayes.cases.simulating import simulation_of
    >>> engine = lb.load(backend="sweeps")
    >>> parts = list(csv_parts(simulation_of(engine.knowledge, engine.network, 2)))
    >>> parts[0][0][:24], [cases for _, cases in parts], parts[1][0].count("\n")
    ('case,cause,setting,age_g', [0, 2], 2)
    """
    names = (simulation.case_column, *simulation.variables)
    yield ",".join(map(csv_cell, names)) + "\n", 0
    words = [_cells(simulation, name) for name in simulation.variables]
    first = 1
    for codes in simulation.blocks():
        yield _text(words, codes, first), len(codes)
        first += len(codes)


def _cells(simulation: Simulation, name: str) -> list[str]:
    """A cell for each state, with the comma before it; the last one is of a gap."""
    states = simulation.knowledge.variables[name].states
    return [f",{csv_cell(state)}" for state in states] + [","]


def _text(words: list[list[str]], codes: Codes, first: int) -> str:
    cells = np.empty((len(codes), len(words) + 2), dtype=object)
    cells[:, 0] = list(map(str, range(first, first + len(codes))))
    for column, each in enumerate(words):
        cells[:, column + 1] = np.array(each, dtype=object)[codes[:, column]]  # -1 is the gap
    cells[:, -1] = "\n"
    return "".join(cells.ravel().tolist())


def write_parquet(simulation: Simulation, stream: IO[bytes], told: Told) -> None:
    """Write them as Parquet: the number as an integer, states as dictionaries, gaps as nulls.

    The schema's metadata name the model, its fingerprint, and what was simulated.

    Args:
        simulation: the patients.
        stream: where to write.
        told: is told how many more cases are done.
    """
    import pyarrow as pa
    from pyarrow import parquet

    knowledge = simulation.knowledge
    values = {name: pa.array(knowledge.variables[name].states) for name in simulation.variables}
    fields = [pa.field(simulation.case_column, pa.int64())]
    fields += [pa.field(name, pa.dictionary(pa.int16(), pa.string())) for name in values]
    metadata = {
        "lumpbayes_model": f"{knowledge.name} {knowledge.version}",
        "lumpbayes_fingerprint": knowledge.fingerprint,
        "lumpbayes_simulated": simulation.words,
    }
    schema = pa.schema(fields, metadata)
    first = 1
    with parquet.ParquetWriter(stream, schema) as writer:
        for codes in _row_groups(simulation):
            columns = [pa.array(np.arange(first, first + len(codes)))]
            for place, states in enumerate(values.values()):
                column = codes[:, place].astype(np.int16)
                indices = pa.array(column, mask=column < 0)
                columns.append(pa.DictionaryArray.from_arrays(indices, states))
            writer.write_table(pa.table(columns, schema=schema), row_group_size=len(codes))
            first += len(codes)
            told(len(codes))


def _row_groups(simulation: Simulation) -> Iterator[Codes]:
    waiting: list[Codes] = []
    for codes in simulation.blocks():
        waiting.append(codes)
        if len(waiting) == ROW_GROUP or len(codes) < BLOCK:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)
