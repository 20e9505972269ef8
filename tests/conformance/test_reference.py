"""The exact methods against answers of other engines that are stored beside the tests."""

import numpy as np
import pytest

from tests.conformance.networks import NETWORKS, wheel_folder
from tests.conformance.ours import CHECKED, our_answer, our_network
from tests.conformance.reference import content_hash, read_reference

TOLERANCE = 1e-9


def test_no_network_of_the_wheel_is_left_out() -> None:
    assert NETWORKS == tuple(sorted(p.name[:-7] for p in wheel_folder().glob("*.bif.gz")))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_file_is_the_one_that_the_others_read(name: str) -> None:
    reference, network = read_reference(name), our_network(name)
    assert content_hash(name) == reference.content
    assert dict(zip(network.names, network.states, strict=True)) == reference.states_of()


@pytest.mark.parametrize("backend", CHECKED)
@pytest.mark.parametrize("name", NETWORKS)
def test_answers_agree_with_the_stored_ones(name: str, backend: str) -> None:
    reference = read_reference(name)
    for case in reference.cases:
        answer = our_answer(name, reference, backend, case.evidence)
        assert answer.log_evidence == pytest.approx(case.log_evidence, rel=0, abs=TOLERANCE)
        for variable, theirs in case.posteriors.items():
            ours = answer.posteriors[variable]
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE)
