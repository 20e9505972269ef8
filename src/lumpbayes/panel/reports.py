"""What a page says of the report: write it to a file."""

from __future__ import annotations

from collections.abc import Mapping

from lumpbayes.errors import EvidenceError
from lumpbayes.panel.files import typed_path, written
from lumpbayes.panel.history import History
from lumpbayes.panel.messages import Action, Message, text_of

__all__ = ["Reports"]


class Reports:
    """The report of a panel.

    Attributes:
        history: has the answer.
    """

    def __init__(self, history: History) -> None:
        self.history = history

    def actions(self) -> Mapping[str, Action]:
        """Type of a message -> what it does."""
        return {"report": self._report}

    def _report(self, message: Message) -> str:
        """Write the report on what is entered, with the edited numbers; says where."""
        history = self.history
        if history.impossible is not None:
            raise EvidenceError(
                "there is no report on findings that are impossible together: correct or undo one "
                "first"
            )
        path = typed_path(text_of(message, "path"), "report.html")
        replace = message.get("replace") is True
        diagnosis = history.asked.diagnosis
        found = written(path, replace, lambda: diagnosis.report(path, force=replace))
        return f"The report is written to {found.absolute()}. Open it in a browser to print it."
