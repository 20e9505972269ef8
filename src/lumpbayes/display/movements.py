"""How far answers move between two versions of the tables: in sections, and for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.cases.movements.parts import CaseMove, CauseMoves
from lumpbayes.display.identity import change_of_model
from lumpbayes.display.movement_words import (
    answer_texts,
    change_text,
    counted,
    effect_text,
    hits_row,
    log_loss_row,
    pair_text,
    rest_text,
    shift_text,
    still_text,
)
from lumpbayes.display.sections import Grid, Section, escaped, section_lines, section_markdown
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import DISCLAIMER

__all__ = ["movement_lines", "movement_markdown", "movement_sections", "movement_title"]

MOST_CHANGES, MOST_CAUSES, MOST_MORE = 10, 6, 4
ONLY = "It is the only change that can move an answer: all that follows is its doing."
NOTHING = "Nothing differs that could move an answer."
TRUTH_NOTE = (
    "In brackets: 95 % intervals of the difference, paired: both versions answer the same cases. "
    "Log loss is the mean of -ln P(true cause), in nats; less is better. On cases that one of the "
    "versions simulated, that version has the better log loss by its making."
)


def movement_title(movement: CaseMovement) -> str:
    """What it is about."""
    cases = counted(movement.cases, "case")
    return f"What moves on {cases} between two versions of {plain(movement.before.name)}"


def movement_lines(movement: CaseMovement, width: int) -> Iterator[str]:
    """What a person reads before accepting an edit.

    Args:
        movement: what to show.
        width: columns of the window.
    """
    yield from wrapped(movement_title(movement), width, bold=True)
    for section in movement_sections(movement):
        yield ""
        yield from section_lines(section, width)
    yield ""
    models = change_of_model(movement.before, movement.after)
    yield from wrapped(f"{models}. {DISCLAIMER}", width, dim=True)


def movement_markdown(movement: CaseMovement) -> str:
    """The same as Markdown, for a report or a review.

    Args:
        movement: what to show.
    """
    footer = f"{change_of_model(movement.before, movement.after)}. {DISCLAIMER}"
    parts = [
        f"# {escaped(movement_title(movement))}",
        *map(section_markdown, movement_sections(movement)),
        escaped(footer),
    ]
    return "\n\n".join(parts) + "\n"


def movement_sections(movement: CaseMovement) -> Iterator[Section]:
    """What differs, which answers move, and how right they are, the most important first.

    Args:
        movement: what to show.
    """
    yield Section("What differs", tuple(_changes(movement)))
    if movement.not_compared:
        yield Section("What cannot be compared", movement.not_compared, grave=True)
    yield Section("Which answers move", tuple(answer_texts(movement)))
    yield from _causes(movement)
    yield from _truth(movement)
    yield from _worst(movement)


def _changes(movement: CaseMovement) -> Iterator[str]:
    effects = movement.because.effects
    if not effects:
        yield NOTHING if movement.equal else "No row that could be compared differs."
    for number, effect in enumerate(effects[:MOST_CHANGES], start=1):
        what = effect_text(effect) if len(effects) > 1 or effect.alone is None else ONLY
        yield f"{number}. {change_text(effect)}. {what}"
    more = len(effects) - MOST_CHANGES
    if more > 0:
        yield f"And {counted(more, 'change')} more; --json lists all."
    yield from filter(None, (rest_text(movement) if effects else "", still_text(movement)))


def _causes(movement: CaseMovement) -> Iterator[Section]:
    moved = [each for each in movement.causes if each.move]
    if not moved:
        return
    heads = ("cause", "mean before", "after", "decibans: median", "95 % of cases", "most", "ranks")
    rest = sorted(moved[MOST_CAUSES:], key=lambda each: -_reach(each))[:MOST_MORE]
    rows = tuple(_cause_row(each) for each in (*moved[:MOST_CAUSES], *rest))
    which = (
        f"The {MOST_CAUSES} whose probability moves most, then {len(rest)} whose log-odds do, of "
        f"{len(moved)}. "
    )
    note = (
        f"{which if rest else ''}The mean probability over all cases; how far its log-odds move "
        "in the cases, in decibans; the furthest and its row; and in how many cases its rank "
        "changes."
    )
    yield Section("Which causes move", (note,), (Grid("", heads, rows),))


def _reach(move: CauseMoves) -> float:
    """How far the log-odds move in 95 % of the cases."""
    return max(abs(move.low or 0.0), abs(move.high or 0.0))


def _cause_row(move: CauseMoves) -> tuple[str, ...]:
    means = ["none" if each is None else percent(each) for each in (move.before, move.after)]
    if means[0] == means[1] and move.before is not None and move.after is not None:
        means = [f"{100 * each:.3f} %" for each in (move.before, move.after)]
    ends = "" if move.low is None else f"{shift_text(move.low)} to {shift_text(move.high)}"
    most = shift_text(move.largest)
    if move.row is not None:
        most += f" (row {plain(move.row)})"
    return move.label, *means, shift_text(move.median), ends, most, f"{move.ranks:,}"


def _truth(movement: CaseMovement) -> Iterator[Section]:
    truth = movement.truth
    if truth is None or not movement.moves:
        return
    if not truth.cases:
        yield Section("How right they are", ("No case says what its true cause is.",))
        return
    heads = ("true cause", "before", "after", "gained", "lost", "difference")
    rows = (*map(hits_row, truth.hits), log_loss_row(truth.log_loss))
    texts = [f"On {counted(truth.cases, 'case')} whose true cause is known. {TRUTH_NOTE}"]
    if truth.log_loss.impossible:
        count = counted(truth.log_loss.impossible, "case")
        texts.append(
            f"The log loss leaves out {count} whose true cause a version calls impossible."
        )
    yield Section("How right they are", tuple(texts), (Grid("", heads, rows),))


def _worst(movement: CaseMovement) -> Iterator[Section]:
    if not movement.worst:
        return
    heads: tuple[str, ...] = ("row", "moves", "leading cause and its probability", "urgency")
    labels = {each.name: each.label for each in movement.causes}
    rows = tuple(_case_row(each, labels) for each in movement.worst)
    if any(row[-1] for row in rows):
        heads = (*heads, "red flags")
    rows = tuple(row[: len(heads)] for row in rows)
    note = "Those whose leading cause, urgency or red flags change come first."
    yield Section("Cases that move most", (note,), (Grid("", heads, rows, (0, 2, 3, 4)),))


def _case_row(case: CaseMove, labels: Mapping[str, str]) -> tuple[str, ...]:
    flags = [f"+{plain(each)}" for each in case.red_flags_gained]
    flags += [f"-{plain(each)}" for each in case.red_flags_lost]
    old = f"{plain(labels[case.leading_before])} {percent(case.probability_before)}"
    new = percent(case.probability_after)
    if case.leading_after != case.leading_before:
        new = f"{plain(labels[case.leading_after])} {new}"
    return (
        plain(case.row),
        percent(case.total_variation),
        f"{old} -> {new}",
        pair_text(case.urgency_before, case.urgency_after),
        " ".join(flags),
    )
