"""Whole tables out as frames and back in: ``Engine.table`` and ``Engine.with_tables``."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.reasoning import table_rows
from tests.tiny_model import TinyModel


@pytest.fixture
def small(tiny: TinyModel) -> lb.Engine:
    return lb.load(tiny.path)


TABLES = (
    "variables",
    "labels",
    "groups",
    "priors",
    "likelihoods",
    "sources",
    "management",
    "red_flags",
    "codes",
)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_out_and_goes_in(small: lb.Engine, name: str) -> None:
    frame = small.table(name)
    assert not frame.isna().any().any()
    again = small.with_tables(**{name: frame})
    assert again.fingerprint == small.fingerprint
    pd.testing.assert_frame_equal(again.table(name), frame)


def test_numbers_are_doubles_and_the_rest_is_text(small: lb.Engine) -> None:
    priors = small.table("priors")
    assert list(priors.columns) == [
        *("cause", "setting", "probability", "low", "high", "grade", "source", "note")
    ]
    assert [str(each) for each in priors.dtypes[["probability", "low", "high"]]] == ["float64"] * 3
    assert priors["cause"].map(type).eq(str).all()
    assert small.table("variables")["cost"].tolist() == [0, 0, 0, 0, 1, 1, 1, 50]


def test_columns_in_any_order(small: lb.Engine) -> None:
    frame = small.table("likelihoods")
    changed = small.with_tables(likelihoods=frame[list(reversed(frame.columns))])
    assert changed.fingerprint == small.fingerprint


@pytest.mark.parametrize("empty", [None, math.nan, pd.NA, np.float64("nan"), pd.NaT])
def test_gaps_are_empty_cells(small: lb.Engine, empty: object) -> None:
    frame = small.table("likelihoods").astype(object)
    frame.loc[frame["given"] == "", "given"] = empty
    frame["note"] = empty
    changed = small.with_tables(likelihoods=frame)
    assert changed.fingerprint == small.fingerprint
    assert {cell.estimate.note for cell in changed.knowledge.likelihoods} == {""}


def test_a_gap_in_a_number_is_an_error(small: lb.Engine) -> None:
    frame = small.table("priors")
    frame.loc[1, "probability"] = math.nan
    with pytest.raises(lb.TablesError, match=r"priors \(frame\), row 1, column probability: fo"):
        small.with_tables(priors=frame)


def test_places_are_what_the_frame_calls_its_rows(small: lb.Engine) -> None:
    frame = small.table("priors")
    frame.index = pd.Index([f"row of {each}" for each in frame["cause"]])
    frame["note"] = "two\nlines"
    kept = small.with_tables(priors=frame)
    assert kept.knowledge.files["priors"].place(4) == "priors (frame), row 'row of abscess'"
    frame.iloc[2, frame.columns.get_loc("probability")] = 40
    message = r"priors \(frame\), row 'row of tumor', column probability: found 40\.0; expected"
    with pytest.raises(lb.TablesError, match=message):
        small.with_tables(priors=frame)


def test_a_frame_that_stays_keeps_what_it_calls_its_rows(small: lb.Engine) -> None:
    frame = small.table("groups").set_index(pd.Index(range(100, 100 + len(small.table("groups")))))
    changed = small.with_tables(groups=frame).with_tables(priors=small.table("priors"))
    assert changed.knowledge.files["groups"].place(2) == "groups (frame) (as loaded), row 100"
    assert changed.knowledge.files["labels"].shown.count("(as loaded)") == 1


def test_rows_that_were_written_anew_are_called_by_their_line(small: lb.Engine) -> None:
    """As many rows as before need not be the same rows: labels left out, numbers edited."""
    frame = small.table("labels")
    frame.index = pd.Index([f"row {each}" for each in range(len(frame))])
    frame.loc[frame["state"] == "cyst", "label"] = "cyst"  # no more than its name says
    labelled = small.with_tables(labels=frame)
    again = labelled.with_tables(priors=small.table("priors"))
    assert again.knowledge.files["labels"].place(2) == "labels (frame) (as loaded):2"
    priors = small.table("priors")
    priors.index = pd.Index([f"row {each}" for each in range(len(priors))])
    edited = small.with_tables(priors=priors).with_prior("cyst", 0.5, setting="clinic")
    again = edited.with_tables(labels=small.table("labels"))
    assert again.knowledge.files["priors"].rows is None


def test_numbers_are_placed_in_the_rows_of_a_frame_too(small: lb.Engine) -> None:
    frames = {name: small.table(name) for name in ("priors", "likelihoods", "red_flags")}
    for frame in frames.values():
        frame.index = pd.Index([f"a/b {each}" for each in range(len(frame))])
    engine = small.with_tables(**frames)
    ledger = engine.diagnose({"pain": "severe"}).explain("cyst")
    assert "likelihoods (frame), row 'a/b " in ledger.to_json()
    assert "edited" not in f"{ledger}{ledger.to_json()}"
    prior = table_rows.prior_rows(engine.knowledge, ["cyst"], "clinic")[0]
    assert prior.place == "priors (frame), row 'a/b 0'" == engine.knowledge.files["priors"].place(2)
    assert table_rows.origin([prior]) == "sourced; 1 source"
    edited = engine.with_prior("cyst", 0.5, setting="clinic")
    prior = table_rows.prior_rows(edited.knowledge, ["cyst"], "clinic")[0]
    assert prior.place == "priors (frame) (edited, was 0.6)"
    assert table_rows.origin([prior]).endswith("; edited")


@pytest.mark.parametrize("dtype", ["float64", "float32", object, str])
def test_numbers_of_any_type(small: lb.Engine, dtype: type | str) -> None:
    frame = small.table("priors")
    frame.loc[:, "probability"] = [0.5, 0.25, 0.25, 0.25, 0.5, 0.25]
    frame.loc[:, ["low", "high"]] = [0.0, 1.0]
    frame = frame.astype({"probability": dtype, "low": dtype, "high": dtype})
    changed = small.with_tables(priors=frame)
    assert dict(changed.diagnose().posterior) == {"cyst": 0.5, "abscess": 0.25, "tumor": 0.25}


def test_numpy_numbers_in_a_column_of_objects(small: lb.Engine) -> None:
    frame = small.table("priors")
    frame["probability"] = pd.Series(
        [np.float64(each) for each in frame["probability"]], dtype=object
    )
    assert small.with_tables(priors=frame).fingerprint == small.fingerprint


def test_a_changed_number_is_the_edit(small: lb.Engine) -> None:
    frame = small.table("likelihoods")
    row = (frame["variable"] == "biopsy") & (frame["given"] == "cause=tumor")
    frame.loc[row, "probability"] = 0.75
    changed = small.with_tables(likelihoods=frame)
    positive = changed.diagnose({"cause": "tumor"}).of("biopsy")["positive"]
    assert positive == pytest.approx(0.75, abs=1e-15)
    assert small.diagnose({"cause": "tumor"}).of("biopsy")["positive"] == pytest.approx(0.9)
    assert changed.fingerprint != small.fingerprint


def test_several_tables_that_only_fit_together(small: lb.Engine) -> None:
    variables, priors = small.table("variables"), small.table("priors")
    variables.loc[variables["name"] == "cause", "states"] = "cyst;abscess;tumor;other"
    rows = priors[priors["cause"] == "tumor"].assign(cause="other", low=0.0)
    priors = pd.concat([priors, rows])
    priors.loc[priors["cause"].isin(["tumor", "other"]), ["probability", "low"]] /= 2
    changed = small.with_tables(variables=variables, priors=priors)
    assert changed.causes == ("cyst", "abscess", "tumor", "other")
    assert changed.diagnose()["other"] == pytest.approx(0.05)
    with pytest.raises(lb.TablesError, match="no row for other in setting clinic"):
        small.with_tables(variables=variables)


def test_a_file_in_place_of_a_frame(small: lb.Engine, tiny: TinyModel, tmp_path: Path) -> None:
    path = tmp_path / "priors.csv"
    path.write_text(tiny.text("priors").replace("cyst,clinic,0.6", "cyst,clinic,0.601"))
    for name in (path, str(path)):
        changed = small.with_tables(priors=name)
        assert changed.diagnose()["cyst"] == pytest.approx(0.601 / 1.001)
        assert changed.issues[0].place == f"{path}:4"


def test_the_file_behind_an_engine_may_change(small: lb.Engine, tiny: TinyModel) -> None:
    """The tables that are not replaced are the engine's, not the files'."""
    tiny.write("groups", "broken")
    assert small.with_tables(priors=small.table("priors")).fingerprint == small.fingerprint


def test_an_unknown_table(small: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="there is no table 'prior': did you mean priors"):
        small.with_tables(prior=small.table("priors"))
    with pytest.raises(lb.UnknownNameError, match="there is no table 'prior': did you mean priors"):
        small.table("prior")
    with pytest.raises(lb.UnknownNameError, match=r"there is no table \['priors'\]: choose|did"):
        small.table(["priors"])  # type: ignore[arg-type]


def test_a_table_that_the_model_did_not_have(small: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="there is no table 'presentations'"):
        small.table("presentations")
    frame = pd.DataFrame(
        [("P1", "cyst", "", "pain=none", 1, "It does not hurt.")],
        columns=["id", "cause", "setting", "evidence", "max_rank", "reason"],
    )
    changed = small.with_tables(presentations=frame)
    assert changed.knowledge.presentations[0].evidence == ("pain=none",)
    assert changed.fingerprint == small.fingerprint
    pd.testing.assert_frame_equal(changed.table("presentations"), frame.astype(str))


def test_a_wrong_column(small: lb.Engine) -> None:
    frame = small.table("priors").rename(columns={"probability": "p"})
    with pytest.raises(lb.TablesError, match=r"priors \(frame\), column probability: found no suc"):
        small.with_tables(priors=frame)


def test_formulas_stay_text(small: lb.Engine) -> None:
    frame = small.table("labels")
    frame.loc[frame["state"] == "cyst", "label"] = "=1+1"
    changed = small.with_tables(labels=frame)
    assert changed.knowledge.state_labels["cause"]["cyst"] == "=1+1"
    assert "=1+1" in set(changed.table("labels")["label"])
    assert changed.with_tables(labels=changed.table("labels")).fingerprint == changed.fingerprint


# --- Read as the engine was, and within its limits ----------------------------------------------


def test_what_a_lenient_engine_mended_stays_mended(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "source", "nobody1999")
    with pytest.raises(lb.TablesError, match="nobody1999"):
        lb.load(tiny.path)
    lenient = lb.load(tiny.path, policy="lenient")
    changed = lenient.with_tables(labels=lenient.table("labels"))
    assert changed.fingerprint == lenient.fingerprint
    assert [issue.value for issue in changed.issues] == ["'nobody1999'"]
    again = changed.with_prior("tumor", 0.2).with_tables(labels=lenient.table("labels"))
    assert again.knowledge.policy == "lenient"


def test_a_strict_engine_stays_strict(small: lb.Engine) -> None:
    frame = small.table("priors")
    frame.loc[0, "source"] = "nobody1999"
    with pytest.raises(lb.TablesError, match="nobody1999"):
        small.with_tables(priors=frame)


@pytest.mark.parametrize("table", [5, None, {"a": 1}, [1], ("a", "b")])
def test_what_is_no_table(small: lb.Engine, table: object) -> None:
    with pytest.raises(
        lb.TablesError,
        match=r"error: priors: found .*; expected a frame with the columns of that table, or the "
        r"path of a CSV file\. Engine\.table\('priors'\) gives such a frame",
    ):
        small.with_tables(priors=table)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "shown"), [("a\ud800b", r"\\ud800"), ("a\0b", r"\\x00")])
def test_text_that_no_file_can_hold(small: lb.Engine, text: str, shown: str) -> None:
    frame = small.table("labels").astype(object)  # strings of pyarrow hold no half a character
    frame.loc[frame["state"] == "cyst", "label"] = text
    with pytest.raises(
        lb.TablesError,
        match=rf"labels \(frame\), row \d+: found '{shown}'; expected UTF-8 text\. Remove the char",
    ) as caught:
        small.with_tables(labels=frame)
    str(caught.value).encode("utf-8")


def test_the_memory_limit_stays(tiny: TinyModel) -> None:
    limited = lb.load(tiny.path, memory_limit=100_000)
    assert limited.memory_limit == limited.with_prior("cyst", 0.5).memory_limit == 100_000
    frame = limited.table("variables")
    names = [f"sign_{number}" for number in range(12)]
    rows = [(name, "finding", "yes;no", "cause", "", "exam", 0.0, "") for name in names]
    rows.append(("sum", "finding", "yes;no", ";".join(names), "", "exam", 0.0, ""))
    variables = pd.concat([frame, pd.DataFrame(rows, columns=frame.columns)])
    estimate = (0.5, 0.5, 0.5, "estimate", "judgement", "")
    cells = [(name, "yes", "", *estimate) for name in (*names, "sum")]
    frame = limited.table("likelihoods")
    likelihoods = pd.concat([frame, pd.DataFrame(cells, columns=frame.columns)])
    assert lb.load(tiny.path).with_tables(variables=variables, likelihoods=likelihoods)
    same = limited.with_tables(priors=limited.table("priors"))
    assert same.memory_limit == 100_000
    with pytest.raises(lb.TooLargeError, match="raise memory_limit, or remove links"):
        limited.with_tables(variables=variables, likelihoods=likelihoods)
