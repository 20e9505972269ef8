"""What may stand at the cursor: variables, states, settings. For completion by a shell.

A candidate that ends with ``=`` is not finished: no space follows it. A model that cannot be read
has no candidates; a Tab is no place for messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

import click

from lumpbayes import interchange
from lumpbayes.errors import LumpBayesError, UnknownNameError
from lumpbayes.interchange.formats import is_network_file
from lumpbayes.knowledge.evidence import ANY
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.matching import find_variable
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.words import SPLIT

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = [
    "cause_candidates",
    "completions",
    "evidence_candidates",
    "setting_candidates",
    "shown_candidates",
    "variable_candidates",
]

Pair = tuple[str, str]
"""A candidate, and what it means."""


def evidence_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names with ``=``; behind ``=``, ``!=`` or a comma the states of that variable."""
    knowledge = _knowledge(context)
    return completions(_evidence(knowledge, incomplete) if knowledge else (), incomplete)


def setting_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The settings, and ``any``."""
    knowledge = _knowledge(context)
    if knowledge is None or knowledge.setting is None:
        return []
    return completions(_states(knowledge, knowledge.setting), incomplete)


def variable_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The variables."""
    knowledge = _knowledge(context)
    variables = knowledge.variables.values() if knowledge else ()
    return completions(((each.name, each.question) for each in variables), incomplete)


def shown_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """What ``lumpbayes tables show`` takes: variables, causes, groups of causes, two lists."""
    found = variable_candidates(context, _, incomplete) + cause_candidates(context, _, incomplete)
    lists = (("causes", "all causes"), ("groups", "all groups"))
    return found + (completions(lists, incomplete) if _knowledge(context) else [])


def cause_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The causes, and the groups of causes."""
    knowledge = _knowledge(context)
    if knowledge is None:
        return []
    cause = knowledge.cause or str(context.params.get("target"))
    if cause not in knowledge.variables:
        return []
    groups = ((group.name, group.label) for group in knowledge.groups_of(cause))
    return completions(chain(knowledge.state_labels[cause].items(), groups), incomplete)


def _knowledge(context: click.Context) -> KnowledgeBase | None:
    """The model that the line names so far; None where it cannot be read."""
    given = context.params
    model = given.get("model")
    try:
        if model is not None and is_network_file(model):
            return interchange.network_knowledge.load_network(model, policy="lenient")[0]
        return load_knowledge(
            model,
            allow_outside=bool(given.get("allow_outside")),
            policy="lenient",
        )
    except (LumpBayesError, OSError):
        return None


def _evidence(knowledge: KnowledgeBase, word: str) -> Iterator[Pair]:
    sign = SPLIT.search(word)
    if not sign:
        yield from _names(knowledge)
        return
    try:
        variable, name = find_variable(knowledge, word[: sign.start()])
    except UnknownNameError:
        return
    if variable.bins is not None and name == variable.bins.name:
        return  # a number
    listed = word[sign.end() :].split(",")[:-1]
    head = word[: sign.end()] + "".join(f"{state}," for state in listed)
    for state, label in _states(knowledge, variable.name):
        if state not in listed:
            yield head + state, label


def _names(knowledge: KnowledgeBase) -> Iterator[Pair]:
    for variable in knowledge.variables.values():
        question = variable.question or knowledge.variable_labels[variable.name]
        yield f"{variable.name}=", question
        if variable.bins is not None:
            yield f"{variable.bins.name}=", f"{question} (a number)"


def _states(knowledge: KnowledgeBase, variable: str) -> Iterator[Pair]:
    yield from knowledge.state_labels[variable].items()
    if variable == knowledge.setting and ANY not in knowledge.variables[variable].states:
        yield ANY, "average over settings"


def completions(pairs: Iterable[Pair], incomplete: str) -> list[CompletionItem]:
    """The candidates that go on from what is typed, for click."""
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(text, help=meaning) for text, meaning in pairs if text.startswith(incomplete)
    ]
