"""In which cases of a frame the model's defaults stand in for what nobody says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lumpbayes.cases.true_causes import is_blank
from lumpbayes.knowledge.codes import find_key
from lumpbayes.knowledge.records import KnowledgeBase

if TYPE_CHECKING:
    import pandas

__all__ = ["assumed_in"]


def assumed_in(
    knowledge: KnowledgeBase, evidence: pandas.DataFrame, setting: str | None
) -> dict[str, NDArray[np.bool_]]:
    """Variable -> whether the model's default is taken, shape (cases,).

    Args:
        knowledge: the model.
        evidence: the columns that are read, all of them variables.
        setting: what was said of all cases; it is no assumption then.

    >>> import lumpbayes as lb
    >>> import pandas as pd
    >>> cases = pd.DataFrame({"setting": ["emergency", " ", None]})
    >>> assumed_in(lb.load(backend="sweeps").knowledge, cases, None)["setting"].tolist()
    [False, True, True]
    """
    labels = {find_key(knowledge, label).variable.name: label for label in evidence.columns}
    found = {}
    for name in knowledge.defaults:
        if name == knowledge.setting and setting is not None:
            continue
        if name in labels:
            cells = evidence[labels[name]].tolist()
            found[name] = np.array([is_blank(cell) for cell in cells], bool)
        else:
            found[name] = np.ones(len(evidence), bool)
    return found
