"""Worlds are the same whatever is asked of them, and each row of the tables is drawn once."""

from collections.abc import Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from gc import collect
from weakref import ref

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference.network import FloatArray, Network
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.kept_worlds import MOST_OWNERS, kept_worlds
from lumpbayes.knowledge.records import KnowledgeBase
from lumpbayes.knowledge.worlds import Worlds
from tests.tiny_model import TinyModel

COUNT = 7


def tables(
    knowledge: KnowledgeBase,
    seed: int = 0,
    count: int = COUNT,
    *,
    hard: Mapping[str, int] | None = None,
    most_kept: int = 0,
    owner: Hashable = None,
) -> dict[str, FloatArray]:
    """Variable -> its table in each world, sliced by what is observed."""
    network = build_network(knowledge)
    worlds = Worlds(knowledge, network, seed, count, most_kept, owner)
    known = {network.index(name): state for name, state in (hard or {}).items()}
    found = worlds.sliced(range(len(network.names)), known).following(count)
    return dict(zip(network.names, found, strict=True))


class Owner:
    """What worlds are kept with."""


def test_each_world_is_a_set_of_tables(engine: lb.Engine) -> None:
    found, network = tables(engine.knowledge), engine.network
    for world in range(COUNT):
        own = [found[name][..., min(world, found[name].shape[-1] - 1)] for name in network.names]
        Network.checked(network.names, network.states, network.parents, own)
    spread = [np.ptp(found[name], axis=-1).max() for name in network.names]
    assert min(spread) > 0.01  # every table of the bundled model has intervals


def test_a_row_moves_as_one_wherever_it_holds(tiny: TinyModel) -> None:
    """Redness given inflammation; pain has rows that hold for several causes."""
    knowledge = tiny.load()
    found = tables(knowledge)["pain"]
    owner = knowledge.expansions["pain"].layout.owner()
    for group in np.unique(owner):
        columns = found[:, owner == group]
        assert (columns == columns[:, :1]).all()
        assert np.ptp(columns, axis=-1).max() > 0
    distinct = {found[0][owner == group].tobytes() for group in np.unique(owner)}
    assert len(distinct) == len(np.unique(owner))


def test_kept_and_drawn_worlds_are_the_same(engine: lb.Engine) -> None:
    knowledge = engine.knowledge
    observed = {"fever": 0, "setting": 1, "inflammation": 0}
    drawn = tables(knowledge, hard=observed)
    owner = Owner()
    for _ in range(2):  # drawn, then found
        kept = tables(knowledge, hard=observed, most_kept=10**9, owner=owner)
        for name, table in drawn.items():
            np.testing.assert_array_equal(np.broadcast_to(kept[name], table.shape), table)
    whole = tables(knowledge)
    np.testing.assert_array_equal(drawn["cause"], whole["cause"][:, 1])
    np.testing.assert_array_equal(drawn["fever"], whole["fever"][0])
    np.testing.assert_array_equal(drawn["redness"], whole["redness"][:, 0])


def test_what_was_asked_before_changes_nothing(engine: lb.Engine) -> None:
    """To the last bit: each variable's tables drawn first, among others, and after others."""
    network = engine.network
    whole = tables(engine.knowledge, most_kept=10**9)
    chance = np.random.default_rng(0)
    order = chance.permutation(len(network.names)).tolist()
    owner = Owner()
    while order:  # a warm-up of a few variables at a time
        some, order = order[:3], order[3:]
        kept = Worlds(engine.knowledge, network, 0, COUNT, 10**9, owner).sliced(some, {})
        alone = [Worlds(engine.knowledge, network, 0, COUNT, 10**9).sliced([v], {}) for v in some]
        for at, table, own in zip(some, kept.following(COUNT), alone, strict=True):
            expected = whole[network.names[at]].tobytes()
            assert table.tobytes() == expected
            assert own.following(COUNT)[0].tobytes() == expected


def test_worlds_go_with_their_owner(engine: lb.Engine) -> None:
    owners = [Owner() for _ in range(MOST_OWNERS + 1)]
    stores = [kept_worlds(owner, engine.knowledge, 0, COUNT) for owner in owners]
    assert kept_worlds(owners[2], engine.knowledge, 0, COUNT) is stores[2]
    assert kept_worlds(owners[1], engine.knowledge, 0, COUNT) is stores[1]
    assert kept_worlds(owners[0], engine.knowledge, 0, COUNT) is not stores[0]  # it went first
    other = kept_worlds(owners[0], engine.knowledge, 1, COUNT)
    assert other.tables == {}
    edited = engine.with_prior("lipoma", 0.4).knowledge
    assert kept_worlds(owners[0], edited, 1, COUNT) is not other
    alive = [ref(each) for each in (*owners, *stores, other)]
    del owners, stores, other
    collect()
    assert [each() for each in alive] == [None] * len(alive)


def test_more_worlds_begin_with_the_same(engine: lb.Engine) -> None:
    few, many = tables(engine.knowledge, count=3), tables(engine.knowledge, count=11)
    for name, table in few.items():
        np.testing.assert_array_equal(table, many[name][..., :3])


def test_worlds_handed_out_in_parts_are_the_same(engine: lb.Engine) -> None:
    network = engine.network
    for most_kept in (0, 10**9):
        worlds = Worlds(engine.knowledge, network, 0, 9, most_kept)
        variables = range(len(network.names))
        whole = worlds.sliced(variables, {}).following(9)
        parts = worlds.sliced(variables, {})
        both = [parts.following(count) for count in (4, 5)]
        for one, first, second in zip(whole, *both, strict=True):
            np.testing.assert_array_equal(one, np.concatenate([first, second], axis=-1))


def test_threads_share_what_is_kept(engine: lb.Engine) -> None:
    knowledge, seed, owner = engine.knowledge, 77, Owner()
    expected = tables(knowledge, seed)
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(tables, knowledge, seed, most_kept=10**9, owner=owner) for _ in range(16)
        ]
        for found in (job.result() for job in jobs):
            for name, table in expected.items():
                np.testing.assert_array_equal(np.broadcast_to(found[name], table.shape), table)


def test_another_seed_draws_other_worlds(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    one, other, negative = (tables(knowledge, seed) for seed in (0, 1, -1))
    assert not np.isclose(one["redness"], other["redness"]).any()
    assert not np.isclose(one["redness"], negative["redness"]).any()


def test_the_order_of_the_rows_changes_nothing(tiny: TinyModel) -> None:
    before = tables(tiny.load())
    for table in ("likelihoods", "priors"):
        head, *rows = tiny.text(table).splitlines()
        tiny.write(table, "\n".join([head, *reversed(rows)]) + "\n")
    after = tables(tiny.load())
    for name, table in before.items():
        np.testing.assert_array_equal(table, after[name])


def test_an_edit_leaves_the_other_rows_worlds_alone(engine: lb.Engine) -> None:
    rows = {"systemic_inflammation": "none"}
    edited = engine.with_likelihood("fever", "yes", 0.5, given=rows)
    before, after = tables(engine.knowledge), tables(edited.knowledge)
    moved = [name for name, table in before.items() if not np.array_equal(table, after[name])]
    assert moved == ["fever"]


def test_points_are_the_tables_themselves(tiny: TinyModel) -> None:
    for table in ("priors", "likelihoods"):
        head, *rows = tiny.text(table).splitlines()
        place = head.split(",").index("probability")
        cells = [row.split(",") for row in rows]
        for row in cells:
            row[place + 1] = row[place + 2] = row[place]
        tiny.write(table, "\n".join([head, *map(",".join, cells)]) + "\n")
    knowledge = tiny.load()
    network = build_network(knowledge)
    for most_kept in (0, 10**9):
        found = tables(knowledge, most_kept=most_kept)
        for name, table in zip(network.names, network.tables, strict=True):
            np.testing.assert_allclose(found[name][..., 0], table, atol=1e-15)


def test_zeros_stay_zeros_and_nothing_else_becomes_one(animals: lb.Engine) -> None:
    found = tables(animals.knowledge)
    for name, table in zip(animals.network.names, animals.network.tables, strict=True):
        zeros = found[name] == 0
        np.testing.assert_array_equal(zeros.all(axis=-1), table == 0)
        np.testing.assert_array_equal(zeros.any(axis=-1), table == 0)


def test_a_model_without_settings(tiny: TinyModel) -> None:
    tiny.replace("model", '[defaults]\nsetting = "clinic"\n', "")
    tiny.remove("variables", "setting,")
    tiny.replace("variables", "cyst;abscess;tumor,setting", "cyst;abscess;tumor,")
    head, *rows = tiny.text("priors").splitlines()
    own = [row.replace(",clinic,", ",,") for row in rows if ",clinic," in row]
    tiny.write("priors", "\n".join([head, *own]) + "\n")
    tiny.write("likelihoods", _without_setting(tiny.text("likelihoods")))
    knowledge = tiny.load()
    assert knowledge.setting is None
    for most_kept in (0, 10**9):
        cause = tables(knowledge, most_kept=most_kept)["cause"]
        assert cause.shape == (3, COUNT)
        np.testing.assert_allclose(cause.sum(axis=0), 1, atol=1e-14)


def _without_setting(text: str) -> str:
    return "".join(row for row in text.splitlines(True) if not row.startswith("setting,"))


@pytest.mark.parametrize("most_kept", [0, 10**9])
def test_nothing_is_drawn_twice_from_one_stream(engine: lb.Engine, most_kept: int) -> None:
    """Two columns never move together: their correlation is that of chance."""
    found = tables(engine.knowledge, count=400, most_kept=most_kept)
    owner = engine.knowledge.expansions["fever"].layout.owner()
    rows = [found["fever"][0][owner == group][0] for group in np.unique(owner)]
    rows.append(found["setting"][0])
    correlation = np.corrcoef(np.log(rows)) - np.eye(len(rows))
    assert np.abs(correlation).max() < 0.2
