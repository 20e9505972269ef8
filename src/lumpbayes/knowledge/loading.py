"""From a model file to a checked knowledge base."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lumpbayes.errors import EvidenceError, TablesError, TooLargeError, or_nearest
from lumpbayes.inference.plan import ENTRY_BYTES, make_plan
from lumpbayes.inference.tables import FEW_ENTRIES
from lumpbayes.knowledge.advice import read_management, read_red_flags, read_sources
from lumpbayes.knowledge.building import Shape, network_shape
from lumpbayes.knowledge.cells import Cell, Expansion, RowGroup
from lumpbayes.knowledge.codes import read_codes
from lumpbayes.knowledge.fingerprint import fingerprint
from lumpbayes.knowledge.labels import read_groups, read_labels
from lumpbayes.knowledge.likelihoods import read_likelihoods, row_groups
from lumpbayes.knowledge.losses import read_losses
from lumpbayes.knowledge.model_file import ModelFile, read_model_file
from lumpbayes.knowledge.precedence import check_size, expand, selector_places
from lumpbayes.knowledge.presentations import read_presentations
from lumpbayes.knowledge.priors import read_priors
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.question_settings import known_measures, read_question_settings
from lumpbayes.knowledge.records import (
    FrozenMapping,
    Group,
    KnowledgeBase,
    Source,
    TableFile,
    Variable,
)
from lumpbayes.knowledge.thresholds import ThresholdNames, read_thresholds
from lumpbayes.knowledge.variables import read_variables

__all__ = [
    "POLICIES",
    "bundled_folder",
    "bundled_model",
    "check_policy",
    "load_knowledge",
    "read_knowledge",
]

POLICIES = ("strict", "lenient")


def bundled_folder() -> str:
    """Where an installed package keeps its model; a clone has no such folder."""
    return os.path.join(_package(), "bundled")


def bundled_model() -> str:
    """Path of the bundled model file: inside the package, or in the repository around it."""
    installed = os.path.join(bundled_folder(), "models", "back_lump.toml")
    if os.path.isfile(installed):
        return installed
    repository = os.path.dirname(os.path.dirname(_package()))
    return os.path.join(repository, "models", "back_lump.toml")


def _package() -> str:
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def check_policy(policy: str) -> None:
    """Check that there is such a policy.

    Raises:
        EvidenceError: names the nearest.
    """
    if policy not in POLICIES:
        raise EvidenceError(f"policy {policy!r}: {or_nearest(str(policy), POLICIES)}")


def load_knowledge(
    path: str | None = None,
    *,
    allow_outside: bool = False,
    policy: str = "strict",
    memory_limit: int | None = None,
) -> KnowledgeBase:
    """Read, check and return the tables of a model.

    Args:
        path: the model file; the bundled model when None.
        allow_outside: tables may lie outside the model's own folder.
        policy: ``strict`` stops at any error; ``lenient`` goes on where an error can be mended
            in a stated way (a sum within 5 %, an unknown source, a broken label).
        memory_limit: bytes that one query may need; None where none will be asked.

    Raises:
        TablesError: with all problems together.
        TooLargeError: a query would need more than ``memory_limit``; no table was laid out.
        ValueError: an unknown policy.
    """
    check_policy(policy)
    problems = Problems()
    model = read_model_file(bundled_model() if path is None else path, allow_outside, problems)
    if model is None:
        raise TablesError(problems.listed())
    return read_knowledge(model, policy, memory_limit)


def read_knowledge(
    model: ModelFile, policy: str = "strict", memory_limit: int | None = None
) -> KnowledgeBase:
    """Read and check the tables that a model file names; see :func:`load_knowledge`.

    Raises:
        TablesError: with all problems together.
        TooLargeError: a query would need more than ``memory_limit``; no table was laid out.
    """
    problems = Problems()
    knowledge = _read(model, problems, policy, memory_limit)
    if knowledge is None:
        raise TablesError(problems.listed())
    return knowledge


def _read(
    model: ModelFile, problems: Problems, policy: str, memory_limit: int | None
) -> KnowledgeBase | None:
    """The knowledge base, or None when there are errors to stop at."""
    lenient = policy == "lenient"
    variables = read_variables(model.tables["variables"], model.cause, problems)
    sources = read_sources(model.tables["sources"], problems)
    if problems.stop(lenient=True):
        return None  # everything else speaks of variables and sources
    knowledge = _read_rows(model, variables, sources, policy, problems)
    _check_defaults(model, variables, problems)
    file = model.tables["likelihoods"]
    for variable in variables.values():
        check_size(file, variable, variables, problems)
    if problems.stop(lenient=True):
        return None
    if memory_limit is not None:
        _check_memory(network_shape(variables), memory_limit)  # while nothing is laid out yet
    expansions = _expand_all(file, variables, knowledge.groups, knowledge.likelihoods, problems)
    if problems.stop(lenient):
        return None
    presentations = read_presentations(model.tables.get("presentations"), knowledge, problems)
    if problems.stop(lenient):
        return None
    return replace(
        knowledge,
        expansions=FrozenMapping(expansions, "variable"),
        presentations=presentations,
        issues=problems.listed(),
        fingerprint=fingerprint(knowledge),
    )


def _check_memory(shape: Shape, memory_limit: int) -> None:
    """Refuse a model that is too large for all there is to ask.

    Where tables are laid out when they are asked for, a query plans for what it looks at and is
    refused by itself: refused here is what does not fit even table by table.

    Raises:
        TooLargeError: a query would need more than ``memory_limit``.
    """
    try:
        make_plan(shape, memory_limit)
    except TooLargeError:
        plan = make_plan(shape, sys.maxsize)
        one_by_one = plan.memory - ENTRY_BYTES * (plan.entries - plan.largest)
        if shape.size <= FEW_ENTRIES or one_by_one > memory_limit:
            raise


def _read_rows(
    model: ModelFile,
    variables: Mapping[str, Variable],
    sources: Mapping[str, Source],
    policy: str,
    problems: Problems,
) -> KnowledgeBase:
    """The other tables in words; rows are not laid out yet, presentations not read."""
    files = model.tables
    cause = variables[model.cause]
    setting = variables[cause.parents[0]] if cause.parents else None
    variable_labels, state_labels = read_labels(files.get("labels"), variables, problems)
    groups = read_groups(files.get("groups"), variables, problems)
    priors = read_priors(files["priors"], cause, setting, sources, problems)
    likelihoods = read_likelihoods(files["likelihoods"], variables, groups, sources, problems)
    management = read_management(files.get("management"), cause.states, sources, problems)
    names = ThresholdNames(cause, variables, state_labels, groups, sources)
    measures = known_measures({*files, *(["thresholds"] if model.thresholds else [])})
    return KnowledgeBase(
        name=model.name,
        title=model.title,
        version=model.version,
        cause=cause.name,
        setting=setting.name if setting else None,
        defaults=FrozenMapping(model.defaults, "default"),
        variables=_labelled(variables, state_labels),
        variable_labels=variable_labels,
        state_labels=state_labels,
        groups=groups,
        priors=priors,
        likelihoods=likelihoods,
        expansions=FrozenMapping({}, "variable"),
        sources=FrozenMapping(sources, "source"),
        management=FrozenMapping(management, "cause"),
        losses=read_losses(files.get("losses"), cause.states, sources, problems),
        thresholds=read_thresholds(model, names, problems),
        red_flags=read_red_flags(files.get("red_flags"), variables, sources, problems),
        codes=read_codes(files.get("codes"), variables, cause, problems),
        presentations=(),
        issues=(),
        files=FrozenMapping(files, "table"),
        policy=policy,
        edited=False,
        fingerprint="",
        questions=read_question_settings(model.shown, model.questions, measures, problems),
        wording=model.wording,
    )


def _labelled(
    variables: Mapping[str, Variable], state_labels: Mapping[str, Mapping[str, str]]
) -> FrozenMapping[Variable]:
    """The variables with the labels of their states, which evidence may say too."""
    labelled = {
        name: variable._replace(labels=tuple(state_labels[name].values()))
        for name, variable in variables.items()
    }
    return FrozenMapping(labelled, "variable")


def _expand_all(
    file: TableFile,
    variables: Mapping[str, Variable],
    groups: Sequence[Group],
    likelihoods: Sequence[Cell],
    problems: Problems,
) -> dict[str, Expansion]:
    places = selector_places(variables, groups)
    by_variable: dict[str, list[RowGroup]] = {}
    for rows in row_groups(likelihoods):
        by_variable.setdefault(rows[0].variable, []).append(rows)
    expansions: dict[str, Expansion] = {}
    for name, variable in variables.items():
        if variable.role != "cause":
            rows_of = by_variable.get(name, [])
            expansion = expand(file, variable, variables, places, rows_of, problems)
            if expansion is not None:
                expansions[name] = expansion
    return expansions


def _check_defaults(
    model: ModelFile, variables: Mapping[str, Variable], problems: Problems
) -> None:
    for name, state in model.defaults.items():
        if name not in variables:
            wrong, expected, names = name, "a variable", tuple(variables)
        elif name == model.cause:
            wrong, expected = state, "no default of the cause: it is what is asked"
            names = tuple(each for each in variables if each != name)
        elif state not in variables[name].states:
            wrong, expected, names = state, f"a state of {name}", variables[name].states
        else:
            continue
        remedy = f"Correct the name: {or_nearest(wrong, names)}"
        problems.error(model.shown, f"[defaults] {name}", repr(wrong), expected, remedy)
