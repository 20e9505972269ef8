import pytest

from lumpbayes.errors import UnknownNameError
from lumpbayes.knowledge.frozen_mapping import FrozenMapping


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
