"""What the package offers: exactly what it lists, documented, and silent."""

import ast
import doctest
import importlib
import inspect
import types
from importlib import metadata

import pytest

import lumpbayes as lb
from lumpbayes import engine as engine_module
from tests.test_layers import TREES, layer

MAY_PRINT = {module for module in TREES if layer(module) == "cli"}


def test_all_lists_exactly_what_can_be_imported() -> None:
    public = {
        name
        for name, value in vars(lb).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert set(lb.__all__) == public | {"Comparison"}  # which is loaded when it is named
    assert lb.__all__ == sorted(lb.__all__)
    assert len(lb.__all__) == len(set(lb.__all__))


def test_what_is_offered_to_complete() -> None:
    assert dir(lb) == sorted([*lb.__all__, "__version__", "plots", "results"])
    assert lb.results.Comparison is lb.Comparison is engine_module.Comparison
    for module in (lb, engine_module):
        with pytest.raises(AttributeError, match="has no attribute 'Comparisons'"):
            module.Comparisons  # noqa: B018
    engine = lb.load(backend="sweeps")
    dx = engine.diagnose()
    assert {"diagnose", "what_if", "causes"} < {*dir(engine)}
    assert {"posterior", "explain", "get", "cause_posterior"} < {*dir(dx)}
    assert not {"plain", "ranking", "situation", "vectors", "propagation"} & {*dir(dx)}


def test_the_version_is_the_distribution_s() -> None:
    assert lb.__version__ == metadata.version("lumpbayes")


@pytest.mark.parametrize("name", lb.__all__)
def test_a_public_name_is_documented(name: str) -> None:
    value = getattr(lb, name)
    assert value.__module__.startswith("lumpbayes.")
    assert _own_docstring(value), f"{name} has no docstring"
    if inspect.isclass(value):
        for member, home in _members(value).items():
            assert inspect.getdoc(vars(home)[member]), f"{name}.{member} has no docstring"


def _members(owner: type) -> dict[str, type]:
    """The public methods and properties of a class -> which of our classes defines each."""
    ours = [each for each in owner.__mro__ if each.__module__.startswith("lumpbayes.")]
    homes = {member: home for home in reversed(ours) for member in vars(home)}
    documentable = property | classmethod | types.FunctionType
    return {
        member: home
        for member, home in homes.items()
        if not member.startswith("_") and isinstance(vars(home)[member], documentable)
    }


def _public() -> list[str]:
    """Every public name, and the public methods and properties of engines and answers."""
    owners = (lb.Engine, lb.Diagnosis)
    return [
        *lb.__all__,
        *(f"{owner.__name__}.{each}" for owner in owners for each in _members(owner)),
    ]


@pytest.mark.parametrize("name", _public())
def test_a_public_name_has_an_example_that_runs(name: str) -> None:
    owner, dot, member = name.partition(".")
    value = getattr(lb, owner)
    home = _members(value)[member] if member else value
    module = importlib.import_module(home.__module__)
    tests = {test.name: test for test in doctest.DocTestFinder().find(module)}
    place = f"{module.__name__}.{home.__name__}{dot}{member}"
    examples = tests[place].examples  # pytest runs them: testpaths has src
    assert examples, f"{name} has no example"
    assert not any(doctest.SKIP in example.options for example in examples)


def _own_docstring(value: object) -> str:
    doc = inspect.getdoc(value) or ""
    # what a dataclass or a named tuple writes when nobody else has
    return "" if doc.startswith(f"{getattr(value, '__name__', '')}(") else doc


@pytest.mark.parametrize("name", TREES)
def test_a_module_says_what_it_is_and_what_it_offers(name: str) -> None:
    tree = TREES[name]
    assert ast.get_docstring(tree)
    definitions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    if not definitions:
        return
    module = importlib.import_module(name)
    for each in module.__all__:
        assert hasattr(module, each), f"{each} is listed, and not there"
    for node in definitions:
        if node.name in module.__all__:
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("name", sorted(TREES.keys() - MAY_PRINT))
def test_only_the_shell_prints(name: str) -> None:
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("print", "input", "exit", "quit"), f"line {node.lineno}"
