"""``lumpbayes next``: what to ask or test next, and whether to go on."""

from __future__ import annotations

import click

from lumpbayes.cli.options import Asked, diagnosed, evidence_options, model_options
from lumpbayes.cli.printing import print_data, print_lines, window_width
from lumpbayes.display.questions import question_lines, questions_csv, questions_record
from lumpbayes.display.record import record_json
from lumpbayes.knowledge.question_settings import MEASURES
from lumpbayes.knowledge.variables import PHASES

__all__ = ["next_command"]

FIRST = 10
"""First questions from which to look two ahead, or as many as are shown."""


@click.command("next")
@evidence_options
@click.option(
    "--phase",
    "phases",
    type=click.Choice(PHASES),
    multiple=True,
    help="Only questions of this phase; may be given more than once.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many questions to show.",
)
@click.option(
    "--steps",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help=f"2 looks two questions ahead, from the {FIRST} that are best by one (from as many as "
    "--top shows, where that is more).",
)
@click.option(
    "--value",
    type=click.Choice(MEASURES),
    help="What an answer is wanted for; what the model file says otherwise. Another than that "
    "leaves costs out.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of the simulated answers behind the advice to stop.",
)
@click.option("--json", "as_json", is_flag=True, help="Print questions and advice as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the questions as CSV.")
@model_options
def next_command(
    asked: Asked,
    phases: tuple[str, ...],
    top: int,
    steps: int,
    value: str | None,
    seed: int,
    as_json: bool,
    as_csv: bool,
) -> int:
    r"""Rank what to ask or test next, given EVIDENCE; and say whether to stop.

    A question is worth what its answer is expected to gain, less its cost; the model file says in
    which measure and at what weight. Under each question stands what its answers would do. EVIDENCE
    is as for 'lumpbayes query'.

    \b
    Examples:
      lumpbayes next fever=yes redness=yes
      lumpbayes next fever=yes --phase history --phase exam --top 3
      lumpbayes next punctum=yes --steps 2 --value urgency
      lumpbayes next --evidence patient.json --json | jq .questions[0].variable
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    _, diagnosis = diagnosed(asked)
    first = max(FIRST, top) if steps > 1 else None
    wanted = phases or None
    questions = diagnosis.next_questions(
        steps=steps, phase=wanted, top=top, value=value, first=first
    )
    if as_csv:
        print_data(questions_csv(questions))
        return 0
    stopping = diagnosis.stopping(seed=seed, phases=wanted)
    if as_json:
        record = questions_record(diagnosis.answer, questions, stopping)
        print_data(record_json(record) + "\n")
    else:
        print_lines(question_lines(diagnosis.answer, questions, stopping, window_width()))
    return 0
