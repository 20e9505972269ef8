"""Which model answered, as the last line of what a person reads."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.display.words import plain
from lumpbayes.display.wrapping import wrapped
from lumpbayes.reasoning.answer import DISCLAIMER, ModelIdentity

__all__ = ["change_of_model", "footer_lines", "identity_words", "standing_words"]

SHOWN = 12
"""Digits of a fingerprint that tell models apart."""


def identity_words(model: ModelIdentity) -> str:
    """Name, version and the first digits of the fingerprint.

    >>> identity_words(ModelIdentity("tiny", "A lump", "1.2", "0123456789abcdef"))
    'tiny 1.2, fingerprint 0123456789ab'
    """
    return f"{plain(model.name)} {plain(model.version)}, fingerprint {_start(model)}"


def standing_words(*models: ModelIdentity) -> str:
    """What an answer is not, and what the models say of their review.

    >>> standing_words(ModelIdentity("tiny", "A lump", "1", "01", "Reviewed by nobody."))
    'Supports decisions and teaching; ... makes no diagnosis. Reviewed by nobody.'
    """
    reviews = dict.fromkeys(plain(each.review) for each in models if each.review)
    return " ".join((DISCLAIMER, *reviews))


def change_of_model(before: ModelIdentity, after: ModelIdentity) -> str:
    """Both models; what they have in common once.

    >>> old = ModelIdentity("tiny", "A lump", "1.2", "0123456789abcdef")
    >>> change_of_model(old, old._replace(fingerprint="fedcba9876543210"))
    'tiny 1.2, fingerprint 0123456789ab -> fedcba987654'
    """
    if before.fingerprint == after.fingerprint:
        return identity_words(after)
    same = (before.name, before.version) == (after.name, after.version)
    return f"{identity_words(before)} -> {_start(after) if same else identity_words(after)}"


def _start(model: ModelIdentity) -> str:
    return plain(model.fingerprint)[:SHOWN]


def footer_lines(model: ModelIdentity, width: int) -> Iterator[str]:
    """Which model answered, what it is not, and who has reviewed it."""
    yield from wrapped(f"{identity_words(model)}. {standing_words(model)}", width, dim=True)
