import random

import pytest

from tests.tiny_model import TinyModel

TABLES = (
    "variables",
    "labels",
    "groups",
    "priors",
    "likelihoods",
    "sources",
    "management",
    "red_flags",
    "codes",
)


def test_the_fingerprint_is_a_sha256(tiny: TinyModel) -> None:
    fingerprint = tiny.load().fingerprint
    assert len(fingerprint) == 64
    assert int(fingerprint, 16) >= 0


# --- What it does not depend on ----------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("seed", range(3))
def test_row_order_does_not_matter(tiny: TinyModel, table: str, seed: int) -> None:
    before = tiny.load().fingerprint
    header, *rows = tiny.text(table).splitlines()
    random.Random(seed).shuffle(rows)
    tiny.write(table, "\n".join([header, *rows]))
    assert tiny.load().fingerprint == before


@pytest.mark.parametrize("table", TABLES)
def test_column_order_does_not_matter(tiny: TinyModel, table: str) -> None:
    import csv
    import io

    before = tiny.load().fingerprint
    rows = list(csv.reader(io.StringIO(tiny.text(table))))
    stream = io.StringIO()
    csv.writer(stream).writerows([list(reversed(row)) for row in rows])
    tiny.write(table, stream.getvalue())
    assert tiny.load().fingerprint == before


@pytest.mark.parametrize("table", TABLES)
def test_line_ends_do_not_matter(tiny: TinyModel, table: str) -> None:
    before = tiny.load().fingerprint
    tiny.write(table, tiny.text(table).replace("\n", "\r\n"))
    assert tiny.load().fingerprint == before


@pytest.mark.parametrize("table", TABLES)
def test_file_names_do_not_matter(tiny: TinyModel, table: str) -> None:
    before = tiny.load().fingerprint
    tiny.file(table).rename(tiny.folder / "renamed.csv")
    tiny.replace("model", f'"{table}.csv"', '"renamed.csv"')
    assert tiny.load().fingerprint == before


@pytest.mark.parametrize(
    ("table", "start", "column", "cell"),
    [
        ("priors", "cyst,clinic,", "note", "another note"),
        ("likelihoods", "biopsy,positive,,", "note", ""),
        ("likelihoods", "biopsy,positive,,", "probability", "2e-2"),
        ("likelihoods", "biopsy,positive,,", "given", "cause=*"),
        ("sources", "smith2020,", "title", "Lumps and bumps"),
        ("variables", "size,", "numeric_bins", "size_cm: [0, 2); [2, 5.0]; (5,1e2]"),
        ("variables", "size,", "cost", "1.0"),
        ("red_flags", "R2,", "rule", "( biopsy != negative)"),
        ("red_flags", "R1,", "rule", "(pain=severe)and(redness=yes or(not age_group=young))"),
    ],
)
def test_notes_bibliography_and_ways_to_write_do_not_matter(
    tiny: TinyModel, table: str, start: str, column: str, cell: str
) -> None:
    before = tiny.load().fingerprint
    tiny.set_cell(table, start, column, cell)
    assert tiny.load().fingerprint == before


def test_order_of_sources_in_a_cell_does_not_matter(tiny: TinyModel) -> None:
    found = set()
    for keys in ("smith2020;jones2021", "jones2021;smith2020"):
        tiny.set_cell("priors", "cyst,clinic,", "source", keys)
        found.add(tiny.load().fingerprint)
    assert len(found) == 1


# --- What it depends on ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "start", "column", "cell"),
    [
        ("priors", "cyst,clinic,", "probability", "0.6000000000000001"),
        ("priors", "cyst,clinic,", "low", "0.31"),
        ("priors", "cyst,clinic,", "high", "0.81"),
        ("priors", "cyst,clinic,", "grade", "derived"),
        ("priors", "cyst,clinic,", "source", "jones2021"),
        ("likelihoods", "biopsy,positive,,", "probability", "0.020000000000000004"),
        ("likelihoods", "biopsy,positive,,", "low", "0.011"),
        ("likelihoods", "biopsy,positive,,", "high", "0.52"),
        ("likelihoods", "biopsy,positive,,", "grade", "derived"),
        ("likelihoods", "biopsy,positive,,", "source", "jones2021"),
        ("likelihoods", "biopsy,positive,cause=tumor,", "given", "cause=abscess"),
        ("likelihoods", "biopsy,positive,cause=tumor,", "given", "cause=@serious"),
        ("variables", "redness,", "states", "yes;maybe;no"),
        ("variables", "redness,", "states", "no;yes"),
        ("variables", "redness,", "question", "Is it very red?"),
        ("variables", "redness,", "phase", "history"),
        ("variables", "redness,", "cost", "2"),
        ("variables", "redness,", "role", "test"),
        ("variables", "pain,", "parents", "inflammation;cause;setting"),
        ("variables", "size,", "numeric_bins", ""),
        ("variables", "size,", "numeric_bins", "size_mm:[0,2);[2,5];(5,100]"),
        ("variables", "size,", "numeric_bins", "size_cm:[0,2);[2,5];(5,100.0001]"),
        ("variables", "size,", "numeric_bins", "size_cm:[0,2);[2,5);[5,100]"),
        ("labels", "cause,cyst,", "label", "the cyst"),
        ("labels", "pain,,", "label", "Pain"),
        ("groups", "cause,skin,Skin lump,cyst", "state", "tumor"),
        ("management", "cyst,", "urgency", "routine"),
        ("management", "cyst,", "workup", "scan"),
        ("management", "cyst,", "treatment", "excise"),
        ("management", "cyst,", "source", "jones2021"),
        ("red_flags", "R2,", "rule", "biopsy=positive"),
        ("red_flags", "R2,", "rule", "biopsy=negative"),
        ("red_flags", "R2,", "rule", "not biopsy!=negative"),
        ("red_flags", "R1,", "rule", "pain=severe or (redness=yes or not age_group=young)"),
        ("red_flags", "R1,", "rule", "pain=severe and redness=yes or not age_group=young"),
        ("red_flags", "R2,", "urgency", "urgent"),
        ("red_flags", "R2,", "advice", "Go home."),
        ("red_flags", "R2,", "id", "R3"),
        ("red_flags", "R2,", "source", "smith2020"),
        ("codes", "cause,", "icd10cm", "L72.0"),
        ("codes", "finding,", "hpo", ""),
        ("codes", "finding,", "state", "severe"),
    ],
)
def test_everything_the_model_can_say_matters(
    tiny: TinyModel, table: str, start: str, column: str, cell: str
) -> None:
    before = tiny.load().fingerprint
    tiny.set_cell(table, start, column, cell)
    if cell == "yes;maybe;no":
        for given in ("yes", "no"):
            tiny.add_likelihood("redness", "maybe", f"inflammation={given}", 0.01)
    if cell == "no;yes":
        text = tiny.text("likelihoods")
        tiny.write("likelihoods", text.replace("redness,yes,", "redness,no,"))
    assert tiny.load().fingerprint != before


def test_the_label_of_a_group_matters(tiny: TinyModel) -> None:
    before = tiny.load().fingerprint
    tiny.write("groups", tiny.text("groups").replace("Skin lump", "Lump of skin"))
    assert tiny.load().fingerprint != before


def test_a_default_matters(tiny: TinyModel) -> None:
    before = tiny.load().fingerprint
    tiny.replace("model", 'setting = "clinic"', 'setting = "hospital"')
    assert tiny.load().fingerprint != before


def test_the_cause_order_matters(tiny: TinyModel) -> None:
    before = tiny.load().fingerprint
    tiny.set_cell("variables", "cause,", "states", "abscess;cyst;tumor")
    assert tiny.load().fingerprint != before


def test_bounds_that_differ_in_the_last_digit_matter(tiny: TinyModel) -> None:
    found = set()
    for bound in ("1234567", "1234568"):
        tiny.set_cell("variables", "size,", "numeric_bins", f"size_cm:[0,2);[2,5];(5,{bound}]")
        found.add(tiny.load().fingerprint)
    assert len(found) == 2
