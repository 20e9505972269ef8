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
from lumpbayes.errors import EvidenceError, LumpBayesError
from lumpbayes.interchange.formats import is_network_file
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.matching import ANY, find_variable
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.words import SPLIT

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = [
    "BUNDLED",
    "cause_candidates",
    "completions",
    "evidence_candidates",
    "file_candidates",
    "given_candidates",
    "likelihood_candidates",
    "model_candidates",
    "one_cause_candidates",
    "prior_candidates",
    "setting_candidates",
    "shown_candidates",
    "state_candidates",
    "variable_candidates",
]

Pair = tuple[str, str]
"""A candidate, and what it means."""

BUNDLED = "bundled"
LISTS = (
    ("causes", "all causes"),
    ("groups", "all groups"),
    ("red_flags", "all red flags"),
    ("sources", "all sources"),
)


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
    """What ``lumpbayes tables show`` takes."""
    found = variable_candidates(context, _, incomplete) + cause_candidates(context, _, incomplete)
    knowledge = _knowledge(context)
    if knowledge is None:
        return []
    flags = ((flag.id, flag.advice) for flag in knowledge.red_flags)
    sources = ((key, source.title) for key, source in knowledge.sources.items())
    return found + completions(chain(LISTS, flags, sources), incomplete)


def prior_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Of ``--prior CAUSE PROBABILITY``: the causes and groups."""
    return [] if _values_before(context, "--prior") else cause_candidates(context, _, incomplete)


def likelihood_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Of ``--likelihood VARIABLE STATE PROBABILITY GIVEN``: what stands at the cursor."""
    before, knowledge = _values_before(context, "--likelihood"), _knowledge(context)
    if not before or knowledge is None:
        return variable_candidates(context, _, incomplete)
    variable, *more = before
    if not more:
        return completions(_states_of(knowledge, variable), incomplete)
    probability = more[1:]
    return completions(_given(knowledge, variable, incomplete) if probability else (), incomplete)


def state_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The states of the variable that stands before it."""
    knowledge = _knowledge(context)
    name = str(context.params.get("variable"))
    return completions(_states_of(knowledge, name) if knowledge else (), incomplete)


def given_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Conditions of the variable that stands before it: its parents with their states, groups."""
    knowledge = _knowledge(context)
    before = _values_before(context, "likelihood")
    if knowledge is None or not before:
        return []
    return completions(_given(knowledge, before[0], incomplete), incomplete)


def file_candidates(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files, where an option takes other words too."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def model_candidates(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Files, and the word for the bundled model."""
    bundled = completions([(BUNDLED, "the bundled model")], incomplete)
    return bundled + file_candidates(context, parameter, incomplete)


def one_cause_candidates(
    context: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The causes, where no group of them will do."""
    knowledge = _knowledge(context)
    labels = knowledge.state_labels.get(knowledge.cause, {}) if knowledge else {}
    return completions(labels.items(), incomplete)


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


def _values_before(context: click.Context, option: str) -> list[str]:
    """The words between the last of this option, or command, and the cursor."""
    words: list[str] = list(context.find_root().obj or ())
    return words[len(words) - words[::-1].index(option) :] if option in words else []


def _states_of(knowledge: KnowledgeBase, variable: str) -> Iterable[Pair]:
    return knowledge.state_labels[variable].items() if variable in knowledge.variables else ()


def _given(knowledge: KnowledgeBase, variable: str, text: str) -> Iterator[Pair]:
    """``parent=state`` and ``parent=@group``, several with semicolons between them."""
    if variable not in knowledge.variables:
        return
    before, semicolon, last = text.rpartition(";")
    head = before + semicolon
    for parent in knowledge.variables[variable].parents:
        if last.startswith(f"{parent}="):
            for state, label in knowledge.state_labels[parent].items():
                yield f"{head}{parent}={state}", label
            for group in knowledge.groups_of(parent):
                yield f"{head}{parent}=@{group.name}", group.label
        elif f"{parent}=" not in head:
            yield f"{head}{parent}=", knowledge.variable_labels[parent]


def _evidence(knowledge: KnowledgeBase, word: str) -> Iterator[Pair]:
    sign = SPLIT.search(word)
    if not sign:
        yield from _names(knowledge)
        return
    try:
        variable, name = find_variable(knowledge, word[: sign.start()])
    except EvidenceError:
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
    if variable == knowledge.setting:
        yield ANY, "average over settings"


def completions(pairs: Iterable[Pair], incomplete: str) -> list[CompletionItem]:
    """The candidates that go on from what is typed, for click."""
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(text, help=meaning) for text, meaning in pairs if text.startswith(incomplete)
    ]
