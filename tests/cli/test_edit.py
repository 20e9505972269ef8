"""``lumpbayes tables edit`` and ``normalise``, from the command line to the files."""

import os
import re
from pathlib import Path

import pytest

import lumpbayes as lb
from lumpbayes.cli import main
from lumpbayes.knowledge import loading
from tests.tiny_model import TinyModel

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyModel:
    """The tiny model in the working folder, so that messages show short paths."""
    monkeypatch.chdir(tmp_path)
    return TinyModel(tmp_path)


def edit(*words: str) -> int:
    return main(["tables", "edit", *words, "--model", "tiny.toml"])


def files(tiny: TinyModel) -> list[str]:
    return sorted(os.listdir(tiny.folder))


def test_a_prior(tiny: TinyModel, capsys: Captured) -> None:
    before = lb.load("tiny.toml")
    after = before.with_prior("cyst", 0.5)
    assert edit("prior", "cyst", "0.5") == 0
    out, err = capsys.readouterr()
    assert out == (
        "priors.csv: cause given setting=clinic\n"
        "  cyst: 0.6 -> 0.5 (-1.8 decibans)\n"
        "  abscess: 0.3 -> 0.375 (+1.5 decibans)\n"
        "  tumor: 0.1 -> 0.125 (+1.1 decibans)\n"
        f"fingerprint {before.fingerprint}\n"
        f"         -> {after.fingerprint}\n"
    )
    assert err == "Note: wrote priors.csv; as it was: priors.csv.bak\n"
    assert lb.load("tiny.toml").fingerprint == after.fingerprint
    note = tiny.load().priors[0].estimate.note
    assert note == "was 0.6 (sourced: smith2020); a note"


def test_a_prior_in_every_setting(tiny: TinyModel, capsys: Captured) -> None:
    assert edit("prior", "cyst", "0.5", "--setting", "any") == 0
    out = capsys.readouterr().out
    assert "cause given setting=clinic\n  cyst: 0.6 -> 0.5 (" in out
    assert "cause given setting=hospital\n  cyst: 0.2 -> 0.5 (" in out
    assert lb.load("tiny.toml").diagnose(setting="any")["cyst"] == pytest.approx(0.5)


def test_a_likelihood_and_the_rest_of_its_row(tiny: TinyModel, capsys: Captured) -> None:
    assert edit("likelihood", "pain", "none", "0.6", "--given", "inflammation=yes") == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "likelihoods.csv: pain given inflammation=yes\n"
        "  severe: 0.4 -> 0.2 (-4.3 decibans)\n"
        "  mild: 0.4 -> 0.2 (-4.3 decibans)\n"
        "  none (the rest): 0.2 -> 0.6 (+7.8 decibans)\n"
    )
    assert files(tiny)[-4:] == ["red_flags.csv", "sources.csv", "tiny.toml", "variables.csv"]
    assert "likelihoods.csv.bak" in files(tiny)


def test_a_group_that_lists_every_state_has_no_rest(tiny: TinyModel, capsys: Captured) -> None:
    assert edit("likelihood", "size", "large", "0.7", "--given", "cause=@serious") == 0
    out = capsys.readouterr().out
    assert "size given cause=@serious\n  small: 0.1 -> 0.075 (" in out
    assert "the rest" not in out


def test_new_rows_and_the_structure_that_they_hide(tiny: TinyModel, capsys: Captured) -> None:
    assert edit("likelihood", "pain", "severe", "0.9", "--given", " cause = tumor ") == 0
    out, err = capsys.readouterr()
    assert re.match(
        r"likelihoods.csv: pain given cause=tumor\n"
        r"  severe: new, 0\.9\n  mild: new, 0\.0\d+\n  none \(the rest\): new, 0\.0\d+\n",
        out,
    )
    wrote, hides, *_ = err.splitlines()
    assert wrote == "Note: wrote likelihoods.csv; as it was: likelihoods.csv.bak"
    assert hides.startswith("Note: pain given cause=tumor hides inflammation=yes (line 11)")
    assert err.count("hides") == 1
    assert tiny.text("likelihoods").splitlines()[-1].startswith("pain,mild,cause=tumor,0.0")


def test_a_dry_run_writes_nothing(tiny: TinyModel, capsys: Captured) -> None:
    before = files(tiny)
    assert edit("prior", "cyst", "0.5", "--dry-run") == 0
    dry, err = capsys.readouterr()
    assert err == "Note: nothing was written (--dry-run)\n"
    assert files(tiny) == before
    assert lb.load("tiny.toml").diagnose()["cyst"] == pytest.approx(0.6)
    assert edit("prior", "cyst", "0.5") == 0
    assert capsys.readouterr().out == dry


def test_the_same_number_is_nothing_to_do(tiny: TinyModel, capsys: Captured) -> None:
    before = files(tiny)
    assert edit("prior", "cyst", "0.6") == 0
    assert capsys.readouterr().out == "Nothing to do: the number is what it shall be.\n"
    assert files(tiny) == before


def test_an_edit_to_0_is_warned_of(tiny: TinyModel, capsys: Captured) -> None:
    assert edit("prior", "tumor", "0") == 0
    out, err = capsys.readouterr()
    assert "tumor: 0.1 -> 0 (infinitely many decibans)" in out
    assert "No evidence can ever raise a prior of 0; write a small number instead." in err


def test_a_backup_is_never_overwritten(tiny: TinyModel, capsys: Captured) -> None:
    text = tiny.text("priors")
    for probability in ("0.5", "0.4"):
        assert edit("prior", "cyst", probability) == 0
    assert capsys.readouterr().err.endswith("Note: wrote priors.csv; as it was: priors.csv.bak2\n")
    assert (tiny.folder / "priors.csv.bak").read_text() == text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["prior", "cist", "0.5"], "cause has no state 'cist': did you mean cyst?"),
        (["prior", "cyst", "0,5"], "probability '0,5': expected a number from 0 to 1, such as 0.3"),
        (["prior", "cyst", "1.5"], "probability '1.5': expected a number from 0 to 1"),
        (["prior", "cyst", "0.5", "--setting", "x"], "setting has no state 'x': choose from"),
        (["likelihood", "cause", "cyst", "0.5"], "cause has priors, not likelihoods"),
        (["likelihood", "pain", "mild", "0.5", "--given", "x"], "given 'x': 'x' is not understood"),
        (
            ["likelihood", "pain", "mild", "0.5", "--given", "x=y"],
            "there is no variable 'x'",
        ),
        (["likelihood", "pain", "mild"], "Missing argument 'PROBABILITY'."),
        (["priors", "cyst", "0.5"], "there is no command 'priors': did you mean prior?"),
    ],
)
def test_what_is_refused(tiny: TinyModel, capsys: Captured, words: list[str], message: str) -> None:
    before = files(tiny)
    assert edit(*words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert files(tiny) == before


def test_a_tie_is_an_error_of_the_tables(tiny: TinyModel, capsys: Captured) -> None:
    assert edit("likelihood", "size", "small", "0.5", "--given", "cause=@skin") == 3
    err = capsys.readouterr().err
    assert "size given cause=@skin (new) and given cause=@serious (line 17) tie" in err


def test_invalid_tables_are_not_edited(tiny: TinyModel, capsys: Captured) -> None:
    tiny.set_cell("priors", "cyst,clinic", "probability", "0.63")
    assert edit("prior", "cyst", "0.5") == 3
    assert "sums to 1.03" in capsys.readouterr().err
    assert "priors.csv.bak" not in files(tiny)
    assert edit("prior", "cyst", "0.5", "--lenient") == 0
    assert lb.load("tiny.toml").diagnose()["cyst"] == pytest.approx(0.5)


def test_tables_outside_the_model_s_folder(
    tiny: TinyModel, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "inner").mkdir()
    text = tiny.text("model").replace(' = "', ' = "../').replace('setting = "../', 'setting = "')
    text = re.sub(r'(name|title|version|cause) = "../', r'\1 = "', text)
    (tmp_path / "inner" / "tiny.toml").write_text(text)
    words = ["tables", "edit", "prior", "cyst", "0.5", "--model", "inner/tiny.toml"]
    assert main(words) == 3
    assert main([*words, "--allow-outside"]) == 0
    assert "Note: wrote priors.csv" in capsys.readouterr().err


def test_a_write_that_fails(
    tiny: TinyModel, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: str, target: str) -> None:
        if ".bak" not in source:
            raise OSError(28, "No space left on device")
        os.rename(source, target)

    before, text = files(tiny), tiny.text("priors")
    monkeypatch.setattr(os, "replace", fail)
    assert edit("prior", "cyst", "0.5") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "Error: priors.csv cannot be written: No space left on device; nothing was changed. "
        "Check the folder's permissions and the space on the disk\n"
    )
    assert files(tiny) == before
    assert tiny.text("priors") == text


def test_the_bundled_model_of_an_installed_package(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lumpbayes"
    assert main(["tables", "copy", str(package / "bundled")]) == 0
    monkeypatch.setattr(loading, "__file__", str(package / "knowledge" / "loading.py"))
    capsys.readouterr()
    model = str(package / "bundled" / "models" / "back_lump.toml")
    assert main(["tables", "edit", "prior", "lipoma", "0.3", "--model", model]) == 2
    assert "make a copy with 'lumpbayes tables copy FOLDER'" in capsys.readouterr().err
    assert main(["tables", "edit", "prior", "lipoma", "0.3", "--dry-run"]) == 0
    names = os.listdir(package / "bundled" / "data")
    assert not [name for name in names if "bak" in name]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["edit"], "lumpbayes tables edit prior lipoma 0.3 --model"),
        (["edit", "prior"], "lumpbayes tables edit prior skin_abscess 0.4 --setting emergency"),
        (["edit", "likelihood"], "redness yes 0.8 --given inflammation=yes --dry-run"),
        (["normalise"], "lumpbayes tables normalise --dry-run"),
        (["diff"], "lumpbayes tables diff bundled mine/models/back_lump.toml"),
    ],
)
def test_help_has_examples(capsys: Captured, words: list[str], expected: str) -> None:
    assert main(["tables", *words, "--help"]) == 0
    out = capsys.readouterr().out
    assert "Examples:" in out
    assert expected in out


@pytest.mark.parametrize(
    "words",
    [
        ["edit", "prior", "lipoma", "0.3"],
        ["normalise"],
        ["edit", "likelihood", "redness", "yes", "0.8", "--given", "inflammation=yes"],
    ],
)
def test_the_bundled_model_is_not_changed_by_default(capsys: Captured, words: list[str]) -> None:
    assert main(["tables", *words]) == 2
    assert "Say whose files are to be changed: --model FILE." in capsys.readouterr().err


# --- Normalise ---------------------------------------------------------------------------------


def normalise(*words: str) -> int:
    return main(["tables", "normalise", *words, "--model", "tiny.toml"])


def test_sums_of_1(tiny: TinyModel, capsys: Captured) -> None:
    assert normalise() == 0
    assert capsys.readouterr().out == "Nothing to do: every sum is 1.\n"


def test_tables_that_strict_loading_refuses_are_mended(tiny: TinyModel, capsys: Captured) -> None:
    tiny.set_cell("priors", "cyst,clinic", "probability", "0.63")
    tiny.set_cell("likelihoods", "size,large,cause=@serious", "probability", "0.6006")
    assert main(["tables", "check", "--model", "tiny.toml"]) == 3
    capsys.readouterr()
    before = files(tiny)
    assert normalise("--dry-run") == 0
    assert files(tiny) == before
    dry = capsys.readouterr().out
    assert normalise() == 0
    out, err = capsys.readouterr()
    assert "priors.csv: cause given setting=clinic\n  cyst: 0.63 -> 0.61165 (-0.3 decibans)" in out
    assert "size given cause=@serious\n  small: 0.1 -> 0.09994 (-0.003 decibans)" in out
    assert "hospital" not in out
    assert err == (
        "Note: wrote priors.csv; as it was: priors.csv.bak\n"
        "Note: wrote likelihoods.csv; as it was: likelihoods.csv.bak\n"
    )
    assert dry == out
    assert main(["tables", "check", "--model", "tiny.toml"]) == 0
    capsys.readouterr()
    assert normalise() == 0
    assert capsys.readouterr().out == "Nothing to do: every sum is 1.\n"


def test_a_sum_too_far_off_is_an_error(tiny: TinyModel, capsys: Captured) -> None:
    tiny.set_cell("priors", "cyst,clinic", "probability", "0.7")
    assert normalise() == 3
    assert "sums to 1.1" in capsys.readouterr().err


def test_other_errors_are_left_and_named(tiny: TinyModel, capsys: Captured) -> None:
    tiny.set_cell("priors", "cyst,clinic", "probability", "0.63")
    tiny.set_cell("management", "tumor,", "source", "nobody1999")
    assert normalise() == 0
    out, err = capsys.readouterr()
    assert "cyst: 0.63 -> 0.61165" in out
    assert err == (
        "Note: wrote priors.csv; as it was: priors.csv.bak\n"
        "Note: 1 error is left; see: lumpbayes tables check --model tiny.toml\n"
    )
