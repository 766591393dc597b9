"""Annotations as workflow commands of GitHub Actions: lines that it shows beside the file."""

from __future__ import annotations

from collections.abc import Iterable

from fitengine.report.annotations import Annotation
from fitengine.report.sarif import relative_place

__all__ = ["annotations_to_github"]

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def annotations_to_github(annotations: Iterable[Annotation]) -> str:
    """One line each, `::error file=…,line=…,title=…::message`. Nothing in a text can end its line or begin a command."""
    return "".join(f"{_line(one)}\n" for one in annotations)


def _line(one: Annotation) -> str:
    places = {"file": relative_place(one.source)}
    if one.span is not None and not one.span.cell:
        places |= {"line": str(one.span.line), "endLine": str(max(one.span.line, one.span.end_line))}
        if one.span.line == one.span.end_line:
            places |= {"col": str(one.span.column), "endColumn": str(one.span.end_column)}
    places["title"] = f"fitengine: {one.code}"
    properties = ",".join(f"{name}={_property(value)}" for name, value in places.items())
    return f"::{_LEVELS[one.level]} {properties}::{_data(f'{one.message} {one.help}'.strip())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
