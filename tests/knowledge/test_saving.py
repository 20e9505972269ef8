"""Edited numbers in a model's own files: only their rows, with a backup, read back."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumpbayes.errors import WriteError
from lumpbayes.inference.plan import MEMORY_LIMIT
from lumpbayes.knowledge import loading, saving
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.saving import save_numbers
from lumpbayes.reasoning.edits import with_likelihood, with_prior
from tests.tiny_model import TinyModel

Edit = Callable[[KnowledgeBase], KnowledgeBase]


def prior(knowledge: KnowledgeBase) -> KnowledgeBase:
    return with_prior(knowledge, "cyst", 0.5, "clinic")


def likelihood(
    knowledge: KnowledgeBase, probability: float = 0.3, given: dict[str, str] | None = None
) -> KnowledgeBase:
    network = build_network(knowledge)
    edit = ("severe", probability)
    return with_likelihood(
        knowledge, network, MEMORY_LIMIT, "pain", edit, given or {"inflammation": "yes"}
    )


def new_rows(knowledge: KnowledgeBase) -> KnowledgeBase:
    return likelihood(knowledge, given={"inflammation": "yes", "cause": "abscess"})


@pytest.mark.parametrize(
    ("edit", "table", "written"),
    [
        (prior, "priors", ["cyst,clinic", "abscess,clinic", "tumor,clinic"]),
        (
            likelihood,
            "likelihoods",
            ["pain,severe,inflammation=yes,", "pain,mild,inflammation=yes,"],
        ),
    ],
)
def test_only_the_rows_of_the_edit_are_written(
    tiny: TinyModel, edit: Edit, table: str, written: list[str]
) -> None:
    before = tiny.load()
    old = tiny.text(table).splitlines(keepends=True)
    others = {name: tiny.text(name) for name in before.files if name != table}
    saved = save_numbers(before, edit(before), tiny.load)
    new = tiny.text(table).splitlines(keepends=True)
    changed = [line for line, was in zip(new, old, strict=True) if line != was]
    assert len(changed) == len(written)
    assert all(line.startswith(start) for line, start in zip(changed, written, strict=True))
    assert {name: tiny.text(name) for name in others} == others
    assert saved.knowledge.fingerprint == edit(before).fingerprint == tiny.load().fingerprint
    assert saved.knowledge.fingerprint != before.fingerprint
    (file,), (backup,) = saved.backups, saved.backups.values()
    assert os.path.basename(file) == f"{table}.csv"
    assert Path(backup).read_text() == "".join(old)


def test_a_new_group_of_rows_is_appended(tiny: TinyModel) -> None:
    before = tiny.load()
    old = tiny.text("likelihoods")
    save_numbers(before, new_rows(before), tiny.load)
    text = tiny.text("likelihoods")
    assert text.startswith(old)
    severe, mild = text.removeprefix(old).splitlines()
    assert severe.startswith("pain,severe,inflammation=yes;cause=abscess,0.3,0.3,0.3,estimate,jud")
    assert "before, the model implied inflammation=yes;cause=abscess: severe 0.4, mild 0.4" in mild


def test_the_file_s_own_form_is_kept(tiny: TinyModel) -> None:
    text = (
        "\ufeffgiven,state,variable,note,probability,low,high,grade,source\r\n"
        + "".join(
            f'"{cells[2]}",{cells[1]}, {cells[0]},"a ""note"",\r\nof two lines",'
            f"{cells[3]},{cells[4]},{cells[5]},sourced,smith2020\r\n"
            for cells in (line.split(",") for line in tiny.text("likelihoods").splitlines()[1:])
        )
        + ",,,,,,,,\r\n\r\n"
    )
    tiny.write("likelihoods", text)
    before = tiny.load()
    save_numbers(before, likelihood(before), tiny.load)
    data = tiny.file("likelihoods").read_bytes().decode()
    start = text.index('"inflammation=yes",severe, pain,')
    end = text.index('"inflammation=no;cause=tumor",severe, pain,')
    assert data[:start] == text[:start]
    assert data.endswith(text[end:])
    assert data[start:].startswith(
        '"inflammation=yes",severe, pain,"was 0.4 (sourced: smith2020); a ""note"",\r\nof two '
        'lines",0.3,'
    )


def test_backups_are_numbered_and_never_overwritten(tiny: TinyModel) -> None:
    texts = []
    for number in range(3):
        texts.append(tiny.text("priors"))
        before = tiny.load()
        after = with_prior(before, "cyst", 0.5 + number / 10, "clinic")
        save_numbers(before, after, tiny.load)
    names = ["priors.csv.bak", "priors.csv.bak2", "priors.csv.bak3"]
    assert [(tiny.folder / name).read_text() for name in names] == texts


def test_a_backup_is_as_private_as_its_table(tiny: TinyModel) -> None:
    tiny.file("priors").chmod(0o600)
    save_numbers(tiny.load(), prior(tiny.load()), tiny.load)
    for name in ("priors.csv", "priors.csv.bak"):
        assert stat.S_IMODE((tiny.folder / name).stat().st_mode) == 0o600


def test_the_file_behind_a_link_is_written(tiny: TinyModel) -> None:
    tiny.file("priors").rename(tiny.folder / "real.csv")
    tiny.file("priors").symlink_to("real.csv")
    save_numbers(tiny.load(), prior(tiny.load()), tiny.load)
    assert tiny.file("priors").is_symlink()
    assert (tiny.folder / "real.csv.bak").is_file()


def test_nothing_to_write_writes_nothing(tiny: TinyModel) -> None:
    before = tiny.load()
    files = sorted(os.listdir(tiny.folder))
    assert save_numbers(before, before, tiny.load).backups == {}
    assert sorted(os.listdir(tiny.folder)) == files


# --- What goes wrong ---------------------------------------------------------------------------


def snapshot(tiny: TinyModel) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(tiny.folder.iterdir())}


def fail(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_move_that_fails_leaves_everything_as_it_was(
    tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = tiny.load(), snapshot(tiny)
    after = prior(before)
    real = os.replace

    def fail_once(source: str, target: str) -> None:
        if not source.endswith(".bak"):
            fail()
        real(source, target)

    monkeypatch.setattr(os, "replace", fail_once)
    with pytest.raises(WriteError, match=r"priors\.csv cannot be written: No space left on device"):
        save_numbers(before, after, tiny.load)
    assert snapshot(tiny) == files


def test_a_backup_that_fails_leaves_everything_as_it_was(
    tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = tiny.load(), snapshot(tiny)
    after = prior(before)
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(
        WriteError, match=r"priors\.csv\.bak cannot be written: No space left on dev"
    ):
        save_numbers(before, after, tiny.load)
    assert snapshot(tiny) == files


def test_another_model_read_back_is_undone(tiny: TinyModel, tmp_path: Path) -> None:
    other = TinyModel(tmp_path / "other")
    before, files = tiny.load(), snapshot(tiny)
    with pytest.raises(
        WriteError,
        match=f"what was written reads back with the fingerprint {before.fingerprint}, expected "
        "[0-9a-f]{64}, and was undone. Does another program change the tables",
    ):
        save_numbers(before, prior(before), other.load)
    assert snapshot(tiny) == files


def test_tables_that_do_not_read_back_are_undone(tiny: TinyModel, tmp_path: Path) -> None:
    other = TinyModel(tmp_path / "other")
    other.remove("priors", "cyst,clinic")
    before, files = tiny.load(), snapshot(tiny)
    with pytest.raises(WriteError, match=r"not read back, and was undone: error: .*no row for"):
        save_numbers(before, prior(before), other.load)
    assert snapshot(tiny) == files


def test_a_table_that_was_changed_meanwhile_is_left_as_it_is(tiny: TinyModel) -> None:
    before = tiny.load()
    tiny.replace("priors", "abscess,clinic,0.3", "abscess,clinic,0.25")
    tiny.replace("priors", "tumor,hospital,0.3,0.15", "tumor,hospital,0.3,0.16")
    files = snapshot(tiny)
    with pytest.raises(WriteError, match="and was undone"):
        save_numbers(before, prior(before), tiny.load)
    assert snapshot(tiny) == files


def test_two_tables_are_written_or_neither(
    tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = tiny.load(), snapshot(tiny)
    after = likelihood(prior(before))
    real = saving.write_whole

    def second_fails(path: str, text: str) -> None:
        if path.endswith("likelihoods.csv"):
            raise WriteError("the disk is full")
        real(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(saving, "write_whole", second_fails)
        with pytest.raises(WriteError, match="the disk is full"):
            save_numbers(before, after, tiny.load)
    assert snapshot(tiny) == files
    saved = save_numbers(before, after, tiny.load)
    assert sorted(map(os.path.basename, saved.backups)) == ["likelihoods.csv", "priors.csv"]


def test_a_backup_that_cannot_be_put_back_is_named(
    tiny: TinyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, text = tiny.load(), tiny.text("priors")
    after = prior(before)
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(
        WriteError,
        match=r"priors\.csv cannot be put back: No space left on device; its old content is in "
        r".*priors\.csv\.bak: copy it back",
    ):
        save_numbers(before, after, tiny.load)
    assert (tiny.folder / "priors.csv.bak").read_text() == text


def test_the_installed_package_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lumpbayes"
    tiny = TinyModel(package / "bundled" / "data")
    monkeypatch.setattr(loading, "__file__", str(package / "knowledge" / "loading.py"))
    before, files = tiny.load(), snapshot(tiny)
    with pytest.raises(
        WriteError,
        match=r"priors\.csv belongs to the installed package, and an update would overwrite it: "
        "make a copy with 'lumpbayes tables copy FOLDER' and name that with --model",
    ):
        save_numbers(before, prior(before), tiny.load)
    assert snapshot(tiny) == files


# --- Any edit ----------------------------------------------------------------------------------

conditions = st.sampled_from(
    (
        {},
        {"inflammation": "yes"},
        {"inflammation": "no", "cause": "tumor"},
        {"inflammation": "yes", "cause": "@skin"},
        {"inflammation": "no", "cause": "cyst"},
    )
)


@pytest.mark.filterwarnings("ignore::lumpbayes.HiddenStructureWarning")
@given(
    st.lists(st.tuples(conditions, st.sampled_from(("severe", "mild", "none")), st.floats(0, 1)))
)
def test_any_edits_read_back(
    one_model: TinyModel, edits: list[tuple[dict[str, str], str, float]]
) -> None:
    for given_, state, probability in edits[:3]:
        before = one_model.load()
        network = build_network(before)
        after = with_likelihood(before, network, MEMORY_LIMIT, "pain", (state, probability), given_)
        assert save_numbers(before, after, one_model.load).knowledge.fingerprint == (
            after.fingerprint
        )
    for backup in one_model.folder.glob("*.bak*"):
        backup.unlink()


@pytest.fixture(scope="module")
def one_model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    return TinyModel(tmp_path_factory.mktemp("one"))
