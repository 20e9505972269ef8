"""Whatever stands in a case file: each row is answered as diagnose would, or reported."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.cases.batch_run import BatchOptions
from lumpbayes.cases.case_columns import CaseReading
from tests.cases.case_examples import answers_of, check_row

ENGINE = lb.load(backend="sweeps")
NAMES = ("fever", "pain", "size_cm", "setting", "fever:yes", "id")
WORDS = [
    "yes", "no", "None", "none", "NA", "null", "nan", "", " ", "Yes ", "TRUE", "severe", "mild",
    "emergency", "any", "3", "2.5", "1e3", "3,5", "-1", "=1+1", "'=1", "+yes", "@no", "\ufeffyes",
    "ﬀ", "İ", "\x00", "\x1b[31m", "\u202eyes", '"', 'a"b', "a\nb", "a\rb", "x" * 140_000,
    "x\n" * 70_000, "🙂", "é",
]  # fmt: skip
CELLS = st.one_of(st.sampled_from(WORDS), st.text(max_size=6))
HEADERS = st.lists(st.sampled_from(("fever", "pain", "size_cm", "setting")), unique=True)
TABLES = HEADERS.flatmap(
    lambda header: st.lists(
        st.lists(CELLS, min_size=len(header) + 1, max_size=len(header) + 1), max_size=5
    ).map(lambda rows: [["id", *header], *rows])
)


def answered(
    folder: Path, data: bytes, on_error: str = "mark", encoding: str = "utf-8"
) -> list[dict[str, Any]]:
    """The rows of the answers; as text, as CSV has them."""
    (folder / "c.csv").write_bytes(data)
    options = BatchOptions(CaseReading(keep=("id",)), on_error=on_error, separator=",", force=True)
    options = options._replace(encoding=encoding)
    result = ENGINE.batch_file(folder / "c.csv", folder / "a.parquet", options)
    rows = answers_of(folder / "a.parquet")
    assert result.bad == sum(row["problem"] is not None for row in rows)
    assert result.cases == len(rows)
    return rows


@given(TABLES)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example([["id", "pain"], ["None", "None"]])
@example([["id", "fever"], ["=1+1", "'yes"]])
@example([["id"], ["\x00"]])
@example([["id", "fever"], ["1", "x\n" * 70_000], ["2", "no"]])
def test_tables_as_csv_writes_them(table: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(table)
    with tempfile.TemporaryDirectory() as folder:
        data = stream.getvalue().encode("utf-8", "surrogatepass")
        rows = answered(Path(folder), data)
    header, *cells = table
    assert len(rows) == len(cells)
    for row, given_cells in zip(rows, cells, strict=True):
        check(row, dict(zip(header, given_cells, strict=True)))


def check(row: dict[str, Any], cells: dict[str, str]) -> None:
    """One row: what diagnose says of its cells, or its problem."""
    if any(len(text) > 131_072 for text in cells.values()):
        assert "a cell of more than 131,072 characters" in row["problem"]
        assert row["leading_cause"] is None
        return
    evidence = {name: text for name, text in cells.items() if name != "id" and text.strip()}
    try:
        cells["id"].encode()
        evidence = {
            name: text[1:] if text[0] == "'" and text.lstrip("'")[:1] in "=+-@\t\r" else text
            for name, text in evidence.items()
        }
        ENGINE.diagnose(evidence)
    except (lb.EvidenceError, UnicodeEncodeError):
        assert row["problem"]
        assert row["leading_cause"] is None
    else:
        check_row(ENGINE, {**row, "verdict": row["verdict"]}, evidence)


@given(st.binary(max_size=200), st.sampled_from([b"id,fever\n", b"id,fever,pain\r\n"]))
@settings(max_examples=150, deadline=None)
@example(b'1,"yes\n2,no\n', b"id,fever\n")
@example(b"M\xfcller,yes\n2,no\n", b"id,fever\n")
@example(b"1,yes,\n,\n3\n", b"id,fever\n")
def test_any_bytes_at_all(data: bytes, header: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for row in answered(Path(folder), header + data):
            assert (row["problem"] is None) == (row["leading_cause"] is not None)


@given(st.binary(max_size=120), st.sampled_from(["utf-16-le", "utf-16-be", "cp1252", "shift-jis"]))
@settings(max_examples=100, deadline=None)
@example(b"\x00\xd8\x0a\x00", "utf-16-le")
def test_any_bytes_in_another_encoding(data: bytes, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begin = "id,fever\n".encode(encoding)
        for row in answered(Path(folder), begin + data, encoding=encoding):
            assert (row["problem"] is None) == (row["leading_cause"] is not None)


@given(st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_header_at_all(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            answered(Path(folder), data)
        except lb.LumpBayesError as error:
            assert str(error)


@pytest.mark.parametrize("ending", ["parquet", "csv.gz"])
@given(data=st.binary(max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_bytes_under_other_names(ending: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"c.{ending}"
        path.write_bytes(data)
        with pytest.raises(lb.LumpBayesError):
            ENGINE.batch_file(path, Path(folder) / "a.csv")
