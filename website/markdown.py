"""Markdown that shows the tables' words as text, whatever they hold."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lumpbayes.display.words import plain

__all__ = ["Page", "anchor", "code", "link", "listed", "table", "text", "title"]


class Page(NamedTuple):
    """A page of the site.

    Attributes:
        path: its Markdown file below docs/.
        title: what navigation shows, escaped for HTML.
        content: Markdown.
        weight: how far the search prefers it; 1 is that of a page written by hand.
    """

    path: str
    title: str
    content: str
    weight: float = 1.0

    @property
    def source(self) -> str:
        """What MkDocs reads: the content, and above it what else it is to know of the page.

        The title is there although navigation has it, since the theme would unescape that one.
        """
        known = {"title": self.title, "search": {"boost": self.weight}}
        return f"---\n{json.dumps(known)}\n---\n\n{self.content}"


def text(value: object) -> str:
    """Words as Markdown that shows just these.

    Every sign that Markdown or HTML may take for its own is written as a number, which neither
    looks into.

    >>> text("<b> 5 % | `x`")
    '&#60;b&#62; 5 &#37; &#124; &#96;x&#96;'
    """
    return "".join(
        sign if sign.isalnum() or sign in " ," else f"&#{ord(sign)};" for sign in plain(value)
    )


def code(value: object) -> str:
    """A name as the tables write it.

    >>> code("size_cm")
    '<code>size&#95;cm</code>'
    """
    return f"<code>{text(value)}</code>"


def title(value: object) -> str:
    """Words for the navigation, whose templates escape nothing.

    >>> title('"<b>"')
    '&quot;&lt;b&gt;&quot;'
    """
    import html

    return html.escape(plain(value), quote=True)


def anchor(value: object) -> str:
    """A name for files and fragments: letters, digits, ``_`` and ``-``, the same for the same name.

    >>> anchor("skin_abscess"), anchor("<5")
    ('skin_abscess', '-3c-5')
    """
    return re.sub(r"[^A-Za-z0-9_]", lambda sign: f"-{ord(sign[0]):x}-", plain(value))


def link(shown: str, target: str, page: str) -> str:
    """A link from one page to another.

    Args:
        shown: Markdown, escaped.
        target: the other page's path below docs/, a fragment behind it if wanted.
        page: the path of the page that it stands on.

    >>> link("Lipoma", "knowledge/causes/lipoma.md", "knowledge/sources.md")
    '[Lipoma](causes/lipoma.md)'
    """
    path, hash_sign, fragment = target.partition("#")
    relative = "" if path == page else posixpath.relpath(path, posixpath.dirname(page))
    return f"[{shown}]({relative}{hash_sign}{fragment})"


def listed(items: Iterable[str]) -> str:
    """A line for each; nothing for none."""
    return "".join(f"- {item}\n" for item in items) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown cells; nothing for no rows."""
    lines = [_row(cells) for cells in rows]
    if not lines:
        return ""
    return "".join([_row(headings), _row(["---"] * len(headings)), *lines]) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
