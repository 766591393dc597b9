"""The initiative of a process file: what is answered about it, its dates and its measures."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fitengine.errors import SourceSpan
from fitengine.load.defects import Defects
from fitengine.load.process.fact_block import FactReader
from fitengine.load.process.value_block import read_value_block
from fitengine.load.values import ValueProblem, read_value, shown
from fitengine.load.yaml.events import Path, YamlDocument
from fitengine.model.facts import Facts, Origin, Provenance
from fitengine.model.initiative import Actual, Initiative, Kpi
from fitengine.model.rules import FactDefinition, FactType

__all__ = ["read_initiative"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII).match
_ANY_NUMBER = 1e15
_LAST_LINE = 5_000
_KPIS: Path = ("initiative", "kpis")
_FACTS: Path = ("initiative", "facts")


def read_initiative(
    raw: Mapping[str, Any],
    document: YamlDocument,
    facts: FactReader,
    verdicts: Collection[str],
    defects: Defects,
) -> Initiative | None:
    """The initiative of a document whose shape is right, None where nothing is said about it. Numbers of a measure
    stand in its unit; `verdicts` are those that figures of value may be given by."""
    places = _places(raw, document)
    kpis: dict[str, Kpi] = {}
    for index, kpi in enumerate(raw.get("kpis") or ()):
        if not _complete(kpi, "name", "unit", "direction"):
            continue
        path: Path = (*_KPIS, index)
        measure = _read_kpi(kpi, path, places.get(path), defects)
        if measure.name in kpis:
            message = f"the measure {shown(measure.name)} stands twice"
            defects.add("duplicate-kpi", message, (*path, "name"), "keep one of them")
        kpis[measure.name] = measure
    stated = _with_places(facts.read(raw.get("facts") or {}, _FACTS, "process"), places)
    go_live = _read_date(raw["go_live"], ("initiative", "go_live"), defects) if "go_live" in raw else None
    value = read_value_block(raw["value"], document, verdicts, defects) if raw.get("value") else None
    if not (stated.values or kpis or go_live or value):
        return None
    return Initiative(stated, tuple(kpis.values()), document.places.get(("initiative",)), go_live, value)


def _places(raw: Mapping[str, Any], document: YamlDocument) -> Mapping[Path, SourceSpan]:
    """Where measures and answers stand. Behind a hundred thousand steps nobody waits for that."""
    start = document.places.get(("initiative",))
    if start is None or start.line > _LAST_LINE:
        return {}
    kpis: list[Path] = [(*_KPIS, index) for index in range(len(raw.get("kpis") or ()))]
    facts: list[Path] = [(*_FACTS, word) for word in raw.get("facts") or ()]
    return document.spans(kpis) | document.spans(facts, keys=True)


def _with_places(facts: Facts, places: Mapping[Path, SourceSpan]) -> Facts:
    """Answers with their places; one under another name for the fact has none."""
    known = {name: places[*_FACTS, name] for name in facts.values if (*_FACTS, name) in places}
    return replace(
        facts, provenance={name: Provenance(Origin.STATED, "", span) for name, span in known.items()}
    )


def _complete(raw: Mapping[str, Any] | None, *keys: str) -> bool:
    """Whether nothing that must be there was left out as a defect."""
    return raw is not None and all(key in raw for key in keys)


def _read_kpi(raw: Mapping[str, Any], path: Path, span: SourceSpan | None, defects: Defects) -> Kpi:
    unit = str(raw["unit"])

    def figure(key: str) -> float | None:
        return _read_figure(key, raw[key], unit, (*path, key), defects) if key in raw else None

    return Kpi(
        name=str(raw["name"]),
        unit=unit,
        direction=raw["direction"],
        baseline=figure("baseline"),
        month_1=figure("month_1"),
        month_6=figure("month_6"),
        actuals=_read_actuals(raw.get("actuals") or (), unit, (*path, "actuals"), defects),
        span=span,
        baseline_on=_read_date(raw["baseline_on"], (*path, "baseline_on"), defects)
        if "baseline_on" in raw
        else None,
        stop=figure("stop"),
    )


def _read_actuals(raw: Any, unit: str, path: Path, defects: Defects) -> tuple[Actual, ...]:
    actuals: dict[date, Actual] = {}
    for index, actual in enumerate(raw):
        if not _complete(actual, "on", "value"):
            continue
        place = (*path, index)
        on = _read_date(actual["on"], (*place, "on"), defects)
        value = _read_figure("value", actual["value"], unit, (*place, "value"), defects)
        if on in actuals:
            message = f"{shown(actual['on'])} has two figures"
            defects.add("duplicate-date", message, (*place, "on"), "keep one of them")
        if on is not None and value is not None:
            actuals[on] = Actual(on, value)
    return tuple(actuals[on] for on in sorted(actuals))


def _read_figure(key: str, raw: object, unit: str, path: Path, defects: Defects) -> float | None:
    """One number; None is a doubt, or a defect."""
    definition = FactDefinition(key, FactType.NUMBER, "", unit=unit, low=-_ANY_NUMBER, high=_ANY_NUMBER)
    try:
        value = read_value(definition, raw)
    except ValueProblem as problem:
        defects.add(
            problem.code, problem.message, path, problem.help.replace(" or a range, as `10 to 25`", "")
        )
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(raw, str) and " to " in raw:
        defects.add("wrong-type", f"`{key}` is one number, not {shown(raw)}", path)
    return None


def _read_date(raw: str, path: Path, defects: Defects) -> date | None:
    try:
        if _DATE(raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    defects.add("bad-date", f"{shown(raw)} is no date", path, "write year, month and day, as `2026-09-30`")
    return None
