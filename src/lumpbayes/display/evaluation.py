"""An evaluation for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.display.evaluation_sections import (
    INTERVALS,
    evaluation_sections,
    evaluation_title,
)
from lumpbayes.display.identity import footer_lines, identity_words
from lumpbayes.display.sections import escaped, section_lines, section_markdown
from lumpbayes.display.wrapping import wrapped
from lumpbayes.reasoning.answer import DISCLAIMER

__all__ = ["evaluation_lines", "evaluation_markdown"]

REST = "All tables: --markdown FILE, or --json; pictures: --plots FOLDER."


def evaluation_lines(evaluation: Evaluation, width: int) -> Iterator[str]:
    """What a person reads: the figures that matter, in words.

    Args:
        evaluation: what to show.
        width: columns of the window.
    """
    yield from wrapped(evaluation_title(evaluation), width, bold=True)
    for section in evaluation_sections(evaluation, whole=False):
        yield ""
        yield from section_lines(section, width)
    yield ""
    yield from wrapped(f"{_intervals(evaluation)} {REST}", width, dim=True)
    yield from footer_lines(evaluation.model, width)


def evaluation_markdown(evaluation: Evaluation) -> str:
    """The whole of it as Markdown, for a report or a repository.

    Args:
        evaluation: what to show.
    """
    footer = f"{identity_words(evaluation.model)}. {DISCLAIMER}"
    parts = [
        f"# {escaped(evaluation_title(evaluation))}",
        *(section_markdown(each) for each in evaluation_sections(evaluation, whole=True)),
        f"{escaped(_intervals(evaluation))}\n\n{escaped(footer)}",
    ]
    return "\n\n".join(parts) + "\n"


def _intervals(evaluation: Evaluation) -> str:
    return INTERVALS.format(draws=evaluation.draws, seed=evaluation.seed)
