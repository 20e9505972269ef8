"""codes.csv, and evidence by code: ``{"HP:0001945": "yes"}`` says what ``{"fever": "yes"}`` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names
from lumpbayes.knowledge.advice import check_choice
from lumpbayes.knowledge.coding import SYSTEMS, parse_codings, split_code
from lumpbayes.knowledge.csv_table import read_rows
from lumpbayes.knowledge.estimates import split_list
from lumpbayes.knowledge.findings import AnyOf, Not
from lumpbayes.knowledge.matching import find_variable, folded, match_variable
from lumpbayes.knowledge.problems import Problems
from lumpbayes.knowledge.records import Code, KnowledgeBase, TableFile, Variable

__all__ = ["Key", "find_key", "read_codes"]

YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}


def read_codes(
    file: TableFile | None, variables: Mapping[str, Variable], cause: Variable, problems: Problems
) -> tuple[Code, ...]:
    """Codes of causes (kind ``cause``) and of states of variables (kind ``finding``)."""
    if file is None:
        return ()
    codes = (
        _parse_row(file.place(row.line), row.line, row.cells, variables, cause, problems)
        for row in read_rows(file, ("kind", "name", "state", *SYSTEMS), problems)
    )
    return tuple(code for code in codes if code is not None)
