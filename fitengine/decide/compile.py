"""Rules to diagrams: one table by walking the levels top-down, a whole graph of decisions by putting the diagrams of the
required decisions in place of their outcomes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fitengine.decide.boxes import boxes_of
from fitengine.decide.cells import CellSpace
from fitengine.decide.diagram import Builder, Diagram
from fitengine.model.rules import DecisionTable, HitPolicy, Rulebook, walk_tests

__all__ = ["compile_decision", "compile_table", "fact_inputs", "table_inputs", "tied_facts", "tier_numbers"]


def compile_decision(
    rulebook: Rulebook,
    space: CellSpace,
    decision: str,
    *,
    ratings: Mapping[str, str] | None = None,
    without: Collection[str] = (),
    order: Sequence[str] | None = None,
) -> Diagram:
    """The diagram of a decision over the facts of all decisions it requires.

    `ratings` fixes outcomes that somebody answered directly; `without` leaves constraints out, by id. Raises TooLargeError.
    """
    names = list(order) if order is not None else fact_inputs(rulebook, decision)
    builder = Builder(names, [space[name].size for name in names])
    composer = _Composer(rulebook, space, builder, dict(ratings or {}), frozenset(without))
    return builder.finish(decision, rulebook.tables[decision].outcomes, composer.compose(decision))


def compile_table(table: DecisionTable, space: CellSpace, without: Collection[str] = ()) -> Diagram:
    """The diagram of one table over its own inputs, outcomes of required decisions among them. Raises TooLargeError."""
    names = table_inputs(table)
    builder = Builder(names, [space[name].size for name in names])
    return builder.finish(
        table.id, table.outcomes, _TableCompiler(table, space, builder, frozenset(without)).root
    )


def table_inputs(table: DecisionTable) -> list[str]:
    """What the conditions of one table test, in the order of first mention by rule id, whatever the order of the rules."""
    names: dict[str, None] = {}
    rules = sorted(table.rules, key=lambda rule: rule.id)
    constraints = sorted(table.constraints, key=lambda constraint: constraint.id)
    for condition in (*(rule.when for rule in rules), *(constraint.never for constraint in constraints)):
        names.update(dict.fromkeys(test.fact for test in walk_tests(condition)))
    return list(names)


def fact_inputs(rulebook: Rulebook, decision: str) -> list[str]:
    """The facts a decision rests on, required decisions opened up in place; facts that share rules stand together, which
    keeps the diagram small."""
    names: dict[str, None] = {}
    table = rulebook.tables[decision]
    for name in (*table.requires, *table_inputs(table)):
        if name in rulebook.tables:
            names.update(dict.fromkeys(fact_inputs(rulebook, name)))
        else:
            names.setdefault(name)
    return list(names)


def tied_facts(rulebook: Rulebook, decision: str, without: Collection[str] = ()) -> list[list[str]]:
    """For each constraint of a decision and of those it requires, the facts that it ties together."""
    table = rulebook.tables[decision]
    tied = [facts for name in table.requires for facts in tied_facts(rulebook, name, without)]
    for constraint in table.constraints:
        if constraint.id not in without:
            tested = dict.fromkeys(test.fact for test in walk_tests(constraint.never))
            opened = [fact_inputs(rulebook, name) if name in rulebook.tables else [name] for name in tested]
            tied.append([fact for facts in opened for fact in facts])
    return tied


def tier_numbers(table: DecisionTable) -> dict[str, int]:
    """Rule id to the number of its tier: lower wins. `first` makes every rule its own tier, in written order."""
    if table.hit_policy is HitPolicy.FIRST:
        return {rule.id: number for number, rule in enumerate(table.rules)}
    tiers = {tier: number for number, tier in enumerate(table.tiers)}
    return {rule.id: tiers.get(rule.tier, 0) for rule in table.rules}


@dataclass
class _Composer:
    rulebook: Rulebook
    space: CellSpace
    builder: Builder
    ratings: dict[str, str]
    without: frozenset[str]

    def __post_init__(self) -> None:
        self._composed: dict[str, int] = {}
        self._level = {name: level for level, name in enumerate(self.builder.names)}

    def compose(self, decision: str) -> int:
        """The decision as a diagram over facts, in the shared builder."""
        if decision not in self._composed:
            self._composed[decision] = self._compose(decision)
        return self._composed[decision]

    def _compose(self, decision: str) -> int:
        """The table over facts; where a required decision is impossible so is this one, where it has no single outcome this one
        has none, even if no rule looks at it there."""
        table = self.rulebook.tables[decision]
        required = [name for name in table.requires if name not in self.ratings]
        impossible, gap = self.builder.leaf(0), self.builder.leaf(1 << len(table.outcomes))
        root = self._over_facts(table)
        for name in required:
            singles = {0, *(1 << index for index in range(self.space[name].size))}
            root = self._guard(self.compose(name), root, gap, singles)
        for name in required:
            root = self._guard(self.compose(name), root, impossible, None)
        return root

    def _guard(self, selector: int, root: int, otherwise: int, allowed: set[int] | None) -> int:
        """`root`, but `otherwise` where the selector's leaf is not allowed (None: any leaf but impossible is)."""
        leaves = self.builder.leaf_values(selector)
        passing = leaves & allowed if allowed is not None else leaves - {0}
        if passing == leaves:
            return root
        return self.builder.choose(selector, lambda mask: root if mask in passing else otherwise)

    def _over_facts(self, table: DecisionTable) -> int:
        """The table with the diagrams of required decisions in place of their outcomes."""
        own = table_inputs(table)
        if all(name in self._level for name in own):
            return _TableCompiler(table, self.space, self.builder, self.without).root
        inner = Builder(own, [self.space[name].size for name in own])
        root = _TableCompiler(table, self.space, inner, self.without).root
        memo: dict[int, int] = {}

        def lift(reference: int) -> int:
            if reference < 0:
                return self.builder.leaf(inner.leaf_value(reference))
            if reference not in memo:
                branches = [lift(child) for child in inner.children(reference)]
                memo[reference] = self._branch(own[inner.level(reference)], branches)
            return memo[reference]

        return lift(root)

    def _branch(self, name: str, branches: list[int]) -> int:
        """Go on by a fact, or by the outcome of a required decision."""
        if name in self._level:
            return self.builder.choose(self.builder.literal(self._level[name]), lambda cell: branches[cell])
        if name in self.ratings:
            return branches[self.space[name].values.index(self.ratings[name])]
        by_mask = {1 << index: branch for index, branch in enumerate(branches)}
        nowhere = self.builder.leaf(0)  # undecided or impossible: the guards put in what belongs here
        return self.builder.choose(self.compose(name), lambda mask: by_mask.get(mask, nowhere))


_NO_HIT = 1 << 30


class _TableCompiler:
    """Walks the levels once; a state is the boxes still pending, the best tier hit so far and the outcomes hit in it. No
    intermediate diagram is ever built."""

    def __init__(
        self, table: DecisionTable, space: CellSpace, builder: Builder, without: frozenset[str]
    ) -> None:
        self._builder = builder
        self._gap = 1 << len(table.outcomes)
        boxes = _tiered_boxes(table, space, without)
        self._everything = (1 << len(boxes)) - 1
        self._prepare_tiers(boxes)
        self._prepare_levels(boxes)
        self._memo: dict[tuple[int, int, int, int], int] = {}
        always = sum(1 << number for number, (_, _, box) in enumerate(boxes) if not box)
        self.root = self._walk(0, *self._settle(self._everything & ~always, always, _NO_HIT, 0))

    def _prepare_tiers(self, boxes: list[tuple[int, int, dict[str, int]]]) -> None:
        members: dict[int, dict[int, int]] = {}
        for number, (tier, bit, _) in enumerate(boxes):
            of_tier = members.setdefault(tier, {})
            of_tier[bit] = of_tier.get(bit, 0) | 1 << number
        self._tiers = sorted(members.items())
        self._better: dict[int, int] = {}
        above = 0
        for tier, by_bit in self._tiers:
            self._better[tier] = above
            for numbers in by_bit.values():
                above |= numbers
        self._members = members

    def _prepare_levels(self, boxes: list[tuple[int, int, dict[str, int]]]) -> None:
        level_of = {name: level for level, name in enumerate(self._builder.names)}
        sizes = self._builder.sizes
        self._allow = [[0] * size for size in sizes]
        self._uses = [0] * len(sizes)
        self._last = [0] * len(sizes)
        for level, size in enumerate(sizes):
            name = self._builder.names[level]
            for number, (_, _, box) in enumerate(boxes):
                mask = box.get(name)
                if mask is not None:
                    self._uses[level] |= 1 << number
                for cell in range(size):
                    if mask is None or mask >> cell & 1:
                        self._allow[level][cell] |= 1 << number
        for number, (_, _, box) in enumerate(boxes):
            if box:
                self._last[max(level_of[name] for name in box)] |= 1 << number

    def _walk(self, level: int, pending: int, tier: int, hit: int) -> int:
        if tier < 0:
            return self._builder.leaf(0)
        while level < len(self._uses) and not pending & self._uses[level]:
            level += 1
        if not pending or level == len(self._uses):
            return self._builder.leaf(self._gap if tier == _NO_HIT else hit)
        key = (level, pending, tier, hit)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._builder.node(level, self._children(level, pending, tier, hit))
        return found

    def _children(self, level: int, pending: int, tier: int, hit: int) -> tuple[int, ...]:
        self._builder.look()
        known: dict[int, int] = {}
        children = []
        for allowed in self._allow[level]:
            rest = pending & allowed
            child = known.get(rest)
            if child is None:
                done = rest & self._last[level]
                child = known[rest] = self._walk(level + 1, *self._settle(rest & ~done, done, tier, hit))
            children.append(child)
        return tuple(children)

    def _settle(self, pending: int, done: int, tier: int, hit: int) -> tuple[int, int, int]:
        """Take the boxes that are now known to hold into account, and drop those that cannot matter any more."""
        for number, by_bit in self._tiers:
            if number > tier or not done:
                break
            bits = sum(bit for bit, boxes in by_bit.items() if done & boxes)
            if bits or any(done & boxes for boxes in by_bit.values()):
                if number < 0:
                    return 0, -1, 0
                hit = bits if number < tier else hit | bits
                tier = number
                break
        if tier < _NO_HIT:
            keep = self._better[tier]
            for bit, boxes in self._members[tier].items():
                if not hit & bit:
                    keep |= boxes
            pending &= keep
        return pending, tier, hit


def _tiered_boxes(
    table: DecisionTable, space: CellSpace, without: frozenset[str]
) -> list[tuple[int, int, dict[str, int]]]:
    """(tier, outcome bit, box) of every rule; constraints are tier -1 with no outcome."""
    boxes = [
        (-1, 0, box)
        for constraint in table.constraints
        if constraint.id not in without
        for box in boxes_of(constraint.never, space)
    ]
    tiers = tier_numbers(table)
    bits = {outcome: 1 << index for index, outcome in enumerate(table.outcomes)}
    for rule in table.rules:
        boxes += [(tiers[rule.id], bits[rule.then], box) for box in boxes_of(rule.when, space)]
    return boxes
