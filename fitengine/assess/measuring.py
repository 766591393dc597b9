"""A log and a process put together: figures for the steps of the process, and a process where there is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import PurePath

from fitengine.errors import InputError
from fitengine.facts.cutoffs import CUTOFFS, Cutoffs
from fitengine.facts.discover import discover_process
from fitengine.facts.following import following_steps
from fitengine.facts.matching import match_activities
from fitengine.facts.measured import StepNames, measure_log
from fitengine.model.log import DataIssue, EventLog
from fitengine.model.measured import DiscoveredProcess, Matching, Measurement
from fitengine.model.process import Process

__all__ = ["draw_process", "measure_process"]

_MOST_STEPS = 1_000
_NOT_IN_IDS = re.compile(r"[^\w.-]+")
_NOTHING_SAID: Mapping[str, str | None] = {}


def measure_process(
    log: EventLog,
    process: Process,
    mapped: Mapping[str, str | None] = _NOTHING_SAID,
    accept_similar: bool = False,
    software_users: Collection[str] = (),
    cutoffs: Cutoffs = CUTOFFS,
) -> Measurement:
    """What the log says about the steps of the process, in its order; see `fitengine.facts.measured` for the figures.

    `mapped` are ids of steps by activity, None for an activity that is no step. Names that are only similar count with
    `accept_similar`. Raises InputError for a log without usable times.
    """
    matching = match_activities(log.activities, process, mapped, accept_similar, cutoffs)
    following = following_steps(process)
    names = StepNames(
        _labels(log, process, matching), {task.id: task.name for task in process.tasks()}, following
    )
    measurement, _ = measure_log(log, names, software_users, cutoffs)
    by_step = {figures.step: figures for figures in measurement.steps}
    steps = tuple(by_step[task.id] for task in process.tasks() if task.id in by_step)
    issues = (*measurement.issues, *_map_issues(mapped, log))
    return replace(measurement, steps=steps, matching=matching, issues=issues)


def draw_process(
    log: EventLog,
    min_share: float = 0.05,
    software_users: Collection[str] = (),
    cutoffs: Cutoffs = CUTOFFS,
) -> DiscoveredProcess:
    """The process that the log draws: see `discover_process`. Raises InputError for a log without usable times, and for one
    with more activities than a process can have steps."""
    if len(log.activities) > _MOST_STEPS:
        message = f"`{log.source}` has {len(log.activities):,} activities, and a process drawn from it as many steps"
        help_ = f"at most {_MOST_STEPS:,} are drawn: name a coarser column with `--activity`"
        raise InputError.single("too-many-activities", message, help_)
    measurement, runs = measure_log(log, None, software_users, cutoffs)
    stem = PurePath(measurement.log).name.split(".")[0]
    return discover_process(measurement, runs, _NOT_IN_IDS.sub("_", stem).strip("_") or "process", min_share)


def _labels(log: EventLog, process: Process, matching: Matching) -> dict[str, str]:
    """Steps by activity; an activity that is no step but is called like the id of one gets another name."""
    labels = {match.activity: match.step for match in matching.matches}
    astray = (activity for activity in log.activities if activity in process.nodes and activity not in labels)
    return labels | {activity: f"{activity} (no step)" for activity in astray}


def _map_issues(mapped: Mapping[str, str | None], log: EventLog) -> tuple[DataIssue, ...]:
    known = set(log.activities)
    return tuple(
        DataIssue("unknown-activity", 1, f"the log has no activity `{activity}`, which the map names")
        for activity in mapped
        if activity not in known
    )
