"""Strangers' words are text in every view, wherever they stand in the tables."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.display import views
from lumpbayes.knowledge.advice import URGENCIES
from tests.display.html.every_record import answers, every
from tests.display.html.well_formed import text_of
from tests.tiny_model import TinyModel

EVIL = (
    "</style></table><script>alert(1)</script>\"><img src=x onerror=alert(1)>' onmouseover=x "
    "<!-- &lt;b&gt; \x1b[31m\u202eolleh\u2066\u200b $x^2$ {{7*7}} javascript:alert(1) "
    + "long"
    * 300
)
STATE = "<script>alert(1)</script><b>"
FORBIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> lb.Engine:
    """The tiny model with evil words in every cell that takes words."""
    tiny = TinyModel(tmp_path_factory.mktemp("hostile") / "<script>alert(1)<")
    tiny.replace("model", 'title = "A tiny lump"', f"title = {json.dumps(EVIL)}")
    tiny.replace("model", 'version = "1.2.3"', f"version = {json.dumps(EVIL)}")
    said = "".join(f"{key} = {json.dumps(EVIL)}\n" for key in ("safety_net", "review"))
    tiny.replace("model", "[defaults]\n", f"{said}\n[defaults]\n")
    words = "".join(f"{level} = {json.dumps(EVIL)}\n" for level in URGENCIES)
    tiny.write("model", f"{tiny.text('model')}\n[urgency_words]\n{words}")
    for start in ("cause,cyst", "cause,abscess", "pain,,", "pain,none"):
        tiny.set_cell("labels", start, "label", EVIL)
    tiny.add("labels", "redness", STATE, EVIL)
    tiny.add("labels", "cause", "tumor", EVIL)
    tiny.set_cell("variables", "redness,", "states", f"{STATE};no")
    for name in ("redness", "pain", "biopsy", "setting", "age_group", "size"):
        tiny.set_cell("variables", f"{name},", "question", EVIL)
    for start in ("redness,yes,inflammation=yes", "redness,yes,inflammation=no"):
        tiny.set_cell("likelihoods", start, "state", STATE)
    tiny.set_cell("likelihoods", f"redness,{STATE},inflammation=yes", "note", EVIL)
    tiny.write("groups", tiny.text("groups").replace("Serious cause", quoted(EVIL)))
    for column in ("authors", "year", "title", "identifier"):
        tiny.set_cell("sources", "smith2020", column, EVIL)
    for column in ("workup", "treatment"):
        tiny.set_cell("management", "abscess,", column, EVIL)
    tiny.set_cell("red_flags", "R1,", "rule", "pain=severe")
    tiny.set_cell("red_flags", "R1,", "advice", EVIL)
    tiny.set_cell("red_flags", "R1,", "id", "R<script>alert(1)</script>")
    return lb.load(tiny.path, backend="sweeps")


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def records(hostile: lb.Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("hostile") / "<b>s.json"
    found = {"pain": "severe", "redness": STATE, "size_cm": 6}
    return every(answers(hostile, found, {"redness": "no"}, file, EVIL))


def test_every_view_is_text(records: dict[str, Any]) -> None:
    assert len(records) > 40
    for name, record in records.items():
        page = views.html(record)
        text = text_of(page)
        assert FORBIDDEN.search(page) is None, name
        for markup in ("<script", "<img", "<!--", "</table><script"):
            assert markup not in page, name
        if name in ("Answer", "Comparison", "Scenarios", "Turn", "Ledger", "KnowledgeBase"):
            assert "<script>alert(1)</script>" in text, name
            assert "<img src=x onerror=alert(1)>" in text, name


def test_a_lenient_model_with_issues(tmp_path: Path) -> None:
    tiny = TinyModel(tmp_path)
    tiny.set_cell("likelihoods", "biopsy,positive,cause=tumor", "source", "<script>x</script>")
    engine = lb.load(tiny.path, backend="sweeps", policy="lenient")
    text = text_of(engine._repr_html_())
    assert "1 error" in text
    assert "<script>x</script>" in text
