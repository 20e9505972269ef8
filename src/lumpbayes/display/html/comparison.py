"""What-ifs as HTML: before -> after, scenarios side by side, and files asked again."""

from __future__ import annotations

from collections.abc import Sequence

from lumpbayes.display import comparison_words as words
from lumpbayes.display.changes import decibans
from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.html.answer import given_fragment
from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import Html, element, folded, items, joined, paragraph, section
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.display.scenarios_words import AS_SAVED, changed_text, move_text
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.comparison import Comparison, Move
from lumpbayes.reasoning.scenarios import Replay, Scenarios

__all__ = ["comparison_fragment", "replay_fragment", "scenarios_fragment"]

MOST_CAUSES = 10
COLUMNS = (
    Column("Cause"),
    Column("Before → after", "number"),
    Column("before (hollow), after", "picture"),
    Column("Decibans", "number"),
    Column("Rank", "number"),
)


def comparison_fragment(comparison: Comparison) -> Html:
    """What is changed, whether that changes the urgency and what leads, and every cause."""
    causes, groups = (
        [_row(move) for move in moves] for moves in (comparison.causes, comparison.groups)
    )
    more = f"{max(0, len(causes) - MOST_CAUSES)} more causes"
    return joined(
        given_fragment(comparison.before),
        items(words.change_texts(comparison)),
        _fits(comparison),
        section(
            words.urgency_text(comparison),
            items((*words.reason_texts(comparison), *words.flag_texts(comparison))),
            paragraph(words.leading_text(comparison), class_="head"),
            class_="level",
        ),
        Table("Before and after", COLUMNS, causes, MOST_CAUSES, more).html(),
        folded("Groups of causes", Table("", COLUMNS[:-1], [row[:-1] for row in groups]).html()),
    )


def _fits(comparison: Comparison) -> Html:
    """Which of the two answers is outside the model, and why the new one is."""
    sides = (("Before", comparison.before), ("Now", comparison.after))
    heads = [f"{which}: {fit_headline(each)}" for which, each in sides if fit_headline(each)]
    lines = items(fit_lines(comparison.after))
    return section(
        "", [paragraph(head, class_="head") for head in heads], lines, class_="level outside"
    )


def _row(move: Move) -> tuple[object, ...]:
    name = element("span", move.label, class_="first" if move.rank_after == 1 else None)
    shown = f"{words.percent_or_none(move.before)} → {words.percent_or_none(move.after)}"
    pair = joined(bar(move.before or 0.0, class_="before"), bar(move.after or 0.0))
    return name, shown, pair, _moved(move), _ranks(move)


def _moved(move: Move) -> str:
    if move.before is None or move.after is None or move.before == move.after:
        return ""
    return decibans(move.before, move.after).removesuffix(" decibans")


def _ranks(move: Move) -> str:
    before, after = (str(rank or "none") for rank in (move.rank_before, move.rank_after))
    return before if before == after else f"{before} → {after}"


def scenarios_fragment(scenarios: Scenarios) -> Html:
    """What each scenario changes, and a column each."""
    answers = (scenarios.base, *(each.after for each in scenarios.values()))
    heads, found = scenarios.rows()
    labels = {cause: label for answer in answers for cause, label in answer.labels.items()}
    rows = [(labels[row[0]], *map(_cell, row[1:])) for row in found]
    columns = [Column("Cause"), *(Column(name, "case") for name in heads[1:])]
    more = f"{max(0, len(rows) - MOST_CAUSES)} more causes"
    return joined(
        given_fragment(scenarios.base),
        [section(name, items(words.change_texts(each))) for name, each in scenarios.items()],
        Table("Scenarios side by side", columns, rows, MOST_CAUSES, more).html(),
        Table("In all", [Column(""), *columns[1:]], _sums(answers)).html(),
    )


def _cell(probability: float | None) -> Html:
    return joined(words.percent_or_none(probability), bar(probability or 0.0))


def _sums(answers: Sequence[Answer]) -> list[tuple[object, ...]]:
    """Groups, urgency and fit of each answer, as far as there are any."""
    groups = {name: label for answer in answers for name, label in answer.group_labels.items()}
    rows: list[tuple[object, ...]] = [
        (groups[name], *(words.percent_or_none(answer.groups.get(name)) for answer in answers))
        for name in sorted(groups)
    ]
    levels = [answer.urgency.level for answer in answers]
    if any(levels):
        rows.append(("Urgency", *((level or "none").replace("_", "-") for level in levels)))
    outside = ["outside" if fit_headline(answer) else "" for answer in answers]
    if any(outside):
        rows.append(("Fit to the model", *outside))
    return rows


def replay_fragment(replay: Replay) -> Html:
    """What is no longer as the file says, and the scenarios as they are now."""
    moved = [move_text(move) for move in replay.moved]
    return joined(
        paragraph(f"Scenarios of {replay.file}, asked again", class_="title"),
        paragraph(changed_text(replay) if replay.changed else "", class_="level grave head"),
        items(moved[:MOST_CAUSES]) or paragraph(AS_SAVED),
        folded(f"{len(moved) - MOST_CAUSES} more", items(moved[MOST_CAUSES:])),
        scenarios_fragment(replay.scenarios),
    )
