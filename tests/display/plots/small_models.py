"""Small models, whose graphs have few nodes: that of a notebook, and random ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import lumpbayes as lb

__all__ = ["random_graph", "red_eye"]

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "your_own_complaint.ipynb"
WRITES = "%%writefile "
MODEL = """\
[model]
name = "small"
title = "A small model"
version = "1"
cause = "cause"
[tables]
variables = "variables.csv"
labels = "labels.csv"
priors = "priors.csv"
likelihoods = "likelihoods.csv"
sources = "sources.csv"
"""
KINDS = ("context,", "finding,history", "finding,exam", "finding,test")
WORDS = "pain swelling of the left and lower back when pressed or moved for several days".split()


def red_eye(folder: Path) -> lb.Diagnosis:
    """The second patient of the notebook on a complaint of one's own."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if text.startswith(WRITES):
            name, _, content = text.removeprefix(WRITES).partition("\n")
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(content + "\n", encoding="utf-8")
    engine = lb.load(folder / "red_eye" / "red_eye.toml", backend="sweeps")
    return engine.diagnose({"contact_lenses": "yes", "light_hurts": "yes", "both_eyes": "no"})


def random_graph(seed: int, folder: Path) -> lb.Diagnosis:
    """An answer of a random model: up to six mechanisms, three to twelve things to observe."""
    random = np.random.default_rng(seed)
    mechanisms = [f"m{number}" for number in range(int(random.integers(0, 7)))]
    observed = [f"f{number}" for number in range(int(random.integers(3, 13)))]
    rows = [
        "cause,cause,c1;c2,,What?,,0,",
        *(f"{m},mechanism,yes;no,cause,,,0," for m in mechanisms),
    ]
    labels, likelihoods = [], []
    for name in observed:
        role, _, phase = str(random.choice(KINDS)).partition(",")
        parent = str(random.choice(["cause", *(mechanisms if role == "finding" else [])]))
        rows.append(f"{name},{role},yes;no,{parent},Is it?,{phase or 'history'},1,")
        likelihoods.append((name, f"{parent}={'c1' if parent == 'cause' else 'yes'}"))
    likelihoods += [(name, "cause=c1") for name in mechanisms]
    for name in ("cause", *mechanisms, *observed):
        chosen = random.choice(WORDS, int(random.integers(1, 6)))
        labels.append(f"{name},,{' '.join(chosen).capitalize()}")
    numbers = [
        f"{name},yes,{given},{share},0.01,0.99,estimate,judgement,"
        for name, when in likelihoods
        for given, share in (("", 0.2), (when, 0.8))
    ]
    tables = {
        "variables": ["name,role,states,parents,question,phase,cost,numeric_bins", *rows],
        "labels": ["variable,state,label", *labels],
        "priors": [
            "cause,setting,probability,low,high,grade,source,note",
            *(f"{cause},,0.5,0.3,0.7,estimate,judgement," for cause in ("c1", "c2")),
        ],
        "likelihoods": [
            "variable,state,given,probability,low,high,grade,source,note",
            *numbers,
        ],
        "sources": ["key,authors,year,title,identifier,seen"],
    }
    for table, lines in tables.items():
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "small.toml").write_text(MODEL, encoding="utf-8")
    return lb.load(folder / "small.toml", backend="sweeps").diagnose({observed[0]: "yes"})
