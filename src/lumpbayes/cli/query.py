"""``lumpbayes query``: how probable is each cause?"""

from __future__ import annotations

import click

from lumpbayes.cli.beside_csv import note_answer
from lumpbayes.cli.options import Asked, data_options, diagnosed, evidence_options, model_options
from lumpbayes.cli.printing import (
    DASH,
    note,
    note_written,
    print_data,
    print_lines,
    window_width,
)
from lumpbayes.display.intervals import intervals_record
from lumpbayes.display.record import answer_csv, record_json
from lumpbayes.display.terminal import answer_lines
from lumpbayes.engine import Diagnosis, Engine
from lumpbayes.errors import VerificationError
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["query"]

SHOWN = 10
"""Causes shown to people unless told otherwise."""

MOST_CELLS_UNASKED = 1000
"""Numbers in the tables up to which a shell answer for people has intervals unless told otherwise:
they take a shell query a fifth longer, which the bundled model (1,420 numbers) has not to spare."""


@click.command()
@evidence_options
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help="How many causes to show; 10 otherwise, and in data all.",
)
@click.option("--all", "everything", is_flag=True, help="Show every cause.")
@data_options("Print the answer as JSON.", "Print the differential as CSV.")
@click.option("--codes", is_flag=True, help="With --json: ICD-10-CM, HPO and SNOMED CT codes.")
@click.option(
    "--intervals/--no-intervals",
    default=None,
    help="95 % intervals of the probabilities; by default for small models, in text.",
)
@click.option(
    "--report",
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="Also write a report to print, in HTML; - prints it instead of the text.",
)
@click.option("--force", is_flag=True, help="With --report: replace FILE if it is there.")
@click.option("--verify", is_flag=True, help="Recompute with pgmpy; exit 5 if it disagrees.")
@model_options
def query(
    asked: Asked,
    top: int | None,
    everything: bool,
    as_json: bool,
    as_csv: bool,
    codes: bool,
    intervals: bool | None,
    report: str | None,
    force: bool,
    verify: bool,
) -> int:
    r"""Answer: how probable is each cause, given EVIDENCE?

    EVIDENCE is words such as fever=yes, redness!=yes (not), consistency=soft,fluctuant (either)
    or size_cm=6.2 (a number); or codes of findings, such as HP:0001945 (fever) or R52=no.
    'lumpbayes tables show' lists the variables.

    \b
    Examples:
      lumpbayes query fever=yes tenderness=yes redness=yes --setting emergency
      lumpbayes query age_years=67 cancer_history=yes pain=severe --all
      lumpbayes query punctum=yes consistency=firm --json | jq .posterior[0]
      lumpbayes query fever=yes onset=days --intervals
      lumpbayes query fever=yes redness=yes --report report.html
      lumpbayes query --evidence patient.json size_cm=6.2
      lumpbayes query --model alarm.bif --target HYPOVOLEMIA HRBP=LOW
    """
    _check(codes, as_json, as_csv, report, force)
    engine, diagnosis = diagnosed(asked)
    _note_of_a_given_cause(engine, diagnosis)
    if intervals is None:
        intervals = not as_json and not as_csv and _are_shown_unasked(engine.knowledge)
    found = diagnosis.intervals() if intervals else None
    top = None if everything else top
    written = report is not None and report != DASH
    if written:  # first, as whoever reads the answer may not read all of it
        assert report is not None
        diagnosis.report(report, force=force)
    if as_json:
        record = diagnosis.to_dict(codes=codes)
        record["posterior"] = record["posterior"][:top]
        print_data(record_json(record | intervals_record(found)) + "\n")
    elif as_csv:
        print_data(answer_csv(diagnosis.answer, found, top))
        note_answer(diagnosis.answer)
    elif report == DASH:
        print_data(diagnosis.report_html())
    else:
        shown = None if everything else top or SHOWN
        print_lines(answer_lines(diagnosis.answer, shown, window_width(), found))
    if written:
        assert report is not None
        note_written(report)
    if verify:
        _verify(engine, diagnosis)
    return 0


def _check(codes: bool, as_json: bool, as_csv: bool, report: str | None, force: bool) -> None:
    """Refuse options that do not go together."""
    if codes and not as_json:
        raise click.UsageError("--codes goes with --json.")
    if force and report in (None, DASH):
        raise click.UsageError("--force goes with --report FILE.")
    if report == DASH and (as_json or as_csv):
        other = "--json" if as_json else "--csv"
        raise click.UsageError(f"{other} and --report - exclude each other.")


def _are_shown_unasked(knowledge: KnowledgeBase) -> bool:
    """Whether the model is small enough for intervals to be shown unless told otherwise."""
    return 0 < len(knowledge.priors) + len(knowledge.likelihoods) <= MOST_CELLS_UNASKED


def _note_of_a_given_cause(engine: Engine, diagnosis: Diagnosis) -> None:
    """Evidence may say something of what is asked; rarely is that meant."""
    cause = engine.knowledge.cause
    if cause in diagnosis.evidence:
        note(
            f"the evidence says something of {cause}, which is what is asked: the answer rests on "
            "that too"
        )


def _verify(engine: Engine, diagnosis: Diagnosis) -> None:
    second = engine.verify(diagnosis)
    message = (
        f"{second.engine} differs by at most {second.largest_difference:.2g} "
        f"(at {second.variable}={second.state})"
    )
    if not second.agrees:
        raise VerificationError(message + ": more than 1e-9. Please report this.")
    note(f"verified: {message}")
