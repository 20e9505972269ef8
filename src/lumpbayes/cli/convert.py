"""``lumpbayes convert``: a network from one file format to another."""

from __future__ import annotations

import os
from typing import NamedTuple

import click

from lumpbayes.cli.candidates import BUNDLED, model_candidates
from lumpbayes.cli.options import policy_of
from lumpbayes.cli.printing import DASH, note, note_written, print_data
from lumpbayes.inference.network import Network
from lumpbayes.interchange.formats import ENDINGS, FORMATS, file_format, is_network_file
from lumpbayes.interchange.reading import read_network
from lumpbayes.interchange.writing import network_bytes, write_network
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.loading import load_knowledge

__all__ = ["convert"]

TABLES_LOST = (
    "a network file holds variables, states and probabilities; labels, questions, numbers such as "
    "size_cm, defaults such as the setting, sources, intervals, urgency, red flags and codes stay "
    "behind in the tables"
)


class _Read(NamedTuple):
    """What is converted: the network, its name, and what is to be said of it."""

    network: Network
    name: str
    notes: tuple[str, ...]


@click.command()
@click.argument("source", type=click.Path(), shell_complete=model_candidates)
@click.argument("destination", type=click.Path(allow_dash=True))
@click.option(
    "--from", "given", type=click.Choice(FORMATS), help="SOURCE's format, whatever its ending."
)
@click.option(
    "--to", "wanted", type=click.Choice(FORMATS), help="DESTINATION's format, whatever its ending."
)
@click.option("--force", is_flag=True, help="Replace DESTINATION if it is there.")
@click.option("--allow-outside", is_flag=True, help="Tables may lie outside a model's folder.")
@click.option("--lenient", is_flag=True, help="Go on where an error can be mended.")
def convert(
    source: str,
    destination: str,
    given: str | None,
    wanted: str | None,
    force: bool,
    allow_outside: bool,
    lenient: bool,
) -> int:
    r"""Write the network of SOURCE to DESTINATION in another format.

    SOURCE is a network file, a model file (TOML), or the word 'bundled'. The endings say the
    formats: .bif, .xml (XMLBIF), .net (HUGIN), .xdsl (GeNIe), .uai; with .gz behind them the file
    is compressed. DESTINATION may be - for standard output. What is written is read back first:
    every double is the same, bit for bit.

    \b
    Examples:
      lumpbayes convert alarm.bif alarm.net
      lumpbayes convert alarm.bif.gz alarm.xml --force
      lumpbayes convert bundled back_lump.xdsl
      lumpbayes convert network.txt --from bif - --to uai
    """
    format = _format(destination) if wanted is None else wanted
    read = _read(source, given, allow_outside, lenient)
    if destination == DASH:
        written = network_bytes(read.network, read.name, format)
        lost = written.lost
        print_data(written.data.decode())
    else:
        lost = write_network(read.network, read.name, destination, format, replace=force)
        numbers = sum(table.size for table in read.network.tables)
        count = f"{len(read.network.names):,} variables, {numbers:,} numbers"
        note_written(destination, f" ({format}): {count}")
    for text in (*read.notes, *([lost] if lost else [])):
        note(text)
    return 0


def _format(destination: str) -> str:
    """The format that the ending of a destination says."""
    if destination == DASH:
        raise click.UsageError("Say in which format: --to FORMAT.")
    if not is_network_file(destination):
        raise click.BadParameter(
            f"{destination!r}: expected a name that ends in {', '.join(ENDINGS)}, or these with "
            ".gz; or say the format with --to",
            param_hint="DESTINATION",
        )
    return file_format(destination)


def _read(source: str, given: str | None, allow_outside: bool, lenient: bool) -> _Read:
    """The network of a network file, of a model's tables, or of the bundled model."""
    policy = policy_of(lenient)
    if given is not None or is_network_file(source):
        file = read_network(source, format=given, policy=policy)
        return _Read(file.network, file.name, tuple(map(str, file.issues)))
    bundled = source == BUNDLED and not os.path.exists(source)
    path = None if bundled else source
    knowledge = load_knowledge(path, allow_outside=allow_outside, policy=policy)
    return _Read(build_network(knowledge), knowledge.name, (TABLES_LOST,))
