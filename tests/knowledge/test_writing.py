"""Tables as text, and files written whole or not at all."""

import csv
import io
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.errors import TablesError, WriteError
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.replacing import with_tables
from lumpbayes.knowledge.writing import csv_cell, csv_text, table_texts, write_whole
from tests.tiny_model import TinyModel

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\"',;=+-@\n\r\t *|<>&#%\\\u2028\ufeff"), st.characters(codec="utf-8")
    ),
    max_size=12,
)


@given(st.lists(HOSTILE, min_size=2, max_size=2))
def test_a_line_of_cells_reads_back(cells: list[str]) -> None:
    text = csv_text(("a", "b"), [cells])
    head, row = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == ["a", "b"]
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]


@given(st.floats(0, 1))
def test_a_double_reads_back(number: float) -> None:
    import numpy as np

    assert float(csv_cell(number)) == number
    assert csv_cell(np.float64(number)) == csv_cell(number)


def test_the_tables_of_the_bundled_model_read_back() -> None:
    knowledge = load_knowledge()
    again = with_tables(knowledge, {})
    assert again.fingerprint == knowledge.fingerprint
    assert again.presentations == tuple(
        each._replace(line=number) for number, each in enumerate(knowledge.presentations, 2)
    )
    assert table_texts(again) == table_texts(knowledge)


@given(st.lists(HOSTILE, min_size=9, max_size=9), st.floats(0.001, 0.999))
def test_hostile_texts_and_any_double_read_back(
    hostile_model: TinyModel, texts: list[str], probability: float
) -> None:
    """What the first reading makes of the texts (outer spaces off) must not change."""
    knowledge = hostile_model.load()
    frames = {name: _frame(text) for name, text in table_texts(knowledge).items()}
    frames["variables"].loc[4, "question"] = texts[0]
    frames["labels"].loc[:, "label"] = texts[1]
    frames["groups"].loc[:, "label"] = texts[2]
    frames["likelihoods"].loc[0, ["probability", "low", "high"]] = [probability, 0.0, 1.0]
    frames["likelihoods"].loc[:, "note"] = texts[3]
    frames["sources"].loc[:, "title"] = texts[4]
    frames["management"].loc[0, ["workup", "treatment"]] = texts[5:7]
    frames["red_flags"].loc[0, "advice"] = texts[7]
    frames["priors"].loc[:, "note"] = texts[8]
    if any("\0" in text for text in texts):
        with pytest.raises(TablesError, match=r"found '\\x00'; expected UTF-8 text"):
            with_tables(knowledge, frames)
        return
    first = with_tables(knowledge, frames)
    second = with_tables(first, {})
    assert second.fingerprint == first.fingerprint
    assert table_texts(second) == table_texts(first)
    assert second.likelihoods[0].estimate.probability == probability
    assert second.likelihoods[0].estimate.note == first.likelihoods[0].estimate.note


@pytest.fixture(scope="module")
def hostile_model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    return TinyModel(tmp_path_factory.mktemp("hostile"))


def _frame(text: str):  # type: ignore[no-untyped-def]
    import pandas as pd

    return pd.read_csv(io.StringIO(text), dtype=object, keep_default_na=False)


def test_a_lone_carriage_return_is_quoted(tiny: TinyModel) -> None:
    """Python 3.11's own writer does not, and the row would read back as two."""
    tiny.write("labels", 'variable,state,label\ncause,cyst,"a\rcyst"\n')
    knowledge = tiny.load()
    assert knowledge.state_labels["cause"]["cyst"] == "a\rcyst"
    assert with_tables(knowledge, {}).fingerprint == knowledge.fingerprint


# --- Whole or not at all -----------------------------------------------------------------------


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(str(path), "\ufeffnew\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbfnew\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write_whole(str(tmp_path / "a.csv"), "new")
    assert (tmp_path / "a.csv").read_text() == "new"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").write_text("old")
    (tmp_path / "a.csv").symlink_to(tmp_path / "real" / "a.csv")
    write_whole(str(tmp_path / "a.csv"), "new")
    assert (tmp_path / "a.csv").is_symlink()
    assert (tmp_path / "real" / "a.csv").read_text() == "new"


@pytest.mark.parametrize("function", ["replace", "fsync", "chmod"])
def test_a_write_that_fails_half_way_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.csv"
    path.write_text("old")
    monkeypatch.setattr(os, function, fail)
    with pytest.raises(
        WriteError, match=r"a\.csv cannot be written: No space left on device; nothing was changed"
    ) as caught:
        write_whole(str(path), "new")
    assert caught.value.exit_code == 2
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_an_interrupt_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(str(tmp_path / "a.csv"), "new")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written: No such file or directory"):
        write_whole(str(tmp_path / "nowhere" / "a.csv"), "new")


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.csv"
    path.write_text("old")
    monkeypatch.setattr(tempfile, "mkstemp", refuse)  # root, in a container, writes everywhere
    with pytest.raises(WriteError, match=r"Permission denied; nothing was changed\. Check th"):
        write_whole(str(path), "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_new_file_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_whole(str(path), "mine", private=True, new=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(
        WriteError, match=r"a\.csv is there already: choose another name, or replace it"
    ):
        write_whole(str(path), "yours", private=True, new=True)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(WriteError, match="link is there already"):
        write_whole(str(tmp_path / "link"), "yours", new=True)
    assert path.read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "link"]


def test_a_new_file_where_there_are_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    write_whole(str(tmp_path / "a.csv"), "mine", new=True)
    with pytest.raises(WriteError, match=r"a\.csv is there already"):
        write_whole(str(tmp_path / "a.csv"), "yours", new=True)
    assert (tmp_path / "a.csv").read_text() == "mine"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_half_a_character_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(
        WriteError, match=r"a\.csv cannot be written: '\\ud800' is half a character"
    ):
        write_whole(str(tmp_path / "a.csv"), "a\ud800b")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "half"), [("a\0b.csv", r"'\\x00'"), ("a\ud800.csv", r"'\\ud800'")]
)
@pytest.mark.parametrize("how", [{}, {"new": True}, {"private": True}])
def test_a_name_that_no_file_can_have(
    tmp_path: Path, name: str, half: str, how: dict[str, bool]
) -> None:
    for path in (tmp_path / name, tmp_path / name / "a.csv"):
        with pytest.raises(WriteError, match=rf"cannot be written: no name .* may hold {half}"):
            write_whole(str(path), "mine", **how)
    assert os.listdir(tmp_path) == []


def test_bytes_of_a_name_that_are_no_utf_8_may_be_written(tmp_path: Path) -> None:
    write_whole(str(tmp_path / os.fsdecode(b"a\xff.csv")), "mine", new=True)
    assert os.listdir(os.fsencode(tmp_path)) == [b"a\xff.csv"]


def test_a_file_without_a_name() -> None:
    with pytest.raises(WriteError, match="'' is no name of a file; nothing was changed"):
        write_whole("", "mine", private=True)
