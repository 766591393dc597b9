"""A case that a rule decides, and the nearest that it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fitengine.decide.examples import Neighbour
from fitengine.model.rules import HitPolicy
from fitengine.model.wording import join_words
from fitengine.report.page_words import code, plain
from fitengine.report.rule_library import RulePage, outcome_words

__all__ = ["example_part", "neighbour_part"]

_MOST_OUTCOMES = 4


def example_part(page: RulePage) -> Iterator[str]:
    example = page.library.examples.get((page.table.id, page.rule.id))
    if example is None:
        yield "No test of the table is decided by this rule."
        return
    yield f"*{plain(example.name)}*, a test of the table: {_pairs(example.given) or 'nothing is known'}."
    yield ""
    verb = "holds" if page.table.hit_policy is HitPolicy.COLLECT else "decides"
    yield f"This rule {verb}: **{outcome_words(page.table, page.rule.then)}**."
    if example.assumptions:
        yield ""
        assumed = _pairs((one.fact, one.value) for one in example.assumptions)
        yield f"What nobody said goes without saying: {assumed}."


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{code(name)} {plain(value)}" for name, value in pairs)


def neighbour_part(page: RulePage) -> Iterator[str]:
    example = page.library.examples.get((page.table.id, page.rule.id))
    neighbour = example.neighbour if example else None
    if neighbour is None:
        yield "There is none: no single change takes a case away from this rule."
        return
    change = f"{code(neighbour.name)} {plain(neighbour.after)} instead of {plain(neighbour.before)}"
    yield f"With {change}, all else being as above, {_ending(page, neighbour)}."


def _ending(page: RulePage, neighbour: Neighbour) -> str:
    table = page.table
    if table.hit_policy is HitPolicy.COLLECT:
        return "this rule does not hold"
    if len(neighbour.outcomes) == 1:
        deciding = [rule for rule in table.rules if rule.id in neighbour.rules]
        return f"{page.rules(table, deciding) or 'it'} decides: **{outcome_words(table, neighbour.outcomes[0])}**"
    left = [outcome_words(table, outcome) for outcome in neighbour.outcomes]
    if len(left) > _MOST_OUTCOMES:
        return f"it is open: {len(left)} of {len(table.outcomes)} answers are left"
    return f"it is open: {join_words([f'**{one}**' for one in left])}"
