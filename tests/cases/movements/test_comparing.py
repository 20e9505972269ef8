"""Which answers move: the same as two engines say of each case, one by one."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.movements.because import MOST_TRIED
from lumpbayes.cases.movements.comparing import compare_cases
from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.cases.movements.paired import LogLoss, TruthMoves, paired_log_loss
from lumpbayes.cases.movements.shared_cases import Version, file_parts
from lumpbayes.errors import EvidenceError, UnknownNameError
from tests.tiny_model import TinyModel

NO_LOSS = LogLoss(None, None, None, None, 0)
INFECTIVE = {"systemic_inflammation": "infective"}


def model(folder: Path) -> TinyModel:
    return TinyModel(folder)


@pytest.fixture
def old(tmp_path: Path) -> TinyModel:
    return model(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> TinyModel:
    return model(tmp_path / "new")


@pytest.fixture(scope="module")
def patients(engine: lb.Engine) -> pd.DataFrame:
    return engine.simulate(120, seed=2, missing=0.4)


def test_it_says_what_the_engines_say(engine: lb.Engine, patients: pd.DataFrame) -> None:
    other = engine.with_likelihood("fever", "yes", 0.95, given=INFECTIVE).with_prior(
        "hematoma", 0.3
    )
    found = engine.compare_cases(other, patients, truth="cause")
    frame = found.to_frame()
    assert frame.index.tolist() == patients.index.tolist()
    shifts = []
    first = [0, 0]
    losses = np.zeros(2)
    for row in patients.index:
        evidence = patients.loc[row].drop("cause").dropna().to_dict()
        pair = [each.diagnose(evidence) for each in (engine, other)]
        moved = 0.5 * sum(abs(pair[0][cause] - pair[1][cause]) for cause in engine.causes)
        own = frame.loc[row]
        assert own["total_variation"] == pytest.approx(moved, abs=1e-12)
        for side, dx in zip(("before", "after"), pair, strict=True):
            leading = next(iter(dx.posterior))
            assert own[f"leading_{side}"] == leading
            assert own[f"probability_{side}"] == pytest.approx(dx[leading], abs=1e-12)
            assert own[f"urgency_{side}"] == dx.urgency.level
        odds = [
            dx["hematoma"] / sum(dx[c] for c in engine.causes if c != "hematoma") for dx in pair
        ]
        shifts.append(math.log(odds[1]) - math.log(odds[0]))
        truth = patients.loc[row, "cause"]
        for which, dx in enumerate(pair):
            first[which] += next(iter(dx.posterior)) == truth
            losses[which] -= math.log(dx[truth])
    hematoma = next(each for each in found.causes if each.name == "hematoma")
    assert found.causes[0] == hematoma
    assert hematoma.median == pytest.approx(np.median(shifts), abs=1e-9)
    assert hematoma.largest == pytest.approx(max(shifts, key=abs), abs=1e-9)
    assert found.spread.mean == pytest.approx(frame["total_variation"].mean())
    assert found.spread.largest == frame["total_variation"].max()
    assert found.spread.row == frame["total_variation"].idxmax()
    changed = frame["leading_before"] != frame["leading_after"]
    assert sum(each.cases for each in found.leading) == changed.sum() > 0
    assert found.truth is not None
    assert [found.truth.hits[0].before, found.truth.hits[0].after] == [each / 120 for each in first]
    assert found.truth.log_loss.before == pytest.approx(losses[0] / 120)
    assert found.truth.log_loss.after == pytest.approx(losses[1] / 120)
    assert not found.equal
    assert "hematoma" not in repr(found)
    assert "120 cases, back_lump" in repr(found)


def test_no_edit(engine: lb.Engine, patients: pd.DataFrame) -> None:
    found = engine.compare_cases(lb.load(), patients)
    assert found.equal
    assert not found.moves
    assert found.because.effects == found.worst == found.leading == found.not_compared == ()
    assert found.spread == (0, 0.0, 0.0, 0.0, 0.0, None)
    assert found.truth is None
    assert "nothing differs that could move an answer" in repr(found)


def test_one_cell_is_named_first_and_does_it_all(old: TinyModel, new: TinyModel) -> None:
    line = new.set_cell("likelihoods", "redness,yes,inflammation=no", "probability", "0.2")
    engine, other = lb.load(old.path), lb.load(new.path)
    found = engine.compare_cases(other, engine.simulate(200))
    (effect,) = found.because.effects
    assert effect.rows.place == f"likelihoods.csv:{line}"
    assert effect.rows.numbers == ((f"likelihoods.csv:{line}", "yes", 0.1, 0.2),)
    assert effect.rows.numbers[0].log_odds_difference == pytest.approx(math.log(9 / 4))
    assert effect.alone == found.spread
    assert (effect.up, effect.down) == (found.up, found.down)
    assert found.because.leftover is None
    record = found.to_dict()
    assert record["changes"][0]["rows"]["numbers"][0]["before"] == 0.1
    assert record["equal"] is False
    assert found.to_json()


def test_the_edited_prior_is_named_before_those_that_follow(engine: lb.Engine) -> None:
    found = engine.compare_cases(engine.with_prior("lipoma", 0.25), engine.simulate(50))
    (effect,) = found.because.effects
    assert (effect.rows.table, effect.rows.given) == ("priors", "setting=primary_care")
    assert effect.rows.numbers[0].state == "lipoma"
    assert len(effect.rows.numbers) == 18


def test_changes_are_ranked_and_the_rest_is_interaction(
    engine: lb.Engine, patients: pd.DataFrame
) -> None:
    small = engine.with_likelihood("fever", "yes", 0.7, given=INFECTIVE)
    both = small.with_prior("lipoma", 0.5)
    found = engine.compare_cases(both, patients)
    names = [each.rows.variable for each in found.because.effects]
    assert names == ["cause", "fever"]
    for effect, other in zip(
        found.because.effects, (engine.with_prior("lipoma", 0.5), small), strict=True
    ):
        alone = engine.compare_cases(other, patients)
        assert effect.alone is not None
        assert effect.alone.mean == pytest.approx(alone.spread.mean, abs=1e-15)
        assert effect.alone.row == alone.spread.row
        assert effect.leading == sum(each.cases for each in alone.leading)
    leftover = found.because.leftover
    assert leftover is not None
    assert 0 < leftover < found.spread.mean
    assert found.because.how.startswith("each change was applied alone")


def test_rows_added_and_removed_are_one_change(old: TinyModel, new: TinyModel) -> None:
    new.remove("likelihoods", "pain,severe,inflammation=no;cause=tumor")
    new.remove("likelihoods", "pain,mild,inflammation=no;cause=tumor")
    line = new.add_likelihood("pain", "severe", "cause=cyst", 0.01)
    new.add_likelihood("pain", "mild", "cause=cyst", 0.02)
    new.set_cell("likelihoods", "pain,severe,,", "probability", "0.06")
    engine, other = lb.load(old.path), lb.load(new.path)
    found = engine.compare_cases(other, engine.simulate(300))
    conditions = [each.rows.given for each in found.because.effects]
    assert sorted(conditions) == ["(always)", "inflammation=no;cause=tumor and cause=cyst"]
    together = next(each for each in found.because.effects if "and" in each.rows.given)
    removed, added = (
        [n for n in together.rows.numbers if getattr(n, side) is None]
        for side in ("after", "before")
    )
    assert [(n.state, n.before) for n in removed] == [("severe", 0.2), ("mild", 0.3)]
    assert [(n.state, n.after) for n in added] == [("severe", 0.01), ("mild", 0.02)]
    assert added[0].place == f"likelihoods.csv:{line}"
    assert all(each.alone is not None and each.alone.moved for each in found.because.effects)
    assert found.because.leftover is not None


def test_rules_move_the_urgency_and_no_probability(old: TinyModel, new: TinyModel) -> None:
    new.set_cell("management", "cyst", "urgency", "soon")
    line = new.set_cell("red_flags", "R2", "urgency", "emergency")
    new.remove("red_flags", "R1")
    engine, other = lb.load(old.path), lb.load(new.path)
    patients = engine.simulate(300, missing=0.3)
    found = engine.compare_cases(other, patients)
    assert found.spread.moved == 0
    effects = {each.rows.given: each for each in found.because.effects}
    assert set(effects) == {"cyst", "R1", "R2"}
    assert effects["R2"].rows.place == f"red_flags.csv:{line - 1}"  # the row above it is gone
    assert effects["R1"].down
    assert effects["R1"].up == 0
    assert effects["R2"].up
    assert effects["cyst"].up
    (flag,) = found.flags
    assert (flag.id, flag.gained) == ("R1", 0)
    assert flag.lost
    for row in patients.index[:40]:
        evidence = patients.loc[row].drop("cause").dropna().to_dict()
        pair = (engine.diagnose(evidence), other.diagnose(evidence))
        own = found.to_frame().loc[row]
        assert [own["urgency_before"], own["urgency_after"]] == [p.urgency.level for p in pair]
        lost = {flag.id for flag in pair[0].red_flags} - {flag.id for flag in pair[1].red_flags}
        assert set(own["red_flags_lost"]) == lost
    rising = sum(each.cases for each in found.urgency)
    assert rising == found.up + found.down


def test_thresholds_and_defaults(old: TinyModel, new: TinyModel) -> None:
    entry = (
        '\n[[thresholds]]\ncause = "tumor"\nprobability = {}\nurgency = "emergency"\n'
        'source = "judgement"\n'
    )
    old.write("model", old.text("model") + entry.format(0.5))
    new.write("model", new.text("model") + entry.format(0.05))
    engine = lb.load(old.path)
    patients = engine.simulate(200, missing=0.5).drop(columns="setting")
    found = engine.compare_cases(lb.load(new.path), patients)
    (effect,) = found.because.effects
    assert effect.rows.table == "thresholds"
    assert effect.up == found.up > 0
    new.replace("model", 'setting = "clinic"', 'setting = "hospital"')
    found = engine.compare_cases(lb.load(new.path), patients)
    assert {each.rows.table: each.why_not for each in found.because.effects} == {
        "thresholds": "",
        "defaults": "a change of defaults is not tried alone",
    }
    assert found.because.leftover is None
    assert found.because.how == "1 of 2 changes were applied alone to the earlier tables"
    assert found.spread.moved == 200


def test_what_moves_no_answer_is_counted(old: TinyModel, new: TinyModel) -> None:
    new.set_cell("likelihoods", "biopsy,positive,,", "note", "another note")
    new.set_cell("likelihoods", "biopsy,positive,,", "low", "0.001")
    new.set_cell("labels", "cause,cyst", "label", "a harmless cyst")
    engine = lb.load(old.path)
    found = engine.compare_cases(lb.load(new.path), engine.simulate(10))
    assert found.still == 2
    assert found.because.effects == ()
    assert found.equal


def test_many_changes_are_ranked_to_first_order(engine: lb.Engine, patients: pd.DataFrame) -> None:
    table = engine.table("likelihoods")
    chosen = table.index[table["state"].isin(["yes"]) & (table["probability"] > 0.02)]
    table.loc[chosen, "probability"] *= 0.999
    table.loc[chosen, "low"] = 0.0
    other = engine.with_tables(likelihoods=table)
    found = engine.compare_cases(other, patients.iloc[:40])
    effects = found.because.effects
    tried = [each for each in effects if each.alone is not None]
    assert len(tried) == MOST_TRIED < len(effects)
    means = [each.alone.mean for each in tried if each.alone]
    assert means == sorted(means, reverse=True)
    for each in tried:  # the changes are small, so that the first order is nearly all
        assert each.alone is not None
        assert each.first_order == pytest.approx(each.alone.mean, rel=0.05, abs=1e-9)
    left = [each for each in effects if each.alone is None]
    smallest = min(each.first_order or 0.0 for each in tried)
    assert all((each.first_order or 0.0) <= smallest for each in left)
    assert {each.why_not for each in left} == {"others move answers more, to first order"}
    assert "the 40 that move answers most to first order, judged on 128 cases" in found.because.how


def test_models_of_another_structure(old: TinyModel, new: TinyModel) -> None:
    new.replace("variables", "cyst;abscess;tumor", "cyst;abscess;tumor;bruise")
    for setting in ("clinic", "hospital"):
        for column, value in (("probability", "0.1"), ("low", "0.05")):
            new.set_cell("priors", f"cyst,{setting}", column, value)
    new.add("priors", "bruise", "clinic", "0.5", "0", "1", "estimate", "judgement", "")
    new.add("priors", "bruise", "hospital", "0.1", "0", "1", "estimate", "judgement", "")
    new.add("management", "bruise", "self_care", "none", "wait", "judgement")
    new.replace("variables", "severe;mild;none,inflammation;cause", "severe;mild;none,cause")
    text = "".join(
        line for line in new.text("likelihoods").splitlines(True) if not line.startswith("pain,")
    )
    new.write("likelihoods", text)
    new.add_likelihood("pain", "severe", "", 0.1)
    new.add_likelihood("pain", "mild", "", 0.1)
    new.add("variables", "itch", "finding", "yes;no", "cause", "Itch?", "history", "0", "")
    new.add_likelihood("itch", "yes", "", 0.1)
    new.replace("variables", "positive;negative", "positive;unclear;negative")
    new.add_likelihood("biopsy", "unclear", "", 0.1)
    new.add_likelihood("biopsy", "unclear", "cause=tumor", 0.05)
    engine, other = lb.load(old.path), lb.load(new.path)
    patients = engine.simulate(60).assign(itch="yes")
    patients.loc[1, "cause"] = None
    patients["truth"] = patients["cause"].astype(object)
    patients.loc[2, "truth"] = "bruise"
    found = engine.compare_cases(other, patients, truth="truth")
    assert found.not_compared == (
        "cause bruise: only the later version has it; in the other it counts as 0",
        "biopsy: its states are positive, negative -> positive, unclear, negative; neither "
        "version is told of it",
        "itch: only the later version has it; neither version is told of it",
        "cause: its rows speak of other states; its rows cannot be compared one by one",
        "inflammation: its rows speak of other states; its rows cannot be compared one by one",
        "age_group: its rows speak of other states; its rows cannot be compared one by one",
        "pain: its parents are inflammation, cause -> cause; its rows cannot be compared one by "
        "one",
        "size: its rows speak of other states; its rows cannot be compared one by one",
    )
    evidence = patients.loc[3].drop(["cause", "truth", "itch", "biopsy"]).to_dict()
    pair = engine.diagnose(evidence), other.diagnose(evidence)
    moved = 0.5 * sum(abs(pair[0].posterior.get(c, 0.0) - pair[1][c]) for c in other.causes)
    assert found.to_frame().loc[3, "total_variation"] == pytest.approx(moved)
    bruise = next(each for each in found.causes if each.name == "bruise")
    assert bruise.before is bruise.median is None
    assert bruise.after
    assert found.truth is not None
    assert found.truth.cases == 59
    assert found.truth.log_loss.impossible == 1  # the earlier version cannot say bruise
    assert {each.why_not for each in found.because.effects if each.rows.variable == "pain"} == {
        "pain has other states or parents in the two versions"
    }


def test_what_one_version_calls_impossible(animals: lb.Engine) -> None:
    other = animals.with_likelihood("flies", "yes", 0.5, given={"animal": "cat"})
    cases = [{"flies": "yes"}, {"flies": "no"}, {"silent": "yes", "furry": "yes", "strange": "yes"}]
    found = animals.compare_cases(other, cases)
    assert found.impossible == (0, 1, 1)
    assert found.cases == 1
    back = other.compare_cases(animals, cases)
    assert back.impossible == (1, 0, 1)
    assert back.moves


def test_no_cases(engine: lb.Engine) -> None:
    frame = pd.DataFrame({"fever": [], "cause": []})
    found = engine.compare_cases(engine.with_prior("lipoma", 0.3), frame, truth="cause")
    assert found.cases == 0
    assert found.truth is not None
    assert found.truth.hits == ()
    assert found.to_frame().empty
    assert found.to_json()


def test_network_files(tmp_path: Path) -> None:
    text = (
        "network a {{}}\n"
        "variable rain {{ type discrete [ 2 ] {{ yes, no }}; }}\n"
        "variable wet {{ type discrete [ 2 ] {{ yes, no }}; }}\n"
        "probability ( rain ) {{ table {}, {}; }}\n"
        "probability ( wet | rain ) {{ (yes) 0.9, 0.1; (no) 0.2, 0.8; }}\n"
    )
    for name, share in (("a", 0.25), ("b", 0.5)):
        (tmp_path / f"{name}.bif").write_text(text.format(share, 1 - share))
    first, second = (lb.load(tmp_path / f"{name}.bif", target="rain") for name in "ab")
    found = first.compare_cases(second, [{"wet": "yes"}, {"wet": "no"}])
    (effect,) = found.because.effects
    assert (effect.rows.table, effect.rows.variable) == ("network", "rain")
    assert effect.alone == found.spread
    with pytest.raises(EvidenceError, match="the two versions ask for rain and nothing: expected"):
        first.compare_cases(lb.load(tmp_path / "a.bif"), [{"wet": "yes"}])


def test_what_cannot_be(engine: lb.Engine) -> None:
    with pytest.raises(EvidenceError, match=r"other='mine\.toml': expected an engine"):
        engine.compare_cases("mine.toml", [])  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="did you mean fever"):
        engine.compare_cases(engine, [{"fevr": "yes"}])
    with pytest.raises(UnknownNameError, match="truth 'cuase': the cases have no such column"):
        engine.compare_cases(engine, [{"cause": "lipoma"}], truth="cuase")
    with pytest.raises(UnknownNameError, match=r"row 0, column 'cause'.*did you mean lipoma"):
        engine.compare_cases(engine, [{"cause": "lipom"}], truth="cause")
    with pytest.raises(EvidenceError, match="worst=-1: expected a whole number of at least 0"):
        engine.compare_cases(engine, [{"fever": "yes"}], worst=-1)


def test_soft_evidence_and_assumed_settings(engine: lb.Engine) -> None:
    cases = [
        {"fever": lb.Likelihood({"yes": 0.7, "no": 0.2}), "bladder_bowel_dysfunction": "yes"},
        {"bladder_bowel_dysfunction": lb.AnyOf("yes", "no"), "setting": "any"},
    ]
    other = engine.with_prior("lipoma", 0.4)
    found = engine.compare_cases(other, cases)
    for row, case in enumerate(cases):
        pair = engine.diagnose(case), other.diagnose(case)
        own = found.to_frame().loc[row]
        assert [own["urgency_before"], own["urgency_after"]] == [p.urgency.level for p in pair]
        assert own["probability_before"] == pytest.approx(next(iter(pair[0].posterior.values())))


# --- Files ---------------------------------------------------------------------------------------


def of_file(engine: lb.Engine, other: lb.Engine, path: Path, **how: Any) -> CaseMovement:
    old, new = (Version(each.knowledge, each.solver) for each in (engine, other))
    reading = CaseReading(truth=how.pop("truth", None))
    return compare_cases(old, new, file_parts(old, new, str(path), reading, **how))


def test_a_file_is_compared_as_its_frame(
    engine: lb.Engine, patients: pd.DataFrame, tmp_path: Path
) -> None:
    other = engine.with_prior("lipoma", 0.4)
    patients.to_csv(tmp_path / "cases.csv", index=False)
    found = of_file(engine, other, tmp_path / "cases.csv", truth="cause")
    same = engine.compare_cases(other, patients, truth="cause")
    assert found.to_frame().index.tolist() == list(range(2, 122))
    assert found.to_frame().reset_index(drop=True).equals(same.to_frame().reset_index(drop=True))
    assert found.truth == same.truth
    assert found.because.effects[0].alone is not None
    assert found.because.effects[0].alone.mean == found.spread.mean


def test_soft_columns_and_bad_rows_of_a_file(engine: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("fever:yes,fever:no,redness\n0.7,0.2,yes\n0.7,0.2,maybe\n,,no\n")
    other = engine.with_prior("lipoma", 0.4)
    found = of_file(engine, other, path, skip=True)
    assert (found.cases, found.skipped) == (2, 1)
    assert found.to_frame().index.tolist() == [2, 4]
    dx = other.diagnose({"fever": lb.Likelihood({"yes": 0.7, "no": 0.2}), "redness": "yes"})
    assert found.to_frame().loc[2, "probability_after"] == pytest.approx(max(dx.values()))
    with pytest.raises(EvidenceError, match=r"cases\.csv:3, column redness: .*maybe"):
        of_file(engine, other, path)


def with_bruise(model: TinyModel) -> None:
    """Add a cause that nobody has."""
    model.replace("variables", "cyst;abscess;tumor", "cyst;abscess;tumor;bruise")
    for setting in ("clinic", "hospital"):
        model.add("priors", "bruise", setting, "0.0", "0", "1", "estimate", "judgement", "")
    model.add("management", "bruise", "self_care", "none", "wait", "judgement")


def test_a_file_with_what_one_version_lacks(old: TinyModel, new: TinyModel, tmp_path: Path) -> None:
    with_bruise(new)
    new.add("variables", "itch", "finding", "yes;no", "cause", "Itch?", "history", "0", "")
    new.add_likelihood("itch", "yes", "", 0.1)
    (tmp_path / "cases.csv").write_text("redness,itch,truth\nyes,yes,bruise\nno,no,cyst\n")
    engine, other = lb.load(old.path), lb.load(new.path)
    for pair in ((engine, other), (other, engine)):
        found = of_file(*pair, tmp_path / "cases.csv", truth="truth")
        assert found.cases == 2
        assert found.truth is not None
        assert found.truth.cases == 2
        assert found.truth.log_loss.impossible == 1
        assert any(each.startswith("itch: only the ") for each in found.not_compared)
        assert found.spread.moved == 0


def test_a_file_without_cases(engine: lb.Engine, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("fever,cause\n")
    found = of_file(engine, engine.with_prior("lipoma", 0.4), tmp_path / "cases.csv", truth="cause")
    assert (found.cases, found.truth) in ((0, None), (0, TruthMoves(0, (), NO_LOSS)))
    assert found.to_json()
    assert found.to_frame().empty


def test_rules_that_cannot_be_tried_alone(old: TinyModel, new: TinyModel) -> None:
    new.add("variables", "itch", "finding", "yes;no", "cause", "Itch?", "history", "0", "")
    new.add_likelihood("itch", "yes", "", 0.1)
    new.add("red_flags", "R3", "itch=yes", "soon", "Look.", "judgement")
    new.replace("model", "[tables]", '[tables]\nlosses = "losses.csv"')
    (new.folder / "losses.csv").write_text(
        "cause,urgency,loss,low,high,grade,source,note\n"
        + "".join(
            f"{cause},{level},{abs(best - place)},0,9,estimate,judgement,\n"
            for cause, best in (("cyst", 0), ("abscess", 3), ("tumor", 2))
            for place, level in enumerate(("self_care", "routine", "soon", "urgent", "emergency"))
        )
    )
    engine, other = lb.load(old.path), lb.load(new.path)
    found = engine.compare_cases(other, engine.simulate(30))
    why = {each.rows.given: each.why_not for each in found.because.effects}
    assert why["R3"] == "it names what the earlier version does not have"
    assert why["cyst soon"] == "it holds only together with the rest of its table"
    assert found.because.effects[0].alone is None


def test_one_case_has_no_interval() -> None:
    found = paired_log_loss(np.array([[0.5, 0.25]]))
    assert found.before == pytest.approx(math.log(2))
    assert found.low is found.high is None


def test_a_misspelt_truth_is_seen_though_the_causes_differ(
    old: TinyModel, new: TinyModel, tmp_path: Path
) -> None:
    """A cause that one version knows is no problem; one that neither knows is."""
    with_bruise(new)
    engine, other = lb.load(old.path), lb.load(new.path)
    path = tmp_path / "cases.csv"
    path.write_text("redness,truth\nyes,bruise\nno,cist\nno,tumor\n")
    for pair in ((engine, other), (other, engine)):
        with pytest.raises(EvidenceError, match=r"cases\.csv:3, column truth: .*did you mean cyst"):
            of_file(*pair, path, truth="truth")
        found = of_file(*pair, path, truth="truth", skip=True)
        assert (found.cases, found.skipped) == (2, 1)
        assert found.truth is not None
        assert (found.truth.cases, found.truth.log_loss.impossible) == (2, 1)
        frame = pd.read_csv(path)
        with pytest.raises(UnknownNameError, match=r"row 1, column 'truth': .*did you mean cyst"):
            pair[0].compare_cases(pair[1], frame, truth="truth")
        same = pair[0].compare_cases(pair[1], frame.drop(index=1), truth="truth")
        assert same.truth == found.truth
