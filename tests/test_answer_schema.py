"""Answers in JSON: they keep to the published schema, and their evidence can be given back."""

import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import lumpbayes as lb
from lumpbayes.cli import main
from tests.answer_schema import ANSWER, EVIDENCE, SCHEMA, closed
from tests.tiny_model import TinyModel

BUNDLED = lb.load()

# --- Evidence of every kind --------------------------------------------------------------------

WEIGHTS = st.one_of(st.floats(0.01, 1), st.integers(1, 9))


@st.composite
def findings(draw: st.DrawFn, variable: Any) -> tuple[str, Any]:
    """A key, and one finding of any kind that leaves every state or some possible."""
    name, values = variable.name, st.sampled_from(variable.states)
    if variable.bins is not None and draw(st.booleans()):
        name, ends = variable.bins.name, variable.bins.intervals
        values = st.one_of(
            st.floats(min(e.low for e in ends), max(e.high for e in ends), exclude_max=True),
            st.sampled_from([int(e.low + e.high) // 2 for e in ends]),
        )
    sets = st.lists(values, min_size=1, max_size=len(variable.states) - 1, unique=True)
    weights = st.fixed_dictionaries(dict.fromkeys(variable.states, WEIGHTS))
    kinds = [
        values,
        sets.map(lambda chosen: lb.Not(*chosen)),
        sets.map(lambda chosen: lb.AnyOf(*chosen)),
        weights.map(lb.Likelihood),
        st.builds(lb.Reliability, values, st.floats(0.01, 0.99)),
    ]
    soft = st.one_of(*kinds[3:])
    return name, draw(st.one_of(*kinds, st.lists(soft, min_size=1, max_size=3)))


@st.composite
def evidence(draw: st.DrawFn, engine: lb.Engine) -> dict[str, Any]:
    """Findings on up to five variables, at most one of them by Jeffrey's rule."""
    variables = engine.knowledge.variables
    names = draw(st.lists(st.sampled_from(sorted(variables)), max_size=5, unique=True))
    found = dict(draw(findings(variables[name])) for name in names)
    free = [name for name in sorted(variables) if name not in names]
    if draw(st.booleans()):
        variable = variables[draw(st.sampled_from(free))]
        shares = [draw(WEIGHTS) for _ in variable.states]
        target = {s: w / sum(shares) for s, w in zip(variable.states, shares, strict=True)}
        found[variable.name] = lb.Probability(target)
    if engine.knowledge.setting in free and draw(st.booleans()):
        found.setdefault(engine.knowledge.setting, "any")
    return found


def answered(engine: lb.Engine, found: dict[str, Any]) -> lb.Diagnosis:
    try:
        return engine.diagnose(found)
    except lb.ImpossibleEvidenceError:
        assume(False)
        raise


# --- The schema --------------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator.check_schema(closed(SCHEMA))


@given(st.data(), st.booleans())
def test_answers_keep_to_the_schema(data: st.DataObject, codes: bool) -> None:
    dx = answered(BUNDLED, data.draw(evidence(BUNDLED)))
    record = json.loads(dx.to_json(codes=codes))
    ANSWER.validate(record)
    EVIDENCE.validate(record["evidence"])


@pytest.mark.parametrize("codes", [False, True])
@pytest.mark.parametrize(
    "without",
    [(), ("management",), ("red_flags",), ("codes", "groups", "labels", "management", "red_flags")],
    ids=str,
)
def test_answers_of_models_without_some_tables(
    tiny: TinyModel, without: tuple[str, ...], codes: bool
) -> None:
    for table in without:
        tiny.replace("model", f'{table} = "{table}.csv"\n', "")
    if "groups" in without:
        tiny.write("likelihoods", tiny.text("likelihoods").replace("@serious", "tumor"))
    engine = lb.load(tiny.path)
    for found in ({}, {"pain": "severe", "redness": "yes"}, {"pain": lb.AnyOf("severe", "mild")}):
        ANSWER.validate(json.loads(engine.diagnose(found).to_json(codes=codes)))


def test_answers_without_urgency(animals: lb.Engine) -> None:
    record = animals.diagnose({"furry": "yes"}).to_dict()
    ANSWER.validate(record)
    assert record["urgency"] == {
        "level": None,
        "within": None,
        "possible_level": None,
        "reasons": [],
        "possible_reasons": [],
        "expected_losses": None,
    }


def test_answers_with_everything(engine: lb.Engine) -> None:
    found = {
        "limb_weakness": "yes",
        "cancer_history": "yes",
        "pain": lb.AnyOf("severe", "none"),
        "level": "lumbar",
    }
    record = engine.diagnose(found).to_dict(codes=True)
    ANSWER.validate(record)
    empty = [key for key, value in record.items() if value in ([], {}, None)]
    assert empty == ["fit_not_judged"]  # as the fit was
    assert {reason["kind"] for reason in record["urgency"]["reasons"]} == {
        "red_flag",
        "threshold",
        "expected_loss",
    }


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"schema": 2}, "$.schema"),
        ({"model": {"name": "x", "version": "1", "fingerprint": "abc"}}, "$.model.fingerprint"),
        ({"log_evidence": None}, "$.log_evidence"),
        ({"posterior": [{"cause": "x", "probability": 1.0}] * 2}, "$.posterior[0]"),
        ({"urgency": {"level": "never", "possible_level": None, "reasons": []}}, "$.urgency.level"),
        ({"evidence": {"fever": {"nott": "yes"}}}, "$.evidence.fever"),
        ({"evidence": {"fever": {"not": "yes", "any_of": ["no"]}}}, "$.evidence.fever"),
        ({"evidence": {"fever": {"reported": "yes", "reliability": 2}}}, "$.evidence.fever"),
        ({"evidence": {"fever": []}}, "$.evidence.fever"),
        ({"unheard": "of"}, "$"),
    ],
    ids=repr,
)
def test_the_schema_refuses(engine: lb.Engine, change: dict[str, Any], at: str) -> None:
    record = engine.diagnose({"fever": "yes"}).to_dict() | change
    assert [error.json_path for error in ANSWER.iter_errors(record)][:1] == [at]


def test_a_published_schema_lets_keys_be_added(engine: lb.Engine) -> None:
    record = engine.diagnose({"fever": "yes"}).to_dict()
    Draft202012Validator(SCHEMA).validate(record | {"added": "later"})


# --- Evidence goes round -----------------------------------------------------------------------


@given(st.data())
def test_what_an_answer_prints_can_be_given_back(data: st.DataObject) -> None:
    once = answered(BUNDLED, data.draw(evidence(BUNDLED)))
    printed = json.loads(once.to_json())
    assert BUNDLED.diagnose(printed["evidence"]).to_json() == once.to_json()
    assert BUNDLED.diagnose(once.evidence).to_json() == once.to_json()


def test_jeffrey_s_evidence_goes_round(engine: lb.Engine) -> None:
    found = {
        "fever": lb.Probability({"yes": 0.7, "no": 0.3}),
        "pain": lb.Probability({"mild": 0.25, "severe": 0.5, "none": 0.25}),
        "redness": "yes",
    }
    once = engine.diagnose(found)
    again = engine.diagnose(json.loads(once.to_json())["evidence"])
    assert again.to_json() == once.to_json()
    assert dict(again.of("fever")) == pytest.approx({"yes": 0.7, "no": 0.3}, abs=1e-9)


def shell(*arguments: str) -> bytes:
    """Standard output of a command that answers."""
    written = io.BytesIO()
    with contextlib.redirect_stdout(io.TextIOWrapper(written, encoding="utf-8")) as stream:
        assert main(arguments) == 0
        stream.flush()
        return written.getvalue()


@pytest.fixture(scope="session")
def tiny_engine(tmp_path_factory: pytest.TempPathFactory) -> tuple[lb.Engine, Path]:
    """A model that loads fast, and its file."""
    path = TinyModel(tmp_path_factory.mktemp("tiny")).path
    return lb.load(path), path


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_shell_prints_can_be_given_back(
    tiny_engine: tuple[lb.Engine, Path], data: st.DataObject
) -> None:
    engine, model = tiny_engine[0].with_backend("sweeps"), tiny_engine[1]
    once = answered(engine, data.draw(evidence(engine)))
    expected = (once.to_json() + "\n").encode()
    options = ("--json", "--model", os.fspath(model))
    file = model.parent / "printed.json"
    for text in (json.dumps(dict(once.evidence)), once.to_json()):
        file.write_text(text, encoding="utf-8")
        assert shell("query", "--evidence", os.fspath(file), *options) == expected
    ANSWER.validate(json.loads(expected))


def test_words_and_the_bundled_model_go_round(tmp_path: Path) -> None:
    words = ("HP:0001945", "redness!=yes", "consistency=soft,fluctuant", "size_cm=6.2")
    soft = 'pain={"likelihood": {"mild": 0.7, "severe": 0.3}}'
    once = shell("query", *words, soft, "--setting", "any", "--json", "--codes")
    file = tmp_path / "printed.json"
    file.write_bytes(once)
    assert shell("query", "--evidence", os.fspath(file), "--json", "--codes") == once


def test_codes_go_with_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("query", "fever=yes", "--codes")) == 2
    assert "--codes goes with --json." in capsys.readouterr().err
