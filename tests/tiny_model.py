"""A tiny real model on disk, for tests that break one thing in it."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from lumpbayes.errors import Issue, Level, TablesError
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.records import KnowledgeBase

MODEL = """\
[model]
name = "tiny"
title = "A tiny lump"
version = "1.2.3"
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
red_flags = "red_flags.csv"
codes = "codes.csv"
"""

VARIABLES = """\
name,role,states,parents,question,phase,cost,numeric_bins
setting,setting,clinic;hospital,,Where is the person seen?,history,0,
cause,cause,cyst;abscess;tumor,setting,What is the lump?,,0,
inflammation,mechanism,yes;no,cause,Is there inflammation?,,0,
age_group,context,young;old,cause,How old is the person?,history,0,"age_years:[0,40);[40,130]"
redness,finding,yes;no,inflammation,Is it red?,exam,1,
pain,finding,severe;mild;none,inflammation;cause,Does it hurt?,history,1,
size,finding,small;medium;large,cause,How large is it?,exam,1,"size_cm:[0,2);[2,5];(5,100]"
biopsy,test,positive;negative,cause,What does the biopsy show?,test,50,
"""

LABELS = """\
variable,state,label
cause,cyst,a cyst
cause,abscess,an abscess
pain,,Pain at the lump
pain,none,no pain
"""

GROUPS = """\
variable,group,label,state
cause,skin,Skin lump,cyst
cause,skin,Skin lump,abscess
cause,serious,Serious cause,abscess
cause,serious,Serious cause,tumor
pain,any,Any pain,severe
pain,any,Any pain,mild
"""

SOURCES = """\
key,authors,year,title,identifier,seen
smith2020,Smith A,2020,Lumps,doi:10.1/lumps,text
jones2021,Jones B,2021,More lumps,,abstract
"""

MANAGEMENT = """\
cause,urgency,workup,treatment,source
cyst,self_care,none,leave alone,smith2020
abscess,urgent,examine,drain,smith2020;jones2021
tumor,soon,biopsy,excise,judgement
"""

RED_FLAGS = """\
id,rule,urgency,advice,source
R1,pain=severe and (redness=yes or not age_group=young),emergency,Go now.,smith2020
R2,biopsy!=negative,soon,See a surgeon.,judgement
"""

CODES = """\
kind,name,state,icd10cm,hpo,snomed
cause,cyst,,L72,,
finding,pain,severe;mild,R52,HP:0012531,
"""

PRIORS = {
    "clinic": {"cyst": 0.6, "abscess": 0.3, "tumor": 0.1},
    "hospital": {"cyst": 0.2, "abscess": 0.5, "tumor": 0.3},
}

LIKELIHOODS = (
    ("setting", "clinic", "", 0.7),
    ("inflammation", "yes", "", 0.05),
    ("inflammation", "yes", "cause=abscess", 0.9),
    ("age_group", "young", "", 0.5),
    ("age_group", "young", "cause=tumor", 0.2),
    ("redness", "yes", "inflammation=yes", 0.8),
    ("redness", "yes", "inflammation=no", 0.1),
    ("pain", "severe", "", 0.05),
    ("pain", "mild", "", 0.15),
    ("pain", "severe", "inflammation=yes", 0.4),
    ("pain", "mild", "inflammation=yes", 0.4),
    ("pain", "severe", "inflammation=no;cause=tumor", 0.2),
    ("pain", "mild", "inflammation=no;cause=tumor", 0.3),
    ("size", "small", "", 0.5),
    ("size", "medium", "", 0.3),
    ("size", "small", "cause=@serious", 0.1),
    ("size", "medium", "cause=@serious", 0.3),
    ("size", "large", "cause=@serious", 0.6),
    ("biopsy", "positive", "", 0.02),
    ("biopsy", "positive", "cause=tumor", 0.9),
)

PRIOR_COLUMNS = "cause,setting,probability,low,high,grade,source,note\n"
LIKELIHOOD_COLUMNS = "variable,state,given,probability,low,high,grade,source,note\n"

Row = tuple[str, str, str, float]
"""Variable, state, given, probability: a row of likelihoods.csv without its origin."""


def likelihoods_text(rows: Iterable[Row]) -> str:
    """likelihoods.csv with these rows; row ``i`` stands in line ``i + 2``."""
    lines = [f"{variable},{state},{given},{_estimate(p)}" for variable, state, given, p in rows]
    return LIKELIHOOD_COLUMNS + "".join(lines)


def _estimate(probability: float) -> str:
    low, high = probability / 2, (1 + probability) / 2
    return f"{probability!r},{low!r},{high!r},sourced,smith2020,a note\n"


def _priors_text() -> str:
    lines = [
        f"{cause},{setting},{_estimate(probability)}"
        for setting, column in PRIORS.items()
        for cause, probability in column.items()
    ]
    return PRIOR_COLUMNS + "".join(lines)


class TinyModel:
    """The files of the tiny model in a folder; every method names a table without ``.csv``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "tiny.toml"
        self.path.write_text(MODEL, encoding="utf-8")
        for table, text in {
            "variables": VARIABLES,
            "labels": LABELS,
            "groups": GROUPS,
            "priors": _priors_text(),
            "likelihoods": likelihoods_text(LIKELIHOODS),
            "sources": SOURCES,
            "management": MANAGEMENT,
            "red_flags": RED_FLAGS,
            "codes": CODES,
        }.items():
            self.write(table, text)

    def file(self, table: str) -> Path:
        return self.path if table == "model" else self.folder / f"{table}.csv"

    def text(self, table: str) -> str:
        return self.file(table).read_text(encoding="utf-8")

    def write(self, table: str, text: str) -> None:
        self.file(table).write_text(text, encoding="utf-8", newline="")

    def replace(self, table: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in the file."""
        text = self.text(table)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {table}"
        self.write(table, text.replace(old, new))

    def line(self, table: str, start: str) -> int:
        """The line of the one row that starts with a text."""
        lines = self.text(table).splitlines()
        (found,) = [number for number, text in enumerate(lines, 1) if text.startswith(start)]
        return found

    def set_cell(self, table: str, start: str, column: str, value: str) -> int:
        """Change one cell of the row that starts with ``start``; the row's line."""
        line = self.line(table, start)
        rows = list(csv.reader(io.StringIO(self.text(table))))
        rows[line - 1][rows[0].index(column)] = value
        self._save(table, rows)
        return line

    def add(self, table: str, *cells: str) -> int:
        """Append a row; its line. Missing cells at the end are empty."""
        rows = list(csv.reader(io.StringIO(self.text(table))))
        rows.append([*cells, *[""] * (len(rows[0]) - len(cells))])
        self._save(table, rows)
        return len(rows)

    def add_likelihood(self, variable: str, state: str, given: str, probability: float) -> int:
        """Append a row of likelihoods.csv; its line."""
        line = f"{variable},{state},{given},{_estimate(probability)}"
        self.write("likelihoods", self.text("likelihoods") + line)
        return len(self.text("likelihoods").splitlines())

    def remove(self, table: str, start: str) -> None:
        """Remove the one row that starts with a text."""
        line = self.line(table, start)
        lines = self.text(table).splitlines(keepends=True)
        self.write(table, "".join(lines[: line - 1] + lines[line:]))

    def _save(self, table: str, rows: Sequence[Sequence[str]]) -> None:
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows(rows)
        self.write(table, stream.getvalue())

    def load(self, policy: str = "strict", allow_outside: bool = False) -> KnowledgeBase:
        return load_knowledge(str(self.path), allow_outside=allow_outside, policy=policy)

    def issues(self, policy: str = "strict") -> list[Issue]:
        """Everything that reading the model reports, whether or not it goes on."""
        try:
            return list(self.load(policy).issues)
        except TablesError as error:
            return list(error.issues)

    def errors(self) -> list[Issue]:
        return [issue for issue in self.issues() if issue.level is Level.ERROR]

    def warnings(self) -> list[Issue]:
        return [issue for issue in self.issues() if issue.level is Level.WARNING]

    def error(self) -> Issue:
        """The only error there is."""
        (found,) = self.errors()
        return found

    def warning(self) -> Issue:
        """The only issue there is, a warning; the model loads."""
        (found,) = self.load().issues
        assert found.level is Level.WARNING
        return found


def where(issue: Issue) -> str:
    """``file:line`` of an issue, without the folder."""
    return os.path.basename(issue.place)


def told(issue: Issue) -> tuple[str, str, str, str]:
    """Column, value, expected and remedy of an issue."""
    return issue.column, issue.value, issue.expected, issue.remedy
