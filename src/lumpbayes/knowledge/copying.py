"""A model's files copied to where they can be edited."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lumpbayes.errors import WriteError
from lumpbayes.knowledge.question_settings import USUAL_SETTINGS, question_entry
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.thresholds import threshold_entry
from lumpbayes.knowledge.without_tables import require_tables
from lumpbayes.knowledge.wording import wording_entry
from lumpbayes.knowledge.writing import table_texts

__all__ = ["copy_tables", "model_text", "new_folder"]


def copy_tables(knowledge: KnowledgeBase, folder: str) -> Path:
    """Copy the model file to ``folder/models`` and its tables to ``folder/data``.

    Tables are copied byte for byte; those of an edited model are written as it has them.

    Returns:
        The path of the copied model file.

    Raises:
        WriteError: the folder exists and is not empty, or is a file, and nothing is written; or
            it cannot be written.
    """
    require_tables(knowledge)
    with new_folder(folder):
        return Path(_copy(knowledge, folder))


@contextmanager
def new_folder(folder: str) -> Iterator[None]:
    """What is written within goes into a folder that is not there, or is empty.

    Raises:
        WriteError: the folder exists and is not empty, or is a file, and nothing is written; or
            it cannot be written.
    """
    if os.path.exists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise WriteError(f"{folder} exists and is not empty: choose a new folder")
    try:
        yield
    except OSError as error:
        raise WriteError(
            f"{error.filename or folder}: {error.strerror or error}; choose a folder that can be "
            "written"
        ) from error


def _copy(knowledge: KnowledgeBase, folder: str) -> str:
    from shutil import copyfile

    models, data = os.path.join(folder, "models"), os.path.join(folder, "data")
    os.makedirs(models)
    os.makedirs(data)
    texts = table_texts(knowledge) if knowledge.edited else {}
    for name, file in knowledge.files.items():
        copied = os.path.join(data, f"{name}.csv")
        if name in texts:
            _write(copied, texts[name])
        else:
            copyfile(file.path, copied)
    target = os.path.join(models, f"{knowledge.name}.toml")
    tables = {name: f"../data/{name}.csv" for name in knowledge.files}
    _write(target, model_text(knowledge, tables))
    return target


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def model_text(knowledge: KnowledgeBase, tables: Mapping[str, str]) -> str:
    """A model file (TOML) for these tables: table name -> path relative to the model file."""
    sections = {
        "model": {
            "name": knowledge.name,
            "title": knowledge.title,
            "version": knowledge.version,
            "cause": knowledge.cause,
            **wording_entry(knowledge.wording),
        },
        "defaults": knowledge.defaults,
        "tables": tables,
    }
    parts = [f"[{name}]\n{_toml_lines(body)}" for name, body in sections.items()]
    if knowledge.questions != USUAL_SETTINGS:
        parts.append(f"[questions]\n{_toml_lines(question_entry(knowledge.questions))}")
    if knowledge.wording.urgency_words:
        parts.append(f"[urgency_words]\n{_toml_lines(knowledge.wording.urgency_words)}")
    for threshold in knowledge.thresholds:
        parts.append(f"[[thresholds]]\n{_toml_lines(threshold_entry(threshold))}")
    return "\n".join(parts)


def _toml_lines(body: Mapping[str, object]) -> str:
    """``key = value`` lines."""
    lines = [f"{_toml(key)} = {_toml(value)}" for key, value in body.items()]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """A JSON string or number is a TOML one, save for a raw U+007F."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
