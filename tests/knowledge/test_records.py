import pytest

from tests.tiny_model import TinyModel


def test_a_knowledge_base_cannot_be_changed(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    with pytest.raises(AttributeError, match="name"):
        knowledge.name = "other"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        knowledge.priors[0].cause = "other"  # type: ignore[misc]


def test_groups_of_a_variable(tiny: TinyModel) -> None:
    knowledge = tiny.load()
    assert [group.name for group in knowledge.groups_of("cause")] == ["skin", "serious"]
    assert knowledge.groups_of("size") == ()
