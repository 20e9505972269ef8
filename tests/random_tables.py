"""Random models of tables, seeded: defaults, groups and exceptions; some zeros and ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import lumpbayes as lb

__all__ = ["random_evidence", "random_model"]

MODEL = """\
[model]
name = "random"
title = "A random model"
version = "1.0"
cause = "cause"

[defaults]
setting = "clinic"

[[thresholds]]
cause = "c3"
probability = 0.3
urgency = "urgent"
source = "judgement"

[[thresholds]]
group = "left"
probability = 0.6
urgency = "soon"
when = "f1=a"
source = "judgement"

[tables]
variables = "variables.csv"
groups = "groups.csv"
priors = "priors.csv"
likelihoods = "likelihoods.csv"
sources = "sources.csv"
management = "management.csv"
red_flags = "red_flags.csv"
"""
VARIABLES = """\
name,role,states,parents,question,phase,cost,numeric_bins
setting,setting,clinic;hospital,,Where?,history,0,
cause,cause,c1;c2;c3;c4;c5,setting,What?,,0,
m,mechanism,yes;no,cause,Is it so?,,0,
f1,finding,a;b;c,m;cause,Which?,exam,1,
f2,finding,yes;no,m,Is it?,exam,1,
f3,finding,a;b;c;d,cause,Which?,exam,1,
f4,finding,yes;no,f2;m,Is it?,exam,1,
"""
GROUPS = """\
variable,group,label,state
cause,left,Left,c1
cause,left,Left,c2
cause,right,Right,c3
cause,right,Right,c4
"""
RED_FLAGS = "id,rule,urgency,advice,source\nR1,f2=yes and f3=d,soon,Look.,judgement\n"
URGENCIES = ("self_care", "routine", "soon", "urgent", "emergency")
STATES = {
    "setting": ("clinic", "hospital"),
    "cause": ("c1", "c2", "c3", "c4", "c5"),
    "m": ("yes", "no"),
    "f1": ("a", "b", "c"),
    "f2": ("yes", "no"),
    "f3": ("a", "b", "c", "d"),
    "f4": ("yes", "no"),
}
GIVEN = {
    "setting": ("",),
    "m": ("", "cause=@left", "cause=c2", "cause=c4"),
    "f1": ("", "m=yes", "cause=@right", "m=yes;cause=@left", "m=no;cause=c1", "cause=c5"),
    "f2": ("m=yes", "m=no"),
    "f3": ("", "cause=@right", "cause=c3", "cause=c1"),
    "f4": ("", "m=yes", "f2=no;m=yes"),
}
"""Conditions of which a model has the first and some of the others."""
ROW = "estimate,judgement,\n"


def random_model(seed: int, folder: Path, *, losses: bool = False, zeros: bool = True) -> lb.Engine:
    """A random model, written to ``folder`` and read with the plain sweeps.

    Args:
        seed: same seed, same model.
        folder: where to write it.
        losses: whether it has a table of losses.
        zeros: whether some probabilities are 0 and 1.
    """
    random = np.random.default_rng(seed)
    model = MODEL + ('losses = "losses.csv"\n' if losses else "")
    files = {
        "random.toml": model,
        "variables.csv": VARIABLES,
        "groups.csv": GROUPS,
        "sources.csv": "key,authors,year,title,identifier,seen\n",
        "red_flags.csv": RED_FLAGS,
        "priors.csv": _priors(random),
        "likelihoods.csv": _likelihoods(random, zeros),
        "management.csv": _management(random),
    }
    if losses:
        files["losses.csv"] = _losses(random)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return lb.load(folder / "random.toml", backend="sweeps")


def random_evidence(seed: int) -> dict[str, object]:
    """Evidence on a random model: some findings, one of them soft now and then."""
    random = np.random.default_rng(seed)
    evidence: dict[str, object] = {}
    for name in ("f1", "f2", "f3", "f4"):
        if random.random() < 0.6:
            evidence[name] = str(random.choice(STATES[name]))
    if random.random() < 0.3:
        weights = random.uniform(0.1, 1.0, len(STATES["f3"]))
        pairs = zip(STATES["f3"], weights.tolist(), strict=True)
        evidence["f3"] = lb.Likelihood(dict(pairs))
    return evidence


def _estimate(random: np.random.Generator, probability: float) -> str:
    low = probability * random.uniform(0.3, 1.0)
    high = probability + (1 - probability) * random.uniform(0.0, 0.5)
    low, high = (0.0, high) if random.random() < 0.1 else (low, high)
    return f"{probability!r},{min(low, probability)!r},{max(high, probability)!r},{ROW}"


def _priors(random: np.random.Generator) -> str:
    lines = ["cause,setting,probability,low,high,grade,source,note\n"]
    for setting in STATES["setting"]:
        for cause, share in zip(STATES["cause"], random.dirichlet(np.ones(5)), strict=True):
            lines.append(f"{cause},{setting},{_estimate(random, float(share))}")
    return "".join(lines)


def _likelihoods(random: np.random.Generator, zeros: bool) -> str:
    lines = ["variable,state,given,probability,low,high,grade,source,note\n"]
    for variable, conditions in GIVEN.items():
        always = 2 if variable == "f2" else 1
        for number, given in enumerate(conditions):
            if number >= always and random.random() < 0.3:
                continue
            column = _column(random, len(STATES[variable]), zeros)
            listed = len(column) if random.random() < 0.3 else len(column) - 1
            pairs = zip(STATES[variable], column[:listed], strict=False)
            for state, share in pairs:
                lines.append(f"{variable},{state},{given},{_estimate(random, share)}")
    return "".join(lines)


def _column(random: np.random.Generator, count: int, zeros: bool) -> list[float]:
    column = random.dirichlet(np.ones(count))
    kind = random.random() if zeros else 1.0
    if kind < 0.1:
        column = np.eye(count)[random.integers(count)]
    elif kind < 0.2:
        column[random.integers(count)] = 0.0
        column /= column.sum()
    return [float(each) for each in column]


def _management(random: np.random.Generator) -> str:
    lines = ["cause,urgency,workup,treatment,source\n"]
    for cause in STATES["cause"]:
        lines.append(f"{cause},{random.choice(URGENCIES[:4])},look,wait,judgement\n")
    return "".join(lines)


def _losses(random: np.random.Generator) -> str:
    lines = ["cause,urgency,loss,low,high,grade,source,note\n"]
    for cause in STATES["cause"]:
        right = random.integers(5)
        for place, urgency in enumerate(URGENCIES):
            loss = float(1 + abs(place - right) * random.uniform(0.5, 3))
            lines.append(f"{cause},{urgency},{loss!r},{loss!r},{loss!r},{ROW}")
    return "".join(lines)
