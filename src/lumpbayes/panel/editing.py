"""The numbers of the tables, found by words, and engines in which some are set otherwise."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lumpbayes.errors import EvidenceError, HiddenStructureWarning
from lumpbayes.knowledge.cells import Cell, Estimate, PriorCell
from lumpbayes.knowledge.estimates import JUDGEMENT
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.likelihoods import given_cell
from lumpbayes.knowledge.matching import parse_number
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.panel.asking import PanelEngine
from lumpbayes.panel.state import LIKELIHOOD, PRIOR, Edit, Number
from lumpbayes.reasoning.answer import citation
from lumpbayes.reasoning.table_rows import row_place

__all__ = [
    "Listed",
    "edited_engine",
    "find_numbers",
    "is_doubtful",
    "listed_numbers",
    "number_words",
    "origin_words",
    "parse_percent",
    "priors_and_likelihoods",
    "probability_of",
    "state_words",
]


class Listed(NamedTuple):
    """A number that the tables list.

    Attributes:
        number: which.
        words: what it is the probability of, in plain words.
        estimate: what the tables say.
        haystack: the words that a search looks through, in small letters.
        place: ``file:line``.
    """

    number: Number
    words: str
    estimate: Estimate
    haystack: str
    place: str


def edited_engine(
    engine: PanelEngine, edits: Sequence[Edit]
) -> tuple[PanelEngine, tuple[str, ...]]:
    """A new engine with the edits, and what is to be known of them.

    The priors of one setting are set together, so that each is what it was set to; then the
    likelihoods, one after the other: as a scenario of the same edits does it.

    Raises:
        UnknownNameError, EvidenceError, TablesError: an edit that the model cannot take.
    """
    priors: dict[str, dict[str, float]] = {}
    for (kind, _, state, given), probability in edits:
        if kind == PRIOR:
            priors.setdefault(given, {})[state] = probability
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", HiddenStructureWarning)
        for setting, column in priors.items():
            engine = engine.with_prevalences(column, setting=setting or None)
        for (kind, variable, state, given), probability in edits:
            if kind == LIKELIHOOD:
                engine = engine.with_likelihood(variable, state, probability, given=given)
    return engine, tuple(str(each.message) for each in caught)


def priors_and_likelihoods(
    edits: Sequence[Edit],
) -> tuple[dict[str | tuple[str, str], float], list[tuple[str, str, str, float]]]:
    """The edits as ``lb.Scenario`` takes them."""
    priors: dict[str | tuple[str, str], float] = {}
    likelihoods = []
    for (kind, variable, state, given), probability in edits:
        if kind == PRIOR:
            priors[(state, given) if given else state] = probability
        else:
            likelihoods.append((variable, state, given, probability))
    return priors, likelihoods


def listed_numbers(knowledge: KnowledgeBase) -> tuple[Listed, ...]:
    """Every number that the tables list, the priors first; none of a network file."""
    return (*_priors(knowledge), *_likelihoods(knowledge))


def _priors(knowledge: KnowledgeBase) -> Iterator[Listed]:
    for cell in knowledge.priors:
        number = Number(PRIOR, knowledge.cause, cell.cause, cell.setting)
        yield _listed(knowledge, number, cell, "prior before any finding")


def _likelihoods(knowledge: KnowledgeBase) -> Iterator[Listed]:
    for cell in knowledge.likelihoods:
        number = Number(LIKELIHOOD, cell.variable, cell.state, given_cell(cell.given))
        yield _listed(knowledge, number, cell, "likelihood")


def _listed(knowledge: KnowledgeBase, number: Number, cell: PriorCell | Cell, more: str) -> Listed:
    words = number_words(knowledge, number)
    table = "priors" if number.kind == PRIOR else "likelihoods"
    place = row_place(knowledge, table, cell.line, cell.was)
    searched = folded(f"{words} {' '.join(number)} {more}")
    return Listed(number, words, cell.estimate, searched, place)


def number_words(knowledge: KnowledgeBase, number: Number) -> str:
    """What a number is the probability of, in plain words.

    >>> import lumpbayes as lb
    >>> knowledge = lb.load().knowledge
    >>> number_words(knowledge, Number(PRIOR, "cause", "lipoma", "emergency"))
    'Lipoma, before any finding (Setting: emergency)'
    >>> number_words(knowledge, Number(LIKELIHOOD, "fever", "yes", "cause=lipoma"))
    'Fever: yes, if Cause: Lipoma'
    """
    kind, variable, state, given = number
    if kind == PRIOR:
        label = _state_words(knowledge, knowledge.cause, state)
        where = (
            f" ({state_words(knowledge, knowledge.setting, given)})" if knowledge.setting else ""
        )
        return f"{label}, before any finding{where}"
    event = state_words(knowledge, variable, state)
    conditions = [part.partition("=") for part in given.split(";") if part]
    if not conditions:
        return f"{event}, if nothing else is said"
    return f"{event}, if " + " and ".join(
        state_words(knowledge, parent, selector) for parent, _, selector in conditions
    )


def state_words(knowledge: KnowledgeBase, variable: str, state: str) -> str:
    """A variable in a state, or a group of states, in plain words.

    >>> import lumpbayes as lb
    >>> state_words(lb.load().knowledge, "cause", "@malignancy")
    'Cause: Any cancer (any)'
    """
    label = knowledge.variable_labels.get(variable, variable)
    return f"{label}: {_state_words(knowledge, variable, state)}"


def _state_words(knowledge: KnowledgeBase, variable: str, state: str) -> str:
    """The label of a state, or of a group of states (``@group``)."""
    for group in knowledge.groups_of(variable):
        if state in (f"@{group.name}", group.name) and state not in knowledge.causes:
            return f"{group.label} (any)"
    labels: Mapping[str, str] = knowledge.state_labels.get(variable, {})
    return labels.get(state, state)


def origin_words(knowledge: KnowledgeBase, listed: Listed) -> str:
    """What a number rests on, and where it stands: grade, sources, ``file:line``."""
    sources = knowledge.sources
    keys = (key for key in listed.estimate.sources if key != JUDGEMENT)
    titles = (citation(sources[key]) if key in sources else key for key in keys)
    return "; ".join((listed.estimate.grade, *titles, listed.place))


def find_numbers(
    numbers: Sequence[Listed], text: str, settings: Sequence[str]
) -> tuple[Listed, ...]:
    """The numbers in whose words all words of a text occur, in table order.

    Args:
        numbers: all there are.
        text: a few words, or parts of them.
        settings: priors of these settings only.
    """
    wanted = folded(text).split()
    return tuple(
        each
        for each in numbers
        if (each.number.kind != PRIOR or each.number.given in settings)
        and all(word in each.haystack for word in wanted)
    )


def probability_of(knowledge: KnowledgeBase, number: Number) -> float | None:
    """What a model's tables have for a number; None where they do not list it.

    Of a group of causes the sum of their priors.

    >>> import lumpbayes as lb
    >>> knowledge = lb.load().knowledge
    >>> probability_of(knowledge, Number(PRIOR, "cause", "lipoma", "nowhere")) is None
    True
    """
    kind, variable, state, given = number
    if kind == PRIOR:
        causes = _causes(knowledge, state)
        found = [
            cell.estimate.probability
            for cell in knowledge.priors
            if cell.cause in causes and cell.setting == given
        ]
    else:
        found = [
            cell.estimate.probability
            for cell in knowledge.likelihoods
            if (cell.variable, cell.state) == (variable, state) and given_cell(cell.given) == given
        ]
    return sum(found) if found else None


def _causes(knowledge: KnowledgeBase, name: str) -> tuple[str, ...]:
    """A cause by itself, or those of a group."""
    if name in knowledge.causes:
        return (name,)
    for group in knowledge.groups_of(knowledge.cause):
        if name.removeprefix("@") == group.name:
            return group.states
    return ()


def parse_percent(given: object) -> float:
    """A probability that is given in percent, with a decimal point as all numbers.

    Raises:
        EvidenceError: no number, or one outside 0 to 100.

    >>> parse_percent("12.5 %")
    0.125
    """
    said = given.strip().removesuffix("%").strip() if isinstance(given, str) else given
    percent = parse_number(said)
    if percent is None or not 0 <= percent <= HUNDRED:
        raise EvidenceError(
            f"{str(given)[:LONGEST_SHOWN]!r}: expected a number from 0 to 100, written with a "
            "decimal point"
        )
    return percent / HUNDRED


def is_doubtful(said: object, probability: float, tables: float) -> bool:
    """Whether a percentage that was typed may have been meant as a probability: 0.3 for 30 %.

    Not where a percent sign was typed, or where the tables' own number is small.

    >>> is_doubtful("0.3", 0.003, 0.25), is_doubtful("0.3 %", 0.003, 0.25)
    (True, False)
    """
    if not isinstance(said, str) or "%" in said:
        return False
    return 0 < probability < 1 / HUNDRED and tables >= SMALL


HUNDRED = 100
SMALL = 0.02
"""Below, a number of the tables may well be set to less than 1 %."""
LONGEST_SHOWN = 60
