"""docs/api.md, made from the code: signatures and docstrings of what is public, and the types it takes and returns."""

from __future__ import annotations

import ast
import dataclasses
import enum
import importlib
import inspect
import re
from collections.abc import Iterator
from itertools import pairwise

import fitengine

__all__ = ["TYPES", "api_page"]

_GROUPS = {
    "Load": (
        "load_process",
        "load_rules",
        "import_log",
        "import_workbook",
        "import_dmn",
        "read_changes",
        "measure_log",
    ),
    "Decide": ("assess", "explain", "what_if", "compare", "next_question", "open_questions", "check_process"),
    "The initiative": ("readiness", "value", "roadmap", "track"),
    "Many processes": ("assess_many", "run_portfolio", "summarise_portfolio"),
    "Draw, report, export": (
        "draw_map",
        "MapOptions",
        "write_report",
        "export_bpmn",
        "export_dmn",
        "export_workbook",
    ),
    "Rules": ("check_rules", "test_rules", "compare_rules"),
    "Errors": ("FitengineError", "InputError", "RulesError", "EngineFault", "DrawingFault"),
}
TYPES = {
    "fitengine.errors": ("Problem", "SourceSpan"),
    "fitengine.model.process": (
        "Process", "Task", "Gateway", "Event", "SubProcess", "SequenceFlow", "Lane", "TaskKind", "GatewayKind", "EventKind",
        "SubProcessKind",
    ),
    "fitengine.model.facts": ("Facts", "OneOf", "Range", "Unknown", "Provenance", "Origin"),
    "fitengine.model.decision": (
        "Assessment", "StepAssessment", "Decision", "Certainty", "RuleHit", "SubDecision", "Question", "Assumption", "Technique",
        "Blocker", "Totals", "RuleFinding", "RuleTestResult",
    ),
    "fitengine.model.finding": ("Finding",),
    "fitengine.model.explanation": (
        "Explanation", "Reason", "WhyNot", "Counterfactual", "FactMove", "Fragility", "Outlook", "Comparison", "StepChange",
    ),
    "fitengine.model.inquiry": ("Inquiry", "Tick", "Answer"),
    "fitengine.model.rules": ("Rulebook", "PackInfo"),
}  # fmt: skip
_HEAD = """\
# Python API

<!-- Made by the tests from the code itself: `pytest --update-golden tests/functional/test_api_page.py` makes it anew. -->

Everything that `from fitengine import …` gives, and the types it takes and returns. [How to build it into a tool of
yours](how-to/embed.md) shows it at work, [versions](versioning.md) what may change.

Results are frozen dataclasses; the same input gives the same result. A `Source` is a path, `-` for standard input, or an open
file.
"""


def api_page() -> str:
    """The page. Raises AssertionError for a public name that stands in no group."""
    named = [name for names in _GROUPS.values() for name in names]
    assert sorted(named) == sorted(fitengine.__all__), set(named) ^ set(fitengine.__all__)
    parts = [_HEAD]
    for title, names in _GROUPS.items():
        parts += [f"## {title}\n", *(_public(name) for name in names)]
    parts.append("## Types\n")
    for module, names in TYPES.items():
        parts.append(f"### `{module}`\n")
        parts += [_type(module, name) for name in names]
    return "\n".join(parts)


def _public(name: str) -> str:
    thing = getattr(fitengine, name)
    if inspect.isclass(thing):
        return _class(name, thing)
    signature = _signature(name, thing)
    return f"### `{name}`\n\n```python\n{signature}\n```\n\n{_words(thing)}\n"


def _signature(name: str, function: object) -> str:
    """One line, or a line a parameter where that is too long."""
    found = inspect.signature(function)
    parts: list[str] = []
    for one in found.parameters.values():
        if (
            one.kind is one.KEYWORD_ONLY
            and "*" not in parts
            and not any(part.startswith("*") for part in parts)
        ):
            parts.append("*")
        parts.append(_parameter(one))
    line = f"{name}({', '.join(parts)}) -> {found.return_annotation}"
    if len(line) <= 100:
        return line
    return "\n".join([f"{name}(", *(f"    {part}," for part in parts), f") -> {found.return_annotation}"])


def _parameter(one: inspect.Parameter) -> str:
    """As in the source, whose annotations are kept as texts."""
    stars = "*" if one.kind is one.VAR_POSITIONAL else ""
    default = "" if one.default is one.empty else f" = {one.default!r}"
    return f"{stars}{one.name}: {one.annotation}{default}"


def _type(module: str, name: str) -> str:
    return _class(name, getattr(importlib.import_module(module), name), level=4)


def _class(name: str, kind: type, level: int = 3) -> str:
    lines = [f"{'#' * level} `{name}`\n", f"{_words(kind)}\n"]
    if issubclass(kind, enum.Enum):
        lines.append(", ".join(f"`{one.value}`" for one in kind) + "\n")
    elif dataclasses.is_dataclass(kind):
        lines += ["| field | type | |", "|---|---|---|", *_fields(kind), ""]
    return "\n".join(lines)


def _fields(kind: type) -> Iterator[str]:
    said = _said(kind)
    for field in dataclasses.fields(kind):
        shown = str(field.type).replace("|", "\\|")
        default = (
            ""
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            else " *"
        )
        yield f"| `{field.name}`{default} | `{shown}` | {said.get(field.name, '')} |"


def _said(kind: type) -> dict[str, str]:
    """The strings that stand below fields."""
    body = ast.parse(inspect.cleandoc(inspect.getsource(kind))).body[0].body
    said = {}
    for field, below in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            said[field.target.id] = " ".join(str(below.value.value).split())
    return said


def _words(thing: object) -> str:
    """The docstring as a paragraph; none where a dataclass has only the one that Python makes up."""
    words = " ".join((inspect.getdoc(thing) or "").split())
    made_up = inspect.isclass(thing) and re.match(rf"{thing.__name__}\(", words)
    return "" if made_up or words.startswith("str(object='')") else words
