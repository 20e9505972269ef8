"""The shell: the only room that prints, reads arguments or exits."""

from lumpbayes.cli.app import main as main

__all__ = ["main"]
