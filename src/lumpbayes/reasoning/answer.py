"""The answer to one query as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase, Source
from lumpbayes.reasoning.fit import Fit, NotJudged
from lumpbayes.reasoning.management import Advice, advise
from lumpbayes.reasoning.not_asked import NOTHING, NotAsked
from lumpbayes.reasoning.phrases import given_phrases
from lumpbayes.reasoning.red_flags import Flag, Flagged
from lumpbayes.reasoning.urgency import Urgency, assess_urgency
from lumpbayes.views import Shown, shown

__all__ = ["DISCLAIMER", "Answer", "ModelIdentity", "citation", "make_answer", "ranked"]

MANY = 64
"""States from which on numpy sorts faster."""

UNREAD = "not shown"
"""How a table begins authors that nobody has read; what it knows of them follows in parentheses."""

DISCLAIMER = "Supports decisions and teaching; it is not a medical device and makes no diagnosis."


@shown
class ModelIdentity(NamedTuple):
    """Which model answered; ``review`` is what its file says of who has reviewed it."""

    name: str
    title: str
    version: str
    fingerprint: str
    review: str = ""

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> ModelIdentity:
        """What identifies a knowledge base."""
        kb = knowledge
        return cls(kb.name, kb.title, kb.version, kb.fingerprint, kb.wording.review)

    def to_dict(self) -> dict[str, str]:
        """What records say of a model: ``name``, ``version`` and ``fingerprint``."""
        return {"name": self.name, "version": self.version, "fingerprint": self.fingerprint}


@dataclass(frozen=True, slots=True)
class Answer(Shown):
    """What a query returns.

    Attributes:
        model: which model answered.
        backend: which exact method computed it.
        evidence: the evidence in its JSON form, frozen, sorted by name.
        assumed: variable -> state taken from the model's defaults.
        log_evidence: natural log of P(evidence, what was assumed included). Soft evidence enters
            with its largest weight scaled to 1.
        posterior: cause -> probability, most probable first.
        labels: cause -> plain words, in the same order.
        groups: group of causes -> summed probability, sorted by name.
        group_labels: group -> plain words.
        given: the evidence and what was assumed in plain words, one phrase a variable.
        urgency: how urgent care is, and why.
        red_flags: the rules that fire, the most urgent first.
        possible_red_flags: rules that soft evidence makes possible.
        management: work-up and treatment of the causes that drive the urgency, then of the leading
            ones.
        sources: key -> citation of every source that urgency, flags and management name.
        fit: whether the model fits the patient; None where that is not judged.
        fit_not_judged: why not: ``no_target``, ``too_few`` exact findings, or ``too_large`` for the
            engine's memory limit.
        not_asked: the red flags more urgent than the answer that nothing known decides.
        safety_net: when to come back, as the model file says it; empty where it does not.
    """

    model: ModelIdentity
    backend: str
    evidence: FrozenMapping[Any]
    assumed: FrozenMapping[str]
    log_evidence: float
    posterior: FrozenMapping[float]
    labels: FrozenMapping[str]
    groups: FrozenMapping[float]
    group_labels: FrozenMapping[str]
    given: tuple[str, ...]
    urgency: Urgency
    red_flags: tuple[Flag, ...]
    possible_red_flags: tuple[Flag, ...]
    management: tuple[Advice, ...]
    sources: FrozenMapping[str]
    fit: Fit | None = None
    fit_not_judged: NotJudged | None = None
    not_asked: NotAsked = NOTHING
    safety_net: str = ""


def ranked(
    states: tuple[str, ...], probabilities: FloatArray | None, kind: str
) -> FrozenMapping[float]:
    """State -> probability, most probable first; ties in table order; empty for None."""
    if probabilities is None:
        return FrozenMapping({}, kind)
    if len(probabilities) > MANY:
        order = np.argsort(-probabilities)
        found = probabilities[order]
        if np.any(found[1:] == found[:-1]):  # the faster sort is not stable
            order = np.argsort(-probabilities, kind="stable")
        items = dict(zip(itemgetter(*order.tolist())(states), found.tolist(), strict=True))
        return FrozenMapping.owning(items, kind)
    values = probabilities.tolist()
    # Sorted downwards, equal ones stay as they are: Python's sort is stable in reverse too.
    pairs = sorted(zip(states, values, strict=True), key=itemgetter(1), reverse=True)
    return FrozenMapping(dict(pairs), kind)


def make_answer(
    knowledge: KnowledgeBase,
    understood: Interpretation,
    backend: str,
    log_evidence: float,
    probabilities: FloatArray | None,
    flagged: Flagged,
) -> Answer:
    """Put an answer together.

    ``probabilities`` are the cause's, in table order; None in a network without a target, of which
    the answer says the evidence alone. ``flagged`` is what the evidence makes of the red flags.
    """
    posterior = ranked(knowledge.causes, probabilities, "cause")
    groups = sorted(knowledge.groups_of(knowledge.cause))  # whatever the order of the rows
    sums = {
        group.name: min(1.0, math.fsum(posterior[state] for state in group.states))
        for group in groups
    }
    labels = knowledge.state_labels[knowledge.cause] if knowledge.cause else {}
    allowed, flags = flagged
    urgency = assess_urgency(knowledge, allowed, posterior, flags)
    management = advise(knowledge, posterior, urgency)
    cited = [reason.sources for reason in (*urgency.reasons, *urgency.possible_reasons)]
    cited += [flag.sources for flag in flags.possible] + [advice.sources for advice in management]
    return Answer(
        ModelIdentity.of(knowledge),
        backend,
        understood.stated,
        understood.assumed,
        log_evidence,
        posterior,
        FrozenMapping({cause: labels[cause] for cause in posterior}, "cause"),
        FrozenMapping(sums, "group"),
        FrozenMapping({group.name: group.label for group in groups}, "group"),
        given_phrases(knowledge, understood),
        urgency,
        flags.fired,
        flags.possible,
        management,
        FrozenMapping(citations(knowledge, cited), "source"),
        safety_net=knowledge.wording.safety_net,
    )


def citations(knowledge: KnowledgeBase, keys: Iterable[Iterable[str]]) -> dict[str, str]:
    """Source key -> citation, each key once, in order; unknown keys are left out."""
    names = dict.fromkeys(key for each in keys for key in each)
    return {key: citation(knowledge.sources[key]) for key in names if key in knowledge.sources}


def citation(source: Source) -> str:
    """Authors, year, title and identifier, as far as they are known; without authors title first.

    >>> from lumpbayes.knowledge.records import Source
    >>> citation(Source("a", "Lee K", "2019", "On lumps", "PMC1", "text", 2))
    'Lee K. 2019. On lumps. PMC1'
    >>> citation(Source("b", "not shown on the page read", "2023", "Clinic. On lumps", "", "", 3))
    'Clinic. On lumps. 2023'
    """
    authors, year, title = source.authors, source.year, source.title
    if authors.casefold().startswith(UNREAD):
        authors = authors.partition("(")[2].removesuffix(")")
    parts = (authors, year, title) if authors else (title, year)
    return ". ".join(part for part in (*parts, source.identifier) if part)
