"""Files of scenarios at the shell: saved, and asked again."""

from __future__ import annotations

import os
import warnings
from typing import NamedTuple

import click

from lumpbayes.cli.options import Asked, load_engine
from lumpbayes.cli.printing import note, print_data, print_lines, window_width
from lumpbayes.display.comparison import replay_lines, scenarios_csv
from lumpbayes.display.record import record_json
from lumpbayes.engine import Diagnosis, Engine
from lumpbayes.errors import EvidenceError, HiddenStructureWarning
from lumpbayes.reasoning.scenario import Scenario
from lumpbayes.reasoning.scenario_file import read_scenarios, scenarios_record

__all__ = ["Output", "ask_again", "save_scenario"]


class Output(NamedTuple):
    """How the answer is shown."""

    as_json: bool
    as_csv: bool
    top: int | None


def save_scenario(
    engine: Engine, diagnosis: Diagnosis, named: tuple[str, Scenario], path: str, force: bool
) -> None:
    """Write a scenario to a new file, or beside the scenarios of a file with the same evidence."""
    name, scenario = named
    new = {name: scenario}
    replace = force
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HiddenStructureWarning)  # the comparison says it
        scenarios = engine.scenarios(diagnosis.evidence, new)
        if os.path.lexists(path) and not force:
            file = read_scenarios(path)
            record = scenarios_record(scenarios, path)
            if (file.model.fingerprint, file.evidence) != (engine.fingerprint, record["evidence"]):
                raise EvidenceError(
                    f"{path} starts from another model or other evidence: choose another file, or "
                    "replace it with --force"
                )
            if name in file.scenarios:
                raise EvidenceError(
                    f"{path} has a scenario {name!r} already: choose another --name, or replace "
                    "the file with --force"
                )
            scenarios = engine.scenarios(diagnosis.evidence, {**file.scenarios, **new})
            replace = True
    engine.save_scenarios(scenarios, path, force=replace)
    count = f"{len(scenarios)} scenario{'s' if len(scenarios) > 1 else ''}"
    note(f"{path} holds {count} now; to ask again: lumpbayes whatif --scenarios {path}")


def ask_again(asked: Asked, path: str, output: Output) -> int:
    """Ask the scenarios of a file again, and say what is no longer as it was."""
    if asked.words or asked.file is not None or asked.setting is not None:
        raise click.UsageError("--scenarios has its own evidence and setting; leave yours out.")
    engine = load_engine(asked.model, asked.allow_outside, asked.lenient, asked.target)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HiddenStructureWarning)
        replay = engine.replay(path, allow_outside=asked.allow_outside)
    if output.as_json:
        print_data(record_json(replay.to_dict()) + "\n")
    elif output.as_csv:
        print_data(scenarios_csv(replay.scenarios))
    else:
        print_lines(replay_lines(replay, output.top, window_width()))
    if replay.changed and (output.as_json or output.as_csv):
        note(f"the model is not what it was when {replay.file} was written")
    return 0
