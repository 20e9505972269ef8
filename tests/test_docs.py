"""The pages are true: every fenced block in README.md and docs/ is run, read or compared.

What a block is for is said behind its three backquotes:

- ``python``: run, the blocks of a page one after the other;
- ``sh``: each line that starts with ``lumpbayes`` is run and must answer;
- ``console``: each ``$ lumpbayes`` is run, its output compared; ``...`` stands for anything;
- ``json``: read; ``json evidence`` is also asked of the bundled model;
- ``csv NAME``, ``toml NAME``, ``bif NAME``: read, and written to a file of that name for the
  blocks below;
- ``text``: not run; tests below look at the few there are.

What `mkdocs build` adds to a page (`:::`, plots) is tested by tests/test_site.py.
"""

import csv
import io
import itertools
import json
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.cli.app import lumpbayes
from lumpbayes.interchange.reading import parsed
from tests.answer_schema import EVIDENCE
from website.commands import commands_page
from website.knowledge import knowledge_pages

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
BY_PATH = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: the line it starts in, what stands behind the backquotes, and its text."""

    line: int
    info: str
    text: str

    @property
    def kind(self) -> str:
        return self.info.partition(" ")[0]

    @property
    def name(self) -> str:
        return self.info.partition(" ")[2]


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(text.count("\n", 0, match.start()) + 1, match["info"].strip(), match["text"])
        for match in FENCE.finditer(text)
    ]


def shell(command: str) -> tuple[int, str]:
    """Exit code and output of a command, messages included, as a pipe would see them."""
    arguments = shlex.split(command, comments=True)
    assert arguments[0] == "lumpbayes"
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="utf-8", write_through=True)
    with redirect_stdout(stream), redirect_stderr(stream):
        code = main(arguments[1:])
    return code, written.getvalue().decode()


def run_python(block: Block, names: dict[str, Any]) -> None:
    exec(compile("\n" * block.line + block.text, "page", "exec"), names)


def run_sh(block: Block, names: dict[str, Any]) -> None:
    for line in block.text.splitlines():
        if line.startswith("lumpbayes"):
            code, output = shell(line)
            assert code == 0, f"{line}\n{output}"
        else:
            assert line.startswith(("make ", "#")), f"who runs {line!r}?"


def run_console(block: Block, names: dict[str, Any]) -> None:
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert parts[0] == ""
    for part in parts[1:]:
        command, _, expected = part.partition("\n")
        _, output = shell(command)
        pattern = ".*".join(re.escape(each) for each in expected.rstrip().split("..."))
        assert re.fullmatch(pattern, output.rstrip(), re.DOTALL), f"{command}\n{output}"


def read_json(block: Block, names: dict[str, Any]) -> None:
    content = json.loads(block.text)
    assert block.name in ("", "evidence")
    if block.name == "evidence":
        EVIDENCE.validate(content)
        dx = lb.load().diagnose(content)
        assert lb.load().diagnose(dx.evidence).to_json() == dx.to_json()


def write_csv(block: Block, names: dict[str, Any]) -> None:
    rows = list(csv.reader(io.StringIO(block.text), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    Path(block.name).write_text(block.text, encoding="utf-8")


def write_toml(block: Block, names: dict[str, Any]) -> None:
    tomllib.loads(block.text)
    Path(block.name).write_text(block.text, encoding="utf-8")


def write_bif(block: Block, names: dict[str, Any]) -> None:
    parsed(block.text.encode(), block.name, "bif")
    Path(block.name).write_text(block.text, encoding="utf-8")


def leave(block: Block, names: dict[str, Any]) -> None:
    """Looked at below."""


RUNNERS: dict[str, Callable[[Block, dict[str, Any]], None]] = {
    "python": run_python,
    "sh": run_sh,
    "console": run_console,
    "json": read_json,
    "csv": write_csv,
    "toml": write_toml,
    "bif": write_bif,
    "text": leave,
}


def run_page(page: Path) -> None:
    """Run a page in the working folder."""
    names: dict[str, Any] = {"__name__": "page"}
    for block in blocks(page):
        where = f"{page.relative_to(ROOT)}:{block.line}"
        assert block.kind in RUNNERS, f"{where}: nobody runs {block.info!r}"
        try:
            RUNNERS[block.kind](block, names)
        except BaseException as error:
            error.add_note(where)
            raise


@BY_PATH
def test_a_page_is_true(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")  # what is piped must not care
    monkeypatch.setenv("MPLBACKEND", "agg")
    run_page(page)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@cache
def made_pages() -> frozenset[Path]:
    """The pages that no file holds: the site makes them from the tables and the commands."""
    made = (*knowledge_pages(lb.load(backend="sweeps")), commands_page())
    return frozenset(DOCS / page.path for page in made)


def test_every_page_is_there() -> None:
    assert {page.name for page in PAGES} >= {"README.md", "evidence.md", "json.md", "tables.md"}
    for page in (*DOCS.glob("how-to/*.md"), DOCS / "index.md", DOCS / "tutorial.md"):
        assert blocks(page), f"{page.name} shows how, and has nothing that runs"


def test_every_page_that_the_code_names_is_there() -> None:
    """Messages, help and docstrings say where to read on."""
    named = {
        (name, path.relative_to(ROOT).as_posix())
        for folder in ("src", "tests", "benchmarks", "website")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r"\bdocs/[\w/.-]+\.(?:md|json)\b", path.read_text("utf-8"))
    }
    assert len(named) > 10
    assert not [each for each in sorted(named) if not (ROOT / each[0]).is_file()]


@BY_PATH
def test_every_fence_is_closed_and_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("\n```") == 2 * len(blocks(page))
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        path = (page.parent / target).resolve()
        assert target.startswith("https://") or path.exists() or path in made_pages(), target


def test_the_warning_on_the_tables_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = DOCS / "reference" / "tables.md"
    (warning,) = [block.text for block in blocks(page) if block.kind == "text"]
    run_page(page)
    with Path("likelihoods.csv").open("a", encoding="utf-8") as stream:
        for state, probability in (("severe", 0.1), ("mild", 0.3)):
            stream.write(f"pain,{state},cause=tumor,{probability},0,1,estimate,judgement,\n")
    code, output = shell("lumpbayes tables check --model lump.toml")
    assert code == 0
    assert output.startswith(warning)


def test_which_rows_hold_on_the_tables_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = DOCS / "reference" / "tables.md"
    run_page(page)
    knowledge = lb.load("lump.toml").knowledge
    claims = list(_claims(page.read_text(encoding="utf-8")))
    assert len(claims) == 5
    for variable, parents, given in claims:
        names = knowledge.variables[variable].parents
        expansion = knowledge.expansions[variable]
        where = tuple(
            knowledge.variables[name].states.index(parents[name])
            if name in parents
            else slice(None)
            for name in names
        )
        (owner,) = set(expansion.layout.owner()[where].ravel().tolist())
        assert dict(expansion.groups[owner][0].given) == given


def _claims(text: str) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Variable, its parents' states, and the condition said to hold, from the page's table."""
    lines = text.partition("| variable | parents |")[2].splitlines()[2:]
    for line in itertools.takewhile(lambda line: line.startswith("|"), lines):
        variable, parents, given, _ = line.strip("| ").split(" | ")
        yield variable.strip("`"), _conditions(parents), _conditions(given)


def _conditions(cell: str) -> dict[str, str]:
    pairs = re.findall(r"(\w+)=(@?\w+)", cell)
    return {name: state for name, state in pairs}


def _options(command: click.Command) -> Iterator[str]:
    """Every option of a command and of those below it."""
    for parameter in command.params:
        yield from parameter.opts
    if isinstance(command, click.Group):
        context = click.Context(command)  # a command is loaded when it is named
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _options(below)


@BY_PATH
def test_a_page_names_only_options_and_public_names_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    known = {*_options(lumpbayes), "--help", "--version"}
    assert set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", text)) <= known
    assert set(re.findall(r"\blb\.(\w+)", text)) <= set(lb.__all__)
