"""Why a decision is what it is, why it is not another one, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass

from fitengine.model.decision import Decision, RuleHit

__all__ = ["Counterfactual", "Explanation", "FactMove", "Fragility", "Reason", "WhyNot"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact of a smallest set that forces an outcome, or shuts one out. `assumed`: nobody said so, it is presumed."""

    fact: str
    value: str
    assumed: bool
    question: str
    """As the dictionary asks it."""


@dataclass(frozen=True, slots=True)
class FactMove:
    """A fact that would have to be different. `found`: nobody knows it exactly, so it may simply turn out so."""

    fact: str
    now: str
    """The value in words; empty where nothing is known."""
    then: str
    found: bool
    cost: float
    """Of this move, in the dictionary's person-days; 0 where it is only to be found out."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The cheapest change after which the outcome is `outcome`; costs are house defaults, assumptions to be shown as such."""

    outcome: str
    cost: float
    moves: tuple[FactMove, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why another outcome is shut out (`reasons`), or that it is still possible, with its `weight`; and the way to it, if there
    is one that changes only what can be changed."""

    outcome: str
    weight: float
    reasons: tuple[Reason, ...]
    change: Counterfactual | None


@dataclass(frozen=True, slots=True)
class Fragility:
    """A fact whose single change to `then` would end in one of `outcomes`."""

    fact: str
    now: str
    then: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that can be said about one decision."""

    decision: Decision
    why: tuple[Reason, ...]
    """A smallest sufficient set; empty while the outcome is open."""
    rules: tuple[RuleHit, ...]
    """The deciding rules of the decision and of those it requires."""
    why_not: tuple[WhyNot, ...]
    fragile: tuple[Fragility, ...]
    stability: float | None
    """The chance, 0 to 1, that the outcome holds when each known fact may be one notch off; None while it is open."""
