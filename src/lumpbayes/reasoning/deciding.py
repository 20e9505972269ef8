"""Which findings, alone or only together, make an event impossible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["deciding_sets", "interchangeable"]

Allows = Callable[[Sequence[int]], bool]
"""Whether some findings leave the event possible."""

Places = tuple[int, ...]


def deciding_sets(allows: Allows, every: Places) -> tuple[Places, ...]:
    """Disjoint minimal sets of findings that leave an event impossible; what is left allows it.

    Each is found by deletion, as in :mod:`lumpbayes.inference.conflict`. There may be others, which
    share findings with these (:func:`interchangeable`).

    Args:
        allows: more findings never allow more.
        every: the findings, none once more than it is.

    >>> deciding_sets(lambda some: not {1, 2} <= {*some} and 4 not in some, (0, 1, 2, 3, 4))
    ((4,), (1, 2))
    """
    left, found = list(every), []
    while not allows(left):
        smallest = _minimal(allows, left)
        found.append(smallest)
        left = [each for each in left if each not in smallest]
    return tuple(found)


def interchangeable(allows: Allows, every: Places, sets: tuple[Places, ...]) -> dict[int, Places]:
    """Findings of no set that can take the place of a member of one.

    So findings that say the same are treated alike, whichever of them is looked at first.

    Args:
        allows: as for :func:`deciding_sets`.
        every: the findings.
        sets: what that found among them.

    Returns:
        Finding -> a minimal set that it is in, increasing; each such finding once.

    >>> def allows(some):
    ...     return not ({1, 2} <= {*some} or {0, 2} <= {*some})
    >>> sets = deciding_sets(allows, (0, 1, 2, 3))
    >>> sets, interchangeable(allows, (0, 1, 2, 3), sets)
    (((1, 2),), {0: (0, 2)})
    """
    members = {place for each in sets for place in each}
    found: dict[int, Places] = {}
    for each in sets:
        if len(each) == 1:
            continue  # what decides alone is a set of its own
        for member in each:
            others = [place for place in each if place != member]
            for place in every:
                if place not in members and place not in found:
                    swapped = sorted([*others, place])
                    if not allows(swapped):
                        found[place] = _minimal(allows, swapped)
    return dict(sorted(found.items()))


def _minimal(allows: Allows, places: Sequence[int]) -> Places:
    """A part of some findings that leaves the event impossible, and no part of it does."""
    kept = list(places)
    for place in places:
        fewer = [each for each in kept if each != place]
        if not allows(fewer):
            kept = fewer
    return tuple(kept)
