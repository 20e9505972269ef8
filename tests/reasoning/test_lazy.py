"""Reasoning modules are loaded when they are named."""

import subprocess
import sys

import pytest

from lumpbayes import reasoning

NEEDED_BY_NO_QUERY = ("ledger", "questions", "sensitivity", "what_if", "interview", "intervals")


def test_a_module_is_there_when_it_is_named() -> None:
    assert reasoning.ledger.Ledger.__module__ == "lumpbayes.reasoning.ledger"


def test_a_module_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"there is no module lumpbayes\.reasoning\.wisdom"):
        _ = reasoning.wisdom


def test_what_a_module_misses_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")

    monkeypatch.setattr("lumpbayes.submodules.import_module", missing)
    with pytest.raises(ModuleNotFoundError, match="No module named 'numpy'"):
        _ = reasoning.wisdom


def test_a_query_loads_no_more_than_it_needs() -> None:
    code = (
        "import sys; from lumpbayes.cli.app import main; main(['query', 'fever=yes']); "
        "print(*(name for name in sys.modules if name.startswith('lumpbayes')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("lumpbayes.") for name in done.stderr.split()}
    assert "reasoning.answer" in loaded
    assert not loaded & {f"reasoning.{name}" for name in NEEDED_BY_NO_QUERY}
    assert not loaded & {"cli.whatif", "cli.interview", "cli.tables"}
