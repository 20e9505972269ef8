"""Each change alone: as an engine with only that edit answers."""

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.cases.movements import because, shared_cases
from lumpbayes.cases.movements.movement import CaseMovement
from lumpbayes.display.movements import movement_lines

INFECTIVE = {"systemic_inflammation": "infective"}
NONE = {"systemic_inflammation": "none"}


@pytest.fixture(scope="module")
def patients(engine: lb.Engine) -> pd.DataFrame:
    return engine.simulate(120, seed=2, missing=0.4)


def test_two_changes_of_one_variable_are_each_tried_alone(
    engine: lb.Engine, patients: pd.DataFrame
) -> None:
    """The table of one change must not hold the numbers of the other."""
    edits = {"infective": (0.95, INFECTIVE), "none": (0.2, NONE)}
    single = {
        name: engine.with_likelihood("fever", "yes", share, given=given)
        for name, (share, given) in edits.items()
    }
    both = single["infective"].with_likelihood("fever", "yes", *edits["none"][:1], given=NONE)
    found = engine.compare_cases(both, patients)
    effects = {each.rows.given.rpartition("=")[2]: each for each in found.because.effects}
    assert set(effects) == set(edits)
    for name, other in single.items():
        alone = engine.compare_cases(other, patients)
        effect = effects[name]
        assert effect.alone is not None
        assert effect.alone.mean == pytest.approx(alone.spread.mean, abs=1e-15)
        assert effect.alone.largest == pytest.approx(alone.spread.largest, abs=1e-15)
        assert effect.leading == sum(each.cases for each in alone.leading)
        assert (effect.up, effect.down) == (alone.up, alone.down)
    assert effects["infective"].alone != effects["none"].alone


def impossible(animals: lb.Engine, cases: list[dict[str, str]]) -> CaseMovement:
    """Nothing but a dog barked; now nothing but a cat does, a change of two rows."""
    cats = animals.with_likelihood("barks", "yes", 0.5, given={"animal": "cat"})
    other = cats.with_likelihood("barks", "yes", 0.0, given={"animal": "dog"})
    return animals.compare_cases(other, cases)


def test_what_a_change_alone_makes_impossible_is_counted_apart(animals: lb.Engine) -> None:
    found = impossible(animals, [{"barks": "yes"}] * 3 + [{"barks": "no"}])
    assert found.cases == 4
    effects = {each.rows.given: each for each in found.because.effects}
    dog, cat = effects["animal=dog"], effects["animal=cat"]
    assert (dog.impossible, cat.impossible) == (3, 0)
    assert dog.alone is not None
    assert dog.alone.moved == 1  # the case without a bark
    assert dog.alone.row == 3
    assert dog.alone.largest < 1
    assert dog.leading in (0, 1)
    leftover = found.because.leftover
    assert leftover is not None
    assert np.isfinite(leftover)
    record = found.to_dict()["changes"]
    assert sorted(each["impossible"] for each in record) == [0, 3]
    text = " ".join(" ".join(movement_lines(found, 200)).split())
    assert "it makes 3 cases impossible, not counted here" in text


def test_all_cases_that_a_change_alone_makes_impossible(animals: lb.Engine) -> None:
    found = impossible(animals, [{"barks": "yes"}])
    dog = next(each for each in found.because.effects if each.rows.given == "animal=dog")
    assert dog.impossible == 1
    assert dog.alone == (0, 0.0, 0.0, 0.0, 0.0, None)
    assert (dog.leading, dog.up, dog.down) == (0, 0, 0)
    assert found.because.leftover is None


def test_it_says_on_which_cases_many_changes_were_judged(
    engine: lb.Engine, patients: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_cases, "CHUNK", 20)
    monkeypatch.setattr(because, "MOST_TRIED", 1)
    both = engine.with_likelihood("fever", "yes", 0.95, given=INFECTIVE).with_prior("lipoma", 0.3)
    found = engine.compare_cases(both, patients)
    assert found.because.how.endswith("judged on 128 cases at most of the first 20")
    few = engine.compare_cases(both, patients.iloc[:20])
    assert few.because.how.endswith("judged on 128 cases at most")
