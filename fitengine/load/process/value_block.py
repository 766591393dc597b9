"""What a process file says about value: rates, build days, running costs, shares and the horizon."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from fitengine.load.defects import Defects
from fitengine.load.values import ValueProblem, read_value, shown
from fitengine.load.yaml.events import Path, YamlDocument
from fitengine.model.estimate import Estimate, ValueInputs
from fitengine.model.facts import Known, Range
from fitengine.model.initiative import Initiative
from fitengine.model.rules import FactDefinition, FactType

__all__ = ["check_steps", "read_value_block"]

_PATH: Path = ("initiative", "value")
_STEPS: Path = (*_PATH, "steps")
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_PER = {
    "hourly_rate": re.compile(r"\s*(?:/|\bper\b|\ban?\b)\s*(?:h|hour)\b"),
    "day_rate": re.compile(r"\s*(?:/|\bper\b|\ba\b)\s*(?:d|day)\b"),
}
"""Words that only repeat what the figure is for."""
_MOST_MONEY = 1e12
_MOST_DAYS = 1e5
_LONGEST_HORIZON = 600.0
_CASES = ("low", "likely", "high")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a figure may be: `unit` behind the currency where it is money."""

    money: bool
    unit: str
    most: float
    scale: float = 1.0


_KINDS = {
    "hourly_rate": _Kind(True, "/hour", _MOST_MONEY),
    "day_rate": _Kind(True, "/day", _MOST_MONEY),
    "build_days": _Kind(False, "person-days", _MOST_DAYS),
    "run_cost_month": _Kind(True, "/month", _MOST_MONEY),
    "automated_share": _Kind(False, "%", 100, 0.01),
    "horizon_months": _Kind(False, "months", _LONGEST_HORIZON),
}


def read_value_block(
    raw: Mapping[str, Any], document: YamlDocument, verdicts: Collection[str], defects: Defects
) -> ValueInputs:
    """The block `value` of an initiative, its shape being right. `verdicts` are those that figures may be given by; all,
    where there are none."""
    reader = _Reader(_currency(raw, defects), verdicts, defects)
    return ValueInputs(
        currency=reader.currency,
        hourly_rate=reader.figure("hourly_rate", raw),
        day_rate=reader.figure("day_rate", raw),
        build_days=reader.by_verdict("build_days", raw),
        run_cost_month=reader.by_verdict("run_cost_month", raw),
        automated_share=reader.by_verdict("automated_share", raw),
        steps=reader.by_step(raw),
        horizon_months=reader.horizon(raw),
        span=document.places.get(("initiative", "value")),
    )


def check_steps(initiative: Initiative | None, tasks: Collection[str], defects: Defects) -> None:
    """Notes every step that figures are given for and that is no task of the process."""
    for step in initiative.value.steps if initiative and initiative.value else ():
        if step not in tasks:
            message = f"{shown(step)} is no task of this process"
            defects.add("unknown-step", message, (*_STEPS, step), meant=(step, tasks), at_key=True)


def _currency(raw: Mapping[str, Any], defects: Defects) -> str:
    written = str(raw.get("currency", ""))
    if written and not _CODE.fullmatch(written):
        message = f"`currency` is three capitals, not {shown(written)}"
        defects.add("bad-currency", message, (*_PATH, "currency"), "write a code of ISO 4217, as `EUR`")
    return written


class _Reader:
    def __init__(self, currency: str, verdicts: Collection[str], defects: Defects) -> None:
        self.currency = currency
        self.verdicts = verdicts
        self.defects = defects

    def figure(self, key: str, raw: Mapping[str, Any]) -> Estimate | None:
        """The figure under `key`; None where there is none, where it is a doubt, or a defect."""
        return self.read(key, raw[key], (*_PATH, key)) if key in raw else None

    def by_verdict(self, key: str, raw: Mapping[str, Any]) -> Mapping[str, Estimate]:
        figures: dict[str, Estimate] = {}
        for verdict, written in (raw.get(key) or {}).items():
            path = (*_PATH, key, verdict)
            if self.verdicts and verdict not in self.verdicts:
                message = f"{shown(verdict)} is no verdict that `{key}` can be given for"
                self.defects.add("unknown-verdict", message, path, "", (verdict, self.verdicts), True)
            estimate = self.read(key, written, path)
            if estimate is not None:
                figures[verdict] = estimate
        return figures

    def by_step(self, raw: Mapping[str, Any]) -> Mapping[str, Mapping[str, Estimate]]:
        steps: dict[str, Mapping[str, Estimate]] = {}
        for step, written in (raw.get("steps") or {}).items():
            read = {key: self.read(key, value, (*_STEPS, step, key)) for key, value in written.items()}
            steps[step] = {key: estimate for key, estimate in read.items() if estimate is not None}
        return steps

    def horizon(self, raw: Mapping[str, Any]) -> float | None:
        estimate = self.figure("horizon_months", raw)
        if estimate is None:
            return None
        if not estimate.exact or estimate.low <= 0:
            message = f"`horizon_months` is one number above zero, not {shown(raw['horizon_months'])}"
            self.defects.add("wrong-type", message, (*_PATH, "horizon_months"), "it is a choice: write `36`")
            return None
        return estimate.low

    def read(self, key: str, written: object, path: Path) -> Estimate | None:
        if isinstance(written, Mapping):
            return self.three(key, written, path)
        estimate = _estimate(self.number(key, written, path), _KINDS[key].scale)
        signed = isinstance(written, str) and "%" in written
        if estimate and key == "automated_share" and not signed and 0 < estimate.high <= _KINDS[key].scale:
            message = f"{shown(written)} may be a part of 1 or of 100"
            self.defects.add("ambiguous-share", message, path, "write it with `%`, as `60%`")
        return estimate

    def three(self, key: str, written: Mapping[str, object], path: Path) -> Estimate | None:
        """A low, a likely and a high number."""
        parts = [self.number(key, written[name], (*path, name)) for name in _CASES]
        if not all(isinstance(part, int | float) for part in parts):
            if not any(part is None for part in parts):
                self.defects.add("wrong-type", f"low, likely and high of `{key}` are one number each", path)
            return None
        low, likely, high = (float(part) for part in parts if isinstance(part, int | float))
        if not low <= likely <= high:
            message = f"low, likely and high of `{key}` do not rise"
            self.defects.add("reversed-range", message, path, "write the lowest first and the highest last")
            return None
        return Estimate(low, likely, high).scaled(_KINDS[key].scale)

    def number(self, key: str, written: object, path: Path) -> Known | None:
        """A number or a range in the unit of the figure; None is a defect."""
        kind = _KINDS[key]
        if kind.money and not self.currency:
            message = f"`{key}` is money, and no currency is named"
            self.defects.add("no-currency", message, path, "name it once, as `currency: EUR`")
            return None
        text = self.plain(key, written, path) if kind.money and isinstance(written, str) else written
        unit = f"{self.currency}{kind.unit}" if kind.money else kind.unit
        definition = FactDefinition(key, FactType.NUMBER, "", unit=unit, low=0, high=kind.most)
        try:
            return read_value(definition, text) if text is not None else None
        except ValueProblem as problem:
            self.defects.add(problem.code, problem.message, path, problem.help)
            return None

    def plain(self, key: str, written: str, path: Path) -> str | None:
        """Money without its currency; None, and a defect, where that is another one."""
        others = [code for code in _CODE.findall(written) if code != self.currency]
        if others:
            message = f"`{key}` is given in {shown(others[0])}, and this initiative counts in {self.currency}"
            help_ = "currencies are never added up: convert it, or name the other currency"
            self.defects.add("mixed-currencies", message, path, help_)
            return None
        bare = _CODE.sub("", written)
        return _PER[key].sub("", bare).strip() if key in _PER else bare.strip()


def _estimate(value: Known | None, scale: float) -> Estimate | None:
    match value:
        case bool() | str() | None:
            return None
        case int() | float():
            return Estimate.exactly(value * scale)
        case Range():
            return Estimate.between(value.low * scale, value.high * scale)
        case _:
            return None
