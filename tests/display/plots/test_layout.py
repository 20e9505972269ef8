"""At every size, on light and on dark: no text meets another, and none is clipped."""

from pathlib import Path

import pytest
from matplotlib import pyplot as plt

import lumpbayes as lb
from tests.display.plots.drawings import blank, meeting, outside, plots, root, seen
from tests.display.plots.small_models import random_graph, red_eye

CASES = ["reliability of cases", "confusion of cases", "decision curve of cases"]
NAMES = (
    [
        f"{plot} of {case}"
        for case in ("long", "short", "nothing")
        for plot in (
            "differential",
            "bare differential",
            "intervals",
            "waterfall",
            "short waterfall",
            "tornado",
            "evolution",
            "questions",
            "slope",
            "slope by log-odds",
            "scenarios",
            "network",
        )
    ]
    + CASES
    + ["network of engine"]
)


def test_every_plot_is_named() -> None:
    assert sorted(NAMES) == sorted(plots())


SMALL, LARGE = (4.0, 3.0), (10.0, 6.0)
LONG = NAMES[:12]
OTHERS = NAMES[12:]


@pytest.mark.parametrize("name", [*LONG, *CASES])
def test_a_small_dark_plot_is_seen_whole(name: str) -> None:
    check(name, SMALL, "dark_background")


@pytest.mark.parametrize("name", [*LONG, *CASES])
def test_a_large_light_plot_is_seen_whole(name: str) -> None:
    check(name, LARGE, "default")


@pytest.mark.slow
@pytest.mark.parametrize("style", ["default", "dark_background"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("name", OTHERS)
def test_any_plot_is_seen_whole(name: str, size: tuple[float, float], style: str) -> None:
    check(name, size, style)


def check(name: str, size: tuple[float, float], style: str) -> None:
    """No text is drawn on another, and none is clipped by the figure."""
    with plt.style.context(style):
        ax = blank(*size)
        assert plots()[name](ax) is ax
        found = seen(ax)
        assert len(found) > 5
        assert meeting(found) == []
        assert outside(ax, found) == []


def test_no_name_of_the_bundled_network_is_cut() -> None:
    texts = [each.text for each in seen(plots()["network of long"](blank(*LARGE)))]
    assert "Level on the back: tailbone or buttock crease (sacral)" in texts
    assert [text for text in texts if "…" in text] == []


def test_no_cause_is_cut_in_a_slope_of_its_own_size() -> None:
    ax = plots()["slope of long"](None)
    try:
        assert [each.text for each in seen(ax) if "…" in each.text] == []
    finally:
        plt.close(root(ax))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("seed", [None, *range(6)])
def test_a_small_network_is_seen_whole(
    seed: int | None, size: tuple[float, float], tmp_path: Path
) -> None:
    dx = red_eye(tmp_path) if seed is None else random_graph(seed, tmp_path)
    ax = lb.plots.network(dx, ax=blank(*size))
    found = seen(ax)
    assert meeting(found) == []
    assert outside(ax, found) == []
    if size == LARGE:
        assert [each.text for each in found if "…" in each.text] == []
        assert all(each.get_alpha() > 0.6 for each in ax.patches)  # few lines are drawn strongly


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LONG, *CASES])
def test_a_figure_of_its_own_is_as_large_as_it_needs_to_be(name: str) -> None:
    ax = plots()[name](None)
    try:
        found = seen(ax)
        assert meeting(found) == []
        assert outside(ax, found) == []
        cut = [each.text for each in found if each.text.endswith("…")]
        assert len(cut) <= 2, cut  # the longest of all
    finally:
        plt.close(root(ax))


@pytest.mark.parametrize("name", [LONG[0], LONG[5], LONG[10]])
def test_a_figure_without_layout_clips_nothing(name: str) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(14, 6))
    try:
        before = axes[1].get_position().bounds
        plots()[name](axes[0])
        figure.draw_without_rendering()
        found = seen(axes[0])
        assert outside(axes[0], found) == []
        assert meeting(found) == []
        assert max(each.box.x1 for each in found) < axes[1].bbox.x0
        assert axes[1].get_position().bounds == before
        assert not axes[1].texts
    finally:
        plt.close(figure)
