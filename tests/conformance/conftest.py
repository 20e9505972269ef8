"""The summary of `make conformance`: a row for each network, after the last test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from tests.conformance.comparison import COLUMNS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = sorted(_rows(terminalreporter))
    if not rows:
        return
    terminalreporter.section("largest absolute differences")
    for line in _markdown([COLUMNS, *rows]):
        terminalreporter.write_line(line)


def _rows(reporter: pytest.TerminalReporter) -> Iterator[Sequence[str]]:
    for outcome in ("passed", "failed"):
        for report in reporter.stats.get(outcome, ()):
            for name, row in getattr(report, "user_properties", ()):
                if name == "conformance" and report.when == "call":
                    yield tuple(row)


def _markdown(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{'|'.join('-' * (width + 2) for width in widths)}|"
