"""Answers to other queries as HTML: assignments, every posterior, derivatives, second opinions."""

from __future__ import annotations

import numpy as np

from lumpbayes.display.html.bars import bar
from lumpbayes.display.html.elements import Html, joined, paragraph
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.percentages import percent
from lumpbayes.reasoning.posteriors import Posteriors
from lumpbayes.reasoning.queries import Assignment, PosteriorDerivatives
from lumpbayes.reasoning.verification import TOLERANCE, Verification

__all__ = [
    "assignment_fragment",
    "derivatives_fragment",
    "posteriors_fragment",
    "verification_fragment",
]

MOST = 20
ROUNDING = 1e-14
"""A derivative that is no larger is shown as 0."""


def assignment_fragment(assignment: Assignment) -> Html:
    """The states that are most probable together, and how probable that is."""
    share = assignment.probability
    log = assignment.log_probability
    rows = list(assignment.states.items())
    more = f"{max(0, len(rows) - MOST)} more"
    table = Table("Most probable together", (Column("Variable"), Column("State")), rows, MOST, more)
    text = f"Probability of all together: {percent(share)} (natural log {log:.6g})"
    return joined(paragraph(text, class_="head"), table.html())


def posteriors_fragment(posteriors: Posteriors) -> Html:
    """Every variable with its most probable state."""
    columns = (
        Column("Variable"),
        Column("Most probable"),
        Column("Probability", "number"),
        Column("", "picture"),
    )
    rows = []
    for name in posteriors:
        state, share = max(posteriors[name].items(), key=lambda item: item[1])
        rows.append((name, state, percent(share), bar(share)))
    more = f"{max(0, len(rows) - MOST)} more variables"
    return Table(f"Posteriors of {len(rows):,} variables", columns, rows, MOST, more).html()


def derivatives_fragment(derivatives: PosteriorDerivatives) -> Html:
    """Each table that the posterior depends on, with its steepest derivative."""
    found = []
    for name in derivatives.variables:
        table = derivatives.table(name)
        steepest = float(table.flat[int(np.abs(table).argmax())])
        found.append((name, f"{table.size:,}", steepest))
    found.sort(key=lambda row: -abs(row[2]))
    columns = (
        Column("Table"),
        Column("Numbers", "number"),
        Column("Steepest derivative", "number"),
    )
    rows = [(*row[:2], f"{row[2]:+.4g}" if abs(row[2]) > ROUNDING else "0") for row in found]
    head = f"Posterior {percent(derivatives.posterior)}, by {len(found)} tables"
    more = f"{max(0, len(found) - MOST)} more tables"
    return joined(
        paragraph(head, class_="title"),
        Table("How it moves with each number alone", columns, rows, MOST, more).html(),
    )


def verification_fragment(verification: Verification) -> Html:
    """Whether the second engine agrees, and where it is furthest away."""
    found = verification
    verdict = f"{found.engine} agrees" if found.agrees else f"{found.engine} DISAGREES"
    where = f"largest difference {found.largest_difference:.3g}, at {found.variable}={found.state}"
    class_ = "head level" if found.agrees else "head level grave"
    return joined(
        paragraph(
            f"{verdict}: every posterior within {TOLERANCE:g}" if found.agrees else verdict,
            class_=class_,
        ),
        paragraph(where),
    )
