"""codes.csv, and evidence by code: ``{"HP:0001945": "yes"}`` says ``{"fever": "yes"}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names
from lumpbayes.knowledge.advice import check_choice
from lumpbayes.knowledge.coding import SYSTEMS, parse_codings, split_code
from lumpbayes.knowledge.csv_table import Row, read_rows
from lumpbayes.knowledge.estimates import split_list
from lumpbayes.knowledge.findings import AnyOf, Not, from_json
from lumpbayes.knowledge.matching import find_variable, folded, match_variable
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Code, KnowledgeBase, TableFile, Variable

__all__ = ["Key", "find_key", "read_codes"]

YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}


def read_codes(
    file: TableFile | None, variables: Mapping[str, Variable], cause: Variable, problems: Problems
) -> tuple[Code, ...]:
    """Codes of causes (kind ``cause``) and of states of variables (kind ``finding``)."""
    if file is None:
        return ()
    rows = read_rows(file, ("kind", "name", "state", *SYSTEMS), problems)
    codes = (_parse_row(file.place(row.line), row, variables, cause, problems) for row in rows)
    return tuple(code for code in codes if code is not None)


def _parse_row(
    place: str, row: Row, variables: Mapping[str, Variable], cause: Variable, problems: Problems
) -> Code | None:
    kind, name, state, *cells = row.cells
    if not check_choice(place, "kind", kind, ("cause", "finding"), problems):
        return None
    names = cause.states if kind == "cause" else tuple(variables)
    if not check_choice(place, "name", name, names, problems):
        return None
    if kind == "finding" and name in (cause.name, *cause.parents):
        expected = "a variable other than the cause and the setting"
        remedy = "Give codes of causes the kind cause."
        problems.error(place, "name", repr(name), expected, remedy, mendable=True)
        return None
    known = variables[name].states if kind == "finding" else ()
    listed = split_list(state) or ("",) * (kind == "finding")
    checks = [check_choice(place, "state", each, known, problems) for each in listed]
    codings = [
        parse_codings(place, system, cell, problems)
        for system, cell in zip(SYSTEMS, cells, strict=True)
    ]
    if not all(checks) or None in codings:
        return None
    states = tuple(each for each in known if each in listed)
    return Code(kind, name, states, tuple(c for each in codings for c in each or ()), row.line)


class Key(NamedTuple):
    """What a key of evidence names.

    Attributes:
        variable: the variable.
        name: its name, or that of its number, as the tables write it.
        states: for a code, the states that it stands for; otherwise empty.
    """

    variable: Variable
    name: str
    states: tuple[str, ...] = ()

    def meaning(self, key: str, value: Any) -> Any:
        """The value said of the variable: for a code, that one of its states holds, or none.

        Raises:
            EvidenceError: a code with another value than yes, no, or the negation of these.
        """
        if not self.states:
            return value
        present = _is_yes(value)
        if present is None:
            raise EvidenceError(
                f"{key}={value!r}: a code takes yes or no; it stands for {self._shown()}, and "
                f"{self.variable.name} takes every kind of evidence"
            )
        if not present:
            rest = [state for state in self.variable.states if state not in self.states]
            return rest[0] if len(rest) == 1 else Not(*self.states)
        return self.states[0] if len(self.states) == 1 else AnyOf(*self.states)

    def _shown(self) -> str:
        return f"{self.name}={','.join(self.states)}"


def find_key(knowledge: KnowledgeBase, key: object) -> Key:
    """What a key of evidence names: a variable, its number, or by a code states of a variable.

    Args:
        knowledge: the model.
        key: a name; or a code of a finding in codes.csv, such as ``HP:0001945``, ``R50.9`` or
            ``386661006``, which may stand behind ``ICD10CM:`` or ``SNOMED:``.

    Raises:
        UnknownNameError: neither a variable, nor a number, nor a code in codes.csv.
        EvidenceError: a code of a cause, or of several findings.
    """
    named = match_variable(knowledge, key)
    found = split_code(key.strip()) if isinstance(key, str) and named is None else None
    if found is None:
        return Key(*find_variable(knowledge, key))
    rows = [row for row in knowledge.codes if any(c[:2] == found for c in row.codings)]
    causes = [row.name for row in rows if row.kind == "cause"]
    findings = dict.fromkeys((row.name, row.states) for row in rows if row.kind == "finding")
    keys = [Key(knowledge.variables[name], name, states) for name, states in findings]
    if not rows:
        raise _unknown(knowledge, *found)
    shown = [f"{knowledge.cause}={cause}" for cause in causes] + [each._shown() for each in keys]
    if not keys:
        raise EvidenceError(
            f"{key} is a code of a cause and no finding; if the cause is known, name it: "
            f"{' or '.join(shown)}"
        )
    if len(shown) > 1:
        raise EvidenceError(f"{key} may mean {' or '.join(shown)}; name the one that is meant")
    return keys[0]


def _unknown(knowledge: KnowledgeBase, system: str, code: str) -> UnknownNameError:
    meanings = {
        coding.code: f"{coding.code} ({row.name}={','.join(row.states)})"
        for row in knowledge.codes
        for coding in row.codings
        if row.kind == "finding" and coding.system == system
    }
    nearest = nearest_names(code, list(meanings))
    hint = "name the variable instead"
    if nearest:
        hint = f"did you mean {' or '.join(meanings[each] for each in nearest)}?"
    return UnknownNameError(f"there is no code {code!r} in {knowledge.name}: {hint}", nearest)


def _is_yes(value: Any) -> bool | None:
    """Whether a value says yes or no; None for anything else."""
    if isinstance(value, Mapping) and list(value) == ["not"]:
        value = from_json("", value)
    if isinstance(value, Not) and len(value.states) == 1:
        inner = _is_yes(value.states[0])
        return None if inner is None else not inner
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    return YES_OR_NO.get(folded(value)) if isinstance(value, str) else None
