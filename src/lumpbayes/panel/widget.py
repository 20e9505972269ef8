"""The panel in a notebook: a session, and an anywidget that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lumpbayes.diagnosis import Diagnosis
from lumpbayes.display.html.elements import Html, joined, paragraph
from lumpbayes.display.words import plain
from lumpbayes.errors import ImpossibleEvidenceError, MissingLibraryError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.panel.asking import PanelEngine
from lumpbayes.panel.editing import priors_and_likelihoods
from lumpbayes.panel.messages import request_of
from lumpbayes.panel.question_view import answers_view, questions_view
from lumpbayes.panel.session import Session
from lumpbayes.panel.state import State
from lumpbayes.reasoning.scenario import Scenario

if TYPE_CHECKING:
    from lumpbayes.reasoning.comparison import Comparison

__all__ = ["Panel", "make_panel"]

FOLDER = Path(__file__).parent
SCRIPT = FOLDER / "panel.js"
STYLE = FOLDER / "panel.css"
SHOWN = ("questions", "view")
"""What a page is told, and tells nobody."""
STILL = "The panel as it was when this was shown; it does not follow what is clicked later."


class Panel:
    """A panel: findings to click, and what they mean; a Jupyter widget.

    Get one from ``engine.panel()``, as the last line of a notebook's cell. What is entered in it is
    read here, and what is set here is shown in it. ``observe``, ``close`` and all else that widgets
    have work too; ``observe(function, names="view")`` tells of every change.

    >>> import lumpbayes as lb
    >>> panel = lb.load(backend="sweeps").panel({"fever": "yes"})
    >>> panel.evidence = {"fever": "yes", "redness": "yes"}
    >>> next(iter(panel.diagnosis.posterior)), panel.scenarios
    ('skin_abscess', {})
    """

    session: Session
    view: dict[str, Any]
    questions: dict[str, Any]

    @property
    def diagnosis(self) -> Diagnosis:
        """The answer to what is entered, with the edited numbers.

        Raises:
            ImpossibleEvidenceError: the findings entered have probability 0.

        >>> import lumpbayes as lb
        >>> lb.load(backend="sweeps").panel({"fever": "yes"}).diagnosis.evidence
        {'fever': 'yes'}
        """
        self._require_answer()
        return self.session.asked.diagnosis

    def _require_answer(self) -> None:
        found = self.session.impossible
        if found is not None:
            raise ImpossibleEvidenceError(str(found), found.findings)

    @property
    def evidence(self) -> dict[str, Any]:
        """What is entered, as ``engine.diagnose`` takes it; a copy. It may be set.

        Raises:
            UnknownNameError, EvidenceError, ImpossibleEvidenceError: when set to what the model
                cannot take; the panel stays as it was.

        >>> import lumpbayes as lb
        >>> panel = lb.load(backend="sweeps").panel()
        >>> panel.evidence = {"size_cm": 6.2, "redness": lb.Not("yes")}
        >>> panel.evidence
        {'redness': {'not': 'yes'}, 'size_cm': 6.2}
        """
        return self.session.state.plain_evidence()

    @evidence.setter
    def evidence(self, evidence: Mapping[str, Any] | Diagnosis | None) -> None:
        session = self.session
        understood = self.engine.diagnose(evidence).evidence
        session.enter(State(edits=session.state.edits).with_evidence(understood))
        self.view = session.view()

    @property
    def engine(self) -> PanelEngine:
        """The engine with the edited numbers, whatever is found; the original without any.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> engine.panel().engine is engine
        True
        """
        return self.session.edited.engine

    @property
    def scenarios(self) -> FrozenMapping[Scenario]:
        """Name -> scenario, as ``engine.scenarios({}, panel.scenarios)`` takes them.

        >>> import lumpbayes as lb
        >>> panel = lb.load(backend="sweeps").panel({"fever": "yes"})
        >>> panel.session.receive({"type": "save", "name": "fever"})["status"]["text"]
        'Saved as fever.'
        >>> panel.scenarios["fever"].changes
        {'fever': 'yes'}
        """
        return self.session.book.as_scenarios()

    @property
    def comparison(self) -> Comparison:
        """The answer with the tables' own numbers, beside that with the edited ones.

        Raises:
            ImpossibleEvidenceError: the findings entered have probability 0, with the edited
                numbers or with the tables' own.

        >>> import lumpbayes as lb
        >>> lb.load(backend="sweeps").panel({"fever": "yes"}).comparison.model_changed
        False
        """
        self._require_answer()
        session = self.session
        priors, likelihoods = priors_and_likelihoods(session.state.edits)
        evidence = session.state.plain_evidence()
        return session.original.what_if(evidence, priors=priors, likelihoods=likelihoods)

    def __repr__(self) -> str:
        """What stands for the panel where there is no notebook to show it."""
        session = self.session
        edits = len(session.state.edits)
        edited = f"\nEdited numbers of the tables: {edits}" if edits else ""
        answer = no_answer(session) or repr(session.asked.diagnosis)
        return f"{answer}{edited}"


def no_answer(session: Session) -> str:
    """Why what is entered has no answer, in words; empty where it has one.

    >>> import lumpbayes as lb
    >>> no_answer(lb.load(backend="sweeps").panel().session)
    ''
    """
    if session.impossible is None:
        return ""
    known = answers_view(session.original.knowledge, session.state)
    return f"No answer to {len(known)} findings: {plain(session.impossible)}"


def make_panel(engine: PanelEngine, evidence: object, setting: str | None) -> Panel:
    """A panel; compiles what a click needs, so that the first one does not wait for it.

    Raises:
        MissingLibraryError: anywidget is not installed.
        UnknownNameError: a name that the model does not have; a network without a target.
        EvidenceError, ImpossibleEvidenceError: as ``Engine.diagnose``.
    """
    make = _widget_class()
    session = Session(engine, evidence, setting)
    panel: Panel = make(session)
    return panel


@cache
def _widget_class() -> Any:
    """The class of panels, made when the first is: it is the only part that needs anywidget."""
    try:
        import anywidget
        import traitlets
    except ModuleNotFoundError as error:
        raise MissingLibraryError(
            f"the panel needs {error.name}, which is not installed: pip install "
            '"lumpbayes[notebook]", and start the notebook again'
        ) from error

    class NotebookPanel(Panel, anywidget.AnyWidget):
        """The panel as a widget."""

        _esm = SCRIPT
        _css = STYLE
        questions = traitlets.Dict().tag(sync=True)
        view = traitlets.Dict().tag(sync=True)

        def __init__(self, session: Session) -> None:
            self.session = session
            knowledge = session.original.knowledge
            super().__init__(questions=questions_view(knowledge), view=session.view())
            self.on_msg(_receive)

        def _repr_mimebundle_(self, **kwargs: Any) -> Any:
            """For a page without a kernel: the answer as it was when shown, as HTML and text.

            Both name the evidence and the model; neither follows what is clicked later.
            """
            data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
            own = {"text/html": _still_html(self.session), "text/plain": repr(self)}
            return {**data, **own}, metadata

        def set_state(self, sync_data: dict[str, Any]) -> None:
            """A page tells what was clicked by messages only: what is shown is made here."""
            super().set_state({key: each for key, each in sync_data.items() if key not in SHOWN})

    return NotebookPanel


def _still_html(session: Session) -> str:
    """What is shown, as a picture that does not change."""
    if session.impossible is not None:
        return paragraph(no_answer(session))
    return joined(paragraph(STILL), Html(session.asked.diagnosis._repr_html_()))


def _receive(panel: Any, message: Any, _buffers: Any) -> None:
    """A message from the page; whatever happens, the page is told."""
    if not isinstance(message, dict):
        message = {"type": message}
    try:
        panel.view = panel.session.receive(message)
    except Exception as error:  # a bug: the page must not wait, nor show old numbers as new
        import logging

        logging.getLogger(__name__).exception("the panel could not do %r", message.get("type"))
        text = (
            f"This could not be done, because of an error in LumpBayes ({type(error).__name__}). "
            "What is shown may not belong to what is entered; the findings are kept. Undo, or run "
            "the cell again, and please report it."
        )
        failed = {"kind": "bug", "text": text, "about": {"type": None, "variable": None}}
        panel.view = {**panel.view, "request": request_of(message), "status": failed}
