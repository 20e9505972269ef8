"""The headline of urgency, what asks for it, and what stands below a calm one."""

from pathlib import Path
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.display.urgency_words import headline, own_level, reason_lines, unknown_line
from tests.tiny_model import TinyModel

FLAGS = """\
id,rule,urgency,within,advice,source
A,pain=severe,urgent,48 hours,Within two days.,judgement
B,pain=severe,urgent,,No time of its own.,judgement
C,pain=severe,urgent,same day,Today.,judgement
D,pain=severe,urgent,2 weeks,As long as urgent is.,judgement
E,pain=mild,urgent,2 weeks,As long as urgent is.,judgement
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
        (LIPOMA, "So far self-care: no visit needed for now"),
        ({}, "So far routine: a planned visit"),
        ({"growth": "slow", "age_years": 20}, "Soon: within weeks"),
        ({"ultrasound": "solid_vascular"}, "Urgent: within 2 weeks"),
        ({"fever": "yes", "redness": "yes"}, "Urgent: the same day"),
        (MET, "Urgent: within 24 hours"),
        ({"limb_weakness": "yes"}, "Emergency: at once, the same day"),
    ],
)
def test_the_headline(engine: lb.Engine, found: dict[str, Any], words: str) -> None:
    dx = engine.diagnose(found)
    assert headline(dx.answer) == words
    page = dx._repr_html_()
    assert words in repr(dx) and words in page
    alone = words.removeprefix("So far ")  # the urgency alone knows of no unknown red flags
    assert alone[1:] in dx.urgency._repr_html_()


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


OWN = '\n[urgency_words]\nurgent = "{}"\nself_care = "Wait"\n'


def with_flags(tiny: TinyModel, flags: str, own: str = "") -> lb.Engine:
    tiny.write("red_flags", flags)
    tiny.write("model", tiny.text("model") + (OWN.format(own) if own else ""))
    return lb.load(tiny.path, backend="sweeps")


def head(engine: lb.Engine, pain: object) -> str:
    return headline(engine.diagnose({"pain": pain}).answer)


def test_what_is_as_long_as_its_level_is_said_as_the_level_says_it(tiny: TinyModel) -> None:
    assert head(with_flags(tiny, FLAGS), "mild") == "Urgent: within 2 weeks"


@pytest.mark.parametrize("own", ["Urgent: eye doctor within 3 days", "Within 3 days"])
def test_words_of_its_own_stand_where_a_reason_says_no_time(tiny: TinyModel, own: str) -> None:
    engine = with_flags(tiny, FLAGS, own)
    assert head(engine, "mild") == own  # E says 2 weeks, F nothing
    assert head(engine, "severe") == f"{own}; at the latest the same day"
    assert head(engine, "none") == "Wait"
    soft = head(engine, lb.Likelihood({"none": 0.9, "mild": 0.1}))
    assert soft == "Wait, but possibly urgent: settle the possible red flags first"


@pytest.mark.parametrize(
    ("own", "shown"),
    [("Urgent: eye doctor within 3 days", "Urgent"), ("Eye: soon", "Eye"), ("Surgeon", "Urgent")],
)
def test_words_of_its_own_give_way_where_every_reason_says_a_time(
    tiny: TinyModel, own: str, shown: str
) -> None:
    flags = "\n".join(line for line in FLAGS.splitlines() if line[:1] not in "BF")
    tiny.set_cell("management", "abscess", "urgency", "soon")
    engine = with_flags(tiny, f"{flags}\n", own)
    assert head(engine, "severe") == f"{shown}: the same day"
    assert head(engine, "mild") == f"{shown}: within 2 weeks"


POSSIBLE = """\
id,rule,urgency,within,advice,source
A,pain=severe,urgent,24 hours,One day.,judgement
B,pain=mild or pain=severe,urgent,{certain},At least this.,judgement
C,redness=yes and pain=severe,emergency,{grave},At once.,judgement
"""


@pytest.mark.parametrize(
    ("certain", "grave", "redness", "words"),
    [
        ("", "", "no", "Urgent: within 2 weeks, but possibly 24 hours"),
        ("1 week", "", "no", "Urgent: within 1 week, but possibly 24 hours"),
        ("24 hours", "", "no", "Urgent: within 24 hours"),
        ("2 hours", "", "no", "Urgent: within 2 hours"),
        ("", "", "yes", "Urgent, but possibly emergency"),
        ("same day", "", "yes", "Urgent: the same day, but possibly emergency"),
        ("", "2 hours", "yes", "Urgent, but possibly emergency, within 2 hours"),
    ],
)
def test_a_possible_red_flag_keeps_its_time(
    tiny: TinyModel, certain: str, grave: str, redness: str, words: str
) -> None:
    engine = with_flags(tiny, POSSIBLE.format(certain=certain, grave=grave))
    dx = engine.diagnose({"pain": lb.AnyOf("mild", "severe"), "redness": redness})
    settle = ": settle the possible red flags first" if "possibly" in words else ""
    assert headline(dx.answer) == f"{words}{settle}"
    lines = list(reason_lines(dx.answer))
    assert "possible red flag A (urgent, within 24 hours): One day." in lines
    time = f", within {grave}" if grave else ""
    assert (f"possible red flag C (emergency{time}): At once." in lines) == (redness == "yes")


def test_a_possible_threshold_keeps_its_time(tiny: TinyModel) -> None:
    tiny.write("model", tiny.text("model") + THRESHOLD)
    engine = with_flags(tiny, POSSIBLE.format(certain="", grave="").replace("severe,", "none,"))
    dx = engine.diagnose({"pain": lb.AnyOf("mild", "severe"), "redness": "yes"})
    expected = "Urgent: within 2 weeks, but possibly 3 days: settle what it depends on first"
    assert headline(dx.answer) == expected
    assert any(line.startswith("possibly urgent, because ") for line in reason_lines(dx.answer))


THRESHOLD = """
[[thresholds]]
cause = "abscess"
probability = 0.01
urgency = "urgent"
within = "3 days"
when = "pain=severe"
source = "judgement"
"""


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
        f"Not known yet: {len(dx.answer.not_asked.flags)} red flags, such as Limb weakness, "
        "Bladder or bowel or saddle trouble, Growth. Come back if it grows, hurts, or anything new "
        "appears."
    )
    assert unknown_line(dx.answer) == line
    assert line in repr(dx) and line in dx._repr_html_()


def test_below_urgent_stands_what_is_not_known_and_nothing_of_coming_back(
    engine: lb.Engine,
) -> None:
    answer = engine.diagnose(MET).answer
    assert answer.urgency.level == "urgent"
    line = unknown_line(answer)
    assert line.startswith(f"Not known yet: {len(answer.not_asked.flags)} red flags, such as Limb")
    assert answer.safety_net and answer.safety_net not in line
    assert unknown_line(engine.diagnose({"limb_weakness": "yes"}).answer) == ""


def test_words_of_its_own_hold_so_far(tiny: TinyModel) -> None:
    engine = with_flags(tiny, FLAGS, "Soon")
    assert engine.diagnose({"redness": "no"}).urgency.level == "self_care"
    assert headline(engine.diagnose({"redness": "no"}).answer) == "So far: Wait"
    assert headline(engine.diagnose({"redness": "no", "pain": "none"}).answer) == "Wait"


def test_an_emergency_is_at_once(tiny: TinyModel) -> None:
    flags = "id,rule,urgency,within,advice,source\nA,pain=severe,emergency,{},Now.,judgement\n"
    assert head(with_flags(tiny, flags.format("2 hours")), "severe") == (
        "Emergency: at once, within 2 hours"
    )
    assert head(with_flags(tiny, flags.format("same day")), "severe") == (
        "Emergency: at once, the same day"
    )


def test_of_thresholds_on_one_cause_at_one_level_the_hastiest_is_told(engine: lb.Engine) -> None:
    dx = engine.diagnose({"discharge": "pus"})
    told = [each for each in dx.urgency.reasons if each.kind == "threshold"]
    assert [(each.subject, each.within) for each in told] == [("skin_abscess", "same day")]
    assert sum("Skin abscess at 20 %" in line for line in reason_lines(dx.answer)) == 1


def test_the_level_of_a_cause_beside_that_of_the_answer(engine: lb.Engine) -> None:
    answer = engine.diagnose({"limb_weakness": "yes"}).answer
    assert own_level(answer, "emergency") == "emergency"
    assert own_level(answer, "self_care") == "self-care in itself; the urgency above holds"


def test_a_model_without_a_safety_net(tiny: TinyModel) -> None:
    engine = lb.load(tiny.path, backend="sweeps")
    line = unknown_line(engine.diagnose({"pain": "none", "age_years": 20}).answer)
    assert line == "Not known yet: 1 red flag, such as Biopsy."
    known = {"pain": "none", "biopsy": "negative"}
    assert unknown_line(engine.diagnose(known).answer) == ""


def test_what_nobody_asks_for_says_nothing(tiny: TinyModel) -> None:
    for table in ("management", "red_flags"):
        tiny.replace("model", f'{table} = "{table}.csv"\n', "")
    dx = lb.load(tiny.path, backend="sweeps").diagnose({})
    assert (headline(dx.answer), unknown_line(dx.answer)) == ("", "")
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
