"""Two rule packs laid over each other: which cases change hands, how many, and which rule took over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fitengine.decide.case import Case
from fitengine.decide.cells import CellSpace, build_space
from fitengine.decide.compile import compile_decision, fact_inputs
from fitengine.decide.decider import Decider
from fitengine.decide.diagram import Diagram
from fitengine.model.decision import UNDETERMINED, RuleHit
from fitengine.model.explanation import PackDiff, Transition
from fitengine.model.rules import Rule, Rulebook

__all__ = ["IMPOSSIBLE", "compare_rulebooks"]

IMPOSSIBLE = "impossible"
"""Stands for cases that a constraint of one pack forbids."""


def compare_rulebooks(old: Rulebook, new: Rulebook, decision: str = "technology-fit") -> PackDiff:
    """How a decision differs between two rulebooks, over all cases, weighted by the new priors. Facts that only one of them
    knows are free in the other. Raises TooLargeError."""
    dictionary = {**old.dictionary, **new.dictionary}
    old, new = replace(old, dictionary=dictionary), replace(new, dictionary=dictionary)
    space = build_space(new, beside=old)
    old_space = {
        **space,
        **{name: variable for name, variable in build_space(old).items() if name in old.tables},
    }
    names = list(dict.fromkeys([*fact_inputs(new, decision), *fact_inputs(old, decision)]))
    diagrams = (
        compile_decision(old, old_space, decision, order=names),
        compile_decision(new, space, decision, order=names),
    )
    overlay = _Overlay(*diagrams, [space[name].priors for name in names])
    shares = overlay.shares()
    changed = {pair: share for pair, share in shares.items() if pair[0] != pair[1]}
    witness = _Witness(old, new, space, decision, names)
    transitions = [
        witness.transition(pair, share, overlay.likeliest(pair))
        for pair, share in sorted(changed.items(), key=lambda item: (-item[1], item[0]))
    ]
    return PackDiff(decision, sum(changed.values()), tuple(transitions), *_rule_ids(old, new, decision))


class _Overlay:
    """The product of two diagrams over one order of facts."""

    def __init__(self, old: Diagram, new: Diagram, priors: Sequence[Sequence[float]]) -> None:
        self._old, self._new, self._priors = old, new, priors
        self._memo: dict[tuple[int, int], dict[tuple[str, str], tuple[float, float, int]]] = {}

    def shares(self) -> dict[tuple[str, str], float]:
        """Pairs of outcomes to the chance of such a case."""
        return {pair: share for pair, (share, _, _) in self._walk(self._old.root, self._new.root).items()}

    def likeliest(self, pair: tuple[str, str]) -> dict[int, int]:
        """The likeliest path to a pair of outcomes: level to cell, for the facts either diagram tests on it."""
        path: dict[int, int] = {}
        one, other = self._old.root, self._new.root
        while one >= 0 or other >= 0:
            level = self._level(one, other)
            cell = self._walk(one, other)[pair][2]
            path[level] = cell
            one, other = _step(self._old, one, level, cell), _step(self._new, other, level, cell)
        return path

    def _walk(self, one: int, other: int) -> dict[tuple[str, str], tuple[float, float, int]]:
        """Pairs to (their chance, the chance of their likeliest path, the cell it takes here)."""
        if one < 0 and other < 0:
            return {(_name(self._old, one), _name(self._new, other)): (1.0, 1.0, -1)}
        found = self._memo.get((one, other))
        if found is None:
            found = self._memo[one, other] = {}
            level = self._level(one, other)
            for cell, chance in enumerate(self._priors[level]):
                below = self._walk(_step(self._old, one, level, cell), _step(self._new, other, level, cell))
                for pair, (share, best, _) in below.items():
                    total, likeliest, choice = found.get(pair, (0.0, 0.0, -1))
                    if chance * best > likeliest:
                        likeliest, choice = chance * best, cell
                    found[pair] = (total + chance * share, likeliest, choice)
        return found

    def _level(self, one: int, other: int) -> int:
        levels = [diagram.levels[at] for diagram, at in ((self._old, one), (self._new, other)) if at >= 0]
        return min(levels)


@dataclass(frozen=True, slots=True)
class _Witness:
    """Says in words what a path is about, and which rules decide it in either pack."""

    old: Rulebook
    new: Rulebook
    space: CellSpace
    decision: str
    names: Sequence[str]

    def transition(self, pair: tuple[str, str], share: float, path: Mapping[int, int]) -> Transition:
        """The example in words, and the rules on either side that the other side does not share."""
        facts = {self.names[level]: cell for level, cell in sorted(path.items())}
        words = tuple((name, self.space[name].words(1 << cell)) for name, cell in facts.items())
        before, after = self._rules(self.old, facts), self._rules(self.new, facts)
        same = {(hit.decision, hit.rule) for hit in before} & {(hit.decision, hit.rule) for hit in after}
        return Transition(*pair, share, words, _without(before, same), _without(after, same))

    def _rules(self, rulebook: Rulebook, facts: Mapping[str, int]) -> tuple[RuleHit, ...]:
        """What decides the example, from the decision down to those it requires."""
        decider = Decider(rulebook, "plain")
        known = {
            name: decider.space[name].encode(self.space[name].sample(cell)) for name, cell in facts.items()
        }
        decision = decider.decide(self.decision, "example", Case(known, {}, {}, (), strict=True))
        return (*decision.rules, *(hit for sub in decision.sub_decisions for hit in sub.rules))


def _without(hits: Sequence[RuleHit], same: set[tuple[str, str]]) -> tuple[RuleHit, ...]:
    """Hits that are not shared, but all of them where everything is."""
    return tuple(hit for hit in hits if (hit.decision, hit.rule) not in same) or tuple(hits)


def _step(diagram: Diagram, reference: int, level: int, cell: int) -> int:
    return (
        diagram.children[reference][cell]
        if reference >= 0 and diagram.levels[reference] == level
        else reference
    )


def _name(diagram: Diagram, reference: int) -> str:
    leaf = diagram.leaves[-1 - reference]
    return (diagram.outcome(leaf) or UNDETERMINED) if leaf else IMPOSSIBLE


def _rule_ids(
    old: Rulebook, new: Rulebook, decision: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Ids of rules added, removed and altered (in what they say, not in how they are explained)."""
    before, after = _rules_below(old, decision), _rules_below(new, decision)
    altered = [rule for rule in before if rule in after and _meaning(before[rule]) != _meaning(after[rule])]
    return (
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(altered)),
    )


def _rules_below(rulebook: Rulebook, decision: str) -> dict[str, Rule]:
    table = rulebook.tables[decision]
    rules = {rule.id: rule for rule in table.rules}
    for name in table.requires:
        rules |= _rules_below(rulebook, name)
    return rules


def _meaning(rule: Rule) -> tuple[object, ...]:
    return rule.when, rule.then, rule.tier
