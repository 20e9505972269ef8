"""What every result can do: survive copying, be written as JSON, and be given wrong arguments."""

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes import results
from lumpbayes.display.record import record_json
from lumpbayes.interchange.writing import write_network
from lumpbayes.percentages import percent

EVIDENCE = {"redness": "yes", "pain": "mild", "size_cm": 6}
Make = Callable[[lb.Engine, lb.Diagnosis], Any]

RESULTS: dict[str, Make] = {
    "diagnosis": lambda _, dx: dx,
    "explain": lambda _, dx: dx.explain(),
    "conflict": lambda _, dx: dx.conflict(draws=100),
    "intervals": lambda _, dx: dx.intervals(draws=100),
    "next_questions": lambda _, dx: dx.next_questions(steps=2),
    "stopping": lambda _, dx: dx.stopping(draws=100),
    "sensitivity": lambda _, dx: dx.sensitivity(),
    "smallest_edits": lambda _, dx: dx.smallest_edits(),
    "goal": lambda _, dx: dx.goal("tumor", at_least=0.3),
    "what_if": lambda engine, dx: engine.what_if(dx, {"redness": "no"}),
    "scenarios": lambda engine, dx: engine.scenarios(dx, {"no": lb.Scenario({"redness": "no"})}),
    "interview": lambda engine, dx: engine.interview(dx),
    "urgency": lambda _, dx: dx.urgency,
}
COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda result: pickle.loads(pickle.dumps(result)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


def content(result: Any) -> Any:
    """What a result says."""
    return result.to_dict() if hasattr(result, "to_dict") else result


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("name", RESULTS)
def test_a_copy_says_the_same(priced: lb.Engine, name: str, way: str) -> None:
    result = RESULTS[name](priced, priced.diagnose(EVIDENCE))
    again = COPIES[way](result)
    assert type(again) is type(result)
    assert content(again) == content(result)
    assert repr(again) == repr(result)


def test_arrays_of_copies_are_read_only_too(priced: lb.Engine) -> None:
    dx = priced.diagnose(EVIDENCE)
    intervals, sensitivity = (
        pickle.loads(pickle.dumps(each)) for each in (dx.intervals(draws=100), dx.sensitivity())
    )
    for array in (intervals.worlds, sensitivity.b, sensitivity.value, sensitivity.at_low):
        assert not array.flags.writeable


# --- Records -----------------------------------------------------------------------------------

HEAD = ["schema", "disclaimer", "model", "evidence", "assumed"]


@pytest.mark.parametrize("name", sorted(RESULTS.keys() - {"urgency", "diagnosis"}))
def test_every_record_begins_alike(priced: lb.Engine, name: str) -> None:
    dx = priced.diagnose(EVIDENCE)
    result = RESULTS[name](priced, dx)
    assert isinstance(result, results.Recorded)
    record, answer = result.to_dict(), dx.to_dict()
    assert list(record)[:5] == HEAD
    assert {key: record[key] for key in HEAD} == {key: answer[key] for key in HEAD}
    assert result.to_json() == record_json(record)
    assert json.loads(result.to_json()) == record
    assert priced.diagnose(record).to_dict() == answer  # any of them may be given back


@pytest.mark.parametrize("name", sorted(RESULTS.keys() - {"urgency", "stopping", "interview"}))
def test_frames_name_their_model(priced: lb.Engine, name: str) -> None:
    frame = RESULTS[name](priced, priced.diagnose(EVIDENCE)).to_frame()
    expected = {"model": "tiny", "version": "1.2.3", "fingerprint": priced.fingerprint}
    assert frame.attrs == expected
    assert priced.batch([EVIDENCE]).attrs == expected


def test_other_queries_are_records(priced: lb.Engine) -> None:
    dx = priced.diagnose(EVIDENCE)
    most, moves = dx.most_probable_explanation(), dx.derivatives("cause", "tumor")
    second = priced.verify(dx)
    for each in (most, moves, second, dx.posteriors):
        assert json.loads(each.to_json()) == each.to_dict()
    assert list(most.to_dict()) == ["states", "probability", "log_probability"]
    assert dict(most.to_frame().values.tolist()) == dict(most.states)
    assert moves.to_dict()["tables"]["size"] == moves.table("size").tolist()
    frame = dx.posteriors.to_frame()
    assert list(frame.columns) == ["variable", "state", "probability"]
    tumor = frame.query("variable == 'cause' and state == 'tumor'")["probability"].item()
    assert tumor == dx.posteriors.to_dict()["cause"]["tumor"] == dx.posteriors["cause"]["tumor"]
    assert second.to_dict()["agrees"] is True
    assert second._replace(largest_difference=np.nan).to_dict()["largest_difference"] is None


def test_answers_and_intervals_are_mappings(priced: lb.Engine) -> None:
    dx, other = priced.diagnose(EVIDENCE), priced.diagnose()
    intervals = dx.intervals(draws=100)
    assert isinstance(dx, Mapping) and isinstance(intervals, Mapping)
    assert dx.get("tumour") is None and dx.get("tumor") == dx["tumor"]
    assert intervals.get("tumor") == intervals["tumor"] and intervals.get("tumour", 0) == 0
    assert pd.Series(dx).to_dict() == dict(dx)
    assert pd.DataFrame([dx, other])["cyst"].tolist() == [dx["cyst"], other["cyst"]]
    assert pd.Series(intervals)["tumor"] == intervals["tumor"]
    assert len({dx, other, dx, intervals, intervals}) == 3
    assert dx != priced.diagnose(EVIDENCE)  # it equals itself alone
    assert [dx, intervals] == [*(dx, intervals)]


def test_rows_of_a_sensitivity_can_be_read_again(priced: lb.Engine) -> None:
    found = priced.diagnose(EVIDENCE).sensitivity()
    assert len(found.rows) == len(found.cells)
    assert found.rows == found.rows


def test_what_stands_in_another_record_says_it_once(priced: lb.Engine) -> None:
    dx = priced.diagnose(EVIDENCE)
    for each in (dx.conflict(), dx.stopping()):
        record = each.to_dict()
        assert each.facts() == {key: record[key] for key in record if key not in HEAD}


def test_the_names_of_results(priced: lb.Engine) -> None:
    """Every public class that a result is, or is made of, can be imported from one place."""
    assert results.__all__ == sorted(results.__all__)
    dx = priced.diagnose(EVIDENCE)
    for make in RESULTS.values():
        assert type(make(priced, dx)).__name__ in results.__all__
    code = "import sys, lumpbayes; print('lumpbayes.results' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# --- Reading -----------------------------------------------------------------------------------


def test_text_says_what_matters_in_percent(priced: lb.Engine, tmp_path: Path) -> None:
    dx = priced.diagnose(EVIDENCE)
    shown = {name: repr(make(priced, dx)) for name, make in RESULTS.items()}
    first, probability = next(iter(dx.items()))
    share = percent(probability)
    for name in ("intervals", "sensitivity", "smallest_edits", "scenarios", "interview"):
        assert share in shown[name], name
    assert shown["stopping"].startswith(dx.stopping(draws=100).reason)
    assert shown["stopping"].count("\n") >= 2
    urgency = dx.urgency
    assert shown["urgency"].splitlines()[0] == urgency.level
    assert len(shown["urgency"].splitlines()) == 1 + len(urgency.reasons)
    path = tmp_path / "scenarios.json"
    priced.save_scenarios(priced.scenarios(dx, {"no": lb.Scenario({"redness": "no"})}), path)
    same = repr(priced.replay(path))
    assert same.endswith("1 scenarios; the model is what it was; no answer moved")
    moved = repr(priced.with_prior("tumor", 0.5).replay(path)).splitlines()
    assert "the model has changed (base, no); 6 probabilities have moved" in moved[0]
    assert moved[1].startswith(f"  base: {first} {share} -> ")


def test_long_and_strange_text_is_cut_and_safe(priced: lb.Engine, tmp_path: Path) -> None:
    dx = priced.diagnose(EVIDENCE)
    many = {f"s{number}": lb.Scenario({"redness": "no"}) for number in range(4)}
    found = priced.scenarios(dx, {"two\nlines\x1b[31m": lb.Scenario({"pain": None}), **many})
    assert "\x1b" not in repr(found)
    assert len(repr(found).splitlines()) == 5
    path = tmp_path / "scenarios.json"
    priced.save_scenarios(priced.scenarios(dx, many), path)
    lines = repr(priced.with_prior("tumor", 0.5).replay(path)).splitlines()
    assert (len(lines), lines[-1]) == (12, "  and 5 more")


# --- Arguments of another type ------------------------------------------------------------------


def test_evidence_will_do_for_an_answer(priced: lb.Engine) -> None:
    dx = priced.diagnose(EVIDENCE, setting="hospital")
    found = priced.what_if({**EVIDENCE, "setting": "hospital"}, {"pain": "severe"})
    assert found.to_dict() == priced.what_if(dx, {"pain": "severe"}).to_dict()
    assert priced.verify(EVIDENCE).agrees


def test_an_answer_will_do_for_evidence(priced: lb.Engine) -> None:
    dx = priced.diagnose(
        {**EVIDENCE, "age_group": lb.Probability({"young": 0.3, "old": 0.7})}, setting="any"
    )
    again = priced.diagnose(dx)
    assert again.to_dict() == dx.to_dict()
    assert priced.interview(dx).answer == priced.interview(dict(dx.evidence)).answer
    assert priced.scenarios(dx, {}).base == dx.answer


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda e: e.what_if("redness", {}), "diagnosis='redness': expected an answer, as engine."),
        (lambda e: e.what_if(None, {}), "diagnosis=None: expected an answer, as engine.diagnose("),
        (lambda e: e.what_if({}, {}, model=5), "model=5: expected an engine, as lumpbayes.load()"),
        (lambda e: e.verify(7), "diagnosis=7: expected an answer, as engine.diagnose({"),
        (lambda e: e.verify({"a": 1}), "there is no variable 'a'"),
        (
            lambda e: e.save_scenarios(e.diagnose(), "a.json"),
            "scenarios of type Diagnosis: expected what engine.scenarios(...) gave",
        ),
        (
            lambda e: e.save_scenarios(e.scenarios({}, {}), 5),
            "path=5: expected the name of a file, such as 'scenarios.json'",
        ),
        (
            lambda e: e.scenarios({}, [lb.Scenario()]),
            'expected a mapping such as {"no fever": lumpbayes.Scenario({"fever": "no"})}',
        ),
        (lambda e: e.replay({"a": 1}), "path={'a': 1}: expected the name of a file, such as 'scen"),
        (lambda _: lb.load(5), "path=5: expected the name of a file, such as 'model.toml'"),  # type: ignore[arg-type]
        (
            lambda _: lb.post_test(np.array([0.1, 0.2]), 3),  # type: ignore[arg-type]
            "pre_test=array([0.1, 0.2]): expected one number, such as 0.2; ask once for each",
        ),
        (lambda _: lb.post_test(0.1, "3"), "likelihood_ratio='3': expected one number"),  # type: ignore[arg-type]
    ],
)
def test_an_argument_of_another_type(
    priced: lb.Engine, ask: Callable[[Any], Any], expected: str
) -> None:
    with pytest.raises(lb.EvidenceError) as caught:
        ask(priced)
    assert expected in str(caught.value)


# --- As mappings --------------------------------------------------------------------------------


def test_kinds_are_text(priced: lb.Engine) -> None:
    dx = priced.diagnose(EVIDENCE)
    kinds = [dx.explain().rows[0].kind, dx.conflict().verdict, lb.Level.ERROR]
    assert all(isinstance(kind, str) for kind in kinds)
    assert json.loads(json.dumps(kinds)) == [kind.value for kind in kinds]


def test_an_answer_is_a_mapping_of_its_causes(priced: lb.Engine) -> None:
    dx = priced.diagnose(EVIDENCE)
    assert dx["skin"] == dx.groups["skin"] == pytest.approx(dx["cyst"] + dx["abscess"])
    assert "skin" not in dx
    assert list(dx) == list(dx.keys()) == list(dx.posterior)
    assert len(dx) == len(dx.values()) == 3
    assert dict(dx) == dict(dx.items()) == dict(dx.posterior)
    with pytest.raises(lb.UnknownNameError, match="there is no cause 'skim'"):
        dx["skim"]


def test_an_answer_without_a_target_is_one(engine: lb.Engine, tmp_path: Path) -> None:
    write_network(engine.network, "coin", str(tmp_path / "coin.bif"), "bif")
    assert lb.load(tmp_path / "coin.bif").diagnose()
