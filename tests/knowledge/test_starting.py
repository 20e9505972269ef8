"""A model to begin with, as the page of the documentation has it."""

import os
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.errors import WriteError
from lumpbayes.knowledge.starting import start_tables
from tests.test_docs import blocks

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "own-complaint.md"


def test_the_files_are_those_of_the_page(tmp_path: Path) -> None:
    start_tables(str(tmp_path / "mine"))
    found = {path.name: path.read_text("utf-8") for path in (tmp_path / "mine").iterdir()}
    assert found == {block.name: block.text for block in blocks(PAGE) if block.name}
    assert len(found) == 7


def test_it_is_checked_and_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["tables", "new", "mine"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "Note: wrote mine/throat.toml and its tables; edit them, then use: --model "
        "mine/throat.toml\n"
    )
    assert main(["tables", "check", "--model", "mine/throat.toml"]) == 0
    assert "throat 1 is valid: 0 errors, 0 warnings" in capsys.readouterr().out
    assert lb.load("mine/throat.toml").diagnose({"cough": "no", "tonsils": "coated"})["strep"] > 0.3


def test_only_a_new_folder_is_written_into(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert start_tables(str(tmp_path / "empty")).parent.name == "empty"
    before = sorted(os.listdir(tmp_path / "empty"))
    with pytest.raises(WriteError, match="empty exists and is not empty: choose a new folder"):
        start_tables(str(tmp_path / "empty"))
    assert sorted(os.listdir(tmp_path / "empty")) == before
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WriteError, match="file exists and is not empty"):
        start_tables(str(tmp_path / "file"))
    with pytest.raises(WriteError, match="choose a folder that can be written"):
        start_tables(str(tmp_path / "file" / "below"))
