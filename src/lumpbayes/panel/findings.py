"""What a page says of the findings: answers, numbers, what nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.matching import match_state
from lumpbayes.knowledge.records import Variable
from lumpbayes.knowledge.replies import choices_of, understand_reply
from lumpbayes.panel.history import History
from lumpbayes.panel.messages import Action, Message, text_of
from lumpbayes.panel.question_view import HIDDEN_ROLES, answers_view, hidden_view
from lumpbayes.panel.state import State, owner
from lumpbayes.reasoning.phrases import phrase

__all__ = ["Findings"]


class Findings:
    """The findings of a panel.

    Attributes:
        history: takes what is found.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self._knowledge = history.original.knowledge

    def actions(self) -> Mapping[str, Action]:
        """Type of a message -> what it does."""
        return {
            "answer": self._answer,
            "number": self._answer_number,
            "skip": self._skip,
            "ask_again": self._ask_again,
            "clear": self._clear,
        }

    def view(self) -> dict[str, Any]:
        """What is known, and what is impossible of it."""
        state, labels = self.history.state, self._knowledge.variable_labels
        return {
            "impossible": self._impossible_view(),
            "answers": answers_view(self._knowledge, state),
            "hidden": hidden_view(self._knowledge, state),
            "skipped": [
                {"variable": each, "label": plain(labels[each])} for each in sorted(state.skipped)
            ],
        }

    def _impossible_view(self) -> dict[str, Any] | None:
        error = self.history.impossible
        if error is None:
            return None
        labels = self._knowledge.variable_labels
        known = answers_view(self._knowledge, self.history.state)
        blame = [
            {"variable": name, "label": plain(labels[name]), "entered": name in known}
            for name in error.findings
        ]
        return {"text": plain(error), "blame": blame}

    def _variable(self, message: Message) -> Variable:
        return self._knowledge.variables[text_of(message, "variable")]

    def _askable(self, message: Message) -> Variable:
        variable = self._variable(message)
        if variable.role in HIDDEN_ROLES:
            raise EvidenceError(
                f"{variable.name} is not among the questions, since nobody can be asked for it: "
                "set panel.evidence in Python"
            )
        return variable

    def _answer(self, message: Message) -> None:
        if message.get("state") is None:  # what Python gave of the cause may be forgotten here
            self._found(self._variable(message), None)
            return
        variable = self._askable(message)
        self._found(variable, (variable.name, match_state(variable, text_of(message, "state"))))

    def _answer_number(self, message: Message) -> None:
        variable, text = self._askable(message), text_of(message, "text").strip()
        if not text:
            self._found(variable, None)
            return
        choices = choices_of(self._knowledge, variable.name)
        try:
            reply = understand_reply(self._knowledge, choices, text)
        except EvidenceError as error:
            raise EvidenceError(f"{error} {self._still(variable)}") from error
        self._found(variable, (reply.key, reply.value))

    def _still(self, variable: Variable) -> str:
        """What counts on, where what was typed is not used."""
        for name, form in self.history.state.evidence.items():
            if owner(self._knowledge, name) == variable.name:
                return f"Not used: {phrase(self._knowledge, name, form)} still counts."
        return "Not used."

    def _found(self, variable: Variable, found: tuple[str, Any] | None) -> None:
        history = self.history
        history.enter(history.state.with_finding(self._knowledge, variable.name, found))

    def _skip(self, message: Message) -> None:
        state = self.history.state
        skipped = state.skipped | {self._askable(message).name}
        self.history.enter(State(state.evidence, state.edits, skipped))

    def _ask_again(self, _: Message) -> None:
        state = self.history.state
        self.history.enter(State(state.evidence, state.edits))

    def _clear(self, _: Message) -> str:
        self.history.enter(State(edits=self.history.state.edits))
        return "All findings are cleared. Undo brings them back."
