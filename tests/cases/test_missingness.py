"""Which findings nobody recorded: rates, and patterns learned from cases."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import lumpbayes as lb
from lumpbayes.cases.missing_files import missing_from_file
from lumpbayes.cases.missingness import missing_from, recordable
from lumpbayes.errors import EvidenceError, UnknownNameError
from tests.cases.test_simulating import within


def test_one_rate_is_for_every_finding(engine: lb.Engine) -> None:
    gaps = engine.simulate(5000, missing=0.3).isna().mean()
    assert gaps["cause"] == gaps["setting"] == 0
    assert set(gaps.index) - set(recordable(engine.knowledge)) == {"cause", "setting"}
    assert all(within(gaps[name], 0.3, 5000) for name in recordable(engine.knowledge))


def test_rates_of_their_own(engine: lb.Engine) -> None:
    patients = engine.simulate(5000, missing={"fever": 0.25, "size_cm": 1, "setting": 0.5})
    gaps = patients.isna().mean()
    assert within(gaps["fever"], 0.25, 5000)
    assert within(gaps["setting"], 0.5, 5000)
    assert gaps["size"] == 1
    assert gaps.drop(["fever", "size", "setting"]).sum() == 0


def test_learned_patterns_keep_what_goes_together(engine: lb.Engine) -> None:
    seen = pd.DataFrame(
        {
            "cause": ["lipoma"] * 4,
            "fever": ["yes", None, None, "no"],
            "redness": ["no", None, None, "no"],
            "size_cm": [2.0, np.nan, 3.0, 1.0],
        }
    )
    patients = engine.simulate(4000, missing=seen)
    gaps = patients.isna()
    assert (gaps["fever"] == gaps["redness"]).all()
    assert within(gaps["fever"].mean(), 0.5, 4000)
    assert within(gaps["size"].mean(), 0.25, 4000)
    assert gaps.loc[gaps["size"], "fever"].all()
    assert gaps["pain"].all()  # no column there, so nobody recorded it
    assert not gaps["setting"].any()
    words = missing_from(engine.knowledge, seen).words
    assert words == (
        "gaps as in the frame: 3 patterns of 4 cases, with 42 % of the findings missing; 35 "
        "variables have no column there, and so no value"
    )


def test_what_cannot_be(engine: lb.Engine) -> None:
    for wrong in (1.5, -0.1, float("nan")):
        with pytest.raises(EvidenceError, match=r"missing=.*: expected a probability, 0 to 1"):
            engine.simulate(1, missing=wrong)
    for strange in (True, "0.3", [0.3]):
        with pytest.raises(EvidenceError, match=r"missing of type \w+: expected a rate such as"):
            engine.simulate(1, missing=strange)
    with pytest.raises(EvidenceError, match="the rate of fever=2: expected a probability"):
        engine.simulate(1, missing={"fever": 2})
    with pytest.raises(EvidenceError, match="cause is the cause, which is the truth"):
        engine.simulate(1, missing={"cause": 0.1})
    with pytest.raises(EvidenceError, match="size_cm and another key both name size; keep one"):
        engine.simulate(1, missing={"size": 0.1, "size_cm": 0.2})
    with pytest.raises(UnknownNameError, match="did you mean fever"):
        engine.simulate(1, missing={"fevr": 0.1})
    with pytest.raises(UnknownNameError, match="did you mean fever"):
        engine.simulate(1, missing=pd.DataFrame({"fevr": ["yes"]}))
    with pytest.raises(EvidenceError, match="the frame has no cases: patterns of gaps are learned"):
        engine.simulate(1, missing=pd.DataFrame({"fever": []}))
    with pytest.raises(EvidenceError, match="the frame has no columns that are findings"):
        engine.simulate(1, missing=pd.DataFrame({"cause": ["lipoma"]}))


# --- Files ---------------------------------------------------------------------------------------


def from_file(engine: lb.Engine, path: Path, *gaps: str) -> pd.DataFrame:
    made = missing_from_file(engine.knowledge, engine.network, str(path), gaps=gaps)
    return engine.simulate(1000, missing=made).isna()


def test_a_file_of_rates(engine: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("\ufeffvariable,rate\r\nfever,1\r\npain,0.5\r\n", encoding="utf-8")
    gaps = from_file(engine, path).mean()
    assert gaps["fever"] == 1
    assert within(gaps["pain"], 0.5, 1000)
    assert gaps["redness"] == 0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("fever,often", r"rates\.csv:2, column rate: found 'often'; expected a rate of 0 to 1"),
        ("fever,1.2", r"rates\.csv:2, column rate: found '1\.2'"),
        ("fevr,0.2", r"rates\.csv:2, column variable: there is no variable 'fevr'"),
        ("fever,0.2\nfever,0.3", r"rates\.csv:3, column variable: fever again; keep one row"),
        ("fever", r"rates\.csv:2.*1 cells"),
    ],
)
def test_a_bad_file_of_rates(engine: lb.Engine, tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"variable,rate\n{row}\n")
    with pytest.raises(EvidenceError, match=message):
        from_file(engine, path)


def test_a_file_of_cases(engine: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(
        "id,cause,fever,redness,pain:none,pain:mild,pain:severe\n"
        "1,lipoma,yes, ,0,1,0\n2,lipoma,NA,no,,,\n3,lipoma,,no,,,\n"
    )
    gaps = from_file(engine, path, "NA")
    assert (gaps["fever"] == ~gaps["redness"]).all()
    assert (gaps["fever"] == gaps["pain"]).all()
    assert within(gaps["redness"].mean(), 1 / 3, 1000)
    table = pa.table({"fever": pa.array([None, "yes"]).dictionary_encode(), "size_cm": [1.0, None]})
    parquet.write_table(table, tmp_path / "cases.parquet")
    gaps = from_file(engine, tmp_path / "cases.parquet")
    assert (gaps["fever"] == ~gaps["size"]).all()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("yes,no\nyes\n", r"cases\.csv:3: .*"),  # a row too short says nothing of its gaps
        ("yes,N/A\n", r"cases\.csv:2, column redness: .*: --missing-word N/A"),
    ],
)
def test_gaps_are_not_learned_from_what_cannot_be_read(
    engine: lb.Engine, tmp_path: Path, rows: str, message: str
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(f"fever,redness\n{rows}")
    with pytest.raises(
        EvidenceError, match=f"gaps cannot be learned where .*cannot be read: .*{message}"
    ):
        from_file(engine, path)


def test_numbers_that_stand_for_a_gap(engine: lb.Engine, tmp_path: Path) -> None:
    table = pa.table({"size_cm": [99.0, 2.0], "fever": [True, False]})
    parquet.write_table(table, tmp_path / "cases.parquet")
    gaps = from_file(engine, tmp_path / "cases.parquet", "99", "false")
    assert (gaps["size"] == ~gaps["fever"]).all()
    assert within(gaps["size"].mean(), 0.5, 1000)


@pytest.mark.parametrize("kind", [object, "category"])
def test_blank_text_of_a_frame_is_a_gap(engine: lb.Engine, kind: str) -> None:
    seen = pd.DataFrame({"fever": ["", " ", None, "no"], "redness": ["no"] * 4}).astype(kind)
    gaps = engine.simulate(1000, missing=seen).isna()
    assert within(gaps["fever"].mean(), 0.75, 1000)
    assert not gaps["redness"].any()


def test_a_file_that_is_not_there(engine: lb.Engine, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"none\.csv cannot be read: .*expected a rate such as"):
        from_file(engine, tmp_path / "none.csv")
