"""The questions of a panel: who, where, history, examination, tests; and what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lumpbayes.display.words import plain
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.replies import choices_of
from lumpbayes.panel.state import State, owner
from lumpbayes.reasoning.phrases import phrase

__all__ = ["HIDDEN_ROLES", "answers_view", "hidden_view", "questions_view"]

HIDDEN_ROLES = ("cause", "mechanism")
"""Roles of variables that nobody can be asked for."""

CAUSE_GIVEN = "Something was given of the cause itself, which is what is asked."
PERSON = "person"
TITLES = {
    PERSON: "Where and who",
    "history": "History: what to ask",
    "exam": "Examination: what to look and feel for",
    "test": "Tests and scans",
    "": "Findings",
}
"""Group -> its heading, in the order shown."""


def questions_view(knowledge: KnowledgeBase) -> dict[str, Any]:
    """What does not change while a panel is open: the model's title and all questions.

    >>> import lumpbayes as lb
    >>> view = questions_view(lb.load().knowledge)
    >>> [group["id"] for group in view["groups"]]
    ['person', 'history', 'exam', 'test']
    >>> view["groups"][0]["questions"][0]["variable"]
    'setting'
    """
    return {
        "title": plain(knowledge.title),
        "editable": not knowledge.from_network,
        "groups": list(_groups(knowledge)),
    }


def _groups(knowledge: KnowledgeBase) -> Iterator[dict[str, Any]]:
    shown = [each for each in knowledge.variables.values() if each.role not in HIDDEN_ROLES]
    for group, title in TITLES.items():
        found = [_question(knowledge, each) for each in shown if _group_of(each) == group]
        if found:
            yield {"id": group or "findings", "title": title, "questions": found}


def _group_of(variable: Variable) -> str:
    return PERSON if variable.role in ("setting", "context") else variable.phase


def _question(knowledge: KnowledgeBase, variable: Variable) -> dict[str, Any]:
    name = variable.name
    choices = choices_of(knowledge, name)
    number = choices.number
    return {
        "variable": name,
        "label": plain(knowledge.variable_labels[name]),
        "question": plain(variable.question) or plain(knowledge.variable_labels[name]),
        "states": [
            {"state": answer.state, "label": plain(answer.label)} for answer in choices.answers
        ],
        "number": number
        and {"unit": plain(number.unit) or "number", "low": number.low, "high": number.high},
        "unknown": _unknown(knowledge, name),
    }


def _unknown(knowledge: KnowledgeBase, name: str) -> str:
    """What no answer means; a default is assumed, and said."""
    if name not in knowledge.defaults:
        return "not known"
    label = knowledge.state_labels[name][knowledge.defaults[name]]
    return f"not known (then: {plain(label)})"


def answers_view(knowledge: KnowledgeBase, state: State) -> dict[str, Any]:
    """Variable -> its answer: the state, the number as typed, or what was said in Python.

    Only the variables of which something is known.
    """
    found = {}
    for name, form in state.evidence.items():
        variable = knowledge.variables[owner(knowledge, name)]
        found[variable.name] = _answer(knowledge, variable, name, form)
    return found


def hidden_view(knowledge: KnowledgeBase, state: State) -> dict[str, Any]:
    """What is given of variables that nobody can be asked for; only Python can give it.

    >>> import lumpbayes as lb
    >>> given = State().with_evidence({"cause": "lipoma", "fever": "yes"})
    >>> hidden_view(lb.load().knowledge, given)["given"]
    [{'variable': 'cause', 'label': 'Cause', 'text': 'Cause: Lipoma'}]
    """
    found = []
    for name, form in state.evidence.items():
        variable = knowledge.variables[owner(knowledge, name)]
        if variable.role in HIDDEN_ROLES:
            label = plain(knowledge.variable_labels[variable.name])
            text = plain(phrase(knowledge, name, form))
            found.append({"variable": variable.name, "label": label, "text": text})
    asked_for = any(each["variable"] == knowledge.cause for each in found)
    return {"given": found, "remark": CAUSE_GIVEN if asked_for else ""}


def _answer(knowledge: KnowledgeBase, variable: Variable, name: str, form: Any) -> dict[str, Any]:
    if isinstance(form, str) and form in variable.states:
        return {"state": form, "number": "", "other": ""}
    if variable.bins is not None and name == variable.bins.name and isinstance(form, int | float):
        place = variable.bins.position(form)
        state = None if place is None else variable.states[place]
        return {"state": state, "number": str(form).removesuffix(".0"), "other": ""}
    return {"state": None, "number": "", "other": plain(_other(knowledge, name, form))}


def _other(knowledge: KnowledgeBase, name: str, form: Mapping[str, Any] | object) -> str:
    """Soft evidence, which only Python can say."""
    return phrase(knowledge, name, form)
