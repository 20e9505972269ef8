"""Frames of cases in, frames of posteriors out: what diagnose says of each case alone."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lumpbayes as lb
from lumpbayes.cases import frame_reading
from lumpbayes.knowledge.records import KnowledgeBase
from tests.tiny_model import TinyModel

TOLERANCE = 1e-12
BACKENDS = ("kernel", "sweeps")


def drawn_cases(
    knowledge: KnowledgeBase, seed: int, count: int, soft: bool = True
) -> list[dict[str, Any]]:
    """Random cases: about ten findings each, some of them soft or numbers, some settings."""
    random = np.random.default_rng(seed)
    cases = []
    for _ in range(count):
        case: dict[str, Any] = {}
        for name, variable in knowledge.variables.items():
            if name == knowledge.cause or random.random() > 10 / len(knowledge.variables):
                continue
            state = str(random.choice(variable.states))
            weights = {each: float(random.random()) + 0.1 for each in variable.states}
            kinds: list[Any] = [state] * 5
            if soft and name != knowledge.setting:
                reliable = lb.Reliability(state, 0.9)
                kinds += [lb.Not(state), lb.Likelihood(weights), reliable, [reliable, reliable]]
            case[name] = kinds[random.integers(len(kinds))]
        cases.append(case)
    return cases


def check(
    engine: lb.Engine,
    cases: list[dict[str, Any]],
    answers: pd.DataFrame,
    setting: str | None = None,
) -> int:
    """Compare with diagnose, row by row; how many rows are impossible."""
    impossible = 0
    for case, (_, row) in zip(cases, answers.iterrows(), strict=True):
        known = {name: value for name, value in case.items() if name != engine.knowledge.cause}
        if setting is not None and engine.knowledge.setting in known:
            asked = None
        else:
            asked = setting
        try:
            dx = engine.diagnose(known, setting=asked)
        except lb.ImpossibleEvidenceError as error:
            impossible += 1
            assert np.isneginf(row["log_evidence"])
            assert row[list(engine.causes)].isna().all()
            assert row["problem"].startswith("impossible: ")
            for name in error.findings:
                assert name in row["problem"]
            continue
        assert row["problem"] is None
        assert row["log_evidence"] == pytest.approx(dx.log_evidence, rel=TOLERANCE, abs=TOLERANCE)
        for cause in engine.causes:
            assert row[cause] == pytest.approx(dx[cause], rel=TOLERANCE, abs=TOLERANCE)
    return impossible


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("soft", [False, True])
def test_as_diagnose_says_row_by_row(engine: lb.Engine, backend: str, soft: bool) -> None:
    asked = engine.with_backend(backend)
    cases = drawn_cases(engine.knowledge, 1, 60, soft)
    answers = asked.batch(cases)
    assert list(answers.columns) == [*engine.causes, "log_evidence", "problem"]
    check(asked, cases, answers)
    check(engine, cases, answers)


@pytest.mark.parametrize("setting", ["any", "emergency"])
def test_with_a_setting(engine: lb.Engine, setting: str) -> None:
    cases = drawn_cases(engine.knowledge, 2, 20)
    check(engine, cases, engine.batch(cases, setting=setting), setting)


def test_an_answer_is_asked_by_its_evidence(engine: lb.Engine) -> None:
    known = [{"fever": "yes", "size_cm": 6.0}, {"setting": "emergency", "punctum": "no"}]
    answers = engine.batch([engine.diagnose(each) for each in known])
    assert answers.equals(engine.batch(known))


def test_a_frame_a_list_and_codes_say_the_same(engine: lb.Engine) -> None:
    cases = drawn_cases(engine.knowledge, 3, 30)
    answers = engine.batch(cases)
    frame = pd.DataFrame(cases, dtype=object)
    pd.testing.assert_frame_equal(engine.batch(frame), answers, check_exact=True)
    pd.testing.assert_frame_equal(engine.batch(engine.encode(frame)), answers, check_exact=True)
    pd.testing.assert_frame_equal(engine.batch(tuple(cases)), answers, check_exact=True)
    averaged = engine.encode(cases, setting="any")
    pd.testing.assert_frame_equal(
        engine.batch(averaged), engine.batch(cases, setting="any"), check_exact=True
    )


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_case_does_not_depend_on_its_batch(engine: lb.Engine, backend: str) -> None:
    asked = engine.with_backend(backend)
    cases = drawn_cases(engine.knowledge, 4, 25)
    answers = asked.batch(cases)
    turned = asked.batch(cases[::-1]).iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(turned, answers, check_exact=True)
    for place, case in enumerate(cases):
        alone = asked.batch([case])
        assert alone.iloc[0].equals(answers.iloc[place])


@pytest.mark.parametrize("backend", ["kernel", "sweeps", "brute_force"])
def test_impossible_rows_have_reasons(animals: lb.Engine, backend: str) -> None:
    cases = [
        {"furry": "yes"},
        {"flies": "yes"},
        {"silent": "yes", "furry": "yes", "strange": "yes", "barks": "no"},
        {},
        {"barks": "yes", "swims": "yes", "place": "home"},
        {"silent": lb.Reliability("yes", 0.5), "flies": lb.AnyOf("yes")},
        {"silent": lb.Likelihood({"yes": 0.5, "no": 0}), "barks": "yes"},
    ]
    asked = animals.with_backend(backend)
    answers = asked.batch(cases)
    assert answers["problem"].tolist() == [
        None,
        "impossible: flies=yes is of probability 0",
        "impossible: furry=yes, silent=yes, strange=yes are together of probability 0",
        None,
        answers["problem"][4],
        "impossible: flies=yes is of probability 0",
        "impossible: barks=yes, silent=yes are together of probability 0",
    ]
    assert answers["problem"][4].startswith("impossible: ")
    assert check(asked, cases, answers) == 5


def test_a_soft_finding_to_blame_is_named_alone(animals: lb.Engine) -> None:
    place = lb.Likelihood({"light": 1.0, "heavy": 0.5})
    answers = animals.batch([{"flies": "yes", "weight": place}, {"weight": place}])
    assert answers["problem"].tolist() == ["impossible: flies=yes is of probability 0", None]


# --- Targets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
def test_several_targets(engine: lb.Engine, backend: str) -> None:
    asked = engine.with_backend(backend)
    cases = drawn_cases(engine.knowledge, 5, 20)
    answers = asked.batch(cases, targets=["fever", "cause", "Inflammation"])
    assert list(answers.columns)[:3] == ["fever=yes", "fever=no", "cause=epidermoid_cyst"]
    assert list(answers.columns)[-4:] == [
        *("inflammation=yes", "inflammation=no"),
        *("log_evidence", "problem"),
    ]
    for case, (_, row) in zip(cases, answers.iterrows(), strict=True):
        dx = engine.diagnose(case)
        for target in ("fever", "cause", "inflammation"):
            for state, share in dx.of(target).items():
                assert row[f"{target}={state}"] == pytest.approx(share, rel=TOLERANCE, abs=1e-12)


def test_one_target_that_is_observed_in_some_cases(engine: lb.Engine) -> None:
    answers = engine.batch(
        [{"fever": "yes"}, {"fever": lb.Reliability("yes", 0.9)}, {"redness": "yes"}],
        targets=["fever"],
    )
    assert list(answers.columns) == ["yes", "no", "log_evidence", "problem"]
    assert answers.loc[0, ["yes", "no"]].tolist() == [1, 0]
    expected = engine.diagnose({"fever": lb.Reliability("yes", 0.9)}).of("fever")["yes"]
    assert answers.loc[1, "yes"] == pytest.approx(expected, rel=TOLERANCE)


def test_a_target_is_named_once(engine: lb.Engine) -> None:
    with pytest.raises(lb.EvidenceError, match="fever is named twice; name it once"):
        engine.batch([{}], targets=["fever", "Fever"])


def test_an_unknown_target(engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="there is no variable 'fevr': did you mean fev"):
        engine.batch([{}], targets=["fevr"])


def test_a_network_without_a_target(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("network") / "coin.bif"
    path.write_text(
        "network coin { }\nvariable a { type discrete [ 2 ] { problem, y }; }\n"
        "variable b { type discrete [ 2 ] { x, y }; }\n"
        "probability ( a ) { table 0.25, 0.75; }\n"
        "probability ( b | a ) { (problem) 0.5, 0.5; (y) 0.1, 0.9; }\n"
    )
    engine = lb.load(path)
    with pytest.raises(
        lb.EvidenceError,
        match=r"coin was loaded without a target: name targets, such as batch\(cases, targets=\['a",
    ):
        engine.batch([{"b": "y"}])
    answers = engine.batch([{"b": "y"}, {"a": "y"}], targets=["a"])
    assert list(answers.columns) == ["a=problem", "a=y", "log_evidence", "problem"]
    assert answers["a=y"].tolist() == pytest.approx([0.675 / 0.8, 1])


# --- What comes in -----------------------------------------------------------------------------


def test_the_index_is_kept(engine: lb.Engine) -> None:
    frame = pd.DataFrame({"fever": ["yes", None, "no"]}, index=["c", "a", "a"])
    for cases in (frame, engine.encode(frame)):
        assert engine.batch(cases).index.tolist() == ["c", "a", "a"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_cases(engine: lb.Engine, backend: str) -> None:
    asked = engine.with_backend(backend)
    for cases in ([], pd.DataFrame(), pd.DataFrame({"fever": []}), asked.encode([])):
        answers = asked.batch(cases)
        assert answers.shape == (0, len(engine.causes) + 2)
    assert asked.batch([{}, {}]).shape == (2, len(engine.causes) + 2)


def test_unknown_columns_are_found_before_any_work(engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="there is no variable 'fevr': did you mean"):
        engine.batch(pd.DataFrame({"fevr": []}))
    with pytest.raises(lb.EvidenceError, match="cases of type int: expected a DataFrame"):
        engine.batch(3)


def test_cases_of_another_model(engine: lb.Engine, animals: lb.Engine) -> None:
    encoded = animals.encode([{"furry": "yes"}])
    with pytest.raises(
        lb.EvidenceError,
        match=rf"encoded for another model \({animals.fingerprint[:12]}, this one is "
        rf"{engine.fingerprint[:12]}\): encode them again with this engine",
    ):
        engine.batch(encoded)
    columns = pd.DataFrame({"furry": ["yes"], "note": ["of no use"]})
    with pytest.raises(lb.UnknownNameError, match=r"column 'note': .*Leave the column out if"):
        animals.batch(columns)
    edited = animals.with_prior("cat", 0.1)
    with pytest.raises(lb.EvidenceError, match="encode them again"):
        edited.batch(encoded)


def test_encoded_cases_have_their_setting(engine: lb.Engine) -> None:
    encoded = engine.encode([{"fever": "yes"}])
    with pytest.raises(
        lb.EvidenceError, match="setting='any': encoded cases have theirs already; give it to"
    ):
        engine.batch(encoded, setting="any")


@pytest.mark.parametrize("backend", BACKENDS)
def test_frames_are_read_in_parts(
    engine: lb.Engine, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = engine.with_backend(backend)
    cases = drawn_cases(engine.knowledge, 6, 25)
    cases[20]["fever"] = "yes"
    whole = asked.batch(cases)
    monkeypatch.setattr(frame_reading, "CHUNK", 4)
    pd.testing.assert_frame_equal(asked.batch(cases), whole, check_exact=True)
    wrong = pd.DataFrame(cases, dtype=object)
    wrong.loc[20, "fever"] = "ja"
    with pytest.raises(lb.UnknownNameError, match="row 20, column 'fever': fever has no state 'ja"):
        asked.batch(wrong)


def test_a_large_batch_of_strings(engine: lb.Engine) -> None:
    """Several chunks in threads: the same bytes as in small parts."""
    random = np.random.default_rng(0)
    count = 40_000
    names = ["fever", "redness", "tenderness", "punctum", "consistency"]
    frame = pd.DataFrame(
        {
            name: random.choice([*engine.knowledge.variables[name].states, None], count)
            for name in names
        }
    )
    answers = engine.batch(frame)
    some = random.integers(0, count, 50)
    check(engine, frame.iloc[some].to_dict("records"), answers.iloc[some])
    alone = engine.batch(frame.iloc[some])
    pd.testing.assert_frame_equal(alone, answers.iloc[some], check_exact=True)


def test_the_backends_agree(tiny: TinyModel) -> None:
    engine = lb.load(tiny.path)
    cases = drawn_cases(engine.knowledge, 7, 40)
    answers = [engine.with_backend(each).batch(cases) for each in (*BACKENDS, "brute_force")]
    for one in answers[1:]:
        pd.testing.assert_frame_equal(one, answers[0], check_exact=False, rtol=1e-12, atol=1e-12)


# --- Bad rows, and what is kept ----------------------------------------------------------------

SPOILT = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "fever": ["yes", "ja", "nein", None],
        "redness": ["no", "x", None, "yes"],
    },
    index=[7, 7, 8, 9],
)


def test_what_cannot_be_read_is_counted(engine: lb.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    message = (
        r"(?s)^3 cells of 2 rows cannot be read:\nrow 7, column 'fever': fever has no state 'ja'.*"
        r"\nrow 7, column 'redness': .*\nrow 8, column 'fever': .*nein.*\nTo leave such rows out: "
        r"on_error='skip'; to keep them without an answer: on_error='mark'$"
    )
    for size in (1, 10):
        monkeypatch.setattr(frame_reading, "CHUNK", size)
        with pytest.raises(lb.UnknownNameError, match=message):
            engine.batch(SPOILT, keep="id")
    more = pd.concat([SPOILT, SPOILT])
    with pytest.raises(
        lb.UnknownNameError, match=r"^6 cells of 4 rows cannot be read, such as:\nro"
    ):
        engine.batch(more, keep=["id"])
    with pytest.raises(
        lb.EvidenceError,
        match=r"^row 0, column 'pain': pain is given twice: .*once. To leave such rows out: on_err",
    ):
        engine.batch([{"R52": "yes", "pain": "none"}])


def test_bad_rows_are_marked_or_left_out(engine: lb.Engine) -> None:
    good = engine.batch(SPOILT.iloc[[0, 3]], keep=["id", "redness"])
    assert good.columns.tolist()[:2] == ["id", "redness"]
    assert good["id"].tolist() == ["a", "d"]
    marked = engine.batch(SPOILT, keep=["redness", "id"], on_error="mark")
    assert marked.index.tolist() == [7, 7, 8, 9]
    pd.testing.assert_frame_equal(marked.iloc[[0, 3]], good, check_exact=True)
    assert marked.iloc[1:3][[*engine.causes, "log_evidence"]].isna().all(axis=None)
    assert marked["problem"].tolist()[1].startswith("fever: fever has no state 'ja'")
    assert "; redness: redness has no state 'x'" in marked["problem"].tolist()[1]
    skipped = engine.batch(SPOILT, keep=["id", "redness"], on_error="skip")
    pd.testing.assert_frame_equal(skipped, good, check_exact=True)
    with pytest.raises(lb.EvidenceError, match="on_error='drop': expected one of fail, skip, mark"):
        engine.batch(SPOILT, on_error="drop")


def test_impossible_rows_are_left_out_by_skip_alone(animals: lb.Engine) -> None:
    cases = [{"flies": "yes"}, {"furry": "yes"}]
    for asked in (cases, animals.encode(cases)):
        assert len(animals.batch(asked, on_error="mark")) == 2
        assert animals.batch(asked, on_error="skip").index.tolist() == [1]


def test_what_cannot_be_kept(engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="keep 'idd': the cases have no such column: did"):
        engine.batch(SPOILT, keep=["idd"])
    twice = pd.DataFrame([[1, 2]], columns=["id", "id"])
    with pytest.raises(lb.EvidenceError, match="two columns are named 'id': rename or remove one"):
        engine.batch(twice, keep=["id"])
    with pytest.raises(
        lb.EvidenceError, match="keep 'other': the answers have a column of that na"
    ):
        engine.batch(pd.DataFrame({"other": [1]}), keep=["other"])
    with pytest.raises(lb.EvidenceError, match=r"keep=\['id'\]: encoded cases have no other colu"):
        engine.batch(engine.encode([{}]), keep=["id"])
    with pytest.raises(lb.EvidenceError, match="keep=3: expected a text, or a list of texts"):
        engine.batch(SPOILT, keep=3)  # type: ignore[arg-type]


def test_a_first_column_case_is_kept(engine: lb.Engine) -> None:
    answers = engine.batch([{"case": 3, "fever": "yes"}, {"case": 5}])
    assert answers.columns.tolist()[:2] == ["case", engine.causes[0]]
    assert answers["case"].tolist() == [3, 5]


# --- Any case ----------------------------------------------------------------------------------

ONE = st.sampled_from
PAIN = ("severe", "mild", "none")
WEIGHTS = st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda each: max(each) > 1e-6)
CELLS = {
    "redness": ONE(
        [None, "yes", "no", True, lb.Not("yes"), {"reported": "yes", "reliability": 0.7}]
    ),
    "pain": st.one_of(
        ONE([None, *PAIN, lb.AnyOf("severe", "mild"), lb.Not("none"), [lb.Not("mild"), "none"]]),
        WEIGHTS.map(lambda each: lb.Likelihood(dict(zip(PAIN, each, strict=True)))),
    ),
    "size_cm": st.one_of(st.none(), st.floats(0, 100), st.integers(0, 100)),
    "setting": ONE([None, "clinic", "hospital", "any"]),
    "biopsy": ONE([None, "positive", "negative"]),
    "inflammation": ONE([None, "yes", "no"]),
}


@pytest.fixture(scope="module")
def tiny_engine(tmp_path_factory: pytest.TempPathFactory) -> lb.Engine:
    return lb.load(TinyModel(tmp_path_factory.mktemp("tiny")).path)


@given(cases=st.lists(st.fixed_dictionaries({}, optional=CELLS), max_size=5))
def test_any_cases(tiny_engine: lb.Engine, cases: list[dict[str, Any]]) -> None:
    known = [{k: v for k, v in case.items() if v is not None} for case in cases]
    check(tiny_engine, known, tiny_engine.batch(cases))


# --- Memory ------------------------------------------------------------------------------------

PEAK = """
import resource, sys
import numpy as np, pandas as pd
import lumpbayes as lb

engine = lb.load()
count = int(sys.argv[1])
random = np.random.default_rng(0)
names = ["fever", "redness", "tenderness", "punctum"]
frame = pd.DataFrame({
    name: pd.Categorical.from_codes(random.integers(-1, 2, count).astype(np.int8), ["no", "yes"])
    for name in names
})
cases = engine.encode(frame) if sys.argv[2] == "codes" else frame
engine.batch(frame.iloc[:20_000])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
answers = engine.batch(cases)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) * 1024 - int(answers.memory_usage(index=False).sum()))
"""


@pytest.mark.parametrize("kind", ["words", "codes"])
def test_memory_does_not_grow_with_the_cases(kind: str) -> None:
    """But for what comes out, 160 bytes a case, and a copy of one column of it at most."""
    pytest.importorskip("resource")
    extra = []
    for count in (200_000, 800_000):
        run = subprocess.run(
            [sys.executable, "-c", PEAK, str(count), kind],
            capture_output=True,
            text=True,
            check=True,
            cwd=os.curdir,
        )
        extra.append(int(run.stdout))
    assert extra[1] - extra[0] < 24 * 2**20


def test_cases_encoded_for_another_target(tmp_path: Path) -> None:
    file = tmp_path / "asia.bif"
    file.write_text(TWO_COINS, encoding="utf-8")
    first, second = lb.load(file, target="a"), lb.load(file, target="b")
    encoded = first.encode([{"b": "heads"}])
    assert first.batch(encoded)["heads"].tolist() == [pytest.approx(0.5)]
    with pytest.raises(lb.EvidenceError, match="encoded for the target a, this engine asks for b"):
        second.batch(encoded)
    with pytest.raises(lb.EvidenceError, match="encoded for the target a, this engine asks for no"):
        lb.load(file).batch(encoded, targets=["b"])


TWO_COINS = """network coins {
}
variable a {
  type discrete [ 2 ] { heads, tails };
}
variable b {
  type discrete [ 2 ] { heads, tails };
}
probability ( a ) {
  table 0.5, 0.5;
}
probability ( b ) {
  table 0.5, 0.5;
}
"""


def test_a_kept_column_with_a_number_for_a_name(engine: lb.Engine) -> None:
    frame = pd.DataFrame({0: ["a", "b"], "fever": ["yes", "no"]})
    with pytest.raises(lb.UnknownNameError, match=r"copy it through: keep=\['0'\]"):
        engine.batch(frame)
    answers = engine.batch(frame, keep=["0"])
    assert answers[0].tolist() == ["a", "b"]
    frame["0"] = "c"
    with pytest.raises(lb.EvidenceError, match="two columns are named '0'"):
        engine.batch(frame, keep=["0"])
