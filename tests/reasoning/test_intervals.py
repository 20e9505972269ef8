"""Intervals: what tables say of their own sureness, carried through to the answer."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference.backends import make_solver
from lumpbayes.inference.network import Network
from lumpbayes.inference.sampling import sample_states
from lumpbayes.interchange.writing import write_network
from lumpbayes.knowledge.worlds import Worlds
from tests.tiny_model import TinyModel


@pytest.fixture(scope="module")
def engine() -> lb.Engine:
    return lb.load(backend="sweeps")


def shrunk(engine: lb.Engine) -> lb.Engine:
    """A model of tables with each interval shrunk to a point."""
    frames = {name: engine.table(name) for name in ("priors", "likelihoods")}
    for frame in frames.values():
        frame["low"] = frame["high"] = frame["probability"]
    return engine.with_tables(**frames)


EVIDENCE: list[dict[str, Any]] = [
    {},
    {"fever": "yes", "redness": lb.Not("yes"), "size_cm": 6.2},
    {"fever": lb.Likelihood({"yes": 0.7, "no": 0.2}), "setting": "any"},
    {"redness": lb.Probability({"yes": 0.9, "no": 0.1}), "tenderness": "yes"},
    {"cause": lb.Not("lipoma"), "inflammation": "yes"},
]


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_points_collapse_to_the_posterior(engine: lb.Engine, evidence: dict[str, Any]) -> None:
    dx = shrunk(engine).diagnose(evidence)
    found = dx.intervals(draws=100)
    posterior = np.array([dx[cause] for cause in engine.causes])
    np.testing.assert_allclose(found.worlds, np.tile(posterior, (100, 1)), rtol=0, atol=1e-12)
    for cause, each in found.states.items():
        assert each.probability == dx[cause]
        np.testing.assert_allclose(each[1:3], dx[cause], rtol=0, atol=1e-12)
    for group, each in found.groups.items():
        np.testing.assert_allclose(each[:3], dx.groups[group], rtol=0, atol=1e-12)
    assert found[next(iter(dx.posterior))].leads == 1


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_each_world_is_answered_as_if_alone(engine: lb.Engine, evidence: dict[str, Any]) -> None:
    """Worlds laid out in full, one by one, by an engine of its own: the kernel's answer too."""
    dx, network, count = engine.diagnose(evidence), engine.network, 5
    found = dx.intervals(seed=3, draws=100).worlds[:count]
    worlds = Worlds(engine.knowledge, network, 3, count)
    tables = worlds.sliced(range(len(network.names)), {}).following(count)
    known = dx.situation.evidence
    for world in range(count):
        own = [each[..., world if each.shape[-1] > 1 else 0] for each in tables]
        alone = Network.checked(network.names, network.states, network.parents, own)
        cause = dx.situation.cause
        for backend in ("sweeps", "kernel"):
            truth = make_solver(backend, alone).posteriors(known, (cause,)).posteriors[cause]
            np.testing.assert_allclose(found[world], truth, rtol=0, atol=1e-12)


def patients(engine: lb.Engine, count: int, findings: int) -> list[dict[str, str]]:
    """Simulated patients of the model, of each a few findings."""
    network, random = engine.network, np.random.default_rng(20)
    asked = engine.diagnose().situation.unasked
    background = engine.diagnose().situation.background
    drawn = sample_states(network, background, asked, count, random)
    return [
        {
            network.names[asked[place]]: network.states[asked[place]][row[place]]
            for place in random.permutation(len(asked))[:findings].tolist()
        }
        for row in drawn.tolist()
    ]


@pytest.mark.parametrize(
    ("least", "most"), [(0, 0.01), (0.01, 0.1), (0.1, 0.9), (0.9, 0.99), (0.99, 1)]
)
def test_they_cover_the_posteriors_of_other_worlds(
    engine: lb.Engine, least: float, most: float
) -> None:
    """2,000 worlds of another seed, each with its own posterior of every cause and patient."""
    inside = []
    for patient in patients(engine, 40, 12):
        dx = engine.diagnose(patient)
        found, other = dx.intervals(), dx.intervals(seed=1, draws=2000).worlds
        for place, cause in enumerate(engine.causes):
            each = found[cause]
            if least <= each.probability < most:
                covered = (other[:, place] >= each.low) & (other[:, place] <= each.high)
                inside.append(covered.mean())
    assert len(inside) >= 3
    assert 0.94 <= np.mean(inside) <= 0.96
    assert 0.91 <= min(inside)  # four standard errors of quantiles from 1,000 draws
    assert max(inside) <= 0.985


def test_the_same_seed_is_the_same_worlds_for_every_question(engine: lb.Engine) -> None:
    """So that answers can be compared world by world: they move together, those of seeds do not."""
    dx = engine.diagnose({"fever": "yes"})
    again = lb.load(backend="sweeps").diagnose({"fever": "yes"}).intervals()
    np.testing.assert_array_equal(dx.intervals().worlds, again.worlds)
    more = engine.diagnose({"fever": "yes", "punctum": "yes"})
    place = engine.causes.index("epidermoid_cyst")
    one, same, other = (
        np.log(found.worlds[:, place])
        for found in (again, more.intervals(), more.intervals(seed=1))
    )
    assert np.corrcoef(one, same)[0, 1] > 0.5
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.15
    few = dx.intervals(draws=100).worlds
    np.testing.assert_allclose(few, again.worlds[:100], rtol=0, atol=1e-15)


def test_who_leads(engine: lb.Engine) -> None:
    found = engine.diagnose({"limb_weakness": "yes"}).intervals()
    first = np.bincount(found.worlds.argmax(axis=1), minlength=len(engine.causes))
    for place, cause in enumerate(engine.causes):
        assert found[cause].leads == pytest.approx(first[place] / found.draws, abs=1e-12)
    assert sum(each.leads for each in found.states.values()) == pytest.approx(1)
    (members,) = (g.states for g in engine.knowledge.groups_of("cause") if g.name == "infection")
    assert found.groups["infection"].leads == pytest.approx(sum(found[c].leads for c in members))
    assert list(found.states) == list(engine.diagnose({"limb_weakness": "yes"}).posterior)


def test_causes_that_tie_share_the_worlds(tiny: TinyModel) -> None:
    engine = lb.load(tiny.path, backend="sweeps")
    priors = engine.table("priors")
    chances = {"cyst": 0.4, "abscess": 0.4, "tumor": 0.2}
    for column in ("probability", "low", "high"):
        priors[column] = priors["cause"].map(chances)
    found = engine.with_tables(priors=priors).diagnose({"age_group": lb.Not("old")})
    assert found.intervals(variable="setting", draws=100)["clinic"].leads == 1
    tie = engine.with_tables(priors=priors).diagnose().intervals(draws=100)
    assert {name: each.leads for name, each in tie.states.items()} == {
        "cyst": 0.5,
        "abscess": 0.5,
        "tumor": 0,
    }
    assert tie.groups["skin"].leads == 1


def test_any_variable_and_an_observed_one(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes", "tenderness": "yes"})
    found = dx.intervals(variable="inflammation")
    assert found.variable == "inflammation"
    assert found["yes"].probability == pytest.approx(dx.of("inflammation")["yes"])
    assert found["yes"].low < found["yes"].probability < found["yes"].high
    assert found["yes"].low + found["no"].high == pytest.approx(1)
    sure = dx.intervals(variable="fever", draws=100)
    assert sure["yes"] == (1, 1, 1, 1)
    assert sure["no"] == (0, 0, 0, 0)
    given = engine.diagnose({"cause": "lipoma"}).intervals(draws=100)
    assert given["lipoma"] == (1, 1, 1, 1)


def test_what_they_say_as_data_and_text(engine: lb.Engine) -> None:
    found = engine.diagnose({"fever": "yes"}).intervals(draws=100)
    record = found.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["model"]["fingerprint"] == engine.fingerprint
    assert record["states"][0]["state"] == found.to_frame().loc[0, "state"] == "skin_abscess"
    assert list(found.to_frame().columns) == [
        "state",
        "label",
        "probability",
        "low",
        "high",
        "leads",
    ]
    assert "Skin abscess" in str(found)
    assert str(found).startswith("95 % intervals of cause over 100 worlds, seed 0\n")
    assert not found.worlds.flags.writeable
    with pytest.raises(lb.UnknownNameError, match="did you mean lipoma"):
        found["lipoms"]


def test_a_text_from_a_stranger_s_labels_is_safe(tiny: TinyModel) -> None:
    tiny.replace("labels", "a cyst", "a \x1b[31mcyst")
    engine = lb.load(tiny.path, backend="sweeps")
    assert "\x1b" not in str(engine.diagnose().intervals(draws=100))


def test_what_cannot_be_drawn(engine: lb.Engine, tmp_path: Path) -> None:
    dx = engine.diagnose()
    with pytest.raises(lb.EvidenceError, match=r"seed=1\.5: expected a whole number"):
        dx.intervals(seed=1.5)  # type: ignore[arg-type]
    for draws in (0, 99, True, "many"):
        with pytest.raises(
            lb.EvidenceError, match=r"draws=.*: expected a whole number of at least 100"
        ):
            dx.intervals(draws=draws)  # type: ignore[arg-type]
    with pytest.raises(lb.UnknownNameError, match="did you mean fever"):
        dx.intervals(variable="fevr")
    file = tmp_path / "coin.bif"
    write_network(engine.network, "coin", str(file), "bif")
    network = lb.load(file, target="cause", backend="sweeps").diagnose()
    with pytest.raises(lb.EvidenceError, match=r"is a network file: its numbers have no intervals"):
        network.intervals()


def test_what_memory_does_not_hold_is_not_begun(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"})
    for asked in (dx.intervals, dx.conflict, dx.stopping):
        with pytest.raises(lb.TooLargeError, match=r"draws=100,000,000 would take .* GiB, the lim"):
            asked(draws=10**8)


def test_a_group_and_the_states(engine: lb.Engine) -> None:
    found = engine.diagnose({"fever": "yes"}).intervals("cause", draws=np.int64(100))
    assert found["infection"] == found.groups["infection"]
    assert list(found) == list(found.keys()) == list(found.states)
    assert "infection" not in found and "lipoma" in found
    assert len(found) == len(found.values()) == len(engine.causes)
    assert dict(found.items()) == dict(found.states)
    assert repr(found["skin_abscess"]).endswith("first in   100 %")


def test_little_memory_draws_the_same(engine: lb.Engine) -> None:
    """Tables are drawn as they are needed, a few worlds at a time; nothing is kept."""
    small = lb.load(backend="sweeps", memory_limit=400_000)
    for evidence in ({"fever": "yes"}, {"fever": "yes", "tenderness": "yes", "punctum": "no"}):
        one = engine.diagnose(evidence).intervals(draws=200).worlds
        other = small.diagnose(evidence).intervals(draws=200).worlds
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-14)
