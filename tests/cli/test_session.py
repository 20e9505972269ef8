"""The private file of an interview: what is written, who may read it, and what is refused."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.cli import resuming
from lumpbayes.cli.session import (
    Answered,
    Session,
    is_shared,
    read_session,
    replace_session,
    save_session,
)
from lumpbayes.errors import EvidenceError, WriteError

SESSION = Session(
    {"name": "tiny", "version": "1.2.3", "fingerprint": "ab" * 32},
    {"setting": "hospital", "size_cm": 6.2},
    (Answered("redness", "redness", "yes"), Answered("pain", "pain", None)),
    (Answered("gone", "gone", {"not": "yes"}),),
)
posix = pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")


@pytest.fixture(scope="module")
def sweeps() -> lb.Engine:
    return lb.load(backend="sweeps")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "patient.json"


def content(**changes: Any) -> dict[str, Any]:
    """The record of a session, with changes; None takes a key away."""
    record = {
        "schema": 1,
        "kind": "interview",
        "model": dict(SESSION.model),
        "start": {},
        "answers": [],
        "set_aside": [],
    }
    return {key: value for key, value in {**record, **changes}.items() if value is not None}


def test_what_is_written_is_read_back(path: Path) -> None:
    save_session(str(path), SESSION)
    assert read_session(str(path)) == SESSION
    assert SESSION.evidence == {"setting": "hospital", "size_cm": 6.2, "redness": "yes"}
    assert SESSION.skipped == ("pain",)
    assert json.loads(path.read_text("utf-8"))["evidence"] == SESSION.evidence
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_there_is_no_file_yet(path: Path) -> None:
    assert read_session(str(path)) is None


def test_answers_come_and_go() -> None:
    more = SESSION.answered(Answered("biopsy", "biopsy", "negative"))
    assert more.evidence["biopsy"] == "negative"
    assert more.undone() == SESSION
    assert SESSION.undone().skipped == ()


@posix
def test_only_its_owner_can_read_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(json.dumps(content()), "utf-8")
    path.chmod(0o644)
    assert read_session(str(path)) is not None
    assert is_shared(str(path))
    assert not is_shared(str(path.with_name("nothing.json")))
    old = os.umask(0)
    try:
        save_session(str(path), SESSION)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not is_shared(str(path))


@posix
def test_a_link_is_neither_read_nor_followed(path: Path) -> None:
    other = path.with_name("precious.txt")
    other.write_text(json.dumps(content()), "utf-8")
    path.symlink_to(other)
    with pytest.raises(EvidenceError, match=r"it is a link\. Name another file"):
        read_session(str(path))
    save_session(str(path), SESSION)  # who put the link there in the meantime gains nothing
    assert json.loads(other.read_text("utf-8")) == content()
    assert not path.is_symlink()


@posix
def test_somebody_elses_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_session(str(path), SESSION)
    monkeypatch.setattr("lumpbayes.cli.session.os.getuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(EvidenceError, match="it belongs to somebody else"):
        read_session(str(path))


@posix
def test_what_is_no_file(path: Path) -> None:
    with pytest.raises(EvidenceError, match="cannot be used as the file of an interview: Is a dir"):
        read_session(str(path.parent))
    os.mkfifo(path)
    with pytest.raises(EvidenceError, match="it is no regular file"):
        read_session(str(path))


ANSWER = {"variable": "pain", "key": "pain", "value": "mild"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected JSON in UTF-8"),
        ("{", "expected JSON in UTF-8"),
        ("[" * 100_000, "nested too deep|expected JSON"),
        ("\ud800", "expected JSON in UTF-8"),
        ("[]", "it holds something else"),
        ('{"fever": "yes"}', "it holds something else"),
        ('{"kind": "interview", "schema": NaN}', "NaN is no number"),
        ('{"kind": "interview", "schema": 1e999}', "1e999 is too large for a number"),
        ('{"kind": "\\ud800"}', "half a character"),
        ('{"kind": "interview", "kind": "notes"}', "'kind' is given twice: .interview. and"),
        (
            content(model={**SESSION.model, "fingerprint": "\x1b[2J"}),
            "where a fingerprint is expected",
        ),
        (content(schema=2), "its schema is 2, this version reads 1"),
        (content(model=None), "a part is missing or of the wrong kind: 'model'"),
        (content(model={"name": "tiny", "version": 1}), "'1' where a str is expected"),
        (content(start=[]), r"'\[\]' where a dict is expected"),
        (content(answers={}), "'{}' where a list is expected"),
        (content(answers=["pain"]), "a part is missing or of the wrong kind"),
        (content(answers=[{**ANSWER, "key": 3}]), "'3' where a str is expected"),
        (content(set_aside=[{"variable": "pain", "key": "pain"}]), "'value'"),
        (" " * 1_000_001, "it is longer than 1,000,000 bytes"),
    ],
)
def test_a_hostile_file(path: Path, text: str | dict[str, Any], message: str) -> None:
    written = text if isinstance(text, str) else json.dumps(text)
    path.write_bytes(written.encode("utf-8", "surrogatepass"))
    with pytest.raises(EvidenceError, match=message):
        read_session(str(path))


def test_a_file_that_cannot_be_written(path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written"):
        save_session(str(path / "below" / "nothing.json"), SESSION)


def test_two_interviews_in_one_file(path: Path) -> None:
    more = SESSION.answered(Answered("biopsy", "biopsy", "negative"))
    save_session(str(path), SESSION)
    replace_session(str(path), SESSION, more)
    with pytest.raises(WriteError, match="was changed by another program meanwhile, and is left"):
        replace_session(str(path), SESSION, SESSION.undone())
    assert read_session(str(path)) == more
    path.unlink()
    replace_session(str(path), SESSION, more)
    assert read_session(str(path)) == more


def test_a_file_that_appeared_meanwhile_is_kept(path: Path) -> None:
    replace_session(str(path), None, SESSION)
    with pytest.raises(WriteError, match="was changed by another program meanwhile"):
        replace_session(str(path), None, SESSION.undone())
    assert read_session(str(path)) == SESSION
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_interview_does_not_begin_over_another(
    path: Path, sweeps: lb.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(name: str) -> Session | None:
        found = read_session(name)
        save_session(name, SESSION)  # what another program does meanwhile
        return found

    monkeypatch.setattr(resuming, "read_session", read)
    with pytest.raises(WriteError, match="was changed by another program meanwhile"):
        resuming.opened(sweeps, str(path), {})
    assert read_session(str(path)) == SESSION


def test_half_a_character_is_not_written(path: Path) -> None:
    odd = SESSION.answered(Answered("pain", "pain", "\ud800"))
    with pytest.raises(WriteError, match="is half a character"):
        save_session(str(path), odd)
    assert not path.exists()
