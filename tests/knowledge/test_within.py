"""Times of red flags and thresholds: read strictly, compared, kept by copies and edits."""

from pathlib import Path

import pytest

from lumpbayes.knowledge.copying import copy_tables
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.replacing import with_tables
from lumpbayes.knowledge.within import minutes_within, parse_within, within_words
from tests.tiny_model import TinyModel, told, where

EXPECTED = "same day, or a whole number of minutes, hours, days, weeks or months"
REMEDY = "Write a time such as 24 hours or 2 weeks, or leave it blank."

FLAGS = """\
id,rule,urgency,within,advice,source
R1,pain=severe,urgent,24 hours,Go now.,smith2020
R2,pain=mild,soon,,See a surgeon.,judgement
"""

THRESHOLD = """
[[thresholds]]
cause = "tumor"
probability = 0.1
urgency = "urgent"
within = {within}
source = "judgement"
"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("same day", "same day"),
        ("30 minutes", "30 minutes"),
        ("24 hours", "24 hours"),
        ("1 week", "1 week"),
        ("1 weeks", "1 week"),
        ("2 week", "2 weeks"),
        ("6 months", "6 months"),
    ],
)
def test_a_time_has_one_spelling(text: str, read: str) -> None:
    assert parse_within(text) == read


def test_times_are_compared() -> None:
    times = ["45 minutes", "2 hours", "same day", "24 hours", "3 days", "1 week", "1 month"]
    assert sorted(reversed(times), key=minutes_within) == times
    assert (within_words("same day"), within_words("2 hours")) == ("the same day", "within 2 hours")


WRONG = [
    "soon",
    "Same day",
    "24hours",
    "0 days",
    "-1 days",
    "1.5 hours",
    "24 h",
    "99999 days",
    "٣ days",
]


@pytest.mark.parametrize("text", WRONG)
def test_anything_else_in_a_red_flag_is_an_error(tiny: TinyModel, text: str) -> None:
    tiny.write("red_flags", FLAGS.replace("24 hours", text))
    issue = tiny.error()
    assert where(issue) == "red_flags.csv:2"
    assert told(issue) == ("within", repr(text), EXPECTED, REMEDY)


@pytest.mark.parametrize(("text", "found"), [('"tomorrow"', "'tomorrow'"), ("24", "24")])
def test_anything_else_in_a_threshold_is_an_error(tiny: TinyModel, text: str, found: str) -> None:
    tiny.write("model", tiny.text("model") + THRESHOLD.format(within=text))
    issue = tiny.error()
    assert where(issue) == "tiny.toml, [[thresholds]] 1"
    assert told(issue) == ("within", found, EXPECTED, REMEDY)


OF_LEVELS = [
    ("emergency", "2 weeks", "same day"),
    ("emergency", "24 hours", "same day"),
    ("urgent", "15 days", "2 weeks"),
    ("soon", "9 months", "6 weeks"),
]
SHORTER = "Write a shorter time, leave it blank, or lower the urgency."


@pytest.mark.parametrize(("level", "text", "longest"), OF_LEVELS)
def test_a_time_is_no_longer_than_that_of_its_level(
    tiny: TinyModel, level: str, text: str, longest: str
) -> None:
    tiny.write("red_flags", FLAGS.replace("urgent,24 hours", f"{level},{text}"))
    issue = tiny.error()
    assert where(issue) == "red_flags.csv:2"
    expected = f"at most that of {level} itself, {longest}"
    assert told(issue) == ("within", repr(text), expected, SHORTER)
    tiny.write("red_flags", FLAGS.replace("urgent,24 hours", f"{level},{longest}"))
    assert tiny.load().red_flags[0].within == longest


@pytest.mark.parametrize("level", ["self_care", "routine"])
def test_a_calm_level_has_no_time(tiny: TinyModel, level: str) -> None:
    threshold = THRESHOLD.format(within='"1 week"').replace('"urgent"', f'"{level}"')
    tiny.write("model", tiny.text("model") + threshold)
    expected = "a blank: only soon, urgent and emergency have a time"
    remedy = "Leave it blank, or raise the urgency."
    assert told(tiny.error()) == ("within", "'1 week'", expected, remedy)


def test_it_is_read(tiny: TinyModel) -> None:
    assert [flag.within for flag in tiny.load().red_flags] == ["", ""]  # the column is optional
    tiny.write("red_flags", FLAGS)
    tiny.write("model", tiny.text("model") + THRESHOLD.format(within='"same day"'))
    knowledge = tiny.load()
    assert [flag.within for flag in knowledge.red_flags] == ["24 hours", ""]
    assert [each.within for each in knowledge.thresholds] == ["same day"]
    assert [flag.advice for flag in knowledge.red_flags] == ["Go now.", "See a surgeon."]


def test_it_travels_with_copies_and_new_tables(tiny: TinyModel, tmp_path: Path) -> None:
    tiny.write("red_flags", FLAGS)
    tiny.write("model", tiny.text("model") + THRESHOLD.format(within='"same day"'))
    knowledge = tiny.load()
    edited = with_tables(knowledge, {"labels": str(tiny.file("labels"))})
    for number, each in enumerate((knowledge, edited)):
        copy = load_knowledge(str(copy_tables(each, str(tmp_path / str(number)))))
        assert copy.red_flags[0].within == "24 hours"
        assert copy.thresholds == knowledge.thresholds
        assert copy.fingerprint == knowledge.fingerprint


def test_the_fingerprint_covers_it(tiny: TinyModel) -> None:
    tiny.write("red_flags", FLAGS)
    tiny.write("model", tiny.text("model") + THRESHOLD.format(within='"same day"'))
    first = tiny.load().fingerprint
    tiny.write("red_flags", FLAGS.replace("24 hours", "48 hours"))
    second = tiny.load().fingerprint
    tiny.replace("model", '"same day"', '"2 days"')
    assert len({first, second, tiny.load().fingerprint}) == 3


def test_an_unknown_column_names_the_optional_one(tiny: TinyModel) -> None:
    tiny.write("red_flags", FLAGS.replace("within", "withn"))
    issue = tiny.errors()[0]
    assert (
        issue.expected == "the columns id, rule, urgency, advice, source (and within if you like)"
    )
    assert "did you mean within" in issue.remedy
