"""``lumpbayes whatif``: changes, files of scenarios, goals; what is refused."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import goal, main
from lumpbayes.display.identity import identity_words
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def model(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> TinyModel:
    monkeypatch.chdir(tiny.folder)
    return tiny


def whatif(*words: str) -> int:
    return main(["whatif", *words, "--model", "tiny.toml"])


def test_before_and_after(model: TinyModel, capsys: Captured) -> None:
    assert (
        whatif(
            *("pain=mild", "size_cm=3", "age_group=old"),
            *("--change", "pain=severe", "--change", "biopsy=positive"),
            *("--retract", "size_cm", "--retract", "redness"),
        )
        == 0
    )
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[:6] == [
        "A tiny lump",
        "Given Age group: old; Pain at the lump: mild; Size: 3 cm; Setting: clinic (assumed)",
        "  unchanged: nothing is known of redness",
        "  Pain at the lump: mild -> severe",
        "  added: Biopsy: positive",
        "  retracted: Size: 3 cm",
    ]
    assert "  now a red flag, R1 (emergency): Go now." in lines
    assert "  now a red flag, R2 (soon): See a surgeon." in lines
    assert "Leading cause: an abscess -> tumor" in lines
    engine = lb.load("tiny.toml", backend="sweeps")
    before = engine.diagnose({"pain": "mild", "size_cm": 3, "age_group": "old"})
    after = engine.diagnose({"pain": "severe", "biopsy": "positive", "age_group": "old"})
    (line,) = [each for each in lines if each.startswith(" 1  tumor")]
    shown = [f"{100 * each['tumor']:.1f} %" for each in (before, after)]
    assert " -> ".join(shown) in " ".join(line.split())
    assert line.endswith(f"decibans  was {1 + list(before.posterior).index('tumor')}")


def test_edits_of_the_model(model: TinyModel, capsys: Captured) -> None:
    words = ["redness=yes", "--to-setting", "hospital", "--prior", "tumor", "0.4"]
    words += ["--likelihood", "redness", "yes", "0.9", "inflammation=yes"]
    words += ["--likelihood", "pain", "severe", "0.9", "cause=tumor"]
    assert whatif(*words) == 0
    out, err = capsys.readouterr()
    assert "  Setting: clinic -> hospital\n" in out
    assert "  prior of tumor in hospital: 0.3 -> 0.4 (+1.9 decibans), the others in propor" in out
    assert "  likelihood of redness=yes given inflammation=yes: 0.8 -> 0.9 (+3.5 decibans)\n" in out
    assert "  likelihood of pain=severe given cause=tumor: new, 0.9\n" in out
    fingerprints = r"^tiny 1\.2\.3, fingerprint [0-9a-f]{12} -> [0-9a-f]{12}\. "
    assert re.search(fingerprints, out, re.MULTILINE)
    assert err.startswith("Note: pain given cause=tumor hides inflammation=yes")
    assert err.count("hides") == 1


def test_another_model(model: TinyModel, tmp_path: Path, capsys: Captured) -> None:
    other = TinyModel(tmp_path / "other")
    path = str(other.path)
    assert main(["tables", "edit", "prior", "tumor", "0.5", "--model", path]) == 0
    capsys.readouterr()
    assert whatif("redness=yes", "--to-model", path) == 0
    out = capsys.readouterr().out
    assert "\n  another model\n" in out
    assert whatif("--change", "age_group=middle", "--to-model", "bundled", "--all") == 0
    out = capsys.readouterr().out
    assert "  added: Age group: 40-64 years\n  another model\n" in out
    assert re.search(r"^ \d  Lipoma +none ->  \d\d\.\d %$", out, re.MULTILINE)
    assert re.search(r"^ -  a cyst +60\.0 % ->    none$", out, re.MULTILINE)
    assert whatif("--to-model", "bundled", "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["cause"] for row in rows if not row["after"]} == {"cyst", "abscess", "tumor"}
    assert {row["log_odds_difference"] for row in rows} == {""}


def test_a_network_file(model: TinyModel, capsys: Captured) -> None:
    assert main(["convert", "tiny.toml", "tiny.bif"]) == 0
    capsys.readouterr()
    words = ["whatif", "--model", "tiny.bif", "--target", "cause", "redness=yes"]
    assert main([*words, "--change", "redness=no"]) == 0
    out = capsys.readouterr().out
    assert "Urgency" not in out
    assert "Any" not in out
    assert main([*words, "--goal", "tumor", "--at-least", "0.5", "--most", "1"]) == 0
    assert "cost 0 biopsy: positive" in capsys.readouterr().out
    assert main([*words, "--prior", "tumor", "0.5"]) == 2
    assert "was read from a network file and has no tables to show or" in capsys.readouterr().err
    assert main(["whatif", "--model", "tiny.bif", "--change", "redness=no"]) == 2
    assert "--target VARIABLE" in capsys.readouterr().err
    assert main(["whatif", "--help"]) == 0
    assert capsys.readouterr().out.count("Needs a model with tables") == 2


def test_json_and_csv(model: TinyModel, capsys: Captured) -> None:
    words = ["redness=yes", "--change", "redness=no"]
    assert whatif(*words, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    engine = lb.load("tiny.toml", backend="sweeps")
    comparison = engine.what_if(engine.diagnose({"redness": "yes"}), {"redness": "no"})
    assert record == comparison.to_dict()
    assert whatif(*words, "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["cause"] for row in rows] == list(comparison.after.posterior)
    assert float(rows[0]["after"]) == comparison.causes[0].after


def test_few_causes_and_all(model: TinyModel, capsys: Captured) -> None:
    assert whatif("redness=yes", "--change", "redness=no", "--top", "1") == 0
    assert "    and 2 more (--all shows them)\n" in capsys.readouterr().out
    assert whatif("redness=yes", "--change", "redness=no", "--top", "1", "--all") == 0
    assert "more" not in capsys.readouterr().out


@pytest.mark.parametrize("columns", ["20", "40", "60", "200"])
def test_every_width(
    model: TinyModel, capsys: Captured, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert whatif("redness=yes", "--change", "redness=no", "--to-setting", "hospital") == 0
    assert whatif("redness=yes", "--goal", "abscess", "--at-least", "0.95") == 0
    assert "an absce" in capsys.readouterr().out
    for name in ("one", "two", "three"):
        assert whatif("--change", "redness=no", "--save", "s.json", "--name", name) == 0
    capsys.readouterr()
    assert whatif("--scenarios", "s.json") == 0
    out = capsys.readouterr().out
    tables = out.count("Urgency")
    assert tables == {"20": 3, "40": 3, "60": 3, "200": 1}[columns]
    assert out.count(" base") == tables


@pytest.mark.parametrize("columns", [40, 60, 64, 80])
def test_nothing_overflows(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    base = ["whatif", "limb_weakness=yes", "pain=severe", "cancer_history=yes"]
    change = ["--retract", "cancer_history", "--change", "limb_weakness=no", "--prior"]
    file = str(tmp_path / "s.json")
    assert main([*base, *change, "malignancy", "0.2", "--all", "--save", file]) == 0
    more = ["--change", "fever=yes", "--save", file, "--name", "a name that is longer than others"]
    assert main([*base, *more]) == 0
    assert main(["whatif", "--scenarios", file]) == 0
    assert main([*base, "--goal", "spinal_metastasis", "--at-least", "0.97"]) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if len(line) > columns] == []
    assert "…" not in out
    words = " ".join(out.split())
    assert "Primary malignant" in words
    assert "Any cancer" in words


def test_why_the_urgency_is_another(capsys: Captured) -> None:
    words = ["whatif", "limb_weakness=yes", "pain=severe", "--change", "limb_weakness=no"]
    assert main(words) == 0
    out = " ".join(capsys.readouterr().out.split())
    engine = lb.load(backend="sweeps")
    before = engine.diagnose({"limb_weakness": "yes", "pain": "severe"})
    comparison = engine.what_if(before, {"limb_weakness": "no"})
    levels = comparison.urgency
    assert levels[0] == "emergency" != levels[1]
    assert f"Urgency: emergency -> {levels[1]}" in out
    reasons = [
        reason
        for reason in comparison.before.urgency.reasons
        if reason.level == "emergency" and reason.kind != "red_flag"
    ]
    assert reasons
    for reason in reasons:
        assert f": {reason.text}" in out.split(" now", 1)[0]
    assert out.count("no longer") == len(reasons)
    (first, *_) = comparison.after.urgency.reasons
    assert f": {first.text}" in out.split(" now", 1)[1]
    assert "no red flag any more, R1 (emergency)" in out


def test_a_red_flag_is_gained_and_the_urgency_falls(capsys: Captured) -> None:
    words = ["whatif", "fever=yes", "pain=severe", "tenderness=yes"]
    words += ["--change", "cancer_history=yes", "--change", "fever=no"]
    assert main(words) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Urgency: emergency -> urgent" in out
    assert "no longer (" in out
    assert "Deep spinal infection at 3 % or more is an emergency" in out
    assert "now a red flag, R2 (urgent)" in out


def test_a_red_flag_that_stays_is_a_reason(model: TinyModel, capsys: Captured) -> None:
    model.set_cell("red_flags", "R2,", "urgency", "urgent")
    words = ["biopsy=positive", "age_group=old", "pain=severe"]
    assert whatif(*words, "--change", "pain=none") == 0
    out = capsys.readouterr().out
    assert "Urgency: emergency -> urgent\n  now red flag R2 (urgent): See a surgeon.\n" in out


def test_nothing_changes(model: TinyModel, capsys: Captured) -> None:
    assert whatif("redness=yes", "--change", "redness=yes", "--retract", "pain") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:5] == [
        "  unchanged: Redness: yes",
        "  unchanged: nothing is known of pain",
        "  nothing is changed",
    ]


def test_the_prior_of_a_group_in_percent(model: TinyModel, capsys: Captured) -> None:
    assert whatif("redness=yes", "--prior", "serious", "60%") == 0
    out = capsys.readouterr().out
    assert "  prior of Serious cause in clinic: 0.4 -> 0.6 (+3.5 decibans), the others" in out
    assert whatif("redness=yes", "--prior", "serious", "60%", "--save", "s.json") == 0
    capsys.readouterr()
    assert whatif("--scenarios", "s.json") == 0
    out = capsys.readouterr().out
    assert "Every answer is as the file says." in out
    assert re.search(r"^Serious cause +\d", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "late"),
    [
        (["redness=yes", "--change", "redness=no", "pain=mild"], "pain=mild is"),
        (["--change=redness=no", "pain=mild", "age_group=old"], "pain=mild, age_group=old are"),
        (["redness=yes", "--top", "1", "--retract", "redness", "pain=mild"], "pain=mild is"),
        (["redness=yes", "--change", "redness=no"], None),
        (["redness=yes", "pain=mild", "--prior", "tumor", "0.3"], None),
        (["redness=yes", "--setting", "clinic", "--change", "pain=mild", "--top", "1"], None),
    ],
)
def test_words_after_a_change(
    model: TinyModel, capsys: Captured, words: list[str], late: str | None
) -> None:
    assert whatif(*words) == 0
    remark = (
        f"Note: {late} taken as known beforehand, though written after a change; repeat --change "
        "for each change\n"
    )
    assert capsys.readouterr().err == (remark if late else "")


def test_the_remark_comes_before_the_error(model: TinyModel, capsys: Captured) -> None:
    assert whatif("redness=yes", "--change", "pain=mild", "redness=no") == 2
    err = capsys.readouterr().err
    assert err.startswith("Note: redness=no is taken as known beforehand")
    assert "Error: redness" in err
    assert main(["whatif", "--setting", "--change"]) == 2
    assert "Note" not in capsys.readouterr().err


def test_data_holds_every_cause_unless_told(capsys: Captured, tmp_path: Path) -> None:
    file = str(tmp_path / "s.json")
    words = ["whatif", "fever=yes", "--change", "fever=no"]
    assert main([*words, "--save", file]) == 0
    for command in (words, ["whatif", "--scenarios", file]):
        for top, count in (([], 18), (["--top", "3"], 3), (["--top", "3", "--all"], 18)):
            capsys.readouterr()
            assert main([*command, "--csv", *top]) == 0
            assert len(capsys.readouterr().out.splitlines()) == 1 + count
            assert main([*command, "--json", *top]) == 0
            record = json.loads(capsys.readouterr().out)
            comparison = record["scenarios"][0] if "scenarios" in record else record
            assert len(comparison["causes"]) == count
            assert record["disclaimer"].startswith("Supports decisions")


def test_saved_at_once(model: TinyModel, capsys: Captured) -> None:
    names = ["n1", "n2", "n3", "n4"]
    command = [sys.executable, "-m", "lumpbayes", "whatif", "--model", "tiny.toml"]
    command += ["redness=yes", "--change", "redness=no", "--save", "s.json", "--name"]
    running = [subprocess.Popen([*command, name], stdout=subprocess.DEVNULL) for name in names]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    content = json.loads(Path("s.json").read_text())
    assert {each["name"] for each in content["scenarios"]} == set(names)


def test_nothing_is_known(model: TinyModel, capsys: Captured) -> None:
    assert whatif("--change", "redness=yes") == 0
    assert "Given Setting: clinic (assumed)\n  added: Redness: yes\n" in capsys.readouterr().out


def test_an_answer_outside_the_model_says_so(tmp_path: Path, capsys: Captured) -> None:
    before = ["redness=yes", "warmth=yes", "fever=yes", "crp_or_esr_raised=yes"]
    changes = ["--change", "warmth=no", "--change", "crp_or_esr_raised=no"]
    file = str(tmp_path / "s.json")
    assert main(["whatif", *before, *changes, "--save", file]) == 0
    out = capsys.readouterr().out
    assert out.count("utside the model") == 1
    assert "\nNow: Outside the model" in out
    assert main(["whatif", "--scenarios", file]) == 0
    assert "Fit to the model" in capsys.readouterr().out
    assert main(["whatif", *before, *changes, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [record[side]["outside"] for side in ("before", "after")] == [False, True]


# --- Files of scenarios ------------------------------------------------------------------------


def test_scenarios_are_saved_and_asked_again(model: TinyModel, capsys: Captured) -> None:
    base = ["redness=yes", "pain=mild"]
    assert whatif(*base, "--change", "pain=none", "--save", "s.json", "--name", "no pain") == 0
    assert capsys.readouterr().err == (
        "Note: s.json holds 1 scenario now; to ask again: lumpbayes whatif --scenarios s.json\n"
    )
    assert whatif(*base, "--prior", "tumor", "0.4", "--save", "s.json", "--name", "tumors") == 0
    assert "s.json holds 2 scenarios now" in capsys.readouterr().err
    assert whatif("--scenarios", "s.json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert "no pain" in lines
    assert "  Pain at the lump: mild -> none" not in lines
    assert "  Pain at the lump: mild -> no pain" in lines
    assert lines[-3].startswith("Urgency") or any(each.startswith("Urgency") for each in lines)
    assert "Every answer is as the file says." in lines
    assert lines.index("Every answer is as the file says.") < len(lines) - 1  # the disclaimer
    assert whatif("--scenarios", "s.json", "--csv") == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == ["cause", "base", "no pain", "tumors"]
    assert len(rows) == 4
    assert whatif("--scenarios", "s.json", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record == lb.load("tiny.toml", backend="sweeps").replay("s.json").to_dict()


def test_a_changed_model_is_noticed(model: TinyModel, capsys: Captured) -> None:
    assert whatif("redness=yes", "--change", "redness=no", "--save", "s.json") == 0
    model.set_cell("priors", "cyst,clinic", "probability", "0.5")
    model.set_cell("priors", "tumor,clinic", "probability", "0.2")
    capsys.readouterr()
    assert whatif("--scenarios", "s.json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "The model is not what it was when s.json was written, for base, what if.\n" in out
    assert "\n  base: tumor " in out
    assert " decibans)" in out
    assert whatif("--scenarios", "s.json", "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["changed"] == ["base", "what if"]
    assert err == "Note: the model is not what it was when s.json was written\n"


def test_many_answers_that_moved(
    model: TinyModel, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lumpbayes.display.scenarios.MOST_MOVES", 2)
    assert whatif("redness=yes", "--change", "redness=no", "--save", "s.json") == 0
    model.set_cell("priors", "cyst,clinic", "probability", "0.5")
    model.set_cell("priors", "tumor,clinic", "probability", "0.2")
    assert whatif("--scenarios", "s.json", "--top", "1") == 0
    out = capsys.readouterr().out
    assert "and 2 more causes (--all shows them)" in out
    assert "\n  and 2 more; --json has them all\n" in out


def test_a_file_is_not_replaced_unasked(model: TinyModel, capsys: Captured) -> None:
    words = ["redness=yes", "--change", "redness=no", "--save", "s.json"]
    assert whatif(*words) == 0
    text = Path("s.json").read_text()
    capsys.readouterr()
    assert whatif(*words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "s.json has a scenario 'what if' already: choose another name, or" in err
    assert whatif("pain=mild", *words[1:]) == 2
    assert "s.json starts from another model or other evidence: choose" in capsys.readouterr().err
    assert Path("s.json").read_text() == text
    assert whatif("pain=mild", *words[1:], "--force") == 0
    assert Path("s.json").read_text() != text
    Path("s.json").write_text("{}")
    assert whatif(*words) == 2
    assert "s.json: the key 'schema' is missing; add it" in capsys.readouterr().err


def test_a_dash_is_standard_output_and_input(
    model: TinyModel, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("redness=yes", "--change", "redness=no", "--save")
    assert whatif(*words, "s.json") == 0
    capsys.readouterr()
    assert whatif(*words, "-") == 0
    out, err = capsys.readouterr()
    assert (out, err) == (Path("s.json").read_text(), "")
    assert not Path("-").exists()
    assert whatif("--scenarios", "s.json") == 0
    expected = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(out.encode())))
    assert whatif("--scenarios", "-") == 0
    assert capsys.readouterr().out == expected
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert whatif("--scenarios", "-") == 2
    assert "standard input: the key 'schema' is missing" in capsys.readouterr().err


@pytest.mark.parametrize("other", ["--json", "--csv"])
def test_one_thing_at_a_time_on_standard_output(
    model: TinyModel, capsys: Captured, other: str
) -> None:
    assert whatif("redness=yes", "--change", "redness=no", "--save", "-", other) == 2
    assert f"{other} and --save - exclude each other." in capsys.readouterr().err


def test_csv_is_followed_by_the_models(model: TinyModel, capsys: Captured) -> None:
    engine = lb.load("tiny.toml", backend="sweeps")
    own = identity_words(engine.diagnose().answer.model)
    assert whatif("--change", "redness=no", "--csv") == 0
    assert capsys.readouterr().err == f"Note: {own}\n"
    assert whatif("--prior", "cyst", "0.5", "--csv") == 0
    assert capsys.readouterr().err.startswith(f"Note: {own} -> ")
    assert whatif("--goal", "tumor", "--at-least", "0.5", "--csv") == 0
    assert capsys.readouterr().err == f"Note: {own}\n"
    engine.save_scenarios(engine.scenarios({}, {"same": lb.Scenario()}), "s.json")
    assert whatif("--scenarios", "s.json", "--csv") == 0
    assert capsys.readouterr().err == f"Note: {own}\n"


def test_scenarios_have_their_own_evidence(model: TinyModel, capsys: Captured) -> None:
    assert whatif("redness=yes", "--scenarios", "s.json") == 2
    assert "--scenarios has its own evidence and setting" in capsys.readouterr().err
    assert whatif("--scenarios", "s.json") == 2
    assert "Error: s.json cannot be read: No such file" in capsys.readouterr().err


def test_a_scenario_that_changes_nothing(model: TinyModel, capsys: Captured) -> None:
    engine = lb.load("tiny.toml", backend="sweeps")
    engine.save_scenarios(engine.scenarios({}, {"same": lb.Scenario()}), "s.json")
    assert whatif("--scenarios", "s.json") == 0
    assert "same\n  nothing is changed\n" in capsys.readouterr().out


def test_what_the_file_says_of_other_causes_and_tables(model: TinyModel, capsys: Captured) -> None:
    engine = lb.load("tiny.toml", backend="sweeps")
    other = lb.Scenario(tables={"priors": "priors.csv"})
    engine.save_scenarios(engine.scenarios({}, {"tables": other}), "s.json")
    content = json.loads(Path("s.json").read_text())
    content["posterior"]["wart"] = 0.25
    Path("s.json").write_text(json.dumps(content))
    assert whatif("--scenarios", "s.json") == 0
    out = capsys.readouterr().out
    assert "  table priors: " in out
    assert "\n  base: wart 25.0 % -> none\n" in out


# --- Goals -------------------------------------------------------------------------------------


def test_a_goal(model: TinyModel, capsys: Captured) -> None:
    words = ["redness=yes", "--goal", "tumor", "--at-least", "0.5", "--most", "1"]
    assert whatif(*words) == 0
    out = capsys.readouterr().out
    assert out.startswith("tumor: 4.3 % now\nThe cheapest findings that would make it at least 50")
    assert "\n  cost 50 Biopsy: positive -> 66.9 % (found in 5.8 % of such people; in 90.0 " in out
    assert whatif(*words, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    dx = lb.load("tiny.toml", backend="sweeps").diagnose({"redness": "yes"})
    assert record == dx.goal("tumor", at_least=0.5, most=1, top=10).to_dict()
    assert whatif(*words, "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["findings"] == "biopsy=positive"
    assert rows[0]["cost"] == "50.0"


def test_a_goal_that_is_reached_or_cannot_be(model: TinyModel, capsys: Captured) -> None:
    assert whatif("--goal", "tumor", "--at-most", "0.5") == 0
    assert "tumor: 10.0 % now\nThat is at most 50.0 % already.\n" in capsys.readouterr().out
    words = ["--goal", "serious", "--at-least", "1", "--phases", "history", "--phases", "exam"]
    assert whatif(*words) == 0
    expected = "No set of up to 3 findings of history and exam would make it at least 100 %."
    assert expected in capsys.readouterr().out
    assert whatif(*words, "--most", "1") == 0
    assert "No single finding of history and exam would make it" in capsys.readouterr().out


def test_a_goal_in_percent_and_by_label(model: TinyModel, capsys: Captured) -> None:
    words = ["redness=yes", "--goal", "serious CAUSE", "--at-least", "80%", "--most", "1"]
    assert whatif(*words) == 0
    assert "of those with serious cause)" in capsys.readouterr().out


def test_who_the_person_is_is_no_finding(model: TinyModel, capsys: Captured) -> None:
    words = ["redness=yes", "--goal", "tumor", "--at-most", "0.02", "--top", "100"]
    assert whatif(*words) == 0
    assert "Age group" not in capsys.readouterr().out
    assert whatif(*words, "--with-context") == 0
    assert "Age group" in capsys.readouterr().out


def test_progress_on_a_terminal(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goal, "PATIENCE", 0.0)
    words = ["whatif", "fever=yes", "--goal", "skin_abscess", "--at-least", "0.99"]
    assert main(words) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(words) == 0
    err = capsys.readouterr().err
    assert re.match(r"\r[\d,]+ combinations of findings weighed\r", err)
    assert err.endswith(" \r")


def test_a_goal_that_is_ruled_out(model: TinyModel, capsys: Captured) -> None:
    assert whatif('cause={"not": "tumor"}', "--goal", "tumor", "--at-least", "0.5", "--csv") == 0
    assert capsys.readouterr().out == "findings,cost,posterior,probability,probability_if_cause\n"


def test_a_search_that_stops(
    model: TinyModel, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lumpbayes.reasoning.goal_seek.MOST_CASES", 10)
    assert whatif("--goal", "tumor", "--at-least", "0.99") == 0
    assert "The search stopped after 8 combinations of findings" in capsys.readouterr().out


# --- What is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--change", "redness=no", "--most", "2"], "--most goes with --goal."),
        (
            ["--change", "redness=no", "--at-least", "0.9", "--at-most", "0.1"],
            "--at-least and --at-most go with --goal.",
        ),
        (["--change", "redness=no", "--phases", "exam"], "--phases goes with --goal."),
        (["--change", "redness=no", "--with-context"], "--with-context goes with --goal."),
        (["--change", "redness=no", "--name", "a"], "--name goes with --save."),
        (["--change", "redness=no", "--force"], "--force goes with --save."),
        (
            ["--goal", "tumor", "--at-least", "0.5", "--all"],
            "--all shows every cause; with --goal give --top.",
        ),
        (
            ["--change", "redness=no", "--save", "s.json", "--name", " "],
            "a scenario is called ' ': expected a name",
        ),
        ([], "Say what shall be otherwise (--change, --retract, --to-setting, --prior"),
        (["--change", "redness=no", "--json", "--csv"], "--json and --csv exclude each other."),
        (["--change", "redness=no", "--goal", "tumor"], "a change and --goal exclude each other"),
        (["--scenarios", "s", "--goal", "tumor"], "--scenarios and --goal exclude each other"),
        (["--goal", "tumor"], "Give one of --at-least, to confirm, and --at-most, to exclude."),
        (["--goal", "tumor", "--at-least", "x"], "probability 'x': expected a number from 0 to 1"),
        (["--goal", "tumour", "--at-least", "0.5"], "did you mean tumor?"),
        (
            ["--goal", "tumor", "--at-least", "0.5", "--phases", "x"],
            "expected some of history,exam,test",
        ),
        (["--goal", "tumor", "--at-least", "0.5", "--save", "s"], "--save goes with a change."),
        (
            ["--to-model", "bundled", "--save", "s.json"],
            "--save and --to-model exclude each other: a file of scenarios holds no model.",
        ),
        (["--change", "redness"], "'redness' is not understood: write redness=yes or redness=no"),
        (["--change", "rednes=no"], "there is no variable 'rednes': did you mean redness?"),
        (["--retract", "rednes"], "there is no variable 'rednes': did you mean redness?"),
        (
            ["--change", "redness=no", "--retract", "redness"],
            "redness is changed and retracted: do one of the two",
        ),
        (["--prior", "tumor", "0,5"], "probability '0,5': expected a number from 0 to 1"),
        (
            ["--prior", "tumor", "0.5", "--prior", "tumor", "0.4"],
            "the prior of tumor is set twice; set it once",
        ),
        (
            ["--likelihood", "redness", "yes", "0.5", "cause=tumor"],
            "redness does not depend on 'cause'",
        ),
    ],
)
def test_what_is_refused(
    model: TinyModel, capsys: Captured, words: list[str], message: str
) -> None:
    assert whatif(*words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in " ".join(err.split())


def test_help_has_examples(capsys: Captured) -> None:
    assert main(["whatif", "--help"]) == 0
    out = capsys.readouterr().out
    assert "Examples:" in out
    assert "--goal skin_abscess --at-least 0.95 --phases exam" in out
