"""The codes in an answer."""

import json
from typing import Any

import pytest

import lumpbayes as lb
from tests.tiny_model import TinyModel

PAIN = ["R52", "M54.9"]


def icd(codes: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["code"] for each in codes["icd10cm"]]


def test_every_cause_has_its_codes(engine: lb.Engine) -> None:
    record = engine.diagnose({"fever": "yes"}).to_dict(codes=True)
    codes = {entry["cause"]: entry["codes"] for entry in record["posterior"]}
    assert list(codes) == [entry["cause"] for entry in record["posterior"]]
    assert codes["lipoma"] == {
        "icd10cm": [{"code": "D17.1", "text": "skin and subcutaneous tissue of trunk"}],
        "hpo": [{"code": "HP:0012032", "text": "Lipoma"}],
        "snomed": [{"code": "93163002", "text": "Lipoma"}],
    }


def test_codes_change_nothing_else(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"})
    plain, coded = dx.to_dict(), json.loads(dx.to_json(codes=True))
    del coded["evidence_codes"]
    for entry in coded["posterior"]:
        del entry["codes"]
    assert coded == plain


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ({}, {}),
        ({"fever": "yes", "size_cm": 3}, {"fever": ["R50.9"]}),
        ({"fever": "no"}, {}),
        ({"fever": lb.Not("no")}, {"fever": ["R50.9"]}),
        ({"fever": lb.Reliability("yes", 0.8)}, {}),
        ({"fever": lb.Likelihood({"yes": 0.3})}, {"fever": ["R50.9"]}),
        ({"fever": lb.Probability({"yes": 0.7, "no": 0.3})}, {}),
        ({"pain": "severe"}, {"pain": ["M54.9", "R52"]}),
        ({"pain": lb.Not("none")}, {"pain": ["M54.9", "R52"]}),
        ({"pain": lb.AnyOf("none", "severe")}, {}),
        (
            {"skin_color": "ulcerated", "HP:0001945": "yes"},
            {"fever": ["R50.9"]} | {"skin_color": ["L98.499"]},
        ),
        ({"skin_color": lb.AnyOf("ulcerated", "pigmented")}, {}),
    ],
    ids=repr,
)
def test_codes_of_what_is_certain(
    engine: lb.Engine, evidence: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    found = engine.diagnose(evidence).to_dict(codes=True)["evidence_codes"]
    assert {name: icd(codes) for name, codes in found.items()} == expected
    assert list(found) == sorted(found)


def test_what_is_assumed_has_no_codes(tiny: TinyModel) -> None:
    tiny.replace("model", 'setting = "clinic"', 'setting = "clinic"\npain = "severe"')
    dx = lb.load(tiny.path).diagnose()
    assert dx.assumed["pain"] == "severe"
    assert dx.to_dict(codes=True)["evidence_codes"] == {}


def test_a_code_that_two_rows_give_is_shown_once(tiny: TinyModel) -> None:
    tiny.add("codes", "finding", "pain", "severe", "R52; R07.89 Other")
    dx = lb.load(tiny.path).diagnose({"pain": "severe"})
    codes = dx.to_dict(codes=True)["evidence_codes"]["pain"]
    assert icd(codes) == ["R52", "R07.89"]


def test_a_model_without_codes(animals: lb.Engine) -> None:
    record = animals.diagnose({"furry": "yes"}).to_dict(codes=True)
    assert record["evidence_codes"] == {}
    assert record["posterior"][0]["codes"] == {"icd10cm": [], "hpo": [], "snomed": []}
