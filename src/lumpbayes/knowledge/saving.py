"""Edited numbers written into a model's own CSV files, with a backup, and read back.

Only the rows that differ are written; every other line stays as it is. What is read back must be
what was announced, or the old files are put back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import count
from typing import NamedTuple

from lumpbayes.errors import TablesError, WriteError
from lumpbayes.knowledge.cells import Cell, Estimate, PriorCell
from lumpbayes.knowledge.estimates import ESTIMATE_COLUMNS
from lumpbayes.knowledge.likelihoods import given_cell
from lumpbayes.knowledge.loading import bundled_folder
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.patching import Values, patched
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.writing import not_written, write_whole

__all__ = ["Saved", "save_numbers"]

NUMBERS = ("probability", "low", "high")


class Saved(NamedTuple):
    """What was written.

    Attributes:
        knowledge: the model, read back.
        backups: the written table's file -> where its old content is, paths as messages show them.
    """

    knowledge: KnowledgeBase
    backups: Mapping[str, str]


def save_numbers(
    before: KnowledgeBase, after: KnowledgeBase, read_back: Callable[[], KnowledgeBase]
) -> Saved:
    """Write the priors and likelihoods of ``after`` that differ from ``before`` into its files.

    Args:
        before: the model as its files have it.
        after: the same with other estimates in its priors and likelihoods, and new likelihoods.
        read_back: reads the model's files again.

    Raises:
        WriteError: a file belongs to the installed package, cannot be written, or does not read
            back as ``after``; every file is then as it was.
    """
    texts: dict[str, str] = {}
    for table in ("priors", "likelihoods"):
        changes, added = _row_changes(getattr(before, table), getattr(after, table))
        if changes or added:
            path = os.path.realpath(after.files[table].path)
            _refuse_installed(path)
            texts[path] = patched(_read(path), changes, added)
    backups: dict[str, str] = {}
    try:
        for path, text in texts.items():
            backups[path] = _back_up(path)
            write_whole(path, text)
        knowledge = _checked(read_back, after.fingerprint)
    except BaseException:
        _restore(backups)
        raise
    return Saved(knowledge, {shown_path(path): shown_path(to) for path, to in backups.items()})


def _row_changes(
    before: tuple[PriorCell | Cell, ...], after: tuple[PriorCell | Cell, ...]
) -> tuple[dict[int, Values], list[Values]]:
    """The cells to write by the line of their row, and the rows to append."""
    old = {cell.line: cell.estimate for cell in before}
    changes: dict[int, Values] = {}
    added: list[Values] = []
    for cell in after:
        known = old.get(cell.line)
        values = _values(cell.estimate)
        if known is None:
            assert isinstance(cell, Cell)
            names = {"variable": cell.variable, "state": cell.state}
            added.append({**names, "given": given_cell(cell.given), **values})
        elif known != cell.estimate:
            stood = _values(known)
            changes[cell.line] = {
                name: value
                for name, value in values.items()
                if name in NUMBERS or value != stood[name]
            }
    return changes, added


def _values(estimate: Estimate) -> dict[str, object]:
    cells = (*estimate[:4], ";".join(estimate.sources), estimate.note)
    return dict(zip(ESTIMATE_COLUMNS, cells, strict=True))


def _refuse_installed(path: str) -> None:
    if path.startswith(os.path.realpath(bundled_folder()) + os.sep):
        raise WriteError(
            f"{shown_path(path)} belongs to the installed package, and an update would overwrite "
            "it: make a copy with 'lumpbayes tables copy FOLDER' and name that with --model"
        )


def _read(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as stream:
        return stream.read()


def _back_up(path: str) -> str:
    """A copy beside the file, under the first free of ``.bak``, ``.bak2``, ``.bak3``, ..."""
    from shutil import copyfileobj, copymode

    names = (f"{path}.bak{number if number > 1 else ''}" for number in count(1))
    target = next(name for name in names if not os.path.lexists(name))
    try:
        with open(path, "rb") as old, open(target, "xb") as copy:
            try:
                copymode(path, target)
                copyfileobj(old, copy)
                copy.flush()
                os.fsync(copy.fileno())
            except BaseException:
                os.unlink(target)
                raise
    except OSError as error:
        raise not_written(target, error) from error
    return target


def _checked(read_back: Callable[[], KnowledgeBase], announced: str) -> KnowledgeBase:
    """The model, read back, if it has the fingerprint that was announced."""
    try:
        knowledge = read_back()
    except TablesError as error:
        raise WriteError(f"what was written does not read back, and was undone: {error}") from error
    if knowledge.fingerprint != announced:
        raise WriteError(
            f"what was written reads back with the fingerprint {knowledge.fingerprint}, expected "
            f"{announced}, and was undone. Does another program change the tables? Try again"
        )
    return knowledge


def _restore(backups: Mapping[str, str]) -> None:
    """Put the old files back, as many as can be."""
    failed = []
    for path, backup in backups.items():
        try:
            os.replace(backup, path)
        except OSError as error:
            failed.append(
                f"{shown_path(path)} cannot be put back: {error.strerror or error}; its old "
                f"content is in {shown_path(backup)}: copy it back"
            )
    if failed:
        raise WriteError("\n".join(failed))
