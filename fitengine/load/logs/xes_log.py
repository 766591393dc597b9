"""Logs in XES (IEEE 1849): traces of events, each with attributes, straight from expat.

Only attributes directly below a trace or an event are read. Entities are refused where they are declared, and nothing
outside the file is ever read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.parsers import expat

from fitengine.errors import InputError, Problem, SourceSpan
from fitengine.load.logs.builder import LogBuilder, left_out, time_issues
from fitengine.load.logs.columns import Columns, LogOptions, find_columns
from fitengine.load.logs.foreign import refuse_object_centric, refuse_root, refuse_user_interface
from fitengine.load.logs.source import LogFile
from fitengine.load.logs.text import LogText
from fitengine.load.logs.times import Clock
from fitengine.load.markup.refusals import doctype_reason, entity_reason, syntax_reason, too_deep
from fitengine.model.log import MISSING, DataIssue, EventLog

__all__ = ["read_xes_log"]

_SAMPLE = 2000
"""Events that the roles of attributes are guessed from."""
_DEEPEST = 100
_LONGEST_TAG = 8 * 1024**2
"""In bytes; expat keeps a tag in memory until it ends."""
_TRACE_NAME = "concept:name"
_OBJECT_CENTRIC = frozenset({"objects", "events", "object-types", "event-types"})
_KIND = "an XES log"
_Attributes = dict[str, str]


def read_xes_log(file: LogFile, options: LogOptions) -> EventLog:
    """The events of an XES log. Raises InputError for other XML, for entities, and for what is cut off."""
    return _Reader(file, options).read()


class _Reader:
    """One pass of expat. The first events wait until it is clear which attribute is what."""

    def __init__(self, file: LogFile, options: LogOptions) -> None:
        self.file = file
        self.options = options
        self.text = LogText(file.chunks(), file.head, file.name)
        self.builder = LogBuilder(file.name)
        self.waiting: list[tuple[int, _Attributes]] = []
        self.columns: Columns | None = None
        self.clocks: dict[str, Clock] = {}
        self.cases: list[str] = []
        self.trace_name = options.case or _TRACE_NAME
        self.depth = 0
        self.trace: _Attributes | None = None
        self.event: _Attributes | None = None
        self.astray = self.unnamed = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity

    def read(self) -> EventLog:
        try:
            self.parse()
        except expat.ExpatError as error:
            raise self.broken(error) from None
        finally:
            del self.parser  # it holds the handlers, which hold this reader: a circle
        if self.astray and not self.cases:
            message = (
                f"`{self.file.name}` has events outside of traces, so nothing says which case they belong to"
            )
            raise InputError.single("no-case-column", message, "each case is a `trace` of events")
        if self.columns is None and self.waiting:
            self.find_columns()
        found = self.columns.found() if self.columns else {}
        return self.builder.log({"case": self.trace_name, **found}, self.cases, self.issues())

    def parse(self) -> None:
        fed = 0
        for piece in self.text.pieces():
            data = piece.encode()
            fed += len(data)
            self.parser.Parse(data)
            if fed - self.parser.CurrentByteIndex > _LONGEST_TAG:
                raise self.refusal("endless-tag", f"an element is longer than {_LONGEST_TAG:,} bytes")
        self.parser.Parse(b"", True)

    def start(self, name: str, attributes: _Attributes) -> None:
        self.depth = depth = self.depth + 1
        if depth == 4:
            if self.event is not None and attributes.get("key"):
                self.event[attributes["key"]] = attributes.get("value", "")
        elif depth == 3:
            if self.trace is not None and name.rpartition(":")[2] == "event":
                self.event = {}
            elif self.trace is not None and attributes.get("key"):
                self.trace[attributes["key"]] = attributes.get("value", "")
        elif depth == 2:
            self.start_trace(name.rpartition(":")[2])
        elif depth == 1 and name.rpartition(":")[2] != "log":
            refuse_root(name.rpartition(":")[2], self.file.name)
        elif depth > _DEEPEST:
            raise self.refusal(*too_deep(_DEEPEST))

    def start_trace(self, name: str) -> None:
        if name == "trace":
            self.trace = {}
        elif name == "event":
            self.astray += 1
        elif name in _OBJECT_CENTRIC:
            refuse_object_centric(self.file.name)

    def end(self, _name: str) -> None:
        self.depth = depth = self.depth - 1
        if depth == 2 and self.event is not None:
            self.take(self.event)
            self.event = None
        elif depth == 1 and self.trace is not None:
            self.end_trace(self.trace)
            self.trace = None

    def take(self, event: _Attributes) -> None:
        number = len(self.cases)
        if self.columns is not None:
            self.add(number, event, self.columns)
            return
        self.waiting.append((number, event))
        if len(self.waiting) >= _SAMPLE:
            self.find_columns()

    def end_trace(self, trace: _Attributes) -> None:
        """Its name may stand behind its events."""
        name = " ".join(trace.get(self.trace_name, "").split())
        self.unnamed += not name
        self.cases.append(name or f"trace {len(self.cases) + 1}")

    def find_columns(self) -> None:
        """Which attribute is what; then the events that waited for it."""
        keys = dict.fromkeys(key for _, event in self.waiting for key in event)
        if not self.options.on_purpose():
            refuse_user_interface(keys, self.file.name)
        sample = {key: [event[key] for _, event in self.waiting if key in event] for key in keys}
        asked = replace(self.options, case="")
        columns = self.columns = find_columns(sample, asked, self.file.name, case_needed=False)
        self.clocks = {
            key: Clock(sample[key], self.options.dates) for key in (columns.start, columns.end) if key
        }
        for number, event in self.waiting:
            self.add(number, event, columns)
        self.waiting.clear()

    def add(self, number: int, event: _Attributes, columns: Columns) -> None:
        start, end = event.get(columns.start, ""), event.get(columns.end, "")
        self.builder.add(
            number,
            event.get(columns.activity, ""),
            self.clocks[columns.start].read(start) if start else MISSING,
            self.clocks[columns.end].read(end) if end else MISSING,
            event.get(columns.resource, ""),
            event.get(columns.lifecycle, ""),
        )

    def issues(self) -> Iterator[DataIssue]:
        yield from self.text.issues()
        yield from left_out("no-case", self.astray, "event", "a trace around it")
        yield from left_out("no-activity", self.builder.without_activity, "event", "an activity")
        if self.unnamed:
            message = f"{self.unnamed:,} of {len(self.cases):,} traces have no `{self.trace_name}`; they were numbered"
            yield DataIssue("unnamed-case", self.unnamed, message)
        doubles = len(self.cases) - len(set(self.cases))
        if doubles:
            message = f"{doubles:,} traces have the name of another one; each counts as a case of its own"
            yield DataIssue("doubled-case", doubles, message)
        yield from time_issues(self.columns or Columns(), self.clocks)

    def doctype(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        if reason := doctype_reason(system, public, _KIND):
            raise self.refusal(*reason)

    def entity(
        self, name: str, _parameter: int, _value: str | None, _base: str | None, *outside: str | None
    ) -> None:
        raise self.refusal(*entity_reason(name, outside, _KIND))

    def broken(self, error: expat.ExpatError) -> InputError:
        place = SourceSpan(self.file.name, error.lineno, error.offset + 1, error.lineno, error.offset + 2)
        return InputError([Problem(*syntax_reason(error, "export or download it again"), place)])

    def refusal(self, code: str, message: str, help_: str = "") -> InputError:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        place = SourceSpan(self.file.name, line, column, line, column + 1)
        return InputError([Problem(code, message, help_, place)])
