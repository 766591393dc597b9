"""What a report says beyond the verdicts; silent where nothing is known."""

from __future__ import annotations

from datetime import date

from fitengine.assess.readiness import assess_readiness
from fitengine.assess.roadmap import assess_roadmap
from fitengine.assess.tracking import track_process
from fitengine.assess.value import assess_value
from fitengine.decide.decider import Decider
from fitengine.model.decision import Assessment
from fitengine.model.outlook import Outlook
from fitengine.model.readiness import DataReadiness, DataState, Readiness
from fitengine.model.roadmap import Roadmap
from fitengine.model.tracking import Tracking
from fitengine.model.value import Value

__all__ = ["look_ahead"]

_OVERSIGHT = "oversight"


def look_ahead(assessment: Assessment, decider: Decider, on: date) -> Outlook:
    """Readiness, value, roadmap and, as of a day, tracking. Without an initiative only what is known of the data is there."""
    return Outlook(
        _readiness(assessment, decider),
        _value(assessment, decider),
        _roadmap(assessment, decider),
        _tracking(assessment, on),
    )


def _readiness(assessment: Assessment, decider: Decider) -> Readiness | None:
    if assessment.readiness is not None:
        return assessment.readiness
    found = assess_readiness(assessment.process, assessment.steps, decider)
    return found if any(map(_says_something, found.data)) else None


def _says_something(one: DataReadiness) -> bool:
    """Whether any of its aspects is known."""
    return any(aspect.state is not DataState.UNKNOWN for aspect in one.aspects)


def _value(assessment: Assessment, decider: Decider) -> Value | None:
    if assessment.process.initiative is None:
        return None
    return assessment.value or assess_value(assessment.process, assessment.steps, decider)


def _roadmap(assessment: Assessment, decider: Decider) -> Roadmap | None:
    if assessment.process.initiative is None:
        return None
    return assess_roadmap(assessment.process, assessment.steps, decider)


def _tracking(assessment: Assessment, on: date) -> Tracking | None:
    """Where there are measures, or a plan for the review by people."""
    initiative = assessment.process.initiative
    if initiative is None or not (initiative.kpis or _OVERSIGHT in initiative.facts.values):
        return None
    return track_process(assessment.process, on)
