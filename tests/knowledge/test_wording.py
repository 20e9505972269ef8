"""What a model file says to people: the safety net, its review, words of urgency."""

from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.comparing import row_changes
from lumpbayes.knowledge.copying import copy_tables
from lumpbayes.knowledge.loading import load_knowledge
from tests.tiny_model import TinyModel, told, where

WORDS = '\n[urgency_words]\nurgent = "Urgent: eye doctor within 2 weeks"\n'
SENTENCES = 'cause = "cause"\nsafety_net = "Come back."\nreview = "Nobody has."\n'
REMEDY = "Write a sentence in quotes, or take the line away."


def with_wording(tiny: TinyModel) -> None:
    tiny.replace("model", 'cause = "cause"\n', SENTENCES)
    tiny.write("model", tiny.text("model") + WORDS)


def test_it_is_read_and_copied(tiny: TinyModel, tmp_path: Path) -> None:
    assert tuple(tiny.load().wording) == ("", "", {})
    with_wording(tiny)
    knowledge = tiny.load()
    said = {"urgent": "Urgent: eye doctor within 2 weeks"}
    assert tuple(knowledge.wording) == ("Come back.", "Nobody has.", said)
    copy = load_knowledge(str(copy_tables(knowledge, str(tmp_path / "copy"))))
    assert (copy.wording, copy.fingerprint) == (knowledge.wording, knowledge.fingerprint)
    frame = lb.load(tiny.path).table("labels")
    edited = lb.load(tiny.path).with_tables(labels=frame)
    assert edited.knowledge.wording == knowledge.wording


@pytest.mark.parametrize("value", ["3", '""', '"  "', "[]"])
@pytest.mark.parametrize("key", ["safety_net", "review"])
def test_a_sentence_that_is_no_text(tiny: TinyModel, key: str, value: str) -> None:
    tiny.replace("model", 'cause = "cause"\n', f'cause = "cause"\n{key} = {value}\n')
    issue = tiny.error()
    assert where(issue) == "tiny.toml"
    assert told(issue)[0] == f"[model] {key}"
    assert (issue.expected, issue.remedy) == ("a text in quotes", REMEDY)


def test_words_for_what_is_no_level(tiny: TinyModel) -> None:
    tiny.write("model", tiny.text("model") + WORDS.replace("urgent =", "urgnt ="))
    assert told(tiny.error()) == (
        "[urgency_words]",
        "urgnt",
        "self_care, routine, soon, urgent, emergency",
        "Correct the name: did you mean urgent?",
    )


def test_words_that_are_no_text(tiny: TinyModel) -> None:
    tiny.write("model", tiny.text("model") + "\n[urgency_words]\nurgent = 2\n")
    assert told(tiny.error()) == ("[urgency_words] urgent", "2", "a text in quotes", REMEDY)


def test_the_section_is_a_table(tiny: TinyModel) -> None:
    tiny.write("model", "urgency_words = 3\n" + tiny.text("model"))
    assert told(tiny.errors()[0])[1] == "[urgency_words]"


def test_what_an_answer_says_is_in_the_fingerprint_and_a_review_is_not(tiny: TinyModel) -> None:
    with_wording(tiny)
    before = tiny.load()
    tiny.replace("model", "Nobody has.", f"Somebody has, of {before.fingerprint}.")
    reviewed = tiny.load()
    assert reviewed.fingerprint == before.fingerprint
    tiny.replace("model", "Come back.", "Come back soon.")
    other = tiny.load()
    tiny.replace("model", "eye doctor", "surgeon")
    third = tiny.load()
    assert len({before.fingerprint, other.fingerprint, third.fingerprint}) == 3
    changes = row_changes(before, third)
    assert [(each.table, each.key, each.affects_answers) for each in changes] == [
        ("model", "", False),
        ("wording", "safety_net", True),
        ("wording", "urgent", True),
    ]
