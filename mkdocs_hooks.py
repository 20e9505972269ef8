"""Hands the makers of generated pages to MkDocs, which runs this file and looks beside it."""

from website.events import on_config, on_files, on_page_content, on_page_markdown, on_post_page

__all__ = ["on_config", "on_files", "on_page_content", "on_page_markdown", "on_post_page"]
