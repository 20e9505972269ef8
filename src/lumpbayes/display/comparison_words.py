"""What-ifs in words that terminal and HTML share."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.changes import arrow, decibans
from lumpbayes.display.words import plain
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.percentages import percent
from lumpbayes.reasoning.comparison import Comparison, FindingChange
from lumpbayes.reasoning.urgency import Reason

__all__ = [
    "change_texts",
    "flag_texts",
    "leading_text",
    "percent_or_none",
    "reason_texts",
    "side_names",
    "urgency_text",
]

BEFORE_AFTER = ("before", "after")
UNKNOWN = "unknown"
SHORT = 40
"""Letters that the name of a side has at most."""
NO_CAUSE = "none"
"""Where a model has no such cause."""


def change_texts(comparison: Comparison) -> list[str]:
    """What a scenario changes, a text each; that nothing is changed where that is so."""
    same = [change for change in comparison.findings if change.kind == "unchanged"]
    others = [change for change in comparison.findings if change.kind != "unchanged"]
    texts = [_finding_text(change) for change in (*same, *others)]
    for move in comparison.priors:
        where = f" in {plain(move.setting)}" if move.setting else ""
        labels = {**comparison.after.group_labels, **comparison.after.labels}
        label = plain(labels[move.cause])
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
    if len(texts) == len(same):
        texts.append("nothing is changed")
    return texts


def _moved(before: float, after: float) -> str:
    return f"{arrow(before, after)} ({decibans(before, after)})"


def _finding_text(change: FindingChange) -> str:
    before, after = plain(change.before_text), plain(change.after_text)
    return {
        "flipped": f"{before} -> {_without_head(before, after)}",
        "added": f"added: {after}",
        "retracted": f"retracted: {before}",
        "unchanged": f"unchanged: {after or f'nothing is known of {plain(change.variable)}'}",
    }[change.kind]


def _without_head(before: str, after: str) -> str:
    """``after`` without the variable's label where ``before`` has it too."""
    head, colon, rest = after.partition(": ")
    return rest if colon and before.startswith(head + colon) else after


def side_names(comparison: Comparison) -> tuple[str, str]:
    """The two sides by what differs, where that is one thing and short; else before and after."""
    changes = [change for change in comparison.findings if change.kind != "unchanged"]
    names = BEFORE_AFTER
    if comparison.model_changed:
        names = BEFORE_AFTER if changes else _model_names(comparison)
    elif len(changes) == 1:
        names = _finding_names(changes[0])
    fit = names[0] != names[1] and all(0 < len(name) <= SHORT for name in names)
    return names if fit else BEFORE_AFTER


def _model_names(comparison: Comparison) -> tuple[str, str]:
    """The models by their names, or by name and version where only that differs."""
    models = comparison.before.model, comparison.after.model
    before, after = (plain(model.name) for model in models)
    if before != after:
        return before, after
    before, after = (f"{plain(model.name)} {plain(model.version)}" for model in models)
    return before, after


def _finding_names(change: FindingChange) -> tuple[str, str]:
    """What is found on both sides."""
    before, after = plain(change.before_text), plain(change.after_text)
    head = (before or after).partition(": ")[0]
    before, after = (text or f"{head}: {UNKNOWN}" for text in (before, after))
    return before, after


def reason_texts(comparison: Comparison) -> Iterator[str]:
    """Why the level is another: what asked for a higher one and does not any more, what asks now.

    Red flags that came or went are listed by themselves.
    """
    (before, after), (old, new) = (
        comparison.urgency,
        (each.urgency.reasons for each in (comparison.before, comparison.after)),
    )
    if before == after:
        return
    levels = ("", *URGENCIES)
    held = {(reason.kind, reason.subject, reason.level) for reason in new}
    if levels.index(after or "") < levels.index(before or ""):
        for reason in old:
            gone = (reason.kind, reason.subject, reason.level) not in held
            if gone and reason.level == before and reason.kind != "red_flag":
                yield f"no longer{_because(reason)}"
    gained = {flag.id for flag in comparison.red_flags_gained}
    for reason in new[:1]:
        if reason.kind != "red_flag" or reason.subject not in gained:
            yield f"now{_because(reason)}"


def urgency_text(comparison: Comparison) -> str:
    """The level before and after; empty where neither model has one."""
    if comparison.urgency == (None, None):
        return ""
    before, after = (level.replace("_", "-") if level else "none" for level in comparison.urgency)
    moved = f"{before} -> {after}" if before != after else f"{before}, as before"
    return f"Urgency: {moved}"


def flag_texts(comparison: Comparison) -> Iterator[str]:
    """The red flags that came, and those that went."""
    for word, flags in (
        ("now a red flag", comparison.red_flags_gained),
        ("no red flag any more", comparison.red_flags_lost),
    ):
        for flag in flags:
            yield f"{word}, {plain(flag.id)} ({flag.urgency}): {plain(flag.advice)}"


def leading_text(comparison: Comparison) -> str:
    """Which cause leads instead of which; empty where the same one does."""
    if not comparison.leading_changed:
        return ""
    labels = {**comparison.after.labels, **comparison.before.labels}
    first, second = (plain(labels[name]) for name in comparison.leading)
    return f"Leading cause: {first} -> {second}"


def _because(reason: Reason) -> str:
    if reason.kind == "red_flag":
        return f" red flag {plain(reason.subject)} ({reason.level}): {plain(reason.text)}"
    said = reason.kind == "expected_loss"  # its text says how probable each cause is
    amount = "" if said or reason.probability is None else f" ({percent(reason.probability)})"
    return f"{amount}: {plain(reason.text)}"


def percent_or_none(probability: float | None) -> str:
    """A probability, or that the model has no such cause."""
    return NO_CAUSE if probability is None else percent(probability)
