from pathlib import Path

import pytest

from tests.tiny_model import TinyModel


@pytest.fixture
def tiny(tmp_path: Path) -> TinyModel:
    """The tiny model, freshly written; it loads without any issue."""
    return TinyModel(tmp_path / "tiny")
