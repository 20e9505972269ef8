"""``lumpbayes tables edit`` and ``normalise``: numbers changed in a model's own files."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial

import click

from lumpbayes.cli.candidates import (
    given_candidates,
    one_cause_candidates,
    setting_candidates,
    state_candidates,
    variable_candidates,
)
from lumpbayes.cli.group import HelpfulGroup
from lumpbayes.cli.options import load_engine, model_options, policy_of
from lumpbayes.cli.printing import note, note_written, print_lines, window_width
from lumpbayes.display.changes import edit_lines
from lumpbayes.errors import HiddenStructureWarning, Level
from lumpbayes.knowledge.comparing import cell_changes
from lumpbayes.knowledge.editing import parse_given, parse_probability
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.normalising import normalised_knowledge
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.saving import save_numbers

__all__ = ["edit", "normalise"]

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what would change; write nothing."
)


@click.group(cls=HelpfulGroup)
def edit() -> None:
    r"""Change one number in a model's tables; the rest of its row follows in proportion.

    Only rows that change are written, and the old file is kept beside the new one as .bak, .bak2,
    ... An edited number is an estimate from then on; notes say what it and the others were.

    \b
    Examples:
      lumpbayes tables edit prior lipoma 0.3 --model mine/models/back_lump.toml
      lumpbayes tables edit likelihood redness yes 0.8 --given inflammation=yes --dry-run
    """


@edit.command("prior")
@click.argument("cause", shell_complete=one_cause_candidates)
@click.argument("probability")
@click.option(
    "--setting",
    shell_complete=setting_candidates,
    help="Where; the model's default otherwise, every setting for 'any'.",
)
@dry_run_option
@model_options
def edit_prior(
    cause: str,
    probability: str,
    setting: str | None,
    dry_run: bool,
    model: str | None,
    allow_outside: bool,
    lenient: bool,
) -> int:
    r"""Set the prior PROBABILITY of CAUSE, 0 to 1; the other causes keep their proportions.

    \b
    Examples:
      lumpbayes tables edit prior lipoma 0.3 --model mine/models/back_lump.toml
      lumpbayes tables edit prior skin_abscess 0.4 --setting emergency --dry-run
    """
    _require_model(model, dry_run)
    engine = load_engine(model, allow_outside, lenient)
    changed = engine.with_prior(cause, parse_probability(probability), setting=setting)
    read_back = _reader(model, allow_outside, lenient)
    _finish(engine.knowledge, changed.knowledge, (), None if dry_run else read_back)
    return 0


@edit.command("likelihood")
@click.argument("variable", shell_complete=variable_candidates)
@click.argument("state", shell_complete=state_candidates)
@click.argument("probability")
@click.option(
    "--given",
    default="",
    metavar="CONDITION",
    shell_complete=given_candidates,
    help="The rows to edit, by the parents they name: 'a=b;c=@group'. Without: those naming none.",
)
@dry_run_option
@model_options
def edit_likelihood(
    variable: str,
    state: str,
    probability: str,
    given: str,
    dry_run: bool,
    model: str | None,
    allow_outside: bool,
    lenient: bool,
) -> int:
    r"""Set the PROBABILITY, 0 to 1, of STATE of VARIABLE; its other states keep their proportions.

    Rows with another condition stay as they are. A condition that the tables have no rows for gets
    new rows, which start from what the model implies.

    \b
    Examples:
      lumpbayes tables edit likelihood redness yes 0.8 --given inflammation=yes --dry-run
      lumpbayes tables edit likelihood consistency soft 0.8 --given cause=lipoma --dry-run
    """
    _require_model(model, dry_run)
    engine = load_engine(model, allow_outside, lenient)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", HiddenStructureWarning)
        changed = engine.with_likelihood(
            variable, state, parse_probability(probability), given=parse_given(given)
        )
    hidden = [str(each.message) for each in caught]
    read_back = _reader(model, allow_outside, lenient)
    _finish(engine.knowledge, changed.knowledge, hidden, None if dry_run else read_back)
    return 0


@click.command()
@dry_run_option
@click.option("--allow-outside", is_flag=True, help="Tables may lie outside its folder.")
@click.option(
    "--model", type=click.Path(), metavar="FILE", help="Model file; the bundled model otherwise."
)
def normalise(dry_run: bool, allow_outside: bool, model: str | None) -> int:
    r"""Divide probabilities that miss a sum of 1 by at most 5 % by their sum.

    These are the priors within a setting, and groups of likelihood rows that list every state. Only
    their rows are written, and the old file is kept beside the new one as .bak, .bak2, ...

    \b
    Examples:
      lumpbayes tables normalise --model mine/models/back_lump.toml
      lumpbayes tables normalise --dry-run
    """
    _require_model(model, dry_run)
    read = _reader(model, allow_outside, lenient=True)
    before = read()
    after = normalised_knowledge(before)
    now = before
    if after is before:
        print_lines(["Nothing to do: every sum is 1."])
    else:
        now = _finish(before, after, (), None if dry_run else read)
    left = 0 if dry_run else sum(issue.level is Level.ERROR for issue in now.issues)
    if left:
        what = "1 error is left" if left == 1 else f"{left} errors are left"
        note(f"{what}; see: lumpbayes tables check{f' --model {model}' if model else ''}")
    return 0


def _require_model(model: str | None, dry_run: bool) -> None:
    """The bundled tables are not changed by leaving an option out."""
    if model is None and not dry_run:
        raise click.UsageError(
            "Say whose files are to be changed: --model FILE. For a copy to edit: lumpbayes tables "
            "copy FOLDER; to see the effect on the bundled model: --dry-run."
        )


def _reader(model: str | None, allow_outside: bool, lenient: bool) -> Callable[[], KnowledgeBase]:
    policy = policy_of(lenient)
    return partial(load_knowledge, model, allow_outside=allow_outside, policy=policy)


def _finish(
    before: KnowledgeBase,
    after: KnowledgeBase,
    hidden: Sequence[str],
    read_back: Callable[[], KnowledgeBase] | None,
) -> KnowledgeBase:
    """Write the change and say what it is; the model as it then is.

    Args:
        before: the model.
        after: the model, changed.
        hidden: warnings of structure that the change hides.
        read_back: reads the model again; None writes nothing.
    """
    changes = cell_changes(before, after)
    if not changes:
        print_lines(["Nothing to do: the number is what it shall be."])
        return before
    saved = save_numbers(before, after, read_back) if read_back else None
    print_lines(edit_lines(before, after, changes, window_width()))
    print_lines([f"fingerprint {before.fingerprint}", f"         -> {after.fingerprint}"])
    if saved is None:
        note("nothing was written (--dry-run)")
    else:
        for file, old in saved.backups.items():
            note_written(file, f"; as it was: {old}")
    now = saved.knowledge if saved else after
    for text in (*hidden, *_new_warnings(before, now, hidden)):
        note(text)
    return now


def _new_warnings(before: KnowledgeBase, after: KnowledgeBase, hidden: Sequence[str]) -> list[str]:
    """What the tables are warned of now and were not before, ``hidden`` left out."""
    known = {issue.value for issue in before.issues}
    said = "".join(hidden)
    return [
        str(issue) for issue in after.issues if issue.value not in known and issue.value not in said
    ]
