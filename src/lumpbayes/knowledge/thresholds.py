"""[[thresholds]] of the model file: how probable a grave cause may be before care is urgent."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.advice import URGENCIES, check_choice, parse_named_rule
from lumpbayes.knowledge.estimates import check_sources, split_list
from lumpbayes.knowledge.model_file import ModelFile
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import FrozenMapping, Group, Threshold, Variable
from lumpbayes.knowledge.within import read_within

__all__ = ["ThresholdNames", "read_thresholds", "threshold_entry"]

KEYS = ("cause", "group", "probability", "urgency", "within", "when", "source", "note")


class ThresholdNames(NamedTuple):
    """What a threshold may speak of."""

    cause: Variable
    variables: Mapping[str, Variable]
    state_labels: FrozenMapping[FrozenMapping[str]]
    groups: Sequence[Group]
    sources: Container[str]


def read_thresholds(
    model: ModelFile, names: ThresholdNames, problems: Problems
) -> tuple[Threshold, ...]:
    """The thresholds in file order; each names one cause or one group of causes."""
    found = []
    for number, entry in enumerate(model.thresholds, start=1):
        place = f"{model.shown}, [[thresholds]] {number}"
        threshold = _parse(place, entry, names, problems)
        if threshold is not None:
            found.append(threshold)
    return tuple(found)


def threshold_entry(threshold: Threshold) -> dict[str, Any]:
    """A threshold as the model file writes it."""
    kind = "cause" if threshold.causes == (threshold.subject,) else "group"
    return {
        kind: threshold.subject,
        "probability": threshold.probability,
        "urgency": threshold.urgency,
        "within": threshold.within,
        "when": threshold.when_text,
        "source": ";".join(threshold.sources),
        "note": threshold.note,
    }


def _parse(
    place: str, entry: Mapping[str, Any], names: ThresholdNames, problems: Problems
) -> Threshold | None:
    before = len(problems)
    if not isinstance(entry, Mapping):
        problems.error(place, "", repr(entry), "key = value lines", "Write [[thresholds]] above.")
        return None
    for key in entry:
        if key not in KEYS:
            remedy = f"Correct the name: {or_nearest(key, KEYS)}"
            problems.error(place, key, repr(key), ", ".join(KEYS), remedy)
    subject, label, causes = _subject(place, entry, names, problems)
    probability = entry.get("probability")
    if isinstance(probability, bool) or not (
        isinstance(probability, int | float) and 0 < probability <= 1
    ):
        expected = "a number above 0, at most 1"
        problems.error(place, "probability", repr(probability), expected, "Correct the number.")
    urgency = str(entry.get("urgency", ""))
    check_choice(place, "urgency", urgency, URGENCIES, problems)
    within = read_within(place, entry.get("within", ""), urgency, problems)
    sources = split_list(str(entry.get("source", "")))
    check_sources(place, sources, names.sources, problems)
    when_text = str(entry.get("when", ""))
    when = parse_named_rule(place, when_text, names.variables, problems) if when_text else None
    if len(problems) > before or probability is None:
        return None
    note = str(entry.get("note", ""))
    return Threshold(
        subject,
        label,
        causes,
        float(probability),
        urgency,
        within,
        when,
        when_text,
        sources,
        note,
    )


def _subject(
    place: str, entry: Mapping[str, Any], names: ThresholdNames, problems: Problems
) -> tuple[str, str, tuple[str, ...]]:
    """Name, label and causes of what the threshold is about."""
    cause, group = entry.get("cause"), entry.get("group")
    groups = {each.name: each for each in names.groups if each.variable == names.cause.name}
    if isinstance(group, str) and cause is None and group in groups:
        return group, groups[group].label, groups[group].states
    if isinstance(cause, str) and group is None and cause in names.cause.states:
        return cause, names.state_labels[names.cause.name][cause], (cause,)
    value = cause if group is None else group
    choices = names.cause.states if group is None else tuple(groups)
    problems.error(
        place,
        "cause, group",
        f"cause {cause!r}, group {group!r}",
        "one cause, or one group of causes",
        f"Name one of them: {or_nearest(str(value), choices)}",
    )
    return "", "", ()
