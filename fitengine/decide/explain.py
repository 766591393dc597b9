"""Explanations of decisions: smallest reasons, cheapest changes, fragile facts, stability."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import inf

from fitengine.decide.case import Case
from fitengine.decide.cells import Variable, cells_of
from fitengine.decide.decider import Decider, Grade
from fitengine.decide.oracle import Change, Oracle
from fitengine.model.decision import Certainty, Decision
from fitengine.model.explanation import (
    Counterfactual,
    Explanation,
    FactMove,
    Fragility,
    Outlook,
    Reason,
    WhyNot,
)
from fitengine.model.rules import FactRole, FactType

__all__ = ["NOTCH", "change_costs", "cheapest_counterfactuals", "explain_case", "outlooks", "stability"]

NOTCH = 0.1
"""The chance that a stated value is one notch off; a house default."""


def explain_case(decider: Decider, decision: str, subject: str, case: Case) -> Explanation:
    """Everything that can be said about one decision on one case. Raises EngineFault as deciding does."""
    decided = decider.decide(decision, subject, case)
    grade = decider.grade(decision, case)
    view = _View(decider, grade)
    rules = (*decided.rules, *(hit for sub in decided.sub_decisions for hit in sub.rules))
    return Explanation(
        decided,
        view.why() if grade.outcome else (),
        rules,
        view.why_not(decided),
        view.fragile() if grade.outcome else (),
        stability(decider, grade) if grade.outcome else None,
        outlooks(decider, grade, case, decided.next_question.fact) if decided.next_question else (),
    )


def outlooks(decider: Decider, grade: Grade, case: Case, fact: str) -> tuple[Outlook, ...]:
    """What each answer about one fact would lead to, with what then goes without saying; answers that lead to the same are
    joined, and those that other facts rule out are left out."""
    variable = decider.space[fact]
    joined: dict[tuple[Certainty, tuple[str, ...]], int] = {}
    for cell in cells_of(grade.used[grade.oracle.names.index(fact)]):
        after = decider.grade(grade.oracle.decision, decider.presumptions.learn(case, fact, 1 << cell))
        if after.contradictions == grade.contradictions:
            left = tuple(outcome for outcome, bit in after.oracle.bits.items() if after.mask & bit)
            key = (after.certainty, left)
            joined[key] = joined.get(key, 0) | 1 << cell
    chances = {key: sum(variable.priors[cell] for cell in cells_of(mask)) for key, mask in joined.items()}
    whole = sum(chances.values())
    return tuple(
        Outlook(variable.words(mask), chances[certainty, left] / whole, left, certainty)
        for (certainty, left), mask in joined.items()
    )


def stability(decider: Decider, grade: Grade) -> float:
    """The chance that the outcome holds when each fact known exactly may be one notch off (either side for ordered facts, any
    other value for the rest), and the others are as their priors say, within what is presumed."""
    assert grade.outcome is not None, "an open decision has no stability"
    oracle = grade.oracle
    full = [decider.space[name].full for name in oracle.names]
    blurred, masks = [], []
    for level, name in enumerate(oracle.names):
        mask = grade.presumed[level]
        known = grade.known[level] != full[level] and not mask & (mask - 1)
        variable = decider.space[name]
        ordered = variable.definition is not None and variable.definition.type.ordered
        blurred.append(_blurred(variable.size, mask.bit_length() - 1, ordered) if known else variable.priors)
        masks.append(full[level] if known else mask)
    return oracle.weights(masks, blurred).get(oracle.bits[grade.outcome], 0.0)


def change_costs(variable: Variable, known: int) -> list[float]:
    """What it takes to bring a fact into each cell: nothing inside what is still possible, else its cost of change, times the
    notches for an ordered fact; infinite where the dictionary says never."""
    definition = variable.definition
    cost = definition.change.cost if definition else None
    cells = list(cells_of(known))
    prices = []
    for cell in range(variable.size):
        if known >> cell & 1:
            prices.append(0.0)
        elif cost is None:
            prices.append(inf)
        else:
            notches = (
                min(abs(cell - here) for here in cells)
                if definition and definition.type is FactType.LEVEL
                else 1
            )
            prices.append(cost * notches)
    return prices


def cheapest_counterfactuals(decider: Decider, grade: Grade) -> dict[str, Counterfactual]:
    """By outcome, the cheapest change that forces it while what is presumed of all other facts still holds."""
    view = _View(decider, grade)
    costs = [
        change_costs(decider.space[name], grade.known[level]) for level, name in enumerate(grade.oracle.names)
    ]
    found = grade.oracle.cheapest(grade.presumed, costs)
    return {outcome: view.counterfactual(outcome, change, costs) for outcome, change in found.items()}


class _View:
    """One graded case, with the words for what its oracle says about it."""

    def __init__(self, decider: Decider, grade: Grade) -> None:
        self._decider = decider
        self._grade = grade
        self._oracle: Oracle = grade.oracle
        self._full = [decider.space[name].full for name in self._oracle.names]

    def why(self) -> tuple[Reason, ...]:
        """A smallest set of facts, assumptions among them, that forces the outcome."""
        target = self._grade.mask
        return self._reasons(lambda left: not left & ~target)

    def why_not(self, decided: Decision) -> tuple[WhyNot, ...]:
        weights = dict(decided.possible)
        changes = cheapest_counterfactuals(self._decider, self._grade)
        others = []
        for outcome, bit in self._oracle.bits.items():
            if outcome == self._grade.outcome:
                continue
            shut = not self._grade.mask & bit
            reasons = self._reasons(lambda left, bit=bit: not left & bit) if shut else ()  # type: ignore[misc]
            others.append(WhyNot(outcome, weights.get(outcome, 0.0), reasons, changes.get(outcome)))
        return tuple(others)

    def fragile(self) -> tuple[Fragility, ...]:
        """Single changes of one known fact that end elsewhere, fact by fact, those to the lowest values first."""
        found = []
        for level, name in enumerate(self._oracle.names):
            mask = self._grade.known[level]
            if mask != self._full[level]:
                found += self._flips(level, name, mask)
        return tuple(found)

    def counterfactual(
        self, outcome: str, change: Change, costs: Sequence[Sequence[float]]
    ) -> Counterfactual:
        """The change in words, without what is presumed anyway or does not matter."""
        wanted = {**dict(change.moves), **dict(change.finds)}
        masks = [
            1 << wanted[level] if level in wanted else mask for level, mask in enumerate(self._grade.presumed)
        ]
        target = self._oracle.bits[outcome]
        for level, _ in change.finds:
            kept, masks[level] = masks[level], self._grade.presumed[level]
            if self._oracle.possible(masks) & ~target:
                masks[level] = kept
            else:
                del wanted[level]
        for level in wanted:
            masks[level] = self._widened(masks, level, target, costs[level])
        moves = tuple(
            self._move(level, masks[level], costs[level][cell]) for level, cell in sorted(wanted.items())
        )
        return Counterfactual(outcome, change.cost, moves)

    def _widened(self, masks: Sequence[int], level: int, target: int, costs: Sequence[float]) -> int:
        """The cells around the chosen one that do as well and cost no more: `at most 20 %` rather than `5 to 10 %`."""
        masks = list(masks)
        chosen = masks[level].bit_length() - 1
        for step in (1, -1):
            cell = chosen + step
            while (
                0 <= cell < len(costs)
                and costs[cell] <= costs[chosen]
                and self._leads_to(masks, level, cell) == target
            ):
                masks[level] |= 1 << cell
                cell += step
        return masks[level]

    def _leads_to(self, masks: Sequence[int], level: int, cell: int) -> int:
        """What is possible with this cell at this level."""
        return self._oracle.possible([*masks[:level], 1 << cell, *masks[level + 1 :]])

    def _reasons(self, still: Callable[[int], bool]) -> tuple[Reason, ...]:
        """A smallest set of facts under which `still` holds of what is possible; presumed facts and knock-outs are given up
        first, what the verdict turns on last."""
        masks = list(self._grade.presumed)
        kept = []
        for level in self._by_weight():
            before, masks[level] = masks[level], self._full[level]
            if not still(self._oracle.possible(masks)):
                masks[level] = before
                kept.append(level)
        return tuple(self._reason(level) for level in sorted(kept))

    def _by_weight(self) -> Iterable[int]:
        dictionary = self._decider.rulebook.dictionary

        def weight(level: int) -> tuple[bool, bool, int]:
            stated = self._grade.known[level] != self._full[level]
            core = dictionary[self._oracle.names[level]].role is FactRole.CORE
            return stated, core, -level

        levels = [level for level, mask in enumerate(self._grade.presumed) if mask != self._full[level]]
        return sorted(levels, key=weight)

    def _reason(self, level: int) -> Reason:
        name = self._oracle.names[level]
        variable = self._decider.space[name]
        question = variable.definition.question if variable.definition else ""
        assumed = self._grade.known[level] == self._full[level]
        return Reason(name, variable.words(self._grade.presumed[level]), assumed, question)

    def _move(self, level: int, mask: int, cost: float) -> FactMove:
        name = self._oracle.names[level]
        variable = self._decider.space[name]
        known = self._grade.known[level]
        now = "" if known == variable.full else variable.words(known)
        return FactMove(name, now, variable.words(mask), bool(known & mask), cost)

    def _flips(self, level: int, name: str, mask: int) -> list[Fragility]:
        """Where the outcome goes for every value the fact does not have, neighbours joined."""
        variable = self._decider.space[name]
        by_outcomes: dict[int, int] = {}
        masks = list(self._grade.presumed)
        for cell in cells_of(variable.full & ~mask):
            masks[level] = 1 << cell
            left = self._oracle.possible(masks)
            if left and left != self._grade.mask:
                by_outcomes[left] = by_outcomes.get(left, 0) | 1 << cell
        return [
            Fragility(name, variable.words(mask), variable.words(cells), self._outcomes(left))
            for left, cells in sorted(by_outcomes.items(), key=lambda item: item[1])
        ]

    def _outcomes(self, mask: int) -> tuple[str, ...]:
        return tuple(outcome for outcome, bit in self._oracle.bits.items() if mask & bit)


@lru_cache(maxsize=1024)
def _blurred(size: int, cell: int, ordered: bool) -> tuple[float, ...]:
    """The chances of a stated cell and its neighbours."""
    others = [other for other in range(size) if other != cell and (abs(other - cell) == 1 or not ordered)]
    if not others:
        return tuple(1.0 if other == cell else 0.0 for other in range(size))
    chances: Mapping[int, float] = {cell: 1 - NOTCH, **{other: NOTCH / len(others) for other in others}}
    return tuple(chances.get(other, 0.0) for other in range(size))
