"""Published figures that the bundled model must reproduce: every row of tables/checks.csv.

A row holds when ``low <= value of query <= high`` under its setting and evidence. The queries:

``cause=a+b``            P(cause is a or b | evidence); likewise for any variable
``top:cause=a``          1 if a leads the differential; ``rank:cause=a`` is its place
``oddsratio:X/Y``        P(X | evidence) / P(Y | evidence)
``lr:F/X``               P(F | X, evidence) / P(F | not X, evidence)
``joint:F;G;H``          P(F and G and H | evidence)
``oddsfold:X//E``        odds of X divided by its odds with E added (``!E``: E replaces)
``ratiofold:X/Y//E``     P(X) / P(Y), likewise divided
``post(p,lr)``           the arithmetic of one test: ``lumpbayes.post_test``
"""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import lumpbayes as lb
from tests.case_tables import rows_of

ROWS = rows_of("checks")
EXPECTED_FAILURES = {
    "T18b": "among red, tender lumps a normal ultrasound also speaks against the abscess's rivals; "
    "9.5 against at least 10",
}
ARITHMETIC = re.compile(r"(1-)?post\(([^,]+),([^)]+)\)")


def _case(row: dict[str, str]) -> Any:
    reason = EXPECTED_FAILURES.get(row["id"])
    marks = [pytest.mark.xfail(reason=reason, raises=AssertionError)] if reason else []
    return pytest.param(row, id=row["id"], marks=marks)


@pytest.mark.parametrize("row", [_case(row) for row in ROWS])
def test_published_figure(engine: lb.Engine, row: dict[str, str]) -> None:
    value = value_of(engine, row)
    assert float(row["low"]) <= value <= float(row["high"]), f"{row['query']} is {value:.4g}"


def test_every_check_is_run_and_only_named_ones_may_fail() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) == 45
    assert EXPECTED_FAILURES.keys() <= set(ids)


def value_of(engine: lb.Engine, row: dict[str, str]) -> float:
    """The value of a row's query."""
    if row["kind"] == "arithmetic":
        return _arithmetic(row["query"])
    kind, colon, rest = row["query"].partition(":")
    if not colon:
        kind, rest = "probability", row["query"]
    return QUERIES[kind](Case(engine, row["setting"], _findings(row["evidence"])), rest)


class Case:
    """One set of evidence, put to one engine."""

    def __init__(
        self, engine: lb.Engine, setting: str, evidence: dict[str, list[lb.AnyOf | lb.Not]]
    ) -> None:
        self.engine, self.setting, self.evidence = engine, setting, evidence
        self.diagnosis = engine.diagnose(evidence, setting=setting)

    def given(self, findings: dict[str, list[Any]]) -> "Case":
        """The case with findings added; two on one variable must both hold."""
        evidence = {name: [*self.evidence.get(name, []), *more] for name, more in findings.items()}
        return Case(self.engine, self.setting, self.evidence | evidence)

    def replacing(self, findings: dict[str, list[Any]]) -> "Case":
        """The case with findings in place of what it says about the same variables."""
        return Case(self.engine, self.setting, self.evidence | findings)

    def changed(self, text: str) -> "Case":
        """``E`` adds to the evidence, ``!E`` replaces."""
        if text.startswith("!"):
            return self.replacing(_findings(text[1:]))
        return self.given(_findings(text))

    def probability(self, text: str) -> float:
        """P(variable is one of the states | evidence), for ``variable=a+b``."""
        name, _, states = text.partition("=")
        posterior = self.diagnosis.of(name)
        return math.fsum(posterior[state] for state in states.split("+"))

    def joint(self, findings: dict[str, list[Any]]) -> float:
        """P(all findings | evidence), by the chain rule."""
        return math.exp(self.given(findings).diagnosis.log_evidence - self.diagnosis.log_evidence)


def _findings(text: str) -> dict[str, list[lb.AnyOf | lb.Not]]:
    """``a=b;c=d+e`` as evidence."""
    pairs = [part.split("=") for part in text.split(";") if part]
    return {name: [lb.AnyOf(*states.split("+"))] for name, states in pairs}


def _odds(case: Case, text: str) -> float:
    probability = case.probability(text)
    return probability / (1 - probability)


def _ratio(case: Case, text: str) -> float:
    above, below = text.split("/")
    return case.probability(above) / case.probability(below)


def _rank(case: Case, text: str) -> float:
    cause = text.removeprefix("cause=")
    return 1 + list(case.diagnosis.posterior).index(cause)


def _likelihood_ratio(case: Case, text: str) -> float:
    finding, condition = map(_findings, text.split("/"))
    ((name, [states]),) = condition.items()
    others = {name: [lb.Not(*states.states)]}
    return case.given(condition).joint(finding) / case.given(others).joint(finding)


def _fold(of: Callable[[Case, str], float]) -> Callable[[Case, str], float]:
    def value(case: Case, text: str) -> float:
        query, change = text.split("//")
        return of(case, query) / of(case.changed(change), query)

    return value


def _arithmetic(text: str) -> float:
    match = ARITHMETIC.fullmatch(text)
    assert match, text
    complement, pre_test, ratio = match.groups()
    value = lb.post_test(float(Fraction(pre_test)), _quotient(ratio))
    return 1 - value if complement else value


def _quotient(text: str) -> float:
    above, _, below = text.partition("/")
    return float(above) / float(below or 1)


QUERIES: dict[str, Callable[[Case, str], float]] = {
    "probability": Case.probability,
    "top": lambda case, text: float(_rank(case, text) == 1),
    "rank": _rank,
    "oddsratio": _ratio,
    "lr": _likelihood_ratio,
    "joint": lambda case, text: case.joint(_findings(text)),
    "oddsfold": _fold(_odds),
    "ratiofold": _fold(_ratio),
}
