"""What each plot shows is what its record says; drawing leaves nothing else behind."""

import math
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import lumpbayes as lb
from lumpbayes.display import views
from lumpbayes.display.plots.colours import AGAINST, FOR, ORANGE
from lumpbayes.display.plots.graph_places import by_layer, by_role
from lumpbayes.display.plots.lettering import cut, text_width, wrap
from lumpbayes.display.plots.spreading import spread
from lumpbayes.display.row_words import row_words
from lumpbayes.errors import EvidenceError, TooLargeError, UnknownNameError
from lumpbayes.percentages import DECIBANS, percent
from lumpbayes.reasoning.comparison import Comparison
from tests.display.plots.drawings import LONG, SHORT, blank, hostile, root, seen
from tests.interchange.samples import BIF
from tests.large_model import write_large_model
from tests.tiny_model import TinyModel


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Neither figures of pyplot nor other settings."""
    before = dict(mpl.rcParams)
    yield
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == before


@pytest.fixture(scope="module")
def dx(engine: lb.Engine) -> lb.Diagnosis:
    return engine.diagnose(SHORT)


def words(ax: Axes) -> list[str]:
    return [text.text for text in seen(ax)]


def rows(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def test_the_differential_shows_each_cause_with_its_interval(dx: lb.Diagnosis) -> None:
    intervals = dx.intervals(seed=3)
    ax = lb.plots.differential(dx, intervals=intervals, top=5, ax=blank())
    shown = list(dx.posterior.items())[:5]
    assert [bar.get_width() / 100 for bar in ax.patches] == pytest.approx([p for _, p in shown])
    assert rows(ax)[:5] == [dx.answer.labels[cause] for cause, _ in shown]
    whiskers = ax.collections[0].get_segments()
    ends = [(intervals[cause].low, intervals[cause].high) for cause, _ in shown]
    assert np.array(whiskers)[:, :, 0] / 100 == pytest.approx(np.array(ends))
    rest = sum(list(dx.posterior.values())[5:])
    assert rows(ax)[5] == f"and 13 more, together {100 * rest:.2g} %"
    assert f"{percent(shown[0][1])} (" in words(ax)[0]
    assert "Urgent" in ax.get_title(loc="left")


def test_intervals_can_be_left_out_and_are_drawn_unasked(dx: lb.Diagnosis) -> None:
    assert not lb.plots.differential(dx, intervals=False, ax=blank()).collections
    assert lb.plots.differential(dx, ax=blank()).collections
    assert lb.plots.differential(dx, intervals=True, ax=blank()).collections
    every = lb.plots.differential(dx, intervals=False, top=99, ax=blank())
    assert len(every.patches) == len(dx.posterior)
    assert not any("more, together" in row for row in rows(every))


def test_intervals_of_something_else_are_refused(dx: lb.Diagnosis, engine: lb.Engine) -> None:
    other = engine.diagnose({"fever": "no"}).intervals()
    with pytest.raises(EvidenceError, match="those of other evidence than this answer's"):
        lb.plots.differential(dx, intervals=other, ax=blank())
    with pytest.raises(EvidenceError, match="those of fever in back_lump, not of cause in"):
        lb.plots.differential(dx, intervals=dx.intervals("fever"), ax=blank())
    with pytest.raises(EvidenceError, match="intervals='yes': expected True, False, or those of"):
        lb.plots.differential(dx, intervals="yes", ax=blank())  # type: ignore[arg-type]


def test_intervals_of_any_variable(dx: lb.Diagnosis) -> None:
    found = dx.intervals("pain")
    ax = lb.plots.intervals(found, top=2, ax=blank())
    assert [bar.get_width() / 100 for bar in ax.patches] == pytest.approx(
        [each.probability for each in found.values()][:2]
    )
    assert "first in" in ax.get_title(loc="left")


def test_the_waterfall_adds_up(dx: lb.Diagnosis) -> None:
    ledger = dx.explain()
    ax = lb.plots.waterfall(ledger, ax=blank())
    before, *findings, after = ax.patches
    assert before.get_width() == pytest.approx(DECIBANS * ledger.log_prior_odds)
    assert after.get_width() == pytest.approx(DECIBANS * ledger.log_posterior_odds)
    shares = [row.log_share for row in ledger.rows]
    assert [bar.get_width() / DECIBANS for bar in findings] == pytest.approx(shares)
    assert findings[0].get_x() == pytest.approx(before.get_x() + before.get_width())
    assert rows(ax)[1:-1] == [row.found for row in ledger.rows]
    assert rows(ax)[-1] == f"{percent(ledger.posterior)} after the findings"
    (upper,) = ax.child_axes
    ends = upper.get_xlim()
    assert [DECIBANS * math.log(p / (1 - p)) for p in ends] == pytest.approx(ax.get_xlim())


def test_for_and_against_differ_by_colour_and_sign(engine: lb.Engine) -> None:
    ledger = engine.diagnose(LONG).explain()
    ax = lb.plots.waterfall(ledger, ax=blank(10, 8))
    bars = ax.patches[1:-1]
    values = [text.get_text() for text in ax.texts][1:-1]
    for row, bar, value in zip(ledger.rows, bars, values, strict=True):
        against = (row.log_share or 0) < 0
        assert to_hex(bar.get_facecolor()).upper() == (AGAINST if against else FOR)
        assert value[0] == ("0" if value == "0.0" else "−" if against else "+")


def test_a_short_waterfall_sums_the_others(engine: lb.Engine) -> None:
    ledger = engine.diagnose(LONG).explain()
    ax = lb.plots.waterfall(ledger, top=2, ax=blank())
    assert rows(ax)[3] == "and 10 more"
    shares = [row.log_share or 0 for row in ledger.rows]
    assert ax.patches[3].get_width() == pytest.approx(DECIBANS * sum(shares[2:]))
    tiny = lb.plots.waterfall(ledger, ax=blank(3, 1.2))
    assert any(row.startswith("and ") for row in rows(tiny))


@pytest.mark.parametrize(
    ("found", "cause", "word", "share"),
    [
        ({"barks": "yes", "weight_kg": 9}, "dog", "proves", "100 % after the findings"),
        ({"furry": "yes", "weight_kg": 3}, "fish", "excludes", "0 % after the findings"),
    ],
)
def test_what_decides_is_shown_in_its_own_way(
    animals: lb.Engine, found: dict[str, str], cause: str, word: str, share: str
) -> None:
    ledger = animals.diagnose(found).explain(cause)
    kinds = {row.kind.value for row in ledger.rows}
    ax = lb.plots.waterfall(ledger, ax=blank())
    assert word in kinds
    assert word in words(ax)
    assert rows(ax)[-1] == share
    assert any(bar.get_hatch() for bar in ax.patches)
    assert all(math.isfinite(bar.get_width()) for bar in ax.patches)


def test_the_tornado_reaches_from_end_to_end(dx: lb.Diagnosis, engine: lb.Engine) -> None:
    sensitivity = dx.sensitivity()
    ax = lb.plots.tornado(sensitivity, top=4, ax=blank())
    shown = sensitivity.tornado(4)
    low, high = (container.patches for container in ax.containers)
    for each, left, right in zip(shown, low, high, strict=True):
        ends = [(bar.get_x() + bar.get_width()) / 100 for bar in (left, right)]
        assert ends == pytest.approx([each.at_low, each.at_high])
        assert left.get_hatch()
        assert not right.get_hatch()
    assert ax.lines[0].get_xdata() == pytest.approx([100 * sensitivity.posterior] * 2)
    assert rows(ax) == [row_words(engine.knowledge, each.row) for each in shown]
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [
        "number at its low end",
        "number at its high end",
    ]


def test_a_number_is_told_in_words(engine: lb.Engine, tiny: TinyModel) -> None:
    rows = {each.row.event: each.row for each in engine.diagnose(LONG).sensitivity().rows}
    told = {event: row_words(engine.knowledge, row) for event, row in rows.items()}
    assert told["P(cause=lipoma | setting=primary_care)"] == "How common Lipoma is in primary care"
    assert told["P(fever=yes | systemic_inflammation=none)"].endswith(
        "if Systemic inflammation: none"
    )
    assert not any("@" in each or "=" in each for each in told.values())
    every = lb.load(tiny.path).diagnose().sensitivity("cyst").rows
    assert all(row_words(lb.load(tiny.path).knowledge, each.row) for each in every)


def test_nothing_that_matters_is_said(engine: lb.Engine) -> None:
    ax = lb.plots.tornado(engine.diagnose({"cause": "lipoma"}).sensitivity("lipoma"), ax=blank())
    assert rows(ax) == ["no number moves it"]
    assert ax.get_legend() is None or not ax.patches


def test_the_evolution_has_a_line_a_cause(dx: lb.Diagnosis) -> None:
    evolution = dx.evolution(["redness"])
    ax = lb.plots.evolution(evolution, top=3, ax=blank())
    lines = [line for line in ax.lines if len(line.get_xdata()) == 3]
    assert len(lines) == 3
    leading = [step.posterior["skin_abscess"] for step in evolution]
    assert lines[0].get_ydata() == pytest.approx([100 * each for each in leading])
    steps = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
    assert steps == [step.found for step in evolution]
    assert "86 % Skin abscess" in words(ax)
    assert {"routine", "urgent"} <= set(words(ax))


def test_the_evolution_shows_the_cause_that_makes_it_urgent(engine: lb.Engine) -> None:
    """However improbable it is, and whatever led before."""
    found = {"age_years": 67, "fever": "yes", "redness": "yes", "tenderness": "yes"}
    evolution = engine.diagnose({**found, "size_cm": 6, "onset": "days"}).evolution()
    assert "deep_spinal_infection" in evolution.driving
    assert evolution.to_dict()["driving"] == list(evolution.driving)
    ax = lb.plots.evolution(evolution, top=2, ax=blank())
    shown = [line for line in ax.lines if len(line.get_xdata()) == len(evolution)]
    assert any("Deep spinal infection" in word for word in words(ax))
    assert len(shown) == 2


def test_lines_differ_in_more_than_their_colour(engine: lb.Engine) -> None:
    evolution = engine.diagnose({"fever": "yes"}).evolution()
    ax = lb.plots.evolution(evolution, top=12, ax=Figure(figsize=(9, 14)).subplots())
    shown = [line for line in ax.lines if len(line.get_xdata()) == len(evolution)]
    assert len({(e.get_color(), e.get_linestyle(), e.get_marker()) for e in shown}) == len(shown)
    assert len({each.get_color() for each in shown}) < len(shown)


def test_questions_show_gain_against_cost(dx: lb.Diagnosis) -> None:
    questions = dx.next_questions(value="entropy", cost_weight=0.01)
    ax = lb.plots.questions(questions, top=4, ax=blank())
    points = {tuple(point) for each in ax.collections for point in each.get_offsets().tolist()}
    assert points == {(each.cost, each.entropy_gain) for each in questions}
    assert [each.label for each in questions[:4]] == words(ax)[:4]
    line = next(each for each in ax.lines if each.get_linestyle() == "--")
    cost, gain = line.get_data()
    assert np.asarray(gain) == pytest.approx(0.01 * np.asarray(cost))
    free = lb.plots.questions(dx.next_questions(value="urgency"), ax=blank())
    assert not any(each.get_linestyle() == "--" for each in free.lines)
    assert "%" in free.get_ylabel()


def test_no_question_is_a_plot_too(engine: lb.Engine, tiny: TinyModel) -> None:
    known = {"age_years": 30, "redness": "yes", "pain": "none", "size_cm": 1, "biopsy": "negative"}
    questions = lb.load(tiny.path).diagnose(known).next_questions()
    assert len(questions) == 0
    assert lb.plots.questions(questions, ax=blank()).get_xlabel() == "cost, 0 to 100"


def test_a_slope_leads_from_before_to_after(dx: lb.Diagnosis, engine: lb.Engine) -> None:
    comparison = engine.what_if(dx, {"limb_weakness": "yes"})
    ax = lb.plots.slope(comparison, top=4, ax=blank())
    moves = {move.name: (move.before, move.after) for move in comparison.causes}
    shown = sorted(moves, key=lambda cause: -max(moves[cause]))[:4]  # type: ignore[type-var]
    for line, cause in zip(ax.lines, shown, strict=True):
        assert np.asarray(line.get_ydata()) / 100 == pytest.approx(np.array(moves[cause]))
    heads = [label.get_text() for label in ax.get_xticklabels()]
    assert heads == ["Limb weakness: unknown\nurgent", "Limb weakness: yes\nemergency ↑"]
    assert ax.get_xticklabels()[1].get_fontweight() == "bold"
    log_odds = lb.plots.slope(comparison, top=4, scale="log_odds", ax=blank())
    for line, cause in zip(log_odds.lines, shown, strict=True):
        odds = [DECIBANS * math.log(p / (1 - p)) for p in moves[cause]]  # type: ignore[operator]
        assert line.get_ydata() == pytest.approx(odds)


def test_a_slope_names_its_sides_by_what_differs(engine: lb.Engine, tiny: TinyModel) -> None:
    def heads(comparison: Comparison) -> list[str]:
        return [
            label.get_text().rpartition("\n")[0].replace("\n", " ")
            for label in lb.plots.slope(comparison, ax=blank()).get_xticklabels()
        ]

    found = {"fever": "yes"}
    assert heads(engine.what_if(found, setting="emergency")) == [
        "Setting: primary care",
        "Setting: emergency",
    ]
    assert heads(engine.what_if(found, {"fever": None})) == ["Fever: yes", "Fever: unknown"]
    assert heads(engine.what_if(found, {"fever": "no", "redness": "no"})) == ["before", "after"]
    assert heads(engine.what_if(found, priors={"lipoma": 0.5})) == ["before", "after"]
    other = lb.load(tiny.path)
    tiny.replace("model", "1.2.3", "1.3.0")
    newer = lb.load(tiny.path).with_prior("cyst", 0.5)
    assert heads(other.what_if({}, model=newer)) == ["tiny 1.2.3", "tiny 1.3.0"]


def test_a_cause_that_a_model_lacks_has_no_label_there(engine: lb.Engine, tiny: TinyModel) -> None:
    tiny_engine = lb.load(tiny.path)
    plain = tiny_engine.diagnose({"redness": "yes"})
    ax = lb.plots.slope(tiny_engine.what_if(plain, {"redness": "no"}), ax=blank())
    assert len(ax.lines) == 3
    assert {"a cyst", "an abscess", "tumor"} <= {
        word for text in words(ax) for word in text.split("  ")
    }


def test_scenarios_stand_side_by_side(dx: lb.Diagnosis, engine: lb.Engine) -> None:
    one = {"cold": lb.Scenario({"fever": "no"}), "dead leg": lb.Scenario({"limb_weakness": "yes"})}
    ax = lb.plots.slope(engine.scenarios(dx, one), ax=blank())
    heads = [label.get_text() for label in ax.get_xticklabels()]
    assert [head.split("\n")[0] for head in heads] == ["base", "cold", "dead leg"]


def test_the_network_shows_what_is_known(dx: lb.Diagnosis, engine: lb.Engine) -> None:
    ax = lb.plots.network(dx, ax=blank())
    nodes = ax.collections
    known = [each for each in nodes if to_hex(each.get_facecolor()[0]).upper() == ORANGE]
    assert (len(nodes), len(known)) == (44, 3)
    assert {"Fever: yes", "Redness: yes", "Examination", "Tests"} <= set(words(ax))
    assert any(text.startswith("Cause:") and "Skin abscess" in text for text in words(ax))
    arrows = len(ax.patches)
    assert arrows == sum(len(each.parents) for each in engine.knowledge.variables.values())
    moved = max(each.get_facecolor()[0][3] for each in nodes)
    assert 0.5 < moved <= 1
    bare = lb.plots.network(engine, ax=blank())
    assert all(each.get_facecolor()[0][3] == 0 for each in bare.collections)


def test_a_network_file_is_drawn_layer_by_layer(tmp_path: Path) -> None:
    path = tmp_path / "rain.bif"
    path.write_text(BIF)
    engine = lb.load(path)
    ax = engine.plot_network(ax=blank())
    assert len(ax.collections) == len(engine.knowledge.variables)
    places = by_layer([("a", "b"), ("b", "c"), ("a", "c")], ["a", "b", "c"]).nodes
    assert [places[name].x for name in "abc"] == [-1, 0, 1]


def test_nodes_stand_apart(engine: lb.Engine) -> None:
    places = by_role(engine.knowledge)
    assert set(places.nodes) == set(engine.knowledge.variables)
    spots = [(each.x, each.y) for each in places.nodes.values()]
    spots += [(each.x, each.y) for each in places.headings]
    assert len(set(spots)) == len(spots)
    assert all(abs(x) <= 1 and abs(y) <= 1.0001 for x, y in spots)


def test_too_large_a_network_is_refused(tmp_path: Path) -> None:
    engine = lb.load(write_large_model(tmp_path, causes=3, findings=100, listed=(1, 2)))
    with pytest.raises(TooLargeError, match="shows at most 100, whose names can be read"):
        engine.plot_network(ax=blank())


def test_every_answer_and_record_draws_itself(dx: lb.Diagnosis, engine: lb.Engine) -> None:
    records = (dx.explain(), dx.intervals(), dx.sensitivity(), dx.evolution(), dx.next_questions())
    for record in (*records, engine.what_if(dx, {"fever": "no"}), dx):
        ax = blank()
        assert record.plot(ax=ax) is ax
        assert record.to_svg().startswith("<svg")
    assert len(dx.explain().plot(top=1, ax=blank()).patches) == 4
    assert dx.plot_network(ax=blank()).get_title(loc="left")


def test_a_new_figure_is_pyplot_s_own_and_a_given_one_is_not(dx: lb.Diagnosis) -> None:
    ax = dx.plot()
    assert plt.get_fignums() == [root(ax).number]
    plt.close(root(ax))
    figure, axes = plt.subplots()
    assert dx.plot(ax=axes) is axes
    assert len(plt.get_fignums()) == 1
    plt.close(figure)
    dx.to_svg()


@pytest.mark.parametrize("top", [0, 1.5, "3", True])
def test_how_many_is_a_number(top: object, dx: lb.Diagnosis, engine: lb.Engine) -> None:
    records = (dx, dx.explain(), dx.sensitivity(), dx.evolution(), dx.next_questions())
    for record in (*records, engine.what_if(dx, {"fever": "no"})):
        with pytest.raises(EvidenceError, match="expected a whole number of at least 1"):
            record.plot(top=top, ax=blank())  # type: ignore[arg-type]


def test_what_cannot_be_drawn_is_refused(dx: lb.Diagnosis, engine: lb.Engine) -> None:
    with pytest.raises(EvidenceError, match=r"ax=5: expected the Axes of a matplotlib figure"):
        dx.plot(ax=5)  # type: ignore[arg-type]
    with pytest.raises(EvidenceError, match="there is no plot of int: there is one of CaseM"):
        views.plot(5)
    comparison = engine.what_if(dx, {"fever": "no"})
    with pytest.raises(EvidenceError, match="scale='log': choose from percent, log_odds"):
        lb.plots.slope(comparison, scale="log", ax=blank())
    with pytest.raises(EvidenceError, match="compared=5: expected a Comparison or Scenarios"):
        lb.plots.slope(5, ax=blank())  # type: ignore[arg-type]
    with pytest.raises(EvidenceError, match="axes=5: expected the Axes that a plot returned"):
        lb.plots.to_svg(5)  # type: ignore[arg-type]


def test_a_network_without_a_target_has_no_differential(tmp_path: Path) -> None:
    path = tmp_path / "rain.bif"
    path.write_text(BIF)
    with pytest.raises(UnknownNameError, match="was loaded without a target"):
        lb.load(path).diagnose({}).plot(ax=blank())


HOSTILE = r"$x^2$ <script>alert(1)</script> \frac{1}{0} & \x1b[31m" + "\x1b[31m\u202e"


def test_hostile_labels_are_shown_as_text(engine: lb.Engine) -> None:
    dx = hostile(engine, HOSTILE).diagnose(SHORT)
    for record in (dx, dx.explain(), dx.sensitivity(), dx.evolution(), dx.next_questions()):
        ax = record.plot(ax=blank(12, 7))
        assert any("$x^2$" in text for text in words(ax))
        assert not any("\x1b" in text or "\u202e" in text for text in words(ax))
        svg = lb.plots.to_svg(ax)
        assert "<script" not in svg
        assert "&lt;script" in svg
    assert "<script" not in lb.plots.to_svg(dx.plot_network(ax=blank()))


def test_lines_are_no_wider_than_there_is_room() -> None:
    for text in ("a few words that are not short", "oneverylongwordthatfitsnowhere", "", "64 %"):
        for most in (1, 2, 5):
            lines = wrap(text, 60, 9, most).split("\n")
            assert len(lines) <= most
            assert all(text_width(line, 9) <= 60 for line in lines)
    assert wrap("it is 64 %", text_width("it is 64", 9), 9, 2) == "it is\n64 %"
    assert cut("long", 1, 9) == "l…"


def test_places_are_apart_and_in_order() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        wanted = rng.uniform(0, 10, rng.integers(1, 12)).tolist()
        places = spread(wanted, 0.8, 0.0, 10.0)
        assert np.diff(sorted(places)).min(initial=1.0) > 0.8 - 1e-9
        assert min(places) >= 0
        assert max(places) <= 10
        assert np.argsort(places).tolist() == np.argsort(wanted, kind="stable").tolist()
    assert spread([], 1, 0, 1) == []
    assert spread([1, 1, 1], 5, 0, 4) == [0, 2, 4]
