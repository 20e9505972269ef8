"""Intervals: how sure a posterior is, given how sure the tables are of their numbers.

Each number of the tables has a 95 % interval. Tables are drawn from these, and the same evidence is
answered under each set of tables, a world; between what do 95 % of the answers lie, and in how many
worlds does each cause lead? It is not the tables' only uncertainty: what they leave out is in no
interval. (Second-order uncertainty by Monte Carlo simulation: Doubilet, Begg, Weinstein, Braun and
McNeil, Medical Decision Making 5, 1985.)
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError, printable
from lumpbayes.inference.network import FloatArray, read_only
from lumpbayes.inference.table_samples import NUMBER_BYTES, sampled_posteriors
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.knowledge.records import FrozenMapping, Group
from lumpbayes.knowledge.worlds import MOST_KEPT, Worlds
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import ModelIdentity
from lumpbayes.reasoning.arguments import check_draws, check_seed
from lumpbayes.reasoning.recorded import Basis, Recorded, signed
from lumpbayes.reasoning.situation import Situation
from lumpbayes.views import Plotted, shown

if TYPE_CHECKING:
    import pandas

__all__ = ["Interval", "Intervals", "posterior_intervals"]

ROUNDING = 1e-12
"""Posteriors that differ by less, relative to themselves, tie."""

BOUNDS = (0.025, 0.975)
"""Quantiles of a 95 % interval."""


@shown
class Interval(NamedTuple):
    """How probable something is, and how sure that is.

    Attributes:
        probability: the posterior under the tables' own numbers.
        low, high: 2.5 % and 97.5 % quantiles of the posterior over the worlds.
        leads: share of the worlds in which this state, or one of this group, is the most probable
            one; states that tie share a world.
    """

    probability: float
    low: float
    high: float
    leads: float

    def __repr__(self) -> str:
        """In percent, as wide as any other."""
        low, high = percent(self.low), percent(self.high)
        between = f"({low.removesuffix(' %')} to {high})"
        return f"{percent(self.probability):>7}  {between:<18}  first in {percent(self.leads):>7}"


@dataclass(frozen=True, eq=False, repr=False)
class Intervals(Mapping[str, Interval], Recorded, Plotted):
    """A posterior's 95 % intervals, and the chance that each state is truly first.

    A mapping of the states alone; ``[...]`` takes a group too. It equals itself alone, as it says
    more than its intervals.

    Attributes:
        basis: the model, and the evidence that it answered.
        variable: whose posterior it is.
        states: state -> interval, most probable first.
        groups: group of states -> interval, sorted by name; groups may overlap.
        labels: ``state`` or ``group`` -> name -> plain words.
        seed: names the worlds: the same seed draws the same ones, whatever is asked.
        worlds: the posterior in each world, shape (draws, states), in table order; read-only.
    """

    basis: Basis
    variable: str
    states: FrozenMapping[Interval]
    groups: FrozenMapping[Interval]
    labels: FrozenMapping[FrozenMapping[str]] = field(repr=False)
    seed: int
    worlds: FloatArray = field(repr=False)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies are read-only too; numpy forgets that."""
        parts = {each.name: getattr(self, each.name) for each in fields(self)}
        return _restored, (parts,)

    @property
    def model(self) -> ModelIdentity:
        """Which model answered."""
        return self.basis.model

    @property
    def draws(self) -> int:
        """How many worlds were drawn."""
        return len(self.worlds)

    def __getitem__(self, state: str) -> Interval:
        """The interval of one state or group; UnknownNameError names the nearest."""
        if state not in self.states and state in self.groups:
            return self.groups[state]
        return self.states[state]

    def __iter__(self) -> Iterator[str]:
        return iter(self.states)

    def __len__(self) -> int:
        return len(self.states)

    def __contains__(self, state: object) -> bool:
        return state in self.states

    def keys(self) -> KeysView[str]:
        """The states, most probable first."""
        return self.states.keys()

    def values(self) -> ValuesView[Interval]:
        """Their intervals."""
        return self.states.values()

    def items(self) -> ItemsView[str, Interval]:
        """The states, each with its interval."""
        return self.states.items()

    def to_dict(self) -> dict[str, Any]:
        """Plain data: which model, what was drawn, the ``states`` and the ``groups``."""
        return {
            **self.basis.to_dict(),
            "variable": self.variable,
            "seed": self.seed,
            "draws": self.draws,
            "states": self._listed("state", self.states),
            "groups": self._listed("group", self.groups),
        }

    def _listed(self, kind: str, found: Mapping[str, Interval]) -> list[dict[str, Any]]:
        return [
            {kind: name, "label": self.labels[kind][name], **interval._asdict()}
            for name, interval in found.items()
        ]

    def to_frame(self) -> pandas.DataFrame:
        """The states as a frame: state, label, probability, low, high, leads."""
        import pandas as pd

        columns = ("state", "label", *Interval._fields)
        frame = pd.DataFrame(self._listed("state", self.states), columns=columns)
        return signed(frame, self.model)

    def __repr__(self) -> str:
        """A line a state, the most probable first, in percent."""
        lines = [f"95 % intervals of {self.variable} over {self.draws:,} worlds, seed {self.seed}"]
        lines += [f"  {each}  {self.labels['state'][state]}" for state, each in self.states.items()]
        return printable("\n".join(lines))


def _restored(parts: dict[str, Any]) -> Intervals:
    return Intervals(**{**parts, "worlds": read_only(parts["worlds"])})


def posterior_intervals(
    situation: Situation, variable: str | None, seed: int, draws: int
) -> Intervals:
    """The intervals of a variable's posterior.

    Args:
        situation: the model and what was observed.
        variable: its name; the cause's when None.
        seed: names the worlds.
        draws: how many of them are looked at, at least 100.

    Raises:
        UnknownNameError: a variable that the model does not have.
        EvidenceError: a network file, whose numbers have no intervals; a seed or a number of
            draws that cannot be used.
        TooLargeError: one world, or the posteriors in all of them, would take more than the
            engine's ``memory_limit``.
    """
    knowledge, network = situation.knowledge, situation.network
    name = find_variable(knowledge, knowledge.cause if variable is None else variable)[0].name
    seed, draws = _checked(situation, name, seed, draws)
    worlds = read_only(_posteriors(situation, network.positions[name], seed, draws))
    stated = _stated(situation, network.positions[name])
    states, groups = knowledge.variables[name].states, sorted(knowledge.groups_of(name))
    every = _intervals(worlds, stated, _members(states, groups))
    own = dict(zip(states, every, strict=False))
    ranked = sorted(own.items(), key=lambda item: -item[1].probability)
    texts = {
        "state": {state: knowledge.state_labels[name][state] for state in states},
        "group": {group.name: group.label for group in groups},
    }
    labels = {kind: FrozenMapping(each, kind) for kind, each in texts.items()}
    summed = {group.name: each for group, each in zip(groups, every[len(own) :], strict=True)}
    return Intervals(
        Basis.of(situation),
        name,
        FrozenMapping(dict(ranked), f"state of {name}"),
        FrozenMapping(summed, "group"),
        FrozenMapping(labels, "kind"),
        seed,
        worlds,
    )


def _checked(situation: Situation, name: str, seed: int, draws: int) -> tuple[int, int]:
    """Seed and draws, before anything is allocated."""
    seed, knowledge = check_seed(seed), situation.knowledge
    states, groups = len(knowledge.variables[name].states), len(knowledge.groups_of(name))
    # The posteriors with their logs, those with the groups, sorted for the quantiles, and the
    # shares of those that lead.
    numbers = 1 + states + 2 * (states + groups) + 2 * states
    draws = check_draws(draws, numbers, situation.solver.memory_limit)
    if situation.knowledge.from_network:
        raise EvidenceError(
            f"{situation.knowledge.name} is a network file: its numbers have no intervals, so that "
            "there is nothing to be unsure about; write them as tables (docs/reference/tables.md), "
            "where each number has low and high"
        )
    return seed, draws


def _posteriors(situation: Situation, variable: int, seed: int, draws: int) -> FloatArray:
    """P(variable | evidence) in each world, shape (draws, states)."""
    network, evidence = situation.network, situation.evidence
    if variable in evidence.hard:
        return np.tile(_stated(situation, variable), (draws, 1))
    limit = situation.solver.memory_limit
    kept = min(MOST_KEPT, int(limit // NUMBER_BYTES))
    worlds = Worlds(situation.knowledge, network, seed, draws, kept, situation.solver)
    return sampled_posteriors(network, worlds, evidence, variable, draws, limit).posteriors


def _stated(situation: Situation, variable: int) -> FloatArray:
    """P(variable | evidence) under the tables' own numbers."""
    if variable == situation.cause:
        return situation.cause_posterior
    return situation.solver.posteriors(situation.evidence, (variable,)).posteriors[variable]


def _members(states: Sequence[str], groups: Sequence[Group]) -> FloatArray:
    """1 for each state of each group, shape (states, groups)."""
    rows = [[state in group.states for group in groups] for state in states]
    return np.array(rows, dtype=np.float64).reshape(len(states), len(groups))


def _intervals(worlds: FloatArray, stated: FloatArray, members: FloatArray) -> list[Interval]:
    """The intervals of the states, then those of the groups; a group leads where a state does.

    The quantiles are such that 95 % of further worlds are expected between them.
    """
    leads = _leading(worlds)
    every = np.concatenate([worlds, worlds @ members], axis=1)
    low, high = np.quantile(every, BOUNDS, axis=0, method="weibull")
    sums = (np.concatenate([each, each @ members]) for each in (stated, leads))
    probability, first = (np.minimum(each, 1.0).tolist() for each in sums)
    bounds = (np.minimum(each, 1.0).tolist() for each in (low, high))
    return list(map(Interval, probability, *bounds, first))


def _leading(worlds: FloatArray) -> FloatArray:
    """Share of the worlds in which each state is the most probable; ties are shared."""
    first = worlds >= worlds.max(axis=1, keepdims=True) * (1 - ROUNDING)
    return np.asarray((first / first.sum(axis=1, keepdims=True)).mean(axis=0))
