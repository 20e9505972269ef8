"""What a page says of the tables' numbers: search, choice, edits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.errors import EvidenceError
from lumpbayes.panel.edit_view import doubt_view, edits_view, found_view, number_view
from lumpbayes.panel.editing import is_doubtful, listed_numbers, parse_percent
from lumpbayes.panel.history import History
from lumpbayes.panel.messages import Action, Message, number_of, text_of
from lumpbayes.panel.number_search import search_numbers
from lumpbayes.panel.state import Edit, Number, State
from lumpbayes.reasoning.edits import chosen_settings

__all__ = ["Numbers"]


class Numbers:
    """The numbers of the tables, and which of them is chosen in a panel.

    Attributes:
        history: takes the edits.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self._doubt: float | None = None
        self._listed = listed_numbers(history.original.knowledge)
        self._by_number = {each.number: each for each in self._listed}
        self._number: Number | None = None
        self._search = ""

    def actions(self) -> Mapping[str, Action]:
        """Type of a message -> what it does."""
        return {
            "find": self._find,
            "choose": self._choose,
            "edit": self._edit,
            "remove_edit": self._remove_edit,
            "reset_numbers": self._reset_numbers,
        }

    def view(self) -> dict[str, Any]:
        """The edits, what a search found, and the number that is chosen."""
        knowledge, edited = self.history.original.knowledge, self.history.edited
        return {
            "edits": edits_view(knowledge, self._by_number, edited),
            "notes": [plain(note) for note in edited.notes],
            "found": self._found_view(),
            "doubt": None if self._doubt is None else doubt_view(self._doubt),
            "number": self._number
            and number_view(knowledge, self._by_number, self._number, edited),
        }

    def _found_view(self) -> dict[str, Any] | None:
        if not self._search.strip():
            return None
        knowledge, settings = self.history.original.knowledge, self._settings()
        return found_view(
            self._search, search_numbers(knowledge, self._listed, self._search, settings)
        )

    def _settings(self) -> tuple[str, ...]:
        """Those whose priors count now; all where that is open."""
        knowledge = self.history.original.knowledge
        if knowledge.setting is None:
            return ("",)
        stated = {**knowledge.defaults, **self.history.state.evidence}.get(knowledge.setting)
        if not isinstance(stated, str):
            return knowledge.variables[knowledge.setting].states
        return chosen_settings(knowledge, stated)

    def _find(self, message: Message) -> None:
        self._search = text_of(message, "text")

    def _choose(self, message: Message) -> None:
        self._doubt = None
        self._number = None if message.get("number") is None else self._listed_number(message)

    def _listed_number(self, message: Message) -> Number:
        number = number_of(message)
        if number not in self._by_number:
            raise EvidenceError(f"the tables list no number {tuple(number)}: choose one by search")
        return number

    def _edit(self, message: Message) -> None:
        number = self._listed_number(message)
        said, self._doubt = message.get("percent"), None
        probability = parse_percent(said)
        if is_doubtful(said, probability, self._by_number[number].estimate.probability):
            self._doubt, self._number = probability, number
            return
        drag = None if message.get("drag") is None else (number, text_of(message, "drag"))
        self.history.enter(self.history.state.with_edit(Edit(number, probability)), drag)
        self._number = number

    def _remove_edit(self, message: Message) -> None:
        self._doubt = None
        number, state = number_of(message), self.history.state
        if all(each.number != number for each in state.edits):
            raise EvidenceError(f"the number {tuple(number)} is not edited: nothing to take back")
        self.history.enter(state.without_edit(number))

    def _reset_numbers(self, _: Message) -> str:
        self._doubt = None
        state = self.history.state
        self.history.enter(State(state.evidence, (), state.skipped))
        return "All numbers are as the tables have them."
