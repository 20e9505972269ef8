"""``lumpbayes query``: how probable is each cause?"""

from __future__ import annotations

import sys

import click

from lumpbayes.cli.options import load_engine, model_options
from lumpbayes.cli.printing import note, print_lines, window_width
from lumpbayes.display.record import answer_csv
from lumpbayes.display.terminal import answer_lines
from lumpbayes.engine import Diagnosis, Engine
from lumpbayes.errors import EvidenceError, VerificationError
from lumpbayes.knowledge.evidence_text import EvidenceText, merged, parse_evidence_text
from lumpbayes.knowledge.words import parse_words

__all__ = ["query", "read_evidence"]

MOST_CHARACTERS = 10_000_000


@click.command()
@click.argument("words", nargs=-1, metavar="[EVIDENCE]...")
@click.option("--setting", help="Where the person is seen; 'any' averages over settings.")
@click.option(
    "--evidence",
    "file",
    metavar="FILE",
    help="Evidence from a file: JSON, an answer in JSON, or words; - reads standard input.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many causes to show.",
)
@click.option("--all", "everything", is_flag=True, help="Show every cause.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the differential as CSV.")
@click.option("--verify", is_flag=True, help="Recompute with pgmpy; exit 5 if it disagrees.")
@model_options
def query(
    words: tuple[str, ...],
    setting: str | None,
    file: str | None,
    top: int,
    everything: bool,
    as_json: bool,
    as_csv: bool,
    verify: bool,
    model: str | None,
    allow_outside: bool,
    lenient: bool,
) -> int:
    r"""Answer: how probable is each cause, given EVIDENCE?

    EVIDENCE is words such as fever=yes, redness!=yes (not), consistency=soft,fluctuant (either)
    or size_cm=6.2 (a number). 'lumpbayes tables show' lists the variables.

    \b
    Examples:
      lumpbayes query fever=yes tenderness=yes redness=yes --setting emergency
      lumpbayes query age_years=67 cancer_history=yes pain=severe --all
      lumpbayes query punctum=yes consistency=firm --json | jq .posterior[0]
      lumpbayes query --evidence patient.json size_cm=6.2
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    engine = load_engine(model, allow_outside, lenient)
    evidence = parse_words(engine.knowledge, words)
    if file is not None:
        evidence = merged(engine.knowledge, read_evidence(engine, file), evidence)
    diagnosis = engine.diagnose(evidence, setting=setting)
    if as_json:
        click.echo(diagnosis.to_json())
    elif as_csv:
        click.echo(answer_csv(diagnosis.answer), nl=False)
    else:
        print_lines(answer_lines(diagnosis.answer, None if everything else top, window_width()))
    if verify:
        _verify(engine, diagnosis)
    return 0


def read_evidence(engine: Engine, file: str) -> dict[str, object]:
    """Evidence from a file, or from standard input where its name is ``-``."""
    text = _text(file)
    found: EvidenceText = parse_evidence_text(engine.knowledge, text, file)
    if found.fingerprint not in (None, engine.fingerprint):
        note(
            f"{file} is the answer of another model (fingerprint {found.fingerprint}); its "
            "evidence is asked of this one"
        )
    return found.evidence


def _text(file: str) -> str:
    try:
        if file == "-":
            text = sys.stdin.read(MOST_CHARACTERS + 1)
        else:
            with open(file, encoding="utf-8-sig") as stream:
                text = stream.read(MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(
            f"{file} cannot be read: {error}; expected a file of evidence in UTF-8"
        ) from error
    if len(text) > MOST_CHARACTERS:
        raise EvidenceError(f"{file} is longer than {MOST_CHARACTERS:,} characters")
    return text


def _verify(engine: Engine, diagnosis: Diagnosis) -> None:
    second = engine.verify(diagnosis)
    message = (
        f"{second.engine} differs by at most {second.largest_difference:.2g} "
        f"(at {second.variable}={second.state})"
    )
    if not second.agrees:
        raise VerificationError(message + ": more than 1e-9. Please report this.")
    note(f"verified: {message}")
