"""pyAgrum as the first of the other engines."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lumpbayes.inference.network import Network
from tests.conformance.answers import Answer
from tests.conformance.evidence_sets import EvidenceSet

__all__ = ["agrum_answer", "agrum_evidence", "agrum_network"]


def agrum_network(network: Network) -> Any:
    """The same arrays, in doubles, as a pyAgrum network.

    Node ``i`` is variable ``i``, called ``v<i>``: its own reader passes through 32-bit floats, and
    refuses some names.
    """
    import pyagrum

    made = pyagrum.BayesNet()
    for index, count in enumerate(network.cardinalities):
        labels = [f"s{state}" for state in range(count)]
        assert made.add(pyagrum.LabelizedVariable(f"v{index}", "", labels)) == index
    made.beginTopologyTransformation()
    for index, parents in enumerate(network.parents):
        for parent in parents:
            made.addArc(parent, index)
    made.endTopologyTransformation()
    for index, parents in enumerate(network.parents):
        table = made.cpt(index)
        ours = [f"v{each}" for each in (index, *parents)]
        # Its first variable varies fastest: as a C-ordered array, its axes stand in reverse.
        axes = [ours.index(name) for name in reversed(table.names)]
        table.fillWith(network.tables[index].transpose(axes).ravel().tolist())
    return made


def agrum_evidence(evidence: EvidenceSet) -> dict[str, Any]:
    """Evidence in pyAgrum's form: a state's index, or a list of likelihoods."""
    soft = {f"v{variable}": vector.tolist() for variable, vector in evidence.soft.items()}
    return {f"v{variable}": state for variable, state in evidence.hard.items()} | soft


def agrum_answer(engine: Any, evidence: EvidenceSet) -> Answer:
    """Every posterior and ln P(evidence) by a pyAgrum engine, such as ``LazyPropagation``."""
    engine.setEvidence(agrum_evidence(evidence))
    engine.makeInference()
    posteriors = tuple(np.array(engine.posterior(i).toarray()) for i in range(engine.BN().size()))
    return Answer(math.log(engine.evidenceProbability()), posteriors)
