"""``engine.evaluate`` from end to end: frames, files, subgroups, and what is wrong with them."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.cases.evaluation.drivers import Driver
from lumpbayes.cases.evaluation.evaluation import Evaluation
from lumpbayes.cases.evaluation.scoring import score_cases
from lumpbayes.cases.evaluation.summing_up import Scored, Sums, sum_up
from lumpbayes.cases.evaluation.triage_matrix import Answered, make_triage_matrix, needed_levels
from lumpbayes.errors import EvidenceError, TooLargeError, UnknownNameError
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.reasoning.triage import Triage
from tests.tiny_model import TinyModel

VIGNETTES = Path(__file__).parents[2] / "tables/vignettes.csv"
KEEP = ("case", "kind", "source")
CASES = [
    {"redness": "yes", "size_cm": 6, "cause": "tumor", "site": "A"},
    {"redness": "no", "size_cm": 1, "cause": "cyst", "site": "A"},
    {"redness": "yes", "pain": "severe", "cause": "abscess", "site": "B"},
    {"redness": "yes", "pain": "severe", "age_years": 60, "cause": "cyst", "site": " B"},
    {"redness": "yes", "cause": " ", "site": "B"},
    {"biopsy": "positive", "setting": "hospital", "cause": "Tumor", "site": None},
]


@pytest.fixture
def model(tiny: TinyModel) -> lb.Engine:
    return lb.load(tiny.path, backend="sweeps")


def evaluated(model: lb.Engine, cases: Any = CASES, **options: Any) -> Evaluation:
    return model.evaluate(cases, **{"keep": ["site"], "draws": 200, **options})


def test_the_published_cases_are_found_as_often_as_the_benchmark_says(engine: lb.Engine) -> None:
    found = engine.evaluate(VIGNETTES, keep=KEEP)
    with VIGNETTES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    ranks = []
    for row in rows:
        given = {k: v for k, v in row.items() if v and k not in (*KEEP, "cause", "setting")}
        dx = engine.diagnose(given, setting=row["setting"] or None)
        ranks.append(1 + list(dx.posterior).index(row["cause"]))
    assert found.performance.first.cases == sum(rank == 1 for rank in ranks)
    three = found.performance.three
    assert three is not None
    assert three.cases == sum(rank <= 3 for rank in ranks)
    assert found.cases.ignored == KEEP
    assert found.cases.assumed == sum(not row["setting"] for row in rows)
    assert found.cases.setting == "primary_care"
    assert any("prove little" in text for text in found.cautions)


def test_without_tests_less_is_known(engine: lb.Engine) -> None:
    found = engine.evaluate(VIGNETTES, keep=KEEP, phases=["history", "exam"])
    everything = engine.evaluate(VIGNETTES, keep=KEEP)
    assert found.cases.phases == ("history", "exam")
    assert found.performance.log_loss.value > everything.performance.log_loss.value
    with pytest.raises(EvidenceError, match=r"phase 'tests': did you mean test\?"):
        engine.evaluate(VIGNETTES, keep=KEEP, phases=["tests"])


def test_each_case_is_answered_as_diagnose_answers(model: lb.Engine) -> None:
    found = evaluated(model)
    losses, levels = [], []
    for case in CASES:
        if not case["cause"].strip():  # type: ignore[union-attr]
            continue
        given = {k: v for k, v in case.items() if k not in ("cause", "site")}
        dx = model.diagnose(given)
        losses.append(-math.log(dx[str(case["cause"]).lower()]))
        levels.append(dx.urgency.level)
    assert found.performance.log_loss.value == pytest.approx(np.mean(losses), abs=1e-12)
    assert found.triage is not None
    answered = found.triage.counts.sum(axis=0).tolist()
    assert answered == [levels.count(level) for level in URGENCIES]
    assert found.cases[:7] == (6, 1, 0, 5, 4, "clinic", "cause")
    assert found.cases.ignored == ("site",)
    assert "cause" not in found.cases.evidence


def test_soft_evidence_is_answered_as_diagnose_answers(model: lb.Engine) -> None:
    soft = [lb.AnyOf("severe", "mild"), lb.Reliability("severe", 0.9), lb.Not("none"), "severe"]
    cases = [{"pain": each, "redness": "yes", "cause": "abscess"} for each in soft]
    found = evaluated(model, cases, keep=())
    levels = [model.diagnose({"pain": s, "redness": "yes"}).urgency.level for s in soft]
    assert found.triage is not None
    answered = found.triage.counts.sum(axis=0).tolist()
    assert answered == [levels.count(level) for level in URGENCIES]
    mean = (
        -sum(math.log(model.diagnose({"pain": s, "redness": "yes"})["abscess"]) for s in soft) / 4
    )
    assert found.performance.log_loss.value == pytest.approx(mean, abs=1e-12)


def test_a_file_a_frame_and_mappings_are_the_same(model: lb.Engine, tmp_path: Path) -> None:
    frame = pd.DataFrame(CASES)
    path = tmp_path / "cases.csv"
    frame.to_csv(path, index=False)
    parquet = tmp_path / "cases.parquet"
    frame.assign(size_cm=frame["size_cm"].astype(float)).to_parquet(parquet)
    of_file, of_frame, of_list, of_parquet = (
        evaluated(model, each, by="site") for each in (path, frame, CASES, str(parquet))
    )
    assert of_frame.to_json() == of_list.to_json()
    for found in (of_file, of_parquet):
        record, other = found.to_dict(), of_frame.to_dict()
        assert [each["row"] for each in record["misses"]] != []
        for each in (record, other, *record["subgroups"].values(), *other["subgroups"].values()):
            each.pop("misses")
            each.pop("too_late")
        assert record == other
    assert of_file.misses[0].row == "row 2"
    assert of_frame.misses[0].row == "0"


def test_the_same_seed_gives_the_same_bytes(model: lb.Engine) -> None:
    first, again, other = (evaluated(model, seed=seed).to_json() for seed in (3, 3, 4))
    assert first == again
    assert first != other
    record = json.loads(first)
    assert record["model"]["name"] == "tiny"
    assert record["disclaimer"]
    assert (record["seed"], record["draws"]) == (3, 200)


def test_chunks_make_no_difference(model: lb.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from lumpbayes.cases.evaluation import frame_cases

    whole = evaluated(model, by="site").to_json()
    monkeypatch.setattr(frame_cases, "CHUNK", 2)
    assert evaluated(model, by="site").to_json() == whole


def test_subgroups_are_evaluated_by_themselves(model: lb.Engine) -> None:
    found = evaluated(model, by="site")
    assert list(found.subgroups) == ["(blank)", "A", "B"]
    assert [each.cases.scored for each in found.subgroups.values()] == [1, 2, 2]
    assert found.subgroups["B"].cases.blank == 1
    alone = evaluated(model, [case for case in CASES if case["site"] == "A"])
    assert found.subgroups["A"].performance == alone.performance
    by_setting = evaluated(model, by="setting")
    assert "setting" in by_setting.cases.evidence
    assert list(by_setting.subgroups) == ["(blank)", "hospital"]


def test_a_word_that_means_a_gap_is_no_subgroup(model: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("redness,cause,site\nyes,abscess,NA\nno,cyst,A\n", encoding="utf-8")
    found = evaluated(model, path, by="site", missing=["NA "])
    assert list(found.subgroups) == ["(blank)", "A"]


def test_a_column_with_a_number_for_a_name(model: lb.Engine) -> None:
    frame = pd.DataFrame(CASES).rename(columns={"site": 0})
    with pytest.raises(UnknownNameError, match=r"keep=\['0'\]"):
        evaluated(model, frame, keep=())
    found = evaluated(model, frame, keep=["0"], by="0")
    assert found.to_dict()["performance"] == evaluated(model).to_dict()["performance"]
    assert list(found.subgroups) == ["(blank)", "A", "B"]
    assert found.misses[0].kept["0"] in ("A", "B")


def test_too_many_subgroups(model: lb.Engine) -> None:
    cases = [{"redness": "yes", "cause": "cyst", "id": str(each)} for each in range(51)]
    with pytest.raises(EvidenceError, match="by 'id': the column has 51 values, such as '0'"):
        evaluated(model, cases, by="id", keep=())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"truth": "caus"}, r"truth 'caus': the cases have no such column: did you mean cause\?"),
        ({"by": "sit"}, r"by 'sit': the cases have no such column: did you mean site\?"),
        ({"keep": ["sites"]}, "keep 'sites': the cases have no such column: did you mean site"),
        (
            {"keep": []},
            r"column 'site': there is no variable 'site': .*leave it out: keep=",
        ),
        ({"groups": ["seriuos"]}, "no group of causes, 'seriuos': did you mean serious"),
        ({"setting": "clinc"}, r"setting has no state 'clinc': did you mean clinic\?"),
    ],
)
def test_names_that_there_are_not(model: lb.Engine, options: Any, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        evaluated(model, **options)


def test_a_column_of_a_file_that_there_is_not(model: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    pd.DataFrame(CASES).to_csv(path, index=False)
    with pytest.raises(UnknownNameError, match=r"^by 'sit': the cases have no such column"):
        evaluated(model, path, by="sit")
    with pytest.raises(UnknownNameError, match=r"^keep 'sit': the cases have no such column"):
        evaluated(model, path, keep=["sit"], by="site")


def test_a_true_cause_that_the_model_does_not_have(model: lb.Engine, tmp_path: Path) -> None:
    cases = [*CASES, {"redness": "yes", "cause": "tumour", "site": "A"}]
    with pytest.raises(UnknownNameError, match=r"row 6, column 'cause': .*did you mean tumor\?"):
        evaluated(model, cases)
    path = tmp_path / "cases.csv"
    pd.DataFrame(cases).to_csv(path, index=False)
    with pytest.raises(EvidenceError, match=r"cases.csv:8, column cause: .*did you mean tumor\?"):
        evaluated(model, path)
    cases[0] = {"redness": "maybe", "cause": "cyst", "site": "A"}
    pd.DataFrame(cases).to_csv(path, index=False)
    with pytest.raises(
        EvidenceError, match=r"csv:2, column redness: .*\(2 such cells or rows up to row 8\)"
    ):
        evaluated(model, path)


def test_arguments_that_cannot_be_meant(model: lb.Engine) -> None:
    with pytest.raises(EvidenceError, match=r"keep=3: expected a text, or a list of texts"):
        evaluated(model, keep=3)
    with pytest.raises(EvidenceError, match=r"groups: 3 is no text; expected a text, or a list"):
        evaluated(model, groups=[3])
    with pytest.raises(EvidenceError, match=r"by=\['site'\]: expected the name of one column, su"):
        evaluated(model, by=["site"])
    with pytest.raises(EvidenceError, match=r"truth=\['cause'\]: expected the name of one column"):
        evaluated(model, truth=["cause"])
    with pytest.raises(EvidenceError, match="seed=-1: expected a whole number of at least 0"):
        evaluated(model, seed=-1)
    with pytest.raises(EvidenceError, match="draws=5: expected a whole number of at least 100"):
        evaluated(model, draws=5)
    with pytest.raises(TooLargeError, match="would take"):
        evaluated(model, draws=10**12)
    with pytest.raises(EvidenceError, match="cases of type int: expected a DataFrame"):
        evaluated(model, 3)
    twice = pd.DataFrame([["yes", "no", "cyst"]], columns=["redness", "redness", "cause"])
    with pytest.raises(EvidenceError, match="two columns are named 'redness'"):
        evaluated(model, twice, keep=())


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            {"missing": ["NA"]},
            r"missing=\('NA',\) says something of a file, and the cases are none",
        ),
        ({"separator": ";"}, r"separator=';' says something of a file, and the cases are none"),
        ({"encoding": "cp1252"}, r"encoding='cp1252' says something of a file, and the cases are"),
    ],
)
@pytest.mark.parametrize("kind", [list, pd.DataFrame])
def test_what_only_a_file_can_mean(model: lb.Engine, option: Any, message: str, kind: Any) -> None:
    with pytest.raises(EvidenceError, match=message):
        evaluated(model, kind(CASES), **option)


def test_what_is_kept_of_a_case(model: lb.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most 100 bytes and a handful of a decision curve: the documentation says so."""
    kept: list[Scored] = []
    joined = Scored.joined
    monkeypatch.setattr(
        Scored, "joined", lambda parts: kept.append(found := joined(parts)) or found
    )
    evaluated(model, model.simulate(1000), keep=())
    sizes = [part.nbytes for part in _arrays(kept[0])]
    assert sum(sizes) / 1000 < 100


def _arrays(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        assert value.dtype != object
        yield value
    else:
        for part in value:
            yield from _arrays(part)


def test_a_case_without_urgency_is_not_too_late(model: lb.Engine) -> None:
    """No level is no answer, and not one below all others."""
    triage = Triage.of(model.knowledge)
    needed = needed_levels(triage)
    scores = score_cases(np.array([[0.1, 0.8, 0.1]] * 3), np.array([1, 1, 1]))
    none = np.zeros((3, 0), np.uint8)
    scored = Scored(
        np.arange(3),
        np.array([1, 1, 1], np.int32),
        np.array([-1, 2, 3], np.int8),
        np.zeros((3, 1), np.uint8),
        scores,
        scores.errors,
        scores.errors,
        none,
        none,
    )
    whole = evaluated(model)
    how = Sums(model.knowledge, needed, (), (), 0, 100, "row {}".format, {})
    found = sum_up(how, scored, whole.cases, whole.each)
    assert [(each.row, each.answered) for each in found.too_late] == [("row 1", "soon")]


def test_a_truth_that_may_mean_two_is_an_error(tiny: TinyModel) -> None:
    tiny.replace("labels", "an abscess", "A cyst")
    engine = lb.load(tiny.path, backend="sweeps")
    with pytest.raises(
        EvidenceError, match="row 0, column 'cause': cause='a cyst' may mean cyst or"
    ):
        engine.evaluate([{"cause": "a cyst", "pain": "mild"}])


def test_one_name_is_a_list_of_one(model: lb.Engine) -> None:
    cases = [{**case, "redness": "yes"} for case in CASES]
    said = {"groups": "serious", "phases": "exam", "without": "pain", "keep": "site"}
    listed = {name: [value] for name, value in said.items()}
    found = [model.evaluate(cases, draws=100, **options).to_json() for options in (said, listed)]
    assert found[0] == found[1]


def test_the_truth_is_the_column_of_what_is_asked(tmp_path: Path) -> None:
    from tests.interchange.samples import BIF

    (tmp_path / "net.bif").write_text(BIF, encoding="utf-8")
    names = lb.load(tmp_path / "net.bif").network.names
    engine = lb.load(tmp_path / "net.bif", target=names[-1])
    found = engine.evaluate(engine.simulate(20))
    assert (found.cases.truth, found.cases.scored) == (names[-1], 20)
    with pytest.raises(
        UnknownNameError, match=f"truth '{names[-1]}': the cases have no such column"
    ):
        engine.evaluate([{names[0]: None}])


@pytest.mark.parametrize("kind", ["file", "frame"])
def test_a_first_column_case_names_the_worst(model: lb.Engine, tmp_path: Path, kind: str) -> None:
    frame = model.simulate(50).reset_index()
    path = tmp_path / "cases.csv"
    frame.to_csv(path, index=False)
    cases = frame if kind == "frame" else path
    found = model.evaluate(cases, phases="history", draws=100)
    table = found.to_frame()
    assert table["case"].tolist() == [*range(1, 51)] or kind == "file"
    assert [int(cell) for cell in table["case"]] == [*range(1, 51)]
    assert found.misses
    for miss in found.misses:
        row = table[table["case"].astype(str) == miss.row.removeprefix("case ")]
        assert row["probability"].tolist() == [miss.probability]
        assert dict(miss.kept) == {}
    kept = model.evaluate(cases, phases="history", draws=100, keep=["case"])
    assert [(each.row, dict(each.kept)) for each in kept.misses] == [
        (each.row, {}) for each in found.misses
    ]
    frame["case"] = None
    unnamed = model.evaluate(frame, phases="history", draws=100).misses
    assert unnamed[0].row.isdecimal()


@pytest.mark.parametrize("file", [False, True])
def test_what_is_withheld_is_known_of_no_case(model: lb.Engine, tmp_path: Path, file: bool) -> None:
    frame = pd.DataFrame(CASES)
    path = tmp_path / "cases.csv"
    frame.to_csv(path, index=False)
    cases = str(path) if file else frame
    found = evaluated(model, cases, without=["size_cm", "pain"])
    less = evaluated(model, frame.drop(columns=["size_cm", "pain"]))
    assert found.performance == less.performance != evaluated(model, cases).performance
    assert found.cases.evidence == less.cases.evidence
    assert set(found.cases.ignored) == {"site", "size_cm", "pain"}
    with pytest.raises(UnknownNameError, match=r"without 'pian': .*did you mean pain"):
        evaluated(model, cases, without=["pian"])
    with pytest.raises(EvidenceError, match="without 'setting': it is assumed where it is unkno"):
        evaluated(model, cases, without=["setting"])
    with pytest.raises(EvidenceError, match="without 'cause': it is never read; leave it out"):
        evaluated(model, cases, without=["cause"])
    message = "keep 'pain': it is a variable of the model, and would be read .*--without pain"
    with pytest.raises(EvidenceError, match=message):
        evaluated(model, cases, keep=["site", "pain"])


@pytest.mark.parametrize("file", [False, True])
def test_bad_cells_of_what_is_withheld_are_not_read(
    model: lb.Engine, tmp_path: Path, file: bool
) -> None:
    frame = pd.DataFrame(CASES).assign(pain="bogus")
    path = tmp_path / "cases.csv"
    frame.to_csv(path, index=False)
    cases = str(path) if file else frame
    with pytest.raises(EvidenceError, match="bogus"):
        evaluated(model, cases)
    found = evaluated(model, cases, without="pain")
    assert (found.cases.scored, found.cases.skipped) == (5, 0)
    assert found.cases.ignored == ("site", "pain")
    both = evaluated(model, cases, without="pain", keep=["site", "pain"], by="pain")
    assert both.performance == found.performance
    assert both.misses[0].kept["pain"] == "bogus"
    assert list(both.subgroups) == ["bogus"]


def test_a_recoding_of_what_is_withheld_is_not_used(model: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("redness,pain,cause\nyes,X,abscess\n", encoding="utf-8")
    found = evaluated(model, path, keep=(), without="pain", recode={"pain": {"X": "severe"}})
    assert "recoding of column 'pain': the column is not read" in found.notes


def test_soft_columns_that_are_withheld(model: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("redness,pain:severe,pain:mild,pain:none,cause\nyes,0.9,0.4,0,abscess\n")
    found = evaluated(model, path, keep=(), without=["pain"])
    assert found.cases.evidence == ("redness",)
    assert found.cases.ignored == ("pain:severe", "pain:mild", "pain:none")


def test_few_cases_prove_nothing_by_resampling(model: lb.Engine) -> None:
    text = " ".join(evaluated(model, by="site").cautions)
    assert "Intervals by resampling say nothing of fewer than 10 cases" in text
    assert "Fewer than 10 cases are in (blank), A, B: nothing can be said" in text
    many = [{**case, "site": str(place)} for place, case in enumerate(CASES[:4] * 2)]
    text = " ".join(evaluated(model, many, by="site").cautions)
    assert "Fewer than 10 cases are in 0, 1, 2, 3, 4 and 3 more: nothing" in text
    assert "by resampling say" not in " ".join(evaluated(model, CASES * 4).cautions)


def test_an_error_of_a_column_names_no_option_of_another_command(
    model: lb.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("redness,id,clinic,cause\nyes,1,A,cyst\n")
    with pytest.raises(UnknownNameError, match="--keep") as told:
        evaluated(model, path, keep=())
    assert "--keep-all" not in str(told.value)


def test_a_code_of_a_cause_is_no_column(model: lb.Engine) -> None:
    cases = [{"L72": "yes", "cause": "cyst"}]
    with pytest.raises(EvidenceError, match="column 'L72': L72 is a code of a cause and no"):
        evaluated(model, cases, keep=())
    assert evaluated(model, cases, keep=["L72"]).cases.ignored == ("L72",)


def test_nothing_to_evaluate(model: lb.Engine) -> None:
    with pytest.raises(EvidenceError, match="there are no cases: expected at least one row"):
        evaluated(model, pd.DataFrame(columns=["redness", "cause"]), keep=())
    with pytest.raises(EvidenceError, match=r"none of the 2 cases can be evaluated: column"):
        evaluated(model, [{"redness": "yes", "cause": None}] * 2, keep=())


def test_impossible_cases_are_left_out_and_said(animals: lb.Engine) -> None:
    cases = [
        {"barks": "yes", "animal": "dog"},
        {"barks": "yes", "animal": "cat"},  # no cat barks: infinitely wrong, and answered
        {"flies": "yes", "animal": "cat"},  # nothing flies: no answer
        {"swims": "yes", "place": "home", "animal": "fish"},  # a home has no fish
    ]
    found = animals.evaluate(cases, truth="animal", draws=100)
    assert (found.cases.rows, found.cases.impossible, found.cases.scored) == (4, 2, 2)
    assert found.performance.first.cases == 1
    assert found.performance.impossible_truths == 1
    assert found.performance.log_loss.value == math.inf
    assert found.to_dict()["performance"]["log_loss"]["value"] is None
    assert found.baselines[0].log_loss is None
    text = " ".join(found.cautions)
    assert "2 cases with findings that are impossible under the model" in text
    assert "Counted as wrong, the true cause leads in 1 of 4." in text
    assert "probability 0 to the true cause of 1 case: the log loss is infinite" in text
    with pytest.raises(EvidenceError, match="and the findings of 1 are impossible under the model"):
        animals.evaluate(cases[2:3], truth="animal", draws=100)


def test_a_blank_truth_and_impossible_findings_are_both_said(animals: lb.Engine) -> None:
    cases = [
        {"barks": "yes", "animal": "dog"},
        {"flies": "yes", "animal": None},
        {"barks": "yes", "animal": None},
    ]
    found = animals.evaluate(cases, truth="animal", draws=100)
    counts = found.cases
    assert (counts.rows, counts.blank, counts.impossible, counts.scored) == (3, 2, 0, 1)
    assert found.to_dict()["cases"]["blank_impossible"] == 1
    assert found.to_frame()["problem"].tolist()[1:] == [
        "no true cause; impossible under the model",
        "no true cause",
    ]
    text = " ".join(found.cautions)
    assert "2 cases without a true cause: left out of every figure; the findings of 1 of" in text
    assert "1 case proves little" in text
    message = "the only case cannot be evaluated: .* in 1, and the findings of 1 are impossible"
    with pytest.raises(EvidenceError, match=message):
        animals.evaluate(cases[1:2], truth="animal", draws=100)


def test_the_frame_names_the_model_that_answered(model: lb.Engine) -> None:
    attrs = evaluated(model).to_frame().attrs
    assert (attrs["model"], attrs["fingerprint"]) == ("tiny", model.knowledge.fingerprint)


def test_one_skipped_row_is_one(model: lb.Engine) -> None:
    found = evaluated(model, [*CASES, {"redness": "maybe"}], on_error="skip")
    assert "1 of 7 rows (14.3 %) could not be read and was skipped" in found.cautions[0]


def test_soft_columns_of_a_file(model: lb.Engine, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    header = "redness,pain:severe,pain:mild,pain:none,cause\n"
    path.write_text(header + "yes,0.9,0.4,0,abscess\nno,,,,cyst\n", encoding="utf-8")
    pain = lb.Likelihood({"severe": 0.9, "mild": 0.4})
    cases = [
        {"redness": "yes", "pain": pain, "cause": "abscess"},
        {"redness": "no", "cause": "cyst"},
    ]
    of_file, of_list = (evaluated(model, each, keep=()) for each in (path, cases))
    assert of_file.performance == of_list.performance
    assert of_file.baselines == of_list.baselines
    assert of_file.to_dict()["triage"] == of_list.to_dict()["triage"]
    assert of_file.cases.evidence == ("redness", "pain:severe", "pain:mild", "pain:none")


def test_the_cause_is_never_evidence(model: lb.Engine) -> None:
    cases = [{**case, "truth": case["cause"]} for case in CASES]
    found = evaluated(model, cases, truth="truth")
    assert found.performance == evaluated(model).performance
    assert set(found.cases.ignored) == {"cause", "site"}


def test_what_a_cause_needs(engine: lb.Engine, model: lb.Engine) -> None:
    kb = engine.knowledge
    needed = [URGENCIES[level] for level in needed_levels(Triage.of(kb))]
    assert needed == [kb.management[cause].urgency for cause in kb.causes]
    few = engine.table("management")
    without = engine.with_tables(management=few[few["cause"] != "skin_abscess"])
    place = kb.causes.index("skin_abscess")
    triage = Triage.of(without.knowledge)
    assert triage.losses is not None
    assert needed_levels(triage)[place] == triage.losses[place].argmin()
    nothing = needed_levels(Triage.of(model.knowledge)).copy()
    nothing[:] = -1
    truth = np.zeros(2, np.int64)
    nobody = Answered(truth, (), np.zeros((2, 1), np.uint8))
    assert make_triage_matrix(model.knowledge, nothing, truth, nobody) is None


def test_under_and_over_triage(model: lb.Engine) -> None:
    kb = model.knowledge
    needed = needed_levels(Triage.of(kb))
    assert [URGENCIES[level] for level in needed] == ["self_care", "urgent", "soon"]
    truth = np.array([0, 0, 1, 1, 1, 2])
    named = (Driver("red_flag", "R1", ""), Driver("leading_cause", "", ""))
    driving = np.packbits([[0, 1], [1, 1], [0, 1], [0, 1], [0, 0], [0, 1]], axis=1)
    found = make_triage_matrix(
        kb, needed, truth, Answered(np.array([0, 4, 3, 2, -1, 2]), named, driving)
    )
    assert found is not None
    assert (found.right.cases, found.under.cases, found.over.cases) == (3, 1, 1)
    assert found.right.of == 5
    assert found.grave is not None
    assert (found.grave.cases, found.grave.of) == (1, 2)
    assert found.counts[3].tolist() == [0, 0, 1, 1, 0]
    assert found.over_because == (
        Driver("red_flag", "R1", "", 1, 0),
        Driver("leading_cause", "", "", 1, 0),
    )
    assert found.under_because == (Driver("leading_cause", "", "", 1, 1),)
    level = Answered(np.array([0]), named, driving[:1])
    mild = make_triage_matrix(kb, needed, np.array([0]), level)
    assert mild is not None
    assert mild.grave is None
    assert mild.to_dict()["under_where_urgent"] is None


def test_who_would_have_come_too_late(engine: lb.Engine) -> None:
    found = engine.evaluate(VIGNETTES, keep=KEEP, phases=["history", "exam"])
    assert found.triage is not None
    assert len(found.too_late) == found.triage.under.cases > 0
    gaps = [URGENCIES.index(e.needed) - URGENCIES.index(e.answered) for e in found.too_late]
    assert min(gaps) > 0
    assert gaps == sorted(gaps, reverse=True)
    for each in found.too_late:
        assert each.needed == engine.knowledge.management[each.truth].urgency
        assert each.row.startswith("case ")


def test_a_network_file_has_neither_urgencies_nor_groups(tmp_path: Path) -> None:
    from tests.interchange.samples import BIF

    path = tmp_path / "net.bif"
    path.write_text(BIF, encoding="utf-8")
    plain = lb.load(path)
    with pytest.raises(EvidenceError, match=r"without a target: say which .*with_target\(name\)"):
        plain.evaluate([{"t": "x"}], truth="t")
    names = plain.network.names
    engine = plain.with_target(names[0])
    states = engine.causes
    found = engine.evaluate([{"t": states[0]}, {"t": states[-1]}], truth="t", draws=100)
    assert found.triage is None
    assert found.decision_curves == ()
    assert found.cases.setting is None
    assert found.to_dict()["triage"] is None
    assert found.baselines[0].performance == found.performance
