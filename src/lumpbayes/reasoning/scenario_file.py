"""Scenarios in a JSON file: evidence, edits, fingerprints, and the answers as they were.

Nothing in a file is evaluated. It may hold what was found in a patient: it is written for its owner
alone, whole or not at all, and never over another without being told to.
docs/reference/scenarios.md describes the form.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from lumpbayes.errors import EvidenceError, WriteError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping, thawed
from lumpbayes.knowledge.json_node import Node, parse_node, read_json
from lumpbayes.knowledge.model_file import is_inside, shown_path
from lumpbayes.reasoning.answer import Answer, ModelIdentity
from lumpbayes.reasoning.comparison import Comparison
from lumpbayes.reasoning.scenario import LikelihoodEdit, Scenario
from lumpbayes.reasoning.scenarios import BASE, Saved, Scenarios

__all__ = [
    "EXPECTED",
    "ScenarioFile",
    "added_record",
    "parse_scenarios",
    "read_scenarios",
    "scenarios_record",
]

SCHEMA = 1
"""Of the files."""

MOST_SCENARIOS = 1000
MOST_EDITS = 10_000
EXPECTED = "a file of scenarios (docs/reference/scenarios.md)"

Tables = Mapping[str, str]


class ScenarioFile(NamedTuple):
    """A file of scenarios, read.

    Attributes:
        shown: its name, as messages show it.
        model: the model that it was made with.
        evidence: what all scenarios start from, in its JSON form.
        base: what was answered to that.
        scenarios: by name.
        saved: scenario -> what was answered.
        places: scenario -> where it stands, for messages.
    """

    shown: str
    model: ModelIdentity
    evidence: Mapping[str, Any]
    base: Saved
    scenarios: FrozenMapping[Scenario]
    saved: FrozenMapping[Saved]
    places: FrozenMapping[str]


def read_scenarios(path: str, allow_outside: bool = False) -> ScenarioFile:
    """Read a file of scenarios.

    Args:
        path: the file.
        allow_outside: whether tables that it names may lie outside its own folder.

    Raises:
        EvidenceError: the file cannot be read, or is not of the form of schema 1; names the place.
    """
    return _read(read_json(path, EXPECTED), path, allow_outside)


def parse_scenarios(data: bytes, shown: str, allow_outside: bool = False) -> ScenarioFile:
    """Read what a file of scenarios holds, where it has no name; tables go from the working folder.

    Args:
        data: its bytes.
        shown: where they come from, as messages show it.
        allow_outside: whether tables that it names may lie outside the working folder.

    Raises:
        EvidenceError: as :func:`read_scenarios`.
    """
    file = _read(parse_node(data, shown, EXPECTED), shown, allow_outside)
    return file._replace(shown=shown)


def _read(node: Node, path: str, allow_outside: bool) -> ScenarioFile:
    found = node.items()
    if "schema" in found and found["schema"].value != SCHEMA:
        found["schema"].wrong(f"{SCHEMA}: another version of LumpBayes wrote this file")
    fields = node.fields(("schema", "model", "evidence", "scenarios"), ("posterior",))
    about = fields["model"].fields(("name", "version", "fingerprint"))
    model = {key: each.text() for key, each in about.items()}
    about["fingerprint"].fingerprint()
    evidence = {key: each.value for key, each in fields["evidence"].items().items()}
    folder = os.path.dirname(os.path.abspath(path))
    scenarios: dict[str, Scenario] = {}
    saved: dict[str, Saved] = {}
    places: dict[str, str] = {}
    for each in fields["scenarios"].elements(MOST_SCENARIOS):
        name, scenario, answer = _scenario(each, None if allow_outside else folder, folder)
        if name in scenarios:
            raise EvidenceError(f"{each.place}.name: {name!r} again; name each scenario otherwise")
        scenarios[name], saved[name], places[name] = scenario, answer, each.place
    return ScenarioFile(
        shown_path(path),
        ModelIdentity(model["name"], "", model["version"], model["fingerprint"]),
        evidence,
        Saved(model["fingerprint"], _posterior(fields.get("posterior"))),
        FrozenMapping(scenarios, "scenario"),
        FrozenMapping(saved, "scenario"),
        FrozenMapping(places, "scenario"),
    )


def _scenario(node: Node, inside: str | None, folder: str) -> tuple[str, Scenario, Saved]:
    fields = node.fields(
        ("name",),
        ("changes", "setting", "priors", "likelihoods", "tables", "fingerprint", "posterior"),
    )
    name = fields["name"].text()
    if not name.strip() or name == BASE:
        fields["name"].wrong(f"a name, and not {BASE!r}, which is what the scenarios start from")
    changes = fields["changes"].items() if "changes" in fields else {}
    setting = fields["setting"].text() if "setting" in fields else None
    priors: dict[str | tuple[str, str], float] = {}
    for each in _edits(fields.get("priors")):
        key, probability = _prior(each)
        if key in priors:
            raise EvidenceError(f"{each.place}: the same prior again; set it once")
        priors[key] = probability
    likelihoods = tuple(_likelihood(each) for each in _edits(fields.get("likelihoods")))
    tables = {
        key: _table(each, inside, folder)
        for key, each in (fields["tables"].items() if "tables" in fields else {}).items()
    }
    values = {key: each.value for key, each in changes.items()}
    fingerprint = fields["fingerprint"].fingerprint() if "fingerprint" in fields else None
    return (
        name,
        Scenario(values, setting, priors, likelihoods, tables),
        Saved(fingerprint, _posterior(fields.get("posterior"))),
    )


def _edits(node: Node | None) -> list[Node]:
    return node.elements(MOST_EDITS) if node else []


def _prior(node: Node) -> tuple[str | tuple[str, str], float]:
    fields = node.fields(("cause", "probability"), ("setting",))
    cause = fields["cause"].text()
    key = (cause, fields["setting"].text()) if "setting" in fields else cause
    return key, fields["probability"].probability()


def _likelihood(node: Node) -> LikelihoodEdit:
    fields = node.fields(("variable", "state", "probability"), ("given",))
    given = fields["given"].text() if "given" in fields else ""
    variable, state = fields["variable"].text(), fields["state"].text()
    return LikelihoodEdit(variable, state, given, fields["probability"].probability())


def _table(node: Node, inside: str | None, folder: str) -> str:
    """The path of a table, which is relative to the file's folder and stays in it."""
    text = node.text()
    target = os.path.normpath(os.path.join(folder, text)) if "\0" not in text else ""
    if not text or not target or (inside is not None and not is_inside(target, (inside,))):
        node.wrong(
            "a path inside the file's own folder, or --allow-outside (in Python allow_outside=True)"
        )
    return target


def _posterior(node: Node | None) -> Mapping[str, float] | None:
    if node is None:
        return None
    return {cause: each.probability() for cause, each in node.items().items()}


# --- Writing -----------------------------------------------------------------------------------


def scenarios_record(scenarios: Scenarios, path: str) -> dict[str, Any]:
    """What a file of these scenarios holds.

    Args:
        scenarios: the scenarios, asked.
        path: of the file: tables are named from its folder.

    Raises:
        WriteError: a table that is a frame, or lies outside the file's folder.
    """
    base = scenarios.base
    folder = os.path.dirname(os.path.abspath(path))
    return {
        "schema": SCHEMA,
        "model": base.model.to_dict(),
        "evidence": _evidence(base),
        "posterior": dict(base.posterior),
        "scenarios": [_record(name, each, folder) for name, each in scenarios.items()],
    }


def added_record(path: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """What a file of scenarios holds with those of a record after its own.

    What stands in the file is left as it is: what its scenarios gave, and by which model, too.

    Args:
        path: the file.
        record: what a file of the new scenarios alone would hold.

    Raises:
        EvidenceError: the file is none of scenarios, starts from another model or other evidence,
            or has a scenario of one of the names.
    """
    node = read_json(path, EXPECTED)
    file = _read(node, path, allow_outside=True)
    before = (file.model.fingerprint, file.evidence)
    if before != (record["model"]["fingerprint"], record["evidence"]):
        raise EvidenceError(
            f"{file.shown} starts from another model or other evidence: choose another file, or "
            "replace it: --force (in Python force=True)"
        )
    twice = [each["name"] for each in record["scenarios"] if each["name"] in file.scenarios]
    if twice:
        raise EvidenceError(
            f"{file.shown} has a scenario {twice[0]!r} already: choose another name, or "
            "replace the file: --force (in Python force=True)"
        )
    return {**node.value, "scenarios": [*node.value["scenarios"], *record["scenarios"]]}


def _evidence(base: Answer) -> dict[str, Any]:
    """The evidence, and what was assumed: another default must not change what was asked."""
    return dict(sorted({**thawed(base.evidence), **base.assumed}.items()))


def _record(name: str, comparison: Comparison, folder: str) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": name,
        "changes": {
            each.key if each.after is not None else each.variable: thawed(each.after)
            for each in comparison.findings
        },
        "priors": [
            {"cause": move.cause, "setting": move.setting, "probability": move.after}
            for move in comparison.priors
        ],
        "likelihoods": [
            {
                "variable": move.variable,
                "state": move.state,
                "given": move.given,
                "probability": move.after,
            }
            for move in comparison.likelihoods
        ],
        "tables": {
            table: _relative(table, file, folder) for table, file in comparison.tables.items()
        },
        "fingerprint": comparison.after.model.fingerprint,
        "posterior": dict(comparison.after.posterior),
    }
    return {key: value for key, value in record.items() if value or key not in OPTIONAL}


OPTIONAL = ("priors", "likelihoods", "tables")


def _relative(table: str, file: str | None, folder: str) -> str:
    if file is None:
        raise WriteError(
            f"the table {table} is a frame, which a file of scenarios has no room for: write it as "
            "a CSV file in the same folder and give its path"
        )
    if not is_inside(file, (folder,)):
        raise WriteError(
            f"the table {table}, {shown_path(file)}, is not in the folder of the file of "
            "scenarios: put it there, or the file elsewhere"
        )
    return os.path.relpath(os.path.realpath(file), os.path.realpath(folder))
