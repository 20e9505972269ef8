"""Modules of a package that are loaded when they are first named (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

__all__ = ["submodules"]


def submodules(package: str) -> Callable[[str], ModuleType]:
    """The ``__getattr__`` of a package whose modules are loaded when they are first named.

    Args:
        package: its full name.
    """

    def module(name: str) -> ModuleType:
        full = f"{package}.{name}"
        try:
            return import_module(full)
        except ModuleNotFoundError as error:
            if error.name != full:
                raise  # something that the module needs is missing
            raise AttributeError(f"there is no module {full}") from None

    return module
