"""Case files for tests: made, read back, and compared with what diagnose says of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import lumpbayes as lb
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.sampling import sample_states

ASKED = ("context", "finding", "test")


def simulated(engine: lb.Engine, count: int, seed: int = 0, given: float = 0.4) -> pa.Table:
    """Cases from the model, with a part of the findings."""
    variables = engine.knowledge.variables
    names = [each.name for each in variables.values() if each.role in ASKED]
    random = np.random.default_rng(seed)
    indices = [engine.network.index(name) for name in names]
    states = sample_states(engine.network, Evidence({}, {}), indices, count, random)
    gone = random.random(states.shape) >= given
    columns: dict[str, Any] = {"id": pa.array([f"case {at}" for at in range(count)])}
    for place, name in enumerate(names):
        codes = pa.array(states[:, place], mask=gone[:, place])
        words = pa.array(variables[name].states)
        columns[name] = pa.DictionaryArray.from_arrays(codes, words).cast(pa.string())
    return pa.table(columns)


def csv_file(path: Path, rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Write rows, the first of which is the header."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")
    return str(path)


def answers_of(path: str | Path) -> list[dict[str, Any]]:
    """The rows of a file of answers; those of CSV as text."""
    if str(path).endswith(".parquet"):
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def check_row(engine: lb.Engine, row: dict[str, Any], evidence: dict[str, Any]) -> None:
    """An answer in a file says what diagnose says of that evidence."""
    dx = engine.diagnose(evidence)
    for cause, probability in dx.posterior.items():
        assert abs(float(row[cause]) - probability) < 1e-12
    assert row["leading_cause"] == next(iter(dx.posterior))
    assert (row["urgency"] or None) == dx.urgency.level
    assert row["red_flags"] == ";".join(flag.id for flag in dx.red_flags)
    assert abs(float(row["log_evidence"]) - dx.log_evidence) < 1e-9
    assert not row["problem"]
    fit = dx.answer.fit
    if fit is None:
        assert not row["verdict"]
    else:
        assert (row["verdict"] == "fits") == (fit.log_conflict <= 0.5)
        assert fit.outside or row["verdict"] != "outside"
