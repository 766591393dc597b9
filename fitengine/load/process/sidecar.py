"""Sidecars: the facts about the elements of a BPMN model, in a file beside it. The modelling tool keeps the graph."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from fitengine.errors import InputError
from fitengine.load.defects import Defects
from fitengine.load.process.fact_block import merge_facts
from fitengine.load.process.foreign import refuse_markup, seems_to_be
from fitengine.load.process.head_block import Head
from fitengine.load.process.schema import shapes
from fitengine.load.process.value_block import check_steps
from fitengine.load.values import shown
from fitengine.load.yaml.events import Path, YamlDocument, decode, read_yaml
from fitengine.model.facts import Facts
from fitengine.model.initiative import Initiative
from fitengine.model.process import LogFigures, Process
from fitengine.model.rules import FactDefinition

__all__ = ["heir_of", "read_sidecar"]

_NO_OUTCOMES: Mapping[str, tuple[str, ...]] = {}
_KEYS = ("model", "steps", "defaults", "lane_defaults", "initiative", "orphans")
_ABOUT_ORPHANS = (
    "`fitengine init` with the model takes them back where a step comes back; delete what nobody needs"
)
_MOST_NAMED = 5
_HELP = "a sidecar names its `model` and lists facts by element id under `steps`"


def read_sidecar(
    raw: str | bytes,
    source: str,
    process: Process,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]] = _NO_OUTCOMES,
) -> Process:
    """The process with the facts of its sidecar. A stated fact goes before one imported from the type of the element,
    and that before a default. What no longer fits the model is a warning of the process; raises InputError with every
    defect of the sidecar itself."""
    text = decode(raw, source) if isinstance(raw, bytes) else raw
    refuse_markup(text, source)
    document = read_yaml(text, source)
    reader = _Sidecar(Head(document, _root(document), shapes(sidecar=True), dictionary, outcomes), process)
    return reader.read()


def heir_of(name: object, process: Process, entries: Container[str]) -> str | None:
    """The only task with the name of an element that is gone, unless it has an entry of its own."""
    plain = _plain_name(str(name))
    heirs = [task.id for task in process.tasks() if plain and _plain_name(task.name) == plain]
    return heirs[0] if len(heirs) == 1 and heirs[0] not in entries else None


class _Sidecar:
    def __init__(self, head: Head, process: Process) -> None:
        self.head = head
        self.process = process
        self.warnings = Defects(head.document)
        self.tasks = {task.id: task for task in process.tasks()}
        self.heirs: dict[str, str] = {}
        """Tasks of today by ids that are gone."""

    def read(self) -> Process:
        head, process = self.head, self.process
        self.check_model()
        by_lane = self.read_lanes(head.defaults())
        stated = self.read_steps()
        initiative = self.with_known_steps(head.initiative())
        self.note_orphans()
        if head.defects:
            head.defects.refuse()
        nodes = dict(process.nodes)
        for id_, task in self.tasks.items():
            own, figures = stated.get(id_, (Facts(), None))
            facts = merge_facts(merge_facts(by_lane[task.lane], task.facts), own)
            nodes[id_] = replace(task, facts=facts, figures=figures)
        warnings = (replace(problem, severity="warning") for problem in self.warnings.problems())
        return replace(
            process,
            nodes=nodes,
            name=head.text("name", process.name),
            version=head.text("version", process.version),
            owner=head.text("owner", process.owner),
            initiative=initiative or process.initiative,
            warnings=(*process.warnings, *warnings),
        )

    def with_known_steps(self, initiative: Initiative | None) -> Initiative | None:
        """Figures that are given by step go where the facts of the step go; those of no step are left out."""
        if initiative is None or initiative.value is None:
            return initiative
        check_steps(initiative, {*self.tasks, *self.heirs}, self.warnings)
        given = initiative.value.steps
        steps = {self.heirs.get(id_, id_): figures for id_, figures in given.items()}
        steps |= {id_: figures for id_, figures in given.items() if id_ in self.tasks}
        known = {id_: figures for id_, figures in steps.items() if id_ in self.tasks}
        return replace(initiative, value=replace(initiative.value, steps=known))

    def note_orphans(self) -> None:
        """What people keep of elements that are gone stays in sight until somebody deletes it."""
        orphans = self.head.data.get("orphans") or {}
        if not orphans:
            return
        named = [
            f"`{id_}`" + (f" ({name})" if (name := _name_of(entry)) else "") for id_, entry in orphans.items()
        ]
        shown_, more = named[:_MOST_NAMED], len(named) - _MOST_NAMED
        words = ", ".join(shown_) + (f" and {more} more" if more > 0 else "")
        many = f"{len(named)} steps that are" if len(named) > 1 else "a step that is"
        message = f"`orphans` keeps the facts of {many} not in the model: {words}"
        self.warnings.add("orphans", message, ("orphans",), _ABOUT_ORPHANS, at_key=True)

    def check_model(self) -> None:
        """A sidecar that went astray fits nothing; say so before the orphans do."""
        model = self.head.text("model")
        present = PurePath(self.process.source).name
        if model and present and PurePath(model).name != present:
            message = f"this sidecar belongs to {shown(model)}, not to `{present}`"
            self.warnings.add("other-model", message, ("model",))

    def read_lanes(self, common: Facts) -> dict[str | None, Facts]:
        """Defaults by lane id. Lanes may be named by id or by name; a name may be that of several."""
        lanes = self.process.lanes
        by_lane: dict[str | None, Facts] = dict.fromkeys((None, *lanes), common)
        by_lane |= dict.fromkeys((task.lane for task in self.tasks.values()), common)
        for word, own in self.head.lane_defaults():
            meant = [word] if word in lanes else [id_ for id_, lane in lanes.items() if lane.name == word]
            if not meant:
                options = {*lanes, *(lane.name for lane in lanes.values())}
                message = f"{shown(word)} is no lane of the model; its defaults are left out"
                self.warnings.add("unknown-lane", message, ("lane_defaults", word), "", (word, options), True)
            for id_ in meant:
                by_lane[id_] = merge_facts(by_lane[id_], own)
        return by_lane

    def read_steps(self) -> dict[str, tuple[Facts, LogFigures | None]]:
        """What is stated and measured, by the id of the task that it is about today."""
        stated: dict[str, tuple[Facts, LogFigures | None]] = {}
        for id_, raw in self.head.steps.items():
            path: Path = ("steps", id_)
            step = self.head.step(raw, path)
            facts = self.head.facts.read(step.get("facts") or {}, (*path, "facts"))
            figures = None
            if step.get("measured"):
                place = self.head.place("steps", id_)
                measured, figures = self.head.facts.read_measured(
                    step["measured"], (*path, "measured"), place
                )
                facts = merge_facts(facts, measured)
            task = self.find_task(id_, step, path)
            if task in stated:
                message = f"the facts of {shown(id_)} would go to `{task}`, which has facts already"
                self.warnings.add("orphan", message, path, "keep one of them", at_key=True)
            elif task is not None:
                stated[task] = facts, figures
        return stated

    def find_task(self, id_: str, step: Mapping[str, Any], path: Path) -> str | None:
        """The task of an entry: that with its id or, where the id is gone, the only one with its name."""
        if id_ in self.tasks:
            return id_
        if id_ in self.process.nodes:
            message = f"{shown(id_)} is no task of the model; only tasks have facts"
            self.warnings.add("not-a-task", message, path, at_key=True)
            return None
        heir = heir_of(step.get("name", ""), self.process, self.head.steps)
        if heir is not None:
            message = f"{shown(id_)} is gone; its facts go to `{heir}`, which has the same name"
            help_ = f"write `{heir}` here, or run `fitengine init` with the model"
            self.warnings.add("moved", message, path, help_, at_key=True)
            self.heirs[id_] = heir
            return heir
        message = f"{shown(id_)} is not in the model; its facts are left out"
        self.warnings.add("orphan", message, path, "", (id_, self.tasks), at_key=True)
        return None


def _root(document: YamlDocument) -> Mapping[str, object]:
    data = document.data
    if (
        isinstance(data, Mapping)
        and not data.keys().isdisjoint(_KEYS)
        and not ("process" in data and "model" not in data)
    ):
        return data
    seems = "a process file" if isinstance(data, Mapping) and "process" in data else seems_to_be(data)
    message = "this is not a sidecar" + (f"; it looks like {seems}" if seems else "")
    raise InputError([document.problem("not-a-sidecar", message, _HELP)])


def _name_of(entry: object) -> str:
    name = entry.get("name", "") if isinstance(entry, Mapping) else ""
    return " ".join(str(name or "").split())


def _plain_name(name: str) -> str:
    return " ".join(name.casefold().split())
