"""How well conflict, surprise and both combined tell strange patients from the model's own.

Usage: python benchmarks/conflict.py [--quick]

Own patients are simulated from the bundled model in primary care. *Shuffled* ones are made of such
patients by permuting each finding between them; *random* ones answer every question at random;
*both* are as many of the one as of the other. A score is worth the probability that it is higher in
a strange patient than in one of the model's own (the area under the curve, ties half): .5 is
chance. ``outside`` is the share whom an answer would call outside the model.

Findings are what history and examination can find, who the person is included: 31 variables, tests
apart. For 10 and 20 of them, many sets are drawn, as the area depends much on which findings it is
(its standard deviation over sets of 10 is .06); and once those are taken that tell most of the
cause. Within a set all patients were asked the same; "own set" asks each patient something else.

Where all patients were asked the same, the conflict is the log likelihood ratio of shuffled to own
patients, so that by the lemma of Neyman and Pearson no score has a larger area against these. The
combined score can only come close there; against both kinds together it is better than either.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import lumpbayes as lb
from lumpbayes.inference.by_state import posteriors_by_state
from lumpbayes.inference.cases import Cases, case_solver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.population import make_population
from lumpbayes.inference.sampling import sample_states
from lumpbayes.inference.straw_models import Scores
from lumpbayes.reasoning.fit import DRAWS, OUTSIDE, OUTSIDE_CONFLICT

FloatArray = NDArray[np.float64]
SETTING = "primary_care"
SCORES = ("surprise", "conflict", "combined")
HOLD_LEVEL = 500


class Clinic:
    """Patients of one setting, and their scores."""

    def __init__(self, engine: lb.Engine) -> None:
        self.engine = engine
        self.network = engine.solver.network
        knowledge = engine.knowledge
        self.background = Evidence.named(self.network, {knowledge.setting: SETTING})
        self.cause = self.network.index(knowledge.cause)
        self.bedside = sorted(
            self.network.index(variable.name)
            for variable in knowledge.variables.values()
            if variable.role in ("context", "finding")
        )

    def own(self, asked: Sequence[int], count: int, chance: np.random.Generator) -> NDArray:
        """Patients of the model: indices of states, shape (count, asked)."""
        return sample_states(self.network, self.background, asked, count, chance)

    def strange(
        self, asked: Sequence[int], count: int, chance: np.random.Generator
    ) -> dict[str, NDArray]:
        """Shuffled patients, and random ones that are possible at all."""
        columns = self.own(asked, count, chance).T
        states = [self.network.cardinalities[each] for each in asked]
        return {
            "shuffled": np.stack([chance.permutation(column) for column in columns], axis=1),
            "random": np.stack([chance.integers(0, most, count) for most in states], axis=1),
        }

    def scores(self, asked: tuple[int, ...], states: NDArray, seed: int) -> dict[str, FloatArray]:
        """Raw scores, their probabilities, and who is outside; impossible patients score highest.

        Args:
            asked: the variables, increasing.
            states: indices of states, shape (patients, asked).
            seed: of the population that gives the probabilities.
        """
        drawn = (DRAWS, seed)
        population = make_population(self.engine.solver, self.cause, self.background, asked, drawn)
        own = population.straw_models.scores(states, self._log_evidence(asked, states, population))
        raw = dict(zip(SCORES, _upwards(own), strict=True))
        found = dict(raw)
        for name, model in zip(SCORES, _upwards(population.scores), strict=True):
            found[f"p {name}"] = np.array([-population.rarity(model, x).p_value for x in raw[name]])
        strange = found["p combined"] > -OUTSIDE
        found["outside"] = (strange & (raw["conflict"] > OUTSIDE_CONFLICT)).astype(float)
        return found

    def _log_evidence(
        self, asked: tuple[int, ...], states: NDArray, population: object
    ) -> FloatArray:
        known = tuple(self.background.hard.items())
        same = np.tile([state for _, state in known], (len(states), 1))
        names = (*(each for each, _ in known), *asked)
        vectors = tuple(np.zeros((0, self.network.cardinalities[each])) for each in names)
        cases = Cases(names, np.concatenate([same, states], axis=1).astype(np.int32), vectors)
        solved = case_solver(self.engine.solver, self.cause, True).solve(cases)
        return solved.log_evidence - population.straw_models.log_background


def _upwards(scores: Scores) -> tuple[FloatArray, FloatArray, FloatArray]:
    return -scores.log_evidence, scores.log_conflict, scores.log_combined


def area(own: FloatArray, strange: FloatArray) -> float:
    """P(a strange patient scores higher than an own one), ties half."""
    ordered = np.sort(own)
    below = np.searchsorted(ordered, strange, "left")
    return float((below + np.searchsorted(ordered, strange, "right")).mean() / 2 / len(own))


def report(title: str, rows: Sequence[dict[str, float]]) -> None:
    """A line of means over sets, each with its standard error."""
    parts = []
    for key in rows[0]:
        values = [row[key] for row in rows]
        error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
        parts.append(f"{key} {statistics.mean(values):.3f}±{error:.3f}")
    print(f"{title:30} {'  '.join(parts)}", flush=True)


def drawn_sets(clinic: Clinic, count: int, sets: int) -> list[tuple[int, ...]]:
    """Random sets of findings."""
    chance = np.random.default_rng(count)
    return [tuple(sorted(chance.permutation(clinic.bedside)[:count].tolist())) for _ in range(sets)]


def most_telling(clinic: Clinic, count: int) -> tuple[int, ...]:
    """The findings that, each alone, have most mutual information with the cause."""
    found = posteriors_by_state(
        clinic.engine.solver, clinic.background, clinic.cause, clinic.bedside
    )
    gains = {}
    for variable, given in found.given.items():
        joint = found.posterior[:, None] * given
        apart = found.posterior[:, None] * joint.sum(axis=0)
        some = joint > 0
        gains[variable] = (joint[some] * np.log(joint[some] / apart[some])).sum()
    return tuple(sorted(sorted(gains, key=lambda each: -gains[each])[:count]))


def same_questions(
    clinic: Clinic, title: str, sets: Sequence[tuple[int, ...]], patients: int
) -> None:
    """Everybody was asked the same."""
    rows: dict[str, list[dict[str, float]]] = {}
    for seed, asked in enumerate(sets):
        chance = np.random.default_rng([len(asked), seed])
        own = clinic.scores(asked, clinic.own(asked, patients, chance), seed)
        kinds = clinic.strange(asked, patients, chance)
        kinds["both"] = np.concatenate(list(kinds.values()))
        for kind, states in kinds.items():
            strange = clinic.scores(asked, states, seed)
            row = {name: area(own[name], strange[name]) for name in SCORES}
            row |= {"outside": strange["outside"].mean(), "own outside": own["outside"].mean()}
            rows.setdefault(kind, []).append(row)
    for kind, found in rows.items():
        report(f"{title}, {kind}", found)


def own_questions(clinic: Clinic, patients: int, seeds: int) -> None:
    """Each patient was asked a set of questions of 5 to 31; probabilities and raw scores."""
    rows: dict[str, list[dict[str, float]]] = {}
    for seed in range(seeds):
        chance = np.random.default_rng([99, seed])
        every = tuple(clinic.bedside)
        groups = {"own": clinic.own(every, patients, chance)}
        groups |= clinic.strange(every, patients, chance)
        found: dict[str, list[dict[str, float]]] = {kind: [] for kind in groups}
        for patient in range(patients):
            size = int(chance.integers(5, len(every) + 1))
            columns = np.sort(chance.permutation(len(every))[:size])
            asked = tuple(every[column] for column in columns)
            for kind, states in groups.items():
                scored = clinic.scores(asked, states[patient : patient + 1, columns], seed)
                found[kind].append({key: values[0] for key, values in scored.items()})
        keys = [*SCORES, *(f"p {name}" for name in SCORES)]
        own = {key: np.array([each[key] for each in found["own"]]) for key in [*keys, "outside"]}
        for kind in ("shuffled", "random"):
            strange = {key: np.array([each[key] for each in found[kind]]) for key in own}
            row = {key: area(own[key], strange[key]) for key in keys}
            row |= {"outside": strange["outside"].mean(), "own outside": own["outside"].mean()}
            rows.setdefault(kind, []).append(row)
    for kind, each in rows.items():
        report(f"own set of 5 to 31, {kind}", each)


def verdicts(clinic: Clinic) -> None:
    """What ``dx.conflict()`` says of 500 own patients, tests included, 1 to 38 questions each."""
    network, chance = clinic.network, np.random.default_rng(500)
    names = [
        variable.name
        for variable in clinic.engine.knowledge.variables.values()
        if variable.role in ("context", "finding", "test")
    ]
    states = clinic.own([network.index(name) for name in names], HOLD_LEVEL, chance)
    counted: dict[str, int] = {}
    for patient in states:
        asked = chance.permutation(len(names))[: chance.integers(1, len(names) + 1)]
        evidence = {
            names[each]: network.states[network.index(names[each])][patient[each]]
            for each in asked.tolist()
        }
        verdict = clinic.engine.diagnose(evidence, setting=SETTING).conflict().verdict.value
        counted[verdict] = counted.get(verdict, 0) + 1
    print(f"{HOLD_LEVEL} own patients, dx.conflict(): {dict(sorted(counted.items()))}")


def main() -> None:
    """Print a line for each number of findings and kind of strange patient."""
    quick = "--quick" in sys.argv[1:]
    clinic = Clinic(lb.load())
    print(f"{clinic.engine!r}, {len(clinic.bedside)} findings, {SETTING}; area under the curve")
    sets, patients = (3, 500) if quick else (50, 2000)
    for count in (10, 20, len(clinic.bedside)):
        same_questions(clinic, f"{count} findings", drawn_sets(clinic, count, sets), patients)
    for count in (10, 20):
        same = [most_telling(clinic, count)] * (sets // 3)
        same_questions(clinic, f"the {count} most telling", same, patients)
    own_questions(clinic, patients=100 if quick else 500, seeds=1 if quick else 3)
    verdicts(clinic)


if __name__ == "__main__":
    main()
