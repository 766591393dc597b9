"""Decision tables of DMN files and of workbooks to a pack of the rule language.

Texts become choices, with a value for everything else where the model does not list what is legal; numbers get a range around
those that the tests name. Both are assumptions, and the pack says so where it makes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from fitengine.errors import InputError, Problem
from fitengine.load.dmn.conditions import condition_text, interval_tests, number_text
from fitengine.load.dmn.feel import Cell
from fitengine.load.dmn.markup import read_dmn_markup
from fitengine.load.dmn.tables import DmnInput, DmnRow, DmnTable, read_tables
from fitengine.load.markup.elements import Document
from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.load.yaml.write import flow_text
from fitengine.model.facts import Scalar
from fitengine.model.rules import Rulebook

__all__ = ["EVERY_DECISION", "DmnPack", "import_dmn", "read_pack"]

EVERY_DECISION = ""
"""The key of `otherwise` that goes for all decisions without one of their own."""

_RESERVED = ("all", "any", "not", "unknown", "facts")
_POLICY = {
    "UNIQUE": "unique",
    "FIRST": "first",
    "COLLECT": "collect",
    "ANY": "priority",
    "PRIORITY": "priority",
}
_LONGEST_NAME = 60
_LAST_TIER = "otherwise"
_REFERENCES = "references: {house-default: {authors: none, title: no published source, where: nowhere}}"
_KINDS = {str: "texts", bool: "truth values", float: "numbers"}


@dataclass(frozen=True, slots=True)
class DmnPack:
    """YAML texts by file name; what the decisions and facts are called in them, by their names in DMN; and what to check."""

    files: Mapping[str, str]
    decisions: Mapping[str, str]
    facts: Mapping[str, str]
    notes: tuple[str, ...]


def import_dmn(
    raw: bytes, source: str, *, taken: Collection[str] = (), otherwise: Mapping[str, str] | None = None
) -> DmnPack:
    """The decision tables of a DMN file, 1.1 to 1.5, or of an Excel workbook, as a pack. Names in `taken` are in use already, and
    get a number.

    `otherwise` gives the outcome where no rule holds, by the decision's id in the pack. Raises InputError with everything
    that the rule language cannot express, each at its place.
    """
    problems: list[Problem] = []
    document = _read_document(raw, source, problems)
    tables = read_tables(document, problems)
    draft = _Draft(
        document, PurePath(source).name, tables, problems, set(taken) | set(_RESERVED), otherwise or {}
    )
    draft.gather()
    if problems:
        raise InputError(document.with_excerpts(problems))
    files = {f"{draft.ids[table.key]}.yaml": draft.table_text(table) for table in tables}
    if draft.facts:
        files = {"facts.yaml": draft.facts_text(), **files}
    decisions = {table.name: draft.ids[table.key] for table in tables}
    return DmnPack(files, decisions, {name: one.id for name, one in draft.facts.items()}, tuple(draft.notes))


def read_pack(pack: DmnPack) -> Rulebook:
    """The pack by itself, without the rules that it will lie beside. Raises RulesError."""
    texts = [RuleText(name, text, "imported") for name, text in pack.files.items()]
    return read_rulebook([*texts, RuleText("references.yaml", _REFERENCES)])


@dataclass(slots=True)
class _Fact:
    """A variable of the model while all tables that test it are read."""

    id: str
    label: str
    type: type | None
    tested: list[Cell] = field(default_factory=list)
    allowed: Cell | None = None

    @property
    def values(self) -> list[str]:
        """The words of a choice, with one for everything else where the model does not say what is legal."""
        closed = self.allowed is not None and not self.allowed.negated
        cells = [self.allowed, *self.tested] if self.allowed else self.tested
        words = list(dict.fromkeys(str(value) for cell in cells for value in cell.literals))
        if not closed or len(words) < 2:
            words.append(
                next(word for word in ("other", "something else", "none of these") if word not in words)
            )
        return words

    @property
    def open(self) -> bool:
        return self.allowed is None or self.allowed.negated

    @property
    def whole(self) -> bool:
        return self.type is int and all(
            number.is_integer() for cell in self.tested for number in cell.numbers
        )

    def range(self) -> tuple[float, float]:
        """Ten times as far as the largest number that a test names, below zero only where one of them is."""
        named = [number for cell in self.tested for number in cell.numbers]
        legal = self.allowed.numbers if self.allowed else []
        if len(legal) > 1 and not self.open:
            return min(*legal, *named), max(*legal, *named)
        reach = 10.0 ** len(str(int(max((abs(number) for number in named), default=1)))) * 10
        return (-reach if min(named, default=0) < 0 else 0.0), reach


@dataclass(slots=True)
class _Draft:
    document: Document
    source: str
    tables: list[DmnTable]
    problems: list[Problem]
    taken: set[str]
    otherwise: Mapping[str, str]
    facts: dict[str, _Fact] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, list[Scalar]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def gather(self) -> None:
        """Names, facts and outcomes over all tables, which the text of each table needs."""
        for table in self.tables:
            self.ids[table.key] = self.fresh(table.name, "-")
            last = None if table.policy == "COLLECT" else self.added(self.ids[table.key])
            self.outputs[table.key] = _outputs(table, last)
        policies = {table.key: table.policy for table in self.tables}
        for table in self.tables:
            for index, column in enumerate(table.inputs):
                cells = [(row, cell) for row in table.rows if (cell := row.cells[index]) is not None]
                if policies.get(column.requires) == "COLLECT":
                    message = (
                        f"`{table.name}` tests `{column.name}`, which collects and so has no single outcome"
                    )
                    self.note("collects", message, column)
                if not column.requires:
                    self.add_fact(table, column, [cell for _, cell in cells])
            if (self.added(self.ids[table.key]) or "").strip().casefold() == "unknown":
                self.problems.append(Problem("reserved-name", "`unknown` voices a doubt, and is no outcome"))
            if table.policy == "COLLECT" and self.ids[table.key] in self.otherwise:
                message = f"`{self.ids[table.key]}` collects, and decides nothing that could be left open"
                self.problems.append(Problem("collects", message, "leave out its `--otherwise`"))
        for name in sorted(self.otherwise.keys() - self.ids.values() - {EVERY_DECISION}):
            known = ", ".join(f"`{id_}`" for id_ in self.ids.values())
            message = f"`{name}` is no decision of the pack: {known}"
            self.problems.append(Problem("unknown-decision", message))

    def added(self, id_: str) -> str | None:
        """The outcome asked for where no rule of this decision holds."""
        return self.otherwise.get(id_, self.otherwise.get(EVERY_DECISION))

    def add_fact(self, table: DmnTable, column: DmnInput, cells: list[Cell]) -> None:
        kinds = set().union(*(cell.kinds for cell in cells))
        if not cells:
            return
        declared = float if column.type is int else column.type
        if len(kinds | ({declared} if declared else set())) > 1:
            words = " and ".join(sorted(_KINDS[kind] for kind in kinds | ({declared} if declared else set())))
            self.note(
                "mixed-types", f"decision `{table.name}`: the input `{column.label}` mixes {words}", column
            )
            return
        kind = column.type or next(iter(kinds))
        fact = self.facts.get(column.name)
        if fact is None:
            fact = self.facts[column.name] = _Fact(self.fresh(column.name, "_"), column.label, kind)
        elif (fact.type is int or fact.type) != (kind is int or kind) and {fact.type, kind} != {int, float}:
            self.note(
                "mixed-types", f"the variable `{column.name}` has another type in another table", column
            )
        fact.tested += cells
        fact.allowed = fact.allowed or column.allowed

    def note(self, code: str, message: str, column: DmnInput, help_: str = "") -> None:
        self.problems.append(Problem(code, message, help_, self.document.span(column.element)))

    def fresh(self, name: str, joint: str) -> str:
        """A name in small letters that nothing else bears."""
        plain = re.sub(r"\W+", joint, name.casefold()).strip(joint)[:_LONGEST_NAME].strip(joint) or "input"
        plain = plain if not plain[0].isdigit() else f"n{joint}{plain}"
        number, found = 1, plain
        while found in self.taken:
            number += 1
            found = f"{plain}{joint}{number}"
        self.taken.add(found)
        return found

    def facts_text(self) -> str:
        lines = [
            f"# Imported from {_line(self.source)}: the variables that its tables test. Check what is marked so.",
            "facts:",
        ]
        for fact in self.facts.values():
            lines += [f"  {flow_text(fact.id)}:", f"    question: {flow_text(fact.label)}"]
            lines += [f"    {line}" for line in self.type_lines(fact)]
        return "\n".join(lines) + "\n"

    def type_lines(self, fact: _Fact) -> Iterator[str]:
        if fact.type is bool:
            yield "type: bool"
        elif fact.type is str:
            yield "type: choice"
            remark = "  # check: the model does not say which values there are" if fact.open else ""
            yield f"values: {flow_text(fact.values)}{remark}"
            if remark:
                self.notes.append(
                    f"`{fact.id}`: `{fact.values[-1]}` stands for every text that no test names"
                )
        else:
            yield f"type: {'count' if fact.whole else 'number'}"
            low, high = fact.range()
            closed = fact.allowed is not None and not fact.open and len(fact.allowed.numbers) > 1
            yield f"range: [{number_text(low)}, {number_text(high)}]" + (
                "" if closed else "  # check: from the tests alone"
            )
            if not closed:
                self.notes.append(
                    f"`{fact.id}`: the range {number_text(low)} to {number_text(high)} is a guess from the tests"
                )

    def table_text(self, table: DmnTable) -> str:
        id_, last, why = self.ids[table.key], None, "no rule of the model holds: added on import"
        if table.policy != "COLLECT":
            last = self.added(id_)
            if last is None and table.default is not None:
                last, why = _word(table.default), "the default output of the model"
        policy = _POLICY[table.policy] if last is None or table.policy != "UNIQUE" else "priority"
        outcomes = list(dict.fromkeys(map(_word, self.outputs[table.key])))
        requires = sorted({self.ids[column.requires] for column in table.inputs if column.requires})
        tiers = self.tiers(table, policy, last)
        lines = [
            f"# Imported from {_line(self.source)}: decision `{_line(table.name)}`, hit policy {table.policy}."
        ]
        lines += [f"decision: {flow_text(id_)}", "version: 1.0.0", f"question: {flow_text(table.question)}"]
        lines += [f"requires: {flow_text(requires)}"] if requires else []
        lines += [f"hit_policy: {policy}", f"verdicts: {flow_text(outcomes)}"]
        lines += [f"tiers: {flow_text(tiers)}"] if tiers else []
        lines.append("rules:")
        lines += [text for row in table.rows if (text := self.row_text(table, row, tiers))]
        if last is not None:
            tier = f"  tier: {flow_text(tiers[-1])}\n" if tiers else ""
            lines.append(_rule(f"{id_}-{_LAST_TIER}", tier, "{}", last, why))
        return "\n".join(lines) + "\n"

    def tiers(self, table: DmnTable, policy: str, last: str | None) -> list[str]:
        if policy != "priority":
            return []
        names = list(map(_word, table.outputs)) if table.policy == "PRIORITY" else ["rules"]
        if last is None:
            return names
        return [*names, next(name for name in (_LAST_TIER, "default", "last resort") if name not in names)]

    def row_text(self, table: DmnTable, row: DmnRow, tiers: list[str]) -> str:
        """Empty for a rule that can never hold, since no outcome of a required decision passes it."""
        condition = self.condition(table, row)
        if condition is None:
            self.notes.append(f"`{table.name}`: rule {row.number} can never hold, and is left out")
            return ""
        outcome = _word(row.output)
        tier = ""
        if tiers:
            tier = f"  tier: {flow_text(outcome if table.policy == 'PRIORITY' else tiers[0])}\n"
        why = row.note or f"imported from {self.source}, rule {row.number}"
        return _rule(f"{self.ids[table.key]}-{row.number}", tier, condition, outcome, why)

    def condition(self, table: DmnTable, row: DmnRow) -> str | None:
        """The cells as a condition in braces; None where it can never hold."""
        asked = [
            (
                self.ids[column.requires] if column.requires else self.facts[column.name].id,
                self.pieces(column, cell),
            )
            for column, cell in zip(table.inputs, row.cells, strict=True)
            if cell is not None
        ]
        return condition_text(asked) if all(pieces for _, pieces in asked) else None

    def pieces(self, column: DmnInput, cell: Cell) -> list[list[str]]:
        """Tests of which any must hold; several in one piece must hold together."""
        if column.requires:
            return [[flow_text(_word(one))] for one in self.outputs[column.requires] if cell.holds(one)]
        fact = self.facts[column.name]
        if fact.type is bool:
            return [[flow_text(value)] for value in (False, True) if cell.holds(value)]
        if fact.type is str:
            return [[flow_text(value)] for value in fact.values if cell.holds(value)]
        return [interval_tests(one) for one in cell.intervals()]


def _read_document(raw: bytes, source: str, problems: list[Problem]) -> Document:
    """By the content; a workbook is an archive, or a file of an old Office."""
    if not raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return read_dmn_markup(raw, source)
    from fitengine.load.dmn.worksheet import read_worksheets  # only workbooks need what reads them

    return read_worksheets(raw, source, problems)


def _outputs(table: DmnTable, last: str | None) -> list[Scalar]:
    """Everything that the table may give, each once."""
    default = [value for value in (table.default, last) if value is not None]
    written = [*table.outputs, *(row.output for row in table.rows), *default]
    return list({(isinstance(value, bool), value): value for value in written}.values())


def _rule(id_: str, tier: str, condition: str, outcome: str, why: str) -> str:
    return (
        f"- id: {flow_text(id_)}\n{tier}  when: {condition}\n  then: {flow_text(outcome)}\n"
        f"  because: {flow_text(why)}\n  cite: [house-default]"
    )


def _word(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line(text: str) -> str:
    return " ".join(text.split())
