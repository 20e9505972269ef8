"""``lumpbayes explain``: why is a cause as probable as it is?"""

from __future__ import annotations

import click

from lumpbayes.cli.beside_csv import note_model
from lumpbayes.cli.candidates import cause_candidates
from lumpbayes.cli.options import (
    Asked,
    cause_option,
    data_options,
    diagnosed,
    evidence_options,
    model_options,
    seed_option,
)
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
@cause_option("The cause, or group of causes, to explain; the most probable cause otherwise.")
@click.option(
    "--against",
    metavar="CAUSE",
    shell_complete=cause_candidates,
    help="The cause, or group, to weigh it against; all other causes otherwise.",
)
@seed_option("For the random orders that more than 14 findings need.")
@click.option("--rows", "every_row", is_flag=True, help="Show every row of the tables behind it.")
@data_options("Print the ledger as JSON, in nats.", "Print the findings as CSV, in nats.")
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
    _, diagnosis = diagnosed(asked)
    ledger = diagnosis.explain(cause, against=against, seed=seed)
    if as_csv:
        print_data(ledger_csv(ledger))
        note_model(diagnosis.answer.model)
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
