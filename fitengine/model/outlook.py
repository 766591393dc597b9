"""What lies beyond the verdicts of a process: readiness, value, roadmap, tracking."""

from __future__ import annotations

from dataclasses import dataclass

from fitengine.model.readiness import Readiness
from fitengine.model.roadmap import Roadmap
from fitengine.model.tracking import Tracking
from fitengine.model.value import Value

__all__ = ["Outlook"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Each part is None where the process says nothing that it could speak of."""

    readiness: Readiness | None = None
    value: Value | None = None
    roadmap: Roadmap | None = None
    tracking: Tracking | None = None
