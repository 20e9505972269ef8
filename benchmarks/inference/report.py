"""The report: a JSON file, and a Markdown table for people."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.inference.result import YARDSTICKS, Result
from benchmarks.inference.timing import Spread

__all__ = ["GOALS", "ratio_name", "summary", "write_report"]

GOALS = {
    1: "bundled model, posterior of the cause, 10 findings: 20x pyAgrum, 150x pgmpy",
    2: "bundled model, every posterior: 30x pyAgrum",
    3: "bundled model, 1,000,000 cases: 1,000x pyAgrum's loop, at most 4 matrix products; "
    "from strings at least 250x",
    4: "every network, all posteriors, plan kept: geometric mean 6x pyAgrum, none below 2x",
    5: "every network, first query with new evidence: geometric mean 2x, none below 1x",
    6: "1,000 causes x 5,000 findings, 50 observed: at most 20 products of the columns",
    7: "all derivatives of one posterior: at most 3 times the posterior alone",
}


def write_report(folder: Path, facts: Mapping[str, str], results: Sequence[Result]) -> None:
    """Write ``inference.json`` and ``inference.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = {"environment": dict(facts), "results": [asdict(each) for each in results]}
    (folder / "inference.json").write_text(json.dumps(everything, indent=1) + "\n", "utf-8")
    (folder / "inference.md").write_text("\n".join(summary(facts, results)) + "\n", "utf-8")


def summary(facts: Mapping[str, str], results: Sequence[Result]) -> Iterator[str]:
    """The lines of the Markdown report."""
    yield "# Exact inference, measured"
    yield ""
    yield "; ".join(f"{name} {value}" for name, value in facts.items()) + "."
    yield "Ratios are medians over the rounds of one run, with the middle half of the rounds."
    for row, goal in GOALS.items():
        own = [each for each in results if each.row == row]
        if own:
            yield from ("", f"## Row {row}", "", goal, "")
            yield from _table(own)


def _table(results: Sequence[Result]) -> Iterator[str]:
    sides = list(dict.fromkeys(side for each in results for side in each.rivals))
    columns = ["work", "ours", *(each for side in sides for each in (side, ratio_name(side)))]
    yield f"| {' | '.join(columns)} | by | notes |"
    yield f"|{'---|' * (len(columns) + 2)}"
    for each in results:
        cells = [each.work, _time(each.ours.median)]
        for side in sides:
            rival = each.rivals.get(side)
            cells += (
                ["", ""] if rival is None else [_time(rival.seconds.median), _ratio(rival.ratio)]
            )
        by = "; ".join(f"{side} {rival.name}" for side, rival in each.rivals.items())
        yield f"| {' | '.join(cells)} | {by} | {each.notes} |"
    yield from _means(results, sides)


def _means(results: Sequence[Result], sides: Sequence[str]) -> Iterator[str]:
    """Over works: the geometric mean of one work's ratios counts once."""
    works = list(dict.fromkeys(each.work for each in results))
    if len(works) <= 2:
        return
    yield ""
    for side in sides:
        if side in YARDSTICKS:
            continue
        took_part = [each for each in results if side in each.rivals]
        medians = {
            work: [each.rivals[side].ratio.median for each in took_part if each.work == work]
            for work in dict.fromkeys(each.work for each in took_part)
        }
        means = {work: statistics.geometric_mean(found) for work, found in medians.items()}
        lowest = min(means, key=lambda work: means[work])
        least = min(min(found) for found in medians.values())
        yield (
            f"{side}: geometric mean {statistics.geometric_mean(means.values()):.2f} over "
            f"{len(means)}; the lowest is {lowest} with {means[lowest]:.2f}; "
            f"no single ratio below {least:.2f}."
        )
        yield ""


def ratio_name(side: str) -> str:
    """What the ratio to a side is called."""
    return f"ours / {side}" if side in YARDSTICKS else f"{side} / ours"


def _ratio(spread: Spread) -> str:
    middle, low, high = (
        f"{each:.2f}" if each < 10 else f"{each:,.0f}"
        for each in (spread.median, spread.lower_quartile, spread.upper_quartile)
    )
    return f"{middle} ({low} to {high})"


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:,.3g} {unit}"
    return f"{seconds * 1e6:,.3g} us"
