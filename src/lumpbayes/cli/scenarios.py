"""Files of scenarios at the shell: saved, and asked again."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import click

from lumpbayes.cli.beside_csv import note_model
from lumpbayes.cli.evidence_input import read_bytes
from lumpbayes.cli.options import Asked, load_engine
from lumpbayes.cli.printing import DASH, note, print_data, print_lines, window_width
from lumpbayes.display.record import record_json
from lumpbayes.display.scenarios import replay_lines, scenarios_csv
from lumpbayes.engine import Diagnosis, Engine
from lumpbayes.errors import HiddenStructureWarning
from lumpbayes.knowledge.json_node import MOST_BYTES
from lumpbayes.laboratory import asked_again
from lumpbayes.reasoning.scenario import Scenario
from lumpbayes.reasoning.scenario_file import EXPECTED, parse_scenarios, scenarios_record
from lumpbayes.reasoning.scenarios import Replay

__all__ = ["Output", "ask_again", "save_scenario"]


class Output(NamedTuple):
    """How the answer is shown."""

    as_json: bool
    as_csv: bool
    top: int | None


def save_scenario(
    engine: Engine, diagnosis: Diagnosis, named: tuple[str, Scenario], path: str, force: bool
) -> None:
    """Write a scenario to a new file, or beside the scenarios of a file with the same evidence.

    To standard output where the name is ``-``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HiddenStructureWarning)  # the comparison says it
        scenarios = engine.scenarios(diagnosis.evidence, dict([named]))
    if path == DASH:
        print_data(record_json(scenarios_record(scenarios, path)) + "\n")
        return
    total = engine.save_scenarios(scenarios, path, force=force, add=True)
    count = f"{total} scenario{'s' if total > 1 else ''}"
    note(f"{path} holds {count} now; to ask again: lumpbayes whatif --scenarios {path}")


def ask_again(asked: Asked, path: str, output: Output) -> int:
    """Ask the scenarios of a file again, and say what is no longer as it was."""
    if asked.words or asked.file is not None or asked.setting is not None:
        raise click.UsageError("--scenarios has its own evidence and setting; leave yours out.")
    engine = load_engine(asked.model, asked.allow_outside, asked.lenient, asked.target)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HiddenStructureWarning)
        replay = _replay(engine, path, asked.allow_outside)
    if output.as_json:
        print_data(record_json(_cut(replay.to_dict(), output.top)) + "\n")
    elif output.as_csv:
        print_data(scenarios_csv(replay.scenarios, output.top))
        note_model(replay.scenarios.base.model)
    else:
        print_lines(replay_lines(replay, output.top, window_width()))
    if replay.changed and (output.as_json or output.as_csv):
        note(f"the model is not what it was when {replay.file} was written")
    return 0


def _replay(engine: Engine, path: str, allow_outside: bool) -> Replay:
    """The scenarios of a file asked again, or of standard input where its name is ``-``."""
    if path != DASH:
        return engine.replay(path, allow_outside=allow_outside)
    shown, data = read_bytes(path, MOST_BYTES, EXPECTED)
    return asked_again(engine, parse_scenarios(data, shown, allow_outside))


def _cut(record: dict[str, Any], top: int | None) -> dict[str, Any]:
    """A record whose scenarios have so many causes each."""
    for each in record["scenarios"]:
        each["causes"] = each["causes"][:top]
    return record
