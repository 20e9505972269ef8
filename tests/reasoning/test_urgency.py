"""Urgency is the worst of red flags, thresholds and the least expected loss, with its reasons."""

import csv
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.percentages import short_percent
from tests.tiny_model import TinyModel

VIGNETTES = Path(__file__).parent.parent / "tables" / "vignettes.csv"


def reasons(diagnosis: lb.Diagnosis) -> list[tuple[str, str, str]]:
    return [(each.kind, each.subject, each.level) for each in diagnosis.urgency.reasons]


def test_a_harmless_cause_alone(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose(
        {
            "age_group": "middle",
            "onset": "years",
            "consistency": "soft",
            "mobility": "mobile",
            "pain": "none",
            "punctum": "no",
            "redness": "no",
        }
    )
    assert diagnosis.urgency.level == "self_care"
    assert reasons(diagnosis) == [("expected_loss", "lipoma", "self_care")]
    (reason,) = diagnosis.urgency.reasons
    assert reason.probability == diagnosis["lipoma"]
    assert reason.sources == ("judgement",)
    assert reason.text == (
        "Nothing is likely enough to be worth more than self-care; the gravest risk is "
        f"Malignant skin tumor ({short_percent(diagnosis['malignant_skin_tumor'])})."
    )


def test_a_red_flag_overrides(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"onset": "years", "consistency": "soft", "limb_weakness": "yes"})
    assert diagnosis.urgency.level == "emergency"
    assert ("red_flag", "R1", "emergency") in reasons(diagnosis)


def test_a_threshold_on_a_grave_cause(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"fever": "yes", "pain": "severe", "stiffness": "yes"})
    assert diagnosis["deep_spinal_infection"] >= 0.03
    assert ("threshold", "deep_spinal_infection", "emergency") in reasons(diagnosis)
    reason = diagnosis.urgency.reasons[0]
    assert reason.probability == pytest.approx(diagnosis["deep_spinal_infection"])
    assert reason.text.startswith(
        "Deep spinal infection at 3 % or more is an emergency, given Pain: mild or severe. "
    )


def test_a_threshold_with_a_condition_waits_for_it(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"fever": "yes", "crp_or_esr_raised": "yes", "layer": "deep"})
    assert diagnosis["deep_spinal_infection"] >= 0.03
    assert ("threshold", "deep_spinal_infection", "emergency") not in reasons(diagnosis)
    assert ("threshold", "deep_spinal_infection", "urgent") in reasons(diagnosis)


def test_the_reason_names_what_drives_it(engine: lb.Engine) -> None:
    """Not the most probable causes: those that would cost most one level lower."""
    diagnosis = engine.diagnose({"bladder_bowel_dysfunction": lb.Reliability("yes", 0.9)})
    (reason,) = diagnosis.urgency.reasons
    assert (reason.kind, reason.level) == ("expected_loss", "urgent")
    assert reason.subject == "deep_spinal_infection"
    assert reason.probability == diagnosis["deep_spinal_infection"]
    assert reason.text == (
        "The chance of Deep spinal infection (0.53 %), Skin abscess (10 %) or Spinal metastasis "
        "(0.57 %) is worth urgent care."
    )
    page = diagnosis._repr_html_().replace("\xa0%", " %")
    for shown in (repr(diagnosis), page):
        assert f"because the {reason.text.removeprefix('The ')}" in shown


def test_one_cause_that_drives_it_alone(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"fever": "yes", "pain": "severe", "stiffness": "yes"})
    texts = [each.text for each in diagnosis.urgency.reasons if each.kind == "expected_loss"]
    assert texts == ["The chance of Deep spinal infection (48 %) is worth emergency care."]


def test_a_model_without_losses_takes_the_leading_cause(tiny: TinyModel) -> None:
    diagnosis = lb.load(tiny.path, backend="sweeps").diagnose({"pain": "none"})
    assert reasons(diagnosis) == [("leading_cause", "cyst", "self_care")]
    assert diagnosis.urgency.reasons[0].text == "a cyst is the most probable cause."
    assert diagnosis.urgency.expected_losses is None


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.00004, "<0.01 %"), (0.0, "0 %"), (0.0312, "3.1 %"), (0.0996, "10 %"), (0.956, "96 %")],
)
def test_a_percentage_in_a_reason(probability: float, text: str) -> None:
    assert short_percent(probability) == text


def test_reasons_are_sorted_by_level(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"limb_weakness": "yes", "growth": "slow", "cancer_history": "yes"})
    levels = [URGENCIES.index(reason.level) for reason in diagnosis.urgency.reasons]
    assert levels == sorted(levels, reverse=True)
    assert URGENCIES[levels[0]] == diagnosis.urgency.level


def test_a_model_that_says_nothing_of_urgency(tiny: TinyModel) -> None:
    for table in ("management", "red_flags"):
        tiny.replace("model", f'{table} = "{table}.csv"\n', "")
    diagnosis = lb.load(tiny.path).diagnose({})
    assert diagnosis.urgency.level is None
    assert diagnosis.urgency.reasons == ()
    assert diagnosis.management == ()
    assert diagnosis.to_dict()["urgency"] == {
        "level": None,
        "within": None,
        "possible_level": None,
        "reasons": [],
        "possible_reasons": [],
        "expected_losses": None,
    }


def test_no_grave_case_is_sent_home(engine: lb.Engine) -> None:
    """Published cases whose cause is grave are answered with soon at least."""
    with VIGNETTES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    sent_home = []
    for row in rows:
        left_out = ("case", "cause", "kind", "setting", "source")
        evidence = {k: v for k, v in row.items() if k not in left_out and v}
        diagnosis = engine.diagnose(evidence, setting=row["setting"] or None)
        grave = engine.knowledge.management[row["cause"]].urgency in ("urgent", "emergency")
        if grave and diagnosis.urgency.level in ("self_care", "routine"):
            sent_home.append(row["case"])
    assert sent_home == []


def test_management_lists_the_leading_causes(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"consistency": "soft", "mobility": "mobile"})
    advice = diagnosis.management
    assert [each.cause for each in advice] == list(diagnosis.posterior)[: len(advice)]
    assert 1 <= len(advice) <= 3
    assert all(each.probability >= 0.05 for each in advice[1:])
    assert all(each.workup and each.sources for each in advice)
    cited = diagnosis.to_dict()["sources"]
    assert {key for each in advice for key in each.sources} <= set(cited)
    assert not any(each.drives_urgency for each in advice)  # self-care: nothing does


def test_management_begins_with_what_drives_the_urgency(engine: lb.Engine) -> None:
    """However improbable it is: a threshold's cause, or the most probable of its group."""
    diagnosis = engine.diagnose({"age_years": 67, "pain": "severe"})
    assert diagnosis.urgency.level == "emergency"
    causes = [each.cause for each in diagnosis.management]
    assert causes[0] == "deep_spinal_infection"
    assert causes[1:] == list(diagnosis.posterior)[:3]
    assert [each.drives_urgency for each in diagnosis.management] == [True, False, False, False]
    cancer = engine.diagnose({"limb_weakness": lb.Reliability("yes", 0.8), "cancer_history": "yes"})
    subjects = [
        each.subject for each in cancer.urgency.reasons if each.level == cancer.urgency.level
    ]
    assert "malignancy" in subjects
    (group,) = (each for each in engine.knowledge.groups_of("cause") if each.name == "malignancy")
    worst = max(group.states, key=cancer.posterior.__getitem__)
    assert worst in [each.cause for each in cancer.management if each.drives_urgency]
    assert len({each.cause for each in cancer.management}) == len(cancer.management)


def test_a_possible_flag_is_not_hidden_by_a_mild_level(engine: lb.Engine) -> None:
    found = {
        "bladder_bowel_dysfunction": lb.Reliability("yes", 0.9),
        "consistency": "soft",
        "layer": "subcutaneous",
        "mobility": "mobile",
        "onset": "years",
        "growth": "stable",
        "pain": "none",
        "redness": "no",
        "skin_color": "normal",
    }
    diagnosis = engine.diagnose(found)
    assert diagnosis.urgency.level == "self_care"
    assert diagnosis.urgency.possible_level == "emergency"
    headline = "Self-care, but possibly emergency: settle the possible red flags first"
    assert headline in repr(diagnosis)
    assert headline in diagnosis._repr_html_()


def test_a_threshold_whose_condition_is_possible(engine: lb.Engine) -> None:
    """Soft evidence, however strong, makes no condition certain; the level that it may ask for."""
    sure = engine.diagnose({"cancer_history": "yes", "pain": "severe"})
    assert sure.urgency.level == "emergency"
    assert sure.urgency.possible_reasons == ()
    soft = engine.diagnose({"cancer_history": "yes", "pain": lb.Reliability("severe", 0.999999)})
    assert (soft.urgency.level, soft.urgency.possible_level) == ("urgent", "emergency")
    assert not any(flag.urgency == "emergency" for flag in soft.possible_red_flags)
    (reason,) = soft.urgency.possible_reasons
    assert (reason.kind, reason.level) == ("threshold", "emergency")
    assert reason.subject == "deep_spinal_infection"
    record = soft.to_dict()["urgency"]
    assert record["possible_reasons"][0]["subject"] == "deep_spinal_infection"
    for shown in (repr(soft), soft._repr_html_()):
        assert "Urgent, but possibly emergency: settle what it depends on first" in shown
        assert "possibly emergency, because " in shown
    none = engine.diagnose({"cancer_history": "yes", "pain": lb.Not("severe")})
    assert none.urgency.possible_level == none.urgency.level or none.urgency.possible_reasons


def test_text_and_html_say_how_urgent_it_is(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"limb_weakness": "yes", "cancer_history": "yes", "pain": "severe"})
    for shown in (repr(diagnosis), diagnosis._repr_html_()):
        assert "Emergency: at once, the same day" in shown
        assert "red flag R1 (emergency): " in shown
        assert "red flag R2 (urgent, within 24 hours): " in shown
