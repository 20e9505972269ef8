"""A seeded model of many causes and findings on disk, given as defaults and exceptions.

Nearly all findings are yes or no, every fifth has three states. Each has one default, and
exceptions for some causes; every tenth has exceptions for groups of causes as well.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

__all__ = ["write_large_model"]

MODEL = """\
[model]
name = "large"
title = "Many causes and findings"
version = "1"
cause = "cause"

[defaults]
setting = "clinic"

[tables]
variables = "variables.csv"
labels = "labels.csv"
groups = "groups.csv"
priors = "priors.csv"
likelihoods = "likelihoods.csv"
sources = "sources.csv"
management = "management.csv"
"""

SETTINGS = ("clinic", "hospital")
GROUP_SIZE = 10
URGENCIES = ("self_care", "routine", "soon", "urgent", "emergency")
ORIGIN = "estimate,judgement,"


def write_large_model(
    folder: Path,
    causes: int = 1000,
    findings: int = 5000,
    listed: tuple[int, int] = (20, 50),
    seed: int = 1,
) -> Path:
    """Write the tables and the model file; the path of the model file.

    Args:
        folder: where; made if it is not there.
        causes: how many causes, ``cause_0000`` and so on.
        findings: how many findings, ``finding_0000`` and so on.
        listed: fewest and most causes for which a finding has rows of its own.
        seed: of everything that is drawn.
    """
    draw = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"cause_{index:04}" for index in range(causes)]
    tables = {
        "variables": _variables(names, findings),
        "labels": _labels(names),
        "groups": _groups(names),
        "priors": _priors(names, draw),
        "likelihoods": _likelihoods(names, findings, listed, draw),
        "sources": iter(["key,authors,year,title,identifier,seen"]),
        "management": _management(names),
    }
    for table, lines in tables.items():
        text = "".join(f"{line}\n" for line in lines)
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    path = folder / "large.toml"
    path.write_text(MODEL, encoding="utf-8")
    return path


def _finding(index: int) -> tuple[str, tuple[str, ...]]:
    """Its name, and its states."""
    return f"finding_{index:04}", ("high", "low", "none") if index % 5 == 0 else ("yes", "no")


def _variables(causes: list[str], findings: int) -> Iterator[str]:
    yield "name,role,states,parents,question,phase,cost,numeric_bins"
    yield f"setting,setting,{';'.join(SETTINGS)},,Where?,history,0,"
    yield f"cause,cause,{';'.join(causes)},setting,What is it?,,0,"
    for index in range(findings):
        name, states = _finding(index)
        yield f"{name},finding,{';'.join(states)},cause,Is it there?,exam,1,"


def _labels(causes: list[str]) -> Iterator[str]:
    yield "variable,state,label"
    for cause in causes:
        yield f"cause,{cause},Cause {cause[-4:]}"


def _groups(causes: list[str]) -> Iterator[str]:
    yield "variable,group,label,state"
    for position, cause in enumerate(causes):
        number = position // GROUP_SIZE
        yield f"cause,group_{number:03},Group {number},{cause}"


def _management(causes: list[str]) -> Iterator[str]:
    yield "cause,urgency,workup,treatment,source"
    for position, cause in enumerate(causes):
        yield f"{cause},{URGENCIES[position % len(URGENCIES)]},examine,treat,judgement"


def _priors(causes: list[str], draw: random.Random) -> Iterator[str]:
    yield "cause,setting,probability,low,high,grade,source,note"
    for setting in SETTINGS:
        weights = [draw.expovariate(1) + 0.01 for _ in causes]
        total = sum(weights)
        for cause, weight in zip(causes, weights, strict=True):
            yield f"{cause},{setting},{_estimate(weight / total)}"


def _likelihoods(
    causes: list[str], findings: int, listed: tuple[int, int], draw: random.Random
) -> Iterator[str]:
    yield "variable,state,given,probability,low,high,grade,source,note"
    yield f"setting,{SETTINGS[0]},,{_estimate(0.7)}"
    group_count = -(-len(causes) // GROUP_SIZE)
    for index in range(findings):
        name, states = _finding(index)
        chosen = draw.sample(causes, min(len(causes), draw.randint(*listed)))
        given = ["" if index % 2 else "cause=*", *(f"cause={cause}" for cause in chosen)]
        if index % 10 == 0:
            given.append(f"cause=@group_{draw.randrange(group_count):03}")
        for condition in given:
            total = (
                draw.uniform(0.01, 0.2) if condition in ("", "cause=*") else draw.uniform(0.2, 0.95)
            )
            share = total / (len(states) - 1)
            for state in states[:-1]:
                yield f"{name},{state},{condition},{_estimate(share)}"


def _estimate(probability: float) -> str:
    return f"{probability:.6g},{probability / 2:.6g},{(1 + probability) / 2:.6g},{ORIGIN}"
