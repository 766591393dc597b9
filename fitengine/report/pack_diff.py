"""Two sets of rules side by side in the words that terminals, Markdown and JSON share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from fitengine.decide.diff import IMPOSSIBLE
from fitengine.model.decision import RuleHit
from fitengine.model.explanation import Comparison, PackDiff, Transition
from fitengine.model.rules import DecisionTable, FactDefinition, Rulebook
from fitengine.model.wording import condition_words
from fitengine.report.compared import Compared, compared
from fitengine.report.display import clean
from fitengine.report.words import count_words, facts_words, listed, outcome_label, pack_words

__all__ = ["FactChange", "ItemChange", "RulesDiff", "process_summary", "share_words", "telling_facts"]

_MOST_OTHERS = 5
_PARTS = {
    "presumptions": "what goes without saying",
    "prior": "how likely its values are",
    "change": "cost of change",
    "low": "lowest value",
    "high": "highest value",
    "ask_with": "tick-list",
}
"""Fields of a fact in plain words, where their names are not."""


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A rule, constraint or setting of a table, or its hit policy, that only one side has or that says something else there.
    What it says is in words, empty on the side that lacks it."""

    decision: str
    item: str
    kind: str
    """`added`, `removed` or `altered`."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that only one side knows or defines otherwise; `parts` says in what."""

    fact: str
    kind: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesDiff:
    """How two sets of rules differ: `names` are what the user calls them, `processes` real ones assessed by either."""

    diff: PackDiff
    old: Rulebook
    new: Rulebook
    names: tuple[str, str]
    processes: tuple[Comparison, ...] = ()

    @property
    def title(self) -> str:
        return clean(f"{self.names[0]} and {self.names[1]}")

    def summary(self) -> str:
        """The share of cases that are decided otherwise."""
        decision = clean(self.diff.decision)
        if not self.diff.transitions:
            return f"Nothing changes: {decision} decides every case alike."
        share, samples = share_words(self.diff.changed), self.diff.samples
        estimated = f", estimated from {samples:,} random cases" if samples else ""
        weighed = "weighed by how likely each value is (house default)"
        return f"{decision} decides {share} of all cases otherwise, {weighed}{estimated}."

    def packs(self) -> tuple[str, ...]:
        """What either side is called, and its packs that the other lacks; nothing where they are the same."""
        old, new = self.old.packs, self.new.packs
        if old == new:
            return ()
        before = pack_words(pack for pack in old if pack not in new) or "no more than the other"
        after = pack_words(pack for pack in new if pack not in old) or "no more than the other"
        return clean(f"{self.names[0]}: {before}"), clean(f"{self.names[1]}: {after}")

    def label(self, outcome: str) -> str:
        """The words for an outcome, of the new rules where both have some."""
        if outcome == IMPOSSIBLE:
            return "ruled out"
        table = self.new.tables[self.diff.decision]
        return clean(table.labels.get(outcome, "")) or outcome_label(self.old, outcome)

    def example(self, transition: Transition) -> tuple[str, str]:
        """The facts that tell the two apart, and some of the others."""
        telling = telling_facts(transition)
        first = facts_words(pair for pair in transition.example if pair[0] in telling)
        others = [facts_words([pair]) for pair in transition.example if pair[0] not in telling]
        return first or "any case", listed(others, _MOST_OTHERS)

    def reasons(self, hits: Iterable[RuleHit]) -> str:
        """What the rules say that decide an example, each with its id."""
        return clean(" ".join(f"{hit.because} [{hit.decision} {hit.rule}]" for hit in hits))

    def items(self) -> list[ItemChange]:
        """What changed in the tables, those of the decision and of the ones it requires first."""
        below = _below(self.diff.decision, self.new.tables) | _below(self.diff.decision, self.old.tables)
        names = sorted(
            dict.fromkeys((*self.new.tables, *self.old.tables)), key=lambda name: name not in below
        )
        return [change for name in names for change in self._items(name)]

    def facts(self) -> list[FactChange]:
        """What changed in the fact dictionary."""
        old, new = self.old.dictionary, self.new.dictionary
        added = [FactChange(name, "added") for name in new if name not in old]
        removed = [FactChange(name, "removed") for name in old if name not in new]
        altered = [
            FactChange(name, "altered", _differing(old[name], new[name]))
            for name in new
            if name in old and old[name] != new[name]
        ]
        return [*added, *removed, *altered]

    def compared(self) -> list[Compared]:
        """The processes in words."""
        return [compared(comparison, self.old, self.new) for comparison in self.processes]

    def _items(self, name: str) -> list[ItemChange]:
        before = _said(self.old.tables[name], self.old) if name in self.old.tables else {}
        after = _said(self.new.tables[name], self.new) if name in self.new.tables else {}
        changes = []
        for item in dict.fromkeys((*after, *before)):
            was, now = before.get(item, ""), after.get(item, "")
            if was != now:
                kind = "altered" if was and now else "added" if now else "removed"
                changes.append(ItemChange(name, item, kind, was, now))
        return changes


def process_summary(both: Compared) -> str:
    """How many steps of a process change: `2 of 22 steps change`."""
    changed, steps = len(both.comparison.changed()), len(both.comparison.steps)
    if not changed:
        return f"none of its {count_words(steps, 'step')} changes"
    return f"{changed:,} of {count_words(steps, 'step')} {'changes' if changed == 1 else 'change'}"


def share_words(share: float) -> str:
    """A share of all cases, to two digits: `36%`, `2.3%`, `0.072%`."""
    percent = 100 * share
    if percent >= 10:
        return f"{math.floor(percent + 0.5)}%"
    return f"{percent:.2g}%" if percent >= 0.0001 else "<0.0001%" if percent else "0%"


def telling_facts(transition: Transition) -> frozenset[str]:
    """The facts by which the rules on either side tell the example apart."""
    hits: tuple[RuleHit, ...] = (*transition.old_rules, *transition.new_rules)
    return frozenset(name for hit in hits for name, _ in hit.facts)


def _below(decision: str, tables: Mapping[str, DecisionTable]) -> set[str]:
    if decision not in tables:
        return set()
    return {decision}.union(*(_below(name, tables) for name in tables[decision].requires))


def _said(table: DecisionTable, rulebook: Rulebook) -> dict[str, str]:
    """Everything in a table that bears on its outcomes, by what it is called."""
    policy = f"{table.hit_policy}; tiers {listed(table.tiers) or 'none'}; outcomes {listed(table.outcomes)}"
    said = {"hit policy": policy}
    said |= {f"setting {setting.name}": setting.value for setting in table.settings}
    for constraint in table.constraints:
        said[f"constraint {constraint.id}"] = (
            f"never {condition_words(constraint.never, rulebook.dictionary)}"
        )
    for rule in table.rules:
        tier = f" ({rule.tier})" if rule.tier else ""
        when = condition_words(rule.when, rulebook.dictionary)
        said[f"rule {rule.id}"] = f"when {when}, then {rule.then}{tier}"
    return {clean(item): clean(words).replace(" %", "%") for item, words in said.items()}


def _differing(old: FactDefinition, new: FactDefinition) -> tuple[str, ...]:
    names = [part.name for part in fields(FactDefinition) if part.compare]
    return tuple(_PARTS.get(name, name) for name in names if getattr(old, name) != getattr(new, name))
