"""A ledger in windows of every width."""

import math
import re
from pathlib import Path

import pytest
from click import unstyle
from rich.cells import cell_len

import lumpbayes as lb
from lumpbayes.display.ledger import ledger_csv, ledger_lines
from lumpbayes.display.ledger_words import factor_text
from lumpbayes.reasoning.ledger import Ledger
from tests.tiny_model import TinyModel

EVIDENCE = {"fever": "yes", "redness": "yes", "size_cm": 6, "cause": "lipoma"}
MANY = 16


@pytest.fixture(scope="module")
def bundled() -> lb.Engine:
    return lb.load(backend="sweeps")


def lines_of(ledger: Ledger, width: int, every_row: bool = False) -> list[str]:
    return [unstyle(line) for line in ledger_lines(ledger, every_row, width)]


@pytest.mark.parametrize("width", [20, 40, 60, 90, 120, 200])
@pytest.mark.parametrize("every_row", [False, True])
def test_no_line_is_wider_than_the_window(bundled: lb.Engine, width: int, every_row: bool) -> None:
    ledger = bundled.diagnose(EVIDENCE).explain("skin_abscess", against="lipoma")
    lines = lines_of(ledger, width, every_row)
    wide = [line for line in lines if cell_len(line) > max(width, 28)]  # the three numbers
    assert all(len(line.split()) == 1 for line in wide), wide
    assert any("█" in line for line in lines) == (width >= 90)
    assert "Fever: yes" in " ".join(" ".join(lines).split())


def test_what_is_sampled_says_so(bundled: lb.Engine) -> None:
    asked = [v.name for v in bundled.knowledge.variables.values() if v.role == "finding"][:MANY]
    evidence = {name: bundled.knowledge.variables[name].states[-1] for name in asked}
    text = " ".join(" ".join(lines_of(bundled.diagnose(evidence).explain(seed=7), 120)).split())
    assert "means over 1,000 random orders (seed 7), with a standard error of at most 0." in text
    assert text.count("standard error") == 1


def test_decibans_and_odds_say_the_same(bundled: lb.Engine) -> None:
    """Odds before and after, factors between, to the digits that are shown."""
    lines = lines_of(bundled.diagnose({"fever": "yes", "size_cm": 6}).explain("lipoma"), 120)
    rows = [line for line in lines if line.startswith(("    +", "    -", "   +", "   -"))]
    decibans = [float(line.split()[0]) for line in rows]
    assert sum(decibans[:-1]) == pytest.approx(decibans[-1], abs=0.21)
    for line, number in zip(rows, decibans, strict=True):
        cell = line[10:18].strip()
        if ":" in cell:
            over, under = (float(part.replace(",", "")) for part in cell.split(":"))
            factor = over / under
        else:
            sign, amount = cell.split()
            factor = float(amount.replace(",", "")) ** (1 if sign == "x" else -1)
        assert 10 * math.log10(factor) == pytest.approx(number, abs=0.3)


@pytest.mark.parametrize(
    ("factor", "shown"),
    [
        (1, "x 1"),
        (1.04, "x 1"),
        (2, "x 2"),
        (0.5, "/ 2"),
        (9.96, "x 10"),
        (1 / 12.3, "/ 12"),
        (54321, "x 54,321"),
        (1e-7, "/ 1e7"),
        (1 / 1.04, "x 1"),
    ],
)
def test_afactor_text(factor: float, shown: str) -> None:
    assert factor_text(math.log(factor)) == shown


def test_what_a_line_rests_on_is_short(bundled: lb.Engine) -> None:
    ledger = bundled.diagnose({"redness": "yes"}).explain("skin_abscess")
    short = "\n".join(lines_of(ledger, 120))
    assert "Redness: yes (estimate;" in short
    assert "likelihoods.csv" not in short
    every = "\n".join(lines_of(ledger, 120, every_row=True))
    assert "likelihoods.csv:" in every
    assert "Redness: yes (" not in every


def test_in_a_network_the_target_is_named(tmp_path: Path) -> None:
    path = tmp_path / "coin.bif"
    path.write_text(COIN)
    dx = lb.load(str(path), target="coin", backend="sweeps").diagnose({"sign": "a"})
    assert lines_of(dx.explain("x"), 80)[0] == "Why coin=x, against its other states"
    assert lines_of(dx.explain("x", against="y"), 80)[0] == "Why coin=x, against coin=y"
    assert repr(dx.explain("x")).startswith("Ledger of x against its other states")


COIN = """\
network toss { }
variable coin { type discrete [ 2 ] { x, y }; }
variable sign { type discrete [ 2 ] { a, b }; }
probability ( coin ) { table 0.2, 0.8; }
probability ( sign | coin ) { (x) 0.6, 0.4; (y) 0.2, 0.8; }
"""


def test_a_proof_stands_last_and_is_certain(bundled: lb.Engine) -> None:
    lines = lines_of(bundled.diagnose(EVIDENCE).explain("lipoma"), 120)
    heads = [line.split()[0] for line in lines if re.match(r" +([+-]\d|proves|certain)", line)]
    assert heads[-2:] == ["proves", "certain"]
    assert all(head[0] in "+-" for head in heads[:-2])
    assert len(heads) == 6


def test_text_of_the_tables_is_safe(tiny: TinyModel) -> None:
    tiny.set_cell("labels", "cause,cyst", "label", "a \x1b[31mcyst")
    tiny.set_cell("labels", "pain,,", "label", "=Pain")
    ledger = lb.load(tiny.path, backend="sweeps").diagnose({"pain": "mild"}).explain("cyst")
    assert "Why a cyst, against" in lines_of(ledger, 120)[0]
    assert "\x1b" not in repr(ledger)
    assert ",'=Pain: mild," in ledger_csv(ledger)


def test_what_excludes_together_and_what_changes_nothing(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "redness,yes,inflammation=no", "probability", "0")
    tiny.set_cell("likelihoods", "redness,yes,inflammation=no", "low", "0")
    tiny.add_likelihood("pain", "severe", "inflammation=yes;cause=tumor", 0.0)
    tiny.add_likelihood("pain", "mild", "inflammation=yes;cause=tumor", 0.5)
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"redness": "yes", "pain": "severe"})
    text = "\n".join(lines_of(dx.explain("tumor"), 120))
    bar = "█" * 16
    assert f"excludes{' ' * 22}{bar}  Redness: yes (only together with pain)" in text
    assert "the others add up to -9.5 decibans, the odds without it" in " ".join(text.split())
    same = lb.load(tiny.path, backend="sweeps").diagnose({"biopsy": "positive"})
    lines = lines_of(same.explain("cyst", against="abscess"), 120)
    shown = f"    +0.0       x 1      +0.0  {' ' * 16}  Biopsy: positive (sourced; 1 source)"
    assert shown in lines


def test_an_edited_row_stands_in_a_file_without_a_line(tiny: TinyModel) -> None:
    engine = lb.load(tiny.path, backend="sweeps")
    edited = engine.with_likelihood("biopsy", "positive", 0.5, given={"cause": "cyst"})
    ledger = edited.diagnose({"biopsy": "positive"}).explain("cyst", against="abscess")
    assert "Biopsy: positive (estimate; 1 source; edited)" in "\n".join(lines_of(ledger, 120))
