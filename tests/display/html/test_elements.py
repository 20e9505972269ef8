"""The builder: what is no markup becomes text; bars stay within their line; style stays inside."""

import re

import pytest

from lumpbayes.display.html.bars import Scale, balance, bar, span
from lumpbayes.display.html.elements import Html, element, folded, items, joined, section, text
from lumpbayes.display.html.style import STYLE
from lumpbayes.display.html.tables import Column, Table
from tests.display.html.well_formed import text_of


def test_text_is_escaped_wherever_it_stands() -> None:
    evil = '"><script>'
    shown = element("p", evil, [evil, (evil, None)], 3, class_=evil)
    assert shown.count("<") == 2
    assert "&quot;&gt;&lt;script&gt;" in shown
    assert shown.endswith("3</p>")


def test_spaces_at_the_ends_of_text_stay() -> None:
    assert joined("a ", element("b", "c"), " d", " ") == "a <b>c</b> d "


def test_void_elements_have_no_end() -> None:
    assert element("br") == "<br>"
    assert element("meta", charset="utf-8", hidden=False) == '<meta charset="utf-8">'


@pytest.mark.parametrize(
    "nothing", [items([]), section(""), folded("more", None), Table("x", [], []).html()]
)
def test_nothing_is_nothing(nothing: Html) -> None:
    assert nothing == ""


def test_only_markup_is_left_as_it_is() -> None:
    assert joined(Html("<b>"), "<b>") == "<b>&lt;b&gt;"
    assert text("a\nb\x1b[31m") == "a b"


def test_a_table_has_a_caption_headings_and_a_fold() -> None:
    columns = (Column("Cause"), Column("Probability", "number"), Column("", "picture"))
    rows = [(f"c{n}", f"{n} %", bar(n / 4)) for n in range(4)]
    page = Table("Differential", columns, rows, 3).html()
    assert text_of(page).startswith("DifferentialCauseProbabilityc00 %")
    assert page.count('<th scope="row"') == 4
    assert "<summary>1 more</summary>" in page
    assert page.count("<caption>") == 1


@pytest.mark.parametrize("value", [-1e9, -3.0, -0.0, 0.0, 2.0, float("inf"), float("-inf")])
def test_bars_stay_within_their_line(value: float) -> None:
    for drawn in (
        balance(value, 2.0),
        span(value, 1.0, 0.5, Scale(0.0, 1.0)),
        bar(0.5, (value, 9.0)),
    ):
        for left, width in re.findall(r"left:([\d.]+)%;width:([\d.]+)%", drawn):
            assert 0 <= float(left) <= 100
            assert 0 <= float(left) + float(width) <= 100.01
        text_of(drawn)


def test_a_scale_without_extent() -> None:
    assert Scale(0.3, 0.3).place(0.3) == 0.0


def test_the_style_reaches_nothing_outside() -> None:
    assert "<" not in STYLE
    assert "url(" not in STYLE
    rules = [rule for rule in STYLE.split("}") if rule]
    assert len(rules) > 20
    assert all(rule.startswith(".lumpbayes") for rule in rules)
    assert "#fff" not in STYLE
    assert "#000" not in STYLE


def test_a_table_of_thousands_says_what_it_leaves_out() -> None:
    rows = [(f"v{n}", "yes") for n in range(3000)]
    columns = (Column("Variable"), Column("State"))
    text = text_of(Table("All", columns, rows, 20).html())
    assert "2,980 more" in text
    assert "v499yesand 2,500 more, which are not shown here" in text
    assert text_of(Table("All", columns, rows).html()).endswith(
        "and 2,500 more, which are not shown here"
    )
    assert "more" not in text_of(Table("All", columns, rows[:500]).html())
