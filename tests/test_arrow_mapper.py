"""One function over record batches, wherever it runs."""

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lumpbayes as lb
from lumpbayes.cases.batch_run import BatchOptions
from lumpbayes.cases.case_columns import CaseReading
from tests.cases.case_examples import simulated


@pytest.fixture(scope="module")
def engine() -> lb.Engine:
    return lb.load(backend="sweeps")


@pytest.fixture(scope="module")
def cases(engine: lb.Engine) -> pa.Table:
    return simulated(engine, 40)


def test_the_same_answers_as_the_local_batch(
    engine: lb.Engine, cases: pa.Table, tmp_path: Path
) -> None:
    pq.write_table(cases, tmp_path / "c.parquet")
    options = BatchOptions(CaseReading(keep=("id",)))
    engine.batch_file(tmp_path / "c.parquet", tmp_path / "a.parquet", options)
    mapper = engine.arrow_mapper(cases.schema, keep=["id"])
    columns = f"{len(mapper.needed)} columns in, {len(mapper.schema)} out"
    assert repr(mapper) == f"ArrowMapper({engine.knowledge!r}, {columns})"
    found = pa.Table.from_batches(mapper(cases.to_batches(max_chunksize=7)), mapper.schema)
    local = pq.read_table(tmp_path / "a.parquet").replace_schema_metadata()
    assert found.combine_chunks().equals(local.combine_chunks())


def test_it_pickles_and_answers_in_another_process(
    engine: lb.Engine, cases: pa.Table, tmp_path: Path
) -> None:
    mapper = engine.arrow_mapper(cases.schema, keep=["id"])
    here = pa.Table.from_batches(mapper(cases.to_batches()), mapper.schema)
    (tmp_path / "mapper").write_bytes(pickle.dumps(mapper))
    assert len(pickle.dumps(mapper)) < 2**20
    pq.write_table(cases, tmp_path / "c.parquet")
    program = (
        "import pickle, sys, pyarrow as pa, pyarrow.parquet as pq\n"
        "mapper = pickle.load(open(sys.argv[1], 'rb'))\n"
        "batches = pq.read_table(sys.argv[2]).to_batches()\n"
        "pq.write_table(pa.Table.from_batches(mapper(batches), mapper.schema), sys.argv[3])\n"
    )
    paths = [str(tmp_path / name) for name in ("mapper", "c.parquet", "there.parquet")]
    subprocess.run([sys.executable, "-c", program, *paths], check=True)
    assert pq.read_table(paths[2]).equals(here)


def test_columns_are_checked_before_any_work(engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match=r"column 'fevr'.*did you mean fever"):
        engine.arrow_mapper(pa.schema([("fevr", pa.string())]))
    with pytest.raises(lb.EvidenceError, match=r"on_error='stop': expected one of fail, skip"):
        engine.arrow_mapper(pa.schema([("fever", pa.string())]), on_error="stop")
    with pytest.raises(lb.UnknownNameError, match="setting has no state 'moon'"):
        engine.arrow_mapper(pa.schema([("fever", pa.string())]), setting="moon")


def test_batches_have_the_columns_that_were_planned(engine: lb.Engine) -> None:
    mapper = engine.arrow_mapper(pa.schema([("fever", pa.string())]))
    [answers] = mapper([pa.record_batch({"other": [1], "fever": ["yes"]})])
    assert answers.num_rows == 1
    with pytest.raises(lb.EvidenceError, match="the cases have no column 'fever'"):
        list(mapper([pa.record_batch({"redness": ["yes"]})]))


@pytest.mark.parametrize(("on_error", "left"), [("mark", [1, 2, 3]), ("skip", [1, 3])])
def test_bad_rows(engine: lb.Engine, on_error: str, left: list[int]) -> None:
    batch = pa.record_batch({"id": [1, 2, 3], "fever": ["yes", "NA", None]})
    mapper = engine.arrow_mapper(batch.schema, keep=["id"], on_error=on_error)
    [answers] = mapper([batch])
    assert answers.column("id").to_pylist() == left
    forgiving = engine.arrow_mapper(batch.schema, keep=["id"], missing=["NA"])
    [answers] = forgiving([batch])
    assert answers.column("problem").null_count == 3


def test_a_bad_row_is_counted_over_all_batches(engine: lb.Engine) -> None:
    good, bad = (pa.record_batch({"fever": [word] * 2}) for word in ("yes", "ja"))
    mapper = engine.arrow_mapper(good.schema)
    with pytest.raises(lb.EvidenceError, match="cases:3, column fever: fever has no state 'ja'"):
        list(mapper([good, bad]))


def test_kept_columns_keep_their_types(engine: lb.Engine) -> None:
    import datetime

    day = datetime.date(2026, 1, 2)
    batch: Any = pa.record_batch(
        {
            "day": [day],
            "code": pa.array(["x"]).dictionary_encode(),
            "n": pa.array([1], pa.int8()),
            "fever": ["yes"],
        }
    )
    mapper = engine.arrow_mapper(batch.schema, keep=["day", "code", "n"])
    [answers] = mapper([batch])
    assert answers.schema.equals(mapper.schema)
    assert answers.select(["day", "code", "n"]).to_pylist() == [{"day": day, "code": "x", "n": 1}]
