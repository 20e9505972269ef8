"""Case files in, files of answers out: what diagnose says of each row, interrupted or not."""

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lumpbayes as lb
from lumpbayes.cases.answer_tables import Extras
from lumpbayes.cases.batch_run import BatchOptions, run_batch
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.partial_folder import PartialFolder, only_one
from tests.cases.case_examples import answers_of, check_row, csv_file, simulated
from tests.tiny_model import TinyModel

KEEPING = BatchOptions(reading=CaseReading(keep=("id",)))


@pytest.fixture(scope="module")
def engine() -> lb.Engine:
    return lb.load(backend="sweeps")


def written(table: pa.Table, path: Path) -> str:
    pq.write_table(table, path)
    return str(path)


def without_biopsy(tiny: TinyModel, *causes: str) -> lb.Engine:
    """An engine in which these causes never have a positive biopsy."""
    engine = lb.load(tiny.path, backend="sweeps")
    for cause in causes:
        engine = engine.with_likelihood("biopsy", "positive", 0.0, given=f"cause={cause}")
    return engine


def evidence_of(row: dict[str, Any], *without: str) -> dict[str, Any]:
    return {
        name: value
        for name, value in row.items()
        if name not in ("id", *without) and value not in (None, "")
    }


@pytest.mark.parametrize("ending", ["parquet", "csv", "csv.gz"])
def test_each_row_is_what_diagnose_says(engine: lb.Engine, tmp_path: Path, ending: str) -> None:
    table = simulated(engine, 60)
    cases = tmp_path / f"cases.{ending}"
    if ending == "parquet":
        written(table, cases)
    else:
        import pyarrow.csv

        with (
            pa.CompressedOutputStream(cases, "gzip")
            if ending.endswith("gz")
            else open(cases, "wb") as stream
        ):
            pyarrow.csv.write_csv(table, stream)
    answers = tmp_path / "answers.parquet"
    result = engine.batch_file(cases, answers, KEEPING._replace(rows=17))
    assert (result.cases, result.answered, result.bad, result.problems) == (60, 60, 0, None)
    for row, answer in zip(table.to_pylist(), answers_of(answers), strict=True):
        assert answer["id"] == row["id"]
        check_row(engine, answer, evidence_of(row))
    assert sorted(os.listdir(tmp_path)) == sorted([cases.name, "answers.parquet"])


def test_csv_and_parquet_hold_the_same(engine: lb.Engine, tmp_path: Path) -> None:
    cases = written(simulated(engine, 30), tmp_path / "cases.parquet")
    names = ("a.parquet", "a.csv", "b.csv.gz")
    for name in names:
        engine.batch_file(cases, tmp_path / name, KEEPING)
    rows = answers_of(tmp_path / "a.parquet")
    for row, text in zip(rows, answers_of(tmp_path / "a.csv"), strict=True):
        assert row["id"] == text["id"]
        assert all(row[cause] == float(text[cause]) for cause in engine.causes)
    import gzip

    packed = gzip.decompress((tmp_path / "b.csv.gz").read_bytes())
    assert packed == (tmp_path / "a.csv").read_bytes()


def test_a_case_is_answered_alike_in_every_chunk(engine: lb.Engine, tmp_path: Path) -> None:
    cases = written(simulated(engine, 50), tmp_path / "cases.parquet")
    for rows in (1, 7, 50):
        engine.batch_file(cases, tmp_path / f"{rows}.csv", KEEPING._replace(rows=rows))
    assert len({(tmp_path / f"{rows}.csv").read_bytes() for rows in (1, 7, 50)}) == 1


def test_parquet_says_where_its_answers_come_from(engine: lb.Engine, tmp_path: Path) -> None:
    cases = written(simulated(engine, 3), tmp_path / "cases.parquet")
    engine.batch_file(cases, tmp_path / "a.parquet", KEEPING)
    told = json.loads(pq.read_schema(tmp_path / "a.parquet").metadata[b"lumpbayes"])
    assert told["fingerprint"] == engine.fingerprint
    assert told["name"], told["version"] == (
        engine.knowledge.name,
        engine.knowledge.version,
    )
    assert told["software"] == f"lumpbayes {lb.__version__}"


def test_soft_evidence_settings_and_numbers(engine: lb.Engine, tmp_path: Path) -> None:
    rows = [
        ["id", "fever:yes", "fever:no", "size_cm", "setting", "HP:0001824"],
        ["a", "0.8", "0.3", "6.2", "emergency", "no"],
        ["b", "", "", "", "any", ""],
        ["c", "1", "0", "2", "", ""],
        ["d", "0.5", "0.5", "", "", ""],
    ]
    cases = csv_file(tmp_path / "cases.csv", rows)
    engine.batch_file(cases, tmp_path / "a.parquet", KEEPING)
    expected: list[dict[str, Any]] = [
        {
            "fever": lb.Likelihood({"yes": 0.8, "no": 0.3}),
            "size_cm": 6.2,
            "setting": "emergency",
            "weight_loss": "no",
        },
        {"setting": "any"},
        {"fever": "yes", "size_cm": 2},
        {},
    ]
    for answer, evidence in zip(answers_of(tmp_path / "a.parquet"), expected, strict=True):
        dx = engine.diagnose(evidence)
        assert answer["leading_cause"] == next(iter(dx.posterior))
        assert abs(answer["lipoma"] - dx["lipoma"]) < 1e-12
        assert answer["urgency"] == dx.urgency.level
        assert answer["red_flags"] == ";".join(flag.id for flag in dx.red_flags)
        assert abs(answer["log_evidence"] - dx.log_evidence) < 1e-9


def test_numbers_booleans_and_gaps_of_parquet(engine: lb.Engine, tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": [1, 2, 3],
            "fever": [True, None, False],
            "size_cm": [3.5, float("nan"), None],
            "age_years": [70, 3, None],
            "redness": pa.array(["yes", None, "no"]).dictionary_encode(),
            "weight_loss": pa.nulls(3),
        }
    )
    engine.batch_file(written(table, tmp_path / "c.parquet"), tmp_path / "a.parquet", KEEPING)
    answers = answers_of(tmp_path / "a.parquet")
    assert [row["id"] for row in answers] == [1, 2, 3]
    check_row(
        engine, answers[0], {"fever": True, "size_cm": 3.5, "age_years": 70, "redness": "yes"}
    )
    check_row(engine, answers[1], {"age_years": 3})
    check_row(engine, answers[2], {"fever": False, "redness": "no"})


BAD = [
    ["id", "fever", "size_cm"],
    ["1", "ja", "3"],
    ["2", "yes", "3,5"],
    ["3", "yes", "4"],
    ["4", "NA", ""],
]


def test_a_bad_row_stops_and_leaves_nothing(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "cases.csv", BAD)
    with pytest.raises(lb.EvidenceError, match=r"cases.csv:2, column fever: .*'ja'.*choose from"):
        engine.batch_file(cases, tmp_path / "a.csv", KEEPING)
    assert os.listdir(tmp_path) == ["cases.csv"]


def test_bad_rows_are_left_out(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "cases.csv", BAD)
    result = engine.batch_file(cases, tmp_path / "a.csv", KEEPING._replace(on_error="skip"))
    assert (result.cases, result.answered, result.bad) == (4, 1, 3)
    assert [row["id"] for row in answers_of(tmp_path / "a.csv")] == ["3"]
    assert "3 bad" in str(result)
    assert "a.csv.problems.csv" in str(result)
    problems = answers_of(tmp_path / "a.csv.problems.csv")
    assert [(row["row"], row["column"], row["value"]) for row in problems] == [
        ("2", "fever", "ja"),
        ("3", "size_cm", "3,5"),
        ("5", "fever", "NA"),
    ]
    assert "write the decimal point as a point: 3.5" in problems[1]["message"]


def test_bad_rows_are_marked(engine: lb.Engine, tmp_path: Path) -> None:
    reading = CaseReading(keep=("id",), missing=("NA",))
    options = BatchOptions(reading, on_error="mark")
    cases = csv_file(tmp_path / "cases.csv", BAD)
    engine.batch_file(cases, tmp_path / "a.csv", options)
    rows = answers_of(tmp_path / "a.csv")
    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0]["problem"].startswith("fever: fever has no state 'ja'")
    assert not any(rows[0][name] for name in (*engine.causes, "urgency", "red_flags", "verdict"))
    check_row(engine, rows[2], {"fever": "yes", "size_cm": "4"})
    check_row(engine, rows[3], {})


def test_impossible_cases_are_bad_rows_of_their_own_kind(tiny: TinyModel, tmp_path: Path) -> None:
    engine = without_biopsy(tiny, "cyst", "abscess", "tumor")
    rows = [["biopsy", "pain"], ["positive", "mild"], ["negative", "mild"], ["positive", ""]]
    cases = csv_file(tmp_path / "cases.csv", rows)
    with pytest.raises(lb.EvidenceError, match=r"cases.csv:2: impossible: biopsy=positive"):
        engine.batch_file(cases, tmp_path / "a.csv")
    result = engine.batch_file(cases, tmp_path / "a.csv", BatchOptions(on_error="mark"))
    assert (result.bad, result.impossible) == (2, 2)
    assert "2 of them impossible" in str(result)
    answers = answers_of(tmp_path / "a.csv")
    assert answers[0]["problem"].startswith("impossible: biopsy=positive")
    assert not answers[0]["log_evidence"]
    assert answers[1]["problem"] == ""


def test_formulas_are_copied_and_not_run(engine: lb.Engine, tmp_path: Path) -> None:
    values = ["=1+1", "@x", "-3.5", "+49 30", "plain", '"quoted", yes', "'=kept", "-1-A1"]
    cases = csv_file(tmp_path / "c.csv", [["id", "fever"], *([v, "yes"] for v in values)])
    engine.batch_file(cases, tmp_path / "a.csv", KEEPING)
    shown = [row["id"] for row in answers_of(tmp_path / "a.csv")]
    assert shown[:4] == ["'=1+1", "'@x", "-3.5", "'+49 30"]
    assert shown[4:] == ["plain", '"quoted", yes', "'=kept", "'-1-A1"]
    again = [["id", "fever"], *([v, "yes"] for v in shown)]
    engine.batch_file(csv_file(tmp_path / "d.csv", again), tmp_path / "b.parquet", KEEPING)
    restored = [row["id"] for row in answers_of(tmp_path / "b.parquet")]
    assert restored == ["=1+1", "@x", "-3.5", "+49 30", "plain", '"quoted", yes', "=kept", "-1-A1"]


def test_intervals_explanations_and_the_full_verdict(engine: lb.Engine, tmp_path: Path) -> None:
    row = {"fever": "yes", "redness": "yes", "pain": "severe", "punctum": "yes"}
    cases = csv_file(tmp_path / "c.csv", [["id", *row], ["1", *row.values()]])
    extras = Extras(draws=200, explain=2, simulate=True)
    engine.batch_file(cases, tmp_path / "a.parquet", KEEPING._replace(extras=extras))
    [answer] = answers_of(tmp_path / "a.parquet")
    dx = engine.diagnose(row)
    intervals = dx.intervals(draws=200, seed=0)
    assert answer["lipoma_low"] == intervals["lipoma"].low
    assert answer["lipoma_high"] == intervals["lipoma"].high
    assert answer["verdict"] == dx.conflict().verdict.value
    shares = [each for each in dx.explain().rows if each.log_share and each.log_share > 0]
    best = max(shares, key=lambda each: each.log_share or 0.0)
    assert answer["explanation"].split("; ")[0].startswith(f"{best.variable}=")
    assert answer["explanation"].count("; ") == 1


def test_findings_that_prove_are_said_to(tiny: TinyModel, tmp_path: Path) -> None:
    engine = without_biopsy(tiny, "cyst", "abscess")
    cases = csv_file(tmp_path / "c.csv", [["biopsy", "pain"], ["positive", "mild"]])
    options = BatchOptions(extras=Extras(explain=1))
    engine.batch_file(cases, tmp_path / "a.csv", options)
    assert answers_of(tmp_path / "a.csv")[0]["explanation"] == "biopsy=positive proves it"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.xlsx", "shall say what they are: .parquet"),
        ("folder.csv", "is a folder: name a file in it"),
        ("there.csv", r"is there already: choose another name, or replace it \(--force\)"),
        ("cases.csv", "is the case file itself"),
    ],
)
def test_outputs_that_cannot_be(engine: lb.Engine, tmp_path: Path, name: str, message: str) -> None:
    cases = csv_file(tmp_path / "cases.csv", [["fever"], ["yes"]])
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(lb.WriteError, match=message):
        engine.batch_file(cases, tmp_path / name)
    assert (tmp_path / "there.csv").read_text() == "mine"
    engine.batch_file(cases, tmp_path / "there.csv", BatchOptions(force=True))
    assert len(answers_of(tmp_path / "there.csv")) == 1


def test_kept_columns_do_not_clash(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", [["lipoma_low", "fever"], ["", "yes"]])
    options = BatchOptions(CaseReading(keep=("lipoma_low",)))
    engine.batch_file(cases, tmp_path / "a.csv", options)
    with pytest.raises(lb.EvidenceError, match="--keep lipoma_low: the answers have a column of"):
        engine.batch_file(cases, tmp_path / "b.csv", options._replace(extras=Extras(draws=100)))


NETWORK = """\
network n { }
variable a { type discrete [ 2 ] { urgency, other }; }
variable b { type discrete [ 2 ] { yes, no }; }
probability ( a ) { table 0.5, 0.5; }
probability ( b | a ) { (urgency) 0.2, 0.8; (other) 0.6, 0.4; }
"""


def test_a_network_file_needs_a_target(tmp_path: Path) -> None:
    network = tmp_path / "n.bif"
    network.write_text(NETWORK)
    cases = csv_file(tmp_path / "c.csv", [["a", "b"], ["other", "yes"]])
    with pytest.raises(lb.EvidenceError, match="n was loaded without a target"):
        lb.load(network, backend="sweeps").batch_file(cases, tmp_path / "a.csv")
    engine = lb.load(network, target="b", backend="sweeps")
    engine.batch_file(cases, tmp_path / "a.csv")
    [row] = answers_of(tmp_path / "a.csv")
    assert (row["yes"], row["leading_cause"], row["urgency"]) == ("0.6", "yes", "")
    with pytest.raises(lb.EvidenceError, match="two columns 'urgency': rename that cause"):
        lb.load(network, target="a", backend="sweeps").batch_file(cases, tmp_path / "b.csv")


# --- Interrupted, and gone on with ---------------------------------------------------------------

RUN = """
import sys
import lumpbayes as lb
from lumpbayes.cases.batch_run import BatchOptions
from lumpbayes.cases.case_columns import CaseReading
engine = lb.load(backend="sweeps")
options = BatchOptions(CaseReading(keep=("id",)), rows=64)
def told(cases, share):
    print(cases, flush=True)
result = engine.batch_file(sys.argv[1], sys.argv[2], options, progress=told)
print("resumed", result.resumed, flush=True)
"""


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_killed_at_random_moments_the_bytes_are_the_same(
    engine: lb.Engine, tmp_path: Path, ending: str
) -> None:
    cases = written(simulated(engine, 3000), tmp_path / "cases.parquet")
    whole, resumed = (tmp_path / f"{name}.{ending}" for name in ("whole", "resumed"))
    engine.batch_file(cases, whole, KEEPING._replace(rows=64))
    random = np.random.default_rng(3)
    for _ in range(3):
        command = [sys.executable, "-c", RUN, cases, str(resumed)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(int(random.integers(1, 12))):
                process.stdout.readline()
            time.sleep(float(random.uniform(0, 0.02)))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        assert not resumed.exists()
        assert Path(f"{resumed}.partial").is_dir()
    done = subprocess.run(
        [sys.executable, "-c", RUN, cases, str(resumed)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert int(done.stdout.split()[-1]) > 0
    assert resumed.read_bytes() == whole.read_bytes()
    assert not Path(f"{resumed}.partial").exists()


class StopError(Exception):
    """What interrupts a run here."""


def interrupted(
    engine: lb.Engine, cases: str, target: Path, options: BatchOptions, after: int = 2
) -> None:
    """Stop a run after so many chunks."""
    told = []

    def progress(done: int, share: float | None) -> None:
        told.append((done, share))
        if len(told) == after:
            raise StopError

    with pytest.raises(StopError):
        engine.batch_file(cases, target, options, progress=progress)


def test_an_interrupted_run_goes_on_only_as_it_was(engine: lb.Engine, tmp_path: Path) -> None:
    cases = written(simulated(engine, 40), tmp_path / "cases.parquet")
    target, options = tmp_path / "a.csv", KEEPING._replace(rows=8)
    interrupted(engine, cases, target, options)
    other = options._replace(on_error="mark")
    with pytest.raises(lb.WriteError, match=r"differs in on-error \(then \"fail\", now \"mark\"\)"):
        engine.batch_file(cases, target, other)
    edited = engine.with_prior("lipoma", 0.5)
    with pytest.raises(lb.WriteError, match="differs in fingerprint"):
        edited.batch_file(cases, target, options)
    result = engine.batch_file(cases, target, options)
    assert result.resumed == 16
    assert "16 were answered before the interruption" in str(result)
    assert len(answers_of(target)) == 40


def test_changed_cases_are_not_mixed(engine: lb.Engine, tmp_path: Path) -> None:
    cases = written(simulated(engine, 40), tmp_path / "cases.parquet")
    target, options = tmp_path / "a.csv", KEEPING._replace(rows=8)
    interrupted(engine, cases, target, options)
    written(simulated(engine, 40, seed=1), tmp_path / "cases.parquet")
    with pytest.raises(lb.WriteError, match=r"differs in state of the cases .*--restart"):
        engine.batch_file(cases, target, options)
    assert engine.batch_file(cases, target, options._replace(restart=True)).resumed == 0


def test_cases_that_change_meanwhile_are_told(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])

    def progress(done: int, share: float | None) -> None:
        csv_file(tmp_path / "c.csv", [["fever"], ["no"], ["no"]])

    with pytest.raises(lb.EvidenceError, match="was changed while it was read"):
        engine.batch_file(cases, tmp_path / "a.csv", progress=progress)
    assert os.listdir(tmp_path) == ["c.csv"]


def test_a_broken_manifest_and_strange_files(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])
    folder = tmp_path / "a.csv.partial"
    folder.mkdir()
    (folder / "manifest.json").write_text("{")
    with pytest.raises(lb.WriteError, match="differs in a manifest that cannot be read"):
        engine.batch_file(cases, tmp_path / "a.csv")
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(lb.WriteError, match=r"holds 'thesis.txt', which is no part"):
        engine.batch_file(cases, tmp_path / "a.csv", BatchOptions(restart=True))
    assert (folder / "thesis.txt").read_text() == "mine"


def test_one_at_a_time(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])
    with only_one(PartialFolder(str(tmp_path / "a.csv"))):
        with pytest.raises(lb.WriteError, match=r"a.csv is being written by another program"):
            engine.batch_file(cases, tmp_path / "a.csv")
    engine.batch_file(cases, tmp_path / "a.csv")


def test_folders_that_cannot_be_written(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])
    (tmp_path / "file").write_text("")
    with pytest.raises(lb.WriteError, match="cannot be written"):
        engine.batch_file(cases, tmp_path / "file" / "a.csv")


def test_a_full_disk_is_told(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(lb.WriteError, match="No space left on device"):
        engine.batch_file(cases, tmp_path / "a.csv")


def test_old_problems_go_with_old_answers(engine: lb.Engine, tmp_path: Path) -> None:
    options = KEEPING._replace(on_error="skip", force=True)
    engine.batch_file(csv_file(tmp_path / "c.csv", BAD), tmp_path / "a.csv", options)
    assert (tmp_path / "a.csv.problems.csv").exists()
    good = csv_file(tmp_path / "d.csv", [BAD[0], BAD[3]])
    engine.batch_file(good, tmp_path / "a.csv", options)
    assert not (tmp_path / "a.csv.problems.csv").exists()


def test_no_cases_at_all(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", [["fever"]])
    for name in ("a.csv", "a.parquet"):
        assert engine.batch_file(cases, tmp_path / name).cases == 0
        assert answers_of(tmp_path / name) == []
    table = pa.table({"fever": pa.array([], pa.string())})
    engine.batch_file(written(table, tmp_path / "c.parquet"), tmp_path / "b.parquet")


def test_cases_of_which_nothing_is_known(engine: lb.Engine, tmp_path: Path) -> None:
    table = pa.table({"cause": ["lipoma"] * 3})
    result = engine.batch_file(written(table, tmp_path / "c.parquet"), tmp_path / "b.parquet")
    assert result.cases == 3
    assert result.notes == (
        "column 'cause' names the cause, which is never evidence: it was not read",
    )
    for row in answers_of(tmp_path / "b.parquet"):
        check_row(engine, row, {})


def test_straight_to_a_stream(engine: lb.Engine, tmp_path: Path) -> None:
    import io

    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])
    engine.batch_file(cases, tmp_path / "a.csv")
    stream = io.BytesIO()
    run_batch(engine.knowledge, engine.solver, cases, "-", BatchOptions(), None, stream)
    assert stream.getvalue() == (tmp_path / "a.csv").read_bytes()


def test_reasons_of_soft_evidence_and_no_setting(engine: lb.Engine, tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([datetime.date(2026, 1, 2), datetime.date(2026, 1, 3)]),
            "fever:yes": [0.8, 0.2],
            "fever:no": [0.3, 0.4],
            "redness": ["yes", "yes"],
            "pain": ["severe", "none"],
            "setting": ["any", "any"],
        }
    )
    cases = written(table, tmp_path / "c.parquet")
    for simulate in (True, False):
        extras = Extras(draws=100, explain=4, simulate=simulate)
        options = KEEPING._replace(extras=extras, force=True)
        engine.batch_file(cases, tmp_path / "a.csv", options)
        for row, (yes, no), pain in zip(
            answers_of(tmp_path / "a.csv"),
            [(0.8, 0.3), (0.2, 0.4)],
            ("severe", "none"),
            strict=True,
        ):
            fever = lb.Likelihood({"yes": yes, "no": no})
            evidence = {"fever": fever, "redness": "yes", "pain": pain}
            dx = engine.diagnose(evidence, setting="any")
            assert abs(float(row["lipoma"]) - dx["lipoma"]) < 1e-12
            low = dx.intervals(draws=100, seed=0)["lipoma"].low
            assert abs(float(row["lipoma_low"]) - low) < 1e-12
            fit = dx.answer.fit
            assert fit is not None
            quick = "fits" if fit.log_conflict <= 0.5 else "doubtful"
            assert row["verdict"] == (dx.conflict().verdict.value if simulate else quick)
            assert "redness=yes +" in row["explanation"]
    assert answers_of(tmp_path / "a.csv")[0]["id"] == "2026-01-02"


def test_a_soft_setting_is_a_background_of_its_own(engine: lb.Engine, tmp_path: Path) -> None:
    soft = {"primary_care": 0.5, "emergency": 1.0, "spine_or_oncology_clinic": 0.0}
    header = [*(f"setting:{state}" for state in soft), "fever", "pain"]
    rows = [header, [*map(str, soft.values()), "yes", "none"]]
    engine.batch_file(csv_file(tmp_path / "c.csv", rows), tmp_path / "a.parquet")
    [row] = answers_of(tmp_path / "a.parquet")
    check_row(engine, row, {"setting": lb.Likelihood(soft), "fever": "yes", "pain": "none"})
