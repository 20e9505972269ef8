"""The report: what it says, that a stranger's words stay words, and how it is written."""

from __future__ import annotations

import os
import re
import stat
from itertools import pairwise
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.display.report.bibliography import Bibliography
from lumpbayes.display.row_words import number_words, row_words
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import DISCLAIMER
from tests.display.report_page import FOREIGN, Page, hostile_model
from tests.tiny_model import TinyModel

FOUND = {"fever": "yes", "redness": "yes", "tenderness": "yes", "onset": "days", "size_cm": 3}
GRAVE = {"age_years": 67, "cancer_history": "yes", "pain": "severe", "layer": "deep"}


@pytest.fixture(scope="module")
def sweeps() -> lb.Engine:
    return lb.load(backend="sweeps")


@pytest.fixture(scope="module")
def dx(sweeps: lb.Engine) -> lb.Diagnosis:
    return sweeps.diagnose(FOUND)


@pytest.fixture(scope="module")
def page(dx: lb.Diagnosis) -> Page:
    return Page(dx.report_html())


def test_sections_stand_in_their_order(page: Page) -> None:
    assert page.headings == [
        (1, "A lump on the back, over or beside the spine"),
        (2, "What was given"),
        (2, "Urgency Urgent: the same day"),
        (3, "Red flags"),
        (2, "Red flags not known yet"),
        (2, "Does the model fit?"),
        (2, "Most probable causes"),
        (2, "What to do"),
        (3, page.headings[8][1]),
        (2, "For teaching and checking"),
        (2, "Differential"),
        (3, "Groups of causes, which may overlap"),
        (2, "Why"),
        (3, page.headings[13][1]),
        (2, "What next"),
        (3, "To ask and examine: what may raise the urgency, then the most valuable"),
        (3, "Tests, the most valuable first"),
        (2, "The numbers that matter most"),
        (2, "Sources"),
        (2, "How to read it"),
        (2, "What answered"),
    ]


def test_red_flags_that_were_not_asked(sweeps: lb.Engine, page: Page, dx: lb.Diagnosis) -> None:
    text = page.text[page.text.index("Red flags not known yet") : page.text.index("Does the model")]
    unasked = dx.unasked_red_flags()
    bedside = [each for each in unasked.questions if each.phase != "test"]
    for each in bedside[:6]:
        flags = ", ".join(each.flags)
        chance = percent(each.probability)
        assert (
            f"{each.question} {' or '.join(each.answers)} ({chance}): {each.urgency} ({flags})"
            in text
        )
    for each in bedside[6:]:
        assert each.label in text.partition("Also: ")[2]
    together = [flag for flag in unasked if not flag.alone]
    for flag in together[:6]:
        assert f"({flag.id}, {flag.urgency}, {percent(flag.probability)})" in text
    assert len(together) > 6 and f"; and {len(together) - 6} more." in text
    variables = sweeps.knowledge.variables.values()
    asked = {v.name: v.states[-1] for v in variables if v.role in ("context", "finding", "test")}
    text = Page(sweeps.diagnose(asked).report_html()).text
    assert "Every red flag of the model that is urgent is decided by what was given." in text


def test_a_model_without_red_flags_has_none_to_ask(tiny: TinyModel) -> None:
    tiny.replace("model", 'red_flags = "red_flags.csv"\n', "")
    assert "not known yet" not in Page(lb.load(tiny.path).diagnose().report_html()).text


def test_what_was_given_and_the_disclaimer_come_first(page: Page) -> None:
    head = page.text[: page.text.index("Urgency")]
    assert DISCLAIMER in head
    assert "Onset: days; Fever: yes" in head  # in the order of the tables, by where it is from
    assert "Size: 3 cm; Tenderness: yes; Redness: yes" in head
    assert "Setting: primary care (assumed)" in head


def test_the_differential_has_every_cause_and_its_interval(page: Page, dx: lb.Diagnosis) -> None:
    intervals = dx.intervals()
    for cause, probability in dx.items():
        label = dx.answer.labels[cause]
        row = next(cells for cells in page.rows if cells[0] == label)
        assert row[2] == percent(probability)
        assert row[4] == percent(intervals[cause].leads)
    assert any(cells[0] == "Any cancer" for cells in page.rows)


def test_the_ledger_adds_up(page: Page, dx: lb.Diagnosis) -> None:
    start = next(n for n, cells in enumerate(page.rows) if cells[0] == "Before the findings")
    end = next(n for n, cells in enumerate(page.rows) if cells[0] == "After them")
    numbers = [float(cells[2]) for cells in page.rows[start:end]]
    assert sum(numbers) == pytest.approx(float(page.rows[end][2]), abs=0.4)  # rounded
    assert end - start == 1 + len(FOUND)


def test_many_findings_are_folded_and_still_add_up(sweeps: lb.Engine) -> None:
    variables = sweeps.knowledge.variables.values()
    found = {v.name: v.states[-1] for v in variables if v.role == "finding"}
    page = Page(sweeps.diagnose(found).report_html())
    start = next(n for n, cells in enumerate(page.rows) if cells[0] == "Before the findings")
    end = next(n for n, cells in enumerate(page.rows) if cells[0] == "After them")
    assert end - start == 1 + 10 + 1
    assert re.fullmatch(r"The \d+ findings of less weight", page.rows[end - 1][0])
    numbers = [float(cells[2]) for cells in page.rows[start:end]]
    assert sum(numbers) == pytest.approx(float(page.rows[end][2]), abs=0.7)


def test_what_drives_the_urgency_is_explained_too(sweeps: lb.Engine) -> None:
    dx = sweeps.diagnose(GRAVE)
    assert next(iter(dx)) == "spinal_metastasis"
    page = Page(dx.report_html())
    titles = [text for level, text in page.headings if level == 3]
    assert any(text.startswith("Spinal metastasis") for text in titles)
    drives = [text for text in titles if text.endswith(": it drives the urgency")]
    assert len(drives) == 1
    assert drives[0].startswith("Deep spinal infection")


def test_red_flags_have_advice_source_and_rule(sweeps: lb.Engine) -> None:
    text = Page(sweeps.diagnose({"limb_weakness": "yes"}).report_html()).text
    assert re.search(
        r"Emergency: New weakness.*whole-spine MRI\. \[1\] \(R1\) Rule: Limb weakness or Bladd",
        text,
    )
    soft = sweeps.diagnose({"limb_weakness": lb.Reliability("yes", 0.6), "fever": "yes"})
    text = Page(soft.report_html()).text
    assert "but possibly emergency" in text
    assert "Possible red flags: settle them first" in text
    count = len(sweeps.knowledge.red_flags)
    none = f"None of the model's {count} red flags fires."
    assert none in Page(sweeps.diagnose().report_html()).text


def test_outside_the_model_is_said_before_the_list(sweeps: lb.Engine) -> None:
    strange = {"redness": "yes", "warmth": "no", "fever": "yes", "crp_or_esr_raised": "no"}
    text = Page(sweeps.diagnose(strange).report_html()).text
    warning = text.index("Outside the model: these findings disagree")
    assert warning < text.index("recheck first") < text.index("Comes first")


def test_possible_thresholds_are_told(sweeps: lb.Engine) -> None:
    dx = sweeps.diagnose({"cancer_history": "yes", "pain": lb.Reliability("severe", 0.99)})
    assert dx.urgency.possible_reasons
    text = Page(dx.report_html()).text
    assert re.search(
        r"possibly emergency because [\d.]+ %: Deep spinal infection at 3 % or more", text
    )


def test_numbers_have_row_interval_grade_and_source(page: Page, dx: lb.Diagnosis) -> None:
    first = dx.sensitivity().tornado(1)[0].row
    words = row_words(dx.knowledge, first)
    cell = next(cells[0] for cells in page.rows if cells[0].startswith(words))
    between = f"({number_words(first.low)} to {number_words(first.high)})"
    assert f"{between} {first.grade}, {first.place}" in cell
    assert "P(" not in cell


def test_authors_that_nobody_has_read_are_left_out(sweeps: lb.Engine) -> None:
    sources = Bibliography(sweeps.knowledge.sources)
    sources.cite(["visualdx_sea", "davis2004"])
    text = sources.html()
    assert '<li id="source-1">VisualDx. ' in text
    assert '<li id="source-2">Davis DP, ' in text
    assert "not shown" not in text


def test_citations_lead_to_the_list(page: Page) -> None:
    assert page.targets
    assert page.targets <= page.ids
    assert page.ids == {f"source-{number}" for number in range(1, len(page.ids) + 1)}
    cited = page.text[page.text.index("Sources") :]
    assert "gottlieb2020" in cited
    assert "Clinical judgement" not in cited


def test_a_bibliography_cites_each_source_once(sweeps: lb.Engine) -> None:
    sources = Bibliography(sweeps.knowledge.sources)
    assert sources.html() == ""
    assert sources.cite([]) == ""
    assert "(judgement)" in sources.cite(["judgement"])
    assert ">1</a>, <a" in sources.cite(["idsa2014", "judgement", "gottlieb2020"])
    assert ">1</a>" in sources.cite(["idsa2014", "idsa2014"])
    assert sources.html().count("<li") == 2


def test_everything_it_takes_to_get_the_same_page(page: Page, dx: lb.Diagnosis) -> None:
    foot = page.text[page.text.index("What answered") :]
    for word in (dx.knowledge.fingerprint, "back_lump 0.1.0", lb.__version__, "sweeps", "seed 0"):
        assert word in foot
    assert f"{dx.log_evidence:.6f}" in foot


def test_the_same_answer_gives_the_same_bytes(dx: lb.Diagnosis) -> None:
    again = lb.load(backend="sweeps").diagnose(FOUND)
    assert again.report_html() == dx.report_html()
    assert again.report_html(seed=1) != dx.report_html()


def test_no_finding_at_all(sweeps: lb.Engine) -> None:
    text = Page(sweeps.diagnose().report_html()).text
    assert "No finding was given: the probabilities are the priors." in text
    assert "Not judged: fewer than two findings" in text


def test_a_given_cause_is_remarked_upon(sweeps: lb.Engine) -> None:
    page = Page(sweeps.diagnose({"cause": "lipoma", "fever": "yes"}).report_html())
    assert "Something was given of the cause itself" in page.text
    assert ["Cause: Lipoma", "", "proves", "", ""] in page.rows


NETWORK = """network small { }
variable A { type discrete [ 2 ] { yes, no }; }
variable B { type discrete [ 2 ] { yes, no }; }
variable C { type discrete [ 2 ] { yes, no }; }
probability ( A ) { table 0.2, 0.8; }
probability ( B | A ) { (yes) 0.9, 0.1; (no) 0.1, 0.9; }
probability ( C | A ) { (yes) 0.9, 0.1; (no) 0.2, 0.8; }
"""


def test_a_network_file_leaves_out_what_it_has_not(tmp_path: Path) -> None:
    path = tmp_path / "small.bif"
    path.write_text(NETWORK, encoding="utf-8")
    engine = lb.load(path, target="A", backend="sweeps")
    page = Page(engine.diagnose({"B": "yes"}).report_html())
    assert "This model says nothing about urgency" in page.text
    assert "a network file has no tables" in page.text
    titles = {text for _, text in page.headings}
    assert not titles & {"Sources", "What to do", "The numbers that matter most"}
    assert "95 % interval" not in page.text.replace("its own 95 % interval", "")
    assert page.rows[0][:1] == ["Cause"]
    with pytest.raises(lb.UnknownNameError, match=r"name one, engine\.with_target"):
        lb.load(path, backend="sweeps").diagnose({"B": "yes"}).report(tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_a_model_without_flags_that_fire(tiny: TinyModel) -> None:
    tiny.write("management", "cause,urgency,workup,treatment,source\n")
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"age_years": 30})
    assert dx.urgency.level is None
    assert "No red flag fires." in Page(dx.report_html()).text


def test_what_takes_too_much_memory_is_missing_and_says_so() -> None:
    page = Page(answered_within(2000 * 1024).report_html())
    assert "Not judged: it would take more memory than the engine may use." in page.text
    assert "whether the findings agree: draws=4,000 would take" in page.text
    page = Page(answered_within(250 * 1024).report_html())
    assert "intervals: draws=1,000 would take" in page.text
    assert "whether to stop asking: draws=1,000 would take" in page.text
    assert ["Cause", "", "Probability"] in page.rows


def answered_within(limit: int) -> lb.Diagnosis:
    return lb.load(backend="sweeps", memory_limit=limit).diagnose(FOUND)


def test_what_cannot_be_weighed_is_missing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "one.bif"
    path.write_text(
        "network one { }\nvariable A { type discrete [ 1 ] { yes }; }\n"
        "probability ( A ) { table 1.0; }\n",
        encoding="utf-8",
    )
    page = Page(lb.load(path, target="A", backend="sweeps").diagnose().report_html())
    assert "why yes: yes holds every cause: nothing is left to weigh it against" in page.text
    assert (2, "Why") not in page.headings


def test_wrong_draws_and_seeds_are_refused(dx: lb.Diagnosis) -> None:
    with pytest.raises(lb.EvidenceError, match="draws"):
        dx.report_html(draws=10)
    with pytest.raises(lb.EvidenceError, match="seed"):
        dx.report_html(seed=-1)


# --- A stranger's words ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    return hostile_model(tmp_path_factory.mktemp("hostile")).report_html()


def test_a_stranger_s_words_are_text(hostile: str) -> None:
    page = Page(hostile)
    assert not page.foreign, page.foreign
    assert "<script>alert" in page.text
    assert '"><img src=x onerror=alert(2)>' in page.text
    assert page.styles == Page(lb.load(backend="sweeps").diagnose().report_html()).styles
    assert FOREIGN.search(hostile) is None


def test_the_page_is_whole(hostile: str, page: Page) -> None:
    for each in (Page(hostile), page):
        assert each.open == []
        levels = [level for level, _ in each.headings]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert len(each.all_ids) == len(set(each.all_ids))


def test_the_page_names_no_address(dx: lb.Diagnosis) -> None:
    text = dx.report_html()
    assert "default-src &#x27;none&#x27;" in text
    for word in ("<script", "<link", "<img", "@import", "url(", "src="):
        assert word not in text
    assert not re.search(r"""href="(?!#)""", text)


# --- Writing -----------------------------------------------------------------------------------


def test_it_is_written_for_its_owner_alone(dx: lb.Diagnosis, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    assert dx.report(str(path)) == path
    assert path.read_text(encoding="utf-8") == dx.report_html()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_file_is_replaced_only_by_force(dx: lb.Diagnosis, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(lb.WriteError, match="is there already"):
        dx.report(path)
    assert path.read_text(encoding="utf-8") == "mine"
    dx.report(path, force=True)
    assert path.read_text(encoding="utf-8") == dx.report_html()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_path_that_is_none(dx: lb.Diagnosis, tmp_path: Path) -> None:
    with pytest.raises(lb.EvidenceError, match=r"path=.*report\.html"):
        dx.report(3)  # type: ignore[arg-type]
    with pytest.raises(lb.WriteError, match="cannot be written"):
        dx.report(tmp_path / "nowhere" / "report.html")
    for name in ("a\0b.html", "a\ud800.html"):
        with pytest.raises(lb.WriteError, match=r"no name of a file may hold '\\"):
            dx.report(tmp_path / name)
