"""``lumpbayes query``: how probable is each cause?"""

from __future__ import annotations

import sys

import click

from lumpbayes.cli.candidates import (
    evidence_candidates,
    setting_candidates,
    variable_candidates,
)
from lumpbayes.cli.options import load_engine, model_options
from lumpbayes.cli.printing import note, print_data, print_lines, window_width
from lumpbayes.display.record import answer_csv
from lumpbayes.display.terminal import answer_lines
from lumpbayes.engine import Diagnosis, Engine
from lumpbayes.errors import EvidenceError, VerificationError
from lumpbayes.knowledge.evidence_text import EvidenceText, merged, parse_evidence_text
from lumpbayes.knowledge.words import parse_words

__all__ = ["query", "read_evidence"]

MOST_BYTES = 10_000_000
MOST_NAMED = 40


@click.command()
@click.argument("words", nargs=-1, metavar="[EVIDENCE]...", shell_complete=evidence_candidates)
@click.option(
    "--setting",
    shell_complete=setting_candidates,
    help="Where the person is seen; 'any' averages over settings.",
)
@click.option(
    "--target",
    shell_complete=variable_candidates,
    metavar="VARIABLE",
    help="The variable of a network file whose states are asked.",
)
@click.option(
    "--evidence",
    "file",
    type=click.Path(allow_dash=True),
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
@click.option("--codes", is_flag=True, help="With --json: ICD-10-CM, HPO and SNOMED CT codes.")
@click.option("--verify", is_flag=True, help="Recompute with pgmpy; exit 5 if it disagrees.")
@model_options
def query(
    words: tuple[str, ...],
    setting: str | None,
    target: str | None,
    file: str | None,
    top: int,
    everything: bool,
    as_json: bool,
    as_csv: bool,
    codes: bool,
    verify: bool,
    model: str | None,
    allow_outside: bool,
    lenient: bool,
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
      lumpbayes query --evidence patient.json size_cm=6.2
      lumpbayes query --model alarm.bif --target HYPOVOLEMIA HRBP=LOW
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    if codes and not as_json:
        raise click.UsageError("--codes goes with --json.")
    engine = load_engine(model, allow_outside, lenient, target)
    if not engine.knowledge.cause:
        raise click.UsageError(_which_target(engine))
    evidence = parse_words(engine.knowledge, words)
    if file is not None:
        evidence = merged(engine.knowledge, read_evidence(engine, file), evidence)
    diagnosis = engine.diagnose(evidence, setting=setting)
    if as_json:
        print_data(diagnosis.to_json(codes=codes) + "\n")
    elif as_csv:
        print_data(answer_csv(diagnosis.answer))
    else:
        print_lines(answer_lines(diagnosis.answer, None if everything else top, window_width()))
    if verify:
        _verify(engine, diagnosis)
    return 0


def _which_target(engine: Engine) -> str:
    """What to say where nobody has said which variable of a network is asked."""
    names = tuple(engine.knowledge.variables)
    shown = ", ".join(names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"Say which variable of the network is asked: --target VARIABLE, one of {shown}{more}."


def read_evidence(engine: Engine, file: str) -> dict[str, object]:
    """Evidence from a file, or from standard input where its name is ``-``."""
    shown = "standard input" if file == "-" else file
    found: EvidenceText = parse_evidence_text(engine.knowledge, _text(file, shown), shown)
    if found.fingerprint not in (None, engine.fingerprint):
        note(
            f"{shown} is the answer of another model (fingerprint {found.fingerprint}); its "
            "evidence is asked of this one"
        )
    return found.evidence


def _text(file: str, shown: str) -> str:
    """The file's text without a byte-order mark; UTF-8 whatever the locale."""
    try:
        data = _bytes(file)
        text = data.decode("utf-8-sig") if len(data) <= MOST_BYTES else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise EvidenceError(
            f"{shown} cannot be read: {reason}; expected a file of evidence in UTF-8"
        ) from error
    if len(data) > MOST_BYTES:
        raise EvidenceError(f"{shown} is longer than {MOST_BYTES:,} bytes")
    return text


def _bytes(file: str) -> bytes:
    if file != "-":
        with open(file, "rb") as stream:
            return stream.read(MOST_BYTES + 1)
    if sys.stdin is None:
        raise OSError("it is closed")
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _verify(engine: Engine, diagnosis: Diagnosis) -> None:
    second = engine.verify(diagnosis)
    message = (
        f"{second.engine} differs by at most {second.largest_difference:.2g} "
        f"(at {second.variable}={second.state})"
    )
    if not second.agrees:
        raise VerificationError(message + ": more than 1e-9. Please report this.")
    note(f"verified: {message}")
