"""``lumpbayes evaluate``: how good are the answers on cases whose cause is known?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from lumpbayes.cases.batch_outputs import problems_beside
from lumpbayes.cases.evaluation.case_table_files import case_table_file
from lumpbayes.cases.evaluation.evaluated_cases import CaseTable, check_kept
from lumpbayes.cases.evaluation.evaluating import (
    ON_ERROR,
    Question,
    Reading,
    Taking,
    check_asked,
    evaluate_cases,
)
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cases.evaluation.judged_cases import JudgedCases
from lumpbayes.cli.candidates import cause_candidates, model_candidates, variable_candidates
from lumpbayes.cli.case_options import CasesAsked, case_file_options, on_error_option
from lumpbayes.cli.comparing import compared, print_movement
from lumpbayes.cli.options import model_options, phases_option, seed_option
from lumpbayes.cli.printing import note, print_data, print_lines, window_width
from lumpbayes.display.evaluation import evaluation_lines, evaluation_markdown
from lumpbayes.display.evaluation_plots import FORMATS, save_plots
from lumpbayes.display.record import record_json
from lumpbayes.inference.cases import case_solver
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import write_whole

__all__ = ["evaluate"]

MOST_TOLD = 20
"""Bad cells that are told one by one."""


@click.command()
@case_file_options
@click.option(
    "--truth",
    metavar="COLUMN",
    help="The column with the true cause, by its name; blank cells are left out.  [default: that "
    "of the variable that is asked, such as cause]",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="COLUMN",
    help="A column that is no variable of the model, such as an identifier: no evidence, and named "
    "beside the worst cases and in --cases; again for each. A first column named case needs none.",
)
@on_error_option(
    ON_ERROR, "At a row that cannot be read: stop, or leave it out, count and name it."
)
@click.option("--by", metavar="COLUMN", help="Also evaluate each value of this column by itself.")
@phases_option("Use only what these find, such as history,exam: how good without tests?")
@click.option(
    "--without",
    multiple=True,
    metavar="VARIABLE",
    shell_complete=variable_candidates,
    help="A variable that is withheld, as if nobody had recorded it; again for each.",
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="CAUSE",
    shell_complete=cause_candidates,
    help="A cause or group that gets a decision curve; again for each. Otherwise the groups that "
    "need urgent care.",
)
@click.option(
    "--cases",
    "table",
    type=click.Path(),
    metavar="FILE",
    help="Also write a row a case, with truth, answer and urgency: .csv, .csv.gz or .parquet.",
)
@click.option(
    "--compare",
    metavar="FILE",
    type=click.Path(),
    shell_complete=model_candidates,
    help="Show instead which answers move when FILE's model takes the place of --model's, and "
    "because of which rows of the tables; 'bundled' is the bundled one.",
)
@seed_option("Of the resamples that give intervals.")
@click.option(
    "--draws",
    type=click.IntRange(min=100),
    default=1000,
    show_default=True,
    help="How many resamples.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option(
    "--markdown",
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="Also write all tables as Markdown; - prints it instead of the text.",
)
@click.option(
    "--plots",
    type=click.Path(),
    metavar="FOLDER",
    help="Also draw reliability, confusion and decision curves, into a folder that may be new.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="Of the plots.",
)
@click.option("--force", is_flag=True, help="Replace files that are there.")
@model_options
def evaluate(
    asked: CasesAsked,
    truth: str | None,
    keep: tuple[str, ...],
    on_error: str,
    by: str | None,
    phases: tuple[str, ...],
    without: tuple[str, ...],
    groups: tuple[str, ...],
    table: str | None,
    compare: str | None,
    seed: int,
    draws: int,
    as_json: bool,
    markdown: str | None,
    plots: str | None,
    kind: str,
    force: bool,
) -> int:
    r"""Show how good the answers are on CASES whose true cause is known.

    CASES is a file as for 'lumpbayes batch', CSV or Parquet, or - for CSV on standard input: a row
    a case, a column a variable, and one with the true cause. Shown are how often the true cause
    leads, how urgent the answers are against what the cause needs, whether the probabilities can
    be believed, and whether acting on them does good; beside the prior alone and naive Bayes on
    the same numbers.

    \b
    Examples:
      lumpbayes evaluate cases.csv --keep patient_id
      lumpbayes evaluate cases.csv --truth diagnosis --by sex --phases history,exam
      lumpbayes evaluate cases.csv --markdown report.md --plots pictures
      lumpbayes evaluate cases.parquet --json | jq .performance.first
      lumpbayes evaluate cases.csv --keep patient_id --on-error skip --cases each.csv
      lumpbayes evaluate cases.csv --compare edited/models/back_lump.toml
    """
    _check(as_json, markdown, (table, plots), force)
    problems = None if table is None else problems_beside(table)
    written = {"--cases": table, "--cases with its problems": problems, "--markdown": markdown}
    asked.check_written(written, compare)
    if compare is not None:
        movement = compared(asked, compare, keep, truth, on_error == "skip")
        print_movement(movement, as_json, markdown, force)
        return 0
    reading = Reading(
        truth,
        by,
        keep,
        asked.setting,
        asked.missing,
        asked.separator,
        without,
        asked.encoding,
        asked.recodes,
    )
    question = Question(reading, groups or None, phases or None, seed, draws, on_error)
    if table is not None:
        check_kept(keep)
    with _taken(asked.cases, table, force) as take:
        found = _evaluated(asked, question, take)
    _print(found, as_json, markdown)
    if markdown not in {None, "-"}:
        assert markdown is not None
        write_whole(markdown, evaluation_markdown(found), new=not force)
        note(f"wrote {shown_path(os.path.abspath(markdown))}")
    if plots is not None:
        for path in save_plots(found, plots, kind, force):
            note(f"wrote {shown_path(path)}")
    return 0


def _check(
    as_json: bool, markdown: str | None, others: tuple[str | None, ...], force: bool
) -> None:
    """Refuse options that do not go together; ``others``: what else may be written."""
    if as_json and markdown == "-":
        raise click.UsageError("--json and --markdown - exclude each other.")
    if force and markdown in {None, "-"} and not any(others):
        raise click.UsageError("--force goes with --markdown FILE, --cases or --plots.")


def _evaluated(asked: CasesAsked, question: Question, take: Taking) -> Evaluation:
    """The evaluation; each case is handed on, and not held."""
    engine = asked.engine()
    knowledge = engine.knowledge
    check_asked(knowledge)
    solver = case_solver(engine.solver, engine.network.index(knowledge.cause), True)
    return evaluate_cases(knowledge, solver, asked.cases, question, take)


@contextmanager
def _taken(source: str, table: str | None, force: bool) -> Iterator[Taking]:
    """What takes the cases: a file; without one, bad cells are told on standard error."""
    if table is None:
        told = _BadCells("standard input" if source == "-" else shown_path(source))
        yield told.take
        told.end()
        return
    with case_table_file(source, table, force) as file:
        yield file.take
    note(f"wrote {shown_path(os.path.abspath(table))}")
    if file.problems is not None:
        note(f"problems: {shown_path(os.path.abspath(file.problems))}")


class _BadCells:
    """Tells the first cells for which rows are skipped, and how many more there are."""

    def __init__(self, shown: str) -> None:
        self._shown, self._count = shown, 0

    def take(self, _: CaseTable, judged: JudgedCases) -> None:
        """Tell those of some cases."""
        for problem in judged.problems[: max(0, MOST_TOLD - self._count)]:
            note(problem.at(self._shown))
        self._count += len(judged.problems)

    def end(self) -> None:
        """Tell how many have not been told."""
        more = self._count - MOST_TOLD
        if more > 0:
            note(f"and {more:,} more such cells or rows: --cases FILE lists all of them beside it")


def _print(found: Evaluation, as_json: bool, markdown: str | None) -> None:
    if as_json:
        print_data(record_json(found.to_dict()) + "\n")
    elif markdown == "-":
        print_data(evaluation_markdown(found))
    else:
        print_lines(evaluation_lines(found, window_width()))
