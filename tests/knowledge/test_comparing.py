import math

import pytest

from lumpbayes.knowledge.comparing import cell_changes, log_odds_difference, row_changes
from tests.tiny_model import TinyModel


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (0.5, 0.8, math.log(4)),
        (0.8, 0.5, -math.log(4)),
        (0.2, 0.2, 0.0),
        (0.0, 0.0, 0.0),
        (1.0, 1.0, 0.0),
        (0.0, 0.2, None),
        (0.2, 1.0, None),
        (1.0, 0.0, None),
    ],
)
def test_log_odds(before: float, after: float, expected: float | None) -> None:
    found = log_odds_difference(before, after)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_a_model_equals_itself(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    assert cell_changes(knowledge, knowledge) == ()
    assert row_changes(knowledge, knowledge) == ()


def test_numbers_changed_added_and_removed(tiny: TinyModel) -> None:
    before = tiny.load()
    tiny.set_cell("priors", "cyst,clinic", "probability", "0.6005")
    tiny.set_cell("likelihoods", "biopsy,positive,,", "high", "0.9")
    tiny.set_cell("likelihoods", "redness,yes,inflammation=no", "note", "another")
    tiny.remove("likelihoods", "age_group,young,cause=tumor")
    tiny.add_likelihood("age_group", "young", "cause=abscess", 0.4)
    found = cell_changes(before, tiny.load())
    assert [(c.table, c.variable, c.state, c.given) for c in found] == [
        ("priors", "cause", "cyst", "setting=clinic"),
        ("likelihoods", "age_group", "young", "cause=tumor"),
        ("likelihoods", "redness", "yes", "inflammation=no"),
        ("likelihoods", "biopsy", "positive", "(always)"),
        ("likelihoods", "age_group", "young", "cause=abscess"),
    ]
    changed, removed, noted, widened, added = found
    assert changed.before and changed.after
    assert (changed.before.probability, changed.after.probability) == (0.6, 0.6005)
    assert removed.after is None
    assert added.before is None
    assert widened.before and widened.before.probability == widened.after.probability
    assert [change.only_note for change in found] == [False, False, True, False, False]
    assert noted.after and noted.after.note == "another"


def test_a_model_without_settings(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "cause,", "parents", "")
    for table in ("variables", "likelihoods"):
        tiny.remove(table, "setting,")
    tiny.replace("model", 'setting = "clinic"', "")
    for cause in ("cyst", "abscess", "tumor"):
        tiny.remove("priors", f"{cause},hospital")
        tiny.set_cell("priors", f"{cause},clinic", "setting", "")
    before = tiny.load()
    tiny.set_cell("priors", "cyst,,", "probability", "0.6005")
    (change,) = cell_changes(before, tiny.load())
    assert (change.state, change.given) == ("cyst", "(always)")


@pytest.mark.parametrize(
    ("table", "start", "column", "cell", "key", "texts", "affects"),
    [
        ("variables", "redness,", "cost", "2", "redness", ("1.0", "2.0"), True),
        ("labels", "cause,cyst", "label", "Cyst", "cause cyst", ("a cyst", "Cyst"), True),
        ("sources", "smith2020", "year", "2021", "smith2020", ("2020", "2021"), False),
        ("management", "tumor,", "urgency", "urgent", "tumor", ("soon", "urgent"), True),
        ("red_flags", "R2,", "advice", "Go.", "R2", ("See a surgeon.", "Go."), True),
        ("codes", "cause,cyst", "icd10cm", "L72.0", "cause cyst", ("L72", "L72.0"), True),
    ],
)
def test_a_row_of_another_table(
    tiny: TinyModel,
    table: str,
    start: str,
    column: str,
    cell: str,
    key: str,
    texts: tuple[str, str],
    affects: bool,
) -> None:
    before = tiny.load()
    tiny.set_cell(table, start, column, cell)
    after = tiny.load()
    (change,) = row_changes(before, after)
    assert (change.table, change.key) == (table, key)
    assert (change.before, change.after) == ({column: texts[0]}, {column: texts[1]})
    assert change.affects_answers is affects
    assert (before.fingerprint != after.fingerprint) is affects


def test_rows_added_and_removed(tiny: TinyModel) -> None:
    before = tiny.load()
    tiny.remove("red_flags", "R2,")
    tiny.add("groups", "pain", "bad", "Bad pain", "severe")
    after = tiny.load()
    removed, added = row_changes(before, after)
    assert (removed.table, removed.key, removed.after) == ("red_flags", "R2", None)
    assert removed.before and removed.before["rule"] == "biopsy!=negative"
    assert (added.table, added.key, added.before) == ("groups", "pain bad", None)
    assert added.after == {"label": "Bad pain", "states": "severe"}
    assert removed.affects_answers and added.affects_answers
    back = row_changes(after, before)
    assert [(each.after, each.before) for each in back] == [
        (each.before, each.after) for each in (removed, added)
    ]


def test_rows_of_one_name_are_told_apart(tiny: TinyModel) -> None:
    tiny.add("codes", "cause", "cyst", "", "L72.1", "", "")
    before = tiny.load()
    tiny.set_cell("codes", "cause,cyst,,L72.1", "icd10cm", "L72.2")
    (change,) = row_changes(before, tiny.load())
    assert change.key == "cause cyst (2)"


def test_the_order_of_rows_does_not_matter(tiny: TinyModel) -> None:
    before = tiny.load()
    for table in ("variables", "labels", "groups", "sources", "management", "red_flags", "codes"):
        header, *rows = tiny.text(table).splitlines()
        tiny.write(table, "\n".join([header, *reversed(rows)]))
    assert row_changes(before, tiny.load()) == ()


THRESHOLD = """
[[thresholds]]
cause = "{cause}"
probability = {probability}
urgency = "urgent"
source = "judgement"
note = "{note}"
"""


def test_the_model_file(tiny: TinyModel) -> None:
    text = tiny.text("model")
    one = THRESHOLD.format(cause="abscess", probability=0.2, note="one")
    two = THRESHOLD.format(cause="tumor", probability=0.1, note="two")
    tiny.write("model", text + one + two)
    before = tiny.load()

    tiny.write("model", text + one + two.replace("0.1", "0.3"))
    (change,) = row_changes(before, tiny.load())
    assert (change.table, change.key) == ("thresholds", "tumor urgent")
    assert change.after == {"probability": "0.3"}
    assert change.affects_answers

    tiny.write("model", text + one + two.replace("two", "another"))
    (change,) = row_changes(before, tiny.load())
    assert change.before == {"note": "two"}
    assert not change.affects_answers

    tiny.write("model", text + two + one)
    after = tiny.load()
    (change,) = row_changes(before, after)
    assert change.key == "order of the entries"
    assert after.fingerprint != before.fingerprint

    tiny.write("model", text.replace("1.2.3", "1.3.0").replace("A tiny", "Another") + one + two)
    (change,) = row_changes(before, tiny.load())
    assert (change.table, change.key, change.affects_answers) == ("model", "", False)
    assert change.after == {"title": "Another lump", "version": "1.3.0"}

    tiny.write("model", text.replace('setting = "clinic"', 'setting = "hospital"') + one + two)
    (change,) = row_changes(before, tiny.load())
    assert (change.table, change.key, change.after) == (
        "defaults",
        "setting",
        {"state": "hospital"},
    )


def test_the_labels_of_a_new_variable_are_not_listed(tiny: TinyModel) -> None:
    before = tiny.load()
    tiny.add("variables", "fever", "finding", "yes;no", "cause", "Fever?", "history", "1")
    tiny.add_likelihood("fever", "yes", "", 0.1)
    (change,) = row_changes(before, tiny.load())
    assert (change.table, change.key) == ("variables", "fever")


def test_whatever_changes_the_fingerprint_is_found(tiny: TinyModel) -> None:
    """Every cell of every table, made different where that leaves a model."""
    before = tiny.load()
    for table in before.files:
        text = tiny.text(table)
        for old, new in (
            ("smith2020", "judgement"),
            ("soon", "urgent"),
            ("Pain", "Ache"),
            ("1", "2"),
        ):
            for position in [i for i in range(len(text)) if text.startswith(old, i)][:6]:
                tiny.write(table, text[:position] + new + text[position + len(old) :])
                if any(issue.level.value == "error" for issue in tiny.issues()):
                    continue
                after = tiny.load()
                found = any(c.affects_answers for c in row_changes(before, after)) or any(
                    not c.only_note for c in cell_changes(before, after)
                )
                assert found == (after.fingerprint != before.fingerprint)
        tiny.write(table, text)
