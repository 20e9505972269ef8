"""How a case file is answered, as a record or as keywords say it."""

from __future__ import annotations

from typing import Any, NamedTuple

from lumpbayes.cases.answer_tables import Extras
from lumpbayes.cases.case_chunks import CHUNK
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.csv_encoding import UTF_8, proper_encoding
from lumpbayes.errors import EvidenceError

__all__ = ["SLOW_PART", "USUAL", "BatchOptions", "chosen_options"]

SLOW_PART = 2**10
"""Cases a part where each takes milliseconds: what an interruption loses is seconds of work."""


class BatchOptions(NamedTuple):
    """How a case file is answered.

    Attributes:
        reading: what a person says of its columns.
        extras: what takes a case by itself.
        on_error: what to do about a bad row: ``fail``, ``skip`` or ``mark``.
        separator: of a CSV file; the one that its header has when None.
        rows: cases a part, which is kept when it is done; when None 65,536, or 1,024 where extras
            make a case slow.
        force: whether an output that is there is replaced.
        restart: whether the parts of an interrupted run are thrown away.
        encoding: of a CSV file.
    """

    reading: CaseReading = CaseReading()
    extras: Extras = Extras()
    on_error: str = "fail"
    separator: str | None = None
    rows: int | None = None
    force: bool = False
    restart: bool = False
    encoding: str = UTF_8

    def told(self) -> dict[str, Any]:
        """What of it the answers depend on, as plain data, by the names of the command."""
        return {
            **self.reading._asdict(),
            "intervals": self.extras.draws,
            "explain": self.extras.explain,
            "full verdict": self.extras.simulate,
            "on-error": self.on_error,
            "separator": self.separator,
            "encoding": proper_encoding(self.encoding),
            "rows": self.part,
        }

    @property
    def part(self) -> int:
        """Cases a part."""
        if self.rows is not None:
            return self.rows
        return CHUNK if self.extras == Extras() else SLOW_PART


USUAL = BatchOptions()


def chosen_options(options: BatchOptions | None, said: BatchOptions) -> BatchOptions:
    """The options of a run, from a record or from keywords.

    Args:
        options: a record; None where there is none.
        said: what the keywords say.

    Raises:
        EvidenceError: both.
    """
    if options is None:
        return said
    if said != USUAL:
        raise EvidenceError(
            "options= and keywords were both given: say it all in one of them, such as "
            "BatchOptions(CaseReading(keep=('id',)), on_error='mark')"
        )
    return options
