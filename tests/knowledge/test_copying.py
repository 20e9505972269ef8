import tomllib
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.errors import LumpBayesError
from lumpbayes.knowledge.copying import copy_tables, model_text
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.normalising import normalised_knowledge
from tests.tiny_model import TinyModel


def test_a_copy_is_the_same_model(tiny: TinyModel, tmp_path: Path) -> None:
    knowledge = tiny.load()
    copied = load_knowledge(copy_tables(knowledge, str(tmp_path / "copy")))
    assert copied.fingerprint == knowledge.fingerprint
    assert (copied.name, copied.title, copied.version) == ("tiny", "A tiny lump", "1.2.3")
    assert dict(copied.defaults) == dict(knowledge.defaults)


def test_a_copy_has_the_layout_of_the_repository(tiny: TinyModel, tmp_path: Path) -> None:
    target = copy_tables(tiny.load(), str(tmp_path / "copy"))
    assert target == tmp_path / "copy" / "models" / "tiny.toml"
    copied = sorted(path.name for path in (tmp_path / "copy" / "data").iterdir())
    assert copied == sorted(f"{table}.csv" for table in tiny.load().files)


def test_tables_are_copied_byte_for_byte(tiny: TinyModel, tmp_path: Path) -> None:
    tiny.file("labels").write_bytes(b"\xef\xbb\xbfvariable,state,label\r\ncause,cyst,'=x\r\n")
    copy_tables(tiny.load(), str(tmp_path / "copy"))
    copied = (tmp_path / "copy" / "data" / "labels.csv").read_bytes()
    assert copied == tiny.file("labels").read_bytes()


def test_a_copy_of_a_copy_is_the_same_model(tiny: TinyModel, tmp_path: Path) -> None:
    first = load_knowledge(copy_tables(tiny.load(), str(tmp_path / "first")))
    second = load_knowledge(copy_tables(first, str(tmp_path / "second")))
    assert second.fingerprint == first.fingerprint


def test_an_empty_folder_is_used(tiny: TinyModel, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    assert Path(copy_tables(tiny.load(), str(tmp_path / "copy"))).is_file()


def test_a_folder_with_something_in_it_is_left_alone(tiny: TinyModel, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine.txt").write_text("mine")
    with pytest.raises(LumpBayesError, match="copy exists and is not empty: choose a new folder"):
        copy_tables(tiny.load(), str(tmp_path / "copy"))
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["mine.txt"]


def test_a_file_of_that_name_is_left_alone(tiny: TinyModel, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(LumpBayesError, match="choose a new folder"):
        copy_tables(tiny.load(), str(tmp_path / "copy"))


def test_the_shell_copies_and_answers_from_the_copy(
    tiny: TinyModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "copy")
    assert main(["tables", "copy", folder, "--model", str(tiny.path)]) == 0
    path = capsys.readouterr().err.rsplit("--model ", 1)[1].strip()
    assert main(["query", "--model", path]) == 0


def test_a_model_file_keeps_quotes_controls_and_letters_of_all_kinds(tiny: TinyModel) -> None:
    title = 'Fièvre "x" \\ \x7f\u2028 [y] # z'
    tiny.replace("model", '"A tiny lump"', '"Fièvre \\"x\\" \\\\ \\u007f\\u2028 [y] # z"')
    knowledge = tiny.load()
    assert knowledge.title == title
    written = tomllib.loads(model_text(knowledge, {"priors": "../data/priors.csv"}))
    assert written == {
        "model": {"name": "tiny", "title": title, "version": "1.2.3", "cause": "cause"},
        "defaults": {"setting": "clinic"},
        "tables": {"priors": "../data/priors.csv"},
    }


def test_a_default_of_a_variable_whose_name_has_an_accent_is_copied(
    tiny: TinyModel, tmp_path: Path
) -> None:
    for table in ("variables", "likelihoods", "red_flags"):
        tiny.write(table, tiny.text(table).replace("redness", "fièvre"))
    tiny.replace("model", 'setting = "clinic"', '"fièvre" = "yes"')
    copied = load_knowledge(copy_tables(tiny.load(), str(tmp_path / "copy")))
    assert dict(copied.defaults) == {"fièvre": "yes"}


def test_a_copy_of_the_bundled_model_is_the_bundled_model(tmp_path: Path) -> None:
    knowledge = load_knowledge()
    copied = load_knowledge(copy_tables(knowledge, str(tmp_path / "copy")))
    assert copied.fingerprint == knowledge.fingerprint


# --- Edited models ------------------------------------------------------------------------------


def edits(engine: lb.Engine) -> dict[str, lb.Engine]:
    labels = engine.table("labels")
    labels.loc[labels["state"] == "cyst", "label"] = '=a "cyst",\r or so'
    return {
        "prior": engine.with_prior("cyst", 0.123),
        "likelihood": engine.with_likelihood("pain", "mild", 0.3, given="inflammation=yes"),
        "new rows": engine.with_likelihood(
            "pain", "mild", 0.3, given={"inflammation": "no", "cause": "cyst"}
        ),
        "tables": engine.with_tables(labels=labels),
        "tables, then a prior": engine.with_tables(labels=labels).with_prior("cyst", 0.4),
    }


@pytest.mark.parametrize(
    "edit", ["prior", "likelihood", "new rows", "tables", "tables, then a prior"]
)
def test_a_copy_of_an_edited_model_has_the_edit(tiny: TinyModel, tmp_path: Path, edit: str) -> None:
    engine = lb.load(tiny.path)
    edited = edits(engine)[edit]
    copied = lb.load(copy_tables(edited.knowledge, str(tmp_path / "copy")))
    assert copied.fingerprint == edited.fingerprint != engine.fingerprint
    assert copied.diagnose().posterior == edited.diagnose().posterior
    assert not copied.knowledge.edited
    assert sorted(copied.knowledge.files) == sorted(engine.knowledge.files)


def test_a_copy_of_normalised_sums_has_them(tiny: TinyModel, tmp_path: Path) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0.6001")
    normalised = normalised_knowledge(tiny.load())
    copied = load_knowledge(copy_tables(normalised, str(tmp_path / "copy")))
    assert copied.issues == ()
    assert copied.fingerprint == normalised.fingerprint
