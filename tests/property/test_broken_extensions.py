"""Whatever stands in an extension: it is read, or refused with places. Never a traceback."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fitengine.errors import RulesError
from fitengine.load.rules.rulebook import RuleText, read_rulebook
from tests.helpers.rules import REFERENCES, SMALL_FACTS
from tests.property.test_broken_rules import ODD, paths, put

BASE = """
decision: ways
version: 1.0.0
question: One way?
hit_policy: first
verdicts: {not_ready: not yet, ready: it is}
settings: {many: {value: cost, values: [cost, benefit], because: criteria disagree}}
constraints:
- {id: C1, never: {standardised: uniform, exception_rate: over 50}, because: by definition}
rules:
- {id: W1, when: {exception_rate: over 20}, then: not_ready, because: many, cite: [house-default]}
- {id: W2, when: {}, then: ready, because: a way, cite: [house-default]}
tests: [{name: wild, given: {exception_rate: 30}, expect: not_ready, by: [W1]}]
"""
RULE = {"id": "W9", "when": {"physical": True}, "then": "ready", "because": "so", "cite": ["house-default"]}
OWN: dict[str, object] = {
    "decision": "ways",
    "extends": "ways",
    "version": "2.0.0",
    "disable": ["W1", "C1"],
    "settings": {"many": "benefit"},
    "constraints": [{"id": "C2", "never": {"physical": True}, "because": "so"}],
    "rules": [RULE],
    "tests": [{"name": "wild", "given": {"physical": True}, "expect": ["ready"], "by": ["W9"]}],
    "facts": {
        "physical": {"extends": "physical", "presume": False},
        "exception_rate": {"extends": "exception_rate", "disable": ["aliases"]},
        "rate": {"extends": "exception_rate", "prior": {"0 to 20": 1}},
    },
}
TEXTS = [
    RuleText("facts.yaml", SMALL_FACTS),
    RuleText("references.yaml", REFERENCES),
    RuleText("ways.yaml", BASE, "p"),
]


def test_the_extension_itself_is_sound() -> None:
    """Else every change of it would be refused for the same reason."""
    rulebook = read_rulebook([*TEXTS, RuleText("own.yaml", json.dumps(OWN), "own", 1, "house")])
    assert [rule.id for rule in rulebook.tables["ways"].rules] == ["W9", "W2"]


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(list(paths(OWN))), value=ODD)
@example(place=("extends",), value=["ways"])
@example(place=("rules", 0, "id"), value="W1")
@example(place=("facts", "rate", "extends"), value="rate")
def test_an_odd_value_anywhere_is_read_or_refused_at_its_place(
    place: tuple[str | int, ...], value: object
) -> None:
    own = RuleText("own.yaml", json.dumps(put(OWN, place, value)), "own", 1, "house")
    try:
        read_rulebook([*TEXTS, own])
    except RulesError as error:
        for problem in error.problems:
            assert problem.span is not None
            assert problem.message[0] == "`" or problem.message[0].islower()
            assert not problem.message.endswith(".")
            assert len(problem.message.splitlines()) == 1
