"""What a batch writes: the answers, and beside them the problems; nobody's file is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from lumpbayes.cases.answer_files import ENDINGS
from lumpbayes.cases.case_problems import CellProblem
from lumpbayes.cases.partial_folder import FORCE
from lumpbayes.errors import WriteError
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.writing import csv_text, written_whole

__all__ = [
    "check_apart",
    "check_outputs",
    "no_problems",
    "problem_lines",
    "problems_beside",
    "write_problems",
]


def problems_beside(target: str) -> str:
    """The file of problems of some answers."""
    return f"{target}.problems.csv"


def check_outputs(source: str, target: str, force: bool) -> None:
    """Refuse names that cannot be, the case file, and what is there already.

    Args:
        source: the case file.
        target: the file of answers.
        force: whether what is there is replaced; the case file never is.

    Raises:
        WriteError: says which, and why.
    """
    if not target.lower().endswith(ENDINGS):
        raise WriteError(
            f"{shown_path(target)}: the name of the answers shall say what they are: "
            f"{', '.join(ENDINGS)}"
        )
    for path in (target, problems_beside(target)):
        _check_output(source, path, force)


def _check_output(source: str, path: str, force: bool) -> None:
    if os.path.isdir(path):
        raise WriteError(f"{shown_path(path)} is a folder: name a file in it")
    if os.path.exists(path) and not os.path.isfile(path):
        raise WriteError(f"{shown_path(path)} is a pipe or a device: name a file")
    if source != "-" and os.path.exists(path) and os.path.exists(source):
        if os.path.samefile(source, path):
            raise WriteError(
                f"{shown_path(path)} is the case file itself: choose another name for the answers"
            )
    if os.path.lexists(path) and not force:
        raise WriteError(
            f"{shown_path(path)} is there already: choose another name, or replace it: {FORCE}"
        )


def check_apart(read: Mapping[str, str | None], written: Mapping[str, str | None]) -> None:
    """Refuse to write over what is read, and to write one file twice, whatever is to be replaced.

    Args:
        read: what a file is -> the file; None or ``-`` where it is none.
        written: the option that names a file -> the file; None or ``-`` where it is none.

    Raises:
        WriteError: says which, and why.
    """
    taken = [(path, f"is {what} itself") for what, path in read.items() if _is_file(path)]
    for option, path in written.items():
        if path is None or not _is_file(path):
            continue
        for other, why in taken:
            if other is not None and _same(path, other):
                raise WriteError(f"{option} {shown_path(path)} {why}: choose another name")
        taken.append((path, f"is what {option} writes too"))


def _is_file(path: str | None) -> bool:
    return path not in (None, "-")


def _same(path: str, other: str) -> bool:
    """Whether two names are of one file, which need not be there yet."""
    if os.path.exists(path) and os.path.exists(other):
        return os.path.samefile(path, other)
    return os.path.realpath(path) == os.path.realpath(other)


def write_problems(target: str, lines: Iterable[bytes], new: bool) -> str:
    """Write the problems of some answers; return the file.

    Args:
        target: the answers.
        lines: the problems, as :func:`problem_lines` gives them.
        new: whether the file must not be there yet.

    Raises:
        WriteError: it cannot be written, or is there.
    """
    path = problems_beside(target)
    with written_whole(path, new=new) as stream:
        stream.write(csv_text(CellProblem._fields, []).encode())
        stream.writelines(lines)
    return path


def problem_lines(rows: Sequence[Sequence[object]]) -> bytes:
    """Some problems, as ``CellProblem`` has their fields, as lines of their file."""
    return csv_text(CellProblem._fields, rows).partition("\n")[2].encode(errors="replace")


def no_problems(target: str) -> None:
    """Remove the problems of the answers that are replaced."""
    with suppress(FileNotFoundError):
        os.unlink(problems_beside(target))
