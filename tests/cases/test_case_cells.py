"""Cells understood: what is a gap, what is a problem, and what is never guessed."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lumpbayes as lb
from lumpbayes.cases.case_cells import ReadChunk
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.read_cases import open_read
from tests.cases.case_examples import csv_file


@pytest.fixture(scope="module")
def engine() -> lb.Engine:
    return lb.load(backend="sweeps")


NOTHING = CaseReading()


def read(engine: lb.Engine, path: str | Path, reading: CaseReading = NOTHING) -> ReadChunk:
    with open_read(engine.knowledge, engine.network, str(path), reading) as cases:
        [chunk] = cases.chunks()
        assert cases.shown.endswith(Path(path).name)
        return chunk


def column(engine: lb.Engine, tmp_path: Path, name: str, *cells: str, **options: Any) -> ReadChunk:
    rows = [[name, "id"], *([cell, "x"] for cell in cells)]
    reading = CaseReading(keep=("id",), **options)
    return read(engine, csv_file(tmp_path / "c.csv", rows), reading)


def test_words_for_gaps_are_states_or_errors(engine: lb.Engine, tmp_path: Path) -> None:
    chunk = column(engine, tmp_path, "pain", "None", "NA", "", "  ", "none")
    assert chunk.cases.codes[:, 0].tolist() == [2, -1, -1, -1, 2]
    assert [(each.row, each.value) for each in chunk.problems] == [(3, "NA")]
    assert chunk.bad.tolist() == [False, True, False, False, False]
    chunk = column(engine, tmp_path, "pain", "None", "NA", "none", missing=("NA", "None"))
    assert chunk.cases.codes[:, 0].tolist() == [-1, -1, 2]
    assert not chunk.problems


def test_the_default_setting_is_assumed(engine: lb.Engine, tmp_path: Path) -> None:
    chunk = column(engine, tmp_path, "setting", "", "any", "emergency")
    assert chunk.cases.codes[:, 0].tolist() == [0, -1, 1]
    assert chunk.assumed["setting"].tolist() == [True, False, False]
    chunk = column(engine, tmp_path, "setting", "", "any", setting="emergency")
    assert chunk.cases.codes[:, 0].tolist() == [1, -1]
    assert not chunk.assumed


def test_a_setting_that_does_not_exist(engine: lb.Engine, tmp_path: Path) -> None:
    with pytest.raises(lb.UnknownNameError, match="setting has no state 'moon'"):
        column(engine, tmp_path, "fever", "yes", setting="moon")


def test_the_truth_is_read_and_not_used(engine: lb.Engine, tmp_path: Path) -> None:
    rows = [["cause", "fever"], ["lipoma", "yes"], ["", "no"], ["flu", "no"]]
    chunk = read(engine, csv_file(tmp_path / "c.csv", rows), CaseReading(truth="cause"))
    assert chunk.truth is not None
    assert chunk.truth.tolist() == [2, -1, -1]
    assert chunk.names == ("fever", "setting")
    [problem] = chunk.problems
    assert problem.at("c.csv").startswith("c.csv:4, column cause: cause has no state 'flu': choose")
    assert column(engine, tmp_path, "fever", "yes").truth is None


SOFT = [
    ("0.5", "0.25", None),
    ("0", "0", "the likelihood is 0 for every state"),
    ("0.5", "", "it is blank, beside the likelihood of another state: write 0"),
    ("0,5", "0.1", "'0,5': expected a likelihood, a number of at least 0"),
    ("-1", "0.1", "'-1': expected a likelihood"),
    ("nan", "0.1", "'nan': expected a likelihood"),
    ("inf", "0.1", "'inf': expected a likelihood"),
    ("1", "1e-400", "a blank; it is too small for a double; write 0 to exclude"),
    ("1e-320", "1e300", "the ratio of the likelihoods is too small for a double"),
]


def test_likelihoods(engine: lb.Engine, tmp_path: Path) -> None:
    rows = [["fever:yes", "fever:no"], *([yes, no] for yes, no, _ in SOFT)]
    chunk = read(engine, csv_file(tmp_path / "c.csv", rows))
    assert chunk.bad.tolist() == [message is not None for _, _, message in SOFT]
    found = {problem.row: problem.message for problem in chunk.problems}
    assert len(found) == len(chunk.problems)  # one problem a row
    for row, (_, _, message) in enumerate(SOFT, 2):
        assert message is None or message in found[row]
    assert chunk.cases.vectors[0][0].tolist() == [1.0, 0.5]


def test_likelihoods_from_parquet(engine: lb.Engine, tmp_path: Path) -> None:
    table = pa.table({"fever:yes": [0.5, None, float("nan")], "fever:no": [1, None, None]})
    pq.write_table(table, tmp_path / "c.parquet")
    chunk = read(engine, tmp_path / "c.parquet")
    assert chunk.cases.codes[:, 0].tolist() == [2, -1, -1]
    assert not chunk.problems


def test_numbers_in_text_and_out_of_range(engine: lb.Engine, tmp_path: Path) -> None:
    chunk = column(engine, tmp_path, "size_cm", "2", " 6.2 ", "1,5", "5 cm", "-1", "1e9")
    assert chunk.cases.codes[:2, 0].tolist() == [1, 2]
    assert [each.row for each in chunk.problems] == [4, 5, 6, 7]
    assert "write the decimal point as a point: 1.5" in chunk.problems[0].message
    assert "write the number alone" in chunk.problems[1].message
    table = pa.table({"size_cm": [1.0, 900.0, None]})
    pq.write_table(table, tmp_path / "c.parquet")
    chunk = read(engine, tmp_path / "c.parquet")
    assert chunk.bad.tolist() == [False, True, False]
    assert chunk.problems[0].row == 2


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([["yes"]]), "list"),
        (pa.array([{"a": 1}]), "struct"),
        (pa.array([b"\xff"]).cast(pa.binary()), "binary"),
    ],
)
def test_columns_that_hold_no_cells(
    engine: lb.Engine, tmp_path: Path, values: pa.Array, kind: str
) -> None:
    pq.write_table(pa.table({"fever": values}), tmp_path / "c.parquet")
    expected = f"column 'fever' holds {kind}.*, which cannot be read: expected text in UTF-8, num"
    with pytest.raises(lb.EvidenceError, match=f"{expected}|fever has no state"):
        chunk = read(engine, tmp_path / "c.parquet")
        raise chunk.problems[0].error("c.parquet")


def test_many_words_are_not_all_remembered(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lumpbayes.cases import case_cells

    monkeypatch.setattr(case_cells, "MOST_REMEMBERED", 1)
    path = csv_file(tmp_path / "c.csv", [["fever"], *[["yes"], ["no"], ["Yes"], ["YES"]] * 3])
    with open_read(engine.knowledge, engine.network, path, CaseReading(), rows=4) as cases:
        found = [chunk.cases.codes[:, 0].tolist() for chunk in cases.chunks()]
    assert found == [[0, 1, 0, 0]] * 3


SENTINELS = {
    "age_years": ([70, 99, None, 3], "99"),
    "size_cm": ([1.5, -9.0, None, 6.25], "-9"),
    "fever": ([True, False, None, True], "false"),
    "fever:yes": ([0.5, 99.0, None, 1.0], "99"),
    "fever:no": ([0.25, 99.0, None, 2.0], "99"),
}


@pytest.mark.parametrize(
    "names", [["age_years"], ["size_cm"], ["fever"], ["fever:yes", "fever:no"]]
)
@pytest.mark.parametrize("coded", [True, False])
def test_csv_and_parquet_have_the_same_gaps(
    engine: lb.Engine, tmp_path: Path, names: list[str], coded: bool
) -> None:
    columns = {name: SENTINELS[name][0] for name in names}
    missing = tuple({SENTINELS[name][1] for name in names})
    arrays = {name: pa.array(column) for name, column in columns.items()}
    if coded and names != ["fever"]:
        arrays = {name: array.dictionary_encode() for name, array in arrays.items()}
    pq.write_table(pa.table(arrays), tmp_path / "c.parquet")
    rows = [
        [
            "" if cell is None else f"{cell:g}" if cell not in (True, False) else str(cell).lower()
            for cell in row
        ]
        for row in zip(*columns.values(), strict=True)
    ]
    reading = CaseReading(missing=missing)
    text = read(engine, csv_file(tmp_path / "c.csv", [names, *rows, ["x"] * len(names)]), reading)
    assert [problem.row for problem in text.problems] == [6] * len(names)
    found = read(engine, tmp_path / "c.parquet", reading)
    assert not found.problems
    assert found.cases.codes.tolist() == text.cases.codes[:4].tolist()
    assert (found.cases.codes[:, 0] == -1).tolist() == [False, True, True, False]


def test_numbers_that_are_missing_beside_one_out_of_range(
    engine: lb.Engine, tmp_path: Path
) -> None:
    pq.write_table(pa.table({"size_cm": [2.0, 99.0, 1e9]}), tmp_path / "c.parquet")
    chunk = read(engine, tmp_path / "c.parquet", CaseReading(missing=("99",)))
    assert chunk.cases.codes[:, 0].tolist() == [1, -1, -1]
    assert [problem.row for problem in chunk.problems] == [3]


def test_a_truth_in_numbers_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "n.bif").write_text(DIGITS)
    engine = lb.load(tmp_path / "n.bif", target="a", backend="sweeps")
    pq.write_table(pa.table({"a": [1, 9, 0]}), tmp_path / "c.parquet")
    chunk = read(engine, tmp_path / "c.parquet", CaseReading(truth="a", missing=("9",)))
    assert chunk.truth is not None
    assert chunk.truth.tolist()[1] == -1
    assert [problem.row for problem in chunk.problems] == [1, 3]  # 1 and 0 are no states


DIGITS = """\
network n { }
variable a { type discrete [ 2 ] { zero, one }; }
probability ( a ) { table 0.5, 0.5; }
"""


def test_likelihoods_that_say_nothing(engine: lb.Engine, tmp_path: Path) -> None:
    rows = [["fever:yes", "fever:no"], ["0.3", "0.3"], ["1", "0"], ["0.5", "1"]]
    chunk = read(engine, csv_file(tmp_path / "c.csv", rows))
    assert chunk.cases.codes[:, 0].tolist() == [-1, 0, 4]


@pytest.mark.parametrize("text", [True, False])
def test_numbers_are_not_all_remembered(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bool
) -> None:
    from lumpbayes.cases import case_cells

    monkeypatch.setattr(case_cells, "MOST_REMEMBERED", 20)
    numbers = [1 + at / 1000 for at in range(100)]
    if text:
        path = csv_file(tmp_path / "c.csv", [["size_cm"], *([str(each)] for each in numbers)])
    else:
        path = str(tmp_path / "c.parquet")
        pq.write_table(pa.table({"size_cm": [Decimal(str(each)) for each in numbers]}), path)
    with open_read(engine.knowledge, engine.network, path, CaseReading(), rows=10) as cases:
        found = list(cases.chunks())
        assert len(found) == 10
        assert 0 < cases.cells._meanings["size_cm"].remembered <= 30
