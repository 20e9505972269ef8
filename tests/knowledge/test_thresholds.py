"""[[thresholds]] of the model file are read, checked, and travel with copies."""

from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.copying import copy_tables
from tests.tiny_model import TinyModel

GOOD = {
    "cause": '"tumor"',
    "probability": "0.1",
    "urgency": '"urgent"',
    "when": '"pain=severe"',
    "source": '"judgement"',
    "note": '"do not miss it"',
}


def add_threshold(tiny: TinyModel, **changes: str | None) -> None:
    entry = {**GOOD, **changes}
    lines = [f"{key} = {value}" for key, value in entry.items() if value is not None]
    tiny.write("model", tiny.text("model") + "\n[[thresholds]]\n" + "\n".join(lines) + "\n")


def test_a_threshold_is_read(tiny: TinyModel) -> None:
    add_threshold(tiny)
    (threshold,) = tiny.load().thresholds
    assert threshold.subject == "tumor"
    assert threshold.causes == ("tumor",)
    assert threshold.probability == 0.1
    assert threshold.urgency == "urgent"
    assert threshold.when_text == "pain=severe"
    assert threshold.sources == ("judgement",)
    assert threshold.note == "do not miss it"


def test_a_threshold_on_a_group(tiny: TinyModel) -> None:
    add_threshold(tiny, cause=None, group='"skin"')
    (threshold,) = tiny.load().thresholds
    assert threshold.label == "Skin lump"
    assert threshold.causes == ("cyst", "abscess")


@pytest.mark.parametrize(
    ("changes", "column", "value", "expected", "remedy"),
    [
        (
            {"cause": '"tumour"'},
            "cause, group",
            "cause 'tumour', group None",
            "one cause, or one group of causes",
            "did you mean tumor",
        ),
        (
            {"group": '"skin"'},
            "cause, group",
            "cause 'tumor', group 'skin'",
            "one cause, or one group of causes",
            "Name one of them",
        ),
        (
            {"cause": None, "group": '"skni"'},
            "cause, group",
            "cause None, group 'skni'",
            "one cause, or one group of causes",
            "did you mean skin",
        ),
        ({"probability": "0"}, "probability", "0", "a number above 0, at most 1", "Correct"),
        ({"probability": "1.5"}, "probability", "1.5", "a number above 0, at most 1", "Correct"),
        ({"probability": "nan"}, "probability", "nan", "a number above 0, at most 1", "Correct"),
        ({"probability": "true"}, "probability", "True", "a number above 0, at most 1", "Correct"),
        ({"probability": None}, "probability", "None", "a number above 0, at most 1", "Correct"),
        ({"urgency": '"now"'}, "urgency", "'now'", "emergency", "Correct the urgency"),
        ({"source": '"nobody"'}, "source", "'nobody'", "keys of sources.csv", "Add the source"),
        ({"source": None}, "source", "''", "keys of sources.csv", "Add the source"),
        ({"when": '"pain=horrible"'}, "rule", "pain=horrible", "a state of pain", "severe"),
        ({"when": '"pain"'}, "rule", "pain", "variable=state", "Correct the rule"),
        ({"nte": '"x"'}, "nte", "'nte'", "cause, group, probability", "did you mean note"),
    ],
    ids=lambda each: next(iter(each.items())).__str__() if isinstance(each, dict) else "",
)
def test_a_broken_threshold(
    tiny: TinyModel, changes: dict, column: str, value: str, expected: str, remedy: str
) -> None:
    add_threshold(tiny, **changes)
    issue = tiny.error()
    assert issue.place.endswith("tiny.toml, [[thresholds]] 1")
    assert issue.column == column
    assert value in issue.value
    assert expected in issue.expected
    assert remedy in issue.remedy


def test_thresholds_that_are_no_tables(tiny: TinyModel) -> None:
    tiny.write("model", "thresholds = [3]\n" + tiny.text("model"))
    assert tiny.error().expected == "key = value lines"


def test_thresholds_travel_with_a_copy_and_with_new_tables(tiny: TinyModel, tmp_path: Path) -> None:
    add_threshold(tiny)
    add_threshold(tiny, cause=None, group='"skin"', when=None)
    engine = lb.load(tiny.path)
    copied = lb.load(copy_tables(engine.knowledge, str(tmp_path / "copy")))
    assert copied.knowledge.thresholds == engine.knowledge.thresholds
    assert copied.fingerprint == engine.fingerprint
    replaced = engine.with_tables(priors=engine.table("priors"))
    assert replaced.knowledge.thresholds == engine.knowledge.thresholds


def test_spaces_in_a_rule_do_not_move_the_fingerprint(tiny: TinyModel) -> None:
    before = tiny.text("model")
    found = set()
    for rule in ('"pain=severe and redness=yes"', '" ( pain = severe )  and redness=yes"'):
        tiny.write("model", before)
        add_threshold(tiny, when=rule)
        found.add(tiny.load().fingerprint)
    assert len(found) == 1


@pytest.mark.parametrize("changes", [{"probability": "0.2"}, {"urgency": '"soon"'}, {"when": None}])
def test_the_fingerprint_covers_thresholds(tiny: TinyModel, changes: dict) -> None:
    before = tiny.text("model")
    add_threshold(tiny)
    first = tiny.load().fingerprint
    tiny.write("model", before)
    add_threshold(tiny, **changes)
    assert tiny.load().fingerprint != first
