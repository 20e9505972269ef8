"""An interview in words: the question, what an answer changed, why it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.identity import standing_words
from lumpbayes.display.interview_words import (
    PHASE_WORDS,
    how_to_answer,
    number_text,
    safety_text,
    worth_text,
)
from lumpbayes.display.terminal import LEVEL_COLOURS
from lumpbayes.display.urgency_words import (
    asked_for,
    headline,
    level_name,
    reason_lines,
    unknown_line,
)
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.knowledge.frozen_mapping import frozen
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.interview import Turn
from lumpbayes.reasoning.phrases import phrase
from lumpbayes.reasoning.red_flags import Flag

__all__ = [
    "change_lines",
    "end_lines",
    "help_lines",
    "opening_lines",
    "question_lines",
    "said_in_words",
    "summary_lines",
    "why_lines",
]

MOST_CAUSES = 3
"""Causes whose change is shown."""
MOST_SUMMED_UP = 5
"""Causes that a short summary shows."""
HARDLY = 0.005
"""A change of a probability that a person would not notice."""
NO_BREAK = "\xa0"
COMMANDS = (
    ("?", "it is not known (or: don't know, skip)"),
    ("back", "take the last answer back; as often as you like"),
    ("why", "why this is asked, and what each answer would do"),
    ("summary", "the answer so far, in short"),
    ("quit", "end with the whole answer (or: exit, Ctrl-D)"),
    ("help", "this list"),
)


def opening_lines(answer: Answer, width: int) -> Iterator[str]:
    """What the interview is about, what is known already, how to answer, and red flags at once."""
    model = answer.model
    yield from wrapped(plain(model.title), width, bold=True)
    yield from wrapped(
        f"{plain(model.name)} {plain(model.version)}. {standing_words(model)}", width, dim=True
    )
    known = "; ".join(plain(phrase) for phrase in answer.given) or "nothing"
    yield from wrapped(f"Known so far: {known}", width, dim=True)
    how = "? where it is not known, back to take an answer back; help says what else there is"
    yield from wrapped(f"Type {how}.", width, dim=True)
    yield from _fit(answer, width)
    yield from _flags(answer.red_flags, width)


def question_lines(turn: Turn, number: int, width: int) -> Iterator[str]:
    """The question, its answers, and the number it may be answered with; nothing without one.

    Args:
        turn: where the interview stands.
        number: of the question in this interview, from 1.
        width: columns of the window.
    """
    asked, choices = turn.question, turn.choices
    if asked is None or choices is None:
        return
    yield ""
    phase = f", {PHASE_WORDS[asked.phase]}" if asked.phase else ""
    head = f"Question {number}{phase}: {plain(asked.label)} ({how_to_answer(choices)})"
    yield from wrapped(head, width, dim=True)
    yield from wrapped(plain(asked.question or asked.label), width, bold=True)
    for mark, _, label in choices.answers:
        yield from wrapped(f"  {mark or '-'} {plain(label)}", width, indent="    ")
    if choices.number is not None:
        text = f"  or {number_text(choices.number)}"
        yield from wrapped(text, width, indent="    ")


def why_lines(turn: Turn, width: int) -> Iterator[str]:
    """Why the question is asked, what each answer would do, and why care is as urgent as it is."""
    asked = turn.question
    if asked is None:
        return
    yield from wrapped(f"  {worth_text(turn, asked)}", width, indent="  ")
    if turn.urgent_chance:
        yield from wrapped(f"  {safety_text(turn)}", width, indent="  ", bold=True)
    for each in asked.outcomes:
        then = f"{plain(each.leading_label)} {percent(each.leading_probability)}"
        urgency = f", {each.urgency.replace('_', '-')}" if each.urgency else ""
        text = f"  - {plain(each.label)} ({percent(each.probability)}): {then}{urgency}"
        yield from wrapped(text, width, indent="    ")
    yield from wrapped(f"  {plain(turn.reason)}", width, indent="  ")
    if headline(turn.answer):
        yield from wrapped(f"  Now: {headline(turn.answer)}", width, indent="  ")
        for line in reason_lines(turn.answer):
            yield from wrapped(f"    {line}", width, indent="      ")


def summary_lines(answer: Answer, width: int) -> Iterator[str]:
    """The answer so far in short: what is given, the first causes, the urgency and its reasons."""
    given = "; ".join(plain(phrase) for phrase in answer.given) or "nothing"
    yield from wrapped(f"  Given {given}", width, indent="  ", dim=True)
    shown = list(answer.posterior.items())[:MOST_SUMMED_UP]
    causes = (f"{plain(answer.labels[cause])} {percent(chance)}" for cause, chance in shown)
    more = len(answer.posterior) - len(shown)
    others = f", and {more} more" if more else ""
    yield from wrapped(f"  {', '.join(causes)}{others}", width, indent="    ")
    if headline(answer):
        colour = LEVEL_COLOURS[answer.urgency.possible_level or ""]
        yield from wrapped(f"  {headline(answer)}", width, indent="    ", bold=True, fg=colour)
    for line in reason_lines(answer):
        yield from wrapped(f"    {line}", width, indent="      ")
    if unknown_line(answer):
        yield from wrapped(f"  {unknown_line(answer)}", width, indent="    ", fg="yellow")


def said_in_words(knowledge: KnowledgeBase, variable: str, key: str, value: Any) -> str:
    """What was answered: the variable and the answer in plain words."""
    if value is None:
        return f"{plain(knowledge.variable_labels[variable])}: not known"
    return plain(phrase(knowledge, key, frozen(value)))


def change_lines(before: Answer, after: Answer, width: int) -> Iterator[str]:
    """What an answer changed: the leading causes, the urgency, the fit, and red flags at once."""
    if before.posterior != after.posterior:
        yield from wrapped(f"  {', '.join(_moves(before, after))}", width, indent="    ")
    yield from _urgency_change(before, after, width)
    if not fit_headline(before):
        yield from _fit(after, width)
    raised = [flag for flag in after.red_flags if flag not in before.red_flags]
    yield from _flags(raised, width)
    for flag in before.red_flags:
        if flag not in after.red_flags:
            yield from wrapped(f"  no longer a red flag: {plain(flag.id)}", width, indent="    ")


def _fit(answer: Answer, width: int) -> Iterator[str]:
    """Where the patient is outside the model: that, and what to recheck."""
    if fit_headline(answer):
        yield from wrapped(f"  {fit_headline(answer)}", width, indent="    ", bold=True, fg="red")
        for line in fit_lines(answer):
            yield from wrapped(f"    {line}", width, indent="      ")


def _moves(before: Answer, after: Answer) -> Iterator[str]:
    """How the leading causes moved, and the one that led before; the leading one in any case."""
    shown = [*list(after.posterior)[:MOST_CAUSES], next(iter(before.posterior))]
    for place, cause in enumerate(dict.fromkeys(shown)):
        old, new = before.posterior[cause], after.posterior[cause]
        if abs(new - old) >= HARDLY:
            yield f"{plain(after.labels[cause])} {percent(old)} -> {percent(new)}"
        elif place == 0:
            yield f"{plain(after.labels[cause])} still {percent(new)}"


def _urgency_change(before: Answer, after: Answer, width: int) -> Iterator[str]:
    old, new = before.urgency.level, after.urgency.level
    if new is None or old == new:
        return
    was = f" (was {level_name(old)})" if old else ""
    text = f"  {level_name(new).capitalize()}{was}: {_first_reason(after)}"
    yield from wrapped(text, width, indent="    ", bold=True, fg=LEVEL_COLOURS[new])


def _first_reason(answer: Answer) -> str:
    """What asks for the level first; a red flag by its name, since it is shown whole."""
    reason = answer.urgency.reasons[0]
    if reason.kind == "red_flag":
        return f"red flag {plain(reason.subject)}"
    named = reason.kind == "expected_loss"  # its text says how probable each cause is
    amount = "" if named else f"{percent(reason.probability or 0.0)}, "
    return f"{amount}{plain(reason.text)}"


def _flags(flags: Iterable[Flag], width: int) -> Iterator[str]:
    """What red flags advise, so that nobody overlooks it."""
    for flag in flags:
        kind = asked_for(flag.urgency, flag.within)
        text = f"!! RED FLAG {plain(flag.id)} ({kind}): {plain(flag.advice)}"
        yield from wrapped(text, width, indent="   ", bold=True, fg=LEVEL_COLOURS[flag.urgency])


def help_lines(width: int) -> Iterator[str]:
    """How to answer, and what else may be typed."""
    how = (
        "Answer with what stands before an answer, its words or how they begin, y or n, or a "
        "number such as 6.2, 6.2 cm or, of an age, 3 months where one is asked for. Or type:"
    )
    yield from wrapped(how, width)
    for word, meaning in COMMANDS:
        yield from wrapped(f"  {word.ljust(8, NO_BREAK)} {meaning}", width, indent=" " * 11)
    yield from wrapped("Where an answer has such a name, write a colon first: :back", width)


def end_lines(reason: str, answered: int, width: int) -> Iterator[str]:
    """Why the interview ends."""
    count = f"{answered} answer{'' if answered == 1 else 's'}"
    yield ""
    yield from wrapped(f"{plain(reason)} ({count} in all.)", width, bold=True)
    yield ""
