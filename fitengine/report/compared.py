"""Two assessments side by side in the words that terminals, Markdown and JSON share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fitengine.model.decision import Certainty, Decision, StepAssessment, Totals
from fitengine.model.explanation import Comparison, StepChange
from fitengine.model.facts import Unknown, format_known
from fitengine.model.rules import Rulebook
from fitengine.model.wording import join_words
from fitengine.report.display import clean
from fitengine.report.explained import fact_value
from fitengine.report.words import (
    count_words,
    ground_hits,
    listed,
    outcome_label,
    pack_words,
    process_marks,
    process_name,
    sum_totals,
    total_hours_words,
    why_words,
)

__all__ = ["Compared", "Side", "TotalRow", "compared"]

_MOST_MISSING = 4


@dataclass(frozen=True, slots=True)
class Side:
    """A step before or after: its verdict, and why with the rules that say so."""

    outcome: str
    label: str
    certainty: str
    why: str


@dataclass(frozen=True, slots=True)
class TotalRow:
    """Steps and hours a month of one verdict in words, each before and after."""

    verdict: str
    label: str
    steps: tuple[str, str]
    hours: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison beside the rules of either side. The texts it gives are clean: one line each, safe to show."""

    comparison: Comparison
    old_rules: Rulebook
    new_rules: Rulebook
    before: Mapping[str, StepAssessment]
    """The steps of the old side by id."""
    after: Mapping[str, StepAssessment]

    @property
    def title(self) -> str:
        """The name of the process; both where they differ."""
        sides = (self.comparison.before, self.comparison.after)
        return " and ".join(dict.fromkeys(process_name(side.process) for side in sides))

    def marks(self) -> tuple[str, str]:
        """What tells the sides apart: version, file, whether nothing was presumed."""
        before, after = self.comparison.before, self.comparison.after
        marks = [
            listed(
                [
                    *process_marks(side.process),
                    clean(side.process.source),
                    *(["strict"] if side.strict else []),
                ]
            )
            for side in (before, after)
        ]
        return marks[0], marks[1]

    def packs(self) -> str:
        """Which rules decided; of two sets of rules, where they differ."""
        before, after = self.comparison.before.packs, self.comparison.after.packs
        if before == after:
            return f"Decided by {pack_words(after)}"
        old = pack_words(pack for pack in before if pack not in after) or "fewer rules"
        new = pack_words(pack for pack in after if pack not in before) or "fewer rules"
        return f"Decided before by {old}, after by {new}"

    def of(self, *kinds: str) -> list[StepChange]:
        """The steps that are `changed`, `added`, `removed` or the `same`."""
        return [change for change in self.comparison.steps if change.kind in kinds]

    def touched(self) -> list[tuple[str, list[str]]]:
        """What changed in steps that have the same verdict, and in which ones, the commonest first."""
        groups: dict[str, list[str]] = {}
        for change in self.of("same"):
            if change.facts:
                groups.setdefault(self.others(change), []).append(self.name(change))
        return sorted(groups.items(), key=lambda group: -len(group[1]))

    def summary(self) -> str:
        """How many steps changed in which way."""
        if not self.comparison.steps:
            return "Nothing to compare: there are no steps."
        same = len(self.of("same"))
        if same == len(self.comparison.steps):
            verdicts = "the one verdict stays" if same == 1 else f"all {same:,} verdicts stay"
            return f"Nothing changes: {verdicts} the same."
        kinds = (("changed", "decided otherwise"), ("added", "added"), ("removed", "removed"))
        counts = [
            f"{count_words(len(self.of(kind)), 'step')} {words}" for kind, words in kinds if self.of(kind)
        ]
        return f"{listed([*counts, f'{same:,} the same'])}."

    def name(self, change: StepChange) -> str:
        """The name of the step, and its id where it is another."""
        name, step = clean(change.name), clean(change.step)
        return f"{name} ({step})" if name and name != step else step

    def sides(self, change: StepChange) -> tuple[Side | None, Side | None]:
        """The step before and after; None where it does not exist."""
        old = self.before.get(change.old_step) if change.old_step else None
        new = self.after.get(change.step) if change.kind != "removed" else None
        return _side(old, self.old_rules), _side(new, self.new_rules)

    def cause(self, change: StepChange) -> str:
        """Which facts turned the verdict or its certainty, or that the rules did."""
        names = self._turning(change)
        turning = [self._fact(*fact) for fact in change.facts if fact[0] in names]
        return join_words(turning, "and") or "the rules decide otherwise"

    def others(self, change: StepChange) -> str:
        """The facts that changed beside those."""
        names = self._turning(change)
        return listed([self._fact(*fact) for fact in change.facts if fact[0] not in names])

    def totals(self) -> list[TotalRow]:
        """The verdicts that some step has on either side, then all together; nothing where both sides agree."""
        old, new = (
            {one.verdict: one for one in side.totals}
            for side in (self.comparison.before, self.comparison.after)
        )
        if old == new:
            return []
        shown = [
            name
            for name in dict.fromkeys((*new, *old))
            if any(side[name].steps for side in (old, new) if name in side)
        ]
        rows = [
            _total(name, outcome_label(self.new_rules, name), old.get(name), new.get(name)) for name in shown
        ]
        return [*rows, _total("", "all", sum_totals(old.values()), sum_totals(new.values()))]

    def _turning(self, change: StepChange) -> Collection[str]:
        """A certainty turns by all the facts together; a verdict by those found to be enough."""
        if change.kind == "changed" and change.old == change.new:
            return [name for name, _, _ in change.facts]
        return change.causes

    def _fact(self, name: str, before: str, after: str) -> str:
        definition = self.new_rules.dictionary.get(name) or self.old_rules.dictionary.get(name)
        unit = f" {definition.unit}" if definition and definition.unit else ""
        old, new = (_with_unit(value, unit) for value in (before, after))
        return fact_value(f"{name} now {new} (was {old})")


def compared(comparison: Comparison, old_rules: Rulebook, new_rules: Rulebook) -> Compared:
    """A comparison with what is needed to put it in words."""
    before, after = (
        {step.step.id: step for step in side.steps} for side in (comparison.before, comparison.after)
    )
    return Compared(comparison, old_rules, new_rules, before, after)


def _with_unit(value: str, unit: str) -> str:
    if value in ("", format_known(Unknown.UNKNOWN)):
        return value or "not known"
    return value + unit


def _side(step: StepAssessment | None, rulebook: Rulebook) -> Side | None:
    if step is None:
        return None
    decision = step.decision
    label = outcome_label(rulebook, decision.outcome)
    return Side(decision.outcome, label, str(decision.certainty), _why(decision))


def _why(decision: Decision) -> str:
    if decision.certainty is Certainty.OPEN and decision.missing:
        return f"depends on {listed([clean(name) for name in decision.missing], _MOST_MISSING)}"
    ids = [clean(hit.rule) for hit in (*decision.rules, *ground_hits(decision))]
    return f"{why_words(decision)} [{listed(ids)}]" if ids else why_words(decision)


def _total(verdict: str, label: str, old: Totals | None, new: Totals | None) -> TotalRow:
    before, after = (
        (f"{one.steps:,}", total_hours_words(one) if one.steps else "") if one else ("0", "")
        for one in (old, new)
    )
    return TotalRow(verdict, label, (before[0], after[0]), (before[1], after[1]))
