"""Evidence in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lumpbayes.knowledge.evidence import Interpretation
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase
from lumpbayes.knowledge.rules import All, AnyRule, Rule, Test

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
    if name not in variables:
        owner = next(v.name for v in variables.values() if v.bins and v.bins.name == name)
        unit = [word for word in name.split("_") if word not in owner.split("_")]  # size_cm: cm
        number = " ".join([_form_words(form, None), *unit])
        return f"{_number_label(knowledge.variable_labels[owner], owner, name)}: {number}"
    labels = knowledge.state_labels[name]
    return f"{knowledge.variable_labels[name]}: {_form_words(form, labels)}"


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
    """A simple rule in plain words, such as ``Pain: mild or severe``.

    Returns:
        The phrase; empty for a rule that is neither a test nor tests joined by one of ``and`` and
        ``or``: that stays as it is written.
    """
    tests = rule.rules if isinstance(rule, All | AnyRule) else (rule,)
    found: dict[tuple[str, bool], list[str]] = {}
    for number, test in enumerate(tests):
        if not isinstance(test, Test):
            return ""
        label = knowledge.variable_labels[test.variable]
        state = knowledge.state_labels[test.variable][test.state]
        joins = isinstance(rule, AnyRule) and test.equal  # states of one variable
        key = (test.variable, True) if joins else (str(number), False)
        words = state if test.equal else f"not {state}"
        found.setdefault(key, [f"{label}: "]).append(words)
    parts = (f"{label}{' or '.join(states)}" for label, *states in found.values())
    return (" and " if isinstance(rule, All) else " or ").join(parts)


def _form_words(form: Any, labels: FrozenMapping[str] | None) -> str:
    if isinstance(form, tuple):
        return " and ".join(_form_words(part, labels) for part in form)
    if isinstance(form, Mapping):
        return _object_words(form, labels)
    if isinstance(form, float):
        return f"{form:g}"
    return labels[form] if labels is not None and form in labels else str(form)


def _object_words(form: Mapping[str, Any], labels: FrozenMapping[str] | None) -> str:
    if "not" in form:
        states = form["not"] if isinstance(form["not"], tuple) else (form["not"],)
        return "not " + " nor ".join(_form_words(state, labels) for state in states)
    if "any_of" in form:
        return " or ".join(_form_words(state, labels) for state in form["any_of"])
    if "reported" in form:
        reported = _form_words(form["reported"], labels)
        return f"reported {reported} (reliability {form['reliability']:g})"
    kind = "likelihood" if "likelihood" in form else "probability"
    weights = form[kind].items()
    return f"{kind} " + ", ".join(f"{_form_words(s, labels)} {w:g}" for s, w in weights)
