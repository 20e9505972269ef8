"""The differential: an answer as the mapping of causes to probabilities that it is."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from operator import itemgetter

from lumpbayes.grounded import Grounded
from lumpbayes.kept import kept
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.reasoning.answer import ranked

__all__ = ["Differential"]


class Differential(Grounded, Mapping[str, float]):
    """The mapping, and the groups of causes.

    An answer equals itself alone, as it says more than its probabilities.
    """

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @kept
    def posterior(self) -> FrozenMapping[float]:
        """Cause -> probability, most probable first; sums to 1.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes", "redness": "yes"})
        >>> list(dx.posterior)[:2]
        ['skin_abscess', 'pilonidal_disease']
        """
        found, causes = self.cause_posterior, self.knowledge.causes
        if found is None or self.ranking is None or len(self.ranking) <= 1:
            return ranked(causes, found, "cause")
        chosen = itemgetter(*self.ranking.tolist())
        items = dict(zip(chosen(causes), chosen(found.tolist()), strict=True))
        return FrozenMapping.owning(items, "cause")

    @property
    def groups(self) -> FrozenMapping[float]:
        """Group of causes -> summed probability; groups may overlap.

        >>> import lumpbayes as lb
        >>> lb.load().diagnose({"fever": "yes"}).groups["infection"] > 0.5
        True
        """
        return self._unassessed.groups

    def __getitem__(self, cause: str) -> float:
        """Posterior probability of a cause, or of a group of causes; of one in both, the cause's.

        Everything else that a mapping does is about the causes alone.

        Raises:
            UnknownNameError: neither; names the nearest.
        """
        if self.cause_posterior is None:
            raise self._no_target(repr(cause))
        if cause not in self.posterior and cause in self._unassessed.groups:
            return self._unassessed.groups[cause]
        return self.posterior[cause]

    def __len__(self) -> int:
        return len(self.posterior)

    def __bool__(self) -> bool:
        """An answer is one without a target too, of which no cause is asked."""
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self.posterior)

    def __contains__(self, cause: object) -> bool:
        return cause in self.posterior

    def keys(self) -> KeysView[str]:
        """The causes, most probable first.

        >>> import lumpbayes as lb
        >>> next(iter(lb.load().diagnose({"fever": "yes", "redness": "yes"}).keys()))
        'skin_abscess'
        """
        return self.posterior.keys()

    def values(self) -> ValuesView[float]:
        """Their probabilities.

        >>> import lumpbayes as lb
        >>> round(sum(lb.load().diagnose({"fever": "yes"}).values()), 9)
        1.0
        """
        return self.posterior.values()

    def items(self) -> ItemsView[str, float]:
        """The causes, each with its probability.

        >>> import lumpbayes as lb
        >>> dx = lb.load().diagnose({"fever": "yes"})
        >>> dict(dx.items()) == dict(dx.posterior)
        True
        """
        return self.posterior.items()
