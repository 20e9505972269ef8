"""A model whose words would run, or turn a page around, if anything took them for markup."""

import json
from pathlib import Path

from lumpbayes.knowledge.advice import URGENCIES
from tests.tiny_model import TinyModel

EVIL = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{7*7}}$x^2$'
    "\x1b]0;title\x07\x1b[31m\u202eolleh\u2066\u200b javascript:alert(3) " + "long" * 60
)


def hostile_model(folder: Path) -> TinyModel:
    """The tiny model with evil words wherever tables take words."""
    tiny = TinyModel(folder / "hostile")
    tiny.replace("model", 'title = "A tiny lump"', f"title = {json.dumps(EVIL)}")
    tiny.replace("model", 'version = "1.2.3"', f"version = {json.dumps(EVIL)}")
    said = "".join(f"{key} = {json.dumps(EVIL)}\n" for key in ("safety_net", "review"))
    tiny.replace("model", "[defaults]\n", f"{said}\n[defaults]\n")
    words = "".join(f"{level} = {json.dumps(EVIL)}\n" for level in URGENCIES)
    tiny.write("model", f"{tiny.text('model')}\n[urgency_words]\n{words}")
    for start in ("cause,cyst", "cause,abscess", "pain,,", "pain,none"):
        tiny.set_cell("labels", start, "label", EVIL)
    for name in ("redness", "pain", "size", "setting", "age_group"):
        tiny.set_cell("variables", f"{name},", "question", EVIL)
    tiny.set_cell("likelihoods", "inflammation,yes,cause", "note", EVIL)
    tiny.set_cell("priors", "cyst,clinic", "note", EVIL)
    quoted = EVIL.replace('"', '""')
    tiny.write("groups", tiny.text("groups").replace("Serious cause", f'"{quoted}"'))
    for column in ("authors", "title", "identifier"):
        tiny.set_cell("sources", "smith2020", column, EVIL)
    for column in ("workup", "treatment"):
        tiny.set_cell("management", "abscess,", column, EVIL)
    tiny.set_cell("red_flags", "R1,", "rule", "pain=severe")
    tiny.set_cell("red_flags", "R1,", "advice", EVIL)
    return tiny
