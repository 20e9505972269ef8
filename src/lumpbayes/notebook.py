"""Whether a notebook, or another shell of IPython, is running this; IPython is never loaded."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["kernel_shell", "running_shell"]


def running_shell() -> Any | None:
    """The shell of IPython that runs this; None where there is none.

    >>> running_shell() is None
    True
    """
    loaded = sys.modules.get("IPython")
    return None if loaded is None else loaded.get_ipython()


def kernel_shell() -> Any | None:
    """The same where it is the kernel of a notebook.

    >>> kernel_shell() is None
    True
    """
    shell = running_shell()
    return shell if getattr(shell, "kernel", None) is not None else None
