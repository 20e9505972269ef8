"""What a page says of scenarios: save, load, delete, compare, files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lumpbayes.errors import EvidenceError
from lumpbayes.panel.asked import Parts
from lumpbayes.panel.history import History
from lumpbayes.panel.messages import Action, Message, text_of, texts_of
from lumpbayes.panel.scenario_book import ScenarioBook
from lumpbayes.panel.scenario_view import scenarios_view

__all__ = ["Scenarios"]


class Scenarios:
    """The scenarios of a panel, and which of them are compared.

    Attributes:
        history: what is entered now.
        book: the named scenarios.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.book = ScenarioBook(history.original)
        self._compared: tuple[str, ...] = ()

    def actions(self) -> Mapping[str, Action]:
        """Type of a message -> what it does."""
        return {
            "save": self._save,
            "load": self._load,
            "delete": self._delete,
            "compare": self._compare,
            "write_file": self._write_file,
            "read_file": self._read_file,
        }

    def view(self, parts: Parts) -> dict[str, Any]:
        """The scenarios, and those that are compared side by side."""
        return {
            "scenarios": scenarios_view(self.book.states),
            "compared": list(self._compared) or None,
            "comparison": parts.make("comparison", self._comparison),
        }

    def _comparison(self) -> dict[str, Any] | None:
        """None where nothing is compared; without the present state where it has no answer."""
        if not self._compared:
            return None
        history = self.history
        now = None if history.impossible else history.asked.diagnosis.answer
        return self.book.compare(self._compared, now)

    def _save(self, message: Message) -> str:
        if self.history.impossible is not None:
            raise EvidenceError(
                "findings that are impossible together are not saved: correct or undo one first"
            )
        name = self.book.save(text_of(message, "name"), self.history.state)
        return f"Saved as {name}."

    def _load(self, message: Message) -> str:
        name = text_of(message, "name")
        self.history.enter(self.book.named(name))
        return f"This is {name}. Undo brings back what was here."

    def _delete(self, message: Message) -> str:
        name = text_of(message, "name")
        self.book.named(name)
        del self.book.states[name]
        self._compared = tuple(each for each in self._compared if each != name)
        return f"{name} is deleted."

    def _compare(self, message: Message) -> None:
        names = texts_of(message, "names")
        for name in names:
            self.book.named(name)
        self._compared = tuple(dict.fromkeys(names))

    def _write_file(self, message: Message) -> str:
        return self.book.write(text_of(message, "path"), message.get("replace") is True)

    def _read_file(self, message: Message) -> str:
        return self.book.read(text_of(message, "path"))
