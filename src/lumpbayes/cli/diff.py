"""``lumpbayes tables diff``: what differs between two models, and how far answers move."""

from __future__ import annotations

import click

from lumpbayes.cli.candidates import BUNDLED, model_candidates
from lumpbayes.cli.options import load_engine
from lumpbayes.cli.printing import print_data, print_lines, window_width
from lumpbayes.display.difference import difference_lines
from lumpbayes.display.record import record_json

__all__ = ["diff"]


@click.command()
@click.argument("before", metavar="A", type=click.Path(), shell_complete=model_candidates)
@click.argument("after", metavar="B", type=click.Path(), shell_complete=model_candidates)
@click.option("--json", "as_json", is_flag=True, help="Print the difference as JSON.")
@click.option("--allow-outside", is_flag=True, help="Tables may lie outside the models' folders.")
@click.option("--lenient", is_flag=True, help="Go on where an error can be mended.")
def diff(before: str, after: str, as_json: bool, allow_outside: bool, lenient: bool) -> int:
    r"""Compare two models: what differs in their tables, and how far their answers move.

    A and B are model files; 'bundled' is the bundled model. Shown are the numbers that differ, with
    the difference in log-odds; the rows of other tables; how far the priors move; and how far the
    causes of the classic presentations move.

    \b
    Examples:
      lumpbayes tables diff bundled mine/models/back_lump.toml
      lumpbayes tables diff old.toml new.toml --json | jq .priors
    """
    first, second = (
        load_engine(None if name == BUNDLED else name, allow_outside, lenient)
        for name in (before, after)
    )
    difference = first.difference(second)
    if as_json:
        print_data(record_json(difference.to_dict()) + "\n")
    else:
        print_lines(difference_lines(difference, window_width()))
    return 0
