"""[questions] of the model file is read, checked, and travels with copies."""

from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.comparing import row_changes
from lumpbayes.knowledge.copying import copy_tables
from lumpbayes.knowledge.question_settings import USUAL_SETTINGS, QuestionSettings, known_measures
from tests.tiny_model import TinyModel, told, where

SECTION = {"value": '"urgency"', "cost_weight": "0.25", "stop_at": "0.9", "most_questions": "12"}


def add_section(tiny: TinyModel, **changes: str | None) -> None:
    entry = {**SECTION, **changes}
    lines = [f"{key} = {value}" for key, value in entry.items() if value is not None]
    tiny.write("model", tiny.text("model") + "\n[questions]\n" + "\n".join(lines) + "\n")


def test_the_section_is_read(tiny: TinyModel) -> None:
    add_section(tiny)
    assert tiny.load().questions == QuestionSettings("urgency", 0.25, 0.9, 12)
    assert tiny.load().issues == ()


def test_whole_numbers_are_numbers(tiny: TinyModel) -> None:
    add_section(tiny, cost_weight="1", stop_at="1")
    settings = tiny.load().questions
    assert (settings.cost_weight, settings.stop_at) == (1.0, 1.0)
    assert isinstance(settings.cost_weight, float)


def test_without_the_section_entropy_counts_and_cost_does_not(tiny: TinyModel) -> None:
    assert tiny.load().questions == USUAL_SETTINGS == QuestionSettings("entropy", 0.0, 0.95, None)


MEASURES = "entropy, expected_loss, leading_cause, urgency"


@pytest.mark.parametrize(
    ("key", "value", "expected", "remedy"),
    [
        ("value", '"urgncy"', MEASURES, "Correct the value: did you mean urgency?"),
        ("value", "3", MEASURES, f"Correct the value: choose from {MEASURES}"),
        (
            "value",
            '"expected_loss"',
            "a value that the model's tables know",
            "Add losses under [tables], or choose from entropy, leading_cause, urgency.",
        ),
        ("cost_weight", "-0.1", "a number of at least 0", "Correct the number."),
        ("cost_weight", "nan", "a number of at least 0", "Correct the number."),
        ("cost_weight", "inf", "a number of at least 0", "Correct the number."),
        ("cost_weight", "true", "a number of at least 0", "Correct the number."),
        ("cost_weight", '"0.1"', "a number of at least 0", "Correct the number."),
        ("stop_at", "1.1", "a number from 0 to 1", "Correct the number."),
        ("stop_at", "-0.1", "a number from 0 to 1", "Correct the number."),
        ("most_questions", "0", "a whole number above 0", "Correct the number."),
        ("most_questions", "2.5", "a whole number above 0", "Correct the number."),
        ("most_questions", "true", "a whole number above 0", "Correct the number."),
    ],
)
def test_a_broken_section(
    tiny: TinyModel, key: str, value: str, expected: str, remedy: str
) -> None:
    add_section(tiny, **{key: value})
    issue = tiny.error()
    assert where(issue) == "tiny.toml"
    shown = {'"': "'", "true": "True"}.get(value[:1] if value[0] == '"' else value)
    found = value.replace('"', "'") if value[0] == '"' else shown or value
    assert told(issue) == (f"[questions] {key}", found, expected, remedy)


def test_an_unknown_key(tiny: TinyModel) -> None:
    add_section(tiny, stopat="1")
    assert told(tiny.error()) == (
        "[questions]",
        "stopat",
        "value, cost_weight, stop_at, most_questions",
        "Correct the name: did you mean stop_at?",
    )


def test_a_section_that_is_none(tiny: TinyModel) -> None:
    tiny.write("model", "questions = 3\n" + tiny.text("model"))
    assert tiny.error().value == "[questions]"


def test_urgency_needs_tables_that_speak_of_it(tiny: TinyModel) -> None:
    add_section(tiny)
    for table in ("management", "red_flags"):
        tiny.replace("model", f'{table} = "{table}.csv"\n', "")
    assert told(tiny.error()) == (
        "[questions] value",
        "'urgency'",
        "a value that the model's tables know",
        "Add losses, management or red_flags under [tables], or choose from entropy, "
        "leading_cause.",
    )


def test_known_measures() -> None:
    assert known_measures(()) == ("entropy", "leading_cause")
    assert known_measures({"thresholds"}) == ("entropy", "leading_cause", "urgency")
    assert known_measures({"losses"}) == tuple(MEASURES.split(", "))


def test_it_travels_with_a_copy_and_with_new_tables(tiny: TinyModel, tmp_path: Path) -> None:
    add_section(tiny, most_questions=None)
    engine = lb.load(tiny.path, backend="sweeps")
    copied = lb.load(copy_tables(engine.knowledge, str(tmp_path / "copy")), backend="sweeps")
    assert copied.knowledge.questions == engine.knowledge.questions
    assert copied.fingerprint == engine.fingerprint
    replaced = engine.with_tables(priors=engine.table("priors"))
    assert replaced.knowledge.questions == engine.knowledge.questions
    assert replaced.fingerprint == engine.fingerprint
    edited = engine.with_prior("cyst", 0.5)
    assert edited.knowledge.questions == engine.knowledge.questions


def test_a_copy_without_the_section_has_none(tiny: TinyModel, tmp_path: Path) -> None:
    copied = copy_tables(tiny.load(), str(tmp_path / "copy"))
    assert "[questions]" not in Path(copied).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "changes",
    [{"value": '"entropy"'}, {"cost_weight": "0.5"}, {"stop_at": "1"}, {"most_questions": None}],
    ids=str,
)
def test_the_fingerprint_covers_it_and_a_difference_shows_it(
    tiny: TinyModel, changes: dict
) -> None:
    before = tiny.text("model")
    add_section(tiny)
    first = tiny.load()
    tiny.write("model", before)
    add_section(tiny, **changes)
    second = tiny.load()
    assert second.fingerprint != first.fingerprint
    (change,) = row_changes(first, second)
    assert (change.table, change.key) == ("questions", next(iter(changes)))
    assert change.affects_answers


def test_saying_what_is_usual_says_nothing(tiny: TinyModel) -> None:
    first = tiny.load().fingerprint
    tiny.write("model", tiny.text("model") + '\n[questions]\nvalue = "entropy"\nstop_at = 0.95\n')
    assert tiny.load().fingerprint == first


def test_the_bundled_model_says_what_it_wants(engine: lb.Engine) -> None:
    assert engine.knowledge.questions == QuestionSettings("entropy", 0.005, 0.95, 25)
