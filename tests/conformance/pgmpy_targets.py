"""pgmpy's variable elimination, in a process of its own that may be stopped."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from lumpbayes.inference.network import FloatArray, Network
from tests.conformance.evidence_sets import EvidenceSet

__all__ = ["PgmpyEngine", "PgmpyTargets", "Skipped"]

SECONDS = 60.0
MEMORY = 6 * 2**30


class Skipped(str):
    """Why pgmpy gave no answer."""


class PgmpyEngine:
    """pgmpy's model of a network, and its engine; variable ``i`` is called ``v<i>``."""

    def __init__(self, network: Network) -> None:
        from pgmpy.factors.discrete import TabularCPD
        from pgmpy.inference import VariableElimination
        from pgmpy.models import DiscreteBayesianNetwork

        self._make_table: Any = TabularCPD
        self._make_engine: Any = VariableElimination
        self.model: Any = DiscreteBayesianNetwork()
        self.model.add_nodes_from([f"v{index}" for index in range(len(network.names))])
        for index, parents in enumerate(network.parents):
            self.model.add_edges_from((f"v{parent}", f"v{index}") for parent in parents)
        for index, table in enumerate(network.tables):
            parents = [f"v{parent}" for parent in network.parents[index]]
            values, counts = table.reshape(len(table), -1), list(table.shape[1:])
            self.model.add_cpds(
                TabularCPD(f"v{index}", len(table), values, parents or None, counts or None)
            )
        self.engine: Any = VariableElimination(self.model)

    def posterior(self, target: int, evidence: EvidenceSet, order: str = "greedy") -> FloatArray:
        """P(target | evidence), shape (states,); ``order`` is pgmpy's elimination order."""
        hard = {f"v{variable}": state for variable, state in evidence.hard.items()}
        virtual = [
            self._make_table(f"v{variable}", len(vector), (vector / vector.sum())[:, None])
            for variable, vector in evidence.soft.items()
        ]
        # Virtual evidence stays in an engine's model.
        engine = self._make_engine(self.model) if virtual else self.engine
        answer = engine.query([f"v{target}"], hard, virtual or None, order, show_progress=False)
        return np.asarray(answer.values)


class PgmpyTargets:
    """Posteriors by pgmpy; a question that takes too long or too much is skipped, with the reason.

    Use it as a context manager: it ends the process that it starts.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._context = multiprocessing.get_context("spawn")

    def __enter__(self) -> PgmpyTargets:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def posterior(self, target: int, evidence: EvidenceSet) -> FloatArray | Skipped:
        """P(target | evidence), or why there is none."""
        self._pipe.send((target, evidence))
        if not self._pipe.poll(SECONDS):
            self._stop()
            self._start()
            return Skipped(f"more than {SECONDS:.0f} s")
        answer: FloatArray | Skipped = self._pipe.recv()
        return answer

    def _start(self) -> None:
        self._pipe, other = self._context.Pipe()
        self._process = self._context.Process(
            target=_serve, args=(other, self._network), daemon=True
        )
        self._process.start()
        other.close()

    def _stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, network: Network) -> None:
    """What the process does: answer until it is ended."""
    import logging
    import resource
    import warnings

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    engine = PgmpyEngine(network)
    while True:
        target, evidence = pipe.recv()
        try:
            pipe.send(engine.posterior(target, evidence))
        except MemoryError:
            pipe.send(Skipped(f"more than {MEMORY / 2**30:.0f} GiB"))
