"""What urgency costs, as the shell shows it."""

import click
from click.testing import CliRunner

import lumpbayes as lb
from lumpbayes.cli.tables import tables
from lumpbayes.display.tables import check_lines
from tests.tiny_model import TinyModel


def shown(*words: str) -> str:
    result = CliRunner().invoke(tables, words, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_causes_show_what_each_urgency_costs(engine: lb.Engine) -> None:
    text = shown("show", "cause")
    assert "What each urgency costs when a cause is true:\n" in text
    table = text.partition("What each urgency costs")[2].splitlines()
    header = table[2].split()
    assert header == ["cause", "self_care", "routine", "soon", "urgent", "emergency"]
    assert [row.split()[0] for row in table[3:]] == list(engine.knowledge.causes)
    (row,) = [line.split() for line in table if line.startswith("soft_tissue_sarcoma ")]
    assert row[1:] == ["366.7", "267.7", "169.7", "8", "20"]
    assert "What each urgency costs" not in shown("show", "fever")


def test_a_model_without_losses_shows_none(tiny: TinyModel) -> None:
    assert "urgency costs" not in shown("show", "cause", "--model", str(tiny.path))
    lines = [click.unstyle(line) for line in check_lines((), tiny.load(), quiet=True, width=120)]
    assert not any("losses" in line for line in lines)


def test_a_check_counts_their_grades(engine: lb.Engine) -> None:
    frame = engine.table("losses")
    frame.loc[:8, ["grade", "source"]] = ["sourced", "nice_ng12"]
    changed = engine.with_tables(losses=frame).knowledge
    lines = [click.unstyle(line) for line in check_lines((), changed, quiet=True, width=120)]
    assert "90 losses: 81 estimate (90.0 %), 9 sourced (10.0 %)" in lines
