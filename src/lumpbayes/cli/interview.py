"""``lumpbayes interview``: one plain question after the other, the most useful first."""

from __future__ import annotations

import click

from lumpbayes.cli.dialogue import Dialogue
from lumpbayes.cli.interviewing import Asking, Interview
from lumpbayes.cli.options import (
    Asked,
    diagnosed,
    evidence_options,
    model_options,
    phases_option,
)
from lumpbayes.cli.printing import DASH, print_data
from lumpbayes.cli.resuming import opened
from lumpbayes.display.record import record_json
from lumpbayes.reasoning.interview import DEFAULT_PHASES

__all__ = ["interview"]

TOP = 10
"""Causes that the summary shows, as those of a query."""


@click.command()
@evidence_options
@phases_option("What may be asked: history,exam,test or some of them; history,exam if left out.")
@click.option(
    "--session",
    "path",
    type=click.Path(),
    metavar="FILE",
    help="Keep every answer in this file, for you alone to read, and go on from it if it is "
    "there. Nothing is kept otherwise.",
)
@click.option("--no-stop", is_flag=True, help="Ask everything, though more would change nothing.")
@click.option("--all", "everything", is_flag=True, help="Show every cause in the summary.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the answer as JSON at the end, and why it ended; the dialogue goes to standard "
    "error.",
)
@model_options
def interview(
    asked: Asked,
    phases: tuple[str, ...],
    path: str | None,
    no_stop: bool,
    everything: bool,
    as_json: bool,
) -> int:
    r"""Ask one plain question after the other, then answer.

    EVIDENCE, as in 'lumpbayes query', is what is known already. Of each phase (history, then
    examination) the most useful question comes first. After each answer it shows what changed, and
    it stops when more would hardly change anything. Type help for what else may be typed: back,
    why, summary, quit. Answers may come from a pipe, one a line; a line that is none is an error.

    \b
    Examples:
      lumpbayes interview
      lumpbayes interview age_years=67 sex=female --setting emergency
      lumpbayes interview --session patient.json --phases history,exam,test
      printf '67\nmale\nno\n' | lumpbayes interview --json
    """
    if asked.file == "-":
        raise click.UsageError(
            "--evidence - takes standard input, from which the answers come: name a file"
        )
    if path == DASH:
        raise click.UsageError("--session keeps answers in a file, and - is none: name a file")
    engine, diagnosis = diagnosed(asked)
    session = opened(engine, path, dict(diagnosis.evidence))
    asking = Asking(engine, path, phases or DEFAULT_PHASES, None if everything else TOP)
    talk = Interview(asking, session, Dialogue(as_json))
    try:
        end = talk.run(no_stop)
    except KeyboardInterrupt:
        talk.interrupted()
        raise
    if as_json:
        answer = engine.diagnose(talk.session.evidence).to_dict()
        print_data(record_json(answer | {"interview": end._asdict()}) + "\n")
    return 0
