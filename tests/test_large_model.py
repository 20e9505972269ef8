"""A knowledge base too large to be laid out: exact, small in memory, and edited as any other."""

import csv
import math
import tracemalloc
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference.network import Network, relevant
from lumpbayes.inference.plan import MEMORY_LIMIT, make_plan
from lumpbayes.inference.sweeps import propagate
from lumpbayes.inference.tables import RepeatedColumns, Tables
from lumpbayes.knowledge.building import build_network, network_shape
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.reasoning.edits import with_likelihood, with_prior
from tests.large_model import write_large_model

CAUSES, FINDINGS, LISTED, OBSERVED = 500, 1200, (3, 12), 50
TOLERANCE = 1e-12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables: 1.3 million numbers, of which 20,000 are listed."""
    return write_large_model(tmp_path_factory.mktemp("large"), CAUSES, FINDINGS, LISTED).parent


@pytest.fixture(scope="module")
def knowledge(folder: Path) -> KnowledgeBase:
    return load_knowledge(str(folder / "large.toml"), memory_limit=MEMORY_LIMIT)


@pytest.fixture(scope="module")
def network(knowledge: KnowledgeBase) -> Network:
    return build_network(knowledge)


class NaiveBayes:
    """The same numbers read afresh from the files, and Bayes' rule over dense logs."""

    def __init__(self, folder: Path) -> None:
        self.causes = self._states(folder)["cause"]
        self.states = self._states(folder)
        members: dict[str, list[int]] = {}
        for row in self._rows(folder, "groups"):
            place = self.causes.index(row["state"])
            members.setdefault(f"cause=@{row['group']}", []).append(place)
        members |= {f"cause={cause}": [place] for place, cause in enumerate(self.causes)}
        everything = list(range(len(self.causes)))
        members |= {"": everything, "cause=*": everything}
        self.tables = {
            name: np.full((len(states), len(self.causes)), np.nan)
            for name, states in self.states.items()
        }
        rows = self._rows(folder, "likelihoods")
        # Defaults first, then groups, then single causes: the later the more specific.
        for row in sorted(rows, key=lambda row: -len(members[row["given"]])):
            if row["variable"] == "setting":
                continue
            state = self.states[row["variable"]].index(row["state"])
            table = self.tables[row["variable"]]
            table[state, members[row["given"]]] = float(row["probability"])
        for table in self.tables.values():
            table[-1] = 1 - table[:-1].sum(axis=0)
        self.prior = np.zeros(len(self.causes))
        for row in self._rows(folder, "priors"):
            if row["setting"] == "clinic":
                self.prior[self.causes.index(row["cause"])] = float(row["probability"])
        self.prior /= self.prior.sum()

    @staticmethod
    def _rows(folder: Path, table: str) -> list[dict[str, str]]:
        with (folder / f"{table}.csv").open(encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def _states(self, folder: Path) -> dict[str, list[str]]:
        return {row["name"]: row["states"].split(";") for row in self._rows(folder, "variables")}

    def log_joint(self, evidence: Mapping[str, str]) -> np.ndarray:
        """log P(cause, evidence) in the clinic, shape (causes,)."""
        total = np.log(self.prior)
        for name, state in evidence.items():
            total = total + np.log(self.tables[name][self.states[name].index(state)])
        return total


@pytest.fixture(scope="module")
def naive(folder: Path) -> NaiveBayes:
    return NaiveBayes(folder)


def drawn_evidence(knowledge: KnowledgeBase, seed: int) -> dict[str, str]:
    draw = np.random.default_rng(seed)
    names = [name for name in knowledge.variables if name.startswith("finding")]
    chosen = [names[place] for place in draw.choice(len(names), OBSERVED, replace=False)]
    return {name: str(draw.choice(knowledge.variables[name].states)) for name in chosen}


def asked(network: Network, evidence: Mapping[str, str]) -> tuple[float, np.ndarray]:
    """Log P(evidence), and the posterior of the cause, by the part of the network that matters."""
    states = {network.index(name): state for name, state in evidence.items()}
    cause = network.index("cause")
    chosen = relevant(network, [cause, *states])
    part = network.restricted(chosen)
    vectors = [np.ones(count) for count in part.cardinalities]
    for index, state in states.items():
        place = chosen.index(index)
        vectors[place] = np.array([each == state for each in part.states[place]], dtype=float)
    found = propagate(part, make_plan(part), tuple(vectors))
    return found.log_evidence, found.posteriors[chosen.index(cause)]


def kept_bytes(tables: Iterable[np.ndarray | RepeatedColumns]) -> int:
    return sum(
        table.columns.nbytes + table.layout.places.nbytes + table.layout.others.nbytes
        if isinstance(table, RepeatedColumns)
        else table.nbytes
        for table in tables
    )


def test_it_loads_without_a_word_but_for_rounded_priors(knowledge: KnowledgeBase) -> None:
    assert {issue.level for issue in knowledge.issues} <= {lb.Level.INFORMATION}
    assert (len(knowledge.causes), len(knowledge.variables)) == (CAUSES, FINDINGS + 2)


def test_it_is_refused_by_what_a_query_looks_at_not_by_all_there_is(folder: Path) -> None:
    """All tables and their sweeps take 40 MiB, the largest by itself a quarter of one."""
    path = str(folder / "large.toml")
    knowledge = load_knowledge(path, memory_limit=2**20)
    assert make_plan(network_shape(knowledge.variables)).memory > 40 * 2**20
    with pytest.raises(lb.TooLargeError, match="raise memory_limit, or remove links"):
        load_knowledge(path, memory_limit=2**16)


def test_its_tables_are_kept_as_what_is_listed(knowledge: KnowledgeBase, network: Network) -> None:
    assert isinstance(network.tables, Tables)
    kept = [each for each in network.tables.kept if isinstance(each, RepeatedColumns)]
    assert len(kept) == FINDINGS
    rows = len(knowledge.likelihoods) + len(knowledge.priors)
    assert kept_bytes(network.tables.kept) < 64 * rows


@pytest.mark.parametrize("seed", range(3))
def test_every_table_is_exact(network: Network, naive: NaiveBayes, seed: int) -> None:
    for name in list(naive.tables)[2 + seed :: 3]:
        table = network.tables[network.index(name)]
        np.testing.assert_allclose(table, naive.tables[name], rtol=TOLERANCE, atol=1e-15)


@pytest.mark.parametrize("seed", range(10))
def test_an_answer_is_that_of_bayes_rule(
    knowledge: KnowledgeBase, network: Network, naive: NaiveBayes, seed: int
) -> None:
    evidence = drawn_evidence(knowledge, seed)
    expected = naive.log_joint(evidence)
    log_total = float(np.logaddexp.reduce(expected))
    log_evidence, posterior = asked(network, {**evidence, "setting": "clinic"})
    log_setting = math.log(0.7)
    assert log_evidence == pytest.approx(log_total + log_setting, abs=TOLERANCE)
    np.testing.assert_allclose(np.log(posterior), expected - log_total, rtol=0, atol=TOLERANCE)


def test_a_query_lays_out_what_it_observes_and_no_more(
    folder: Path, knowledge: KnowledgeBase
) -> None:
    network = build_network(knowledge)
    evidence = drawn_evidence(knowledge, 1)
    tracemalloc.start()
    try:
        asked(network, evidence)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Forward and reverse over the 50 tables of at most 3 x 500 doubles; all are 10 MB.
    assert peak < 10 * OBSERVED * 3 * CAUSES * 8 // 2


def test_the_engine_answers(folder: Path, naive: NaiveBayes) -> None:
    engine = lb.load(folder / "large.toml")
    evidence = drawn_evidence(engine.knowledge, 4)
    expected = naive.log_joint(evidence)
    posterior = np.exp(expected - np.logaddexp.reduce(expected))
    found = engine.diagnose(evidence)
    assert next(iter(found.posterior)) == naive.causes[int(posterior.argmax())]
    for cause, probability in zip(naive.causes, posterior, strict=True):
        assert found[cause] == pytest.approx(probability, abs=TOLERANCE)
    group = [place for place in range(CAUSES) if place // 10 == 7]
    assert found.groups["group_007"] == pytest.approx(posterior[group].sum(), abs=TOLERANCE)


# --- Memory ------------------------------------------------------------------------------------


def loaded_bytes(folder: Path, causes: int, findings: int) -> tuple[int, int]:
    """What loading and building take at most, and the rows of all tables."""
    path = write_large_model(folder / f"{causes}x{findings}", causes, findings, (10, 20))
    tables = path.parent.glob("*.csv")
    rows = sum(len(table.read_text(encoding="utf-8").splitlines()) - 1 for table in tables)
    tracemalloc.start()
    try:
        knowledge = load_knowledge(str(path))
        network = build_network(knowledge)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(network.tables, Tables)
    return peak, rows


def test_memory_goes_with_the_rows_and_not_with_what_they_spread_over(tmp_path: Path) -> None:
    """Four times the causes are four times the numbers, and here 30 MB more of doubles."""
    peak, rows = loaded_bytes(tmp_path, 1250, 400)
    four_times, more_rows = loaded_bytes(tmp_path, 5000, 400)
    assert peak / rows < 1500
    assert four_times / more_rows < 1500
    assert four_times - peak < 1500 * (more_rows - rows)


# --- Edits -------------------------------------------------------------------------------------


def test_a_prior_is_edited(knowledge: KnowledgeBase, naive: NaiveBayes) -> None:
    changed = with_prior(knowledge, "cause_0003", 0.25, "clinic")
    network = build_network(changed)
    evidence = drawn_evidence(knowledge, 2)
    expected = naive.log_joint(evidence) - np.log(naive.prior)
    prior = naive.prior * 0.75 / (1 - naive.prior[3])
    prior[3] = 0.25
    expected += np.log(prior)
    _, posterior = asked(network, {**evidence, "setting": "clinic"})
    log_total = np.logaddexp.reduce(expected)
    np.testing.assert_allclose(np.log(posterior), expected - log_total, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("given", ["cause=cause_0007", "cause=@group_002", ""])
def test_a_likelihood_is_edited(
    knowledge: KnowledgeBase, network: Network, naive: NaiveBayes, given: str
) -> None:
    """A row that is not there starts from what the model implied; others keep their own."""
    name = "finding_0011"
    changed = with_likelihood(knowledge, network, MEMORY_LIMIT, name, ("yes", 0.4), given)
    after = build_network(changed)
    index = network.index(name)
    expected = naive.tables[name].copy()
    listed = {
        selector
        for cell in knowledge.likelihoods
        if cell.variable == name
        for _, selector in cell.given
    }
    held = {
        "cause=cause_0007": [7],
        "cause=@group_002": [p for p in range(20, 30) if naive.causes[p] not in listed],
        "": [p for p in range(CAUSES) if naive.causes[p] not in listed],
    }[given]
    expected[:, held] = [[0.4], [0.6]]
    np.testing.assert_allclose(after.tables[index], expected, rtol=TOLERANCE)
    other = network.index("finding_0010")
    np.testing.assert_array_equal(after.tables[other], network.tables[other])
