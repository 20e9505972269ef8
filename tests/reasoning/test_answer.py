"""An answer as plain data: ranked, summed over groups, and said in words."""

import math

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.reasoning.answer import ranked


def test_ranked_puts_the_most_probable_first_and_ties_in_table_order() -> None:
    found = ranked(("a", "b", "c", "d"), np.array([0.1, 0.4, 0.1, 0.4]), "state")
    assert list(found.items()) == [("b", 0.4), ("d", 0.4), ("a", 0.1), ("c", 0.1)]
    assert all(type(value) is float for value in found.values())


def test_a_mapping_names_the_nearest(engine: lb.Engine) -> None:
    posterior = engine.diagnose().posterior
    assert "lipoma" in posterior
    assert "lipona" not in posterior
    with pytest.raises(
        lb.UnknownNameError, match="there is no cause 'lipona': did you mean lipoma"
    ):
        posterior["lipona"]


def test_the_model_is_named(engine: lb.Engine) -> None:
    model = engine.diagnose().answer.model
    assert (model.name, model.fingerprint) == ("back_lump", engine.fingerprint)
    assert model.title == engine.knowledge.title
    assert model.version == engine.knowledge.version


def test_groups_sum_their_causes(engine: lb.Engine) -> None:
    dx = engine.diagnose({"fever": "yes"}, setting="emergency")
    for group in engine.knowledge.groups_of("cause"):
        total = math.fsum(dx[cause] for cause in group.states)
        assert dx.groups[group.name] == pytest.approx(total, abs=1e-15)
        assert dx.answer.group_labels[group.name] == group.label
    assert "malignancy" in dx.groups


def test_a_group_of_everything_is_at_most_1(animals: lb.Engine) -> None:
    for weight in (1, 50):
        groups = animals.diagnose({"weight_kg": weight, "furry": "yes"}).groups
        assert groups["pet"] == 1.0
        assert groups["wet"] == 0.0


def test_the_labels_stand_in_the_order_of_the_posterior(engine: lb.Engine) -> None:
    answer = engine.diagnose({"punctum": "yes"}).answer
    assert list(answer.labels) == list(answer.posterior)
    assert answer.labels["lipoma"] == engine.knowledge.state_labels["cause"]["lipoma"]


@pytest.mark.parametrize(
    ("evidence", "phrase"),
    [
        ({"fever": "yes"}, "Fever or chills: yes"),
        ({"size_cm": 6.2}, "Size: 6.2 cm"),
        ({"age_years": 40}, "Age: 40 years"),
        ({"size_cm": lb.Not(1)}, "Size: not under 2 cm"),
        ({"size_cm": lb.AnyOf(3, 4, 6)}, "Size: 2 to 5 cm or over 5 cm"),
        ({"size_cm": lb.Reliability(3, 0.6)}, "Size: reported 2 to 5 cm (reliability 0.6)"),
        ({"size_cm": [3, lb.Not(7)]}, "Size: 3 cm and not over 5 cm"),
        ({"size": lb.Not("lt2cm", 7)}, "Size: not under 2 cm nor over 5 cm"),
        ({"consistency": lb.Not("soft", "firm")}, "Consistency: not soft nor firm"),
        ({"consistency": lb.AnyOf("soft", "firm")}, "Consistency: soft or firm"),
        (
            {"consistency": lb.Likelihood({"soft": 0.8, "firm": 0.2})},
            "Consistency: likelihood soft 0.8, firm 0.2",
        ),
        (
            {"consistency": lb.Reliability("soft", 0.8)},
            "Consistency: reported soft (reliability 0.8)",
        ),
        (
            {"fever": lb.Probability({"yes": 0.8, "no": 0.2})},
            "Fever or chills: probability yes 0.8, no 0.2",
        ),
        (
            {"consistency": [lb.Not("soft"), lb.Not("firm")]},
            "Consistency: not soft and not firm",
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_evidence_in_words(engine: lb.Engine, evidence: dict[str, object], phrase: str) -> None:
    said, assumed = engine.diagnose(evidence).answer.given
    labels = engine.knowledge.variable_labels
    # whatever the table calls the variable
    ((name, _),) = engine.diagnose(evidence).evidence.items()
    owner = {"size_cm": "size"}.get(name, name)
    label = "Age" if name == "age_years" else labels[owner]  # a number has a name of its own
    assert said == label + phrase[phrase.index(":") :]
    assert assumed == "Setting: primary care (assumed)"


def test_what_is_given_stands_in_the_order_of_names(engine: lb.Engine) -> None:
    dx = engine.diagnose({"warmth": "no", "fever": "yes"}, setting="emergency")
    assert list(dx.evidence) == ["fever", "setting", "warmth"]
    assert len(dx.answer.given) == 3
