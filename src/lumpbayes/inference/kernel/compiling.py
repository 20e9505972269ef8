"""Functions that numba compiles when they are first needed."""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock  # threading takes 2 ms of every start to import
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from typing import Any, TypeVar

from lumpbayes.notebook import kernel_shell

__all__ = ["compiled", "is_available", "ready"]

F = TypeVar("F", bound=Callable[..., Any])

_WAITING: list[tuple[Callable[..., Any], dict[str, Any]]] = []
_LOCK = allocate_lock()


def compiled(**options: Any) -> Callable[[F], F]:
    """Mark a function for numba; until :func:`ready` it is plain Python.

    Args:
        **options: for ``numba.njit``.
    """

    def mark(function: F) -> F:
        _WAITING.append((function, options))
        return function

    return mark


def is_available() -> bool:
    """Whether numba is installed; it is not imported."""
    return find_spec("numba") is not None


def ready() -> None:
    """Replace every marked function by its compiled form, in every module that imported it.

    Compiling itself waits for the first call, or for the cache on disk.
    """
    if not _WAITING:
        return
    with _LOCK:
        own = __name__.partition(".")[0]
        modules = [
            module for name, module in list(sys.modules.items()) if name.partition(".")[0] == own
        ]
        digest = _digest()
        fast = None
        for function, options in _WAITING:
            # Numba's cache notices a change of the file that a function stands in, by size and
            # time, but none of the functions that it calls: the name makes it notice every change.
            function.__qualname__ = f"{function.__qualname__}_{digest}"
            fast = _jitted(function, options)
            for namespace in map(vars, modules):
                for key, value in list(namespace.items()):
                    if value is function:
                        namespace[key] = fast
        if fast is not None:
            _tell(fast, digest)
        _WAITING.clear()


def _jitted(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    try:
        from numba import njit
    except ImportError as error:
        raise ImportError(
            f"numba is installed and cannot be imported ({error}): mend it, or do without it: "
            'lumpbayes.load(backend="sweeps")'
        ) from error
    try:
        return njit(cache=True, nogil=True, **options)(function)
    except RuntimeError:  # there is no folder that may be written
        return njit(nogil=True, **options)(function)


def _tell(fast: Any, digest: str) -> None:
    """Say so where somebody is about to wait.

    A notebook shows logs as it shows errors; there it is ordinary text.
    """
    import logging

    folder = fast.stats.cache_path
    kept = folder is not None and os.path.isdir(folder) and os.listdir(folder)
    if kept and any(digest in name for name in kept):
        return
    often = "once on this machine"
    if folder is None:
        often = "in every process, unless NUMBA_CACHE_DIR names a folder that may be written"
    notice = f"the inference kernel is being compiled: some 20 seconds, {often}"
    shell = kernel_shell()
    if shell is not None:
        shell.display_pub.publish({"text/plain": notice})
    else:
        logging.getLogger(__name__).warning(notice)


def _digest() -> str:
    """A fingerprint of the sources of all compiled functions: those of this folder.

    It is the same whichever of its modules are loaded by now, so that nothing is compiled twice.
    """
    folder = os.path.dirname(os.path.abspath(__file__))
    found = sha256()
    for name in sorted(os.listdir(folder)):
        if name.endswith(".py"):
            with open(os.path.join(folder, name), "rb") as source:
                found.update(source.read())
    return found.hexdigest()[:12]
