"""Make docs/pictures/panel.png: the notebook panel in a real JupyterLab, after a few clicks.

python -m docs.pictures.panel
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.browser.harness import opened_browser
from tests.browser.jupyter import command, started_server
from tests.browser.test_panel import PANEL, Shown

CELL = """import lumpbayes as lb

panel = lb.load().panel({"fever": "yes", "redness": "yes", "age_years": 54})
panel"""
TARGET = Path(__file__).with_name("panel.png")
SIZE = {"width": 1240, "height": 1500}
CLIP_BELOW = 1060
"""Pixels of the panel that are shown: what one sees first."""


def make() -> None:
    """Open the notebook, run its cell, click, and take the picture of the panel."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started_server(Path(folder)) as server,
        opened_browser() as browser,
    ):
        page = browser.new_context(viewport=SIZE, device_scale_factor=1.5).new_page()
        page.set_default_timeout(60_000)
        server.write_notebook("panel.ipynb", [CELL])
        server.open(page, "panel.ipynb")
        command(page, "notebook:run-all-cells")
        page.wait_for_selector(PANEL)
        shown = Shown(page)
        shown.settle()
        shown.answer("Does pressing on it hurt?", "yes")
        page.mouse.move(0, 0)
        box = shown.panel.bounding_box()
        assert box is not None
        page.screenshot(path=TARGET, clip={**box, "height": min(box["height"], CLIP_BELOW)})


if __name__ == "__main__":
    make()
    print(TARGET)
