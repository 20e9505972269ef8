"""What the library logs, as remarks to whoever waits at a shell."""

from __future__ import annotations

from lumpbayes.cli.printing import note

__all__ = ["note_what_is_logged"]


class _Notes:
    """A stream of which every text is a remark."""

    def write(self, text: str) -> None:
        if text.strip():
            note(text.strip())

    def flush(self) -> None:
        """Nothing is held back."""


def note_what_is_logged() -> None:
    """Say what the library logs, such as that a kernel is compiled, as a ``Note:``."""
    import logging

    logger = logging.getLogger("lumpbayes")
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler(_Notes()))
