"""The last step is the answer, and each step is the answer to what was known by then."""

import copy
import json
import pickle
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.reasoning.evolution import Evolution
from tests.interchange.samples import BIF
from tests.random_tables import random_evidence, random_model
from tests.tiny_model import TinyModel

CASE = {
    "fever": "yes",
    "redness": lb.Not("no"),
    "size_cm": 6.2,
    "age_years": 67,
    "consistency": lb.Likelihood({"soft": 0.8, "firm": 0.2}),
    "pain": lb.Reliability("severe", 0.8),
    "warmth": lb.AnyOf("yes", "no"),
}


@pytest.mark.parametrize("seed", range(20))
def test_the_last_step_is_the_answer(seed: int, tmp_path: Path) -> None:
    engine = random_model(seed, tmp_path)
    for number in range(5):
        try:
            dx = engine.diagnose(random_evidence(100 * seed + number))
        except lb.ImpossibleEvidenceError:
            continue
        last = dx.evolution()[-1]
        assert dict(last.posterior) == pytest.approx(dict(dx.posterior), abs=1e-12)
        assert dict(last.groups) == pytest.approx(dict(dx.groups), abs=1e-12)
        assert last.urgency == dx.urgency.level
        assert last.log_evidence == pytest.approx(dx.log_evidence, abs=1e-9)


@pytest.mark.parametrize("setting", [None, "emergency", "any"])
def test_each_step_is_the_answer_to_what_was_known(engine: lb.Engine, setting: str | None) -> None:
    dx = engine.diagnose(CASE, setting=setting)
    evolution = dx.evolution(["size", "fever"])
    known: dict[str, object] = {}
    keys = {"size": "size_cm", "age_group": "age_years"}
    for step in evolution:
        if step.variable is not None:
            key = keys.get(step.variable, step.variable)
            known[key] = CASE[key]
        partial = engine.diagnose(known, setting=setting)
        assert dict(step.posterior) == pytest.approx(dict(partial.posterior), abs=1e-12)
        assert list(step.posterior) == list(partial.posterior)
        assert step.leading_cause == next(iter(partial.posterior))
        assert step.urgency == partial.urgency.level
        assert step.red_flags == tuple(flag.id for flag in partial.red_flags)
        assert step.found in partial.answer.given or step.variable is None
    assert len(evolution) == len(CASE) + 1


def test_the_start_is_the_setting_and_what_was_assumed(engine: lb.Engine) -> None:
    assert (
        engine.diagnose({"fever": "yes"}).evolution()[0].found == "Setting: primary care (assumed)"
    )
    stated = engine.diagnose({"fever": "yes"}, setting="emergency").evolution()[0]
    assert stated.found.startswith("Setting: emergency")
    assert engine.diagnose({}, setting="any").evolution()[0].found == "Setting: any"
    assert len(engine.diagnose().evolution()) == 1


def test_a_model_without_a_setting_starts_with_nothing(tmp_path: Path) -> None:
    path = tmp_path / "odd.bif"
    path.write_text(BIF)
    engine = lb.load(path, target="X")
    evolution = engine.diagnose({"Y.1": "x"}).evolution()
    assert [step.found for step in evolution] == ["nothing known", "Y.1: x"]
    assert evolution[0].urgency is None
    assert "urgency" not in repr(evolution)
    with pytest.raises(UnknownNameError, match="loaded without a target"):
        lb.load(path).diagnose({}).evolution()


def test_fitted_likelihoods_stay_as_they_are(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": lb.Probability({"yes": 0.9, "no": 0.1}), "redness": "yes"})
    evolution = dx.evolution()
    assert dict(evolution[-1].posterior) == pytest.approx(dict(dx.posterior), abs=1e-12)
    fever = dx.vectors[dx.network.index("fever")]
    weights = dict(zip(("yes", "no"), fever.tolist(), strict=True))
    alone = engine.diagnose({"fever": lb.Likelihood(weights)})
    assert evolution[1].variable == "fever"
    assert dict(evolution[1].posterior) == pytest.approx(dict(alone.posterior), abs=1e-12)


def test_a_given_cause_is_a_finding_too(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes", "cause": "lipoma"})
    assert [step.variable for step in dx.evolution(["fever", "cause"])] == [None, "fever", "cause"]
    assert dx.evolution()[-1].posterior["lipoma"] == 1


def test_the_order_is_that_of_the_tables_or_the_one_given(engine: lb.Engine) -> None:
    dx = engine.diagnose({"redness": "yes", "size_cm": 3, "fever": "yes"})
    default = dx.evolution()
    assert (default.order, [step.variable for step in default[1:]]) == (
        "table",
        ["fever", "size", "redness"],
    )
    given = dx.evolution(("Redness", "size_cm"))
    assert (given.order, [step.variable for step in given[1:]]) == (
        "given",
        ["redness", "size", "fever"],
    )
    assert "in the order given" in repr(given)
    assert "in the order of the tables" in repr(default)


def test_an_order_that_cannot_be_is_refused(engine: lb.Engine) -> None:
    dx = engine.diagnose({"redness": "yes", "fever": "yes"})
    with pytest.raises(
        UnknownNameError, match="order: 'fevr' is none of the findings: did you mean"
    ):
        dx.evolution(["fevr"])
    with pytest.raises(UnknownNameError, match="'pain' is none of the findings") as raised:
        dx.evolution(["pain"])
    assert set(raised.value.nearest) <= {"fever", "redness"}
    with pytest.raises(UnknownNameError, match="'setting' is none of the findings"):
        dx.evolution(["setting"])
    with pytest.raises(UnknownNameError, match="5 is none of the findings"):
        dx.evolution([5])  # type: ignore[list-item]
    with pytest.raises(EvidenceError, match="order names 'Fever' twice"):
        dx.evolution(["fever", "Fever"])
    with pytest.raises(EvidenceError, match="order='fever': expected a list of variables"):
        dx.evolution("fever")
    with pytest.raises(UnknownNameError, match="there is none at all"):
        engine.diagnose().evolution(["fever"])


def test_it_is_a_record(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes", "redness": "yes"})
    evolution = dx.evolution()
    record = json.loads(evolution.to_json())
    assert record["evidence"] == {"fever": "yes", "redness": "yes"}
    assert record["order"] == "table"
    assert [step["variable"] for step in record["steps"]] == [None, "fever", "redness"]
    assert record["steps"][1]["leading_cause"] == evolution[1].leading_cause
    frame = evolution.to_frame()
    assert list(frame["found"]) == [step.found for step in evolution]
    assert frame.loc[2, "skin_abscess"] == dx["skin_abscess"]
    assert list(frame.columns[4:]) == list(engine.causes)
    assert evolution[1:] == tuple(evolution)[1:]
    assert evolution == dx.evolution() == copy.deepcopy(evolution)
    assert pickle.loads(pickle.dumps(evolution)) == evolution
    assert len(repr(evolution).splitlines()) == 4
    assert isinstance(evolution, Evolution)
    assert evolution._repr_html_()


def test_control_characters_are_not_printed(tiny: TinyModel) -> None:
    tiny.replace("labels", "Pain at the lump", "Pain \x1b[31mhere")
    found = lb.load(tiny.path).diagnose({"pain": "mild"}).evolution()
    assert "\x1b" not in repr(found)
