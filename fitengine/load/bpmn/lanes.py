"""Who does the work: the lanes of all pools, and the lane of every node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fitengine.errors import Problem
from fitengine.load.bpmn.index import Index, Place, Scope, spellings
from fitengine.load.bpmn.vocabulary import ACTIVITIES
from fitengine.load.markup.elements import Document, Element
from fitengine.model.process import Lane

__all__ = ["Lanes", "Pool", "read_lanes", "read_pools"]


@dataclass(frozen=True, slots=True)
class Pool:
    """The participant that runs a process, or the process itself where no participant does."""

    id: str
    name: str


@dataclass(slots=True)
class Lanes:
    """Lanes by id in the file's order, and the lane's id by node."""

    lanes: dict[str, Lane] = field(default_factory=dict)
    of_node: dict[str, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)


def read_pools(document: Document) -> tuple[Pool, ...]:
    """The pool of every process, in the order of the processes."""
    participants: dict[str, Element] = {}
    for participant in _participants(document):
        for spelling in spellings(participant.get("processRef")):
            participants.setdefault(spelling, participant)
    processes = enumerate(document.root.all("process"), 1)
    return tuple(_pool(process, participants.get(process.get("id")), number) for number, process in processes)


def read_lanes(document: Document, index: Index) -> Lanes:
    """The lanes of a file: the innermost of nested ones, and the pool itself where it has none but stands beside others.

    A node that no lane names is in the lane of its subprocess, a boundary event in that of its activity.
    """
    reader = _LaneReader(document, index)
    for scope, container in index.scopes:
        reader.read_container(scope, container)
    for place in index.places.values():
        lane = reader.lane_of(place)
        if lane is not None:
            reader.result.of_node[place.id] = lane
    return reader.result


class _LaneReader:
    def __init__(self, document: Document, index: Index) -> None:
        self.document = document
        self.index = index
        self.pools = read_pools(document)
        self.inhabited = {place.scope.process for place in index.places.values()}
        self.several = len(self.inhabited) > 1 or len(list(_participants(document))) > 1
        self.named: dict[str, str] = {}
        self.whole_pools: dict[int, str] = {}
        self.result = Lanes()

    def read_container(self, scope: Scope, container: Element) -> None:
        if scope.process not in self.inhabited:
            return
        lanes = [lane for lane_set in container.all("laneSet") for lane in lane_set.all("lane")]
        for lane in lanes:
            self.read_lane(lane, scope)
        if self.several and not lanes and scope.parent is None:
            pool = self.pools[scope.process]
            self.whole_pools[scope.process] = self.add_lane(pool.id, "pool", pool.name, scope)

    def read_lane(self, element: Element, scope: Scope) -> set[str]:
        """Adds the lane with those inside it, which come first; returns the nodes in any of them."""
        children = [lane for lane_set in element.all("childLaneSet") for lane in lane_set.all("lane")]
        inside = {node for child in children for node in self.read_lane(child, scope)}
        own = [place for place in self.places_of(element, scope) if place.id not in inside]
        if own or not children:
            name = element.words("name") or f"Lane {len(self.result.lanes) + 1}"
            lane = self.add_lane(element.get("id"), "lane", name, scope)
            for place in own:
                self.put(place, lane, element)
        return inside | {place.id for place in own}

    def places_of(self, lane: Element, scope: Scope) -> Iterator[Place]:
        for reference in lane.all("flowNodeRef"):
            place = self.index.resolve(reference.text.strip(), scope)
            if place is not None:
                yield place

    def put(self, place: Place, lane: str, element: Element) -> None:
        first = self.named.setdefault(place.id, lane)
        if first != lane:
            kept, other = self.result.lanes[first].name, self.result.lanes[lane].name
            message = f"{place.title} is in the lanes `{kept}` and `{other}`, and stays in the first"
            help_ = "leave it in the lane that does the work"
            self.result.warnings.append(self.document.warning("two-lanes", message, help_, element))

    def add_lane(self, written: str, stem: str, name: str, scope: Scope) -> str:
        free = bool(written) and written not in self.result.lanes
        lane = Lane(
            written if free else self.index.ids.numbered(stem),
            name,
            self.pools[scope.process].name if self.several else "",
        )
        self.result.lanes[lane.id] = lane
        return lane.id

    def lane_of(self, place: Place) -> str | None:
        # INVARIANT: this ends, because a boundary event leads to an activity and an activity to the one around it.
        here: Place | None = place
        while here is not None:
            if here.id in self.named:
                return self.named[here.id]
            here = self.around(here)
        return self.whole_pools.get(place.scope.process)

    def around(self, place: Place) -> Place | None:
        if place.element.tag == "boundaryEvent":
            host = self.index.resolve(place.element.get("attachedToRef"), place.scope)
            if host is not None and host.element.tag in ACTIVITIES:
                return host
        return self.index.places[place.scope.parent] if place.scope.parent else None


def _participants(document: Document) -> Iterator[Element]:
    return (
        item
        for collaboration in document.root.all("collaboration")
        for item in collaboration.all("participant")
    )


def _pool(process: Element, participant: Element | None, number: int) -> Pool:
    if participant is None:
        return Pool(process.get("id"), process.words("name") or process.get("id") or f"Pool {number}")
    return Pool(participant.get("id"), participant.words("name") or process.words("name") or f"Pool {number}")
