"""Impossible evidence names a minimal set of findings: dropping any one makes it possible."""

from pathlib import Path

import pytest

import lumpbayes as lb
from tests.animals import write_animals

IMPOSSIBLE = [
    ({"flies": "yes"}, ("flies",)),
    ({"flies": "yes", "barks": "yes", "swims": "yes"}, ("flies",)),
    ({"barks": "yes", "swims": "yes"}, ("barks", "swims")),
    ({"barks": "yes", "weight_kg": 2, "swims": "yes"}, ("barks", "swims")),
    ({"silent": "yes", "furry": "yes", "strange": "yes"}, ("furry", "silent", "strange")),
    ({"animal": "cat", "barks": True}, ("animal", "barks")),
    ({"place": "home", "swims": "yes"}, ("place", "swims")),
    ({"animal": lb.Not("dog"), "barks": lb.Likelihood({"yes": 1e-9})}, ("animal", "barks")),
]


@pytest.mark.parametrize(("evidence", "blamed"), IMPOSSIBLE, ids=lambda value: str(value)[:60])
def test_the_findings_to_blame(
    animals: lb.Engine, evidence: dict[str, object], blamed: tuple[str, ...]
) -> None:
    with pytest.raises(lb.ImpossibleEvidenceError, match="impossible under the model: ") as caught:
        animals.diagnose(evidence)
    assert caught.value.findings == blamed
    message = str(caught.value)
    assert [message.find(name) for name in blamed] == sorted(message.find(name) for name in blamed)
    assert -1 not in [message.find(name) for name in blamed]
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(("evidence", "blamed"), IMPOSSIBLE, ids=lambda value: str(value)[:60])
def test_dropping_any_one_of_them_makes_the_rest_possible(
    animals: lb.Engine, evidence: dict[str, object], blamed: tuple[str, ...]
) -> None:
    only_blamed = {name: value for name, value in evidence.items() if name in blamed}
    assert len(only_blamed) == len(blamed)
    for dropped in blamed:
        rest = {name: value for name, value in only_blamed.items() if name != dropped}
        assert sum(animals.diagnose(rest).posterior.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ({"flies": "yes"}, r"flies=yes is of probability 0\. Drop or correct"),
        ({"barks": "yes", "swims": "yes"}, r"barks=yes, swims=yes are together of probability 0\."),
    ],
)
def test_the_message_is_a_sentence(
    animals: lb.Engine, evidence: dict[str, object], message: str
) -> None:
    with pytest.raises(lb.ImpossibleEvidenceError, match=message):
        animals.diagnose(evidence)


def test_where_to_look_for_a_zero(animals: lb.Engine, tmp_path: Path) -> None:
    impossible = {"barks": "yes", "swims": "yes"}
    with pytest.raises(lb.ImpossibleEvidenceError, match=r"or look for a 0 in the tables$"):
        animals.diagnose(impossible)
    network = lb.load(animals.write_network(tmp_path / "animals.bif"), target="animal")
    with pytest.raises(lb.ImpossibleEvidenceError, match=r"or look for a 0 in the network file$"):
        network.diagnose(impossible)


def test_an_assumed_setting_may_be_to_blame_and_is_marked(tmp_path: Path) -> None:
    model = write_animals(tmp_path)
    text = model.read_text(encoding="utf-8")
    model.write_text(text.replace('place = "zoo"', 'place = "home"'), encoding="utf-8")
    engine = lb.load(model)
    with pytest.raises(
        lb.ImpossibleEvidenceError, match=r"place=home \(assumed\), swims=yes are"
    ) as caught:
        engine.diagnose({"swims": "yes"})
    assert caught.value.findings == ("place", "swims")
    assert engine.diagnose({"swims": "yes"}, setting="any")["fish"] == 1


def test_every_backend_says_so(animals: lb.Engine) -> None:
    with pytest.raises(lb.ImpossibleEvidenceError, match="barks=yes, swims=yes are together"):
        animals.with_backend("brute_force").diagnose({"barks": "yes", "swims": "yes"})


def test_unlikely_beyond_doubles_is_not_impossible(animals: lb.Engine) -> None:
    tiny = lb.Likelihood({"yes": 1e-300, "no": 1})
    evidence = {"barks": [tiny, lb.Not("no")], "silent": tiny, "furry": tiny, "strange": tiny}
    for backend in ("sweeps", "brute_force"):
        assert animals.with_backend(backend).diagnose(evidence)["dog"] == 1
