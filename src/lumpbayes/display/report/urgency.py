"""How urgent care is and why, the red flags, and whether the model fits: what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumpbayes.display.conflict_words import (
    conflict_headline,
    conflict_numbers,
    conflict_sentence,
    pair_lines,
)
from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.html.elements import Html, element, folded, items, joined, paragraph
from lumpbayes.display.intervals import range_text
from lumpbayes.display.report.bibliography import Bibliography
from lumpbayes.display.report.contents import FEWEST, Contents
from lumpbayes.display.urgency_words import (
    headline,
    level_name,
    reason_level,
    told_reasons,
    unknown_line,
)
from lumpbayes.display.words import plain
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.rules import parse_rule
from lumpbayes.knowledge.within import within_words
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import Answer
from lumpbayes.reasoning.phrases import rule_phrase
from lumpbayes.reasoning.red_flags import Flag
from lumpbayes.reasoning.situation import Situation
from lumpbayes.reasoning.urgency import Reason

__all__ = ["fit_section", "urgency_section"]

NO_URGENCY = "This model says nothing about urgency, and has no red flags: judge it yourself."
FEW_FINDINGS = "Not judged: fewer than two findings, so that none can disagree."
TOO_LARGE = "Not judged: it would take more memory than the engine may use."


def urgency_section(contents: Contents, sources: Bibliography) -> Html:
    """The level, the red flags that fire or may, and the other reasons."""
    answer, knowledge = contents.answer, contents.situation.knowledge
    if answer.urgency.possible_level is None:
        silent = "No red flag fires." if knowledge.red_flags else NO_URGENCY
        lines = (_leading(contents), paragraph(silent))
        return element("section", element("h2", "Urgency"), *lines)
    worst = level_name(answer.urgency.possible_level)
    banner = element(
        "h2", element("span", "Urgency", class_="kicker"), " ", headline(answer), class_="banner"
    )
    because = items(_reasons(answer, sources))
    flags = _flags(contents.situation, "Red flags", answer.red_flags, sources)
    possible = "Possible red flags: settle them first"
    maybe = _flags(contents.situation, possible, answer.possible_red_flags, sources)
    none = None
    if knowledge.red_flags and not answer.red_flags and not answer.possible_red_flags:
        none = paragraph(f"None of the model's {len(knowledge.red_flags)} red flags fires.")
    unknown = paragraph(unknown_line(answer), class_="calm")
    inner = (banner, flags, maybe, because, unknown, none, _leading(contents))
    return element("section", *inner, class_=f"urgency level-{worst}")


def _leading(contents: Contents) -> Html:
    """The two most probable causes, for a reader who reads no further."""
    answer, intervals = contents.answer, contents.intervals
    said = []
    for cause, probability in list(answer.posterior.items())[:2]:
        between = f" {range_text(intervals[cause])}" if intervals is not None else ""
        said.append(f"{plain(answer.labels[cause])} {percent(probability)}{between}")
    return paragraph(
        "Most probable: ", element("strong", said[0]), *(f"; then {each}" for each in said[1:])
    )


def _reasons(answer: Answer, sources: Bibliography) -> Iterator[Html]:
    """What is reached beside red flags, and what may ask for a worse level."""
    level = answer.urgency.level
    for reason in told_reasons(answer.urgency):
        yield joined(reason_level(reason, level), _reason(reason, sources))
    for reason in answer.urgency.possible_reasons:
        if level is None or URGENCIES.index(reason.level) > URGENCIES.index(level):
            yield joined(f"possibly {level_name(reason.level)} ", _reason(reason, sources))


def _reason(reason: Reason, sources: Bibliography) -> Html:
    """Its words; those of an expected loss say how probable each cause is."""
    probable = reason.probability is not None and reason.kind != "expected_loss"
    amount = f"{percent(reason.probability or 0.0)}: " if probable else None
    return joined(
        "because " if probable else None, amount, reason.text, sources.cite(reason.sources)
    )


def _flags(
    situation: Situation, title: str, flags: Sequence[Flag], sources: Bibliography
) -> Html | None:
    if not flags:
        return None
    lines = [_flag(situation, flag, sources) for flag in flags]
    return joined(element("h3", title), items(lines, class_="flags"))


def _flag(situation: Situation, flag: Flag, sources: Bibliography) -> Html:
    """What it asks for and within what time, its advice and source, its rule in words."""
    words = rule_phrase(situation.knowledge, parse_rule(flag.rule))
    time = f", {within_words(flag.within)}" if flag.within else ""
    return joined(
        element("strong", level_name(flag.urgency).capitalize(), time, ": "),
        flag.advice,
        sources.cite(flag.sources),
        element("span", f" ({flag.id})", class_="key"),
        element("span", f" Rule: {words}", class_="rule"),
    )


def fit_section(contents: Contents) -> Html:
    """Whether the model fits the patient, and whether the findings agree."""
    answer = contents.answer
    head = fit_headline(answer)
    warning = None
    if head:
        warned = (element("strong", head), items(fit_lines(answer)))
        warning = element("div", *warned, class_="warning")
    return element("section", element("h2", "Does the model fit?"), warning, _agreement(contents))


def _agreement(contents: Contents) -> Html:
    """The verdict, its numbers and the findings that disagree; or why it is not judged."""
    conflict = contents.conflict
    if conflict is None:
        few = len(contents.situation.findings) < FEWEST
        return paragraph(FEW_FINDINGS if few else TOO_LARGE)
    notes = [f"{row.finding}: {row.note}" for row in conflict.rows if row.note]
    return joined(
        paragraph(
            element("strong", f"{conflict_headline(conflict)}."), " ", conflict_sentence(conflict)
        ),
        items(pair_lines(conflict)),
        folded(
            "The numbers behind it, and each finding", items((*conflict_numbers(conflict), *notes))
        ),
    )
