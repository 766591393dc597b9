"""The decision tables of a DMN file as plain data; what the rule language cannot express is noted, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fitengine.errors import Problem
from fitengine.load.dmn.feel import Cell, FeelProblem, read_cell, read_literal
from fitengine.load.markup.elements import Document, Element
from fitengine.model.facts import Scalar

__all__ = ["DmnInput", "DmnRow", "DmnTable", "read_tables"]

_POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT")
_LOGIC = {
    "literalExpression": "a literal expression", "invocation": "an invocation", "context": "a context",
    "list": "a list", "relation": "a relation", "functionDefinition": "a function", "conditional": "a conditional",
    "filter": "a filter", "for": "an iteration", "some": "a quantified expression", "every": "a quantified expression",
}  # fmt: skip
_TYPES = {
    "string": str, "number": float, "double": float, "float": float, "decimal": float, "integer": int, "int": int,
    "long": int, "short": int, "boolean": bool,
}  # fmt: skip
_UNTYPED = ("", "any")
_KEYWORDS = re.compile(
    r"\b(if|then|else|for|in|return|some|every|and|or|between|instance|function|null|true|false)\b"
)
_NAME = re.compile(r"[^\W\d]\w*(?:[ .]\s*\w+)*\Z")


@dataclass(frozen=True, slots=True)
class DmnInput:
    """What a column asks for: the name of a variable, or of a required decision, its type (None: not said) and legal values."""

    name: str
    label: str
    type: type | None
    allowed: Cell | None
    requires: str
    """The element id of the decision that gives it; empty for a fact."""
    element: Element


@dataclass(frozen=True, slots=True)
class DmnRow:
    """One rule: its number, cells by column, output, why, and its place."""

    number: int
    cells: tuple[Cell | None, ...]
    output: Scalar
    note: str
    element: Element


@dataclass(frozen=True, slots=True)
class DmnTable:
    """One decision. `outputs` are the legal outputs in the order of the file, `default` the output where no rule holds."""

    key: str
    name: str
    question: str
    policy: str
    inputs: tuple[DmnInput, ...]
    rows: tuple[DmnRow, ...]
    outputs: tuple[Scalar, ...]
    default: Scalar | None
    element: Element


def read_tables(document: Document, problems: list[Problem]) -> list[DmnTable]:
    """All decisions of the file; what cannot be expressed goes to `problems`."""
    reader = _Reader(document, problems)
    decisions = list(document.root.all("decision"))
    if not decisions:
        reader.note("no-decision", "the file holds no decision", document.root)
    seen: set[str] = set()
    for decision in decisions:
        if (key := decision.get("id")) in seen:
            reader.note("duplicate-id", f"two decisions have the id `{key}`", decision)
        seen.add(key)
    return [table for decision in decisions if (table := reader.table(decision))]


@dataclass(slots=True)
class _Reader:
    document: Document
    problems: list[Problem]
    decisions: Mapping[str, Element] = field(init=False)
    variables: Mapping[str, str] = field(init=False)
    """The declared type of each input."""
    items: Mapping[str, Element] = field(init=False)
    """Types that the file defines itself."""
    where: str = ""

    def __post_init__(self) -> None:
        root = self.document.root
        self.decisions = {one.get("id"): one for one in root.all("decision")}
        self.variables = {
            one.words("name"): variable.get("typeRef")
            for one in root.all("inputData")
            for variable in one.all("variable")
        }
        self.items = {one.get("name"): one for one in root.all("itemDefinition")}

    def note(self, code: str, message: str, element: Element, help_: str = "") -> None:
        where = f"{self.where}: " if self.where else ""
        self.problems.append(Problem(code, where + message, help_, self.document.span(element)))

    def table(self, decision: Element) -> DmnTable | None:
        name = decision.words("name") or decision.get("id") or "decision"
        self.where = f"decision `{name}`"
        table = next(decision.all("decisionTable"), None)
        if table is None:
            logic = next((_LOGIC[child.tag] for child in decision.children if child.tag in _LOGIC), "empty")
            self.note("not-a-table", f"it is {logic}, not a decision table", decision)
            return None
        policy = self.policy(table)
        inputs = tuple(self.input(one, decision) for one in table.all("input"))
        outputs, default = self.outputs(table, policy)
        rows = tuple(self.rows(table, inputs))
        if policy == "PRIORITY" and outputs:
            self.check_priorities(rows, outputs)
        question = _text(next(decision.all("question"), None)) or name
        return DmnTable(decision.get("id"), name, question, policy, inputs, rows, outputs, default, decision)

    def policy(self, table: Element) -> str:
        policy = table.get("hitPolicy") or "UNIQUE"
        if policy not in _POLICIES:
            self.note("hit-policy", f"the hit policy `{policy}` gives a list of outputs in order", table)
        if aggregation := table.get("aggregation"):
            self.note("aggregation", f"it aggregates its outputs by `{aggregation}`", table)
        if not any(table.all("rule")):
            self.note("empty-table", "it holds no rule", table)
        return policy

    def input(self, column: Element, decision: Element) -> DmnInput:
        expression = next(column.all("inputExpression"), column)
        name = " ".join(_text(next(expression.all("text"), None)).split())
        label = column.words("label") or name
        requires = self.required(name, decision)
        if not requires and name not in self.variables and (not _NAME.match(name) or _KEYWORDS.search(name)):
            message = f"the input `{label}` asks for `{name}`, and only the name of a variable can be read"
            self.note("input-expression", message, expression, "decide by a fact that holds its result")
        declared = expression.get("typeRef") or self.variables.get(name, "")
        kind, allowed = (None, None) if requires else self.type(declared, expression, label)
        own = next(column.all("inputValues"), None)
        return DmnInput(name, label, kind, self.allowed(own, label) if own else allowed, requires, expression)

    def required(self, name: str, decision: Element) -> str:
        """The id of the required decision that is known by this name."""
        for requirement in decision.all("informationRequirement"):
            for required in requirement.all("requiredDecision"):
                key = required.get("href").rpartition("#")[2]
                if key in self.decisions and name in _names(self.decisions[key]):
                    return key
        return ""

    def type(self, declared: str, element: Element, label: str) -> tuple[type | None, Cell | None]:
        """The Python type and the legal values of a declared type, followed through the types of the file."""
        allowed: Cell | None = None
        for _ in range(len(self.items) + 1):
            plain = re.split(r"[:}]", declared)[-1].strip()
            if plain.lower() in _UNTYPED:
                return None, allowed
            if plain.lower() in _TYPES and plain not in self.items:
                return _TYPES[plain.lower()], allowed
            item = self.items.get(plain)
            if item is None or item.is_true("isCollection") or any(item.all("itemComponent")):
                break
            allowed = self.allowed(next(item.all("allowedValues"), None), label) or allowed
            declared = _text(next(item.all("typeRef"), None))
        message = f"the input `{label}` has the type `{declared}`, and only texts, numbers and truth values can be read"
        self.note("input-type", message, element)
        return None, None

    def allowed(self, element: Element | None, label: str) -> Cell | None:
        try:
            return read_cell(_text(next(element.all("text"), None))) if element else None
        except FeelProblem as problem:
            self.note(
                problem.code,
                f"the legal values of `{label}` hold {problem.what}",
                element or Element("", {}, 1, 1, 1),
            )
            return None

    def outputs(self, table: Element, policy: str) -> tuple[tuple[Scalar, ...], Scalar | None]:
        columns = list(table.all("output"))
        if len(columns) != 1:
            names = ", ".join(f"`{one.words('name') or one.words('label') or '?'}`" for one in columns)
            message = f"it has {len(columns)} output columns ({names}), and a decision has one"
            self.note("several-outputs", message, table, "make a decision of each")
            return (), None
        values = self.allowed(next(columns[0].all("outputValues"), None), "its output")
        listed = tuple(values.literals) if values else ()
        if policy == "PRIORITY" and not listed:
            self.note(
                "no-priorities",
                "`PRIORITY` decides by the order of `outputValues`, and there are none",
                table,
            )
        entry = next(columns[0].all("defaultOutputEntry"), None)
        return listed, self.output(entry, "the default output") if entry else None

    def rows(self, table: Element, inputs: tuple[DmnInput, ...]) -> Iterator[DmnRow]:
        single = sum(1 for _ in table.all("output")) == 1
        headings = [one.words("name") for one in table.all("annotation")]
        for number, rule in enumerate(table.all("rule"), 1):
            entries, outputs = list(rule.all("inputEntry")), list(rule.all("outputEntry"))
            if len(entries) != len(inputs):
                message = f"rule {number} has {len(entries)} cells for {len(inputs)} inputs"
                self.note("ragged-rule", message, rule)
                continue
            cells = tuple(
                self.cell(entry, f"rule {number}, input `{one.label}`")
                for entry, one in zip(entries, inputs, strict=True)
            )
            output = self.output(outputs[0], f"rule {number}, output") if single and outputs else ""
            if single and not outputs:
                self.note("ragged-rule", f"rule {number} has no output", rule)
            yield DmnRow(number, cells, output if output is not None else "", _why(rule, headings), rule)

    def check_priorities(self, rows: tuple[DmnRow, ...], outputs: tuple[Scalar, ...]) -> None:
        for row in rows:
            if row.output not in (*outputs, ""):
                message = f"rule {row.number} gives an output that `outputValues` does not list"
                self.note("no-priorities", message, row.element, "`PRIORITY` decides by their order")

    def cell(self, entry: Element, place: str) -> Cell | None:
        text = _text(next(entry.all("text"), None))
        try:
            self.check_language(entry, text)
            return read_cell(text)
        except FeelProblem as problem:
            self.note(problem.code, f"{place}: the cell holds {problem.what}", entry)
            return None

    def output(self, entry: Element, place: str) -> Scalar | None:
        text = _text(next(entry.all("text"), None))
        try:
            self.check_language(entry, text)
            return read_literal(text)
        except FeelProblem as problem:
            self.note(problem.code, f"{place}: the cell holds {problem.what}", entry)
            return None

    def check_language(self, entry: Element, text: str) -> None:
        language = entry.get("expressionLanguage")
        if text.strip() not in ("", "-") and language and "feel" not in language.lower():
            raise FeelProblem("not-feel", f"an expression in `{language}`")


def _names(decision: Element) -> set[str]:
    """What a decision's result is called by those that require it."""
    outputs = [one for table in decision.all("decisionTable") for one in table.all("output")]
    named = [*decision.all("variable"), *(outputs if len(outputs) == 1 else ())]
    return {decision.words("name"), *(one.words("name") for one in named)} - {""}


def _why(rule: Element, headings: list[str]) -> str:
    """The description and the annotations, each with its heading but for `because`."""
    texts = [_text(next(rule.all("description"), None))]
    for index, entry in enumerate(rule.all("annotationEntry")):
        heading = headings[index] if index < len(headings) else ""
        text = _text(next(entry.all("text"), None))
        texts.append(f"{heading}: {text}" if heading and heading.casefold() != "because" and text else text)
    words = [" ".join(text.split()) for text in texts if text.strip()]
    return "; ".join(words).replace(".; ", ". ")


def _text(element: Element | None) -> str:
    """The text of an element, or of the `text` inside it."""
    if element is None:
        return ""
    inner = next(element.all("text"), None)
    return (inner.text if inner is not None else element.text).strip()
