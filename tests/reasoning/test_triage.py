"""The urgency of many posteriors at once agrees with that of each answer."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.inference.cases import UNKNOWN
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.copying import copy_tables
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.red_flags import allowed_states
from lumpbayes.reasoning.triage import ALIKE, NO_LEVEL, ROUNDING, Triage, least_loss
from tests.tiny_model import TinyModel


def asked(knowledge: KnowledgeBase) -> list[str]:
    return [v.name for v in knowledge.variables.values() if v.role in ("context", "finding")]


def words(knowledge: KnowledgeBase, codes: np.ndarray) -> dict[str, str]:
    names = asked(knowledge)
    return {
        name: knowledge.variables[name].states[code]
        for name, code in zip(names, codes.tolist(), strict=True)
        if code != UNKNOWN
    }


def patients(knowledge: KnowledgeBase, count: int, seed: int) -> np.ndarray:
    """Codes of findings, most of them unknown, whether or not they fit together."""
    generator = np.random.default_rng(seed)
    counts = [len(knowledge.variables[name].states) for name in asked(knowledge)]
    codes = generator.integers(0, counts, (count, len(counts)))
    return np.where(generator.random(codes.shape) < 0.25, codes, UNKNOWN).astype(np.int32)


def answered_level(diagnosis: lb.Diagnosis) -> int:
    level = diagnosis.urgency.level
    return NO_LEVEL if level is None else URGENCIES.index(level)


@pytest.fixture(scope="module")
def without_losses(tmp_path_factory: pytest.TempPathFactory) -> lb.Engine:
    """The bundled model without its losses."""
    folder = tmp_path_factory.mktemp("without") / "copy"
    path = Path(copy_tables(lb.load(backend="sweeps").knowledge, str(folder)))
    text = path.read_text(encoding="utf-8")
    line = '"losses" = "../data/losses.csv"\n'
    assert text.count(line) == 1
    path.write_text(text.replace(line, ""), encoding="utf-8")
    return lb.load(path, backend="sweeps")


@pytest.mark.parametrize("model", ["engine", "without_losses"])
def test_levels_are_those_of_the_answers(model: str, request: pytest.FixtureRequest) -> None:
    engine: lb.Engine = request.getfixturevalue(model)
    knowledge = engine.knowledge
    triage = Triage.of(knowledge)
    codes = patients(knowledge, 60, 3)
    diagnoses = [engine.diagnose(words(knowledge, row)) for row in codes]
    posteriors = np.array([each.situation.cause_posterior for each in diagnoses])
    expected = [answered_level(each) for each in diagnoses]
    assert len(set(expected)) >= 3
    one_by_one = [
        int(triage.levels(row[None], allowed_states(knowledge, each.situation.understood))[0])
        for row, each in zip(posteriors, diagnoses, strict=True)
    ]
    assert one_by_one == expected
    fired = triage.flag_levels(asked(knowledge), codes)
    together = np.maximum(triage.by_risk(posteriors, fired.certain), fired.levels)
    assert together.tolist() == expected
    ids = [flag.id for flag in knowledge.red_flags]
    for row, diagnosis in zip(fired.flags, diagnoses, strict=True):
        named = {name for name, fires in zip(ids, row.tolist(), strict=True) if fires}
        assert named == {flag.id for flag in diagnosis.red_flags}


def test_flag_levels_are_rules_case_by_case(engine: lb.Engine) -> None:
    knowledge = engine.knowledge
    triage = Triage.of(knowledge)
    codes = patients(knowledge, 200, 4)
    fired = triage.flag_levels(asked(knowledge), codes)
    for row, level, certain in zip(codes, fired.levels, fired.certain, strict=True):
        understood = engine.diagnose(words(knowledge, row)).situation.understood
        expected = triage.rules(allowed_states(knowledge, understood))
        assert (int(level), tuple(certain.tolist())) == expected


def test_flag_levels_of_a_rule_over_many_variables(engine: lb.Engine) -> None:
    """The numbers that stand for combinations of states tell all of them apart."""
    codes = patients(engine.knowledge, 300, 5)
    triage, names = Triage.of(engine.knowledge), asked(engine.knowledge)
    plain = triage.flag_levels(names, codes)
    alone = [triage.flag_levels(names, row[None]) for row in codes]
    small = [np.concatenate(each) for each in zip(*alone, strict=True)]
    assert all(np.array_equal(*each) for each in zip(plain, small, strict=True))


def test_rule_variables(tiny: TinyModel) -> None:
    rules = {"pain", "redness", "age_group", "biopsy"}
    assert Triage.of(tiny.load()).rule_variables == rules
    tiny.replace(
        "model",
        "[tables]",
        '[[thresholds]]\ncause = "tumor"\nprobability = 0.1\nurgency = "soon"\n'
        'when = "size=large"\nsource = "judgement"\n\n[tables]',
    )
    assert Triage.of(tiny.load()).rule_variables == rules | {"size"}


# --- By risk ------------------------------------------------------------------------------------


def test_the_leading_cause_where_there_are_no_losses(tiny: TinyModel) -> None:
    tiny.remove("management", "tumor,")
    triage = Triage.of(tiny.load())
    posteriors = np.array([[0.5, 0.5, 0.0], [0.2, 0.5, 0.3], [0.2, 0.2, 0.6], [0.0, 0.0, 0.0]])
    urgent = URGENCIES.index("urgent")  # of two that lead together the more urgent
    assert triage.by_risk(posteriors, ()).tolist() == [urgent, urgent, NO_LEVEL, NO_LEVEL]
    apart = np.array([[0.5 + ALIKE, 0.5 - ALIKE, 0.0], [0.5 + ALIKE / 8, 0.5 - ALIKE / 8, 0.0]])
    assert triage.by_risk(apart, ()).tolist() == [URGENCIES.index("self_care"), urgent]
    assert triage.knows_urgency
    with pytest.raises(ValueError, match="the model tiny has no table losses: name one in its"):
        triage.expected_losses(posteriors)


def test_a_threshold_is_reached_within_rounding(engine: lb.Engine) -> None:
    triage = Triage.of(engine.knowledge)
    causes = engine.knowledge.causes
    limit = next(each for each in triage.thresholds if each.subject == "skin_abscess")
    posteriors = np.zeros((3, len(causes)))
    for row, amount in enumerate((0.0, ROUNDING / 2, 1e-9)):
        posteriors[row, causes.index("skin_abscess")] = limit.probability - amount
        posteriors[row, causes.index("normal_anatomy")] = 1 - limit.probability + amount
    reached = triage.reached(posteriors, [True] * len(triage.thresholds))
    column = triage.thresholds.index(limit)
    assert reached[:, column].tolist() == [True, True, False]
    none = triage.reached(posteriors, [False] * len(triage.thresholds))
    assert not none.any()


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=5, max_size=5), min_size=1, max_size=20),
)
def test_the_least_loss_and_of_equal_ones_the_more_urgent(rows: list[list[int]]) -> None:
    levels = least_loss(np.array(rows, float))
    for row, level in zip(rows, levels.tolist(), strict=True):
        assert level == max(index for index, loss in enumerate(row) if loss == min(row))


def test_losses_that_differ_by_rounding_are_equal() -> None:
    assert least_loss(np.array([[1.0, 1.0 + 1e-13, 1.0 + 1e-9]])).tolist() == [1]


def test_expected_losses(engine: lb.Engine) -> None:
    triage = Triage.of(engine.knowledge)
    rows = {(each.cause, each.urgency): each.loss for each in engine.knowledge.losses}
    diagnosis = engine.diagnose({"fever": "yes"})
    expected: Mapping[str, float] | None = diagnosis.urgency.expected_losses
    assert expected is not None
    assert list(expected) == list(URGENCIES)
    for urgency, loss in expected.items():
        total = sum(p * rows[cause, urgency] for cause, p in diagnosis.posterior.items())
        assert loss == pytest.approx(total, rel=1e-12)
    found = triage.expected_losses(diagnosis.situation.cause_posterior[None])[0]
    assert found.tolist() == list(expected.values())


def test_the_table_of_losses_is_frozen(engine: lb.Engine) -> None:
    losses = Triage.of(engine.knowledge).losses
    assert losses is not None
    with pytest.raises(ValueError, match="read-only"):
        losses[0, 0] = 1.0
