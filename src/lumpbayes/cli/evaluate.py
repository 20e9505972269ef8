"""``lumpbayes evaluate``: how good are the answers on cases whose cause is known?"""

from __future__ import annotations

import os

import click

from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cli.candidates import variable_candidates
from lumpbayes.cli.case_options import case_file_options
from lumpbayes.cli.comparing import CasesAsked, compared, print_movement
from lumpbayes.cli.options import load_engine, model_options, phases_option, seed_option
from lumpbayes.cli.printing import note, print_data, print_lines, window_width
from lumpbayes.display.evaluation import evaluation_lines, evaluation_markdown
from lumpbayes.display.evaluation_plots import FORMATS, save_plots
from lumpbayes.display.record import record_json
from lumpbayes.inference.backends import default_backend
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import write_whole

__all__ = ["evaluate"]


@click.command()
@click.argument("cases", type=click.Path(allow_dash=True))
@case_file_options
@click.option(
    "--truth",
    default="cause",
    show_default=True,
    metavar="COLUMN",
    help="The column with the true cause, by its name; blank cells are left out.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="COLUMN",
    help="A column that is no variable of the model, and not read; again for each.",
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
    help="A cause or group that gets a decision curve; again for each. Otherwise the groups that "
    "need urgent care.",
)
@click.option(
    "--compare",
    metavar="FILE",
    type=click.Path(),
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
    cases: str,
    truth: str,
    keep: tuple[str, ...],
    by: str | None,
    setting: str | None,
    phases: tuple[str, ...],
    without: tuple[str, ...],
    groups: tuple[str, ...],
    target: str | None,
    missing: tuple[str, ...],
    separator: str | None,
    compare: str | None,
    seed: int,
    draws: int,
    as_json: bool,
    markdown: str | None,
    plots: str | None,
    kind: str,
    force: bool,
    model: str | None,
    allow_outside: bool,
    lenient: bool,
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
      lumpbayes evaluate cases.csv --compare edited/models/back_lump.toml
    """
    if as_json and markdown == "-":
        raise click.UsageError("--json and --markdown - exclude each other.")
    if force and markdown in {None, "-"} and plots is None:
        raise click.UsageError("--force goes with --markdown FILE or --plots.")
    if compare is not None:
        asked = CasesAsked(cases, CaseReading(keep, False, missing, truth, setting), separator)
        movement = compared(asked, (model, compare), target, allow_outside, lenient)
        print_movement(movement, as_json, markdown, force)
        return 0
    engine = load_engine(model, allow_outside, lenient, target).with_backend(default_backend())
    found = engine.evaluate(
        cases,
        truth=truth,
        by=by,
        keep=keep,
        setting=setting,
        groups=groups or None,
        phases=phases or None,
        without=without,
        missing=missing,
        separator=separator,
        seed=seed,
        draws=draws,
    )
    _print(found, as_json, markdown)
    if markdown not in {None, "-"}:
        assert markdown is not None
        write_whole(markdown, evaluation_markdown(found), new=not force)
        note(f"wrote {shown_path(os.path.abspath(markdown))}")
    if plots is not None:
        for path in save_plots(found, plots, kind, force):
            note(f"wrote {shown_path(path)}")
    return 0


def _print(found: Evaluation, as_json: bool, markdown: str | None) -> None:
    if as_json:
        print_data(record_json(found.to_dict()) + "\n")
    elif markdown == "-":
        print_data(evaluation_markdown(found))
    else:
        print_lines(evaluation_lines(found, window_width()))
