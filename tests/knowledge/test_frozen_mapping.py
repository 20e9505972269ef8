import copy
import pickle
from typing import Any

import numpy as np
import pytest

from lumpbayes.errors import UnknownNameError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping, frozen, thawed


def test_a_frozen_mapping_keeps_its_order_and_equals_the_same_dict() -> None:
    mapping = FrozenMapping({"b": 1, "a": 2}, "state")
    assert list(mapping) == ["b", "a"]
    assert mapping == {"a": 2, "b": 1}
    assert repr(mapping) == "{'b': 1, 'a': 2}"


def test_equal_mappings_have_equal_hashes_whatever_their_order() -> None:
    one, other = FrozenMapping({"a": 1, "b": 2}, "x"), FrozenMapping({"b": 2, "a": 1}, "y")
    assert one == other
    assert hash(one) == hash(other)


def test_a_frozen_mapping_does_not_follow_the_dict_it_came_from() -> None:
    source = {"a": 1}
    mapping = FrozenMapping(source, "state")
    source["a"] = 2
    assert mapping["a"] == 1


def test_a_frozen_mapping_cannot_be_changed() -> None:
    mapping = FrozenMapping({"a": 1}, "state")
    with pytest.raises(TypeError, match="does not support item assignment"):
        mapping["a"] = 2  # type: ignore[index]


@pytest.mark.parametrize("key", ["lipona", 3, ["lipoma"]])
def test_an_unknown_key_names_the_nearest(key: object) -> None:
    mapping = FrozenMapping({"lipoma": 1, "other": 2}, "cause")
    with pytest.raises(UnknownNameError, match="there is no cause") as caught:
        mapping[key]  # type: ignore[index]
    assert isinstance(caught.value, KeyError)
    if key == "lipona":
        assert caught.value.nearest == ("lipoma",)


def test_an_unknown_key_is_absent() -> None:
    mapping = FrozenMapping({"lipoma": 1}, "cause")
    assert "lipona" not in mapping
    assert mapping.get("lipona") is None


@pytest.mark.parametrize("key", ["lipona", 3, None, ["lipoma"], {"lipoma": 1}, {"lipoma"}])
def test_what_is_no_key_is_not_in_it(key: object) -> None:
    assert key not in FrozenMapping({"lipoma": 1}, "cause")


def test_values_that_cannot_be_hashed_do_not_matter() -> None:
    values: list[Any] = [[1], {"a": 1}, np.ones(2), FrozenMapping({"a": [1]}, "x"), 1, "a", None]
    mappings = [FrozenMapping({"key": value}, "kind") for value in values]
    assert len({hash(mapping) for mapping in mappings}) >= 3
    assert hash(FrozenMapping({"key": {"a": 1}}, "x")) == hash(
        FrozenMapping({"key": FrozenMapping({"a": 1}, "y")}, "x")
    )


@pytest.mark.parametrize("same", [1, 1.0, True, np.float32(1), np.int64(1)])
def test_equal_numbers_of_any_type_have_equal_hashes(same: Any) -> None:
    one, other = FrozenMapping({"key": 1}, "kind"), FrozenMapping({"key": same}, "kind")
    assert (one, hash(one)) == (other, hash(other))


def test_copies_are_equal() -> None:
    mapping = FrozenMapping({"a": FrozenMapping({"b": (1, 2)}, "inner")}, "outer")
    for each in (pickle.loads(pickle.dumps(mapping)), copy.deepcopy(mapping), copy.copy(mapping)):
        assert (each, hash(each), repr(each)) == (mapping, hash(mapping), repr(mapping))


@pytest.mark.parametrize(
    "form", ["yes", 1.0, None, ["a", {"b": [1, [2]]}], {"not": ["soft"], "x": {"y": {}}}, [], {}]
)
def test_a_frozen_form_thaws_to_what_it_was(form: Any) -> None:
    icy = frozen(form)
    assert thawed(icy) == form
    assert type(thawed(icy)) is type(form)
    hash(icy)
    assert frozen(icy) == icy


def test_views_and_get_are_those_of_a_mapping() -> None:
    mapping = FrozenMapping({"b": 1, "a": 2}, "letter")
    assert list(mapping.items()) == [("b", 1), ("a", 2)]
    assert list(mapping.values()) == [1, 2]
    assert (mapping.get("a"), mapping.get("c"), mapping.get("c", 0)) == (2, None, 0)
    assert mapping.get([]) is None  # type: ignore[arg-type]


def test_what_is_made_of_a_mapping_is_a_plain_dict() -> None:
    mapping = FrozenMapping({"b": 1, "a": 2}, "letter")
    assert type(mapping.copy()) is type(mapping | {}) is type({} | mapping) is dict
    assert (mapping.copy(), list(reversed(mapping))) == ({"b": 1, "a": 2}, ["a", "b"])
    assert (mapping | {"b": 3, "c": 4}, {"b": 3} | mapping) == ({"b": 3, "a": 2, "c": 4}, mapping)
    assert mapping | FrozenMapping({"c": 4}, "other") == {"b": 1, "a": 2, "c": 4}
    for wrong in (lambda: mapping | [("c", 4)], lambda: [("c", 4)] | mapping):  # type: ignore[operator]
        with pytest.raises(TypeError, match="unsupported operand"):
            wrong()
