"""What-ifs for a terminal: what was changed, and before -> after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from click import style
from rich.cells import cell_len

from lumpbayes.display.changes import arrow, decibans
from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import NARROWEST, padded, wrapped
from lumpbayes.knowledge.writing import csv_text
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import DISCLAIMER, Answer, ModelIdentity
from lumpbayes.reasoning.comparison import Comparison, FindingChange, Move
from lumpbayes.reasoning.scenarios import AnswerMove, Replay, Scenarios

__all__ = [
    "comparison_csv",
    "comparison_lines",
    "replay_lines",
    "scenarios_csv",
    "scenarios_lines",
]

INDENT = "      "
PERCENT_WIDTH = 7
COLUMN_WIDTH = 14
"""Of a scenario, its name cut."""
NO_CAUSE = "none"
"""Where a model has no such cause."""
MOST_MOVES = 20


def comparison_lines(comparison: Comparison, top: int | None, width: int) -> Iterator[str]:
    """What is given and what is changed, the differential before -> after, the models.

    Args:
        comparison: what to show.
        top: how many causes; None shows all.
        width: columns of the window.
    """
    yield from _given(comparison.before, width)
    yield from change_lines(comparison, width)
    yield ""
    yield from _fits(comparison, width)
    yield from _urgency(comparison, width)
    yield ""
    shown = comparison.causes[:top]
    beside = 2 + 2 + 2 + PERCENT_WIDTH + 4 + PERCENT_WIDTH + len("  -99.9 decibans  was 99")
    longest = max((cell_len(plain(move.label)) for move in (*shown, *comparison.groups)), default=0)
    room = min(longest, max(NARROWEST, width - beside))
    yield from _moves(shown, room)
    rest = len(comparison.causes) - len(shown)
    if rest:
        yield from wrapped(f"    and {rest} more (--all shows them)", width, dim=True)
    if comparison.groups:
        yield ""
        yield from _moves(comparison.groups, room)
    yield ""
    yield from _models(comparison.before.model, comparison.after.model, width)


def _given(answer: Answer, width: int) -> Iterator[str]:
    yield from wrapped(plain(answer.model.title), width, bold=True)
    given = "; ".join(plain(phrase) for phrase in answer.given) or "nothing"
    yield from wrapped(f"Given {given}", width, dim=True)


def change_lines(comparison: Comparison, width: int) -> Iterator[str]:
    """What the scenario changes, a line each; that nothing is changed where that is so."""
    texts = [_finding_text(change) for change in comparison.findings]
    for move in comparison.priors:
        where = f" in {plain(move.setting)}" if move.setting else ""
        label = plain(comparison.after.labels[move.cause])
        amount = _moved(move.before, move.after)
        texts.append(f"prior of {label}{where}: {amount}, the others in proportion")
    for edit in comparison.likelihoods:
        given = plain(edit.given.replace(";", "; ")) or "(always)"
        amount = "new, " if edit.before is None else ""
        amount += f"{edit.after:.6g}" if edit.before is None else _moved(edit.before, edit.after)
        texts.append(
            f"likelihood of {plain(edit.variable)}={plain(edit.state)} given {given}: {amount}"
        )
    for table, file in comparison.tables.items():
        texts.append(f"table {plain(table)}: {plain(file) if file else 'another'}")
    edited = comparison.priors or comparison.likelihoods or comparison.tables
    if comparison.model_changed and not edited:
        texts.append("another model")
    for text in texts or ["nothing is changed"]:
        yield from wrapped(f"  {text}", width, indent=INDENT)


def _moved(before: float, after: float) -> str:
    return f"{arrow(before, after)} ({decibans(before, after)})"


def _finding_text(change: FindingChange) -> str:
    before, after = plain(change.before_text), plain(change.after_text)
    return {
        "flipped": f"{before} -> {_without_head(before, after)}",
        "added": f"added: {after}",
        "retracted": f"retracted: {before}",
        "unchanged": f"as it was: {after or f'nothing is known of {plain(change.variable)}'}",
    }[change.kind]


def _fits(comparison: Comparison, width: int) -> Iterator[str]:
    """Which of the two answers is outside the model, and why the new one is."""
    for which, answer in (("Before", comparison.before), ("Now", comparison.after)):
        if fit_headline(answer):
            text = f"{which}: {fit_headline(answer)}"
            yield from wrapped(text, width, bold=True, fg="red")
    for line in fit_lines(comparison.after):
        yield from wrapped(f"  {line}", width, indent="    ")


def _without_head(before: str, after: str) -> str:
    """``after`` without the variable's label where ``before`` has it too."""
    head, colon, rest = after.partition(": ")
    return rest if colon and before.startswith(head + colon) else after


def _urgency(comparison: Comparison, width: int) -> Iterator[str]:
    before, after = (level.replace("_", "-") if level else "none" for level in comparison.urgency)
    text = f"Urgency: {before}, as before" if before == after else f"Urgency: {before} -> {after}"
    yield from wrapped(text, width, bold=True)
    for word, flags in (
        ("now a red flag", comparison.red_flags_gained),
        ("no red flag any more", comparison.red_flags_lost),
    ):
        for flag in flags:
            text = f"  {word}, {plain(flag.id)} ({flag.urgency}): {plain(flag.advice)}"
            yield from wrapped(text, width, indent="    ")
    if comparison.leading_changed:
        labels = {**comparison.after.labels, **comparison.before.labels}
        first, second = (plain(labels[name]) for name in comparison.leading)
        yield from wrapped(f"Leading cause: {first} -> {second}", width, bold=True)


def _moves(moves: Sequence[Move], room: int) -> Iterator[str]:
    """A line each: rank, label, before -> after, decibans, the rank before if it was another."""
    for move in moves:
        ranks = move.rank_after is not None or move.rank_before is not None
        number = style(f"{move.rank_after or '-':>2}" if ranks else "  ", dim=True)
        label = style(padded(plain(move.label), room), bold=move.rank_after == 1)
        before, after = (_percent(each) for each in (move.before, move.after))
        text = f"{number}  {label}  {before:>{PERCENT_WIDTH}} -> {after:>{PERCENT_WIDTH}}"
        yield f"{text}  {_weight(move)}".rstrip()


def _weight(move: Move) -> str:
    """The difference in decibans, and the rank before where it was another."""
    if move.before is None or move.after is None:
        return ""
    text = f"{decibans(move.before, move.after):>14}" if move.before != move.after else " " * 14
    if move.rank_before != move.rank_after:
        text += f"  was {move.rank_before}"
    return text


def _percent(probability: float | None) -> str:
    return NO_CAUSE if probability is None else percent(probability)


def _models(before: ModelIdentity, after: ModelIdentity, width: int) -> Iterator[str]:
    text = _identity(before)
    if before.fingerprint != after.fingerprint:
        text += f" -> {_identity(after)}"
    yield from wrapped(f"{text}. {DISCLAIMER}", width, dim=True)


def _identity(model: ModelIdentity) -> str:
    return f"{plain(model.name)} {plain(model.version)}, fingerprint {model.fingerprint[:12]}"


def comparison_csv(comparison: Comparison) -> str:
    """A row a cause: before, after, the difference in log-odds (nats), ranks; gaps are empty."""
    header = ("cause", "label", "before", "after", "log_odds_difference", "rank_before")
    rows = (
        (plain(m.name), plain(m.label), m.before, m.after, m.log_odds_difference, *m[4:])
        for m in comparison.causes
    )
    return csv_text((*header, "rank_after"), ([_cell(each) for each in row] for row in rows))


def _cell(value: Any) -> Any:
    return "" if value is None else value


# --- Several -----------------------------------------------------------------------------------


def scenarios_lines(scenarios: Scenarios, top: int | None, width: int) -> Iterator[str]:
    """What each scenario changes, and a column each; in several tables where they do not fit.

    Args:
        scenarios: what to show.
        top: how many causes; None shows all.
        width: columns of the window.
    """
    yield from _given(scenarios.base, width)
    for name, comparison in scenarios.items():
        yield from wrapped(plain(name), width, bold=True)
        yield from change_lines(comparison, width)
    yield ""
    columns, rows = scenarios.rows()
    labels = dict(scenarios.base.labels)
    for comparison in scenarios.values():
        labels.update(comparison.after.labels)
    texts = [(plain(labels[row[0]]), *map(_percent, row[1:])) for row in rows[:top]]
    answers = (scenarios.base, *(each.after for each in scenarios.values()))
    urgency = [(each.urgency.level or "none").replace("_", "-") for each in answers]
    outside = ["outside" if fit_headline(answer) else "" for answer in answers]
    fits = [("Fit to the model", *outside)] if any(outside) else []
    yield from _columns(columns, [*texts, ("Urgency", *urgency), *fits], width)
    rest = len(rows) - len(texts)
    if rest:
        yield from wrapped(f"and {rest} more causes (--all shows them)", width, dim=True)


def _columns(columns: Sequence[str], rows: Sequence[tuple[str, ...]], width: int) -> Iterator[str]:
    """A table whose first two columns, cause and base, stand again where it goes on below."""
    room = min(max(cell_len(row[0]) for row in rows), max(NARROWEST, width // 2))
    fit = max(1, (width - room) // (COLUMN_WIDTH + 2) - 1)
    others = range(2, len(columns))
    for start in range(0, max(1, len(others)), fit):
        chosen = [1, *others[start : start + fit]]
        if start:
            yield ""
        heads = (padded(plain(columns[place]), COLUMN_WIDTH) for place in chosen)
        yield style(
            "  ".join((" " * room, *(f"{head.strip():>{COLUMN_WIDTH}}" for head in heads))),
            bold=True,
        )
        for row in rows:
            cells = (f"{row[place]:>{COLUMN_WIDTH}}" for place in chosen)
            yield "  ".join((padded(row[0], room), *cells)).rstrip()


def scenarios_csv(scenarios: Scenarios) -> str:
    """A row a cause, a column a scenario, the base first; gaps are empty."""
    columns, rows = scenarios.rows()
    texts = ((plain(row[0]), *map(_cell, row[1:])) for row in rows)
    return csv_text([plain(each) for each in columns], texts)


def replay_lines(replay: Replay, top: int | None, width: int) -> Iterator[str]:
    """The scenarios, and what is no longer as the file says.

    Args:
        replay: what to show.
        top: how many causes; None shows all.
        width: columns of the window.
    """
    yield from scenarios_lines(replay.scenarios, top, width)
    yield ""
    yield from _models(replay.saved_model, replay.model, width)
    if replay.changed:
        names = ", ".join(plain(name) for name in replay.changed)
        text = f"The model is not what it was when {plain(replay.file)} was written, for {names}."
        yield from wrapped(text, width, bold=True, fg="yellow")
    if not replay.moved:
        yield "Every answer is as the file says."
    for move in replay.moved[:MOST_MOVES]:
        yield from wrapped(f"  {_move_text(move)}", width, indent=INDENT)
    if len(replay.moved) > MOST_MOVES:
        yield f"  and {len(replay.moved) - MOST_MOVES} more; --json has them all"


def _move_text(move: AnswerMove) -> str:
    before, after = _percent(move.before), _percent(move.after)
    apart = ""
    if move.before is not None and move.after is not None:
        apart = f" ({decibans(move.before, move.after)})"
    return f"{plain(move.scenario)}: {plain(move.cause)} {before} -> {after}{apart}"
