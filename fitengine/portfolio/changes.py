"""What becomes of stored steps under other rules: how many go from which verdict to which, and which ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fitengine.model.rules import PackInfo

__all__ = ["ChangedStep", "Changes", "Grade", "Transition"]

EXAMPLES = 5
"""Steps named for each transition."""


@dataclass(frozen=True, slots=True, order=True)
class Grade:
    """A verdict and how certain it is."""

    verdict: str
    certainty: str


@dataclass(frozen=True, slots=True, order=True)
class ChangedStep:
    source: str
    process: str
    step: str
    name: str


@dataclass(frozen=True, slots=True)
class Transition:
    """Steps that go from one verdict to another, or stay and become more or less certain; the first of them."""

    before: Grade
    after: Grade
    steps: int
    examples: tuple[ChangedStep, ...]

    @property
    def verdict_changes(self) -> bool:
        return self.before.verdict != self.after.verdict


@dataclass(frozen=True, slots=True)
class Changes:
    """All of it. `transitions` are those that change something, the most frequent first; `kept` steps stay as they are."""

    steps: int
    kept: int
    transitions: tuple[Transition, ...]
    before: tuple[PackInfo, ...] = ()
    after: tuple[PackInfo, ...] = ()

    @property
    def changed(self) -> int:
        """Steps whose verdict changes."""
        return sum(one.steps for one in self.transitions if one.verdict_changes)


@dataclass(slots=True)
class Tally:
    """Transitions as they are counted, part by part."""

    steps: int = 0
    counts: dict[tuple[Grade, Grade], int] = field(default_factory=dict)
    examples: dict[tuple[Grade, Grade], list[ChangedStep]] = field(default_factory=dict)

    def add(
        self,
        steps: int,
        counts: Mapping[tuple[Grade, Grade], int],
        examples: Mapping[tuple[Grade, Grade], Iterable[ChangedStep]],
    ) -> None:
        """One part more, in the order of parts."""
        self.steps += steps
        for key, count in counts.items():
            self.counts[key] = self.counts.get(key, 0) + count
            known = self.examples.setdefault(key, [])
            known += list(examples.get(key, ()))[: EXAMPLES - len(known)]

    def changes(self, before: tuple[PackInfo, ...], after: tuple[PackInfo, ...]) -> Changes:
        """What was counted."""
        moved = [
            Transition(*key, count, tuple(self.examples[key]))
            for key, count in self.counts.items()
            if key[0] != key[1]
        ]
        moved.sort(key=lambda one: (not one.verdict_changes, -one.steps, one.before, one.after))
        kept = self.steps - sum(one.steps for one in moved)
        return Changes(self.steps, kept, tuple(moved), before, after)
