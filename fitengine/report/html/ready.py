"""How ready data and initiative are, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fitengine.model.readiness import AreaProfile, Gate, Readiness, RuleCheck
from fitengine.model.rules import Rulebook
from fitengine.report.display import clean
from fitengine.report.readiness_markdown import data_rows
from fitengine.report.readiness_words import (
    area_counts,
    data_summary,
    gate_words,
    profile_summary,
    question_words,
)
from fitengine.report.words import facts_words, listed

__all__ = ["Judged", "Ready"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule and what came of it: the facts that show it, and what to do or to ask."""

    state: str
    rule: str
    words: str
    facts: str
    todo: str
    cite: list[str]


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

    def aspects(self) -> tuple[list[str], list[tuple[str, list[str]]]]:
        """What data is judged by, and step by step the state of each."""
        labels = {one.id: one.label for data in self.readiness.data for one in data.aspects}
        rows = []
        for data in self.readiness.data:
            states = {one.id: str(one.state) for one in data.aspects}
            rows.append((clean(data.name) or clean(data.step), [states.get(id_, "") for id_ in labels]))
        return list(labels.values()), rows

    def profile(self) -> list[tuple[str, str, list[Judged]]]:
        """Areas, what was found in each in a few words, and every rule: weaknesses first, then what nobody answered."""
        return [(area.label, _area_words(area), list(self._judged(area))) for area in self.readiness.areas]

    def gates(self) -> list[tuple[str, str, bool, list[Judged]]]:
        """Gates, how far each is passed, whether it is, and its own criteria: what is missing first."""
        if not self.readiness.areas:
            return []
        return [
            (gate.label, gate_words(gate), gate.passed, list(self._criteria(gate)))
            for gate in self.readiness.gates
        ]

    def cited(self) -> set[str]:
        """The keys that the rules behind all this cite."""
        checks = [check for gate in self.readiness.gates for check in gate.criteria]
        checks += [check for area in self.readiness.areas for check in _all(area)]
        checks += [check for data in self.readiness.data for check in data.work]
        return {key for check in checks for key in check.cite}

    def _judged(self, area: AreaProfile) -> Iterator[Judged]:
        for check in area.fails:
            yield _row("found", check, check.because, facts_words(check.facts), check.action)
        for check in area.unanswered:
            yield _row("not answered", check, check.because, "", self._asked(check))
        for check in area.holds:
            yield _row("ruled out", check, check.because, facts_words(check.facts))
        for check in area.later:
            yield _row("not due yet", check, check.because)

    def _criteria(self, gate: Gate) -> Iterator[Judged]:
        own = {check.rule for check in gate.criteria}
        for check in (check for check in gate.failing if check.rule in own):
            yield _row("missing", check, check.action or check.because, facts_words(check.facts))
        for check in (check for check in gate.unanswered if check.rule in own):
            yield _row("not answered", check, self._asked(check))
        for check in gate.met:
            yield _row("met", check, check.because, facts_words(check.facts))

    def _asked(self, check: RuleCheck) -> str:
        return question_words(check, self.rulebook.dictionary).removeprefix(f"{check.rule} ")


def _row(state: str, check: RuleCheck, words: str, facts: str = "", todo: str = "") -> Judged:
    return Judged(state, check.rule, words, facts, todo, list(check.cite))


def _all(area: AreaProfile) -> tuple[RuleCheck, ...]:
    return (*area.fails, *area.unanswered, *area.holds, *area.later)


def _area_words(area: AreaProfile) -> str:
    """`1 found, 2 not answered, 3 ruled out`; what is none is left out."""
    excluded, found, unanswered, later = area_counts(area)
    counts = {"found": found, "not answered": unanswered, "ruled out": excluded, "not due yet": later}
    return listed([f"{count} {words}" for words, count in counts.items() if count])
