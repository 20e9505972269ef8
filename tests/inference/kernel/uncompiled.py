"""The kernel as plain Python: a second copy of its modules, in which nothing is ever compiled.

Compiled code cannot be traced, nor stopped in a debugger. Its functions are Python until somebody
calls ``ready``, and so are those of a fresh copy for which nobody does.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import ModuleType, SimpleNamespace

__all__ = ["fresh_modules", "uncompiled"]

PACKAGE = "lumpbayes.inference"
MODULES = (
    *(f"kernel.{name}" for name in ("compiling", "query", "records", "ordering", "program")),
    *(f"kernel.{name}" for name in ("layout", "solver", "plain", "slots", "steps", "sweep")),
    *(f"kernel.{name}" for name in ("rows", "gradients", "columns")),
    "cases",
)
"""What tests look at; ``cases`` too, since it calls compiled functions."""


def _ours(name: str) -> bool:
    return name.startswith(f"{PACKAGE}.kernel") or name == f"{PACKAGE}.cases"


@contextmanager
def fresh_modules() -> Iterator[dict[str, ModuleType]]:
    """A second copy of the kernel's modules, by their names in the package.

    Inside the context ``sys.modules`` holds the copy, afterwards the first one again.
    """
    parent = import_module(PACKAGE)
    import_module(f"{PACKAGE}.kernel.plain")
    import_module(f"{PACKAGE}.cases")
    before = {name: module for name, module in sys.modules.items() if _ours(name)}
    for name in before:
        del sys.modules[name]
    try:
        yield {name: import_module(f"{PACKAGE}.{name}") for name in MODULES}
    finally:
        for name in [name for name in sys.modules if _ours(name)]:
            del sys.modules[name]
        sys.modules.update(before)
        for name in ("kernel", "cases"):
            setattr(parent, name, before[f"{PACKAGE}.{name}"])


@cache
def uncompiled() -> SimpleNamespace:
    """The copy that stays plain Python: a module an attribute, such as ``solver``, ``cases``."""
    with fresh_modules() as modules:
        modules["kernel.compiling"]._WAITING.clear()  # then there is nothing to make ready
    return SimpleNamespace(**{name.rpartition(".")[2]: each for name, each in modules.items()})
