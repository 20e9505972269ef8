"""Which findings depend on each other when one variable is held at a state."""

from __future__ import annotations

from collections.abc import Sequence

from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network, relevant

__all__ = ["connected"]


def connected(
    network: Network, background: Evidence, target: int, findings: Sequence[int]
) -> list[tuple[int, ...]]:
    """Places of findings that a path connects which neither target nor background cuts.

    Two variables are linked where a table has both of them on its axes; a variable that is known
    with certainty, or that is held at one state, is on no axis.

    Args:
        network: the structure.
        background: what is known anyway.
        target: index of the variable that is held at one state after the other.
        findings: indices of variables.

    Returns:
        For each group the places of its findings among ``findings``, increasing.
    """
    known = {target, *background.hard}
    owner: dict[int, int] = {}

    def root(variable: int) -> int:
        while owner.setdefault(variable, variable) != variable:
            owner[variable] = owner[owner[variable]]
            variable = owner[variable]
        return variable

    for variable in relevant(network, [target, *background.hard, *background.soft, *findings]):
        family = [each for each in (variable, *network.parents[variable]) if each not in known]
        for other in family[1:]:
            owner[root(other)] = root(family[0])
    groups: dict[int, list[int]] = {}
    for place, finding in enumerate(findings):
        groups.setdefault(root(finding), []).append(place)
    return [tuple(group) for group in groups.values()]
