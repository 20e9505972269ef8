import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.knowledge.patching import patched

HEAD = "a,b,c\n"


@pytest.mark.parametrize(
    ("text", "line", "values", "expected"),
    [
        ("a,b\n1,2\n3,4\n", 2, {"b": 0.5}, "a,b\n1,0.5\n3,4\n"),
        ("a,b\r\n1,2\r\n3,4\r\n", 3, {"a": "x"}, "a,b\r\n1,2\r\nx,4\r\n"),
        ("a,b\r1,2\r3,4\r", 3, {"a": "x"}, "a,b\r1,2\rx,4\r"),
        ("a,b\n1,2", 2, {"b": 3}, "a,b\n1,3"),
        ("\ufeffa,b\n1,2\n", 2, {"a": 3}, "\ufeffa,b\n3,2\n"),
        (" a , b \n1,2\n", 2, {"a": 3}, " a , b \n3,2\n"),
        ('"a","b"\n"1","2"\n', 2, {"a": 3}, '"a","b"\n3,"2"\n'),
        ("a,b,c\n1, two ,\n", 2, {"a": 3}, "a,b,c\n3, two ,\n"),
        ("a,b\n1,\n", 2, {"b": 3}, "a,b\n1,3\n"),
        ("a,b\n,2\n", 2, {"b": 3}, "a,b\n,3\n"),
        ('a,b\n"x\n""y"", z",2\n1,"2"\n', 2, {"b": 3}, 'a,b\n"x\n""y"", z",3\n1,"2"\n'),
        ('a,b\n"x\ny",2\n1,"2"\n', 4, {"a": 3}, 'a,b\n"x\ny",2\n3,"2"\n'),
        ('a,b\n"x\r\ny",2\n', 2, {"a": 3}, "a,b\n3,2\n"),
        ("a,b\n\n,\n1,2\n", 4, {"a": 3}, "a,b\n\n,\n3,2\n"),
        ('a,b\n5"x,2\n', 2, {"b": 3}, 'a,b\n5"x,3\n'),
        ("a,b\n1,2\n", 2, {"a": "=1+1"}, "a,b\n'=1+1,2\n"),
        ("a,b\n1,2\n", 2, {"a": 'say "x", y'}, 'a,b\n"say ""x"", y",2\n'),
        ("a,b\n1,2\n", 2, {"a": "x\ry"}, 'a,b\n"x\ry",2\n'),
    ],
)
def test_one_cell_changes_and_nothing_else(
    text: str, line: int, values: dict[str, object], expected: str
) -> None:
    assert patched(text, {line: values}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", "a,b\n1,2\n,new\n"),
        ("b,a\r\n1,2\r\n", "b,a\r\n1,2\r\nnew,\r\n"),
        ("a,b\r\n1,2", "a,b\r\n1,2\r\n,new\r\n"),
        ("\ufeffa,b", "\ufeffa,b\n,new\n"),
        ("a,b\n1,2\n\n,,\n", "a,b\n1,2\n\n,,\n,new\n"),
        ("a,b\r1,2\r", "a,b\r1,2\r,new\r"),
    ],
)
def test_a_row_is_appended_in_the_file_s_own_form(text: str, expected: str) -> None:
    assert patched(text, {}, [{"b": "new"}]) == expected


cells = st.text(st.sampled_from("ab,;\"'\n\r =+-@é"), max_size=5)


@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5),
    st.sampled_from(("\n", "\r\n")),
    st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
    cells,
    st.data(),
)
def test_reading_finds_the_change_and_the_same_everywhere_else(
    rows: list[tuple[str, ...]], end: str, quoting: int, new: str, data: st.DataObject
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(("a", "b", "c"))
    for row in rows:
        # Python 3.11 does not quote a lone carriage return
        writer.writerow([cell.replace("\r", "") for cell in row])
    text = stream.getvalue()
    before = _read(text)
    number = data.draw(st.integers(0, len(rows) - 1))
    line = list(before)[number + 1]
    after = _read(patched(text, {line: {"b": new}}, [{"c": new}]))
    written = "'" + new if new.lstrip("'")[:1] in ("=", "+", "-", "@", "\r") and new else new
    expected = list(before.values())
    expected[number + 1] = [expected[number + 1][0], written, expected[number + 1][2]]
    assert list(after.values()) == [*expected, ["", "", written]]


def _read(text: str) -> dict[int, list[str]]:
    """The rows by the line where each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found = {}
    line = 1
    for row in reader:
        found[line] = row
        line = reader.line_num + 1
    return found
