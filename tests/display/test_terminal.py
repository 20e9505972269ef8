"""The answer in windows of every width."""

import re
from pathlib import Path

import pytest
from click import unstyle
from rich.cells import cell_len

import lumpbayes as lb
from lumpbayes.display.terminal import answer_lines
from tests.tiny_model import TinyModel


def lines_of(diagnosis: lb.Diagnosis, width: int, top: int | None = None) -> list[str]:
    return [unstyle(line) for line in answer_lines(diagnosis.answer, top, width)]


def differential(lines: list[str]) -> list[str]:
    return [line for line in lines if re.match(r" *\d+  \S", line)]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("top", [3, None])
def test_no_line_is_wider_than_the_window(engine: lb.Engine, width: int, top: int | None) -> None:
    words = {
        "limb_weakness": "yes",
        "fever": "yes",
        "pain": lb.Likelihood({"mild": 1, "none": 0.5}),
    }
    lines = lines_of(engine.diagnose(words), width, top)
    wide = [line for line in lines if cell_len(line) > width]
    assert all(len(line.split()) == 1 for line in wide), wide  # one long word, such as a source
    assert len(differential(lines)) == (top or len(engine.causes))


def test_labels_are_cut_and_bars_left_out_in_a_narrow_window(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"fever": "yes"})
    assert differential(lines_of(diagnosis, 20))[0] == " 1  Skin a…   58.1 %"
    assert not any("█" in line for line in lines_of(diagnosis, 60))
    assert any("█" in line for line in lines_of(diagnosis, 80))


def test_what_is_left_out_is_summed(engine: lb.Engine) -> None:
    diagnosis = engine.diagnose({"fever": "yes"})
    rest = sum(list(diagnosis.posterior.values())[5:])
    assert f"    and 13 more, together {100 * rest:.1f} % (--all shows them)" in lines_of(
        diagnosis, 80, 5
    )
    assert "    and 13 more," in lines_of(diagnosis, 20, 5)


def test_urgency_comes_first_then_the_differential(engine: lb.Engine) -> None:
    lines = lines_of(engine.diagnose({"limb_weakness": "yes"}), 100)
    heads = (
        "Emergency: at once, the same day",
        "  red flag R1 (emergency): ",
        " 1  ",
        "Usually harmless",
    )
    places = [next(i for i, line in enumerate(lines) if line.startswith(head)) for head in heads]
    assert places == sorted(places)


def test_the_work_up_of_what_drives_the_urgency_is_shown_however_few_causes_are(
    engine: lb.Engine,
) -> None:
    found = engine.diagnose({"age_years": 67, "pain": "severe"})
    heads = [line for line in lines_of(found, 100, 1) if line.startswith("If it is ")]
    assert heads == [
        f"If it is Deep spinal infection ({100 * found['deep_spinal_infection']:.1f} %): emergency",
        f"If it is Skin abscess ({100 * found['skin_abscess']:.1f} %): urgent"
        " in itself; the urgency above holds",
    ]


@pytest.mark.parametrize("width", [20, 30, 80])
def test_wide_characters_are_aligned(tmp_path: Path, width: int) -> None:
    model = TinyModel(tmp_path)
    model.set_cell("labels", "cause,cyst", "label", "表皮嚢腫")
    model.set_cell("labels", "cause,abscess", "label", "皮膚膿瘍細菌性皮膚膿瘍")
    lines = differential(lines_of(lb.load(model.path).diagnose(), width))
    ends = {cell_len(line[: line.index("%")]) for line in lines}
    assert len(ends) == 1
    assert all(cell_len(line) <= width for line in lines)
    shown = repr(lb.load(model.path).diagnose()).splitlines()
    wide = [line for line in shown if line.endswith(" %") and "because" not in line]
    assert len({cell_len(line) for line in wide}) == 1


def test_a_hundred_causes_keep_their_columns(tmp_path: Path) -> None:
    model = TinyModel(tmp_path)
    causes = [f"c{number}" for number in range(120)]
    model.set_cell("variables", "cause,", "states", ";".join(causes))
    model.replace("groups", "cause,skin,Skin lump,cyst\ncause,skin,Skin lump,abscess\n", "")
    model.replace(
        "groups",
        "cause,serious,Serious cause,abscess\ncause,serious,Serious cause,tumor\n",
        "cause,serious,Serious cause,c0\n",
    )
    head = model.text("priors").splitlines()[0]
    rows = [
        f"{cause},{setting},{1 / 120!r},0,1,estimate,judgement,"
        for setting in ("clinic", "hospital")
        for cause in causes
    ]
    model.write("priors", "\n".join([head, *rows, ""]))
    model.write("labels", "variable,state,label\n")
    model.write("management", "cause,urgency,workup,treatment,source\n")
    model.write("codes", "kind,name,state,icd10cm,hpo,snomed\n")
    model.write(
        "likelihoods",
        model.text("likelihoods")
        .replace("cause=abscess", "cause=c0")
        .replace("cause=tumor", "cause=c1"),
    )
    lines = differential(lines_of(lb.load(model.path).diagnose(), 40))
    assert len(lines) == 120
    assert len({line.index("%") for line in lines}) == 1
