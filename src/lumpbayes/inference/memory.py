"""Limits on memory, checked before anything is allocated."""

from __future__ import annotations

from lumpbayes.errors import EvidenceError, TooLargeError

__all__ = ["check_limit", "check_memory", "in_units"]

KIB = 1024


def check_limit(memory_limit: float) -> None:
    """Check that a limit is a number of bytes.

    Raises:
        EvidenceError: a limit that is no positive number.
    """
    if isinstance(memory_limit, bool) or not isinstance(memory_limit, int | float):
        raise EvidenceError(f"memory_limit={memory_limit!r}: expected a number of bytes")
    if not memory_limit > 0:  # also refuses NaN
        raise EvidenceError(f"memory_limit={memory_limit!r}: expected a positive number of bytes")


def check_memory(needed: float, memory_limit: float, plan: object) -> None:
    """Check that what a plan takes is allowed.

    Args:
        needed: bytes.
        memory_limit: bytes.
        plan: prints itself.

    Raises:
        TooLargeError: more is needed than the limit; states the plan's cost.
    """
    if needed > memory_limit:
        raise TooLargeError(
            f"exact inference on this network needs {in_units(needed)} ({plan}), the limit is "
            f"{in_units(memory_limit)}: raise memory_limit, or remove links between variables"
        )


def in_units(count: float) -> str:
    """Bytes in a unit that leaves a number one can read.

    >>> in_units(200_000)
    '195 KiB'
    """
    if count < KIB:
        return f"{count:,.0f} bytes"
    if count < KIB**2:
        return f"{count / KIB:,.0f} KiB"
    return f"{count / KIB**2:,.0f} MiB" if count < KIB**3 else f"{count / KIB**3:,.1f} GiB"
