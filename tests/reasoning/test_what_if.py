"""``Engine.what_if`` and ``scenarios``: the same as asking anew, and what differs."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.reasoning.answer import DISCLAIMER
from lumpbayes.reasoning.comparison import Comparison
from lumpbayes.reasoning.scenario import LikelihoodEdit
from tests.tiny_model import PRIORS, TinyModel


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    return TinyModel(tmp_path_factory.mktemp("what_if"))


@pytest.fixture(scope="module")
def small(model: TinyModel) -> lb.Engine:
    return lb.load(model.path, backend="sweeps")


def test_a_comparison_knows_causes_and_groups_by_name(small: lb.Engine) -> None:
    comparison = small.what_if({"redness": "yes"}, {"pain": "severe"})
    assert comparison["abscess"] in comparison.causes
    assert comparison["serious"] in comparison.groups
    assert comparison["abscess"].after == comparison.after.posterior["abscess"]
    message = "there is no cause or group 'absces': did you mean abscess"
    with pytest.raises(lb.UnknownNameError, match=message):
        comparison["absces"]
    with pytest.raises(TypeError, match="not iterable"):
        iter(comparison)  # type: ignore[call-overload]


VALUES: dict[str, list[Any]] = {
    "redness": ["yes", "no", lb.Reliability("yes", 0.7), {"not": "yes"}],
    "pain": ["severe", "none", lb.Not("severe"), [lb.Not("none"), lb.Reliability("mild", 0.6)]],
    "size": ["small", lb.AnyOf("small", "large")],
    "biopsy": ["positive", lb.Likelihood({"positive": 0.2, "negative": 1})],
    "inflammation": ["yes"],
    "setting": ["clinic", "hospital", "any"],
    "cause": [lb.Not("cyst")],
}
evidence = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}
)
changes = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from([*values, None]) for name, values in VALUES.items()}
)


def merged(before: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**before, **changed}.items() if value is not None}


def same(found: Any, expected: Any) -> None:
    """Two answers, to the last digit."""
    assert found.posterior == expected.posterior
    assert list(found.posterior) == list(expected.posterior)
    assert found.log_evidence == expected.log_evidence
    assert found.urgency == expected.urgency
    assert found.model == expected.model


@given(evidence, changes)
def test_a_what_if_is_the_answer_to_the_changed_evidence(
    small: lb.Engine, before: dict[str, Any], changed: dict[str, Any]
) -> None:
    comparison = small.what_if(small.diagnose(before), changed)
    same(comparison.before, small.diagnose(before).answer)
    same(comparison.after, small.diagnose(merged(before, changed)).answer)


@given(evidence, st.sampled_from(["clinic", "hospital", "any"]))
def test_another_setting(small: lb.Engine, before: dict[str, Any], setting: str) -> None:
    comparison = small.what_if(small.diagnose(before), setting=setting)
    before.pop("setting", None)
    same(comparison.after, small.diagnose(before, setting=setting).answer)


@given(
    evidence,
    st.sampled_from(["cyst", "abscess", "tumor"]),
    st.floats(0.01, 0.99),
    st.sampled_from(["clinic", "hospital"]),
)
def test_another_prior(
    small: lb.Engine, before: dict[str, Any], cause: str, probability: float, setting: str
) -> None:
    dx = small.diagnose(before)
    edited = small.with_prior(cause, probability, setting=setting)
    comparison = small.what_if(dx, priors={(cause, setting): probability})
    assert comparison.after.posterior == pytest.approx(edited.diagnose(before).posterior, abs=1e-12)
    where = {"clinic": "clinic", "hospital": "hospital", "any": "any"}[
        before.get("setting", "clinic")
    ]
    asked = small.what_if(dx, priors={cause: probability})
    edited = small.with_prior(cause, probability, setting=where)
    assert asked.after.posterior == pytest.approx(edited.diagnose(before).posterior, abs=1e-12)


def test_priors_are_those_of_the_setting_that_is_asked(small: lb.Engine) -> None:
    dx = small.diagnose({"redness": "yes"})
    comparison = small.what_if(dx, setting="hospital", priors={"tumor": 0.5, "cyst": 0.1})
    assert [(each.cause, each.setting, each.before) for each in comparison.priors] == [
        ("tumor", "hospital", 0.3),
        ("cyst", "hospital", 0.2),
    ]
    edited = small.with_prevalences({"tumor": 0.5, "cyst": 0.1}, setting="hospital")
    same(comparison.after, edited.diagnose({"redness": "yes"}, setting="hospital").answer)


def test_a_setting_left_open_in_part(small: lb.Engine) -> None:
    soft = lb.Likelihood({"clinic": 1, "hospital": 0.5})
    comparison = small.what_if(small.diagnose({"setting": soft}), priors={"tumor": 0.5})
    assert [each.setting for each in comparison.priors] == ["clinic", "hospital"]


@given(evidence, st.floats(0.01, 0.99))
def test_other_likelihoods(small: lb.Engine, before: dict[str, Any], probability: float) -> None:
    edits = [
        ("redness", "yes", {"inflammation": "yes"}, probability),
        LikelihoodEdit("pain", "severe", "inflammation=yes", 0.5),
    ]
    edited = small.with_likelihood("redness", "yes", probability, given={"inflammation": "yes"})
    edited = edited.with_likelihood("pain", "severe", 0.5, given="inflammation=yes")
    comparison = small.what_if(small.diagnose(before), likelihoods=edits)
    same(comparison.after, edited.diagnose(before).answer)
    assert [each[:4] for each in comparison.likelihoods] == [
        ("redness", "yes", "inflammation=yes", 0.8),
        ("pain", "severe", "inflammation=yes", 0.4),
    ]
    assert comparison.model_changed


def test_new_rows_have_no_number_before(small: lb.Engine) -> None:
    dx = small.diagnose({"pain": "severe"})
    with pytest.warns(lb.HiddenStructureWarning, match="pain given cause=tumor hides"):
        comparison = small.what_if(dx, likelihoods=[("pain", "severe", "cause=tumor", 0.9)])
    assert comparison.likelihoods[0].before is None
    rest = small.what_if(dx, likelihoods=[("pain", "none", "inflammation=yes", 0.6)])
    assert rest.likelihoods[0].before == pytest.approx(0.2)
    always = small.what_if(dx, likelihoods=[("pain", "none", None, 0.6)])
    assert (always.likelihoods[0].given, always.likelihoods[0].before) == ("", pytest.approx(0.8))


def test_another_model(small: lb.Engine) -> None:
    other = small.with_prior("tumor", 0.6)
    dx = small.diagnose({"redness": "yes", "size_cm": 7})
    comparison = small.what_if(dx, {"redness": "no"}, model=other)
    same(comparison.after, other.diagnose({"redness": "no", "size_cm": 7}).answer)
    edited = small.what_if(dx, priors={"cyst": 0.1}, model=other)
    same(
        edited.after,
        other.with_prior("cyst", 0.1).diagnose({"redness": "yes", "size_cm": 7}).answer,
    )


def test_another_model_with_other_causes(small: lb.Engine) -> None:
    dx = small.diagnose()
    comparison = small.what_if(dx, model=lb.load(backend="sweeps"))
    gone = {move.name: move for move in comparison.causes if move.after is None}
    assert set(gone) == {"cyst", "abscess", "tumor"}
    assert gone["cyst"].log_odds_difference is None
    assert {move.before for move in comparison.causes[:2]} == {None}
    assert "   none ->" in repr(comparison)
    assert comparison.leading_changed
    frame = comparison.to_frame()
    assert bool(frame["before"].isna().any())


# --- What was known ----------------------------------------------------------------------------


def test_what_jeffrey_s_rule_found_is_held_fixed(small: lb.Engine) -> None:
    before = {"redness": lb.Probability({"yes": 0.6, "no": 0.4}), "pain": "mild"}
    dx = small.diagnose(before)
    comparison = small.what_if(dx, {"pain": "none"})
    vector = dx.vectors[small.network.index("redness")]
    held = lb.Likelihood({"yes": vector[0], "no": vector[1]})
    same(comparison.after, small.diagnose({"redness": held, "pain": "none"}).answer)
    assert dict(small.what_if(dx).after.posterior) == pytest.approx(dict(dx.posterior), abs=1e-9)
    anew = small.what_if(dx, {"redness": lb.Probability({"yes": 0.1, "no": 0.9})})
    again = {**before, "redness": lb.Probability({"yes": 0.1, "no": 0.9})}
    same(anew.after, small.diagnose(again).answer)


def test_a_probability_given_under_the_name_of_a_number(small: lb.Engine) -> None:
    target = lb.Probability({"small": 0.2, "medium": 0.3, "large": 0.5})
    dx = small.diagnose({"size_cm": target})
    after = small.what_if(dx, {"redness": "yes"}).after
    assert set(after.evidence) == {"size", "redness"}
    assert not small.what_if(dx, {"size": None}).after.evidence


def test_a_certain_probability_is_held_too(small: lb.Engine) -> None:
    dx = small.diagnose({"redness": lb.Probability({"yes": 1, "no": 0})})
    after = small.what_if(dx, {"pain": "mild"}).after
    expected = small.diagnose({"redness": "yes", "pain": "mild"}).posterior
    assert dict(after.posterior) == pytest.approx(dict(expected))


def test_a_number_takes_the_place_of_a_state_and_the_other_way_round(small: lb.Engine) -> None:
    by_state, by_number = small.diagnose({"size": "small"}), small.diagnose({"size_cm": 1})
    assert small.what_if(by_state, {"size_cm": 8}).after.evidence == {"size_cm": 8.0}
    assert small.what_if(by_number, {"size": "large"}).after.evidence == {"size": "large"}
    assert not small.what_if(by_number, {"size": None}).after.evidence
    assert not small.what_if(by_state, {"size_cm": None}).after.evidence
    (change,) = small.what_if(by_number, {"size": "large"}).findings
    assert change[:4] == ("flipped", "size", 1.0, "large")
    assert change[4:] == ("Size: 1 cm", "Size: large", "size")


def test_codes_are_keys(small: lb.Engine) -> None:
    dx = small.diagnose({"pain": "none"})
    comparison = small.what_if(dx, {"HP:0012531": "yes"})
    assert comparison.after.evidence == {"pain": {"any_of": ("severe", "mild")}}
    assert comparison.findings[0].kind == "flipped"
    assert not small.what_if(dx, {"R52": None}).after.evidence


def test_kinds_of_change(small: lb.Engine) -> None:
    dx = small.diagnose({"redness": "yes", "pain": "mild"})
    asked = {"redness": "no", "pain": None, "biopsy": "positive", "size": None, "setting": "clinic"}
    comparison = small.what_if(dx, asked)
    assert [(each.variable, each.kind) for each in comparison.findings] == [
        ("redness", "flipped"),
        ("pain", "retracted"),
        ("biopsy", "added"),
        ("size", "unchanged"),
        ("setting", "unchanged"),
    ]
    moved = small.what_if(dx, setting="hospital").findings[0]
    assert (moved.kind, moved.before, moved.after) == ("flipped", "clinic", "hospital")
    averaged = small.what_if(dx, setting="any").findings[0]
    assert averaged.after == "any"
    stated = small.diagnose({"redness": "yes"}, setting="hospital")
    assert small.what_if(stated, {"setting": None}).after.assumed == {"setting": "clinic"}


def test_the_prior_of_a_group(small: lb.Engine) -> None:
    dx = small.diagnose({"redness": "yes"})
    comparison = small.what_if(dx, priors={"Serious cause": 0.5})
    expected = small.with_prevalences({"serious": 0.5}).diagnose({"redness": "yes"})
    same(comparison.after, expected.answer)
    (move,) = comparison.priors
    members = next(g.states for g in small.knowledge.groups if g.name == "serious")
    prior = small.diagnose()
    before = sum(prior[each] for each in members)
    assert move == ("serious", "clinic", pytest.approx(before), 0.5)
    with pytest.raises(lb.EvidenceError, match="prevalences name tumor twice"):
        small.what_if(dx, priors={"serious": 0.5, "tumor": 0.1})


# --- What differs ------------------------------------------------------------------------------


def test_what_a_comparison_says(small: lb.Engine) -> None:
    dx = small.diagnose({"pain": "mild", "age_group": "old"})
    comparison = small.what_if(dx, {"pain": "severe", "biopsy": "positive"})
    assert comparison.leading == ("abscess", "tumor")
    assert comparison.leading_changed
    assert comparison.urgency == ("urgent", "emergency")
    assert [flag.id for flag in comparison.red_flags_gained] == ["R1", "R2"]
    assert comparison.red_flags_lost == ()
    back = small.what_if(small.diagnose(comparison.after.evidence), {"biopsy": None})
    assert [flag.id for flag in back.red_flags_lost] == ["R2"]
    first = comparison.causes[0]
    assert (first.name, first.label, first.rank_after) == ("tumor", "tumor", 1)
    assert first.rank_before is not None
    assert first.rank_before > 1
    assert first.before is not None
    assert first.after is not None
    logit = np.log(first.after / (1 - first.after)) - np.log(first.before / (1 - first.before))
    assert first.log_odds_difference == pytest.approx(float(logit))
    assert [group.name for group in comparison.groups] == ["serious", "skin"]
    assert not comparison.model_changed


def test_the_record_and_the_frame(small: lb.Engine) -> None:
    dx = small.diagnose({"pain": lb.Not("none"), "cause": lb.Not("cyst")})
    comparison = small.what_if(
        dx,
        {"pain": "severe", "redness": [lb.Not("no"), lb.Reliability("yes", 0.8)], "size_cm": 1},
        setting="hospital",
        priors={"tumor": 0.5},
        likelihoods=[("redness", "yes", {"inflammation": "yes"}, 0.9)],
    )
    record = comparison.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["schema"] == 1
    assert record["disclaimer"] == DISCLAIMER
    assert record["causes"][-1]["log_odds_difference"] == 0.0  # impossible before and after
    assert record["before"]["model"] != record["after"]["model"]
    frame = comparison.to_frame()
    assert list(frame.columns) == [
        "cause",
        "label",
        "before",
        "after",
        "log_odds_difference",
        "rank_before",
        "rank_after",
    ]
    assert frame["after"].is_monotonic_decreasing
    assert repr(comparison).endswith("urgency: urgent -> emergency") or "urgency: " in repr(
        comparison
    )


def test_a_comparison_is_frozen(small: lb.Engine) -> None:
    comparison = small.what_if(small.diagnose())
    with pytest.raises(AttributeError):
        comparison.tables = {}  # type: ignore[misc]


# --- Several -----------------------------------------------------------------------------------


def test_scenarios_side_by_side(small: lb.Engine) -> None:
    base = {"redness": "yes", "pain": "mild"}
    found = small.scenarios(
        base,
        {
            "no redness": lb.Scenario({"redness": "no"}),
            "hospital": lb.Scenario(setting="hospital"),
            "more tumors": lb.Scenario(priors={"tumor": 0.4}),
        },
    )
    dx = small.diagnose(base)
    assert list(found) == ["no redness", "hospital", "more tumors"]
    assert len(found) == 3
    same(found.base, dx.answer)
    same(found["no redness"].after, small.what_if(dx, {"redness": "no"}).after)
    frame = found.to_frame()
    assert list(frame.columns) == ["base", "no redness", "hospital", "more tumors"]
    assert frame.index.name == "cause"
    assert list(frame.index) == list(dx.posterior)
    assert frame.sum().tolist() == pytest.approx([1.0] * 4)
    record = found.to_dict()
    assert record["disclaimer"] == DISCLAIMER
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    lines = repr(found).splitlines()
    assert lines[0].split() == ["base", "no", "redness", "hospital", "more", "tumors"]
    assert lines[1] == "abscess  79.4 %      19.6 %    88.2 %       65.9 %"
    assert lines[-1] == "urgency: urgent, self_care, urgent, urgent"


def test_a_scenario_with_other_tables(small: lb.Engine, model: TinyModel) -> None:
    frame = small.table("priors")
    frame.loc[frame["cause"] == "tumor", "probability"] = 0.2
    frame.loc[frame["cause"] == "abscess", "probability"] -= 0.1
    frame.loc[(frame["setting"] == "hospital") & (frame["cause"] == "abscess"), "probability"] = 0.6
    file = model.folder / "other_priors.csv"
    frame.to_csv(file, index=False)
    found = small.scenarios(
        {"redness": "yes"},
        {
            "frame": lb.Scenario(tables={"priors": frame}),
            "file": lb.Scenario(tables={"priors": file}),
        },
    )
    expected = small.with_tables(priors=frame).diagnose({"redness": "yes"})
    same(found["frame"].after, expected.answer)
    same(found["file"].after, expected.answer)
    assert dict(found["frame"].tables) == {"priors": None}
    assert dict(found["file"].tables) == {"priors": str(file)}


# --- What is refused ---------------------------------------------------------------------------


def test_an_answer_of_another_model(small: lb.Engine) -> None:
    dx = small.with_prior("tumor", 0.5).diagnose()
    with pytest.raises(lb.EvidenceError, match="the answer is of another model"):
        small.what_if(dx, {"redness": "yes"})


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    path = tmp_path / "rain.bif"
    path.write_text(
        "network rain { }"
        " variable rain { type discrete [ 2 ] { yes, no }; }"
        " variable wet { type discrete [ 2 ] { yes, no }; }"
        " probability ( rain ) { table 0.2, 0.8; }"
        " probability ( wet | rain ) { (yes) 0.9, 0.1; (no) 0.25, 0.75; }"
    )
    return path


def test_an_answer_about_another_variable_of_the_network(small: lb.Engine, rain: Path) -> None:
    about_rain, about_wet = (lb.load(rain, target=each) for each in ("rain", "wet"))
    dx = about_wet.diagnose({"rain": "yes"})
    message = (
        r"the answer is about wet, and rain asks for rain: expected the same cause; give a "
        r"network file the target that the answer has, engine\.with_target\('wet'\)"
    )
    with pytest.raises(lb.EvidenceError, match=message):
        about_rain.what_if(dx, {"rain": "no"})
    with pytest.raises(lb.EvidenceError, match=message):
        about_wet.what_if(dx, {"rain": "no"}, model=about_rain)
    with pytest.raises(lb.EvidenceError, match="and rain asks for nothing: expected the same"):
        lb.load(rain).what_if(dx, {"rain": "no"})
    with pytest.raises(lb.EvidenceError, match="is about wet, and tiny asks for cause: expected"):
        about_wet.what_if(dx, model=small)
    assert about_rain.with_target("wet").what_if(dx, {"rain": "no"}).before == dx.answer


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"changes": {"rednes": "yes"}}, "there is no variable 'rednes': did you mean redness?"),
        ({"changes": {"redness": "perhaps"}}, "redness has no state 'perhaps'"),
        ({"changes": ["redness"]}, "changes=['redness']: expected a mapping such as"),
        ({"changes": {"size": "small", "size_cm": 1}}, "size is changed twice: size and size_cm"),
        (
            {"changes": {"setting": "any"}, "setting": "any"},
            "setting is changed twice: setting and setting=",
        ),
        ({"setting": "clinc"}, "setting has no state 'clinc': did you mean clinic?"),
        (
            {"priors": {"cist": 0.5}},
            "there is no cause, and no group of causes, 'cist': did you mean cyst?",
        ),
        ({"priors": {"cyst": 2}}, "probability 2: expected a number from 0 to 1"),
        ({"priors": {("cyst", "clinc"): 0.5}}, "setting has no state 'clinc'"),
        (
            {"priors": {"cyst": 0.5, ("cyst", "clinic"): 0.4}},
            "the prior of cyst is set twice in clinic; set it once",
        ),
        ({"priors": {"cyst": 0.6, "tumor": 0.6}}, "the prevalences sum to 1.2; expected at most 1"),
        ({"priors": 0.5}, "priors=0.5: expected a mapping such as"),
        ({"likelihoods": ["redness"]}, "likelihood 'redness': expected one such as"),
        ({"likelihoods": [("redness", "yes", 0.5)]}, '3 parts; expected ("redness", "yes"'),
        ({"likelihoods": "redness"}, "likelihoods='redness': expected a list such as"),
        ({"likelihoods": [("cause", "cyst", "", 0.5)]}, "cause has priors, not likelihoods"),
        ({"model": "other.toml"}, "model='other.toml': expected an engine, as lumpbayes.load"),
    ],
)
def test_what_is_refused(small: lb.Engine, words: dict[str, Any], message: str) -> None:
    with pytest.raises(lb.EvidenceError) as caught:
        small.what_if(small.diagnose({"redness": "yes"}), **words)
    assert message in str(caught.value)


def test_impossible_changes(animals: lb.Engine) -> None:
    variables = animals.knowledge.variables
    dx = animals.diagnose()
    impossible = None
    for name, variable in variables.items():
        for state in variable.states:
            try:
                animals.diagnose({name: state})
            except lb.ImpossibleEvidenceError:
                impossible = {name: state}
    assert impossible is not None
    with pytest.raises(lb.ImpossibleEvidenceError):
        animals.what_if(dx, impossible)


def test_scenarios_that_are_none(small: lb.Engine) -> None:
    with pytest.raises(
        lb.EvidenceError, match=r"scenario 'a': \{'redness': 'yes'\}; expected a Scen"
    ):
        small.scenarios({}, {"a": {"redness": "yes"}})  # type: ignore[dict-item]
    with pytest.raises(lb.EvidenceError, match="a scenario is called 'base': expected a name"):
        small.scenarios({}, {"base": lb.Scenario()})
    with pytest.raises(lb.UnknownNameError, match="'red': redness has no state 'jes': did you"):
        small.scenarios({}, {"red": lb.Scenario({"redness": "jes"})})


def test_a_scenario_keeps_its_own_copy(small: lb.Engine) -> None:
    given = {"redness": "yes"}
    scenario = lb.Scenario(given, likelihoods=[["redness", "yes", {"inflammation": "no"}, 0.2]])  # type: ignore[arg-type]
    given["redness"] = "no"
    assert scenario.changes == {"redness": "yes"}
    assert scenario.likelihoods[0].variable == "redness"
    assert lb.Scenario(None, priors=None, tables=None, likelihoods=None) == lb.Scenario()  # type: ignore[arg-type]
    with pytest.raises(lb.EvidenceError, match="tables=1: expected a mapping such as"):
        lb.Scenario(tables=1)  # type: ignore[arg-type]


def test_a_model_without_a_setting(tiny: TinyModel) -> None:
    tiny.remove("variables", "setting,")
    tiny.replace(
        "variables", "cause,cause,cyst;abscess;tumor,setting", "cause,cause,cyst;abscess;tumor,"
    )
    tiny.replace("model", 'setting = "clinic"', "")
    tiny.remove("likelihoods", "setting,")
    for cause in PRIORS["clinic"]:
        tiny.remove("priors", f"{cause},hospital")
        tiny.set_cell("priors", f"{cause},clinic", "setting", "")
    engine = lb.load(tiny.path, backend="sweeps")
    dx = engine.diagnose({"redness": "yes"})
    comparison: Comparison = engine.what_if(dx, priors={"tumor": 0.5})
    same(comparison.after, engine.with_prior("tumor", 0.5).diagnose({"redness": "yes"}).answer)
    assert comparison.priors == (("tumor", None, 0.1, 0.5),)
    with pytest.raises(lb.EvidenceError, match="setting='clinic': the model tiny has no setting"):
        engine.what_if(dx, setting="clinic")
    file = tiny.folder / "scenarios.json"
    found = engine.scenarios({}, {"more": lb.Scenario(priors={"tumor": 0.5})})
    engine.save_scenarios(found, file)
    assert not engine.replay(file).moved


def test_a_network_without_a_target(model: TinyModel, tmp_path: Path) -> None:
    file = tmp_path / "tiny.bif"
    assert main(["convert", str(model.path), str(file)]) == 0
    engine = lb.load(file, backend="sweeps")
    with pytest.raises(lb.UnknownNameError, match="was loaded without a target"):
        engine.what_if(engine.diagnose({"redness": "yes"}), {"redness": "no"})
    asked = engine.with_target("cause")
    comparison = asked.what_if(asked.diagnose({"redness": "yes"}), {"redness": "no"})
    assert comparison.urgency == (None, None)
    with pytest.raises(lb.EvidenceError, match="has no tables to show or edit"):
        asked.what_if(asked.diagnose(), likelihoods=[("redness", "yes", "", 0.5)])


def test_no_warning_is_lost(small: lb.Engine) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        small.what_if(small.diagnose(), {"redness": "yes"})
