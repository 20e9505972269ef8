import pickle
from pathlib import Path

import pytest

from lumpbayes.cli import main
from lumpbayes.errors import EvidenceError, Level, TablesError
from lumpbayes.knowledge.loading import bundled_model, load_knowledge
from tests.tiny_model import TinyModel, told, where


def test_the_tiny_model_loads_without_any_issue(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    assert knowledge.issues == ()
    assert (knowledge.cause, knowledge.setting) == ("cause", "setting")
    assert knowledge.causes == ("cyst", "abscess", "tumor")


def test_the_bundled_model_is_the_default() -> None:
    assert Path(bundled_model()).is_file()
    knowledge = load_knowledge()
    assert knowledge.name == "back_lump"
    assert not [issue for issue in knowledge.issues if issue.level is Level.ERROR]


def test_an_installed_package_reads_its_own_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lumpbayes.knowledge import loading

    installed = tmp_path / "lumpbayes" / "bundled" / "models" / "back_lump.toml"
    installed.parent.mkdir(parents=True)
    installed.touch()
    monkeypatch.setattr(
        loading, "__file__", str(tmp_path / "lumpbayes" / "knowledge" / "loading.py")
    )
    assert bundled_model() == str(installed)


def test_an_unknown_policy(tiny: TinyModel) -> None:
    with pytest.raises(EvidenceError, match="policy 'leniant': did you mean lenient"):
        tiny.load(policy="leniant")


def test_a_path_object_is_a_path(tiny: TinyModel) -> None:
    assert load_knowledge(tiny.path).name == "tiny"  # type: ignore[arg-type]


def break_many(tiny: TinyModel) -> list[str]:
    """One thing wrong in each table; where."""
    return [
        f"labels.csv:{tiny.add('labels', 'pian', '', 'x')}",
        f"groups.csv:{tiny.add('groups', 'cause', 'skin', 'Skin lump', 'cist')}",
        f"priors.csv:{tiny.set_cell('priors', 'cyst,clinic,', 'probability', '0,6')}",
        f"priors.csv:{tiny.set_cell('priors', 'cyst,hospital,', 'source', 'nobody')}",
        f"likelihoods.csv:{tiny.set_cell('likelihoods', 'biopsy,positive,,', 'given', 'caus=*')}",
        f"management.csv:{tiny.set_cell('management', 'cyst,', 'urgency', 'never')}",
        f"red_flags.csv:{tiny.set_cell('red_flags', 'R1,', 'rule', 'pain')}",
        f"codes.csv:{tiny.set_cell('codes', 'cause,', 'kind', 'disease')}",
    ]


def test_problems_of_all_tables_are_raised_together(tiny: TinyModel) -> None:
    places = break_many(tiny)
    tiny.replace("model", 'setting = "clinic"', 'setting = "clinc"')
    with pytest.raises(TablesError) as caught:
        tiny.load()
    assert [where(issue) for issue in caught.value.issues] == [*places, "tiny.toml"]
    assert str(caught.value).splitlines() == [str(issue) for issue in caught.value.issues]


def test_the_error_survives_pickling(tiny: TinyModel) -> None:
    break_many(tiny)
    with pytest.raises(TablesError) as caught:
        tiny.load()
    assert pickle.loads(pickle.dumps(caught.value)).issues == caught.value.issues


def test_the_shell_shows_all_problems_and_exits_with_3(
    tiny: TinyModel, capsys: pytest.CaptureFixture[str]
) -> None:
    places = break_many(tiny)
    assert main(["tables", "check", "--model", str(tiny.path)]) == 3
    out = capsys.readouterr().out.replace("\n", "")
    assert all(place in out for place in places)
    assert "8 errors" in out


def test_a_query_on_broken_tables_exits_with_3_and_answers_nothing(
    tiny: TinyModel, capsys: pytest.CaptureFixture[str]
) -> None:
    places = break_many(tiny)
    assert main(["query", "--model", str(tiny.path)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert all(place in captured.err for place in places)
    assert "Traceback" not in captured.err


def test_errors_stand_before_warnings(tiny: TinyModel) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "grade", "estimate")
    tiny.set_cell("likelihoods", "biopsy,positive,,", "probability", "x")
    assert [issue.level for issue in tiny.issues()] == [Level.ERROR, Level.WARNING]


def test_broken_variables_and_sources_are_reported_together(tiny: TinyModel) -> None:
    tiny.set_cell("variables", "pain,", "role", "sign")
    tiny.write("sources", "")
    assert [where(issue) for issue in tiny.errors()] == ["variables.csv:7", "sources.csv"]


def test_a_tie_is_reported_beside_a_broken_label(tiny: TinyModel) -> None:
    tiny.add("labels", "pian", "", "x")
    tiny.add_likelihood("biopsy", "positive", "cause=@skin", 0.1)
    tiny.add_likelihood("biopsy", "positive", "cause=@serious", 0.1)
    assert len(tiny.errors()) == 2


def test_a_lenient_policy_goes_on_where_errors_can_be_mended(tiny: TinyModel) -> None:
    tiny.add("labels", "pian", "", "x")
    tiny.set_cell("priors", "cyst,hospital,", "source", "nobody")
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0.63")
    knowledge = tiny.load(policy="lenient")
    assert [issue.level for issue in knowledge.issues] == [Level.ERROR] * 3
    assert all(issue.mendable for issue in knowledge.issues)


def test_a_lenient_policy_stops_at_anything_else_and_shows_everything(tiny: TinyModel) -> None:
    places = break_many(tiny)
    with pytest.raises(TablesError) as caught:
        tiny.load(policy="lenient")
    assert [where(issue) for issue in caught.value.issues] == places


def test_a_lenient_policy_stops_at_a_tie(tiny: TinyModel) -> None:
    tiny.add_likelihood("biopsy", "positive", "cause=@skin", 0.1)
    tiny.add_likelihood("biopsy", "positive", "cause=@serious", 0.1)
    with pytest.raises(TablesError, match=r"tie at cause=abscess"):
        tiny.load(policy="lenient")


def test_the_shell_goes_on_when_told_to(
    tiny: TinyModel, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.set_cell("priors", "cyst,clinic,", "probability", "0.63")
    assert main(["query", "--model", str(tiny.path)]) == 3
    assert main(["query", "--model", str(tiny.path), "--lenient"]) == 0
    assert "1 error in the tables" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("default", "column", "value", "expected", "remedy"),
    [
        (
            'seting = "clinic"',
            "[defaults] seting",
            "'seting'",
            "a variable",
            "Correct the name: did you mean setting?",
        ),
        (
            'setting = "clinc"',
            "[defaults] setting",
            "'clinc'",
            "a state of setting",
            "Correct the name: did you mean clinic?",
        ),
        (
            "setting = 3",
            "[defaults] setting",
            "'3'",
            "a state of setting",
            "Correct the name: choose from clinic, hospital",
        ),
        (
            'cause = "cyst"',
            "[defaults] cause",
            "'cyst'",
            "no default of the cause: it is what is asked",
            "Correct the name: choose from setting, inflammation, age_group, redness, pain, size, "
            "biopsy",
        ),
    ],
)
def test_a_broken_default(
    tiny: TinyModel, default: str, column: str, value: str, expected: str, remedy: str
) -> None:
    tiny.replace("model", 'setting = "clinic"', default)
    issue = tiny.error()
    assert where(issue) == "tiny.toml"
    assert told(issue) == (column, value, expected, remedy)


def test_every_number_of_a_row_can_be_traced_to_its_line(tiny: TinyModel) -> None:
    lines = tiny.text("likelihoods").splitlines()
    for cell in tiny.load().likelihoods:
        assert lines[cell.line - 1].startswith(f"{cell.variable},{cell.state},")


def test_the_message_of_an_error_holds_no_terminal_escapes(tiny: TinyModel) -> None:
    tiny.set_cell("red_flags", "R1,", "rule", "pain=\x1b[31msevere!")
    with pytest.raises(TablesError) as caught:
        tiny.load()
    assert "\x1b" not in str(caught.value)


def test_a_hundred_thousand_bad_rows_are_not_all_listed(tiny: TinyModel) -> None:
    rows = "cyst,clinic,x,0,1,estimate,judgement,\n" * 100_000
    tiny.write("priors", tiny.text("priors") + rows)
    with pytest.raises(TablesError, match=r"more in the error.s issues: 901 errors") as caught:
        tiny.load()
    assert len(caught.value.issues) == 1001
    assert "99,000 more of this level" in caught.value.issues[-1].value
    assert len(str(caught.value).splitlines()) == 101
