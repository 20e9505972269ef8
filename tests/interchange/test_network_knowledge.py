"""A network file as a model: asked with a target, or without one."""

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.interchange.network_knowledge import load_network
from lumpbayes.interchange.writing import write_network
from tests.answer_schema import ANSWER
from tests.interchange.samples import ODD


@pytest.fixture
def path(tmp_path: Path) -> str:
    where = str(tmp_path / "odd.bif.gz")
    write_network(ODD, "odd", where, "bif")
    return where


def exact(evidence: dict[str, str], variable: str) -> np.ndarray:
    """P(variable, evidence) by the sum over everything."""
    joint = np.einsum("xya,y,a->xya", *ODD.tables)
    for name, state in evidence.items():
        axis = ODD.index(name)
        keep = np.arange(joint.shape[axis]) == ODD.states[axis].index(state)
        joint = joint * keep.reshape([-1 if i == axis else 1 for i in range(3)])
    return joint.sum(axis=tuple(i for i in range(3) if i != ODD.index(variable)))


@pytest.mark.parametrize("backend", ["sweeps", "brute_force", None])
def test_a_target_is_the_cause(path: str, backend: str | None) -> None:
    dx = lb.load(path, target="X-ray", backend=backend).diagnose({"LowerBodyO2": "<5"})
    joint = exact({"LowerBodyO2": "<5"}, "X-ray")
    for state, number in zip(ODD.states[0], joint / joint.sum(), strict=True):
        assert dx[state] == pytest.approx(number, rel=1e-12)
    assert dx.log_evidence == pytest.approx(np.log(0.1))
    assert (dx.urgency.level, dx.management, dx.red_flags, dx.groups) == (None, (), (), {})
    assert "not a medical device" in dx.to_json()
    ANSWER.validate(dx.to_dict(codes=True))
    assert dx.of("LowerBodyO2")["<5"] == 1


def test_without_a_target_everything_but_the_differential_answers(path: str) -> None:
    engine = lb.load(path)
    dx = engine.diagnose({"X-ray": "Asy/Patch"})
    joint = exact({"X-ray": "Asy/Patch"}, "LowerBodyO2")
    assert dx.of("LowerBodyO2")["12+"] == pytest.approx(joint[2] / joint.sum())
    assert dx.log_evidence == pytest.approx(np.log(joint.sum()))
    assert (engine.causes, dict(dx.posterior), list(dx)) == ((), {}, [])
    assert dx.urgency.level is None
    assert dx.to_dict()["posterior"] == []
    ANSWER.validate(dx.to_dict())
    assert "no target" in repr(dx)
    assert "no target: engine.with_target" in dx._repr_html_()
    for answer in (copy.deepcopy(dx), pickle.loads(pickle.dumps(dx))):
        assert answer.to_json() == dx.to_json()
    with pytest.raises(lb.UnknownNameError, match=r"odd was loaded without a target.*with_target"):
        dx["Normal"]
    with pytest.raises(lb.UnknownNameError, match="there is no cause 'a': there is none at all"):
        dx.posterior["a"]


def test_a_target_may_come_later_and_letter_case_is_forgiven(path: str) -> None:
    engine = lb.load(path)
    for target in ("child.age", " Child.Age "):
        assert engine.with_target(target).causes == ("yes", "no")
    twice = engine.with_target("child.age").with_target("X-ray")
    assert twice.knowledge.variables["child.age"].role == "finding"
    assert twice.fingerprint == engine.fingerprint
    with pytest.raises(lb.UnknownNameError, match=r"no variable 'Xray' to be the target.*X-ray"):
        lb.load(path, target="Xray")
    with pytest.raises(lb.EvidenceError, match="target 'fever': the model back_lump names"):
        lb.load(target="fever")


def test_odd_states_in_words(path: str) -> None:
    from lumpbayes.knowledge.words import parse_words

    knowledge, _ = load_network(path)
    words = ["LowerBodyO2!=<5", "X-ray=a b, c", "child.age=YES"]
    found = parse_words(knowledge, words)
    assert found == {"LowerBodyO2": lb.Not("<5"), "X-ray": "a b, c", "child.age": "YES"}
    either = parse_words(knowledge, ["LowerBodyO2=<5,12+"])
    assert either == {"LowerBodyO2": lb.AnyOf("<5", "12+")}
    assert lb.load(path).diagnose(found).evidence["child.age"] == "yes"


def test_the_fingerprint_is_of_the_content(path: str, tmp_path: Path) -> None:
    engine = lb.load(path)
    prints = {engine.fingerprint}
    for format in ("net", "xmlbif"):
        if format != "net":
            other = str(tmp_path / f"renamed.{format}")
            write_network(ODD, "another name", other, format)
            prints.add(lb.load(other).fingerprint)
    assert len(prints) == 1
    changed = tmp_path / "changed.xml"
    text = (tmp_path / "renamed.xmlbif").read_text().replace("0.1 0.2 0.7", "0.2 0.1 0.7")
    changed.write_text(text)
    assert lb.load(changed).fingerprint not in prints


def test_variables_are_sorted_and_states_are_not(path: str) -> None:
    network = lb.load(path).network
    assert network.names == ("LowerBodyO2", "X-ray", "child.age")
    assert network.states == (ODD.states[1], ODD.states[0], ODD.states[2])


def test_what_needs_tables_says_so(path: str, tmp_path: Path) -> None:
    from lumpbayes.knowledge.copying import copy_tables

    engine = lb.load(path, target="X-ray")
    for edit in (
        lambda: engine.with_prior("Normal", 0.5),
        lambda: engine.with_likelihood("X-ray", "Normal", 0.5),
        engine.with_tables,
        lambda: engine.table("priors"),
        lambda: copy_tables(engine.knowledge, str(tmp_path / "new")),
    ):
        with pytest.raises(lb.EvidenceError, match="odd was read from a network file and has no t"):
            edit()


def test_policies_and_issues(tmp_path: Path) -> None:
    path = tmp_path / "a.bif"
    text = "variable A { type discrete [2] { a b }; } probability (A) { table 0.5 %s; }"
    path.write_text(text % "0.5000001")
    assert [issue.level for issue in lb.load(path).issues] == [lb.Level.INFORMATION]
    path.write_text(text % "0.51")
    with pytest.raises(lb.TablesError, match=r"a\.bif:1, column P\(A\): found a sum of 1.01"):
        lb.load(path)
    lenient = lb.load(path, policy="lenient")
    assert lenient.diagnose().of("A")["b"] == pytest.approx(0.51 / 1.01)
    assert [issue.level for issue in lenient.issues] == [lb.Level.ERROR]


def test_a_network_that_is_too_large_to_ask(path: str) -> None:
    with pytest.raises(lb.TooLargeError):
        lb.load(path, memory_limit=10).diagnose()
