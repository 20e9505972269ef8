"""A ledger in windows of every width."""

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
    heads = [line.split()[0] for line in lines if line.strip()]
    assert heads.index("certain") > heads.index("proves") > heads.index("-14.4")


def test_text_of_the_tables_is_safe(tiny: TinyModel) -> None:
    tiny.set_cell("labels", "cause,cyst", "label", "a \x1b[31mcyst")
    tiny.set_cell("labels", "pain,,", "label", "=Pain")
    ledger = lb.load(tiny.path, backend="sweeps").diagnose({"pain": "mild"}).explain("cyst")
    assert "Why a cyst, against" in lines_of(ledger, 120)[0]
    assert "\x1b" not in repr(ledger)
    assert ",'=Pain: mild," in ledger_csv(ledger)
