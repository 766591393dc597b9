"""YAML to plain values, over libyaml's events and without recursion.

The stock loaders keep the last of two equal keys, read `no` as false and `1:30` as a number, crash on deep nesting and
take seconds on a merge bomb. This one takes plain data only, reads YAML 1.2 scalars, and names every defect with its
place. Places are looked up in a second pass, and only when somebody asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from fitengine.errors import InputError, Problem, SourceSpan
from fitengine.garbage import no_garbage_collection
from fitengine.load.yaml.lines import read_lines
from fitengine.load.yaml.scalars import read_scalar

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Path", "YamlDocument", "decode", "read_yaml"]

MAX_DEPTH = 64
MAX_BYTES = 256 * 1024 * 1024

Path = tuple[str | int, ...]
"""Where a value stands: keys and positions from the root."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NO_KEY: Any = object()
_MOST_PROBLEMS = 100
_MOST_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The root value of a text, and the way back from a path to its place. Equal values may be one shared object."""

    source: str
    text: str = field(repr=False)
    data: object
    places: Mapping[Path, SourceSpan] = field(default_factory=dict, repr=False)
    """The keys of the two topmost levels, as far as they were met one by one; the rest is found by `spans`."""

    def spans(self, paths: Iterable[Path], keys: bool = False) -> dict[Path, SourceSpan]:
        """The places of values (or, with `keys`, of the keys they stand under); unknown paths are left out."""
        found = _locate(self, paths)
        return {path: (key if keys and key else value) for path, (key, value) in found.items()}

    def written(self, path: Path) -> str | None:
        """A scalar as it stands in the text, without its quotes; None where there is none."""
        events = (event for found, _, event in _values(self.text) if found == path)
        event = next(events, None)
        return event.value if isinstance(event, ScalarEvent) else None

    def problem(self, code: str, message: str, help: str = "", path: Path = (), key: bool = False) -> Problem:  # noqa: A002 - the field's name
        """One problem at `path`; at the nearest place that exists, where `path` itself does not."""
        return self.problems([(code, message, help, path, key)])[0]

    def problems(self, raw: Iterable[tuple[str, str, str, Path, bool]]) -> list[Problem]:
        """Problems (code, message, help, path, at the key) in the order of their places; one pass for all."""
        raw = list(raw)
        wanted = {path[:length] for *_, path, _ in raw for length in range(len(path) + 1)}
        places = _locate(self, wanted)
        problems = []
        for code, message, help_, path, at_key in raw:
            while path not in places and path:
                path, at_key = path[:-1], True
            key, value = places.get(path, (None, SourceSpan(self.source, 1, 1, 1, 1)))
            problems.append(Problem(code, message, help_, key if at_key and key else value))
        return _with_excerpts(sorted(problems, key=_place_of), self.text)


def decode(raw: bytes, source: str) -> str:
    """UTF-8 text of a file, without a byte order mark. Raises InputError for binary, foreign or too large contents."""
    if len(raw) > MAX_BYTES:
        raise InputError.single("too-large", f"`{source}` has {len(raw):,} bytes, the limit is {MAX_BYTES:,}")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise InputError.single(
            "not-text",
            "the file is not UTF-8 text",
            "save it as UTF-8; binary files cannot be read here",
            SourceSpan(source, line, column, line, column + 1),
        ) from None


def read_yaml(raw: str | bytes, source: str) -> YamlDocument:
    """The single document of a text. Raises InputError with every duplicate key, alias, tag and syntax error found."""
    text = decode(raw, source) if isinstance(raw, bytes) else raw.removeprefix("\ufeff")
    with no_garbage_collection():
        if lines := read_lines(text, source, _read_flow):
            return YamlDocument(source, text, lines.data, lines.places)
        _refuse_control_characters(text, source)
        builder = _build(text, source)
    if builder.problems:
        raise InputError(_with_excerpts(builder.problems, text))
    if builder.root is None:
        raise InputError.single("empty", f"`{source}` is empty", "", SourceSpan(source, 1, 1, 1, 1))
    return YamlDocument(source, text, builder.root, builder.places)


def _refuse_control_characters(text: str, source: str) -> None:
    found = _CONTROL.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    raise InputError.single(
        "not-text",
        f"the file holds the control character U+{ord(found[0]):04X}",
        "binary files cannot be read here",
        SourceSpan(source, line, column, line, column + 1),
    )


def _read_flow(text: str) -> object:
    builder = _build(text, "")
    return None if builder.problems else builder.root


def _build(text: str, source: str) -> _Builder:
    builder = _Builder(source)
    handlers: dict[type[Event], Callable[[Any], None]] = {
        ScalarEvent: builder.take_scalar,
        MappingStartEvent: builder.open,
        SequenceStartEvent: builder.open,
        MappingEndEvent: builder.close,
        SequenceEndEvent: builder.close,
        AliasEvent: builder.take_alias,
        DocumentStartEvent: builder.start_document,
    }
    try:
        for event in _events(text):
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
    except _EnoughError:
        pass
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, text, source))
    return builder


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    next_event = loader.get_event
    try:
        while (event := next_event()) is not None:
            yield event
    finally:
        loader.dispose()


class _EnoughError(Exception):
    """Nothing after this place can be read with sense."""


class _Builder:
    """Makes values of events. `outer` holds the containers around the present one, each with the key it waits for."""

    __slots__ = (
        "container",
        "documents",
        "key",
        "outer",
        "places",
        "problems",
        "remembered",
        "root",
        "source",
    )

    def __init__(self, source: str) -> None:
        self.source = source
        self.root: object = None
        self.problems: list[Problem] = []
        self.places: dict[Path, SourceSpan] = {}
        self.outer: list[tuple[Any, Any]] = []
        self.container: Any = None
        self.key: Any = None
        """The key whose value comes next; `_NO_KEY` where a key comes next, None outside of mappings."""
        self.remembered: dict[str, Any] = {}
        self.documents = 0

    def take_scalar(self, event: ScalarEvent) -> None:
        if event.anchor or event.tag:
            self.report(*_plain_data_only(event), event)
        if self.key is _NO_KEY:
            self.take_key(event)
        else:
            self.put(self.plain(event.value) if event.implicit[0] else event.value)

    def take_key(self, event: ScalarEvent) -> None:
        key = self.key = event.value
        if key in self.container:
            self.report(
                "duplicate-key", f"`{key}` stands twice in the same mapping", "keep one of them", event
            )
        elif key == "<<" and event.implicit[0]:
            self.report("merge-key", "merge keys are not read", "write the values out", event)
        if len(self.outer) == 1:
            self.places[(key,)] = _span(self.source, event)
        elif len(self.outer) == 2 and self.outer[1][1] is not None:
            self.places[self.outer[1][1], key] = _span(self.source, event)

    def plain(self, text: str) -> Any:
        """The same few words come a million times: read each once, and keep one copy."""
        value = self.remembered.get(text, _NO_KEY)
        if value is _NO_KEY:
            if len(self.remembered) >= _MOST_REMEMBERED:
                self.remembered.clear()
            value = self.remembered[text] = read_scalar(text)
        return value

    def put(self, value: Any) -> None:
        if self.container is None:
            self.root = value
        elif self.key is None:
            self.container.append(value)
        else:
            self.container[self.key] = value
            self.key = _NO_KEY

    def open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        if event.anchor or event.tag:
            self.report(*_plain_data_only(event), event)
        if len(self.outer) >= MAX_DEPTH:
            self.report("too-deep", f"nested deeper than {MAX_DEPTH} levels", "", event)
            raise _EnoughError
        if self.key is _NO_KEY:
            self.report("key-not-text", "a key must be a single word or text", "", event)
            raise _EnoughError
        value: Any = {} if isinstance(event, MappingStartEvent) else []
        key = self.key
        self.put(value)
        self.outer.append((self.container, key))
        self.container, self.key = value, _NO_KEY if isinstance(event, MappingStartEvent) else None

    def close(self, _event: Event) -> None:
        self.container, key = self.outer.pop()
        self.key = None if key is None else _NO_KEY

    def take_alias(self, event: AliasEvent) -> None:
        message = f"`*{event.anchor}` is an alias; aliases are not read"
        self.report("alias", message, "write the value out", event)
        if self.key is _NO_KEY:
            raise _EnoughError
        self.put(None)

    def start_document(self, event: DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self.report(
                "two-documents", "a second document starts here", "put it into a file of its own", event
            )
            raise _EnoughError

    def report(self, code: str, message: str, help_: str, event: Event) -> None:
        self.problems.append(Problem(code, message, help_, _span(self.source, event)))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise _EnoughError


def _plain_data_only(event: Any) -> tuple[str, str, str]:
    if event.tag:
        return "tag", f"`{event.tag}` is a tag; tags are not read", "write plain data"
    message = f"`&{event.anchor}` is an anchor; anchors are not read"
    return "anchor", message, "write the value out where it is needed"


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, source: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    span = (
        SourceSpan(source, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2) if mark else None
    )
    words = (error.problem or "this is not YAML").rstrip(".")
    context = f" {error.context}" if error.context else ""
    help_ = "indent with spaces" if mark and text[mark.index : mark.index + 1] == "\t" else ""
    if "mapping values are not allowed" in words:
        help_ = "put texts that contain a colon in quotes"
    return Problem("yaml-syntax", f"{words}{context}", help_, span)


def _span(source: str, event: Any) -> SourceSpan:
    start, end = event.start_mark, event.end_mark
    return SourceSpan(source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _place_of(problem: Problem) -> tuple[int, int, str, str]:
    span = problem.span
    return (span.line, span.column, problem.code, problem.message) if span else (0, 0, problem.code, "")


def _with_excerpts(problems: Iterable[Problem], text: str) -> list[Problem]:
    problems = list(problems)
    wanted = {problem.span.line for problem in problems if problem.span}
    lines: dict[int, str] = {}
    start = 0
    for number in range(1, max(wanted, default=0) + 1):
        found = _LINE_END.search(text, start)
        if number in wanted:
            lines[number] = text[start : found.start() if found else len(text)]
        if found is None:
            break
        start = found.end()
    return [
        Problem(one.code, one.message, one.help, one.span, lines.get(one.span.line, "") if one.span else "")
        for one in problems
    ]


def _locate(
    document: YamlDocument, paths: Iterable[Path]
) -> dict[Path, tuple[SourceSpan | None, SourceSpan]]:
    """Path to (place of the key, place of the value), in one pass that stops when all are found."""
    wanted = set(paths)
    found: dict[Path, tuple[SourceSpan | None, SourceSpan]] = {}
    for path, key, value in _values(document.text):
        if path in wanted and path not in found:
            key_span = _span(document.source, key) if key else None
            found[path] = key_span, _span(document.source, value)
        if len(found) == len(wanted):
            break
    return found


def _values(text: str) -> Iterator[tuple[Path, Any, Any]]:
    """Every value in the order of the text: its path, the event of its key and its own."""
    path: list[Any] = []
    key: Any = None
    for event in islice(_events(text), 1, None):
        kind = type(event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            path.pop()
            _finish_value(path)
        elif kind is ScalarEvent and path and path[-1] is _NO_KEY:
            path[-1], key = event.value, event
        elif kind is ScalarEvent or kind is MappingStartEvent or kind is SequenceStartEvent:
            in_list = bool(path) and isinstance(path[-1], int)
            yield tuple(path), None if in_list or not path else key, event
            if kind is ScalarEvent:
                _finish_value(path)
            else:
                path.append(_NO_KEY if kind is MappingStartEvent else 0)


def _finish_value(path: list[Any]) -> None:
    if path:
        path[-1] = path[-1] + 1 if isinstance(path[-1], int) else _NO_KEY
