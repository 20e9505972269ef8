"""How often the true cause of a published case comes first, and among the first three.

Usage: python benchmarks/vignettes.py [CASES.csv]

A row of the file is a case: its true cause, its setting, and what was found; an empty cell is
unknown. The columns case, cause, kind and source are not put to the engine.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path

import lumpbayes as lb

BUNDLED = Path(__file__).parent.parent / "tests/tables/vignettes.csv"
NOT_EVIDENCE = ("case", "cause", "kind", "setting", "source")


def main() -> None:
    """Print the shares with tests and without."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLED
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    engine = lb.load()
    print(f"{len(rows)} cases, {engine!r}")
    for title, tests in (("with tests", True), ("without tests", False)):
        ranks = [_rank(engine, row, tests) for row in rows]
        print(
            f"{title:14} first {_share(ranks, 1)}, among the first three {_share(ranks, 3)}, "
            f"ranks {' '.join(map(str, ranks))}"
        )


def _rank(engine: lb.Engine, row: Mapping[str, str], tests: bool) -> int:
    """Place of the true cause in the differential, from 1."""
    variables = engine.knowledge.variables
    evidence = {name: text for name, text in row.items() if name not in NOT_EVIDENCE and text}
    if not tests:
        evidence = {
            name: text
            for name, text in evidence.items()
            if name not in variables or variables[name].phase != "test"
        }
    diagnosis = engine.diagnose(evidence, setting=row["setting"] or None)
    return 1 + list(diagnosis.posterior).index(row["cause"])


def _share(ranks: list[int], most: int) -> str:
    count = sum(rank <= most for rank in ranks)
    return f"{count}/{len(ranks)} ({count / len(ranks):.0%})"


if __name__ == "__main__":
    main()
