"""A built wheel, installed in an empty folder, answers from the tables that travel in it."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


def run(*command: str, cwd: Path, path: Path | None = None) -> str:
    # nothing is resolved here, and constraints may be named relative to another folder
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_CONSTRAINT")}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        command, cwd=cwd, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    run(sys.executable, *build, cwd=REPOSITORY)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the wheel's content; the libraries come from the environment."""
    folder = tmp_path_factory.mktemp("installed")
    install = ("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder))
    run(sys.executable, *install, str(wheel), cwd=folder)
    return folder


def test_the_wheel_holds_the_package_and_its_tables_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {each for each in top if not each.endswith(".dist-info")} == {"lumpbayes"}
    assert "lumpbayes/py.typed" in names
    assert "lumpbayes/bundled/models/back_lump.toml" in names
    bundled = {Path(name).name for name in names if name.startswith("lumpbayes/bundled/data/")}
    assert bundled == {path.name for path in (REPOSITORY / "data").glob("*.csv")}


def test_the_installed_wheel_answers_a_query(installed: Path, tmp_path: Path) -> None:
    query = ("-m", "lumpbayes", "query", "fever=yes", "redness=yes", "--json")
    answer = json.loads(run(sys.executable, *query, cwd=tmp_path, path=installed))
    assert answer["posterior"][0]["cause"] == "skin_abscess"
    where = "import lumpbayes, lumpbayes.knowledge.loading as l; print(l.bundled_model())"
    model = run(sys.executable, "-c", where, cwd=tmp_path, path=installed).strip()
    assert Path(model).is_relative_to(installed)


def test_installed_and_repository_answer_alike(installed: Path, tmp_path: Path) -> None:
    query = ("-m", "lumpbayes", "query", "size_cm=6.2", "mobility=fixed", "--json")
    from_wheel = run(sys.executable, *query, cwd=tmp_path, path=installed)
    assert from_wheel == run(sys.executable, *query, cwd=tmp_path)
