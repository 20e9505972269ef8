"""What two versions of a model do not share, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from lumpbayes.cases.movements.shared_cases import unshared
from lumpbayes.knowledge.comparing import families
from lumpbayes.knowledge.records import KnowledgeBase

__all__ = ["not_compared"]


def not_compared(before: KnowledgeBase, after: KnowledgeBase) -> Iterator[str]:
    """Causes, variables and rows of which only one version has what it takes to compare them.

    Args:
        before: the earlier version.
        after: the later one.

    >>> import lumpbayes as lb
    >>> engine = lb.load(backend="sweeps")
    >>> list(not_compared(engine.knowledge, engine.with_prior("lipoma", 0.3).knowledge))
    []
    """
    yield from _causes(before, after)
    closed = {name: why for name, why in unshared(before, after).items() if name != before.cause}
    for name, why in closed.items():
        yield f"{name}: {why}; neither version is told of it"
    comparable = {*families(before, after), *closed}
    for name in before.variables:
        if name in after.variables and name not in comparable:
            yield f"{name}: {_why(before, after, name)}; its rows cannot be compared one by one"


def _causes(before: KnowledgeBase, after: KnowledgeBase) -> Iterator[str]:
    for own, other, which in ((before, after, "earlier"), (after, before, "later")):
        for cause in own.causes:
            if cause not in other.causes:
                yield f"cause {cause}: only the {which} version has it; in the other it counts as 0"


def _why(before: KnowledgeBase, after: KnowledgeBase, name: str) -> str:
    """Why the table of a variable has other axes."""
    old, new = (each.variables[name] for each in (before, after))
    if old.parents != new.parents:
        pair = " -> ".join(", ".join(each.parents) or "none" for each in (old, new))
        return f"its parents are {pair}"
    return "its rows speak of other states"
