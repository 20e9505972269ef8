import csv
import io
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.cli import main
from lumpbayes.knowledge import csv_table
from lumpbayes.knowledge.csv_table import neutralised, read_rows
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import TableFile
from tests.tiny_model import LIKELIHOOD_COLUMNS, TinyModel, told, where

REPOSITORY = Path(__file__).parents[2]


def read(path: Path, *columns: str, most_rows: int = 100):
    problems = Problems()
    rows = read_rows(TableFile(str(path), path.name), columns, problems, most_rows)
    return [tuple(row.cells) for row in rows], problems.listed()


def write(folder: Path, content: bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content)
    return path


# --- What is fine ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"a,b\n1,2\n3,4\n", id="plain"),
        pytest.param(b"a,b\n1,2\n3,4", id="no line end at the end"),
        pytest.param(b"\xef\xbb\xbfa,b\n1,2\n3,4\n", id="byte-order mark"),
        pytest.param(b"a,b\r\n1,2\r\n3,4\r\n", id="CRLF"),
        pytest.param(b"a,b\r1,2\r3,4\r", id="CR"),
        pytest.param(b"b,a\n2,1\n4,3\n", id="reordered columns"),
        pytest.param(b"a,b\n\n1,2\n\n\n3,4\n\n", id="blank lines"),
        pytest.param(b"a,b\n1,2\n,\n ,\t\n3,4\n,,\n", id="blank lines of a spreadsheet"),
        pytest.param(b"a,b\n1,2\n  \n3,4\n \t\n", id="blank lines of spaces"),
        pytest.param(b" a , b \n 1 , 2 \n3,4\n", id="outer spaces"),
        pytest.param(b'"a","b"\n"1","2"\n3,4\n', id="quotes"),
    ],
)
def test_harmless_differences_in_form_read_the_same(tmp_path: Path, content: bytes) -> None:
    assert read(write(tmp_path, content), "a", "b") == ([("1", "2"), ("3", "4")], ())


def test_tables_saved_with_mark_and_crlf_give_the_same_model(tiny: TinyModel) -> None:
    before = tiny.load().fingerprint
    for table in ("variables", "labels", "groups", "priors", "likelihoods", "sources"):
        text = tiny.text(table).replace("\n", "\r\n")
        tiny.file(table).write_bytes(b"\xef\xbb\xbf" + text.encode())
    knowledge = tiny.load()
    assert knowledge.fingerprint == before
    assert knowledge.issues == ()


@pytest.mark.parametrize("word", ["None", "NA", "NaN", "null", "nan", "N/A", "#N/A", "TRUE", "1e5"])
def test_words_that_other_readers_take_for_gaps_stay_text(tiny: TinyModel, word: str) -> None:
    tiny.replace("variables", "severe;mild;none", f"severe;mild;{word}")
    tiny.replace("labels", "pain,none,no pain", f"pain,{word},{word}")
    tiny.set_cell("likelihoods", "biopsy,positive,,", "note", word)
    knowledge = tiny.load()
    assert knowledge.variables["pain"].states == ("severe", "mild", word)
    assert knowledge.state_labels["pain"][word] == word
    assert word in [cell.estimate.note for cell in knowledge.likelihoods]


def test_lines_are_counted_through_quoted_line_breaks_and_blank_lines(tiny: TinyModel) -> None:
    text = tiny.text("priors").replace("a note", '"two\nlines"', 1)
    tiny.write("priors", text.replace("\n", "\n\n", 1).replace("hospital,0.2,", "hospital,2,"))
    assert where(tiny.error()) == "priors.csv:7"


def test_a_table_may_be_text_that_lies_in_no_file() -> None:
    problems = Problems()
    file = TableFile("", "priors (frame)", "a,b\n1,'=2\n3\n")
    (row,) = read_rows(file, ("a", "b"), problems)
    assert tuple(row.cells) == ("1", "=2")
    assert problems.listed()[0].place == "priors (frame):3"


# --- What is not -------------------------------------------------------------------------------


TABLES = ("variables", "labels", "groups", "priors", "likelihoods", "sources")
ALL_TABLES = (*TABLES, "management", "red_flags", "codes")


@pytest.mark.parametrize("table", ALL_TABLES)
def test_a_missing_file(tiny: TinyModel, table: str) -> None:
    tiny.file(table).unlink()
    issue = tiny.errors()[0]
    assert where(issue) == f"{table}.csv"
    assert told(issue) == ("", "no such file", "a CSV table", "Check the path in the model file.")


def test_a_folder_is_not_a_table(tiny: TinyModel) -> None:
    tiny.file("codes").unlink()
    tiny.file("codes").mkdir()
    assert tiny.error().value == "no such file"


@pytest.mark.parametrize("table", ALL_TABLES)
def test_an_empty_file(tiny: TinyModel, table: str) -> None:
    tiny.write(table, "")
    issue = tiny.errors()[0]
    assert where(issue) == f"{table}.csv"
    assert told(issue) == (
        "",
        "an empty file",
        "a header line and rows",
        "Restore the file, or take an optional table out of the model file.",
    )


OPTIONAL = {"red_flags": " (and within if you like)"}


@pytest.mark.parametrize("table", ALL_TABLES)
def test_a_missing_column(tiny: TinyModel, table: str) -> None:
    header, rest = tiny.text(table).split("\n", 1)
    last = header.split(",")[-1]
    tiny.write(table, f"{header.rpartition(',')[0]}\n{rest}")
    issue = tiny.errors()[0]
    assert where(issue) == f"{table}.csv:1"
    assert told(issue) == (
        last,
        "no such column",
        f"the columns {header.replace(',', ', ')}{OPTIONAL.get(table, '')}",
        "Add the column.",
    )


def test_a_renamed_column_is_missing_and_extra_with_the_nearest_name(tiny: TinyModel) -> None:
    tiny.replace("priors", "probability,", "probabilty,")
    missing, extra = tiny.errors()
    assert (missing.column, missing.value) == ("probability", "no such column")
    assert where(extra) == "priors.csv:1"
    assert told(extra) == (
        "probabilty",
        "'probabilty'",
        "the columns cause, setting, probability, low, high, grade, source, note",
        "Remove the column, or rename it: did you mean probability?",
    )


def test_an_extra_column(tiny: TinyModel) -> None:
    lines = tiny.text("codes").splitlines()
    tiny.write("codes", "\n".join(f"{line},{'extra' * (not n)}" for n, line in enumerate(lines)))
    issue = tiny.error()
    assert (where(issue), issue.column, issue.value) == ("codes.csv:1", "extra", "'extra'")


def test_a_repeated_column(tmp_path: Path) -> None:
    rows, (issue,) = read(write(tmp_path, b"a,b,a\n1,2,3\n"), "a", "b")
    assert rows == []
    assert issue.place == "table.csv:1"
    assert told(issue) == ("a", "a twice", "each column once", "Remove one of them.")


@pytest.mark.parametrize("mark", [";", "\t"], ids=["semicolon", "tab"])
def test_another_delimiter(tiny: TinyModel, mark: str) -> None:
    tiny.write("priors", tiny.text("priors").replace(",", mark))
    issue = tiny.error()
    assert where(issue) == "priors.csv:1"
    header = "cause,setting,probability,low,high,grade,source,note".replace(",", mark)
    assert told(issue) == (
        "",
        repr(header),
        "columns separated by commas",
        "Save the table with the comma as delimiter, and a point in decimal numbers.",
    )


def test_a_semicolon_file_with_decimal_commas(tiny: TinyModel) -> None:
    tiny.write("priors", tiny.text("priors").replace(",", ";").replace(".", ","))
    assert tiny.error().expected == "columns separated by commas"


@pytest.mark.parametrize(
    ("cells", "found"), [("1", "1 cells"), ("1,2,3", "3 cells"), ("1,2,", "3 cells")]
)
def test_a_row_of_another_length(tmp_path: Path, cells: str, found: str) -> None:
    rows, (issue,) = read(write(tmp_path, f"a,b\n1,2\n{cells}\n5,6\n".encode()), "a", "b")
    assert rows == [("1", "2"), ("5", "6")]
    assert issue.place == "table.csv:3"
    assert told(issue) == (
        "",
        found,
        "2 cells, one a column",
        "Quote cells that hold commas; write empty cells as nothing between commas.",
    )


@pytest.mark.parametrize(
    ("content", "line", "byte"),
    [
        pytest.param("a,b\n1,2\nfi\xe8vre,3\n".encode("latin-1"), 3, "0xe8", id="latin-1"),
        pytest.param("a,b\n1,2\n".encode("utf-16"), 1, "0xff", id="utf-16"),
        pytest.param("a,b\n1,2\n".encode("utf-16-be"), 1, "0x00", id="utf-16 without mark"),
        pytest.param(b"a,b\n1,\0\n", 2, "0x00", id="a zero byte"),
        pytest.param(b"a,b\n1,\xed\xa0\x80\n", 2, "0xed", id="half a surrogate pair"),
    ],
)
def test_a_wrong_encoding_is_found_at_its_line(
    tmp_path: Path, content: bytes, line: int, byte: str
) -> None:
    rows, (issue,) = read(write(tmp_path, content), "a", "b")
    assert rows == []
    assert issue.place == f"table.csv:{line}"
    assert told(issue) == (
        "",
        f"the byte {byte}",
        "UTF-8 text",
        "Save the file as 'CSV UTF-8'.",
    )


@pytest.mark.parametrize("content", [b'a,b\n1,"2\n3,4\n', b'a,b\n1,"2"x\n', b'a,b\n"1""\n'])
def test_unbalanced_quotes(tmp_path: Path, content: bytes) -> None:
    rows, (issue,) = read(write(tmp_path, content), "a", "b")
    assert rows == []
    assert issue.place.startswith("table.csv:")
    assert issue.expected == "comma-separated text with balanced double quotes"
    assert issue.remedy.startswith("Quote cells that hold commas, quotes or line breaks;")


def test_a_cell_longer_than_the_reader_allows_is_an_error(tmp_path: Path) -> None:
    content = b"a,b\n1," + b"x" * (csv.field_size_limit() + 1) + b"\n"
    rows, (issue,) = read(write(tmp_path, content), "a", "b")
    assert rows == []
    assert "field larger than field limit" in issue.value


def test_random_bytes_never_crash_the_reader(tmp_path: Path) -> None:
    @given(st.binary(max_size=60))
    def check(content: bytes) -> None:
        rows, issues = read(write(tmp_path, content), "a", "b")
        assert not rows or not issues or all(len(row) == 2 for row in rows)

    check()


# --- Limits ------------------------------------------------------------------------------------


def test_as_many_rows_as_the_limit_are_read(tmp_path: Path) -> None:
    rows, issues = read(write(tmp_path, b"a\n1\n2\n3\n"), "a", most_rows=3)
    assert (len(rows), issues) == (3, ())


def test_more_rows_than_the_limit_are_refused(tmp_path: Path) -> None:
    rows, (issue,) = read(write(tmp_path, b"a\n1\n2\n3\n4\n5\n"), "a", most_rows=3)
    assert rows == []
    assert issue.place == "table.csv:5"
    assert told(issue) == (
        "",
        "more than 3 rows",
        "at most 3",
        "Give rare cases as exceptions to default rows instead of listing every combination.",
    )


def test_more_bytes_than_the_limit_are_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_table, "MOST_BYTES", 10)
    rows, (issue,) = read(write(tmp_path, b"a\n1234567890\n"), "a")
    assert rows == []
    assert (issue.place, issue.value, issue.expected) == ("table.csv", "13 bytes", "at most 10")


MILLION = """
import resource, sys
sys.path.insert(0, {root!r})
from lumpbayes.errors import TablesError
from lumpbayes.knowledge.loading import load_knowledge
limit = 2 * 1024**3
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    load_knowledge({path!r})
except TablesError as error:
    for issue in error.issues:
        print(issue)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no address-space limit there")
def test_a_million_rows_are_refused_within_two_gibibytes(tiny: TinyModel) -> None:
    row = "redness,yes,inflammation=yes,0.8,0.4,0.9,sourced,smith2020,a note of usual length\n"
    with open(tiny.file("likelihoods"), "w", encoding="utf-8") as stream:
        stream.write(LIKELIHOOD_COLUMNS)
        for _ in range(1001):
            stream.write(row * 1000)
    script = MILLION.format(root=str(REPOSITORY), path=str(tiny.path))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (
        "likelihoods.csv:1000002: found more than 1,000,000 rows; expected at most" in done.stdout
    )


# --- Cells that a spreadsheet would run --------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''@x"])
def test_a_runnable_cell_is_neutralised(text: str) -> None:
    assert neutralised(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "1-2", "'quoted'", "'", "a=b", "don't"])
def test_other_text_is_left_alone(text: str) -> None:
    assert neutralised(text) == text


@given(st.text(st.sampled_from("=+-@'\tab ,\"\n"), max_size=6).map(str.strip))
def test_neutralised_text_reads_back(text: str) -> None:
    written = neutralised(text)
    assert written[:1] not in tuple("=+-@\t\r")
    stream = io.StringIO()
    csv.writer(stream).writerow(["x", written])
    (read_back,) = csv.reader(io.StringIO(stream.getvalue()))
    assert csv_table._restored(read_back[1].strip()) == text


def test_a_neutralised_cell_in_a_file_reads_back(tmp_path: Path) -> None:
    content = b"a,b\n'=1+1,'plain'\n'-x,''@y\n=1,-2\n"
    rows, issues = read(write(tmp_path, content), "a", "b")
    assert rows == [("=1+1", "'plain'"), ("-x", "'@y"), ("=1", "-2")]
    assert issues == ()


def test_formulas_markup_and_escapes_in_tables_are_only_text(
    tiny: TinyModel, capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = "\x1b]0;gone\x07\x1b[31m<script>alert(1)</script>[bold]=cmd|'/c calc'!A1"
    tiny.replace("labels", "a cyst", f'"{nasty}"')
    tiny.replace("labels", "an abscess", "'=HYPERLINK(1)")
    tiny.set_cell("likelihoods", "biopsy,positive,,", "note", nasty)
    knowledge = tiny.load()
    assert knowledge.state_labels["cause"]["cyst"] == nasty
    assert main(["query", "--model", str(tiny.path)]) == 0
    assert main(["tables", "show", "cause", "--model", str(tiny.path)]) == 0
    shown = capsys.readouterr().out
    assert "\x1b]" not in shown
    assert "\x07" not in shown
    assert "<script>" in shown
    assert "=HYPERLINK(1)" in shown


def test_escapes_in_broken_cells_do_not_reach_the_terminal(
    tiny: TinyModel, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.add("labels", "\x1b[31mpain", "mild", "x")
    tiny.add("sources", "\x1b[2J;", "")
    tiny.replace("model", "[defaults]", '[defaults]\n"\\u001b[31m" = "x"')
    assert main(["tables", "check", "--model", str(tiny.path)]) == 3
    captured = capsys.readouterr()
    assert "\x1b[31m" not in captured.out + captured.err
    assert "\x1b[2J" not in captured.out + captured.err


def test_letters_and_their_accents_are_read_as_one_character(tiny: TinyModel) -> None:
    tiny.write("labels", normalize("NFD", "variable,state,label\ncause,cyst,'=un kyste abîmé\n"))
    assert tiny.load().state_labels["cause"]["cyst"] == normalize("NFC", "=un kyste abîmé")


def test_columns_that_are_empty_throughout_are_fine(tiny: TinyModel) -> None:
    before = tiny.load().fingerprint
    lines = tiny.text("priors").splitlines()
    tiny.write("priors", "\n".join(f"{line},," for line in lines) + "\n")
    assert tiny.load().fingerprint == before


def test_a_cell_under_no_heading_is_not(tiny: TinyModel) -> None:
    lines = tiny.text("priors").splitlines()
    tiny.write("priors", "\n".join([f"{lines[0]},", f"{lines[1]},lost", *lines[2:]]) + "\n")
    assert where(tiny.error()) == "priors.csv:2"
    assert tiny.error().value == "9 cells"
