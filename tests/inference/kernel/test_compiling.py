"""Compiled functions are Python until somebody needs them, and are compiled once."""

import inspect
import subprocess
import sys
import threading
from types import ModuleType
from typing import Any

from tests.inference.kernel.uncompiled import fresh_modules, uncompiled


def marked_in(modules: dict[str, ModuleType]) -> list[Any]:
    return [function for function, _ in modules["kernel.compiling"]._WAITING]


def test_functions_are_python_before_anybody_needs_them() -> None:
    with fresh_modules() as modules:
        waiting = marked_in(modules)
        assert len(waiting) > 20
        assert all(inspect.isfunction(each) for each in waiting)
        assert inspect.isfunction(modules["kernel.solver"].ask)


def test_every_module_that_imported_a_function_gets_the_compiled_one() -> None:
    with fresh_modules() as modules:
        waiting = marked_in(modules)
        modules["kernel.compiling"].ready()
        ask = modules["kernel.query"].ask
        assert ask.py_func in waiting
        assert modules["kernel.solver"].ask is ask
        for module in modules.values():
            plain = [name for name, each in inspect.getmembers(module, inspect.isfunction)]
            assert not {each.__name__ for each in waiting} & set(plain)


def test_once_is_enough() -> None:
    with fresh_modules() as modules:
        modules["kernel.compiling"].ready()
        before = {name: dict(vars(module)) for name, module in modules.items()}
        modules["kernel.compiling"].ready()
        for name, module in modules.items():
            assert all(before[name][key] is each for key, each in vars(module).items())


def test_threads_get_the_same_functions() -> None:
    with fresh_modules() as modules:
        barrier, found = threading.Barrier(8), []

        def hurry() -> None:
            barrier.wait()
            modules["kernel.compiling"].ready()
            found.append((modules["kernel.query"].ask, modules["kernel.solver"].ask))

        threads = [threading.Thread(target=hurry) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert {id(each) for pair in found for each in pair} == {id(found[0][0])}
        assert hasattr(found[0][0], "py_func")


def test_the_copy_for_tests_stays_python() -> None:
    plain = uncompiled()
    plain.compiling.ready()
    assert inspect.isfunction(plain.query.ask)
    assert plain.compiling.is_available()
    assert uncompiled() is plain
    assert sys.modules["lumpbayes.inference.kernel.query"] is not plain.query


def test_importing_the_library_imports_no_compiler() -> None:
    code = "import sys, lumpbayes as lb; lb.load(); sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


LATER = """
from lumpbayes.inference.kernel.compiling import ready
from lumpbayes.inference.kernel import query
if {early}: from lumpbayes.inference.kernel import columns
ready()
from lumpbayes.inference.kernel import columns
ready()
for function in (query.ask, columns._within):
    print(function.py_func.__qualname__.rpartition("_")[2])
"""


def test_what_is_cached_does_not_depend_on_which_modules_were_loaded_first() -> None:
    """Or a module that comes later is compiled apart, and announced anew in every process."""
    found = {
        subprocess.run(
            [sys.executable, "-c", LATER.format(early=early)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for early in (True, False)
    }
    (names,) = found
    assert len(set(names.split())) == 1
