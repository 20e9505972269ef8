"""The headline of urgency, what asks for it, and what stands below a calm one."""

from pathlib import Path
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.display.urgency_words import calm_line, headline, reason_lines
from tests.tiny_model import TinyModel

FLAGS = """\
id,rule,urgency,within,advice,source
A,pain=severe,urgent,48 hours,Within two days.,judgement
B,pain=severe,urgent,,No time of its own.,judgement
C,pain=severe,urgent,same day,Today.,judgement
D,pain=severe,urgent,3 weeks,Longer than urgent is.,judgement
E,pain=mild,urgent,3 weeks,Longer than urgent is.,judgement
F,pain=mild,urgent,,No time of its own.,judgement
"""
MET = {
    "age_years": 71, "sex": "male", "cancer_history": "yes", "night_or_rest_pain": "yes",
    "layer": "deep", "mobility": "fixed",
}  # fmt: skip
LIPOMA = {"age_years": 35, "consistency": "soft", "mobility": "mobile", "layer": "subcutaneous"}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (LIPOMA, "Self-care: no visit needed for now"),
        ({}, "Routine: a planned visit"),
        ({"growth": "slow", "age_years": 20}, "Soon: within weeks"),
        ({"mri": "tumor"}, "Urgent: within 2 weeks"),
        ({"fever": "yes", "redness": "yes"}, "Urgent: the same day"),
        (MET, "Urgent: within 24 hours"),
        ({"limb_weakness": "yes"}, "Emergency: the same day"),
    ],
)
def test_the_headline(engine: lb.Engine, found: dict[str, Any], words: str) -> None:
    dx = engine.diagnose(found)
    assert headline(dx.answer) == words
    page = dx._repr_html_()
    assert words in repr(dx) and words in page and words in dx.urgency._repr_html_()


def test_the_hastiest_comes_first(tiny: TinyModel, tmp_path: Path) -> None:
    tiny.write("red_flags", FLAGS)
    engine = lb.load(tiny.path, backend="sweeps")
    dx = engine.diagnose({"pain": "severe"})
    flags = [each.subject for each in dx.urgency.reasons if each.kind == "red_flag"]
    assert flags == ["C", "A", "B", "D"] == [flag.id for flag in dx.red_flags]
    assert dx.urgency.within == "same day"
    assert repr(dx.urgency).startswith("urgent, the same day\n")
    assert "red flag A (urgent, within 48 hours): Within two days." in list(reason_lines(dx.answer))
    cases, answers = tmp_path / "cases.csv", tmp_path / "answers.csv"
    cases.write_text("pain\nsevere\n", encoding="utf-8")
    engine.batch_file(cases, answers)
    assert "C;A;B;D" in answers.read_text(encoding="utf-8")


def test_a_blank_is_not_undercut_by_a_longer_time(tiny: TinyModel) -> None:
    tiny.write("red_flags", FLAGS)
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"pain": "mild"})
    assert headline(dx.answer) == "Urgent: within 2 weeks"
    assert dx.urgency.within is None


def test_a_model_has_words_of_its_own(tiny: TinyModel) -> None:
    tiny.write("red_flags", FLAGS)
    words = '\n[urgency_words]\nurgent = "Urgent: eye doctor within 2 weeks"\nself_care = "Wait"\n'
    tiny.write("model", tiny.text("model") + words)
    engine = lb.load(tiny.path, backend="sweeps")
    assert headline(engine.diagnose({"pain": "mild"}).answer) == "Urgent: eye doctor within 2 weeks"
    assert headline(engine.diagnose({"pain": "severe"}).answer) == "Urgent: the same day"
    assert headline(engine.diagnose({"pain": "none"}).answer) == "Wait"
    soft = engine.diagnose({"pain": lb.Likelihood({"none": 0.9, "mild": 0.1})})
    assert headline(soft.answer).startswith("Wait, but possibly urgent: ")


def test_words_without_a_colon_give_way_to_a_time(tiny: TinyModel) -> None:
    tiny.write("red_flags", FLAGS)
    tiny.write("model", tiny.text("model") + '\n[urgency_words]\nurgent = "See a surgeon"\n')
    engine = lb.load(tiny.path, backend="sweeps")
    assert headline(engine.diagnose({"pain": "severe"}).answer) == "Urgent: the same day"


def test_thresholds_below_the_level_are_told(engine: lb.Engine) -> None:
    dx = engine.diagnose({**MET, "pain": "severe"})
    assert dx.urgency.level == "emergency"
    told = list(reason_lines(dx.answer))
    (cancer,) = [line for line in told if "Any cancer at 3 % or more" in line]
    assert cancer.startswith("also urgent, because ")
    assert sum("Deep spinal infection at 3 %" in line for line in told) == 1  # not once a level
    assert told[0].startswith("because ")  # what decides comes first


def test_below_a_calm_headline(engine: lb.Engine) -> None:
    dx = engine.diagnose(LIPOMA)
    line = (
        f"Not asked yet: {len(dx.answer.not_asked.flags)} red flags, such as Limb weakness, "
        "Bladder, bowel or saddle trouble, Growth. Come back if it grows, hurts, or anything new appears."
    )
    assert calm_line(dx.answer) == line
    assert line in repr(dx) and line in dx._repr_html_()
    assert calm_line(engine.diagnose(MET).answer) == ""


def test_a_model_without_a_safety_net(tiny: TinyModel) -> None:
    engine = lb.load(tiny.path, backend="sweeps")
    line = calm_line(engine.diagnose({"pain": "none", "age_years": 20}).answer)
    assert line == "Not asked yet: 1 red flag, such as Biopsy."
    known = {"pain": "none", "biopsy": "negative"}
    assert calm_line(engine.diagnose(known).answer) == ""


def test_what_nobody_asks_for_says_nothing(tiny: TinyModel) -> None:
    for table in ("management", "red_flags"):
        tiny.replace("model", f'{table} = "{table}.csv"\n', "")
    dx = lb.load(tiny.path, backend="sweeps").diagnose({})
    assert (headline(dx.answer), calm_line(dx.answer)) == ("", "")
    assert "No level of urgency" in dx.urgency._repr_html_()


def test_urgent_emergency_and_outside_look_different(engine: lb.Engine) -> None:
    strange = {"redness": "yes", "warmth": "no", "fever": "yes", "crp_or_esr_raised": "no"}
    assert 'class="level grave at-once"' in engine.diagnose({"limb_weakness": "yes"})._repr_html_()
    urgent = engine.diagnose({"fever": "yes", "redness": "yes"})._repr_html_()
    assert 'class="level grave"' in urgent and "at-once" not in urgent.partition("</style>")[2]
    assert '<section class="level outside">' in engine.diagnose(strange)._repr_html_()


def test_the_review_stands_beside_the_disclaimer(engine: lb.Engine) -> None:
    words = "makes no diagnosis. No clinician has reviewed these numbers; most are estimates."
    dx = engine.diagnose({"fever": "yes"})
    assert words in dx._repr_html_()
    report = dx.report_html().replace("</strong>", "")
    assert f"{words} Estimates: 84\xa0% of 1,420 numbers." in report
