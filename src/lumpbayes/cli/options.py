"""Options that several commands share, and the engine that they choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from lumpbayes.cli.printing import note
from lumpbayes.display.tables import counted
from lumpbayes.engine import Engine
from lumpbayes.errors import Level
from lumpbayes.opening import load

__all__ = ["load_engine", "model_options", "policy_of"]


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose a model."""
    for option in (
        click.option("--lenient", is_flag=True, help="Go on where an error can be mended."),
        click.option("--allow-outside", is_flag=True, help="Tables may lie outside its folder."),
        click.option(
            "--model",
            type=click.Path(),
            metavar="FILE",
            help="Model file, or a network file (BIF, XMLBIF, NET, XDSL, UAI); the bundled model "
            "otherwise.",
        ),
    ):
        command = option(command)
    return command


def policy_of(lenient: bool) -> str:
    """The reading policy that ``--lenient`` chooses."""
    return "lenient" if lenient else "strict"


def load_engine(
    model: str | None, allow_outside: bool, lenient: bool, target: str | None = None
) -> Engine:
    """The engine that the options choose; says on standard error what its tables are warned of."""
    engine = load(
        model,
        target=target,
        allow_outside=allow_outside,
        policy=policy_of(lenient),
        backend="sweeps",
    )
    if model is not None and engine.issues:
        counts = [(level, sum(i.level is level for i in engine.issues)) for level in Level]
        shown = ", ".join(counted(level, count) for level, count in counts if count)
        note(f"{shown} in the tables; see: lumpbayes tables check --model {model}")
    return engine
