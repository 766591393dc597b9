"""Two rule packs laid over each other: which cases change hands, how many, and which rule took over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fitengine.decide.case import Case
from fitengine.decide.cells import CellSpace, build_space
from fitengine.decide.compile import compile_decision, fact_inputs
from fitengine.decide.decider import Decider
from fitengine.decide.diagram import TooLargeError
from fitengine.decide.oracle import Priors
from fitengine.decide.overlay import IMPOSSIBLE, DiagramOverlay, Overlay, SolverOverlay
from fitengine.model.decision import RuleHit
from fitengine.model.explanation import PackDiff, Transition
from fitengine.model.rules import Rule, Rulebook

__all__ = ["IMPOSSIBLE", "compare_rulebooks"]


def compare_rulebooks(old: Rulebook, new: Rulebook, decision: str = "technology-fit") -> PackDiff:
    """How a decision differs between two rulebooks, over all cases, weighted by the new priors. Facts that only one of them
    knows are free in the other. A solver and random cases take over where the rules are too large for diagrams: RulesError where
    none is installed."""
    dictionary = {**old.dictionary, **new.dictionary}
    old, new = replace(old, dictionary=dictionary), replace(new, dictionary=dictionary)
    space = build_space(new, beside=old)
    old_space = {
        **space,
        **{name: variable for name, variable in build_space(old).items() if name in old.tables},
    }
    names = list(dict.fromkeys([*fact_inputs(new, decision), *fact_inputs(old, decision)]))
    priors = [space[name].priors for name in names]
    overlay = _overlay(((old, old_space), (new, space)), decision, names, priors)
    changed = {pair: share for pair, share in overlay.shares().items() if pair[0] != pair[1]}
    witness = _Witness(Decider(old, "plain"), Decider(new, "plain"), space, decision, names)
    transitions = [
        witness.transition(pair, share, overlay.example(pair))
        for pair, share in sorted(changed.items(), key=lambda item: (-item[1], item[0]))
    ]
    ids = _rule_ids(old, new, decision)
    return PackDiff(decision, sum(changed.values()), tuple(transitions), *ids, overlay.samples)


def _overlay(
    sides: tuple[tuple[Rulebook, CellSpace], tuple[Rulebook, CellSpace]],
    decision: str,
    names: Sequence[str],
    priors: Priors,
) -> Overlay:
    try:
        old, new = (compile_decision(rulebook, space, decision, order=names) for rulebook, space in sides)
    except TooLargeError:
        return SolverOverlay(sides, decision, names, priors)
    return DiagramOverlay(old, new, priors)


@dataclass(frozen=True, slots=True)
class _Witness:
    """Says in words what a path is about, and which rules decide it in either pack."""

    old: Decider
    new: Decider
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

    def _rules(self, decider: Decider, facts: Mapping[str, int]) -> tuple[RuleHit, ...]:
        """What decides the example, from the decision down to those it requires."""
        known = {
            name: decider.space[name].encode(self.space[name].sample(cell)) for name, cell in facts.items()
        }
        decision = decider.decide(self.decision, "example", Case(known, {}, {}, (), strict=True))
        return (*decision.rules, *(hit for sub in decision.sub_decisions for hit in sub.rules))


def _without(hits: Sequence[RuleHit], same: set[tuple[str, str]]) -> tuple[RuleHit, ...]:
    """Hits that are not shared, but all of them where everything is."""
    return tuple(hit for hit in hits if (hit.decision, hit.rule) not in same) or tuple(hits)


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
