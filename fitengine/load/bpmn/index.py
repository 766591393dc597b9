"""Every flow node of a file under an id of its own, and the way from a reference to the node it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fitengine.errors import Problem
from fitengine.load.bpmn.vocabulary import CONTAINERS, FLOW_NODES
from fitengine.load.markup.elements import Document, Element

__all__ = ["Ids", "Index", "Place", "Scope", "index_nodes", "spellings"]

_OWN_ID = "give it an id of its own in the modelling tool, so that its facts stay with it"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an element stands: the position of its process in the file, and the id of its subprocess."""

    process: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A flow node: its id, unique in the file, its element and its scope."""

    id: str
    element: Element
    scope: Scope

    @property
    def title(self) -> str:
        """The node as a message calls it."""
        name = self.element.words("name")
        return f"`{name}` (`{self.id}`)" if name else f"`{self.id}`"


class Ids:
    """Hands out ids that nothing else bears, the same ones for the same file."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def numbered(self, stem: str, first: int = 1) -> str:
        """`stem_1`, or the next number that is free."""
        number = self._last.get(stem, first - 1) + 1
        while f"{stem}_{number}" in self._taken:
            number += 1
        self._last[stem] = number
        self._taken.add(f"{stem}_{number}")
        return f"{stem}_{number}"


@dataclass(slots=True)
class Index:
    """`places` by id and `scopes` (processes and subprocesses with their elements), both in the file's order."""

    ids: Ids
    places: dict[str, Place] = field(default_factory=dict)
    scopes: list[tuple[Scope, Element]] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    _known: dict[tuple[str, Scope | int | None], Place] = field(default_factory=dict)

    def resolve(self, reference: str, scope: Scope) -> Place | None:
        """The node that `reference` means at `scope`; where an id stands twice, the nearest one."""
        for spelling in spellings(reference):
            for near in (scope, scope.process, None):
                if (spelling, near) in self._known:
                    return self._known[spelling, near]
        return None

    def add(self, place: Place) -> None:
        self.places[place.id] = place
        written = place.element.get("id")
        for near in (place.scope, place.scope.process, None) if written else ():
            self._known.setdefault((written, near), place)


def index_nodes(document: Document) -> Index:
    """The flow nodes of all processes, with a warning for every id that is missing or stands twice."""
    index = Index(Ids(element.get("id") for element in document.root.walk()))
    for number, process in enumerate(document.root.all("process")):
        _add_container(index, document, Scope(number), process)
    return index


def spellings(reference: str) -> tuple[str, ...]:
    """A reference as it stands, and without the namespace prefix that some tools write."""
    return (reference, reference.rpartition(":")[2]) if ":" in reference else (reference,)


def _add_container(index: Index, document: Document, scope: Scope, container: Element) -> None:
    index.scopes.append((scope, container))
    for element in container.children:
        if element.tag not in FLOW_NODES:
            continue
        place = _add_node(index, document, scope, element)
        if element.tag in CONTAINERS:
            _add_container(index, document, Scope(scope.process, place.id), element)


def _add_node(index: Index, document: Document, scope: Scope, element: Element) -> Place:
    written = element.get("id")
    if not written:
        place = Place(index.ids.numbered(element.tag), element, scope)
        message = f"{place.title} has no id and was given this one"
        index.warnings.append(document.warning("missing-id", message, _OWN_ID, element))
    elif written in index.places:
        place = Place(index.ids.numbered(written, first=2), element, scope)
        message = f"the id `{written}` stands twice, and the later node became {place.title}"
        index.warnings.append(document.warning("duplicate-id", message, _OWN_ID, element))
    else:
        place = Place(written, element, scope)
    index.add(place)
    return place
