"""Codes: what is one, and what a cell may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.knowledge.coding import Coding, coding_cells, parse_codings, split_code
from lumpbayes.knowledge.problems import Problems


@pytest.mark.parametrize(
    ("system", "cell", "codings"),
    [
        ("icd10cm", "", ()),
        ("icd10cm", "R52", [("R52", "")]),
        ("icd10cm", "L72.3 Sebaceous cyst; L72.11", [("L72.3", "Sebaceous cyst"), ("L72.11", "")]),
        ("icd10cm", "S30.0XXA;C7A.1 a (b) / c", [("S30.0XXA", ""), ("C7A.1", "a (b) / c")]),
        ("hpo", "HP:0001945  Fever ;HP:0012531", [("HP:0001945", "Fever"), ("HP:0012531", "")]),
        ("snomed", "386661006 Fever", [("386661006", "Fever")]),
        # a concept, a description, and a long one of an extension, as SNOMED International gives
        ("snomed", "100005;100014", [("100005", ""), ("100014", "")]),
        ("snomed", "1290989121103", [("1290989121103", "")]),
        ("snomed", "999999990989121104", [("999999990989121104", "")]),
    ],
)
def test_a_cell(system: str, cell: str, codings: list[tuple[str, str]]) -> None:
    problems = Problems()
    expected = tuple(Coding(system, *each) for each in codings)
    assert parse_codings("codes.csv:2", system, cell, problems) == expected
    assert len(problems) == 0


@pytest.mark.parametrize(
    ("system", "cell", "found"),
    [
        ("icd10cm", "L72.0;", "''"),
        ("icd10cm", "L72.0, L72.1", "'L72.0, L72.1'"),
        ("icd10cm", "M46.20-M46.28", "'M46.20-M46.28'"),
        ("icd10cm", "L72.0; Cyst L72.1", "'Cyst L72.1'"),
        ("icd10cm", "L72.0 cyst, L72.1 other", "'L72.0 cyst, L72.1 other'"),
        ("icd10cm", "L72.0 / L72.1 cyst", "'L72.0 / L72.1 cyst'"),
        ("icd10cm", "l72.0", "'l72.0'"),
        ("icd10cm", "L72.", "'L72.'"),
        ("icd10cm", "L72.12345", "'L72.12345'"),
        ("icd10cm", "L7", "'L7'"),
        ("hpo", "0001945 Fever", "'0001945 Fever'"),
        ("hpo", "hp:0001945", "'hp:0001945'"),
        ("hpo", "HP:001945", "'HP:001945'"),
        ("hpo", "- / HP:0200042 Skin ulcer", "'- / HP:0200042 Skin ulcer'"),
        ("hpo", "HP:٠٠٠١٩٤٥", "'HP:٠٠٠١٩٤٥'"),
        ("snomed", "386661007 Fever", "'386661007 Fever'"),
        ("snomed", "386660106", "'386660106'"),
        ("snomed", "12345", "'12345'"),
        ("snomed", "0386661006", "'0386661006'"),
        ("snomed", "1" * 19, f"'{'1' * 19}'"),
    ],
)
def test_a_cell_that_is_refused(system: str, cell: str, found: str) -> None:
    problems = Problems()
    assert parse_codings("codes.csv:2", system, cell, problems) is None
    (issue,) = problems.listed()
    assert (issue.place, issue.column, issue.value) == ("codes.csv:2", system, found)
    assert " codes such as " in issue.expected
    assert issue.expected.endswith(", separated by ';'")
    assert issue.remedy == "Write each code first, then plain text without ';', or nothing."
    assert issue.mendable


@given(st.integers(10**5, 10**17 - 1), st.data())
def test_the_check_digit_notices_one_wrong_digit_and_two_exchanged(
    number: int, data: st.DataObject
) -> None:
    def holds(digits: str) -> bool:
        return parse_codings("", "snomed", digits, Problems()) is not None

    (right,) = [f"{number}{digit}" for digit in range(10) if holds(f"{number}{digit}")]
    place = data.draw(st.integers(1, len(right) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != right[place]]))
    assert not holds(right[:place] + other + right[place + 1 :])
    exchanged = right[: place - 1] + right[place] + right[place - 1] + right[place + 1 :]
    assert holds(exchanged) == (exchanged == right)


def test_cells_read_back() -> None:
    codings = (Coding("hpo", "HP:0001945", "Fever"), Coding("icd10cm", "R52", ""))
    cells = coding_cells(codings)
    assert cells == ("R52", "HP:0001945 Fever", "")
    again = [
        parse_codings("", system, cell, Problems())
        for system, cell in zip(("icd10cm", "hpo", "snomed"), cells, strict=True)
    ]
    assert again == [codings[1:], codings[:1], ()]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HP:0001945", ("hpo", "HP:0001945")),
        ("hp: 0001945", ("hpo", "HP:0001945")),
        ("hp:1", ("hpo", "HP:1")),
        ("R50.9", ("icd10cm", "R50.9")),
        ("icd10cm:R50.9", ("icd10cm", "R50.9")),
        ("386661006", ("snomed", "386661006")),
        ("Snomed:386661006", ("snomed", "386661006")),
        ("r50.9", None),
        ("fever", None),
        ("LOINC:1234-5", None),
        ("", None),
    ],
)
def test_a_code_as_people_write_it(text: str, code: tuple[str, str] | None) -> None:
    assert split_code(text) == code
