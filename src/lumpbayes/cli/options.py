"""Options that several commands share, and the engine that they choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple

import click

from lumpbayes.cli.candidates import (
    cause_candidates,
    evidence_candidates,
    setting_candidates,
    variable_candidates,
)
from lumpbayes.cli.evidence_input import read_evidence
from lumpbayes.cli.printing import note
from lumpbayes.engine import Diagnosis, Engine
from lumpbayes.errors import Level
from lumpbayes.knowledge.evidence_text import merged
from lumpbayes.knowledge.variables import PHASES
from lumpbayes.knowledge.words import parse_words
from lumpbayes.opening import load

__all__ = [
    "Asked",
    "cause_option",
    "data_options",
    "diagnosed",
    "evidence_options",
    "gathered",
    "load_engine",
    "model_options",
    "phases_option",
    "policy_of",
    "seed_option",
]

MOST_NAMED = 40
WORTH_A_NOTE = (Level.ERROR, Level.WARNING)


class Asked(NamedTuple):
    """What the options of :func:`evidence_options` and :func:`model_options` say."""

    words: tuple[str, ...]
    setting: str | None
    target: str | None
    file: str | None
    model: str | None
    allow_outside: bool
    lenient: bool


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


def cause_option(text: str) -> Callable[..., Any]:
    """The option ``--cause``: a cause, or a group of causes.

    Args:
        text: its help.
    """
    return click.option("--cause", metavar="CAUSE", shell_complete=cause_candidates, help=text)


def seed_option(text: str) -> Callable[..., Any]:
    """The option ``--seed``; 0 if left out.

    Args:
        text: its help.
    """
    return click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help=text
    )


def data_options(as_json: str, as_csv: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options ``--json`` and ``--csv``, of which one may be given.

    Args:
        as_json: help of the first.
        as_csv: help of the second.
    """

    def decorated(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def checked(*arguments: Any, **options: Any) -> Any:
            if options["as_json"] and options["as_csv"]:
                raise click.UsageError("--json and --csv exclude each other.")
            return command(*arguments, **options)

        with_csv = click.option("--csv", "as_csv", is_flag=True, help=as_csv)(checked)
        with_json = click.option("--json", "as_json", is_flag=True, help=as_json)(with_csv)
        found: Callable[..., Any] = with_json
        return found

    return decorated


def phases_option(text: str) -> Callable[..., Any]:
    """The option ``--phases``: several with commas, or the option again; empty if left out.

    Args:
        text: its help.
    """
    return click.option(
        "--phases",
        multiple=True,
        callback=_phases,
        metavar="LIST",
        shell_complete=_phase_candidates,
        help=text,
    )


def _phases(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The phases that were listed, in their own order."""
    asked = [part.strip().lower() for value in values for part in value.split(",")]
    for part in asked:
        if part not in PHASES:
            raise click.BadParameter(f"{part!r}: expected some of {','.join(PHASES)}")
    return tuple(phase for phase in PHASES if phase in asked)


def _phase_candidates(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """What may follow the last comma."""
    before, comma, begun = incomplete.rpartition(",")
    asked = before.split(",")
    return [f"{before}{comma}{p}" for p in PHASES if p.startswith(begun) and p not in asked]


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
        _note_of_issues(engine, model)
    return engine


def _note_of_issues(engine: Engine, model: str) -> None:
    """How many errors and warnings there are; mere information is for ``tables check``."""
    counts = [(level, sum(i.level is level for i in engine.issues)) for level in Level]
    counts = [(level, count) for level, count in counts if count and level in WORTH_A_NOTE]
    if counts:
        shown = ", ".join(level.counted(count) for level, count in counts)
        where = "the network" if engine.knowledge.from_network else "the tables"
        note(f"{shown} in {where}; see: lumpbayes tables check --model {model}")


def evidence_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument and the options that give evidence; first of all decorators but ``command``.

    With those of :func:`model_options`, which stand last in the help and so last of the
    decorators, they reach the command as one argument, ``asked``.
    """
    return gathered(command, Asked, Asked._fields, _evidence_options())


def gathered(
    command: Callable[..., Any],
    record: Callable[..., Any],
    fields: Sequence[str],
    options: Sequence[Callable[..., Any]],
) -> Callable[..., Any]:
    """The command with these options, in the order of the help, reaching it as one record.

    Args:
        command: takes the record first, and the options that are not of it by name.
        record: makes the record of its fields.
        fields: their names, each an option: of these, or of later decorators.
        options: decorators of click.
    """

    @wraps(command)
    def with_record(**given: Any) -> Any:
        asked = record(*(given.pop(name) for name in fields))
        return command(asked, **given)

    decorated: Callable[..., Any] = with_record
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


def _evidence_options() -> tuple[Callable[..., Any], ...]:
    """In the order of the help."""
    return (
        click.argument(
            "words", nargs=-1, metavar="[EVIDENCE]...", shell_complete=evidence_candidates
        ),
        click.option(
            "--setting",
            shell_complete=setting_candidates,
            help="Where the person is seen; 'any' averages over settings.",
        ),
        click.option(
            "--target",
            shell_complete=variable_candidates,
            metavar="VARIABLE",
            help="The variable of a network file whose states are asked.",
        ),
        click.option(
            "--evidence",
            "file",
            type=click.Path(allow_dash=True),
            metavar="FILE",
            help="Evidence from a file: JSON, an answer in JSON, or words; - reads standard input.",
        ),
    )


def diagnosed(asked: Asked) -> tuple[Engine, Diagnosis]:
    """The engine that the options choose, and its answer to their evidence.

    Raises:
        UsageError: a network file without ``--target``.
        LumpBayesError: as :func:`load_engine`, the reading of evidence and ``diagnose`` do.
    """
    engine = load_engine(asked.model, asked.allow_outside, asked.lenient, asked.target)
    if not engine.knowledge.cause:
        raise click.UsageError(_which_target(engine))
    evidence = parse_words(engine.knowledge, asked.words)
    if asked.file is not None:
        evidence = merged(engine.knowledge, read_evidence(engine, asked.file), evidence)
    return engine, engine.diagnose(evidence, setting=asked.setting)


def _which_target(engine: Engine) -> str:
    """What to say where nobody has said which variable of a network is asked."""
    names = tuple(engine.knowledge.variables)
    shown = ", ".join(names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"Say which variable of the network is asked: --target VARIABLE, one of {shown}{more}."
