"""``lumpbayes whatif``: what if something were otherwise, and what would have to be found?"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import click

from lumpbayes.cli.candidates import (
    BUNDLED,
    cause_candidates,
    evidence_candidates,
    likelihood_candidates,
    model_candidates,
    prior_candidates,
    setting_candidates,
    variable_candidates,
)
from lumpbayes.cli.change_first import WordsInOrder
from lumpbayes.cli.goal import answer_goal
from lumpbayes.cli.options import (
    Asked,
    data_options,
    diagnosed,
    evidence_options,
    load_engine,
    model_options,
    phases_option,
)
from lumpbayes.cli.printing import DASH, note, print_data, print_lines, window_width
from lumpbayes.cli.scenarios import Output, ask_again, save_scenario
from lumpbayes.cli.whatif_options import check_companions, check_modes
from lumpbayes.display.comparison import comparison_csv, comparison_lines
from lumpbayes.display.identity import change_of_model
from lumpbayes.display.record import record_json
from lumpbayes.engine import Diagnosis, Engine
from lumpbayes.errors import EvidenceError, HiddenStructureWarning
from lumpbayes.knowledge.editing import parse_probability
from lumpbayes.knowledge.words import parse_words
from lumpbayes.reasoning.goal_seek import Limits
from lumpbayes.reasoning.scenario import LikelihoodEdit, Scenario

__all__ = ["whatif"]

TOP = 10
"""Causes, or ways to a goal, that are shown."""


@click.command(cls=WordsInOrder)
@evidence_options
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="WORD",
    shell_complete=evidence_candidates,
    help="What is found instead, or too, such as fever=no; again for each change.",
)
@click.option(
    "--retract",
    "retracted",
    multiple=True,
    metavar="VARIABLE",
    shell_complete=variable_candidates,
    help="What is not known after all.",
)
@click.option(
    "--to-setting",
    shell_complete=setting_candidates,
    metavar="SETTING",
    help="Where the person is seen instead.",
)
@click.option(
    "--prior",
    "priors",
    multiple=True,
    nargs=2,
    metavar="CAUSE PROBABILITY",
    shell_complete=prior_candidates,
    help="The prior of a cause, or of a group of causes, in the setting asked, such as 0.3 or 30%; "
    "the others keep their proportions. Needs a model with tables.",
)
@click.option(
    "--likelihood",
    "likelihoods",
    multiple=True,
    nargs=4,
    metavar="VARIABLE STATE PROBABILITY GIVEN",
    shell_complete=likelihood_candidates,
    help="A likelihood; GIVEN as in 'tables edit likelihood', '' for the row without condition. "
    "Needs a model with tables.",
)
@click.option(
    "--to-model",
    type=click.Path(),
    shell_complete=model_candidates,
    metavar="FILE",
    help="Ask another model too; 'bundled' is the bundled one.",
)
@click.option(
    "--save",
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="Write the scenario to a file, or add it to a file with the same evidence; - prints it "
    "instead of the text.",
)
@click.option("--name", default="what if", show_default=True, help="With --save: the scenario's.")
@click.option("--force", is_flag=True, help="With --save: replace what is there.")
@click.option(
    "--scenarios",
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="Ask the scenarios of a file again; - reads standard input.",
)
@click.option(
    "--goal",
    metavar="CAUSE",
    shell_complete=cause_candidates,
    help="Seek the cheapest findings that confirm or exclude a cause or group of causes.",
)
@click.option("--at-least", metavar="PROBABILITY", help="With --goal: what confirms it, as 0.9.")
@click.option("--at-most", metavar="PROBABILITY", help="With --goal: what excludes it, as 0.01.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help="With --goal: how many findings at most.",
)
@phases_option("With --goal: only findings of history,exam,test or some of them.")
@click.option(
    "--with-context", is_flag=True, help="With --goal: who the person is may be sought too."
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help=f"How many causes, or ways to a goal, to show; {TOP} if left out. JSON and CSV hold every "
    "cause if left out.",
)
@click.option("--all", "everything", is_flag=True, help="Show every cause.")
@data_options("Print the result as JSON.", "Print the result as CSV.")
@model_options
def whatif(
    asked: Asked,
    changes: tuple[str, ...],
    retracted: tuple[str, ...],
    to_setting: str | None,
    priors: tuple[tuple[str, str], ...],
    likelihoods: tuple[tuple[str, str, str, str], ...],
    to_model: str | None,
    save: str | None,
    name: str,
    force: bool,
    scenarios: str | None,
    goal: str | None,
    at_least: str | None,
    at_most: str | None,
    most: int,
    phases: tuple[str, ...],
    with_context: bool,
    top: int | None,
    everything: bool,
    as_json: bool,
    as_csv: bool,
) -> int:
    r"""Compare the answer to EVIDENCE with what it would be if something were otherwise.

    EVIDENCE and --change are words as in 'lumpbayes query'. Findings can be flipped, added and
    retracted; the setting, priors, likelihoods and the whole model exchanged. --goal asks the other
    way round: what would have to be found. --scenarios asks again what was saved, and says what is
    no longer as it was.

    \b
    Examples:
      lumpbayes whatif fever=yes redness=yes --change fever=no
      lumpbayes whatif pain=severe age_years=67 --retract pain --to-setting emergency
      lumpbayes whatif fever=yes --prior lipoma 0.3 --likelihood redness yes 0.9 inflammation=yes
      lumpbayes whatif fever=yes --change fever=no --save fever.json --name "no fever"
      lumpbayes whatif --scenarios fever.json
      lumpbayes whatif fever=yes redness=yes --goal skin_abscess --at-least 0.95 --phases exam
    """
    shown = top if as_json or as_csv else top or TOP
    output = Output(as_json, as_csv, None if everything else shown)
    edits = (changes, retracted, to_setting, priors, likelihoods, to_model)
    check_modes(output, (any(edits), to_model is not None), save, scenarios, goal)
    check_companions({"--goal": goal, "--save": save})
    if scenarios is not None:
        return ask_again(asked, scenarios, output)
    engine, diagnosis = diagnosed(asked)
    if goal is not None:
        limits = Limits(most, phases, with_context, top or TOP)
        return answer_goal(diagnosis, goal, (at_least, at_most), limits, output)
    other = engine if to_model is None else _other(asked, to_model)
    scenario = Scenario(
        _changes(other, changes, retracted),
        to_setting,
        _priors(priors),
        tuple(_likelihood(*each) for each in likelihoods),
    )
    if save is not None:
        save_scenario(engine, diagnosis, (name, scenario), save, force)
    if save == DASH:
        return 0
    _compare(engine, diagnosis, scenario, other, output)
    return 0


def _other(asked: Asked, model: str) -> Engine:
    name = None if model == BUNDLED else model
    return load_engine(name, asked.allow_outside, asked.lenient, asked.target)


def _changes(engine: Engine, changes: Sequence[str], retracted: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = dict(parse_words(engine.knowledge, changes))
    for name in retracted:
        if name in found:
            raise EvidenceError(f"{name} is changed and retracted: do one of the two")
        found[name] = None
    return found


def _priors(priors: Sequence[tuple[str, str]]) -> dict[str | tuple[str, str], float]:
    found: dict[str | tuple[str, str], float] = {}
    for cause, probability in priors:
        if cause in found:
            raise EvidenceError(f"the prior of {cause} is set twice; set it once")
        found[cause] = parse_probability(probability)
    return found


def _likelihood(variable: str, state: str, probability: str, given: str) -> LikelihoodEdit:
    return LikelihoodEdit(variable, state, given, parse_probability(probability))


def _compare(
    engine: Engine, diagnosis: Diagnosis, scenario: Scenario, other: Engine, output: Output
) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", HiddenStructureWarning)
        comparison = engine.what_if(
            diagnosis,
            scenario.changes,
            setting=scenario.setting,
            priors=scenario.priors,
            likelihoods=scenario.likelihoods,
            model=other,
        )
    if output.as_json:
        record = comparison.to_dict()
        record["causes"] = record["causes"][: output.top]
        print_data(record_json(record) + "\n")
    elif output.as_csv:
        print_data(comparison_csv(comparison, output.top))
        note(change_of_model(diagnosis.answer.model, comparison.after.model))
    else:
        print_lines(comparison_lines(comparison, output.top, window_width()))
    for warning in caught:
        note(str(warning.message))
