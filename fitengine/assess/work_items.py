"""The pieces of work that the verdicts of a process ask for, and what each must wait for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fitengine.assess.complexity import LEVELS
from fitengine.assess.data_readiness import data_readiness
from fitengine.assess.figures import ELIMINATE
from fitengine.assess.house import STANDARDISE
from fitengine.assess.priority import find_quadrant
from fitengine.assess.value import total_of
from fitengine.decide.decider import Decider
from fitengine.facts.graph import feeding_steps, process_graph, reading_order
from fitengine.facts.order import linked_groups
from fitengine.model.decision import StepAssessment
from fitengine.model.facts import Known, OneOf
from fitengine.model.process import Process
from fitengine.model.readiness import AI_SUITABLE, DataReadiness, DataState
from fitengine.model.roadmap import ItemKind, RoadmapItem
from fitengine.model.value import Case, StepValue, Value

__all__ = ["RISKS", "Draft", "draft_items"]

RPA = "rpa"
RISKS = ("low", "medium", "high", "critical")
"""The levels of `error_cost`."""
_UPSTREAM = "upstream"
"""The blocker that the roadmap turns into an order."""
_DATA_BLOCKERS = ("labels", "history", "feedback", "representative", "capture")
"""Blockers that the item of data work takes care of."""
_TITLES = {ItemKind.RPA: "Automate", ItemKind.AI: "Introduce AI", ItemKind.DROP: "Drop"}


@dataclass(frozen=True, slots=True)
class Draft:
    """An item that has no wave yet, and the ids of those that must come before it."""

    item: RoadmapItem
    after: tuple[str, ...]


def draft_items(
    process: Process, steps: Iterable[StepAssessment], value: Value, decider: Decider
) -> tuple[Draft, ...]:
    """Every piece of work, in the order of the process; what it depends on stands before it."""
    graph = process_graph(process)
    rank = {id_: number for number, id_ in enumerate(reading_order(process, graph))}
    ordered = sorted(steps, key=lambda step: rank[step.step.id])
    drafter = _Drafter(
        {step.step.id: step for step in ordered},
        {one.step: one for one in value.steps},
        {one.step: one for one in data_readiness(ordered, decider)},
        feeding_steps(process, graph),
        decider,
    )
    return tuple(drafter.drafts())


@dataclass(frozen=True, slots=True)
class _Drafter:
    steps: Mapping[str, StepAssessment]
    values: Mapping[str, StepValue]
    data: Mapping[str, DataReadiness]
    upstream: Mapping[str, tuple[str, ...]]
    decider: Decider

    def drafts(self) -> list[Draft]:
        drafts = [Draft(self.item(kind, [step]), ()) for step, kind in self.preparations()]
        drafts += [Draft(self.data_item(one), ()) for one in self.data.values() if _waits_for_data(one)]
        for group in self.automations():
            drafts.append(Draft(self.item(ItemKind.RPA, group), self.unready(group)))
        for step in self.of_verdict(AI_SUITABLE):
            data = self.data.get(step)
            first = (_id(ItemKind.DATA, step),) if data and _waits_for_data(data) else ()
            drafts.append(Draft(self.item(ItemKind.AI, [step]), (*self.unready([step]), *first)))
        return drafts

    def preparations(self) -> list[tuple[str, ItemKind]]:
        """The steps that are standardised or dropped."""
        return [
            (step, ItemKind.DROP if self.values[step].technique == ELIMINATE else ItemKind.STANDARDISE)
            for step in self.of_verdict(STANDARDISE)
        ]

    def automations(self) -> tuple[tuple[str, ...], ...]:
        """RPA steps that feed one another in the same lane, together."""
        robots = self.of_verdict(RPA)
        links = (
            (before, step)
            for step in robots
            for before in self.upstream[step]
            if before in self.steps and self.steps[before].step.lane == self.steps[step].step.lane
        )
        return linked_groups(robots, links)

    def unready(self, group: Sequence[str]) -> tuple[str, ...]:
        """What must be standardised first, because it feeds one of these steps."""
        feeding = dict.fromkeys(before for step in group for before in self.upstream[step])
        preparing = dict(self.preparations())
        kept = (step for step in feeding if preparing.get(step) is ItemKind.STANDARDISE)
        return tuple(_id(ItemKind.STANDARDISE, step) for step in kept)

    def of_verdict(self, verdict: str) -> list[str]:
        return [id_ for id_, step in self.steps.items() if step.decision.outcome == verdict]

    def item(self, kind: ItemKind, ids: Sequence[str]) -> RoadmapItem:
        """Work on some steps that saves something by itself."""
        steps, values = [self.steps[id_] for id_ in ids], [self.values[id_] for id_ in ids]
        total, levels = total_of(values), _levels(values)
        return RoadmapItem(
            id=_id(kind, ids[0]),
            kind=kind,
            title=f"{self.action(kind, steps[0])}: {', '.join(_name(step) for step in steps)}",
            steps=tuple(ids),
            wave=0,
            wanted=0,
            quadrant=find_quadrant(total.cases[Case.LIKELY], levels, self.decider),
            risk=_risk(steps),
            complexity=levels,
            drivers=tuple(dict.fromkeys(driver for value in values for driver in value.drivers)),
            undecided=tuple(dict.fromkeys(fact for value in values for fact in value.undecided)),
            work=tuple(self.work(kind, steps)),
            total=total,
            depends_on=(),
            unlocks=(),
            reasons=(),
        )

    def data_item(self, data: DataReadiness) -> RoadmapItem:
        """Work on the data of an AI-suitable step. It saves nothing by itself; its effort is part of that of the step."""
        step = self.steps[data.step]
        answer = (f"Answer what is open: {', '.join(data.missing)}.",) if data.missing else ()
        known = data.state is DataState.NOT_READY
        return RoadmapItem(
            id=_id(ItemKind.DATA, data.step),
            kind=ItemKind.DATA,
            title=f"{'Prepare' if known else 'Profile'} the data: {_name(step)}",
            steps=(data.step,),
            wave=0,
            wanted=0,
            quadrant=None,
            risk="",
            complexity=(),
            drivers=(),
            undecided=(),
            work=(*(check.action for check in data.work), *answer),
            total=total_of(()),
            depends_on=(),
            unlocks=(),
            reasons=(),
        )

    def action(self, kind: ItemKind, step: StepAssessment) -> str:
        if kind is ItemKind.STANDARDISE and step.technique is not None:
            return step.technique.label[:1].upper() + step.technique.label[1:]
        return _TITLES.get(kind, "Standardise")

    def work(self, kind: ItemKind, steps: Sequence[StepAssessment]) -> dict[str, None]:
        """What must be cleared before the build, and what is done to the data beside it."""
        found: dict[str, None] = {}
        for step in steps if kind in (ItemKind.RPA, ItemKind.AI) else ():
            data = self.data.get(step.step.id)
            elsewhere = {_UPSTREAM, *(_DATA_BLOCKERS if data and _waits_for_data(data) else ())}
            blockers = (one for one in step.blockers if one.status == "holds" and one.id not in elsewhere)
            found |= dict.fromkeys(blocker.action for blocker in blockers if blocker.action)
            if data and data.state is DataState.AFTER_WORK and kind is ItemKind.AI:
                found |= dict.fromkeys(check.action for check in data.work)
        return found


def _waits_for_data(data: DataReadiness) -> bool:
    """Whether AI fits a step, and its data stops the build or nobody knows whether it does."""
    return data.verdict == AI_SUITABLE and data.state in (DataState.NOT_READY, DataState.UNKNOWN)


def _id(kind: ItemKind, step: str) -> str:
    return f"{kind.value.replace(' ', '-')}:{step}"


def _name(step: StepAssessment) -> str:
    return step.step.name or step.step.id


def _levels(values: Sequence[StepValue]) -> tuple[str, ...]:
    """The complexity of several steps is that of the hardest of them."""
    least = max(LEVELS.index(value.complexity[0]) for value in values)
    most = max(LEVELS.index(value.complexity[-1]) for value in values)
    return LEVELS[least : most + 1]


def _risk(steps: Sequence[StepAssessment]) -> str:
    """The gravest error of the steps, the worse end where it is known in part; a weighty effect on a person is grave."""
    levels = [level for step in steps if (level := _error_cost(step.step.facts.values.get("error_cost")))]
    if any(step.step.facts.values.get("affects_person") is True for step in steps):
        levels.append("high")
    return max(levels, key=RISKS.index, default="")


def _error_cost(value: Known | None) -> str:
    values = value.values if isinstance(value, OneOf) else (value,)
    return max((one for one in values if isinstance(one, str) and one in RISKS), key=RISKS.index, default="")
