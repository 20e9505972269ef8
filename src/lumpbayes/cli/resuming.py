"""An interview taken up again: perhaps by another model, perhaps with more evidence beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lumpbayes.cli.printing import note
from lumpbayes.cli.session import Answered, Session, is_shared, read_session, replace_session
from lumpbayes.engine import Engine
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.evidence import interpret
from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.reasoning.answer import ModelIdentity

__all__ = ["opened"]


def opened(engine: Engine, path: str | None, start: Mapping[str, Any]) -> Session:
    """The session to go on with; written at once, so that a file that cannot be is told of.

    Args:
        engine: who asks.
        path: the session's file; None where nothing is kept.
        start: what is known besides, in its JSON form.

    Raises:
        EvidenceError: the file cannot be used, or says otherwise than ``start``.
        ImpossibleEvidenceError: both together have probability 0.
        WriteError: the file cannot be written, or another interview wrote into it meanwhile.
    """
    saved = None if path is None else read_session(path)
    session = Session(ModelIdentity.of(engine.knowledge).to_dict(), start)
    if saved is not None:
        found, reasons = _fitted(engine, saved)
        session = _with_start(engine, found, start)
        _say_resumed(path or "", saved, session, reasons)
    if path is not None:
        shared = is_shared(path)
        replace_session(path, saved, session)
        if shared:
            note(f"{path} could be read by others; it is private now")
    return session


def _say_resumed(path: str, saved: Session, session: Session, reasons: Iterable[str]) -> None:
    """Where the session stands, and what of it this model has no place for."""
    if saved.model != session.model:
        name, version, fingerprint = saved.model.values()
        note(
            f"{path} was answered to another model ({name} {version}, fingerprint "
            f"{fingerprint[:12]}); its answers are asked of this one"
        )
    for reason in reasons:
        note(f"set aside, and kept in {path}: {reason}")
    note(f"{path} is taken up again: {len(session.answers)} answered")


def _fitted(engine: Engine, session: Session) -> tuple[Session, tuple[str, ...]]:
    """A session as this engine's model understands it, and why some of it has no place there.

    What has none is set aside, and comes back with a model that has one.
    """
    known: dict[str, Any] = {}
    answers: list[Answered] = []
    aside: list[Answered] = []
    reasons: list[str] = []
    start = [Answered(key, key, value) for key, value in session.start.items()]
    for number, each in enumerate((*start, *session.answers, *session.set_aside)):
        try:
            found = _understood(engine, known, answers, each)
        except EvidenceError as error:
            aside.append(each)
            reasons.append(f"{each.variable}: {error}")
            continue
        if found.value is not None:
            known[found.key] = found.value
        if number >= len(start):
            answers.append(found)
    replied = {each.key for each in answers}
    begin = {key: value for key, value in known.items() if key not in replied}
    model = ModelIdentity.of(engine.knowledge).to_dict()
    found_again = Session(model, begin, tuple(answers), tuple(aside))
    return found_again, tuple(reasons)


def _understood(
    engine: Engine, known: Mapping[str, Any], answers: Iterable[Answered], new: Answered
) -> Answered:
    """An answer in the model's own words.

    Raises:
        EvidenceError: it has no place in the model, or none beside what is known.
    """
    variable = find_key(engine.knowledge, new.key).variable.name
    asked = {find_key(engine.knowledge, key).variable.name for key in known}
    if variable in asked | {each.variable for each in answers}:
        raise EvidenceError("it is answered twice, and the first answer holds")
    if new.value is None:
        return Answered(variable, variable, None)
    engine.diagnose({**known, new.key: new.value})
    stated = thawed(interpret(engine.knowledge, {new.key: new.value}).stated)
    for key, value in stated.items():
        return Answered(variable, key, value)
    raise EvidenceError(f"{new.key}: {new.value!r} says nothing; expected an answer")


def _with_start(engine: Engine, session: Session, start: Mapping[str, Any]) -> Session:
    """The session with evidence that was given beside it, where it does not say the same already.

    Raises:
        EvidenceError: the session says otherwise.
        ImpossibleEvidenceError: both together have probability 0.
    """
    knowledge = engine.knowledge
    said = {find_key(knowledge, key).variable.name: key for key in session.evidence}
    more: dict[str, Any] = {}
    for key, value in start.items():
        variable = find_key(knowledge, key).variable.name
        if variable not in said:
            more[key] = value
            continue
        before = (said[variable], session.evidence[said[variable]])
        if before != (key, value):
            raise EvidenceError(
                f"{key}={value!r} beside {before[0]}={before[1]!r} in the session: leave one out, "
                "or take the answer back with 'back'"
            )
    now_known = {find_key(knowledge, key).variable.name for key in more}
    answers = tuple(_unskipped(session.answers, now_known))
    found = session._replace(start={**session.start, **more}, answers=answers)
    engine.diagnose(found.evidence)
    return found


def _unskipped(answers: tuple[Answered, ...], known: set[str]) -> Iterator[Answered]:
    """The answers but for what was not known, and is now."""
    for each in answers:
        if each.value is not None or each.variable not in known:
            yield each
