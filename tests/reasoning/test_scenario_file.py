"""Files of scenarios: written, read back, replayed; a changed model is noticed; hostile files."""

import json
import os
import stat
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.knowledge import json_node
from lumpbayes.reasoning import scenario_file
from lumpbayes.reasoning.scenario_file import read_scenarios
from lumpbayes.reasoning.scenarios import Scenarios
from tests.tiny_model import TinyModel


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    return TinyModel(tmp_path_factory.mktemp("scenarios"))


@pytest.fixture(scope="module")
def small(model: TinyModel) -> lb.Engine:
    return lb.load(model.path, backend="sweeps")


@pytest.fixture
def file(model: TinyModel, tmp_path: Path) -> Path:
    return tmp_path / "scenarios.json"


EVIDENCE: dict[str, Any] = {
    "redness": lb.Probability({"yes": 0.6, "no": 0.4}),
    "pain": lb.Not("none"),
    "size_cm": 3,
}
SCENARIOS = {
    "flipped": lb.Scenario({"pain": "none", "size": "large", "biopsy": "positive"}),
    "retracted": lb.Scenario({"pain": None, "redness": None}),
    "soft": lb.Scenario({"pain": [lb.Not("severe"), lb.Reliability("mild", 0.7)]}),
    "jeffrey": lb.Scenario({"redness": lb.Probability({"yes": 0.1, "no": 0.9})}),
    "hospital": lb.Scenario(setting="hospital", priors={"tumor": 0.4}),
    "any": lb.Scenario(setting="any", priors={("tumor", "clinic"): 0.4}),
    "likelihoods": lb.Scenario(
        likelihoods=(
            ("redness", "yes", {"inflammation": "yes"}, 0.9),  # type: ignore[arg-type]
            ("pain", "severe", "", 0.1),  # type: ignore[arg-type]
        )
    ),
}


def saved(engine: lb.Engine, file: Path) -> dict[str, Any]:
    engine.save_scenarios(engine.scenarios(EVIDENCE, SCENARIOS), file)
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def test_a_file_is_replayed(small: lb.Engine, file: Path) -> None:
    found = small.scenarios(EVIDENCE, SCENARIOS)
    small.save_scenarios(found, file)
    replay = small.replay(file)
    assert not replay.model_changed
    assert replay.moved == ()
    assert list(replay.scenarios) == list(SCENARIOS)
    for name, comparison in replay.scenarios.items():
        assert dict(comparison.after.posterior) == pytest.approx(
            dict(found[name].after.posterior), abs=1e-12
        )
        assert comparison.after.urgency.level == found[name].after.urgency.level
    assert replay.saved_model.fingerprint == small.fingerprint
    record = replay.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_the_same_bytes_again(small: lb.Engine, file: Path, tmp_path: Path) -> None:
    saved(small, file)
    second = tmp_path / "second.json"
    small.save_scenarios(small.replay(file).scenarios, second)
    assert second.read_bytes() == file.read_bytes()


changes = st.dictionaries(
    st.sampled_from(["redness", "pain", "biopsy", "age_group", "inflammation"]),
    st.sampled_from([None, 0]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "redness": st.sampled_from(["yes", lb.Reliability("no", 0.8), None]),
            "pain": st.sampled_from([lb.AnyOf("severe", "mild"), "none", None]),
            "size_cm": st.floats(0, 90),
            "setting": st.sampled_from(["hospital", "any", None]),
        },
    ),
    st.dictionaries(st.sampled_from(["cyst", "tumor"]), st.floats(0.01, 0.49)),
)
def test_any_scenario_comes_back(
    small: lb.Engine, file: Path, changed: dict[str, Any], priors: dict[Any, float]
) -> None:
    found = small.scenarios(EVIDENCE, {"one": lb.Scenario(changed, priors=priors)})
    small.save_scenarios(found, file, force=True)
    replay = small.replay(file)
    assert not replay.moved
    assert not replay.changed


def test_a_changed_model_is_noticed(small: lb.Engine, file: Path) -> None:
    saved(small, file)
    edited = small.with_prior("tumor", 0.3)
    replay = edited.replay(file)
    assert replay.model_changed
    assert replay.changed == ("base", *SCENARIOS)
    assert replay.model.fingerprint == edited.fingerprint
    assert replay.saved_model.fingerprint == small.fingerprint
    assert {move.scenario for move in replay.moved} >= {"base", "flipped", "any"}
    move = next(each for each in replay.moved if each.scenario == "base" and each.cause == "tumor")
    assert move.before is not None
    assert move.after is not None
    assert move.after > move.before


def test_a_model_with_other_causes_is_noticed(small: lb.Engine, file: Path) -> None:
    content = saved(small, file)
    content["posterior"]["wart"] = 0.0
    file.write_text(json.dumps(content))
    (move,) = small.replay(file).moved
    assert move == ("base", "wart", 0.0, None)


def test_a_default_that_changes_does_not_matter(
    small: lb.Engine, file: Path, tiny: TinyModel
) -> None:
    small.save_scenarios(small.scenarios({"redness": "yes"}, {"a": lb.Scenario()}), file)
    tiny.replace("model", 'setting = "clinic"', 'setting = "hospital"')
    replay = lb.load(tiny.path, backend="sweeps").replay(file)
    assert replay.scenarios.base.evidence["setting"] == "clinic"
    assert not replay.moved
    assert replay.changed  # the defaults are part of the fingerprint


def test_a_file_written_by_a_person(small: lb.Engine, file: Path) -> None:
    content = {
        "schema": 1,
        "model": {"name": "tiny", "version": "1", "fingerprint": "0" * 64},
        "evidence": {"redness": "yes", "pain": None},
        "scenarios": [
            {"name": "a", "changes": {"redness": "no"}, "setting": "hospital", "posterior": None},
            {"name": "b", "priors": [{"cause": "tumor", "probability": 0.3}]},
        ],
    }
    file.write_text("\ufeff" + json.dumps(content), encoding="utf-8")
    replay = small.replay(file)
    assert replay.moved == ()
    assert replay.changed == ("base",)
    assert replay.scenarios["a"].after.evidence == {"redness": "no", "setting": "hospital"}
    assert replay.scenarios["b"].priors[0][:2] == ("tumor", "clinic")


# --- Writing -----------------------------------------------------------------------------------


def test_a_file_is_its_owner_s_alone(small: lb.Engine, file: Path) -> None:
    saved(small, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_is_not_replaced_unasked(small: lb.Engine, file: Path) -> None:
    file.write_text("mine")
    found = small.scenarios({}, {"a": lb.Scenario()})
    with pytest.raises(lb.WriteError, match="is there already: choose another name, or replace it"):
        small.save_scenarios(found, file)
    assert file.read_text() == "mine"
    small.save_scenarios(found, file, force=True)
    assert small.replay(file).scenarios["a"]
    assert os.listdir(file.parent) == ["scenarios.json"]


def one(engine: lb.Engine, name: str, state: str = "no") -> Scenarios:
    return engine.scenarios({"redness": "yes"}, {name: lb.Scenario({"redness": state})})


def test_new_scenarios_leave_the_old_as_they_are(small: lb.Engine, file: Path) -> None:
    assert small.save_scenarios(one(small, "a"), file) == 1
    content = json.loads(file.read_text())
    content["scenarios"][0]["fingerprint"] = "0" * 64  # its tables were others when it was asked
    content["scenarios"][0]["posterior"]["tumor"] = 0.25
    file.write_text(json.dumps(content))
    assert small.save_scenarios(one(small, "b"), file, add=True) == 2
    after = json.loads(file.read_text())
    assert after["scenarios"][0] == content["scenarios"][0]
    assert {**after, "scenarios": 0} == {**content, "scenarios": 0}
    replay = small.replay(file)
    assert replay.changed == ("a",)
    assert {move.scenario for move in replay.moved} == {"a"}
    with pytest.raises(lb.EvidenceError, match="has a scenario 'b' already: choose another name"):
        small.save_scenarios(one(small, "b"), file, add=True)
    other = small.scenarios({"redness": "no"}, {"c": lb.Scenario()})
    with pytest.raises(lb.EvidenceError, match="starts from another model or other evidence"):
        small.save_scenarios(other, file, add=True)
    assert json.loads(file.read_text()) == after
    assert small.save_scenarios(other, file, add=True, force=True) == 1


def at_once(jobs: list[Callable[[], object]]) -> list[Exception]:
    """What those that fail raise."""
    raised: list[Exception] = []
    ready = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        ready.wait()
        try:
            job()
        except lb.LumpBayesError as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_scenarios_saved_at_once_are_all_there(small: lb.Engine, file: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    saves = [partial(small.save_scenarios, one(small, name), file, add=True) for name in names]
    assert at_once(saves) == []
    assert set(small.replay(file).scenarios) == set(names)
    assert os.listdir(file.parent) == [file.name]


def test_one_of_those_that_save_at_once_wins(small: lb.Engine, file: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    raised = at_once([partial(small.save_scenarios, one(small, name), file) for name in names])
    assert len(raised) == 7
    assert all("is there already" in str(error) for error in raised)
    assert len(small.replay(file).scenarios) == 1


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX")
def test_a_pipe_is_not_waited_for(small: lb.Engine, file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(lb.EvidenceError, match="cannot be read: it is no regular file"):
        small.replay(file)
    with pytest.raises(lb.EvidenceError, match="cannot be read: it is no regular file"):
        small.save_scenarios(one(small, "a"), file, add=True)
    with pytest.raises(lb.WriteError, match="is there already"):
        small.save_scenarios(one(small, "a"), file)


def test_tables_are_named_from_the_file_s_folder(
    small: lb.Engine, model: TinyModel, tmp_path: Path
) -> None:
    frame = small.table("priors")
    other = tmp_path / "tables" / "other.csv"
    other.parent.mkdir()
    frame.assign(probability=frame["probability"].tolist()[::-1]).to_csv(other, index=False)
    found = small.scenarios({}, {"other": lb.Scenario(tables={"priors": other})})
    file = tmp_path / "scenarios.json"
    small.save_scenarios(found, file)
    assert json.loads(file.read_text())["scenarios"][0]["tables"] == {"priors": "tables/other.csv"}
    assert small.replay(file).moved == ()
    frame.to_csv(other, index=False)
    replay = small.replay(file)
    assert replay.changed == ("other",)
    assert {move.scenario for move in replay.moved} == {"other"}
    elsewhere = tmp_path / "tables" / "inner"
    elsewhere.mkdir()
    with pytest.raises(lb.WriteError, match="is not in the folder of the file of scenarios: put"):
        small.save_scenarios(found, elsewhere / "scenarios.json")
    outside = json.loads(file.read_text())
    outside["scenarios"][0]["tables"] = {"priors": "../other.csv"}
    (elsewhere / "scenarios.json").write_text(json.dumps(outside))
    with pytest.raises(lb.EvidenceError, match=r"scenarios\[0\]\.tables\.priors: found \"\.\./oth"):
        small.replay(elsewhere / "scenarios.json")
    assert small.replay(elsewhere / "scenarios.json", allow_outside=True).scenarios["other"]


def test_a_frame_has_no_place_in_a_file(small: lb.Engine, file: Path) -> None:
    found = small.scenarios({}, {"a": lb.Scenario(tables={"priors": small.table("priors")})})
    with pytest.raises(
        lb.WriteError, match="the table priors is a frame, which a file of scenario"
    ):
        small.save_scenarios(found, file)
    assert not file.exists()


# --- Files that are none -----------------------------------------------------------------------


LIKELIHOOD = {
    "variable": "redness",
    "state": "yes",
    "given": "inflammation=yes",
    "probability": 0.1,
}


def good() -> dict[str, Any]:
    return {
        "schema": 1,
        "model": {"name": "tiny", "version": "1", "fingerprint": "0" * 64},
        "evidence": {"redness": "yes"},
        "scenarios": [
            {
                "name": "a",
                "changes": {"redness": "no"},
                "priors": [{"cause": "tumor", "setting": "clinic", "probability": 0.3}],
                "likelihoods": [dict(LIKELIHOOD)],
                "tables": {},
                "fingerprint": "0" * 64,
                "posterior": {"tumor": 0.2},
            }
        ],
    }


Place = tuple[str | int, ...]


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        ((), [], "scenarios.json: found []; expected an object"),
        (("schema",), 2, "scenarios.json: schema: found 2; expected 1: another version of LumpBay"),
        (("schema",), "1", 'schema: found "1"; expected 1'),
        (("modle",), {}, "scenarios.json: there is no key 'modle': did you mean model?"),
        (("model",), 1, "scenarios.json: model: found 1; expected an object"),
        (("model", "name"), 1, 'model.name: found 1; expected a text, "..."'),
        (("model", "fingerprint"), "\x1b[2J", 'model.fingerprint: found "'),
        (("model", "fingerprint"), "A" * 64, "expected a fingerprint, 64 digits of 0-9 and a-f"),
        (("scenarios", 0, "fingerprint"), "?", 'scenarios[0].fingerprint: found "?"; expected a f'),
        (("evidence",), ["redness"], 'evidence: found ["redness"]; expected an object'),
        (("evidence", "rednes"), "yes", "scenarios.json: evidence: there is no variable 'rednes'"),
        (("scenarios",), {}, "scenarios: found {}; expected a list"),
        (("scenarios", 0), "a", 'scenarios[0]: found "a"; expected an object'),
        (("scenarios", 0, "prior"), [], "scenarios[0]: there is no key 'prior': did you mean prio"),
        (("scenarios", 0, "name"), None, "scenarios[0].name: found null; expected a text"),
        (
            ("scenarios", 0, "name"),
            "base",
            "scenarios[0].name: found \"base\"; expected a name, and not 'base'",
        ),
        (("scenarios", 0, "name"), " ", 'scenarios[0].name: found " "; expected a name'),
        (("scenarios", 0, "setting"), 3, "scenarios[0].setting: found 3; expected a text"),
        (("scenarios", 0, "setting"), "x", "scenarios[0]: setting has no state 'x'"),
        (("scenarios", 0, "changes"), "no", 'scenarios[0].changes: found "no"; expected an object'),
        (
            ("scenarios", 0, "changes", "redness"),
            "jes",
            "scenarios[0]: redness has no state 'jes': did you mean yes?",
        ),
        (
            ("scenarios", 0, "changes", "redness"),
            {"no": "yes"},
            "scenarios[0]: redness: {'no': 'yes'} is no finding",
        ),
        (("scenarios", 0, "priors"), {}, "scenarios[0].priors: found {}; expected a list"),
        (
            ("scenarios", 0, "priors", 0, "probability"),
            1.5,
            "scenarios[0].priors[0].probability: found 1.5; expected a number from 0 to 1",
        ),
        (("scenarios", 0, "priors", 0, "probability"), True, "found true; expected a number"),
        (("scenarios", 0, "priors", 0, "probability"), "0.5", 'found "0.5"; expected a number'),
        (
            ("scenarios", 0, "priors", 0),
            {"cause": "tumor"},
            "scenarios[0].priors[0]: the key 'probability' is missing; add it",
        ),
        (
            ("scenarios", 0, "priors", 0, "cause"),
            "tumour",
            "scenarios[0]: there is no cause, and no group of causes, 'tumour'",
        ),
        (
            ("scenarios", 0, "likelihoods", 0, "given"),
            3,
            "scenarios[0].likelihoods[0].given: found 3; expected a text",
        ),
        (
            ("scenarios", 0, "likelihoods", 0, "given"),
            "import os",
            "scenarios[0]: given 'import os': 'import os' is not understood",
        ),
        (("scenarios", 0, "tables"), {"priors": ""}, 'tables.priors: found ""; expected a path'),
        (("scenarios", 0, "tables"), {"priors": "a\0"}, "expected a path inside the file's own"),
        (("scenarios", 0, "tables"), {"priors": "/etc/passwd"}, "expected a path inside the file"),
        (("scenarios", 0, "posterior"), {"tumor": 2}, "posterior.tumor: found 2; expected a numb"),
        (("scenarios", 0, "posterior"), [0.2], "scenarios[0].posterior: found [0.2]; expected an"),
    ],
)
def test_a_file_that_is_none(
    small: lb.Engine, file: Path, where: Place, value: object, message: str
) -> None:
    content: Any = good()
    if where:
        place = content
        for key in where[:-1]:
            place = place[key]
        place[where[-1]] = value
    else:
        content = value
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(lb.EvidenceError) as caught:
        small.replay(file)
    assert message in str(caught.value)
    assert "scenarios.json: " in str(caught.value)


def test_the_file_that_the_others_spoil(small: lb.Engine, file: Path) -> None:
    file.write_text(json.dumps(good()), encoding="utf-8")
    assert small.replay(file).scenarios["a"]


def test_impossible_scenarios_name_their_place(tiny: TinyModel, file: Path) -> None:
    tiny.set_cell("likelihoods", "redness,yes,inflammation=yes", "probability", "0")
    tiny.set_cell("likelihoods", "redness,yes,inflammation=no", "probability", "0")
    for row in ("redness,yes,inflammation=yes", "redness,yes,inflammation=no"):
        tiny.set_cell("likelihoods", row, "low", "0")
    engine = lb.load(tiny.path, backend="sweeps")
    content = good()
    content["evidence"] = {}
    content["scenarios"] = [{"name": "a", "changes": {"redness": "yes"}}]
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(
        lb.ImpossibleEvidenceError, match=r"scenarios\[0\]: the evidence is imp"
    ) as e:
        engine.replay(file)
    assert e.value.findings == ("redness",)


def test_two_scenarios_of_one_name(small: lb.Engine, file: Path) -> None:
    content = good()
    content["scenarios"] *= 2
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(lb.EvidenceError, match=r"scenarios\[1\]\.name: 'a' again; name each sce"):
        read_scenarios(str(file))


def test_the_same_prior_twice(file: Path) -> None:
    content = good()
    content["scenarios"][0]["priors"] *= 2
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(lb.EvidenceError, match=r"priors\[1\]: the same prior again; set it once"):
        read_scenarios(str(file))


def test_too_many(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenario_file, "MOST_SCENARIOS", 2)
    content = good()
    content["scenarios"] *= 3
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(lb.EvidenceError, match="scenarios: 3 entries; at most 2"):
        read_scenarios(str(file))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "scenarios.json: Expecting value: line 1 column 1"),
        ("{", "scenarios.json: Expecting property name"),
        ('{"schema": 1, "schema": 2}', "'schema' is given twice: 1 and 2; give it once; expected"),
        ('{"schema": NaN}', "NaN is no number in JSON"),
        ('{"schema": -Infinity}', "-Infinity is no number in JSON"),
        ('{"schema": 1e999}', "1e999 is too large for a number"),
        ('{"schema": "\\ud800"}', "it holds half a character (a lone surrogate)"),
        ("[" * 200_000, "nested too deep; expected a file of scenarios"),
        ('{"schema": ' + "1" * 5000 + "}", "scenarios.json: "),
        ("\udcff", "scenarios.json: line 1 holds the byte 0xff, which is not UTF-8"),
        ('{"a": "' + "x" * 200 + '"}', "scenarios.json: there is no key 'a'"),
    ],
)
def test_text_that_is_no_file_of_scenarios(
    small: lb.Engine, file: Path, text: str, message: str
) -> None:
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(lb.EvidenceError) as caught:
        small.replay(file)
    assert message in str(caught.value)


def test_a_file_that_is_too_long(
    small: lb.Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_node, "MOST_BYTES", 100)
    file.write_bytes(b" " * 101)
    with pytest.raises(
        lb.EvidenceError, match=r"scenarios\.json cannot be read: it is longer than 100 bytes"
    ):
        small.replay(file)


def test_no_such_file(small: lb.Engine, tmp_path: Path) -> None:
    with pytest.raises(lb.EvidenceError, match=r"none\.json cannot be read: No such file"):
        small.replay(tmp_path / "none.json")
    with pytest.raises(lb.EvidenceError, match="cannot be read: Is a directory"):
        small.replay(tmp_path)


def test_messages_hold_no_escapes(small: lb.Engine, file: Path) -> None:
    content = good()
    content["scenarios"][0]["\x1b[31mred"] = 1
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(lb.EvidenceError) as caught:
        small.replay(file)
    assert "\x1b" not in str(caught.value)


def test_a_long_value_is_cut(small: lb.Engine, file: Path) -> None:
    content = good()
    content["scenarios"] = {"x": "\x1b[2J" * 1000}
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(lb.EvidenceError) as caught:
        small.replay(file)
    assert str(caught.value).endswith("…; expected a list, [...]")
    assert len(str(caught.value)) < 400
