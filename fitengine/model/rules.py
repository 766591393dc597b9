"""The rule language as data: the fact dictionary, conditions, rules, decision tables and the rulebook that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fitengine.errors import SourceSpan
from fitengine.model.facts import Scalar

__all__ = [
    "AllOf",
    "AnyOf",
    "ChangeCost",
    "Condition",
    "Constraint",
    "DecisionTable",
    "FactDefinition",
    "FactRole",
    "FactType",
    "HitPolicy",
    "Not",
    "Operator",
    "PackInfo",
    "Presumption",
    "PriorPiece",
    "Reference",
    "Rule",
    "RuleTest",
    "Rulebook",
    "Setting",
    "UnaryTest",
    "walk_tests",
]


class FactType(StrEnum):
    BOOL = "bool"
    LEVEL = "level"
    """Named values in rising order."""
    NUMBER = "number"
    COUNT = "count"
    """A whole number."""
    CHOICE = "choice"
    """Named values without an order."""

    @property
    def numeric(self) -> bool:
        return self in (FactType.NUMBER, FactType.COUNT)

    @property
    def ordered(self) -> bool:
        return self is not FactType.BOOL and self is not FactType.CHOICE


class FactRole(StrEnum):
    """How a fact takes part in the verdict: turned on and asked (core), unremarkable unless somebody says so (knock-out),
    what the team will do (arrangement: never part of the fit), or found by the engine itself (derived)."""

    CORE = "core"
    KNOCK_OUT = "knock-out"
    ARRANGEMENT = "arrangement"
    DERIVED = "derived"


class Operator(StrEnum):
    """DMN's unary tests, in words."""

    IS = "is"
    NOT = "not"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    OVER = "over"
    UNDER = "under"
    TO = "to"


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """One unary test over a fact or over the outcome of a required decision. `to` has two operands, every other one."""

    fact: str
    operator: Operator
    operands: tuple[Scalar, ...]
    span: SourceSpan | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds; always, when there are none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = UnaryTest | AllOf | AnyOf | Not


def walk_tests(condition: Condition) -> Iterator[UnaryTest]:
    """Every unary test inside, in written order."""
    stack: list[Condition] = [condition]
    while stack:
        match stack.pop():
            case UnaryTest() as test:
                yield test
            case Not(part):
                stack.append(part)
            case AllOf(parts) | AnyOf(parts):
                stack.extend(reversed(parts))


@dataclass(frozen=True, slots=True)
class Presumption:
    """What goes without saying: `fact` passes `test`, as long as `when` is known to hold (always, if it is None)."""

    test: Condition
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class PriorPiece:
    """A part of a prior: the mass of one value, or of a range of numbers spread evenly from `low` to `high`."""

    weight: float
    value: Scalar | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ChangeCost:
    """What it takes to change a fact on purpose: person-days in the order of magnitude, a `house-default`; None is never."""

    cost: float | None


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One entry of the fact dictionary."""

    name: str
    type: FactType
    question: str
    help: str = ""
    values: tuple[str, ...] = ()
    """The legal values of a level (rising) or a choice."""
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    """The legal range of a number or count, both ends included."""
    source: tuple[str, ...] = ()
    """Keys of references."""
    role: FactRole = FactRole.CORE
    subject: str = "step"
    """`step` or `process`: what the fact is about."""
    scope: str = "step"
    """`process` where one answer usually goes for all steps."""
    presumptions: tuple[Presumption, ...] = ()
    ask_with: str = ""
    """The tick-list question this fact belongs to."""
    change: ChangeCost = ChangeCost(None)
    prior: tuple[PriorPiece, ...] = ()
    aliases: tuple[str, ...] = ()
    span: SourceSpan | None = field(default=None, compare=False)


class HitPolicy(StrEnum):
    PRIORITY = "priority"
    """An earlier tier wins; inside a tier two outcomes must not overlap."""
    UNIQUE = "unique"
    FIRST = "first"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    when: Condition
    then: str
    because: str
    cite: tuple[str, ...]
    tier: str = ""
    action: str = ""
    """What to do about it: blockers and findings."""
    severity: str = ""
    span: SourceSpan | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Constraint:
    """What cannot be by definition. Facts that break it are a finding; it never refuses an analyst's data."""

    id: str
    never: Condition
    because: str
    span: SourceSpan | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    key: str
    authors: str
    year: int | None
    title: str
    where: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A named choice where published criteria disagree; rules may apply only with one of its values."""

    name: str
    value: str
    values: tuple[str, ...]
    because: str
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A case that travels with its table: given facts (or outcomes), exactly these outcomes remain possible."""

    name: str
    given: Mapping[str, object]
    """Values as written; read by the dictionary like those of a process file."""
    expect: tuple[str, ...]
    by: tuple[str, ...] = ()
    ask_next: str = ""
    presumed: bool = True
    """False: presumptions are switched off for this case."""
    span: SourceSpan | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """One decision: its outcomes (worst case first where it matters), rules in tiers, and the decisions it requires."""

    id: str
    version: str
    question: str
    hit_policy: HitPolicy
    outcomes: tuple[str, ...]
    rules: tuple[Rule, ...]
    tiers: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    requires: tuple[str, ...] = ()
    subject: str = "step"
    labels: Mapping[str, str] = field(default_factory=dict)
    """Outcome to the words people read."""
    settings: tuple[Setting, ...] = ()
    tests: tuple[RuleTest, ...] = ()
    span: SourceSpan | None = field(default=None, compare=False)

    def label(self, outcome: str) -> str:
        return self.labels.get(outcome, outcome)


@dataclass(frozen=True, slots=True)
class PackInfo:
    """Which knowledge decided: name, version, and the first 12 hex digits of the SHA-256 over its meaning."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Everything the engine decides by: the dictionary, the tables by id (required ones first) and the references.

    Equal by identity, so that what is compiled from it can be kept beside it.
    """

    dictionary: Mapping[str, FactDefinition]
    tables: Mapping[str, DecisionTable]
    references: Mapping[str, Reference]
    packs: tuple[PackInfo, ...]
    tick_lists: Mapping[str, str] = field(default_factory=dict)
    """Questions that confirm several knock-outs at once, by the key that facts name in `ask_with`."""

    def rateable(self) -> dict[str, tuple[str, ...]]:
        """The decisions an analyst may answer directly, with their outcomes: those that another decision requires."""
        step_tables = [table for table in self.tables.values() if table.subject == "step"]
        required = {name for table in step_tables for name in table.requires}
        return {name: table.outcomes for name, table in self.tables.items() if name in required}
