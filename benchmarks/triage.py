"""How urgent simulated patients are answered: who grave is missed, who else is hurried, and why.

Usage: python benchmarks/triage.py [PATIENTS] [SETTING]

Patients are drawn from the model itself, so this says what the policy costs where the model is
right, not how often the model is right. A grave cause is one that management.csv calls urgent or an
emergency. Under-triage: a grave patient is answered below urgent. Over-triage: another patient is
answered urgent or above; the red flags' own share is what they alone would hurry.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import lumpbayes as lb
from lumpbayes.inference.cases import UNKNOWN, Cases, CaseSolver
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.sampling import sample_states
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.reasoning.triage import Triage, least_loss

URGENT = URGENCIES.index("urgent")
ASKED = ("context", "finding", "test")
SHARE_ASKED = 1 / 3
SEED = 0

Bools = NDArray[np.bool_]


class Seen(NamedTuple):
    """Patients as they are asked: columns, codes, and the causes they truly have."""

    names: Sequence[str]
    codes: NDArray[np.int32]
    causes: NDArray[np.int32]


class Asked(NamedTuple):
    """Who asks for urgent care, each shape (patients, ...), and the levels answered."""

    flags: Bools
    thresholds: Bools
    losses: Bools
    levels: NDArray[np.int64]


def main() -> None:
    """Print under-triage and over-triage for three ways of asking."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    setting = sys.argv[2] if len(sys.argv) > 2 else "primary_care"
    engine = lb.load()
    print(f"{count:,} patients simulated in {setting}, seed {SEED}, {engine!r}")
    everything = simulated(engine, count, setting)
    phases = {v.name: v.phase for v in engine.knowledge.variables.values()}
    bedside = [name for name in everything.names if phases[name] != "test"]
    generator = np.random.default_rng(SEED + 1)
    known = generator.random(everything.codes.shape) < SHARE_ASKED
    third = np.where(known, everything.codes, UNKNOWN).astype(np.int32)
    report("all of history and examination", engine, setting, only(everything, bedside))
    report("all of history, examination and tests", engine, setting, everything)
    some = only(everything._replace(codes=third), bedside)
    report("a random third of history and examination", engine, setting, some)


def simulated(engine: lb.Engine, count: int, setting: str) -> Seen:
    """Draws from the model of everything that can be asked."""
    network, knowledge = engine.network, engine.knowledge
    evidence = Evidence({}, {})
    if knowledge.setting:
        state = knowledge.variables[knowledge.setting].states.index(setting)
        evidence = Evidence({network.positions[knowledge.setting]: state}, {})
    everything = range(len(network.names))
    draws = sample_states(network, evidence, everything, count, np.random.default_rng(SEED))
    names = [
        v.name
        for v in knowledge.variables.values()
        if v.role in ASKED and v.name != knowledge.setting
    ]
    columns = [network.positions[name] for name in names]
    return Seen(names, draws[:, columns], draws[:, network.positions[knowledge.cause]])


def only(seen: Seen, names: Sequence[str]) -> Seen:
    """The same patients, asked for fewer things."""
    columns = [list(seen.names).index(name) for name in names]
    return Seen(names, seen.codes[:, columns], seen.causes)


def asked(engine: lb.Engine, setting: str, seen: Seen) -> Asked:
    """What red flags, thresholds and losses ask of these patients."""
    knowledge, network = engine.knowledge, engine.network
    triage = Triage.of(knowledge)
    variables = [network.positions[name] for name in seen.names]
    codes = seen.codes
    if knowledge.setting:
        state = knowledge.variables[knowledge.setting].states.index(setting)
        variables.append(network.positions[knowledge.setting])
        codes = np.column_stack([codes, np.full(len(codes), state, np.int32)])
    solver = CaseSolver(engine.solver, network.positions[knowledge.cause], True)
    solved = solver.solve(Cases(tuple(variables), codes, ((),) * len(variables)))
    fired = triage.flag_levels(seen.names, seen.codes)
    reached = triage.reached(solved.posteriors, fired.certain)
    grave = np.array([URGENCIES.index(f.urgency) >= URGENT for f in knowledge.red_flags])
    limits = np.array([URGENCIES.index(t.urgency) >= URGENT for t in triage.thresholds])
    by_loss = np.zeros(len(codes), np.bool_)
    if triage.losses is not None:
        by_loss = least_loss(triage.expected_losses(solved.posteriors)) >= URGENT
    levels = np.maximum(triage.by_risk(solved.posteriors, fired.certain), fired.levels)
    return Asked(fired.flags & grave, reached & limits, by_loss, levels)


def report(title: str, engine: lb.Engine, setting: str, seen: Seen) -> None:
    """Print the shares, and which rules drive them."""
    knowledge = engine.knowledge
    found = asked(engine, setting, seen)
    own = [URGENCIES.index(knowledge.management[cause].urgency) for cause in knowledge.causes]
    grave = np.array(own)[seen.causes] >= URGENT
    hurried = found.levels >= URGENT
    missed = grave & ~hurried
    flagged = found.flags.any(axis=1)
    print(f"\n{title}")
    print(f"  under-triage: {amount(missed, grave)} grave patients")
    for cause, number in Counter(seen.causes[missed].tolist()).most_common():
        print(f"    {knowledge.causes[cause]}: {number} of {(seen.causes == cause).sum()}")
    over, by_flag = share(hurried, ~grave), share(flagged, ~grave)
    print(f"  over-triage: {amount(hurried & ~grave, ~grave)} others")
    print(
        f"    red flags alone: {100 * by_flag:.1f} %; beyond: {100 * (over - by_flag):.1f} points"
    )
    print("    driven by                                          asks    beyond flags    alone")
    rest = ~grave & ~flagged
    for name, column, others in drivers(engine, found):
        parts = (share(column, ~grave), np.mean((column & rest)[~grave]))
        alone = np.mean((column & ~others & ~grave)[~grave])
        print(
            f"    {name:<45} {100 * parts[0]:8.1f} % {100 * parts[1]:12.1f} % {100 * alone:6.1f} %"
        )


def drivers(engine: lb.Engine, found: Asked) -> list[tuple[str, Bools, Bools]]:
    """Everything that asks for urgent care: its name, whom for, and whom anything else asks for."""
    names = [f"red flag {flag.id}" for flag in engine.knowledge.red_flags]
    names += [
        f"{each.subject} from {100 * each.probability:g} %" + (" with signs" if each.when else "")
        for each in engine.knowledge.thresholds
    ]
    columns = np.column_stack([found.flags, found.thresholds, found.losses])
    total = columns.sum(axis=1)
    rows = zip([*names, "expected loss"], columns.T, strict=True)
    return [(name, column, (total - column) > 0) for name, column in rows if column.any()]


def share(who: Bools, among: Bools) -> float:
    """Which part of some patients it is."""
    return float(np.mean(who[among]))


def amount(who: Bools, among: Bools) -> str:
    """The same in words."""
    return f"{who.sum()} ({100 * share(who, among):.1f} %) of {among.sum():,}"


if __name__ == "__main__":
    main()
