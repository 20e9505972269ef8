"""Exact, traceable probabilistic differential diagnosis from editable tables.

>>> import lumpbayes as lb
>>> engine = lb.load()
>>> dx = engine.diagnose({"fever": "yes", "tenderness": "yes"}, setting="emergency")
>>> 0 < dx["deep_spinal_infection"] < dx["skin_abscess"]
True

It supports decisions and teaching; it is not a medical device.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING

from lumpbayes.diagnosis import Diagnosis as Diagnosis
from lumpbayes.engine import Engine as Engine
from lumpbayes.errors import EvidenceError as EvidenceError
from lumpbayes.errors import HiddenStructureWarning as HiddenStructureWarning
from lumpbayes.errors import ImpossibleEvidenceError as ImpossibleEvidenceError
from lumpbayes.errors import Issue as Issue
from lumpbayes.errors import Level as Level
from lumpbayes.errors import LumpBayesError as LumpBayesError
from lumpbayes.errors import MissingLibraryError as MissingLibraryError
from lumpbayes.errors import NetworkError as NetworkError
from lumpbayes.errors import OtherModelWarning as OtherModelWarning
from lumpbayes.errors import TablesError as TablesError
from lumpbayes.errors import TooLargeError as TooLargeError
from lumpbayes.errors import UnknownNameError as UnknownNameError
from lumpbayes.errors import VerificationError as VerificationError
from lumpbayes.errors import WriteError as WriteError
from lumpbayes.knowledge.findings import AnyOf as AnyOf
from lumpbayes.knowledge.findings import Likelihood as Likelihood
from lumpbayes.knowledge.findings import Not as Not
from lumpbayes.knowledge.findings import Probability as Probability
from lumpbayes.knowledge.findings import Reliability as Reliability
from lumpbayes.opening import load as load
from lumpbayes.reasoning.post_test import post_test as post_test
from lumpbayes.reasoning.scenario import Scenario as Scenario

if _TYPE_CHECKING:
    from lumpbayes import plots as plots
    from lumpbayes import results as results
    from lumpbayes.reasoning.comparison import Comparison as Comparison

__all__ = [
    "AnyOf",
    "Comparison",
    "Diagnosis",
    "Engine",
    "EvidenceError",
    "HiddenStructureWarning",
    "ImpossibleEvidenceError",
    "Issue",
    "Level",
    "Likelihood",
    "LumpBayesError",
    "MissingLibraryError",
    "NetworkError",
    "Not",
    "OtherModelWarning",
    "Probability",
    "Reliability",
    "Scenario",
    "TablesError",
    "TooLargeError",
    "UnknownNameError",
    "VerificationError",
    "WriteError",
    "load",
    "post_test",
]

__version__ = "0.1.0"


_MODULES = ("plots", "results")


def __getattr__(name: str) -> object:
    """What is loaded when it is first named: a shell query draws and compares nothing."""
    if name in _MODULES:
        return _import_module(f"lumpbayes.{name}")
    if name == "Comparison":
        return _import_module("lumpbayes.reasoning.comparison").Comparison
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What is meant for those who use it."""
    return sorted([*__all__, *_MODULES, "__version__"])
