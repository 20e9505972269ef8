"""Evidence in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.hints import counted, unit_of
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase, Variable
from lumpbayes.knowledge.rules import All, AnyRule, Negation, Rule, Test

__all__ = ["given_phrases", "phrase", "rule_phrase"]


def given_phrases(knowledge: KnowledgeBase, understood: Interpretation) -> tuple[str, ...]:
    """The evidence and what was assumed, one phrase a variable."""
    phrases = [phrase(knowledge, name, form) for name, form in understood.stated.items()]
    for name, state in understood.assumed.items():
        phrases.append(f"{phrase(knowledge, name, state)} (assumed)")
    return tuple(phrases)


def phrase(knowledge: KnowledgeBase, name: str, form: Any) -> str:
    """One finding in plain words.

    Args:
        knowledge: the model.
        name: of a variable, or of its number.
        form: what was said of it, in its JSON form, frozen.
    """
    variables = knowledge.variables
    if name in variables:
        variable, label = variables[name], knowledge.variable_labels[name]
    else:
        variable = next(v for v in variables.values() if v.bins and v.bins.name == name)
        label = _number_label(knowledge.variable_labels[variable.name], variable.name, name)
    labels = knowledge.state_labels[variable.name]
    words = _measured_words(form, labels, variable) if variable.bins else _form_words(form, labels)
    return f"{label}: {words}"


def _measured_words(form: Any, labels: FrozenMapping[str], variable: Variable) -> str:
    """As :func:`_form_words`: a number in its unit; what is said of a number's state, of that."""
    if isinstance(form, tuple):
        return " and ".join(_measured_words(part, labels, variable) for part in form)
    if isinstance(form, float):
        return counted(form, unit_of(variable))
    return _form_words(_in_states(form, variable), labels)


def _in_states(form: Any, variable: Variable) -> Any:
    """A form with the states that numbers lie in: not 3 cm means none of its state."""
    if isinstance(form, float) and variable.bins is not None:
        position = variable.bins.position(form)
        return form if position is None else variable.states[position]
    if isinstance(form, tuple):
        return tuple(dict.fromkeys(_in_states(part, variable) for part in form))
    if isinstance(form, Mapping):
        told = [kind for kind in ("not", "any_of", "reported") if kind in form]
        return {**form, **{kind: _in_states(form[kind], variable) for kind in told}}
    return form


def _number_label(label: str, owner: str, name: str) -> str:
    """What a number is of: age_years is the age, though its variable is the age group.

    A label that says more than the variable's own name is kept.
    """
    shared = [word for word in owner.split("_") if word in name.split("_")]
    if not shared or label.casefold() != owner.replace("_", " ").casefold():
        return label
    words = " ".join(shared)
    return words.capitalize() if label[:1].isupper() else words


def rule_phrase(knowledge: KnowledgeBase, rule: Rule) -> str:
    """A rule in plain words, such as ``Fever and (Pain: mild or severe)``; of yes, the label alone.

    >>> import lumpbayes as lb
    >>> from lumpbayes.knowledge.rules import parse_rule
    >>> knowledge = lb.load(backend="sweeps").knowledge
    >>> rule_phrase(knowledge, parse_rule("fever=yes and not (pain=none or redness=yes)"))
    'Fever and not (Pain: none or Redness)'
    """
    if isinstance(rule, Test):
        return _tested(knowledge, rule.variable, [rule.state], rule.equal)
    if isinstance(rule, Negation):
        return f"not ({rule_phrase(knowledge, rule.rule)})"
    parts = list(_parts(knowledge, rule))
    return (" and " if isinstance(rule, All) else " or ").join(parts)


def _parts(knowledge: KnowledgeBase, rule: All | AnyRule) -> Iterator[str]:
    """What is joined: states of one variable together, what is joined itself in parentheses."""
    states: dict[str, list[str]] = {}
    for test in rule.rules:
        if isinstance(rule, AnyRule) and isinstance(test, Test) and test.equal:
            states.setdefault(test.variable, []).append(test.state)
    for part in rule.rules:
        if isinstance(part, Test) and part.equal and part.variable in states:
            yield from _once(knowledge, part.variable, states)
        elif isinstance(part, Test | Negation):
            yield rule_phrase(knowledge, part)
        else:
            yield f"({rule_phrase(knowledge, part)})"


def _once(knowledge: KnowledgeBase, name: str, states: dict[str, list[str]]) -> Iterator[str]:
    """The states of a variable, where it is met first."""
    if states[name]:
        yield _tested(knowledge, name, states[name], True)
        states[name] = []


def _tested(knowledge: KnowledgeBase, name: str, states: list[str], equal: bool) -> str:
    label = knowledge.variable_labels[name]
    if equal and states == [YES] and not JOINS.search(label):
        return label
    words = " or ".join(knowledge.state_labels[name][state] for state in states)
    return f"{label}: {words if equal else f'not {words}'}"


YES = "yes"
"""A state that a label alone says."""

JOINS = re.compile(r"\b(and|or|not)\b")
"""What a label that is to stand alone among others may not have within."""


def _form_words(form: Any, labels: FrozenMapping[str]) -> str:
    if isinstance(form, tuple):
        return " and ".join(_form_words(part, labels) for part in form)
    if isinstance(form, Mapping):
        return _object_words(form, labels)
    return labels[form] if form in labels else str(form)  # a setting may be any


def _object_words(form: Mapping[str, Any], labels: FrozenMapping[str]) -> str:
    if "not" in form:
        states = form["not"] if isinstance(form["not"], tuple) else (form["not"],)
        return "not " + " nor ".join(labels[state] for state in states)
    if "any_of" in form:
        return " or ".join(labels[state] for state in form["any_of"])
    if "reported" in form:
        reported = labels[form["reported"]]
        return f"reported {reported} (reliability {form['reliability']:g})"
    kind = "likelihood" if "likelihood" in form else "probability"
    weights = form[kind].items()
    return f"{kind} " + ", ".join(f"{labels[s]} {w:g}" for s, w in weights)
