"""What an answer means.

Its modules are loaded when they are first named (PEP 562), as ``reasoning.ledger``: a shell query,
which must start fast, needs few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:  # those that the facades name
    from lumpbayes.reasoning import comparison as comparison
    from lumpbayes.reasoning import conflict as conflict
    from lumpbayes.reasoning import differing as differing
    from lumpbayes.reasoning import edits as edits
    from lumpbayes.reasoning import evolution as evolution
    from lumpbayes.reasoning import explaining as explaining
    from lumpbayes.reasoning import flag_search as flag_search
    from lumpbayes.reasoning import goal_seek as goal_seek
    from lumpbayes.reasoning import intervals as intervals
    from lumpbayes.reasoning import interview as interview
    from lumpbayes.reasoning import prior_shift as prior_shift
    from lumpbayes.reasoning import queries as queries
    from lumpbayes.reasoning import questions as questions
    from lumpbayes.reasoning import replaying as replaying
    from lumpbayes.reasoning import scenario_file as scenario_file
    from lumpbayes.reasoning import scenarios as scenarios
    from lumpbayes.reasoning import sensitivity as sensitivity
    from lumpbayes.reasoning import smallest_edits as smallest_edits
    from lumpbayes.reasoning import stopping as stopping
    from lumpbayes.reasoning import verification as verification
    from lumpbayes.reasoning import wanted as wanted
    from lumpbayes.reasoning import what_if as what_if
else:
    __getattr__ = submodules(__name__)
