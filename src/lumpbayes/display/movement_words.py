"""How far answers move between two versions of the tables, in words."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.cases.movements.paired import Hits, LogLoss
from lumpbayes.cases.movements.parts import ChangeEffect, Counted, Spread
from lumpbayes.display.changes import arrow, decibans
from lumpbayes.display.difference_words import row_text
from lumpbayes.display.words import plain
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.table_rows import event_text

__all__ = [
    "answer_texts",
    "change_text",
    "counted",
    "effect_text",
    "hits_row",
    "log_loss_row",
    "pair_text",
    "rest_text",
    "shift_text",
    "short_change_text",
    "still_text",
]

LITTLE = 1e-4
"""A probability below which none is shown."""

MOST_PAIRS = 4
"""Pairs of before and after that a sentence lists."""


def counted(count: int, one: str, many: str = "") -> str:
    """How many of what.

    >>> counted(1, "case"), counted(2000, "case")
    ('1 case', '2,000 cases')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def change_text(effect: ChangeEffect) -> str:
    """Where it stands, what it was and what it is."""
    rows = effect.rows
    place = f"{rows.place}: " if rows.place else ""
    if rows.row is not None:
        return plain(f"{place}{row_text(rows.row)}")
    if not rows.numbers:
        return plain(f"{place}{rows.variable}: {rows.given}")
    first, *others = rows.numbers
    what = event_text(rows.variable, first.state, rows.given)
    more = ""
    if others:
        more = f"; {counted(len(others), 'number')} beside it move{'s' if len(others) == 1 else ''}"
    return plain(f"{place}{what} {_from_to(first.before, first.after)}{more}")


def short_change_text(movement: CaseMovement) -> str:
    """The change that moves answers most, and how many others there are, without places."""
    effects = movement.because.effects
    if not effects:
        return "Nothing differs that could move an answer"
    rows = effects[0].rows
    name = plain(f"{rows.table} {rows.given}")
    if rows.numbers:
        first = rows.numbers[0]
        pair = ("none" if each is None else f"{each:.4g}" for each in (first.before, first.after))
        name = plain(f"{event_text(rows.variable, first.state, rows.given)} {' -> '.join(pair)}")
    others = len(effects) - 1
    return f"Because of {name}" + (f" and {counted(others, 'other change')}" if others else "")


def _from_to(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return f"new, {after:.6g}" if after is not None else f"removed, was {before:.6g}"
    return f"{arrow(before, after)} ({decibans(before, after)})"


def effect_text(effect: ChangeEffect) -> str:
    """What it does alone."""
    if effect.alone is None:
        guess = "" if effect.first_order is None else f" (some {percent(effect.first_order)})"
        return f"Not applied alone: {plain(effect.why_not)}{guess}."
    parts = [f"Alone it moves {_spread_text(effect.alone)}"]
    if effect.leading:
        parts.append(f"another leading cause in {counted(effect.leading, 'case')}")
    parts += _urgency_parts(effect.up or 0, effect.down or 0)
    if effect.impossible:
        parts.append(f"it makes {counted(effect.impossible, 'case')} impossible, not counted here")
    return f"{'; '.join(parts)}."


def _urgency_parts(up: int, down: int) -> list[str]:
    steps = [f"higher in {up:,}" if up else "", f"lower in {down:,}" if down else ""]
    told = " and ".join(filter(None, steps))
    return [f"urgency {told}"] if told else []


def _spread_text(spread: Spread) -> str:
    if not spread.moved:
        return "no probability"
    return (
        f"{counted(spread.moved, 'answer')}, by {percent(spread.mean)} on average over all and "
        f"{percent(spread.largest)} at most (row {plain(spread.row)})"
    )


def rest_text(movement: CaseMovement) -> str:
    """What was done to name the rows, and what they do not add up to; empty for one change."""
    because = movement.because
    if len(because.effects) == 1 and because.effects[0].alone is not None:
        return ""
    text = f"{because.how[:1].upper()}{because.how[1:]}."
    if because.leftover is None:
        return text
    if because.leftover < LITTLE:
        text += " One by one they add up to the whole: they hardly act on each other."
    else:
        text += (
            " One by one the changes do not add up to the whole, as they act on each other: "
            f"{percent(because.leftover)} on average is left over."
        )
    return text


def still_text(movement: CaseMovement) -> str:
    """How much differs that can move no answer; empty where nothing does."""
    if not movement.still:
        return ""
    rows = counted(movement.still, "row")
    return f"{rows} more differ only in what moves no answer (intervals, sources, notes, words)."


def answer_texts(movement: CaseMovement) -> Iterator[str]:
    """Which answers move, and how far."""
    cases = counted(movement.cases, "case")
    spread = movement.spread
    if not movement.moves:
        yield f"None of {cases}: no probability, no urgency, no red flag."
    elif spread.moved:
        yield (
            f"Of {cases} {spread.moved:,} move: half of all cases by {percent(spread.median)} at "
            f"most, 95 % of them by {percent(spread.high)}, and the furthest, row "
            f"{plain(spread.row)}, by {percent(spread.largest)}. That is total variation: the "
            "largest change in the probability of anything that the causes decide."
        )
        yield _leading_text(movement)
    if movement.moves:
        yield _urgency_text(movement)
    yield from _flag_texts(movement)
    yield from _left_out(movement)


def _leading_text(movement: CaseMovement) -> str:
    count = sum(each.cases for each in movement.leading)
    three = counted(movement.first_three, "case")
    rest = f"the first three or their order change in {three}."
    if not count:
        return f"The leading cause changes in none; {rest}"
    pairs = _pairs_text(movement.leading)
    return f"The leading cause changes in {counted(count, 'case')} ({pairs}); {rest}"


def _urgency_text(movement: CaseMovement) -> str:
    if not movement.urgency:
        return "The urgency changes in none."
    falls = tuple(each for each in movement.urgency if _step(each) < 0)
    rises = tuple(each for each in movement.urgency if _step(each) > 0)
    told = [
        f"{word} in {sum(each.cases for each in pairs):,} ({_pairs_text(pairs)})"
        for word, pairs in (("falls", falls), ("rises", rises))
        if pairs
    ]
    return f"The urgency {' and '.join(told)}."


def _step(pair: Counted) -> int:
    """How many levels the urgency rises."""
    levels = ("none", *URGENCIES)
    return levels.index(pair.after) - levels.index(pair.before)


def _pairs_text(pairs: tuple[Counted, ...]) -> str:
    listed = [f"{pair_text(each.before, each.after)} {each.cases:,}" for each in pairs]
    more = len(listed) - MOST_PAIRS
    shown = listed[:MOST_PAIRS] + ([f"{more} other ways"] if more > 0 else [])
    return ", ".join(shown)


def pair_text(before: str, after: str) -> str:
    """From what to what; once where they are the same.

    >>> pair_text("lipoma", "hematoma"), pair_text("soon", "soon")
    ('lipoma -> hematoma', 'soon')
    """
    old, new = (plain(each).replace("self_care", "self-care") for each in (before, after))
    return old if old == new else f"{old} -> {new}"


def _flag_texts(movement: CaseMovement) -> Iterator[str]:
    for flag in movement.flags:
        steps = [
            f"fires in {flag.gained:,} more" if flag.gained else "",
            f"no longer fires in {flag.lost:,}" if flag.lost else "",
        ]
        yield f"Red flag {plain(flag.id)} {' and '.join(filter(None, steps))}."


def _left_out(movement: CaseMovement) -> Iterator[str]:
    after, before, both = movement.impossible
    for count, which in (
        (after, "the later version alone"),
        (before, "the earlier version alone"),
        (both, "both versions"),
    ):
        if count:
            yield f"Left out: {counted(count, 'case')} that {which} call{_s(which)} impossible."
    if movement.skipped:
        yield f"Left out: {counted(movement.skipped, 'row')} that could not be read."


def _s(which: str) -> str:
    return "" if which.startswith("both") else "s"


def shift_text(nats: float | None) -> str:
    """A change of log-odds in decibans; empty where there is none.

    >>> shift_text(0.5), shift_text(-1e-9), shift_text(None)
    ('+2.2', '0', '')
    """
    if nats is None:
        return ""
    return _signed(DECIBANS * nats, 1)


def hits_row(hits: Hits) -> tuple[str, ...]:
    """How often the true cause is among the first, before and after."""
    name = "leads" if hits.among == 1 else f"in first {hits.among}"
    low, middle, high = (
        _signed(100 * each, 2) for each in (hits.low, hits.after - hits.before, hits.high)
    )
    difference = f"{middle} ({low} to {high}) points"
    shares = percent(hits.before), percent(hits.after)
    return name, *shares, f"{hits.gained:,}", f"{hits.lost:,}", difference


def log_loss_row(loss: LogLoss) -> tuple[str, ...]:
    """The log loss, before and after."""
    if loss.before is None or loss.after is None:
        return "log loss", "", "", "", "", ""
    moved = _signed(loss.after - loss.before, 5)
    if loss.low is not None and loss.high is not None:
        moved += f" ({_signed(loss.low, 5)} to {_signed(loss.high, 5)})"
    return "log loss", f"{loss.before:.4f}", f"{loss.after:.4f}", "", "", moved


def _signed(number: float, digits: int) -> str:
    shown = f"{number:+.{digits}f}"
    return "0" if float(shown) == 0 else shown
