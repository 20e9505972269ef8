"""A panel without its picture: messages in, what is to be shown out.

It never loses what was entered: findings that are impossible together stay, with what to do about
it; whatever else goes wrong leaves all as it was and is said in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.errors import EvidenceError, LumpBayesError
from lumpbayes.panel.asked import Parts, shown_parts
from lumpbayes.panel.asking import PanelEngine
from lumpbayes.panel.findings import Findings
from lumpbayes.panel.history import History
from lumpbayes.panel.messages import Action, Message, checked, request_of, text_of
from lumpbayes.panel.numbers import Numbers
from lumpbayes.panel.reports import Reports
from lumpbayes.panel.scenario_book import ScenarioBook
from lumpbayes.panel.scenarios import Scenarios
from lumpbayes.panel.state import State
from lumpbayes.panel.undone import undone_words

__all__ = ["Session"]


class Session(History):
    """What a panel knows, and what it does with a message.

    Attributes:
        findings, numbers, scenarios: what messages are about, each with its part of what is shown.
    """

    def __init__(self, engine: PanelEngine, evidence: object, setting: str | None) -> None:
        diagnosis = engine.diagnose(evidence, setting=setting)  # type: ignore[arg-type]
        _ = diagnosis.situation  # of a network without a target nothing can be asked
        super().__init__(engine, State().with_evidence(diagnosis.evidence))
        self.findings = Findings(self)
        self.numbers = Numbers(self)
        self.scenarios = Scenarios(self)
        self._cause: str | None = None
        self._actions: dict[str, Action] = {
            "hello": self._hello,
            "undo": self._undo,
            "new_patient": self._new_patient,
            "explain": self._explain,
            **self.findings.actions(),
            **self.numbers.actions(),
            **self.scenarios.actions(),
            **Reports(self).actions(),
        }

    @property
    def book(self) -> ScenarioBook:
        """The named scenarios."""
        return self.scenarios.book

    def receive(self, message: Message) -> dict[str, Any]:
        """Do what a message asks for; what is to be shown then."""
        started = perf_counter()
        try:
            said = self._action(message)(message)
            status = {"kind": "done", "text": plain(said)} if said else None
        except LumpBayesError as error:
            status = {"kind": "error", "text": plain(error)}
        kind = message.get("type")
        if kind != "edit":
            self.dragged = None
        return self.view(status and {**status, "about": self._about(message)}, started, message)

    def _action(self, message: Message) -> Action:
        kind = checked(message).get("type")
        if not isinstance(kind, str) or kind not in self._actions:
            expected = ", ".join(self._actions)
            raise EvidenceError(f"message {kind!r}: expected one of {expected}")
        return self._actions[kind]

    def _about(self, message: Message) -> dict[str, str | None]:
        """What a message was about, in the names that there are."""
        kind, variable = message.get("type"), message.get("variable")
        variables = self.original.knowledge.variables
        return {
            "type": kind if isinstance(kind, str) and kind in self._actions else None,
            "variable": variable if isinstance(variable, str) and variable in variables else None,
        }

    def view(
        self,
        status: Mapping[str, Any] | None = None,
        started: float | None = None,
        message: Message | None = None,
    ) -> dict[str, Any]:
        """All that is to be shown, as plain data.

        Args:
            status: what came of the last message, where something is to be said.
            started: when it came, for the milliseconds.
            message: the message, whose number is given back.
        """
        started = perf_counter() if started is None else started
        parts = Parts()
        shown = {
            "request": request_of(message or {}),
            "status": status,
            "can_undo": self.can_undo,
            **self.findings.view(),
            **shown_parts(parts, self.asked, self.before, self._cause),
            "pinned": self._cause,
            **self.numbers.view(),
            **self.scenarios.view(parts),
            "problems": parts.problems,
        }
        times = {"edit": self.edited.milliseconds, "answer": self.asked.milliseconds}
        total = round(1000 * (perf_counter() - started), 2)
        return {**shown, "milliseconds": {**times, **parts.milliseconds, "total": total}}

    def _hello(self, _: Message) -> None:
        """A page that begins, and wants to know whether anybody is there."""

    def _undo(self, _: Message) -> str:
        left = self.state
        self.undo()
        return undone_words(self.original.knowledge, left, self.state)

    def _new_patient(self, message: Message) -> str:
        """Nothing is found, skipped or explained; edited numbers stay where that is wanted."""
        kept = self.state.edits if message.get("keep_edits") is True else ()
        self.enter(State(edits=kept))
        self._cause = None
        numbers = " The edited numbers are kept." if kept else ""
        return f"New patient: nothing is entered.{numbers} Undo brings back what was here."

    def _explain(self, message: Message) -> None:
        cause = None if message.get("cause") is None else text_of(message, "cause")
        if cause is not None:
            self.asked.diagnosis.posterior[cause]  # raises UnknownNameError
        self._cause = cause
