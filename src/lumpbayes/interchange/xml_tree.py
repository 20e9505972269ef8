"""XML read without entities: nothing is expanded, nothing is fetched."""

from __future__ import annotations

from typing import NamedTuple

from lumpbayes.errors import TablesError
from lumpbayes.interchange.source import Source, malformed
from lumpbayes.knowledge.matching import composed

__all__ = ["Element", "parse_xml"]

DEEPEST = 100


class Element(NamedTuple):
    """An element: its name, attributes, elements and text inside, and where it stands."""

    name: str
    attributes: dict[str, str]
    inside: list[Element]
    texts: list[str]
    offset: int

    @property
    def text(self) -> str:
        """The text directly inside, without spaces around it."""
        return composed("".join(self.texts).strip())

    def all(self, *names: str) -> list[Element]:
        """The elements directly inside that have one of these names."""
        return [each for each in self.inside if each.name in names]

    def first(self, name: str) -> Element | None:
        """The first element directly inside of that name."""
        return next(iter(self.all(name)), None)


def parse_xml(data: bytes, shown: str) -> tuple[Element, Source]:
    """The root of a document, and its bytes as a text to name places in.

    A document type is allowed, since XMLBIF files carry one, but no entity in it.

    Raises:
        TablesError: broken XML, an entity, elements too deep in each other; names the line.
    """
    from xml.parsers import expat

    source = Source(shown, data.decode("latin-1"))  # a position is a number of bytes
    builder = _Builder(source)
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        found = expat.errors.messages[error.code]
        remedy = "Correct the XML; was the file cut short?"
        raise malformed(f"{shown}:{error.lineno}", found, "well-formed XML", remedy) from error
    except TablesError:  # our own, of an element or an entity: a ValueError too
        raise
    except (LookupError, ValueError) as error:
        remedy = "Save the file as UTF-8."
        raise malformed(shown, str(error), "an encoding that is known", remedy) from error
    return builder.root.inside[0], source


class _Builder:
    def __init__(self, source: Source) -> None:
        from xml.parsers import expat

        self.source = source
        self.root = Element("", {}, [], [], 0)
        self.open = [self.root]
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        offset = self.parser.CurrentByteIndex
        if len(self.open) > DEEPEST:
            raise self.source.error(
                offset, "elements too deep in each other", "a network file", "Is it one?"
            )
        values = {key: composed(value) for key, value in attributes.items()}
        element = Element(name, values, [], [], offset)
        self.open[-1].inside.append(element)
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].texts.append(text)

    def _entity(self, name: str, *_: object) -> None:
        raise self._refused(name)

    def _refused(self, name: str) -> TablesError:
        return self.source.error(
            self.parser.CurrentByteIndex,
            f"the entity {name!r}",
            "XML without entities of its own",
            "Write in its place what it stands for.",
        )
