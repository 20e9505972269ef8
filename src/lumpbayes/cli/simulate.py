"""``lumpbayes simulate``: patients drawn from a model, as a file of cases."""

from __future__ import annotations

import gzip
import os
from typing import IO

import click

from lumpbayes.cases.batch_run import Progress
from lumpbayes.cases.case_files import PARQUET
from lumpbayes.cases.csv_encoding import UTF_8, CsvForm
from lumpbayes.cases.missing_files import missing_from_file
from lumpbayes.cases.missingness import Missingness, missing_from
from lumpbayes.cases.simulated_files import Told, csv_parts, write_parquet
from lumpbayes.cases.simulating import Simulation, simulation_of
from lumpbayes.cli.batch import shown_progress
from lumpbayes.cli.candidates import file_candidates, setting_candidates
from lumpbayes.cli.options import load_engine, model_options, seed_option
from lumpbayes.cli.printing import note, print_data
from lumpbayes.display.identity import identity_words
from lumpbayes.display.words import plain
from lumpbayes.engine import Engine
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.editing import parse_probability
from lumpbayes.knowledge.writing import written_whole
from lumpbayes.reasoning.answer import ModelIdentity

__all__ = ["simulate"]

STANDARD_OUTPUT = "-"
ENDINGS = (".csv", ".csv.gz", *PARQUET)


@click.command()
@click.argument("count", metavar="N", type=click.IntRange(min=0))
@seed_option("Of the draws: the same seed gives the same patients.")
@click.option(
    "--setting",
    shell_complete=setting_candidates,
    help="Where all are seen, the model's default otherwise; 'any' draws it for each.",
)
@click.option(
    "--missing",
    metavar="RATE|FILE",
    shell_complete=file_candidates,
    help="What nobody recorded: a rate for each finding, such as 0.3 or 30%; a CSV file with the "
    "columns variable,rate; or a file of cases, whose patterns of gaps are taken.",
)
@click.option(
    "--missing-word",
    "gaps",
    multiple=True,
    metavar="WORD",
    help="With a file of cases: a word that stands for a gap there, such as NA; again for each.",
)
@click.option(
    "--encoding",
    default=UTF_8,
    show_default=True,
    metavar="NAME",
    help="With a CSV file of cases: its encoding, such as cp1252 or utf-16.",
)
@click.option(
    "--out",
    default=STANDARD_OUTPUT,
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="Where to: a .csv, .csv.gz, .parquet or .pq file; - is standard output, as CSV.  "
    "[default: -]",
)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@model_options
def simulate(
    count: int,
    seed: int,
    setting: str | None,
    missing: str | None,
    gaps: tuple[str, ...],
    encoding: str,
    out: str,
    force: bool,
    model: str | None,
    allow_outside: bool,
    lenient: bool,
) -> int:
    r"""Draw N patients from the model: a file of cases, to try 'batch' and 'evaluate' on.

    A row is a case: its number, its cause, which is the truth, and all that can be observed, each
    variable by its name, a number as its state. 'batch' and 'evaluate' know the column of numbers,
    case, by its place, and call the cases by it. The first rows are the same however many are
    drawn, and the patients are the same whatever is missing.

    \b
    Examples:
      lumpbayes simulate 5
      lumpbayes simulate 2000 --seed 1 --missing 0.3 --out cases.csv
      lumpbayes simulate 1000000 --setting any --out cases.parquet
      lumpbayes simulate 2000 --missing ours.csv --out as_ours.csv
      lumpbayes simulate 1000 | lumpbayes evaluate -
    """
    ending = _ending(out)
    if gaps and missing is None:
        raise click.UsageError("--missing-word says something of a file of cases: --missing FILE.")
    engine = load_engine(model, allow_outside, lenient)
    simulation = simulation_of(
        engine.knowledge,
        engine.network,
        count,
        seed=seed,
        setting=setting,
        missing=None if missing is None else _missing(engine, missing, gaps, encoding),
        memory_limit=engine.memory_limit,
    )
    if out == STANDARD_OUTPUT:
        for text, _ in csv_parts(simulation):
            print_data(text)
    else:
        _write(simulation, out, ending, force)
    identity = identity_words(ModelIdentity.of(engine.knowledge))
    where = "" if out == STANDARD_OUTPUT else f"wrote {plain(out)}: "
    note(f"{where}{plain(simulation.words)}. {identity}")
    return 0


def _ending(out: str) -> str:
    """The ending of the file, which says its format."""
    if out == STANDARD_OUTPUT:
        return ""
    found = [ending for ending in ENDINGS if out.lower().endswith(ending)]
    if not found:
        raise click.BadParameter(
            f"{out!r}: expected a name that ends in {', '.join(ENDINGS)}, or -", param_hint="--out"
        )
    return found[0]


def _missing(engine: Engine, text: str, gaps: tuple[str, ...], encoding: str) -> Missingness:
    """What ``--missing`` says: a file where there is one of that name, a rate otherwise."""
    if os.path.exists(text):
        form = CsvForm(encoding=encoding)
        return missing_from_file(engine.knowledge, engine.network, text, gaps=gaps, form=form)
    try:
        rate = parse_probability(text)
    except EvidenceError:
        raise EvidenceError(
            f"--missing {text}: there is no such file, and it is no rate; expected a rate of 0 to "
            "1 such as 0.3, a CSV file with the columns variable,rate, or a file of cases"
        ) from None
    return missing_from(engine.knowledge, rate)


def _write(simulation: Simulation, out: str, ending: str, force: bool) -> None:
    """Write the file, whole or not at all."""
    with written_whole(out, new=not force) as stream, shown_progress(False) as progress:
        told = _Done(simulation.count, progress)
        if ending in PARQUET:
            write_parquet(simulation, stream, told)
        elif ending == ".csv":
            _write_csv(simulation, stream, told)
        else:  # no time and no name in it: the same bytes each time
            with gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
                _write_csv(simulation, packed, told)


def _write_csv(simulation: Simulation, stream: IO[bytes] | gzip.GzipFile, told: Told) -> None:
    for text, cases in csv_parts(simulation):
        stream.write(text.encode())
        told(cases)


class _Done:
    """Counts the cases that are done, and shows it where somebody looks."""

    def __init__(self, count: int, progress: Progress | None) -> None:
        self.count = count
        self.done = 0
        self.progress = progress

    def __call__(self, more: int) -> None:
        self.done += more
        if self.progress is not None:
            self.progress(self.done, self.done / self.count)
