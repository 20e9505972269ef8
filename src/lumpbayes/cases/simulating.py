"""Patients drawn from a model: exact, independent draws, seeded, a block at a time.

Each block of cases has random streams of its own, which follow from the seed and the block's number
alone (``numpy.random.SeedSequence`` with a spawn key), one for the patients and one for the gaps.
So the first cases of a long simulation are those of a short one, nobody holds more than a block,
and with gaps the patients are the same as without.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lumpbayes.cases.case_names import case_column
from lumpbayes.cases.missingness import Missingness, missing_from
from lumpbayes.errors import EvidenceError, ImpossibleEvidenceError
from lumpbayes.inference.cases import UNKNOWN, Codes
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import Network
from lumpbayes.inference.sampling import sample_states
from lumpbayes.knowledge.matching import is_any, match_state
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.arguments import check_count, check_seed

if TYPE_CHECKING:
    import pandas

__all__ = ["BLOCK", "Simulation", "simulation_of"]

BLOCK = 2**14
"""Cases drawn at a time. Another number would give other patients for the same seed."""

PATIENTS, GAPS = 0, 1
"""Which stream of a block."""


@dataclass(frozen=True)
class Simulation:
    """Patients that are drawn when they are asked for, the same each time.

    Attributes:
        knowledge: the model in words.
        network: the same in arrays.
        count: how many.
        seed: of the draws.
        setting: where they are seen; None where the model has no setting, or it is drawn too.
        missing: which findings are missing.
        variables: the columns after the case's number: the cause, then all that can be observed, in
            table order.
        memory_limit: bytes that the sums behind the draws may take.
    """

    knowledge: KnowledgeBase
    network: Network
    count: int
    seed: int
    setting: str | None
    missing: Missingness
    variables: tuple[str, ...]
    memory_limit: int

    @property
    def case_column(self) -> str:
        """The name of the column of numbers, from 1: ``case`` unless that is a variable.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> simulation_of(engine.knowledge, engine.network, 1).case_column
        'case'
        """
        return case_column(self.knowledge)

    @property
    def words(self) -> str:
        """What is simulated, for people, without the model.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps")
        >>> simulation_of(engine.knowledge, engine.network, 3, missing=0.5).words
        '3 cases, seed 0, setting primary_care; each finding missing at a rate of 0.5'
        """
        cases = "1 case" if self.count == 1 else f"{self.count:,} cases"
        where = f", setting {self.setting or 'drawn too'}" if self.knowledge.setting else ""
        return f"{cases}, seed {self.seed}{where}; {self.missing.words}"

    def blocks(self) -> Iterator[Codes]:
        """The cases, at most ``BLOCK`` at a time.

        Returns:
            Indices of states, or ``UNKNOWN``, shape (cases, variables) each.

        Raises:
            ImpossibleEvidenceError: the setting has probability 0 under the model.
            TooLargeError: drawing would take more than ``memory_limit`` bytes.
        """
        for start in range(0, self.count, BLOCK):
            yield self._block(start // BLOCK)[: self.count - start]

    def _block(self, number: int) -> Codes:
        """A whole block, so that its first cases do not depend on how many are wanted."""
        where = self.knowledge.setting
        known: dict[int, int] = {}
        if where is not None and self.setting is not None:
            index = self.network.index(where)
            known[index] = self.network.states[index].index(self.setting)
        asked = [self.network.index(name) for name in self.variables]
        drawn = sample_states(
            self.network,
            Evidence(known, {}),
            asked,
            BLOCK,
            self._generator(number, PATIENTS),
            self.memory_limit,
        )
        if not len(drawn):
            raise ImpossibleEvidenceError(
                f"{where}={self.setting} has probability 0 under the model, so that nobody can be "
                "drawn there: name another setting, or give it a positive probability"
            )
        small = max(self.network.cardinalities) < 2**15
        codes: Codes = drawn.astype(np.int16) if small else drawn
        gaps = self.missing.gaps(self.variables, BLOCK, self._generator(number, GAPS))
        codes[gaps] = UNKNOWN
        return codes

    def _generator(self, number: int, stream: int) -> np.random.Generator:
        key = np.random.SeedSequence(self.seed, spawn_key=(number, stream))
        return np.random.Generator(np.random.PCG64(key))

    def frame(self) -> pandas.DataFrame:
        """All of them as a frame: a row a case, a column a variable, gaps where missing.

        The number of the case is the index; states are categories, in table order.
        """
        import pandas as pd

        found = list(self.blocks())
        width = len(self.variables)
        codes = np.concatenate(found) if found else np.empty((0, width), np.int16)
        columns = {
            name: pd.Categorical.from_codes(codes[:, place], dtype=self._states(name))
            for place, name in enumerate(self.variables)
        }
        index = pd.RangeIndex(1, self.count + 1, name=self.case_column)
        return pd.DataFrame(columns, index=index, copy=False)

    def _states(self, name: str) -> pandas.CategoricalDtype[Any]:
        import pandas as pd

        return pd.CategoricalDtype(list(self.knowledge.variables[name].states))


def simulation_of(
    knowledge: KnowledgeBase,
    network: Network,
    count: int,
    *,
    seed: int = 0,
    setting: str | None = None,
    missing: object = None,
    memory_limit: int = 2**30,
) -> Simulation:
    """What is to be drawn, checked; nothing is drawn yet.

    Args:
        knowledge: the model in words.
        network: the same in arrays.
        count: how many patients.
        seed: the same seed gives the same patients.
        setting: where they are seen; ``any`` draws it too; the model's default if left out, or
            drawn where there is none. Other defaults are drawn: they stand for what is unknown.
        missing: see :func:`lumpbayes.cases.missingness.missing_from`.
        memory_limit: bytes that the sums behind the draws may take.

    Raises:
        EvidenceError: no count, seed or missingness, or a setting in a model without any.
        UnknownNameError: a setting or a variable that the model does not have.
    """
    check_count("count", count, 0)
    hidden = ("cause", "mechanism")
    seen = [name for name, each in knowledge.variables.items() if each.role not in hidden]
    return Simulation(
        knowledge,
        network,
        count,
        check_seed(seed),
        _setting(knowledge, setting),
        missing_from(knowledge, missing),
        (*([knowledge.cause] if knowledge.cause else []), *seen),
        memory_limit,
    )


def _setting(knowledge: KnowledgeBase, setting: str | None) -> str | None:
    """The setting that all are seen in; None to draw it."""
    name = knowledge.setting
    if name is None:
        if setting is not None:
            raise EvidenceError(
                f"setting={setting!r}: the model {knowledge.name} has no setting; leave it out"
            )
        return None
    if setting is None:
        return knowledge.defaults[name] if name in knowledge.defaults else None
    if is_any(setting):
        return None
    return match_state(knowledge.variables[name], setting)
