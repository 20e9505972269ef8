"""An interview as it goes: what is asked, what is said to it, and why it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from lumpbayes.cli.dialogue import Dialogue
from lumpbayes.cli.printing import note
from lumpbayes.cli.session import Answered, Session, replace_session
from lumpbayes.display.interview import (
    change_lines,
    end_lines,
    help_lines,
    opening_lines,
    question_lines,
    said_in_words,
    summary_lines,
    why_lines,
)
from lumpbayes.display.terminal import answer_lines
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.engine import Engine
from lumpbayes.errors import EvidenceError, ImpossibleEvidenceError, nearest_names
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.replies import Reply, exact_reply, understand_reply
from lumpbayes.reasoning.interview import Turn

__all__ = ["Asking", "End", "Interview"]

UNKNOWN = (
    "?", "don't know", "dont know", "do not know", "i don't know", "unknown", "not known",
    "not sure", "no idea", "skip",
)  # fmt: skip
INTERRUPTED = "Interrupted: this is the answer so far."


class End(NamedTuple):
    """Why an interview ends.

    Attributes:
        ended: ``stopped`` (enough is known, or nothing is left to ask), ``quit`` (by whoever
            answers) or ``no_more_answers``.
        reason: the same in a sentence.
    """

    ended: str
    reason: str


NO_MORE = End("no_more_answers", "No more answers came.")
ENDED = End("quit", "Ended as you asked.")
CTRL_D = End("quit", "Ended with Ctrl-D.")


class Asking(NamedTuple):
    """What does not change during an interview.

    Attributes:
        engine: who answers.
        path: the session's file; None where nothing is kept.
        phases: what may be asked.
        top: how many causes the summary shows; all when None.
    """

    engine: Engine
    path: str | None
    phases: tuple[str, ...]
    top: int | None


class Interview:
    """One interview: a session, and the turn that it stands at."""

    def __init__(self, asking: Asking, session: Session, dialogue: Dialogue) -> None:
        self.asking = asking
        self.session = session
        self.dialogue = dialogue
        self.turn = self._turn(session)
        self.end: End | None = None  # once it does
        self.commands: dict[str, Callable[[], None]] = {
            "back": self._back,
            "why": lambda: self._say(why_lines(self.turn, self.dialogue.width)),
            "summary": lambda: self._say(summary_lines(self.turn.answer, self.dialogue.width)),
            "quit": lambda: self._end(ENDED),
            "exit": lambda: self._end(ENDED),
            "help": lambda: self._say(help_lines(self.dialogue.width)),
            **dict.fromkeys(UNKNOWN, self._skip),
        }

    def run(self, no_stop: bool) -> End:
        """Ask until there is nothing left to ask, or nobody to answer; then sum up."""
        self._say(opening_lines(self.turn.answer, self.dialogue.width))
        while self.end is None:
            if self.turn.question is None:
                self._may_go_back()
            elif self.turn.should_stop and not no_stop:
                no_stop = self._goes_on()
            else:
                self._ask()
        self._sum_up(self.end.reason)
        return self.end

    def interrupted(self) -> None:
        """Where nothing keeps what was typed, show it; else say where it is."""
        if self.asking.path is not None:
            self._say_where()
        elif self.session.answers:
            self._sum_up(INTERRUPTED)

    def _sum_up(self, reason: str) -> None:
        """Why it ends, and the whole answer."""
        width = self.dialogue.width
        self._say(end_lines(reason, len(self.session.answers), width))
        self._say(answer_lines(self.turn.answer, self.asking.top, width))
        self._say_where()

    def _say_where(self) -> None:
        if self.asking.path is not None:
            note(f"every answer is in {self.asking.path}; the same --session goes on from there")

    def _turn(self, session: Session) -> Turn:
        return self.asking.engine.interview(
            session.evidence, skipped=session.skipped, phases=self.asking.phases
        )

    def _say(self, lines: Iterable[str]) -> None:
        self.dialogue.say(lines)

    def _end(self, end: End) -> None:
        self.end = end

    def _stop(self) -> None:
        self.end = End("stopped", self.turn.reason)

    def _may_go_back(self) -> None:
        """Nothing is left to ask; but the last answer may be taken back, by somebody who types."""
        reason = self.turn.reason
        if not self.dialogue.is_person or not self.session.answers:
            self._stop()
            return
        how = "Type back to take the last answer back, or Enter for the whole answer."
        self._say(["", *wrapped(f"{plain(reason)} {how}", self.dialogue.width)])
        said = folded(self.dialogue.hear() or "").removeprefix(":")
        if said in ("", *UNKNOWN):
            self._stop()
        elif said in self.commands:
            self.commands[said]()
        else:
            self._say(["  Type back, summary, or Enter."])

    def _goes_on(self) -> bool:
        """Whether somebody wants to be asked more, although it would hardly change anything."""
        reason = self.turn.reason
        if not self.dialogue.is_person:
            self._stop()
            return False
        question = f"{plain(reason)} Go on all the same (y, n, or back)?"
        self._say(["", *wrapped(question, self.dialogue.width)])
        heard = self.dialogue.hear()
        said = "n" if heard is None else folded(heard).removeprefix(":")
        if said in ("n", "no"):
            self._stop()
        elif said in self.commands and said not in UNKNOWN:
            self.commands[said]()
        elif said not in ("y", "yes"):
            self._say(["  Type y to be asked more, n for the whole answer, or back."])
        return said in ("y", "yes")

    def _ask(self) -> None:
        """One question, and what is said to it."""
        number = len(self.session.answers) + 1
        self._say(question_lines(self.turn, number, self.dialogue.width))
        heard = self.dialogue.hear()
        if heard is None:
            self._end(CTRL_D if self.dialogue.is_person else NO_MORE)
            return
        assert self.turn.choices is not None
        exact = exact_reply(self.turn.choices, heard)
        said = folded(heard).replace("\u2019", "'").removeprefix(":")
        command = self.commands.get(said)
        if exact is None and command is not None:
            command()
            return
        try:
            reply = exact or understand_reply(
                self.asking.engine.knowledge, self.turn.choices, heard
            )
        except EvidenceError as error:
            if not self.dialogue.is_person and not heard.strip() and self.dialogue.has_ended():
                self._end(NO_MORE)
                return
            message = f"{error}{self._command_hint(said)}"
            if not self.dialogue.is_person:
                raise EvidenceError(self._refused(message)) from error
            self._say(wrapped(f"  {message}", self.dialogue.width, indent="  "))
            return
        self._take(reply)

    def _refused(self, message: str) -> str:
        """Where a pipe has what is no answer: whatever follows would answer other questions."""
        asked = self.turn.question
        assert asked is not None
        answers = [self._words(each) for each in self.session.answers]
        so_far = f"Answered before it: {'; '.join(answers)}." if answers else "It was the first."
        return (
            f"standard input, line {self.dialogue.heard}, to the question "
            f"{plain(asked.question or asked.label)!r}: {message} {so_far} Correct the line"
        )

    def _command_hint(self, said: str) -> str:
        """The command that was meant, where no answer comes closer."""
        assert self.turn.choices is not None
        names = [folded(each) for choice in self.turn.choices.answers for each in choice]
        close = nearest_names(said, (*names, *self.commands)) if said else ()
        meant = close and close[0] not in names
        return f" Or did you mean the command {close[0]}?" if meant else ""

    def _skip(self) -> None:
        assert self.turn.question is not None
        self._take(Reply(self.turn.question.variable, None))

    def _take(self, reply: Reply) -> None:
        """Keep an answer, unless it cannot be beside the others."""
        assert self.turn.question is not None
        answered = Answered(self.turn.question.variable, *reply)
        session = self.session.answered(answered)
        try:
            turn = self._turn(session)
        except ImpossibleEvidenceError as error:
            if not self.dialogue.is_person:
                message = self._refused(f"{error}.")
                raise ImpossibleEvidenceError(message, error.findings) from error
            self._say(wrapped(f"  Not taken: {error}", self.dialogue.width, indent="  "))
            return
        self._move(session, turn, self._words(answered))

    def _back(self) -> None:
        if not self.session.answers:
            self._say(["  There is no answer to take back."])
            return
        session, last = self.session.undone(), self.session.answers[-1]
        self._move(session, self._turn(session), f"Taken back: {self._words(last)}")

    def _words(self, answered: Answered) -> str:
        return said_in_words(self.asking.engine.knowledge, *answered)

    def _move(self, session: Session, turn: Turn, words: str) -> None:
        """Stand at another turn: saved first, then shown."""
        if self.asking.path is not None:
            replace_session(self.asking.path, self.session, session)
        before, self.session, self.turn = self.turn.answer, session, turn
        self._say(wrapped(words, self.dialogue.width, indent="  "))
        self._say(change_lines(before, turn.answer, self.dialogue.width))
