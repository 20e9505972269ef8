"""What if: an answer's evidence and a model's numbers changed, and the answers compared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from lumpbayes import reasoning
from lumpbayes.consultation import Consultation
from lumpbayes.diagnosis import Diagnosis
from lumpbayes.display.record import record_json
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.file_lock import file_lock
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.writing import write_whole
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.arguments import check_path, not_expected
from lumpbayes.reasoning.scenario import LikelihoodEdit, Scenario

if TYPE_CHECKING:
    from lumpbayes.reasoning.comparison import Comparison, Side
    from lumpbayes.reasoning.scenario_file import ScenarioFile
    from lumpbayes.reasoning.scenarios import Replay, Scenarios

__all__ = ["Laboratory", "asked_again"]


class Laboratory(Consultation):
    """The what-ifs of an engine, which says how it answers and how it is edited."""

    def what_if(
        self,
        diagnosis: Diagnosis | Mapping[str, Any],
        changes: Mapping[str, Any] | None = None,
        *,
        setting: str | None = None,
        priors: Mapping[Any, float] | None = None,
        likelihoods: Iterable[Any] | None = None,
        model: Laboratory | None = None,
    ) -> Comparison:
        """What an answer would be if something were otherwise.

        What is not changed stays as it was. Where Jeffrey's rule found a likelihood for a finding
        (``Probability``), that likelihood is held fixed, and not the probability. The after-side is
        the answer of ``diagnose`` to the changed evidence.

        Args:
            diagnosis: an answer of this engine, or evidence, as for ``diagnose``.
            changes: variable, number's name or code -> what is found instead, anything that
                ``diagnose`` takes; None retracts what was known.
            setting: where the person is seen instead; ``any`` averages over settings.
            priors: cause or group -> its prior, the others in proportion; or (cause, setting) ->
                the same. By its name alone: in the setting asked, or in each that is left open.
            likelihoods: (variable, state, given, probability), one edit after the other, as
                ``with_likelihood`` makes them.
            model: another engine to ask, such as one with other tables; priors and likelihoods
                are then edits of its model.

        Raises:
            UnknownNameError: a variable, state, cause or setting that the model does not have.
            EvidenceError: an answer of another model, or about another cause than is asked; a
                value or an edit that cannot be understood, or two changes of one variable.
            ImpossibleEvidenceError: the changed evidence has probability 0.
            TablesError: new rows of likelihoods tie with others.

        Warns:
            HiddenStructureWarning: new rows remove the dependence on a parent they leave out.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> dx = engine.diagnose({"fever": "yes", "redness": "yes", "size_cm": 6})
        >>> comparison = engine.what_if(dx, {"fever": "no", "size": None})
        >>> [(each.kind, each.variable) for each in comparison.findings]
        [('flipped', 'fever'), ('retracted', 'size')]
        >>> comparison.causes[0].name, comparison.after.evidence
        ('skin_abscess', {'fever': 'no', 'redness': 'yes'})
        """
        own = self._own_answer(diagnosis)
        if not isinstance(model, Laboratory | None):
            raise not_expected("model", model, "an engine, as lumpbayes.load() gives it")
        edits = cast(tuple[LikelihoodEdit, ...], () if likelihoods is None else likelihoods)
        chosen = Scenario(changes or {}, setting, priors or {}, edits)
        return _compared(own, chosen, self if model is None else model)

    def scenarios(
        self,
        evidence: Mapping[str, Any] | Diagnosis | None,
        scenarios: Mapping[str, Scenario],
        *,
        setting: str | None = None,
    ) -> Scenarios:
        """Several what-ifs side by side.

        Args:
            evidence: what all start from, as for ``diagnose``: evidence, or an answer.
            scenarios: name -> what is otherwise.
            setting: where the person is seen, as for ``diagnose``.

        Raises:
            EvidenceError: as :meth:`what_if`; names the scenario.
            TablesError: tables of a scenario that cannot be used.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> found = engine.scenarios(
        ...     {"fever": "yes", "redness": "yes"},
        ...     {
        ...         "no fever": lb.Scenario({"fever": "no"}),
        ...         "emergency": lb.Scenario(setting="emergency"),
        ...     },
        ... )
        >>> list(found.to_frame().columns)
        ['base', 'no fever', 'emergency']
        """
        if not isinstance(scenarios, Mapping):
            example = '{"no fever": lumpbayes.Scenario({"fever": "no"})}'
            raise not_expected("scenarios", scenarios, f"a mapping such as {example}")
        base = self.diagnose(evidence, setting=setting)
        return self._side_by_side(base, scenarios, {name: repr(name) for name in scenarios})

    def save_scenarios(
        self,
        scenarios: Scenarios,
        path: str | os.PathLike[str],
        *,
        force: bool = False,
        add: bool = False,
    ) -> int:
        """Write scenarios to a JSON file, to be replayed later (docs/reference/scenarios.md).

        The file may hold what was found in a patient: its owner alone may read it.

        Args:
            scenarios: what :meth:`scenarios` gave.
            path: the file.
            force: whether a file of that name is replaced.
            add: whether they are put after those of such a file, which stay as they are.

        Returns:
            How many scenarios the file holds now.

        Raises:
            WriteError: there is such a file, it cannot be written, or a scenario has a table that
                is a frame or lies outside the file's folder.
            EvidenceError: to a file that is none of scenarios, starts from another model or other
                evidence, or has one of the names, nothing is added.

        >>> import os, tempfile
        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> found = engine.scenarios({"fever": "yes"}, {"no": lb.Scenario({"fever": "no"})})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     engine.save_scenarios(found, os.path.join(folder, "fever.json"))
        ...     engine.replay(os.path.join(folder, "fever.json")).moved
        1
        ()
        """
        if not isinstance(scenarios, reasoning.scenarios.Scenarios):
            raise not_expected("scenarios", scenarios, "what engine.scenarios(...) gave")
        target = check_path(path, "scenarios.json")
        record = reasoning.scenario_file.scenarios_record(scenarios, target)
        with file_lock(target):
            adds = add and not force and os.path.lexists(target)
            if adds:
                record = reasoning.scenario_file.added_record(target, record)
            text = record_json(record) + "\n"
            write_whole(target, text, private=True, new=not (force or adds))
        return len(record["scenarios"])

    def replay(self, path: str | os.PathLike[str], *, allow_outside: bool = False) -> Replay:
        """Ask the scenarios of a file again; says what is no longer as it was.

        Args:
            path: a file that :meth:`save_scenarios` wrote, or a person
                (docs/reference/scenarios.md).
            allow_outside: whether tables that it names may lie outside its own folder.

        Raises:
            EvidenceError: the file is not of that form, or this model cannot be asked what it
                holds; names the place in the file.
            TablesError: tables of a scenario that cannot be used.

        >>> import os, tempfile
        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> found = engine.scenarios({"fever": "yes"}, {"no": lb.Scenario({"fever": "no"})})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     saved = engine.save_scenarios(found, os.path.join(folder, "fever.json"))
        ...     replay = engine.with_prior("lipoma", 0.4).replay(os.path.join(folder, "fever.json"))
        >>> replay.model_changed, replay.changed
        (True, ('base', 'no'))
        """
        file = reasoning.scenario_file.read_scenarios(
            check_path(path, "scenarios.json"), allow_outside
        )
        return asked_again(self, file)

    def _side_by_side(
        self, base: Diagnosis, scenarios: Mapping[str, Scenario], places: Mapping[str, str]
    ) -> Scenarios:
        found: dict[str, Comparison] = {}
        for name, scenario in scenarios.items():
            if not isinstance(scenario, Scenario):
                raise EvidenceError(
                    f"scenario {name!r}: {scenario!r}; expected a Scenario, such as "
                    'lumpbayes.Scenario({"fever": "no"})'
                )
            with reasoning.replaying.placed(places[name]):
                found[name] = _compared(base, scenario, self)
        return reasoning.scenarios.Scenarios(base.answer, FrozenMapping(found, "scenario"))


def asked_again(engine: Laboratory, file: ScenarioFile) -> Replay:
    """What the scenarios of a file give now; see :meth:`Laboratory.replay`.

    Args:
        engine: who answers.
        file: as read.

    Raises:
        EvidenceError: this engine's model cannot be asked what it holds; names the place.
    """
    with reasoning.replaying.placed(f"{file.shown}: evidence"):
        base = engine.diagnose(file.evidence)
    scenarios = engine._side_by_side(base, file.scenarios, file.places)
    model = ModelIdentity.of(engine.knowledge)
    return reasoning.replaying.replayed(file, model, scenarios)


def _compared(diagnosis: Diagnosis, scenario: Scenario, model: Laboratory) -> Comparison:
    """An answer beside that of a model to the changed evidence."""
    steps = reasoning.what_if
    steps.check_same_cause(diagnosis.situation.knowledge, model.knowledge)
    own = steps.Edited(model.knowledge, model.network)
    other = steps.replaced(own, model.memory_limit, scenario)
    evidence = steps.changed_evidence(diagnosis.situation, other.knowledge, scenario)
    other = steps.edited(other, model.memory_limit, scenario, evidence)
    asked = model if other is own else model._edited(other.knowledge, other.network)
    after = asked.diagnose(evidence)
    return reasoning.comparison.compared(_side(diagnosis), _side(after), scenario, other)


def _side(diagnosis: Diagnosis) -> Side:
    return reasoning.comparison.Side(diagnosis.knowledge, diagnosis.understood, diagnosis.answer)
