"""Two answers side by side: what was changed, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.errors import printable
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.comparing import log_odds_difference
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.frozen_mapping import FrozenMapping, thawed
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.phrases import phrase
from lumpbayes.reasoning.recorded import Basis, Recorded, signed
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.scenario import Scenario
from lumpbayes.reasoning.what_if import Edited, LikelihoodMove, PriorMove
from lumpbayes.views import Plotted, shown

if TYPE_CHECKING:
    import pandas

__all__ = ["Comparison", "FindingChange", "Move", "Side", "compared"]


class Side(NamedTuple):
    """An answer, and what it rests on."""

    knowledge: KnowledgeBase
    understood: Interpretation
    answer: Answer


@shown
class FindingChange(NamedTuple):
    """A finding that a scenario names.

    Attributes:
        kind: ``flipped``, ``added``, ``retracted``; ``unchanged`` where it was so before.
        variable: which.
        before: what was known, in its JSON form; None for nothing.
        after: what is then; None for nothing.
        before_text, after_text: the same in plain words; empty for nothing.
        key: the name that ``after`` is given under: the variable's, or its number's.
    """

    kind: str
    variable: str
    before: Any
    after: Any
    before_text: str
    after_text: str
    key: str


@shown
class Move(NamedTuple):
    """A cause, or a group of causes, before and after.

    Attributes:
        name: of the cause or group.
        label: in plain words.
        before, after: its probability; None where that model does not have it.
        rank_before, rank_after: its place in the differential, counted from 1; None for a group.
    """

    name: str
    label: str
    before: float | None
    after: float | None
    rank_before: int | None = None
    rank_after: int | None = None

    @property
    def log_odds_difference(self) -> float | None:
        """logit(after) - logit(before), in nats; None where it is infinite or one is missing."""
        if self.before is None or self.after is None:
            return None
        return log_odds_difference(self.before, self.after)


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Recorded, Plotted):
    """What a scenario changes in an answer.

    Attributes:
        before: the answer.
        after: the answer under the scenario.
        findings: the findings that the scenario names, in its order.
        priors: the priors that it sets.
        likelihoods: the likelihoods that it sets.
        tables: table that it replaces -> the file with the other one; None for a frame.

    >>> import lumpbayes as lb
    >>> lb.load(backend="sweeps").what_if({"fever": "yes"}, {"fever": "no"}).leading
    ('skin_abscess', 'epidermoid_cyst')
    """

    before: Answer
    after: Answer
    findings: tuple[FindingChange, ...]
    priors: tuple[PriorMove, ...]
    likelihoods: tuple[LikelihoodMove, ...]
    tables: FrozenMapping[str | None]

    @property
    def causes(self) -> tuple[Move, ...]:
        """Every cause of either model, the most probable afterwards first."""
        old, new = (_ranks(answer) for answer in (self.before, self.after))
        labels = {**self.before.labels, **self.after.labels}
        return tuple(
            Move(
                name,
                labels[name],
                self.before.posterior.get(name),
                self.after.posterior.get(name),
                old.get(name),
                new.get(name),
            )
            for name in dict.fromkeys((*self.after.posterior, *self.before.posterior))
        )

    @property
    def groups(self) -> tuple[Move, ...]:
        """Every group of causes of either model, by name."""
        labels = {**self.before.group_labels, **self.after.group_labels}
        return tuple(
            Move(name, labels[name], self.before.groups.get(name), self.after.groups.get(name))
            for name in sorted({*self.before.groups, *self.after.groups})
        )

    def __getitem__(self, name: str) -> Move:
        """How a cause moves, or a group of causes; of a name that both have, the cause.

        Raises:
            UnknownNameError: neither model has such a cause or group; names the nearest.
        """
        moves = {move.name: move for move in (*self.groups, *self.causes)}
        return FrozenMapping(moves, "cause or group")[name]

    __iter__ = None
    """It has parts by name, and no order of its own: ``causes`` and ``groups`` have."""

    @property
    def leading(self) -> tuple[str, str]:
        """The most probable cause before, and after."""
        return next(iter(self.before.posterior)), next(iter(self.after.posterior))

    @property
    def leading_changed(self) -> bool:
        """Whether another cause is the most probable."""
        before, after = self.leading
        return before != after

    @property
    def urgency(self) -> tuple[str | None, str | None]:
        """The level of urgency before, and after."""
        return self.before.urgency.level, self.after.urgency.level

    @property
    def red_flags_gained(self) -> tuple[Flag, ...]:
        """The red flags that fire afterwards and did not before."""
        return _only(self.after.red_flags, self.before.red_flags)

    @property
    def red_flags_lost(self) -> tuple[Flag, ...]:
        """The red flags that fired before and do not afterwards."""
        return _only(self.before.red_flags, self.after.red_flags)

    @property
    def model_changed(self) -> bool:
        """Whether the two answers are those of two models."""
        return self.before.model.fingerprint != self.after.model.fingerprint

    def to_dict(self) -> dict[str, Any]:
        """The comparison in the form that docs/reference/scenarios.md describes, schema 1."""
        return {
            **Basis.answered(self.before).to_dict(),
            "before": answer_side(self.before),
            "after": answer_side(self.after),
            "findings": [{**each._asdict(), **_thawed(each)} for each in self.findings],
            "priors": [move._asdict() for move in self.priors],
            "likelihoods": [move._asdict() for move in self.likelihoods],
            "tables": dict(self.tables),
            "leading_changed": self.leading_changed,
            "causes": [_move_record("cause", move) for move in self.causes],
            "groups": [_move_record("group", move) for move in self.groups],
            "red_flags_gained": [_flag_record(flag) for flag in self.red_flags_gained],
            "red_flags_lost": [_flag_record(flag) for flag in self.red_flags_lost],
        }

    def to_frame(self) -> pandas.DataFrame:
        """A row a cause, the most probable afterwards first; gaps where a model lacks it."""
        import pandas as pd

        named = ("cause", "label", "before", "after", "log_odds_difference")
        columns = [*named, "rank_before", "rank_after"]
        rows = [(*move[:4], move.log_odds_difference, *move[4:]) for move in self.causes]
        return signed(pd.DataFrame(rows, columns=columns), self.before.model)

    def __repr__(self) -> str:
        lines = [f"{_percent(m.before)} -> {_percent(m.after)}  {m.label}" for m in self.causes]
        lines.append("urgency: " + " -> ".join(level or "none" for level in self.urgency))
        return printable("\n".join(lines))


def compared(before: Side, after: Side, scenario: Scenario, model: Edited) -> Comparison:
    """Put a comparison together.

    Args:
        before: the answer.
        after: the answer under the scenario.
        scenario: what was changed.
        model: the model of ``after``, and which of its numbers were set.
    """
    names = [find_key(after.knowledge, key).variable.name for key in scenario.changes]
    where = after.knowledge.setting
    if scenario.setting is not None and where is not None:
        names.append(where)
    changes = tuple(_finding_change(before, after, name) for name in names)
    tables = {
        name: table if isinstance(table, str) else None for name, table in scenario.tables.items()
    }
    return Comparison(
        before.answer,
        after.answer,
        changes,
        model.priors,
        model.likelihoods,
        FrozenMapping(tables, "table"),
    )


def _finding_change(before: Side, after: Side, variable: str) -> FindingChange:
    old, new = (_said(side, variable) for side in (before, after))
    kinds = {(True, False): "added", (False, True): "retracted", (False, False): "flipped"}
    kind = "unchanged" if old == new else kinds[old is None, new is None]
    before_text, after_text = (
        phrase(side.knowledge, *said) if said else ""
        for side, said in ((before, old), (after, new))
    )
    form_before, form_after = (said[1] if said else None for said in (old, new))
    key = new[0] if new else variable
    return FindingChange(kind, variable, form_before, form_after, before_text, after_text, key)


def _said(side: Side, variable: str) -> tuple[str, Any] | None:
    """The name that something is known under and its JSON form; also what is assumed."""
    known: Mapping[str, Any] = {**side.understood.assumed, **side.understood.stated}
    for name, form in known.items():
        if find_variable(side.knowledge, name)[0].name == variable:
            return name, form
    return None


def answer_side(answer: Answer) -> dict[str, Any]:
    """What a comparison says of one answer, but its causes and groups."""
    return {
        "model": answer.model.to_dict(),
        "evidence": thawed(answer.evidence),
        "assumed": dict(answer.assumed),
        "log_evidence": answer.log_evidence,
        "leading_cause": next(iter(answer.posterior)),
        "urgency": answer.urgency.level,
        "outside": answer.fit is not None and answer.fit.outside,
    }


def _thawed(change: FindingChange) -> dict[str, Any]:
    return {"before": thawed(change.before), "after": thawed(change.after)}


def _move_record(kind: str, move: Move) -> dict[str, Any]:
    found = {kind if key == "name" else key: value for key, value in move._asdict().items()}
    found["log_odds_difference"] = move.log_odds_difference
    if kind == "group":
        del found["rank_before"], found["rank_after"]
    return found


def _flag_record(flag: Flag) -> dict[str, Any]:
    return {**flag._asdict(), "sources": list(flag.sources)}


def _only(flags: tuple[Flag, ...], others: tuple[Flag, ...]) -> tuple[Flag, ...]:
    known = {(flag.id, flag.rule) for flag in others}
    return tuple(flag for flag in flags if (flag.id, flag.rule) not in known)


def _ranks(answer: Answer) -> dict[str, int]:
    return {cause: rank for rank, cause in enumerate(answer.posterior, start=1)}


def _percent(probability: float | None) -> str:
    return f"{'none' if probability is None else percent(probability):>7}"
