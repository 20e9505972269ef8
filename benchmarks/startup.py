"""How long a shell query takes in a new process, as a multiple of `python -c "import numpy"`.

Run: python benchmarks/startup.py [REPEATS]. The two commands alternate, so that a busy machine
slows both; the ratio of the medians is what counts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import sysconfig
import time

NUMPY = [sys.executable, "-c", "import numpy"]
QUERY = [
    os.path.join(sysconfig.get_path("scripts"), "lumpbayes"),
    "query",
    "fever=yes",
    "tenderness=yes",
]


def seconds(command: list[str]) -> float:
    """How long a command takes in a new process."""
    # An installed package has its bytecode on disk; a query must not be charged with compiling.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Time both commands in turn and print the ratio of the medians."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for command in (NUMPY, QUERY):
        seconds(command)  # warms the file cache and writes bytecode
    pairs = [(seconds(NUMPY), seconds(QUERY)) for _ in range(repeats)]
    numpy, query = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"import numpy {numpy:.3f} s, query {query:.3f} s, ratio {query / numpy:.2f}")


if __name__ == "__main__":
    main()
