"""Answers and records as HTML: escaped, readable on light and dark, complete without a script."""

from lumpbayes.display.html.answer import answer_html

__all__ = ["answer_html"]
