"""The smallest edits: each applied through the tables does what it says, and 1 % less does not."""

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference.columns import Ends
from lumpbayes.reasoning import crossings
from lumpbayes.reasoning.crossings import nearest_changes
from lumpbayes.reasoning.one_way import log_odds
from lumpbayes.reasoning.smallest_edits import SmallestEdit
from tests.random_tables import random_evidence, random_model

FINDINGS = {"fever": "yes", "redness": "yes", "tenderness": "yes", "size_cm": 6.2}


def moved(probability: float, change: float) -> float:
    """A probability with its log-odds changed."""
    return 1 / (1 + math.exp(-log_odds(probability) - change))


def decided(engine: lb.Engine, evidence: Mapping[str, object], change: str) -> str | None:
    """The leading cause or the urgency, asked anew; None where the evidence is impossible."""
    try:
        dx = engine.diagnose(evidence)
    except lb.ImpossibleEvidenceError:
        return None
    return next(iter(dx.posterior)) if change == "leading_cause" else dx.urgency.level


def with_share(edit: SmallestEdit, share: float) -> SmallestEdit:
    """The edit, made only in part."""
    return edit._replace(to=moved(edit.row.probability, share * edit.log_odds_change))


def check_edit(engine: lb.Engine, evidence: Mapping[str, object], edit: SmallestEdit) -> None:
    now = log_odds(edit.row.probability)
    assert log_odds(edit.to) - now == pytest.approx(edit.log_odds_change, abs=1e-9)
    assert decided(engine, evidence, edit.change) == edit.before != edit.after
    assert decided(edit.apply(engine), evidence, edit.change) == edit.after
    less = with_share(edit, 0.99).apply(engine)
    assert decided(less, evidence, edit.change) == edit.before
    assert edit.within == (edit.row.low <= edit.to <= edit.row.high)  # type: ignore[operator]


@pytest.mark.parametrize("losses", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_every_edit_does_what_it_says(seed: int, losses: bool, tmp_path: Path) -> None:
    engine = random_model(seed, tmp_path, losses=losses)
    for number in range(2):
        evidence = random_evidence(100 * seed + number)
        if decided(engine, evidence, "urgency") is None:
            continue
        found = engine.diagnose(evidence).smallest_edits(top=1000)
        sizes = [abs(edit.log_odds_change) for edit in found.edits]
        assert sizes == sorted(sizes)
        for edit in found.edits[:: 1 if number else 2]:
            check_edit(engine, evidence, edit)


@pytest.mark.parametrize("losses", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_no_smaller_edit_does_it(seed: int, losses: bool, tmp_path: Path) -> None:
    engine = random_model(seed, tmp_path, losses=losses)
    evidence = random_evidence(seed + 40)
    if decided(engine, evidence, "urgency") is None:
        return
    dx = engine.diagnose(evidence)
    found = dx.smallest_edits(top=1000)
    cells = dx.sensitivity().cells
    sizes = {(e.change, e.row.place, e.row.state): abs(e.log_odds_change) for e in found.edits}
    for cell in np.random.default_rng(seed).permutation(len(cells))[:10].tolist():
        row = cells.row(cell)
        if row.probability in (0, 1):
            assert not any(place == row.place for _, place, _ in sizes)
            continue
        given, is_prior = dict(cells.named(cell).given), cells.named(cell).table == "priors"
        for change in ("leading_cause", "urgency"):
            most = min(0.98 * sizes.get((change, row.place, row.state), math.inf), 12.0)
            before = decided(engine, evidence, change)
            for step in np.linspace(-most, most, 9).tolist():
                edit = SmallestEdit(
                    change, row, given, is_prior, moved(row.probability, step), step, "", "",
                    False, (0, 1),
                )  # fmt: skip
                assert decided(edit.apply(engine), evidence, change) == before


@pytest.mark.parametrize(
    "evidence", [FINDINGS, {"punctum": "yes"}, {"cancer_history": "yes", "pain": "severe"}, {}]
)
def test_the_bundled_model(engine: lb.Engine, evidence: dict[str, object]) -> None:
    dx = engine.diagnose(evidence)
    found = dx.smallest_edits(top=4)
    assert (found.leading_cause, found.posterior) == next(iter(dx.posterior.items()))
    assert found.urgency == dx.urgency.level
    assert found.edits
    for edit in found.edits:
        check_edit(engine, evidence, edit)
        low, high = edit.bound
        after = edit.apply(engine).diagnose(evidence)[found.leading_cause]
        assert low - 1e-12 <= after <= high + 1e-12
    assert found.fragile == any(edit.within for edit in found.edits)


def test_backends_agree(engine: lb.Engine) -> None:
    one = engine.diagnose(FINDINGS).smallest_edits().edits
    other = engine.with_backend("sweeps").diagnose(FINDINGS).smallest_edits().edits
    assert [(e.row, e.after) for e in one] == [(e.row, e.after) for e in other]
    np.testing.assert_allclose([e.to for e in one], [e.to for e in other], rtol=1e-10)


def test_which_change(engine: lb.Engine) -> None:
    dx = engine.diagnose(FINDINGS)
    both = dx.smallest_edits(top=3).edits
    for change in ("leading_cause", "urgency"):
        one = dx.smallest_edits(change=change, top=3).edits
        assert [edit for edit in both if edit.change == change] == list(one)
        assert len(one) == 3
    with pytest.raises(
        lb.EvidenceError, match="change='cause': expected leading_cause, urgency or both"
    ):
        dx.smallest_edits(change="cause")


def test_a_red_flag_is_a_floor(engine: lb.Engine) -> None:
    dx = engine.diagnose({"limb_weakness": "yes"})
    assert dx.urgency.level == "emergency"
    assert dx.smallest_edits(change="urgency").edits == ()
    known = engine.diagnose({"cause": "lipoma"}).smallest_edits()
    assert known.edits == ()
    assert "no single number changes that" in repr(known)


def test_a_model_that_says_nothing_about_urgency(animals: lb.Engine) -> None:
    found = animals.diagnose({"weight": "light"}).smallest_edits()
    assert found.urgency is None
    assert found.edits
    assert {edit.change for edit in found.edits} == {"leading_cause"}
    for edit in found.edits:
        check_edit(animals, {"weight": "light"}, edit)


def test_too_many_causes_for_the_memory(engine: lb.Engine) -> None:
    dx = lb.load(backend="sweeps", memory_limit=1_000_000).diagnose()
    with pytest.raises(lb.TooLargeError, match=r"edits for 18 causes.*raise memory_limit"):
        dx.smallest_edits()


def test_records(engine: lb.Engine) -> None:
    found = engine.diagnose(FINDINGS).smallest_edits(top=2)
    record = found.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["schema"] == 1
    assert [each["to"] for each in record["edits"]] == [edit.to for edit in found.edits]
    frame = found.to_frame()
    assert list(frame["after"]) == [edit.after for edit in found.edits]
    assert list(frame["place"]) == [edit.row.place for edit in found.edits]
    lines = repr(found).splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("skin_abscess leads (")
    assert record["urgency"] == {"level": found.urgency}


def test_ties_are_no_edits() -> None:
    # two causes that are as probable now: any edit decides, and none is the smallest
    ends = Ends(np.array([[0.2], [0.8]]), np.array([[0.8], [0.2]]), 0.0)
    found = nearest_changes(
        np.array([0.5]), ends, crossings.lead_crossings(ends, 0), lambda p: p.argmax(axis=1), 0
    )
    assert len(found.cells) == 0


def test_a_crossing_that_changes_nothing_is_no_edit() -> None:
    ends = Ends(np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]), 0.0)
    crossing = np.array([[1.0], [-1.0]])
    found = nearest_changes(
        np.array([0.5]), ends, crossing, lambda p: np.zeros(len(p), np.int64), 0
    )
    assert [len(part) for part in found] == [0, 0, 0, 0]


def test_a_decision_that_changes_back_is_seen() -> None:
    # a band between two crossings, narrower than half a percent of the way there
    far = moved(0.5, 2.0)
    band = np.array([[2.0], [2.0001]])

    def decide(posteriors: np.ndarray) -> np.ndarray:
        t = posteriors[:, 1]
        return ((t > far) & (t < moved(0.5, 2.0001))).astype(np.int64)

    ends = Ends(np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]), 0.0)
    found = nearest_changes(np.array([0.5]), ends, band, decide, 0)
    assert found.decisions.tolist() == [1]
    assert found.log_odds_changes[0] == pytest.approx(2.00005)
    assert found.to[0] == pytest.approx(moved(0.5, 2.00005))
