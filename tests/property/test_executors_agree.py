"""Rete, the plain executor and a reference of ten lines collect the same rules, whatever the rules and the facts."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.decide.executor import Executor, make_executor
from tests.helpers.box_rules import BoxRules, random_known, random_rules, reference_holding


@pytest.fixture(params=["plain", "rete"])
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "rete":
        pytest.importorskip("durable_rules_engine", reason="durable-rules is absent", exc_type=ImportError)
    return str(request.param)


@pytest.mark.parametrize(
    ("packs", "facts", "rules", "most_tests", "seed"),
    [(150, 3, 6, 3, 1), (60, 12, 30, 4, 2), (25, 30, 55, 5, 3), (15, 40, 100, 6, 4), (6, 40, 100, 40, 5)],
)
def test_executors_agree_with_the_reference(
    kind: str, packs: int, facts: int, rules: int, most_tests: int, seed: int
) -> None:
    """12,800 pairs of random rules and random partial facts for each executor, up to 40 facts and 100 rules."""
    rnd = random.Random(seed)
    held = 0
    for _ in range(packs):
        pack = random_rules(rnd, facts, rules, most_tests)
        executor = make_executor(pack.rules, pack.sizes, kind)
        for _ in range(50):
            known = random_known(rnd, pack.sizes, rnd.choice([0.0, 0.3, 0.7, 1.0, 1.0]))
            expected = reference_holding(pack.rules, pack.sizes, known)
            assert expected == executor.holding(known)
            held += len(expected)
        executor.close()
    assert held > packs * 50, "the cases must be able to tell executors apart"


@st.composite
def cases(draw: st.DrawFn) -> tuple[BoxRules, Mapping[str, int]]:
    names = draw(st.lists(st.text(max_size=8), min_size=1, max_size=6, unique=True))
    sizes = {name: draw(st.integers(1, 12)) for name in names}
    box = st.fixed_dictionaries(
        {}, optional={name: st.integers(0, 2**size - 1) for name, size in sizes.items()}
    )
    rules = draw(st.lists(st.tuples(st.text(max_size=4), st.lists(box, max_size=4).map(tuple)), max_size=8))
    known = st.fixed_dictionaries(
        {}, optional={name: st.integers(0, size - 1) for name, size in sizes.items()}
    )
    return BoxRules(tuple(rules), sizes), draw(known)


@settings(max_examples=300, deadline=None)
@given(case=cases())
def test_executors_agree_on_what_hypothesis_finds(case: tuple[BoxRules, Mapping[str, int]]) -> None:
    """Any text as a name of a fact or a rule, twice the same rule, no rules at all."""
    pack, known = case
    expected = reference_holding(pack.rules, pack.sizes, known)
    for executor in (make_executor(pack.rules, pack.sizes, "plain"), make_executor(pack.rules, pack.sizes)):
        assert expected == executor.holding(known)
        assert expected == executor.holding(known), "an executor remembers nothing between calls"
        executor.close()


def test_facts_that_no_rule_names_are_ignored(kind: str) -> None:
    executor: Executor = make_executor([("R", [{"a": 1}])], {"a": 2}, kind)
    assert executor.holding({"a": 0, "b": 7}) == {"R"}
