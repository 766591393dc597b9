"""What lies around the verdicts: readiness, value, roadmap, tracking."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:  # what only the signatures name is not imported: start-up counts
    from fitengine.model.readiness import Readiness
    from fitengine.model.roadmap import Roadmap
    from fitengine.model.tracking import Tracking
    from fitengine.model.value import Value
from fitengine.api.deciders import sound_decider

__all__ = ["readiness", "roadmap", "track", "value"]


def readiness(process: Process, *, rules: Rulebook | None = None) -> Readiness:
    """How ready the data of the pattern steps and the initiative are, and which phase gates pass; what nobody has answered is
    a result of its own."""
    from fitengine.assess.process import assess_process
    from fitengine.assess.readiness import assess_readiness

    decider = sound_decider(rules)
    found = assess_process(process, decider)
    return found.readiness or assess_readiness(process, found.steps, decider)


def value(process: Process, *, rules: Rulebook | None = None) -> Value:
    """What changing the steps as their verdicts say is worth: a low, a likely and a high case, and which assumption matters
    most. What nobody gave stays unknown."""
    from fitengine.assess.process import assess_process
    from fitengine.assess.value import assess_value

    decider = sound_decider(rules)
    found = assess_process(process, decider)
    return found.value or assess_value(process, found.steps, decider)


def roadmap(process: Process, *, rules: Rulebook | None = None) -> Roadmap:
    """The work that the verdicts ask for, in waves: what comes first, what waits for what, and why."""
    from fitengine.assess.process import assess_process
    from fitengine.assess.roadmap import assess_roadmap

    decider = sound_decider(rules)
    return assess_roadmap(process, assess_process(process, decider).steps, decider)


def track(process: Process, *, on: date | None = None) -> Tracking:
    """How the measures of the initiative stand against their criteria on a day, today where none is given: on track, off track,
    or stop and think; and how far the review by people may taper."""
    from fitengine.assess.tracking import track_process

    return track_process(process, on or date.today())
