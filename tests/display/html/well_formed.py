"""What may stand in an output: a strict reader that knows the elements and attributes we make."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lumpbayes.display.html.style import STYLE

ELEMENTS = frozenset(
    "b caption code details div kbd li p section span style summary table tbody td th thead tr "
    "ul".split()
)
CLASSES = frozenset(
    "after against at-once bar before box case choices fill first foot for grave head level "
    "lumpbayes mark number outside picture quiet text title whisker wide".split()
)
WIDTHS = re.compile(r"left:\d+(\.\d+)?%(;width:\d+(\.\d+)?%)?")
SCOPES = frozenset(("row", "col"))


class Reader(HTMLParser):
    """Reads an output; whatever is not of our making is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.texts: list[str] = []
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, f"<{tag}>"
        self.open.append(tag)
        self.count += 1
        for name, value in attrs:
            assert value is not None, f"{name} without a value"
            self.check(tag, name, value)

    @staticmethod
    def check(tag: str, name: str, value: str) -> None:
        if name == "class":
            assert set(value.split()) <= CLASSES, value
        elif name == "style":
            assert tag == "span", tag
            assert WIDTHS.fullmatch(value), value
        elif name == "scope":
            assert tag == "th", tag
            assert value in SCOPES, value
        else:
            assert (name, value) == ("aria-hidden", "true"), name

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            assert data == STYLE
        else:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def text_of(page: str) -> str:
    """What an output says; an error where it is not well formed, or holds anything else.

    A number and its unit stand on one line there; here a space between them is a space.
    """
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert reader.count > 1
    said = "".join(reader.texts)
    assert not re.search(r"\d %", said), "a line may end between a number and its unit"
    return said.replace("\u00a0%", " %")
