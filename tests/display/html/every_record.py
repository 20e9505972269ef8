"""One record of every class that an engine gives back: all that it answers, and its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import lumpbayes as lb
from lumpbayes.knowledge.comparing import TableChange

RECORDS = ("lumpbayes.reasoning", "lumpbayes.cases")
"""Rooms whose records have parts that are shown by themselves."""


def answers(
    engine: lb.Engine, found: dict[str, Any], flip: dict[str, Any], file: Path, name: str
) -> Iterator[object]:
    """What the public methods of engines and answers give back.

    Args:
        engine: of the tiny model, with whatever words.
        found: the evidence.
        flip: what is otherwise in a scenario.
        file: where scenarios may be saved.
        name: of a scenario.
    """
    dx = engine.diagnose(found)
    cause = engine.causes[0]
    calm = engine.knowledge.variables["redness"].states[-1]
    unsure = engine.diagnose({"size": "small"})
    odd = engine.diagnose(
        {"redness": calm, "pain": "severe", "biopsy": "positive", "size": "small"}
    )
    edit = ("size", "small", "", 0.4)
    changed = lb.Scenario(flip, priors={cause: 0.2}, likelihoods=(edit,))
    scenarios = engine.scenarios(dx, {name: changed})
    engine.save_scenarios(scenarios, file)
    priors = engine.table("priors")
    priors.loc[:, "note"] = "another note"
    flags = engine.table("red_flags").iloc[1:]
    other = engine.with_tables(priors=priors, red_flags=flags).with_prior(cause, 0.3)
    yield from (engine.issues, engine.difference(other), engine.difference(engine))
    yield from (engine.knowledge, engine.plan, dx.answer, dx.plan, dx.posterior, dx.posteriors)
    yield from (dx.explain(), dx.conflict(draws=100), dx.intervals(draws=100), dx.urgency)
    yield from (dx.next_questions(steps=2), dx.stopping(draws=100), dx.smallest_edits())
    sensitivity = dx.sensitivity()
    yield from (sensitivity, *sensitivity.tornado(), sensitivity.function("size", "small"))
    yield from (unsure.goal(engine.causes[-1], at_least=0.1), dx.most_probable_explanation())
    yield from (dx.derivatives("cause", cause), engine.what_if(dx, flip), scenarios)
    yield from (engine.with_prior(cause, 0.3).replay(file), engine.interview(dx))
    yield from (engine.interview(), odd.conflict(draws=100), dx.evolution())
    yield from (dx.answer.fit, *engine.what_if(dx, flip).causes)
    cases = [{"size": "small", "cause": each} for each in engine.causes]
    bad = {**cases[0], "size": "huge"}
    yield engine.evaluate([*cases, bad], by="size", groups=[cause], draws=100, on_error="skip")
    movement = engine.compare_cases(other, engine.simulate(60), truth=engine.knowledge.cause)
    yield from (movement, *movement.because.effects[0].rows.numbers)
    yield from (dx.evidence, dx.groups, dx.of("size"))
    unasked = engine.diagnose().unasked_red_flags(at_least="self_care")
    yield from (unasked, *unasked.questions, *unasked, *unasked[0].questions)
    yield from dx.explain().rows[0].for_cause
    yield TableChange("size", 2, "small", "cause=abscess", 0.4, 0.5)
    yield dx.next_questions()[0].outcomes[0]


def every(records: Iterator[object]) -> dict[str, Any]:
    """Class -> the first record of it, in the records or among their parts."""
    found: dict[str, Any] = {}
    for record in records:
        _collect(record, found, 0)
    return found


def _collect(value: object, found: dict[str, Any], depth: int) -> None:
    if depth > 5:
        return
    if hasattr(value, "_repr_html_") and type(value).__module__.startswith("lumpbayes"):
        found.setdefault(type(value).__name__, value)
    for part in _parts(value):
        _collect(part, found, depth + 1)


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        yield from value
    elif is_dataclass(value) and type(value).__module__.startswith(RECORDS):
        yield from (getattr(value, each.name) for each in fields(value))
    elif isinstance(value, Mapping):
        yield from value.values()
