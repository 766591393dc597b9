"""Facts to a decision: settled, presumed or open, with the rules that decide and the question that matters next."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fitengine.decide.boxes import boxes_of, covers, meet, uncovered
from fitengine.decide.case import Case, Presumptions
from fitengine.decide.cells import build_space, cells_of
from fitengine.decide.compile import table_inputs, tier_numbers
from fitengine.decide.diagram import Diagram
from fitengine.decide.diagram_route import DiagramRoute
from fitengine.decide.executor import Executor, make_executor
from fitengine.decide.gains import View, fact_gains
from fitengine.decide.oracle import Oracle, sufficient
from fitengine.decide.oracles import Oracles
from fitengine.decide.proofs import require_sound
from fitengine.decide.query import Gain
from fitengine.decide.remembering import MOST_REMEMBERED, RememberingExecutor
from fitengine.errors import EngineFault, RulesError
from fitengine.model.decision import (
    UNDETERMINED,
    Assumption,
    Blocker,
    Certainty,
    Decision,
    Question,
    RuleHit,
    SubDecision,
)
from fitengine.model.facts import Facts
from fitengine.model.rules import Constraint, DecisionTable, Rule, Rulebook, walk_tests

__all__ = ["Decider", "Grade"]


@dataclass(frozen=True, slots=True)
class Grade:
    """How far a case forces a decision: masks by level of what is known, of that with everything presumed, and of what the
    outcome rests on; `mask` is the outcomes that are left."""

    oracle: Oracle
    certainty: Certainty
    outcome: str | None
    mask: int
    known: tuple[int, ...]
    presumed: tuple[int, ...]
    used: tuple[int, ...]
    assumed: tuple[int, ...]
    """Levels whose presumption the outcome cannot do without."""
    contradictions: tuple[str, ...]


class Decider:
    """Decides by one rulebook. Diagrams and solvers are made when first needed and kept; any thread may use it."""

    def __init__(self, rulebook: Rulebook, executor: str = "auto") -> None:
        self.rulebook = rulebook
        self.space = build_space(rulebook)
        self.presumptions = Presumptions(rulebook.dictionary, self.space)
        self._full = {name: variable.full for name, variable in self.space.items()}
        self._executor_kind = executor
        self._oracles = Oracles(rulebook, self.space)
        self._executors: dict[str, Executor] = {}
        self._boxes: dict[str, list[tuple[Rule, list[dict[str, int]]]]] = {}
        self._inputs = {name: tuple(table_inputs(table)) for name, table in rulebook.tables.items()}
        # cases that look alike to a table are graded and explained once
        self._presume = lru_cache(MOST_REMEMBERED)(self._presume_anew)
        self._rules_found = lru_cache(MOST_REMEMBERED)(self._find_rules)
        self._collected = lru_cache(MOST_REMEMBERED)(self._collect)
        self._sound = False
        self._lock = threading.RLock()

    def require_sound(self) -> None:
        """Prove, once, that every table is complete and free of conflicts. Raises RulesError with a witness for each fault."""
        with self._lock:
            if not self._sound:
                require_sound(self.rulebook, self.space)
                self._sound = True

    def case(self, facts: Facts, *, strict: bool = False) -> Case:
        """The facts of one subject as cells; `strict` switches presumptions off."""
        return self.presumptions.case(facts, strict)

    def oracle(
        self, decision: str, ratings: Mapping[str, str] | None = None, without: Collection[str] = ()
    ) -> Oracle:
        """Who answers about the decision over facts; ratings and left-out constraints give an oracle of their own. Raises
        RulesError where only a solver can answer and none is installed."""
        return self._oracles.of(decision, ratings or {}, without)

    def diagram(self, decision: str) -> Diagram:
        """The compiled decision over facts. Raises RulesError where the rules are too large for one."""
        oracle = self.oracle(decision)
        if not isinstance(oracle, DiagramRoute):
            raise RulesError.single(
                "too-large", f"the rules of `{decision}` are too large for a decision diagram"
            )
        return oracle.diagram

    def priors(self, oracle: Oracle) -> list[tuple[float, ...]]:
        """By level, the chance of each cell."""
        return [self.space[name].priors for name in oracle.names]

    def grade(self, decision: str, case: Case) -> Grade:
        """How far the case forces the decision."""
        if decision in case.ratings:
            return self._rated(decision, case)
        oracle = self.oracle(decision, case.ratings)
        known = self._masks(oracle, case, presume=False)
        mask = oracle.possible(known)
        contradictions: tuple[str, ...] = ()
        if not mask:
            contradictions = self._contradictions(decision, case)
            oracle = self.oracle(decision, case.ratings, contradictions)
            mask = oracle.possible(known)
        outcome = oracle.outcome(mask)
        if outcome is not None:
            return Grade(oracle, Certainty.SETTLED, outcome, mask, known, known, known, (), contradictions)
        return self._presume(oracle, known, self._masks(oracle, case, presume=True), mask, contradictions)

    def decide(self, decision: str, subject: str, case: Case) -> Decision:
        """The whole decision about one subject. Raises EngineFault when two ways of deciding disagree."""
        grade = self.grade(decision, case)
        self._check_agreement(decision, grade, case)
        table = self.rulebook.tables[decision]
        weights = grade.oracle.weights(grade.known, self.priors(grade.oracle))
        hits, overruled = self._graded_evidence(grade, case)
        open_ = grade.certainty is Certainty.OPEN
        return Decision(
            subject,
            grade.outcome or UNDETERMINED,
            grade.certainty,
            tuple(self._assumption(grade.oracle.names[level], grade.used[level]) for level in grade.assumed),
            self._possible(grade.oracle, weights),
            hits,
            overruled,
            self._names(grade.oracle, grade.oracle.relevant(grade.used)) if open_ else (),
            tuple(name for name in case.doubted if name in grade.oracle.names),
            self._question(grade, case) if open_ else None,
            tuple(self._sub_decision(name, case) for name in table.requires),
            grade.contradictions,
            grade.oracle.samples,
        )

    def collect(self, decision: str, case: Case, outcomes: Mapping[str, int]) -> tuple[Blocker, ...]:
        """Every rule of a `collect` table that holds or is still open. `outcomes` gives the masks of required decisions and
        of derived facts; presumptions count as known."""
        cells = {**case.presumed, **case.known, **outcomes}
        return self._collected(decision, tuple(map(cells.get, self._inputs[decision])))

    def gains(self, grade: Grade, case: Case, only: Collection[str] | None = None) -> list[Gain]:
        """What each open fact, or each of `only`, is worth learning, best first; an answer counts with what it lets go without
        saying."""
        view = View(grade.oracle, grade.used, self.priors(grade.oracle), case, self.presumptions, self.space)
        return fact_gains(view, only)

    def evidence(self, grade: Grade, case: Case) -> tuple[RuleHit, ...]:
        """The rules that give the outcome of a grade."""
        return self._graded_evidence(grade, case)[0]

    def outcome_mask(self, decision: str, outcome: str | None) -> int:
        """The mask of one outcome among a decision's outcomes; everything for None."""
        variable = self.space[decision]
        return variable.full if outcome is None else 1 << variable.values.index(outcome)

    def allows(self, decision: str, outcome: str, case: Case) -> bool:
        """Whether the facts alone leave an outcome possible (or contradict each other anyway)."""
        oracle = self.oracle(decision)
        left = oracle.possible(self._masks(oracle, case, presume=False))
        return not left or bool(left & oracle.bits[outcome])

    def constraint_facts(self, constraint: Constraint) -> tuple[str, ...]:
        """The facts a constraint speaks about, in written order."""
        return tuple(dict.fromkeys(test.fact for test in walk_tests(constraint.never)))

    def close(self) -> None:
        """Free what the executors hold."""
        with self._lock:
            for executor in self._executors.values():
                executor.close()
            self._executors.clear()

    def _masks(self, oracle: Oracle, case: Case, presume: bool) -> tuple[int, ...]:
        cells = {**case.presumed, **case.known} if presume else case.known
        return tuple(map(cells.get, oracle.names, map(self._full.__getitem__, oracle.names)))

    def _rated(self, decision: str, case: Case) -> Grade:
        """An answered decision is settled by the answer; its diagram is only a leaf."""
        outcome = case.ratings[decision]
        outcomes = self.rulebook.tables[decision].outcomes
        mask = 1 << outcomes.index(outcome)
        leaf = DiagramRoute(Diagram(decision, (), outcomes, (), (), (mask,), -1))
        return Grade(leaf, Certainty.SETTLED, outcome, mask, (), (), (), (), ())

    def _presume_anew(
        self,
        oracle: Oracle,
        known: tuple[int, ...],
        presumed: tuple[int, ...],
        mask: int,
        contradictions: tuple[str, ...],
    ) -> Grade:
        narrowed = oracle.possible(presumed)
        if not narrowed:  # what goes without saying cannot stand beside what was said
            presumed, narrowed = known, mask
        outcome = oracle.outcome(narrowed)
        if outcome is None:
            return Grade(
                oracle, Certainty.OPEN, None, narrowed, known, presumed, presumed, (), contradictions
            )
        levels = [level for level in range(len(known)) if presumed[level] != known[level]]
        kept = sufficient(oracle, presumed, levels, known)
        used = tuple(presumed[level] if level in kept else known[level] for level in range(len(known)))
        return Grade(
            oracle, Certainty.PRESUMED, outcome, narrowed, known, presumed, used, kept, contradictions
        )

    def _collect(self, decision: str, inputs: tuple[int | None, ...]) -> tuple[Blocker, ...]:
        table = self.rulebook.tables[decision]
        masks = dict(zip(self._inputs[decision], inputs, strict=True))
        blockers = []
        for rule, boxes in self._rule_boxes(table):
            names = sorted({name for box in boxes for name in box})
            full = {name: self._full[name] for name in names}
            here = {name: full[name] if (mask := masks[name]) is None else mask for name in names}
            if all(meet(here, box) is None for box in boxes):
                continue
            holds = uncovered(here, boxes, full) is None
            facts = tuple(
                (name, self.space[name].words(mask)) for name, mask in here.items() if mask != full[name]
            )
            blockers.append(
                Blocker(
                    rule.id,
                    rule.then,
                    table.label(rule.then),
                    "holds" if holds else "open",
                    rule.because,
                    rule.action,
                    rule.cite,
                    facts,
                )
            )
        return tuple(blockers)

    def _contradictions(self, decision: str, case: Case) -> tuple[str, ...]:
        """The fewest constraints (one, or else all that the known facts touch) without which something is possible."""
        tables = [
            self.rulebook.tables[name] for name in (decision, *sorted(self._oracles.required(decision)))
        ]
        every = [constraint for table in tables for constraint in table.constraints]
        broken = []
        for constraint in every:
            boxes = boxes_of(constraint.never, self.space)
            names = {name: self.space[name].full for box in boxes for name in box}
            here = {name: case.known[name] for name in names if name in case.known}
            if uncovered(here, boxes, names) is None:
                broken.append(constraint.id)
        return tuple(broken or [constraint.id for constraint in every])

    def _with_outcomes(self, table: DecisionTable, case: Case, masks: Mapping[str, int]) -> dict[str, int]:
        """The masks of a table's inputs: facts as they are, required decisions by what the facts leave possible of them."""
        own, said = dict(masks), {**case.known, **masks}
        for name in table.requires:
            if name in case.ratings:
                own[name] = self.outcome_mask(name, case.ratings[name])
                continue
            oracle = self.oracle(name, case.ratings)
            cells = map(said.get, oracle.names, map(self._full.__getitem__, oracle.names))
            left = oracle.possible(tuple(cells))
            own[name] = left & self.space[name].full or self.space[name].full
        return own

    def _graded_evidence(self, grade: Grade, case: Case) -> tuple[tuple[RuleHit, ...], tuple[RuleHit, ...]]:
        table = self.rulebook.tables[grade.oracle.decision]
        masks = dict(zip(grade.oracle.names, grade.presumed, strict=True))
        return self._evidence(table, self._with_outcomes(table, case, masks), grade.outcome)

    def _evidence(
        self, table: DecisionTable, masks: Mapping[str, int], outcome: str | None
    ) -> tuple[tuple[RuleHit, ...], tuple[RuleHit, ...]]:
        """The rules that give the outcome, and those that hold but lose to an earlier tier.

        Where the outcome is forced by cases and no single rule holds in all of them, every rule that may give it is listed.
        """
        return self._rules_found(table.id, tuple(map(masks.get, self._inputs[table.id])), outcome)

    def _find_rules(
        self, decision: str, inputs: tuple[int | None, ...], outcome: str | None
    ) -> tuple[tuple[RuleHit, ...], tuple[RuleHit, ...]]:
        table = self.rulebook.tables[decision]
        masks = {
            name: mask for name, mask in zip(self._inputs[decision], inputs, strict=True) if mask is not None
        }
        holding = self._holding(table, masks)
        tiers = tier_numbers(table)
        hits = sorted(
            (rule for rule in table.rules if rule.id in holding), key=lambda rule: (tiers[rule.id], rule.id)
        )
        deciding = [rule for rule in hits if rule.then == outcome]
        if deciding:
            deciding = [rule for rule in deciding if tiers[rule.id] == tiers[deciding[0].id]]
        elif outcome is not None:
            may_hold = [
                rule
                for rule, boxes in self._rule_boxes(table)
                if any(meet(masks, box) is not None for box in boxes)
            ]
            deciding = sorted(
                (rule for rule in may_hold if rule.then == outcome),
                key=lambda rule: (tiers[rule.id], rule.id),
            )
        overruled = [rule for rule in hits if outcome is not None and rule.then != outcome]
        return tuple(self._hit(table, rule, masks) for rule in deciding), tuple(
            self._hit(table, rule, masks) for rule in overruled
        )

    def _holding(self, table: DecisionTable, masks: Mapping[str, int]) -> frozenset[str]:
        """What the executor finds for facts known exactly, and what facts known in part cover beside it."""
        exact = {name: mask.bit_length() - 1 for name, mask in masks.items() if not mask & (mask - 1)}
        found = self._executor(table).holding(exact)
        partial = {
            name for name, mask in masks.items() if name not in exact and mask != self.space[name].full
        }
        if not partial:
            return found
        return found | {
            rule.id
            for rule, boxes in self._rule_boxes(table)
            if rule.id not in found
            and any(partial & box.keys() for box in boxes)
            and any(covers(box, masks) for box in boxes)
        }

    def _executor(self, table: DecisionTable) -> Executor:
        with self._lock:
            if table.id not in self._executors:
                rules = [(rule.id, boxes) for rule, boxes in self._rule_boxes(table)]
                sizes = {name: self.space[name].size for _, boxes in rules for box in boxes for name in box}
                executor = make_executor(rules, sizes, self._executor_kind)
                self._executors[table.id] = RememberingExecutor(executor, sizes)
            return self._executors[table.id]

    def _rule_boxes(self, table: DecisionTable) -> list[tuple[Rule, list[dict[str, int]]]]:
        with self._lock:
            if table.id not in self._boxes:
                self._boxes[table.id] = [(rule, boxes_of(rule.when, self.space)) for rule in table.rules]
            return self._boxes[table.id]

    def _hit(self, table: DecisionTable, rule: Rule, masks: Mapping[str, int]) -> RuleHit:
        boxes = dict(self._rule_boxes_by_id(table))[rule.id]
        names = sorted({name for box in boxes for name in box})
        facts = tuple(
            (name, self.space[name].words(masks[name]))
            for name in names
            if name in masks and masks[name] != self.space[name].full
        )
        return RuleHit(rule.id, table.id, rule.then, rule.because, rule.cite, facts)

    def _rule_boxes_by_id(self, table: DecisionTable) -> Iterable[tuple[str, list[dict[str, int]]]]:
        return ((rule.id, boxes) for rule, boxes in self._rule_boxes(table))

    def _sub_decision(self, name: str, case: Case) -> SubDecision:
        table = self.rulebook.tables[name]
        grade = self.grade(name, case)
        rated = name in case.ratings
        hits = () if rated else self.evidence(grade, case)
        left = tuple(outcome for outcome, bit in grade.oracle.bits.items() if grade.mask & bit)
        return SubDecision(name, table.question, grade.outcome, grade.certainty, left, rated, hits)

    def _question(self, grade: Grade, case: Case) -> Question | None:
        gains = self.gains(grade, case)
        if not gains:
            return None
        best = gains[0]
        variable = self.space[grade.oracle.names[best.level]]
        definition = variable.definition
        assert definition is not None, "a decision is over facts"
        options = (
            ()
            if definition.type.numeric
            else tuple(variable.words(1 << cell) for cell in cells_of(grade.used[best.level]))
        )
        return Question(
            definition.name,
            definition.question,
            definition.help,
            definition.unit,
            options,
            best.bits,
            best.settles,
        )

    def _assumption(self, name: str, mask: int) -> Assumption:
        return Assumption(name, self.space[name].words(mask))

    def _possible(self, oracle: Oracle, weights: Mapping[int, float]) -> tuple[tuple[str, float], ...]:
        """Weights by outcome; what the rules leave without a single outcome is undetermined. Those that only rounding tells
        apart come by name."""
        named: dict[str, float] = {}
        for leaf, weight in weights.items():
            outcome = oracle.outcome(leaf) or UNDETERMINED
            named[outcome] = named.get(outcome, 0.0) + weight
        return tuple(sorted(named.items(), key=lambda item: (-round(item[1], 9), item[0])))

    def _names(self, oracle: Oracle, levels: Iterable[int]) -> tuple[str, ...]:
        names = {oracle.names[level] for level in levels}
        return tuple(name for name in self.rulebook.dictionary if name in names)

    def _check_agreement(self, decision: str, grade: Grade, case: Case) -> None:
        """Decide one completion of the case both ways: by the diagram or solver, and by the executors."""
        if decision in case.ratings:  # no rule made it: an analyst did
            return
        point = grade.oracle.sample_point(grade.presumed, self.priors(grade.oracle))
        if point is None:
            return
        expected = grade.oracle.possible([1 << cell for cell in point])
        found = self._replay(decision, dict(zip(grade.oracle.names, point, strict=True)), case.ratings)
        if found != expected:
            raise EngineFault.single(
                "executors-disagree",
                f"the rules of `{decision}` fire for another outcome than they work out to",
                "please report this with the process file and the rule pack",
            )

    def _replay(self, decision: str, cells: Mapping[str, int], ratings: Mapping[str, str]) -> int:
        """The outcomes of the best tier that fires for a fully known case, as a mask; the gap bit where nothing fires."""
        table = self.rulebook.tables[decision]
        gap = 1 << len(table.outcomes)
        known = dict(cells)
        for name in table.requires:
            mask = (
                self.outcome_mask(name, ratings[name])
                if name in ratings
                else self._replay(name, cells, ratings)
            )
            if mask & (mask - 1) or mask >= self.space[name].full + 1:
                return gap
            known[name] = mask.bit_length() - 1
        holding = self._executor(table).holding(known)
        return _winning(table, holding) or gap

    @property
    def executor_name(self) -> str:
        """Which executor collects the rules."""
        tables: Sequence[DecisionTable] = list(self.rulebook.tables.values())
        return self._executor(tables[0]).name if tables else self._executor_kind


def _winning(table: DecisionTable, holding: frozenset[str]) -> int:
    tiers = tier_numbers(table)
    best = min((tiers[rule] for rule in holding), default=None)
    mask = 0
    for rule in table.rules:
        if rule.id in holding and tiers[rule.id] == best:
            mask |= 1 << table.outcomes.index(rule.then)
    return mask
