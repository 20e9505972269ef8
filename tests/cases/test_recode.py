"""Own words of a case file for states: said once, checked before any work, never guessed."""

import os
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lumpbayes as lb
from lumpbayes.cases.batch_run import BatchOptions
from lumpbayes.cases.case_columns import CaseReading
from lumpbayes.cases.recode import Recode, recodes_of, recodes_of_file
from lumpbayes.cli.app import main
from tests.cases.case_examples import answers_of, csv_file
from tests.tiny_model import TinyModel

HEADER = ["id", "redness", "pain", "size_cm", "setting", "dx"]
OWN = [
    HEADER,
    ["a", "1", "stark", "6", "KH", "Tu"],
    ["b", "0", "", "klein", "", "Zy"],
    ["c", " 1 ", "9", "", "hospital", "Ab"],
    ["d", "yes", "none", "", "", "cyst"],
]
STATES = [
    HEADER,
    ["a", "yes", "severe", "6", "hospital", "tumor"],
    ["b", "no", "", "1", "", "cyst"],
    ["c", "yes", "", "", "hospital", "abscess"],
    ["d", "yes", "none", "", "", "cyst"],
]
RECODE: dict[str, dict[str, str | None]] = {
    "redness": {"1": "yes", "0": "no"},
    "pain": {"stark": "severe", "9": None},
    "size_cm": {"klein": "1"},
    "setting": {"KH": "hospital"},
    "dx": {"Tu": "tumor", "Zy": "cyst", "Ab": "abscess"},
}


@pytest.fixture
def model(tiny: TinyModel, monkeypatch: pytest.MonkeyPatch) -> lb.Engine:
    monkeypatch.chdir(tiny.folder)
    csv_file(Path("own.csv"), OWN)
    csv_file(Path("states.csv"), STATES)
    rows = [list(each) for each in recodes_of(RECODE)]
    csv_file(Path("recode.csv"), [["column", "value", "state"], *rows])
    return lb.load(tiny.path, backend="sweeps")


def test_the_same_answers_as_of_states(model: lb.Engine) -> None:
    recode = {column: words for column, words in RECODE.items() if column != "dx"}
    model.batch_file("own.csv", "a.csv", keep=["id", "dx", "redness"], recode=recode)
    model.batch_file("states.csv", "b.csv", keep=["id", "dx", "redness"])
    own, states = answers_of("a.csv"), answers_of("b.csv")
    assert [row["redness"] for row in own] == ["1", "0", " 1 ", "yes"]  # what is kept stays
    for mine, theirs in zip(own, states, strict=True):
        same = {"leading_cause", "urgency", "cyst", "log_evidence", "problem"}
        assert {each: mine[each] for each in same} == {each: theirs[each] for each in same}
        assert not mine["problem"]


def test_an_evaluation_on_own_words(model: lb.Engine) -> None:
    own = model.evaluate("own.csv", truth="dx", keep=["id"], recode=RECODE, draws=100)
    states = model.evaluate("states.csv", truth="dx", keep=["id"], draws=100)
    assert own.to_json() == states.to_json()
    with pytest.raises(
        lb.EvidenceError, match=r"recode=.* says something of a file, and the cases"
    ):
        model.evaluate([{"redness": "1", "cause": "cyst"}], recode={"redness": {"1": "yes"}})


def test_numbers_and_booleans_of_parquet(model: lb.Engine) -> None:
    columns: dict[str, Any] = {
        "redness": pa.array([1, 0, None]),
        "pain": pa.array([1.0, 2.5, None]),
        "inflammation": pa.array([True, False, None]),
    }
    pq.write_table(pa.table(columns), "c.parquet")
    recode = {
        "redness": {"1": "yes", "0": "no"},
        "pain": {"1": "severe", "2.5": "mild"},
        "inflammation": {"TRUE": "no", "false": "yes"},
    }
    model.batch_file("c.parquet", "a.csv", recode=recode)
    header = ["redness", "pain", "inflammation"]
    rows = [["yes", "severe", "no"], ["no", "mild", "yes"], ["", "", ""]]
    csv_file(Path("s.csv"), [header, *rows])
    model.batch_file("s.csv", "b.csv")
    assert answers_of("a.csv") == answers_of("b.csv")


def test_a_code_and_a_number_may_be_recoded(model: lb.Engine) -> None:
    csv_file(Path("c.csv"), [["HP:0012531", "age_years"], ["+", "old"], ["-", "?"]])
    recode = {"HP:0012531": {"+": "yes", "-": "no"}, "age_years": {"old": "80", "?": None}}
    model.batch_file("c.csv", "a.csv", recode=recode)
    csv_file(Path("s.csv"), [["HP:0012531", "age_years"], ["yes", "80"], ["no", ""]])
    model.batch_file("s.csv", "b.csv")
    assert answers_of("a.csv") == answers_of("b.csv")


def test_what_is_no_word_is_still_a_bad_cell(model: lb.Engine) -> None:
    csv_file(Path("c.csv"), [["redness"], ["1"], ["2"]])
    message = r"c.csv:3, column redness: redness has no state '2'"
    with pytest.raises(lb.EvidenceError, match=message):
        model.batch_file("c.csv", "a.csv", recode={"redness": {"1": "yes"}})


@pytest.mark.parametrize("cell", ["1.0", "ye", "maybe"])
def test_no_state_is_proposed_against_a_recoding(model: lb.Engine, cell: str) -> None:
    csv_file(Path("c.csv"), [["redness", "cause"], [cell, "tum"]])
    words: dict[str, dict[str, str | None]] = {"redness": {"1": "no", "0": "yes"}}
    words["cause"] = {"Tu": "tumor"}
    message = f"redness has no state '{cell}'. Recoded are '1', '0': recode this word too. To leave"
    with pytest.raises(lb.EvidenceError, match=re.escape(message)):
        model.batch_file("c.csv", "a.csv", recode={"redness": words["redness"]})
    csv_file(Path("c.csv"), [["redness", "cause"], ["1", "tum"]])
    message = "cause has no state 'tum'. Recoded are 'Tu': recode this word too"
    with pytest.raises(lb.EvidenceError, match=message):
        model.evaluate("c.csv", recode=words)


def test_words_that_no_cell_is_are_told(model: lb.Engine) -> None:
    recode = {**RECODE, "redness": {"1": "yes", "0": "no", "J": "yes", "N": "no"}}
    del recode["dx"]
    done = model.batch_file("own.csv", "a.csv", keep=["id", "dx"], recode=recode)
    assert done.notes[-1] == "recoding of column 'redness': no cell is 'J', 'N'"
    recode["id"] = {"a": "b"}
    done = model.batch_file("own.csv", "a.csv", keep=["id", "dx"], recode=recode, force=True)
    assert done.notes[-1] == "recoding of column 'id': the column is not read"
    more = {**RECODE, "redness": {"1": "yes", "0": "no", "J": "yes"}}
    found = model.evaluate("own.csv", truth="dx", keep=["id"], recode=more, draws=100)
    assert found.notes == ("recoding of column 'redness': no cell is 'J'",)
    assert "Recoding of column 'redness': no cell is 'J'." in found.cautions


@pytest.mark.parametrize(
    ("recode", "message"),
    [
        ({"rednes": {"1": "yes"}}, "recoding of column 'rednes': there is no such column: did you"),
        ({"redness": {"1": "yess"}}, "recoding of column 'redness', '1': .*did you mean yes"),
        ({"size_cm": {"x": "-3"}}, "recoding of column 'size_cm', 'x': "),
        ({"pain:mild": {"x": "1"}}, "recoding of column 'pain:mild': it holds likelihoods"),
        ({"redness": "yes"}, r"recode\['redness'\]='yes': expected a mapping, such as"),
        (["redness"], r"recode=\['redness'\]: expected a mapping, such as {'sex'"),
        ({"redness": {"1": 1}}, r"recode\['redness'\]\['1'\]=1: expected a state, or None"),
        (
            {"redness": {"1": "no", 1: "yes"}},
            r"recode\['redness'\]\[1\]: column 'redness', value '1' stands in recode\['redness'\]"
            r"\['1'\] too: keep one of them",
        ),
        ({"redness": {"1": "no", " 1": "yes"}}, r"\[' 1'\]: column 'redness', value '1' stands in"),
        ({"redness": {" ": "no"}}, r"recode\['redness'\]\[' '\]: the value is blank: expected"),
        ({" ": {"1": "no"}}, r"recode\[' '\]\['1'\]: the column is blank: expected"),
        ({"redness": {None: "no"}}, r"recode\['redness'\] word=None: expected a word, such as"),
        ({0: {"1": "no"}}, "recode column=0: expected the name of a column, such as 'sex'"),
    ],
)
def test_a_recoding_that_cannot_be(model: lb.Engine, recode: Any, message: str) -> None:
    header = ["redness", "size_cm", "pain:mild", "pain:none", "pain:severe"]
    csv_file(Path("c.csv"), [header, ["1", "", "", "", ""]])
    with pytest.raises(lb.EvidenceError, match=message):
        model.batch_file("c.csv", "a.csv", recode=recode)
    assert not Path("a.csv").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("column,value\nredness,1\n", r"r.csv:1.*state"),
        (
            "column,value,state\nredness,1,yes\nredness,1 ,no\n",
            "r.csv:3: column 'redness', value '1' stands in r.csv:2 too: keep one of them",
        ),
        (
            "column,value,state\n,1,yes\n",
            "r.csv:2: the column is blank: expected the column",
        ),
        (
            "column,value,state\nredness,,yes\n",
            "r.csv:2: the value is blank: .*unknown always",
        ),
    ],
)
def test_a_file_that_is_no_recoding(model: lb.Engine, text: str, message: str) -> None:
    Path("r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(lb.EvidenceError, match=message):
        recodes_of_file("r.csv")


def test_what_is_no_file_of_words(model: lb.Engine, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe")
    Path("empty.csv").touch()
    expected = "expected a CSV file with the columns column,value,state"
    for name, what in (
        ("nofile.csv", "nofile.csv: there is no such file: "),
        ("pipe", "pipe is a folder, a pipe or a device: "),
        (".", "is a folder, a pipe or a device: "),
        ("empty.csv", "empty.csv is empty: "),
    ):
        with pytest.raises(lb.EvidenceError, match=f"{what}{expected}"):
            recodes_of_file(name)
    capsys.readouterr()
    assert main(["batch", "own.csv", "a.csv", "--recode", "nofile.csv"]) == 2
    err = capsys.readouterr().err
    assert "error:" not in err.removeprefix("Error: ")
    assert "model file" not in err


def test_a_file_says_what_a_mapping_says(model: lb.Engine) -> None:
    assert recodes_of_file("recode.csv") == recodes_of(RECODE)
    assert recodes_of(None) == ()
    assert Recode("pain", "9", "") in recodes_of(RECODE)


def test_another_recoding_goes_on_with_no_other_run(model: lb.Engine) -> None:
    one, other = (
        BatchOptions(CaseReading.of((), (), None, {"redness": {"1": state}})).told()
        for state in ("yes", "no")
    )
    assert one != other


def test_in_the_shell(model: lb.Engine, capsys: pytest.CaptureFixture[str]) -> None:
    standard = ["--model", "tiny.toml", "--recode", "recode.csv", "--keep", "id"]
    assert main(["evaluate", "own.csv", "--truth", "dx", *standard]) == 0
    assert "4 cases; the true cause is in column dx" in " ".join(capsys.readouterr().out.split())
    assert main(["evaluate", "own.csv", "--truth", "dx", "--compare", "tiny.toml", *standard]) == 0
    capsys.readouterr()
    assert main(["batch", "own.csv", "a.csv", "--keep", "dx", *standard]) == 0
    assert "Note: recoding of column 'dx': the column is not read" in capsys.readouterr().err
    words = ["batch", "own.csv", "b.csv", "--keep", "dx", *standard[:2], "--recode", "no.csv"]
    assert main(words) == 2
    assert "no.csv" in capsys.readouterr().err
