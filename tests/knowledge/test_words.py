"""The evidence language of the shell."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any
from unicodedata import normalize

import pytest

import lumpbayes as lb
from lumpbayes.errors import EvidenceError
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase
from lumpbayes.knowledge.words import parse_words

PAIN = {"pain": [{"not": "none"}, {"likelihood": {"mild": 1, "severe": 0.5}}]}


@pytest.fixture(scope="module")
def knowledge(engine: lb.Engine) -> KnowledgeBase:
    return engine.knowledge


@pytest.mark.parametrize(
    ("words", "evidence"),
    [
        ([], {}),
        (["fever=yes"], {"fever": "yes"}),
        ([" fever = yes "], {"fever": "yes"}),
        (["fever=yes", "fever=yes"], {"fever": "yes"}),
        (["fever=yes", "fever=True"], {"fever": "yes"}),
        (["size_cm=6", "size_cm=6.0"], {"size_cm": "6"}),
        (["redness!=yes"], {"redness": lb.Not("yes")}),
        (["consistency=soft,fluctuant"], {"consistency": lb.AnyOf("soft", "fluctuant")}),
        (["consistency=soft, fluctuant"], {"consistency": lb.AnyOf("soft", "fluctuant")}),
        (["consistency!=soft,firm"], {"consistency": lb.Not("soft", "firm")}),
        (["consistency!=soft", "consistency!=firm"], {"consistency": [lb.Not("soft")] * 2}),
        (["consistency=soft,firm", "consistency!=firm"], {}),
        (["size_cm=6.2"], {"size_cm": "6.2"}),
        (["size_cm!=6.2"], {"size_cm": lb.Not("6.2")}),
        (["size_cm=6,2"], {"size_cm": "6,2"}),
        (["setting=any"], {"setting": "any"}),
        (['fever={"not": "yes"}'], {"fever": {"not": "yes"}}),
        (['pain=[{"not": "none"}, {"likelihood": {"mild": 1, "severe": 0.5}}]'], PAIN),
    ],
    ids=" ".join,
)
def test_words(knowledge: KnowledgeBase, words: list[str], evidence: dict[str, Any]) -> None:
    found = parse_words(knowledge, words)
    if words == ["consistency!=soft", "consistency!=firm"]:
        assert found == {"consistency": [lb.Not("soft"), lb.Not("firm")]}
    elif words == ["consistency=soft,firm", "consistency!=firm"]:
        assert found == {"consistency": [lb.AnyOf("soft", "firm"), lb.Not("firm")]}
    else:
        assert found == evidence


@pytest.mark.parametrize(
    ("word", "finding"),
    [
        ("level=5 or 6, low", "5 or 6, low"),
        ("level=<5", "<5"),
        ("level=a=b", "a=b"),
        ("level=a!=b", "a!=b"),
        ("level=<5,12+", lb.AnyOf("<5", "12+")),
        ("level!=5 or 6, low", lb.Not("5 or 6, low")),
        (normalize("NFD", "level=é, à"), "é, à"),
    ],
)
def test_an_exact_state_is_tried_first(
    knowledge: KnowledgeBase, word: str, finding: object
) -> None:
    states = ("5 or 6, low", "<5", "12+", "a=b", "a!=b", "é, à")
    level = knowledge.variables["level"]._replace(states=states)
    variables = FrozenMapping({**knowledge.variables, "level": level}, "variable")
    strange = replace(knowledge, variables=variables)
    assert parse_words(strange, [word]) == {"level": finding}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fever"], "'fever' is not understood: write fever=yes or fever=no"),
        (["hot"], "'hot' is not understood"),
        ([""], "'' is not understood"),
        (["fever=yes", "fever=no"], "fever is given twice: fever=yes and fever=no; give it once"),
        (['fever={"not": '], r"fever=\{\"not\":.*: Expecting value.*expected a state or a finding"),
        (["fever=[" * 5000], "expected a state or a finding in JSON"),
        (['fever!={"not": "yes"}'], r'fever!=.*: write fever=\{"not": \.\.\.\} instead'),
        (["unheard=of"], "there is no variable 'unheard': choose from"),
        (["size_cm=3", "size_cm=6"], "size_cm is given twice: size_cm=3 and size_cm=6"),
        (["size_cm=6", "size_cm=7"], "size_cm is given twice: size_cm=6 and size_cm=7"),
        (["fever=yes", "fever=maybe"], "fever has no state 'maybe': choose from yes, no"),
        *(
            (words, "consistency is given twice: consistency=.*,.* and consistency=.*,.*; give it")
            for words in permutations(
                ("consistency=soft,firm", "consistency!=hard", "consistency=firm,hard")
            )
        ),
    ],
)
def test_words_that_are_refused(
    knowledge: KnowledgeBase, words: Sequence[str], message: str
) -> None:
    with pytest.raises(EvidenceError, match=message):
        parse_words(knowledge, words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["size_cm=6,2"], "size_cm='6,2': expected a number .* as a point: 6.2"),
        (["size_cm=30mm"], "size_cm='30mm': .* write the number alone, its unit is in the name"),
        (["Size_CM=6,2"], "size_cm='6,2': expected a number"),
        (["fever="], "fever has no state '': choose from yes, no"),
        (["!=yes"], "'!=yes' is not understood: no name stands before !=; write variable=state"),
        (["consistency=soft,"], "consistency has no state ''"),
        (["fever==yes"], "fever has no state '=yes': did you mean yes"),
        (["fever=yes", "FEVER=no"], "fever is given twice"),
        (["fever!=yes", "fever!=no"], "contradict each other: no state is left"),
        (["size=gt5cm", "size_cm=6"], "size is given twice: size='gt5cm' and size_cm='6'"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_words_that_the_engine_refuses(engine: lb.Engine, words: list[str], message: str) -> None:
    with pytest.raises(EvidenceError, match=message):
        engine.diagnose(parse_words(engine.knowledge, words))
