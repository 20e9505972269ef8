"""A report as a browser without a screen reads it, and a model whose every word is hostile."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import lumpbayes as lb
from lumpbayes.knowledge.advice import URGENCIES
from tests.tiny_model import TinyModel

VOID = {"meta", "br"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section"),
    *("h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd", "div", "span", "strong", "em"),
    *("b", "a", "code", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "scope"),
    *("style", "aria-hidden", "aria-label"),
}
STYLE = re.compile(r"(left:[\d.]+%(;width:[\d.]+%)?)")
"""The places of bars are all that an element's own style says."""

FOREIGN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
EVIL = (
    "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'&amp;</style></title></table>"
    "<a href=javascript:alert(3)>\x1b]0;title\x07\x1b[31m\u202eolleh\u2066\u200b $x^2$ {{7*7}} "
    + "long"
    * 300
)


class Page(HTMLParser):
    """What stands in a page.

    Attributes:
        text: what is read, each element's text apart by a space.
        headings: level and text of each.
        rows: the cells of every row of every table.
        foreign: elements and attributes that no report has.
        styles: the text of the style sheets.
        ids, targets: of the sources, and what links lead to.
        open: elements that were not closed.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.styles = ""
        self.headings: list[tuple[int, str]] = []
        self.rows: list[list[str]] = []
        self.foreign: list[str] = []
        self.all_ids: list[str] = []
        self.targets: set[str] = set()
        self.open: list[str] = []
        self.feed(text)
        self.close()
        self.text = " ".join(self.text.split())
        self.rows = [[" ".join(cell.split()) for cell in row] for row in self.rows]
        self.headings = [(level, " ".join(text.split())) for level, text in self.headings]

    @property
    def ids(self) -> set[str]:
        """Those of the sources."""
        return set(self.all_ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.foreign.append(tag)
        for name, value in attrs:
            self._attribute(name, value or "")
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append((int(tag[1]), ""))
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag in ("p", "li", "dt", "dd", "summary", "th", "td", "h1", "h2", "h3"):
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.foreign.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.styles += data
            return
        if "body" not in self.open:
            return
        self.text += data
        if self.open[-1] in ("h1", "h2", "h3") or {"h1", "h2", "h3"} & {*self.open}:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        if {"th", "td"} & {*self.open}:
            self.rows[-1][-1] += data

    def _attribute(self, name: str, value: str) -> None:
        allowed = name in ATTRIBUTES
        if name == "href":
            allowed = bool(re.fullmatch(r"#source-\d+", value))
            self.targets.add(value.removeprefix("#"))
        if name == "style":
            allowed = bool(STYLE.fullmatch(value))
        if name == "id":
            self.all_ids.append(value)
        if not allowed:
            self.foreign.append(f"{name}={value[:60]}")


def hostile_model(folder: Path) -> lb.Diagnosis:
    """An answer of the tiny model with hostile words in every cell that takes words."""
    tiny = TinyModel(folder / "tiny")
    tiny.replace("model", 'title = "A tiny lump"', f"title = {json.dumps(EVIL)}")
    tiny.replace("model", 'version = "1.2.3"', f"version = {json.dumps(EVIL)}")
    said = "".join(f"{key} = {json.dumps(EVIL)}\n" for key in ("safety_net", "review"))
    tiny.replace("model", "[defaults]\n", f"{said}\n[defaults]\n")
    words = "".join(f"{level} = {json.dumps(EVIL)}\n" for level in URGENCIES)
    tiny.write("model", f"{tiny.text('model')}\n[urgency_words]\n{words}")
    for start in ("cause,cyst", "cause,abscess", "pain,,", "pain,none"):
        tiny.set_cell("labels", start, "label", EVIL)
    for name in ("redness", "size", "biopsy", "setting"):
        tiny.set_cell("variables", f"{name},", "question", EVIL)
    tiny.set_cell("priors", "cyst,clinic", "note", EVIL)
    quoted = EVIL.replace('"', '""')
    tiny.write("groups", tiny.text("groups").replace("Serious cause", f'"{quoted}"'))
    for column in ("authors", "year", "title", "identifier"):
        tiny.set_cell("sources", "smith2020", column, EVIL)
    for column in ("workup", "treatment"):
        tiny.set_cell("management", "abscess,", column, EVIL)
    tiny.set_cell("red_flags", "R1,", "advice", EVIL)
    engine = lb.load(tiny.path, backend="sweeps")
    return engine.diagnose({"pain": "severe", "inflammation": "yes", "age_years": 60})
