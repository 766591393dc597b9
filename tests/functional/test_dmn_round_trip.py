"""The shipped tables, written as DMN and read again, decide the same."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from fitengine.decide.cells import Variable
from fitengine.decide.decider import Decider
from fitengine.load.dmn.pack import DmnPack, import_dmn, read_pack
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.facts import Facts, Scalar
from fitengine.model.rules import FactType, HitPolicy, Rulebook
from fitengine.report.dmn_output import write_dmn

SHIPPED = load_rules()
CASES = 500
COLLECTING = sorted(table.id for table in SHIPPED.tables.values() if table.hit_policy is HitPolicy.COLLECT)


@pytest.fixture(scope="module")
def pack() -> DmnPack:
    return import_dmn(write_dmn(SHIPPED), "shipped.dmn")


@pytest.fixture(scope="module")
def again(pack: DmnPack) -> Rulebook:
    return read_pack(pack)


def random_facts(decider: Decider, facts: Iterable[str], draw: random.Random) -> dict[str, Scalar]:
    """A value for each fact; numbers at, just beside and between the thresholds of the rules."""
    return {fact: draw.choice(_candidates(decider.space[fact])) for fact in facts}


def _candidates(variable: Variable) -> list[Scalar]:
    definition = variable.definition
    if definition is None or not definition.type.numeric:
        return [variable.sample(cell) for cell in range(variable.size)]
    step = 1 if definition.type is FactType.COUNT else 0.25
    near = {cut + offset for cut, _ in variable.cuts for offset in (-step, 0, step)}
    legal = {number for number in near if definition.low <= number <= definition.high}
    return [
        int(number) if number == int(number) else number
        for number in sorted(legal | {definition.low, definition.high})
    ]


@pytest.mark.parametrize("name", sorted(SHIPPED.tables.keys() - set(COLLECTING)))
def test_a_decision_is_the_same_after_the_round_trip(name: str, pack: DmnPack, again: Rulebook):
    """Over full random cases that no constraint forbids, required decisions included."""
    before, after = Decider(SHIPPED), Decider(again)
    draw = random.Random(name)
    facts = before.oracle(name).names
    compared = tried = 0
    while compared < CASES:
        tried += 1
        assert tried < 100 * CASES, "constraints forbid nearly everything"
        values = random_facts(before, facts, draw)
        expected = before.grade(name, before.case(Facts(values), strict=True))
        if expected.contradictions:
            continue
        known = {pack.facts[fact]: value for fact, value in values.items() if fact in pack.facts}
        found = after.grade(pack.decisions[name], after.case(Facts(known), strict=True))
        assert found.outcome == expected.outcome, values
        compared += 1


@pytest.mark.parametrize("name", COLLECTING)
def test_a_collecting_table_reports_the_same_after_the_round_trip(name: str, pack: DmnPack, again: Rulebook):
    """Each rule holds for the same cases; one rule may have become several rows."""
    before, after = Decider(SHIPPED), Decider(again)
    draw = random.Random(name)
    facts = sorted(SHIPPED.dictionary)
    for _ in range(CASES):
        values = random_facts(before, facts, draw)
        masks = {
            table.id: 1 << draw.randrange(len(table.outcomes))
            for table in SHIPPED.tables.values()
            if table.hit_policy is not HitPolicy.COLLECT
        }
        known = {pack.facts[fact]: value for fact, value in values.items() if fact in pack.facts}
        expected = before.collect(name, before.case(Facts(values), strict=True), masks)
        translated = {}
        for id_, mask in masks.items():
            outcome = SHIPPED.tables[id_].outcomes[mask.bit_length() - 1]
            translated[pack.decisions[id_]] = after.outcome_mask(pack.decisions[id_], outcome)
        found = after.collect(pack.decisions[name], after.case(Facts(known), strict=True), translated)
        assert {one.because for one in expected} == {one.because.split(" cite:")[0] for one in found}
        assert len(found) == len(expected), "one row a rule that holds: rows of COLLECT never share a case"
