"""Several scenarios side by side, and the same replayed later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lumpbayes.errors import EvidenceError, printable
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer, ModelIdentity
from lumpbayes.reasoning.comparison import Comparison, answer_side
from lumpbayes.reasoning.recorded import Basis, Recorded, signed
from lumpbayes.views import Plotted, shown

if TYPE_CHECKING:
    import pandas

__all__ = ["BASE", "AnswerMove", "Replay", "Saved", "Scenarios", "moved_answers"]

BASE = "base"
"""What the answer that all scenarios start from is called."""

MOST_SHOWN = 10
"""Probabilities that have moved, as text shows them."""

ROUNDING = 1e-9
"""A probability that moves by no more has not moved: backends and machines differ by less."""


@dataclass(frozen=True, slots=True, repr=False)
class Scenarios(Mapping[str, Comparison], Recorded, Plotted):
    """Scenario -> its comparison with the base.

    Attributes:
        base: the answer that all start from.
        comparisons: by name, in the order given.
    """

    base: Answer
    comparisons: FrozenMapping[Comparison]

    def __post_init__(self) -> None:
        for name in self.comparisons:
            if not isinstance(name, str) or not name.strip() or name == BASE:
                raise EvidenceError(
                    f"a scenario is called {name!r}: expected a name, and not {BASE!r}, which is "
                    "what the scenarios start from"
                )

    def __getitem__(self, name: str) -> Comparison:
        return self.comparisons[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.comparisons)

    def __len__(self) -> int:
        return len(self.comparisons)

    def to_dict(self) -> dict[str, Any]:
        """The scenarios in the form that docs/reference/scenarios.md describes, schema 1."""
        return {
            **Basis.answered(self.base).to_dict(),
            BASE: {**answer_side(self.base), "posterior": dict(self.base.posterior)},
            "scenarios": [{"name": name, **each.to_dict()} for name, each in self.items()],
        }

    def rows(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Columns, and a row a cause: its name, and its probability at the base and in each."""
        answers = self._answers()
        causes = dict.fromkeys(cause for answer in answers for cause in answer.posterior)
        rows = [(cause, *(each.posterior.get(cause) for each in answers)) for cause in causes]
        return ("cause", BASE, *self), rows

    def _answers(self) -> list[Answer]:
        return [self.base, *(each.after for each in self.values())]

    def to_frame(self) -> pandas.DataFrame:
        """A row a cause, the most probable at the base first; a column a scenario, base first."""
        import pandas as pd

        columns, rows = self.rows()
        frame = pd.DataFrame(rows, columns=list(columns)).set_index("cause")
        return signed(frame, self.base.model)

    def __repr__(self) -> str:
        """A small table: a row a cause, a column a scenario, in percent."""
        (_, *named), rows = self.rows()
        names = [" ".join(each.split()) for each in named]
        table = [names, *([_percent(each) for each in row[1:]] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        causes = ["", *(row[0] for row in rows)]
        room = max(map(len, causes))
        lines = [
            "  ".join((cause.ljust(room), *map(str.rjust, cells, widths)))
            for cause, cells in zip(causes, table, strict=True)
        ]
        levels = (each.urgency.level or "none" for each in self._answers())
        return printable("\n".join([*lines, f"urgency: {', '.join(levels)}"]))


class Saved(NamedTuple):
    """What a file says that an answer was.

    Attributes:
        fingerprint: of the model that gave it; None where the file does not say.
        posterior: cause -> probability; None where the file does not say.
    """

    fingerprint: str | None
    posterior: Mapping[str, float] | None


@shown
class AnswerMove(NamedTuple):
    """A probability that is not what the file says; None where a model has no such cause."""

    scenario: str
    cause: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, repr=False)
class Replay(Recorded):
    """Scenarios of a file, asked again.

    Attributes:
        file: its name, as messages show it.
        saved_model: the model that the file was made with.
        model: the model that was asked now.
        scenarios: the answers as they are now.
        changed: names of the base and the scenarios of which the model is not what it was.
        moved: the answers that are not what they were.
    """

    file: str
    saved_model: ModelIdentity
    model: ModelIdentity
    scenarios: Scenarios
    changed: tuple[str, ...]
    moved: tuple[AnswerMove, ...]

    @property
    def model_changed(self) -> bool:
        """Whether any of the models is not what it was when the file was made."""
        return bool(self.changed)

    def to_dict(self) -> dict[str, Any]:
        """The replay in the form that docs/reference/scenarios.md describes, schema 1."""
        return {
            **self.scenarios.to_dict(),
            "file": self.file,
            "saved_model": self.saved_model.to_dict(),
            "model": self.model.to_dict(),
            "changed": list(self.changed),
            "moved": [move._asdict() for move in self.moved],
        }

    def __repr__(self) -> str:
        """Whether the models and the answers are what they were, and those that are not."""
        model = "the model is what it was"
        if self.changed:
            model = f"the model has changed ({', '.join(self.changed)})"
        moved = f"{len(self.moved)} probabilities have moved" if self.moved else "no answer moved"
        lines = [f"{self.file}: {len(self.scenarios)} scenarios; {model}; {moved}"]
        for each in self.moved[:MOST_SHOWN]:
            moves = f"{_percent(each.before)} -> {_percent(each.after)}"
            lines.append(f"  {each.scenario}: {each.cause} {moves}")
        if len(self.moved) > MOST_SHOWN:
            lines.append(f"  and {len(self.moved) - MOST_SHOWN} more")
        return printable("\n".join(" ".join(line.splitlines()) for line in lines))


def _percent(probability: float | None) -> str:
    return "none" if probability is None else percent(probability)


def moved_answers(name: str, saved: Saved, answer: Answer) -> Iterator[AnswerMove]:
    """The causes of one answer that are not what a file says."""
    if saved.posterior is None:
        return
    for cause in dict.fromkeys((*answer.posterior, *saved.posterior)):
        before, after = saved.posterior.get(cause), answer.posterior.get(cause)
        if before is None or after is None or abs(before - after) > ROUNDING:
            yield AnswerMove(name, cause, before, after)
