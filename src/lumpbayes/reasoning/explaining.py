"""From an answer to its ledger: names, numbers, and the rows of the tables behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase
from lumpbayes.reasoning.answer import ModelIdentity, citations
from lumpbayes.reasoning.arguments import check_seed
from lumpbayes.reasoning.causes import Causes, find_causes
from lumpbayes.reasoning.ledger import Ledger, LedgerKind, LedgerRow
from lumpbayes.reasoning.phrases import phrase
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.table_rows import TableRow, likelihood_rows, prior_rows
from lumpbayes.reasoning.weighing import Weighed, Weight, weigh

__all__ = ["explain"]

ALL_OTHERS = "all other causes"
OTHER_STATES = "its other states"
"""The same in a network, whose target need not be a cause."""


def explain(
    situation: Situation, cause: str | None = None, *, against: str | None = None, seed: int = 0
) -> Ledger:
    """Why a cause is as probable as it is.

    Args:
        situation: the model and the evidence.
        cause: a cause or a group of causes; the most probable cause when None.
        against: another one to weigh it against; all other causes together when None.
        seed: for the orders that are drawn where there are more than 14 findings.

    Raises:
        UnknownNameError: a name that the model does not have.
        EvidenceError: a seed that is no whole number of at least 0; nothing is left to weigh
            against, or the two share a cause, or both are
            impossible.
        TooLargeError: it would take more than the solver's memory limit.
    """
    knowledge, seed = situation.knowledge, check_seed(seed)
    chosen = _find(knowledge, _leading(situation) if cause is None else cause)
    other = _other(knowledge, chosen, against)
    weighed = weigh(situation, chosen.indices, other.indices, seed)
    rival = other if against is not None else _strongest(situation, other)
    sides = _Sides(situation, chosen, rival, _phrases(situation))
    rows = tuple(_rows(sides, weighed))
    held = sides.setting_state
    own, others = (prior_rows(knowledge, each.states, held) for each in (chosen, rival))
    tables = [row for each in rows for row in (*each.for_cause, *each.for_rival)]
    cited = [row.sources for row in (*own, *others, *tables)]
    exact = weighed.permutations == 0
    return Ledger(
        ModelIdentity.of(knowledge),
        situation.understood.stated,
        situation.understood.assumed,
        chosen.name,
        chosen.label,
        chosen.states,
        None if against is None else other.name,
        other.label,
        rival.name,
        rival.label,
        sides.phrases.get(knowledge.setting or "", ""),
        weighed.log_prior_odds,
        own,
        others,
        rows,
        weighed.log_weighed_odds,
        weighed.log_posterior_odds,
        exact,
        weighed.permutations,
        None if exact else seed,
        FrozenMapping(citations(knowledge, cited), "source"),
    )


def _leading(situation: Situation) -> str:
    """The most probable cause; the first of several in table order."""
    return situation.knowledge.causes[int(np.argmax(situation.cause_posterior))]


def _other(knowledge: KnowledgeBase, chosen: Causes, against: str | None) -> Causes:
    if against is None:
        rest = tuple(cause for cause in knowledge.causes if cause not in chosen.states)
        if not rest:
            raise EvidenceError(
                f"{chosen.name} holds every cause: nothing is left to weigh it against; name one "
                "cause, or a smaller group"
            )
        label = OTHER_STATES if knowledge.from_network else ALL_OTHERS
        return Causes.of(knowledge, rest, label, label)
    other = _find(knowledge, against)
    shared = [cause for cause in other.states if cause in chosen.states]
    if shared:
        raise EvidenceError(
            f"{chosen.name} against {other.name}: both hold {', '.join(shared)}; name two causes "
            "or groups that exclude each other"
        )
    return other


def _strongest(situation: Situation, other: Causes) -> Causes:
    """The most probable of the other causes, alone."""
    best = max(other.indices, key=lambda index: situation.cause_posterior[index])
    name = situation.knowledge.causes[best]
    return _find(situation.knowledge, name)


def _find(knowledge: KnowledgeBase, name: str) -> Causes:
    """The cause or group of that name; in a network its label says of which variable it is."""
    found = find_causes(knowledge, name)
    if not knowledge.from_network:
        return found
    return found._replace(label=f"{knowledge.cause}={found.label}")


def _phrases(situation: Situation) -> dict[str, str]:
    knowledge, understood = situation.knowledge, situation.understood
    found = {
        find_variable(knowledge, name)[0].name: phrase(knowledge, name, form)
        for name, form in understood.stated.items()
    }
    for name, state in understood.assumed.items():
        found[name] = f"{phrase(knowledge, name, state)} (assumed)"
    return found


class _Sides(NamedTuple):
    """The two whose numbers stand beside each other.

    ``phrases`` has for each variable what was found or assumed of it, in words.
    """

    situation: Situation
    chosen: Causes
    rival: Causes
    phrases: dict[str, str]

    @property
    def setting_state(self) -> str | None:
        """Where the person is seen, if that is certain."""
        knowledge, network = self.situation.knowledge, self.situation.network
        if knowledge.setting is None:
            return None
        index = network.positions[knowledge.setting]
        state = self.situation.background.hard.get(index)
        return None if state is None else network.states[index][state]

    def tables(self, finding: int, causes: Causes) -> tuple[TableRow, ...]:
        """The numbers behind what was found, if these are the causes.

        Those of the finding, then those of the hidden variables between it and the cause: all
        their states but the reference state.
        """
        knowledge, network = self.situation.knowledge, self.situation.network
        if finding == self.situation.cause:
            return ()
        evidence = self.situation.evidence
        held: dict[str, tuple[str, ...]] = {
            network.names[v]: (network.states[v][s],) for v, s in evidence.hard.items()
        }
        held[knowledge.cause] = causes.states
        states = [network.states[finding][state] for state in self._observed(finding)]
        rows = list(likelihood_rows(knowledge, network.names[finding], states, held))
        for hidden in self._hidden(finding):
            name, others = network.names[hidden], network.states[hidden][:-1]
            rows += likelihood_rows(knowledge, name, others, held)
        return tuple(rows)

    def _hidden(self, finding: int) -> list[int]:
        """What a finding depends on without its being known, the nearest first."""
        evidence = self.situation.evidence
        known = {self.situation.cause, *self.situation.background.soft, *evidence.hard}
        found = [finding]
        for each in found:  # which grows
            parents = self.situation.network.parents[each]
            found += [p for p in parents if p not in known and p not in found]
        return found[1:]

    def _observed(self, finding: int) -> list[int]:
        """The states that were observed; of weighted ones those of the largest weight."""
        evidence = self.situation.evidence
        if finding in evidence.hard:
            return [evidence.hard[finding]]
        vector = evidence.soft[finding]
        return np.flatnonzero(vector == vector.max()).tolist()


def _rows(sides: _Sides, weighed: Weighed) -> Iterator[LedgerRow]:
    """What decides, then the others, the largest share first; ties in table order."""
    for sets, kind in (
        (weighed.excluding, LedgerKind.EXCLUDES),
        (weighed.proving, LedgerKind.PROVES),
    ):
        for each in sets:
            for finding in each:
                others = [other for other in each if other != finding]
                yield _row(sides, finding, kind, None, others)
        if sets:  # of one kind only: the events cannot both be impossible
            for finding, deciding in weighed.alike.items():
                others = [other for other in deciding if other != finding]
                yield _row(sides, finding, kind, None, others)
    weights = weighed.weights
    for finding in sorted(weights, key=lambda each: (-abs(weights[each].log_share), each)):
        yield _row(sides, finding, _kind(weights[finding]), weights[finding], [])


def _kind(weight: Weight) -> LedgerKind:
    if weight.log_share == 0:
        return LedgerKind.NEUTRAL
    return LedgerKind.FOR if weight.log_share > 0 else LedgerKind.AGAINST


def _row(
    sides: _Sides, finding: int, kind: LedgerKind, weight: Weight | None, others: list[int]
) -> LedgerRow:
    names = sides.situation.network.names
    name = names[finding]
    share, alone, error = weight or (None, None, None)
    return LedgerRow(
        name,
        sides.phrases[name],
        kind,
        share,
        alone,
        error,
        tuple(names[other] for other in others),
        name in sides.situation.understood.assumed,
        sides.tables(finding, sides.chosen),
        sides.tables(finding, sides.rival),
    )
