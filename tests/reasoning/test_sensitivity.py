"""One-way functions of every number: against edits of the tables, which ask anew."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference import tables
from lumpbayes.inference.part_solver import PartSolver
from lumpbayes.interchange.writing import write_network
from lumpbayes.reasoning import table_cells as table_cells_module
from lumpbayes.reasoning.one_way import edit_bound, log_odds
from lumpbayes.reasoning.sensitivity import Sensitivity
from lumpbayes.reasoning.table_cells import TableCells
from tests.random_problem import random_network
from tests.random_tables import random_evidence, random_model
from tests.tiny_model import TinyModel

POINTS = (0.0, 1e-9, 1e-4, *np.linspace(0.01, 0.99, 14).tolist(), 0.9999, 1 - 1e-9, 1.0)
FINDINGS = {"fever": "yes", "redness": "yes", "tenderness": "yes", "size_cm": 6.2}


def edited(engine: lb.Engine, cells: TableCells, cell: int, value: float) -> lb.Engine:
    """The engine with one number set, by the tables."""
    named = cells.named(cell)
    if named.table == "priors":
        setting = dict(named.given).get("setting")
        return engine.with_prior(named.state, value, setting=setting)
    return engine.with_likelihood(named.variable, named.state, value, given=dict(named.given))


def recomputed(engine: lb.Engine, evidence: dict[str, object], setting: str) -> dict[str, float]:
    """The posterior; nothing where the evidence is impossible."""
    try:
        return dict(engine.diagnose(evidence, setting=setting).posterior)
    except lb.ImpossibleEvidenceError:
        return {}


def check_cell(
    engine: lb.Engine, found: Sensitivity, cell: int, evidence: dict[str, object], setting: str
) -> None:
    """The function of one number against recomputation at 20 points."""
    named = found.cells.named(cell)
    function = found.function(named.variable, named.state, dict(named.given))
    assert function.row == found.cells.row(cell)
    for value in POINTS:
        posterior = recomputed(edited(engine, found.cells, cell, value), evidence, setting)
        if not posterior:
            with pytest.raises(lb.EvidenceError, match="makes the evidence impossible"):
                function.at(value)
            continue
        expected = math.fsum(posterior[cause] for cause in found.causes.states)
        assert function.at(value) == pytest.approx(expected, abs=1e-10, rel=1e-9)
        linear = function.c * value + function.d
        if linear > 1e-6:
            ratio = (function.a * value + function.b) / linear
            assert ratio == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("backend", ["sweeps", "kernel"])
@pytest.mark.parametrize("seed", range(6))
def test_every_function_is_what_edits_do(seed: int, backend: str, tmp_path: Path) -> None:
    engine = random_model(seed, tmp_path).with_backend(backend)
    evidence = random_evidence(seed)
    setting = ("clinic", "hospital", "any")[seed % 3]
    cause = ("c1", "left", "right", "c5", None)[seed % 5]
    if not recomputed(engine, evidence, setting):
        return
    found = engine.diagnose(evidence, setting=setting).sensitivity(cause)
    for cell in range(len(found.cells)):
        check_cell(engine, found, cell, evidence, setting)


@pytest.mark.parametrize("seed", range(4))
def test_a_sample_of_the_bundled_model(seed: int, engine: lb.Engine) -> None:
    evidence = [FINDINGS, {"punctum": "yes"}, {"pain": lb.Not("none")}, {}][seed]
    found = engine.diagnose(evidence).sensitivity("skin_abscess")
    cells = np.random.default_rng(seed).permutation(len(found.cells))[:3]
    largest = found.swing.argmax()
    for cell in [*cells.tolist(), int(largest)]:
        check_cell(engine, found, cell, evidence, "primary_care")


def test_the_arrays_say_what_the_functions_do(tmp_path: Path) -> None:
    for seed in range(8):
        engine = random_model(seed, tmp_path / str(seed))
        evidence = random_evidence(seed)
        if not recomputed(engine, evidence, "clinic"):
            continue
        found = engine.diagnose(evidence).sensitivity("left")
        for cell, row in enumerate(found.rows):
            named = found.cells.named(cell)
            function = found.function(named.variable, named.state, dict(named.given))
            assert function.at(float(found.value[cell])) == pytest.approx(
                found.posterior, abs=1e-12
            )
            numbers = (function.a, function.b, function.c, function.d)
            arrays = (found.a, found.b, found.c, found.d)
            assert numbers == tuple(array[cell] for array in arrays)
            slope = function.derivative(float(found.value[cell]))
            assert found.derivative[cell] == row.derivative == pytest.approx(slope, abs=1e-9)
            for end, value in ((row.at_low, found.low[cell]), (row.at_high, found.high[cell])):
                try:
                    assert end == pytest.approx(function.at(float(value)), abs=1e-12)
                except lb.EvidenceError:  # the limit
                    near = abs(float(value) - 1e-9)
                    assert end == pytest.approx(function.at(near), abs=1e-6)
            assert row.swing == found.swing[cell] == abs(row.at_high - row.at_low)
        low, high = found.extremes
        assert low == min(found.at_low.min(), found.at_high.min(), found.posterior)
        assert high == max(found.at_low.max(), found.at_high.max(), found.posterior)
        assert not any(
            array.flags.writeable
            for array in (found.a, found.b, found.derivative, found.at_low, found.value, found.d)
        )


def test_the_tornado_is_ranked(engine: lb.Engine) -> None:
    found = engine.diagnose(FINDINGS).sensitivity()
    assert found.cause == "skin_abscess"
    rows = found.tornado(None)
    swings = [row.swing for row in rows]
    assert swings == sorted(swings, reverse=True)
    assert len(rows) == len(found.moving) == np.count_nonzero(found.swing > 1e-14)
    assert found.tornado() == rows[:10]
    assert 0 < found.posterior - found.extremes[0]


def test_numbers_that_cannot_matter_do_not(engine: lb.Engine) -> None:
    found = engine.diagnose({"fever": "yes"}).sensitivity("lipoma")
    barren = found.function("mri", "fat", "typical_appearance=yes;cause=lipoma")
    assert (barren.a, barren.c, barren.derivative(0.5)) == (0, 0, 0)
    elsewhere = found.function("cause", "lipoma", {"setting": "emergency"})
    assert elsewhere.at(0.9) == pytest.approx(found.posterior, rel=1e-12)
    assert found.function("cause", "lipoma").row.given == "setting=primary_care"


def test_a_row_that_holds_nowhere(tiny: TinyModel) -> None:
    for cause in ("cyst", "abscess"):  # that for the tumor is there already
        tiny.add_likelihood("biopsy", "positive", f"cause={cause}", 0.5)
    engine = lb.load(tiny.path, backend="sweeps")
    found = engine.diagnose({"biopsy": "positive"}).sensitivity("tumor")
    nowhere = found.function("biopsy", "positive")
    assert (nowhere.a, nowhere.c) == (0, 0)
    assert nowhere.at(1.0) == pytest.approx(found.posterior, rel=1e-14)


def test_a_known_cause_does_not_move(engine: lb.Engine) -> None:
    found = engine.diagnose({"cause": "lipoma", "fever": "yes"}).sensitivity("lipoma")
    assert found.posterior == 1
    assert not found.derivative.any()
    assert found.tornado() == ()
    assert found.extremes == (1, 1)


def test_backends_agree(engine: lb.Engine) -> None:
    one = engine.diagnose(FINDINGS).sensitivity("malignancy")
    other = engine.with_backend("sweeps").diagnose(FINDINGS).sensitivity("malignancy")
    for name in ("a", "b", "c", "d", "derivative", "at_low", "at_high"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("backend", ["sweeps", "kernel"])
def test_tables_that_are_not_laid_out(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, evidence = random_model(3, tmp_path), {"f1": "b", "f2": "no"}
    monkeypatch.setattr(tables, "FEW_ENTRIES", 1)
    monkeypatch.setattr(tables, "FEW_REPEATS", 0)
    other = lb.load(tmp_path / "random.toml", backend=backend)
    assert isinstance(other.solver, PartSolver)
    one, two = (each.diagnose(evidence) for each in (engine, other))
    for name in ("a", "b", "c", "d", "at_low", "at_high"):
        np.testing.assert_allclose(
            getattr(two.sensitivity("left"), name),
            getattr(one.sensitivity("left"), name),
            rtol=1e-12,
            atol=1e-14,
        )
    assert [e.row for e in two.smallest_edits().edits] == [
        e.row for e in one.smallest_edits().edits
    ]


def test_words(engine: lb.Engine) -> None:
    dx = engine.diagnose(FINDINGS)
    found = dx.sensitivity("malignancy")
    with pytest.raises(lb.UnknownNameError, match="no cause, and no group of causes, 'lipona'"):
        dx.sensitivity("lipona")
    with pytest.raises(lb.UnknownNameError, match="there is no variable 'fevr'"):
        found.function("fevr", "yes")
    with pytest.raises(lb.UnknownNameError, match="fever has no state 'ja'"):
        found.function("fever", "ja")
    with pytest.raises(
        lb.UnknownNameError, match=r"the tables have no row fever=yes given cause=lipoma: "
    ):
        found.function("fever", "yes", {"cause": "lipoma"})
    with pytest.raises(
        lb.UnknownNameError, match=r"no row fever=no given \(always\): no row lists fever=no"
    ):
        found.function("fever", "no")
    with pytest.raises(lb.EvidenceError, match="expected a number from 0 to 1"):
        found.function("cause", "lipoma").at(1.5)


def test_records(engine: lb.Engine) -> None:
    found = engine.diagnose(FINDINGS).sensitivity("malignancy")
    record = found.to_dict(3)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert (record["schema"], record["cause"], record["cells"]) == (1, "malignancy", 1420)
    assert [each["swing"] for each in record["tornado"]] == [r.swing for r in found.tornado(3)]
    assert record["tornado"][0]["place"].endswith(tuple("0123456789"))
    frame = found.to_frame()
    assert len(frame) == 1420
    np.testing.assert_array_equal(frame["derivative"], found.derivative)
    assert frame.loc[0, "variable"] == "cause"
    assert frame.loc[0, "sources"] == list(found.cells.row(0).sources)
    text = repr(found)
    assert text.startswith("Sensitivity of malignancy, ")
    assert len(text.splitlines()) == 11


def test_rows_are_laid_out_once_for_an_engine(
    engine: lb.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = engine.diagnose(FINDINGS).sensitivity().cells
    assert engine.diagnose({}).sensitivity("lipoma").cells is first
    other = engine.with_prior("lipoma", 0.5)
    cells = other.diagnose({}).sensitivity().cells
    assert cells is not first
    place = cells.find("cause", "lipoma", None)
    assert cells.value[place] == 0.5
    assert other.solver in table_cells_module._KEPT


def test_an_edited_row_cites_no_line(engine: lb.Engine) -> None:
    dx = engine.with_prior("lipoma", 0.4).diagnose({"warmth": "yes"})
    row = dx.sensitivity("lipoma").function("cause", "lipoma").row
    (was,) = (
        cell.estimate.probability
        for cell in engine.knowledge.priors
        if (cell.cause, cell.setting) == ("lipoma", "primary_care")
    )
    assert row.place == f"priors.csv (edited, was {was:.4g})"


def test_a_new_row_stands_in_the_file(engine: lb.Engine) -> None:
    given = {"inflammation": "yes", "cause": "lipoma"}
    other = engine.with_likelihood("warmth", "yes", 0.3, given=given)
    row = other.diagnose({"warmth": "yes"}).sensitivity("lipoma").function("warmth", "yes", given)
    assert row.row.place.endswith("likelihoods.csv (new row)")


def test_a_network_file_has_no_tables(tmp_path: Path) -> None:
    write_network(random_network(3), "random", str(tmp_path / "random.bif"), "bif")
    dx = lb.load(tmp_path / "random.bif", target="v0", backend="sweeps").diagnose()
    with pytest.raises(lb.EvidenceError, match="was read from a network file and has no tables"):
        dx.sensitivity()
    for ask in (dx.sensitivity, dx.smallest_edits):
        with pytest.raises(
            lb.EvidenceError, match=r"; dx\.derivatives\(variable, state\) says how"
        ):
            ask()


@pytest.mark.parametrize("backend", ["sweeps", "kernel"])
def test_numbers_too_small_for_doubles(backend: str, tiny: TinyModel) -> None:
    for start, number in (
        ("biopsy,positive,,", "0"),
        ("biopsy,positive,cause=tumor", "1e-200"),
        ("size,small,cause=@serious", "1e-200"),
    ):
        tiny.set_cell("likelihoods", start, "probability", number)
        tiny.set_cell("likelihoods", start, "low", "0")
    tiny.set_cell("likelihoods", "size,large,cause=@serious", "probability", "0.7")
    tiny.set_cell("likelihoods", "size,large,cause=@serious", "high", "0.8")
    dx = lb.load(tiny.path, backend=backend).diagnose({"biopsy": "positive", "size": "small"})
    for ask in (dx.sensitivity, dx.smallest_edits):
        with pytest.raises(
            lb.EvidenceError,
            match=r"likelihoods.csv:20: an edit of P\(biopsy=positive\) = 0 could "
            "make this evidence more than 1e308 times as probable, which doubles do not hold",
        ):
            ask()


def test_almost_too_small_for_doubles(tiny: TinyModel) -> None:
    tiny.set_cell("likelihoods", "biopsy,positive,,", "probability", "1e-308")
    tiny.set_cell("likelihoods", "biopsy,positive,,", "low", "0")
    engine = lb.load(tiny.path, backend="sweeps")
    found = engine.diagnose({"biopsy": "positive", "cause": "cyst"}).sensitivity("cyst")
    assert 9e307 < found.c.max() < math.inf


@pytest.mark.parametrize("seed", range(4))
def test_no_edit_moves_a_query_further_than_its_bound(seed: int, tmp_path: Path) -> None:
    engine = random_model(seed, tmp_path, zeros=False)
    random = np.random.default_rng(seed)
    cells = engine.diagnose().sensitivity().cells
    for cell in random.permutation(len(cells))[:12].tolist():
        now = float(cells.value[cell])
        value = float(random.uniform(0.01, 0.99))
        moved = log_odds(value) - log_odds(now)
        other = edited(engine, cells, cell, value)
        for number in range(8):
            evidence = random_evidence(1000 * seed + number)
            before, after = (each.diagnose(evidence) for each in (engine, other))
            for query, probability in before.posterior.items():
                low, high = edit_bound(probability, moved)
                assert low - 1e-12 <= after.posterior[query] <= high + 1e-12
    prior = cells.row(0)  # P(c1 | clinic) itself moves by just that much
    other = engine.with_prior("c1", 0.9)
    low, high = edit_bound(prior.probability, log_odds(0.9) - log_odds(prior.probability))
    attained = other.diagnose(setting="clinic")["c1"]
    assert min(abs(attained - low), abs(attained - high)) < 1e-12


def test_the_bound_itself() -> None:
    assert edit_bound(0.0, 3.0) == (0.0, 0.0)
    assert edit_bound(1.0, -3.0) == (1.0, 1.0)
    assert edit_bound(0.5, 0.0) == pytest.approx((0.5, 0.5))
    assert edit_bound(0.2, -2.0) == edit_bound(0.2, 2.0)
    low, high = edit_bound(0.2, math.log(2))
    assert (low, high) == pytest.approx((1 / 9, 1 / 3))
    with pytest.raises(lb.EvidenceError, match="expected a number from 0 to 1"):
        edit_bound(2.0, 1.0)
    assert (log_odds(0.0), log_odds(1.0)) == (-math.inf, math.inf)
