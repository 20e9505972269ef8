"""Text that is safe to show: nothing that a terminal obeys, nothing unseen."""

import json

import pytest

from lumpbayes.display.words import plain, writable
from lumpbayes.knowledge.json_text import shown_in_json
from lumpbayes.percentages import percent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07seen", "seen"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0\x1b\\seen", "seen"),
        ("\x1b[2J\x1b[1;1Hseen", "seen"),
        ("\x9b31mseen", "31mseen"),
        ("a\x00b\x07c\x7fd", "abcd"),
        ("two\nlines\r\tand a tab\u2028", "two lines and a tab"),
        ("left\u202eright\u2066x\u2069\u200b", "leftrightx"),
        ("soft\u00adhyphen\U000e0041", "softhyphen"),
        ("[red]kept[/red] <b>kept</b>", "[red]kept[/red] <b>kept</b>"),
        (12, "12"),
    ],
)
def test_plain(text: object, expected: str) -> None:
    assert plain(text) == expected


def test_json_shows_what_is_unseen() -> None:
    text = json.dumps("a\x1b\x7f\x9b\u202e\u2028\U000e0041é熱", ensure_ascii=False)
    shown = shown_in_json(text)
    assert shown == '"a\\u001b\\u007f\\u009b\\u202e\\u2028\\udb40\\udc41é熱"'
    assert json.loads(shown) == json.loads(text)


def test_what_a_stream_cannot_take() -> None:
    assert writable("█▌▏ 3–5 “x” …·", "ascii") == '##- 3-5 "x" ~-'
    assert writable("café █", "latin-1") == "café #"
    assert writable("熱 \udcff", "utf-8") == "熱 ?"
    assert writable("熱 █", "utf-8") == "熱 █"


def test_a_percentage_never_claims_certainty() -> None:
    assert percent(0) == "0 %"
    assert percent(0.9999) == ">99.9 %"
