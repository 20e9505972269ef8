"""The kinds of evidence as values: printed as written, frozen, and read from JSON."""

import json
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.knowledge.findings import from_json

FINDINGS = [
    lb.Not("yes"),
    lb.Not("soft", "firm"),
    lb.AnyOf("soft", "fluctuant"),
    lb.AnyOf(6.2, 3),
    lb.Likelihood({"soft": 0.8, "firm": 0.2}),
    lb.Probability({"yes": 0.7, "no": 0.3}),
    lb.Reliability("yes", 0.8),
]


@pytest.mark.parametrize("finding", FINDINGS, ids=repr)
def test_a_finding_prints_as_it_is_written(finding: object) -> None:
    assert eval(repr(finding), vars(lb)) == finding
    assert pickle.loads(pickle.dumps(finding)) == finding


@pytest.mark.parametrize(
    ("finding", "field"),
    [
        (lb.Not("yes"), "states"),
        (lb.AnyOf("yes"), "states"),
        (lb.Likelihood({"yes": 1}), "weights"),
        (lb.Probability({"yes": 1}), "target"),
        (lb.Reliability("yes", 0.8), "reliability"),
    ],
)
def test_a_finding_cannot_be_changed(finding: object, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(finding, field, ())


@pytest.mark.parametrize(
    ("kind", "field"), [(lb.Likelihood, "weights"), (lb.Probability, "target")]
)
def test_weights_cannot_be_changed(kind: Any, field: str) -> None:
    finding = kind({"yes": 0.8, "no": 0.2})
    weights = getattr(finding, field)
    with pytest.raises(TypeError, match="does not support item assignment"):
        weights["no"] = 3
    with pytest.raises(UnknownNameError, match=r"there is no state in this .* 'nope': did you mea"):
        weights["nope"]
    same = kind({"no": 0.2, "yes": 0.8})
    assert (finding, hash(finding)) == (same, hash(same))
    assert len({finding, same, pickle.loads(pickle.dumps(finding)), kind({"yes": 1})}) == 2


@pytest.mark.parametrize("finding", FINDINGS, ids=repr)
def test_a_finding_can_be_hashed(finding: object) -> None:
    assert hash(finding) == hash(pickle.loads(pickle.dumps(finding)))


def test_changing_what_was_passed_in_changes_nothing() -> None:
    weights = {"yes": 0.8}
    likelihood, probability = lb.Likelihood(weights), lb.Probability(weights)
    weights["yes"] = 0.1
    assert likelihood.weights == probability.target == {"yes": 0.8}


@pytest.mark.parametrize("kind", [lb.Likelihood, lb.Probability])
@pytest.mark.parametrize("given", ["yes", [0.8, 0.2], None])
def test_weights_are_a_mapping(kind: Any, given: object) -> None:
    with pytest.raises(EvidenceError, match=rf"{kind.__name__}\(.*: expected a mapping from sta"):
        kind(given)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ('{"not": "yes"}', lb.Not("yes")),
        ('{"not": ["soft", "firm"]}', lb.Not("soft", "firm")),
        ('{"any_of": ["soft", 6.2]}', lb.AnyOf("soft", 6.2)),
        ('{"any_of": "soft"}', lb.AnyOf("soft")),
        ('{"likelihood": {"soft": 0.8}}', lb.Likelihood({"soft": 0.8})),
        ('{"probability": {"yes": 1}}', lb.Probability({"yes": 1})),
        ('{"reported": "yes", "reliability": 0.8}', lb.Reliability("yes", 0.8)),
        ('{"reliability": 0.8, "reported": "yes"}', lb.Reliability("yes", 0.8)),
    ],
)
def test_reading_json(text: str, finding: object) -> None:
    assert from_json("redness", json.loads(text)) == finding


@pytest.mark.parametrize(
    ("form", "hint"),
    [
        ({}, "choose from not, any_of"),
        ({"nott": "yes"}, r"did you mean not\?"),
        ({"not": "yes", "any_of": ["no"]}, "give one of not, any_of; a list of objects multiplies"),
        ({"yes": 0.8, "no": 0.2}, r"given each state, .\"likelihood\": .'yes': 0.8, 'no': 0.2"),
        ({"likelihood": [0.8, 0.2]}, r"did you mean likelihood\?"),
        ({"reported": "yes"}, "reliability is missing, such as"),
        ({"reliability": 0.8}, "reported is missing, such as"),
        ({"reliability": 0.8, "report": "yes"}, r"did you mean reported\?"),
        ({1: 2}, "choose from not, any_of"),
        ({("a",): 1}, "choose from not, any_of"),
        ({None: 1}, "choose from not, any_of|did you mean"),
    ],
)
def test_any_other_json_object_is_refused(form: dict[Any, object], hint: str) -> None:
    with pytest.raises(EvidenceError, match=rf"redness: .* is no finding; .*{hint}"):
        from_json("redness", form)


@pytest.mark.parametrize("kind", [lb.Not, lb.AnyOf])
def test_one_list_of_states_does_too(kind: type[lb.Not | lb.AnyOf]) -> None:
    assert kind(["soft", "firm"]) == kind(("soft", "firm")) == kind("soft", "firm")
    assert kind([]) == kind()
    assert kind(["soft"], ["firm"]).states == (["soft"], ["firm"])
