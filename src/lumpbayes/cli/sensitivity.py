"""``lumpbayes sensitivity``: which numbers of the tables matter?"""

from __future__ import annotations

import click

from lumpbayes.cli.beside_csv import note_model
from lumpbayes.cli.options import (
    Asked,
    cause_option,
    data_options,
    diagnosed,
    evidence_options,
    model_options,
)
from lumpbayes.cli.printing import print_data, print_lines, window_width
from lumpbayes.display.record import record_json
from lumpbayes.display.sensitivity import sensitivity_csv, sensitivity_lines, sensitivity_record

__all__ = ["sensitivity"]

SHOWN = 10
"""Numbers shown to people unless told otherwise."""
MOST_EDITS = 3
"""Smallest edits shown, for each of the leading cause and the urgency."""


@click.command()
@evidence_options
@cause_option("The cause, or group of causes; the most probable cause otherwise.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help="How many numbers to show; 10 otherwise, and in data all that matter.",
)
@data_options("Print the numbers and edits as JSON.", "Print the numbers as CSV.")
@model_options
def sensitivity(
    asked: Asked, cause: str | None, top: int | None, as_json: bool, as_csv: bool
) -> int:
    r"""Show which numbers of the tables matter to the answer, given EVIDENCE.

    First what each number's 95 % interval does to the probability of a cause; then the smallest
    edits of single numbers that change the leading cause or the urgency of the answer. EVIDENCE is
    as for 'lumpbayes query'. It needs a model with tables: a network file has no intervals.

    \b
    Examples:
      lumpbayes sensitivity punctum=yes consistency=firm
      lumpbayes sensitivity fever=yes redness=yes --cause malignancy --top 20
      lumpbayes sensitivity punctum=yes --json | jq .smallest_edits.edits[0]
    """
    _, diagnosis = diagnosed(asked)
    found = diagnosis.sensitivity(cause)
    if as_csv:
        print_data(sensitivity_csv(found, top))
        note_model(diagnosis.answer.model)
        return 0
    edits = diagnosis.smallest_edits(top=MOST_EDITS)
    if as_json:
        print_data(record_json(sensitivity_record(found, edits, top)) + "\n")
    else:
        print_lines(sensitivity_lines(found, edits, top or SHOWN, window_width()))
    return 0
