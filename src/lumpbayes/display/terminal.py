"""Answers and tables for a terminal: aligned, coloured, as wide as the window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Group as Stack
from rich.table import Table
from rich.text import Text

from lumpbayes.display.words import percent, plain
from lumpbayes.reasoning.answer import DISCLAIMER, Answer

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["answer_view"]

BAR_WIDTH = 24
EIGHTHS = " ▏▎▍▌▋▊▉"
COMMON = 0.005


def answer_view(answer: Answer, top: int | None, bars: bool = True) -> RenderableType:
    """Head, evidence, ranked differential with bars, groups, and the disclaimer.

    Args:
        answer: what to show.
        top: how many causes; None shows all.
        bars: draw bars, where the window is wide enough for them.
    """
    model = answer.model
    given = "; ".join(plain(phrase) for phrase in answer.given) or "nothing"
    shown = list(answer.posterior.items())[:top]
    rest = list(answer.posterior.values())[len(shown) :]
    parts: list[RenderableType] = [
        Text(plain(model.title), style="bold"),
        Text(f"Given {given}", style="dim"),
        Text(),
        _differential(answer, shown, bars),
    ]
    if rest:
        more = f"    and {len(rest)} more causes, together {percent(sum(rest))} (--all shows them)"
        parts.append(Text(more, style="dim"))
    groups = [
        f"{plain(answer.group_labels[group])} {percent(probability)}"
        for group, probability in answer.groups.items()
    ]
    if groups:
        parts += [Text(), Text(" · ".join(groups))]
    identity = f"{plain(model.name)} {plain(model.version)}, fingerprint {model.fingerprint[:12]}"
    parts += [Text(), Text(f"{identity}. {DISCLAIMER}", style="dim")]
    return Stack(*parts)


def _differential(answer: Answer, shown: Iterable[tuple[str, float]], bars: bool) -> Table:
    table = Table.grid(padding=(0, 2), pad_edge=False)
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    if bars:
        table.add_column(no_wrap=True, overflow="crop")
    for rank, (cause, probability) in enumerate(shown, start=1):
        cells = [
            Text(str(rank), style="dim"),
            Text(plain(answer.labels[cause]), style="bold" if rank == 1 else ""),
            Text(percent(probability)),
        ]
        if bars:
            cells.append(Text(_bar(probability), style="cyan"))
        table.add_row(*cells)
    return table


def _bar(probability: float) -> str:
    """A bar in steps of an eighth of a character; never empty for what is shown as common."""
    eighths = round(probability * BAR_WIDTH * len(EIGHTHS))
    if probability >= COMMON:
        eighths = max(eighths, 1)
    full, part = divmod(eighths, len(EIGHTHS))
    return "█" * full + (EIGHTHS[part] if part else "")
