"""A sidecar brought up to date with its model: elements are known by id, then by name, and no fact gets lost."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from fitengine.errors import EngineFault, InputError
from fitengine.load.process.sidecar import heir_of
from fitengine.load.process.starter import starter_entries, starter_sidecar
from fitengine.load.yaml.edit import is_blank, set_values
from fitengine.load.yaml.events import Path, read_yaml
from fitengine.load.yaml.moves import Addition, Move, rearrange
from fitengine.model.process import Process, Task
from fitengine.model.rules import FactDefinition

__all__ = ["SidecarUpdate", "carry_over", "update_sidecar"]

_BY_STEP = ("initiative", "value", "steps")
"""Where figures stand that are given by step."""


@dataclass(frozen=True, slots=True)
class SidecarUpdate:
    """The text of a sidecar and what became of its entries: ids of tasks, and `(old, new)` names of entries.

    `added` are new in the model; `moved` have another id now and the same name; `orphaned` are gone from the model and kept under
    `orphans`; `returned` were there and are back; `renamed` are called otherwise in the model than they were here.
    """

    text: str
    added: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    orphaned: tuple[tuple[str, str], ...] = ()
    returned: tuple[tuple[str, str], ...] = ()
    renamed: tuple[str, ...] = ()


def update_sidecar(
    text: str, process: Process, dictionary: Mapping[str, FactDefinition], source: str = "the file"
) -> SidecarUpdate:
    """The sidecar of yesterday for the model of today. `text` is one that `read_sidecar` accepts, or blank.

    Comments, order and layout stay; an entry that moves takes its comments along. Raises InputError where the text does not load,
    EngineFault where the result would say anything else than that.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    if is_blank(body):
        started = starter_sidecar(process, dictionary)
        return SidecarUpdate(text + started, tuple(task.id for task in process.tasks()))
    data = read_yaml(body, source).data
    plan = _Plan(process, _mapping(data, "steps"), _mapping(data, "orphans"))
    written = rearrange(body, plan.renames(data), tuple(plan.moves()), tuple(plan.additions(dictionary)))
    written = set_values(written, {"steps": {id_: {"name": name} for id_, name in plan.renamed.items()}})
    _verify(written, plan.expected(data), source)
    return SidecarUpdate(
        mark + written,
        tuple(task.id for task in plan.added),
        tuple(plan.moved.items()),
        tuple(plan.orphaned.items()),
        tuple(plan.returned.items()),
        tuple(plan.renamed),
    )


def carry_over(text: str, process: Process, targets: Collection[str], source: str = "the file") -> str:
    """The sidecar with the entries of these tasks under their ids of today, where they stand under those of yesterday."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    data = {} if is_blank(body) else read_yaml(body, source).data
    steps = _mapping(data, "steps")
    moved = {old: new for old, new in _Plan(process, steps, {}).moved.items() if new in targets}
    if not moved:
        return text
    written = rearrange(body, {("steps", old): new for old, new in moved.items()})
    assert isinstance(data, Mapping), "it has steps"
    _verify(written, {**data, "steps": {moved.get(id_, id_): step for id_, step in steps.items()}}, source)
    return mark + written


@dataclass(slots=True)
class _Plan:
    """What becomes of each entry. Every task gets one at most: that with its id, else the first with its name."""

    process: Process
    steps: Mapping[str, object]
    orphans: Mapping[str, object]
    moved: dict[str, str] = field(default_factory=dict)
    orphaned: dict[str, str] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    added: tuple[Task, ...] = ()

    def __post_init__(self) -> None:
        tasks = {task.id: task for task in self.process.tasks()}
        taken = {id_ for id_ in self.steps if id_ in tasks}
        for id_, entry in self.steps.items():
            if id_ in tasks:
                continue
            heir = heir_of(_name(entry), self.process, taken)
            if heir is not None:
                self.moved[id_] = heir
                taken.add(heir)
            else:
                self.orphaned[id_] = _free(id_, {*self.orphans, *self.orphaned.values()})
        for id_, entry in self.orphans.items():
            task = id_ if id_ in tasks and id_ not in taken else heir_of(_name(entry), self.process, taken)
            if task is not None:
                self.returned[id_] = task
                taken.add(task)
        self.added = tuple(task for task in tasks.values() if task.id not in taken)
        self.renamed = {id_: tasks[id_].name for id_, entry in self.kept() if _differs(entry, tasks[id_])}

    def kept(self) -> Iterator[tuple[str, object]]:
        """The entries of steps that the model has, by their ids of today."""
        for id_, entry in self.steps.items():
            if id_ not in self.orphaned:
                yield self.moved.get(id_, id_), entry
        for id_, task in self.returned.items():
            yield task, self.orphans[id_]

    def renames(self, data: object) -> dict[Path, str]:
        """New keys by the paths of old ones: those of entries, and of figures given by step."""
        by_step = _mapping(_mapping(_mapping(data, "initiative"), "value"), "steps")
        renames: dict[Path, str] = {("steps", old): new for old, new in self.moved.items()}
        for old, new in (*self.moved.items(), *self.returned.items()):
            if old != new and old in by_step and new not in by_step:
                renames[*_BY_STEP, old] = new
        return renames

    def moves(self) -> Iterator[Move]:
        for id_, name in self.orphaned.items():
            yield Move("steps", id_, "orphans", name)
        for id_, name in self.returned.items():
            yield Move("orphans", id_, "steps", name)

    def additions(self, dictionary: Mapping[str, FactDefinition]) -> Iterator[Addition]:
        """Each behind the entry of the task before it in the model, under the key that this has now."""
        entries = {new: old for old, new in self.moved.items()}
        entries |= {id_: id_ for id_ in self.steps if id_ not in self.moved and id_ not in self.orphaned}
        lines = starter_entries(self.process, self.added, dictionary)
        starters = {task.id: entry for task, entry in zip(self.added, lines, strict=True)}
        after: str | None = None
        for task in self.process.tasks():
            after = entries.get(task.id, after)
            if task.id in starters:
                yield Addition("steps", task.id, {"name": task.name}, starters[task.id], after)

    def expected(self, data: object) -> dict[str, object]:
        """What the file has to say in the end; empty parts are left out."""
        assert isinstance(data, Mapping), "a sidecar is a mapping"
        steps = {id_: _renamed(entry, self.renamed.get(id_)) for id_, entry in self.kept()}
        steps |= {task.id: {"name": task.name} for task in self.added}
        orphans = {id_: entry for id_, entry in self.orphans.items() if id_ not in self.returned}
        orphans |= {name: self.steps[id_] for id_, name in self.orphaned.items()}
        expected = {**data, "steps": steps, "orphans": orphans}
        for path, new in self.renames(data).items():
            if path[0] == _BY_STEP[0]:
                expected = _with_key(expected, path, new)
        return expected


def _mapping(data: object, key: str) -> Mapping[str, object]:
    inner = data.get(key) if isinstance(data, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _name(entry: object) -> str:
    name = entry.get("name", "") if isinstance(entry, Mapping) else ""
    return name if isinstance(name, str) else str(name or "")


def _differs(entry: object, task: Task) -> bool:
    """Whether an entry calls its task otherwise than the model does; names find a step whose id changes."""
    return isinstance(entry, Mapping) and "name" in entry and bool(task.name) and _name(entry) != task.name


def _renamed(entry: object, name: str | None) -> object:
    return {**entry, "name": name} if name is not None and isinstance(entry, Mapping) else entry


def _free(id_: str, taken: Collection[str]) -> str:
    """The id, with a number behind it where an orphan has it already."""
    number, free = 1, id_
    while free in taken:
        number += 1
        free = f"{id_}-{number}"
    return free


def _with_key(data: Mapping[str, object], path: Path, new: str) -> dict[str, object]:
    """The data with the last key of the path called otherwise."""
    key, *rest = path
    if not rest:
        return {new if name == key else name: value for name, value in data.items()}
    inner = data[str(key)]
    assert isinstance(inner, Mapping), "the path leads somewhere"
    return {**data, str(key): _with_key(inner, tuple(rest), new)}


def _verify(written: str, expected: Mapping[str, object], source: str) -> None:
    """INVARIANT: every entry says what it said, wherever it stands now, and nothing else changed."""
    try:
        said = read_yaml(written, source).data
    except InputError:
        said = None
    if _fingerprint(said) != _fingerprint(expected):
        message = f"`{source}` cannot be brought up to date without changing something else"
        raise EngineFault.single("edit-fault", message, "change it by hand; the file is as it was")


def _fingerprint(data: object) -> str:
    """Equal for equal data, where a section without entries may be left out, and `facts` that say nothing."""
    if isinstance(data, Mapping):
        data = {key: value for key, value in data.items() if key not in ("steps", "orphans") or value}
        for key in ("steps", "orphans"):
            if isinstance(steps := data.get(key), Mapping):
                data = {**data, key: {id_: _without_nothing(step) for id_, step in steps.items()}}
    return json.dumps(data, sort_keys=True)


def _without_nothing(step: object) -> object:
    return (
        {key: value for key, value in step.items() if value is not None}
        if isinstance(step, Mapping)
        else step
    )
