"""Every plot of one long case and of a short one, for tests that all of them have to stand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import lumpbayes as lb

LONG = {
    "fever": "yes",
    "redness": "yes",
    "immunosuppressed_or_diabetes": "yes",
    "level": "sacral",
    "layer": "deep",
    "consistency": "fluctuant",
    "bladder_bowel_dysfunction": "no",
    "night_or_rest_pain": "yes",
    "discharge": "cheesy",
    "size_cm": 6.2,
    "punctum": "no",
    "xray_or_ct": "dysraphism",
}
"""The longest labels of the bundled model."""
SHORT = {"fever": "yes", "redness": "yes"}

Draw = Callable[[Axes | None], Axes]


@cache
def engine() -> lb.Engine:
    return lb.load()


@cache
def plots() -> dict[str, Draw]:
    """Name -> what draws it."""
    found: dict[str, Draw] = {}
    for name, evidence in (("long", LONG), ("short", SHORT), ("nothing", {})):
        dx = engine().diagnose(evidence)
        found |= {f"{each} of {name}": draw for each, draw in _of(dx).items()}
    found |= _of_cases()
    found["network of engine"] = lambda ax: lb.plots.network(engine(), ax=ax)
    return found


def _of(dx: lb.Diagnosis) -> dict[str, Draw]:
    plots = lb.plots
    ledger, sensitivity, questions = dx.explain(), dx.sensitivity(), dx.next_questions()
    intervals = dx.intervals()
    evolution, comparison = dx.evolution(), engine().what_if(dx, {"fever": "no"})
    scenarios = engine().scenarios(
        dx,
        {
            "No fever at all": lb.Scenario({"fever": "no"}),
            "With a history of cancer": lb.Scenario({"cancer_history": "yes"}),
            "Both, and more of it than can be read": lb.Scenario({"mri": "tumor"}),
        },
    )
    return {
        "differential": lambda ax: plots.differential(dx, ax=ax),
        "bare differential": lambda ax: plots.differential(dx, intervals=False, ax=ax),
        "intervals": lambda ax: plots.intervals(intervals, ax=ax),
        "waterfall": lambda ax: plots.waterfall(ledger, ax=ax),
        "short waterfall": lambda ax: plots.waterfall(ledger, top=3, ax=ax),
        "tornado": lambda ax: plots.tornado(sensitivity, ax=ax),
        "evolution": lambda ax: plots.evolution(evolution, ax=ax),
        "questions": lambda ax: plots.questions(questions, ax=ax),
        "slope": lambda ax: plots.slope(comparison, ax=ax),
        "slope by log-odds": lambda ax: plots.slope(comparison, scale="log_odds", ax=ax),
        "scenarios": lambda ax: plots.slope(scenarios, ax=ax),
        "network": lambda ax: plots.network(dx, ax=ax),
    }


VIGNETTES = Path(__file__).parents[2] / "tables/vignettes.csv"


def _of_cases() -> dict[str, Draw]:
    cases = engine().evaluate(VIGNETTES, keep=["case", "kind", "source"], draws=100)
    curve = cases.decision_curves[0]
    return {
        "reliability of cases": lambda ax: lb.plots.reliability(cases, ax=ax),
        "confusion of cases": lambda ax: lb.plots.confusion(cases, ax=ax),
        "decision curve of cases": lambda ax: lb.plots.decision_curve(curve, ax=ax),
    }


def blank(width: float = 10.0, height: float = 6.0) -> Axes:
    """Axes of a figure that pyplot knows nothing of."""
    return Figure(figsize=(width, height), layout="constrained").subplots()


def root(ax: Axes) -> Figure:
    figure = ax.figure
    assert isinstance(figure, Figure)
    return figure


def texts_of(ax: Axes) -> list[Text]:
    """Every text that is seen."""
    found = [*ax.texts, ax.title, ax._left_title]
    legend = ax.get_legend()
    found += legend.get_texts() if legend else []
    for each in (ax, *ax.child_axes):
        for axis in (each.xaxis, each.yaxis) if each.axison else ():
            low, high = sorted(axis.get_view_interval())
            ticks = axis.get_major_ticks()
            found += [tick.label1 for tick in ticks if low <= tick.get_loc() <= high]
            found += [tick.label2 for tick in ticks if low <= tick.get_loc() <= high]
            found.append(axis.label)
    return [text for text in found if text.get_visible() and text.get_text().strip()]


@dataclass(frozen=True)
class Seen:
    text: str
    box: Bbox


def seen(ax: Axes) -> list[Seen]:
    """Every text with where it is drawn, in pixels."""
    figure = root(ax)
    figure.draw_without_rendering()
    return [Seen(text.get_text(), text.get_window_extent()) for text in texts_of(ax)]


def meeting(found: list[Seen], slack: float = 1.0) -> list[tuple[str, str]]:
    """Pairs of texts that are drawn on one another by more than some pixels."""
    return [
        (one.text, other.text)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if _overlap(one.box, other.box) > slack
    ]


def _overlap(one: Bbox, other: Bbox) -> float:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(across, down)


def outside(ax: Axes, found: list[Seen], slack: float = 1.0) -> list[str]:
    """Texts that the figure clips by more than some pixels."""
    whole = root(ax).bbox
    return [
        each.text
        for each in found
        if each.box.x0 < whole.x0 - slack
        or each.box.y0 < whole.y0 - slack
        or each.box.x1 > whole.x1 + slack
        or each.box.y1 > whole.y1 + slack
    ]


def hostile(engine: lb.Engine, text: str) -> lb.Engine:
    """The same model, all of whose labels are this text."""
    knowledge = engine.knowledge
    frozen = type(knowledge.variable_labels)
    states = {
        name: frozen({state: text for state in labels}, "state")
        for name, labels in knowledge.state_labels.items()
    }
    changed = replace(
        knowledge,
        variable_labels=frozen({name: text for name in knowledge.variables}, "variable"),
        state_labels=frozen(states, "variable"),
    )
    return replace(engine, knowledge=changed)
