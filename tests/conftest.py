"""Shared by all tests: engines, read once, and hypothesis without chance."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

import lumpbayes as lb
from tests.animals import load_animals
from tests.tiny_model import TinyModel

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("repeatable")

# A shell without job control starts what runs in the background deaf to Ctrl-C, and every process
# below it is deaf too; the tests that interrupt one would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def engine() -> lb.Engine:
    """The bundled model."""
    return lb.load()


@pytest.fixture(scope="session")
def animals(tmp_path_factory: pytest.TempPathFactory) -> lb.Engine:
    """A small model with zeros."""
    return load_animals(tmp_path_factory.mktemp("animals"))


@pytest.fixture
def tiny(tmp_path: Path) -> TinyModel:
    """The tiny model, freshly written; it loads without any issue."""
    return TinyModel(tmp_path / "tiny")


@pytest.fixture(autouse=True)
def no_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output is as wide as in a pipe, whatever window the tests run in."""
    monkeypatch.delenv("COLUMNS", raising=False)
