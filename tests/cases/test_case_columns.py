"""What each column of a case file is, and what is said of those that are nothing."""

import pytest

import lumpbayes as lb
from lumpbayes.cases.case_columns import CaseReading, CellProblem, plan_columns
from lumpbayes.cases.case_names import case_column
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.records import KnowledgeBase
from tests.tiny_model import TinyModel

NOTHING = CaseReading()


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return lb.load(backend="sweeps").knowledge


def test_columns_by_name_number_code_and_label(knowledge: KnowledgeBase) -> None:
    labels = ["Fever", "size_cm", "HP:0001824", "setting", "redness:no", "redness:yes", "id"]
    planned = plan_columns(knowledge, labels, CaseReading(keep=("id",)))
    assert [each.key.variable.name for each in planned.hard] == [
        "fever",
        "size",
        "weight_loss",
        "setting",
    ]
    assert planned.soft[0].labels == ("redness:yes", "redness:no")  # in table order
    assert planned.kept == ("id",)
    assert planned.needed == (*labels[:4], "redness:yes", "redness:no", "id")
    assert planned.notes == ()


def test_the_cause_is_never_evidence(knowledge: KnowledgeBase) -> None:
    planned = plan_columns(knowledge, ["cause", "fever"], NOTHING)
    assert planned.evidence == ("fever",)
    assert planned.notes == (
        "column 'cause' names the cause, which is never evidence: it was not read",
    )
    planned = plan_columns(knowledge, ["cause", "fever"], CaseReading(truth="cause"))
    assert (planned.truth, planned.cause, planned.notes) == ("cause", (), ())
    planned = plan_columns(knowledge, ["cause"], CaseReading(keep=("cause",)))
    assert (planned.kept, planned.evidence) == (("cause",), ())


def test_a_kept_variable_is_evidence_too(knowledge: KnowledgeBase) -> None:
    planned = plan_columns(knowledge, ["fever"], CaseReading(keep=("fever",)))
    assert (planned.kept, planned.evidence) == (("fever",), ("fever",))


def test_every_other_column_can_be_kept(knowledge: KnowledgeBase) -> None:
    labels = ["ward", "fever", "note:x", "fever:odd"]
    planned = plan_columns(knowledge, labels, CaseReading(keep_all=True))
    assert planned.kept == ("ward", "note:x", "fever:odd")
    assert planned.evidence == ("fever",)


@pytest.mark.parametrize(
    ("labels", "reading", "message"),
    [
        (
            ["fevr"],
            NOTHING,
            r"(?s)column 'fevr': .*did you mean fever.*Rename a column that.*--keep COLUMN \(in P",
        ),
        (
            ["fevr", "id"],
            NOTHING,
            r"(?s)did you mean fever.*through: --keep id \(in Python keep=\['id'\]\); --keep-all",
        ),
        (["fever", "case"], NOTHING, r"(?s)column 'case'.*a column through: --keep case \(in Py"),
        (["__index_level_0__"], NOTHING, "'__index_level_0__' is the index that pandas writes"),
        (["fever", ""], NOTHING, r"(?s)a column has no name, as the index that pandas.*--keep '' "),
        (
            ["a b", "c"],
            NOTHING,
            r"(?s)column 'a b'.*column 'c'.*--keep 'a b' --keep c .*; --keep-all",
        ),
        ([f"x{n}" for n in range(15)], NOTHING, r"(?s)column 'x11'.*and 3 more columns"),
        (["fever:maybe"], NOTHING, "column 'fever:maybe': fever has no state 'maybe'.* fever:yes"),
        (["x"], CaseReading(keep=("y",)), "keep 'y': the cases have no such column"),
        (["fever"], CaseReading(truth="cuase"), "truth 'cuase': the cases have no such column"),
    ],
)
def test_names_that_do_not_exist(
    knowledge: KnowledgeBase, labels: list[str], reading: CaseReading, message: str
) -> None:
    with pytest.raises(lb.UnknownNameError, match=message):
        plan_columns(knowledge, labels, reading)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["fever", "redness", "fever"], "two columns are named 'fever': rename or remove"),
        (["fever", "fever:yes"], "columns 'fever' and 'fever:yes' both say something of fever"),
        (["fever:yes", "fever"], "columns 'fever:yes' and 'fever' both say something of fever"),
        (["fever:yes", "fever:true"], "both hold the likelihood of fever=yes: keep one"),
        (["fever:yes"], r"says nothing without the other states: add the columns fever:no \(0 "),
    ],
)
def test_columns_that_do_not_go_together(
    knowledge: KnowledgeBase, labels: list[str], message: str
) -> None:
    with pytest.raises(lb.EvidenceError, match=message):
        plan_columns(knowledge, labels, NOTHING)


def test_columns_of_one_variable_may_stand_side_by_side(knowledge: KnowledgeBase) -> None:
    planned = plan_columns(knowledge, ["fever", "HP:0001945", "size", "size_cm"], NOTHING)
    assert planned.evidence == ("fever", "HP:0001945", "size", "size_cm")


def test_a_likelihood_of_what_may_be_two_states_is_an_error(tiny: TinyModel) -> None:
    for state in ("yes", "no"):
        tiny.add("labels", "redness", state, "seen")
    knowledge, label = tiny.load(), "redness:seen"
    with pytest.raises(
        EvidenceError, match="redness='seen' may mean yes or no, by its name or its"
    ):
        plan_columns(knowledge, [label], CaseReading())
    assert plan_columns(knowledge, [label], CaseReading(keep=(label,))).kept == (label,)


def test_a_first_column_that_may_be_two_variables_names_no_cases(tiny: TinyModel) -> None:
    for name in ("redness", "size"):
        tiny.add("labels", name, "", "Case")
    assert case_column(tiny.load()) == "case_number"


def test_a_first_column_case_names_the_cases(knowledge: KnowledgeBase) -> None:
    planned = plan_columns(knowledge, ["case", "fever", "id"], CaseReading(keep=("id",)))
    assert (planned.named, planned.kept, planned.evidence) == ("case", ("case", "id"), ("fever",))
    assert planned.notes == ()
    kept = plan_columns(knowledge, ["case", "fever"], CaseReading(keep=("case",)))
    assert (kept.named, kept.kept) == ("case", ("case",))
    truth = plan_columns(knowledge, ["case", "fever"], CaseReading(truth="case"))
    assert (truth.named, truth.kept, truth.truth) == (None, (), "case")


def test_a_code_of_a_cause_can_be_kept(knowledge: KnowledgeBase) -> None:
    code = next(
        f"{coding.code}"
        for row in knowledge.codes
        if row.kind == "cause"
        for coding in row.codings
        if sum(coding in other.codings for other in knowledge.codes) == 1
    )
    with pytest.raises(lb.EvidenceError, match="is a code of a cause and no finding"):
        plan_columns(knowledge, [code], NOTHING)
    assert plan_columns(knowledge, [code], CaseReading(keep=(code,))).kept == (code,)


def test_words_that_may_mean_a_gap() -> None:
    assert CellProblem.of(2, "fever", " N/A", "no").message.endswith(
        "--missing N/A (in Python missing=['N/A'])"
    )
    assert CellProblem.of(2, "fever", "not asked", "no").message.endswith(
        "--missing 'not asked' (in Python missing=['not asked'])"
    )
    assert CellProblem.of(2, "fever", "ja", "no").message == "no"


def test_a_problem_is_one_line() -> None:
    problem = CellProblem.of(5, "fever", "x\x1b[31m" * 100, "fever has no state\nx\x1b")
    assert len(problem.value) < 100
    assert problem.at("c.csv") == r"c.csv:5, column fever: fever has no state x\x1b"
    with pytest.raises(lb.EvidenceError, match=r"c.csv:5.*--on-error skip.*--on-error mark"):
        raise problem.error("c.csv")
    assert CellProblem.of(1, "", None, "nothing").value == ""
    guess = CellProblem(2, "fever", "ye", "did you mean yes?")
    with pytest.raises(lb.EvidenceError, match=r"did you mean yes\? To leave such rows out: --on-"):
        raise guess.error("c.csv")


def test_what_is_copied_and_not_read_is_told(knowledge: KnowledgeBase) -> None:
    labels = ["id", "case", "Night pain", "fevr", "Size_mm", "fever"]
    everything = plan_columns(knowledge, labels, CaseReading(keep_all=True))
    assert everything.notes == (
        "copied, and NOT read as findings: Night pain (near night_or_rest_pain), fevr (near "
        "fever), Size_mm (near size_cm), id, case",
    )
    named = plan_columns(knowledge, labels, CaseReading(keep=tuple(labels)))
    assert named.notes == (
        "copied, and NOT read as findings: Night pain (near night_or_rest_pain), fevr (near "
        "fever), Size_mm (near size_cm)",
    )
    assert plan_columns(knowledge, ["id"], CaseReading(keep=("id",))).notes == ()
    many = [f"x{at}" for at in range(15)]
    [note] = plan_columns(knowledge, many, CaseReading(keep_all=True)).notes
    assert note.endswith("x11 and 3 more")


def test_gaps_that_are_states_are_told(knowledge: KnowledgeBase) -> None:
    planned = plan_columns(knowledge, ["pain", "fever"], CaseReading(missing=("None", "NA")))
    assert planned.notes == (
        "cells 'None' of column 'pain' mean that nothing is known, as you said, and not the state "
        "none",
    )


def test_no_state_is_proposed_for_a_gap() -> None:
    message = "fever has no state 'NA': did you mean no?"
    assert CellProblem.of(2, "fever", "NA", message).message == (
        "fever has no state 'NA'. If it means that nothing is known: --missing NA (in Python "
        "missing=['NA'])"
    )
    assert CellProblem.of(2, "fever", "ye", "x: did you mean yes?").message.endswith("mean yes?")
