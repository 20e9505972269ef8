"""Who may import whom: down the layers only, never in a circle, never inside a function."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import lumpbayes

ROOT = Path(lumpbayes.__file__).parent
LAYERS = (
    ("kept", "nearest", "notebook", "percentages", "printable", "submodules", "views"),
    ("issues",),
    ("errors",),
    ("inference",),
    ("knowledge",),
    ("reasoning",),
    ("cases", "interchange"),
    ("display",),
    ("plots",),
    ("grounded", "modelled"),
    ("differential", "guided", "queried", "reasoned", "stated"),
    ("pictured",),
    ("diagnosis",),
    ("asking",),
    ("results",),
    ("consultation",),
    ("laboratory",),
    ("editable",),
    ("casework",),
    ("audit",),
    ("panel",),
    ("engine",),
    ("opening",),
    ("",),  # lumpbayes/__init__.py, which only gathers
    ("cli",),
    ("__main__",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name, as a syntax tree."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        if "bundled" not in path.parts:
            parts = ("lumpbayes", *path.relative_to(ROOT).with_suffix("").parts)
            name = ".".join(part for part in parts if part != "__init__")
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


TREES = modules()


def imported(tree: ast.AST) -> set[str]:
    """The own modules that the import statements below a node name."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "own modules are imported by their full name"
            module = node.module or ""
            for alias in node.names:
                full = f"{module}.{alias.name}"
                found.add(full if full in TREES else module)
    return {name for name in found if name.split(".")[0] == "lumpbayes"}


def layer(module: str) -> str:
    """The room that a module stands in: the first name below the package."""
    return module.partition(".")[2].partition(".")[0]


def test_the_package_was_found() -> None:
    assert {"lumpbayes", "lumpbayes.engine", "lumpbayes.inference.sweeps"} <= TREES.keys()


@pytest.mark.parametrize("module", TREES)
def test_every_import_goes_down(module: str) -> None:
    assert layer(module) in RANK, f"no layer for {module}: see LAYERS"
    for other in imported(TREES[module]):
        assert other in TREES, f"{module} imports {other}, which is not there"
        same = layer(other) == layer(module)
        assert same or RANK[layer(other)] < RANK[layer(module)], f"{module} imports {other}"


def test_there_are_no_cycles() -> None:
    graph = {module: imported(tree) - {module} for module, tree in TREES.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the cycle


@pytest.mark.parametrize("module", TREES)
def test_own_modules_are_imported_at_the_top(module: str) -> None:
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            assert not imported(node), f"line {node.lineno}"
