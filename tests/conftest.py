"""Shared by all tests: engines, read once, and hypothesis without chance."""

import pytest
from hypothesis import settings

import lumpbayes as lb
from tests.animals import load_animals

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def engine() -> lb.Engine:
    """The bundled model."""
    return lb.load()


@pytest.fixture(scope="session")
def animals(tmp_path_factory: pytest.TempPathFactory) -> lb.Engine:
    """A small model with zeros."""
    return load_animals(tmp_path_factory.mktemp("animals"))
