"""The notebooks: whole, without stored outputs, true to the library, and each runs as it stands."""

import ast
import csv
import importlib
import io
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import lumpbayes as lb

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
EVERYWHERE = "your_own_complaint"
"""The one that must run, and make sense, without the repository."""

CELL_KEYS = {
    "markdown": {"cell_type", "id", "metadata", "source"},
    "code": {"cell_type", "execution_count", "id", "metadata", "outputs", "source"},
}
NAMED = re.compile(r"[a-z]+(-[a-z]+)*")
"""An id that somebody chose; Jupyter's own are random, and others whenever a cell is made anew."""

WRITES = "%%writefile "
PICTURES = (".plot();", ".plot_network();")
WIDGET = "application/vnd.jupyter.widget-view+json"
KINDS = ("image/png", "text/html", WIDGET)
MOST_SECONDS = 300
"""Of one cell: the first query on a machine waits for a compiler."""
NOTICE = re.compile(r"(the inference kernel is being compiled: .*\n)+")
"""What it says then, which is no warning of a mistake."""

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def cells(path: Path, kind: str) -> Iterator[tuple[str, str]]:
    """Id and text of each cell of a kind."""
    for cell in read(path)["cells"]:
        if cell["cell_type"] == kind:
            yield cell["id"], "".join(cell["source"])


def python(path: Path) -> Iterator[tuple[str, ast.Module]]:
    """Id and syntax tree of each cell of Python."""
    for name, text in cells(path, "code"):
        if not text.startswith(WRITES):
            yield name, ast.parse(text, filename=f"{path.name}:{name}")


def test_every_notebook_is_there() -> None:
    expected = ["edit_the_tables", "evaluate", "first_diagnosis", "what_if", EVERYWHERE]
    assert [path.stem for path in NOTEBOOKS] == expected


@each_notebook
def test_a_notebook_is_whole_and_has_no_outputs(path: Path) -> None:
    notebook = read(path)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}, "has it stored widgets?"
    for cell in notebook["cells"]:
        assert set(cell) == CELL_KEYS[cell["cell_type"]]
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            remedy = "Edit, Clear Outputs of All Cells; then save"
            assert (cell["outputs"], cell["execution_count"]) == ([], None), remedy


@each_notebook
def test_cells_have_ids_that_stay(path: Path) -> None:
    names = [cell["id"] for cell in read(path)["cells"]]
    assert len(set(names)) == len(names)
    assert [name for name in names if not NAMED.fullmatch(name) or len(name) > 64] == []


@each_notebook
def test_a_notebook_is_written_as_jupyter_writes_it(path: Path) -> None:
    text = json.dumps(read(path), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert path.read_bytes() == text.encode()


@each_notebook
def test_a_notebook_begins_with_what_it_is_not(path: Path) -> None:
    _, text = next(cells(path, "markdown"))
    assert text.startswith("# ")
    said = " ".join(text.replace(">", "").split())
    assert "It is not a medical device and makes no diagnosis." in said
    assert "see a doctor" in said


@each_notebook
def test_each_picture_is_followed_by_how_to_read_it(path: Path) -> None:
    notebook = read(path)["cells"]
    pictures = 0
    for cell, after in zip(notebook, [*notebook[1:], None], strict=True):
        if cell["cell_type"] == "code" and "".join(cell["source"]).endswith(PICTURES):
            pictures += 1
            assert after is not None
            assert "".join(after["source"]).startswith("**How to read it:** "), cell["id"]
    assert pictures >= 3


@each_notebook
def test_each_cell_of_code_parses(path: Path) -> None:
    assert list(python(path))


@each_notebook
def test_what_is_used_of_the_library_exists(path: Path) -> None:
    public = {*lb.__all__, "plots"}
    for name, tree in python(path):
        for node in ast.walk(tree):
            where = f"{path.name}:{name}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert node.value.id != "lb" or node.attr in public, f"{where}: lb.{node.attr}"
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lumpbayes"):
                module = importlib.import_module(node.module or "")
                missing = [each.name for each in node.names if not hasattr(module, each.name)]
                assert missing == [], where


@each_notebook
def test_each_link_leads_somewhere(path: Path) -> None:
    for _, text in cells(path, "markdown"):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            assert target.startswith("https://") or (path.parent / target).exists(), target


def test_the_one_for_everywhere_names_nothing_of_the_repository() -> None:
    text = (FOLDER / f"{EVERYWHERE}.ipynb").read_text(encoding="utf-8")
    assert "../" not in text
    assert "](" not in text
    assert "back_lump" not in text


def test_tables_that_a_notebook_writes_can_be_read() -> None:
    written = [
        text.removeprefix(WRITES).partition("\n")
        for _, text in cells(FOLDER / f"{EVERYWHERE}.ipynb", "code")
        if text.startswith(WRITES)
    ]
    for file, _, content in written:
        assert re.fullmatch(r"red_eye/\w+\.(csv|toml)", file)
        if file.endswith(".toml"):
            tomllib.loads(content)
        else:
            rows = list(csv.reader(io.StringIO(content), strict=True))
            assert {len(row) for row in rows} == {len(rows[0])}, file
    assert len(written) == 8


def run(path: Path, folder: Path) -> list[dict[str, Any]]:
    """The cells of a notebook after a run in a fresh kernel, in this folder."""
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    client = nbclient.NotebookClient(
        notebook,
        timeout=MOST_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return list(notebook.cells)


def shown(cell: dict[str, Any]) -> dict[str, str]:
    """The pictures and tables that a cell shows; of a widget, whose name is new each time, that."""
    found: dict[str, str] = {}
    for output in cell.get("outputs", []):
        assert output["output_type"] != "error", cell["id"]
        if output.get("name") == "stderr":
            assert NOTICE.fullmatch(output["text"]), f"{cell['id']}: {output['text']}"
        found |= output.get("data", {})
    return {kind: "" if kind == WIDGET else text for kind, text in found.items() if kind in KINDS}


@pytest.mark.extras
@each_notebook
def test_a_notebook_runs_and_again_where_it_has_run(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(FOLDER.rglob("*"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))  # nobody's settings
    folder = tmp_path / "empty"
    folder.mkdir()
    first, second = run(path, folder), run(path, folder)
    for cell, again in zip(first, second, strict=True):
        assert shown(cell) == shown(again), cell["id"]
        text = "".join(cell["source"])
        if cell["cell_type"] == "code" and text.endswith(PICTURES):
            assert "image/png" in shown(cell), cell["id"]
        if ".panel(" in text:
            assert WIDGET in shown(cell), cell["id"]
    assert sorted(FOLDER.rglob("*")) == before
