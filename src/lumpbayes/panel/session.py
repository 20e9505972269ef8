"""A panel without its picture: messages in, what is to be shown out.

It never loses what was entered: findings that are impossible together stay, with what to do about
it; whatever else goes wrong leaves all as it was and is said in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.errors import EvidenceError, ImpossibleEvidenceError, LumpBayesError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.matching import match_state
from lumpbayes.knowledge.records import Variable
from lumpbayes.knowledge.replies import choices_of, understand_reply
from lumpbayes.panel.asked import Parts, ask, shown_parts
from lumpbayes.panel.asking import PanelEngine
from lumpbayes.panel.edit_view import edits_view, found_view, number_view
from lumpbayes.panel.editing import find_numbers, listed_numbers, parse_percent
from lumpbayes.panel.messages import Message, number_of, text_of
from lumpbayes.panel.question_view import answers_view
from lumpbayes.panel.scenario_book import ScenarioBook
from lumpbayes.panel.scenario_view import scenarios_view
from lumpbayes.panel.state import Edit, Number, State
from lumpbayes.reasoning.edits import chosen_settings

__all__ = ["Session"]

MOST_UNDONE = 100
"""Clicks that can be undone."""


class Session:
    """What a panel knows, and what it does with a message.

    Attributes:
        original: the engine that the panel was made for; it never changes.
        state: what is entered now.
        asked: the last state that had an answer, with it.
        impossible: why ``state`` has none; None where it has one.
        book: the named scenarios.
    """

    def __init__(self, engine: PanelEngine, evidence: object, setting: str | None) -> None:
        self.original = engine
        diagnosis = engine.diagnose(evidence, setting=setting)  # type: ignore[arg-type]
        _ = diagnosis.situation  # of a network without a target nothing can be asked
        self.state = State().with_evidence(diagnosis.evidence)
        self.asked = ask(engine, None, self.state)
        self.impossible: ImpossibleEvidenceError | None = None
        self.book = ScenarioBook(engine)
        self._listed = listed_numbers(engine.knowledge)
        self._by_number = {each.number: each for each in self._listed}
        self._past: list[State] = []
        self._before: FrozenMapping[float] | None = None
        self._cause: str | None = None
        self._number: Number | None = None
        self._dragged: Number | None = None
        self._search = ""
        self._compared: list[str] | None = None
        self._actions: dict[str, Callable[[Message], str | None]] = {
            "hello": self._hello,
            "answer": self._answer,
            "number": self._answer_number,
            "skip": self._skip,
            "ask_again": self._ask_again,
            "clear": self._clear,
            "undo": self._undo,
            "explain": self._explain,
            "find": self._find,
            "choose": self._choose,
            "edit": self._edit,
            "remove_edit": self._remove_edit,
            "reset_numbers": self._reset_numbers,
            "save": self._save,
            "load": self._load,
            "delete": self._delete,
            "compare": self._compare,
            "write_file": self._write_file,
            "read_file": self._read_file,
        }

    # --- In and out ------------------------------------------------------------------------------

    def receive(self, message: Message) -> dict[str, Any]:
        """Do what a message asks for; what is to be shown then."""
        started = perf_counter()
        kind = str(message.get("type"))
        try:
            if kind not in self._actions:
                expected = ", ".join(self._actions)
                raise EvidenceError(f"message {kind!r}: expected one of {expected}")
            said = self._actions[kind](message)
            status = {"kind": "done", "text": plain(said)} if said else None
        except LumpBayesError as error:
            status = {"kind": "error", "text": plain(error)}
        if kind != "edit":
            self._dragged = None
        about = {"type": kind, "variable": message.get("variable")}
        return self.view(status and {**status, "about": about}, started, message.get("request"))

    def view(
        self,
        status: Mapping[str, Any] | None = None,
        started: float | None = None,
        request: object = None,
    ) -> dict[str, Any]:
        """All that is to be shown, as plain data.

        Args:
            status: what came of the last message, where something is to be said.
            started: when it came, for the milliseconds.
            request: its number, given back.
        """
        started = perf_counter() if started is None else started
        parts = Parts()
        knowledge = self.original.knowledge
        labels = knowledge.variable_labels
        compared = parts.make("comparison", self._comparison) if self._compared else None
        shown = {
            "request": request,
            "status": status,
            "impossible": self._impossible_view(),
            "answers": answers_view(knowledge, self.state),
            "skipped": [plain(labels[each]) for each in sorted(self.state.skipped)],
            "can_undo": bool(self._past),
            **shown_parts(parts, self.asked, self._before, self._cause),
            "pinned": self._cause,
            "edits": edits_view(knowledge, self._by_number, self.state.edits),
            "found": self._found_view(),
            "number": self._number
            and number_view(knowledge, self._by_number, self._number, self.state.edits),
            "scenarios": scenarios_view(self.book.states),
            "compared": self._compared,
            "comparison": compared,
            "problems": parts.problems,
        }
        total = round(1000 * (perf_counter() - started), 2)
        times = {**self.asked.milliseconds, **parts.milliseconds, "total": total}
        return {**shown, "milliseconds": times}

    def _impossible_view(self) -> dict[str, Any] | None:
        if self.impossible is None:
            return None
        labels = self.original.knowledge.variable_labels
        known = answers_view(self.original.knowledge, self.state)
        blame = [
            {"variable": name, "label": plain(labels[name]), "entered": name in known}
            for name in self.impossible.findings
        ]
        return {"text": plain(self.impossible), "blame": blame}

    def _found_view(self) -> dict[str, Any] | None:
        if not self._search.strip():
            return None
        return found_view(self._search, find_numbers(self._listed, self._search, self._settings()))

    def _settings(self) -> tuple[str, ...]:
        """Those whose priors count now; all where that is open."""
        knowledge = self.original.knowledge
        if knowledge.setting is None:
            return ("",)
        stated = {**knowledge.defaults, **self.state.evidence}.get(knowledge.setting)
        if not isinstance(stated, str):
            return knowledge.variables[knowledge.setting].states
        return chosen_settings(knowledge, stated)

    def _comparison(self) -> dict[str, Any]:
        self._compared = [name for name in self._compared or () if name in self.book.states]
        return self.book.compare(self._compared, self.asked.diagnosis.answer)

    def _hello(self, _: Message) -> None:
        """A page that begins, and wants to know whether anybody is there."""

    # --- What is asked ---------------------------------------------------------------------------

    def enter(self, state: State, keep: bool = True) -> None:
        """Ask another state.

        Args:
            state: what.
            keep: whether the present one can be come back to.

        Raises:
            LumpBayesError: it cannot be asked; all stays as it was. What is only impossible is
                entered, and ``impossible`` says so.
        """
        before = self.asked.diagnosis.posterior
        try:
            asked = ask(self.original, self.asked, state)
            self.impossible = None
        except ImpossibleEvidenceError as error:
            asked, self.impossible = self.asked, error
        if keep:
            self._past = [*self._past[1 - MOST_UNDONE :], self.state]
            self._before = before
        self.state, self.asked = state, asked

    def _variable(self, message: Message) -> Variable:
        return self.original.knowledge.variables[text_of(message, "variable")]

    def _answer(self, message: Message) -> None:
        variable = self._variable(message)
        state = message.get("state")
        found = None if state is None else (variable.name, match_state(variable, str(state)))
        self.enter(self.state.with_finding(self.original.knowledge, variable.name, found))

    def _answer_number(self, message: Message) -> None:
        knowledge, variable = self.original.knowledge, self._variable(message)
        text = text_of(message, "text").strip()
        found = None
        if text:
            reply = understand_reply(knowledge, choices_of(knowledge, variable.name), text)
            found = (reply.key, reply.value)
        self.enter(self.state.with_finding(knowledge, variable.name, found))

    def _skip(self, message: Message) -> None:
        skipped = self.state.skipped | {self._variable(message).name}
        self.enter(State(self.state.evidence, self.state.edits, skipped))

    def _ask_again(self, _: Message) -> None:
        self.enter(State(self.state.evidence, self.state.edits))

    def _clear(self, _: Message) -> str:
        self.enter(State(edits=self.state.edits))
        return "All findings are cleared. Undo brings them back."

    def _undo(self, _: Message) -> None:
        if not self._past:
            raise EvidenceError("there is nothing to undo")
        state = self._past[-1]
        self.enter(state)
        self._past = self._past[:-2]

    def _explain(self, message: Message) -> None:
        cause = message.get("cause")
        self._cause = None if cause is None else self._known_cause(str(cause))

    def _known_cause(self, cause: str) -> str:
        self.asked.diagnosis.posterior[cause]  # raises UnknownNameError
        return cause

    # --- Edits -----------------------------------------------------------------------------------

    def _find(self, message: Message) -> None:
        self._search = text_of(message, "text")

    def _choose(self, message: Message) -> None:
        self._number = None if message.get("number") is None else self._listed_number(message)

    def _listed_number(self, message: Message) -> Number:
        number = number_of(message)
        if number not in self._by_number:
            raise EvidenceError(f"the tables list no number {tuple(number)}: choose one by search")
        return number

    def _edit(self, message: Message) -> None:
        number = self._listed_number(message)
        probability = parse_percent(message.get("percent"))
        dragging = self._dragged == number
        self.enter(self.state.with_edit(Edit(number, probability)), keep=not dragging)
        self._number = self._dragged = number

    def _remove_edit(self, message: Message) -> None:
        self.enter(self.state.without_edit(number_of(message)))

    def _reset_numbers(self, _: Message) -> str:
        self.enter(State(self.state.evidence, (), self.state.skipped))
        return "All numbers are as the tables have them."

    # --- Scenarios -------------------------------------------------------------------------------

    def _save(self, message: Message) -> str:
        if self.impossible is not None:
            raise EvidenceError(
                "findings that are impossible together are not saved: correct or undo one first"
            )
        name = text_of(message, "name")
        self.book.save(name, self.state)
        return f"Saved as {name}."

    def _load(self, message: Message) -> str:
        name = text_of(message, "name")
        self.enter(self.book.named(name))
        return f"This is {name}. Undo brings back what was here."

    def _delete(self, message: Message) -> str:
        name = text_of(message, "name")
        self.book.named(name)
        del self.book.states[name]
        return f"{name} is deleted."

    def _compare(self, message: Message) -> None:
        names = message.get("names")
        if names is not None and not isinstance(names, list):
            raise EvidenceError(f"names={names!r}: expected a list of scenarios")
        for name in names or ():
            self.book.named(str(name))
        self._compared = names or None

    def _write_file(self, message: Message) -> str:
        return self.book.write(text_of(message, "path"), message.get("replace") is True)

    def _read_file(self, message: Message) -> str:
        return self.book.read(text_of(message, "path"))
