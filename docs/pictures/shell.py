"""Make docs/pictures/shell.svg: what a query looks like in a terminal.

    python -m docs.pictures.shell

It runs the command and draws its real output, colours included; nothing is typed in by hand.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

COMMAND = "lumpbayes query fever=yes redness=yes size_cm=6 --intervals --top 4"
COLUMNS = 96
LINES = 16
TARGET = Path(__file__).with_name("shell.svg")

# Okabe and Ito's colours, so that the picture can be read by everybody, on a dark ground.
THEME = TerminalTheme(
    (24, 26, 31),
    (224, 226, 230),
    [
        (24, 26, 31),
        (230, 120, 60),
        (60, 190, 140),
        (240, 200, 70),
        (86, 180, 233),
        (204, 140, 180),
        (120, 200, 230),
        (224, 226, 230),
    ],
)

# Rich names a font on the network; a page that shows the picture shall load nothing.
FONT_FACES = re.compile(r"@font-face\s*{.*?}\s*", re.DOTALL)
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def output(command: str) -> str:
    """What the command prints on a terminal of ``COLUMNS`` columns, with its colours."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    arguments = [sys.executable, "-m", "lumpbayes", *shlex.split(command)[1:]]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def picture(command: str) -> str:
    """The command and what it prints, as SVG."""
    lines = output(command).splitlines()
    shown = lines[:LINES] + ["..."] * (len(lines) > LINES)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"\x1b[1m$ {command}\x1b[0m\n" + "\n".join(shown)))
    drawn = console.export_svg(title="lumpbayes", theme=THEME, unique_id="shell")
    return FONT_FACES.sub("", drawn).replace("Fira Code, monospace", FONTS)


if __name__ == "__main__":
    TARGET.write_text(picture(COMMAND), encoding="utf-8")
    print(TARGET)
