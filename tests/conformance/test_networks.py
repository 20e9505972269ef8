"""Every discrete network of the pgmpy wheel against pyAgrum and pgmpy: `make conformance`."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.conformance.comparison import compare
from tests.conformance.evidence_sets import SETS
from tests.conformance.networks import NETWORKS, as_pgmpy_reads
from tests.conformance.ours import our_network

TOLERANCE = 1e-9
BETWEEN_BACKENDS = 1e-12

pytestmark = pytest.mark.conformance

# The longest first, so that two processes end at about the same time.
LONGEST = ("munin", "munin4", "munin2", "munin3", "link", "diabetes", "munin1", "pathfinder")
IN_TURN = (*LONGEST, *(name for name in NETWORKS if name not in LONGEST))


@pytest.mark.parametrize("name", IN_TURN)
def test_every_engine_answers_alike(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    pytest.importorskip("pyagrum")
    found = compare(name, SETS)
    record_property("conformance", found.row())
    assert found.sets == SETS
    assert found.agrum <= TOLERANCE
    assert found.agrum_log <= TOLERANCE
    assert found.pgmpy <= TOLERANCE
    assert found.backends <= BETWEEN_BACKENDS


@pytest.mark.parametrize("name", IN_TURN)
def test_both_readers_find_the_same_numbers(name: str) -> None:
    ours, theirs = our_network(name), as_pgmpy_reads(name)
    assert sorted(ours.names) == sorted(theirs.names)
    for index, variable in enumerate(theirs.names):
        same = ours.names.index(variable)
        assert ours.states[same] == theirs.states[index]
        parents = [theirs.names[each] for each in theirs.parents[index]]
        axes = [parents.index(ours.names[each]) + 1 for each in ours.parents[same]]
        table = theirs.tables[index].transpose(0, *axes)
        np.testing.assert_allclose(ours.tables[same], table, rtol=0, atol=1e-15)
