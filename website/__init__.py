"""Pages of the documentation site that are made from the tables and the code.

Not shipped. ``mkdocs_hooks.py`` hands it to MkDocs; tests ask it for pages of other models.
"""
