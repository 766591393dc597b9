"""What a plain document looks like, told to the parser: it checks keys and kinds while it reads, and shares the words it knows.

An attribute that a document does not have is `UNSET`. Facts are told apart by place: their attributes are called `f0`, `f1`, ….
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, defstruct, field
from msgspec.json import Decoder

from fitengine.load.process.schema import CONTAINERS, TRIGGERS
from fitengine.model.process import EventKind, GatewayKind, TaskKind
from fitengine.model.rules import FactDefinition

__all__ = ["ELEMENTS", "TASK", "PlainBranch", "plain_facts", "plain_process"]

TASK = "task"
ELEMENTS: Mapping[object, str] = {
    UNSET: TASK,
    **{str(kind): TASK for kind in TaskKind if str(kind) not in CONTAINERS},
    **{str(kind): str(kind) for kind in GatewayKind},
    **{str(kind): str(kind) for kind in EventKind if kind is not EventKind.BOUNDARY},
}
"""What the graph makes of the types of steps: tasks are all alike to it."""

Text = str | UnsetType


class PlainBranch(Struct, forbid_unknown_fields=True, gc=False):
    """A flow out of a step that says more than where it leads."""

    to: str
    when: Text = UNSET
    share: str | int | float | UnsetType = UNSET


def plain_facts(definitions: Iterable[FactDefinition]) -> type[Struct]:
    """Facts about a step, in this order."""
    places = {f"f{at}": definition for at, definition in enumerate(definitions)}
    return defstruct(
        "PlainFacts",
        [(place, _values(definition), UNSET) for place, definition in places.items()],
        rename={place: definition.name for place, definition in places.items()},
        forbid_unknown_fields=True,
        gc=False,
    )


def plain_process(facts: type[Struct]) -> Decoder[Any]:
    """Reads processes whose steps have such facts. The attributes of a step stand in the order of `PlainDocument`."""
    step = defstruct(
        "PlainStep",
        [
            ("type", Literal[tuple(one for one in ELEMENTS if isinstance(one, str))] | UnsetType, UNSET),
            ("name", Text, UNSET),
            ("lane", Text, UNSET),
            ("stage", Text, UNSET),
            ("trigger", Literal[tuple(filter(None, TRIGGERS))] | UnsetType, UNSET),
            ("facts", facts | UnsetType, UNSET),
            ("next", str | tuple[str | PlainBranch, ...] | UnsetType, UNSET),
        ],
        forbid_unknown_fields=True,
        gc=False,
    )
    process = defstruct(
        "PlainProcess",
        [
            ("process", str),
            ("steps", dict[str, step]),  # type: ignore[valid-type] # a type made above
            ("name", Text, UNSET),
            ("owner", Text, UNSET),
            ("version", Text, UNSET),
            ("schema", Text, field(default=UNSET, name="$schema")),
            ("lanes", dict[str, str] | UnsetType, UNSET),
            ("defaults", facts | UnsetType, UNSET),
            ("lane_defaults", dict[str, facts] | UnsetType, UNSET),  # type: ignore[valid-type]
            ("initiative", Any, UNSET),
        ],
        forbid_unknown_fields=True,
        gc=False,
    )
    return Decoder(process)


def _values(definition: FactDefinition) -> Any:
    """The kinds that a value may have. Words are those of the fact; other ways to write them are left to the loader."""
    if definition.type.numeric:
        return int | float | str | tuple[int | float | str, ...] | UnsetType
    words: Any = Literal[(*definition.values, "unknown")]
    if definition.values:
        return words | tuple[words, ...] | UnsetType
    return bool | words | tuple[bool, ...] | UnsetType
