"""The answer to one query as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from lumpbayes.inference.network import FloatArray
from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase

__all__ = ["DISCLAIMER", "Answer", "ModelIdentity", "make_answer", "ranked"]

DISCLAIMER = "Supports decisions and teaching; it is not a medical device and makes no diagnosis."


class ModelIdentity(NamedTuple):
    """Which model answered."""

    name: str
    title: str
    version: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query returns.

    Attributes:
        model: which model answered.
        backend: which exact method computed it.
        evidence: the evidence in its JSON form, sorted by name.
        assumed: variable -> state taken from the model's defaults.
        log_evidence: natural log of P(evidence, what was assumed included). Soft evidence enters
            with its largest weight scaled to 1.
        posterior: cause -> probability, most probable first.
        labels: cause -> plain words, in the same order.
        groups: group of causes -> summed probability, in table order.
        group_labels: group -> plain words.
        given: the evidence and what was assumed in plain words, one phrase a variable.
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


def ranked(states: tuple[str, ...], probabilities: FloatArray, kind: str) -> FrozenMapping[float]:
    """State -> probability, most probable first; ties in table order."""
    order = sorted(range(len(states)), key=lambda index: (-probabilities[index], index))
    return FrozenMapping({states[index]: float(probabilities[index]) for index in order}, kind)


def make_answer(
    knowledge: KnowledgeBase,
    understood: Interpretation,
    backend: str,
    log_evidence: float,
    probabilities: FloatArray,
) -> Answer:
    """Put an answer together; ``probabilities`` are the cause's, in table order."""
    posterior = ranked(knowledge.causes, probabilities, "cause")
    groups = knowledge.groups_of(knowledge.cause)
    sums = {
        group.name: min(1.0, float(sum(posterior[state] for state in group.states)))
        for group in groups
    }
    labels = knowledge.state_labels[knowledge.cause]
    return Answer(
        ModelIdentity(knowledge.name, knowledge.title, knowledge.version, knowledge.fingerprint),
        backend,
        understood.stated,
        understood.assumed,
        log_evidence,
        posterior,
        FrozenMapping({cause: labels[cause] for cause in posterior}, "cause"),
        FrozenMapping(sums, "group"),
        FrozenMapping({group.name: group.label for group in groups}, "group"),
        tuple(_phrases(knowledge, understood)),
    )


def _phrases(knowledge: KnowledgeBase, understood: Interpretation) -> list[str]:
    phrases = [_phrase(knowledge, name, form) for name, form in understood.stated.items()]
    for name, state in understood.assumed.items():
        phrases.append(f"{_phrase(knowledge, name, state)} (assumed)")
    return phrases


def _phrase(knowledge: KnowledgeBase, name: str, form: Any) -> str:
    variables = knowledge.variables
    if name not in variables:
        owner = next(v.name for v in variables.values() if v.bins and v.bins.name == name)
        unit = name.removeprefix(owner).removeprefix("_").replace("_", " ")
        suffix = f" {unit}" if unit and unit != name else ""
        return f"{knowledge.variable_labels[owner]}: {_form_words(form, None)}{suffix}"
    labels = knowledge.state_labels[name]
    return f"{knowledge.variable_labels[name]}: {_form_words(form, labels)}"


def _form_words(form: Any, labels: FrozenMapping[str] | None) -> str:
    if isinstance(form, list):
        return " and ".join(_form_words(part, labels) for part in form)
    if isinstance(form, dict):
        if "not" in form:
            states = form["not"] if isinstance(form["not"], list) else [form["not"]]
            return "not " + " nor ".join(_form_words(state, labels) for state in states)
        if "any_of" in form:
            return " or ".join(_form_words(state, labels) for state in form["any_of"])
        weights = form["likelihood"].items()
        return "likelihood " + ", ".join(f"{_form_words(s, labels)} {w:g}" for s, w in weights)
    if isinstance(form, float):
        return f"{form:g}"
    return labels[form] if labels is not None and form in labels else str(form)
