"""Answers stand in the order in which their question names them."""

import pytest

import lumpbayes as lb
from lumpbayes.knowledge.answer_order import as_asked


def test_the_questions_of_the_bundled_model(engine: lb.Engine) -> None:
    expected = {
        "pain": ("none", "mild", "severe"),
        "discharge": ("none", "pus", "cheesy"),
        "growth": ("stable", "slow", "rapid"),
        "mobility": ("mobile", "fixed"),
        "skin_color": ("normal", "red", "blue_purple", "pigmented", "ulcerated"),
        "fever": ("yes", "no"),
        "age_group": ("infant_child", "young", "middle", "older"),
        "level": ("neck", "thoracic", "lumbar", "sacral"),
        "ultrasound": (
            "cystic", "fat", "solid_vascular", "fluid_collection", "hematoma", "normal",
        ),
    }  # fmt: skip
    knowledge = engine.knowledge
    for name, order in expected.items():
        question = knowledge.variables[name].question
        assert as_asked(question, knowledge.state_labels[name]) == order, question


@pytest.mark.parametrize(
    ("question", "labels", "order"),
    [
        ("", {"a": "alpha", "b": "beta"}, "ab"),
        ("Which?", {"a": "alpha", "b": "beta"}, "ab"),
        ("Is it beta or alpha?", {"a": "alpha", "b": "beta"}, "ba"),
        ("Is it ALPHA-like (beta): beta, alpha?", {"a": "Alpha", "b": "beta (b)"}, "ba"),
        ("Is it: nothing, beta?", {"a": "alpha", "b": "beta", "c": "none"}, "cba"),
        ("Is it: beta, gamma, or nothing?", {"a": "none", "b": "beta", "c": "gamma"}, "bca"),
        ("Is there no yes?", {"a": "yes", "b": "no"}, "ab"),
        ("Is it: scored, red?", {"a": "red", "b": "blue"}, "ba"),
        ("Is it: (((?", {"a": "(((", "b": ""}, "ab"),
    ],
)
def test_the_order(question: str, labels: dict[str, str], order: str) -> None:
    assert as_asked(question, labels) == tuple(order)
