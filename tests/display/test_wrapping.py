"""Columns of a terminal: folding and cutting, with characters that fill two."""

import pytest
from click import unstyle
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lumpbayes.display.wrapping import padded, wrapped

WORDS = st.text("ab é熱傷\xa0.", min_size=1, max_size=60)


def test_words_are_folded_with_an_indent() -> None:
    assert list(wrapped("  one two three four five six", 20, indent="    ")) == [
        "  one two three four",
        "    five six",
    ]


def test_nothing_gives_no_line() -> None:
    assert list(wrapped("  ", 40)) == []


def test_wide_characters_count_twice() -> None:
    assert list(wrapped("皮膚膿瘍 皮膚膿瘍 皮膚膿瘍", 20)) == ["皮膚膿瘍 皮膚膿瘍", "皮膚膿瘍"]


def test_a_long_word_of_wide_characters_is_cut() -> None:
    assert list(wrapped("表" * 15, 20, indent="  ")) == ["表" * 9, "  " + "表" * 6]


def test_an_address_stays_whole() -> None:
    address = "https://example.org/a/long/address"
    assert list(wrapped(f"see {address} there", 20)) == ["see", address, "there"]


def test_what_must_not_break_does_only_where_it_is_too_long() -> None:
    assert list(wrapped("any cancer\xa03.1\xa0%", 20)) == ["any cancer 3.1 %"]
    assert list(wrapped("the sum: any\xa0cancer\xa03.1\xa0%", 20)) == [
        "the sum:",
        "any cancer 3.1 %",
    ]
    assert list(wrapped("cancer\xa0of\xa0the\xa0spine\xa03.1\xa0%", 20)) == [
        "cancer of the spine",
        "3.1 %",
    ]


def test_a_number_stays_with_its_sign() -> None:
    assert list(wrapped("the probability 3.1 %", 20)) == ["the probability", "3.1 %"]


def test_looks_are_added_to_every_line() -> None:
    lines = list(wrapped("one two three four five", 20, bold=True))
    assert lines == ["\x1b[1mone two three four\x1b[0m", "\x1b[1mfive\x1b[0m"]


@given(WORDS, st.integers(20, 60))
def test_no_line_is_too_long_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = [unstyle(line) for line in wrapped(text, width, indent="  ")]
    if any(len(word) > 1 and word.isascii() for word in text.split()):
        lines = [line for line in lines if not line.isascii()]
    else:
        assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("cyst", 6, "cyst  "), ("abscess", 5, "absc…"), ("皮膚", 6, "皮膚  "), ("皮膚膿", 5, "皮膚…")],
)
def test_padded(text: str, width: int, expected: str) -> None:
    assert padded(text, width) == expected
    assert cell_len(padded(text, width)) == width
