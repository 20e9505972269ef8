"""What MkDocs calls while it builds the site."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import lumpbayes as lb
from website.commands import commands_page
from website.knowledge import knowledge_navigation, knowledge_pages
from website.markdown import Page
from website.pictures import with_pictures

__all__ = ["on_config", "on_files", "on_page_content", "on_page_markdown", "on_post_page"]

NAMED_FENCE = re.compile(r"^```(?P<kind>[a-z]+) (?P<name>\S+)$", re.MULTILINE)
"""A block that tests write to a file, or ask: see tests/test_docs.py."""
NAMED_SEARCH = 'data-md-component="search" role="dialog" aria-label="Search"'

SECTION = "Knowledge base"
"""The entry of ``nav`` in mkdocs.yml that stands for all pages made from the tables."""


@cache
def _made(model: str | None) -> tuple[lb.Engine, list[Page]]:
    engine = lb.load(model, backend="sweeps")
    return engine, knowledge_pages(engine)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of the model into the navigation.

    ``extra.model`` in mkdocs.yml names another model than the bundled one.
    """
    engine, pages = _made(config.extra.get("model"))
    navigation: list[Any] = []
    for entry in config.nav or []:
        if SECTION in entry:
            entry = {SECTION: knowledge_navigation(engine.knowledge, pages)}  # noqa: PLW2901
        navigation.append(entry)
    config.nav = navigation
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that no file holds."""
    _, pages = _made(config.extra.get("model"))
    for page in (*pages, commands_page()):
        files.append(File.generated(config, page.path, content=page.source))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Show the file's name above a block that is a file."""
    return NAMED_FENCE.sub(_titled, markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Draw the plots that a page has places for."""
    return with_pictures(html)


def on_post_page(output: str, **_: Any) -> str:
    """Name the dialog of the search, which the theme leaves without a name."""
    return output.replace('data-md-component="search" role="dialog"', NAMED_SEARCH)


def _titled(fence: re.Match[str]) -> str:
    kind, name = fence["kind"], fence["name"]
    return f'```{kind} title="{name}"' if "." in name else f"```{kind}"
