"""The foot of a report: what is missing, the sources, which model answered, how to read it."""

from __future__ import annotations

from importlib.metadata import version

from lumpbayes.display.html.elements import Html, element, items, joined, paragraph
from lumpbayes.display.report.bibliography import Bibliography
from lumpbayes.display.report.contents import Contents

__all__ = ["footing", "missing_section", "sources_section"]

PROBABILITY = (
    "Probability",
    "how probable a cause is in such a patient, if the numbers of the model are right.",
)
INTERVAL = (
    "95 % interval",
    "where it lies if the numbers of the tables may be anywhere within their own intervals; "
    "comes first is how often a cause, or one of a group, then leads. What the model leaves "
    "out is in no interval.",
)
DECIBANS = (
    "Decibans",
    "the weight of a finding. They add up where odds multiply: +10 makes the odds 10 times as "
    "high, +3 twice, −3 half. Each finding has what it adds on average over all orders in which "
    "findings may become known, so that the rows add up.",
)
BASIS = (
    "Rests on",
    "the weakest grade of the numbers behind it (sourced, derived, estimate), and how many "
    "sources they have.",
)


def missing_section(contents: Contents) -> Html:
    """What could not be worked out, and why; empty where all could."""
    if not contents.missing:
        return Html()
    return element("section", element("h2", "Not in this report"), items(contents.missing))


def sources_section(sources: Bibliography) -> Html:
    """What was cited; the last section to be made, since the others cite."""
    found = sources.html()
    return element("section", element("h2", "Sources"), found) if found else Html()


def footing(contents: Contents) -> Html:
    """How to read the page, and everything it takes to get the same one again."""
    answer = contents.answer
    model = answer.model
    in_tables = not contents.situation.knowledge.from_network
    reading = (PROBABILITY, INTERVAL, DECIBANS, BASIS) if in_tables else (PROBABILITY, DECIBANS)
    facts = (
        ("Model", f"{model.name} {model.version}"),
        ("Fingerprint", model.fingerprint),
        ("Software", f"LumpBayes {version('lumpbayes')}, method {answer.backend}"),
        ("Log evidence", f"{answer.log_evidence:.6f} nats"),
        ("Drawn", f"{contents.draws:,} sets of tables and of answers, seed {contents.seed}"),
    )
    return element(
        "footer",
        element("h2", "How to read it"),
        paragraph([joined(element("b", term, ": "), meaning, " ") for term, meaning in reading]),
        element("h2", "What answered"),
        element("dl", [_fact(*fact) for fact in facts], class_="facts"),
    )


def _fact(name: str, value: str) -> Html:
    return element("div", element("dt", name), element("dd", value))
