"""What process files and sidecars share: everything but their steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fitengine.errors import SourceSpan
from fitengine.load.defects import Defects
from fitengine.load.process.fact_block import FactReader, as_defaults
from fitengine.load.process.initiative_block import read_initiative
from fitengine.load.process.schema import Shapes
from fitengine.load.process.shape import mended
from fitengine.load.process.step_flows import plain_text
from fitengine.load.yaml.events import Path, YamlDocument
from fitengine.model.facts import Facts
from fitengine.model.initiative import Initiative
from fitengine.model.rules import FactDefinition

__all__ = ["Head"]

_FIT = "technology-fit"
"""The decision whose outcomes are the verdicts."""


class Head:
    """One document under one schema. What the schema refuses is noted and left out, so that the rest can rely on the
    shape of what remains."""

    def __init__(
        self,
        document: YamlDocument,
        data: Mapping[str, Any],
        shapes: Shapes,
        dictionary: Mapping[str, FactDefinition],
        outcomes: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.document = document
        self.shapes = shapes
        self.defects = Defects(document)
        self.facts = FactReader(dictionary, outcomes, self.defects)
        self.verdicts = outcomes.get(_FIT, ())
        steps = data.get("steps")
        self.steps: dict[str, Any] = steps if isinstance(steps, dict) else {}
        self.data = self._checked({**data, "steps": {}} if isinstance(steps, dict) else data)

    def step(self, raw: Any, path: Path) -> Mapping[str, Any]:
        """The step at `path`, its shape made right."""
        if self.shapes.step.is_valid(raw):
            valid: Mapping[str, Any] = raw
            return valid
        validator, schema = self.shapes.step, self.shapes.schema
        checked: Mapping[str, Any] = mended(raw, validator, schema, path, self.defects, self.facts.misplaced)
        return checked

    def place(self, *path: str) -> SourceSpan | None:
        """The place of a key of the two topmost levels, where it is known."""
        return self.document.places.get(path)

    def text(self, key: str, default: str = "") -> str:
        """A text, as it is written: version 1.10 is not 1.1."""
        value = self.data.get(key, default)
        if isinstance(value, float):
            return self.document.written((key,)) or str(value)
        return plain_text(value)

    def defaults(self) -> Facts:
        """What holds for every step that says nothing else."""
        stated = self.facts.read(self.data.get("defaults") or {}, ("defaults",))
        return as_defaults(stated, "defaults", self.place("defaults"))

    def lane_defaults(self) -> Iterator[tuple[str, Facts]]:
        """The same by lane, as the lane is named in the file."""
        for lane, raw in (self.data.get("lane_defaults") or {}).items():
            stated = self.facts.read(raw or {}, ("lane_defaults", lane))
            detail = f"lane_defaults.{lane}"
            yield lane, as_defaults(stated, detail, self.place("lane_defaults", lane))

    def initiative(self) -> Initiative | None:
        raw = self.data.get("initiative")
        if raw is None:
            return None
        return read_initiative(raw, self.document, self.facts, self.verdicts, self.defects)

    def _checked(self, head: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.shapes.head.is_valid(head):
            return head
        validator, schema = self.shapes.head, self.shapes.schema
        checked: dict[str, Any] = mended(head, validator, schema, (), self.defects, self.facts.misplaced)
        return checked
