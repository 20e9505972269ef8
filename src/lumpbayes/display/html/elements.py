"""Elements of HTML. Whatever is no ``Html`` becomes text, so that no cell of a table is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lumpbayes.display.words import plain

__all__ = ["Html", "element", "folded", "items", "joined", "paragraph", "section", "text"]

VOID = frozenset({"br", "col", "meta", "wbr"})
"""Elements that have no end."""


class Html(str):
    """Markup that may stand in a page as it is. Only this room makes some."""

    __slots__ = ()


UNIT = re.compile(r"(?<=\d) %")
"""A number and its unit, which stay on one line."""


def text(value: object) -> Html:
    r"""What a value says, as text: on one line, without control characters, escaped.

    >>> text("26.6 %")
    '26.6\xa0%'
    >>> text("<b>fever</b> & 'chills'")
    '&lt;b&gt;fever&lt;/b&gt; &amp; &#x27;chills&#x27;'
    """
    from html import escape

    return Html(UNIT.sub("\u00a0%", escape(plain(value), quote=True)))


def joined(*children: object) -> Html:
    """Markup and text one after the other; None and empty text are nothing.

    Args:
        *children: :class:`Html`, which stays as it is; text; None; or an iterable of these.

    >>> joined(element("b", "1 < 2"), None, [" & ", Html("<br>")])
    '<b>1 &lt; 2</b> &amp; <br>'
    """
    return Html("".join(_pieces(children)))


def _pieces(children: Iterable[object]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Html):
            yield child
        elif isinstance(child, str):
            yield _spaced(child)
        elif child is not None:
            yield from _pieces(child) if isinstance(child, Iterable) else (text(child),)


def _spaced(words: str) -> str:
    """Text between elements: a space at either end is kept, which ``plain`` would cut."""
    shown = text(words)
    if not shown:
        return " " if words else ""
    return f"{' ' if words[0] == ' ' else ''}{shown}{' ' if words[-1] == ' ' else ''}"


def element(name: str, *children: object, **attributes: str | bool | None) -> Html:
    """An element with its children.

    Args:
        name: of the element, such as ``td``.
        *children: as for :func:`joined`.
        **attributes: ``class_`` is class, ``aria_hidden`` is aria-hidden; None and False leave the
            attribute out, True writes its name alone.

    >>> element("td", "1 < 2", class_="number", title='"', hidden=True, id=None)
    '<td class="number" title="&quot;" hidden>1 &lt; 2</td>'
    """
    head = name + "".join(_attributes(attributes))
    return Html(f"<{head}>" if name in VOID else f"<{head}>{joined(*children)}</{name}>")


def _attributes(attributes: dict[str, str | bool | None]) -> Iterator[str]:
    for key, value in attributes.items():
        name = key.rstrip("_").replace("_", "-")
        if isinstance(value, str):
            yield f' {name}="{text(value)}"'
        elif value:
            yield f" {name}"


def paragraph(*children: object, class_: str | None = None) -> Html:
    """A paragraph; empty where it would say nothing.

    >>> paragraph("Stop", "."), paragraph("")
    ('<p>Stop.</p>', '')
    """
    inner = joined(*children)
    return element("p", inner, class_=class_) if inner else Html()


def items(lines: Iterable[object], class_: str | None = None) -> Html:
    """A list; empty where it has no items.

    >>> items(["fever", Html("<b>pain</b>")]), items([])
    ('<ul><li>fever</li><li><b>pain</b></li></ul>', '')
    """
    found = [element("li", line) for line in lines]
    return element("ul", found, class_=class_) if found else Html()


def section(heading: str, *children: object, class_: str | None = None) -> Html:
    """A heading in bold, and what it rests on; empty where there is neither.

    >>> section("Urgent", items(["red flag"]))
    '<section><p class="head">Urgent</p><ul><li>red flag</li></ul></section>'
    """
    inner = joined(paragraph(heading, class_="head"), *children)
    return element("section", inner, class_=class_) if inner else Html()


def folded(summary: object, *children: object) -> Html:
    """What is shown when the reader opens it; empty where there is nothing to open.

    >>> folded("12 more", paragraph("lipoma"))
    '<details><summary>12 more</summary><p>lipoma</p></details>'
    """
    inner = joined(*children)
    return element("details", element("summary", summary), inner) if inner else Html()
