"""How a differential evolves: what the answer would be after one finding, after two, and so on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest, printable
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.matching import find_variable, match_variable
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer, make_answer
from lumpbayes.reasoning.arguments import not_expected
from lumpbayes.reasoning.listed import Listed
from lumpbayes.reasoning.management import driving_causes
from lumpbayes.reasoning.phrases import given_phrases
from lumpbayes.reasoning.recorded import Basis, signed
from lumpbayes.reasoning.red_flags import Flagged
from lumpbayes.reasoning.situation import Situation
from lumpbayes.views import Plotted, shown

if TYPE_CHECKING:
    import pandas

__all__ = ["Evolution", "EvolutionStep", "evolve"]

GRAVE = ("urgent", "emergency")

NOTHING = "nothing known"
"""What the first step shows where there is no setting and nothing is assumed."""


@shown
class EvolutionStep(NamedTuple):
    """What is answered when so much is known.

    Attributes:
        variable: of the finding that has become known; None at the start.
        found: what was found, in plain words; at the start the setting and what was assumed.
        posterior: cause -> probability, most probable first.
        groups: group of causes -> summed probability, sorted by name; groups may overlap.
        urgency: how urgent care is; None where the model says nothing of it.
        red_flags: ids of the rules that fire, the most urgent first.
        log_evidence: natural log of the probability of all that is known.
    """

    variable: str | None
    found: str
    posterior: FrozenMapping[float]
    groups: FrozenMapping[float]
    urgency: str | None
    red_flags: tuple[str, ...]
    log_evidence: float

    @property
    def leading_cause(self) -> str:
        """The most probable cause; the first of several in table order."""
        return next(iter(self.posterior))

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            **self._asdict(),
            "posterior": dict(self.posterior),
            "groups": dict(self.groups),
            "red_flags": list(self.red_flags),
            "leading_cause": self.leading_cause,
        }


@dataclass(frozen=True, repr=False)
class Evolution(Listed[EvolutionStep], Plotted):
    """The answers as findings become known one by one; the last one is the answer.

    At the start the setting is known, and what was assumed. Likelihoods that Jeffrey's rule fitted
    (``Probability``) are those of the whole evidence at every step.

    Attributes:
        basis: the model, and the whole evidence.
        order: ``given``, or ``table``: the order of variables.csv.
        steps: the start, then a step a finding.
        driving: the causes that drive the urgency in the end, and all that make care urgent then.
        labels: cause -> plain words, in table order.
        group_labels: group of causes -> plain words, sorted by name.
    """

    basis: Basis
    order: str
    steps: tuple[EvolutionStep, ...]
    driving: tuple[str, ...]
    labels: FrozenMapping[str] = field(repr=False)
    group_labels: FrozenMapping[str] = field(repr=False)

    @property
    def _records(self) -> tuple[EvolutionStep, ...]:
        return self.steps

    def to_dict(self) -> dict[str, Any]:
        """Plain data: what it rests on, the order, and each step."""
        return {
            **self.basis.to_dict(),
            "order": self.order,
            "driving": list(self.driving),
            "labels": dict(self.labels),
            "group_labels": dict(self.group_labels),
            "steps": [step.to_dict() for step in self.steps],
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a step: the finding, the urgency, the leading cause, then a column a cause."""
        import pandas as pd

        rows = [
            {
                "variable": step.variable,
                "found": step.found,
                "urgency": step.urgency,
                "leading_cause": step.leading_cause,
                **{cause: step.posterior[cause] for cause in self.labels},
            }
            for step in self.steps
        ]
        columns = ["variable", "found", "urgency", "leading_cause", *self.labels]
        return signed(pd.DataFrame(rows, columns=columns), self.basis.model)

    def __repr__(self) -> str:
        """A line a step: the leading cause, its probability, the urgency, and what was found."""
        how = {"table": "in the order of the tables", "given": "in the order given"}[self.order]
        lines = [f"Evolution over {len(self) - 1} findings, {how}"]
        room = max(map(len, self.labels.values()))
        for step in self.steps:
            leading = step.leading_cause
            level = f"  {step.urgency}" if step.urgency else ""
            amount = f"{percent(step.posterior[leading]):>7}"
            lines.append(f"  {amount}  {self.labels[leading]:<{room}}{level:<12}  {step.found}")
        return "\n".join(printable(" ".join(line.splitlines()).rstrip()) for line in lines)


def evolve(situation: Situation, order: Sequence[str] | None = None) -> Evolution:
    """The answers as findings become known one by one.

    Args:
        situation: the model and the evidence.
        order: names of variables that were observed, in the order in which they become known; the
            others follow in table order. All are in table order when None.

    Raises:
        UnknownNameError: a name that is not in the evidence.
        EvidenceError: no list of names, or one that is named twice.
    """
    knowledge = situation.knowledge
    table = [name for name in knowledge.variables if _becomes_known(situation, name)]
    named = [] if order is None else _named(situation, order, table)
    names = [*named, *(name for name in table if name not in named)]
    steps = [_step(situation, names[:count]) for count in range(len(names) + 1)]
    labels = knowledge.state_labels[knowledge.cause]
    groups = sorted(knowledge.groups_of(knowledge.cause))
    return Evolution(
        Basis.of(situation),
        "table" if order is None else "given",
        tuple(steps),
        _driving(situation, names),
        FrozenMapping({cause: labels[cause] for cause in knowledge.causes}, "cause"),
        FrozenMapping({group.name: group.label for group in groups}, "group"),
    )


def _driving(situation: Situation, names: Sequence[str]) -> tuple[str, ...]:
    """The causes for which care is as urgent as it is in the end, or urgent at all."""
    answer, knowledge = _answer(situation, names), situation.knowledge
    found = driving_causes(knowledge, answer.posterior, answer.urgency, GRAVE)
    return tuple(dict.fromkeys(found))


def _becomes_known(situation: Situation, name: str) -> bool:
    """Whether it was observed, and is not known from the start."""
    understood = situation.understood
    at_start = name == situation.knowledge.setting or name in understood.assumed
    return name in understood.findings and not at_start


def _named(situation: Situation, order: object, table: Sequence[str]) -> list[str]:
    """The variables that an order names, checked."""
    if isinstance(order, str) or not isinstance(order, Sequence):
        raise not_expected("order", order, "a list of variables, such as ['fever', 'pain']")
    found: list[str] = []
    for key in order:
        matched = match_variable(situation.knowledge, key)
        if matched is None or matched[0].name not in table:
            raise UnknownNameError(
                f"order: {key!r} is none of the findings: {or_nearest(str(key), table)}",
                nearest_names(str(key), table),
            )
        if matched[0].name in found:
            raise EvidenceError(f"order names {key!r} twice: a finding becomes known once")
        found.append(matched[0].name)
    return found


def _step(situation: Situation, names: Sequence[str]) -> EvolutionStep:
    """The answer when these are known, and the last of them has just become so."""
    answer = _answer(situation, names)
    found = answer.given if not names else _words(situation, names[-1])
    return EvolutionStep(
        names[-1] if names else None,
        "; ".join(found) or NOTHING,
        answer.posterior,
        answer.groups,
        answer.urgency.level,
        tuple(flag.id for flag in answer.red_flags),
        answer.log_evidence,
    )


def _words(situation: Situation, name: str) -> tuple[str, ...]:
    """One finding in plain words."""
    return given_phrases(situation.knowledge, _part(situation, {name}, FrozenMapping({}, "")))


def _answer(situation: Situation, names: Sequence[str]) -> Answer:
    """What is answered when only these are known, besides what is known at the start."""
    understood, positions = situation.understood, situation.network.positions
    known = {*names, *understood.assumed, *_setting(situation)}
    evidence = situation.evidence.only({positions[name] for name in known})
    found = situation.solver.posteriors(evidence, (situation.cause,))
    part = _part(situation, known, understood.assumed)
    return make_answer(
        situation.knowledge,
        part,
        situation.solver.name,
        found.log_evidence,
        found.posteriors[situation.cause],
        Flagged.of(situation.knowledge, part),
    )


def _setting(situation: Situation) -> tuple[str, ...]:
    setting = situation.knowledge.setting
    return () if setting is None else (setting,)


def _part(situation: Situation, names: set[str], assumed: FrozenMapping[str]) -> Interpretation:
    """The evidence about some variables, as if nothing else had been said."""
    understood, knowledge = situation.understood, situation.knowledge
    findings = {name: each for name, each in understood.findings.items() if name in names}
    stated = {
        name: form
        for name, form in understood.stated.items()
        if find_variable(knowledge, name)[0].name in names
    }
    return Interpretation(
        FrozenMapping(findings, "finding"), FrozenMapping(stated, "finding"), assumed
    )
