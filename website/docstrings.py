"""What our docstrings need before mkdocstrings shows them: examples as code, roles as names."""

from __future__ import annotations

import re
from typing import Any

import griffe

__all__ = ["Docstrings", "mended"]

EXAMPLE = re.compile(r"(?:^>>> .*\n?(?:^(?!\s*$).*\n?)*)", re.MULTILINE)
"""From a prompt to the next blank line."""
ROLE = re.compile(r":(?:attr|class|data|func|meth|mod):`~?([^`]+)`")


def mended(docstring: str) -> str:
    r"""Doctests in fences, and Sphinx's roles as plain code.

    >>> mended("See :func:`load`.\n\n>>> 1 + 1\n2").splitlines()
    ['See `load`.', '', '```pycon', '>>> 1 + 1', '2', '```']
    """
    with_names = ROLE.sub(r"`\1`", docstring.replace("``", "`"))
    return EXAMPLE.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", with_names).rstrip()


class Docstrings(griffe.Extension):
    """Mends every docstring when its object has been read; what is kept becomes a property."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Mend one."""
        if obj.docstring is not None:
            obj.docstring.value = mended(obj.docstring.value)

    def on_class_members(self, *, cls: griffe.Class, **_: Any) -> None:
        """Show what ``lumpbayes.kept`` marks as what it is: a property."""
        for name, member in list(cls.members.items()):
            if isinstance(member, griffe.Function) and _is_kept(member):
                cls.set_member(name, _as_property(member))


def _is_kept(function: griffe.Function) -> bool:
    return any(each.callable_path == "lumpbayes.kept.kept" for each in function.decorators)


def _as_property(function: griffe.Function) -> griffe.Attribute:
    attribute = griffe.Attribute(
        function.name,
        lineno=function.lineno,
        endlineno=function.endlineno,
        annotation=function.returns,
        docstring=function.docstring,
    )
    attribute.labels |= {"property"}
    return attribute
