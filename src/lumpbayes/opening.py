"""Opening a model or a network file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from lumpbayes import interchange
from lumpbayes.engine import Engine
from lumpbayes.errors import EvidenceError, Issue, Level, TablesError
from lumpbayes.inference.backends import default_backend
from lumpbayes.inference.memory import check_limit
from lumpbayes.inference.plan import MEMORY_LIMIT
from lumpbayes.interchange.formats import ENDINGS, is_network_file
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.loading import check_policy, load_knowledge
from lumpbayes.knowledge.model_file import shown_path
from lumpbayes.reasoning.arguments import check_path

__all__ = ["load"]


def load(
    path: str | os.PathLike[str] | None = None,
    *,
    target: str | None = None,
    allow_outside: bool = False,
    policy: str = "strict",
    memory_limit: int = MEMORY_LIMIT,
    backend: str | None = None,
) -> Engine:
    """Read a model's tables, or a network file, check it, and compile it into an engine.

    Args:
        path: a model file (TOML), or a network file (BIF, XMLBIF, NET, XDSL, UAI, as its ending
            says; ``.gz`` behind it is allowed); the bundled model of a lump on the back when left
            out.
        target: the variable of a network file whose posterior is asked; it may be named later, by
            ``Engine.with_target``, or never: ``dx.of`` has the posterior of every variable.
        allow_outside: tables may lie outside the model file's own folder.
        policy: ``strict`` stops at any error in the tables; ``lenient`` goes on where an error
            can be mended in a stated way, and keeps it among ``engine.issues``.
        memory_limit: bytes that one query may need, whatever arithmetic its evidence asks for.
        backend: the exact method: ``kernel``, compiled, which is the default where numba is
            installed; ``sweeps``, in numpy; or ``brute_force``.

    Raises:
        TablesError: the tables are invalid; carries every problem as ``issues``.
        TooLargeError: exact inference would need more than ``memory_limit``; no table was laid
            out.
        UnknownNameError: a target that the network does not have.
        EvidenceError: a target for a model of tables, which names its own cause; a ``path`` that
            is no name of a file; an unknown policy or backend; a limit that is no positive number.

    >>> import lumpbayes as lb
    >>> len(lb.load().causes)
    18
    """
    check_limit(memory_limit)
    check_policy(policy)
    _refuse_pgmpy(path)
    where = None if path is None else check_path(path, "model.toml")
    if where is not None and is_network_file(where):
        knowledge, network = interchange.network_knowledge.load_network(where, target, policy)
    else:
        with _named_by_its_ending(where):
            knowledge = load_knowledge(
                where, allow_outside=allow_outside, policy=policy, memory_limit=memory_limit
            )
        if target is not None:
            knowledge = interchange.network_knowledge.with_target(knowledge, target)
        network = build_network(knowledge)
    return Engine(knowledge, network, memory_limit=memory_limit).with_backend(
        default_backend() if backend is None else backend
    )


def _refuse_pgmpy(path: object) -> None:
    """Say how to open a model of pgmpy; told by its module, since the import would cost seconds."""
    if type(path).__module__.startswith("pgmpy."):
        raise EvidenceError(
            f"path of type {type(path).__name__}: expected the name of a file; write the model to "
            "one with pgmpy.readwrite.BIFWriter(model).write('model.bif') and load that"
        )


@contextmanager
def _named_by_its_ending(path: str | None) -> Iterator[None]:
    """Where a file with another ending than .toml is no model file: say which ending means what."""
    try:
        yield
    except TablesError as error:
        ending = os.path.splitext(path or ".toml")[1]
        if ending.lower() == ".toml" or path is None or not os.path.isfile(path):
            raise
        expected = f"a model file, .toml, or a network file, {', '.join(ENDINGS)} (.gz behind it)"
        remedy = "Give the file the ending that says what it is."
        value = f"the ending {ending!r}"
        found = Issue(Level.ERROR, shown_path(path), "", value, expected, remedy)
        raise TablesError((found, *error.issues)) from None
