"""What may be answered to a question, and what a person's reply to it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import ascii_lowercase
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError, nearest_names
from lumpbayes.knowledge.answer_order import as_asked
from lumpbayes.knowledge.bins import Bins
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.matching import NO, YES, parse_number
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.views import shown

__all__ = [
    "Choice",
    "Choices",
    "Measure",
    "Reply",
    "choices_of",
    "exact_reply",
    "typed_reply",
    "understand_reply",
]

NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)", re.ASCII)
"""A number, and what stands behind it: its unit."""
LONGEST_SHOWN = 60
YEARS = "years"
PER_YEAR = {"month": 12, "week": 52.1775, "day": 365.25}
"""In which an age may be told too, where it is asked for in years."""
SAYS_YES = frozenset({"y", *YES})
SAYS_NO = frozenset({"n", *NO})
NONE = "none"
NOT_KNOWN = "? if it was not done or is not known"


@shown
class Choice(NamedTuple):
    """One of the answers to a question.

    Attributes:
        mark: what stands before it and may be typed for it; empty where every mark would be
            mistaken for something else.
        state: the state that it stands for.
        label: the same in plain words.
    """

    mark: str
    state: str
    label: str


@shown
class Measure(NamedTuple):
    """The number that a question may be answered with.

    Attributes:
        name: the key under which evidence takes it, such as ``size_cm``.
        unit: what it is counted in, as its name says: ``cm``.
        low, high: the smallest and the largest number there is a state for.
    """

    name: str
    unit: str
    low: float
    high: float


@shown
class Choices(NamedTuple):
    """What may be answered to a question about a variable; ``number`` is None without bins."""

    variable: str
    answers: tuple[Choice, ...]
    number: Measure | None


class Reply(NamedTuple):
    """An answer as evidence takes it: ``("size_cm", 6.2)`` or ``("fever", "yes")``."""

    key: str
    value: Any


def choices_of(knowledge: KnowledgeBase, name: str) -> Choices:
    """The answers to a question about a variable, in the order in which the question names them.

    Raises:
        UnknownNameError: a variable that the model does not have.
    """
    variable = knowledge.variables[name]
    labels = knowledge.state_labels[name]
    texts = [folded(text) for state in variable.states for text in (state, labels[state])]
    marks = _marks(texts, len(variable.states), variable.bins is not None)
    order = as_asked(variable.question, {state: labels[state] for state in variable.states})
    answers = tuple(
        Choice(mark, state, labels[state]) for mark, state in zip(marks, order, strict=True)
    )
    return Choices(name, answers, variable.bins and _measure(name, variable.bins))


def _marks(texts: list[str], count: int, measured: bool) -> tuple[str, ...]:
    """1, 2, 3; a, b, c where a number would mean something else; none where letters would too."""
    if not measured and not any(text[:1].isdigit() for text in texts):
        return tuple(map(str, range(1, count + 1)))
    if count <= len(ascii_lowercase) and all(len(text) > 1 for text in texts):
        return tuple(ascii_lowercase[:count])
    return ("",) * count


def _measure(variable: str, bins: Bins) -> Measure:
    unit = [word for word in bins.name.split("_") if word not in variable.split("_")]
    low = min(interval.low for interval in bins.intervals)
    high = max(interval.high for interval in bins.intervals)
    return Measure(bins.name, " ".join(unit), low, high)


def exact_reply(choices: Choices, text: str) -> Reply | None:
    """The answer whose state or label the text is, but for letter case; None for any other text."""
    said = folded(text)
    for part in (1, 2):  # a state's own name before any label
        found = [answer.state for answer in choices.answers if folded(answer[part]) == said]
        if len(found) == 1:
            return Reply(choices.variable, found[0])
    return None


def understand_reply(knowledge: KnowledgeBase, choices: Choices, text: str) -> Reply:
    """What a reply means.

    Args:
        knowledge: the model.
        choices: of the question that was asked.
        text: a state, its label, the mark before it, y or n, a number with or without its unit
            (one of years also in months, weeks or days), or the beginning of one answer alone. Yes
            and no are never the beginning of something: they mean answers of yes or no, and no also
            ``none`` or ``not ...``.

    Raises:
        EvidenceError: a reply that may mean several answers, or none; says what to write.

    >>> import lumpbayes as lb
    >>> knowledge = lb.load().knowledge
    >>> understand_reply(knowledge, choices_of(knowledge, "size"), "6.2 cm")
    Reply(key='size_cm', value=6.2)
    >>> understand_reply(knowledge, choices_of(knowledge, "fever"), "n")
    Reply(key='fever', value='no')
    """
    return typed_reply(knowledge.variables[choices.variable].bins, choices, text)


def typed_reply(bins: Bins | None, choices: Choices, text: str) -> Reply:
    """The same without the model.

    Args:
        bins: of the variable that was asked.
        choices: of the question.
        text: as for :func:`understand_reply`.

    Raises:
        EvidenceError: as :func:`understand_reply`.
    """
    said = folded(text)
    if not said:
        raise EvidenceError(f"Nothing was typed: expected {_expected(choices)}.")
    found = (
        exact_reply(choices, said)
        or _marked(choices, said)
        or _yes_or_no(choices, said)
        or _number(bins, choices, said)
        or _beginning(choices, said)
    )
    if found is None:
        raise EvidenceError(_not_understood(choices, text))
    return found


def _marked(choices: Choices, said: str) -> Reply | None:
    marked = {answer.mark: answer.state for answer in choices.answers if answer.mark}
    return Reply(choices.variable, marked[said]) if said in marked else None


def _yes_or_no(choices: Choices, said: str) -> Reply | None:
    """What yes or no means here; "none" is no as well. None for any other text."""
    if said in SAYS_YES:
        return _only(choices, lambda text: text in YES)
    if said not in SAYS_NO | {NONE}:
        return None
    return (
        _only(choices, lambda text: text in NO)
        or _only(choices, lambda text: text == NONE)
        or _only(choices, lambda text: text.startswith("not "))
    )


def _only(choices: Choices, means: Callable[[str], bool]) -> Reply | None:
    """The only answer whose state or label means that."""
    found = [
        answer.state
        for answer in choices.answers
        if means(folded(answer.state)) or means(folded(answer.label))
    ]
    return Reply(choices.variable, found[0]) if len(found) == 1 else None


def _number(bins: Bins | None, choices: Choices, said: str) -> Reply | None:
    """A number in its own unit; None for what is none, or has something else behind it."""
    match, measure = NUMBER.fullmatch(said), choices.number
    if match is None or measure is None or bins is None:
        return None
    unit = match[2].removesuffix("s")
    per_unit = PER_YEAR.get(unit, 1) if folded(measure.unit) == YEARS else 1
    if per_unit == 1 and not folded(measure.unit).startswith(match[2]):
        return None
    number = parse_number(match[1])
    number = None if number is None else number / per_unit
    if number is None or bins.position(number) is None:
        told = said if per_unit != 1 else match[1]
        raise EvidenceError(f"{told[:LONGEST_SHOWN]}: expected {_measured(measure)}.")
    return Reply(measure.name, number)


def _measured(measure: Measure) -> str:
    """A number's unit and range in words."""
    unit = f" of {measure.unit}" if measure.unit else ""
    return f"a number{unit} from {measure.low:g} to {measure.high:g}"


def _beginning(choices: Choices, said: str) -> Reply | None:
    """The only answer that begins so; yes and no are no beginnings."""
    if said in SAYS_YES | SAYS_NO | {NONE}:
        return None
    found = [answer for answer in choices.answers if _begins(answer, said)]
    if len(found) > 1:
        shown = " or ".join(answer.label for answer in found)
        raise EvidenceError(f"{said[:LONGEST_SHOWN]!r} may be {shown}: write more of it.")
    return Reply(choices.variable, found[0].state) if found else None


def _begins(answer: Choice, said: str) -> bool:
    return folded(answer.state).startswith(said) or folded(answer.label).startswith(said)


def _not_understood(choices: Choices, text: str) -> str:
    shown = f"{text.strip()[:LONGEST_SHOWN]!r} is no answer to this question"
    names = dict.fromkeys(each for _, *both in choices.answers for each in both)
    match = NUMBER.fullmatch(folded(text).replace(",", "."))
    if choices.number and match and not (match[2] and nearest_names(text, tuple(names))):
        return f"{shown}: expected {_measured(choices.number)}, written with a decimal point."
    answered = folded(text) in SAYS_YES | SAYS_NO | {NONE}  # and comes close to nothing by chance
    close = () if answered else nearest_names(text, tuple(names))
    if close:
        return f"{shown}: did you mean {' or '.join(close)}?"
    return f"{shown}: expected {_expected(choices)}."


def _expected(choices: Choices) -> str:
    """All that may be answered."""
    listed = ", ".join(answer.label for answer in choices.answers)
    number = f", or {_measured(choices.number)}" if choices.number else ""
    return f"{listed}{number}, or {NOT_KNOWN}"
