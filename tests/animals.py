"""A small model with zeros, on disk: which animal is it? For tests of what is impossible.

Each of three findings excludes one animal, so that all three together are impossible and any two
are not; two pairs of findings exclude each other; nothing ever flies; a home has no fish.
"""

from pathlib import Path

import lumpbayes as lb

ORIGIN = "estimate,judgement,"
FILES = {
    "animals.toml": """\
[model]
name = "animals"
title = "An animal behind a door"
version = "1.0"
cause = "animal"

[defaults]
place = "zoo"

[tables]
variables = "variables.csv"
groups = "groups.csv"
priors = "priors.csv"
likelihoods = "likelihoods.csv"
sources = "sources.csv"
""",
    "variables.csv": """\
name,role,states,parents,question,phase,cost,numeric_bins
place,setting,zoo;home,,Where?,history,0,
animal,cause,cat;dog;fish,place,Which?,,0,
silent,finding,yes;no,animal,Is it silent?,exam,1,
furry,finding,yes;no,animal,Is it furry?,exam,1,
strange,finding,yes;no,animal,Has it never fetched?,exam,1,
barks,finding,yes;no,animal,Does it bark?,exam,1,
swims,finding,yes;no,animal,Does it swim all day?,exam,1,
flies,finding,yes;no,animal,Does it fly?,exam,1,
weight,finding,light;heavy,animal,How heavy is it?,exam,1,"weight_kg:[0,5);[5,100]"
""",
    "groups.csv": """\
variable,group,label,state
animal,pet,Has legs,cat
animal,pet,Has legs,dog
animal,wet,Has fins,fish
""",
    "sources.csv": "key,authors,year,title,identifier,seen\n",
}
PRIORS = {"zoo": (0.5, 0.25, 0.25), "home": (0.5, 0.5, 0.0)}
YES = {  # P(yes, or the first state | cat, dog, fish)
    "silent": (0.5, 0.0, 1.0),  # no dog is silent
    "furry": (1.0, 1.0, 0.0),  # no fish is furry
    "strange": (0.0, 0.25, 1.0),  # every cat fetches
    "barks": (0.0, 0.5, 0.0),
    "swims": (0.0, 0.0, 0.5),
    "flies": (0.0, 0.0, 0.0),
    "weight": (0.75, 0.25, 1.0),
}
ANIMALS = ("cat", "dog", "fish")


def write_animals(folder: Path) -> Path:
    """Write the model into a folder; the path of its model file."""
    files = dict(FILES)
    columns = "probability,low,high,grade,source,note\n"
    files["priors.csv"] = f"cause,setting,{columns}" + "".join(
        f"{animal},{place},{probability},0,1,{ORIGIN}\n"
        for place, column in PRIORS.items()
        for animal, probability in zip(ANIMALS, column, strict=True)
    )
    files["likelihoods.csv"] = (
        f"variable,state,given,{columns}place,zoo,,0.5,0,1,{ORIGIN}\n"
        + "".join(
            f"{name},{'light' if name == 'weight' else 'yes'},animal={animal},{p},0,1,{ORIGIN}\n"
            for name, column in YES.items()
            for animal, p in zip(ANIMALS, column, strict=True)
        )
    )
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "animals.toml"


def load_animals(folder: Path) -> lb.Engine:
    """The model, written and loaded."""
    return lb.load(write_animals(folder))
