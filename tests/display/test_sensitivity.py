"""The tornado and the smallest edits in a terminal, as a record and as CSV."""

import csv
import io
import json
import math

import pytest
from click import unstyle

import lumpbayes as lb
from lumpbayes.display.sensitivity import sensitivity_csv, sensitivity_lines, sensitivity_record
from tests.tiny_model import TinyModel

EVIDENCE = {"redness": "yes", "size_cm": 6}


@pytest.fixture
def dx(tiny: TinyModel) -> lb.Diagnosis:
    return lb.load(tiny.path, backend="sweeps").diagnose(EVIDENCE)


def lines(dx: lb.Diagnosis, cause: str, top: int = 10, width: int = 100) -> list[str]:
    shown = sensitivity_lines(dx.sensitivity(cause), dx.smallest_edits(), top, width)
    return [unstyle(line) for line in shown]


def test_the_lines(dx: lb.Diagnosis) -> None:
    shown = lines(dx, "tumor", top=2)
    assert shown[0] == f"Which numbers matter to tumor ({100 * dx['tumor']:.1f} %)"
    first = dx.sensitivity("tumor").tornado(1)[0]
    least, most = sorted((first.at_low, first.at_high))
    sign = "+" if first.at_low < first.at_high else "-"
    assert shown[2].startswith(f"{100 * least:5.1f} % .. {100 * most:5.1f} % {sign}  ")
    assert shown[2].endswith("How common tumor is in clinic")
    number = f"{first.row.probability:.4g}, from {first.row.low:.4g} to "
    assert shown[3].startswith(f"    {first.row.event} {number}")
    text = " ".join(" ".join(shown).split())
    assert f"({first.row.grade}; 1 source; {first.row.place})" in text
    assert first.row.place.startswith(("likelihoods.csv:", "priors.csv:"))
    assert "+ rises with the number, - falls. Bars reach from" in text
    assert f"2 of {len(dx.sensitivity('tumor').moving)} numbers that move it, of 26 in the" in text
    assert "The smallest single edits that change the answer: that an abscess leads, or the" in text
    assert "it is not a medical device" in text
    assert all(len(line) <= 100 for line in shown)


def test_bars_need_room(dx: lb.Diagnosis) -> None:
    assert any("█" in line and "|" in line for line in lines(dx, "tumor", width=90))
    narrow = lines(dx, "tumor", width=60)
    assert not any("█" in line for line in narrow)
    assert all(len(line) <= 60 for line in narrow)
    assert "Bars reach" not in " ".join(narrow)


def test_every_bar_is_on_one_scale(dx: lb.Diagnosis) -> None:
    shown = (line[22:46] for line in lines(dx, "tumor", top=50))
    bars = [bar for bar in shown if len(bar) == 24 and set(bar) <= set("█·|") and "|" in bar]
    assert len(bars) == len(dx.sensitivity("tumor").moving)
    assert len({bar.index("|") for bar in bars}) == 1
    assert any(bar[0] in "█|" for bar in bars)
    assert any(bar[-1] in "█|" for bar in bars)


def test_edits_within_their_intervals_are_marked(engine: lb.Engine) -> None:
    found = engine.diagnose({"punctum": "yes"})
    shown = lines(found, "epidermoid_cyst", width=200)
    edits = found.smallest_edits().edits
    marked = [line for line in shown if "(within its own interval): " in line]
    small = [edit for edit in edits if abs(edit.log_odds_change) <= math.log(10)]
    assert len(marked) == sum(edit.within for edit in small) > 0
    assert any(line.startswith("Fragile: an edit within its own interval") for line in shown)
    assert " %: Epidermoid cyst -> " in " ".join(shown)
    first = next(edit for edit in edits if edit.within)
    moved = f"{10 * first.log_odds_change / math.log(10):+.1f} decibans; {first.row.place})"
    (place,) = (line for line in shown if line.endswith(f"({moved}"))
    assert place.startswith(f"    {first.row.event} {first.row.probability:.4g}")


def test_where_nothing_moves(engine: lb.Engine) -> None:
    shown = lines(engine.diagnose({"cause": "lipoma"}), "lipoma")
    assert "No number of the tables moves it within its interval." in shown
    assert "  no single number changes the leading cause" in shown
    assert "  no single number changes the urgency" in shown


def test_large_edits_are_left_out(engine: lb.Engine) -> None:
    found = engine.diagnose({"punctum": "yes", "consistency": "firm"})
    edits = found.smallest_edits().edits
    large = [edit for edit in edits if abs(edit.log_odds_change) > math.log(10)]
    assert {edit.change for edit in large} == {"leading_cause"}
    shown = lines(found, "malignancy", width=200)
    assert (
        sum(line.startswith("    P(") and ", from " not in line for line in shown)
        == len(edits) - len(large)
        > 0
    )
    smallest = min(10 * abs(edit.log_odds_change) / math.log(10) for edit in large)
    assert (
        f"  only large edits change the leading cause: from {smallest:.1f} decibans on "
        "(--json has them)"
    ) in shown
    head = "The smallest single edits that change the answer: that Epidermoid cyst leads, or the"
    assert f"{head} urgency (self-care)" in shown


def test_a_row_without_a_condition_shows_none(dx: lb.Diagnosis) -> None:
    shown = " ".join(lines(dx, "tumor", top=50))
    assert "P(size=small)" in shown
    assert "(always)" not in shown


def test_the_record_and_the_csv(dx: lb.Diagnosis) -> None:
    found, edits = dx.sensitivity("serious"), dx.smallest_edits()
    record = sensitivity_record(found, edits, 3)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["tornado"] == found.to_dict(3)["tornado"]
    assert list(record["smallest_edits"]) == [
        "leading_cause",
        "posterior",
        "urgency",
        "fragile",
        "edits",
    ]
    rows = list(csv.DictReader(io.StringIO(sensitivity_csv(found, 3))))
    assert [float(row["swing"]) for row in rows] == [each.swing for each in found.tornado(3)]
    assert [row["place"] for row in rows] == [each.row.place for each in found.tornado(3)]
    assert rows[0]["sources"] == "smith2020"
