"""JSON that others could read too; what is none is refused."""

import pytest

from lumpbayes.knowledge.careful_json import parse_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2.5, -0.0, 0e-400, null, true]}', {"a": [1, 2.5, -0.0, 0.0, None, True]}),
        ('{"a": "yes", "b": 6, "a": "yes", "b": 6.0}', {"a": "yes", "b": 6.0}),
        ('"\\ud83d\\ude00"', "\U0001f600"),  # both halves of a character
        ('"\\\\ud800"', "\\ud800"),
        ("1" + "0" * 308, 10**308),
    ],
)
def test_what_is_read(text: str, value: object) -> None:
    assert parse_json(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Expecting property name"),
        ("NaN", "NaN is no number in JSON"),
        ('{"a": [-Infinity]}', "-Infinity is no number in JSON"),
        ("1e999", "1e999 is too large for a number"),
        ('{"a": -1e999}', "-1e999 is too large for a number"),
        ("1" + "0" * 309, "^10{39} is too large for a number"),
        ("1" * 5000, "Exceeds the limit"),
        ("1e-400", "^1e-400 is too small for a double; write 0 to exclude"),
        ('{"a": [-1e-400]}', "^-1e-400 is too small for a double; write 0 to exclude"),
        ('{"a": 1, "a": 2}', "'a' is given twice: 1 and 2; give it once"),
        ('{"a": 1, "a": true}', "'a' is given twice: 1 and true; give it once"),
        ('{"a": {"b": "yes", "b": "no"}}', """'b' is given twice: "yes" and "no"; give it once"""),
        ("[" * 100_000, "nested too deep"),
        ('["\\ud800"]', r"half a character \(a lone surrogate\): '\\ud800'"),
        ('{"\\uDC00": 1}', r"half a character \(a lone surrogate\): '\\udc00'"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_json(text)
