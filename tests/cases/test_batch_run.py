"""Case files in, files of answers out: what diagnose says of each row, interrupted or not."""

import datetime
import io
import json
import os
import re
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
from lumpbayes.cases import batch_origin, batch_run, common_problems, csv_lines, partial_folder
from lumpbayes.cases.answer_tables import Extras
from lumpbayes.cases.batch_options import SLOW_PART
from lumpbayes.cases.batch_run import BatchOptions, Straight, kept_cases, run_batch
from lumpbayes.cases.case_chunks import CHUNK
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.partial_folder import PartialFolder, _order, only_one
from lumpbayes.cases.recode import Recode
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
        ("a.xlsx", r"a.xlsx: the name of the answers shall say what they are: .parquet, .pq, .csv"),
        ("folder.csv", "is a folder: name a file in it"),
        ("pipe.csv", "is a pipe or a device: name a file"),
        ("there.csv", r"is there already: choose another name, or replace it: --force \(in Python"),
        ("cases.csv", "is the case file itself"),
    ],
)
def test_outputs_that_cannot_be(engine: lb.Engine, tmp_path: Path, name: str, message: str) -> None:
    cases = csv_file(tmp_path / "cases.csv", [["fever"], ["yes"]])
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
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
    with pytest.raises(lb.EvidenceError, match="keep 'lipoma_low': the answers have a column of"):
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
    with pytest.raises(
        lb.EvidenceError, match="would have two columns 'urgency': rename that cause"
    ):
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


def test_what_was_bad_and_what_was_empty_is_counted(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["fever", "setting"], *[["ja", ""]] * 9, *[["nein", ""]] * 5, *[["", "any"]] * 3]
    cases = csv_file(tmp_path / "c.csv", [*rows, *[["", ""]] * 2, ["yes", ""], ["sic", ""]])
    options = BatchOptions(on_error="mark", rows=4)
    result = engine.batch_file(cases, tmp_path / "a.csv", options)
    assert (result.cases, result.bad, result.empty) == (21, 15, 5)
    assert "; 5 hold no finding at all" in str(result)
    assert result.commonest == (("fever", "ja", 9), ("fever", "nein", 5), ("fever", "sic", 1))
    interrupted(engine, cases, tmp_path / "b.csv", options, after=3)
    again = engine.batch_file(cases, tmp_path / "b.csv", options)
    assert again.resumed == 12
    assert again[:4] == result[:4]
    assert again.commonest == result.commonest
    monkeypatch.setattr(common_problems, "MOST_COUNTED", 2)
    few = engine.batch_file(cases, tmp_path / "c2.csv", options)
    assert few.commonest[0] == ("fever", "ja", 9)


DIFFERENT: dict[str, dict[str, Any]] = {
    "keep": {"reading": CaseReading(keep=("id", "fever"))},
    "keep_all": {"reading": CaseReading(keep=("id",), keep_all=True)},
    "missing": {"reading": CaseReading(keep=("id",), missing=("NA",))},
    "truth": {"reading": CaseReading(keep=("id",), truth="cause")},
    "setting": {"reading": CaseReading(keep=("id",), setting="emergency")},
    "recode": {"reading": CaseReading(keep=("id",), recode=(Recode("fever", "1", "yes"),))},
    "intervals": {"extras": Extras(draws=100)},
    "explain": {"extras": Extras(explain=1)},
    "full verdict": {"extras": Extras(simulate=True)},
    "on-error": {"on_error": "skip"},
    "separator": {"separator": ","},
    "encoding": {"encoding": "ascii"},
    "rows": {"rows": 9},
}


def test_every_option_is_told_apart() -> None:
    told = {"reading": CaseReading._fields, "extras": Extras._fields}
    fields = {*BatchOptions._fields} - {"force", "restart"}  # of which no answer depends
    assert {name for each in DIFFERENT.values() for name in each} == fields
    assert len(DIFFERENT) == len(fields) - len(told) + sum(map(len, told.values()))


@pytest.mark.parametrize("name", DIFFERENT)
def test_other_options_are_refused(engine: lb.Engine, tmp_path: Path, name: str) -> None:
    rows = [["id", "fever", "cause"], *([str(at), "yes", "lipoma"] for at in range(30))]
    cases = csv_file(tmp_path / "c.csv", rows)
    target, options = tmp_path / "a.csv", KEEPING._replace(rows=8)
    interrupted(engine, cases, target, options)
    shown = name.replace("_", "-")
    message = f"which differs in {shown}( \\(then .*, now .*\\))?: give .*--restart to begin"
    with pytest.raises(lb.WriteError, match=message):
        engine.batch_file(cases, target, options._replace(**DIFFERENT[name]))
    told = options._replace(**DIFFERENT[name]).told()
    assert [each for each in told if told[each] != options.told()[each]] == [name]
    assert engine.batch_file(cases, target, options._replace(force=True)).resumed == 16


def test_another_backend_software_and_output_are_refused(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = written(simulated(engine, 40), tmp_path / "cases.parquet")
    target, options = tmp_path / "a.csv", KEEPING._replace(rows=8)
    interrupted(engine, cases, target, options)
    with pytest.raises(lb.WriteError, match="differs in backend"):
        engine.with_backend("brute_force").batch_file(cases, target, options)
    other = written(simulated(engine, 40), tmp_path / "other.parquet")
    with pytest.raises(lb.WriteError, match=r"differs in cases.*, state of the cases: give"):
        engine.batch_file(other, target, options)
    monkeypatch.setattr("lumpbayes.cases.arrow_mapper.version", lambda _: "0.0.0")
    with pytest.raises(lb.WriteError, match=r"differs in software .*0.0.0"):
        engine.batch_file(cases, target, options)


def test_two_targets_of_a_network_are_not_mixed(tmp_path: Path) -> None:
    network = tmp_path / "n.bif"
    network.write_text(
        NETWORK.replace("{ urgency, other }", "{ yes, no }")
        .replace("(urgency)", "(yes)")
        .replace("(other)", "(no)")
    )
    cases = csv_file(tmp_path / "c.csv", [["a", "b"], *[["yes", "yes"]] * 40])
    target, options = tmp_path / "o.csv", BatchOptions(rows=8)
    first, second = (lb.load(network, target=name, backend="sweeps") for name in "ab")
    assert first.fingerprint == second.fingerprint
    interrupted(first, cases, target, options)
    with pytest.raises(lb.WriteError, match=r'differs in target \(then "a", now "b"\)'):
        second.batch_file(cases, target, options)
    assert first.batch_file(cases, target, options).resumed == 16


def test_an_edit_in_the_middle_is_noticed(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same size, with the time set back, far from both ends."""
    monkeypatch.setattr(batch_origin, "ENDS", 10)
    cases = Path(csv_file(tmp_path / "c.csv", [["fever"], *[["yes"]] * 30]))
    options = BatchOptions(rows=8)
    interrupted(engine, str(cases), tmp_path / "a.csv", options)
    status = cases.stat()
    data = bytearray(cases.read_bytes())
    data[50:53] = b"Yes"
    with open(cases, "r+b") as stream:
        stream.write(data)
    os.utime(cases, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert cases.stat().st_mtime_ns == status.st_mtime_ns
    with pytest.raises(lb.WriteError, match="which differs in state of the cases: give"):
        engine.batch_file(cases, tmp_path / "a.csv", options)
    copy = tmp_path / "copy"
    cases.rename(copy)
    cases.write_bytes(copy.read_bytes())
    states = [batch_origin.file_state(str(path), "c") or {} for path in (cases, copy)]
    assert states[0]["number"] != states[1]["number"]


def test_a_passing_read_error_keeps_what_is_done(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["fever"], *[["yes"]] * 40]
    cases, target = csv_file(tmp_path / "c.csv", rows), tmp_path / "a.csv"
    options = BatchOptions(rows=8)
    fails_at = 17

    def fails(self: csv_lines.CsvLines, _next: Any = csv_lines.CsvLines.__next__) -> str:
        if self.number == fails_at:
            raise OSError(5, "Input/output error")
        line: str = _next(self)
        return line

    monkeypatch.setattr(csv_lines.CsvLines, "__next__", fails)
    with pytest.raises(lb.EvidenceError, match=r"c.csv cannot be read: Input/output error"):
        engine.batch_file(cases, target, options)
    assert (tmp_path / "a.csv.partial" / "part-000001").exists()
    fails_at = -1
    result = engine.batch_file(cases, target, options)
    assert (result.cases, result.resumed) == (40, 16)
    fails_at = 3  # with nothing done yet, nothing is left behind
    with pytest.raises(lb.EvidenceError, match="Input/output error"):
        engine.batch_file(cases, tmp_path / "b.csv", options)
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "c.csv"]


def test_cases_that_vanish_are_not_blamed_on_the_answers(engine: lb.Engine, tmp_path: Path) -> None:
    cases = Path(csv_file(tmp_path / "c.csv", [["fever"], ["yes"]]))
    with pytest.raises(lb.EvidenceError, match=r"c.csv cannot be read: No such file"):
        engine.batch_file(cases, tmp_path / "a.csv", progress=lambda *_: cases.unlink())


def test_the_file_of_problems_is_nobody_elses(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "a.csv.problems.csv", BAD)
    before = Path(cases).read_bytes()
    options = KEEPING._replace(on_error="mark")
    for force in (False, True):
        with pytest.raises(lb.WriteError, match=r"a.csv.problems.csv is the case file itself"):
            engine.batch_file(cases, tmp_path / "a.csv", options._replace(force=force))
    assert Path(cases).read_bytes() == before
    cases = csv_file(tmp_path / "c.csv", BAD)
    with pytest.raises(lb.WriteError, match=r"a.csv.problems.csv is there already: choose"):
        engine.batch_file(cases, tmp_path / "a.csv", options)
    assert Path(tmp_path / "a.csv.problems.csv").read_bytes() == before
    (tmp_path / "b.csv.problems.csv").mkdir()
    with pytest.raises(lb.WriteError, match=r"b.csv.problems.csv is a folder"):
        engine.batch_file(cases, tmp_path / "b.csv", options)


def test_a_run_that_ends_meanwhile_is_not_replaced(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, target = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]]), tmp_path / "a.csv"
    lock = batch_run.only_one

    def after_another(folder: PartialFolder) -> Any:
        target.write_text("of the other")
        return lock(folder)

    monkeypatch.setattr(batch_run, "only_one", after_another)
    with pytest.raises(lb.WriteError, match=r"a.csv is there already"):
        engine.batch_file(cases, target)
    assert target.read_text() == "of the other"
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "c.csv"]


@pytest.mark.parametrize("links", [True, False])
def test_answers_that_come_meanwhile_are_not_replaced(
    engine: lb.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:  # as on some file systems

        def no_links(*_: Any) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", no_links)
    cases, target = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]]), tmp_path / "a.csv"
    with pytest.raises(lb.WriteError, match=r"a.csv is there already, since a moment ago"):
        engine.batch_file(cases, target, progress=lambda *_: target.write_text("mine") and None)
    assert target.read_text() == "mine"
    result = engine.batch_file(cases, target, BatchOptions(force=True))
    assert (result.resumed, len(answers_of(target))) == (1, 1)
    engine.batch_file(cases, tmp_path / "b.csv")
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "b.csv", "c.csv"]


def test_a_lock_whose_file_is_gone_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other program ended between our opening the file and our locking it."""
    folder = PartialFolder(str(tmp_path / "a.csv"))
    locked = partial_folder._locked

    def late(handle: int) -> bool:
        os.unlink(folder.file(partial_folder.LOCK))
        return locked(handle)

    monkeypatch.setattr(partial_folder, "_locked", late)
    with pytest.raises(lb.WriteError, match="is being written by another program"):
        with only_one(folder):
            pass


def test_permissions_and_links_are_kept(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", [["fever"], *[["yes"]] * 3])
    real, link = tmp_path / "deep" / "real.csv", tmp_path / "link.csv"
    real.parent.mkdir()
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    options = BatchOptions(force=True, rows=1)
    interrupted(engine, cases, link, options, after=1)
    folder = tmp_path / "deep" / "real.csv.partial"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert engine.batch_file(cases, real, options).resumed == 1
    assert real.stat().st_mode & 0o777 == 0o600
    assert link.is_symlink()
    assert link.read_text().count("\n") == 4
    engine.batch_file(cases, tmp_path / "new.csv")
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == 0o644
    hanging = tmp_path / "hanging.csv"
    hanging.symlink_to(tmp_path / "nowhere.csv")
    with pytest.raises(lb.WriteError, match=r"hanging.csv is there already"):
        engine.batch_file(cases, hanging)


def test_keywords_instead_of_options(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", BAD)
    said: dict[str, Any] = {"keep": ["id"], "missing": ["NA"], "setting": "emergency"}
    engine.batch_file(cases, tmp_path / "a.csv", on_error="mark", **said)
    reading = CaseReading(("id",), missing=("NA",), setting="emergency")
    engine.batch_file(cases, tmp_path / "b.csv", BatchOptions(reading, on_error="mark"))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    engine.batch_file(cases, tmp_path / "a.csv", force=True, on_error="skip", **said)
    assert len(answers_of(tmp_path / "a.csv")) == 2
    with pytest.raises(lb.EvidenceError, match="options= and keywords were both given"):
        engine.batch_file(cases, tmp_path / "d.csv", KEEPING, keep=["id"])
    engine.batch_file(cases, tmp_path / "d.csv", on_error="mark", **{**said, "keep": "id"})
    assert (tmp_path / "d.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    with pytest.raises(lb.EvidenceError, match="missing=7: expected a text, or a list of texts"):
        engine.arrow_mapper(pa.schema([("fever", pa.string())]), missing=7)  # type: ignore[arg-type]


def test_an_error_of_bytes_says_what_to_give(engine: lb.Engine, tmp_path: Path) -> None:
    cases, answers = tmp_path / "c.csv", tmp_path / "a.csv"
    cases.write_bytes("name;fever\nMüller;yes\n".encode("cp1252"))
    with pytest.raises(lb.EvidenceError, match=r"no UTF-8 text") as caught:
        engine.batch_file(cases, answers, keep="name")
    found = re.search(r"in Python encoding='([^']*)'", str(caught.value))
    assert found is not None
    result = engine.batch_file(cases, answers, keep="name", encoding=found[1], separator=";")
    assert (result.answered, answers_of(answers)[0]["name"]) == (1, "Müller")
    with pytest.raises(lb.EvidenceError, match="encoding=None: expected the name of one"):
        engine.batch_file(cases, tmp_path / "b.csv", encoding=None)  # type: ignore[arg-type]
    with pytest.raises(lb.EvidenceError, match="options= and keywords were both given"):
        engine.batch_file(cases, tmp_path / "b.csv", KEEPING, separator=";")


def test_impossible_rows_stop_as_such(animals: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", [["flies", "furry"], ["no", "yes"], ["yes", "no"]])
    message = r"c.csv:3: impossible: flies=yes is of probability 0. To leave such rows out: --on-e"
    with pytest.raises(lb.ImpossibleEvidenceError, match=message) as caught:
        animals.batch_file(cases, tmp_path / "a.csv")
    assert caught.value.findings == ("flies",)
    assert os.listdir(tmp_path) == ["c.csv"]


def test_columns_of_one_variable_in_a_file(engine: lb.Engine, tmp_path: Path) -> None:
    rows = [
        ["case", "fever", "HP:0001945", "size", "size_cm"],
        ["1", "yes", "", "gt5cm", ""],
        ["2", "", "yes", "", "6"],
        ["3", "yes", "true", "", "6.0"],
        ["4", "yes", "no", "", "6"],
        ["5", "yes", "", "gt5cm", "6"],
    ]
    cases = csv_file(tmp_path / "c.csv", rows)
    done = engine.batch_file(cases, tmp_path / "a.csv", on_error="mark")
    assert (done.cases, done.bad) == (5, 2)
    found = answers_of(tmp_path / "a.csv")
    assert [row["case"] for row in found] == ["1", "2", "3", "4", "5"]
    for row in found[:3]:
        check_row(engine, row, {"fever": "yes", "size_cm": 6})
    assert found[3]["problem"] == (
        "HP:0001945: fever is given twice: fever='yes' and HP:0001945='no'; give it once"
    )
    assert "size is given twice: size='gt5cm' and size_cm='6'" in found[4]["problem"]


def test_parts_are_small_where_a_case_is_slow() -> None:
    assert BatchOptions().part == CHUNK
    assert BatchOptions(extras=Extras(draws=100)).part == SLOW_PART < CHUNK
    assert BatchOptions(extras=Extras(draws=100), rows=7).part == 7


def test_what_is_kept_of_an_interrupted_run(engine: lb.Engine, tmp_path: Path) -> None:
    rows = [["id", "fever"], *([str(at), "yes"] for at in range(30))]
    target = tmp_path / "a.csv"
    assert kept_cases(str(target)) == 0
    interrupted(engine, csv_file(tmp_path / "c.csv", rows), target, KEEPING._replace(rows=8))
    assert kept_cases(str(target)) == 16


def test_a_schema_or_what_has_one(engine: lb.Engine) -> None:
    table = pa.table({"fever": ["yes"]})
    schemas = [engine.arrow_mapper(each).schema for each in (table, table.schema)]
    assert schemas[0] == schemas[1]
    with pytest.raises(lb.EvidenceError, match=r"columns=\['fever'\]: expected a schema of pyarro"):
        engine.arrow_mapper(["fever"])  # type: ignore[arg-type]


def test_changed_cases_are_not_mixed(engine: lb.Engine, tmp_path: Path) -> None:
    cases = written(simulated(engine, 40), tmp_path / "cases.parquet")
    target, options = tmp_path / "a.csv", KEEPING._replace(rows=8)
    interrupted(engine, cases, target, options)
    written(simulated(engine, 40, seed=1), tmp_path / "cases.parquet")
    with pytest.raises(lb.WriteError, match=r"differs in state of the cases: .*--restart"):
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
    for restart in (False, True):
        with pytest.raises(
            lb.WriteError, match=r"'manifest.json', which is no part of an interrup"
        ):
            engine.batch_file(cases, tmp_path / "a.csv", BatchOptions(restart=restart))
    assert sorted(os.listdir(folder)) == [".lumpbayes-lock", "manifest.json"]
    assert (folder / "manifest.json").read_text() == "{"


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("part-00000-spark.csv", True),
        ("part-000000", False),
        ("whole story.txt", True),
        ("thesis.txt", True),
        (".lumpbayes-secret", True),
    ],
)
def test_strange_files_are_never_removed(
    engine: lb.Engine, tmp_path: Path, name: str, ours: bool
) -> None:
    """``ours``: beside parts of ours; otherwise in a folder that only has our name."""
    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])
    folder = tmp_path / "a.csv.partial"
    if ours:
        interrupted(engine, cases, tmp_path / "a.csv", BatchOptions(), after=1)
    else:
        folder.mkdir()
    (folder / name).write_text("mine")
    before = sorted(os.listdir(folder))
    match = f"a.csv.partial holds '{name}', which is no part of an interrupted run: move it away"
    with pytest.raises(lb.WriteError, match=match):
        engine.batch_file(cases, tmp_path / "a.csv", BatchOptions(restart=True))
    assert (folder / name).read_text() == "mine"
    assert {*before} <= {*os.listdir(folder)}


def test_what_is_half_written_is_cleared(engine: lb.Engine, tmp_path: Path) -> None:
    """Killed before there was a manifest, or while it cleared up."""
    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])
    folder = tmp_path / "a.csv.partial"
    folder.mkdir()
    (folder / ".lumpbayes-abc_1234").write_text("")
    engine.batch_file(cases, tmp_path / "a.csv")
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "c.csv"]
    names = ["part-000001", "part-000000.json", "manifest.json", "part-000001.json", "whole"]
    removed = sorted(names, key=_order)
    assert removed[:2] == ["part-000000.json", "part-000001.json"]
    assert removed[-1] == "manifest.json"


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
    cases = csv_file(tmp_path / "c.csv", [["fever"], ["yes"]])
    engine.batch_file(cases, tmp_path / "a.csv")
    stream = io.BytesIO()
    told: list[str] = []
    straight = Straight(stream, told.append)
    run_batch(engine.knowledge, engine.solver, cases, "-", BatchOptions(), None, straight)
    assert stream.getvalue() == (tmp_path / "a.csv").read_bytes()
    assert not told


def test_problems_of_a_stream_are_told(engine: lb.Engine, tmp_path: Path) -> None:
    cases = csv_file(tmp_path / "c.csv", BAD)
    for on_error, left in (("skip", 1), ("mark", 4)):
        stream, told = io.BytesIO(), list[str]()
        options, straight = KEEPING._replace(on_error=on_error), Straight(stream, told.append)
        result = run_batch(engine.knowledge, engine.solver, cases, "-", options, None, straight)
        assert (len(told), result.bad, result.problems) == (3, 3, None)
        assert "c.csv:2, column fever: fever has no state 'ja'" in told[0]
        assert len(stream.getvalue().splitlines()) == 1 + left
    stream = io.BytesIO()
    with pytest.raises(lb.EvidenceError, match="'ja'"):
        straight = Straight(stream, told.append)
        run_batch(engine.knowledge, engine.solver, cases, "-", KEEPING, None, straight)
    assert stream.getvalue() == b""
    empty = csv_file(tmp_path / "d.csv", [["fever"]])
    run_batch(engine.knowledge, engine.solver, empty, "-", BatchOptions(), None, straight)
    assert stream.getvalue().startswith(b"epidermoid_cyst,")


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


def test_a_soft_setting_is_not_judged_as_a_finding(engine: lb.Engine, tmp_path: Path) -> None:
    """A setting that is as good as certain gives the verdicts of the certain one."""
    states = engine.knowledge.variables["setting"].states
    names = [each.name for each in engine.knowledge.variables.values() if each.role == "finding"]
    random = np.random.default_rng(5)
    chosen = {name: engine.knowledge.variables[name].states for name in names[:8]}
    cells = [[random.choice(states) for states in chosen.values()] for _ in range(150)]
    verdicts = {}
    for at, state in enumerate(states):
        soft = ["1" if other == at else "1e-9" for other in range(len(states))]
        hard = [[*chosen, "setting"], *([*row, state] for row in cells)]
        header = [*chosen, *(f"setting:{each}" for each in states)]
        for kind, rows in (("hard", hard), ("soft", [header, *([*row, *soft] for row in cells)])):
            engine.batch_file(
                csv_file(tmp_path / "c.csv", rows), tmp_path / "a.csv", BatchOptions(force=True)
            )
            verdicts[kind] = [row["verdict"] for row in answers_of(tmp_path / "a.csv")]
        assert verdicts["soft"] == verdicts["hard"]
        assert {"fits", "doubtful"} <= {*verdicts["hard"]}
