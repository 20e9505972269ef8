"""Answers: by the short way or the long one the same; worked out once; asked further questions."""

import json
import math
import pickle
import tracemalloc
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference import brute_force
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.kernel.solver import KernelSolver
from lumpbayes.inference.part_solver import PartSolver
from lumpbayes.kept import kept
from tests.large_model import write_large_model
from tests.tiny_model import TinyModel

TOLERANCE = 1e-12


class Written(dict[str, Any]):
    """A mapping that is no plain dict, so that it goes the long way."""


def drawn_evidence(engine: lb.Engine, seed: int, findings: int = 10) -> dict[str, str]:
    """Some variables and states by their exact names, in a random order."""
    random = np.random.default_rng(seed)
    knowledge = engine.knowledge
    names = [name for name in knowledge.variables if name not in (knowledge.cause, "setting")]
    chosen = random.choice(names, min(findings, len(names)), replace=False)
    return {str(n): str(random.choice(knowledge.variables[str(n)].states)) for n in chosen}


def went_short(dx: lb.Diagnosis) -> bool:
    return dx.plain is not None


def check_same(one: lb.Diagnosis, other: lb.Diagnosis) -> None:
    assert one.log_evidence == pytest.approx(other.log_evidence, rel=TOLERANCE, abs=TOLERANCE)
    assert list(one.posterior) == list(other.posterior)
    assert dict(one.posterior) == pytest.approx(dict(other.posterior), rel=TOLERANCE)
    assert (one.evidence, one.assumed) == (other.evidence, other.assumed)
    assert one.to_json() == other.to_json()
    for ours, theirs in zip(one.posteriors.arrays, other.posteriors.arrays, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE)


# --- The short way -----------------------------------------------------------------------------


@pytest.mark.parametrize("setting", [None, "emergency", "any"])
@pytest.mark.parametrize("seed", range(8))
def test_the_short_way_and_the_long_one(engine: lb.Engine, seed: int, setting: str | None) -> None:
    evidence = drawn_evidence(engine, seed)
    try:
        short = engine.diagnose(evidence, setting=setting)
    except lb.ImpossibleEvidenceError:
        with pytest.raises(lb.ImpossibleEvidenceError, match="the evidence is impossible under"):
            engine.diagnose(Written(evidence), setting=setting)
        return
    assert went_short(short) == (setting != "any")
    long = engine.diagnose(Written(evidence), setting=setting)
    assert not went_short(long)
    check_same(short, long)
    sweeps = engine.with_backend("sweeps").diagnose(evidence, setting=setting)
    assert dict(short.posterior) == pytest.approx(dict(sweeps.posterior), abs=TOLERANCE)
    turned = engine.diagnose(dict(reversed(evidence.items())), setting=setting)
    assert turned.to_json() == short.to_json()


@pytest.mark.parametrize(
    "evidence", [{}, {"setting": "emergency", "fever": "yes"}, {"fever": "yes"}]
)
def test_settings_among_the_evidence(engine: lb.Engine, evidence: dict[str, str]) -> None:
    short = engine.diagnose(evidence)
    assert went_short(short)
    check_same(short, engine.diagnose(Written(evidence)))


@pytest.mark.parametrize("kind", [OrderedDict, Written, MappingProxyType])
def test_other_mappings(engine: lb.Engine, kind: Callable[[dict], Mapping[str, Any]]) -> None:
    evidence = {"fever": "yes", "size_cm": 6.2}
    assert engine.diagnose(kind(evidence)).to_json() == engine.diagnose(evidence).to_json()


@pytest.mark.parametrize(
    "evidence",
    [
        {"fever": True},
        {"Fever": " YES"},
        {"fever": ["yes"]},
        {"fever": {"any_of": "yes"}},
        {"fever": "yes", "redness": None},
        {"HP:0001945": "yes"},
    ],
)
def test_what_is_not_plain_means_the_same(engine: lb.Engine, evidence: dict[str, Any]) -> None:
    plain = engine.diagnose({"fever": "yes"})
    asked = engine.diagnose(evidence)
    assert not went_short(asked)
    assert dict(asked.posterior) == pytest.approx(dict(plain.posterior), rel=TOLERANCE)


@pytest.mark.parametrize(
    ("evidence", "setting", "error", "message"),
    [
        ({"fevr": "yes"}, None, lb.UnknownNameError, "no variable 'fevr': did you mean fever"),
        ({"fever": "yse"}, None, lb.UnknownNameError, "fever has no state 'yse': did you mean yes"),
        ({"fever": 1}, None, lb.UnknownNameError, "fever has no state 1"),
        ({"fever": "yes"}, "hosp", lb.UnknownNameError, "setting has no state 'hosp'"),
        ({"fever": []}, None, lb.EvidenceError, "fever: an empty list"),
        ({3: "yes"}, None, lb.UnknownNameError, "there is no variable 3"),
        ({("fever",): "yes"}, None, lb.UnknownNameError, "there is no variable"),
        ({"setting": "emergency"}, "primary_care", lb.EvidenceError, "setting"),
        ([("fever", "yes")], None, lb.EvidenceError, "fever"),
    ],
)
def test_errors_are_those_of_the_long_way(
    engine: lb.Engine, evidence: Any, setting: str | None, error: type[Exception], message: str
) -> None:
    for _ in range(2):  # once it is known that the short way does not do
        with pytest.raises(error, match=message) as caught:
            engine.diagnose(evidence, setting=setting)
    with pytest.raises(error) as other:
        engine.with_backend("sweeps").diagnose(evidence, setting=setting)
    assert str(caught.value) == str(other.value)


def test_impossible_evidence_names_what_is_to_blame(animals: lb.Engine) -> None:
    evidence = {"silent": "yes", "furry": "yes", "strange": "yes"}
    with pytest.raises(lb.ImpossibleEvidenceError, match="furry=yes, silent=yes, strange=yes are"):
        animals.diagnose(evidence)
    with pytest.raises(lb.ImpossibleEvidenceError, match="flies=yes is of probability 0"):
        animals.diagnose({"flies": "yes"})


def test_a_later_change_of_the_evidence_changes_nothing(engine: lb.Engine) -> None:
    evidence = {"fever": "yes", "redness": "yes"}
    expected = engine.diagnose(dict(evidence)).to_json()
    dx = engine.diagnose(evidence)
    evidence["fever"] = "no"
    evidence["punctum"] = "yes"
    assert dx.to_json() == expected
    assert dx.posteriors["fever"] == {"yes": 1.0, "no": 0.0}


@pytest.mark.parametrize("evidence", [{"fever": "yes"}, {"fever": lb.Reliability("yes", 0.9)}])
def test_answers_and_engines_can_be_pickled(engine: lb.Engine, evidence: dict[str, Any]) -> None:
    dx = engine.diagnose(evidence)
    again = pickle.loads(pickle.dumps(dx))
    assert again.to_json() == dx.to_json()
    assert again.joint("fever", "redness").equals(dx.joint("fever", "redness"))
    assert again.most_probable_explanation() == dx.most_probable_explanation()
    asked = pickle.loads(pickle.dumps(engine))
    assert asked.diagnose(evidence).to_json() == dx.to_json()
    assert asked.batch([evidence]).equals(engine.batch([evidence]))


# --- Worked out once ---------------------------------------------------------------------------


def test_what_is_kept_is_worked_out_once() -> None:
    class Counter:
        asked = 0

        @kept
        def value(self) -> int:
            """What it says."""
            self.asked += 1
            return self.asked

    counter = Counter()
    assert [counter.value, counter.value, counter.asked] == [1, 1, 1]
    assert Counter().value == 1
    assert isinstance(Counter.value, kept)
    assert Counter.value.__doc__ == "What it says."


@pytest.mark.parametrize(
    "name", ["understood", "vectors", "answer", "propagation", "posteriors", "posterior"]
)
def test_an_answer_works_nothing_out_before_it_is_asked(engine: lb.Engine, name: str) -> None:
    dx = engine.diagnose({"fever": "yes"})
    assert name not in vars(dx)
    first = getattr(dx, name)
    assert getattr(dx, name) is first
    assert vars(dx)[name] is first


def test_an_engine_keeps_its_solver(engine: lb.Engine) -> None:
    assert engine.solver is engine.solver
    assert engine.diagnose().solver is engine.solver
    assert engine.with_backend("sweeps").solver is not engine.solver


def test_eight_threads_get_the_same_bytes() -> None:
    engine = lb.load()  # nothing planned yet
    cases: list[dict[str, Any]] = [drawn_evidence(engine, seed, 4) for seed in range(12)]
    cases += [{**case, "fever": lb.Reliability("yes", 0.8)} for case in cases[:4]]

    def answer(case: dict[str, Any]) -> str:
        try:
            dx = engine.diagnose(case)
        except lb.ImpossibleEvidenceError as error:
            return str(error)
        return dx.to_json() + json.dumps({n: dict(p) for n, p in dx.posteriors.items()})

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(answer, cases * 16))
    engine = lb.load()
    assert found == [answer(case) for case in cases] * 16


# --- Every posterior ---------------------------------------------------------------------------


def test_posteriors_are_a_mapping(engine: lb.Engine) -> None:
    dx = engine.diagnose({"redness": "yes"})
    found = dx.posteriors
    assert isinstance(found, Mapping)
    assert list(found) == list(engine.network.names)
    assert len(found) == len(engine.network.names)
    assert "fever" in found
    assert "fevr" not in found
    for name in found:
        assert sum(found[name].values()) == pytest.approx(1)
        assert dict(found[name]) == pytest.approx(dict(dx.of(name)), abs=TOLERANCE)
        assert list(found[name]) == list(engine.knowledge.variables[name].states)
    assert "'redness': {'yes': 1.0, 'no': 0.0}" in repr(found)
    with pytest.raises(lb.UnknownNameError, match="no variable 'fevr': did you mean fever"):
        found["fevr"]
    with pytest.raises(lb.UnknownNameError, match="no state of fever 'ja'"):
        found["fever"]["ja"]


def test_a_network_without_a_target(tmp_path: Path) -> None:
    path = tmp_path / "coin.bif"
    path.write_text(
        "network coin { }\nvariable a { type discrete [ 2 ] { x, y }; }\n"
        "variable b { type discrete [ 2 ] { x, y }; }\n"
        "probability ( a ) { table 0.25, 0.75; }\n"
        "probability ( b | a ) { (x) 0.5, 0.5; (y) 0.1, 0.9; }\n"
    )
    engine = lb.load(path)
    dx = engine.diagnose({"b": "y"})
    assert dx.posteriors["a"]["y"] == pytest.approx(0.675 / 0.8)
    assert dx.of("a")["y"] == dx.posteriors["a"]["y"]
    assert dx.log_evidence == pytest.approx(math.log(0.8))
    assert dict(dx.posterior) == {}
    with pytest.raises(lb.UnknownNameError, match="coin was loaded without a target, so that no"):
        dx["y"]
    assert "step" in str(dx.plan)
    assert pickle.loads(pickle.dumps(dx)).posteriors["a"] == dx.posteriors["a"]
    asked = engine.with_target("a")
    assert asked.diagnose({"b": "y"})["y"] == pytest.approx(0.675 / 0.8)
    assert asked.diagnose({"b": "y"}).plain is not None
    with pytest.raises(lb.UnknownNameError, match="there is no variable 'c' to be the target"):
        engine.with_target("c")
    with pytest.raises(lb.EvidenceError, match="setting"):
        asked.diagnose({"b": "y"}, setting="clinic")


# --- Further questions -------------------------------------------------------------------------


@pytest.fixture
def tiny_engine(tiny: TinyModel) -> lb.Engine:
    return lb.load(tiny.path)


QUESTIONS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"redness": "yes"}, None),
    ({"redness": "yes", "size_cm": 3, "pain": lb.Not("none")}, "hospital"),
    ({"redness": lb.Reliability("yes", 0.9), "biopsy": "positive"}, "any"),
    ({"redness": lb.Probability({"yes": 0.3, "no": 0.7})}, None),
]


def joint_of(dx: lb.Diagnosis) -> np.ndarray:
    """P(everything, evidence), an axis a variable."""
    found: np.ndarray = np.exp(brute_force.log_joint(dx.network, dx.vectors))
    return found


@pytest.mark.parametrize("backend", ["kernel", "sweeps", "brute_force"])
@pytest.mark.parametrize(("evidence", "setting"), QUESTIONS)
def test_questions_against_the_whole_joint(
    tiny_engine: lb.Engine, backend: str, evidence: dict[str, Any], setting: str | None
) -> None:
    dx = tiny_engine.with_backend(backend).diagnose(evidence, setting=setting)
    names, whole = dx.network.names, joint_of(dx)
    assert dx.log_evidence == pytest.approx(np.log(whole.sum()), abs=TOLERANCE)
    for name, share in dx.posteriors.items():
        axes = tuple(each for each in range(len(names)) if names[each] != name)
        expected = whole.sum(axis=axes) / whole.sum()
        np.testing.assert_allclose(list(share.values()), expected, atol=TOLERANCE)
    # a joint, in the order that was asked for
    asked = ["pain", "cause"]
    axes = tuple(each for each in range(len(names)) if names[each] not in asked)
    expected = whole.sum(axis=axes) / whole.sum()
    if names.index("pain") > names.index("cause"):
        expected = expected.T
    together = dx.joint(*asked)
    assert together.name == "probability"
    assert list(together.index.names) == asked
    np.testing.assert_allclose(together.to_numpy(), expected.ravel(), atol=TOLERANCE)
    # the most probable of all, and of some
    best = dx.most_probable_explanation()
    assert best.probability == pytest.approx(whole.max() / whole.sum(), rel=TOLERANCE)
    assert best.log_probability == pytest.approx(math.log(best.probability), abs=TOLERANCE)
    observed = {name for name, value in evidence.items() if isinstance(value, str)}
    assert not observed & set(best.states)
    some = dx.maximum_a_posteriori("cause", "pain")
    assert some.probability == pytest.approx(together.max(), rel=TOLERANCE)
    assert (some.states["pain"], some.states["cause"]) == together.idxmax()


@pytest.mark.parametrize("backend", ["kernel", "sweeps", "brute_force"])
def test_derivatives_are_those_of_edits(tiny_engine: lb.Engine, backend: str) -> None:
    engine = tiny_engine.with_backend(backend)
    evidence = {"redness": "yes", "pain": lb.Not("none")}
    dx = engine.diagnose(evidence)
    moves = dx.derivatives("cause", "abscess")
    assert moves.posterior == pytest.approx(dx["abscess"], rel=TOLERANCE)
    assert set(moves.variables) >= {"cause", "inflammation", "redness", "pain"}
    assert not moves.table("biopsy").any()
    assert moves.table("biopsy").shape == dx.network.tables[dx.network.index("biopsy")].shape
    for variable in moves.variables:
        index = dx.network.index(variable)
        assert moves.table(variable).shape == dx.network.tables[index].shape
    step = 1e-6
    up, down = (
        engine.with_likelihood(
            "redness", "yes", 0.8 + move, given={"inflammation": "yes"}
        ).diagnose(evidence)["abscess"]
        for move in (step, -step)
    )
    yes, no = moves.table("redness")[:, 0]
    assert (up - down) / (2 * step) == pytest.approx(yes - no, rel=1e-6)


def test_a_plan_of_the_answer(engine: lb.Engine) -> None:
    few = engine.diagnose({"fever": "yes"}).plan
    many = engine.diagnose(drawn_evidence(engine, 1, 20)).plan
    assert str(few).startswith(f"{few.steps} steps, ")
    assert few.multiplications < engine.plan.multiplications
    assert many.steps != few.steps
    sweeps = engine.with_backend("sweeps").diagnose({"fever": "yes"}).plan
    assert sweeps.multiplications < engine.plan.multiplications


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda dx: dx.joint(), lb.EvidenceError, "variables none: name one or several, each"),
        (
            lambda dx: dx.joint("fever", "Fever"),
            lb.EvidenceError,
            "variables 'fever', 'Fever': name one or several, each once",
        ),
        (lambda dx: dx.joint("fevr"), lb.UnknownNameError, "no variable 'fevr': did you mean feve"),
        (lambda dx: dx.maximum_a_posteriori("fevr"), lb.UnknownNameError, "no variable 'fevr'"),
        (lambda dx: dx.derivatives("fevr", "yes"), lb.UnknownNameError, "no variable 'fevr'"),
        (lambda dx: dx.derivatives("fever", "ja"), lb.UnknownNameError, "fever has no state 'ja'"),
    ],
)
def test_questions_that_cannot_be_answered(
    engine: lb.Engine, ask: Callable[[lb.Diagnosis], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        ask(engine.diagnose({"fever": "yes"}))


def test_a_joint_too_large(engine: lb.Engine) -> None:
    names = list(engine.network.names)[:30]
    with pytest.raises(lb.TooLargeError, match="raise memory_limit"):
        engine.diagnose().joint(*names)


# --- A large model -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> lb.Engine:
    return lb.load(write_large_model(tmp_path_factory.mktemp("large"), 500, 1200, (3, 12)))


def test_a_large_model_is_answered_in_parts(large: lb.Engine) -> None:
    assert isinstance(large.solver, PartSolver)
    assert isinstance(large.with_backend("sweeps").solver, PartSolver)
    assert repr(large.solver) == f"PartSolver(kernel, {large.network!r})"
    cases = [drawn_evidence(large, seed, 20) for seed in range(6)]
    answers = large.batch(cases)
    by_sweeps = large.with_backend("sweeps").batch(cases[:2])
    for place, case in enumerate(cases):
        short = large.diagnose(case)
        assert went_short(short)
        check_same_cause(short, large.diagnose(Written(case)))
        check_same_cause(short, large.with_backend("sweeps").diagnose(case))
        row = answers.iloc[place]
        assert row["log_evidence"] == pytest.approx(short.log_evidence, rel=TOLERANCE)
        np.testing.assert_allclose(
            row[list(large.causes)].astype(float), short.cause_posterior, atol=TOLERANCE
        )
    np.testing.assert_allclose(
        by_sweeps[list(large.causes)], answers[list(large.causes)].iloc[:2], atol=TOLERANCE
    )


def test_a_batch_lays_out_what_its_cases_look_at(large: lb.Engine) -> None:
    """All tables are 10 MB, and tables over all findings would be hundreds."""
    engine = pickle.loads(pickle.dumps(large))
    cases = [drawn_evidence(large, 3, 20)] * 3
    tracemalloc.start()
    try:
        engine.batch(cases)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * 2**20


def check_same_cause(one: lb.Diagnosis, other: lb.Diagnosis) -> None:
    assert one.log_evidence == pytest.approx(other.log_evidence, rel=TOLERANCE)
    assert dict(one.posterior) == pytest.approx(dict(other.posterior), rel=1e-11, abs=TOLERANCE)


def test_further_questions_on_a_large_model(large: lb.Engine) -> None:
    case = drawn_evidence(large, 1, 5)
    dx = large.diagnose(case)
    name = next(iter(case))
    assert dx.of(name)[case[name]] == 1
    free = next(each for each in large.network.names if each.startswith("f") and each not in case)
    states = list(dx.of(free))
    together = dx.joint(free, "cause")
    for state in states:
        assert together[state].sum() == pytest.approx(dx.of(free)[state], rel=1e-11)
    assert dx.maximum_a_posteriori("cause").probability == pytest.approx(
        max(dx.posterior.values()), rel=1e-11
    )
    moves = dx.derivatives("cause", large.causes[0])
    assert moves.posterior == pytest.approx(dx[large.causes[0]], rel=1e-11)
    assert "step" in str(dx.plan)
    answers = large.batch([case, {}], targets=[free])
    assert answers.loc[0, states].tolist() == pytest.approx(list(dx.of(free).values()), rel=1e-11)


def test_a_large_model_is_pickled_without_its_parts(large: lb.Engine) -> None:
    case = drawn_evidence(large, 2, 5)
    again = pickle.loads(pickle.dumps(large))
    assert again.diagnose(case).to_json() == large.diagnose(case).to_json()


# --- Solvers -----------------------------------------------------------------------------------


def test_solvers_by_name(engine: lb.Engine) -> None:
    for backend in ("kernel", "sweeps", "brute_force"):
        solver = make_solver(backend, engine.network, 123456)
        assert (solver.name, solver.memory_limit) == (backend, 123456)
        assert solver.network is engine.network
        assert pickle.loads(pickle.dumps(solver)).name == backend
    assert isinstance(make_solver("kernel", engine.network), KernelSolver)


def test_the_limit_is_that_of_the_question() -> None:
    engine = lb.load(memory_limit=2**20)
    solver = make_solver("kernel", engine.network, 5000)
    with pytest.raises(lb.TooLargeError, match=r"the limit is [\d.,]+ \w+: raise memory_limit"):
        solver.posteriors(Evidence({}, {}))


def test_the_saved_answer_of_another_model_is_told_of(engine: lb.Engine) -> None:
    other = engine.with_prior("lipoma", 0.4)
    saved = engine.diagnose({"fever": "yes"}).to_dict()
    with pytest.warns(lb.OtherModelWarning, match="is of another model") as caught:
        found = other.diagnose(saved)
    assert caught[0].filename == __file__
    assert found.posterior == other.diagnose({"fever": "yes"}).posterior
    unsigned = {**saved, "model": "mine"}
    assert other.diagnose(unsigned).posterior == found.posterior


@pytest.mark.parametrize("ask", ["diagnose", "interview", "what_if"])
@pytest.mark.parametrize("form", ["answer", "json"])
def test_whoever_gives_an_answer_to_another_model_is_told(
    engine: lb.Engine, ask: str, form: str
) -> None:
    other = engine.with_prior("lipoma", 0.4)
    dx = engine.diagnose({"fever": "yes"})
    given = dx if form == "answer" else dx.to_dict()
    more = ({"fever": "no"},) if ask == "what_if" else ()
    if ask == "what_if" and form == "answer":
        with pytest.raises(lb.EvidenceError, match="the answer is of another model"):
            other.what_if(given, *more)
        return
    with pytest.warns(lb.OtherModelWarning, match="what is given back is of another") as caught:
        getattr(other, ask)(given, *more)
    assert [each.filename for each in caught] == [__file__]
    getattr(other, ask)(dx.evidence, *more)  # the evidence alone is of no model


def test_an_answer_of_another_model_is_not_verified(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"})
    with pytest.raises(lb.EvidenceError, match="the answer is of another model"):
        engine.with_prior("lipoma", 0.4).verify(dx)


def test_questions_take_lists_and_refuse_nothing(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"})
    assert dx.joint(["redness", "warmth"]).equals(dx.joint("redness", "warmth"))
    for names in ((), ("warmth", "warmth")):
        with pytest.raises(lb.EvidenceError, match="name one or several, each once"):
            dx.maximum_a_posteriori(*names)
    with pytest.raises(
        lb.UnknownNameError, match="there is no variable 'fevr': did you mean fever"
    ):
        dx.derivatives("cause", "lipoma").table("fevr")
    assert "by" in repr(dx.derivatives("cause", "lipoma"))
