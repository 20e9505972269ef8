"""Completion: what stands at the cursor, and real shells in which somebody presses Tab."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from lumpbayes.cli import main
from lumpbayes.display.topics import TOPICS
from tests.cli.terminal import Terminal, environment
from tests.tiny_model import TinyModel

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def exotic(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    """The tiny model with states that a shell would read as more than words."""
    model = TinyModel(tmp_path_factory.mktemp("exotic"))
    states = ["very red", "<5", "12+", "it's", "[red]hot", "é熱"]
    model.set_cell("variables", "redness,", "states", ";".join([*states, "no"]))
    for inflamed in ("yes", "no"):
        model.remove("likelihoods", f"redness,yes,inflammation={inflamed}")
        for state in states:
            model.add_likelihood("redness", state, f"inflammation={inflamed}", 0.1)
    model.set_cell("red_flags", "R1,", "rule", "pain=severe")
    return model


class Tab:
    """Asks as the scripts do: kind and text of each candidate, and for zsh and fish its meaning."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, line: str, shell: str = "fish", word: str = "") -> list[tuple[str, ...]]:
        assert main(["completion", shell, f"--line={line}", f"--word={word}"]) == 0
        out, err = self.capsys.readouterr()
        assert err == ""
        return [tuple(each.split("\t")) for each in out.splitlines()]

    def texts(self, line: str, shell: str = "fish", word: str = "") -> list[str]:
        return [each[1] for each in self(line, shell, word)]


@pytest.fixture
def tab(capsys: pytest.CaptureFixture[str]) -> Tab:
    return Tab(capsys)


def test_commands_and_topics(tab: Tab) -> None:
    assert tab.texts("lumpbayes q") == ["query"]
    assert tab.texts("lumpbayes tables sh") == ["show"]
    assert tab.texts("lumpbayes help ")[: len(TOPICS)] == list(TOPICS)
    assert tab.texts("lumpbayes help q") == ["query"]
    assert tab.texts("lumpbayes help tables ed") == ["edit"]
    assert tab.texts("lumpbayes help query ") == tab.texts("lumpbayes help nonsense ") == []
    assert tab.texts("lumpbayes completion ") == ["bash", "zsh", "fish"]
    assert tab.texts("lumpbayes nonsense ") == tab.texts("lumpbayes ")


def test_options(tab: Tab) -> None:
    assert tab.texts("lumpbayes query --set") == ["--setting"]
    assert tab.texts("lumpbayes query fever=yes --js") == ["--json"]
    assert "--line" not in tab.texts("lumpbayes completion bash --")


def test_phases(tab: Tab) -> None:
    assert tab.texts("lumpbayes next --phases ") == ["history", "exam", "test"]
    listed = tab.texts("lumpbayes interview --phases history,")
    assert listed == ["history,exam", "history,test"]
    assert tab.texts("lumpbayes next --phases exam,t") == ["exam,test"]


def test_settings(tab: Tab) -> None:
    expected = [
        ("word", "emergency", "emergency department"),
        ("word", "any", "average over settings"),
    ]
    for found in (tab("lumpbayes query --setting "), tab("lumpbayes query fever=yes --setting ")):
        assert [each[1] for each in found] == [
            "primary_care",
            "emergency",
            "spine_or_oncology_clinic",
            "any",
        ]
        assert found[3] == expected[1]
    assert tab.texts("lumpbayes query --setting=em") == ["--setting=emergency"]
    assert tab.texts("lumpbayes query setting=a") == ["setting=any"]


def test_names(tab: Tab) -> None:
    assert tab("lumpbayes query fev") == [
        ("open", "fever=", "Have you had a fever or shaking chills?")
    ]
    assert tab.texts("lumpbayes query siz") == ["size=", "size_cm="]
    assert tab("lumpbayes query size_")[0][2].endswith(" (a number)")
    assert "tenderness=" in tab.texts("lumpbayes query fever=yes ")
    assert tab.texts("lumpbayes query nonsense") == []


def test_states(tab: Tab) -> None:
    assert tab("lumpbayes query fever=") == [
        ("word", "fever=yes", "yes"),
        ("word", "fever=no", "no"),
    ]
    assert tab.texts("lumpbayes query fever!=y") == ["fever!=yes"]
    assert tab.texts("lumpbayes query Fever=y") == ["Fever=yes"]
    assert tab.texts("lumpbayes query consistency=soft,fl") == ["consistency=soft,fluctuant"]
    assert "consistency=soft,soft" not in tab.texts("lumpbayes query consistency=soft,")
    assert tab.texts("lumpbayes query size_cm=") == []
    assert tab.texts("lumpbayes query fevr=") == []


def test_variables_of_tables(tab: Tab) -> None:
    assert tab.texts("lumpbayes tables show ten") == ["tenderness"]


def test_causes(tab: Tab) -> None:
    assert tab.texts("lumpbayes whatif fever=yes --goal lip") == ["lipoma"]
    assert tab.texts("lumpbayes whatif --goal=mal") == [
        "--goal=malignant_skin_tumor",
        "--goal=malignancy",
    ]
    assert tab.texts("lumpbayes tables edit prior lip") == ["lipoma"]
    assert tab.texts("lumpbayes evaluate cases.csv --group malignanc") == ["malignancy"]


def test_options_of_several_values(tab: Tab) -> None:
    assert tab.texts("lumpbayes tables edit prior malignanc") == []  # a group
    line = "lumpbayes whatif fever=yes --prior "
    assert tab.texts(f"{line}lip") == ["lipoma"]
    assert tab.texts(f"{line}lipoma ") == []
    line = "lumpbayes whatif --likelihood "
    assert tab.texts(f"{line}redn") == ["redness"]
    assert tab.texts(f"{line}redness ") == ["yes", "no"]
    assert tab.texts(f"{line}redness yes ") == tab.texts(f"{line}nonsense ") == []
    assert tab("lumpbayes whatif --likelihood redness yes 0.9 infl") == [
        ("open", "inflammation=", "Inflammation")
    ]
    assert tab.texts(f"{line}redness yes 0.9 inflammation=") == [
        "inflammation=yes",
        "inflammation=no",
    ]


def test_numbers_to_edit(tab: Tab) -> None:
    line = "lumpbayes tables edit likelihood "
    assert tab.texts(f"{line}pain ") == ["mild", "severe", "none"]
    assert tab.texts(f"{line}nonsense ") == []
    given = f"{line}pain mild 0.5 --given "
    assert tab.texts(given) == ["inflammation=", "cause="]
    assert tab.texts(f"{given}cause=lip") == ["cause=lipoma"]
    assert tab.texts(f"{given}cause=@infec") == ["cause=@infection"]
    assert tab.texts(f"{given}cause=lipoma\\;") == ["cause=lipoma;inflammation="]
    assert tab.texts(f"{line}nonsense yes 0.5 --given ") == []


def test_the_bundled_model_or_a_file(tab: Tab) -> None:
    for line in ("tables diff ", "tables diff a.toml ", "convert ", "whatif --to-model "):
        found = tab(f"lumpbayes {line}")
        assert found == [("word", "bundled", "the bundled model"), ("file", "", "")]
    assert tab("lumpbayes tables diff a") == [("file", "", "")]
    assert tab("lumpbayes simulate 5 --missing a") == [("file", "", "")]


def test_files(tab: Tab) -> None:
    assert tab("lumpbayes query --model mo") == [("file", "", "")]
    assert tab("lumpbayes query --evidence=mo") == [("file", "--evidence=", "")]
    assert tab("lumpbayes tables copy mo") == [("dir", "", "")]


def test_another_model(tab: Tab, exotic: TinyModel) -> None:
    line = f"lumpbayes query --model {exotic.path} "
    assert tab.texts(line + "pain=") == ["pain=severe", "pain=mild", "pain=none"]
    assert tab.texts(line + "--setting ") == ["clinic", "hospital", "any"]
    assert tab.texts(f"lumpbayes tables show --model={exotic.path} bi") == ["biopsy"]


def test_a_model_without_setting(tab: Tab, tmp_path: Path) -> None:
    model = TinyModel(tmp_path)
    model.remove("variables", "setting,")
    model.set_cell("variables", "cause,", "parents", "")
    model.remove("likelihoods", "setting,")
    model.replace("model", '[defaults]\nsetting = "clinic"\n', "")
    rows = [line for line in model.text("priors").splitlines() if ",hospital," not in line]
    model.write("priors", "\n".join(rows).replace(",clinic,", ",,") + "\n")
    assert model.load().setting is None
    assert tab.texts(f"lumpbayes query --model {model.path} --setting ") == []
    assert "pain=" in tab.texts(f"lumpbayes query --model {model.path} ")


@pytest.mark.parametrize("rest", ["fev", "fever=", "--setting "])
def test_a_broken_model_completes_nothing_silently(tab: Tab, tmp_path: Path, rest: str) -> None:
    assert tab(f"lumpbayes query --model {tmp_path}/nowhere.toml {rest}") == []
    (tmp_path / "broken.toml").write_text("[model", encoding="utf-8")
    assert tab(f"lumpbayes query --model {tmp_path}/broken.toml {rest}") == []
    assert tab(f"lumpbayes tables show --model {tmp_path} ") == []


def test_bash_gets_what_stands_behind_its_break(tab: Tab, exotic: TinyModel) -> None:
    line = "lumpbayes query fever=y"
    assert tab(line, "bash", "y") == [("word", "yes")]
    assert tab(line, "bash", "fever=y") == [("word", "fever=yes")]  # COMP_WORDBREAKS without =
    assert tab("lumpbayes query --setting=em", "bash", "em") == [("word", "emergency")]
    assert tab("lumpbayes query fev", "bash", "fev") == [("open", "fever=")]
    assert tab("lumpbayes query 'fever=y", "bash", "'fever=y") == [("word", "fever=yes")]
    head = f"lumpbayes query --model {exotic.path} redness="
    assert tab.texts(head + "ve", "bash", "ve") == [r"very\ red"]
    assert tab.texts(head + r"very\ ", "bash", r"very\ ") == [r"very\ red"]
    assert tab.texts(head + '"very ', "bash", '"very ') == ["very red"]


def test_zsh_gets_escaped_words_and_what_to_show(tab: Tab, exotic: TinyModel) -> None:
    head = f"lumpbayes query --model {exotic.path} redness="
    found = tab(head, "zsh")
    assert [each[1] for each in found] == [
        r"redness=very\ red",
        r"redness=\<5",
        "redness=12+",
        r"redness=it\'s",
        r"redness=\[red\]hot",
        "redness=é熱",
        "redness=no",
    ]
    assert found[1][2] == "redness=<5  -- <5"
    assert tab("lumpbayes query fev", "zsh") == [
        ("open", "fever=", "fever=  -- Have you had a fever or shaking chills?")
    ]
    assert tab("lumpbayes query --model ", "zsh") == [("file", "", "")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["completion", shell]) == 0
    assert f"completion {shell}" in capsys.readouterr().out


# A line, and what it becomes when somebody presses Tab, in every shell.
TYPED = [
    ("lumpbayes q", "lumpbayes query "),
    ("lumpbayes query fev", "lumpbayes query fever="),
    ("lumpbayes query fever=y", "lumpbayes query fever=yes "),
    ("lumpbayes query fever!=n", "lumpbayes query fever!=no "),
    ("lumpbayes query 'fever=y", "lumpbayes query 'fever=yes' "),
    ("lumpbayes query consistency=soft,fl", "lumpbayes query consistency=soft,fluctuant "),
    ("lumpbayes query size_", "lumpbayes query size_cm="),
    ("lumpbayes query --set", "lumpbayes query --setting "),
    ("lumpbayes query --setting eme", "lumpbayes query --setting emergency "),
    ("lumpbayes query --setting=an", "lumpbayes query --setting=any "),
    ("lumpbayes query --model=model", "lumpbayes query --model=models/"),
    ("lumpbayes query --evidence pyproj", "lumpbayes query --evidence pyproject.toml "),
    ("lumpbayes tables show ten", "lumpbayes tables show tenderness "),
    ("lumpbayes help evi", "lumpbayes help evidence "),
    ("lumpbayes tables diff bun", "lumpbayes tables diff bundled "),
    ("lumpbayes convert pyproj", "lumpbayes convert pyproject.toml "),
    ("true; lumpbayes query fever=y", "true; lumpbayes query fever=yes "),
    ("LANG=C lumpbayes query fever=y", "LANG=C lumpbayes query fever=yes "),
]


@contextmanager
def session(command: Sequence[str], setup: str, folder: Path) -> Iterator[Terminal]:
    """A shell with completion set up, at its prompt ``GO> ``."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"there is no {command[0]} here")
    env = environment(
        HOME=str(folder), XDG_CONFIG_HOME=str(folder), PS1="START> ", HISTFILE="/dev/null", PWD=None
    )
    with Terminal(["env", "-C", str(ROOT), *command], env=env) as terminal:
        terminal.until("[>#] *$")
        terminal.type(setup + "\n")
        terminal.until(r"GO> ?$")
        yield terminal


def press_tab(terminal: Terminal, line: str, expected: str) -> None:
    terminal.type(line + "\t")
    terminal.until(re.escape(expected))
    terminal.type("\x15")  # away with the line
    terminal.type("echo do''ne\n")
    terminal.until(r"\ndone\n")
    terminal.until("GO> ")


BASH = """\
eval "$(lumpbayes completion bash)"; bind 'set enable-bracketed-paste off'; \
bind 'set bell-style none'; bind 'set show-all-if-ambiguous on'; PS1='G''O> '"""
ZSH = """\
autoload -U compinit; compinit -u -D; eval "$(lumpbayes completion zsh)"; \
unsetopt zle_bracketed_paste prompt_sp list_beep beep; PS1='G''O> '"""
FISH = "function fish_prompt; echo -n 'G''O> '; end; lumpbayes completion fish | source"


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    folder = tmp_path_factory.mktemp("bash")
    with session(["bash", "--norc", "--noprofile", "-i"], BASH, folder) as terminal:
        yield terminal


@pytest.mark.parametrize(("line", "expected"), TYPED)
def test_bash(bash: Terminal, line: str, expected: str) -> None:
    press_tab(bash, line, expected)


def test_bash_lists_the_states(bash: Terminal) -> None:
    press_tab(bash, "lumpbayes query fever=", "\nyes  no   \n")


def test_bash_escapes(bash: Terminal, exotic: TinyModel) -> None:
    head = f"lumpbayes query --model {exotic.path} redness="
    for typed, completed in {"ve": r"very\ red ", "it": r"it\'s ", "'ve": "'very red' "}.items():
        press_tab(bash, head + typed, head + completed)


def test_bash_knows_redirections(bash: Terminal) -> None:
    press_tab(bash, "lumpbayes query --evidence - < pyproj", " - < pyproject.toml ")


@pytest.fixture(scope="module")
def zsh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with session(["zsh", "-f", "-i"], ZSH, tmp_path_factory.mktemp("zsh")) as terminal:
        yield terminal


@pytest.mark.extras
@pytest.mark.parametrize(("line", "expected"), TYPED)
def test_zsh(zsh: Terminal, line: str, expected: str) -> None:
    press_tab(zsh, line, expected)


@pytest.mark.extras
def test_zsh_describes(zsh: Terminal) -> None:
    press_tab(zsh, "lumpbayes query setting=", "setting=any  -- average over settings")


@pytest.mark.extras
def test_zsh_escapes(zsh: Terminal, exotic: TinyModel) -> None:
    head = f"lumpbayes query --model {exotic.path} redness="
    for typed, completed in {"ve": r"very\ red ", "it": r"it\'s "}.items():
        press_tab(zsh, head + typed, head + completed)


@pytest.fixture(scope="module")
def fish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with session(["fish", "--no-config", "-i"], FISH, tmp_path_factory.mktemp("fish")) as terminal:
        yield terminal


@pytest.mark.extras
@pytest.mark.parametrize(("line", "expected"), TYPED)
def test_fish(fish: Terminal, line: str, expected: str) -> None:
    press_tab(fish, line, expected)


@pytest.mark.extras
def test_fish_describes(fish: Terminal) -> None:
    press_tab(fish, "lumpbayes query setting=", "average over settings")
