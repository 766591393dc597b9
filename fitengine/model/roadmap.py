"""What is done when: items of work in waves, with what each waits for and why it stands where it does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fitengine.model.process import Process
from fitengine.model.rules import PackInfo
from fitengine.model.shown import Drawn
from fitengine.model.value import Total, Value

__all__ = ["ItemKind", "LeftOut", "Quadrant", "Roadmap", "RoadmapItem"]


class ItemKind(StrEnum):
    """What sort of work an item is."""

    DROP = "drop"
    STANDARDISE = "standardise"
    DATA = "data work"
    RPA = "automate"
    AI = "ai"

    @property
    def prepares(self) -> bool:
        """Whether it is done for others as much as for itself."""
        return self in (ItemKind.STANDARDISE, ItemKind.DATA)


@dataclass(frozen=True, slots=True)
class Quadrant:
    """Where value against complexity puts an item. `id` is empty where that is open; `possible` are the outcomes left."""

    id: str
    label: str
    because: str
    rules: tuple[str, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoadmapItem:
    """One piece of work. `wanted` is the wave that its own priority asks for, `wave` the one that what it waits for allows."""

    id: str
    kind: ItemKind
    title: str
    steps: tuple[str, ...]
    """Ids, in the order of the work."""
    wave: int
    wanted: int
    quadrant: Quadrant | None
    """None for work that saves nothing by itself."""
    risk: str
    """The highest cost of an error of its steps; empty where nobody said."""
    complexity: tuple[str, ...]
    """The levels still possible, least first."""
    drivers: tuple[str, ...]
    undecided: tuple[str, ...]
    """Facts nobody spoke of that could make it harder."""
    work: tuple[str, ...]
    """What is to be done, where rules name it."""
    total: Total
    depends_on: tuple[str, ...]
    unlocks: tuple[str, ...]
    reasons: tuple[str, ...]
    """Why its own priority puts it where it does, in words; `depends_on` and `unlocks` say the rest."""

    @property
    def delayed(self) -> bool:
        """Whether a dependency puts it behind the wave that its priority asks for."""
        return self.wave > self.wanted


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A step that is not on the roadmap, and why."""

    step: str
    name: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Roadmap(Drawn):
    """`items` by wave, and inside a wave in the order in which to begin."""

    process: Process
    items: tuple[RoadmapItem, ...]
    left: tuple[LeftOut, ...]
    value: Value
    packs: tuple[PackInfo, ...]

    @property
    def waves(self) -> tuple[tuple[RoadmapItem, ...], ...]:
        """The items wave by wave."""
        numbers = sorted({item.wave for item in self.items})
        return tuple(tuple(item for item in self.items if item.wave == number) for number in numbers)
