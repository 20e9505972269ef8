"""How far answers move from one model to another."""

from dataclasses import replace
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.display.difference import difference_lines
from lumpbayes.display.difference_words import table_text
from lumpbayes.knowledge.comparing import TableChange
from lumpbayes.reasoning.difference import Difference
from tests.tiny_model import TinyModel

ROWS = """\
id,cause,setting,evidence,max_rank,reason
P1,abscess,,redness=yes;pain=severe,1,Red.
P2,tumor,hospital,size_cm=6.5;redness!=yes,2,Large.
"""


def difference(before: lb.Engine, after: lb.Engine) -> Difference:
    return before.difference(after)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyModel:
    model = TinyModel(tmp_path / "tiny")
    model.replace("model", 'codes = "codes.csv"', 'codes = "codes.csv"\npresentations = "p.csv"')
    (model.folder / "p.csv").write_text(ROWS)
    return model


@pytest.fixture
def small(tiny: TinyModel) -> lb.Engine:
    return lb.load(tiny.path)


def test_a_model_does_not_differ_from_itself(small: lb.Engine) -> None:
    found = difference(
        small, lb.load(small.knowledge.files["priors"].path.replace("priors.csv", "tiny.toml"))
    )
    assert found.equal
    assert found.same_answers
    assert found.priors == ()
    assert [move.moved for move in found.presentations] == [False, False]
    assert found.before == found.after


def test_priors_and_presentations_move(small: lb.Engine) -> None:
    changed = small.with_prior("abscess", 0.1)
    found = difference(small, changed)
    assert not found.equal
    assert not found.same_answers
    assert [(move.setting, move.cause) for move in found.priors] == [
        ("clinic", "cyst"),
        ("clinic", "abscess"),
        ("clinic", "tumor"),
    ]
    assert (found.priors[1].before, found.priors[1].after) == pytest.approx((0.3, 0.1))
    first, second = found.presentations
    evidence = {"redness": "yes", "pain": "severe"}
    assert first.moved
    assert first.before and first.before.probability == small.diagnose(evidence)["abscess"]
    assert first.after and first.after.probability == changed.diagnose(evidence)["abscess"]
    assert (first.before.rank, first.max_rank) == (1, 1)
    assert not second.moved


def test_a_prior_that_its_row_tells_is_not_told_again(small: lb.Engine) -> None:
    found = difference(small, small.with_prior("abscess", 0.1))
    assert len(found.priors) == 3
    assert found.other_priors == ()


def test_it_prints_and_is_a_frame(small: lb.Engine) -> None:
    found = difference(small, small.with_prior("abscess", 0.1))
    lines = repr(found).splitlines()
    assert lines[0] == (
        f"tiny 1.2.3 {found.before.fingerprint[:12]} -> tiny 1.2.3 {found.after.fingerprint[:12]}"
    )
    assert lines[1:4] == [
        "  numbers that differ: 3",
        "  priors that move: 3",
        "  classic presentations that move: 1 of 2",
    ]
    assert lines[4] == f"    P1 abscess: {found.presentations[0].words}"
    frame = found.to_frame()
    assert frame["state"].tolist() == ["cyst", "abscess", "tumor"]
    assert frame["after"].tolist()[1] == 0.1
    assert frame["affects_answers"].all()
    assert repr(difference(small, small)).endswith("\n  no difference")
    assert list(difference(small, small).to_frame().columns) == list(frame.columns)


def test_rows_of_other_tables_are_counted(small: lb.Engine) -> None:
    flags = small.table("red_flags").iloc[1:]
    found = difference(small, small.with_tables(red_flags=flags))
    assert "  rows of red_flags that differ: 1" in repr(found).splitlines()


def test_a_number_that_one_model_lacks_is_a_gap(small: lb.Engine) -> None:
    rows = small.table("likelihoods")
    gone = rows[(rows["variable"] != "biopsy") | (rows["given"] == "")]
    frame = difference(small, small.with_tables(likelihoods=gone)).to_frame()
    assert frame["after"].isna().all()
    assert frame["log_odds_difference"].isna().all()


def test_a_rank_that_changes(small: lb.Engine) -> None:
    (first, _) = difference(small, small.with_prior("abscess", 1e-6)).presentations
    assert first.before and first.after
    assert (first.before.rank, first.after.rank) == (1, 3)


def test_a_note_changes_no_answer(small: lb.Engine) -> None:
    frame = small.table("priors")
    frame["note"] = "another note"
    found = difference(small, small.with_tables(priors=frame))
    assert not found.equal
    assert found.same_answers
    assert all(change.only_note for change in found.cells)


def test_a_cause_and_a_setting_that_only_one_model_has(small: lb.Engine) -> None:
    variables, priors = small.table("variables"), small.table("priors")
    variables.loc[0, "states"] = "clinic;ward"
    variables.loc[1, "states"] = "cyst;abscess;other"
    priors = priors.replace({"setting": {"hospital": "ward"}, "cause": {"tumor": "other"}})
    likelihoods = small.table("likelihoods")
    likelihoods = likelihoods[~likelihoods["given"].str.contains("tumor|serious")]
    groups = small.table("groups").query("state != 'tumor'")
    management = small.table("management").query("cause != 'tumor'")
    with pytest.raises(
        lb.TablesError, match=r"p\.csv \(as loaded\):3, column cause: found 'tumor'"
    ):
        small.with_tables(
            variables=variables,
            priors=priors,
            likelihoods=likelihoods,
            groups=groups,
            management=management,
        )
    changed = small.with_tables(
        variables=variables,
        priors=priors,
        likelihoods=likelihoods,
        groups=groups,
        management=management,
        presentations=small.table("presentations").query("id == 'P1'"),
    )
    found = difference(small, changed)
    gone = [(m.setting, m.cause) for m in found.priors if m.after is None]
    new = [(m.setting, m.cause) for m in found.priors if m.before is None]
    assert gone == [("clinic", "tumor"), *(("hospital", c) for c in ("cyst", "abscess", "tumor"))]
    assert new == [("clinic", "other"), *(("ward", c) for c in ("cyst", "abscess", "other"))]
    first, second = found.presentations
    assert first.moved
    assert second.moved
    assert second.before
    assert second.after is None
    assert second.problem == "after: setting has no state 'hospital': choose from clinic, ward"
    back = difference(changed, small).presentations[1]
    assert back.before is None
    assert back.problem.startswith("before: setting has no state")


def test_the_second_model_s_presentation_is_asked(small: lb.Engine) -> None:
    frame = small.table("presentations")
    frame.loc[0, "evidence"] = "pain=none"
    found = difference(small, small.with_tables(presentations=frame))
    assert not found.equal
    assert found.same_answers
    assert found.presentations[0].before
    assert found.presentations[0].before.probability == small.diagnose({"pain": "none"})["abscess"]


def test_models_without_presentations(tmp_path: Path) -> None:
    engine = lb.load(TinyModel(tmp_path / "plain").path)
    assert difference(engine, engine.with_prior("cyst", 0.5)).presentations == ()


SLIPPERY = """\
network rain {{ }}
variable rain {{ type discrete [ 2 ] {{ yes, no }}; }}
variable wet {{ type discrete [ {count} ] {{ {states} }}; }}
probability ( rain ) {{ table {rain}; }}
probability ( wet | rain ) {{ (yes) {yes}; (no) {no}; }}
"""


def network(folder: Path, rain: str, yes: str, no: str, states: str = "yes, no") -> lb.Engine:
    path = folder / "rain.bif"
    count = len(states.split(","))
    path.write_text(SLIPPERY.format(rain=rain, yes=yes, no=no, states=states, count=count))
    return lb.load(path, target="wet")


def test_tables_of_network_files_that_differ(tmp_path: Path) -> None:
    before = network(tmp_path, "0.2, 0.8", "0.9, 0.1", "0.25, 0.75")
    found = difference(before, network(tmp_path, "0.3, 0.7", "0.9, 0.1", "0.25, 0.75"))
    assert [tuple(change) for change in found.tables] == [("rain", 2, "yes", "(always)", 0.2, 0.3)]
    assert "  tables of the network that differ: rain" in repr(found).splitlines()
    assert "numbers that differ" not in repr(found)
    assert found.to_dict()["tables"][0]["log_odds_difference"] == pytest.approx(0.538997, abs=1e-6)
    frame = found.to_frame()
    assert frame[["table", "variable", "before", "after"]].values.tolist() == [
        ["network", "rain", 0.2, 0.3]
    ]
    other = difference(before, network(tmp_path, "0.2, 0.8", "0.9, 0.1", "0.5, 0.5"))
    assert [tuple(each)[:4] for each in other.tables] == [("wet", 2, "yes", "rain=no")]
    text = "wet: 2 numbers differ, most of all wet=yes given rain=no: 0.25 -> 0.5 (+4.8 decibans)"
    assert f"  {text}" in list(difference_lines(other, 120))
    assert text.replace("->", "-&gt;") in other._repr_html_()


def test_many_tables_of_a_network_are_counted(tmp_path: Path) -> None:
    before = network(tmp_path, "0.2, 0.8", "0.9, 0.1", "0.25, 0.75")
    found = difference(before, network(tmp_path, "0.2, 0.8", "0.8, 0.2", "0.25, 0.75"))
    many = replace(found, tables=found.tables * 7)
    assert "that differ: wet, wet, wet, wet, wet and 2 more" in repr(many)


def test_a_network_with_other_states_says_so(tmp_path: Path) -> None:
    before = network(tmp_path, "0.2, 0.8", "0.9, 0.1", "0.25, 0.75")
    changed = network(tmp_path, "0.2, 0.8", "0.9, 0.1", "0.25, 0.75", states="yes, dry")
    found = difference(before, changed)
    assert found.tables == ()
    assert ("variables", "wet") in [(row.table, row.key) for row in found.rows]


def test_one_number_of_a_table_that_differs() -> None:
    change = TableChange("wet", 1, "yes", "rain=no", 0.25, 0.5)
    assert table_text(change).startswith("wet: 1 number differs, most of all")


def test_a_network_does_not_differ_from_itself(tmp_path: Path) -> None:
    engine = network(tmp_path, "0.2, 0.8", "0.9, 0.1", "0.25, 0.75")
    assert difference(engine, engine).equal
