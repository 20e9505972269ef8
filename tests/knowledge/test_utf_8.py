"""Text in UTF-8, and bytes that are none."""

import pytest

from lumpbayes.knowledge.utf_8 import decoded


def test_a_byte_order_mark_is_no_text() -> None:
    assert decoded("\ufeffböse".encode()) == "böse"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\nb\n\xe9", "line 3 holds the byte 0xe9, which is not UTF-8"),
        ("böse".encode("utf-16"), "line 1 holds the byte 0xff"),
        ("ö".encode()[:1], "line 1 holds the byte 0xc3"),
    ],
)
def test_bytes_that_are_no_text_are_named(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        decoded(data)
