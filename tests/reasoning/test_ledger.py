"""``dx.explain``: the ledger of an answer, in words, with the rows of the tables behind it."""

import json
import math
import re
from typing import Any

import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError, UnknownNameError
from lumpbayes.reasoning.ledger import Ledger, LedgerKind
from tests.tiny_model import TinyModel

FINDINGS: dict[str, Any] = {"redness": "yes", "pain": "severe", "size_cm": 6, "age_years": 60}


@pytest.fixture
def small(tiny: TinyModel) -> lb.Engine:
    return lb.load(tiny.path, backend="sweeps")


def total(ledger: Ledger) -> float:
    return ledger.log_prior_odds + sum(row.log_share or 0.0 for row in ledger.rows)


def logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_it_adds_up_to_the_posterior(small: lb.Engine) -> None:
    dx = small.diagnose(FINDINGS, setting="hospital")
    prior = small.diagnose({}, setting="hospital")
    for cause in small.causes:
        ledger = dx.explain(cause)
        assert total(ledger) == pytest.approx(ledger.log_posterior_odds, abs=1e-9)
        assert ledger.log_posterior_odds == pytest.approx(logit(dx[cause]), abs=1e-9)
        assert ledger.log_prior_odds == pytest.approx(logit(prior[cause]), abs=1e-9)
        assert ledger.posterior == pytest.approx(dx[cause], abs=1e-12)
        assert ledger.prior == pytest.approx(prior[cause], abs=1e-12)
        assert ledger.exact
        assert (ledger.permutations, ledger.seed) == (0, None)


def test_the_leading_cause_is_explained_unless_another_is_named(small: lb.Engine) -> None:
    dx = small.diagnose(FINDINGS)
    ledger = dx.explain()
    first, second = list(dx)[:2]
    assert ledger.cause == first
    assert ledger.causes == (first,)
    assert (ledger.against, ledger.against_label) == (None, "all other causes")
    assert ledger.rival == second
    assert dx.explain(" Tumor ").cause == "tumor"


def test_one_cause_against_another(small: lb.Engine) -> None:
    dx = small.diagnose(FINDINGS)
    ledger = dx.explain("tumor", against="cyst")
    assert (ledger.against, ledger.rival, ledger.rival_label) == ("cyst", "cyst", "a cyst")
    assert total(ledger) == pytest.approx(math.log(dx["tumor"] / dx["cyst"]), abs=1e-9)
    size = next(row for row in ledger.rows if row.variable == "size")
    assert size.log_share == pytest.approx(math.log(0.6 / 0.2), abs=1e-12)


def test_a_group_of_causes(small: lb.Engine) -> None:
    dx = small.diagnose(FINDINGS)
    ledger = dx.explain("serious")
    assert (ledger.cause, ledger.cause_label) == ("serious", "Serious cause")
    assert ledger.causes == ("abscess", "tumor")
    assert ledger.posterior == pytest.approx(dx.groups["serious"], abs=1e-12)
    assert dx.explain("cyst", against="serious").rival == "serious"


def test_rows_stand_by_size_and_say_what_was_found(small: lb.Engine) -> None:
    ledger = small.diagnose({**FINDINGS, "pain": lb.Not("none")}).explain("abscess")
    sizes = [abs(row.log_share or 0.0) for row in ledger.rows]
    assert sizes == sorted(sizes, reverse=True)
    assert {row.variable: row.found for row in ledger.rows} == {
        "redness": "Redness: yes",
        "pain": "Pain at the lump: not no pain",
        "size": "Size: 6 cm",
        "age_group": "Age: 60 years",
    }
    assert ledger.setting == "Setting: clinic (assumed)"
    for row in ledger.rows:
        assert row.log_share is not None
        assert row.kind is (LedgerKind.FOR if row.log_share > 0 else LedgerKind.AGAINST)


def test_the_rows_of_the_tables_behind_a_finding(small: lb.Engine, tiny: TinyModel) -> None:
    ledger = small.diagnose(FINDINGS).explain("tumor", against="cyst")
    rows = {row.variable: row for row in ledger.rows}
    (size,) = rows["size"].for_cause
    line = tiny.line("likelihoods", "size,large,cause=@serious")
    assert size == (
        "size", "large", "cause=@serious", 0.6, 0.3, 0.8, "sourced", ("smith2020",),
        f"likelihoods.csv:{line}", False,
    )  # fmt: skip
    (rest,) = rows["size"].for_rival
    assert rest[:4] == ("size", "large", "(always)", pytest.approx(0.2))
    assert (rest.low, rest.high, rest.is_rest) == (None, None, True)
    (old,) = rows["age_group"].for_cause
    assert old[:6] == ("age_group", "old", "cause=tumor", 0.8, pytest.approx(0.4), 0.9)
    assert old.is_rest
    pain = [(row.given, row.state) for row in rows["pain"].for_cause]
    assert pain == [
        ("inflammation=yes", "severe"),
        ("inflammation=no;cause=tumor", "severe"),
        ("(always)", "yes"),
    ]
    assert ledger.prior_for_cause[0][:3] == ("cause", "tumor", "setting=clinic")
    assert ledger.sources == {"smith2020": "Smith A. 2020. Lumps. doi:10.1/lumps"}


def test_every_setting_s_prior_where_it_is_averaged(small: lb.Engine) -> None:
    ledger = small.diagnose(FINDINGS, setting="any").explain("tumor")
    assert [row.given for row in ledger.prior_for_cause] == ["setting=clinic", "setting=hospital"]
    assert ledger.setting == "Setting: any"


def test_an_edited_number_cites_no_line(small: lb.Engine) -> None:
    """The line says another number: what it says stands there instead, for the others too."""
    prior = small.knowledge.priors[0]
    assert (prior.cause, prior.setting) == ("cyst", "clinic")
    once = small.with_prior("cyst", 0.3, setting="clinic")
    edited = once.with_prior("cyst", 0.4, setting="clinic")
    ledger = edited.diagnose({"redness": "yes"}).explain("cyst", against="tumor")
    before = {cell.cause: cell.estimate.probability for cell in small.knowledge.priors[:3]}
    for rows, cause in ((ledger.prior_for_cause, "cyst"), (ledger.prior_for_rival, "tumor")):
        (row,) = rows
        assert row.place == f"priors.csv (edited, was {before[cause]:.4g})"
        assert row.probability != before[cause]
    # The other setting's rows, and a number set to what it is, are as the file has them.
    other = edited.diagnose({"redness": "yes"}, setting="hospital").explain("cyst")
    assert re.fullmatch(r"priors\.csv:\d+", other.prior_for_cause[0].place)
    same = small.with_prior("cyst", before["cyst"], setting="clinic")
    assert same.knowledge.priors == small.knowledge.priors


def test_an_edited_row_s_rest_is_edited_too(small: lb.Engine) -> None:
    given = {"inflammation": "yes"}
    (old,) = (
        cell
        for cell in small.knowledge.likelihoods
        if (cell.variable, cell.given) == ("redness", tuple(given.items()))
    )
    edited = small.with_likelihood("redness", "yes", 0.5, given=given)
    for state, was in (("yes", old.estimate.probability), ("no", 1 - old.estimate.probability)):
        (row,) = edited.diagnose({"redness": state}).explain("abscess").rows
        places = {each.given: each.place for each in row.for_cause if each.variable == "redness"}
        assert places["inflammation=yes"] == f"likelihoods.csv (edited, was {was:.4g})"
        assert re.fullmatch(r"likelihoods\.csv:\d+", places["inflammation=no"])


def test_a_row_that_an_edit_made_has_no_line(small: lb.Engine) -> None:
    edited = small.with_likelihood("biopsy", "positive", 0.5, given={"cause": "cyst"})
    ledger = edited.diagnose({"biopsy": "positive"}).explain("cyst")
    assert ledger.rows[0].for_cause[0].place == "likelihoods.csv (new row)"


def test_weighted_evidence_shows_the_state_of_the_largest_weight(small: lb.Engine) -> None:
    ledger = small.diagnose({"biopsy": lb.Reliability("positive", 0.9)}).explain("tumor")
    (row,) = ledger.rows
    assert [each.state for each in row.for_cause] == ["positive"]
    assert total(ledger) == pytest.approx(ledger.log_posterior_odds, abs=1e-9)


def test_what_is_known_of_the_cause_itself(small: lb.Engine) -> None:
    dx = small.diagnose({"cause": "tumor", "redness": "yes"})
    proved = dx.explain("tumor")
    assert [row.kind for row in proved.rows][:1] == [LedgerKind.PROVES]
    assert proved.rows[0].found == "Cause: tumor"
    assert proved.posterior == 1.0
    excluded = dx.explain("cyst")
    assert excluded.deciding[0].kind is LedgerKind.EXCLUDES
    assert excluded.posterior == 0.0
    assert total(excluded) == pytest.approx(excluded.log_weighed_odds, abs=1e-9)


def test_what_excludes_only_together(tiny: TinyModel) -> None:
    # Redness shows inflammation, in which a tumor never hurts severely.
    tiny.set_cell("likelihoods", "redness,yes,inflammation=no", "probability", "0")
    tiny.set_cell("likelihoods", "redness,yes,inflammation=no", "low", "0")
    tiny.add_likelihood("pain", "severe", "inflammation=yes;cause=tumor", 0.0)
    tiny.add_likelihood("pain", "mild", "inflammation=yes;cause=tumor", 0.5)
    dx = lb.load(tiny.path, backend="sweeps").diagnose(FINDINGS)
    ledger = dx.explain("tumor")
    assert [(row.variable, row.kind, row.together) for row in ledger.deciding] == [
        ("pain", LedgerKind.EXCLUDES, ("redness",)),
        ("redness", LedgerKind.EXCLUDES, ("pain",)),
    ]
    fewer = {name: value for name, value in FINDINGS.items() if name not in ("redness", "pain")}
    without = lb.load(tiny.path, backend="sweeps").diagnose(fewer)["tumor"]
    assert ledger.log_weighed_odds == pytest.approx(logit(without), abs=1e-9)
    assert total(ledger) == pytest.approx(ledger.log_weighed_odds, abs=1e-9)
    assert ledger.log_posterior_odds == -math.inf
    rows = ledger.to_dict()["rows"]
    assert (rows[0]["log_share"], rows[0]["kind"]) == (None, "excludes")
    assert rows[0]["together"] == ["redness"]
    assert ledger.to_frame()["log_share"].isna().sum() == 2


def test_a_cause_that_the_setting_excludes(tiny: TinyModel) -> None:
    for cause, probability in {"cyst": 0.7, "abscess": 0.3, "tumor": 0.0}.items():
        tiny.set_cell("priors", f"{cause},clinic", "probability", str(probability))
        tiny.set_cell("priors", f"{cause},clinic", "low", "0")
    dx = lb.load(tiny.path, backend="sweeps").diagnose({"redness": "yes"})
    ledger = dx.explain("tumor")
    assert ledger.log_prior_odds == ledger.log_posterior_odds == -math.inf
    assert [(row.kind, row.log_share) for row in ledger.rows] == [(LedgerKind.NEUTRAL, 0.0)]
    record = ledger.to_dict()
    assert (record["log_prior_odds"], record["prior_kind"]) == (None, "excludes")
    proved = dx.explain("cyst", against="tumor")
    assert proved.posterior == 1.0
    assert proved.to_dict()["posterior_kind"] == "proves"


def test_unknown_and_overlapping_names(small: lb.Engine) -> None:
    dx = small.diagnose(FINDINGS)
    with pytest.raises(
        UnknownNameError, match=r"no cause, and no group.*'tumour': did you mean tu"
    ):
        dx.explain("tumour")
    with pytest.raises(UnknownNameError, match="no cause, and no group of causes, 'lipoma'"):
        dx.explain("tumor", against="lipoma")
    with pytest.raises(UnknownNameError, match="no cause, and no group of causes, 3"):
        dx.explain(3)  # type: ignore[arg-type]
    with pytest.raises(EvidenceError, match="tumor against serious: both hold tumor; name two"):
        dx.explain("tumor", against="serious")
    with pytest.raises(EvidenceError, match="cyst against cyst: both hold cyst"):
        dx.explain("cyst", against="cyst")


def test_a_group_of_every_cause(tiny: TinyModel) -> None:
    for cause in ("cyst", "abscess", "tumor"):
        tiny.add("groups", "cause", "everything", "Everything", cause)
    dx = lb.load(tiny.path, backend="sweeps").diagnose(FINDINGS)
    with pytest.raises(EvidenceError, match="everything holds every cause: nothing is left"):
        dx.explain("everything")


def test_a_network_has_no_rows_behind_its_numbers(tmp_path: Any) -> None:
    path = tmp_path / "coin.bif"
    path.write_text(BIF)
    dx = lb.load(path, target="cause", backend="sweeps").diagnose({"sign": "a"})
    ledger = dx.explain("x")
    assert ledger.rows[0].for_cause == ()
    assert ledger.sources == {}
    assert ledger.log_prior_odds == pytest.approx(math.log(0.2 / 0.8))
    assert ledger.rows[0].log_share == pytest.approx(math.log(3))


BIF = """\
network coin { }
variable cause { type discrete [ 2 ] { x, y }; }
variable sign { type discrete [ 2 ] { a, b }; }
probability ( cause ) { table 0.2, 0.8; }
probability ( sign | cause ) { (x) 0.6, 0.4; (y) 0.2, 0.8; }
"""


def test_nothing_known(small: lb.Engine) -> None:
    ledger = small.diagnose({}).explain("cyst")
    assert ledger.rows == ()
    assert ledger.log_prior_odds == ledger.log_posterior_odds
    assert len(ledger.to_frame()) == 0


def test_plain_data(small: lb.Engine) -> None:
    ledger = small.diagnose(FINDINGS).explain("tumor")
    record = json.loads(json.dumps(ledger.to_dict(), allow_nan=False))
    assert record == ledger.to_dict()
    assert record["schema"] == 1
    assert record["evidence"] == {"age_years": 60.0, "pain": "severe", "redness": "yes",
                                  "size_cm": 6.0}  # fmt: skip
    assert [row["log_share"] for row in record["rows"]] == [row.log_share for row in ledger.rows]
    frame = ledger.to_frame()
    assert list(frame["variable"]) == [row.variable for row in ledger.rows]
    assert frame["log_share"].sum() == pytest.approx(
        ledger.log_posterior_odds - ledger.log_prior_odds, abs=1e-9
    )
    assert frame["standard_error"].isna().all()


def test_it_prints_itself_in_decibans(small: lb.Engine) -> None:
    dx = small.diagnose({"size_cm": 6})
    assert repr(dx.explain("tumor", against="cyst")).splitlines() == [
        "Ledger of tumor against cyst, in decibans",
        "      -7.8  prior",
        "      +4.8  Size: 6 cm",
        "      -3.0  posterior",
    ]
    assert "proves  " in repr(small.diagnose({"cause": "tumor"}).explain("tumor"))
    assert "certain  posterior" in repr(small.diagnose({"cause": "tumor"}).explain("tumor"))


def test_sampled_shares_say_so(engine: lb.Engine) -> None:
    evidence = {name: engine.knowledge.variables[name].states[-1] for name in MANY}
    dx = engine.diagnose(evidence)
    ledger = dx.explain("lipoma")
    assert not ledger.exact
    assert (ledger.permutations, ledger.seed) == (1000, 0)
    assert total(ledger) == pytest.approx(logit(dx["lipoma"]), abs=1e-9)
    assert "sampled: 1000 orders, seed 0" in repr(ledger)
    assert ledger == dx.explain("lipoma", seed=0)
    assert ledger != dx.explain("lipoma", seed=1)
    assert dx.explain("lipoma", against="skin_abscess").exact


MANY = (
    "fever", "tenderness", "redness", "warmth", "pain", "size", "consistency", "mobility",
    "punctum", "onset", "age_group", "sex", "weight_loss", "limb_weakness", "cancer_history",
    "growth", "layer", "multiple", "stiffness", "discharge",
)  # fmt: skip


def test_backends_agree(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes", "redness": "yes", "size_cm": 6})
    other = lb.load(backend="sweeps").diagnose({"fever": "yes", "redness": "yes", "size_cm": 6})
    assert dx.explain() == other.explain()
