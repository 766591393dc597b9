"""The initiative of a process file: what is answered about it, and its measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from fitengine.load.defects import Defects
from fitengine.load.fact_block import FactReader
from fitengine.load.values import ValueProblem, read_value, shown
from fitengine.load.yaml_events import Path, YamlDocument
from fitengine.model.initiative import Actual, Initiative, Kpi
from fitengine.model.rules import FactDefinition, FactType

__all__ = ["read_initiative"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII).match
_ANY_NUMBER = 1e15


def read_initiative(
    raw: Mapping[str, Any], document: YamlDocument, facts: FactReader, defects: Defects
) -> Initiative | None:
    """The initiative of a document whose shape is right, None where nothing is said about it. Numbers of a measure
    stand in its unit."""
    kpis: dict[str, Kpi] = {}
    for index, kpi in enumerate(raw.get("kpis") or ()):
        if not _complete(kpi, "name", "unit", "direction"):
            continue
        path: Path = ("initiative", "kpis", index)
        measure = _read_kpi(kpi, path, document, defects)
        if measure.name in kpis:
            message = f"the measure {shown(measure.name)} stands twice"
            defects.add("duplicate-kpi", message, (*path, "name"), "keep one of them")
        kpis[measure.name] = measure
    stated = facts.read(raw.get("facts") or {}, ("initiative", "facts"), "process")
    if not stated.values and not kpis:
        return None
    return Initiative(stated, tuple(kpis.values()), document.places.get(("initiative",)))


def _complete(raw: Mapping[str, Any] | None, *keys: str) -> bool:
    """Whether nothing that must be there was left out as a defect."""
    return raw is not None and all(key in raw for key in keys)


def _read_kpi(raw: Mapping[str, Any], path: Path, document: YamlDocument, defects: Defects) -> Kpi:
    unit = str(raw["unit"])

    def figure(key: str) -> float | None:
        return _read_figure(key, raw[key], unit, (*path, key), defects) if key in raw else None

    actuals: dict[date, Actual] = {}
    for index, actual in enumerate(raw.get("actuals") or ()):
        if not _complete(actual, "on", "value"):
            continue
        place = (*path, "actuals", index)
        on = _read_date(actual["on"], (*place, "on"), defects)
        value = _read_figure("value", actual["value"], unit, (*place, "value"), defects)
        if on in actuals:
            message = f"{shown(actual['on'])} has two figures"
            defects.add("duplicate-date", message, (*place, "on"), "keep one of them")
        if on is not None and value is not None:
            actuals[on] = Actual(on, value)
    return Kpi(
        str(raw["name"]),
        unit,
        raw["direction"],
        figure("baseline"),
        figure("month_1"),
        figure("month_6"),
        tuple(actuals[on] for on in sorted(actuals)),
        document.places.get(("initiative", "kpis")),
    )


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
