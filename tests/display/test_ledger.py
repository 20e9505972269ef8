"""A ledger in windows of every width."""

import re

import pytest
from click import unstyle
from rich.cells import cell_len

import lumpbayes as lb
from lumpbayes.display.ledger import ledger_csv, ledger_lines
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
    assert text.count("(standard error ") == MANY
    assert "means over 1,000 random orders (seed 7)" in text


def test_the_running_total_ends_at_the_posterior(bundled: lb.Engine) -> None:
    lines = lines_of(bundled.diagnose({"fever": "yes", "size_cm": 6}).explain(), 120)
    numbers = [line.split()[:2] for line in lines if line.startswith(("    +", "    -"))]
    assert numbers[-2][1] == numbers[-1][0]  # after the last finding, and after them all


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
    assert f"    +0.0      +3.0      +0.0  {' ' * 16}  Biopsy: positive" in lines


def test_an_edited_row_stands_in_a_file_without_a_line(tiny: TinyModel) -> None:
    engine = lb.load(tiny.path, backend="sweeps")
    edited = engine.with_likelihood("biopsy", "positive", 0.5, given={"cause": "cyst"})
    ledger = edited.diagnose({"biopsy": "positive"}).explain("cyst", against="abscess")
    assert "    likelihoods.csv (edited); likelihoods.csv:" in "\n".join(lines_of(ledger, 120))
