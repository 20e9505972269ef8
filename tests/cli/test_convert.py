"""``lumpbayes convert``, and ``lumpbayes query`` of network files."""

import gzip
import json
from pathlib import Path

import pytest

from lumpbayes.cli import main
from lumpbayes.interchange.reading import read_network
from lumpbayes.interchange.writing import write_network
from tests.interchange.samples import BIF, ODD


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_network(ODD, "odd", "odd.bif", "bif")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


@pytest.mark.parametrize("name", ["a.xml", "a.xdsl.gz", "a.uai", "a.bif.gz", "-"])
def test_a_network_is_converted(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    to = ("--to", "xmlbif") if name == "-" else ()
    source = folder / "odd.bif"
    if "xdsl" in name:
        source.write_text(BIF)
    code, out, err = run(capsys, "convert", "odd.bif", name, *to)
    assert code == 0
    if name == "-":
        (folder / "out.xml").write_text(out, encoding="utf-8")
        assert read_network("out.xml").network.names == ODD.names
        return
    assert out == ""
    assert err.startswith(f"Note: wrote {name} (")
    assert ("UAI has no names: X-ray is var_0" in err) == (name == "a.uai")
    assert read_network(name).network.cardinalities


def test_the_bundled_model_and_a_model_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "convert", "bundled", "lump.net")
    assert (code, out) == (0, "")
    assert err.startswith("Note: wrote lump.net (net): 44 variables, ")
    assert "defaults such as the setting, sources" in err
    assert len(read_network("lump.net").network.names) == 44


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["odd.bif", "-"], 2, "Say in which format: --to FORMAT."),
        (["odd.bif", "odd.bif"], 2, "odd.bif exists: choose another, or replace it"),
        (["odd.bif", "odd.txt"], 2, "'odd.txt': expected a name that ends in .bif, .xml,"),
        (["odd.txt", "odd.net"], 3, "odd.txt: found no such file"),
        (["odd.bif", "odd.net"], 0, ""),
        (["nothing.bif", "a.net"], 3, "nothing.bif: found no such file"),
        (["odd.bif", "no/a.net"], 2, "cannot be written: No such file or directory"),
        (["odd.bif", "a.net", "--from", "uai"], 3, "odd.bif:1: found 'network'; expected BAYES"),
        (["odd.bif", "a.net", "--from", "bifff"], 2, "Invalid value for '--from'"),
    ],
)
def test_what_goes_wrong(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    before = (folder / "odd.bif").read_bytes()
    found, _, err = run(capsys, "convert", *arguments)
    assert (found, message in err) == (code, True), err
    assert (folder / "odd.bif").read_bytes() == before
    assert not [each for each in folder.iterdir() if each.name.startswith(".")]


def test_force_and_what_was_mended(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "odd.bif").write_text(BIF.replace("0.25,", "0.2500001,"))
    code, _, err = run(capsys, "convert", "odd.bif", "odd.bif", "--force")
    assert (code, "misses 1 by rounding" in err) == (0, True)
    err = run(capsys, "convert", "odd.bif", "odd.bif", "--force")[2]
    assert err.startswith("Note: wrote odd.bif (bif)")
    assert err.count("Note:") == 1
    (folder / "odd.bif").write_text(BIF.replace("0.25,", "0.26,"))
    assert run(capsys, "convert", "odd.bif", "odd.net")[0] == 3
    assert run(capsys, "convert", "odd.bif", "odd.net", "--lenient")[0] == 0


def test_query_of_a_network(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "odd.bif.gz").write_bytes(gzip.compress((folder / "odd.bif").read_bytes()))
    asked = ("query", "--model", "odd.bif.gz", "--target", "X-ray")
    code, out, err = run(capsys, *asked, "LowerBodyO2=<5")
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == ["odd: X-ray", "Given LowerBodyO2: <5"]
    assert "Asy/Patch" in out
    assert "not a medical device" in out
    record = json.loads(run(capsys, *asked, "LowerBodyO2=12+", "--json")[1])
    assert record["evidence"] == {"LowerBodyO2": "12+"}
    assert {each["cause"] for each in record["posterior"]} == set(ODD.states[0])
    assert run(capsys, *asked, "--csv")[1].splitlines()[0] == "cause,label,probability"
    assert "Nothing is known: these are the priors." in run(capsys, *asked)[1]


def test_query_says_what_may_be_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("query", "--model", "odd.bif", "LowerBodyO2=<5")
    code, out, err = run(capsys, *asked)
    assert (code, out) == (2, "")
    assert "--target VARIABLE, one of X-ray, LowerBodyO2, child.age." in err
    code, _, err = run(capsys, *asked, "--target", "X_ray")
    assert code == 2
    assert "there is no variable 'X_ray' to be the target: did you mean X-ray?" in err
    code, _, err = run(capsys, "query", "--target", "fever")
    assert code == 2
    assert "a target is for network files" in err


def test_many_variables_are_not_all_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"v{index}" for index in range(50)]
    text = "".join(f"variable {name} {{ type discrete [1] {{ a }}; }}\n" for name in names)
    text += "".join(f"probability ({name}) {{ table 1; }}\n" for name in names)
    (folder / "many.bif").write_text(text)
    assert "v39 and 10 more." in run(capsys, "query", "--model", "many.bif")[2]


def test_tables_of_a_network(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "tables", "check", "--model", "odd.bif")
    assert (code, out.splitlines()[0]) == (
        0,
        "odd unversioned is valid: 0 errors, 0 warnings, 0 information",
    )
    assert "Asy/Patch" in run(capsys, "tables", "show", "--model", "odd.bif")[1]
    code, out, _ = run(capsys, "tables", "show", "X-ray", "--model", "odd.bif")
    assert code == 0
    assert "depends on: LowerBodyO2, child.age" in out
    code, _, err = run(capsys, "tables", "copy", "new", "--model", "odd.bif")
    assert (code, "has no tables" in err, (folder / "new").exists()) == (2, True, False)


def test_completion_knows_the_network(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = "lumpbayes query --model odd.bif "
    out = run(capsys, "completion", "fish", f"--line={line}--target ")[1]
    assert [row.split("\t")[1] for row in out.splitlines()] == list(ODD.names)
    out = run(capsys, "completion", "fish", f"--line={line}LowerBodyO2=")[1]
    assert [row.split("\t")[1] for row in out.splitlines()] == [
        "LowerBodyO2=<5",
        "LowerBodyO2=5-12",
        "LowerBodyO2=12+",
    ]


def test_a_query_of_a_network_imports_nothing_heavy(folder: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from lumpbayes.cli import main\n"
        "main(['query', '--model', 'odd.bif', '--target', 'X-ray'])\n"
        "print([n for n in ('pandas', 'pgmpy', 'numba', 'pyparsing') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
