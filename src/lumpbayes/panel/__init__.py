"""The notebook panel: findings clicked on the left, what they mean on the right.

Everything that is shown is worked out here, as plain data, and can be tested without a browser;
``panel.js`` only draws it. Its modules are loaded when they are first named: a shell query needs
none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumpbayes.submodules import submodules

if TYPE_CHECKING:  # those that the facade names
    from lumpbayes.panel import widget as widget
else:
    __getattr__ = submodules(__name__)
