"""Row 6: a knowledge base of many causes and findings, given as defaults and exceptions."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

import lumpbayes as lb
from benchmarks.inference.ours import Words, our_one
from benchmarks.inference.result import Result, result
from benchmarks.inference.timing import Effort, Maker, Spread, contest
from tests.large_model import write_large_model

__all__ = ["large_model"]

CAUSES, FINDINGS, OBSERVED = 1000, 5000, 50
QUESTIONS = 20
SEED = 6


def large_model(effort: Effort) -> Iterator[Result]:
    """Row 6: one question, against the product of the columns it observes; then the memory."""
    with tempfile.TemporaryDirectory() as folder:
        for size in (4, 2, 1):
            yield _memory(write_large_model(Path(folder, str(size)), CAUSES, FINDINGS // size))
        engine = lb.load(write_large_model(Path(folder, "whole"), CAUSES, FINDINGS))
        same, other = _questions(engine)
        product = _product(engine, same)
        for work, questions, planned in (
            ("the same 50 findings, new values", same, True),
            ("another 50 findings each time, planning included", other, False),
        ):
            makers = our_one(engine, questions, planned) | product
            yield result(6, work, contest(makers, effort))


def _questions(engine: lb.Engine) -> tuple[list[Words], list[Words]]:
    random = np.random.default_rng(SEED)
    names = [name for name in engine.network.names if name.startswith("finding_")]

    def question(observed: Sequence[str]) -> Words:
        states = (engine.knowledge.variables[name].states for name in observed)
        return {
            name: own[int(random.integers(len(own)))]
            for name, own in zip(observed, states, strict=True)
        }

    def drawn() -> list[str]:
        return sorted(str(each) for each in random.choice(names, OBSERVED, replace=False))

    kept = drawn()
    return [question(kept) for _ in range(QUESTIONS)], [question(drawn()) for _ in range(QUESTIONS)]


def _product(engine: lb.Engine, questions: Sequence[Words]) -> dict[str, Maker]:
    """The columns of one question, laid out one below the other, shape (observed, causes)."""
    random = np.random.default_rng(SEED)
    columns = random.random((len(questions[0]), len(engine.causes)))
    return {"product numpy": lambda: lambda _: np.multiply.reduce(columns, axis=0)}


LOAD = """
import json, resource, sys, time
import lumpbayes as lb
def used():
    with open("/proc/self/statm") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize()
lb.load().diagnose({"fever": "yes"})
before, start = used(), time.perf_counter()
engine = lb.load(sys.argv[1])
seconds, loaded = time.perf_counter() - start, used()
engine.diagnose({name: engine.knowledge.variables[name].states[0]
                 for name in list(engine.network.names)[-60:-10]})
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps([seconds, loaded - before, used() - before, peak - before]))
"""


def _memory(path: Path) -> Result:
    """How long it loads and what it holds, in a process of its own."""
    with (path.parent / "likelihoods.csv").open(encoding="utf-8") as stream:
        rows = sum(1 for _ in stream) - 1
    run = [sys.executable, "-c", LOAD, str(path)]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    seconds, loaded, asked, peak = json.loads(done.stdout)
    notes = (
        f"held after loading {loaded / rows:.0f} bytes a row, after a query {asked / rows:.0f}, "
        f"at the peak {peak / rows:.0f}"
    )
    return Result(6, f"loading {rows:,} rows", Spread.of([seconds]), {}, notes=notes)
