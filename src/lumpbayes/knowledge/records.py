"""What the tables say, row by row, once read: frozen records, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lumpbayes.errors import Issue, printable
from lumpbayes.knowledge.bins import Bins
from lumpbayes.knowledge.cells import Cell, Expansion, PriorCell
from lumpbayes.knowledge.coding import Coding
from lumpbayes.knowledge.folding import folded
from lumpbayes.knowledge.frozen_mapping import FrozenMapping
from lumpbayes.knowledge.question_settings import USUAL_SETTINGS, QuestionSettings
from lumpbayes.knowledge.rules import Rule
from lumpbayes.knowledge.wording import NO_WORDING, Wording
from lumpbayes.views import Shown

__all__ = [
    "Code",
    "FrozenMapping",
    "Group",
    "KnowledgeBase",
    "Loss",
    "Management",
    "Members",
    "Presentation",
    "RedFlag",
    "Source",
    "TableFile",
    "Threshold",
    "Variable",
    "group_members",
]


class TableFile(NamedTuple):
    """A table's file.

    Attributes:
        path: of the file; empty where there is none.
        shown: the path as messages show it.
        text: what it holds, where it is not read from disk.
        rows: of a frame's text, what the frame calls the row of each line but the first.
    """

    path: str
    shown: str
    text: str | None = None
    rows: tuple[str, ...] | None = None

    def place(self, line: int) -> str:
        """``file:line``; of a frame its row.

        >>> TableFile("", "priors (frame)", "", ("'a'", "'b'")).place(3)
        "priors (frame), row 'b'"
        """
        if self.rows is None:
            return f"{self.shown}:{line}"
        return f"{self.shown}, row {self.rows[line - 2]}" if line > 1 else self.shown


class Variable(NamedTuple):
    """A row of variables.csv; ``states`` end with the reference state, ``labels`` say them."""

    name: str
    role: str
    states: tuple[str, ...]
    parents: tuple[str, ...]
    question: str
    phase: str
    cost: float
    bins: Bins | None
    line: int
    labels: tuple[str, ...] = ()


class Group(NamedTuple):
    """A named set of states of one variable (groups.csv)."""

    variable: str
    name: str
    label: str
    states: tuple[str, ...]


Members = Mapping[tuple[str, str], tuple[str, ...]]
"""(variable, name of a group) -> the states in it."""


def group_members(groups: Iterable[Group]) -> Members:
    """The states in every group.

    >>> group_members([Group("cause", "infection", "Infection", ("abscess", "cellulitis"))])
    {('cause', 'infection'): ('abscess', 'cellulitis')}
    """
    return {(group.variable, group.name): group.states for group in groups}


class Source(NamedTuple):
    """A row of sources.csv."""

    key: str
    authors: str
    year: str
    title: str
    identifier: str
    seen: str
    line: int


class Management(NamedTuple):
    """A row of management.csv."""

    cause: str
    urgency: str
    workup: str
    treatment: str
    sources: tuple[str, ...]
    line: int


class Loss(NamedTuple):
    """A row of losses.csv: what an urgency costs when a cause is true, with its interval."""

    cause: str
    urgency: str
    loss: float
    low: float
    high: float
    grade: str
    sources: tuple[str, ...]
    note: str
    line: int


class RedFlag(NamedTuple):
    """A row of red_flags.csv, its rule parsed; ``within`` is a time, or empty."""

    id: str
    rule: Rule
    rule_text: str
    urgency: str
    within: str
    advice: str
    sources: tuple[str, ...]
    line: int


class Threshold(NamedTuple):
    """An entry of [[thresholds]] in the model file.

    Attributes:
        subject: the name of a cause, or of a group of causes.
        label: the same in plain words.
        causes: the causes whose probabilities are summed.
        probability: from here on care is urgent.
        urgency: how urgent.
        within: a time such as ``24 hours``; empty where the words of the level say enough.
        when, when_text: a rule that must be certain too, parsed and as written; None and empty
            where there is none.
        sources: source keys.
        note: the reason.
    """

    subject: str
    label: str
    causes: tuple[str, ...]
    probability: float
    urgency: str
    within: str
    when: Rule | None
    when_text: str
    sources: tuple[str, ...]
    note: str


class Code(NamedTuple):
    """A row of codes.csv: codes of a cause, or of any of these states of a variable."""

    kind: str
    name: str
    states: tuple[str, ...]
    codings: tuple[Coding, ...]
    line: int


class Presentation(NamedTuple):
    """A row of presentations.csv: how a cause presents in the textbook.

    Attributes:
        id: a name of its own.
        cause: the cause that should lead.
        setting: where the person is seen; empty for the model's default.
        evidence: words such as ``fever=yes``.
        max_rank: the lowest rank that the cause may have.
        reason: why this is what the textbook shows.
        line: of the file.
    """

    id: str
    cause: str
    setting: str
    evidence: tuple[str, ...]
    max_rank: int
    reason: str
    line: int


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class KnowledgeBase(Shown):
    """The tables of one model, read and checked, in words.

    Equal to itself alone; two of one fingerprint have the same content.

    Attributes:
        name, title, version: from the model file.
        cause: name of the cause variable; empty in a network file of which no target is asked.
        setting: name of the setting variable, or None in a model without settings.
        defaults: what an unknown variable is taken to be.
        variables: by name, in the order of variables.csv.
        variable_labels: variable -> plain words.
        state_labels: variable -> state -> plain words.
        groups: named sets of states, in the order of groups.csv.
        priors, likelihoods: the cells, in file order.
        expansions: for each variable but the cause, which rows hold for which configuration.
        sources: by key.
        management: by cause.
        losses: for every cause and urgency, in file order; none in a model without that table.
        thresholds, red_flags, codes, presentations: in file order.
        issues: warnings and information found while reading (errors too under a lenient policy).
        files: table name -> its file.
        policy: ``strict`` or ``lenient``: how the tables were read, and are read again.
        edited: whether the content is no longer that of the files.
        fingerprint: SHA-256 over the parsed content, in hexadecimal.
        questions: what the next question is chosen for, and when to stop asking.
        wording: what the model file says to people beside its tables.
        names: folded name of a variable or of its number -> the variable's name, and the name as
            the tables write it.
    """

    name: str
    title: str
    version: str
    cause: str
    setting: str | None
    defaults: FrozenMapping[str]
    variables: FrozenMapping[Variable]
    variable_labels: FrozenMapping[str]
    state_labels: FrozenMapping[FrozenMapping[str]]
    groups: tuple[Group, ...]
    priors: tuple[PriorCell, ...]
    likelihoods: tuple[Cell, ...]
    expansions: FrozenMapping[Expansion]
    sources: FrozenMapping[Source]
    management: FrozenMapping[Management]
    losses: tuple[Loss, ...]
    thresholds: tuple[Threshold, ...]
    red_flags: tuple[RedFlag, ...]
    codes: tuple[Code, ...]
    presentations: tuple[Presentation, ...]
    issues: tuple[Issue, ...]
    files: FrozenMapping[TableFile]
    policy: str
    edited: bool
    fingerprint: str
    questions: QuestionSettings = USUAL_SETTINGS
    wording: Wording = NO_WORDING
    names: FrozenMapping[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        names: dict[str, tuple[str, str]] = {}
        for name, variable in self.variables.items():
            names[folded(name)] = (name, name)
            if variable.bins is not None:
                names[folded(variable.bins.name)] = (name, variable.bins.name)
        object.__setattr__(self, "names", FrozenMapping(names, "variable"))

    def __repr__(self) -> str:
        numbers = len(self.priors) + len(self.likelihoods)
        named = f"{self.name} {printable(self.version)}".strip()
        return (
            f"KnowledgeBase({named}, {len(self.causes):,} causes, "
            f"{len(self.variables):,} variables, {numbers:,} numbers, {self.fingerprint[:12]})"
        )

    @property
    def causes(self) -> tuple[str, ...]:
        """The states of the cause variable, in table order; none where there is no cause."""
        return self.variables[self.cause].states if self.cause else ()

    @property
    def from_network(self) -> bool:
        """Whether it was read from a network file, and has no tables."""
        return not self.files

    def groups_of(self, variable: str) -> tuple[Group, ...]:
        """The named sets of states of one variable."""
        return tuple(group for group in self.groups if group.variable == variable)
