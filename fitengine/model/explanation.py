"""Why a decision is what it is, why it is not another one, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass

from fitengine.model.decision import Assessment, Certainty, Decision, RuleHit

__all__ = [
    "Comparison",
    "Counterfactual",
    "Explanation",
    "FactMove",
    "Fragility",
    "Outlook",
    "PackDiff",
    "Reason",
    "StepChange",
    "Transition",
    "WhyNot",
]


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
class Outlook:
    """What an answer to the next question leads to: the outcomes it leaves possible (one is a decision), and its `chance`
    under the priors, 0 to 1."""

    value: str
    chance: float
    outcomes: tuple[str, ...]
    certainty: Certainty


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
    answers: tuple[Outlook, ...] = ()
    """The answers to the next question, those that lead to the same joined; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Cases that one pack decides `old` and the other `new`, with their share under the priors (0 to 1), one plain example,
    and the rules that decide it."""

    old: str
    new: str
    share: float
    example: tuple[tuple[str, str], ...]
    old_rules: tuple[RuleHit, ...]
    new_rules: tuple[RuleHit, ...]


@dataclass(frozen=True, slots=True)
class PackDiff:
    """How two rulebooks differ on one decision: `changed` is the share of all cases, `transitions` the largest first.
    `added`, `removed` and `altered` are ids of rules."""

    decision: str
    changed: float
    transitions: tuple[Transition, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    altered: tuple[str, ...]
    samples: int = 0
    """How many random cases the shares are estimated from; 0 where they are exact."""


@dataclass(frozen=True, slots=True)
class StepChange:
    """What became of one step between two assessments. `facts` are the changed facts (name, before, after; empty is not known);
    `causes` a smallest part of them that already turns the outcome, empty where the rules did. `old_step` is the id before,
    empty for an added step."""

    step: str
    name: str
    kind: str
    """`changed`, `added`, `removed` or `same`."""
    old: str
    new: str
    old_certainty: str
    new_certainty: str
    facts: tuple[tuple[str, str, str], ...]
    causes: tuple[str, ...]
    old_rules: tuple[RuleHit, ...]
    new_rules: tuple[RuleHit, ...]
    old_step: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two assessments side by side: every step of either, in the order of the new one, removed ones last."""

    old_name: str
    new_name: str
    steps: tuple[StepChange, ...]
    before: Assessment
    after: Assessment

    def changed(self) -> tuple[StepChange, ...]:
        """Steps whose outcome or certainty differs, or that stand on one side only."""
        return tuple(step for step in self.steps if step.kind != "same")
