import os
from pathlib import Path

import pytest

from lumpbayes.cli import main
from lumpbayes.errors import TablesError
from lumpbayes.knowledge.loading import load_knowledge
from lumpbayes.knowledge.model_file import shown_path
from tests.tiny_model import TinyModel, told, where


def test_the_model_file_is_read(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    assert (knowledge.name, knowledge.title, knowledge.version) == ("tiny", "A tiny lump", "1.2.3")
    assert dict(knowledge.defaults) == {"setting": "clinic"}
    assert knowledge.files["priors"].path == str(tiny.file("priors"))


def test_without_a_title_the_name_is_the_title(tiny: TinyModel) -> None:
    tiny.replace("model", 'title = "A tiny lump"\n', "")
    assert tiny.load().title == "tiny"


def test_defaults_are_optional(tiny: TinyModel) -> None:
    tiny.replace("model", '[defaults]\nsetting = "clinic"\n', "")
    assert dict(tiny.load().defaults) == {}


def test_a_missing_model_file(tmp_path: Path) -> None:
    tiny = TinyModel(tmp_path)
    tiny.path.unlink()
    issue = tiny.error()
    assert where(issue) == "tiny.toml"
    assert told(issue) == ("", "no such file", "a model file (TOML)", "Check the path.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[model\nname = 1\n", 1),
        ("[model]\nname = tiny\n", 2),
        ("[model]\n\nname = 'a\n'", 3),
    ],
)
def test_wrong_syntax_is_shown_with_its_line(tiny: TinyModel, text: str, line: int) -> None:
    tiny.write("model", text)
    issue = tiny.error()
    assert where(issue) == "tiny.toml"
    assert f"(at line {line}, " in issue.value
    assert (issue.expected, issue.remedy) == ("a TOML file", "Correct the syntax there.")


def test_a_model_file_in_another_encoding(tiny: TinyModel) -> None:
    tiny.path.write_bytes('[model]\nname = "fi\xe8vre"\n'.encode("latin-1"))
    assert told(tiny.error()) == (
        "",
        "line 2 holds the byte 0xe8, which is not UTF-8",
        "a TOML file in UTF-8",
        "Save the file as UTF-8.",
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(tiny: TinyModel, end: str) -> None:
    text = tiny.path.read_text()
    tiny.path.write_bytes(text.replace("\n", end).encode())
    assert tiny.load().name == "tiny"


def test_a_pipe_is_no_model_file(tmp_path: Path) -> None:
    path = tmp_path / "model.toml"
    os.mkfifo(path)
    with pytest.raises(TablesError, match=r"found a pipe or a device; .* Write the model into a f"):
        load_knowledge(str(path))


def test_a_model_file_that_nests_without_end(tiny: TinyModel) -> None:
    tiny.write("model", "x = " + "[" * 100_000)
    issue = tiny.error()
    assert told(issue) == (
        "",
        "brackets nested too deep",
        "three plain sections",
        "Remove the brackets.",
    )


def test_a_huge_model_file_is_refused_unread(tiny: TinyModel) -> None:
    tiny.write("model", "#" * (1024**2 + 1))
    assert told(tiny.error()) == (
        "",
        "1,048,577 bytes",
        "a model file of at most 1,048,576",
        "Keep numbers in the CSV tables.",
    )


SECTIONS = (
    "the sections [model], [defaults], [tables], [questions], [urgency_words], [[thresholds]]"
)
TABLES = (
    "variables, priors, likelihoods, sources, labels, groups, management, losses, red_flags, "
    "codes, presentations"
)
TEXT = "a text in quotes"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "[defaults]",
            "[default]",
            (
                "",
                "[default]",
                SECTIONS,
                "Correct the name: did you mean defaults?",
            ),
            id="unknown section",
        ),
        pytest.param(
            "[model]",
            'version = "1"\n[model]',
            (
                "",
                "[version]",
                SECTIONS,
                "Correct the name: choose from model, defaults, tables, questions, urgency_words",
            ),
            id="key outside a section",
        ),
        pytest.param(
            "version =",
            "verson = 1\nversion =",
            (
                "[model]",
                "verson",
                "name, title, version, cause, safety_net, review",
                "Correct the name: did you mean version?",
            ),
            id="unknown key",
        ),
        pytest.param(
            'codes = "codes.csv"',
            'code = "codes.csv"',
            ("[tables]", "code", TABLES, "Correct the name: did you mean codes?"),
            id="unknown table",
        ),
        pytest.param(
            'name = "tiny"\n',
            "",
            ("[model] name", "no name", TEXT, 'Write name = "..." under [model].'),
            id="no name",
        ),
        pytest.param(
            'name = "tiny"',
            'name = ""',
            ("[model] name", "''", TEXT, 'Write name = "..." under [model].'),
            id="empty name",
        ),
        pytest.param(
            'version = "1.2.3"',
            "version = 1.2",
            ("[model] version", "1.2", TEXT, 'Write version = "..." under [model].'),
            id="version that is a number",
        ),
        pytest.param(
            'cause = "cause"\n',
            "",
            ("[model] cause", "no cause", TEXT, 'Write cause = "..." under [model].'),
            id="no cause",
        ),
        *[
            pytest.param(
                'name = "tiny"',
                f"name = '{name}'",
                (
                    "[model] name",
                    repr(name),
                    "letters, digits, '_', '-' and '.', not starting with '-' or '.'",
                    "Rename the model.",
                ),
                id=f"name {name}",
            )
            for name in ("../../gone", "/gone", ".hidden", "a b", "a\\b", "-rf")
        ],
        pytest.param(
            'priors = "priors.csv"\n',
            "",
            (
                "[tables]",
                "no priors",
                "the path of that table",
                'Add priors = "priors.csv" under [tables].',
            ),
            id="no priors",
        ),
        *[
            pytest.param(
                '"priors.csv"',
                text,
                ("[tables] priors", found, "a path in quotes", "Correct the path."),
                id=f"path {text}",
            )
            for text, found in (
                ("3", "3"),
                ('["a.csv"]', "['a.csv']"),
                ('""', "''"),
                ('"a\\u0000b"', r"'a\x00b'"),
            )
        ],
    ],
)
def test_a_broken_entry(
    tiny: TinyModel, old: str, new: str, expected: tuple[str, str, str, str]
) -> None:
    tiny.replace("model", old, new)
    issue = tiny.errors()[0]
    assert where(issue) == "tiny.toml"
    assert told(issue) == expected


@pytest.mark.parametrize("section", ["model", "defaults", "tables"])
def test_a_section_that_is_a_value(tiny: TinyModel, section: str) -> None:
    before, _, rest = tiny.text("model").partition(f"[{section}]")
    after = rest.partition("\n[")
    tiny.write("model", f"{section} = 3\n{before}{after[1]}{after[2]}")
    assert tiny.errors()[0].value == f"[{section}]"


def test_an_empty_model_file_names_everything_that_is_missing(tiny: TinyModel) -> None:
    tiny.write("model", "")
    assert [(issue.column, issue.value) for issue in tiny.errors()] == [
        ("[model] name", "no name"),
        ("[model] version", "no version"),
        ("[model] cause", "no cause"),
        ("[tables]", "no variables"),
        ("[tables]", "no priors"),
        ("[tables]", "no likelihoods"),
        ("[tables]", "no sources"),
    ]


# --- Where tables may lie ----------------------------------------------------------------------


def move_priors(tiny: TinyModel, target: Path, written: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(tiny.file("priors"), target)
    tiny.replace("model", '"priors.csv"', f"'{written}'")


def test_a_table_below_the_model_file_is_inside(tiny: TinyModel) -> None:
    move_priors(tiny, tiny.folder / "data" / "deep" / "p.csv", "data/deep/../deep/p.csv")
    assert tiny.load().issues == ()


def test_a_model_in_a_folder_named_models_may_use_data_beside_it(tmp_path: Path) -> None:
    tiny = TinyModel(tmp_path / "models")
    move_priors(tiny, tmp_path / "data" / "deep" / "p.csv", "../data/deep/p.csv")
    assert tiny.load().issues == ()


@pytest.mark.parametrize("written", [".secret/pw", "p.csv", "data2/p.csv", "data"])
def test_nothing_else_beside_a_folder_named_models_is_read(tmp_path: Path, written: str) -> None:
    tiny = TinyModel(tmp_path / "models")
    move_priors(tiny, tmp_path / written, f"../{written}")
    issue = tiny.error()
    assert issue.expected == (
        f"a path inside the model's own folder {tmp_path / 'models'} or {tmp_path / 'data'}"
    )
    assert tiny.load(allow_outside=True).issues == ()


@pytest.mark.parametrize("line", ["root:x:0;0", "hunter2", "a,b,c", "-----BEGIN KEY-----", "x\ty"])
def test_what_is_no_table_is_not_shown(tiny: TinyModel, line: str) -> None:
    tiny.write("priors", f"{line}\n{line}\n")
    issue = tiny.error()
    assert line.encode() in tiny.file("priors").read_bytes()
    assert issue.place.endswith("priors.csv:1")
    assert told(issue) == (
        "",
        "none of the columns",
        "the columns cause, setting, probability, low, high, grade, source, note",
        "Name the columns in its first line, or correct the path in the model file.",
    )


@pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
def test_a_table_outside_the_models_folder_is_refused(
    tiny: TinyModel, tmp_path: Path, absolute: bool
) -> None:
    target = tmp_path / "elsewhere" / "p.csv"
    written = str(target) if absolute else "../elsewhere/p.csv"
    move_priors(tiny, target, written)
    issue = tiny.error()
    assert where(issue) == "tiny.toml"
    assert told(issue) == (
        "[tables] priors",
        repr(written),
        f"a path inside the model's own folder {tiny.folder}",
        "Move the table there, or allow it: --allow-outside (in Python allow_outside=True).",
    )
    assert tiny.load(allow_outside=True).issues == ()


def test_a_folder_whose_name_only_starts_alike_is_outside(tiny: TinyModel, tmp_path: Path) -> None:
    move_priors(tiny, tmp_path / "tiny_too" / "p.csv", "../tiny_too/p.csv")
    assert tiny.error().column == "[tables] priors"


def test_two_folders_up_from_models_is_outside(tmp_path: Path) -> None:
    tiny = TinyModel(tmp_path / "mine" / "models")
    move_priors(tiny, tmp_path / "p.csv", "../../p.csv")
    assert tiny.error().expected.endswith(str(tmp_path / "mine" / "data"))


@pytest.mark.parametrize("folder", [False, True], ids=["linked file", "linked folder"])
def test_a_link_does_not_lead_outside(tiny: TinyModel, tmp_path: Path, folder: bool) -> None:
    target = tmp_path / "elsewhere" / "priors.csv"
    move_priors(tiny, target, "inside/priors.csv" if folder else "priors.csv")
    if folder:
        (tiny.folder / "inside").symlink_to(target.parent)
    else:
        tiny.file("priors").symlink_to(target)
    assert tiny.error().expected.startswith("a path inside the model's own folder")
    assert tiny.load(allow_outside=True).issues == ()


def test_a_model_may_itself_be_reached_through_a_link(tiny: TinyModel, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tiny.folder)
    tiny.folder, tiny.path = tmp_path / "link", tmp_path / "link" / "tiny.toml"
    assert tiny.load().issues == ()


def test_the_shell_refuses_and_allows_outside(
    tiny: TinyModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    move_priors(tiny, tmp_path / "p.csv", "../p.csv")
    assert main(["query", "--model", str(tiny.path)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "[tables] priors: found '../p.csv'; expected a path inside" in captured.err
    assert "Traceback" not in captured.err
    assert main(["query", "--model", str(tiny.path), "--allow-outside"]) == 0


def test_paths_below_the_working_folder_are_shown_short(
    tiny: TinyModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown_path(str(tiny.path)) == str(tiny.path)
    monkeypatch.chdir(tmp_path)
    assert shown_path(str(tiny.path)) == os.path.join("tiny", "tiny.toml")
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0,3")
    with pytest.raises(TablesError, match=r"^error: tiny/priors\.csv:2, column probability: found"):
        tiny.load()


def test_a_message_shows_place_value_expectation_and_remedy(
    tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny.folder)
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0,3")
    assert str(tiny.error()) == (
        "error: priors.csv:2, column probability: found '0,3'; expected a number from 0 to 1. "
        "Write the decimal point as a point: 0.3."
    )


def test_a_folder_is_no_model_file(tiny: TinyModel) -> None:
    with pytest.raises(TablesError, match=r"found a folder; .*Name the \.toml file in it"):
        load_knowledge(str(tiny.folder))
