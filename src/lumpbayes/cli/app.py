"""The command line as a whole, and its exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from lumpbayes import __version__
from lumpbayes.cli.printing import complain
from lumpbayes.cli.query import query
from lumpbayes.cli.tables import tables
from lumpbayes.errors import LumpBayesError

__all__ = ["lumpbayes", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 answered, 1 a bug, 2 wrong usage or evidence, 3 invalid tables, 4 impossible evidence,
    5 too large or a second opinion disagrees, 130 interrupted.
    """
    try:
        result = lumpbayes.main(arguments, prog_name="lumpbayes", standalone_mode=False)
        sys.stdout.flush()
        return int(result or 0)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except LumpBayesError as error:
        complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader has gone. Python would try to flush at exit and complain; nothing is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        complain(
            f"this is a bug in LumpBayes: {type(error).__name__}: {error}\n"
            "Please report it with the command and the model; LumpBayes answered nothing."
        )
        return 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="lumpbayes")
def lumpbayes() -> None:
    r"""Probabilistic differential diagnosis from editable tables.

    \b
    Examples:
      lumpbayes query fever=yes tenderness=yes size_cm=3
      lumpbayes tables show consistency
      lumpbayes tables check --model models/mine.toml

    Supports decisions and teaching; it is not a medical device.
    """


lumpbayes.add_command(query)
lumpbayes.add_command(tables)
