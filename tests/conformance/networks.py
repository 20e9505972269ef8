"""The discrete networks that the pgmpy wheel ships, as pgmpy reads them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from lumpbayes.inference.network import FloatArray, Network

__all__ = ["NETWORKS", "as_pgmpy_reads", "wheel_file"]

NETWORKS = (
    "alarm",
    "andes",
    "asia",
    "barley",
    "cancer",
    "child",
    "diabetes",
    "earthquake",
    "hailfinder",
    "hepar2",
    "insurance",
    "link",
    "mildew",
    "munin",
    "munin1",
    "munin2",
    "munin3",
    "munin4",
    "pathfinder",
    "pigs",
    "sachs",
    "survey",
    "water",
    "win95pts",
)
"""Every ``.bif.gz`` of pgmpy 1.1.2; its ``.json`` are Gaussian, its ``.txt`` mere graphs."""


def wheel_folder() -> Path:
    """Where the installed pgmpy keeps its networks; found without importing pgmpy."""
    spec = find_spec("pgmpy")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "utils" / "example_models"


def wheel_file(name: str) -> Path:
    """The BIF file of one network."""
    return wheel_folder() / f"{name}.bif.gz"


@cache
def as_pgmpy_reads(name: str) -> Network:
    """The network as pgmpy's reader understands it, each column divided by its own sum.

    The other engines get these arrays, so that an error of our reader is found too.
    """
    from pgmpy.readwrite import BIFReader

    reader = BIFReader(string=gzip.decompress(wheel_file(name).read_bytes()).decode())
    names = [str(each) for each in reader.variable_names]
    states = [[str(each) for each in reader.variable_states[each]] for each in names]
    parents = [[names.index(p) for p in reader.variable_parents.get(n, ())] for n in names]
    tables = []
    for index, variable in enumerate(names):
        shape = (len(states[index]), *(len(states[parent]) for parent in parents[index]))
        tables.append(_normalised(reader.variable_cpds[variable], shape))
    return Network.checked(names, states, parents, tables)


def _normalised(table: FloatArray, shape: Sequence[int]) -> FloatArray:
    shaped = np.asarray(table, dtype=np.float64).reshape(shape)
    return np.asarray(shaped / shaped.sum(axis=0))
