import math

import pytest

from lumpbayes.errors import Level, TablesError
from lumpbayes.inference.network import Network
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.normalising import normalised_knowledge
from lumpbayes.knowledge.saving import save_numbers
from tests.tiny_model import TinyModel


def set_probability(tiny: TinyModel, table: str, start: str, text: str) -> None:
    tiny.set_cell(table, start, "probability", text)
    tiny.set_cell(table, start, "low", "0")


def same(one: Network, other: Network) -> bool:
    return all(abs(a - b).max() < 1e-15 for a, b in zip(one.tables, other.tables, strict=True))


def test_sums_of_1_are_left_alone(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    assert normalised_knowledge(knowledge) is knowledge


@pytest.mark.parametrize("text", ["0.604", "0.63"])
def test_priors_that_miss_1_are_divided_by_their_sum(tiny: TinyModel, text: str) -> None:
    set_probability(tiny, "priors", "cyst,clinic,", text)
    before = tiny.load("lenient")
    after = normalised_knowledge(before)
    column = {cell.cause: cell.estimate for cell in after.priors if cell.setting == "clinic"}
    total = float(text) + 0.4
    assert column["cyst"].probability == pytest.approx(float(text) / total, abs=1e-15)
    assert math.fsum(each.probability for each in column.values()) == pytest.approx(1, abs=1e-15)
    assert column["cyst"].note == f"was {text} before normalising; a note"
    assert column["cyst"].grade == "sourced"
    assert [c for c in after.priors if c.setting == "hospital"] == [
        c for c in before.priors if c.setting == "hospital"
    ]
    assert same(build_network(before), build_network(after))
    assert after.fingerprint != before.fingerprint


def test_groups_that_list_every_state_are_divided_by_their_sum(tiny: TinyModel) -> None:
    set_probability(tiny, "likelihoods", "size,large,cause=@serious", "0.62")
    with pytest.raises(TablesError, match=r"size given cause=@serious sums to 1\.02"):
        tiny.load()
    before = tiny.load("lenient")
    after = normalised_knowledge(before)
    changed = {cell.line for cell in before.likelihoods} - {
        cell.line for cell in set(before.likelihoods) & set(after.likelihoods)
    }
    start = tiny.line("likelihoods", "size,small,cause=@serious")
    assert changed == {start, start + 1, start + 2}
    assert same(build_network(before), build_network(after))
    saved = save_numbers(before, after, lambda: tiny.load("lenient")).knowledge
    assert not any(issue.level is Level.ERROR for issue in saved.issues)
    assert tiny.load().fingerprint == after.fingerprint
    assert normalised_knowledge(saved) is saved


def test_a_group_with_an_implied_rest_is_left_alone(tiny: TinyModel) -> None:
    set_probability(tiny, "likelihoods", "size,small,,", "0.52")
    knowledge = tiny.load()
    assert normalised_knowledge(knowledge) is knowledge


def test_intervals_are_widened_to_hold_the_new_value(tiny: TinyModel) -> None:
    for column, text in (("probability", "0.63"), ("low", "0.62"), ("high", "0.64")):
        tiny.set_cell("priors", "cyst,clinic,", column, text)
    cell = normalised_knowledge(tiny.load("lenient")).priors[0]
    assert cell.estimate.low == cell.estimate.probability == pytest.approx(0.63 / 1.03)
    assert cell.estimate.high == 0.64


def test_a_probability_of_0_stays_0_and_keeps_its_note(tiny: TinyModel) -> None:
    set_probability(tiny, "priors", "tumor,clinic,", "0")
    set_probability(tiny, "priors", "cyst,clinic,", "0.72")
    before = tiny.load("lenient")
    assert normalised_knowledge(before).priors[2] == before.priors[2]


def test_an_interval_that_lenient_reading_mended_is_written_mended(tiny: TinyModel) -> None:
    for column, text in (("probability", "0.64"), ("low", "0.66"), ("high", "0.7")):
        tiny.set_cell("priors", "cyst,clinic,", column, text)
    before = tiny.load("lenient")
    saved = save_numbers(before, normalised_knowledge(before), lambda: tiny.load("lenient"))
    assert saved.knowledge.priors[0].estimate.low == pytest.approx(0.64 / 1.04)
