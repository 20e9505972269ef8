"""Spark in local mode: the same answers as here, to the bit."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lumpbayes as lb
from lumpbayes.cases.batch_run import BatchOptions
from lumpbayes.cases.case_columns import CaseReading
from tests.cases.case_examples import simulated

pytestmark = [
    pytest.mark.extras,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is no java here")
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    builder = sql.SparkSession.builder.master("local[2]").appName("lumpbayes")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "300",
        "spark.sql.shuffle.partitions": "4",
    }.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYSPARK_PYTHON", sys.executable)  # the workers', whatever python3 is
        session = builder.getOrCreate()
        yield session
        session.stop()


def test_spark_says_the_same(spark: Any, tmp_path: Path) -> None:
    from pyspark.sql.pandas.types import from_arrow_schema

    engine = lb.load()
    cases = simulated(engine, 2000)
    # A row that cannot be read, and one whose reader must not take None for a gap.
    words = cases.column("pain").to_pylist()
    words[5], words[6] = "None", "NA"
    place = cases.schema.get_field_index("pain")
    cases = cases.set_column(place, "pain", pa.array(words, pa.string()))
    path = str(tmp_path / "cases.parquet")
    pq.write_table(cases, path)
    options = BatchOptions(CaseReading(keep=("id",)), on_error="mark")
    engine.batch_file(path, tmp_path / "answers.parquet", options)
    local = pq.read_table(tmp_path / "answers.parquet").replace_schema_metadata()

    mapper = engine.arrow_mapper(cases.schema, keep=["id"], on_error="mark")
    frame = spark.read.parquet(path).repartition(4)
    found = frame.mapInArrow(mapper, from_arrow_schema(mapper.schema))
    rows = pa.Table.from_pylist([row.asDict() for row in found.collect()], mapper.schema)
    assert rows.sort_by("id").equals(local.sort_by("id").combine_chunks())
