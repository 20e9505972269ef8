"""The commands that change a number of the tables, as somebody would type them."""

from __future__ import annotations

from lumpbayes.knowledge.cells import Cell, PriorCell
from lumpbayes.knowledge.likelihoods import given_cell
from lumpbayes.knowledge.records import KnowledgeBase
from website.markdown import code, link

__all__ = ["HEADING", "how_to_change", "likelihood_edit", "prior_edit"]

HEADING = "to change it"
EDIT = ("lumpbayes", "tables", "edit")


def how_to_change(page: str) -> str:
    """What the column of commands is for."""
    where = link("a copy of the tables", "how-to/edit-tables.md", page)
    return (
        f"To change a number, take {where} (`lumpbayes tables copy mine`) and run what stands at "
        "the right end of its row (scroll the table sideways), with your number in place of the "
        "one that is there.\n\n"
    )


def likelihood_edit(knowledge: KnowledgeBase, cell: Cell) -> str:
    """For a row of likelihoods.csv."""
    number = f"{cell.estimate.probability:g}"
    given = given_cell(cell.given)
    condition = ("--given", given) if given else ()
    return _command(knowledge, "likelihood", cell.variable, cell.state, number, *condition)


def prior_edit(knowledge: KnowledgeBase, prior: PriorCell) -> str:
    """For a row of priors.csv."""
    number = f"{prior.estimate.probability:g}"
    setting = ("--setting", prior.setting) if knowledge.setting else ()
    return _command(knowledge, "prior", prior.cause, number, *setting)


def _command(knowledge: KnowledgeBase, *words: str) -> str:
    import shlex

    model = ("--model", f"mine/models/{knowledge.name}.toml")
    return code(shlex.join((*EDIT, *words, *model)))
