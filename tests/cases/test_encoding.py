"""From words to codes: everything that a cell may hold, and what is said of what it may not."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lumpbayes as lb
from lumpbayes.cases.encoding import EncodedCases
from lumpbayes.inference.cases import UNKNOWN
from tests.animals import load_animals
from tests.tiny_model import TinyModel


@pytest.fixture
def tiny_engine(tiny: TinyModel) -> lb.Engine:
    """pain: severe, mild, none; size: by size_cm; setting: clinic, which is assumed, hospital."""
    return lb.load(tiny.path)


def column(encoded: EncodedCases, name: str) -> list[int]:
    return encoded.cases.codes[:, encoded.names.index(name)].tolist()


def vector(encoded: EncodedCases, name: str, row: int) -> list[float]:
    """The evidence vector that a soft code stands for."""
    place = encoded.names.index(name)
    vectors = encoded.cases.vectors[place]
    code = int(encoded.cases.codes[row, place])
    found: list[float] = vectors[code - vectors.shape[1]].tolist()
    return found


STATES = ["severe", "none", "mild", None]
CODES = [0, 2, 1, UNKNOWN]


@pytest.mark.parametrize(
    "cells",
    [
        STATES,
        pd.Series(STATES, dtype="category"),
        pd.Series(STATES, dtype="string"),
        pd.Series(["severe", "none", "mild", np.nan], dtype=object),
        pd.Series(["severe", "none", "mild", pd.NA], dtype=object),
        pd.Series(["severe", "none", "mild", pd.NaT], dtype=object),
        pd.Series([" Severe", "NONE", "mild ", [None, np.nan]], dtype=object),
        pd.Categorical.from_codes([2, 0, 1, -1], ["none", "mild", "severe"]),
    ],
    ids=["list", "category", "string", "nan", "NA", "NaT", "as people write", "codes"],
)
def test_states(tiny_engine: lb.Engine, cells: Any) -> None:
    encoded = tiny_engine.encode(pd.DataFrame({"pain": cells}))
    assert column(encoded, "pain") == CODES
    assert column(encoded, "setting") == [0] * 4
    assert encoded.names == ("pain", "setting")
    assert encoded.cases.codes.dtype == np.int16
    assert len(encoded) == 4
    assert encoded.model == (tiny_engine.fingerprint, "cause")


@pytest.mark.parametrize("dtype", [bool, "boolean", object])
def test_true_and_false(tiny_engine: lb.Engine, dtype: Any) -> None:
    encoded = tiny_engine.encode(pd.DataFrame({"redness": pd.Series([True, False], dtype=dtype)}))
    assert column(encoded, "redness") == [0, 1]


def test_nothing_known_in_a_whole_column(tiny_engine: lb.Engine) -> None:
    frame = pd.DataFrame({"redness": [None, None], "size_cm": [np.nan, np.nan], "pain": pd.NA})
    encoded = tiny_engine.encode(frame)
    assert encoded.cases.codes[:, :3].tolist() == [[UNKNOWN] * 3] * 2


@pytest.mark.parametrize("dtype", [float, "float32", "Float64", object])
def test_numbers_by_bins(tiny_engine: lb.Engine, dtype: Any) -> None:
    """Bins: [0,2) small, [2,5] medium, (5,100] large."""
    cells = [0, 1.5, 2, 5, 5.5, 100, None]
    frame = pd.DataFrame({"size_cm": pd.Series(cells, dtype=dtype)})
    assert column(tiny_engine.encode(frame), "size") == [0, 0, 1, 1, 2, 2, UNKNOWN]


@pytest.mark.parametrize("dtype", [int, "uint8", "Int64", str])
def test_whole_numbers_and_numbers_as_text(tiny_engine: lb.Engine, dtype: Any) -> None:
    frame = pd.DataFrame({"size_cm": pd.Series([0, 3, 60]).astype(dtype), "age_years": [39, 40, 1]})
    encoded = tiny_engine.encode(frame)
    assert column(encoded, "size") == [0, 1, 2]
    assert column(encoded, "age_group") == [0, 1, 0]


@pytest.mark.parametrize("number", [-1.0, 100.5, np.inf, -np.inf])
def test_numbers_outside_all_bins(tiny_engine: lb.Engine, number: float) -> None:
    frame = pd.DataFrame({"size_cm": [3.0, number]}, index=["first", "second"])
    with pytest.raises(
        lb.EvidenceError,
        match=r"row 'second', column 'size_cm': size_cm=.*: expected a number of cm from 0 to 100",
    ):
        tiny_engine.encode(frame)


SOFT = [
    (lb.AnyOf("severe", "mild"), [1, 1, 0]),
    ({"any_of": ["severe", "mild"]}, [1, 1, 0]),
    (lb.Not("none"), [1, 1, 0]),
    ({"not": "severe"}, [0, 1, 1]),
    (lb.Likelihood({"severe": 2, "mild": 1}), [1, 0.5, 0]),
    ({"likelihood": {"none": 0.5, "mild": 0.25}}, [0, 0.5, 1]),
    (lb.Reliability("severe", 0.8), [1, 0.125, 0.125]),
    ({"reported": "none", "reliability": 0.5}, [0.5, 0.5, 1]),
    ([lb.Not("none"), lb.Likelihood({"severe": 1, "mild": 0.5, "none": 1})], [1, 0.5, 0]),
]


def test_soft_cells(tiny_engine: lb.Engine) -> None:
    encoded = tiny_engine.encode([{"pain": value} for value, _ in SOFT])
    for row, (_, expected) in enumerate(SOFT):
        np.testing.assert_allclose(vector(encoded, "pain", row), expected, rtol=1e-15)
    assert all(code >= 3 for code in column(encoded, "pain"))


def test_soft_forms_of_what_is_certain_or_says_nothing(tiny_engine: lb.Engine) -> None:
    cells = [
        lb.AnyOf("mild"),
        lb.Not("severe", "none"),
        lb.Likelihood({"none": 0.1}),
        [lb.Not("none"), lb.Not("severe")],
        {"any_of": "none"},
        ["mild"],
        lb.AnyOf("severe", "mild", "none"),
        lb.Likelihood({"severe": 2, "mild": 2, "none": 2}),
        [None, None],
    ]
    encoded = tiny_engine.encode([{"pain": cell} for cell in cells])
    assert column(encoded, "pain") == [1, 1, 2, 1, 2, 1] + [UNKNOWN] * 3


def test_a_soft_number(tiny_engine: lb.Engine) -> None:
    encoded = tiny_engine.encode([{"size_cm": lb.AnyOf(1, 3)}, {"size_cm": lb.Not(60)}])
    assert vector(encoded, "size", 0) == vector(encoded, "size", 1) == [1, 1, 0]


def test_the_same_value_takes_one_vector(tiny_engine: lb.Engine) -> None:
    encoded = tiny_engine.encode([{"pain": lb.Not("none")}, {"pain": lb.Not("none")}] * 50)
    assert len(encoded.cases.vectors[0]) == 1


def test_more_codes_than_a_byte_can_number(tiny_engine: lb.Engine) -> None:
    values = [lb.Reliability("severe", 0.5 + number / 10**6) for number in range(300)]
    encoded = tiny_engine.encode([{"pain": value} for value in values])
    assert column(encoded, "pain") == list(range(3, 303))
    assert vector(encoded, "pain", 299)[0] == 1


def test_lists_after_more_codes_than_a_byte_can_number(tiny_engine: lb.Engine) -> None:
    values: list[Any] = [lb.Reliability("severe", 0.5 + n / 10**6) for n in range(300)]
    encoded = tiny_engine.encode([{"pain": value} for value in [*values, ["mild"], "none"]])
    assert column(encoded, "pain")[-2:] == [1, 2]


def test_codes_as_columns(tiny_engine: lb.Engine) -> None:
    """HP:0012531 and R52 stand for pain=severe,mild."""
    for label in ("HP:0012531", "R52", "icd10cm:R52"):
        encoded = tiny_engine.encode([{label: "yes"}, {label: False}, {label: None}])
        assert column(encoded, "pain")[1:] == [2, UNKNOWN]
        assert vector(encoded, "pain", 0) == [1, 1, 0]
    with pytest.raises(lb.EvidenceError, match="column 'R52': R52='severe': a code takes yes or"):
        tiny_engine.encode([{"R52": "severe"}])


def test_names_as_people_write_them(tiny_engine: lb.Engine) -> None:
    frame = pd.DataFrame({" Redness": ["YES"], "SIZE_CM": [3]})
    encoded = tiny_engine.encode(frame)
    assert encoded.names[:2] == ("redness", "size")
    assert column(encoded, "size") == [1]


def test_the_cause_is_never_read(tiny_engine: lb.Engine) -> None:
    frame = pd.DataFrame({"cause": ["no such cause"], "redness": ["yes"]})
    assert tiny_engine.encode(frame).names == ("redness", "setting")


# --- The setting -------------------------------------------------------------------------------


def test_a_setting_with_gaps(tiny_engine: lb.Engine) -> None:
    frame = pd.DataFrame({"setting": ["hospital", None, "any", "clinic", " ANY "]})
    assert column(tiny_engine.encode(frame), "setting") == [1, 0, UNKNOWN, 0, UNKNOWN]
    filled = tiny_engine.encode(frame, setting="hospital")
    assert column(filled, "setting") == [1, 1, UNKNOWN, 0, UNKNOWN]
    averaged = tiny_engine.encode(frame, setting="any")
    assert column(averaged, "setting") == [1, UNKNOWN, UNKNOWN, 0, UNKNOWN]


def test_a_setting_for_all(tiny_engine: lb.Engine) -> None:
    cases = [{"redness": "yes"}]
    assert column(tiny_engine.encode(cases, setting="Hospital"), "setting") == [1]
    assert tiny_engine.encode(cases, setting="any").names == ("redness",)
    with pytest.raises(lb.UnknownNameError, match="setting has no state 'hospitl': did you mean"):
        tiny_engine.encode(cases, setting="hospitl")


def test_a_categorical_setting(tiny_engine: lb.Engine) -> None:
    frame = pd.DataFrame({"setting": pd.Series(["any", None, "hospital"], dtype="category")})
    assert column(tiny_engine.encode(frame), "setting") == [UNKNOWN, 0, 1]


def test_any_is_a_word_for_settings_only(tiny_engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="row 0, column 'redness': redness has no state"):
        tiny_engine.encode([{"redness": "any"}])


# --- What cannot be understood -----------------------------------------------------------------


@pytest.mark.parametrize("word", ["None", "NA", "null", "nan", "?", "unknown"])
def test_words_for_unknown_are_no_states(tiny_engine: lb.Engine, word: str) -> None:
    frame = pd.DataFrame({"redness": ["yes", word]}, index=[10, 20])
    message = re.escape(f"row 20, column 'redness': redness has no state '{word}'")
    with pytest.raises(lb.UnknownNameError, match=message):
        tiny_engine.encode(frame)


@pytest.mark.parametrize("dtype", [object, "category", "string"])
def test_blank_text_is_unknown_as_in_a_file(
    tiny_engine: lb.Engine, tmp_path: Path, dtype: str
) -> None:
    cells = {
        "redness": ["yes", "", "no"],
        "size_cm": [" ", "6.2", ""],
        "HP:0012531": ["", "yes", "\t"],
        "setting": ["", "hospital", "  "],
    }
    frame = pd.DataFrame(cells, dtype=dtype)
    encoded = tiny_engine.encode(frame)
    gaps = frame.astype(object).map(lambda cell: cell if str(cell).strip() else None)
    without = tiny_engine.encode(gaps)
    assert np.array_equal(encoded.cases.codes, without.cases.codes)
    assert encoded.assumed["setting"].tolist() == [True, False, True]
    assert tiny_engine.batch(frame).equals(tiny_engine.batch(gaps))
    frame.to_csv(tmp_path / "in.csv", index=False)
    tiny_engine.batch_file(tmp_path / "in.csv", tmp_path / "out.csv")
    answers = pd.read_csv(tmp_path / "out.csv")
    causes = list(tiny_engine.causes)
    assert np.allclose(answers[causes], tiny_engine.batch(frame)[causes], rtol=0, atol=1e-12)


def test_one_is_not_true(tiny_engine: lb.Engine) -> None:
    for cells in ([True, 1], [1, True], [1.0, True], [True, 1.0]):
        row = cells.index(1) if cells[0] is not True else 1
        with pytest.raises(lb.UnknownNameError, match=f"row {row}, column 'redness': redness has"):
            tiny_engine.encode(pd.DataFrame({"redness": pd.Series(cells, dtype=object)}))


@pytest.mark.parametrize("dtype", [object, "category", "string"])
def test_an_unknown_state_names_its_row_and_column(tiny_engine: lb.Engine, dtype: str) -> None:
    cells = pd.Series(["mild", "sever", "none"], dtype=dtype, index=["a", "b", "c"])
    with pytest.raises(
        lb.UnknownNameError,
        match="row 'b', column 'pain': pain has no state 'sever': did you mean severe",
    ) as caught:
        tiny_engine.encode(pd.DataFrame({"pain": cells}))
    assert caught.value.nearest == ("severe",)


def test_an_unused_category_is_not_asked_about(tiny_engine: lb.Engine) -> None:
    cells = pd.Categorical(["mild"], categories=["mild", "sever"])
    assert column(tiny_engine.encode(pd.DataFrame({"pain": cells})), "pain") == [1]


def test_an_unknown_column(tiny_engine: lb.Engine) -> None:
    with pytest.raises(lb.UnknownNameError, match="no variable 'rednes': did you mean redness"):
        tiny_engine.encode(pd.DataFrame({"rednes": ["yes"]}))
    with pytest.raises(lb.UnknownNameError, match="there is no variable 7"):
        tiny_engine.encode(pd.DataFrame({7: ["yes"]}))
    with pytest.raises(lb.UnknownNameError, match="there is no code 'HP:0000001' in tiny"):
        tiny_engine.encode(pd.DataFrame({"HP:0000001": ["yes"]}))


TWICE = [
    ({"size_cm": 3}, {"size": "large"}),
    ({"size_cm": 3}, {"Size_cm": 3.5}),
    ({"size_cm": np.float64(3)}, {"Size_cm": 3}),
    ({"pain": "none"}, {"R52": "yes"}),
    ({"pain": "mild"}, {"Pain": "mild"}),
    ({"pain": "mild"}, {"Pain": "severe"}),
    ({"pain": lb.AnyOf("mild", "severe")}, {"R52": "yes"}),
    ({"pain": lb.Likelihood({"mild": 1})}, {"Pain": lb.Likelihood({"mild": 1})}),
    ({"pain": [lb.Not("none"), lb.Not("mild")]}, {"Pain": ["mild"]}),
    ({"setting": "any"}, {"Setting": "any"}),
    ({"setting": "any"}, {"Setting": "clinic"}),
]
"""What two keys say of one variable."""


@pytest.mark.parametrize(("first", "second"), TWICE)
def test_two_keys_of_a_case_say_what_diagnose_takes(
    tiny_engine: lb.Engine, first: dict[str, Any], second: dict[str, Any]
) -> None:
    cases: list[dict[str, Any]] = [first, second, {}, {**first, **second}]
    apart = tiny_engine.encode(cases[:3])
    for at, case in enumerate(cases[:3]):
        [alone] = tiny_engine.batch([case]).to_dict("records")
        assert tiny_engine.batch(apart).to_dict("records")[at] == alone
    try:
        expected = tiny_engine.diagnose(cases[3])
    except lb.EvidenceError as error:
        said = str(error).partition("; give it once")[0]
        if "setting" not in first:
            said = said.replace("np.float64(3.0)", "3.0")
            with pytest.raises(lb.EvidenceError, match=rf"^row 3, .*{re.escape(said)}; give it"):
                tiny_engine.batch(cases)
        with pytest.raises(lb.EvidenceError, match=r"^row 3, column '\w+': \w+ is given twice: "):
            tiny_engine.encode(cases)
    else:
        found = tiny_engine.batch(cases).iloc[3]
        assert found["log_evidence"] == pytest.approx(expected.log_evidence)


def test_three_columns_for_one_variable(tiny_engine: lb.Engine) -> None:
    soft = lb.Likelihood({"mild": 1, "none": 0.5})
    frame = pd.DataFrame(
        [["mild", None, None], [None, soft, None], [None, None, soft], [None, soft, soft]],
        columns=["pain", "Pain", "PAIN"],
    )
    encoded = tiny_engine.encode(frame)
    alone = [tiny_engine.batch([{"pain": each}]).iloc[0] for each in ("mild", soft, soft, soft)]
    for found, expected in zip(tiny_engine.batch(encoded).iloc, alone, strict=True):
        assert found["log_evidence"] == expected["log_evidence"]
    frame.loc[0, "PAIN"] = "none"
    with pytest.raises(
        lb.EvidenceError, match="row 0, column 'PAIN': pain is given twice: pain='m"
    ):
        tiny_engine.encode(frame)


def test_the_column_that_names_the_cases_is_not_read(tiny_engine: lb.Engine) -> None:
    frame = pd.DataFrame({"case": [1, 2], "pain": ["mild", "none"]})
    assert tiny_engine.encode(frame).names == ("pain", "setting")
    with pytest.raises(lb.UnknownNameError, match="column 'case': there is no variable 'case'"):
        tiny_engine.encode(frame[["pain", "case"]])


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (lb.Probability({"yes": 0.5, "no": 0.5}), "Probability is the posterior that one case"),
        ({"probability": {"yes": 0.5, "no": 0.5}}, "give that case to Engine.diagnose, or state L"),
        ({"maybe": 1}, "is no finding; expected an object with the key not"),
        ([], "redness: an empty list; leave the variable out"),
        (["yes", "no"], "contradict each other: no state is left"),
        (lb.Not("yes", "no"), "'not' of every state leaves none"),
        (lb.Likelihood({"yes": 0}), "the likelihood is 0 for every state"),
        (3, "redness has no state 3"),
        (object, "redness has no state"),
    ],
)
def test_cells_that_say_nothing_that_can_be_understood(
    tiny_engine: lb.Engine, cell: object, message: str
) -> None:
    with pytest.raises(lb.EvidenceError, match=f"row 1, column 'redness': .*{message}"):
        tiny_engine.encode([{"redness": "yes"}, {"redness": cell}])


def test_a_model_without_a_setting(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("network") / "coin.bif"
    path.write_text(
        "network coin { }\nvariable a { type discrete [ 2 ] { x, y }; }\n"
        "variable b { type discrete [ 2 ] { x, y }; }\n"
        "probability ( a ) { table 0.25, 0.75; }\n"
        "probability ( b | a ) { (x) 0.5, 0.5; (y) 0.1, 0.9; }\n"
    )
    engine = lb.load(path, target="a")
    assert engine.encode([{"b": "y"}]).cases.codes.tolist() == [[1]]
    with pytest.raises(lb.EvidenceError, match="setting='clinic': the model coin has no setting"):
        engine.encode([{"b": "y"}], setting="clinic")


@pytest.mark.parametrize("cases", [{"redness": "yes"}, "redness", [1, 2], None, 3])
def test_cases_that_are_none(tiny_engine: lb.Engine, cases: object) -> None:
    with pytest.raises(
        lb.EvidenceError, match=f"cases of type {type(cases).__name__}: expected a DataFrame with"
    ):
        tiny_engine.encode(cases)


def test_the_index_is_kept(tiny_engine: lb.Engine) -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])
    encoded = tiny_engine.encode(pd.DataFrame({"redness": ["yes", "no"]}, index=index))
    assert encoded.index.equals(index)


@pytest.mark.parametrize("make", [pd.DataFrame, list, tuple])
def test_no_cases(tiny_engine: lb.Engine, make: Callable[[], object]) -> None:
    assert len(tiny_engine.encode(make())) == 0
    assert len(tiny_engine.encode(pd.DataFrame({"redness": []}))) == 0


def test_repeated_index_labels(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = load_animals(tmp_path_factory.mktemp("animals"))
    frame = pd.DataFrame({"furry": ["yes", "no", None]}, index=[7, 7, 7])
    assert column(engine.encode(frame), "furry") == [0, 1, UNKNOWN]
    with pytest.raises(lb.UnknownNameError, match="row 7, column 'furry': furry has no state 'ys'"):
        engine.encode(frame.replace("no", "ys"))


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> lb.Engine:
    """A network whose states are whole numbers."""
    path = tmp_path_factory.mktemp("counted") / "counted.bif"
    path.write_text(
        "network counted {}\n"
        "variable sick { type discrete [ 2 ] { 0, 1 }; }\n"
        "variable level { type discrete [ 3 ] { 0, 1, 2 }; }\n"
        "probability ( sick ) { table 0.75, 0.25; }\n"
        "probability ( level | sick ) { (0) 0.5, 0.25, 0.25; (1) 0.125, 0.25, 0.625; }\n"
    )
    return lb.load(path, target="sick")


@pytest.mark.parametrize(
    "cells",
    [
        pd.Series([0, 2, None], dtype="Int64"),
        pd.Series([0.0, 2.0, None]),
        pd.Series([0, 2, 1]).astype("category").where([True, True, False]),
        pd.Series([0, "2", ""], dtype=object),
    ],
    ids=lambda cells: str(cells.dtype),
)
def test_whole_numbers_name_states(counted: lb.Engine, cells: pd.Series) -> None:
    assert column(counted.encode(pd.DataFrame({"level": cells})), "level") == [0, 2, UNKNOWN]
    assert dict(counted.diagnose({"level": cells[1]}).of("level"))["2"] == 1


def test_whole_numbers_in_parquet_name_states(counted: lb.Engine, tmp_path: Path) -> None:
    frame = pd.DataFrame({"level": [0, 2], "sick": [0, 1]})
    frame.to_parquet(tmp_path / "cases.parquet")
    frame.to_csv(tmp_path / "cases.csv", index=False)
    for ending in ("parquet", "csv"):
        counted.batch_file(tmp_path / f"cases.{ending}", tmp_path / f"{ending}.csv")
    answers = [(tmp_path / f"{ending}.csv").read_bytes() for ending in ("parquet", "csv")]
    assert answers[0] == answers[1]
    assert b"0.0769230769230769" in answers[0]  # 0.25 * 0.125 / (0.25 * 0.125 + 0.75 * 0.5)


def test_other_numbers_name_none(counted: lb.Engine) -> None:
    message = r"row 0, column 'level': level has no state 1\.5: choose from 0, 1, 2"
    with pytest.raises(lb.EvidenceError, match=message):
        counted.encode(pd.DataFrame({"level": [1.5]}))
