"""Every record has a view: well formed, escaped, with its numbers, the same bytes each time."""

from __future__ import annotations

import inspect
import subprocess
import sys
from enum import Enum
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes import results
from lumpbayes.display import views
from lumpbayes.interchange.writing import write_network
from lumpbayes.percentages import percent
from lumpbayes.reasoning.answer import DISCLAIMER
from lumpbayes.reasoning.verification import Verification
from tests.display.html.every_record import answers, every
from tests.display.html.well_formed import text_of
from tests.tiny_model import TinyModel

FOUND = {
    "redness": "yes",
    "pain": "severe",
    "size_cm": 6,
    "biopsy": lb.Reliability("positive", 0.7),
}
PRESENTATIONS = """\
id,cause,setting,evidence,max_rank,reason
P1,abscess,,redness=yes;pain=severe,1,Red.
P2,tumor,hospital,size_cm=6.5;redness!=yes,1,Large.
"""
FLIP = {"redness": "no", "size": None}
LISTED = [
    name
    for name in results.__all__
    if not issubclass(getattr(results, name), Enum)
    and not inspect.isabstract(getattr(results, name))
    and name not in ("Diagnosis", "Verification")
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> lb.Engine:
    tiny = TinyModel(tmp_path_factory.mktemp("shown"))
    tiny.replace("model", 'codes = "codes.csv"', 'codes = "codes.csv"\npresentations = "p.csv"')
    (tiny.folder / "p.csv").write_text(PRESENTATIONS)
    return lb.load(tiny.path, backend="sweeps")


@pytest.fixture(scope="module")
def records(model: lb.Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    file = tmp_path_factory.mktemp("shown") / "scenarios.json"
    return every(answers(model, FOUND, FLIP, file, "no redness"))


@pytest.mark.parametrize("name", [*LISTED, "FrozenMapping", "KnowledgeBase", "Plan"])
def test_a_record_has_a_view(records: dict[str, object], name: str) -> None:
    record = records[name]
    page = views.html(record)
    assert page == record._repr_html_()  # type: ignore[attr-defined]
    assert page == views.html(record)
    assert page.startswith('<div class="lumpbayes"><style>')
    assert DISCLAIMER in text_of(page)


@pytest.mark.parametrize(
    "name", ["Answer", "Ledger", "Conflict", "Intervals", "Questions", "Stopping", "Goals", "Turn"]
)
def test_the_footer_names_the_model(
    model: lb.Engine, records: dict[str, object], name: str
) -> None:
    assert f"tiny 1.2.3, fingerprint {model.fingerprint[:12]}." in text_of(
        views.html(records[name])
    )


def test_an_engine_shows_its_model(model: lb.Engine) -> None:
    text = text_of(model._repr_html_())
    for words in ("A tiny lump", "3 causes, 8 variables", "sourced", model.fingerprint, "History"):
        assert words in text
    assert model._repr_html_() == views.html(model.knowledge)


def test_a_diagnosis_shows_its_answer(model: lb.Engine) -> None:
    dx = model.diagnose(FOUND)
    assert dx._repr_html_() == views.html(dx.answer)


def test_an_answer_in_numbers_and_words(model: lb.Engine) -> None:
    dx = model.diagnose(FOUND)
    text = text_of(dx._repr_html_())
    for cause, share in dx.posterior.items():
        assert f"{dx.answer.labels[cause]}{percent(share)}" in text
    for words in (
        "Emergency: at once, the same day",
        "red flag R1",
        "If it is",
        "drain",
        "Smith A",
    ):
        assert words in text


def test_a_ledger_adds_up_before_the_eyes(engine: lb.Engine) -> None:
    found = {"fever": "yes", "redness": "yes", "size_cm": 6.2, "warmth": "no", "pain": "severe"}
    ledger = engine.diagnose(found).explain()
    text = text_of(ledger._repr_html_())
    for words in (
        "Why Skin abscess, against all other causes",
        f"before the findings: {percent(ledger.prior)}",
        f"after them: {percent(ledger.posterior)}",
        "The numbers behind it",
        "P(fever=yes | systemic_inflammation=infective)",
        "likelihoods.csv:",
    ):
        assert words in text
    for row in ledger.rows:
        assert row.log_share is not None
        assert row.found in text
        assert f"{10 * row.log_share / 2.302585093:+.1f}" in text


def test_many_findings_are_folded_but_counted(engine: lb.Engine) -> None:
    found = {
        name: variable.states[0]
        for name, variable in engine.knowledge.variables.items()
        if variable.phase in ("history", "exam") and variable.states[-1] == "no"
    }
    ledger = engine.diagnose(found).explain()
    assert len(ledger.rows) > 14
    text = text_of(ledger._repr_html_())
    left = len(ledger.rows) - 12
    assert f"{left} findings with smaller shares, together" in text
    assert f"{left} smaller shares" in text


@pytest.mark.parametrize(
    ("found", "cause", "word", "fill", "end"),
    [
        ({"barks": "yes"}, "cat", "excludes", "fill against", "left:0%;width:50%"),
        ({"barks": "yes"}, "dog", "proves", "fill for", "left:50%;width:50%"),
    ],
)
def test_what_decides_fills_its_side(
    animals: lb.Engine, found: dict[str, str], cause: str, word: str, fill: str, end: str
) -> None:
    page = animals.diagnose(found).explain(cause)._repr_html_()
    assert f'<td class="number">{word}</td>' in page
    assert f'<span class="{fill}" style="{end}">' in page
    assert ("excluded" if word == "excludes" else "certain") in text_of(page)


def test_a_patient_outside_the_model(engine: lb.Engine) -> None:
    found = {"redness": "yes", "warmth": "no", "fever": "yes", "crp_or_esr_raised": "no"}
    dx = engine.diagnose(found)
    assert "Outside the model" in text_of(dx._repr_html_())
    assert "outside yes" not in text_of(dx._repr_html_())
    fit = text_of(dx.answer.fit._repr_html_())  # type: ignore[union-attr]
    assert "outsideyes" in fit
    conflict = text_of(dx.conflict()._repr_html_())
    for words in ("Outside the model", "Recheck first ", "hardly go together: "):
        assert words in conflict


def test_a_comparison_and_scenarios(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes", "redness": "yes"})
    comparison = engine.what_if(dx, {"fever": "no"})
    text = text_of(comparison._repr_html_())
    for move in comparison.causes:
        assert f"{percent(move.before)} → {percent(move.after)}" in text
    assert "Fever: yes -> no" in text
    assert "Urgency: " in text
    scenarios = engine.scenarios(
        dx, {"no fever": lb.Scenario({"fever": "no"}), "same": lb.Scenario()}
    )
    text = text_of(scenarios._repr_html_())
    for words in ("no fever", "same", "nothing is changed", "base", "Abscess or spinal infection"):
        assert words in text


def test_models_that_differ_are_both_named(model: lb.Engine) -> None:
    comparison = model.what_if({}, priors={"cyst": 0.2})
    after = comparison.after.model.fingerprint[:12]
    assert f"{model.fingerprint[:12]} -> {after}" in text_of(comparison._repr_html_())


def test_a_difference_in_words(model: lb.Engine) -> None:
    other = model.with_prior("abscess", 0.01)
    page = model.difference(other)._repr_html_()
    text = text_of(page)
    for words in (
        "What differs between two models",
        "cause=abscess given setting=clinic0.3 → 0.01 (-16.3 decibans)",
        "P1 abscess",
        "should be 1 at most",
        f"{model.fingerprint[:12]} -> {other.fingerprint[:12]}",
    ):
        assert words in text
    assert "clinic abscess" not in text  # said by the number already
    assert "No difference." in text_of(model.difference(model)._repr_html_())


def test_what_changes_no_answer_is_listed_apart(model: lb.Engine) -> None:
    frame = model.table("priors")
    frame["note"] = "another note"
    text = text_of(model.difference(model.with_tables(priors=frame))._repr_html_())
    assert "Without effect on answerspriors cause=cyst given setting=clinic: note" in text
    assert "not at all: 2" in text


def test_issues_are_a_table(tmp_path: Path) -> None:
    tiny = TinyModel(tmp_path)
    tiny.set_cell("priors", "cyst,clinic", "probability", "0.63")
    issues = lb.load(tiny.path, policy="lenient").issues
    text = text_of(issues._repr_html_())
    assert text.startswith("1 error")
    for words in ("LevelPlaceFoundExpectedRemedy", "priors.csv:", issues[0].remedy):
        assert words in text
    assert "No issues" in text_of(lb.load(TinyModel(tmp_path / "fine").path).issues._repr_html_())


def test_replays(model: lb.Engine, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    model.save_scenarios(model.scenarios(FOUND, {"flip": lb.Scenario(FLIP)}), file)
    assert "Every answer is as the file says." in text_of(model.replay(file)._repr_html_())
    other = text_of(model.with_prior("cyst", 0.3).replay(file)._repr_html_())
    assert "The model is not what it was" in other
    assert "base: cyst" in other


def test_goals(model: lb.Engine) -> None:
    dx = model.diagnose({"redness": "yes"})
    assert "already" in text_of(dx.goal("tumor", at_most=0.5)._repr_html_())
    assert "No single finding would make it" in text_of(
        dx.goal("cyst", at_least=0.9999, most=1)._repr_html_()
    )
    goals = dx.goal("tumor", at_least=0.3)
    assert f"found in {percent(goals[0].probability)}" in text_of(goals._repr_html_())


def test_second_opinions() -> None:
    agrees = Verification("pgmpy", 1e-16, "fever", "yes", True)
    assert "pgmpy agrees: every posterior within 1e-09" in text_of(views.html(agrees))
    differs = agrees._replace(agrees=False, largest_difference=0.25)
    text = text_of(views.html(differs))
    assert "pgmpy DISAGREES" in text
    assert "0.25, at fever=yes" in text


def test_a_turn_shows_the_question_its_choices_and_the_answer_so_far(model: lb.Engine) -> None:
    turn = model.interview()
    text = text_of(turn._repr_html_())
    assert turn.question is not None
    assert turn.question.question in text
    assert turn.choices is not None
    for choice in turn.choices.answers:
        assert choice.label in text
    assert turn.reason in text
    everything = {"redness": "yes", "pain": "mild", "size": "small", "age_group": "old"}
    assert "0 left to ask" in text_of(model.interview(everything)._repr_html_())


def test_intervals_beside_a_differential(model: lb.Engine) -> None:
    intervals = model.diagnose(FOUND).intervals(draws=100)
    page = intervals._repr_html_()
    assert 'class="whisker"' in page
    assert "95 % intervals, from those of the tables (100 draws)" in text_of(page)


def test_a_network_without_a_target(animals: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "small.bif"
    write_network(animals.network, "small", str(path), "bif")
    engine = lb.load(path)
    assert "0 causes" in text_of(engine._repr_html_())
    dx = engine.diagnose()
    assert "no target: engine.with_target(...)" in text_of(dx._repr_html_())
    assert "nothing" in text_of(dx.posterior._repr_html_())
    text_of(dx.posteriors._repr_html_())


def test_what_is_no_record() -> None:
    with pytest.raises(TypeError, match=r"int: no view shows such a value; expected a record"):
        views.html(3)


def test_a_query_loads_no_view() -> None:
    code = (
        "import sys; from lumpbayes.cli.app import main; main(['query', 'fever=yes']); "
        "print(*(name for name in sys.modules if name.startswith('lumpbayes')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stderr.split()
    assert "lumpbayes.display.terminal" in loaded
    assert not [name for name in loaded if name.startswith("lumpbayes.display.html")]
    assert "lumpbayes.display.views" not in loaded
