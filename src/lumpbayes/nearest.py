"""The names that come closest to one that is not there, for messages."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["nearest_names", "or_nearest"]


MOST = 3

FEW = 8
"""Names that can all be listed, so that only what is really near is worth a guess."""

ALIKE, ALIKE_OF_FEW = 0.6, 0.65
"""How alike names are at least, from 0 to 1: the share of letters in common."""


def nearest_names(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Up to three of ``names`` that come closest to ``name``, best first.

    Names of which it is a whole word come before names that are spelled alike.

    >>> nearest_names("fevr", ["fever", "growth", "layer"])
    ('fever',)
    >>> nearest_names("age", ["layer", "age_group", "size"])
    ('age_group',)
    """
    from difflib import get_close_matches  # costs a shell query nothing while names are right

    folded: dict[str, str] = {}
    for known in names:
        folded.setdefault(known.casefold(), known)
    asked = name.strip().casefold()[:200]
    words = [key for key in folded if asked in key.split("_")]
    cutoff = ALIKE_OF_FEW if len(folded) <= FEW else ALIKE
    close = get_close_matches(asked, list(folded), n=MOST, cutoff=cutoff)
    return tuple(folded[key] for key in dict.fromkeys(words + close))[:MOST]


def or_nearest(name: str, names: Sequence[str], limit: int = 12) -> str:
    """The tail of a message on an unknown name: the nearest names, or the list when it is short.

    >>> or_nearest("fevr", ["fever", "growth"])
    'did you mean fever?'
    >>> or_nearest("zzz", ["yes", "no"])
    'choose from yes, no'
    """
    if not names:
        return "there is none at all"
    close = nearest_names(name, names)
    if close:
        return f"did you mean {' or '.join(close)}?"
    shown = ", ".join(names[:limit])
    return f"choose from {shown}" + (
        f" and {len(names) - limit} more" if len(names) > limit else ""
    )
