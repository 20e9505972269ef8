"""From evidence in words to one likelihood vector per variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError, OtherModelWarning, warn_caller
from lumpbayes.inference.evidence import Evidence
from lumpbayes.inference.network import EvidenceVectors, FloatArray, one_hot, read_only
from lumpbayes.knowledge.codes import Key, find_key
from lumpbayes.knowledge.matching import ANY, is_any
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase, Variable
from lumpbayes.knowledge.vectors import Understood, says_nothing, stated_name, understand

__all__ = ["Interpretation", "interpret", "said", "said_of", "tell_of_another"]

LONGEST_SHOWN = 100


class Interpretation(NamedTuple):
    """Evidence, understood.

    Attributes:
        findings: variable -> what is known about it; only variables of which something is.
        stated: the evidence as it was given, in its JSON form, frozen, sorted by name.
        assumed: variable -> state taken from the model's defaults.
    """

    findings: FrozenMapping[Understood]
    stated: FrozenMapping[Any]
    assumed: FrozenMapping[str]

    def arrays(self, names: tuple[str, ...], counts: tuple[int, ...]) -> EvidenceVectors:
        """One vector per variable in network order; ones where nothing is known."""
        ones = {count: read_only(np.ones(count)) for count in set(counts)}
        known = {name: finding.vector for name, finding in self.findings.items()}
        return tuple(
            known[name] if name in known else ones[count]
            for name, count in zip(names, counts, strict=True)
        )

    def evidence(self, positions: Mapping[str, int]) -> Evidence:
        """The same by kind, which takes no longer the more there is that nothing is known about.

        Args:
            positions: variable -> index in network order.
        """
        known = sorted((positions[name], name) for name in self.findings)
        found = Evidence.of(tuple(self.findings[name].vector for _, name in known))
        return Evidence(
            {known[place][0]: state for place, state in found.hard.items()},
            {known[place][0]: vector for place, vector in found.soft.items()},
        )

    def targets(self, names: tuple[str, ...]) -> dict[int, FloatArray]:
        """Index of a variable in network order -> the posterior it shall have."""
        found = {name: each.target for name, each in self.findings.items()}
        return {names.index(name): t for name, t in found.items() if t is not None}


def interpret(
    knowledge: KnowledgeBase, evidence: Mapping[str, Any] | None, setting: str | None = None
) -> Interpretation:
    """Understand evidence.

    Args:
        knowledge: the model in words.
        evidence: variable (or the name of its number) -> value: a state, a number, ``Not``,
            ``AnyOf``, ``Likelihood``, ``Probability``, ``Reliability``, their JSON forms, a list
            of these that multiplies, or None, NaN for unknown. Or a code of a finding -> yes, no.
            A row of a data frame does too, and a whole answer in its JSON form, of which the
            evidence counts. None when nothing is known.
        setting: a state of the setting variable; ``any`` averages over settings; None takes the
            model's default.

    Raises:
        UnknownNameError: a variable or state that the model does not have.
        EvidenceError: a value that cannot be understood, or two that contradict each other.

    Warns:
        OtherModelWarning: an answer in its JSON form that another model gave.
    """
    given = _given(evidence, knowledge.fingerprint)
    named = [(find_key(knowledge, key), key, value) for key, value in given]
    averaged = _take_setting(knowledge, named, setting)
    findings: dict[str, Understood] = {}
    stated: dict[str, Any] = {knowledge.setting: ANY} if averaged and knowledge.setting else {}
    first: dict[str, str] = {}
    for found, key, value in named:
        if not _is_known(key, value):
            continue
        variable, finding = found.variable, _understood(found, key, value)
        name = stated_name(variable, found.name, finding.form)
        if variable.name in findings:
            if stated.get(name) == finding.form:
                continue
            raise EvidenceError(
                f"{variable.name} is given twice: {first[variable.name]} and {key}={value!r}; "
                "give it once, or a list of findings that multiply"
            )
        findings[variable.name] = finding
        stated[name] = finding.form
        first[variable.name] = f"{key}={value!r}"
    assumed = {
        name: state
        for name, state in knowledge.defaults.items()
        if name not in findings and not (averaged and name == knowledge.setting)
    }
    for name, state in assumed.items():
        states = knowledge.variables[name].states
        findings[name] = Understood(one_hot(len(states), states.index(state)), state)
    return Interpretation(
        FrozenMapping(dict(sorted(findings.items())), "finding"),
        FrozenMapping(dict(sorted(stated.items())), "finding"),
        FrozenMapping(assumed, "assumption"),
    )


def said(knowledge: KnowledgeBase, key: str, value: Any) -> tuple[str, Any]:
    """What a key and its value say: a variable or its number, and the finding's JSON form, frozen.

    Raises:
        UnknownNameError, EvidenceError: as for :func:`interpret`.
    """
    found = find_key(knowledge, key)
    if found.variable.name == knowledge.setting and is_any(value):
        return knowledge.setting, ANY
    form = _understood(found, key, value).form
    return stated_name(found.variable, found.name, form), form


def said_of(variable: Variable, value: Any) -> tuple[str, Any]:
    """What a value says of a variable, without the model.

    Raises:
        EvidenceError: as for :func:`interpret`; a value that says nothing.
    """
    form = _understood(Key(variable, variable.name), variable.name, value).form
    return stated_name(variable, variable.name, form), form


def _given(evidence: object, fingerprint: str) -> list[tuple[Any, Any]]:
    """The evidence in pairs; anything that has items is a mapping, such as a row of a frame.

    The row of a frame may name a column twice.
    """
    if evidence is None:
        return []
    items = None if isinstance(evidence, type) else getattr(evidence, "items", None)
    if not callable(items) or getattr(evidence, "ndim", 1) != 1:  # a whole frame has 2
        shown = repr(evidence)
        if len(shown) > LONGEST_SHOWN or "\n" in shown:
            shown = f"of type {type(evidence).__name__}"
        raise EvidenceError(
            f'evidence {shown}: expected a mapping such as {{"fever": "yes"}}, or None when '
            "nothing is known; words such as fever=yes are for the shell, lumpbayes query"
        )
    given = list(items())
    found = dict(given)
    if {"schema", "evidence", "model"} <= found.keys():  # an answer, given back as it is
        model = found["model"]
        of = model.get("fingerprint") if isinstance(model, Mapping) else None
        tell_of_another(of if isinstance(of, str) else fingerprint, fingerprint)
        return _given(found["evidence"], fingerprint)
    return given


def tell_of_another(given: str, own: str) -> None:
    """Warn where what is given back is of another model.

    Args:
        given: the fingerprint of the model that it is of.
        own: that of the model that is asked.
    """
    if given != own:
        warn_caller(
            f"what is given back is of another model (fingerprint {given[:12]!r}, this one is "
            f"{own[:12]!r}); its evidence is asked of this one",
            OtherModelWarning,
        )


@contextmanager
def _not_too_deep(key: object) -> Iterator[None]:
    try:
        yield
    except RecursionError:
        raise EvidenceError(f"{key}: nested too deep; expected plain evidence") from None


def _is_known(key: object, value: object) -> bool:
    with _not_too_deep(key):
        return not says_nothing(value)


def _understood(found: Key, key: str, value: Any) -> Understood:
    with _not_too_deep(key):
        return understand(found.variable, found.name, found.meaning(key, value))


def _take_setting(
    knowledge: KnowledgeBase, named: list[tuple[Key, Any, Any]], setting: str | None
) -> bool:
    """Put the setting once among the evidence; True when it shall be averaged over.

    Evidence may hold the setting too, ``any`` included, so that what an answer prints can be
    given back.

    Args:
        knowledge: the model.
        named: what each key names, the key, and its value.
        setting: what is said of it beside the evidence.
    """
    name = knowledge.setting
    if name is None:
        if setting is not None:
            raise EvidenceError(f"setting={setting!r}: the model {knowledge.name} has no setting")
        return False
    own = [each for each in named if each[0].variable.name == name]
    named[:] = [each for each in named if each[0].variable.name != name]
    values = [*(value for _, _, value in own), setting]
    known = [value for value in values if _is_known(name, value)]
    averaged = [is_any(value) for value in known]
    if any(averaged) and not all(averaged):
        shown = " and ".join(map(repr, known))
        raise EvidenceError(f"{name} is given twice: {shown}; give it once")
    if known and not any(averaged):
        variable = knowledge.variables[name]
        named.append((Key(variable, name), name, known[0]))
        _check_same(variable, known)
    return any(averaged)


def _check_same(variable: Variable, values: list[Any]) -> None:
    key = Key(variable, variable.name)
    forms = [_understood(key, variable.name, value).form for value in values]
    if any(form != forms[0] for form in forms):
        shown = " and ".join(map(repr, values))
        raise EvidenceError(f"{variable.name} is given twice: {shown}; give it once")
