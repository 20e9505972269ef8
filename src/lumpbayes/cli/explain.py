"""``lumpbayes explain``: why is a cause as probable as it is?"""

from __future__ import annotations

import click

from lumpbayes.cli.candidates import cause_candidates
from lumpbayes.cli.options import Asked, diagnosed, evidence_options, model_options
from lumpbayes.cli.printing import note, print_data, print_lines, window_width
from lumpbayes.display.conflict import conflict_lines
from lumpbayes.display.ledger import ledger_csv, ledger_lines
from lumpbayes.display.record import record_json
from lumpbayes.engine import Diagnosis
from lumpbayes.errors import TooLargeError
from lumpbayes.reasoning.conflict import Conflict

__all__ = ["explain"]


@click.command()
@evidence_options
@click.option(
    "--cause",
    metavar="CAUSE",
    shell_complete=cause_candidates,
    help="The cause, or group of causes, to explain; the most probable cause otherwise.",
)
@click.option(
    "--against",
    metavar="CAUSE",
    shell_complete=cause_candidates,
    help="The cause, or group, to weigh it against; all other causes otherwise.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="For the random orders that more than 14 findings need.",
)
@click.option("--rows", "every_row", is_flag=True, help="Show every row of the tables behind it.")
@click.option("--json", "as_json", is_flag=True, help="Print the ledger as JSON, in nats.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the findings as CSV, in nats.")
@model_options
def explain(
    asked: Asked,
    cause: str | None,
    against: str | None,
    seed: int,
    every_row: bool,
    as_json: bool,
    as_csv: bool,
) -> int:
    r"""Explain: what does each finding of EVIDENCE add to the odds of a cause?

    A ledger: the odds before the findings, a line for what each of them adds, and the odds after
    them, in decibans; then whether the findings agree. EVIDENCE is as for 'lumpbayes query'.

    \b
    Examples:
      lumpbayes explain fever=yes redness=yes size_cm=6
      lumpbayes explain fever=yes redness=yes --cause malignancy
      lumpbayes explain punctum=yes consistency=firm --against lipoma --rows
      lumpbayes explain --evidence patient.json --json | jq .rows[0]
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    _, diagnosis = diagnosed(asked)
    ledger = diagnosis.explain(cause, against=against, seed=seed)
    if as_csv:
        print_data(ledger_csv(ledger))
        return 0
    conflict = _conflict(diagnosis)
    if as_json:
        agreement = None if conflict is None else conflict.facts()
        print_data(record_json({**ledger.to_dict(), "conflict": agreement}) + "\n")
        return 0
    width = window_width()
    lines = conflict_lines(conflict, width) if conflict and len(conflict.rows) > 1 else ()
    print_lines(ledger_lines(ledger, every_row, width, lines))
    return 0


def _conflict(diagnosis: Diagnosis) -> Conflict | None:
    """Whether the findings agree, by the seed of an answer, so that both say the same.

    The ledger is worth having where memory does not suffice for this.
    """
    try:
        return diagnosis.conflict()
    except TooLargeError as error:
        note(f"whether the findings agree was not judged: {error}")
        return None
