"""Everything that can go wrong, and the records that say where.

The tree::

    LumpBayesError
    ├── NetworkError              a network's arrays do not fit together
    ├── TablesError               the tables are invalid; carries ``issues``
    ├── EvidenceError             evidence, or an argument, that cannot be understood
    │   ├── UnknownNameError      a name that the model does not have; carries ``nearest``
    │   └── ImpossibleEvidenceError   probability 0 under the model; carries ``findings``
    ├── TooLargeError             needs more memory than the limit
    ├── WriteError                a file that cannot be written; the old one is still there
    ├── MissingLibraryError       a library that only this part needs is not installed
    └── VerificationError         a second opinion disagrees

Catch ``LumpBayesError`` to catch them all. ``exit_code`` is what the shell returns.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from types import FrameType

from lumpbayes.issues import MOST_SHOWN, Issue, Issues, Level
from lumpbayes.nearest import nearest_names, or_nearest
from lumpbayes.notebook import running_shell
from lumpbayes.printable import printable

__all__ = [
    "EvidenceError",
    "HiddenStructureWarning",
    "ImpossibleEvidenceError",
    "Issue",
    "Issues",
    "Level",
    "LumpBayesError",
    "MissingLibraryError",
    "NetworkError",
    "OtherModelWarning",
    "TablesError",
    "TooLargeError",
    "UnknownNameError",
    "VerificationError",
    "WriteError",
    "nearest_names",
    "or_nearest",
    "printable",
    "warn_caller",
]


BRIEF = ("Context", "Minimal")
"""Modes of IPython, the usual one first, in which an error of our own is its message alone."""

TRACED = "(%tb Verbose shows where in the code this was raised)"


class LumpBayesError(Exception):
    """Base of every error that LumpBayes raises on purpose.

    Attributes:
        exit_code: what the shell returns.

    >>> import lumpbayes as lb
    >>> try:
    ...     lb.load().diagnose({"fever": "perhaps"})
    ... except lb.LumpBayesError as error:
    ...     print(error, error.exit_code)
    fever has no state 'perhaps': choose from yes, no 2
    """

    exit_code = 1

    def __str__(self) -> str:
        return printable(Exception.__str__(self))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the message, which says what to do; ``%tb Verbose`` shows all.

        Any other place where Python shows an error shows where it was raised, as ever.
        """
        shown = getattr(running_shell(), "InteractiveTB", None)
        if shown is not None and shown.mode not in BRIEF:  # asked for by %tb or %xmode
            return list(shown.structured_traceback(type(self), self, self.__traceback__))
        return [f"{type(self).__name__}: {self}", TRACED]


class NetworkError(LumpBayesError, ValueError):
    """A network's names, parents or tables do not fit together.

    >>> import numpy as np
    >>> from lumpbayes.inference.network import Network
    >>> Network.checked(["lump"], [["yes", "no"]], [[]], [np.array([0.5, 0.4])])
    Traceback (most recent call last):
    lumpbayes.errors.NetworkError: ...
    """

    exit_code = 3


class TablesError(LumpBayesError, ValueError):
    """The tables cannot be used as they stand.

    Attributes:
        issues: every problem found, errors first. The text leaves out what is information.

    >>> import lumpbayes as lb
    >>> lb.load("nowhere.toml")
    Traceback (most recent call last):
    lumpbayes.errors.TablesError: error: nowhere.toml: found no such file; expected a model file ...
    """

    exit_code = 3

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = Issues(sorted(issues, key=lambda each: list(Level).index(each.level)))
        told = Issues(each for each in self.issues if each.level is not Level.INFORMATION)
        lines = [str(issue) for issue in (told or self.issues)[:MOST_SHOWN]]
        left = Issues(self.issues[len(lines) :])
        if left:
            lines.append(f"and more in the error's issues: {left.counts}")
        Exception.__init__(self, "\n".join(lines))

    def __reduce__(self) -> tuple[type[TablesError], tuple[Issues]]:
        return type(self), (self.issues,)


class EvidenceError(LumpBayesError, ValueError):
    """Evidence, or another argument, that cannot be understood; names it and its value.

    >>> import lumpbayes as lb
    >>> lb.load().diagnose({"age_years": -3})
    Traceback (most recent call last):
    lumpbayes.errors.EvidenceError: age_years=-3: expected a number of years from 0 to 130, ...
    """

    exit_code = 2


class UnknownNameError(EvidenceError, KeyError):
    """A name the model does not have.

    Attributes:
        nearest: the names that come closest, best first.

    >>> import lumpbayes as lb
    >>> lb.load().diagnose({"fevr": "yes"})
    Traceback (most recent call last):
    lumpbayes.errors.UnknownNameError: there is no variable 'fevr': did you mean fever?
    """

    def __init__(self, message: str, nearest: Sequence[str] = ()) -> None:
        self.nearest = tuple(nearest)
        Exception.__init__(self, message)

    def __reduce__(self) -> tuple[type[UnknownNameError], tuple[str, tuple[str, ...]]]:
        return type(self), (str(self), self.nearest)


class ImpossibleEvidenceError(EvidenceError):
    """The findings have probability 0 under the model.

    Attributes:
        findings: a minimal set of variables: without any one of them the rest is possible.

    >>> import lumpbayes as lb
    >>> lipoma = {"systemic_inflammation": "none", "cause": "lipoma"}
    >>> engine = lb.load().with_likelihood("fever", "yes", 0.0, given=lipoma)
    >>> engine.diagnose({"fever": "yes", **lipoma})
    Traceback (most recent call last):
    lumpbayes.errors.ImpossibleEvidenceError: ...
    """

    exit_code = 4

    def __init__(self, message: str, findings: Sequence[str] = ()) -> None:
        self.findings = tuple(findings)
        Exception.__init__(self, message)

    def __reduce__(self) -> tuple[type[ImpossibleEvidenceError], tuple[str, tuple[str, ...]]]:
        return type(self), (str(self), self.findings)


class HiddenStructureWarning(UserWarning):
    """An edit removes the dependence on a parent that the tables had.

    >>> import warnings
    >>> import lumpbayes as lb
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     engine = lb.load().with_likelihood("fever", "yes", 0.5, given={"cause": "lipoma"})
    >>> caught[0].category.__name__
    'HiddenStructureWarning'
    """


class OtherModelWarning(UserWarning):
    """A saved answer, or a turn of an interview, is of another model; its evidence is asked anew.

    >>> import warnings
    >>> import lumpbayes as lb
    >>> engine = lb.load()
    >>> saved = engine.with_prior("lipoma", 0.3).diagnose({"fever": "yes"}).to_dict()
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     dx = engine.diagnose(saved)
    >>> caught[0].category.__name__
    'OtherModelWarning'
    """


def warn_caller(message: str, category: type[Warning]) -> None:
    """Warn whoever called into this package, however deep within it the reason was found."""
    package = os.path.dirname(__file__) + os.sep
    frame: FrameType | None = sys._getframe(1)
    level = 2
    while frame is not None and frame.f_code.co_filename.startswith(package):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


class TooLargeError(LumpBayesError, MemoryError):
    """The work would need more memory than its stated limit; nothing was allocated.

    >>> import lumpbayes as lb
    >>> lb.load(memory_limit=1000)
    Traceback (most recent call last):
    lumpbayes.errors.TooLargeError: ...
    """

    exit_code = 5


class WriteError(LumpBayesError):
    """A file that cannot, or should not, be written; what stood there is still there.

    ``lumpbayes tables`` raises it, where it copies and edits.

    >>> import tempfile
    >>> import lumpbayes as lb
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     lb.load().copy_tables(file.name)
    Traceback (most recent call last):
    lumpbayes.errors.WriteError: ...
    """

    exit_code = 2


class MissingLibraryError(LumpBayesError, ImportError):
    """A library that only this part needs is not installed; names what to install.

    >>> import lumpbayes as lb
    >>> lb.MissingLibraryError.exit_code
    2
    """

    exit_code = 2


class VerificationError(LumpBayesError):
    """A second opinion differs from the answer by more than the tolerance.

    ``lumpbayes query --verify`` raises it; ``Engine.verify`` only says so.

    >>> import lumpbayes as lb
    >>> engine = lb.load()
    >>> engine.verify(engine.diagnose({"fever": "yes"})).agrees
    True
    >>> lb.VerificationError.exit_code
    5
    """

    exit_code = 5
