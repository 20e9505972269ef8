"""codes.csv, and evidence by code."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, Level, UnknownNameError
from lumpbayes.knowledge.coding import Coding
from lumpbayes.knowledge.evidence import interpret
from lumpbayes.knowledge.evidence_text import merged, parse_evidence_text
from lumpbayes.knowledge.frozen_mapping import thawed
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.words import parse_words
from tests.tiny_model import TinyModel, told, where


@pytest.fixture(scope="module")
def knowledge(engine: lb.Engine) -> KnowledgeBase:
    return engine.knowledge


# --- The table ---------------------------------------------------------------------------------


def test_codes_are_read(tiny: TinyModel) -> None:
    cyst, pain = tiny.load().codes
    assert (cyst.kind, cyst.name, cyst.states) == ("cause", "cyst", ())
    assert cyst.codings == (Coding("icd10cm", "L72", ""),)
    assert pain.states == ("severe", "mild")
    assert pain.codings == (Coding("icd10cm", "R52", ""), Coding("hpo", "HP:0012531", ""))


BROKEN_CELLS = [
    pytest.param(
        "codes",
        "cause,",
        "kind",
        "disease",
        ("kind", "'disease'", "cause or finding", "Correct the kind: choose from cause, finding"),
        id="code kind",
    ),
    pytest.param(
        "codes",
        "cause,",
        "name",
        "cist",
        ("name", "'cist'", "cyst or abscess or tumor", "Correct the name: did you mean cyst?"),
        id="code of an unknown cause",
    ),
    pytest.param(
        "codes",
        "finding,",
        "name",
        "pian",
        (
            "name",
            "'pian'",
            "a name of variables.csv",
            "Correct the name: did you mean pain?",
        ),
        id="code of an unknown finding",
    ),
    pytest.param(
        "codes",
        "finding,",
        "state",
        "severe;midl",
        ("state", "'midl'", "severe or mild or none", "Correct the state: did you mean mild?"),
        id="code of an unknown state",
    ),
    pytest.param(
        "codes",
        "cause,",
        "state",
        "yes",
        ("state", "'yes'", "an empty cell", "Empty the cell."),
        id="code of a state of a cause",
    ),
    pytest.param(
        "codes",
        "finding,",
        "state",
        "",
        (
            "state",
            "''",
            "severe or mild or none",
            "Correct the state: choose from severe, mild, none",
        ),
        id="code of a finding without a state",
    ),
    pytest.param(
        "codes",
        "finding,",
        "name",
        "cause",
        (
            "name",
            "'cause'",
            "a variable other than the cause and the setting",
            "Give codes of causes the kind cause.",
        ),
        id="code of the cause variable",
    ),
    pytest.param(
        "codes",
        "finding,",
        "hpo",
        "HP:0012531 Pain, HP:0003418",
        (
            "hpo",
            "'HP:0012531 Pain, HP:0003418'",
            "HPO codes such as HP:0001945, separated by ';'",
            "Write each code first, then plain text without ';', or nothing.",
        ),
        id="malformed code",
    ),
]


@pytest.mark.parametrize(("table", "start", "column", "cell", "expected"), BROKEN_CELLS)
def test_a_broken_cell(
    tiny: TinyModel, table: str, start: str, column: str, cell: str, expected: tuple[str, ...]
) -> None:
    line = tiny.set_cell(table, start, column, cell)
    issue = tiny.error()
    assert where(issue) == f"{table}.csv:{line}"
    assert told(issue) == expected
    lenient = tiny.load(policy="lenient")
    assert [told(each) for each in lenient.issues if each.level is Level.ERROR] == [expected]
    assert len(lenient.codes) == 1


def test_the_bundled_table_is_regular(knowledge: KnowledgeBase) -> None:
    coded = {row.name for row in knowledge.codes if row.kind == "cause"}
    assert coded == set(knowledge.causes)
    for row in knowledge.codes:
        for coding in row.codings:
            assert not coding.text.startswith(("(", ",", "/", "-"))


# --- Evidence ----------------------------------------------------------------------------------

PAIN = {"any_of": ["mild", "severe"]}


@pytest.mark.parametrize(
    ("evidence", "stated"),
    [
        ({"HP:0001945": "yes"}, {"fever": "yes"}),
        ({"hp:0001945": True}, {"fever": "yes"}),
        ({" HP:0001945 ": np.True_}, {"fever": "yes"}),
        ({"R50.9": " TRUE "}, {"fever": "yes"}),
        ({"ICD10CM:R50.9": "Yes"}, {"fever": "yes"}),
        ({"icd10cm:R50.9": lb.Not("no")}, {"fever": "yes"}),
        ({"386661006": "yes"}, {"fever": "yes"}),
        ({"snomed:386661006": "yes"}, {"fever": "yes"}),
        ({"HP:0001945": "no"}, {"fever": "no"}),
        ({"HP:0001945": False}, {"fever": "no"}),
        ({"HP:0001945": {"not": "yes"}}, {"fever": "no"}),
        ({"HP:0001945": {"not": ["true"]}}, {"fever": "no"}),
        ({"HP:0001945": None, "R52": float("nan")}, {}),
        ({"HP:0012531": "yes"}, {"pain": PAIN}),
        ({"HP:0012531": "no"}, {"pain": "none"}),
        ({"L81.9": "yes"}, {"skin_color": "pigmented"}),
        ({"L81.9": "no"}, {"skin_color": {"not": "pigmented"}}),
        (
            {"R93.7": True, "R32": "yes"},
            {"xray_or_ct": "destructive_lesion"} | {"bladder_bowel_dysfunction": "yes"},
        ),
        ({"HP:0001945": "yes", "R50.9": True, "fever": "yes"}, {"fever": "yes"}),
        ({"R52": "yes", "M54.9": "yes"}, {"pain": PAIN}),
    ],
    ids=repr,
)
def test_evidence_by_code(
    knowledge: KnowledgeBase, evidence: dict[str, Any], stated: dict[str, Any]
) -> None:
    assert thawed(interpret(knowledge, evidence).stated) == stated


def test_a_code_answers_as_its_name(engine: lb.Engine) -> None:
    by_code = engine.diagnose({"HP:0001945": "yes", "HP:0012531": "no"})
    by_name = engine.diagnose({"fever": "yes", "pain": lb.Not("mild", "severe")})
    assert by_code.posterior == by_name.posterior
    assert by_code.log_evidence == by_name.log_evidence


@pytest.mark.parametrize(
    ("evidence", "error", "message"),
    [
        ({"D17.1": "yes"}, EvidenceError, "D17.1 is a code of a cause and no finding; .*lipoma$"),
        ({"C49.6": "yes"}, EvidenceError, "=malignant_skin_tumor or cause=soft_tissue_sarcoma$"),
        ({"HP:0001946": "yes"}, UnknownNameError, r"no code 'HP:0001946' .* \(fever=yes\)"),
        ({"hp:1945": "yes"}, UnknownNameError, "no code 'HP:1945' in back_lump: did you mean"),
        ({"SNOMED:fever": None}, UnknownNameError, "no code 'fever' in .*: name the variable inst"),
        ({"386661007": "yes"}, UnknownNameError, r"did you mean 386661006 \(fever=yes\)\?"),
        ({"r50.9": "yes"}, UnknownNameError, "there is no variable 'r50.9'"),
        ({386661006: "yes"}, UnknownNameError, "there is no variable 386661006"),
        ({"HP:0001945": "maybe"}, EvidenceError, "'maybe': a code takes yes or no; .*fever=yes, a"),
        ({"HP:0001945": 1}, EvidenceError, "HP:0001945=1: a code takes yes or no"),
        ({"HP:0001945": ["yes"]}, EvidenceError, "a code takes yes or no"),
        ({"HP:0001945": lb.Not("maybe")}, EvidenceError, "a code takes yes or no"),
        ({"HP:0001945": lb.Not("yes", "no")}, EvidenceError, "a code takes yes or no"),
        ({"R52": lb.Reliability("yes", 0.8)}, EvidenceError, "it stands for pain=mild,severe, and"),
        (
            {"HP:0000020": "no", "HP:0000016": "yes"},
            EvidenceError,
            "bladder_bowel_dysfunction is given twice: HP:0000020='no' and HP:0000016='yes'",
        ),
        ({"pain": "severe", "R52": True}, EvidenceError, "pain='severe' and R52=True; give it onc"),
    ],
    ids=repr,
)
def test_evidence_by_code_that_is_refused(
    knowledge: KnowledgeBase, evidence: dict[Any, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        interpret(knowledge, evidence)


def test_nearest_codes_are_carried(knowledge: KnowledgeBase) -> None:
    with pytest.raises(UnknownNameError, match="no code") as caught:
        interpret(knowledge, {"386661007": "yes"})
    assert caught.value.nearest == ("386661006",)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("finding", "redness", "yes", "R52")], "R52 may mean pain=severe,mild or redness=yes; n"),
        ([("finding", "pain", "severe", "R52")], "R52 may mean pain=severe,mild or pain=severe; n"),
        ([("cause", "tumor", "", "R52")], "R52 may mean cause=tumor or pain=severe,mild; name the"),
        ([("finding", "pain", "mild;severe", "M54")], None),
    ],
)
def test_a_code_with_two_meanings(
    tiny: TinyModel, rows: list[tuple[str, ...]], message: str | None
) -> None:
    for row in rows:
        tiny.add("codes", *row)
    knowledge = tiny.load()
    if message is None:
        assert interpret(knowledge, {"M54": "yes", "R52": "yes"}).stated == {
            "pain": {"any_of": ("severe", "mild")}
        }
    else:
        with pytest.raises(EvidenceError, match=message):
            interpret(knowledge, {"R52": "yes"})


def test_the_same_row_twice_has_one_meaning(tiny: TinyModel) -> None:
    tiny.add("codes", "finding", "pain", "severe;mild", "R52")
    assert set(interpret(tiny.load(), {"R52": "no"}).stated) == {"pain"}


def test_a_variable_s_name_comes_before_a_code(tiny: TinyModel) -> None:
    tiny.add("codes", "finding", "redness", "yes", "", "HP:0010783")
    for table in ("variables", "likelihoods", "red_flags", "groups", "labels", "codes"):
        tiny.write(table, tiny.text(table).replace("pain", "R52"))
    stated = interpret(tiny.load(), {"R52": "none"}).stated
    assert stated == {"R52": "none"}


# --- In words, in files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        (["HP:0001945"], {"fever": "yes"}),
        ([" hp:0001945 "], {"fever": "yes"}),
        (["R50.9", "SNOMED:22253000"], {"fever": "yes", "pain": PAIN}),
        (["HP:0001945=yes", "HP:0001945"], {"fever": "yes"}),
        (["HP:0001945 = no"], {"fever": "no"}),
        (["HP:0001945!=yes"], {"fever": "no"}),
        (['HP:0001945={"not": "yes"}'], {"fever": "no"}),
    ],
    ids=" ".join,
)
def test_codes_in_words(knowledge: KnowledgeBase, words: list[str], stated: dict[str, Any]) -> None:
    assert thawed(interpret(knowledge, parse_words(knowledge, words)).stated) == stated


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["HP:0001946"], "there is no code 'HP:0001946'"),
        (["R50"], "there is no code 'R50' in back_lump: did you mean R50.9"),
        (["D17.1"], "D17.1 is a code of a cause"),
        (["HP:0001945=yes", "HP:0001945=no"], "HP:0001945 is given twice"),
    ],
    ids=" ".join,
)
def test_codes_in_words_that_are_refused(
    knowledge: KnowledgeBase, words: list[str], message: str
) -> None:
    with pytest.raises(EvidenceError, match=message):
        parse_words(knowledge, words)


@pytest.mark.parametrize("text", ['{"HP:0001945": "yes"}', "HP:0001945 # fever", "R50.9=yes"])
def test_codes_in_files(knowledge: KnowledgeBase, text: str) -> None:
    found = parse_evidence_text(knowledge, text, "patient").evidence
    assert interpret(knowledge, found).stated == {"fever": "yes"}


@pytest.mark.parametrize(
    "put", [lambda first, second: (first, second), lambda first, second: (second, first)]
)
def test_a_code_in_the_file_and_its_name_beside_it(
    knowledge: KnowledgeBase, put: Callable[..., Any]
) -> None:
    same = merged(knowledge, *put({"HP:0001945": "yes"}, {"fever": "yes"}))
    assert interpret(knowledge, same).stated == {"fever": "yes"}
    with pytest.raises(EvidenceError, match=r"fever is given twice: .* in the file and .* beside"):
        merged(knowledge, *put({"HP:0001945": "yes"}, {"fever": "no"}))


@pytest.mark.parametrize("key", ["fever", "HP:0001945", "setting"])
@pytest.mark.parametrize("wrap", [lambda value: [None, value], lambda value: {"not": value}])
def test_evidence_nested_too_deep(
    knowledge: KnowledgeBase, key: str, wrap: Callable[[Any], Any]
) -> None:
    value: Any = "yes"
    for _ in range(100_000):
        value = wrap(value)
    with pytest.raises(EvidenceError, match=f"{key}: nested too deep; expected plain evidence"):
        interpret(knowledge, {key: value})


def test_a_list_in_a_list_multiplies_too(engine: lb.Engine) -> None:
    weights = [lb.Likelihood({"yes": 0.7, "no": 0.3}), lb.Reliability("yes", 0.6)]
    nested = engine.diagnose({"fever": [weights[0], [[], [weights[1], ["yes"]]]]})
    assert nested.to_json() == engine.diagnose({"fever": [*weights, "yes"]}).to_json()
