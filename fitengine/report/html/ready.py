"""How ready data and initiative are, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fitengine.model.readiness import Gate, Readiness
from fitengine.model.rules import Rulebook
from fitengine.report.readiness_markdown import data_rows
from fitengine.report.readiness_words import (
    area_counts,
    data_summary,
    failing_words,
    gate_words,
    profile_summary,
    question_words,
    unmet_words,
)

__all__ = ["Ready"]


@dataclass(frozen=True, slots=True)
class Ready:
    """Readiness as templates ask for it."""

    readiness: Readiness
    rulebook: Rulebook

    @property
    def data_words(self) -> str:
        """The state of the data in a sentence; empty where no step needs any."""
        return f"{data_summary(self.readiness)}." if self.readiness.data else ""

    @property
    def profile_words(self) -> str:
        """What came of the profile in a sentence; empty where no initiative is described."""
        return f"{profile_summary(self.readiness)}." if self.readiness.areas else ""

    def data(self) -> list[tuple[str, ...]]:
        """One row a pattern step: name, verdict, state, what must be done."""
        return list(data_rows(self.readiness, self.rulebook))

    def areas(self) -> list[tuple[str, tuple[int, ...]]]:
        """Areas with their weaknesses ruled out, found, not answered, not due yet."""
        return [(area.label, area_counts(area)) for area in self.readiness.areas]

    def weaknesses(self) -> list[tuple[str, str, str]]:
        """Area, weakness and what to do."""
        return [(area.label, *failing_words(check)) for area in self.readiness.areas for check in area.fails]

    def gates(self) -> list[tuple[str, str, list[str]]]:
        """Gates, how far each is passed, and what its own criteria still miss."""
        if not self.readiness.areas:
            return []
        return [(gate.label, gate_words(gate), list(self._missing(gate))) for gate in self.readiness.gates]

    def _missing(self, gate: Gate) -> Iterator[str]:
        own = {check.rule for check in gate.criteria}
        yield from (f"missing: {unmet_words(check)}" for check in gate.failing if check.rule in own)
        asked = (check for check in gate.unanswered if check.rule in own)
        yield from (f"not answered: {question_words(check, self.rulebook.dictionary)}" for check in asked)
