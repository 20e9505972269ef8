"""How a differential evolves, as HTML: a row a finding, and what leads after it."""

from __future__ import annotations

from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import Html, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.percentages import percent
from lumpbayes.reasoning.evolution import Evolution, EvolutionStep

__all__ = ["evolution_fragment"]

COLUMNS = (
    Column("Then known"),
    Column("Leads"),
    Column("Probability", "number"),
    Column("", "picture"),
    Column("Urgency"),
)
ORDERS = {"table": "in the order of the tables", "given": "in the order given"}


def evolution_fragment(evolution: Evolution) -> Html:
    """A row a step, from what is assumed to the answer."""
    head = f"How the answer comes about: {len(evolution) - 1} findings, {ORDERS[evolution.order]}"
    rows = [_row(evolution, step) for step in evolution]
    return joined(
        paragraph(head, class_="title"),
        Table("The leading cause as the findings become known", COLUMNS, rows).html(),
    )


def _row(evolution: Evolution, step: EvolutionStep) -> tuple[object, ...]:
    share = step.posterior[step.leading_cause]
    level = (step.urgency or "none").replace("_", "-")
    flags = f" (red flag {', '.join(step.red_flags)})" if step.red_flags else ""
    leads = evolution.labels[step.leading_cause]
    return step.found, leads, percent(share), bar(share), f"{level}{flags}"
