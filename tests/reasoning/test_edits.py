"""``Engine.with_prior`` and ``Engine.with_likelihood``: single numbers, and what follows."""

import math
import warnings
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.records import KnowledgeBase
from tests.tiny_model import LIKELIHOODS, PRIORS, TinyModel


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    return TinyModel(tmp_path_factory.mktemp("edits"))


@pytest.fixture(scope="module")
def small(model: TinyModel) -> lb.Engine:
    return lb.load(model.path)


def odds(probability: float) -> float:
    return probability / (1 - probability)


def priors_of(engine: lb.Engine, setting: str) -> dict[str, float]:
    return {
        cell.cause: cell.estimate.probability
        for cell in engine.knowledge.priors
        if cell.setting == setting
    }


def column(engine: lb.Engine, name: str, given: Mapping[str, str]) -> dict[str, float]:
    """P(name | given) of the engine's network, ``given`` naming every parent."""
    network: Network = engine.network
    index = network.index(name)
    where = []
    for parent in network.parents[index]:
        where.append(network.states[parent].index(given[network.names[parent]]))
    values = network.tables[index][(slice(None), *where)]
    return dict(zip(network.states[index], map(float, values), strict=True))


def cells_of(knowledge: KnowledgeBase, variable: str) -> list[tuple[str, dict[str, str], float]]:
    return [
        (cell.state, dict(cell.given), cell.estimate.probability)
        for cell in knowledge.likelihoods
        if cell.variable == variable
    ]


# --- Priors ------------------------------------------------------------------------------------


@given(st.sampled_from(("cyst", "abscess", "tumor")), st.floats(0, 1))
def test_the_other_causes_keep_their_proportions(
    small: lb.Engine, cause: str, probability: float
) -> None:
    changed = small.with_prior(cause, probability)
    new = changed.diagnose().posterior
    assert new[cause] == pytest.approx(probability, abs=1e-12)
    left = 1 - PRIORS["clinic"][cause]
    for other, was in PRIORS["clinic"].items():
        if other != cause:
            expected = was * (1 - probability) / left
            assert new[other] == pytest.approx(expected, abs=1e-12)
            assert priors_of(changed, "clinic")[other] == pytest.approx(expected, abs=1e-12)
    assert math.fsum(priors_of(changed, "clinic").values()) == pytest.approx(1, abs=1e-12)
    assert priors_of(changed, "hospital") == PRIORS["hospital"]


def test_the_posterior_moves_as_bayes_says(engine: lb.Engine) -> None:
    """Others in proportion: the likelihood ratio stays, and the odds move as the prior's do."""
    evidence = {"fever": "yes", "tenderness": "yes", "size_cm": 6.2}
    before = engine.diagnose(evidence, setting="emergency")["deep_spinal_infection"]
    prior = engine.diagnose(setting="emergency")["deep_spinal_infection"]
    changed = engine.with_prior("deep_spinal_infection", 0.2, setting="emergency")
    after = changed.diagnose(evidence, setting="emergency")["deep_spinal_infection"]
    assert odds(after) / odds(before) == pytest.approx(odds(0.2) / odds(prior), rel=1e-9)
    same = engine.diagnose(evidence, setting="primary_care")
    assert changed.diagnose(evidence, setting="primary_care").posterior == same.posterior


def test_the_default_setting_is_meant(small: lb.Engine) -> None:
    assert small.with_prior("cyst", 0.5).fingerprint == (
        small.with_prior("cyst", 0.5, setting="clinic").fingerprint
    )


@pytest.mark.parametrize("setting", ["hospital", " Hospital "])
def test_another_setting(small: lb.Engine, setting: str) -> None:
    changed = small.with_prior("cyst", 0.6, setting=setting)
    assert priors_of(changed, "clinic") == PRIORS["clinic"]
    assert priors_of(changed, "hospital") == pytest.approx(
        {"cyst": 0.6, "abscess": 0.25, "tumor": 0.15}, abs=1e-12
    )


def test_every_setting(small: lb.Engine) -> None:
    changed = small.with_prior("cyst", 0.5, setting="any")
    assert priors_of(changed, "clinic") == pytest.approx(
        {"cyst": 0.5, "abscess": 0.375, "tumor": 0.125}, abs=1e-12
    )
    assert changed.diagnose(setting="any")["cyst"] == pytest.approx(0.5, abs=1e-12)


def test_a_model_without_settings(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "cause,", "parents", "")
    for table in ("variables", "likelihoods"):
        tiny.remove(table, "setting,")
    tiny.replace("model", 'setting = "clinic"', "")
    for cause in PRIORS["clinic"]:
        tiny.remove("priors", f"{cause},hospital")
        tiny.set_cell("priors", f"{cause},clinic", "setting", "")
    engine = lb.load(tiny.path)
    assert engine.with_prior("cyst", 0.5).diagnose()["cyst"] == pytest.approx(0.5)
    with pytest.raises(lb.EvidenceError, match="setting='clinic': the model tiny has no setting"):
        engine.with_prior("cyst", 0.5, setting="clinic")


def test_a_model_without_a_default_setting(tiny: TinyModel) -> None:
    tiny.replace("model", 'setting = "clinic"', "")
    engine = lb.load(tiny.path)
    with pytest.raises(
        lb.EvidenceError, match="no default setting: name a setting, one of clinic, hospital, any"
    ):
        engine.with_prior("cyst", 0.5)
    assert priors_of(engine.with_prior("cyst", 0.5, setting="clinic"), "clinic")["cyst"] == 0.5


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_a_prior_of_0_or_1(small: lb.Engine, probability: float) -> None:
    changed = small.with_prior("cyst", probability)
    assert changed.diagnose({"pain": "severe"})["cyst"] == probability
    (cell,) = [c for c in changed.knowledge.priors if (c.cause, c.setting) == ("cyst", "clinic")]
    assert cell.estimate[:4] == (probability, probability, probability, "estimate")


def test_from_1_the_others_share_what_is_left(small: lb.Engine) -> None:
    changed = small.with_prior("cyst", 1).with_prior("cyst", 0.5)
    assert priors_of(changed, "clinic") == {"cyst": 0.5, "abscess": 0.25, "tumor": 0.25}


def test_a_number_that_is_already_there_is_no_edit(small: lb.Engine) -> None:
    """Rounding in the last bit must not make estimates of the other causes' numbers."""
    for setting, column_ in PRIORS.items():
        for cause, probability in column_.items():
            same = small.with_prior(cause, probability, setting=setting)
            assert same.fingerprint == small.fingerprint
            assert same.knowledge.priors == small.knowledge.priors


def test_numpy_numbers(small: lb.Engine) -> None:
    changed = small.with_prior("cyst", np.float64(0.3))
    assert changed.fingerprint == small.with_prior("cyst", 0.3).fingerprint
    assert changed.with_tables(priors=changed.table("priors")).fingerprint == changed.fingerprint
    assert small.with_prior("cyst", np.float32(0.5)).diagnose()["cyst"] == 0.5


# --- Likelihoods -------------------------------------------------------------------------------

GIVEN = {"inflammation": "yes"}


@given(st.sampled_from(("severe", "mild", "none")), st.floats(0, 1))
def test_the_other_states_keep_their_proportions(
    small: lb.Engine, state: str, probability: float
) -> None:
    changed = small.with_likelihood("pain", state, probability, given=GIVEN)
    was = {"severe": 0.4, "mild": 0.4, "none": 0.2}
    for cause in small.causes:
        new = column(changed, "pain", {"inflammation": "yes", "cause": cause})
        for each, value in was.items():
            left = (1 - probability) / (1 - was[state])
            expected = probability if each == state else value * left
            assert new[each] == pytest.approx(expected, abs=1e-12)
    configuration = {"inflammation": "no", "cause": "cyst"}
    assert column(changed, "pain", configuration) == column(small, "pain", configuration)


def test_a_likelihood_moves_the_odds_by_its_ratio(small: lb.Engine) -> None:
    before, after = (
        each.diagnose({"biopsy": "positive"})["tumor"]
        for each in (
            small,
            small.with_likelihood("biopsy", "positive", 0.45, given={"cause": "tumor"}),
        )
    )
    assert odds(after) / odds(before) == pytest.approx(0.5, rel=1e-12)


def test_the_group_is_the_one_with_exactly_that_condition(small: lb.Engine) -> None:
    changed = small.with_likelihood("pain", "severe", 0.5)
    rows = cells_of(changed.knowledge, "pain")
    assert [row for row in rows if row[1]] == [
        row for row in cells_of(small.knowledge, "pain") if row[1]
    ]
    assert rows[0][2] == 0.5
    for given_ in (None, {}, {"cause": "*"}, {"inflammation": "*", "cause": "*"}):
        assert small.with_likelihood("pain", "severe", 0.5, given=given_).fingerprint == (
            changed.fingerprint
        )


def test_a_group_of_states(small: lb.Engine) -> None:
    changed = small.with_likelihood("size", "small", 0.2, given={"cause": "@serious"})
    for cause in ("abscess", "tumor"):
        new = column(changed, "size", {"cause": cause})
        assert new == pytest.approx(
            {"small": 0.2, "medium": 0.3 * 0.8 / 0.9, "large": 0.6 * 0.8 / 0.9}, abs=1e-12
        )
    assert column(changed, "size", {"cause": "cyst"}) == column(small, "size", {"cause": "cyst"})


def test_the_parents_may_come_in_any_order_and_case(small: lb.Engine) -> None:
    ordered = {"inflammation": "no", "cause": "tumor"}
    mixed = {"cause": "Tumor", "inflammation": " NO "}
    assert small.with_likelihood("pain", "mild", 0.1, given=ordered).fingerprint == (
        small.with_likelihood("PAIN", "Mild", 0.1, given=mixed).fingerprint
    )


def test_a_variable_without_parents(small: lb.Engine) -> None:
    changed = small.with_likelihood("setting", "hospital", 0.9)
    assert dict(changed.diagnose(setting="any").of("setting")) == pytest.approx(
        {"hospital": 0.9, "clinic": 0.1}
    )


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_a_likelihood_of_0_or_1(small: lb.Engine, probability: float) -> None:
    changed = small.with_likelihood("redness", "yes", probability, given=GIVEN)
    found = changed.diagnose(GIVEN).of("redness")
    assert found["yes"] == probability
    impossible = {**GIVEN, "redness": "no" if probability else "yes"}
    with pytest.raises(lb.ImpossibleEvidenceError):
        changed.diagnose(impossible)


# --- New groups --------------------------------------------------------------------------------


def test_a_new_group_starts_from_what_the_model_implies(small: lb.Engine) -> None:
    given_ = {"inflammation": "no", "cause": "cyst"}
    implied = small.diagnose(given_, setting="any").of("pain")
    changed = small.with_likelihood("pain", "severe", 0.3, given=given_)
    new = column(changed, "pain", given_)
    left = 0.7 / (1 - implied["severe"])
    assert new["severe"] == pytest.approx(0.3, abs=1e-12)
    assert new["mild"] == pytest.approx(implied["mild"] * left, abs=1e-12)
    assert new["none"] == pytest.approx(implied["none"] * left, abs=1e-12)
    rows = [row for row in cells_of(changed.knowledge, "pain") if row[1] == given_]
    assert [state for state, _, _ in rows] == ["severe", "mild"]  # the reference is the rest
    note = changed.knowledge.likelihoods[-1].estimate.note
    assert note == (
        "new row; before, the model implied inflammation=no;cause=cyst: "
        "severe 0.05, mild 0.15, none 0.8"
    )
    assert len(changed.knowledge.likelihoods) == len(LIKELIHOODS) + 2


def test_what_is_implied_is_averaged_over_parents_left_out(small: lb.Engine) -> None:
    with pytest.warns(lb.HiddenStructureWarning):
        changed = small.with_likelihood("pain", "none", 0.5, given={"cause": "tumor"})
    implied = small.diagnose({"cause": "tumor"}, setting="any").of("pain")
    new = column(changed, "pain", {"inflammation": "yes", "cause": "cyst"})
    assert new["severe"] == pytest.approx(0.4)  # where inflammation=yes holds
    ratio = implied["severe"] / implied["mild"]
    cells = {
        state: value
        for state, given_, value in cells_of(changed.knowledge, "pain")
        if given_ == {"cause": "tumor"}
    }
    assert cells["severe"] / cells["mild"] == pytest.approx(ratio, rel=1e-12)
    assert sum(cells.values()) == pytest.approx(0.5, abs=1e-12)


def test_a_new_group_for_a_group_of_states(small: lb.Engine) -> None:
    given_ = {"inflammation": "no", "cause": "@skin"}
    changed = small.with_likelihood("pain", "severe", 0.25, given=given_)
    for cause in ("cyst", "abscess"):
        found = column(changed, "pain", {"inflammation": "no", "cause": cause})
        assert found == pytest.approx(
            {"severe": 0.25, "mild": 0.15 * 0.75 / 0.95, "none": 0.6315789}
        )


def test_hidden_structure_is_warned_of_once(small: lb.Engine) -> None:
    with pytest.warns(lb.HiddenStructureWarning) as caught:
        changed = small.with_likelihood("pain", "severe", 0.5, given={"cause": "tumor"})
    (warning,) = caught
    assert str(warning.message).startswith("pain given cause=tumor hides inflammation=yes (line ")
    assert str(warning.message).endswith(
        "; Name that parent as well, or keep the row if it should not matter here."
    )
    assert warning.filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        changed.with_likelihood("pain", "severe", 0.6, given={"cause": "tumor"})
    assert [issue.place for issue in changed.issues] == [small.knowledge.files["likelihoods"].shown]


def test_a_new_group_for_what_has_probability_0_starts_from_its_rows(small: lb.Engine) -> None:
    engine = small.with_prior("tumor", 0, setting="any")
    tumor = {"inflammation": "yes", "cause": "tumor"}
    changed = engine.with_likelihood("pain", "mild", 0.5, given=tumor)
    was = column(engine, "pain", tumor)
    ratio = was["severe"] / was["none"]
    new = column(changed, "pain", tumor)
    assert new["mild"] == pytest.approx(0.5, abs=1e-12)
    assert new["severe"] / new["none"] == pytest.approx(ratio, rel=1e-12)
    note = changed.knowledge.likelihoods[-1].estimate.note
    assert note.startswith(
        "new row; before, the rows averaged inflammation=yes;cause=tumor: severe"
    )


def test_its_rows_are_averaged_over_the_configurations_it_names(small: lb.Engine) -> None:
    engine = small.with_prior("tumor", 0, setting="any")
    with pytest.warns(lb.HiddenStructureWarning):
        changed = engine.with_likelihood("pain", "none", 0.4, given={"cause": "tumor"})
    means = {
        state: sum(
            column(engine, "pain", {"inflammation": each, "cause": "tumor"})[state] / 2
            for each in ("yes", "no")
        )
        for state in ("severe", "mild", "none")
    }
    rows = cells_of(changed.knowledge, "pain")
    cells = {state: value for state, given_, value in rows if given_ == {"cause": "tumor"}}
    for state, value in cells.items():
        assert value == pytest.approx(means[state] * 0.6 / (1 - means["none"]), abs=1e-12)


def test_rows_that_exist_are_edited_though_their_condition_has_probability_0(
    engine: lb.Engine, small: lb.Engine
) -> None:
    never = small.with_prior("tumor", 0, setting="any")
    changed = never.with_likelihood("biopsy", "positive", 0.45, given={"cause": "tumor"})
    assert column(changed, "biopsy", {"cause": "tumor"})["positive"] == pytest.approx(0.45)
    both = small.with_likelihood("biopsy", "positive", 0.45, given={"cause": "tumor"})
    assert changed.fingerprint == both.with_prior("tumor", 0, setting="any").fingerprint
    bundled = engine.with_prior("lipoma", 0, setting="any")
    given_ = {"cause": "lipoma"}
    states = engine.knowledge.variables["age_group"].states
    edited = bundled.with_likelihood("age_group", states[0], 0.1, given=given_)
    assert column(edited, "age_group", given_)[states[0]] == pytest.approx(0.1)


@pytest.mark.parametrize(
    "given_",
    [
        "inflammation=yes;cause=@skin",
        " cause = @Skin ; inflammation = YES ",
        {"Inflammation": True, "CAUSE": "@skin"},
        {"inflammation": np.True_, " cause": " @SKIN "},
    ],
)
def test_conditions_are_forgiven_as_evidence_is(small: lb.Engine, given_: object) -> None:
    exact = {"inflammation": "yes", "cause": "@skin"}
    changed = small.with_likelihood("pain", "mild", 0.1, given=given_)  # type: ignore[arg-type]
    assert (
        changed.fingerprint == small.with_likelihood("pain", "mild", 0.1, given=exact).fingerprint
    )


def test_text_without_a_condition_is_the_row_without_one(small: lb.Engine) -> None:
    assert small.with_likelihood("pain", "mild", 0.1, given="").fingerprint == (
        small.with_likelihood("pain", "mild", 0.1).fingerprint
    )


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"inflammation": None}, "given inflammation=None: leave a parent out that is not meant"),
        ({"cause": math.nan}, "given cause=nan: leave a parent out that is not meant"),
        ({"inflammation": ["yes"]}, r"inflammation has no state \['yes'\]: "),
        ({"inflammation": 1}, "inflammation has no state 1: write 'yes'"),
        ({None: "yes"}, "there is no variable None: "),
        ({"inflamation": "yes"}, "there is no variable 'inflamation': did you mean inflammation"),
        ({"cause": "@"}, "cause has no group '@': choose from @"),
        ("inflammation", "'inflammation' is not understood; expected parent=state"),
        (["inflammation=yes"], r"given \['inflammation=yes'\]: expected a mapping from parents to"),
        (0, "given 0: expected a mapping from parents to states, such as"),
        (
            {"cause": "cyst", "Cause": "tumor"},
            "given names cause twice: name each parent once",
        ),
    ],
)
def test_conditions_that_are_not_understood(small: lb.Engine, given_: object, message: str) -> None:
    with pytest.raises(lb.EvidenceError, match=message):
        small.with_likelihood("pain", "mild", 0.5, given=given_)  # type: ignore[arg-type]


def test_an_unknown_parent_is_an_unknown_name(small: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="no variable 'inflamation'") as caught:
        small.with_likelihood("pain", "mild", 0.5, given={"inflamation": "yes"})
    assert caught.value.nearest == ("inflammation",)
    with pytest.raises(lb.UnknownNameError, match="cause has no group '@skim'") as caught:
        small.with_likelihood("pain", "mild", 0.5, given={"cause": "@skim"})
    assert caught.value.nearest == ("@skin",)
    with pytest.raises(lb.EvidenceError, match="setting does not depend on 'cause': it has no pa"):
        small.with_likelihood("setting", "clinic", 0.5, given={"cause": "cyst"})


def test_a_number_of_a_parent(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "redness,", "parents", "inflammation;age_group")
    engine = lb.load(tiny.path)
    by_number, by_state = (
        engine.with_likelihood("redness", "yes", 0.5, given={"inflammation": "yes", **age})
        for age in ({"age_years": 30}, {"age_group": "young"})
    )
    assert by_number.fingerprint == by_state.fingerprint


def test_a_group_that_holds_nowhere(small: lb.Engine) -> None:
    with pytest.raises(
        lb.EvidenceError,
        match=r"size given cause=@skin.* would change nothing: more specific rows hold everywhere",
    ):
        small.with_likelihood("size", "small", 0.5, given={"cause": "cyst"}).with_likelihood(
            "size", "small", 0.5, given={"cause": "abscess"}
        ).with_likelihood("size", "small", 0.5, given={"cause": "@skin"})


def test_a_group_that_ties_with_another(small: lb.Engine) -> None:
    with pytest.raises(
        lb.TablesError,
        match=r"likelihoods\.csv, column given: found size given cause=@skin \(new\) and given "
        r"cause=@serious \(line \d+\) tie at cause=abscess; .* Add rows given cause=abscess",
    ):
        small.with_likelihood("size", "small", 0.5, given={"cause": "@skin"})


# --- What is not changed, and what is refused --------------------------------------------------


def test_nothing_is_changed_in_place(small: lb.Engine) -> None:
    fingerprint, before = small.fingerprint, small.diagnose({"pain": "severe"}).to_json()
    tables = [table.copy() for table in small.network.tables]
    for changed in (
        small.with_prior("cyst", 0.1, setting="any"),
        small.with_likelihood("pain", "severe", 0.9, given=GIVEN),
        small.with_likelihood("redness", "yes", 0.9, given=GIVEN),
    ):
        assert changed is not small
        assert changed.fingerprint != fingerprint
        assert changed.plan is small.plan
        assert changed.backend == small.backend
    assert small.fingerprint == fingerprint
    assert small.diagnose({"pain": "severe"}).to_json() == before
    assert all((a == b).all() for a, b in zip(tables, small.network.tables, strict=True))


def test_an_edit_keeps_the_backend(small: lb.Engine) -> None:
    slow = small.with_backend("brute_force")
    assert slow.with_prior("cyst", 0.1).backend == "brute_force"
    assert slow.with_likelihood("pain", "mild", 0.1).backend == "brute_force"
    assert slow.with_tables(priors=slow.table("priors")).backend == "brute_force"


def test_edits_in_either_order_are_one_model(small: lb.Engine) -> None:
    one = small.with_prior("cyst", 0.5).with_likelihood("pain", "mild", 0.25, given=GIVEN)
    other = small.with_likelihood("pain", "mild", 0.25, given=GIVEN).with_prior("cyst", 0.5)
    assert one.fingerprint == other.fingerprint


@pytest.mark.parametrize("probability", [-0.1, 1.1, math.nan, math.inf, True, "130 %"])
def test_what_is_no_probability(small: lb.Engine, probability: float) -> None:
    for edit in (
        lambda: small.with_prior("cyst", probability),
        lambda: small.with_likelihood("pain", "mild", probability, given=GIVEN),
        lambda: small.with_likelihood("pain", "mild", probability, given={"cause": "cyst"}),
    ):
        with pytest.raises(
            lb.EvidenceError, match=r"probability .*: expected a number from 0 to 1"
        ):
            edit()


def test_unknown_names(small: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="cause has no state 'cist': did you mean cyst"):
        small.with_prior("cist", 0.5)
    with pytest.raises(
        lb.UnknownNameError, match="setting has no state 'klinic': did you mean cli"
    ):
        small.with_prior("cyst", 0.5, setting="klinic")
    with pytest.raises(lb.UnknownNameError, match="there is no variable 'pane': did you mean pain"):
        small.with_likelihood("pane", "mild", 0.5)
    with pytest.raises(lb.UnknownNameError, match="pain has no state 'mile': did you mean mild"):
        small.with_likelihood("pain", "mile", 0.5)
    with pytest.raises(lb.UnknownNameError, match="inflammation has no state 'jes': did you mean"):
        small.with_likelihood("pain", "mild", 0.5, given={"inflammation": "jes"})
    with pytest.raises(lb.EvidenceError, match="cause has no group '@skim': did you mean @skin"):
        small.with_likelihood("pain", "mild", 0.5, given={"cause": "@skim"})
    with pytest.raises(lb.EvidenceError, match="redness does not depend on 'cause': choose from"):
        small.with_likelihood("redness", "yes", 0.5, given={"cause": "cyst"})


def test_the_cause_has_priors(small: lb.Engine) -> None:
    with pytest.raises(lb.EvidenceError, match="cause has priors, not likelihoods: use with_prior"):
        small.with_likelihood("cause", "cyst", 0.5)


# --- No edit -----------------------------------------------------------------------------------


def test_the_present_value_is_no_edit(engine: lb.Engine) -> None:
    """As it is written, or divided by the sum of its rows: priors here sum to nearly 1."""
    now, fingerprint = engine.diagnose(), engine.fingerprint
    cells = [each for each in engine.knowledge.priors if each.setting == "primary_care"]
    assert sum(each.estimate.probability for each in cells) != 1
    for cell in cells[:6]:
        for value in (cell.estimate.probability, now[cell.cause]):
            assert engine.with_prior(cell.cause, value).fingerprint == fingerprint
            assert engine.with_prevalences({cell.cause: value}).fingerprint == fingerprint
    for row in engine.knowledge.likelihoods[::40]:
        words = (row.variable, row.state, row.estimate.probability)
        changed = engine.with_likelihood(*words, given=dict(row.given))
        assert changed.fingerprint == fingerprint


def test_nothing_is_no_edit(engine: lb.Engine) -> None:
    same = (
        engine.with_prevalences(),
        engine.with_prevalences({}, odds={}),
        engine.with_prevalences(odds={"lipoma": 1}, setting="any"),
    )
    assert {each.fingerprint for each in same} == {engine.fingerprint}
    assert not any(each.knowledge.edited for each in same)
    dx = engine.diagnose({"fever": "yes"})
    assert not engine.what_if(dx, priors={}).model_changed
    assert not engine.what_if(dx, priors={"lipoma": engine.diagnose()["lipoma"]}).model_changed


def test_rows_that_do_not_move_stay_as_they_are(small: lb.Engine) -> None:
    changed = small.with_prevalences({"cyst": 0.5, "abscess": 0.4, "tumor": 0.1})
    before, after = (
        {cell.cause: cell for cell in each.knowledge.priors if cell.setting == "clinic"}
        for each in (small, changed)
    )
    assert after["tumor"] == before["tumor"]
    assert after["cyst"] != before["cyst"]


def test_what_is_shared_equally_is_told(small: lb.Engine) -> None:
    certain = small.with_prior("tumor", 1.0, setting="clinic")
    assert certain.issues == small.issues
    back = certain.with_prior("tumor", 0.5, setting="clinic")
    assert dict(back.diagnose(setting="clinic").posterior) == pytest.approx(
        {"tumor": 0.5, "cyst": 0.25, "abscess": 0.25}
    )
    (issue,) = back.issues[len(small.issues) :]
    assert (issue.level, issue.column) == (lb.Level.INFORMATION, "probability")
    assert issue.value == "tumor had the prior 1 in clinic"
    assert issue.remedy.startswith("They share what is left equally")
    assert back.with_prior("tumor", 0.2, setting="clinic").issues == back.issues
    assert certain.with_prior("tumor", 1.0, setting="clinic").issues == certain.issues


def test_a_group_has_no_prior_of_its_own(small: lb.Engine) -> None:
    message = "'Serious' is a group of causes: name one cause, or see what the group's share"
    with pytest.raises(lb.UnknownNameError, match=message):
        small.with_prior("Serious", 0.1)
