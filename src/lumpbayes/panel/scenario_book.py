"""The named scenarios of a panel: kept, given to Python, written to a file and read from one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.errors import EvidenceError, LumpBayesError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping, thawed
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.panel.asked import apply_edits, ask
from lumpbayes.panel.asking import PanelEngine
from lumpbayes.panel.editing import priors_and_likelihoods
from lumpbayes.panel.files import typed_path, written
from lumpbayes.panel.scenario_view import NOW, comparison_view
from lumpbayes.panel.state import LIKELIHOOD, PRIOR, Edit, Number, State
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.comparison import Comparison
from lumpbayes.reasoning.scenario import LikelihoodEdit, Scenario
from lumpbayes.reasoning.scenarios import BASE

__all__ = ["ScenarioBook", "as_scenario"]

LONGEST_NAME = 80
EXAMPLE = "scenarios.json"


class ScenarioBook:
    """States under names, in the order in which they were saved.

    Attributes:
        engine: with the tables' own numbers.
        states: name -> state.
    """

    def __init__(self, engine: PanelEngine) -> None:
        self.engine = engine
        self.states: dict[str, State] = {}
        self._answers: dict[str, tuple[State, Answer]] = {}

    def save(self, name: str, state: State) -> str:
        """Keep a state under a name, without control and direction characters; says that name.

        Raises:
            EvidenceError: a name that is none, or taken.
        """
        name = plain(name)
        if not name or len(name) > LONGEST_NAME or name in (BASE, NOW):
            raise EvidenceError(
                f"the scenario is called {name[:LONGEST_NAME]!r}: expected a name of 1 to "
                f"{LONGEST_NAME} letters, and not {BASE!r} or {NOW!r}"
            )
        if name in self.states:
            raise EvidenceError(
                f"there is a scenario {name!r} already: delete it first, or choose another name"
            )
        self.states[name] = state
        return name

    def named(self, name: str) -> State:
        """The state of that name.

        Raises:
            EvidenceError: there is none.
        """
        if name not in self.states:
            raise EvidenceError(f"there is no scenario {name!r}: save one under that name first")
        return self.states[name]

    def as_scenarios(self) -> FrozenMapping[Scenario]:
        """Name -> what is otherwise than where nothing is known and no number is edited."""
        found = {name: as_scenario(state) for name, state in self.states.items()}
        return FrozenMapping(found, "scenario")

    def compare(self, names: Iterable[str], now: Answer | None) -> dict[str, Any]:
        """The scenarios of those names beside the panel's own answer, where it has one.

        Raises:
            EvidenceError: no such scenario, or one that can no longer be asked; names it.
        """
        answers = {name: self._answer(name) for name in names}
        return comparison_view(answers if now is None else {**answers, NOW: now})

    def _answer(self, name: str) -> Answer:
        """What a scenario leads to; worked out once."""
        state = self.named(name)
        if name not in self._answers or self._answers[name][0] is not state:
            try:
                edited = apply_edits(self.engine, None, state.edits)
                self._answers[name] = state, ask(self.engine, edited, state).diagnosis.answer
            except LumpBayesError as error:
                raise EvidenceError(f"scenario {name!r}: {error}") from error
        return self._answers[name][1]

    def write(self, path: str, replace: bool) -> str:
        """Write all scenarios to a file that its owner alone may read; says what was done.

        Raises:
            WriteError: there is such a file, or it cannot be written.
            EvidenceError: nothing to write, or no path.
        """
        if not self.states:
            raise EvidenceError("there is no scenario to write: save one under a name first")
        found = self.engine.scenarios({}, self.as_scenarios())
        target = typed_path(path, EXAMPLE)
        count = written(
            target, replace, lambda: self.engine.save_scenarios(found, target, force=replace)
        )
        return f"{count} scenario{'' if count == 1 else 's'} written to {path}"

    def read(self, path: str) -> str:
        """Add the scenarios of a file; says what was done, and what is no longer as it was.

        Raises:
            EvidenceError, TablesError: the file is none of scenarios, or the model cannot be asked
                what it holds.
        """
        replay = self.engine.replay(typed_path(path, EXAMPLE))
        count = len(replay.scenarios)
        notes = [f"{count} scenario{'' if count == 1 else 's'} read from {path}"]
        held = {name: _contents(state) for name, state in self.states.items()}
        notes += [note for each in replay.scenarios.items() if (note := self._add(*each, held))]
        if replay.moved:
            notes.append(f"{len(replay.moved)} probabilities are not what they were in the file")
        if replay.model_changed:
            notes.append("the model has changed since the file was written")
        return "; ".join(notes)

    def _add(self, name: str, comparison: Comparison, held: Mapping[str, object]) -> str:
        """Keep a scenario of a file, unless it is here already; what is to be said of it."""
        if comparison.tables:
            return f"{name!r} is left out: a panel cannot replace whole tables"
        state = _state(self.engine.knowledge, comparison)
        for other, contents in held.items():
            if contents == _contents(state):
                same = "is here already" if other == plain(name) else f"is the same as {other!r}"
                return f"{name!r} {same}, and is not added again"
        self.states[self._free(name)] = state
        return ""

    def _free(self, name: str) -> str:
        """A name that is not taken, and can be shown."""
        start = free = plain(name) or "scenario"
        count = 1
        while free in self.states or free == NOW:
            count += 1
            free = f"{start} ({count})"
        return free


def as_scenario(state: State) -> Scenario:
    """A state as a what-if of no evidence at all."""
    priors, likelihoods = priors_and_likelihoods(state.edits)
    edits = tuple(LikelihoodEdit(*each) for each in likelihoods)
    return Scenario(state.plain_evidence(), None, priors, edits)


def _contents(state: State) -> tuple[object, ...]:
    """What two scenarios that are the same have in common: priors have no order."""
    priors = frozenset(each for each in state.edits if each.number.kind == PRIOR)
    likelihoods = tuple(each for each in state.edits if each.number.kind == LIKELIHOOD)
    return state.evidence, priors, likelihoods


def _state(knowledge: KnowledgeBase, comparison: Comparison) -> State:
    """The state that a comparison's scenario leads to; what was assumed is assumed again."""
    cause = knowledge.cause
    edits = [
        Edit(Number(PRIOR, cause, move.cause, move.setting or ""), move.after)
        for move in comparison.priors
    ]
    edits += [
        Edit(Number(LIKELIHOOD, move.variable, move.state, move.given), move.after)
        for move in comparison.likelihoods
    ]
    named = {each.variable for each in comparison.findings}
    stated = {
        name: form
        for name, form in comparison.after.evidence.items()
        if name in named or knowledge.defaults.get(name) != form
    }
    return State(edits=tuple(edits)).with_evidence(thawed(FrozenMapping(stated, "finding")))
