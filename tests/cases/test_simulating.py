"""Patients drawn from a model: the model's own frequencies, and the same ones for the same seed."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.cases.simulated_files import csv_parts
from lumpbayes.cases.simulating import BLOCK, simulation_of
from lumpbayes.errors import EvidenceError, ImpossibleEvidenceError, UnknownNameError
from tests.tiny_model import TinyModel

SIGMAS = 5.0
"""Of some 200 frequencies none is so far off in a lifetime, and the seed is fixed."""


def within(share: float, probability: float, count: int) -> bool:
    return abs(share - probability) <= SIGMAS * math.sqrt(probability * (1 - probability) / count)


@pytest.mark.parametrize("setting", ["primary_care", "emergency", "any"])
def test_frequencies_are_the_exact_marginals(engine: lb.Engine, setting: str) -> None:
    count = 20_000
    patients = engine.simulate(count, seed=7, setting=setting)
    exact = engine.diagnose(setting=setting)
    for name in patients.columns:
        shares = patients[name].value_counts(normalize=True)
        for state, probability in exact.of(name).items():
            assert within(shares[state], probability, count), (name, state)


def test_frequencies_given_a_cause_and_a_finding_are_exact(engine: lb.Engine) -> None:
    patients = engine.simulate(50_000, seed=3)
    abscesses = patients[(patients["cause"] == "skin_abscess") & (patients["redness"] == "yes")]
    exact = engine.diagnose({"cause": "skin_abscess", "redness": "yes"})
    for name in ("warmth", "fever", "skin_color", "pain", "crp_or_esr_raised"):
        shares = abscesses[name].value_counts(normalize=True)
        for state, probability in exact.of(name).items():
            assert within(shares[state], probability, len(abscesses)), (name, state)


def test_a_block_does_not_depend_on_how_many_are_wanted(engine: lb.Engine) -> None:
    long, short = engine.simulate(BLOCK + 10, seed=1), engine.simulate(BLOCK - 1, seed=1)
    assert long.iloc[: BLOCK - 1].equals(short)
    assert long.index.tolist()[-1] == BLOCK + 10
    assert (
        not long.iloc[10:20]
        .reset_index(drop=True)
        .equals(long.iloc[BLOCK : BLOCK + 10].reset_index(drop=True))
    )


def test_the_seed_and_the_backend(engine: lb.Engine) -> None:
    assert engine.simulate(50, seed=1).equals(engine.with_backend("sweeps").simulate(50, seed=1))
    assert not engine.simulate(50, seed=1).equals(engine.simulate(50, seed=2))


def test_patients_are_those_without_gaps(engine: lb.Engine) -> None:
    whole = engine.simulate(300, seed=4)
    gaps = engine.simulate(300, seed=4, missing=0.5)
    known = gaps.notna()
    assert known["cause"].all()
    assert known["setting"].all()
    assert whole.astype(str).where(known).equals(gaps.astype(str).where(known))


def test_a_frame_goes_into_batch_as_it_is(engine: lb.Engine) -> None:
    patients = engine.simulate(200, missing=0.2)
    answers = engine.batch(patients)
    assert answers.index.equals(patients.index)
    assert answers["problem"].isna().all()
    row = patients.loc[7].dropna().drop("cause")
    assert engine.diagnose(row.to_dict())["lipoma"] == pytest.approx(answers.loc[7, "lipoma"])


def test_none_at_all(engine: lb.Engine) -> None:
    assert engine.simulate(0).shape == (0, 40)


def test_what_cannot_be(engine: lb.Engine, animals: lb.Engine) -> None:
    with pytest.raises(EvidenceError, match=r"count=-1: expected a whole number of at least 0"):
        engine.simulate(-1)
    with pytest.raises(EvidenceError, match=r"seed=1\.5: expected a whole number"):
        engine.simulate(1, seed=1.5)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="hospice"):
        engine.simulate(1, setting="hospice")


def test_a_setting_of_probability_0(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "setting,clinic", "probability", "1.0")
    tiny.set_cell("likelihoods", "setting,clinic", "high", "1.0")
    engine = lb.load(tiny.path)
    assert len(engine.simulate(3)) == 3
    message = "setting=hospital has probability 0 under the model, so that nobody can be drawn"
    with pytest.raises(ImpossibleEvidenceError, match=message):
        engine.simulate(3, setting="hospital")


def test_a_network_file_without_and_with_a_target(tmp_path: Path, animals: lb.Engine) -> None:
    path = tmp_path / "a.bif"
    path.write_text(
        "network a {}\n"
        "variable case { type discrete [ 2 ] { yes, no }; }\n"
        "variable rain { type discrete [ 2 ] { yes, no }; }\n"
        "probability ( case ) { table 0.3, 0.7; }\n"
        "probability ( rain | case ) { (yes) 0.9, 0.1; (no) 0.2, 0.8; }\n"
    )
    patients = lb.load(path).simulate(5)
    assert list(patients.columns) == ["case", "rain"]
    assert patients.index.name == "case_number"  # the model has a variable of that name
    asked = lb.load(path, target="rain")
    assert list(asked.simulate(5).columns) == ["rain", "case"]
    with pytest.raises(EvidenceError, match=r"setting='any': the model a has no setting"):
        asked.simulate(5, setting="any")


def test_csv_is_the_same_in_parts_and_whole(engine: lb.Engine) -> None:
    made = simulation_of(engine.knowledge, engine.network, BLOCK + 3, seed=5, missing=0.1)
    text = "".join(part for part, _ in csv_parts(made))
    lines = text.splitlines()
    assert len(lines) == BLOCK + 4
    assert lines[0].startswith("case,cause,setting,age_group,")
    assert {line.count(",") for line in lines} == {40}
    frame = made.frame()
    for at in (0, 999, BLOCK + 2):
        cells = [str(at + 1), *frame.iloc[at].astype(object).fillna("")]
        assert lines[at + 1].split(",") == cells
    assert np.array_equal(*(next(made.blocks()) for _ in range(2)))


def test_gaps_do_not_depend_on_the_patient(engine: lb.Engine) -> None:
    """Missing completely at random: as often whatever the cause, the state and the other gaps."""
    whole = engine.simulate(30_000, seed=6)
    gaps = engine.simulate(30_000, seed=6, missing=0.3).isna()
    for name in ("fever", "redness", "pain", "size"):
        for given in ("cause", name, "age_group"):
            for state, here in whole.groupby(given, observed=True).groups.items():
                share = gaps.loc[here, name].mean()
                assert within(share, 0.3, len(here)), (name, given, state)
        share = gaps.loc[gaps["warmth"], name].mean()
        assert within(share, 0.3, int(gaps["warmth"].sum()))


def test_whole_patterns_of_gaps_do_not_depend_on_the_patient(engine: lb.Engine) -> None:
    """Nor on the number that a patient was drawn with: the gaps have a stream of their own."""
    seen = pd.DataFrame({"fever": ["yes", None, None, None, "no"], "redness": ["no"] * 5})
    whole = engine.simulate(30_000, seed=6, setting="any")
    gaps = engine.simulate(30_000, seed=6, setting="any", missing=seen)["fever"].isna()
    for given in whole.columns:
        for state, here in whole.groupby(given, observed=True).groups.items():
            assert within(gaps.loc[here].mean(), 0.6, len(here)), (given, state)
