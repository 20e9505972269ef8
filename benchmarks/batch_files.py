"""How fast a file of simulated cases is answered, Parquet to Parquet, and in how much memory.

Usage: python benchmarks/batch_files.py [CASES] [FOLDER]

Cases are drawn from the model: 10 to 12 of its findings are given, chosen at random for each case.
Compared with the bare kernel, which gets codes, and with pgmpy on a few cases, one by one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import lumpbayes as lb
from lumpbayes.cases.batch_run import BatchOptions
from lumpbayes.cases.case_cells import open_read
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.sampling import sample_states

AT_ONCE = 2**18
GIVEN = (10, 11, 12)
PGMPY_ROWS = 20
KERNEL_ROWS = 1_000_000
ASKED = ("context", "finding", "test")
SEED = 0

BATCH = """\
import resource, sys
from lumpbayes.cli.app import main
code = main(["batch", *sys.argv[1:], "--keep", "case"])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 2**10)
sys.exit(code)
"""


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        cases, answers = (os.path.join(folder, f"{each}.parquet") for each in ("cases", "answers"))
        engine = lb.load()
        begun = time.perf_counter()
        simulate(engine, count, cases)
        print(f"{count:,} cases simulated in {time.perf_counter() - begun:.1f} s")
        warm_up(engine, folder)
        begun = time.perf_counter()
        command = [sys.executable, "-c", BATCH, cases, answers]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        seconds = time.perf_counter() - begun
        processor, peak = map(float, done.stdout.split()[-2:])
        print(f"batch: {seconds:.1f} s, {count / seconds:,.0f} cases a second, peak {peak:.0f} MiB")
        each = 1e6 * processor / count
        print(f"processor time: {processor:.1f} s, {each:.2f} microseconds a case")
        kernel = kernel_rate(engine, cases)
        print(f"bare kernel: {kernel:,.0f} cases a second, {kernel * seconds / count:.1f} times")
        for way, each in pgmpy_seconds(engine, cases).items():
            ratio = each * count / seconds
            print(f"pgmpy, {way}: {1000 * each:.1f} ms a case, {ratio:,.0f} times as long")


def simulate(engine: lb.Engine, count: int, path: str) -> None:
    """Write cases with a third of the findings given."""
    network, variables = engine.network, engine.knowledge.variables
    names = [each.name for each in variables.values() if each.role in ASKED]
    words = [pa.array(variables[name].states) for name in names]
    random = np.random.default_rng(SEED)
    setting = variables[engine.knowledge.setting or ""].states.index("primary_care")
    known = Evidence({network.index(engine.knowledge.setting or ""): setting}, {})
    indices = [network.index(name) for name in names]
    schema = pa.schema([("case", pa.int64()), *((name, pa.string()) for name in names)])
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, count, AT_ONCE):
            size = min(AT_ONCE, count - start)
            states = sample_states(network, known, indices, size, random)
            ranks = random.random(states.shape).argsort(axis=1).argsort(axis=1)
            missing = ranks >= random.choice(GIVEN, size)[:, None]
            columns = [pa.array(np.arange(start, start + size))]
            for place, word in enumerate(words):
                codes = pa.array(states[:, place], mask=missing[:, place])
                columns.append(pa.DictionaryArray.from_arrays(codes, word).cast(pa.string()))
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def warm_up(engine: lb.Engine, folder: str) -> None:
    """Have everything compiled before it is timed."""
    cases = os.path.join(folder, "warm.parquet")
    simulate(engine, 100, cases)
    engine.batch_file(cases, f"{cases}.out.parquet", BatchOptions(CaseReading(keep=("case",))))


def kernel_rate(engine: lb.Engine, path: str) -> float:
    """Cases a second where the codes are ready, and only posteriors are asked."""
    solver = engine._asking.case_solvers(None)[engine.knowledge.cause]
    reading = CaseReading(keep=("case",))
    with open_read(engine.knowledge, engine.network, path, reading, rows=KERNEL_ROWS) as cases:
        found = next(cases.chunks()).cases
    solver.solve(found)
    begun = time.perf_counter()
    solver.solve(found)
    return len(found.codes) / (time.perf_counter() - begun)


def pgmpy_seconds(engine: lb.Engine, path: str) -> dict[str, float]:
    """Seconds that pgmpy takes for a case, row by row: the median of a few.

    ``predict_probability`` makes the joint table of everything that is missing, which does not fit
    into memory where 20 findings are; so it gets cases in which only the mechanisms and the cause
    are. For the cases of the file, ``VariableElimination`` is asked for the cause alone.
    """
    from pgmpy.inference import VariableElimination

    model = engine.to_pgmpy()
    elimination = VariableElimination(model)
    frame = next(pq.ParquetFile(path).iter_batches(PGMPY_ROWS)).to_pandas().drop(columns="case")
    frame["setting"] = "primary_care"
    complete = frame.copy()
    for name in frame.columns:
        complete[name] = frame[name].fillna(engine.knowledge.variables[name].states[-1])
    cause = engine.knowledge.cause

    def asked(row: int) -> None:
        elimination.query([cause], frame.iloc[row].dropna().to_dict(), show_progress=False)

    return {
        "predict_probability, all findings given": _median(
            lambda row: model.predict_probability(complete.iloc[[row]])
        ),
        "VariableElimination.query, the same cases": _median(asked),
    }


def _median(asked: Callable[[int], object]) -> float:
    taken = []
    for row in range(PGMPY_ROWS):
        begun = time.perf_counter()
        asked(row)
        taken.append(time.perf_counter() - begun)
    return float(np.median(taken))


if __name__ == "__main__":
    main()
