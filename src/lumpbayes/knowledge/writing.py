"""The tables of a knowledge base as CSV text, and files written whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedWriter

from lumpbayes.errors import WriteError
from lumpbayes.knowledge.cells import Estimate
from lumpbayes.knowledge.coding import coding_cells
from lumpbayes.knowledge.csv_table import neutralised
from lumpbayes.knowledge.labels import state_words, variable_words
from lumpbayes.knowledge.likelihoods import given_cell
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.knowledge.records import KnowledgeBase, Variable
from lumpbayes.knowledge.streams import OPEN_FILES, is_stream, opened_stream

__all__ = [
    "csv_cell",
    "csv_text",
    "not_written",
    "table_rows",
    "table_texts",
    "take_name",
    "write_whole",
    "written_whole",
]

Rows = Iterable[Sequence[object]]
QUOTED = re.compile(r"[,\"\r\n]")


def table_texts(knowledge: KnowledgeBase) -> dict[str, str]:
    """Table name -> CSV text; reading them back gives the same fingerprint.

    Labels that say no more than the names do are left out: they follow names that are changed.
    """
    tables = table_rows(knowledge)
    columns, labels = tables["labels"]
    tables["labels"] = (columns, [row for row in labels if row[2] != _words(*row[:2])])
    return {name: csv_text(*table) for name, table in tables.items()}


COLUMNS = {
    "variables": "name,role,states,parents,question,phase,cost,numeric_bins",
    "labels": "variable,state,label",
    "groups": "variable,group,label,state",
    "priors": "cause,setting,probability,low,high,grade,source,note",
    "likelihoods": "variable,state,given,probability,low,high,grade,source,note",
    "sources": "key,authors,year,title,identifier,seen",
    "management": "cause,urgency,workup,treatment,source",
    "losses": "cause,urgency,loss,low,high,grade,source,note",
    "red_flags": "id,rule,urgency,within,advice,source",
    "codes": "kind,name,state,icd10cm,hpo,snomed",
    "presentations": "id,cause,setting,evidence,max_rank,reason",
}


def table_rows(knowledge: KnowledgeBase) -> dict[str, tuple[tuple[str, ...], Rows]]:
    """Table name -> its columns, and its rows as they are written; labels for every model."""
    return {
        name: (tuple(COLUMNS[name].split(",")), rows)
        for name, rows in _all_rows(knowledge).items()
        if name in knowledge.files or name == "labels"
    }


def _all_rows(kb: KnowledgeBase) -> dict[str, Rows]:
    """The rows of every table, in the order of ``COLUMNS``."""
    return {
        "variables": map(_variable, kb.variables.values()),
        "labels": _labels(kb),
        "groups": ((g.variable, g.name, g.label, state) for g in kb.groups for state in g.states),
        "priors": ((c.cause, c.setting, *_estimate(c.estimate)) for c in kb.priors),
        "likelihoods": (
            (c.variable, c.state, given_cell(c.given), *_estimate(c.estimate))
            for c in kb.likelihoods
        ),
        "sources": (source[:-1] for source in kb.sources.values()),
        "management": (
            (m.cause, m.urgency, m.workup, m.treatment, ";".join(m.sources))
            for m in kb.management.values()
        ),
        "losses": ((*each[:6], ";".join(each.sources), each.note) for each in kb.losses),
        "red_flags": (
            (f.id, f.rule_text, f.urgency, f.within, f.advice, ";".join(f.sources))
            for f in kb.red_flags
        ),
        "codes": ((c.kind, c.name, ";".join(c.states), *coding_cells(c.codings)) for c in kb.codes),
        "presentations": (
            (p.id, p.cause, p.setting, ";".join(p.evidence), p.max_rank, p.reason)
            for p in kb.presentations
        ),
    }


def _variable(v: Variable) -> tuple[object, ...]:
    states, parents = ";".join(v.states), ";".join(v.parents)
    return v.name, v.role, states, parents, v.question, v.phase, v.cost, v.bins or ""


def _labels(kb: KnowledgeBase) -> Rows:
    for name, label in kb.variable_labels.items():
        yield name, "", label
        for state, text in kb.state_labels[name].items():
            yield name, state, text


def _words(variable: object, state: object) -> str:
    return state_words(str(state)) if state else variable_words(str(variable))


def _estimate(estimate: Estimate) -> tuple[object, ...]:
    return (
        *estimate[:4],
        ";".join(estimate.sources),
        estimate.note,
    )


def csv_text(header: Sequence[str], rows: Rows) -> str:
    """CSV text: doubles in full, and no text cell that a spreadsheet would run."""
    lines = [",".join(map(csv_cell, row)) + "\n" for row in (header, *rows)]
    return "".join(lines)


def csv_cell(value: object) -> str:
    r"""A cell as a CSV file has it: a double in full; text safe in a spreadsheet, quoted if needed.

    >>> csv_cell(0.1), csv_cell("plain"), csv_cell("a, b"), csv_cell('=say("x")')
    ('0.1', 'plain', '"a, b"', '"\'=say(""x"")"')
    """
    if isinstance(value, float):
        return float.__repr__(value)  # numpy's own would name its type
    text = neutralised(str(value))
    return '"' + text.replace('"', '""') + '"' if QUOTED.search(text) else text


def write_whole(
    path: str, content: str | bytes, *, private: bool = False, new: bool = False
) -> None:
    """Write a file under a temporary name beside it, then move it into place.

    Whoever reads it sees the old text or the new one, never half; text is written in UTF-8. A pipe
    or a device is written into, and stays what it is.

    Args:
        path: the file.
        content: all of it.
        private: for its owner alone to read and write, and a link of that name is replaced;
            otherwise the file keeps its permissions, and a link is followed.
        new: whether it must not be there yet, not even as a link.

    Raises:
        WriteError: it cannot be written, or is there though it should be new; the old file is as
            it was, and nothing lies beside it.
    """
    try:
        data = content if isinstance(content, bytes) else content.encode()
    except UnicodeEncodeError as error:
        half = error.object[error.start : error.end]
        shown = shown_path(_target(path, private or new))
        raise WriteError(
            f"{shown} cannot be written: {half!r} is half a character (a lone "
            "surrogate), which UTF-8 has no place for; nothing was changed. Leave it out"
        ) from error
    with written_whole(path, private=private, new=new) as stream:
        stream.write(data)


@contextmanager
def written_whole(
    path: str, *, private: bool = False, new: bool = False
) -> Iterator[BufferedWriter]:
    """A stream of bytes that becomes a file when all has gone well; see :func:`write_whole`.

    Args:
        path: the file.
        private: for its owner alone to read and write.
        new: whether it must not be there yet.

    Raises:
        WriteError: as :func:`write_whole`; an ``OSError`` of whoever writes into it too.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "lump.txt")
    ...     with written_whole(path) as stream:
    ...         size = stream.write(b"lipoma")
    ...         before = os.path.exists(path)
    ...     before, os.listdir(folder)
    (False, ['lump.txt'])
    """
    from tempfile import mkstemp

    target = _target(path, private or new)
    if new and os.path.lexists(target):
        raise _is_there(target)
    try:
        if is_stream(target):
            with opened_stream(target) as stream:
                yield stream
            return
        mode = 0o600 if private else _mode(target)
        handle, temporary = mkstemp(dir=os.path.dirname(target), prefix=".lumpbayes-")
        try:
            with open(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(temporary, mode)
            _place(temporary, target, new)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise not_written(target, error) from error


def _target(path: str, itself: bool) -> str:
    """The file that is written: that name itself, or what it links to.

    What the system's own links such as ``/dev/stdout`` lead to may have no name.
    """
    _check_name(path)
    name = os.path.abspath(path)
    return name if itself or os.path.dirname(name) in OPEN_FILES else os.path.realpath(path)


def _check_name(path: str) -> None:
    """Refuse a name that no file can have; the system would raise a bare ValueError."""
    if not path:
        raise WriteError("'' is no name of a file; nothing was changed. Give the file a name")
    try:
        wrong = "\0" if b"\0" in os.fsencode(path) else ""
    except UnicodeEncodeError as error:
        wrong = path[error.start : error.end]
    if wrong:
        raise WriteError(
            f"{path!r} cannot be written: no name of a file may hold {wrong!r}; nothing was "
            "changed. Leave it out"
        )


def _place(temporary: str, target: str, new: bool) -> None:
    """Move a file into place; a new one only where there is none, whoever else tries it now."""
    if not new:
        os.replace(temporary, target)
        return
    try:
        take_name(temporary, target)
    except FileExistsError as error:
        raise _is_there(target) from error


def _is_there(target: str) -> WriteError:
    return WriteError(
        f"{shown_path(target)} is there already: choose another name, or replace it: --force (in "
        "Python force=True)"
    )


def take_name(temporary: str, target: str) -> None:
    """Give a file its name; FileExistsError where that is taken."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the name is taken first
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(temporary, target)
    else:
        os.unlink(temporary)


def _mode(path: str) -> int:
    """The permissions of a file, or those of a new one."""
    return os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o644


def not_written(path: str, error: OSError) -> WriteError:
    """The error that says why a file was not written."""
    if isinstance(error, BrokenPipeError):
        return WriteError(
            f"{shown_path(path)} cannot be written to its end: {error.strerror}. Whoever read it "
            "has a part at most: let the reader wait for all of it"
        )
    return WriteError(
        f"{shown_path(path)} cannot be written: {error.strerror or error}; nothing was changed. "
        "Check the folder's permissions and the space on the disk"
    )
