"""What stands around every output: the style, and which model it is of."""

from __future__ import annotations

from lumpbayes.display.html.elements import Html, element, joined
from lumpbayes.display.html.style import STYLE
from lumpbayes.display.identity import change_of_model, identity_words, standing_words
from lumpbayes.reasoning.answer import ModelIdentity

PAIR = 2
"""A model, and what it was changed to."""

__all__ = ["footer", "framed"]


def framed(*children: object, models: tuple[ModelIdentity, ...] = ()) -> Html:
    """An output of its own: with the style, since each may be shown alone, and the footer."""
    style = element("style", Html(STYLE))
    return element("div", style, joined(*children), footer(*models), class_="lumpbayes")


def footer(*models: ModelIdentity) -> Html:
    """Name, version and short fingerprint of each model, and what it is not, in small print.

    >>> footer(ModelIdentity("mine", "A lump", "1", "0123456789abcdef"))
    '<p class="foot">mine 1, fingerprint 0123456789ab. Supports decisions and teaching; ...</p>'
    """
    each = list(dict.fromkeys(models))
    named = change_of_model(*each) if len(each) == PAIR else "; ".join(map(identity_words, each))
    return element("p", f"{named}. " if named else None, standing_words(*each), class_="foot")
