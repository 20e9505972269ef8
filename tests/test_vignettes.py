"""Published cases: each goes through, and its answer is a distribution. How often the true cause
leads is a figure to report (benchmarks/vignettes.py), not to assert: nothing is tuned to cases.
"""

import math

import pytest

import lumpbayes as lb
from tests.case_tables import rows_of

ROWS = rows_of("vignettes")
NOT_EVIDENCE = ("case", "cause", "kind", "setting", "source")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_a_case_goes_through(engine: lb.Engine, row: dict[str, str]) -> None:
    evidence = {name: text for name, text in row.items() if name not in NOT_EVIDENCE and text}
    diagnosis = engine.diagnose(evidence, setting=row["setting"] or None)
    probabilities = list(diagnosis.posterior.values())
    assert math.fsum(probabilities) == pytest.approx(1, abs=1e-12)
    assert probabilities == sorted(probabilities, reverse=True)
    assert min(probabilities) >= 0
    assert set(diagnosis.evidence) == {*evidence, *(["setting"] if row["setting"] else [])}
    assert row["cause"] in diagnosis.posterior
