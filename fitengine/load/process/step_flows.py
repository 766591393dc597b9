"""What comes after a step: one id, several, or branches with words and shares."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from fitengine.errors import SourceSpan
from fitengine.load.defects import DefectSink
from fitengine.load.values import ValueProblem, read_value, shown
from fitengine.load.yaml.events import Path
from fitengine.model.facts import Range
from fitengine.model.process import SequenceFlow
from fitengine.model.rules import FactDefinition, FactType

__all__ = ["FlowReader", "is_yes", "plain_text"]

_PERCENT = FactDefinition("share", FactType.NUMBER, "", unit="%", low=0, high=100)
_PART = FactDefinition("share", FactType.NUMBER, "", low=0, high=1)


class FlowReader:
    """Collects the sequence flows of a process whose steps have these ids."""

    def __init__(self, steps: Collection[str], defects: DefectSink) -> None:
        self.flows: list[SequenceFlow] = []
        self._steps = steps
        self._defects = defects
        self._ids: set[str] = set()

    def read(self, source: str, raw: Any, path: Path, span: SourceSpan | None) -> None:
        """Add the flows that leave `source`. The shape of `raw` is right."""
        if isinstance(raw, str):
            self._add(source, raw, {}, path, span)
            return
        for part, place in _parts(raw, path):
            if not isinstance(part, Mapping):
                self._add(source, plain_text(part), {}, place, span)
            elif "to" in part:
                self._add(source, plain_text(part["to"]), part, (*place, "to"), span)

    def _add(
        self, source: str, target: str, raw: Mapping[str, Any], path: Path, span: SourceSpan | None
    ) -> None:
        if target not in self._steps:
            message = f"{shown(target)} comes after `{source}`, but is no step"
            self._defects.add("unknown-step", message, path, meant=(target, self._steps))
            return
        share = self._read_share(raw["share"], (*path[:-1], "share")) if "share" in raw else None
        self.flows.append(
            SequenceFlow(
                self._id(source, target),
                source,
                target,
                plain_text(raw["when"]) if "when" in raw else "",
                share,
                is_yes(raw.get("default", False)),
                span,
            )
        )

    def _id(self, source: str, target: str) -> str:
        first = f"{source}->{target}"
        id_, count = first, 1
        while id_ in self._ids:
            count += 1
            id_ = f"{first}#{count}"
        self._ids.add(id_)
        return id_

    def _read_share(self, raw: object, path: Path) -> float | Range | None:
        """A part of 1; None is a doubt, or a defect."""
        percent = isinstance(raw, str) and "%" in raw
        try:
            value = read_value(_PERCENT if percent else _PART, raw)
        except ValueProblem as problem:
            help_ = (
                "write `94%`, or a part of 1 as `0.94`" if problem.code == "out-of-range" else problem.help
            )
            self._defects.add(problem.code, problem.message, path, help_)
            return None
        whole = 100 if percent else 1
        if isinstance(value, Range):
            return Range(value.low / whole, value.high / whole)
        return value / whole if isinstance(value, int | float) else None


def plain_text(value: object) -> str:
    """A scalar as text: `true` for a flag."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_yes(value: object) -> bool:
    """A flag of the schema's `yes_no`."""
    return value is True or value == "yes"


def _parts(raw: Any, path: Path) -> Iterator[tuple[Any, Path]]:
    if not isinstance(raw, list):
        yield raw, path
        return
    for index, item in enumerate(raw):
        if item is not None:
            yield item, (*path, index)
