import pytest

from lumpbayes.errors import Level, TablesError
from lumpbayes.knowledge.advice import URGENCIES
from tests.tiny_model import TinyModel, told, where


def test_sources_are_read(tiny: TinyModel) -> None:
    source = tiny.load().sources["smith2020"]
    assert (source.authors, source.year, source.title) == ("Smith A", "2020", "Lumps")
    assert (source.identifier, source.seen, source.line) == ("doi:10.1/lumps", "text", 2)


def test_judgement_is_always_a_source(tiny: TinyModel) -> None:
    assert tiny.load().sources["judgement"].title == "Judgement: no source"


def test_judgement_may_be_listed(tiny: TinyModel) -> None:
    tiny.add("sources", "judgement", "us", "", "What we think")
    assert tiny.load().sources["judgement"].title == "What we think"


def test_management_is_read(tiny: TinyModel) -> None:
    abscess = tiny.load().management["abscess"]
    assert (abscess.urgency, abscess.workup, abscess.treatment) == ("urgent", "examine", "drain")
    assert abscess.sources == ("smith2020", "jones2021")


def test_red_flags_are_read(tiny: TinyModel) -> None:
    flag = tiny.load().red_flags[0]
    assert (flag.id, flag.urgency, flag.advice) == ("R1", "emergency", "Go now.")
    assert flag.rule_text == "pain=severe and (redness=yes or not age_group=young)"


def test_advice_is_optional(tiny: TinyModel) -> None:
    for table in ("management", "red_flags", "codes"):
        tiny.replace("model", f'{table} = "{table}.csv"\n', "")
    knowledge = tiny.load()
    assert dict(knowledge.management) == {}
    assert (knowledge.red_flags, knowledge.codes, knowledge.issues) == ((), (), ())


URGENCY = " or ".join(URGENCIES)
WHEN = (
    "when is the person to be seen? self_care: nobody needs to be; routine: an ordinary "
    "appointment; soon: within weeks; urgent: within 2 weeks at the latest; emergency: the same day"
)
UNKNOWN_SOURCE = (
    "source",
    "'miller1999'",
    "keys of sources.csv, separated by ';'",
    "Add the source to sources.csv; an estimate has the source judgement.",
)
BROKEN_CELLS = [
    pytest.param(
        "management",
        "cyst,",
        "urgency",
        "imediate",
        (
            "urgency",
            "'imediate'",
            URGENCY,
            f"Correct the urgency: {WHEN}",
        ),
        id="management urgency",
    ),
    pytest.param(
        "management",
        "cyst,",
        "source",
        "smith2020;miller1999",
        UNKNOWN_SOURCE,
        id="management source",
    ),
    pytest.param(
        "management",
        "abscess,",
        "cause",
        "cyst",
        (
            "cause",
            "cyst again",
            "each cause once (first in line 2)",
            "Remove one of the two rows.",
        ),
        id="management twice",
    ),
    pytest.param(
        "red_flags",
        "R1,",
        "urgency",
        "",
        ("urgency", "''", URGENCY, f"Correct the urgency: {WHEN}"),
        id="red flag urgency",
    ),
    pytest.param("red_flags", "R1,", "source", "miller1999", UNKNOWN_SOURCE, id="red flag source"),
    pytest.param(
        "red_flags",
        "R2,",
        "id",
        "R1",
        ("id", "'R1'", "an id of its own", "Rename the rule."),
        id="red flag twice",
    ),
    pytest.param(
        "red_flags",
        "R1,",
        "id",
        "",
        ("id", "''", "an id of its own", "Rename the rule."),
        id="red flag without id",
    ),
    pytest.param(
        "red_flags",
        "R1,",
        "rule",
        "pain=severe and and redness=yes",
        (
            "rule",
            "pain=severe and >>>and redness=yes",
            "variable=state with and, or, not, ( ): expected a variable, found 'and'",
            "Correct the rule at >>>.",
        ),
        id="rule that does not parse",
    ),
    pytest.param(
        "red_flags",
        "R1,",
        "rule",
        "pain=severe and rednes=yes",
        (
            "rule",
            "rednes=yes at character 17",
            "a variable of variables.csv",
            "Correct the name: did you mean redness?",
        ),
        id="rule with an unknown variable",
    ),
    pytest.param(
        "red_flags",
        "R1,",
        "rule",
        "not (pain!=sevre)",
        (
            "rule",
            "pain!=sevre at character 6",
            "a state of pain",
            "Correct the name: did you mean severe?",
        ),
        id="rule with an unknown state",
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


@pytest.mark.parametrize(("table", "start", "column", "cell", "expected"), BROKEN_CELLS)
def test_a_lenient_policy_goes_on_without_the_row(
    tiny: TinyModel, table: str, start: str, column: str, cell: str, expected: tuple[str, ...]
) -> None:
    before = len(tiny.text(table).splitlines()) - 1
    tiny.set_cell(table, start, column, cell)
    with pytest.raises(TablesError):
        tiny.load()
    knowledge = tiny.load(policy="lenient")
    assert [told(each) for each in knowledge.issues if each.level is Level.ERROR] == [expected]
    kept = {
        "management": len(knowledge.management),
        "red_flags": len(knowledge.red_flags),
    }
    assert kept[table] == before - 1


@pytest.mark.parametrize("key", ["", "a;b", "smith2020"])
def test_a_source_key_that_no_cell_could_name_alone(tiny: TinyModel, key: str) -> None:
    line = tiny.add("sources", key, "Nobody")
    issue = tiny.error()
    assert where(issue) == f"sources.csv:{line}"
    assert told(issue) == (
        "key",
        repr(key),
        "a key of its own, without ';'",
        "Rename the source or remove the row.",
    )
    assert tiny.load(policy="lenient").sources["smith2020"].authors == "Smith A"


def test_an_unknown_cause_in_management(tiny: TinyModel) -> None:
    line = tiny.add("management", "wart", "soon", "", "", "judgement")
    issue = tiny.error()
    assert where(issue) == f"management.csv:{line}"
    assert told(issue) == (
        "cause",
        "'wart'",
        "cyst or abscess or tumor",
        "Correct the cause: choose from cyst, abscess, tumor",
    )


def test_a_cause_without_management_is_a_warning(tiny: TinyModel) -> None:
    tiny.remove("management", "tumor,")
    issue = tiny.warning()
    assert where(issue) == "management.csv"
    assert told(issue) == ("cause", "no row for tumor", "a row for every cause", "Add the rows.")


def test_a_broken_management_row_is_not_reported_once_more_as_missing(tiny: TinyModel) -> None:
    tiny.set_cell("management", "tumor,", "urgency", "never")
    (issue,) = tiny.issues()
    assert issue.value == "'never'"


def test_an_unreadable_management_table_is_reported_once(tiny: TinyModel) -> None:
    tiny.write("management", "")
    (issue,) = tiny.issues()
    assert issue.value == "an empty file"


def test_a_long_rule_is_shown_around_what_is_wrong(tiny: TinyModel) -> None:
    start, end = "pain=severe or " * 40, " or pain=mild" * 40
    tiny.set_cell("red_flags", "R1,", "rule", f"{start}pain=mild ! redness=yes{end}")
    value = tiny.error().value
    assert "or pain=mild >>>! redness=yes or" in value
    assert value.startswith("...")
    assert value.endswith("...")
    assert len(value) < 300


def test_a_rule_that_is_too_long_is_refused(tiny: TinyModel) -> None:
    tiny.set_cell("red_flags", "R1,", "rule", "pain=severe or " * 300 + "pain=mild")
    assert tiny.error().expected.endswith("a rule has at most 4000 characters")


def test_a_rule_is_never_run(tiny: TinyModel) -> None:
    tiny.set_cell("red_flags", "R1,", "rule", "__import__('os').system('touch gone')=yes")
    assert "expected '=' or '!=' after" in tiny.error().expected
    assert not (tiny.folder / "gone").exists()
