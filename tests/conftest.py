"""Shared by all tests: the bundled engine, read once, and hypothesis without chance."""

import pytest
from hypothesis import settings

import lumpbayes as lb

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def engine() -> lb.Engine:
    return lb.load()
