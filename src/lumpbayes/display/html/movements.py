"""How far answers move between two versions of the tables, as HTML."""

from __future__ import annotations

from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.display.html.elements import Html, joined, paragraph
from lumpbayes.display.html.sections import section_html
from lumpbayes.display.movements import movement_sections, movement_title

__all__ = ["movement_fragment"]


def movement_fragment(movement: CaseMovement) -> Html:
    """What differs, which answers move, and how right they are."""
    return joined(
        paragraph(movement_title(movement), class_="title"),
        map(section_html, movement_sections(movement)),
    )
