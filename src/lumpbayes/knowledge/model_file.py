"""The model file (TOML): title, version, cause, defaults, and where the tables are."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from lumpbayes.errors import or_nearest
from lumpbayes.knowledge.advice import URGENCIES
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.question_settings import QUESTION_KEYS
from lumpbayes.knowledge.records import TableFile
from lumpbayes.knowledge.utf_8 import decoded
from lumpbayes.knowledge.wording import NO_WORDING, WORDING_KEYS, Wording, read_wording

__all__ = ["ModelFile", "is_inside", "read_model_file", "shown_path"]

REQUIRED_TABLES = ("variables", "priors", "likelihoods", "sources")
OPTIONAL_TABLES = (
    "labels",
    "groups",
    "management",
    "losses",
    "red_flags",
    "codes",
    "presentations",
)
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "model": ("name", "title", "version", "cause", *WORDING_KEYS),
    "defaults": (),
    "tables": (*REQUIRED_TABLES, *OPTIONAL_TABLES),
    "questions": QUESTION_KEYS,
    "urgency_words": (),
}
SECTION_WORDS = (
    "the sections [model], [defaults], [tables], [questions], [urgency_words], [[thresholds]]"
)
MOST_BYTES = 1024**2
NAME = re.compile(r"\w[\w.-]*")
"""A model's name is also the name of its copied file: no folders, nothing hidden."""


class ModelFile(NamedTuple):
    """A model file, read; ``tables`` maps the names of the tables to their files."""

    name: str
    title: str
    version: str
    cause: str
    defaults: Mapping[str, str]
    thresholds: tuple[Mapping[str, Any], ...]
    questions: Mapping[str, Any]
    wording: Wording
    tables: Mapping[str, TableFile]
    shown: str


def read_model_file(path: str, allow_outside: bool, problems: Problems) -> ModelFile | None:
    """The model file, or None when it cannot be used.

    Table paths are relative to the model file and stay inside its own folder; a model file in a
    folder named ``models`` may also use the folder ``data`` beside that one (``../data/...``).
    """
    shown = shown_path(path)
    content = _parse(path, shown, problems)
    if content is None:
        return None
    before = len(problems)
    _check_keys(shown, content, problems)
    model, wording = content.get("model", {}), NO_WORDING
    if isinstance(model, dict):
        _check_model(shown, model, problems)
        words = content.get("urgency_words", {})
        if isinstance(words, dict):
            wording = read_wording(shown, model, words, URGENCIES, problems)
    tables = _table_files(path, shown, content.get("tables", {}), allow_outside, problems)
    if len(problems) > before:
        return None
    title = str(model.get("title", model["name"]))
    thresholds = tuple(content.get("thresholds", ()))
    defaults = {str(key): str(value) for key, value in content.get("defaults", {}).items()}
    return ModelFile(
        model["name"],
        title,
        model["version"],
        model["cause"],
        defaults,
        thresholds,
        content.get("questions", {}),
        wording,
        tables,
        shown,
    )


def shown_path(path: str) -> str:
    """A path as messages show it: relative to the working folder when it lies below."""
    absolute = os.path.abspath(path)
    here = os.getcwd()
    if absolute.startswith(here.rstrip(os.sep) + os.sep):
        return os.path.relpath(absolute, here)
    return absolute


def _parse(path: str, shown: str, problems: Problems) -> dict[str, Any] | None:
    if not os.path.isfile(path):
        problems.error(shown, "", *_no_file(path))
        return None
    if os.path.getsize(path) > MOST_BYTES:
        problems.error(
            shown,
            "",
            f"{os.path.getsize(path):,} bytes",
            f"a model file of at most {MOST_BYTES:,}",
            "Keep numbers in the CSV tables.",
        )
        return None
    try:
        with open(path, "rb") as stream:
            text = decoded(stream.read()).replace("\r\n", "\n").replace("\r", "\n")
        return tomllib.loads(text)
    except OSError as error:
        expected, remedy = "a file that can be read", "Allow reading it."
        problems.error(shown, "", str(error.strerror), expected, remedy)
    except tomllib.TOMLDecodeError as error:
        problems.error(shown, "", str(error), "a TOML file", "Correct the syntax there.")
    except ValueError as error:
        problems.error(shown, "", str(error), "a TOML file in UTF-8", "Save the file as UTF-8.")
    except RecursionError:
        problems.error(
            shown, "", "brackets nested too deep", "three plain sections", "Remove the brackets."
        )
    return None


def _no_file(path: str) -> tuple[str, str, str]:
    """What is found where no file is, what was expected, and the remedy."""
    expected = "a model file (TOML)"
    if os.path.isdir(path):
        return "a folder", expected, "Name the .toml file in it."
    if os.path.exists(path):
        remedy = "Write the model into a file: its tables are looked for beside it."
        return "a pipe or a device", expected, remedy
    return "no such file", expected, "Check the path."


def _check_keys(shown: str, content: Mapping[str, Any], problems: Problems) -> None:
    for section, body in content.items():
        if section == "thresholds" and isinstance(body, list):
            continue  # read by knowledge.thresholds
        if section not in SECTIONS or not isinstance(body, dict):
            problems.error(
                shown,
                "",
                f"[{section}]",
                SECTION_WORDS,
                f"Correct the name: {or_nearest(section, list(SECTIONS))}",
            )
            continue
        known = SECTIONS[section]
        for key in body:
            if known and key not in known:
                problems.error(
                    shown,
                    f"[{section}]",
                    key,
                    ", ".join(known),
                    f"Correct the name: {or_nearest(key, known)}",
                )


def _check_model(shown: str, model: Mapping[str, Any], problems: Problems) -> None:
    for key in ("name", "version", "cause"):
        value = model.get(key)
        if not isinstance(value, str) or not value:
            remedy = f'Write {key} = "..." under [model].'
            found = repr(value) if key in model else f"no {key}"
            problems.error(shown, f"[model] {key}", found, "a text in quotes", remedy)
        elif key == "name" and not NAME.fullmatch(value):
            expected = "letters, digits, '_', '-' and '.', not starting with '-' or '.'"
            problems.error(shown, "[model] name", repr(value), expected, "Rename the model.")


def _table_files(
    path: str, shown: str, tables: Any, allow_outside: bool, problems: Problems
) -> dict[str, TableFile]:
    folder = os.path.dirname(os.path.abspath(path))
    allowed = _allowed_folders(folder)
    files: dict[str, TableFile] = {}
    if not isinstance(tables, dict):
        return files  # reported with the sections
    for name in REQUIRED_TABLES:
        if name not in tables:
            problems.error(
                shown,
                "[tables]",
                f"no {name}",
                "the path of that table",
                f'Add {name} = "{name}.csv" under [tables].',
            )
    for name, value in tables.items():
        if not isinstance(value, str) or not value or "\0" in value:
            problems.error(
                shown, f"[tables] {name}", repr(value), "a path in quotes", "Correct the path."
            )
            continue
        target = os.path.normpath(os.path.join(folder, value))
        if not allow_outside and not is_inside(target, allowed):
            problems.error(
                shown,
                f"[tables] {name}",
                repr(value),
                f"a path inside the model's own folder {' or '.join(map(shown_path, allowed))}",
                "Move the table there, or allow it: --allow-outside (in Python "
                "allow_outside=True).",
            )
        files[name] = TableFile(target, shown_path(target))
    return files


def _allowed_folders(folder: str) -> tuple[str, ...]:
    """Where the tables of a model file in this folder may lie."""
    if os.path.basename(folder) != "models":
        return (folder,)
    return folder, os.path.join(os.path.dirname(folder), "data")


def is_inside(path: str, folders: tuple[str, ...]) -> bool:
    """Whether a file lies in one of the folders, links followed on both sides."""
    real = os.path.realpath(path)
    return any(real.startswith(os.path.realpath(each).rstrip(os.sep) + os.sep) for each in folders)
