"""What needs tables says so where there are none."""

from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.without_tables import require_tables


def test_a_model_has_tables(engine: lb.Engine) -> None:
    require_tables(engine.knowledge)


def test_a_network_file_has_none(tmp_path: Path) -> None:
    path = tmp_path / "coin.bif"
    path.write_text("variable c { type discrete [1] { h }; } probability (c) { table 1; }")
    with pytest.raises(lb.EvidenceError, match="coin was read from a network file and has no tab"):
        require_tables(lb.load(path).knowledge)
