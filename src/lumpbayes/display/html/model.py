"""What a model is, as HTML: its causes, its variables, how good its numbers are, its issues."""

from __future__ import annotations

from collections import Counter

from lumpbayes.display.html.elements import Html, element, folded, joined, paragraph
from lumpbayes.display.html.issues import issues_fragment
from lumpbayes.display.html.tables import Column, Table
from lumpbayes.errors import Issues
from lumpbayes.knowledge.estimates import GRADES
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.variables import PHASES

__all__ = ["model_fragment"]

PHASE_HEADINGS = {"history": "History", "exam": "Examination", "test": "Tests", "": "Others"}


def model_fragment(knowledge: KnowledgeBase) -> Html:
    """What it is and how to ask it; each of its parts, and how good its numbers are, opened."""
    variables = len(knowledge.variables)
    counts = f"{len(knowledge.causes)} causes, {variables} variables"
    return joined(
        paragraph(knowledge.title, class_="title"),
        paragraph(f"{knowledge.name} {knowledge.version}: {counts}", class_="quiet"),
        paragraph("Edited: its numbers are not those of its files." if knowledge.edited else ""),
        _how_to_ask(knowledge),
        folded(f"{len(knowledge.causes)} causes", _causes(knowledge)),
        [_phase(knowledge, phase) for phase in (*PHASES, "")],
        folded(
            "Where its numbers come from",
            _grades(knowledge),
            _issues(knowledge),
            paragraph(f"Fingerprint {knowledge.fingerprint}", class_="quiet"),
        ),
    )


def _how_to_ask(knowledge: KnowledgeBase) -> Html:
    """A first line to type, with a finding of this very model."""
    found = [each for each in knowledge.variables.values() if each.role in ("finding", "test")]
    if not found or not knowledge.cause:
        return Html()
    first = found[0]
    asked = element("code", f'engine.diagnose({{"{first.name}": "{first.states[0]}"}})')
    panel = element("code", "engine.panel()")
    return paragraph("Ask it: ", asked, " answers for one finding, ", panel, " shows a form.")


def _grades(knowledge: KnowledgeBase) -> Html:
    """How many of the numbers have which grade."""
    grades = Counter(cell.estimate.grade for cell in knowledge.priors)
    grades.update(cell.estimate.grade for cell in knowledge.likelihoods)
    total = grades.total()
    rows = [
        (grade, f"{grades[grade]:,}", f"{100 * grades[grade] / total:.1f} %")
        for grade in GRADES
        if grades[grade]
    ]
    columns = (Column("Grade"), Column("Numbers", "number"), Column("Share", "number"))
    return Table(f"{total:,} numbers with intervals and sources", columns, rows).html()


def _causes(knowledge: KnowledgeBase) -> Html:
    if not knowledge.cause:
        return Html()
    labels, advice = knowledge.state_labels[knowledge.cause], knowledge.management
    rows = [
        (
            joined(labels[cause], element("span", f" ({cause})", class_="quiet")),
            advice[cause].urgency.replace("_", "-") if cause in advice else "",
        )
        for cause in knowledge.causes
    ]
    return Table("", (Column("Cause"), Column("Urgency")), rows).html()


def _phase(knowledge: KnowledgeBase, phase: str) -> Html:
    """The variables of one phase; the cause is none of them."""
    found = [
        variable
        for name, variable in knowledge.variables.items()
        if variable.phase == phase and name != knowledge.cause
    ]
    columns = (Column("Variable"), Column("Role"), Column("States"))
    rows = [_row(knowledge, variable) for variable in found]
    head = f"{PHASE_HEADINGS[phase]}: {len(found):,} variables"
    return folded(head, Table("", columns, rows).html()) if found else Html()


def _row(knowledge: KnowledgeBase, variable: Variable) -> tuple[object, ...]:
    label = knowledge.variable_labels[variable.name]
    name = joined(label, element("span", f" ({variable.name})", class_="quiet"))
    return name, variable.role, "; ".join(variable.states)


def _issues(knowledge: KnowledgeBase) -> Html:
    issues = Issues(knowledge.issues)
    return folded(issues.counts, issues_fragment(issues)) if issues else Html()
