"""Other prevalences: the priors of a model, and the closed form on an answer."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.reasoning.prior_shift import shifted_posterior
from tests.tiny_model import PRIORS, TinyModel


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    return TinyModel(tmp_path_factory.mktemp("shift"))


@pytest.fixture(scope="module")
def small(model: TinyModel) -> lb.Engine:
    return lb.load(model.path, backend="sweeps")


def priors(engine: lb.Engine, setting: str = "clinic") -> dict[str, float]:
    column = prior_columns(engine.knowledge.priors, engine.causes)[setting]
    return dict(zip(engine.causes, column, strict=True))


shares = st.floats(0.001, 0.499)
factors = st.floats(0.01, 100)
findings = st.fixed_dictionaries(
    {},
    optional={
        "redness": st.sampled_from(["yes", "no", lb.Reliability("yes", 0.7)]),
        "pain": st.sampled_from(["severe", "none", lb.Not("severe")]),
        "size_cm": st.sampled_from([1, 3, 8]),
        "biopsy": st.sampled_from(["positive", lb.Likelihood({"positive": 0.2, "negative": 1})]),
        "setting": st.sampled_from(["clinic", "hospital"]),
    },
)


@given(findings, shares, shares, factors)
def test_the_closed_form_is_the_new_model_s_answer(
    small: lb.Engine, evidence: dict[str, object], cyst: float, tumor: float, factor: float
) -> None:
    setting = str(evidence.get("setting", "clinic"))
    dx = small.diagnose(evidence)
    for shift in (
        {"prevalences": {"cyst": cyst}},
        {"prevalences": {"cyst": cyst, "tumor": tumor}},
        {"odds": {"tumor": factor}},
        {"prevalences": {"cyst": cyst}, "odds": {"tumor": factor}},
    ):
        asked = small.with_prevalences(**shift, setting=setting).diagnose(evidence)
        assert dict(dx.with_prevalences(**shift)) == pytest.approx(dict(asked.posterior), abs=1e-12)


@given(shares, shares)
def test_what_is_named_is_set_and_the_rest_in_proportion(
    small: lb.Engine, cyst: float, tumor: float
) -> None:
    changed = priors(small.with_prevalences({"cyst": cyst, "tumor": tumor}))
    assert changed == pytest.approx(
        {"cyst": cyst, "tumor": tumor, "abscess": 1 - cyst - tumor}, abs=1e-12
    )
    one = priors(small.with_prevalences({"cyst": cyst}))
    assert one == pytest.approx(priors(small.with_prior("cyst", cyst)), abs=1e-15)
    assert priors(small.with_prevalences({"cyst": cyst}), "hospital") == PRIORS["hospital"]


@given(factors)
def test_odds_are_multiplied(small: lb.Engine, factor: float) -> None:
    before, after = (
        priors(each)["tumor"] for each in (small, small.with_prevalences(odds={"tumor": factor}))
    )
    ratio = (after / (1 - after)) / (before / (1 - before))
    assert ratio == pytest.approx(factor)
    twice = priors(small.with_prevalences(odds={"tumor": factor, "abscess": 3}))
    assert twice["tumor"] / twice["cyst"] == pytest.approx(factor * 0.1 / 0.6)
    assert twice["abscess"] / twice["cyst"] == pytest.approx(3 * 0.3 / 0.6)


def test_every_setting(small: lb.Engine) -> None:
    changed = small.with_prevalences({"tumor": 0.4}, setting="any")
    assert priors(changed)["tumor"] == priors(changed, "hospital")["tumor"] == 0.4


def test_where_the_setting_is_averaged_over(small: lb.Engine) -> None:
    evidence = {"redness": "yes", "setting": "any"}
    dx = small.diagnose(evidence)
    there = dx.with_prevalences({"tumor": 0.5})
    alone = small.diagnose({"setting": "any"}).posterior
    weights = {cause: dx[cause] / alone[cause] for cause in dx}
    rest = 1 - alone["tumor"]
    new = {cause: 0.5 * alone[cause] / rest for cause in dx} | {"tumor": 0.5}
    total = math.fsum(weights[cause] * new[cause] for cause in dx)
    expected = {cause: weights[cause] * new[cause] / total for cause in dx}
    assert dict(there) == pytest.approx(expected)


def test_edited_numbers_are_estimates_with_a_note(small: lb.Engine) -> None:
    cells = {
        c.cause: c.estimate
        for c in small.with_prevalences({"tumor": 0.2}).knowledge.priors
        if c.setting == "clinic"
    }
    assert cells["tumor"].grade == "estimate"
    assert cells["tumor"].note == "was 0.1 (sourced: smith2020); a note"
    assert cells["cyst"].grade == "derived"
    assert cells["cyst"].note.startswith("in proportion from 0.6 (sourced: smith2020)")


def test_prevalences_of_every_cause(small: lb.Engine) -> None:
    new = {"cyst": 0.2, "abscess": 0.3, "tumor": 0.5}
    assert priors(small.with_prevalences(new)) == pytest.approx(new)
    only = small.with_prevalences({"cyst": 0.0, "abscess": 0.0})
    assert priors(only)["tumor"] == 1


def test_nothing_left_for_the_others_is_shared_equally(small: lb.Engine) -> None:
    only = small.with_prevalences({"tumor": 1.0})
    assert priors(only) == {"cyst": 0, "abscess": 0, "tumor": 1}
    back = only.with_prevalences({"tumor": 0.5})
    assert priors(back) == pytest.approx({"cyst": 0.25, "abscess": 0.25, "tumor": 0.5})


@pytest.mark.parametrize(
    ("shift", "message"),
    [
        (
            {"prevalences": {"cyst": 0.8, "tumor": 0.4}},
            "sum to 1.2; expected at most 1; in proportion they are cyst 0.666666666667, "
            "tumor 0.333333333333",
        ),
        (
            {"prevalences": {"cyst": 0.2, "tumor": 0.2, "abscess": 0.1}},
            "sum to 0.5; expected 1; in proportion they are cyst 0.4",
        ),
        (
            {"prevalences": {"cyst": 0, "tumor": 0, "abscess": 0}},
            "the prevalences sum to 0; expected 1",
        ),
        (
            {"prevalences": {"cyst": 1.2}},
            "prevalences of cyst: probability 1.2: expected a number from 0 to 1",
        ),
        (
            {"prevalences": {"cist": 0.2}},
            "there is no cause, and no group of causes, 'cist': did you mean cyst?",
        ),
        ({"prevalences": {"cyst": 0.2, "Cyst": 0.3}}, "prevalences name cyst twice"),
        (
            {"prevalences": 0.2},
            "prevalences 0.2: expected a mapping from causes to numbers, such as",
        ),
        (
            {"odds": {"cyst": 0}},
            "odds of cyst: 0: expected a finite number above 0, such as 2 for twice",
        ),
        (
            {"odds": {"cyst": "1e-400"}},
            "such as 2 for twice; it is too small for a double; give the prevalence 0 to exclude",
        ),
        (
            {"odds": {"cyst": 2}, "prevalences": {"cyst": 0.2}},
            "cyst has a prevalence and a factor of its odds",
        ),
    ],
)
def test_what_is_refused(small: lb.Engine, shift: dict[str, object], message: str) -> None:
    for refuse in (small.with_prevalences, small.diagnose().with_prevalences):
        with pytest.raises(lb.EvidenceError) as caught:
            refuse(**shift)
        assert message in str(caught.value)


def test_a_prior_of_0_says_nothing_of_the_findings(small: lb.Engine) -> None:
    dx = small.with_prior("tumor", 0.0).diagnose({"redness": "yes"})
    with pytest.raises(lb.EvidenceError, match="the prior of tumor was 0, so that the answer does"):
        dx.with_prevalences({"tumor": 0.1})
    assert dict(dx.with_prevalences(odds={"tumor": 2})) == pytest.approx(dict(dx.posterior))


def test_causes_that_the_evidence_rules_out(small: lb.Engine) -> None:
    dx = small.diagnose({"cause": "tumor"})
    with pytest.raises(
        lb.EvidenceError, match="the evidence is impossible under these prevalences"
    ):
        dx.with_prevalences({"tumor": 0.0})


def test_the_formula_never_divides_by_0() -> None:
    half = np.array([0.5, 0.5, 0.0])
    found = shifted_posterior(half, np.array([0.2, 0.8, 0.0]), np.array([0.4, 0.6, 0.0]))
    assert found is not None
    assert found == pytest.approx(np.array([2, 0.75, 0]) / 2.75)
    assert shifted_posterior(half, half, np.array([0.0, 0.0, 0.0])) is None


def test_no_shift_is_no_change(small: lb.Engine) -> None:
    assert small.with_prevalences().fingerprint == small.fingerprint
    dx = small.diagnose({"redness": "yes"})
    assert dict(dx.with_prevalences()) == pytest.approx(dict(dx.posterior))


def test_a_group_keeps_its_proportions(small: lb.Engine) -> None:
    before, after = priors(small), priors(small.with_prevalences({"serious": 0.5}))
    members = next(g.states for g in small.knowledge.groups if g.name == "serious")
    assert len(members) > 1
    for cause in small.causes:
        same = members if cause in members else set(small.causes) - set(members)
        share = before[cause] / math.fsum(before[each] for each in same)
        assert after[cause] == pytest.approx(0.5 * share, abs=1e-12)
    dx = small.diagnose({"redness": "yes"})
    again = small.with_prevalences({"serious": 0.5}).diagnose({"redness": "yes"}).posterior
    assert dict(dx.with_prevalences({"Serious cause": 0.5})) == pytest.approx(dict(again))


def test_the_odds_of_a_group_are_multiplied(small: lb.Engine) -> None:
    members = next(g.states for g in small.knowledge.groups if g.name == "serious")
    sums = [
        math.fsum(priors(engine)[each] for each in members)
        for engine in (small, small.with_prevalences(odds={"serious": 3}))
    ]
    odds = [each / (1 - each) for each in sums]
    assert odds[1] == pytest.approx(3 * odds[0])


def test_a_cause_and_its_group_are_one_too_many(small: lb.Engine) -> None:
    with pytest.raises(lb.EvidenceError, match="name tumor twice: name each cause once, by itself"):
        small.with_prevalences({"serious": 0.5, "tumor": 0.1})
