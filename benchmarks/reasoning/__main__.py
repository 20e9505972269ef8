"""One command, one run: ``python -m benchmarks.reasoning`` from the repository's folder.

It needs the extra ``bench`` and two idle cores; ``--quick`` measures less, ``--rows ledger`` some.
"""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path


def main() -> None:
    """Measure every row and print it as JSON, a line each."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*_row.py"))
    known = [name.removesuffix("_row") for name in names]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reasoning", description=__doc__)
    parser.add_argument("--rows", nargs="*", choices=known, default=known)
    parser.add_argument("--quick", action="store_true", help="few rounds")
    options = parser.parse_args()
    for name in options.rows:
        module = importlib.import_module(f"benchmarks.reasoning.{name}_row")
        print(json.dumps({"row": name, **module.measure(options.quick)}), flush=True)


if __name__ == "__main__":
    main()
