"""What an answer means.

Its modules are loaded when they are first named (PEP 562), as ``reasoning.ledger``: a shell query,
which must start fast, needs few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # those that the facades name
    from lumpbayes.reasoning import comparison as comparison
    from lumpbayes.reasoning import conflict as conflict
    from lumpbayes.reasoning import explaining as explaining
    from lumpbayes.reasoning import goal_seek as goal_seek
    from lumpbayes.reasoning import intervals as intervals
    from lumpbayes.reasoning import interview as interview
    from lumpbayes.reasoning import prior_shift as prior_shift
    from lumpbayes.reasoning import questions as questions
    from lumpbayes.reasoning import replaying as replaying
    from lumpbayes.reasoning import scenario_file as scenario_file
    from lumpbayes.reasoning import scenarios as scenarios
    from lumpbayes.reasoning import sensitivity as sensitivity
    from lumpbayes.reasoning import smallest_edits as smallest_edits
    from lumpbayes.reasoning import stopping as stopping
    from lumpbayes.reasoning import wanted as wanted
    from lumpbayes.reasoning import what_if as what_if
else:

    def __getattr__(name: str) -> Any:
        """The module of that name."""
        full = f"{__name__}.{name}"
        try:
            return import_module(full)
        except ModuleNotFoundError as error:
            if error.name != full:
                raise  # something that the module needs is missing
            raise AttributeError(f"there is no module {full}") from None
