"""presentations.csv: how each cause presents in the textbook.

They change no answer: they are what an edit of the numbers is watched by.
"""

from __future__ import annotations

from lumpbayes.errors import EvidenceError, or_nearest
from lumpbayes.knowledge.csv_table import Row, read_rows
from lumpbayes.knowledge.estimates import split_list
from lumpbayes.knowledge.evidence import interpret
from lumpbayes.knowledge.matching import ANY
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import KnowledgeBase, Presentation, TableFile
from lumpbayes.knowledge.words import parse_words

__all__ = ["read_presentations"]

COLUMNS = ("id", "cause", "setting", "evidence", "max_rank", "reason")


def read_presentations(
    file: TableFile | None, knowledge: KnowledgeBase, problems: Problems
) -> tuple[Presentation, ...]:
    """The presentations in file order; a row with something wrong is reported and left out.

    Args:
        file: presentations.csv, or None in a model without it.
        knowledge: the rest of the model, whose words the evidence must be.
        problems: where to report.
    """
    if file is None:
        return ()
    found: dict[str, Presentation] = {}
    for row in read_rows(file, COLUMNS, problems):
        place = file.place(row.line)
        before = len(problems)
        name = row.cells[0]
        if not name or name in found:
            remedy = "Rename the presentation."
            problems.error(place, "id", repr(name), "an id of its own", remedy, mendable=True)
        presentation = _parse(place, row, knowledge, problems)
        if len(problems) == before:
            found[name] = presentation
    return tuple(found.values())


def _parse(place: str, row: Row, knowledge: KnowledgeBase, problems: Problems) -> Presentation:
    name, cause, setting, evidence, rank_text, reason = row.cells
    rank = int(rank_text) if rank_text.isdecimal() else 0
    words = split_list(evidence)
    _check_cause(place, cause, knowledge, problems)
    if rank < 1:
        expected = "a whole number from 1"
        problems.error(
            place, "max_rank", repr(rank_text), expected, "Correct the number.", mendable=True
        )
    if _check_setting(place, setting, knowledge, problems):
        _check_evidence(place, setting, words, knowledge, problems)
    return Presentation(name, cause, setting, words, rank, reason, row.line)


def _check_cause(place: str, cause: str, knowledge: KnowledgeBase, problems: Problems) -> None:
    if cause not in knowledge.causes:
        remedy = f"Correct the name: {or_nearest(cause, knowledge.causes)}"
        expected = "a cause of variables.csv"
        problems.error(place, "cause", repr(cause), expected, remedy, mendable=True)


def _check_setting(place: str, setting: str, knowledge: KnowledgeBase, problems: Problems) -> bool:
    """Whether the setting is a state, ``any``, or empty for the default."""
    name = knowledge.setting
    settings = (*knowledge.variables[name].states, ANY) if name else ()
    if setting in settings or not setting:
        return True
    expected = "a setting, or nothing for the default" if name else "nothing: there is no setting"
    remedy = f"Correct the name: {or_nearest(setting, settings)}" if name else "Empty the cell."
    problems.error(place, "setting", repr(setting), expected, remedy, mendable=True)
    return False


def _check_evidence(
    place: str,
    setting: str,
    words: tuple[str, ...],
    knowledge: KnowledgeBase,
    problems: Problems,
) -> None:
    expected = "words such as fever=yes, separated by ';', and none on the cause"
    shown = repr(";".join(words))
    try:
        understood = interpret(knowledge, parse_words(knowledge, words), setting or None)
    except EvidenceError as error:
        problems.error(place, "evidence", shown, expected, f"{error}.", mendable=True)
        return
    if not words or knowledge.cause in understood.findings:
        remedy = "Write what is found when the cause is not known."
        problems.error(place, "evidence", shown, expected, remedy, mendable=True)
