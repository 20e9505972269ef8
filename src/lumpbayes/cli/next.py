"""``lumpbayes next``: what to ask or test next, and whether to go on."""

from __future__ import annotations

import click

from lumpbayes.cli.beside_csv import note_model
from lumpbayes.cli.options import (
    Asked,
    data_options,
    diagnosed,
    evidence_options,
    model_options,
    phases_option,
    seed_option,
)
from lumpbayes.cli.printing import print_data, print_lines, window_width
from lumpbayes.display.questions import (
    SHOWN,
    TESTS_SHOWN,
    question_lines,
    questions_csv,
    questions_record,
)
from lumpbayes.display.record import record_json
from lumpbayes.knowledge.question_settings import MEASURES

__all__ = ["next_command"]

FIRST = 10
"""First questions from which to look two ahead where there are many, or as many as are shown."""

MANY = 60
"""More questions than these are many: looking two ahead from all of them would take long."""


@click.command("next")
@evidence_options
@phases_option(
    "Only questions of history, exam or test, or of some, such as history,exam: in one list. If "
    "left out, questions of history and examination, then tests in a list of their own."
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help=f"How many questions to show, and how many tests ({SHOWN}, and {TESTS_SHOWN} tests, "
    "unless this is given); JSON and CSV hold all then.",
)
@click.option(
    "--steps",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help=f"2 looks two questions ahead; where more than {MANY} are open, from the {FIRST} that are "
    "best by one (from as many as --top shows, where that is more).",
)
@click.option(
    "--value",
    type=click.Choice(MEASURES),
    help="What an answer is wanted for; what the model file says otherwise. Another than that "
    "leaves costs out.",
)
@seed_option("Of the simulated answers behind the advice to stop.")
@data_options("Print questions and advice as JSON.", "Print the questions as CSV.")
@model_options
def next_command(
    asked: Asked,
    phases: tuple[str, ...],
    top: int | None,
    steps: int,
    value: str | None,
    seed: int,
    as_json: bool,
    as_csv: bool,
) -> int:
    r"""Rank what to ask or test next, given EVIDENCE; and say whether to stop.

    A question is worth what its answer is expected to gain, less its cost; the model file says in
    which measure and at what weight. Under each question stands what its answers would do. What can
    be asked and examined comes first, then what tests would be worth; in JSON and CSV all are
    ranked together. EVIDENCE is as for 'lumpbayes query'.

    \b
    Examples:
      lumpbayes next fever=yes redness=yes
      lumpbayes next fever=yes --phases history,exam --top 3
      lumpbayes next punctum=yes --steps 2 --value urgency
      lumpbayes next --evidence patient.json --json | jq .questions[0].variable
    """
    _, diagnosis = diagnosed(asked)
    wanted = phases or None
    first = None
    if steps > 1 and len(diagnosis.situation.unasked) > MANY:
        first = max(FIRST, top or SHOWN)
    as_data = as_json or as_csv
    questions = diagnosis.next_questions(
        steps=steps, phases=wanted, top=top if as_data else None, value=value, first=first
    )
    if as_csv:
        print_data(questions_csv(questions))
        note_model(diagnosis.answer.model)
        return 0
    stopping = diagnosis.stopping(seed=seed, phases=wanted)
    if as_json:
        record = questions_record(questions, stopping)
        print_data(record_json(record) + "\n")
    else:
        lines = question_lines(
            diagnosis.answer, questions, stopping, window_width(), top, apart=not phases
        )
        print_lines(lines)
    return 0
