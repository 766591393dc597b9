"""A process out of the sheets of a workbook, checked like a process file; what is wrong is told by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from fitengine.errors import InputError, Problem, SourceSpan
from fitengine.load.process.file import read_document
from fitengine.load.values import shown
from fitengine.load.workbook.sheets import Cell, Content, Row, Table, read_tables
from fitengine.load.yaml.events import Path, YamlDocument
from fitengine.load.yaml.fields import hint
from fitengine.model.process import Process, TaskKind
from fitengine.model.rules import FactDefinition, FactRole

__all__ = ["COLUMNS", "SHEETS", "STEP_TEXTS", "read_workbook"]

STEP_TEXTS = ("name", "type", "lane", "stage", "trigger", "attached_to", "interrupting", "parent")
"""Columns of the sheet Steps beside `id` that are no facts."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Steps": ("id", *STEP_TEXTS),
    "Flows": ("from", "to", "when", "share", "default"),
    "Lanes": ("id", "name", "pool"),
    "Defaults": ("lane", "fact", "value"),
    "Measured": ("step", "fact", "figure", "value", "log"),
    "Process": ("key", "value"),
    "Initiative": ("fact", "value"),
    "Measures": ("name", "unit", "direction", "baseline", "baseline_on", "month_1", "month_6", "stop"),
    "Actuals": ("measure", "on", "value"),
    "Value": ("figure", "verdict", "step", "value", "low", "likely", "high"),
}
"""The columns that are read, by sheet; on Steps the facts come on top. What else stands there is for people."""
SHEETS = tuple(COLUMNS)
_MUST_BE = {"Steps": ("id",), "Flows": ("from", "to")}
"""The sheets no workbook can do without, and their keys."""
_KEYS = {**_MUST_BE, "Lanes": ("id",), "Defaults": ("fact", "value"), "Process": ("key", "value"),
         "Measured": ("step", "value", "log"), "Initiative": ("fact", "value"), "Measures": ("name",),
         "Actuals": ("measure", "on", "value"), "Value": ("figure",)}  # fmt: skip

_OR = re.compile(r"\s+or\s+", re.IGNORECASE).split
_ABOUT = ("process", "name", "version", "owner", "go_live", "currency")

Data: TypeAlias = "Content | list[Data] | dict[str, Data]"


def read_workbook(
    raw: bytes,
    source: str,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]],
) -> Process:
    """The process of a workbook as `export` writes it. Columns and sheets may have moved, and others may stand between them.
    Raises InputError with every problem, each with its cell."""
    tables = read_tables(raw, source, SHEETS)
    reader = _Reader(tables, source, _fact_words(dictionary, outcomes))
    return reader.read(dictionary, outcomes)


@dataclass(frozen=True, slots=True)
class _SheetDocument(YamlDocument):
    """What the cells say as a process file would, with the cell of every path."""

    cells: Mapping[Path, SourceSpan] = field(default_factory=dict)

    def spans(self, paths: Iterable[Path], keys: bool = False) -> dict[Path, SourceSpan]:  # noqa: ARG002 - a cell is both
        return {path: self.cells[path] for path in paths if path in self.cells}

    def written(self, path: Path) -> str | None:  # noqa: ARG002 - texts are read as they stand
        return None

    def problems(self, raw: Iterable[tuple[str, str, str, Path, bool]]) -> list[Problem]:
        return [Problem(code, message, help_, self._cell(path)) for code, message, help_, path, _ in raw]

    def _cell(self, path: Path) -> SourceSpan | None:
        while path and path not in self.cells:
            path = path[:-1]
        return self.cells.get(path)


class _Reader:
    def __init__(self, tables: Mapping[str, Table], source: str, facts: tuple[str, ...]) -> None:
        self.tables = tables
        self.source = source
        self.facts = facts
        self.problems = [problem for table in tables.values() for problem in table.problems]
        self.warnings: list[Problem] = []
        self.cells: dict[Path, SourceSpan] = {}
        self.data: dict[str, Data] = {}

    def read(
        self, dictionary: Mapping[str, FactDefinition], outcomes: Mapping[str, tuple[str, ...]]
    ) -> Process:
        self.check_columns()
        self.read_about()
        self.read_lanes()
        self.read_defaults()
        self.read_steps()
        self.read_flows()
        self.read_measured()
        self.read_initiative()
        self.read_value()
        document = _SheetDocument(self.source, "", self.data, self.cells, self.cells)
        try:
            process = read_document(document, dictionary, outcomes)
        except InputError as error:
            self.problems += error.problems
        if self.problems:
            raise InputError(sorted(self.problems, key=_by_place))
        return replace(process, warnings=(*process.warnings, *self.warnings))

    def check_columns(self) -> None:
        """Raises InputError where a sheet or a column is missing without which nothing can be read."""
        for sheet in _MUST_BE:
            if sheet not in self.tables:
                help_ = "`fitengine export` writes a workbook with all sheets; an event log is saved as CSV"
                self.problems.append(Problem("missing-sheet", f"the sheet `{sheet}` is missing", help_))
        for sheet, table in self.tables.items():
            known = (*COLUMNS[sheet], *(self.facts if sheet == "Steps" else ()))
            for column in _KEYS[sheet]:
                if column not in table.columns and (table.columns or sheet in _MUST_BE):
                    message = f"the sheet `{sheet}` has no column `{column}`"
                    self.problems.append(
                        Problem("missing-column", message, "its first row names the columns")
                    )
            for column, cell in table.columns.items():
                meant = hint(column, known) if column not in known else ""
                if meant.startswith("did you mean"):
                    message = f"the column {shown(cell.value)} is not read"
                    self.warnings.append(Problem("unknown-column", message, meant, cell.place, "", "warning"))
        if self.problems:
            raise InputError(sorted(self.problems, key=_by_place))

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows of a sheet, without cells that cannot be read; each such cell is noted."""
        table = self.tables.get(sheet)
        known = {*COLUMNS[sheet], *(self.facts if sheet == "Steps" else ())}
        for row in table.rows if table else ():
            read = {word: cell for word, cell in row.items() if word in known and self.sound(cell)}
            missing = [word for word in _KEYS[sheet] if word not in row]
            if not known.isdisjoint(row) and not missing:
                if all(word in read for word in _KEYS[sheet]):
                    yield read
            elif read and sheet not in ("Process", "Initiative"):
                place = next(iter(read.values())).place
                self.problems.append(
                    Problem("missing-key", f"`{missing[0]}` is empty in this row", "", place)
                )

    def sound(self, cell: Cell) -> bool:
        if cell.formula:
            help_ = "write the value itself: what a formula comes to depends on who opens the file"
            self.problems.append(Problem("formula", "there is a formula here", help_, cell.place))
        elif cell.error:
            self.problems.append(Problem("error-value", "there is an error value here", "", cell.place))
        return not (cell.formula or cell.error)

    def put(self, path: Path, cell: Cell, value: Data | None = None) -> None:
        """The value of a cell at a path, whose containers are made on the way."""
        container: dict[str, Data] = self.data
        for key in path[:-1]:
            inner = container.setdefault(str(key), {})
            assert isinstance(inner, dict)
            container = inner
        container[str(path[-1])] = cell.text if value is None else value
        self.cells[path] = cell.place

    def read_about(self) -> None:
        self.data["process"] = "process"
        for row in self.rows("Process"):
            key = row["key"].text.casefold()
            if key in ("go_live", "currency"):
                self.put(
                    ("initiative", key) if key == "go_live" else ("initiative", "value", key), row["value"]
                )
            elif key in _ABOUT:
                self.put((key,), row["value"])

    def read_lanes(self) -> None:
        for row in self.rows("Lanes"):
            id_ = row["id"].text
            if self.stands_already(("lanes", id_), row["id"], "lane"):
                continue
            parts: dict[str, Data] = {key: row[key].text for key in ("name", "pool") if key in row}
            self.put(("lanes", id_), row["id"], parts if "pool" in row else parts.get("name", id_))

    def read_defaults(self) -> None:
        for row in self.rows("Defaults"):
            lane = row.get("lane")
            path: Path = ("lane_defaults", lane.text) if lane else ("defaults",)
            if lane:
                self.cells.setdefault(path, lane.place)
            self.put((*path, row["fact"].text), row["value"], _value(row["value"]))

    def read_steps(self) -> None:
        self.data["steps"] = {}
        for row in self.rows("Steps"):
            id_ = row["id"].text
            if self.stands_already(("steps", id_), row["id"], "step"):
                continue
            unnamed = "name" not in row and "type" in row and row["type"].text not in set(TaskKind)
            self.put(("steps", id_), row["id"], {"name": ""} if unnamed else {})
            for word, cell in row.items():
                if word in STEP_TEXTS:
                    self.put(("steps", id_, word), cell, _flag(cell) if word == "interrupting" else None)
                elif word != "id" and not self.goes_without_saying(row, word):
                    self.put(("steps", id_, "facts", word), cell, _value(cell))

    def goes_without_saying(self, row: Row, fact: str) -> bool:
        """Whether the cell repeats the default of its lane, or of all steps."""
        lane = row["lane"].text if "lane" in row else ""
        for path in (("lane_defaults", lane), ("defaults",)):
            here: Data = self.data
            for key in path:
                here = here.get(key, {}) if isinstance(here, dict) else {}
            if isinstance(here, dict) and fact in here:
                return here[fact] == _value(row[fact]) and type(here[fact]) is type(_value(row[fact]))
        return False

    def read_flows(self) -> None:
        branches: dict[str, list[Data]] = {}
        for row in self.rows("Flows"):
            source = row["from"].text
            if ("steps", source) not in self.cells:
                options = [str(path[1]) for path in self.cells if path[0] == "steps" and len(path) == 2]
                message = f"{shown(source)} is no step"
                place = row["from"].place
                self.problems.append(Problem("unknown-step", message, hint(source, options), place))
                continue
            flows = branches.setdefault(source, [])
            path: Path = ("steps", source, "next", len(flows))
            flow: dict[str, Data] = {"to": row["to"].text}
            flow |= {"when": row["when"].text} if "when" in row else {}
            flow |= {"share": row["share"].value} if "share" in row else {}
            flow |= {"default": _flag(row["default"])} if "default" in row else {}
            flows.append(flow)
            self.cells[path] = row["from"].place
            self.cells |= {(*path, word): row[word].place for word in flow}
        steps = self.data["steps"]
        for source, flows in branches.items():
            step = steps[source] if isinstance(steps, dict) else {}
            if isinstance(step, dict):
                step["next"] = flows

    def read_measured(self) -> None:
        for row in self.rows("Measured"):
            step = row["step"].text
            kind = "fact" if "fact" in row else "figure"
            if kind not in row:
                message = "this row names neither a fact nor a figure"
                self.problems.append(Problem("missing-key", message, "", row["step"].place))
            elif ("steps", step) in self.cells:
                path: Path = ("steps", step, "measured")
                self.put((*path, "log"), row["log"])
                self.put((*path, f"{kind}s", row[kind].text), row["value"], _value(row["value"]))

    def read_initiative(self) -> None:
        for row in self.rows("Initiative"):
            self.put(("initiative", "facts", row["fact"].text), row["value"], _value(row["value"]))
        kpis: dict[str, dict[str, Data]] = {}
        for row in self.rows("Measures"):
            path: Path = ("initiative", "kpis", len(kpis))
            name = row["name"].text
            if self.stands_already(("measure", name), row["name"], "measure"):
                continue
            self.cells |= {path: row["name"].place, ("measure", name): row["name"].place}
            self.cells |= {(*path, word): cell.place for word, cell in row.items()}
            kpis[name] = {word: _figure(word, cell) for word, cell in row.items()}
        for row in self.rows("Actuals"):
            self.read_actual(row, kpis)
        if kpis:
            initiative = self.data.setdefault("initiative", {})
            assert isinstance(initiative, dict)
            initiative["kpis"] = list(kpis.values())

    def read_actual(self, row: Row, kpis: Mapping[str, dict[str, Data]]) -> None:
        name = row["measure"].text
        if name not in kpis:
            place, message = row["measure"].place, f"{shown(name)} is no measure of the sheet `Measures`"
            self.problems.append(Problem("unknown-measure", message, hint(name, kpis), place))
            return
        actuals = kpis[name].setdefault("actuals", [])
        assert isinstance(actuals, list)
        path: Path = ("initiative", "kpis", list(kpis).index(name), "actuals", len(actuals))
        self.cells |= {path: row["measure"].place, (*path, "on"): row["on"].place}
        self.cells[*path, "value"] = row["value"].place
        actuals.append({"on": row["on"].text, "value": row["value"].value})

    def read_value(self) -> None:
        for row in self.rows("Value"):
            figure, verdict, step = row["figure"], row.get("verdict"), row.get("step")
            path: Path = ("initiative", "value")
            path += ("steps", step.text, figure.text) if step else (figure.text,)
            path += (verdict.text,) if verdict and not step else ()
            three: dict[str, Data] = {
                word: row[word].value for word in ("low", "likely", "high") if word in row
            }
            if "value" in row or three:
                cell = row.get("value", figure)
                self.put(path, cell, row["value"].value if "value" in row else three)

    def stands_already(self, path: Path, cell: Cell, kind: str) -> bool:
        """Whether a row before this one is about the same; it counts, and this one is noted."""
        if path not in self.cells:
            return False
        message = f"the {kind} {shown(cell.value)} stands in {self.cells[path].cell} already"
        self.problems.append(Problem(f"duplicate-{kind}", message, "keep one of them", cell.place))
        return True


def _fact_words(
    dictionary: Mapping[str, FactDefinition], outcomes: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The columns of the sheet Steps that are facts or ratings."""
    stated = [
        one for one in dictionary.values() if one.subject == "step" and one.role is not FactRole.DERIVED
    ]
    return (*(word for one in stated for word in (one.name, *one.aliases)), *outcomes)


def _value(cell: Cell) -> Data:
    """`mostly or uniform` is a list; everything else is left to the reader of values."""
    if isinstance(cell.value, str):
        parts = _OR(cell.value)
        if len(parts) > 1:
            return list(parts)
    return cell.value


def _flag(cell: Cell) -> Data:
    return (
        cell.text.casefold() in ("yes", "true")
        if cell.text.casefold() in ("yes", "no", "true", "false")
        else cell.text
    )


def _figure(word: str, cell: Cell) -> Data:
    return cell.text if word in ("name", "unit", "direction", "baseline_on") else cell.value


def _by_place(problem: Problem) -> tuple[int, int, int]:
    if problem.span is None or not problem.span.cell:
        return -1, 0, 0
    sheet = problem.span.cell.partition("!")[0]
    number = next((number for number, name in enumerate(SHEETS) if name == sheet), len(SHEETS))
    return number, problem.span.line, problem.span.column
