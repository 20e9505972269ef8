"""Evidence from texts: words, JSON, whole answers."""

from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.evidence_text import merged, parse_evidence_text


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("", {}),
        ("# nothing yet\n", {}),
        ("fever=yes\n\n  size_cm=6.2 # across\nredness!=yes", None),
        ("fever=yes size_cm=6.2 'redness != yes'", None),
        ("fever = yes\nsize_cm =6.2 redness!= yes", None),
        ("fever=yes fever=Yes\nsize_cm=6.2 size_cm=6.20 redness!=yes redness!=true", None),
        ('{"fever": "yes", "pain": {"likelihood": {"mild": 1}}}', "json"),
        ("\n {}", {}),
    ],
)
def test_a_text(engine: lb.Engine, text: str, evidence: Any) -> None:
    found = parse_evidence_text(engine.knowledge, text, "patient")
    if evidence is None:
        evidence = {"fever": "yes", "size_cm": "6.2", "redness": lb.Not("yes")}
    elif evidence == "json":
        evidence = {"fever": "yes", "pain": {"likelihood": {"mild": 1}}}
    assert found == (evidence, None)


def test_a_whole_answer(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"})
    found = parse_evidence_text(engine.knowledge, dx.to_json(codes=True), "answer.json")
    assert found == ({"fever": "yes"}, engine.fingerprint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fever=yes\npain='mild", "patient:2: No closing quotation; close the quotation mark"),
        ("fever=yes fever=no", "patient:1: fever is given twice"),
        ("fever=yes\nfever=no", "patient: fever is given twice"),
        ('{"fever": "yes"', "patient: .*; expected a JSON object of evidence"),
        ('{"fever": "yes"} more', "patient: Extra data.*; expected a JSON object of evidence"),
        (
            '{"fever": "yes", "fever": "no"}',
            """patient: 'fever' is given twice: "yes" and "no"; give it once; expected a JSON ob""",
        ),
        ('{"fever": {"likelihood": {"yes": 1, "no": 1e-400}}}', "patient: 1e-400 is too small for"),
        (
            """fever='{"likelihood": {"yes": 1, "no": 1e-400}}'""",
            "patient:1: fever=.*: 1e-400 is too small for a double; write 0 to exclude; expected",
        ),
        ('{"a": ' * 10_000, "patient: nested too deep; expected a JSON object of evidence"),
        ("fever=yes\nfevr=no", "patient:2: there is no variable 'fevr': did you mean fever"),
        ("= no", "patient:1: '=no' is not understood: no name stands before =; write variable=st"),
        ("fever;yes", "patient:1: 'fever;yes' is not understood"),
        ('[{"fever": "yes"}]', "patient: a list; expected one JSON object"),
        ('{"schema": 1}', "patient: an answer without evidence or model; expected what --json pr"),
        ('{"schema": 1, "evidence": [], "model": {}}', "an answer without evidence or model"),
    ],
    ids=lambda text: text[:30],
)
def test_a_text_that_is_refused(engine: lb.Engine, text: str, message: str) -> None:
    with pytest.raises(EvidenceError, match=message):
        parse_evidence_text(engine.knowledge, text, "patient")


@pytest.mark.parametrize("text", ["fever = yes = no", "fever=yes =no", "fever=yes=no"])
def test_two_equals_signs_are_one_word(engine: lb.Engine, text: str) -> None:
    found = parse_evidence_text(engine.knowledge, text, "patient").evidence
    with pytest.raises(EvidenceError, match="fever has no state 'yes=no': did you mean yes"):
        engine.diagnose(found)


def test_two_pieces_of_evidence_together(engine: lb.Engine) -> None:
    found = merged(engine.knowledge, {"fever": "yes"}, {"size_cm": 6.2})
    assert found == {"fever": "yes", "size_cm": 6.2}


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"fever": "yes"}, {"FEVER": "Yes"}, {"fever": "yes"}),
        ({"size_cm": 6}, {"size": "6.0"}, {"size_cm": 6}),
        ({"setting": "any"}, {"setting": "Any"}, {"setting": "any"}),
        ({"fever": None}, {"fever": "no"}, {"fever": "no"}),
        ({"redness": {"not": "yes"}}, {"redness": lb.Not("yes")}, {"redness": {"not": "yes"}}),
    ],
)
def test_two_pieces_that_say_the_same(
    engine: lb.Engine, first: dict[str, Any], second: dict[str, Any], found: dict[str, Any]
) -> None:
    assert merged(engine.knowledge, first, second) == found


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ({"size": "gt5cm"}, {"size_cm": 6.2}, "size='gt5cm' in the file and size_cm=6.2 beside it"),
        ({"size_cm": 6}, {"size_cm": 7}, "size_cm=6 in the file and size_cm=7 beside it"),
        ({"fever": "yes"}, {"fever": "no"}, "fever='yes' in the file and fever='no' beside it"),
        ({"setting": "any"}, {"setting": "emergency"}, "setting='any' in the file and setting='em"),
    ],
)
def test_two_pieces_that_contradict_each_other(
    engine: lb.Engine, first: dict[str, Any], second: dict[str, Any], message: str
) -> None:
    with pytest.raises(EvidenceError, match=rf"is given twice: {message}.*; give it once"):
        merged(engine.knowledge, first, second)
