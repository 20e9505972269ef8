"""``lumpbayes batch``: every case of a file answered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from lumpbayes.cases.answer_tables import Extras
from lumpbayes.cases.batch_options import SLOW_PART
from lumpbayes.cases.batch_outputs import problems_beside
from lumpbayes.cases.batch_run import (
    BatchOptions,
    BatchResult,
    Progress,
    Straight,
    kept_cases,
    run_batch,
)
from lumpbayes.cases.case_chunks import CHUNK
from lumpbayes.cases.case_problems import ON_ERROR, counted
from lumpbayes.cli.case_options import CasesAsked, case_file_options, on_error_option
from lumpbayes.cli.options import model_options
from lumpbayes.cli.printing import complain, note
from lumpbayes.display.identity import identity_words
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.percentages import short_percent
from lumpbayes.reasoning.answer import ModelIdentity

__all__ = ["batch", "shown_progress"]

MANY_BAD = 0.1
"""The share of bad rows above which a run warns."""

NOTHING_ANSWERED = 2
"""The exit code where no case has an answer."""

DRAWS = 1000
"""Worlds of the intervals, as ``dx.intervals()`` draws."""


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Progress | None]:
    """A bar on standard error while a file is worked on; none where that is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress
    from rich.console import Console

    done = progress.TextColumn("{task.fields[done]:,} cases")
    columns = (progress.BarColumn(), done, progress.TimeElapsedColumn())
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, done=0)

        def told(cases: int, share: float | None) -> None:
            total = None if share is None else 1.0
            bar.update(task, total=total, completed=share or 0.0, done=cases)

        yield told


@click.command()
@case_file_options
@click.argument("answers", type=click.Path(allow_dash=True))
@click.option(
    "--keep", multiple=True, metavar="COLUMN", help="A column to copy through; again for each."
)
@click.option("--keep-all", is_flag=True, help="Copy every column that is no variable through.")
@on_error_option(
    ON_ERROR, "At a bad row: stop, leave it out, or keep it with its problem and no answer."
)
@click.option("--intervals", is_flag=True, help="Add 95 % intervals; some 10 ms a case.")
@click.option(
    "--explain",
    type=click.IntRange(min=1),
    metavar="N",
    help="Add the N findings that speak most for the leading cause; milliseconds a case.",
)
@click.option(
    "--verdict",
    type=click.Choice(["quick", "full"]),
    default="quick",
    show_default=True,
    help="quick: fits, doubtful, outside. full: simulates patients, milliseconds a case.",
)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    help="Cases that are worked on, and kept, at a time.  "
    f"[default: {CHUNK}; {SLOW_PART} with --intervals, --explain or --verdict full]",
)
@click.option("--force", is_flag=True, help="Replace the answers that are there.")
@click.option("--restart", is_flag=True, help="Begin anew where a run was interrupted.")
@click.option(
    "--quiet", is_flag=True, help="Show neither progress nor counts, but for rows left out."
)
@model_options
def batch(
    asked: CasesAsked,
    answers: str,
    keep: tuple[str, ...],
    keep_all: bool,
    on_error: str,
    intervals: bool,
    explain: int | None,
    verdict: str,
    rows: int | None,
    force: bool,
    restart: bool,
    quiet: bool,
) -> int:
    r"""Answer every case of a file: a row a case, a column a variable.

    CASES is CSV, also .csv.gz, or - for standard input; or Parquet. ANSWERS is .parquet, .csv or
    .csv.gz; or - for CSV on standard output, where standard error names the bad rows. A blank cell
    is unknown. A column such as fever:yes holds the likelihood of a state, and each state needs
    one. The cause is never read. A first column named case, as 'lumpbayes simulate' writes it, is
    the name of each row, and is copied through.

    An interrupted run goes on when the same command is given again.

    \b
    Examples:
      lumpbayes batch cases.parquet answers.parquet
      lumpbayes batch cases.csv answers.csv --keep patient_id --missing NA --on-error mark
    """
    beside = None if answers == "-" else problems_beside(answers)
    asked.check_written({"ANSWERS": answers, "ANSWERS with its problems": beside})
    engine = asked.engine()
    reading = asked.reading(keep, keep_all)
    extras = Extras(DRAWS if intervals else 0, explain or 0, verdict == "full")
    options = BatchOptions(
        reading, extras, on_error, asked.separator, rows, force, restart, asked.encoding
    )
    straight = Straight(sys.stdout.buffer, note) if answers == "-" else None
    try:
        with shown_progress(quiet) as progress:
            result = run_batch(
                engine.knowledge, engine.solver, asked.cases, answers, options, progress, straight
            )
    except KeyboardInterrupt:
        if straight is None and asked.cases != "-":
            note(_interrupted(answers))
        raise
    told = _left_out(result) if quiet else _told(result, ModelIdentity.of(engine.knowledge))
    for each in told if not quiet or on_error == "skip" else ():
        note(each)
    if result.cases and not result.answered:
        complain(f"{counted(result.cases, 'case')}, and none could be answered: every row is bad")
        return NOTHING_ANSWERED
    return 0


def _interrupted(answers: str) -> str:
    """What is left of a run that was interrupted."""
    kept = kept_cases(answers)
    if not kept:
        return "nothing is kept, as no part was finished: --rows 100 makes smaller ones"
    are = "is" if kept == 1 else "are"
    return f"{counted(kept, 'case')} {are} kept: give the same command again to go on"


def _left_out(result: BatchResult) -> Iterator[str]:
    """That rows were left out, if any were."""
    if result.bad:
        are = "is bad, and was" if result.bad == 1 else "are bad, and were"
        where = f"; problems: {shown_path(result.problems)}" if result.problems else ""
        yield f"{result.bad:,} of {counted(result.cases, 'row')} {are} left out{where}"


def _told(result: BatchResult, model: ModelIdentity) -> Iterator[str]:
    """What may surprise, what most bad rows are about, what was done, and by which model."""
    yield from result.notes
    for column, value, count in result.commonest:
        about = f"column {column}, {value!r}" if column else "whole rows"
        yield f"{counted(count, 'problem')}: {about}"
    if result.bad > MANY_BAD * result.cases:
        yield (
            f"{short_percent(result.bad / result.cases)} of the rows are bad, and have no answer: "
            "the others may be of another kind of patient. Mend the cells above first"
        )
    yield str(result)
    yield f"answered by {identity_words(model)}"
