"""The tables of facts that tests run: checks, presentations, cases."""

import csv
from pathlib import Path

TABLES = Path(__file__).parent / "tables"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of ``tables/<name>.csv``."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
