"""What is entered in a panel, what it leads to, and the way back."""

from __future__ import annotations

from lumpbayes.errors import EvidenceError, ImpossibleEvidenceError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.panel.asked import apply_edits, ask
from lumpbayes.panel.asking import PanelEngine
from lumpbayes.panel.state import State

__all__ = ["MOST_UNDONE", "History"]

MOST_UNDONE = 100
"""Changes that can be undone."""


class History:
    """The state that is entered now, its answer, and the states before it.

    Attributes:
        original: the engine that the panel was made for; it never changes.
        state: what is entered now.
        edited: the engine with the state's edits.
        asked: the last state that had an answer, with it.
        impossible: why ``state`` has none; None where it has one.
        before: the differential before the last change; None at the start.
        dragged: which number is being drawn along, and by which drag; None for none.
    """

    def __init__(self, engine: PanelEngine, state: State) -> None:
        self.original = engine
        self.state = state
        self.edited = apply_edits(engine, None, state.edits)
        self.asked = ask(engine, self.edited, state)
        self.impossible: ImpossibleEvidenceError | None = None
        self.before: FrozenMapping[float] | None = None
        self.dragged: object = None
        self._past: list[State] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a state to come back to."""
        return bool(self._past)

    def enter(self, state: State, drag: object = None) -> None:
        """Ask another state; the present one can be come back to.

        Args:
            state: what; nothing is done where it is the present one.
            drag: what a slider is drawn along by; the states of one drag are one change.

        Raises:
            LumpBayesError: it cannot be asked; all stays as it was. What is only impossible is
                entered, and ``impossible`` says so.
        """
        goes_on = drag is not None and drag == self.dragged
        if state != self.state:
            self._put(state, self._past if goes_on else [*self._past, self.state], goes_on)
        self.dragged = drag

    def undo(self) -> None:
        """Go back to the state before the last change.

        Raises:
            EvidenceError: there is none.
        """
        if not self._past:
            raise EvidenceError("there is nothing to undo")
        self._put(self._past[-1], self._past[:-1], False)
        self.dragged = None

    def _put(self, state: State, past: list[State], goes_on: bool) -> None:
        """Ask a state, and keep it with its past where it can be asked."""
        before = self.before if goes_on else self.asked.diagnosis.posterior
        edited = apply_edits(self.original, self.edited, state.edits)
        try:
            self.asked, self.impossible = ask(self.original, edited, state), None
        except ImpossibleEvidenceError as error:
            self.impossible = error
        self.state, self.edited, self.before = state, edited, before
        self._past = past[-MOST_UNDONE:]
