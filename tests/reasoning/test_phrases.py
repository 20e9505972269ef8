"""Rules in plain words."""

import pytest

from lumpbayes.knowledge.rules import parse_rule
from lumpbayes.reasoning.phrases import phrase, rule_phrase
from tests.tiny_model import TinyModel


@pytest.mark.parametrize(
    ("rule", "phrase"),
    [
        ("pain=mild", "Pain at the lump: mild"),
        ("pain!=none", "Pain at the lump: not no pain"),
        ("pain=mild or pain=severe", "Pain at the lump: mild or severe"),
        (
            "pain=mild or redness=yes or pain=severe",
            "Pain at the lump: mild or severe or Redness",
        ),
        ("pain=mild or redness!=yes", "Pain at the lump: mild or Redness: not yes"),
        ("pain=mild and redness=yes", "Pain at the lump: mild and Redness"),
        ("not pain=mild", "not (Pain at the lump: mild)"),
        (
            "pain=mild and (redness=yes or biopsy=positive)",
            "Pain at the lump: mild and (Redness or Biopsy: positive)",
        ),
        (
            "pain=mild or not (redness!=yes and biopsy=positive)",
            "Pain at the lump: mild or not (Redness: not yes and Biopsy: positive)",
        ),
    ],
)
def test_a_rule_in_words(tiny: TinyModel, rule: str, phrase: str) -> None:
    assert rule_phrase(tiny.load(), parse_rule(rule)) == phrase


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Age group", "Age: 67 years"),
        ("age group", "age: 67 years"),
        ("How old", "How old: 67 years"),
    ],
)
def test_a_number_is_named_by_its_own_words(tiny: TinyModel, label: str, words: str) -> None:
    tiny.add("labels", "age_group", "", label)
    assert phrase(tiny.load(), "age_years", 67.0) == words
