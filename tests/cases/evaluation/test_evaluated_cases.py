"""Every case of an evaluation as a frame and as a file; rows that cannot be read are left out."""

import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import lumpbayes as lb
from lumpbayes.cases.evaluation.case_table_files import case_table_file
from lumpbayes.cases.evaluation.evaluated_cases import COLUMNS, EvaluatedCases
from lumpbayes.cases.evaluation.evaluating import Question, Reading, evaluate_cases
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cases.evaluation.kept_columns import KeptOfFrame
from lumpbayes.errors import EvidenceError, WriteError
from lumpbayes.inference.cases import case_solver
from tests.tiny_model import TinyModel

CASES = """\
id,site,redness,size_cm,pain,cause
a,A,yes,6,,tumor
b,A,no,1,none,cyst
c,B,yes,,severe,abscess
d,B,maybe,,severe,cyst
e,B,yes,,severe,cist
f,B,yes,,severe,
g,,yes,,severe,cyst
"""
BAD = {3, 4}
"""The places of the rows that cannot be read."""


@pytest.fixture
def model(tiny: TinyModel) -> lb.Engine:
    return lb.load(tiny.path, backend="sweeps")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "cases.csv"
    found.write_text(CASES, encoding="utf-8")
    return found


def frame_of(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False).set_index("id", drop=False)


def evaluated(model: lb.Engine, cases: Any, **options: Any) -> Evaluation:
    given = {"keep": ["id", "site"], "draws": 100, "on_error": "skip", **options}
    return model.evaluate(cases, **given)


def to_file(model: lb.Engine, source: Path, target: Path, **options: Any) -> Evaluation:
    """What ``lumpbayes evaluate --cases`` does."""
    ignored = ("site",) if "site" in source.read_text(encoding="utf-8") else ()
    reading = Reading("cause", None, ("id", *ignored), None)
    question = Question(reading, None, None, 0, 100, "skip")
    solver = case_solver(model.solver, model.network.index("cause"), True)
    with case_table_file(str(source), str(target), options.get("force", False)) as file:
        return evaluate_cases(model.knowledge, solver, str(source), question, file.take)


@pytest.mark.parametrize("of_file", [True, False])
def test_each_case_says_what_diagnose_says(model: lb.Engine, path: Path, of_file: bool) -> None:
    raw = frame_of(path)
    cases = path if of_file else raw
    found = evaluated(model, cases).to_frame()
    assert list(found.columns) == ["id", "site", *COLUMNS]
    assert found.index.tolist() == ([*range(2, 9)] if of_file else raw.index.tolist())
    assert found.index.name == ("row" if of_file else "id")
    assert found["id"].tolist() == list("abcdefg")
    kb = model.knowledge
    for place, (row, given) in enumerate(
        zip(found.itertuples(), raw.to_dict("records"), strict=True)
    ):
        if place in BAD:
            assert pd.isna(row.leading_cause)
            assert pd.isna(row.probability)
            continue
        words = {k: v for k, v in given.items() if v and k not in ("id", "site", "cause")}
        dx = model.diagnose(words)
        assert row.leading_cause == next(iter(dx.posterior))
        assert row.confidence == pytest.approx(dx[row.leading_cause], abs=1e-12)
        assert row.urgency == dx.urgency.level
        wanted = {
            reason.subject if reason.kind == "red_flag" else reason.kind
            for reason in dx.urgency.reasons
            if reason.level == dx.urgency.level
        }
        assert set(row.urgency_because.split(";")) == wanted
        if given["cause"]:
            assert row.probability == pytest.approx(dx[given["cause"]], abs=1e-12)
            assert row.rank == 1 + list(dx.posterior).index(given["cause"])
            assert row.needed_urgency == kb.management[given["cause"]].urgency
            assert pd.isna(row.problem)
        else:
            assert pd.isna(row.rank)
            assert row.problem == "no true cause"
    assert found["problem"].iloc[3].startswith("redness: redness has no state 'maybe'")
    assert "did you mean cyst?" in found["problem"].iloc[4]
    assert found["rank"].dtype == "Int64"


def test_a_subgroup_has_its_own_cases(model: lb.Engine, path: Path) -> None:
    whole = evaluated(model, path, by="site")
    part = whole.subgroups["B"]
    assert part.to_frame().equals(whole.to_frame().query("site == 'B'"))
    assert (part.cases.rows, part.cases.skipped, part.cases.blank, part.cases.scored) == (
        4,
        2,
        1,
        1,
    )
    assert part.skipped == ()


def test_impossible_cases_are_named(animals: lb.Engine) -> None:
    cases = [
        {"barks": "yes", "animal": "dog"},
        {"flies": "yes", "animal": "cat"},
        {"flies": "yes", "animal": None},
    ]
    found = animals.evaluate(cases, truth="animal", draws=100).to_frame()
    both = "no true cause; impossible under the model"
    assert found["problem"].tolist()[1:] == ["impossible under the model", both]
    assert found["leading_cause"].isna().tolist() == [False, True, True]
    assert found["truth"].tolist()[:2] == ["dog", "cat"]


@pytest.mark.parametrize("of_file", [True, False])
def test_what_is_skipped_is_said(model: lb.Engine, path: Path, of_file: bool) -> None:
    found = evaluated(model, path if of_file else frame_of(path))
    alone = evaluated(model, frame_of(path).iloc[[0, 1, 2, 5, 6]])
    assert found.performance == alone.performance
    assert found.triage is not None
    assert (found.cases.rows, found.cases.skipped, found.cases.scored) == (7, 2, 4)
    assert [each.row for each in found.skipped] == (["row 5", "row 6"] if of_file else ["d", "e"])
    assert [each[1:3] for each in found.skipped] == [("redness", "maybe"), ("cause", "cist")]
    assert found.commonest == (("redness", "maybe", 1), ("cause", "cist", 1))
    assert found.cautions[0].startswith(
        "2 of 7 rows (28.6 %) could not be read and were skipped: every figure is of the others"
    )
    assert "column redness, 'maybe' (1)" in found.cautions[0]
    record = json.loads(found.to_json())
    assert record["cases"]["skipped"] == 2
    assert record["skipped"][0]["message"].startswith("redness has no state 'maybe'")
    assert record["skipped_because"][0] == {"column": "redness", "value": "maybe", "cells": 1}
    with pytest.raises(EvidenceError, match=r"maybe'"):
        evaluated(model, path if of_file else frame_of(path), on_error="fail")


def test_nothing_left_to_evaluate(model: lb.Engine, path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"none of the 2 cases .*, and 2 cannot be read"):
        evaluated(model, frame_of(path).iloc[[3, 4]])
    with pytest.raises(EvidenceError, match="on_error='mark': expected one of fail, skip"):
        evaluated(model, path, on_error="mark")


def test_bad_cells_of_every_kind_of_column(model: lb.Engine) -> None:
    long = "x" * 100
    frame = pd.DataFrame(
        {
            "pain": pd.Categorical(["mild", "sore", "sore", None]),
            "size_cm": [1.0, -3.0, 2.0, 200.0],
            "redness": ["yes", "no", long, lb.Not("no")],
            "cause": ["cyst"] * 4,
        },
        index=[7, 7, 8, 9],
    )
    found = model.evaluate(frame, on_error="skip", draws=100)
    assert (found.cases.skipped, found.cases.scored) == (3, 1)
    assert [each[:2] for each in found.skipped] == [
        ("7", "pain"),
        ("7", "size_cm"),
        ("8", "pain"),
        ("8", "redness"),
        ("9", "size_cm"),
    ]
    assert found.skipped[3].value == f"{'x' * 80}..."
    assert found.to_frame()["problem"].str.count(";").iloc[2] == 1


def test_rows_of_a_file_that_are_no_rows(model: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("redness,cause\nyes,cyst\nyes\nno,tumor\n", encoding="utf-8")
    found = model.evaluate(path, on_error="skip", draws=100)
    assert found.skipped[0][:2] == ("row 3", "")
    assert "whole rows (1)" in found.cautions[0]


def test_the_worst_are_named_by_what_was_kept(model: lb.Engine, path: Path) -> None:
    for cases in (path, frame_of(path)):
        found = evaluated(model, cases, by="site")
        ids = dict(zip(found.to_frame().index.tolist(), "abcdefg", strict=True))
        parts = [found, *found.subgroups.values()]
        named = [each for part in parts for each in (*part.misses, *part.too_late)]
        assert named
        for each in named:
            row = each.row.removeprefix("row ")
            assert each.kept["id"] == ids[int(row) if row.isdigit() else row]
            assert list(each.kept) == ["id", "site"]
            assert each.to_dict()["kept"] == dict(each.kept)
    assert list(evaluated(model, path, keep=["site", "id"]).misses[0].kept) == ["site", "id"]
    assert all(not each.kept for each in model.evaluate(model.simulate(50), draws=100).misses)


@pytest.mark.parametrize("name", ["each.csv", "each.csv.gz", "each.parquet"])
def test_the_same_cases_in_a_file(model: lb.Engine, path: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    found = to_file(model, path, target)
    wanted = evaluated(model, path)
    assert found.performance == wanted.performance
    read = pq.read_table(target).to_pandas() if name.endswith("parquet") else pd.read_csv(target)
    table = wanted.to_frame().reset_index()
    assert list(read.columns) == list(table.columns)
    for label in read.columns:
        got, want = (each[label].astype(object).fillna("").tolist() for each in (read, table))
        assert got == want  # to the last bit of each double
    beside = Path(f"{target}.problems.csv").read_text(encoding="utf-8")
    assert beside.splitlines()[0] == "row,column,value,message"
    assert [line[:2] for line in beside.splitlines()[1:]] == ["5,", "6,"]
    if name.endswith("gz"):
        assert gzip.decompress(target.read_bytes()).startswith(b"row,id,site,truth,")
    message = "the cases of this evaluation were written to a file and not kept"
    with pytest.raises(EvidenceError, match=message):
        found.to_frame()
    with pytest.raises(WriteError, match="is there already: choose another name"):
        to_file(model, path, target)
    good = tmp_path / "good.csv"
    good.write_text("id,redness,cause\na,yes,cyst\n", encoding="utf-8")
    to_file(model, good, target, force=True)
    assert not Path(f"{target}.problems.csv").exists()


def test_no_half_file_is_left(model: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("id,redness,cause\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="there are no cases"):
        to_file(model, path, tmp_path / "each.csv")
    with pytest.raises(WriteError, match="is the case file itself"):
        to_file(model, path, path, force=True)
    with pytest.raises(WriteError, match="the name of the answers shall say what they are"):
        to_file(model, path, tmp_path / "each.txt")
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".csv"] == ["empty.csv"]


def test_a_kept_column_with_the_name_of_another(model: lb.Engine) -> None:
    cases = [{"redness": "yes", "rank": "3", "cause": "cyst"}]
    found = model.evaluate(cases, keep=["rank"], draws=100)
    with pytest.raises(EvidenceError, match="keep 'rank': the table of cases has a column of that"):
        found.to_frame()


def test_kept_columns_of_a_frame(model: lb.Engine) -> None:
    frame = pd.DataFrame({"id": [1, 2], "when": pd.to_datetime(["2026-01-01", None])}, index=[5, 6])
    kept = KeptOfFrame(frame)
    assert kept.texts(0) == {"id": "1", "when": "2026-01-01 00:00:00"}
    assert kept.texts(1) == {"id": "2", "when": ""}
    assert {name: len(array) for name, array in kept.arrays().items()} == {"id": 2, "when": 2}
    frame["redness"], frame["cause"] = "yes", "cyst"
    found = model.evaluate(frame, keep=["when", "id"], draws=100).to_frame()
    assert found["when"].dtype == frame["when"].dtype
    assert found.index.tolist() == [5, 6]


def test_a_frame_that_is_changed_later_changes_no_evaluation(model: lb.Engine) -> None:
    frame = pd.DataFrame({"id": ["a"], "redness": ["yes"], "cause": ["cyst"]})
    found = model.evaluate(frame, keep=["id"], draws=100)
    frame.loc[0, "id"] = "z"
    assert found.to_frame()["id"].tolist() == ["a"]
    assert isinstance(found.each, EvaluatedCases)
