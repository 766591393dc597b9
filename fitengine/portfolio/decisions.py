"""What is found out about many steps at once, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks

    Flags = NDArray[np.bool_]
    Indexes = NDArray[np.int16]
    Numbers = NDArray[np.float64]

__all__ = ["Feeding", "StepColumns"]


@dataclass(frozen=True, slots=True)
class Feeding:
    """Which steps feed which: `source` feeds `target`, as rows."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]

    @classmethod
    def none(cls) -> Feeding:
        """Nothing feeds anything."""
        import numpy

        return cls(numpy.zeros(0, dtype=numpy.int64), numpy.zeros(0, dtype=numpy.int64))


@dataclass(frozen=True, slots=True)
class StepColumns:
    """What was found out, one entry a step. Outcomes are numbers into the words; -1 is none."""

    verdicts: tuple[str, ...]
    verdict: Indexes
    certainty: NDArray[np.uint8]
    possible: Masks
    """Bits of verdicts; the one behind them says that the rules leave a gap."""
    techniques: tuple[str, ...]
    technique: Indexes
    hours: tuple[Numbers, Numbers, Numbers]
    """Low, likely and high; not a number where nobody knows."""
    complexity: Indexes
    hours_saved: Numbers
    missing_names: tuple[str, ...]
    missing: Flags
    """By name and step."""
    next_question: Sequence[str | None]
    blocker_names: tuple[str, ...]
    blockers: Flags
    blockers_open: Flags
    rule_names: tuple[str, ...]
    rules: Flags
    contradictions: Mapping[int, tuple[str, ...]]
    """By step, the constraints that its facts break, maybe none: of steps that were decided one by one."""
