"""One command, one run: ``python -m benchmarks.inference`` from the repository's folder.

It needs the extra ``bench``, two idle cores, and about half an hour; ``--quick`` a few minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.inference.batch_rows import many_cases
from benchmarks.inference.bundled_rows import every_variable, one_cause
from benchmarks.inference.derivative_row import derivatives
from benchmarks.inference.environment import environment
from benchmarks.inference.large_row import large_model
from benchmarks.inference.pgmpy_side import quiet
from benchmarks.inference.report import GOALS, ratio_name, summary, write_report
from benchmarks.inference.result import Result
from benchmarks.inference.standard_rows import first_queries, kept_plans
from benchmarks.inference.timing import Effort
from tests.conformance.networks import NETWORKS

RESULTS = Path(__file__).parent.parent / "results"
QUICK = Effort(rounds=5, block=0.01, finalists=1, patience=5, patterns=1, cases=100_000)
QUICK_NETWORKS = ("asia", "alarm", "hailfinder", "barley", "pathfinder", "munin1")


def main() -> None:
    """Measure, print and write."""
    options = _options()
    effort = QUICK if options.quick else Effort()
    quiet()
    facts = environment()
    results: list[Result] = []
    start = time.perf_counter()
    for row in options.rows:
        for result in _rows(options.networks)[row](effort):
            results.append(result)
            _say(result, time.perf_counter() - start)
            write_report(options.out, facts, results)
    print("\n".join(summary(facts, results)))


def _rows(networks: list[str]) -> Mapping[int, Callable[[Effort], Iterator[Result]]]:
    return {
        1: one_cause,
        2: every_variable,
        3: many_cases,
        4: lambda effort: kept_plans(networks, effort),
        5: lambda effort: first_queries(networks, effort),
        6: large_model,
        7: derivatives,
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inference", description=__doc__)
    rows = "; ".join(f"{row}: {goal}" for row, goal in GOALS.items())
    parser.add_argument("--rows", type=_numbers, default=sorted(_rows([])), help=rows)
    parser.add_argument("--networks", type=_names, help="for rows 4 and 5, such as alarm,munin")
    parser.add_argument("--quick", action="store_true", help="few rounds, few networks")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the two reports")
    options = parser.parse_args()
    options.networks = options.networks or (QUICK_NETWORKS if options.quick else NETWORKS)
    return options


def _numbers(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


def _names(text: str) -> list[str]:
    names = text.split(",")
    strange = sorted(set(names) - set(NETWORKS))
    if strange:
        raise argparse.ArgumentTypeError(f"{strange}: choose from {', '.join(NETWORKS)}")
    return names


def _say(result: Result, seconds: float) -> None:
    ratios = ", ".join(
        f"{ratio_name(side)} {rival.ratio.median:.3g}" for side, rival in result.rivals.items()
    )
    print(f"[{seconds:6.0f} s] row {result.row}, {result.work}: {ratios}", file=sys.stderr)


if __name__ == "__main__":
    main()
