"""What asks for the urgency of answers: counted as ``dx.urgency`` says of each answer."""

from collections import Counter

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.cases.evaluation import drivers
from lumpbayes.cases.evaluation.drivers import Driver, Drivers, count_drivers
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.reasoning.triage import Triage


@pytest.fixture(scope="module")
def cases(engine: lb.Engine) -> list[dict[str, str]]:
    frame = engine.simulate(300, seed=5, missing=0.5).astype(object)
    return [
        {name: cell for name, cell in row.items() if isinstance(cell, str)}
        for row in frame.to_dict("records")
    ]


@pytest.fixture(scope="module")
def found(engine: lb.Engine, cases: list[dict[str, str]]) -> Evaluation:
    return engine.evaluate(cases, draws=100)


def test_each_driver_is_counted(
    engine: lb.Engine, cases: list[dict[str, str]], found: Evaluation
) -> None:
    assert found.triage is not None
    needed = found.triage.needed
    wanted: dict[str, Counter[tuple[str, str]]] = {"under": Counter(), "over": Counter()}
    alone: dict[str, Counter[tuple[str, str]]] = {"under": Counter(), "over": Counter()}
    for case in cases:
        dx = engine.diagnose({k: v for k, v in case.items() if k != "cause"})
        gap = URGENCIES.index(dx.urgency.level or "") - URGENCIES.index(needed[case["cause"]])
        if not gap:
            continue
        side = "over" if gap > 0 else "under"
        asked = [
            (each.kind, "" if each.kind == "expected_loss" else each.subject)
            for each in dx.urgency.reasons
            if each.level == dx.urgency.level
        ]
        wanted[side].update(asked)
        alone[side].update(asked if len(asked) == 1 else ())
    for side, counted in (
        ("over", found.triage.over_because),
        ("under", found.triage.under_because),
    ):
        assert counted
        assert {each[:2]: each.cases for each in counted} == dict(wanted[side])
        assert {each[:2]: each.alone for each in counted if each.alone} == dict(alone[side])
        counts = [each.cases for each in counted]
        assert counts == sorted(counts, reverse=True)
    kinds = {each.kind for each in found.triage.over_because}
    assert kinds == {"red_flag", "threshold", "expected_loss"}


def test_they_are_in_the_record(found: Evaluation) -> None:
    assert found.triage is not None
    record = found.to_dict()["triage"]
    assert record["over_because"][0] == found.triage.over_because[0].to_dict()
    assert set(record["under_because"][0]) == {"kind", "subject", "text", "cases", "alone"}


def test_what_may_ask_says_what_it_is(engine: lb.Engine) -> None:
    kb = engine.knowledge
    named = Drivers(Triage.of(kb)).named
    assert len(named) == len(kb.red_flags) + len(kb.thresholds) + 1
    assert named[0] == Driver("red_flag", kb.red_flags[0].id, kb.red_flags[0].rule_text)
    limits = [each for each in named if each.kind == "threshold"]
    assert limits[0].text.startswith(f"{kb.thresholds[0].label} of at least ")
    assert [each.name for each in (named[0], limits[0], named[-1])] == [
        kb.red_flags[0].id,
        f"threshold:{kb.thresholds[0].subject}",
        "expected_loss",
    ]


def test_counted_in_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    bits = random.random((50, 11)) < 0.2
    named = tuple(Driver("red_flag", str(each), "") for each in range(11))
    packed, chosen = np.packbits(bits, axis=1), random.random(50) < 0.5
    whole = count_drivers(named, packed, chosen)
    assert {each.subject: each.cases for each in whole} == {
        str(at): int(bits[chosen, at].sum()) for at in range(11) if bits[chosen, at].any()
    }
    monkeypatch.setattr(drivers, "LOT", 7)
    assert count_drivers(named, packed, chosen) == whole
    assert count_drivers(named, packed, np.zeros(50, np.bool_)) == ()
