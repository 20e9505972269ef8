"""Names without what people do not mind: letter case, outer spaces, Unicode's ways to write."""

from __future__ import annotations

from unicodedata import normalize

__all__ = ["composed", "folded"]


def composed(text: str) -> str:
    """The text with each letter and its accents as one character where there is one (NFC)."""
    return text if text.isascii() else normalize("NFC", text)


def folded(name: object) -> str:
    """A name without outer spaces and letter case, its letters composed."""
    return composed(composed(str(name)).strip().casefold())
