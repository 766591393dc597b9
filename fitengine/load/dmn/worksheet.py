"""Decision tables in the sheets of a workbook, as the elements of a DMN file: they are read, and refused, in the same way.

A table is a sheet whose first filled cell is a hit policy (`U`, `F`, `P`, `A`, `C`). Behind it stand what the inputs ask for, the
output, and columns for people; below it the numbers of the rules. A row without a number right below the header lists what is
legal. Words need no quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fitengine.errors import InputError, Problem, SourceSpan
from fitengine.load.markup.elements import Document, Element
from fitengine.load.workbook.sheets import Cell, Grid, read_grids

__all__ = ["read_worksheets"]

_LETTERS = {
    "U": "UNIQUE", "F": "FIRST", "P": "PRIORITY", "A": "ANY", "C": "COLLECT", "R": "RULE ORDER", "O": "OUTPUT ORDER",
}  # fmt: skip
_AGGREGATIONS = {"+": "SUM", "<": "MIN", ">": "MAX", "#": "COUNT"}
_POLICY = re.compile(rf"({'|'.join((*_LETTERS, *_LETTERS.values()))})\s*([+<>#]?)\Z", re.IGNORECASE)
_HELP = "write the hit policy into the first cell: `U`, `F`, `P`, `A` or `C`"
_REMARKS = re.compile(
    r"(because|why|reasons?|annotations?|descriptions?|comments?|notes?|remarks?)\Z", re.IGNORECASE
)
_ROLE = re.compile(r"(in|input|out|output)\s*:\s*(.+)\Z", re.IGNORECASE | re.DOTALL)
_USUAL_NAME = re.compile(r"(sheet|table|tabelle|feuil|hoja|foglio|blad|arkusz)\s*\d*\Z", re.IGNORECASE)
_WORD = re.compile(r"\s*([^\W\d_](?:[\w .&/-]*[\w.])?)\s*\Z")
_PARTS = re.compile(r'("(?:[^"\\]|\\.)*"|,)')
_NOT = re.compile(r"(\s*not\s*\()(.*)(\)\s*)\Z", re.DOTALL)
_EXPRESSIONS = frozenset({"true", "false", "null"})
_OPERATORS = re.compile(r"\b(and|or|in|between|if|then|else|for|return|some|every|satisfies|instance of)\b")
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T][\d:.]+)?\Z")


@dataclass(frozen=True, slots=True)
class _Sheets(Document):
    """Elements whose places are cells."""

    cells: Mapping[Element, SourceSpan] = field(default_factory=dict)

    def span(self, element: Element) -> SourceSpan:
        return self.cells.get(element, SourceSpan(self.source, 1, 1, 1, 2))

    def with_excerpts(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Sheet by sheet, in the order of the cells; a cell has no source line."""
        sheets = list(dict.fromkeys(_sheet_of(span) for span in self.cells.values()))
        rank = {sheet: number for number, sheet in enumerate(sheets)}

        def place(problem: Problem) -> tuple[int, int, int]:
            span = problem.span or SourceSpan("", 0, 0, 0, 0)
            return rank.get(_sheet_of(span), -1), span.line, span.column

        return tuple(sorted(problems, key=place))


def read_worksheets(raw: bytes, source: str, problems: list[Problem]) -> Document:
    """The tables of a workbook as decisions; what stands in no readable cell goes to `problems`. Raises InputError for what is
    no sound workbook, and where no sheet holds a decision table."""
    builder = _Builder(source, problems)
    grids = [grid for grid in read_grids(raw, source).values() if _policy_of(grid)]
    if not grids:
        raise InputError.single("no-decision", f"`{source}` holds no sheet with a decision table", _HELP)
    tables = [builder.decision(grid) for grid in grids]
    root = Element("definitions", {}, 1, 1, 1, tables)
    _require(tables)
    return _Sheets(source, root, b"", (), builder.cells)


class _Builder:
    """Makes the elements, and notes the cell of each."""

    def __init__(self, source: str, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self.cells: dict[Element, SourceSpan] = {}
        self.number = 0

    def decision(self, grid: Grid) -> Element:
        self.number += 1
        self.problems += grid.problems
        (_, head), *rows = grid.rows
        first = min(head)
        columns = _columns({column: cell for column, cell in head.items() if column > first})
        named = {column.name.casefold() for column in columns if column.role == "input"}
        policy, aggregation = _policy(head[first])
        attributes = {"hitPolicy": policy} | ({"aggregation": aggregation} if aggregation else {})
        table = self.element("decisionTable", head[first], attributes)
        legal: Mapping[int, Cell] = {}
        if rows and first not in rows[0][1] and any(first in cells for _, cells in rows):
            (_, legal), *rows = rows
        self.add_columns(table, columns, legal, named)
        for row, cells in rows:
            if any(column.at in cells for column in columns):
                table.children.append(self.rule(grid.name, row, first, cells, columns, named))
        outputs = [column.name for column in columns if column.role == "output"]
        name = grid.name if not _USUAL_NAME.match(grid.name.strip()) else next(iter(outputs), grid.name)
        return self.element(
            "decision", head[first], {"id": f"sheet_{self.number}", "name": " ".join(name.split())}, [table]
        )

    def add_columns(
        self, table: Element, columns: Sequence[_Column], legal: Mapping[int, Cell], named: set[str]
    ) -> None:
        for column in columns:
            if column.role == "remark":
                table.children.append(self.element("annotation", column.cell, {"name": column.name}))
                continue
            asked = self.element("inputExpression", column.cell, {}, [self.text(column.name, column.cell)])
            own = {"label": column.name} if column.role == "input" else {"name": column.name}
            part = self.element(column.role, column.cell, own, [asked] if column.role == "input" else [])
            if column.at in legal:
                cell = legal[column.at]
                values = self.text(self.feel(cell, named), cell)
                part.children.append(self.element(f"{column.role}Values", cell, {}, [values]))
            table.children.append(part)

    def rule(
        self,
        sheet: str,
        row: int,
        first: int,
        cells: Mapping[int, Cell],
        columns: Sequence[_Column],
        named: set[str],
    ) -> Element:
        rule = self.element("rule", cells.get(first) or next(iter(cells.values())))
        for column in columns:
            cell = cells.get(column.at) or _empty(column.cell, row, sheet)
            if column.role == "remark":
                words = self.text(cell.text, cell)
                rule.children.append(self.element("annotationEntry", cell, {}, [words]))
            else:
                words = self.text(self.feel(cell, named), cell)
                rule.children.append(self.element(f"{column.role}Entry", cell, {}, [words]))
        return rule

    def feel(self, cell: Cell, named: set[str]) -> str:
        """The cell as FEEL: words as texts, dates as dates."""
        if cell.formula:
            help_ = "write the value itself: what a formula comes to depends on who opens the file"
            self.problems.append(Problem("formula", "there is a formula here", help_, cell.place))
            return "-"
        if cell.error:
            self.problems.append(Problem("error-value", "there is an error value here", "", cell.place))
            return "-"
        return _as_feel(cell.text, named)

    def text(self, words: str, cell: Cell) -> Element:
        element = self.element("text", cell)
        element.text = words
        return element

    def element(
        self, tag: str, cell: Cell, attributes: dict[str, str] | None = None, children: Iterable[Element] = ()
    ) -> Element:
        place = cell.place
        element = Element(tag, attributes or {}, place.line, place.column, 1, list(children))
        self.cells[element] = place
        return element


@dataclass(frozen=True, slots=True)
class _Column:
    """A column by its number: `input`, `output` or `remark`."""

    at: int
    role: str
    name: str
    cell: Cell


def _columns(head: Mapping[int, Cell]) -> list[_Column]:
    """What the header says of each; where it names no output, the last column that is no remark is the output."""
    found = []
    for at, cell in head.items():
        said = _ROLE.match(cell.text)
        role = "remark" if _REMARKS.match(cell.text) else "output" if said and said[1][0] in "oO" else "input"
        found.append(_Column(at, role, " ".join((said[2] if said else cell.text).split()), cell))
    if not any(column.role == "output" for column in found):
        last = next((number for number in reversed(range(len(found))) if found[number].role == "input"), None)
        if last is not None:
            found[last] = replace(found[last], role="output")
    return found


def _require(decisions: Sequence[Element]) -> None:
    """A column that asks for what another sheet decides requires it."""
    for decision in decisions:
        for other in decisions:
            if other is not decision:
                required = Element("requiredDecision", {"href": f"#{other.get('id')}"}, 1, 1, 1)
                decision.children.append(Element("informationRequirement", {}, 1, 1, 1, [required]))


def _policy_of(grid: Grid) -> re.Match[str] | None:
    head = grid.rows[0][1] if grid.rows else {}
    return _POLICY.match(head[min(head)].text) if len(head) > 1 else None


def _policy(cell: Cell) -> tuple[str, str]:
    found = _POLICY.match(cell.text)
    assert found, "the sheet was taken for a table by this cell"
    word = found[1].upper()
    return _LETTERS.get(word, word), _AGGREGATIONS.get(found[2], "")


def _empty(above: Cell, row: int, sheet: str) -> Cell:
    """A cell that is not filled, in the column of a header."""
    place = above.place
    letters = re.sub(r"\d", "", place.cell.rpartition("!")[2])
    return Cell(
        "",
        SourceSpan(
            place.source, row + 1, place.column, row + 1, place.column + 1, f"{sheet}!{letters}{row + 1}"
        ),
    )


def _as_feel(text: str, named: set[str]) -> str:
    if _DATE.match(text):
        return f'date("{text}")'
    if found := _NOT.match(text):
        return found[1] + _as_feel(found[2], named) + found[3]
    return "".join(_quoted(part, named) for part in _PARTS.split(text))


def _quoted(part: str, named: set[str]) -> str:
    """A word as FEEL's text; what names an input is a variable, and operators are left to the reader of cells."""
    found = _WORD.match(part)
    if not found or found[1] in _EXPRESSIONS or _OPERATORS.search(found[1]) or found[1].casefold() in named:
        return part
    return f'"{found[1]}"'


def _sheet_of(span: SourceSpan) -> str:
    return span.cell.rpartition("!")[0]
