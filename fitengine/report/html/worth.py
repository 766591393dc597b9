"""What the changes are worth, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitengine.model.rules import Rulebook
from fitengine.model.value import StepValue, Value
from fitengine.report.display import clean
from fitengine.report.html.charts import swing_chart
from fitengine.report.value_words import (
    BAND_NOTE,
    CASE_NOTE,
    NO_MONEY,
    Row,
    assumption_words,
    case_rows,
    headline_words,
    incomplete_words,
    span_words,
    swing_title,
    swing_words,
    total_words,
)
from fitengine.report.words import listed, outcome_label

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Worth"]


@dataclass(frozen=True, slots=True)
class Worth:
    """Value as templates ask for it."""

    value: Value
    rulebook: Rulebook

    @property
    def headline(self) -> str:
        words = headline_words(self.value)
        return f"{words[:1].upper()}{words[1:]}."

    @property
    def covered(self) -> str:
        """How many steps that is about; the headline says it where none is."""
        words = total_words(self.value.total) if self.planned else ""
        return f"{words[:1].upper()}{words[1:]}." if words else ""

    @property
    def note(self) -> str:
        return CASE_NOTE if self.value.currency else f"{NO_MONEY} {CASE_NOTE}"

    @property
    def planned(self) -> bool:
        return self.value.total.planned > 0

    def cases(self) -> list[Row]:
        return list(case_rows(self.value))

    def titles(self) -> list[str]:
        """What a step is told by."""
        return list(self._columns().values())

    def steps(self) -> Iterator[tuple[str, str, list[str], str]]:
        """Name, verdict, figures as `titles` has them, and what makes it hard."""
        for step in self.value.steps:
            if step.planned:
                hard = listed([clean(driver) for driver in step.drivers])
                verdict = outcome_label(self.rulebook, step.verdict)
                yield clean(step.name) or clean(step.step), verdict, self._figures(step), hard

    def unknown(self) -> list[tuple[str, str]]:
        """What is not known, and of which steps."""
        return [(what, listed(names)) for what, names in incomplete_words(self.value)]

    @property
    def swing_title(self) -> str:
        return swing_title(self.value)

    def swings(self) -> list[tuple[str, str, str, str, str]]:
        return [swing_words(swing, self.value) for swing in self.value.swings]

    def swing_chart(self) -> Markup:
        from markupsafe import Markup

        return Markup(swing_chart(self.value))  # noqa: S704 - every text in it is escaped there

    def assumptions(self) -> list[tuple[str, str, str]]:
        return [assumption_words(one) for one in self.value.assumptions]

    @property
    def band_note(self) -> str:
        return BAND_NOTE

    def findings(self) -> list[tuple[str, str, str]]:
        """Severity, message, help."""
        return [(one.severity, one.message, one.help) for one in self.value.findings]

    def _figures(self, step: StepValue) -> list[str]:
        return [span_words(step.cases, name) for name in self._columns()]

    def _columns(self) -> dict[str, str]:
        """The figures of a step and their titles; what takes money only where there is a currency."""
        money = clean(self.value.currency)
        columns = {
            "hours_saved": "Hours saved a month",
            "net_month": f"{money} left a month",
            "build_days": "Build days",
            "payback": "Payback in months",
        }
        return columns if money else {name: columns[name] for name in ("hours_saved", "build_days")}
