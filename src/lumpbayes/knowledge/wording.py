"""What a model file says to people beside its tables: the safety net, its review, urgency words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.problems import Problems

__all__ = ["NO_WORDING", "WORDING_KEYS", "Wording", "read_wording", "wording_entry"]

WORDING_KEYS = ("safety_net", "review")
"""Keys of [model] that are sentences."""


class Wording(NamedTuple):
    """Sentences that are shown as they are written.

    Attributes:
        safety_net: when to come back; stands under answers that send nobody to hospital.
        review: who has reviewed the tables, or that nobody has.
        urgency_words: level of urgency -> its words, where the model has its own.
    """

    safety_net: str = ""
    review: str = ""
    urgency_words: FrozenMapping[str] = FrozenMapping({}, "urgency")

    def said(self) -> Iterator[tuple[str, str]]:
        """What answers say of it, by name: a review is about the tables, and none of it."""
        if self.safety_net:
            yield "safety_net", self.safety_net
        yield from self.urgency_words.items()


NO_WORDING = Wording()
"""Of a model whose file says none of it."""


def read_wording(
    shown: str,
    model: Mapping[str, Any],
    words: Mapping[str, Any],
    levels: tuple[str, ...],
    problems: Problems,
) -> Wording:
    """The sentences of [model], and the section [urgency_words], checked.

    Args:
        shown: the model file, as messages name it.
        model: the section [model].
        words: the section [urgency_words].
        levels: the levels of urgency.
        problems: where to report.
    """
    for key in WORDING_KEYS:
        _check_text(shown, f"[model] {key}", model.get(key, "none"), problems)
    for level, text in words.items():
        if level in levels:
            _check_text(shown, f"[urgency_words] {level}", text, problems)
        else:
            remedy = f"Correct the name: {or_nearest(level, levels)}"
            problems.error(shown, "[urgency_words]", level, ", ".join(levels), remedy)
    own = {level: str(words[level]) for level in levels if level in words}
    safety_net, review = (str(model.get(key, "")) for key in WORDING_KEYS)
    return Wording(safety_net, review, FrozenMapping(own, "urgency"))


def _check_text(shown: str, place: str, value: object, problems: Problems) -> None:
    if not isinstance(value, str) or not value.strip():
        remedy = "Write a sentence in quotes, or take the line away."
        problems.error(shown, place, repr(value), "a text in quotes", remedy)


def wording_entry(wording: Wording) -> dict[str, str]:
    """The sentences as [model] writes them; those that there are."""
    return {key: getattr(wording, key) for key in WORDING_KEYS if getattr(wording, key)}
