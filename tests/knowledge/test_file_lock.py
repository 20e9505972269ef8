"""One writer at a time."""

import os
import threading
from pathlib import Path

import pytest

from lumpbayes.errors import WriteError
from lumpbayes.knowledge import file_lock as module
from lumpbayes.knowledge.file_lock import file_lock


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    file = tmp_path / "count"
    file.write_text("0")

    def add() -> None:
        for _ in range(20):
            with file_lock(str(file)):
                file.write_text(str(int(file.read_text()) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.read_text() == "80"
    assert os.listdir(tmp_path) == ["count"]


def test_an_error_within_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), file_lock(str(tmp_path / "a")):
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == []


def test_a_lock_that_a_killed_program_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT", 0.0)
    monkeypatch.setattr(module, "PAUSE", 0.001)
    lock = tmp_path / ".a.json.lock"
    lock.touch()
    expected = (
        r"a\.json is being written by another program.*and .*\.a\.json\.lock is to be removed"
    )
    with pytest.raises(WriteError, match=expected), file_lock(str(tmp_path / "a.json")):
        pytest.fail("two have it")
    assert lock.exists()


def test_no_lock_where_nothing_can_be_written(tmp_path: Path) -> None:
    with (
        pytest.raises(WriteError, match="cannot be written: No such file or directory"),
        file_lock(str(tmp_path / "nowhere" / "a")),
    ):
        pytest.fail("there is no such folder")
