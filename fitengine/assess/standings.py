"""Where each step stands, and what it is worth to learn more about it.

Steps with equal facts share the work, and so do the states of a process from one answer to the next: what an answer leaves as it
was is not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from fitengine.assess.process import FIT
from fitengine.decide.case import Case
from fitengine.decide.decider import Decider, Grade
from fitengine.decide.oracle import Oracle
from fitengine.decide.query import Gain, entropy
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts

__all__ = ["Kind", "Standing", "Standings", "rating_gains"]

_NO_GAIN = 1e-9

Kind = Literal["fact", "rating"]
Learnable = tuple[str, Gain]
"""A fact or a sub-decision, and what knowing it is worth."""


class Standings:
    """Where steps stand, by their facts."""

    def __init__(self, decider: Decider, strict: bool = False) -> None:
        self.decider = decider
        self._strict = strict
        self._known: dict[tuple[object, object], Standing] = {}

    def of(self, facts: Facts) -> Standing:
        """Where a step with these facts stands."""
        key = (frozenset(facts.values.items()), frozenset(facts.ratings.items()))
        if key not in self._known:
            self._known[key] = Standing(self.decider, self.decider.case(facts, strict=self._strict))
        return self._known[key]


class Standing:
    """How far the facts of a step force its verdict. What is dear to find out is found out when it is asked for, once."""

    def __init__(self, decider: Decider, case: Case) -> None:
        self.decider = decider
        self.case = case
        self.grade: Grade = decider.grade(FIT, case)
        self._shared: dict[str, Gain | None] = {}

    @property
    def open(self) -> bool:
        """Whether the verdict is undetermined."""
        return self.grade.certainty is Certainty.OPEN

    @property
    def possible(self) -> tuple[str, ...]:
        """The verdicts that are left, what goes without saying included."""
        return tuple(outcome for outcome, bit in self.grade.oracle.bits.items() if self.grade.mask & bit)

    @cached_property
    def uncertainty(self) -> float:
        """In bits: no answer can be worth more."""
        oracle = self.grade.oracle
        return entropy(oracle.weights(self.grade.used, self.decider.priors(oracle)))

    @cached_property
    def gains(self) -> tuple[Learnable, ...]:
        """What each open fact is worth, most telling first."""
        names = self.grade.oracle.names
        return tuple((names[gain.level], gain) for gain in self.decider.gains(self.grade, self.case))

    @cached_property
    def rating_gains(self) -> tuple[Learnable, ...]:
        """What a direct answer to each sub-decision is worth, most telling first."""
        return tuple(rating_gains(self.decider, self.grade, self.case))

    def questions(self, rate: bool) -> Iterator[tuple[Kind, str, Gain]]:
        """What to ask about the step: facts and, with `rate`, sub-decisions, each most telling first."""
        yield from (("fact", *learnable) for learnable in self.gains)
        if rate:
            yield from (("rating", *learnable) for learnable in self.rating_gains)

    def gain(self, fact: str) -> Gain | None:
        """What one fact is worth; None where it is worth nothing or known."""
        if not self.is_open(fact):
            return None
        if fact not in self._shared:
            found = self.decider.gains(self.grade, self.case, only=(fact,))
            telling = (gain for gain in found if gain.bits > _NO_GAIN or gain.settles > _NO_GAIN)
            self._shared[fact] = next(telling, None)
        return self._shared[fact]

    def is_open(self, fact: str) -> bool:
        """Whether the fact is known, or goes without saying, only in part or not at all."""
        level = self.grade.oracle.level_of.get(fact)
        return level is not None and self.grade.used[level].bit_count() > 1

    def lacks(self, fact: str) -> bool:
        """Whether nothing at all is known of a fact that the verdict may turn on."""
        return self.is_open(fact) and fact not in self.case.known

    def known(self, fact: str) -> int:
        """The cells the fact may be in by what was said of it."""
        return self.case.mask(fact, self.decider.space[fact].full, presume=False)

    def outcomes(self, decision: str) -> tuple[str, ...]:
        """The outcomes of a sub-decision that what was said leaves possible."""
        oracle = self.decider.oracle(decision, self.case.ratings)
        left = oracle.possible([self.known(fact) for fact in oracle.names])
        return tuple(outcome for outcome, bit in oracle.bits.items() if left & bit)


def rating_gains(decider: Decider, grade: Grade, case: Case) -> list[Learnable]:
    """What a direct answer to each required decision is worth, most telling first."""
    decision = grade.oracle.decision
    before = entropy(grade.oracle.weights(grade.used, decider.priors(grade.oracle)))
    gains = []
    for name in decider.rulebook.tables[decision].requires:
        if name not in case.ratings:
            gain = _rating_gain(decider, grade, case, name, before)
            if gain is not None:
                gains.append((name, gain))
    return sorted(gains, key=lambda item: (-round(item[1].bits, 9), item[0]))


def _rating_gain(decider: Decider, grade: Grade, case: Case, name: str, before: float) -> Gain | None:
    """The expected information of one rating; None where only one answer is possible anyway."""
    by_fact = dict(zip(grade.oracle.names, grade.used, strict=True))

    def weights(oracle: Oracle) -> dict[int, float]:
        full = {fact: decider.space[fact].full for fact in oracle.names}
        masks = [by_fact.get(fact, case.mask(fact, full[fact], presume=True)) for fact in oracle.names]
        return oracle.weights(masks, decider.priors(oracle))

    own = decider.oracle(name, case.ratings)
    ratings = weights(own)
    outcomes = {leaf: own.outcome(leaf) for leaf in ratings}
    if len(ratings) < 2 or None in outcomes.values():
        return None
    after = settles = 0.0
    for leaf, share in ratings.items():
        rated = {**case.ratings, name: outcomes[leaf] or ""}
        left = weights(decider.oracle(grade.oracle.decision, rated))
        after += share * entropy(left)
        settles += share if len(left) == 1 else 0.0
    return Gain(-1, max(0.0, before - after), settles)
