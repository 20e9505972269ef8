"""One number changed, the rest of its row in proportion; everything else as it was.

An edited number is an estimate: its source cannot vouch for it any more. The others of its row
follow in proportion and keep their sources, as derived numbers. An interval moves with its number
by the same distance in log-odds, and the note says what the number was.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Mapping, Sequence
from typing import NamedTuple

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.knowledge.cells import Cell, Estimate, Given, PriorCell
from lumpbayes.knowledge.doubles import small_hint
from lumpbayes.knowledge.estimates import JUDGEMENT
from lumpbayes.knowledge.likelihoods import given_text, group_column
from lumpbayes.knowledge.matching import (
    find_variable,
    folded,
    is_unknown,
    match_state,
    match_value,
    parse_number,
)
from lumpbayes.knowledge.moving import ROUNDING, changed
from lumpbayes.knowledge.priors import prior_columns
from lumpbayes.knowledge.records import KnowledgeBase, Variable

__all__ = [
    "Base",
    "edited_likelihoods",
    "edited_priors",
    "match_given",
    "parse_given",
    "parse_probability",
    "rescaled",
    "with_prior_column",
]

EVERY = "*"
"""The selector that leaves a parent out."""

EXAMPLE = '{"inflammation": "yes", "cause": "skin_abscess"}'


class Base(NamedTuple):
    """What a new group of rows starts from: a column in state order, and where it comes from."""

    column: Sequence[float]
    origin: str


def rescaled(column: Sequence[float], position: int, probability: float) -> list[float]:
    """A column that sums to 1 with one entry set and the others in proportion.

    Where the others are all 0 they share what is left equally.

    >>> rescaled([0.5, 0.3, 0.2], 0, 0.75)
    [0.75, 0.15, 0.1]
    """
    rest = math.fsum(value for index, value in enumerate(column) if index != position)
    left = 1.0 - probability
    others = len(column) - 1
    return [
        probability if index == position else (left * value / rest if rest > 0 else left / others)
        for index, value in enumerate(column)
    ]


def edited_priors(
    knowledge: KnowledgeBase, cause: str, probability: float, setting: str
) -> tuple[PriorCell, ...]:
    """The prior cells with P(cause | setting) set; ``setting`` is empty in a model without any.

    Raises:
        UnknownNameError: a cause or setting that the model does not have.
        EvidenceError: a probability outside 0..1.
    """
    state = _one_cause(knowledge, cause)
    probability = parse_probability(probability)
    column = prior_columns(knowledge.priors, knowledge.causes)[setting]
    new = rescaled(column, knowledge.causes.index(state), probability)
    return with_prior_column(knowledge, setting, new, {state})


def _one_cause(knowledge: KnowledgeBase, cause: object) -> str:
    """The cause of that name; a group of causes is none."""
    variable = knowledge.variables[knowledge.cause]
    groups = {folded(group.name) for group in knowledge.groups_of(variable.name)}
    if folded(cause) in groups and folded(cause) not in map(folded, variable.states):
        raise UnknownNameError(
            f"{cause!r} is a group of causes: name one cause, or see what the group's share "
            "changes: lumpbayes whatif --prior (in Python with_prevalences)"
        )
    return match_state(variable, cause)


def with_prior_column(
    knowledge: KnowledgeBase, setting: str, column: Sequence[float], chosen: Container[str]
) -> tuple[PriorCell, ...]:
    """The prior cells with the column of one setting replaced.

    Nothing is, where the numbers chosen are those that the tables have: as they are written, or
    divided by the column's sum.

    Args:
        knowledge: the model.
        setting: where; empty in a model without settings.
        column: P(cause | setting) in table order; sums to 1.
        chosen: the causes whose numbers somebody chose; the others follow from those.
    """
    values = dict(zip(knowledge.causes, column, strict=True))
    stated = prior_columns(knowledge.priors, knowledge.causes)[setting]
    now = dict(zip(knowledge.causes, stated, strict=True))
    named = [cell for cell in knowledge.priors if cell.setting == setting and cell.cause in chosen]
    if all(_is_now(cell.estimate, now[cell.cause], values[cell.cause]) for cell in named):
        return knowledge.priors
    return tuple(
        changed(cell, values[cell.cause], cell.cause in chosen) if cell.setting == setting else cell
        for cell in knowledge.priors
    )


def edited_likelihoods(
    knowledge: KnowledgeBase,
    variable: Variable,
    state: str | bool,
    probability: float,
    given: Given,
    base: Callable[[], Base],
) -> tuple[Cell, ...]:
    """The likelihood cells with P(state | given) set in the group of rows with that ``given``.

    Args:
        knowledge: the model.
        variable: whose likelihood.
        state: which of its states.
        probability: the new number.
        given: the group of rows; created when the tables have none.
        base: works out what a new group starts from; not called for one that exists.

    Raises:
        UnknownNameError: a state that the variable does not have.
        EvidenceError: a probability outside 0..1.
    """
    probability = parse_probability(probability)
    chosen = match_state(variable, state)
    position = variable.states.index(chosen)
    group = tuple(
        cell
        for cell in knowledge.likelihoods
        if cell.variable == variable.name and cell.given == given
    )
    if group:
        column = group_column(group, variable.states)
        own = next((cell.estimate for cell in group if cell.state == chosen), None)
        if _is_now(own, column[position], probability):
            return knowledge.likelihoods
        values = dict(zip(variable.states, rescaled(column, position, probability), strict=True))
        return tuple(
            changed(cell, values[cell.state], cell.state == chosen)
            if cell.variable == variable.name and cell.given == given
            else cell
            for cell in knowledge.likelihoods
        )
    start, origin = base()
    values = dict(zip(variable.states, rescaled(start, position, probability), strict=True))
    note = f"new row; before, {origin} {given_text(given)}: " + ", ".join(
        f"{name} {value:.4g}" for name, value in zip(variable.states, start, strict=True)
    )
    created = [
        Cell(variable.name, name, given, _point(values[name], note), 0)
        for name in variable.states[:-1]
    ]
    return (*knowledge.likelihoods, *created)


def parse_given(text: str) -> dict[str, str]:
    """A condition as the tables write it, as a mapping: parent -> state, ``@group`` or ``*``.

    Raises:
        EvidenceError: not ``parent=state`` separated by ``;``, or a parent twice.

    >>> parse_given("inflammation=yes; cause=@infection")
    {'inflammation': 'yes', 'cause': '@infection'}
    """
    given: dict[str, str] = {}
    for part in text.split(";") if text.strip() else ():
        parent, equals, selector = (each.strip() for each in part.partition("="))
        if not (parent and equals and selector) or parent in given:
            raise EvidenceError(
                f"given {text!r}: {part.strip()!r} is not understood; expected parent=state "
                "separated by ';', each parent once, such as inflammation=yes;cause=skin_abscess"
            )
        given[parent] = selector
    return given


def parse_probability(value: object) -> float:
    """A probability as a double of Python's own (numpy's are written otherwise).

    Args:
        value: a number from 0 to 1; as text, also a percentage such as ``30%``.

    Raises:
        EvidenceError: no number from 0 to 1.
    """
    if isinstance(value, str) and value.rstrip().endswith("%"):
        percentage = parse_number(value.rstrip()[:-1])
        number = None if percentage is None else percentage / 100
        number = None if percentage and not number else number
    else:
        number = parse_number(value)
    if number is None or not 0 <= number <= 1:
        raise EvidenceError(
            f"probability {value!r}: expected a number from 0 to 1, such as 0.3 for 30 %"
            f"{small_hint(value)}"
        )
    return number


def match_given(knowledge: KnowledgeBase, variable: Variable, given: object) -> Given:
    """A condition in the order of the variable's parents; ``*`` leaves a parent out.

    Args:
        knowledge: the model.
        variable: whose condition.
        given: parent -> state, number, ``@group`` or ``*``; or the same as the tables write it.

    Raises:
        EvidenceError: no condition at all, something that is no parent of the variable, or a
            parent twice.
        UnknownNameError: a variable, state or group that the model does not have.
    """
    if isinstance(given, str):
        given = parse_given(given)
    if not isinstance(given, Mapping):
        raise EvidenceError(
            f"given {given!r}: expected a mapping from parents to states, such as {EXAMPLE}, "
            'or its text "inflammation=yes;cause=skin_abscess"'
        )
    chosen: dict[str, str] = {}
    for key, selector in given.items():
        parent, name = find_variable(knowledge, key)
        if parent.name not in variable.parents:
            parents = variable.parents
            hint = or_nearest(parent.name, parents) if parents else "it has no parents"
            raise EvidenceError(f"{variable.name} does not depend on {key!r}: {hint}")
        if parent.name in chosen:
            raise EvidenceError(f"given names {parent.name} twice: name each parent once")
        chosen[parent.name] = _match_selector(knowledge, parent, name, selector)
    return tuple(
        (parent, chosen[parent])
        for parent in variable.parents
        if chosen.get(parent, EVERY) != EVERY
    )


def _match_selector(knowledge: KnowledgeBase, parent: Variable, name: str, selector: object) -> str:
    """A state, ``@group`` or ``*`` as the tables write it; ``name`` may be that of a number."""
    text = folded(selector) if isinstance(selector, str) else ""
    if text == EVERY:
        return EVERY
    if is_unknown(selector):
        raise EvidenceError(f"given {name}={selector!r}: leave a parent out that is not meant")
    if not text.startswith("@"):
        position, _ = match_value(parent, name, selector)
        return parent.states[position]
    groups = [f"@{group.name}" for group in knowledge.groups_of(parent.name)]
    exact = [group for group in groups if group == selector]
    matches = exact or [group for group in groups if folded(group) == text]
    if len(matches) != 1:
        raise UnknownNameError(
            f"{parent.name} has no group {selector!r}: {or_nearest(text, groups)}",
            nearest_names(text, groups),
        )
    return matches[0]


def _is_now(estimate: Estimate | None, now: float, probability: float) -> bool:
    """Whether a number is what the tables have; ``now`` is divided by its column's sum."""
    stated = (now,) if estimate is None else (now, estimate.probability)
    return any(math.isclose(probability, each, rel_tol=ROUNDING) for each in stated)


def _point(probability: float, note: str) -> Estimate:
    return Estimate(probability, probability, probability, "estimate", (JUDGEMENT,), note)
