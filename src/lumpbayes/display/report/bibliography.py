"""The sources that a report cites, numbered as they are first cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lumpbayes.display.html.elements import Html, element, joined
from lumpbayes.knowledge.estimates import JUDGEMENT
from lumpbayes.knowledge.records import Source
from lumpbayes.reasoning.answer import citation

__all__ = ["Bibliography"]


class Bibliography:
    """Sources by their keys; the sections cite, in the order of the page, and the list comes last.

    Args:
        sources: key -> source, of the model.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}

    def cite(self, keys: Iterable[str]) -> Html:
        """Numbers that lead to the list, in brackets behind a space; a judgement is no source.

        Args:
            keys: of sources.
        """
        named = [key for key in dict.fromkeys(keys) if key in self._sources]
        links = [self._link(key) for key in named if key != JUDGEMENT]
        if not links:
            return joined(" ", element("span", "(judgement)", class_="cited")) if named else Html()
        between = [joined(", " if place else None, each) for place, each in enumerate(links)]
        return joined(" ", element("span", "[", between, "]", class_="cited"))

    def _link(self, key: str) -> Html:
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        return element("a", str(number), href=f"#source-{number}", aria_label=f"source {number}")

    def html(self) -> Html:
        """The list; empty where nothing was cited."""
        entries = [
            element("li", self._entry(key), id=f"source-{number}")
            for key, number in self._numbers.items()
        ]
        return element("ol", entries, class_="sources") if entries else Html()

    def _entry(self, key: str) -> Html:
        source = self._sources[key]
        read = f"; read: {source.seen}" if source.seen else ""
        return joined(citation(source), element("span", f" ({key}{read})", class_="key"))
