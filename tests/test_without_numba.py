"""The library where numba is not installed, and the shell, which never imports it."""

import json
import os
import subprocess
import sys

import pytest

import lumpbayes as lb
from lumpbayes.inference import backends
from lumpbayes.inference.kernel import compiling

HIDDEN = """
import importlib.util, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numba", "llvmlite"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "numba" else found(name, *rest)
sys.meta_path.insert(0, Hidden())
"""


def run(code: str, hidden: bool = True) -> list[str]:
    """The lines that a program prints in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", HIDDEN * hidden + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=os.curdir,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.splitlines()


def test_numpy_does_all_the_work(engine: lb.Engine) -> None:
    lines = run(
        "import lumpbayes as lb, json\n"
        "engine = lb.load()\n"
        "print(engine.backend)\n"
        "dx = engine.diagnose({'fever': 'yes', 'redness': 'yes'})\n"
        "print(json.dumps(dict(dx.posterior)))\n"
        "cases = [{'fever': 'yes'}, {'fever': lb.Reliability('yes', 0.8)}] * 20\n"
        "print(engine.batch(cases)['skin_abscess'].iloc[:2].tolist())\n"
        "print(dx.joint('fever', 'redness').sum().round(9), dx.most_probable_explanation())\n"
        "print('numba' in __import__('sys').modules)\n"
    )
    assert lines[0] == "sweeps"
    dx = engine.diagnose({"fever": "yes", "redness": "yes"})
    assert json.loads(lines[1]) == pytest.approx(dict(dx.posterior), abs=1e-12)
    cases = [{"fever": "yes"}, {"fever": lb.Reliability("yes", 0.8)}]
    expected = engine.batch(cases)["skin_abscess"].tolist()
    assert json.loads(lines[2]) == pytest.approx(expected, abs=1e-12)
    assert lines[3].startswith("1.0 ")
    assert lines[4] == "False"


def test_the_kernel_says_what_it_lacks() -> None:
    lines = run(
        "import lumpbayes as lb\n"
        "try:\n    lb.load(backend='kernel').diagnose({})\n"
        "except ImportError as error:\n    print(error)\n"
    )
    assert "numba" in lines[0]


def test_the_default_follows_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert backends.default_backend() == "kernel"
    monkeypatch.setattr(compiling, "find_spec", lambda name: None)
    assert backends.default_backend() == "sweeps"
    assert lb.load().backend == "sweeps"
    assert lb.load(backend="brute_force").backend == "brute_force"


@pytest.mark.parametrize(
    "words", [["query", "fever=yes"], ["query", "fever=yes", "--json"], ["tables", "show", "fever"]]
)
def test_the_shell_imports_no_compiler(words: list[str]) -> None:
    lines = run(
        "import sys\nfrom lumpbayes.cli import main\n"
        f"code = main({words!r})\n"
        "print(code, sorted({'numba', 'llvmlite', 'pandas'} & set(sys.modules)))\n",
        hidden=False,
    )
    assert lines[-1] in ("0 []", "None []")


def test_sweeps_and_their_batches_import_no_compiler() -> None:
    lines = run(
        "import sys, lumpbayes as lb\n"
        "engine = lb.load(backend='sweeps')\n"
        "engine.diagnose({'fever': 'yes'}).posteriors\n"
        "engine.batch([{'fever': 'yes'}, {'fever': lb.Not('yes')}])\n"
        "print('numba' in sys.modules)\n",
        hidden=False,
    )
    assert lines == ["False"]
