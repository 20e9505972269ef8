from pathlib import Path

import pytest

from lumpbayes.errors import Level
from lumpbayes.knowledge.copying import copy_tables
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.records import Presentation
from tests.tiny_model import TinyModel, told, where

ROWS = """\
id,cause,setting,evidence,max_rank,reason
P1,abscess,,redness=yes;pain=severe,1,"Red, and it hurts."
P2,tumor,hospital,size_cm=6.5;redness!=yes;pain=mild,2,Large and pale.
P3,cyst,any,pain=none;biopsy=negative,1,
"""


@pytest.fixture
def presented(tiny: TinyModel) -> TinyModel:
    """The tiny model with presentations."""
    tiny.replace("model", 'codes = "codes.csv"', 'codes = "codes.csv"\npresentations = "p.csv"')
    tiny.file("presentations").symlink_to(tiny.folder / "p.csv")
    tiny.write("presentations", ROWS)
    return tiny


def test_presentations_are_read(presented: TinyModel) -> None:
    first, second, third = presented.load().presentations
    assert first == Presentation(
        "P1", "abscess", "", ("redness=yes", "pain=severe"), 1, "Red, and it hurts.", 2
    )
    assert (second.setting, second.max_rank, second.line) == ("hospital", 2, 3)
    assert (third.setting, third.reason) == ("any", "")


def test_a_model_without_them_has_none(tiny: TinyModel) -> None:
    assert tiny.load().presentations == ()


def test_they_change_no_fingerprint(presented: TinyModel, tmp_path: Path) -> None:
    assert presented.load().fingerprint == TinyModel(tmp_path / "plain").load().fingerprint


def test_they_are_copied_with_the_model(presented: TinyModel, tmp_path: Path) -> None:
    copied = load_knowledge(copy_tables(presented.load(), str(tmp_path / "copy")))
    assert copied.presentations == presented.load().presentations


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            ",cyst,,pain=none,1,",
            ("id", "''", "an id of its own", "Rename the presentation."),
        ),
        (
            "P1,cyst,,pain=none,1,",
            ("id", "'P1'", "an id of its own", "Rename the presentation."),
        ),
        (
            "P4,cist,,pain=none,1,",
            (
                "cause",
                "'cist'",
                "a cause of variables.csv",
                "Correct the name: did you mean cyst?",
            ),
        ),
        (
            "P4,cyst,clinik,pain=none,1,",
            (
                "setting",
                "'clinik'",
                "a setting, or nothing for the default",
                "Correct the name: did you mean clinic?",
            ),
        ),
        *[
            (
                f"P4,cyst,,pain=none,{text},",
                ("max_rank", repr(text), "a whole number from 1", "Correct the number."),
            )
            for text in ("0", "-1", "1.0", "first", "", "²")
        ],
        *[
            (
                f"P4,cyst,,{evidence},1,",
                (
                    "evidence",
                    repr(evidence),
                    "words such as fever=yes, separated by ';', and none on the cause",
                    remedy,
                ),
            )
            for evidence, remedy in (
                ("", "Write what is found when the cause is not known."),
                ("cause=cyst", "Write what is found when the cause is not known."),
                ("pain=nine", "pain has no state 'nine': did you mean none?."),
                ("pane=none", "there is no variable 'pane': did you mean pain?."),
                ("setting=hospital;pain=none;setting=clinic", None),
                ("pain=none;", None),
            )
        ],
    ],
)
def test_a_row_with_something_wrong(
    presented: TinyModel, row: str, expected: tuple[str, str, str, str | None]
) -> None:
    presented.write("presentations", ROWS + row + "\n")
    issue = presented.error()
    assert where(issue) == "p.csv:5"
    assert issue.mendable
    assert told(issue)[:3] == expected[:3]
    if expected[3]:
        assert issue.remedy == expected[3]
    knowledge = presented.load("lenient")
    assert [each.id for each in knowledge.presentations] == ["P1", "P2", "P3"]
    assert [each for each in knowledge.issues if each.level is Level.ERROR] == [issue]


def test_a_setting_in_a_model_without_any(presented: TinyModel) -> None:
    presented.set_cell("variables", "cause,", "parents", "")
    for table in ("variables", "likelihoods"):
        presented.remove(table, "setting,")
    presented.replace("model", 'setting = "clinic"', "")
    for cause in ("cyst", "abscess", "tumor"):
        presented.remove("priors", f"{cause},hospital")
        presented.set_cell("priors", f"{cause},clinic", "setting", "")
    first, second = presented.errors()
    assert told(first) == (
        "setting",
        "'hospital'",
        "nothing: there is no setting",
        "Empty the cell.",
    )
    assert told(second)[:2] == ("setting", "'any'")


def test_every_presentation_of_the_bundled_model_can_be_asked() -> None:
    knowledge = load_knowledge()
    assert {each.cause for each in knowledge.presentations} == set(knowledge.causes)
