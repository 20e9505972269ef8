"""Intervals beside a differential, in windows of every width and as data."""

import csv
import io
import json
import re

import pytest
from click import unstyle
from rich.cells import cell_len

import lumpbayes as lb
from lumpbayes.display.intervals import intervals_record, range_text
from lumpbayes.display.record import answer_csv
from lumpbayes.display.terminal import answer_lines
from lumpbayes.reasoning.intervals import Interval
from tests.tiny_model import TinyModel


@pytest.fixture(scope="module")
def bundled() -> lb.Engine:
    return lb.load(backend="sweeps")


def lines_of(dx: lb.Diagnosis, width: int, top: int | None = None) -> list[str]:
    found = dx.intervals(draws=200)
    return [unstyle(line) for line in answer_lines(dx.answer, top, width, found)]


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("evidence", [{}, {"limb_weakness": "yes"}, {"cause": "lipoma"}])
def test_no_line_is_wider_than_the_window(
    bundled: lb.Engine, width: int, evidence: dict[str, str]
) -> None:
    lines = lines_of(bundled.diagnose(evidence), width)
    wide = [line for line in lines if cell_len(line) > width]
    assert all(len(line.split()) == 1 for line in wide), wide  # one long word, such as a source
    ranges = [line for line in lines if re.search(r"\(\S+–\S+ %\)", line)]
    assert len(ranges) == len(bundled.causes)


def test_ranges_stand_beside_or_below(bundled: lb.Engine) -> None:
    dx = bundled.diagnose({"fever": "yes"})
    range_shown = range_text(dx.intervals(draws=200)["skin_abscess"])
    beside = next(line for line in lines_of(dx, 80, 3) if line.startswith(" 1  Skin"))
    assert re.fullmatch(rf" 1  Skin abscess +58\.1 %  {re.escape(range_shown)} +█.*", beside)
    narrow = lines_of(dx, 30)
    place = next(n for n, line in enumerate(narrow) if line.startswith(" 1  Skin"))
    assert narrow[place].endswith("58.1 %")
    assert narrow[place + 1].strip() == range_shown
    assert cell_len(narrow[place + 1]) == cell_len(narrow[place])
    without = [unstyle(line) for line in answer_lines(dx.answer, None, 80)]
    assert not any("–" in line for line in without)


def test_bars_are_aligned_behind_ranges(bundled: lb.Engine) -> None:
    lines = [line for line in lines_of(bundled.diagnose(), 120) if "█" in line]
    assert len({line.index(line.split()[-1]) for line in lines}) == 1


def test_who_comes_first_is_said(bundled: lb.Engine) -> None:
    text = " ".join(lines_of(bundled.diagnose({"cause": "lipoma"}), 200))
    assert "(200 draws). Chance of being first: Lipoma 100 %." in text
    shared = " ".join(lines_of(bundled.diagnose({"limb_weakness": "yes"}), 200))
    assert len(re.findall(r"\d %[,.]", shared.partition("being first:")[2])) > 1


def test_ranges_in_percent() -> None:
    assert range_text(Interval(0.5, 1e-9, 0.99999, 1)) == "(<0.01–>99.9 %)"
    assert range_text(Interval(0.001, 0.0004, 0.012, 0)) == "(0.04–1.2 %)"
    assert range_text(Interval(1, 1, 1, 1)) == "(100–100 %)"


def test_as_data(bundled: lb.Engine) -> None:
    dx = bundled.diagnose({"fever": "yes"})
    found = dx.intervals(draws=200)
    rows = list(csv.DictReader(io.StringIO(answer_csv(dx.answer, found))))
    assert list(rows[0]) == ["cause", "label", "probability", "low", "high"]
    for row in rows:
        own = found[row["cause"]]
        assert [float(row[key]) for key in ("probability", "low", "high")] == list(own[:3])
    assert answer_csv(dx.answer).splitlines()[0] == "cause,label,probability"
    record = intervals_record(found)
    assert list(record["intervals"]) == ["seed", "draws", "states", "groups"]
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert intervals_record(None) == {}


def test_a_stranger_s_labels_are_safe(tiny: TinyModel) -> None:
    tiny.replace("labels", "a cyst", "a \x1b[31mcyst")
    dx = lb.load(tiny.path, backend="sweeps").diagnose()
    assert not any("\x1b" in line for line in lines_of(dx, 80))
