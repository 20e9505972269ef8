"""The private file of an interview: what was known at its start, and every answer in order."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from lumpbayes.display.record import record_json
from lumpbayes.errors import EvidenceError, WriteError
from lumpbayes.knowledge.careful_json import parse_json
from lumpbayes.knowledge.file_lock import file_lock
from lumpbayes.knowledge.regular_file import regular_bytes
from lumpbayes.knowledge.utf_8 import decoded
from lumpbayes.knowledge.writing import write_whole

__all__ = ["Answered", "Session", "is_shared", "read_session", "replace_session", "save_session"]

SCHEMA = 1
KIND = "interview"
MOST_BYTES = 1_000_000
BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
MODEL_KEYS = ("name", "version", "fingerprint")
FINGERPRINT = re.compile("[0-9a-f]{64}")


class Answered(NamedTuple):
    """A question that was answered.

    Attributes:
        variable: what was asked.
        key: the name under which evidence takes the answer, such as ``size_cm``.
        value: the answer in its JSON form; None where it is not known.
    """

    variable: str
    key: str
    value: Any


class Session(NamedTuple):
    """An interview so far.

    Attributes:
        model: name, version and fingerprint of the model that asked.
        start: the evidence that was given before the first question, in its JSON form.
        answers: every question that was answered, in order, don't know included.
        set_aside: answers to another model's questions, which this one has no place for.
    """

    model: Mapping[str, str]
    start: Mapping[str, Any]
    answers: tuple[Answered, ...] = ()
    set_aside: tuple[Answered, ...] = ()

    @property
    def evidence(self) -> dict[str, Any]:
        """All that is known."""
        known = {each.key: each.value for each in self.answers if each.value is not None}
        return {**self.start, **known}

    @property
    def skipped(self) -> tuple[str, ...]:
        """What was asked and is not known."""
        return tuple(each.variable for each in self.answers if each.value is None)

    def answered(self, answer: Answered) -> Session:
        """The session with one answer more."""
        return self._replace(answers=(*self.answers, answer))

    def undone(self) -> Session:
        """The session without its last answer."""
        return self._replace(answers=self.answers[:-1])


def save_session(path: str, session: Session) -> None:
    """Write a session, for its owner alone to read.

    Raises:
        WriteError: it cannot be written; the old file is as it was.
    """
    record = {
        "schema": SCHEMA,
        "kind": KIND,
        "model": dict(session.model),
        "evidence": session.evidence,  # for --evidence of other commands; not read back
        "start": dict(session.start),
        "answers": _listed(session.answers),
        "set_aside": _listed(session.set_aside),
    }
    write_whole(path, record_json(record) + "\n", private=True)


def replace_session(path: str, before: Session | None, after: Session) -> None:
    """Write a session over what was written or read last, for others to wait or be refused.

    Args:
        path: the file.
        before: what should stand there; None where there should be no such file.
        after: what shall.

    Raises:
        WriteError: it cannot be written, or another program wrote into it meanwhile.
        EvidenceError: what stands there now is no session.
    """
    with file_lock(path):
        if read_session(path) not in (None, before):
            raise WriteError(
                f"{path} was changed by another program meanwhile, and is left as it is: give "
                "every interview a file of its own, or begin again to go on from what stands there"
            )
        save_session(path, after)


def _listed(answers: Iterable[Answered]) -> list[dict[str, Any]]:
    return [{**each._asdict(), "skipped": each.value is None} for each in answers]


def read_session(path: str) -> Session | None:
    """The session in a file; None where there is no such file.

    Raises:
        EvidenceError: a link, somebody else's file, or no session at all.
    """
    data = _bytes(path)
    if data is None:
        return None
    try:
        content = parse_json(decoded(data))
    except ValueError as error:
        raise _unusable(path, f"{error}; expected JSON in UTF-8") from error
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise _unusable(path, "it holds something else")
    if content.get("schema") != SCHEMA:
        raise _unusable(
            path, f"its schema is {content.get('schema')!r}, this version reads {SCHEMA}: update it"
        )
    try:
        return _session(content)
    except (KeyError, TypeError, ValueError) as error:
        raise _unusable(path, f"a part is missing or of the wrong kind: {error}") from error


def is_shared(path: str) -> bool:
    """Whether others may read a file, or write into it; False where there is none."""
    try:
        return os.name == "posix" and os.lstat(path).st_mode & BY_OTHERS != 0
    except FileNotFoundError:
        return False


def _session(content: dict[str, Any]) -> Session:
    """Raises KeyError, TypeError or ValueError for anything that a session is not made of."""
    model = {key: _kind(content["model"][key], str) for key in MODEL_KEYS}
    if not FINGERPRINT.fullmatch(model["fingerprint"]):
        raise ValueError(f"{model['fingerprint'][:40]!r} where a fingerprint is expected")
    start = _kind(content["start"], dict)
    answers = (_answers(content[name]) for name in ("answers", "set_aside"))
    return Session(model, start, *answers)


def _answers(listed: Any) -> tuple[Answered, ...]:
    return tuple(
        Answered(_kind(each["variable"], str), _kind(each["key"], str), each["value"])
        for each in _kind(listed, list)
    )


def _kind(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{str(value)[:40]!r} where a {kind.__name__} is expected")
    return value


def _bytes(path: str) -> bytes | None:
    """The file's content, if it is one that only its owner can have put there."""
    try:
        return regular_bytes(
            path, MOST_BYTES, links=False, check=lambda status: _check(path, status)
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = "it is a link" if os.path.islink(path) else getattr(error, "strerror", "") or error
        raise _unusable(path, str(reason)) from error


def _check(path: str, status: os.stat_result) -> None:
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise _unusable(path, "it belongs to somebody else")


def _unusable(path: str, reason: str) -> EvidenceError:
    return EvidenceError(
        f"{path} cannot be used as the file of an interview: {reason}. Name another file with "
        "--session, which is made if it is not there"
    )
