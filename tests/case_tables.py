"""The tables of facts that tests run: checks, presentations, cases."""

import csv
from pathlib import Path

TABLES = Path(__file__).parent / "tables"
DATA = Path(__file__).parents[1] / "data"
"""The bundled tables."""


def rows_of(name: str, folder: Path = TABLES) -> list[dict[str, str]]:
    """The rows of ``<folder>/<name>.csv``."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
