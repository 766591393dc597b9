"""YAML to plain values, over libyaml's events and without recursion.

The stock loaders keep the last of two equal keys, read `no` as false and `1:30` as a number, crash on deep nesting and take
seconds on a merge bomb. This one takes plain data only, reads YAML 1.2 scalars, and names every defect with its place. Places
are looked up in a second pass, and only when somebody asks.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from fitengine.errors import InputError, Problem, SourceSpan

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Path", "YamlDocument", "decode", "read_yaml"]

MAX_DEPTH = 64
MAX_BYTES = 256 * 1024 * 1024

Path = tuple[str | int, ...]
"""Where a value stands: keys and positions from the root."""

_INTEGER = re.compile(r"[-+]?[0-9]+\Z").match
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]").match
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z").match
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMBER_START = frozenset("-+.0123456789")
_LONGEST_NUMBER = 300
_NO_KEY: Any = object()
_MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The root value of a text, and the way back from a path to its place."""

    source: str
    text: str = field(repr=False)
    data: object

    def spans(self, paths: Iterable[Path], keys: bool = False) -> dict[Path, SourceSpan]:
        """The places of values (or, with `keys`, of the keys they stand under); unknown paths are left out."""
        return {path: (key if keys and key else value) for path, (key, value) in _locate(self, paths).items()}

    def problem(self, code: str, message: str, help: str = "", path: Path = (), key: bool = False) -> Problem:  # noqa: A002 - the field's name
        """One problem at `path`; at the nearest place that exists, where `path` itself does not."""
        return self.problems([(code, message, help, path, key)])[0]

    def problems(self, raw: Iterable[tuple[str, str, str, Path, bool]]) -> list[Problem]:
        """Problems (code, message, help, path, at the key) in the order of their places; one pass for all of them."""
        raw = list(raw)
        wanted = {path[:length] for *_, path, _ in raw for length in range(len(path) + 1)}
        places = _locate(self, wanted)
        lines = self.text.splitlines()
        problems = []
        for code, message, help_, path, at_key in raw:
            while path not in places and path:
                path, at_key = path[:-1], True
            key, value = places.get(path, (None, SourceSpan(self.source, 1, 1, 1, 1)))
            span = key if at_key and key else value
            excerpt = lines[span.line - 1] if span.line <= len(lines) else ""
            problems.append(Problem(code, message, help_, span, excerpt))
        return sorted(problems, key=lambda problem: (problem.span or SourceSpan("", 0, 0, 0, 0), problem.code, problem.message))


def decode(raw: bytes, source: str) -> str:
    """UTF-8 text of a file, without a byte order mark. Raises InputError for binary, foreign or too large contents."""
    if len(raw) > MAX_BYTES:
        raise InputError.single("too-large", f"`{source}` has {len(raw):,} bytes, the limit is {MAX_BYTES:,}")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", errors="replace").encode()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise InputError.single(
            "not-text",
            "the file is not UTF-8 text",
            "save it as UTF-8; binary files cannot be read here",
            SourceSpan(source, line, column, line, column + 1),
        ) from None
    position = next((index for index, character in enumerate(text) if character < " " and character not in "\t\n\r"), None)
    if position is None:
        return text
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    raise InputError.single(
        "not-text",
        f"the file holds the control character U+{ord(text[position]):04X}",
        "binary files cannot be read here",
        SourceSpan(source, line, column, line, column + 1),
    )


def read_yaml(raw: str | bytes, source: str) -> YamlDocument:
    """The single document of a text. Raises InputError with every duplicate key, alias, tag and syntax error found."""
    text = decode(raw, source) if isinstance(raw, bytes) else raw
    with _no_garbage_collection():
        data, problems = _build(text, source)
    if problems:
        lines = text.splitlines()
        raise InputError(_with_excerpt(problem, lines) for problem in problems)
    if data is None:
        raise InputError.single("empty", f"`{source}` is empty", "", SourceSpan(source, 1, 1, 1, 1))
    return YamlDocument(source, text, data)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Millions of young containers and no cycles: collecting in between costs a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _scalar(text: str) -> str | int | float | bool | None:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _NUMBER_START and len(text) <= _LONGEST_NUMBER:
        if _INTEGER(text):
            return text if _LEADING_ZERO(text) else int(text)
        if _FLOAT(text):
            return text if _LEADING_ZERO(text) else float(text)
    return text


def _span(source: str, event: Any) -> SourceSpan:
    start, end = event.start_mark, event.end_mark
    return SourceSpan(source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _build(text: str, source: str) -> tuple[object, list[Problem]]:  # noqa: C901 - one loop over events is the point: a call an event would double the time
    loader = yaml.CSafeLoader(text)
    next_event = loader.get_event  # type: ignore[attr-defined] # the C loader has it, the stubs do not say so
    problems: list[Problem] = []
    stack: list[tuple[Any, bool, Any]] = []
    container: Any = None
    in_mapping = False
    key: Any = _NO_KEY
    root: object = None
    documents = 0

    def report(code: str, message: str, help_: str, event: Any) -> None:
        problems.append(Problem(code, message, help_, _span(source, event)))

    try:
        while len(problems) < _MOST_PROBLEMS:
            event = next_event()
            kind = type(event)
            value: Any
            if kind is ScalarEvent:
                if event.anchor or event.tag:
                    report(*_plain_data_only(event), event)
                if in_mapping and key is _NO_KEY:
                    key = event.value
                    if key in container:
                        report("duplicate-key", f"`{key}` stands twice in the same mapping", "keep one of them", event)
                    elif key == "<<" and event.implicit[0]:
                        report("merge-key", "merge keys are not read", "write the values out", event)
                    continue
                value = _scalar(event.value) if event.implicit[0] else event.value
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                value = {} if kind is MappingStartEvent else []
                if event.anchor or event.tag:
                    report(*_plain_data_only(event), event)
                if len(stack) >= MAX_DEPTH:
                    report("too-deep", f"nested deeper than {MAX_DEPTH} levels", "", event)
                    break
                if in_mapping and key is _NO_KEY:
                    report("key-not-text", "a key must be a single word or text", "", event)
                    break
                if container is None:
                    root = value
                elif in_mapping:
                    container[key] = value
                else:
                    container.append(value)
                stack.append((container, in_mapping, key))
                container, in_mapping, key = value, kind is MappingStartEvent, _NO_KEY
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                container, in_mapping, _ = stack.pop()
                key = _NO_KEY
                continue
            elif kind is AliasEvent:
                report("alias", f"`*{event.anchor}` is an alias; aliases are not read", "write the value out", event)
                if in_mapping and key is _NO_KEY:
                    break
                value = None
            elif kind is StreamEndEvent:
                break
            elif kind is yaml.events.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    report("two-documents", "a second document starts here", "put each process into a file of its own", event)
                    break
                continue
            else:
                continue
            if container is None:
                root = value
            elif in_mapping:
                container[key] = value
                key = _NO_KEY
            else:
                container.append(value)
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax_problem(error, source))
    except yaml.reader.ReaderError as error:
        problems.append(Problem("not-text", f"a character cannot be read: {error.reason}", "", SourceSpan(source, 1, 1, 1, 1)))
    finally:
        loader.dispose()
    return root, problems


def _plain_data_only(event: Any) -> tuple[str, str, str]:
    if event.tag:
        return "tag", f"`{event.tag}` is a tag; tags are not read", "write plain data"
    return "anchor", f"`&{event.anchor}` is an anchor; anchors are not read", "write the value out where it is needed"


def _syntax_problem(error: yaml.MarkedYAMLError, source: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    span = SourceSpan(source, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2) if mark else None
    words = (error.problem or "this is not YAML").rstrip(".")
    context = f" {error.context}" if error.context else ""
    help_ = "indent with spaces" if "tab" in words or "'\\t'" in words else ""
    if "mapping values are not allowed" in words:
        help_ = "put texts that contain a colon in quotes"
    return Problem("yaml-syntax", f"{words}{context}", help_, span)


def _with_excerpt(problem: Problem, lines: list[str]) -> Problem:
    span = problem.span
    if span is None or span.line > len(lines):
        return problem
    return Problem(problem.code, problem.message, problem.help, span, lines[span.line - 1], problem.severity)


def _locate(document: YamlDocument, paths: Iterable[Path]) -> Mapping[Path, tuple[SourceSpan | None, SourceSpan]]:
    """Path to (place of the key, place of the value), in one pass that stops when all are found."""
    wanted = set(paths)
    found: dict[Path, tuple[SourceSpan | None, SourceSpan]] = {}
    loader = yaml.CSafeLoader(document.text)
    next_event = loader.get_event  # type: ignore[attr-defined]
    path: list[Any] = []
    mappings: list[bool] = []
    key_span: SourceSpan | None = None
    try:
        while len(found) < len(wanted):
            event = next_event()
            kind = type(event)
            if kind is StreamEndEvent:
                break
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                mappings.pop()
                path.pop()
                if mappings and mappings[-1]:
                    path[-1] = _NO_KEY
                continue
            if kind not in (MappingStartEvent, SequenceStartEvent, ScalarEvent):
                continue
            if mappings:
                if not mappings[-1]:
                    path[-1] += 1
                    key_span = None
                elif path[-1] is _NO_KEY:
                    path[-1] = event.value
                    key_span = _span(document.source, event)
                    continue
            here = tuple(path)
            if here in wanted and here not in found:
                found[here] = (key_span if mappings and mappings[-1] else None, _span(document.source, event))
            if kind is ScalarEvent:
                if mappings and mappings[-1]:
                    path[-1] = _NO_KEY
            else:
                mappings.append(kind is MappingStartEvent)
                path.append(_NO_KEY if kind is MappingStartEvent else -1)
    finally:
        loader.dispose()
    return found
