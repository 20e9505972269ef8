"""The facade: what an engine and its answers offer, and that the tables are the model."""

import copy
import csv
import json
import pickle
import random
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.knowledge.copying import copy_tables
from tests.tiny_model import TinyModel

EVIDENCE = {"fever": "yes", "tenderness": "yes", "size_cm": 6.2}


def test_an_answer(engine: lb.Engine) -> None:
    dx = engine.diagnose(EVIDENCE, setting="emergency")
    assert next(iter(dx.posterior)) == "skin_abscess"
    assert dx["skin_abscess"] == dx.posterior["skin_abscess"] == max(dx.posterior.values())
    assert dx.evidence == {"fever": "yes", "tenderness": "yes", "size_cm": 6.2} | {
        "setting": "emergency"
    }
    assert dx.assumed == {}
    assert dx.log_evidence < 0
    assert set(dx.posterior) == set(engine.causes)


def test_tables_are_copied_to_be_edited(engine: lb.Engine, tmp_path: Path) -> None:
    model = engine.copy_tables(tmp_path / "mine")
    assert model == tmp_path / "mine" / "models" / "back_lump.toml"
    assert lb.load(model).fingerprint == engine.fingerprint
    with pytest.raises(lb.WriteError, match="mine exists and is not empty: choose a new folder"):
        engine.copy_tables(str(tmp_path / "mine"))
    with pytest.raises(lb.EvidenceError, match="path=3: expected the name of a file"):
        engine.copy_tables(3)  # type: ignore[arg-type]


def test_a_network_file_is_written(engine: lb.Engine, tmp_path: Path) -> None:
    edited = engine.with_prior("lipoma", 0.4)
    path = edited.write_network(tmp_path / "lump.bif.gz")
    assert path == tmp_path / "lump.bif.gz"
    written = lb.load(path, target="cause")
    known = {"fever": "yes", "setting": "primary_care"}
    assert written.diagnose(known)["lipoma"] == pytest.approx(edited.diagnose(known)["lipoma"])
    with pytest.raises(lb.WriteError, match=r"exists: choose another, or replace it: --force \(in"):
        edited.write_network(path)
    assert edited.write_network(str(path), force=True) == path
    with pytest.raises(lb.TablesError, match=r"the ending '\.csv'; expected one of \.bif"):
        edited.write_network(tmp_path / "lump.csv")
    with pytest.raises(lb.EvidenceError, match="path=3: expected the name of a file"):
        edited.write_network(3)  # type: ignore[arg-type]


def test_a_plan_is_described_whatever_it_takes(engine: lb.Engine) -> None:
    narrow = replace(engine, memory_limit=1000)
    assert narrow.plan == engine.plan
    with pytest.raises(lb.TooLargeError, match="the limit is 1,000 bytes"):
        narrow.with_backend("sweeps").diagnose()


def test_the_difference_of_two_engines(engine: lb.Engine) -> None:
    found = engine.difference(engine.with_prior("lipoma", 0.3))
    assert {move.setting for move in found.priors} == {"primary_care"}
    with pytest.raises(lb.EvidenceError, match=r"other=3: expected an engine, as lumpbayes\.load"):
        engine.difference(3)  # type: ignore[arg-type]


def test_issues_of_an_engine_can_be_read(engine: lb.Engine) -> None:
    assert engine.issues == engine.knowledge.issues
    assert repr(engine.issues).startswith(f"{engine.issues.counts}\nwarning: ")


def test_no_evidence_gives_the_prior(engine: lb.Engine) -> None:
    priors = {
        cell.cause: cell.estimate.probability
        for cell in engine.knowledge.priors
        if cell.setting == "primary_care"
    }
    total = sum(priors.values())
    found = engine.diagnose().posterior
    assert dict(found) == pytest.approx({cause: p / total for cause, p in priors.items()})


def test_any_setting_is_the_average_over_settings(engine: lb.Engine) -> None:
    weights = engine.diagnose(EVIDENCE, setting="any").of("setting")
    for cause in engine.causes:
        average = sum(
            weight * engine.diagnose(EVIDENCE, setting=setting)[cause]
            for setting, weight in weights.items()
        )
        assert engine.diagnose(EVIDENCE, setting="any")[cause] == pytest.approx(average)


def test_any_variable_has_a_posterior(engine: lb.Engine) -> None:
    dx = engine.diagnose({"redness": "yes"})
    assert dict(dx.of("redness")) == {"yes": 1.0, "no": 0.0}
    assert dx.of("cause") == dx.posterior
    for name in engine.knowledge.variables:
        assert sum(dx.of(name).values()) == pytest.approx(1)
        values = list(dx.of(name).values())
        assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda dx: dx["lipona"], "there is no cause 'lipona': did you mean lipoma"),
        (lambda dx: dx.of("fevr"), "there is no variable 'fevr': did you mean fever"),
        (lambda dx: dx.of("fever")["ja"], "there is no state of fever 'ja': choose from"),
        (lambda dx: dx.groups["cancer"], "there is no group 'cancer'"),
    ],
)
def test_an_unknown_name_asked_of_an_answer(
    engine: lb.Engine, ask: Callable[[lb.Diagnosis], object], message: str
) -> None:
    with pytest.raises(lb.UnknownNameError, match=message):
        ask(engine.diagnose())


def test_the_json_form(engine: lb.Engine) -> None:
    dx = engine.diagnose(EVIDENCE)
    record = json.loads(dx.to_json())
    assert record == dx.to_dict()
    assert list(record)[:10] == [
        *("schema", "disclaimer", "model", "backend"),
        *("evidence", "assumed", "log_evidence", "fit", "fit_not_judged", "posterior"),
    ]
    assert record["schema"] == 1
    assert record["model"]["fingerprint"] == engine.fingerprint
    assert record["assumed"] == {"setting": "primary_care"}
    assert [each["cause"] for each in record["posterior"]] == list(dx.posterior)
    assert {each["group"]: each["probability"] for each in record["groups"]} == dx.groups


def test_the_frame(engine: lb.Engine) -> None:
    dx = engine.diagnose(EVIDENCE)
    frame = dx.to_frame()
    assert list(frame.columns) == ["cause", "label", "probability"]
    assert frame["probability"].tolist() == list(dx.posterior.values())


def test_what_a_person_sees(engine: lb.Engine) -> None:
    dx = engine.diagnose(EVIDENCE)
    assert repr(engine).startswith("Engine(back_lump ")
    assert engine.fingerprint[:12] in repr(engine)
    assert repr(dx).startswith("Diagnosis by back_lump")
    assert "and 13 more" in repr(dx)
    assert dx._repr_html_().count("<tr") >= 5


@pytest.mark.parametrize("name", ["knowledge", "network", "plan", "backend"])
def test_an_engine_is_frozen(engine: lb.Engine, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(engine, name, None)


def test_backends_give_the_same_answer(animals: lb.Engine) -> None:
    evidence = {"furry": "yes", "weight_kg": 3}
    one = animals.diagnose(evidence)
    other = animals.with_backend("brute_force").diagnose(evidence)
    assert dict(other.posterior) == pytest.approx(dict(one.posterior), abs=1e-12)
    assert other.log_evidence == pytest.approx(one.log_evidence, abs=1e-12)
    assert other.to_dict()["backend"] == "brute_force"
    assert animals.backend == "kernel"


def test_an_unknown_backend(engine: lb.Engine) -> None:
    with pytest.raises(
        lb.EvidenceError, match="backend 'guess': choose from kernel, sweeps, brute_force"
    ):
        engine.with_backend("guess")


def test_the_bundled_model_is_too_large_for_brute_force(engine: lb.Engine) -> None:
    with pytest.raises(lb.TooLargeError, match="use the backend 'sweeps'"):
        engine.with_backend("brute_force").diagnose()


def test_a_memory_limit() -> None:
    with pytest.raises(lb.TooLargeError, match="raise memory_limit"):
        lb.load(memory_limit=1000)


def test_a_memory_limit_is_found_before_a_table_is_laid_out(tiny: TinyModel) -> None:
    names = [f"sign_{number}" for number in range(21)]
    for name in names:
        tiny.add("variables", name, "finding", "yes;no", "cause", "", "exam", "0")
        tiny.add_likelihood(name, "yes", "", 0.5)
    tiny.add("variables", "sum", "finding", "yes;no", ";".join(names), "", "exam", "0")
    tiny.add_likelihood("sum", "yes", "", 0.5)
    tracemalloc.start()
    try:
        with pytest.raises(lb.TooLargeError, match="raise memory_limit, or remove links"):
            lb.load(tiny.path, memory_limit=10 * 1024**2)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * 1024**2


def test_an_unknown_policy() -> None:
    with pytest.raises(lb.EvidenceError, match="policy 'srtict': did you mean strict"):
        lb.load(policy="srtict")


def test_a_missing_model_file(tmp_path: Path) -> None:
    with pytest.raises(lb.TablesError, match=r"no such file; expected a model file \(TOML\)"):
        lb.load(tmp_path / "none.toml")


def test_the_second_opinion(engine: lb.Engine) -> None:
    assert engine.verify(engine.diagnose(EVIDENCE)).agrees


def test_to_pgmpy(engine: lb.Engine) -> None:
    model = engine.to_pgmpy()
    assert model.check_model()
    assert sorted(model.nodes()) == sorted(engine.knowledge.variables)


# --- The tables are the model ------------------------------------------------------------------


@pytest.fixture
def copied(engine: lb.Engine, tmp_path: Path) -> Path:
    """A copy of the bundled model's files; the path of the model file."""
    return Path(copy_tables(engine.knowledge, str(tmp_path / "mine")))


def rewrite(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Change the rows of a table in place."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, reader.fieldnames or [])
        writer.writeheader()
        writer.writerows(rows)


def test_a_copy_answers_with_the_same_bytes(engine: lb.Engine, copied: Path) -> None:
    copy = lb.load(copied)
    assert copy.fingerprint == engine.fingerprint
    assert copy.diagnose(EVIDENCE).to_json() == engine.diagnose(EVIDENCE).to_json()


def test_editing_one_prior_moves_the_answer_as_bayes_says(engine: lb.Engine, copied: Path) -> None:
    moved = 0.05  # from lipoma to hematoma
    before, after = {}, {}

    def edit(rows: list[dict[str, str]]) -> None:
        for row in rows:
            if row["setting"] == "primary_care":
                before[row["cause"]] = float(row["probability"])
                step = {"lipoma": -moved, "hematoma": moved}.get(row["cause"], 0.0)
                after[row["cause"]] = before[row["cause"]] + step
                row["probability"] = repr(after[row["cause"]])
                row["low"], row["high"] = "0", "1"

    rewrite(copied.parent.parent / "data" / "priors.csv", edit)
    edited = lb.load(copied)
    old, new = engine.diagnose(EVIDENCE), edited.diagnose(EVIDENCE)
    # P(evidence | cause) has not changed: posterior ~ old posterior * new prior / old prior
    weights = {cause: old[cause] * after[cause] / before[cause] for cause in engine.causes}
    total = sum(weights.values())
    for cause in engine.causes:
        assert new[cause] == pytest.approx(weights[cause] / total, rel=1e-5)  # rounded to 0.1 %
        odds = new[cause] / new["lipoma"] / (old[cause] / old["lipoma"])
        prior_odds = after[cause] / after["lipoma"] / (before[cause] / before["lipoma"])
        assert odds == pytest.approx(prior_odds, rel=1e-12)
    assert new["hematoma"] > old["hematoma"]
    assert edited.fingerprint != engine.fingerprint
    # nothing else has moved
    emergency = edited.diagnose(EVIDENCE, setting="emergency")
    assert emergency.posterior == engine.diagnose(EVIDENCE, setting="emergency").posterior


@pytest.mark.parametrize("seed", range(3))
def test_reordering_the_rows_of_every_table_moves_nothing(
    engine: lb.Engine, copied: Path, seed: int
) -> None:
    chance = random.Random(seed)
    tables = sorted((copied.parent.parent / "data").glob("*.csv"))
    assert len(tables) >= 9
    for table in tables:
        rewrite(table, chance.shuffle)
    shuffled = lb.load(copied)
    assert shuffled.fingerprint == engine.fingerprint
    assert shuffled.causes == engine.causes
    soft = {"consistency": lb.Likelihood({"soft": 0.8, "firm": 0.3}), "redness": lb.Not("yes")}
    for evidence in (EVIDENCE, soft, {}):
        for setting in (None, "any", "emergency"):
            expected = engine.diagnose(evidence, setting=setting).to_json()
            assert shuffled.diagnose(evidence, setting=setting).to_json() == expected


def test_errors_survive_pickling(engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError) as caught:
        engine.diagnose({"fevr": "yes"})
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.nearest == caught.value.nearest


def test_a_whole_answer_can_be_given_back(engine: lb.Engine) -> None:
    first = engine.diagnose(
        {"fever": "yes", "pain": lb.Probability({"mild": 0.5, "severe": 0.2, "none": 0.3})},
        setting="emergency",
    )
    assert engine.diagnose(json.loads(first.to_json())).to_json() == first.to_json()


def test_a_group_is_asked_as_a_cause(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"})
    assert dx["malignancy"] == dx.groups["malignancy"]
    assert "malignancy" not in dx


def test_a_diagnosis_holds_its_causes(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({})
    assert list(diagnosis) == list(diagnosis.posterior)
    assert "lipoma" in diagnosis
    assert "lipona" not in diagnosis


WORK_SPACE = {"layout", "_planned", "_derivable", "_asking", "_case_solvers"}
"""What the kernel, and what answers many cases, keep for themselves."""


def arrays_in(value: object, seen: set[int] | None = None) -> list[np.ndarray]:
    """Every array that can be reached from a value."""
    seen = set() if seen is None else seen
    if id(value) in seen or isinstance(value, str | bytes | int | float | type | None):
        return []
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        return [value]
    parts: list[object] = []
    if isinstance(value, Mapping):
        parts = list(value.values())
    if isinstance(value, tuple | list):
        parts = list(value)
    elif not isinstance(value, dict):  # an answer is a mapping, and more
        names = [*getattr(type(value), "__slots__", ()), *getattr(value, "__dict__", ())]
        parts += [getattr(value, name) for name in names if name not in WORK_SPACE]
    return [array for part in parts for array in arrays_in(part, seen)]


@pytest.mark.parametrize(
    "copied",
    [lambda value: value, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))],
    ids=["fresh", "deep copy", "pickled"],
)
def test_every_array_is_read_only(engine: lb.Engine, copied: Callable) -> None:
    evidence = {"fever": "yes", "pain": lb.Likelihood({"mild": 1, "severe": 0.5})}
    answer = engine.diagnose({**evidence, "redness": lb.Probability({"yes": 0.2, "no": 0.8})})
    found = arrays_in(copied(engine)) + arrays_in(copied(answer))
    assert len(found) > 200
    assert not [array for array in found if array.flags.writeable]
    assert copied(answer).to_json() == answer.to_json()
    assert copied(engine).diagnose(evidence).to_json() == engine.diagnose(evidence).to_json()


@pytest.mark.parametrize("name", ["lump.dsc", "lump"])
def test_a_file_with_an_ending_that_says_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("net x {}\n", encoding="utf-8")
    with pytest.raises(lb.TablesError) as caught:
        lb.load(path)
    first, *others = caught.value.issues
    assert first.expected.startswith("a model file, .toml, or a network file, .bif, .xml, ")
    assert others[0].expected == "a TOML file"
    with pytest.raises(lb.TablesError, match="no such file") as caught:
        lb.load(tmp_path / "missing.dsc")
    assert len(caught.value.issues) == 1


def test_a_model_file_may_have_another_ending(tmp_path: Path) -> None:
    model = TinyModel(tmp_path)
    other = tmp_path / "tiny.model"
    other.write_text(model.text("model"), encoding="utf-8")
    assert lb.load(other).fingerprint == lb.load(model.path).fingerprint


@pytest.mark.parametrize("name", ["knowledge", "network", "plan", "solver"])
@pytest.mark.parametrize("backend", ["kernel", "sweeps"])
def test_what_an_engine_holds_is_shown_in_one_line(
    engine: lb.Engine, name: str, backend: str
) -> None:
    held = getattr(engine.with_backend(backend), name)
    shown = repr(held)
    assert len(shown) < 150
    assert "\n" not in shown
    assert shown.startswith(f"{type(held).__name__}(")
    counts = {"knowledge": engine.fingerprint[:12], "plan": "steps, "}
    assert counts.get(name, "44 variables, 60 edges") in shown


def test_what_an_answer_holds_is_shown_in_one_line(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"})
    assert repr(dx.situation) == f"Situation({engine.knowledge!r}, known: fever, setting)"
    assert repr(dx.propagation).startswith("Propagation(log_evidence=-")
    assert repr(dx.propagation).endswith(", 44 variables)")
    tables = engine.with_backend("sweeps").solver.propagate(dx.vectors, tables=True)
    assert repr(tables).endswith(", 44 variables, derivatives of tables)")


def test_answers_and_models_can_be_compared(engine: lb.Engine) -> None:
    one, same, other = (engine.diagnose({"fever": each}) for each in ("yes", "yes", "no"))
    assert one.understood == same.understood
    assert hash(one.understood) == hash(same.understood)
    assert one.understood != other.understood
    assert not one.understood != same.understood
    assert one.understood.findings["fever"] != "yes"
    for name in ("propagation", "situation", "posteriors", "network", "knowledge"):
        assert getattr(one, name) == getattr(one, name)
    assert one.propagation != same.propagation
    assert lb.load(backend="sweeps").network != engine.network


def test_targets_are_compared_too(engine: lb.Engine) -> None:
    def understood(yes: float) -> object:
        return engine.diagnose({"fever": lb.Probability({"yes": yes, "no": 1 - yes})}).understood

    assert understood(0.7) == understood(0.7)
    assert understood(0.7) != understood(0.6)
    assert understood(0.7) != engine.diagnose({"fever": lb.AnyOf("yes", "no")}).understood


def test_a_model_of_pgmpy_and_no_path_at_all(engine: lb.Engine) -> None:
    model: Any = engine.to_pgmpy()
    with pytest.raises(
        lb.EvidenceError, match=r"BIFWriter\(model\)\.write\('model\.bif'\) and loa"
    ):
        lb.load(model)
    with pytest.raises(lb.EvidenceError, match="path='': expected the name of a file, such as 'mo"):
        lb.load("")
