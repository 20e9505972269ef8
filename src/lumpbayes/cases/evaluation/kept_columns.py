"""Columns of cases that are no evidence and copied through, as a file or a frame has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from lumpbayes.cases.answer_tables import plain_type
from lumpbayes.cases.true_causes import is_blank

if TYPE_CHECKING:
    import pandas
    import pyarrow as pa

__all__ = ["KeptColumns", "KeptOfFile", "KeptOfFrame"]


class KeptColumns(Protocol):
    """The kept columns of some cases."""

    def texts(self, place: int) -> dict[str, str]:
        """The cells of one case as text; a gap is empty.

        Args:
            place: of the case among these.
        """

    def frame(self) -> pandas.DataFrame:
        """All of them, a row a case."""

    def arrays(self) -> dict[str, pa.Array]:
        """All of them by name, as Arrow has them."""


class KeptOfFile(NamedTuple):
    """See ``KeptColumns``."""

    batch: pa.RecordBatch
    names: tuple[str, ...]

    def texts(self, place: int) -> dict[str, str]:
        """See ``KeptColumns.texts``."""
        return {name: _text(self.batch.column(name)[place].as_py()) for name in self.names}

    def frame(self) -> pandas.DataFrame:
        """See ``KeptColumns.frame``."""
        import pandas as pd

        found = {name: array.to_pandas() for name, array in self.arrays().items()}
        return pd.DataFrame(found, index=range(self.batch.num_rows))

    def arrays(self) -> dict[str, pa.Array]:
        """See ``KeptColumns.arrays``; text with a dictionary is plain text."""
        columns = {name: self.batch.column(name) for name in self.names}
        return {name: array.cast(plain_type(array.type)) for name, array in columns.items()}


class KeptOfFrame(NamedTuple):
    """See ``KeptColumns``."""

    columns: pandas.DataFrame

    def texts(self, place: int) -> dict[str, str]:
        """See ``KeptColumns.texts``."""
        return {str(name): _text(cells.iloc[place]) for name, cells in self.columns.items()}

    def frame(self) -> pandas.DataFrame:
        """See ``KeptColumns.frame``."""
        return self.columns.reset_index(drop=True)

    def arrays(self) -> dict[str, pa.Array]:
        """See ``KeptColumns.arrays``."""
        import pyarrow as pa

        return {str(name): pa.array(cells) for name, cells in self.columns.items()}


def _text(cell: object) -> str:
    return "" if is_blank(cell) else str(cell).strip()
