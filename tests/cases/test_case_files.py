"""Case files read: every cell as text, every row that cannot be read with its number."""

import gzip
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lumpbayes as lb
from lumpbayes.cases import csv_files, csv_lines
from lumpbayes.cases.case_files import Chunk, open_cases


def chunks(
    path: Path | str, rows: int = 1000, separator: str | None = None, encoding: str = "utf-8"
) -> list[Chunk]:
    with open_cases(str(path), separator, encoding) as file:
        return list(file.chunks(file.schema.names, rows))


def read(tmp_path: Path, data: bytes | str, **options: Any) -> Chunk:
    path = tmp_path / "c.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    [chunk] = chunks(path, **options)
    return chunk


def cells(chunk: Chunk) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = chunk.batch.to_pylist()
    return rows


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_header_says_what_separates(tmp_path: Path, mark: str) -> None:
    chunk = read(tmp_path, f'a{mark}b\n"x{mark}"{mark}1\n')
    assert cells(chunk) == [{"a": f"x{mark}", "b": "1"}]


def test_a_separator_that_is_named(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "a,b;c\n1,2;3\n", separator=";")) == [{"a,b": "1,2", "c": "3"}]


def test_every_cell_is_text(tmp_path: Path) -> None:
    values = ["007", "1e5", "None", "NA", "null", "nan", "true", "2020-01-01", " x "]
    data = "a,b\n" + "".join(f"{value},\n" for value in values)
    assert [row["a"] for row in cells(read(tmp_path, data))] == values


def test_marks_of_spreadsheets(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfa,b,,\r\n1,'=x,,\r\n\r\n,,,\r\n2,'tis,,\r\n"
    chunk = read(tmp_path, data)
    nothing = {"a": "", "b": ""}
    assert cells(chunk) == [{"a": "1", "b": "=x"}, nothing, {"a": "2", "b": "'tis"}]
    assert chunk.rows.tolist() == [2, 4, 5]
    assert chunk.problems == ()


def test_quotes_and_line_breaks_inside(tmp_path: Path) -> None:
    chunk = read(tmp_path, 'a,b\n"x\n""y""",1\nz,2\n')
    assert cells(chunk) == [{"a": 'x\n"y"', "b": "1"}, {"a": "z", "b": "2"}]
    assert chunk.rows.tolist() == [2, 3]


def test_rows_that_do_not_fit(tmp_path: Path) -> None:
    chunk = read(tmp_path, "a,b\n1\n1,2\n1,2,3\n")
    assert [(each.row, each.value) for each in chunk.problems] == [(2, "1"), (4, "1,2,3")]
    assert "found 1 cell; expected 2, one a column" in chunk.problems[0].message
    assert "hold a comma into double quotes" in chunk.problems[1].message
    assert cells(chunk) == [{"a": "", "b": ""}, {"a": "1", "b": "2"}, {"a": "", "b": ""}]


def test_quotes_that_do_not_close(tmp_path: Path) -> None:
    chunk = read(tmp_path, 'a,b\n"x"y,1\n1,2\n"z,3\n4,5\n')
    assert [each.row for each in chunk.problems] == [2, 4]
    assert "line 2 cannot be read (',' expected after '\"')" in chunk.problems[0].message
    assert "lines 4 to 5 cannot be read (a quote that is never closed)" in chunk.problems[1].message
    assert cells(chunk)[1] == {"a": "1", "b": "2"}


def test_fields_that_are_huge(tmp_path: Path) -> None:
    chunk = read(tmp_path, f"a,b\n{'x' * 200_000},1\n2,3\n")
    assert "a cell of more than 131,072 characters" in chunk.problems[0].message
    assert cells(chunk)[1] == {"a": "2", "b": "3"}


HUGE = [
    ("x\n" * 90_000, '"{}",1\n2,3\n', 2, 90_002),
    ("x,y\n" * 90_000, '"{}",1\n2,3\n', 2, 90_002),
    ('x""\n' * 90_000, '"{}",1\n2,3\n', 2, 90_002),
]


@pytest.mark.parametrize(("cell", "rows", "first", "last"), HUGE)
def test_lines_of_a_huge_cell_are_no_rows(
    tmp_path: Path, cell: str, rows: str, first: int, last: int
) -> None:
    chunk = read(tmp_path, "a,b\n" + rows.format(cell), rows=10**6)
    assert chunk.rows.tolist() == [2, 3]
    [problem] = chunk.problems
    said = f"lines {first} to {last} cannot be read (a cell of more than 131,072 characters)"
    assert said in problem.message
    assert cells(chunk)[1] == {"a": "2", "b": "3"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_that_are_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.setattr(csv_lines, "MOST_IN_ROW", 20)
    long = ["x" * 21, "x" * 200, f'1,"{end.join(["xy"] * 30)}"', f'{"x" * 30}"{end}y",3']
    for line in long:
        data = end.join(["a,b", "1,2", line, "3,4", ""])
        chunk = read(tmp_path, data)
        assert cells(chunk) == [{"a": "1", "b": "2"}, {"a": "", "b": ""}, {"a": "3", "b": "4"}]
        [problem] = chunk.problems
        assert problem.row == 3
        assert "cannot be read (a row of more than " in problem.message
    assert cells(read(tmp_path, f"a,b{end}{'x' * 18},2")) == [{"a": "x" * 18, "b": "2"}]
    with pytest.raises(lb.EvidenceError, match=r"c.csv:1: a row of more than .* characters: exp"):
        read(tmp_path, "a," * 30 + end)
    with pytest.raises(lb.EvidenceError, match=r"header cannot be read \(a row of more than"):
        read(tmp_path, f'a,"b{end}' + "x" * 30)


LONG_LINE = """
import resource, sys
from lumpbayes.cases.case_files import open_cases
with open_cases(sys.argv[1]) as file:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = [row for chunk in file.chunks(["a"]) for row in chunk.problems]
    assert len(rows) == 1 and rows[0].row == 2
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_line_without_end_is_not_held(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    packed = tmp_path / "c.csv.gz"
    with gzip.open(packed, "wb", 1) as stream:
        stream.write(b"a\n")
        for _ in range(200):
            stream.write(b"x" * 2**20)
    done = subprocess.run(
        [sys.executable, "-c", LONG_LINE, str(packed)], check=True, capture_output=True, text=True
    )
    assert int(done.stdout) < 100 * 1024  # KiB; the line has 200 MiB


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("a\nx\n\n\ny\n", ["x", "", "", "y"]),  # one column: a blank line is a case
        ('a\nx\n""\n  \n', ["x", "", "  "]),
        ("a,,\nx,,\n\n,,\ny,,\n", ["x", "", "", "y"]),
        ("a,b\nx,1\n\n,\n   \ny,\n", ["x", "", "y"]),  # several: only one with separators is
        ("a,b,,\nx,1,,\n,,,\n\n,\n", ["x", "", ""]),
    ],
)
def test_which_blank_rows_are_cases(tmp_path: Path, data: str, found: list[str]) -> None:
    chunk = read(tmp_path, data)
    assert [row["a"] for row in cells(chunk)] == found
    assert not chunk.problems


def test_separators_in_another_number_are_no_case(tmp_path: Path) -> None:
    chunk = read(tmp_path, "a,b,c\n1,2,3\n,\n,,,,\n")
    assert [(each.row, each.value) for each in chunk.problems] == [(3, ","), (4, ",,,,")]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    chunk = read(tmp_path, b"a,b\nM\xfcller,1\nok,2\n")
    [problem] = chunk.problems
    assert (problem.row, problem.column, problem.value) == (2, "a", "M\ufffdller")
    assert "the byte 0xfc, which is no UTF-8 text: save the file as 'CSV UTF-8'" in problem.message
    assert cells(chunk)[1] == {"a": "ok", "b": "2"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "c.csv is empty, or begins with an empty line: expected a header"),
        (b"\nfever\nyes\n", "begins with an empty line"),
        ("fever\nyes\n".encode("utf-16"), "c.csv is UTF-16: .* or read it with --encoding utf-16"),
        ("fever\nyes\n".encode("utf-32"), "c.csv is UTF-32: .* or read it with --encoding utf-32"),
        (gzip.compress(b"fever\n", mtime=0), r"is a gzip file \(its name shall end in .gz\)"),
        (b"PK\x03\x04xx", r"is a zip file or a spreadsheet \(.xlsx\): expected CSV in UTF-8"),
        (b'"fever\n', "c.csv:1: the header cannot be read"),
        (b"sep=;\r\nfever\r\nyes\r\n", "c.csv:1: 'sep=;' is what Excel writes to name the sep"),
        (b"sep=\t\nfever\nyes\n", "c.csv:1: 'sep=' is what Excel writes"),
    ],
)
def test_what_is_no_csv(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    with pytest.raises(lb.EvidenceError, match=message):
        chunks(path)


GERMAN = "id;fever;pain\nM\u00fcller;yes;none\nGro\u00df;no;mild\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("cp1252", "Windows-1252"),
        ("latin-1", "latin1"),
        ("utf-8-sig", "utf-8"),
        ("utf-8-sig", "UTF-8-SIG"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-32", "UTF32"),
        ("mac-roman", "mac-roman"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_a_file_in_an_encoding_that_is_named(
    tmp_path: Path, encoding: str, named: str, ending: str
) -> None:
    path, data = tmp_path / f"c.{ending}", GERMAN.encode(encoding)
    path.write_bytes(gzip.compress(data) if ending == "csv.gz" else data)
    [chunk] = chunks(path, encoding=named)
    assert [each["id"] for each in cells(chunk)] == ["M\u00fcller", "Gro\u00df"]
    assert chunk.rows.tolist() == [2, 3]
    assert not chunk.problems


def test_the_mark_of_utf_16_is_no_part_of_a_name(tmp_path: Path) -> None:
    chunk = read(tmp_path, "\ufefffever\nyes\n".encode("utf-16-le"), encoding="utf-16-le")
    assert cells(chunk) == [{"fever": "yes"}]


def test_excel_saves_unicode_text_with_tabs(tmp_path: Path) -> None:
    text = 'id\tfever\r\n"M\u00fc\tller"\tyes\r\nb\t\r\n'
    chunk = read(tmp_path, text.encode("utf-16"), encoding="utf-16")
    assert cells(chunk) == [{"id": "M\u00fc\tller", "fever": "yes"}, {"id": "b", "fever": ""}]


def test_what_is_no_text_in_its_encoding_has_its_place(tmp_path: Path) -> None:
    chunk = read(tmp_path, b"a,b\nx,1\n\x81y,2\nz,3\n", encoding="cp1252")
    [problem] = chunk.problems
    assert (problem.row, problem.column, problem.value) == (3, "a", "\ufffdy")
    assert "the byte 0x81, which is no cp1252 text: name the encoding that the" in problem.message
    assert "--encoding" not in problem.message  # none is known to be better
    half = "a,b\nx,".encode("utf-16") + b"\x00\xd8" + "\nz,3\n".encode("utf-16-le")
    chunk = read(tmp_path, half, encoding="utf-16")
    assert [(each.row, each.column) for each in chunk.problems] == [(2, "b")]
    assert cells(chunk)[1] == {"a": "z", "b": "3"}
    cut = read(tmp_path, "a,b\nx,1\n".encode("utf-16") + b"y", encoding="utf-16")
    assert [each.row for each in cut.problems] == [3]


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"a\nb\n", "utf8-sgi", "encoding 'utf8-sgi': there is no such encoding of text: choose"),
        (b"a\nb\n", "rot13", "encoding 'rot13': there is no such encoding of text"),
        (b"a\nb\n", "base64", "encoding 'base64': there is no such encoding of text"),
        (b"a\nb\n", "undefined", "encoding 'undefined': .*Excel saves utf-8 as 'CSV UTF-8'"),
        (b"a\nb\n", "x\0y", "there is no such encoding of text"),
        (b"\xef\xbb\xbfa\nb\n", "cp1252", "c.csv is UTF-8: .*in cp1252. Leave the encoding out"),
        ("a\n".encode("utf-16"), "cp1252", "is UTF-16: expected CSV in cp1252. Save it as"),
        (b"a\nb\n", "utf-16", "does not begin with the mark of UTF-16: leave the encoding out"),
    ],
)
def test_an_encoding_that_cannot_be(
    tmp_path: Path, data: bytes, encoding: str, message: str
) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    with pytest.raises(lb.EvidenceError, match=message):
        chunks(path, encoding=encoding)


@pytest.mark.parametrize("encoding", [None, 5, b"utf-8"])
def test_an_encoding_that_is_no_name(tmp_path: Path, encoding: Any) -> None:
    with pytest.raises(lb.EvidenceError, match=r"encoding=.*: expected the name of one, such as"):
        read(tmp_path, "a\nb\n", encoding=encoding)


@pytest.mark.parametrize("separator", ["comma", "|", 5, ""])
def test_a_separator_that_is_none(tmp_path: Path, separator: Any) -> None:
    with pytest.raises(lb.EvidenceError, match=r"separator=.*: expected ',', ';', or '.t' for a"):
        read(tmp_path, "a,b\nx,1\n", separator=separator)


def test_parquet_has_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    pq.write_table(pa.table({"fever": ["yes"]}), path)
    with pytest.raises(lb.EvidenceError, match="is Parquet, whose text is always UTF-8"):
        chunks(path, encoding="cp1252")
    assert cells(chunks(path, encoding="utf8")[0]) == [{"fever": "yes"}]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for name in ("no.csv", "no.parquet", "no.csv.gz"):
        with pytest.raises(lb.EvidenceError, match="cannot be read: No such file"):
            chunks(tmp_path / name)
    (tmp_path / "x.parquet").write_bytes(b"no parquet at all, but long enough for it")
    with pytest.raises(lb.EvidenceError, match=r"x.parquet cannot be read: Parquet magic bytes"):
        chunks(tmp_path / "x.parquet")
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(b"a\n" + b"1\n" * 9999)[:-9])
    with pytest.raises(
        lb.EvidenceError, match=r"x.csv.gz cannot be read: .*Check that it is whole"
    ):
        chunks(tmp_path / "x.csv.gz")


def test_what_goes_wrong_elsewhere_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("a\n1\n")
    with pytest.raises(OSError, match="elsewhere"), open_cases(str(tmp_path / "c.csv")):
        raise OSError("elsewhere")


def test_chunks_of_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "GROUP", 4)
    path = tmp_path / "c.csv"
    path.write_text("a\n" + "".join(f"{at}\n" for at in range(25)))
    found = chunks(path, rows=10)
    assert [len(chunk.rows) for chunk in found] == [10, 10, 5]
    assert [row for chunk in found for row in chunk.rows.tolist()] == list(range(2, 27))
    assert [row["a"] for chunk in found for row in cells(chunk)] == [str(at) for at in range(25)]
    monkeypatch.setattr(csv_files, "MOST_CHARACTERS", 8)
    assert [len(chunk.rows) for chunk in chunks(path, rows=10)][:2] == [4, 4]


def test_chunks_of_parquet(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    pq.write_table(pa.table({"a": list(range(25)), "b": ["x"] * 25}), path, row_group_size=20)
    found = chunks(path, rows=10)
    assert [row for chunk in found for row in chunk.rows.tolist()] == list(range(1, 26))
    with open_cases(str(path)) as file:
        assert (file.count, file.position()) == (25, 0.0)
        assert sum(len(chunk.rows) for chunk in file.chunks([], 10)) == 25
        assert file.position() == 1.0


def test_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.csv"
    path.write_text("a\n1\n")
    with open_cases(str(path)) as file:
        assert file.count is None
        list(file.chunks(["a"]))
        assert file.position() == 1.0
    stdin = io.TextIOWrapper(io.BytesIO(b"a\n1\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    with open_cases("-") as file:
        assert (file.shown, file.position()) == ("standard input", None)
        assert [cells(chunk) for chunk in file.chunks(["a"])] == [[{"a": "1"}]]
    packed = tmp_path / "c.csv.gz"
    packed.write_bytes(gzip.compress(b"a\n1\n"))
    with open_cases(str(packed)) as file:
        assert file.position() is None
        assert [cells(chunk) for chunk in file.chunks(["a"])] == [[{"a": "1"}]]
