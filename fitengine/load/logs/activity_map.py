"""What somebody says about activities and steps: a YAML file with `activity: id of the step`, one a line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fitengine.errors import InputError
from fitengine.load.defects import Defects
from fitengine.load.files import read_bytes
from fitengine.load.values import shown
from fitengine.load.yaml.events import read_yaml
from fitengine.model.process import Process

__all__ = ["read_activity_map"]

_HELP = "write one `activity: id of the step` a line; `activity: null` for what is no step"


def read_activity_map(source: Path | str, process: Process) -> Mapping[str, str | None]:
    """Ids of steps by activity, None for an activity that is no step. Raises InputError with every id that is no step."""
    raw, name = read_bytes(source)
    document = read_yaml(raw, name)
    if not isinstance(document.data, Mapping):
        raise InputError([document.problem("not-a-map", "this is no mapping from activity to step", _HELP)])
    defects = Defects(document)
    steps = {task.id: task.name for task in process.tasks()}
    found: dict[str, str | None] = {}
    for activity, written in document.data.items():
        step = str(written) if isinstance(written, str | int) and not isinstance(written, bool) else ""
        if written is not None and step not in steps:
            by_name = next((id_ for id_, title in steps.items() if title == step), "")
            help_ = f"write its id `{by_name}`" if by_name else "" if step else _HELP
            message = f"{shown(written)} is the id of no step of the process"
            defects.add("unknown-step", message, (activity,), help_, (step, steps))
        found[" ".join(activity.split())] = step or None
    if defects:
        defects.refuse()
    return found
