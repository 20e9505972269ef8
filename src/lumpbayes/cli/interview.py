"""``lumpbayes interview``: one plain question after the other, the most useful first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import click

from lumpbayes.cli.dialogue import Dialogue
from lumpbayes.cli.options import (
    Asked,
    diagnosed,
    evidence_options,
    model_options,
    phases_option,
)
from lumpbayes.cli.printing import note, print_data
from lumpbayes.cli.resuming import opened
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
from lumpbayes.reasoning.interview import DEFAULT_PHASES, Turn

__all__ = ["interview"]

TOP = 10
"""Causes that the summary shows, as those of a query."""
UNKNOWN = (
    "?", "don't know", "dont know", "do not know", "i don't know", "unknown", "not known",
    "not sure", "no idea", "skip",
)  # fmt: skip
NO_MORE = "No more answers came."
ENDED = "Ended as you asked."
INTERRUPTED = "Interrupted: this is the answer so far."
CTRL_D = "Ended with Ctrl-D."


@click.command()
@evidence_options
@phases_option("What may be asked: history,exam,test or some of them; history,exam if left out.")
@click.option(
    "--session",
    "path",
    type=click.Path(),
    metavar="FILE",
    help="Keep every answer in this file, for you alone to read, and go on from it if it is "
    "there. Nothing is kept otherwise.",
)
@click.option("--no-stop", is_flag=True, help="Ask everything, though more would change nothing.")
@click.option("--all", "everything", is_flag=True, help="Show every cause in the summary.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the answer as JSON at the end; the dialogue goes to standard error.",
)
@model_options
def interview(
    asked: Asked,
    phases: tuple[str, ...],
    path: str | None,
    no_stop: bool,
    everything: bool,
    as_json: bool,
) -> int:
    r"""Ask one plain question after the other, then answer.

    EVIDENCE, as in 'lumpbayes query', is what is known already. Of each phase (history, then
    examination) the most useful question comes first. After each answer it shows what changed, and
    it stops when more would hardly change anything. Type help for what else may be typed: back,
    why, summary, quit. Answers may come from a pipe, one a line.

    \b
    Examples:
      lumpbayes interview
      lumpbayes interview age_years=67 sex=female --setting emergency
      lumpbayes interview --session patient.json --phases history,exam,test
      printf '67\nmale\nno\n' | lumpbayes interview --json
    """
    if asked.file == "-":
        raise click.UsageError(
            "--evidence - takes standard input, from which the answers come: name a file"
        )
    engine, diagnosis = diagnosed(asked)
    session = opened(engine, path, dict(diagnosis.evidence))
    asking = _Asking(engine, path, phases or DEFAULT_PHASES, None if everything else TOP)
    talk = _Interview(asking, session, Dialogue(as_json))
    try:
        talk.run(no_stop)
    except KeyboardInterrupt:
        talk.interrupted()
        raise
    if as_json:
        answer = engine.diagnose(talk.session.evidence)
        print_data(answer.to_json() + "\n")
    return 0


class _Asking(NamedTuple):
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


class _Interview:
    """One interview: a session, and the turn that it stands at."""

    def __init__(self, asking: _Asking, session: Session, dialogue: Dialogue) -> None:
        self.asking = asking
        self.session = session
        self.dialogue = dialogue
        self.turn = self._turn(session)
        self.end: str | None = None  # why it ends, once it does
        self.commands: dict[str, Callable[[], None]] = {
            "back": self._back,
            "why": lambda: self._say(why_lines(self.turn, self.dialogue.width)),
            "summary": lambda: self._say(summary_lines(self.turn.answer, self.dialogue.width)),
            "quit": lambda: self._end(ENDED),
            "exit": lambda: self._end(ENDED),
            "help": lambda: self._say(help_lines(self.dialogue.width)),
            **dict.fromkeys(UNKNOWN, self._skip),
        }

    def run(self, no_stop: bool) -> None:
        """Ask until there is nothing left to ask, or nobody to answer; then sum up."""
        self._say(opening_lines(self.turn.answer, self.dialogue.width))
        while self.end is None:
            if self.turn.question is None:
                self._may_go_back()
            elif self.turn.should_stop and not no_stop:
                no_stop = self._goes_on()
            else:
                self._ask()
        self._sum_up(self.end)

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

    def _end(self, reason: str) -> None:
        self.end = reason

    def _may_go_back(self) -> None:
        """Nothing is left to ask; but the last answer may be taken back, by somebody who types."""
        reason = self.turn.reason
        if not self.dialogue.is_person or not self.session.answers:
            self._end(reason)
            return
        how = "Type back to take the last answer back, or Enter for the whole answer."
        self._say(["", *wrapped(f"{plain(reason)} {how}", self.dialogue.width)])
        said = folded(self.dialogue.hear() or "").removeprefix(":")
        if said in ("", *UNKNOWN):
            self._end(reason)
        elif said in self.commands:
            self.commands[said]()
        else:
            self._say(["  Type back, summary, or Enter."])

    def _goes_on(self) -> bool:
        """Whether somebody wants to be asked more, although it would hardly change anything."""
        reason = self.turn.reason
        if not self.dialogue.is_person:
            self._end(reason)
            return False
        question = f"{plain(reason)} Go on all the same (y, n, or back)?"
        self._say(["", *wrapped(question, self.dialogue.width)])
        heard = self.dialogue.hear()
        said = "n" if heard is None else folded(heard).removeprefix(":")
        if said in ("n", "no"):
            self._end(reason)
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
            message = f"  {error}{self._command_hint(said)}"
            self._say(wrapped(message, self.dialogue.width, indent="  "))
            return
        self._take(reply)

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
