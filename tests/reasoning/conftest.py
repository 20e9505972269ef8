"""What tests of questions and of stopping share."""

import pytest

import lumpbayes as lb
from tests.knowledge.test_losses import losses_text
from tests.tiny_model import TinyModel


@pytest.fixture
def priced(tiny: TinyModel) -> lb.Engine:
    """The tiny model with losses."""
    tiny.replace("model", 'codes = "codes.csv"', 'codes = "codes.csv"\nlosses = "losses.csv"')
    tiny.write("losses", losses_text())
    return lb.load(tiny.path, backend="sweeps")


@pytest.fixture(params=[True, False], ids=["tabulated", "planned"])
def tabulated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """With tables over findings, and as in networks too large for them."""
    if not request.param:
        monkeypatch.setattr("lumpbayes.inference.cases.tabulate", lambda *_: None)
    return bool(request.param)
