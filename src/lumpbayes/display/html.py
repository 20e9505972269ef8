"""Answers as HTML for notebooks: everything escaped, readable on light and dark."""

from __future__ import annotations

from collections.abc import Iterable

from lumpbayes.display.fit_words import fit_headline, fit_lines
from lumpbayes.display.urgency_words import headline, reason_lines
from lumpbayes.display.words import plain
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import DISCLAIMER, Answer

__all__ = ["answer_html"]

BAR = "<div style='background:#4c78a8;height:.8em;min-width:1px;width:{width:.2f}%'></div>"


def answer_html(answer: Answer) -> str:
    """The evidence, how urgent it is, the differential with bars, the model, the disclaimer."""
    model = answer.model
    given = "; ".join(answer.given) or "no evidence"
    rows = "".join(
        f"<tr><td style='text-align:left'>{_text(answer.labels[cause])}</td>"
        f"<td style='text-align:right'>{_text(percent(probability))}</td>"
        f"<td style='width:16em'>{BAR.format(width=100 * probability)}</td></tr>"
        for cause, probability in answer.posterior.items()
    )
    groups = " &middot; ".join(
        f"{_text(answer.group_labels[group])} {_text(percent(probability))}"
        for group, probability in answer.groups.items()
    )
    return (
        "<div class='lumpbayes'>"
        f"<p><b>{_text(model.title)}</b><br>{_text(given)}</p>"
        f"{_said(fit_headline(answer), fit_lines(answer))}"
        f"{_said(headline(answer), reason_lines(answer))}"
        "<table><thead><tr><th style='text-align:left'>Cause</th><th>Probability</th><th></th>"
        f"</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>{groups}</p>"
        f"<p><small>{_text(model.name)} {_text(model.version)}, "
        f"{model.fingerprint[:12]}. {_text(DISCLAIMER)}</small></p></div>"
    )


def _said(head: str, lines: Iterable[str]) -> str:
    """A headline and what it rests on; empty where there is nothing to say."""
    if not head:
        return ""
    items = "".join(f"<li>{_text(line)}</li>" for line in lines)
    return f"<p><b>{_text(head)}</b></p><ul>{items}</ul>"


def _text(text: object) -> str:
    from html import escape

    return escape(plain(text), quote=True)
