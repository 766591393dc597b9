"""Decision tables as DMN 1.3, which modelling tools and other engines read.

Every box of a rule is a row with FEEL's unary tests. Tiers become the order of the rows under hit policy FIRST: that decides the
same, because tables are complete and free of conflicts, which is proved before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree as ET

from fitengine.decide.boxes import Box, boxes_of, meet
from fitengine.decide.cells import CellSpace, Variable, build_space, cells_of
from fitengine.decide.compile import table_inputs, tier_numbers
from fitengine.decide.proofs import require_sound
from fitengine.model.rules import DecisionTable, FactType, HitPolicy, Rule, Rulebook, walk_tests
from fitengine.report.dmn_diagram import Node, add_diagram

__all__ = ["write_dmn"]

_MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OURS = "https://fitengine.invalid/dmn/"
_POLICY = {
    HitPolicy.PRIORITY: "FIRST",
    HitPolicy.FIRST: "FIRST",
    HitPolicy.UNIQUE: "UNIQUE",
    HitPolicy.COLLECT: "COLLECT",
}
_IN_TIERS = (
    "The tiers are the order of the rows under hit policy FIRST. That decides the same as the tiers, since the table is "
    "complete and free of conflicts."
)
_ANNOTATIONS = ("because", "cite")


def write_dmn(rulebook: Rulebook, decision: str | None = None) -> bytes:
    """One decision with all that it requires, or every table, as DMN 1.3 in UTF-8; the same rules give the same bytes.

    Raises RulesError where a table leaves a gap or conflicts; KeyError for a decision that is not there.
    """
    space = build_space(rulebook)
    require_sound(rulebook, space)
    wanted = _reach(rulebook, decision) if decision is not None else set(rulebook.tables)
    writer = _Writer(rulebook, space, _variables(rulebook))
    tables = [table for id_, table in rulebook.tables.items() if id_ in wanted]
    name = decision or "decisions"
    root = ET.Element(
        "definitions",
        {
            "xmlns": _MODEL,
            "id": _xml_id("definitions", name),
            "name": name,
            "namespace": _OURS + _xml_id(name),
        },
    )
    nodes = [node for table in tables for node in [writer.decision(root, table)]]
    facts = sorted({name for node in nodes for name in node.requires if name.startswith("input_")})
    names = {_xml_id("input", name): name for name in rulebook.dictionary}
    for key in facts:
        writer.input_data(root, key, names[key])
    add_diagram(root, [*nodes, *(Node(key, ()) for key in facts)])
    ET.indent(root)
    return (_DECLARATION + ET.tostring(root, encoding="unicode") + "\n").encode()


@dataclass(frozen=True, slots=True)
class _Writer:
    rulebook: Rulebook
    space: CellSpace
    variables: Mapping[str, str]
    """What facts and decisions are called in FEEL, where a dash subtracts."""

    def decision(self, root: ET.Element, table: DecisionTable) -> Node:
        """Writes one decision; what it requires, by id."""
        asked = {test.fact for rule in table.rules for test in walk_tests(rule.when)}
        inputs = [name for name in table_inputs(table) if name in asked]
        key = _xml_id("decision", table.id)
        decision = ET.SubElement(root, "decision", {"id": key, "name": table.id})
        ET.SubElement(decision, "description").text = self.describe(table)
        ET.SubElement(decision, "question").text = table.question
        ET.SubElement(
            decision,
            "variable",
            {"id": _xml_id("variable", table.id), "name": self.variables[table.id], "typeRef": "string"},
        )
        required = [_xml_id("decision" if name in self.rulebook.tables else "input", name) for name in inputs]
        for one in required:
            need = ET.SubElement(decision, "informationRequirement", {"id": f"{key}_needs_{one}"})
            kind = "requiredDecision" if one.startswith("decision_") else "requiredInput"
            ET.SubElement(need, kind, {"href": f"#{one}"})
        self.table(decision, table, inputs)
        return Node(key, tuple(required))

    def describe(self, table: DecisionTable) -> str:
        texts = [_IN_TIERS] if table.hit_policy is HitPolicy.PRIORITY else []
        texts += [
            f"{outcome}: {table.label(outcome)}." for outcome in table.outcomes if outcome in table.labels
        ]
        texts += [f"{one.id}, left out here as it cannot be: {one.because}." for one in table.constraints]
        return " ".join([f"{table.id} {table.version}.", *texts])

    def table(self, decision: ET.Element, table: DecisionTable, inputs: Sequence[str]) -> None:
        key = _xml_id("table", table.id)
        element = ET.SubElement(
            decision, "decisionTable", {"id": key, "hitPolicy": _POLICY[table.hit_policy]}
        )
        for name in inputs:
            self.column(element, key, name)
        output = ET.SubElement(
            element,
            "output",
            {
                "id": f"{key}_output",
                "label": table.question,
                "name": self.variables[table.id],
                "typeRef": "string",
            },
        )
        _texts(output, "outputValues", f"{key}_outputs", ", ".join(map(_quoted, table.outcomes)))
        for name in _ANNOTATIONS:
            ET.SubElement(element, "annotation", {"name": name})
        tiers = tier_numbers(table)
        for rule in sorted(table.rules, key=lambda rule: tiers[rule.id]):
            for number, box in enumerate(self.rows(rule, table.hit_policy), 1):
                self.row(element, f"{key}_{_xml_id('rule', rule.id)}_{number}", rule, inputs, box)

    def column(self, table: ET.Element, key: str, name: str) -> None:
        variable = self.space[name]
        definition = variable.definition
        label = (
            {"label": definition.question} if definition else {"label": self.rulebook.tables[name].question}
        )
        element = ET.SubElement(table, "input", {"id": f"{key}_{_xml_id('column', name)}", **label})
        _texts(
            element,
            "inputExpression",
            f"{key}_{_xml_id('expression', name)}",
            self.variables[name],
            _type(variable),
        )
        if legal := _legal(variable):
            _texts(element, "inputValues", f"{key}_{_xml_id('values', name)}", legal)

    def rows(self, rule: Rule, policy: HitPolicy) -> list[Box]:
        """The boxes of a rule, none inside another; apart from each other where one row must hold at a time."""
        boxes = _merged(_outermost(boxes_of(rule.when, self.space)))
        if policy in (HitPolicy.UNIQUE, HitPolicy.COLLECT):
            boxes = _apart(boxes, self.space)
        return boxes

    def row(self, table: ET.Element, key: str, rule: Rule, inputs: Sequence[str], box: Box) -> None:
        element = ET.SubElement(table, "rule", {"id": key, "label": rule.id})
        for name in inputs:
            variable = self.space[name]
            _texts(
                element,
                "inputEntry",
                f"{key}_{_xml_id('in', name)}",
                _tests(variable, box.get(name, variable.full)),
            )
        _texts(element, "outputEntry", f"{key}_out", _quoted(rule.then))
        for text in (rule.because, ", ".join(rule.cite)):
            ET.SubElement(ET.SubElement(element, "annotationEntry"), "text").text = text

    def input_data(self, root: ET.Element, key: str, name: str) -> None:
        definition = self.rulebook.dictionary[name]
        element = ET.SubElement(root, "inputData", {"id": key, "name": name})
        unit = f" In {definition.unit}." if definition.unit else ""
        description = f"{definition.question} {definition.help}".strip() + unit
        element.insert(0, ET.Element("description"))
        element[0].text = description
        ET.SubElement(
            element,
            "variable",
            {"id": f"{key}_variable", "name": self.variables[name], **_type(self.space[name])},
        )


def _reach(rulebook: Rulebook, decision: str) -> set[str]:
    found, waiting = set(), [decision]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += rulebook.tables[name].requires
    return found


def _variables(rulebook: Rulebook) -> dict[str, str]:
    """Names in letters, digits and underscores; one that is taken gets a number."""
    found: dict[str, str] = {}
    for name in (*rulebook.dictionary, *rulebook.tables):
        plain = re.sub(r"\W+", "_", name)
        plain = f"n_{plain}" if plain[:1].isdigit() else plain
        number, free = 1, plain
        while free in found.values():
            number += 1
            free = f"{plain}_{number}"
        found[name] = free
    return found


def _xml_id(*parts: str) -> str:
    """An XML name; every character beyond letters, digits and `-` is written as its number, so that no two meet."""
    return "_".join(
        re.sub(r"[^A-Za-z0-9-]", lambda match: "_" if match[0] == "_" else f".{ord(match[0]):x}.", part)
        for part in parts
    )


def _texts(parent: ET.Element, tag: str, key: str, text: str, more: Mapping[str, str] | None = None) -> None:
    element = ET.SubElement(parent, tag, {"id": key, **(more or {})})
    ET.SubElement(element, "text").text = text


def _quoted(text: str) -> str:
    """A text in FEEL."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _type(variable: Variable) -> dict[str, str]:
    definition = variable.definition
    if definition is None or not (definition.type.numeric or definition.type is FactType.BOOL):
        return {"typeRef": "string"}
    return {"typeRef": "boolean" if definition.type is FactType.BOOL else "number"}


def _legal(variable: Variable) -> str:
    definition = variable.definition
    if definition is not None and definition.type is FactType.BOOL:
        return ""
    if definition is not None and definition.type.numeric:
        return f"[{_number(definition.low)}..{_number(definition.high)}]"
    return ", ".join(map(_quoted, variable.values))


def _tests(variable: Variable, mask: int) -> str:
    """The cells of a mask as unary tests."""
    cells = list(cells_of(mask))
    definition = variable.definition
    if mask == variable.full:
        return "-"
    if definition is not None and definition.type is FactType.BOOL:
        return "true" if cells == [1] else "false"
    if definition is not None and definition.type.numeric:
        return ", ".join(_run_test(variable, run) for run in _runs(cells))
    if 2 * len(cells) > variable.size + 1:
        outside = ", ".join(_quoted(variable.values[cell]) for cell in cells_of(variable.full & ~mask))
        return f"not({outside})"
    return ", ".join(_quoted(variable.values[cell]) for cell in cells)


def _runs(cells: Sequence[int]) -> list[tuple[int, int]]:
    grouped = [
        [cell for _, cell in group] for _, group in groupby(enumerate(cells), lambda pair: pair[1] - pair[0])
    ]
    return [(run[0], run[-1]) for run in grouped]


def _run_test(variable: Variable, run: tuple[int, int]) -> str:
    """Neighbouring cells of a number; a first or last cell has no end on that side."""
    first, last = run
    low = variable.cuts[first - 1] if first else None
    high = variable.cuts[last] if last < len(variable.cuts) else None
    if low is None:
        assert high is not None, "not every cell"
        return f"{'<=' if high[1] else '<'} {_number(high[0])}"
    if high is None:
        return f"{'>' if low[1] else '>='} {_number(low[0])}"
    if low[0] == high[0]:
        return _number(low[0])
    return f"{'(' if low[1] else '['}{_number(low[0])}..{_number(high[0])}{']' if high[1] else ')'}"


def _number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else format(number, "f").rstrip("0")


def _outermost(boxes: Sequence[Box]) -> list[Box]:
    """The boxes without those that lie inside another; of equal ones the first."""
    kept: list[Box] = []
    for index, box in enumerate(boxes):
        others = [*kept, *boxes[index + 1 :]]
        if not any(_inside(box, other) and (other in kept or not _inside(other, box)) for other in others):
            kept.append(box)
    return kept


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that differ in one fact alone become one: a list of values is one row, as it was one test."""
    merged: list[Box] = []
    waiting = list(boxes)
    while waiting:
        box = waiting.pop(0)
        for index, other in enumerate(merged):
            apart = [name for name in {**box, **other} if box.get(name) != other.get(name)]
            if len(apart) == 1 and box.keys() == other.keys():
                waiting.insert(0, {**other, apart[0]: box[apart[0]] | other[apart[0]]})
                del merged[index]
                break
        else:
            merged.append(box)
    return merged


def _inside(box: Box, other: Box) -> bool:
    return all(name in box and not box[name] & ~mask for name, mask in other.items())


def _apart(boxes: Sequence[Box], space: CellSpace) -> list[Box]:
    """The same cases in boxes that share none."""
    found: list[Box] = []
    for box in boxes:
        pieces = [box]
        for other in tuple(found):
            pieces = [rest for piece in pieces for rest in _without(piece, other, space)]
        found += pieces
    return found


def _without(box: Box, other: Box, space: CellSpace) -> list[Box]:
    """What of a box lies outside another, in boxes that share nothing."""
    if meet(box, other) is None:
        return [box]
    pieces: list[Box] = []
    current = dict(box)
    for name, mask in other.items():
        cells = current.get(name, space[name].full)
        if cells & ~mask:
            pieces.append({**current, name: cells & ~mask})
        current[name] = cells & mask
    return pieces
