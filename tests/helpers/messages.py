"""The codes of messages: those that the source can send, and those that the documentation explains."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.helpers.docs import DOCS

__all__ = ["documented", "in_source", "other_words_in_source"]

_SOURCE = Path(__file__).parents[2] / "fitengine"
_DASHED = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ROW = re.compile(r"^\| <a id=\"([a-z-]+)\"></a>`\1` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)

_BUILT = {
    "ambiguous-{kind}": ("ambiguous-step", "ambiguous-lane"),
    "duplicate-{kind}": ("duplicate-lane", "duplicate-step", "duplicate-measure"),
    "duplicate-{scope}": ("duplicate-step", "duplicate-lane"),
    "no-{word}s": ("no-lanes", "no-stages"),
    "unknown-{kind}": ("unknown-step", "unknown-lane"),
    "unknown-{answer.scope}": ("unknown-step", "unknown-lane"),
    "unknown-{word}": ("unknown-lane", "unknown-stage"),
}
"""Codes that are put together from the name of what they are about."""

_NAMED_ELSEWHERE = frozenset(
    {"anchor", "context", "date", "entity", "function", "tag", "unsorted", "variable"}
)
"""Codes of one word that stand in a table or are handed back before they are sent."""

_OTHER_WORDS = frozenset(
    (Path(__file__).parent / "words_with_a_dash.txt").read_text(encoding="utf-8").split()
)
"""Words with a dash that are no codes: verdicts, facts, encodings, attributes of SVG. A new one is a decision: code or not."""


def documented() -> list[str]:
    """The codes that docs/messages.md explains, in its order."""
    return [row[1] for row in _ROW.finditer((DOCS / "messages.md").read_text(encoding="utf-8"))]


def in_source() -> set[str]:
    """Every code that the product can send: whatever stands where a code is asked for, and every word with a dash that is
    not known to be something else."""
    trees = _trees()
    takers = dict(found for tree in trees for found in _takers(tree))
    asked = {word for tree in trees for word in _passed_as_code(tree, takers)}
    return asked | _expanded(trees) | _constants(trees) & _NAMED_ELSEWHERE | (_dashed(trees) - _OTHER_WORDS)


def other_words_in_source() -> tuple[frozenset[str], set[str]]:
    """The words said to be no codes, and the words with a dash that the source has."""
    return _OTHER_WORDS, _dashed(_trees())


def _trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(_SOURCE.rglob("*.py"))]


def _takers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Functions with a parameter `code` and classes with such a field, and where it stands in a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = _parameters(node)
        elif isinstance(node, ast.ClassDef):
            names = _fields(node)
        else:
            continue
        if "code" in names and not node.name.startswith("__"):
            yield node.name, names.index("code")


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]


def _fields(made: ast.ClassDef) -> list[str]:
    """What is passed to make one: the fields of a dataclass, or the parameters of `__init__`."""
    for part in made.body:
        if isinstance(part, ast.FunctionDef) and part.name == "__init__":
            return _parameters(part)
    return [
        field.target.id
        for field in made.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    ]


def _passed_as_code(tree: ast.AST, takers: dict[str, int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = takers.get(called, len(node.args))
            # A message follows its code: this tells `defects.add(code, …)` from the `add` of a set, and a note about the
            # input from a note for the terminal.
            if place + 1 < len(node.args) and ast.unparse(node.args[place + 1]) != "quiet":
                yield from (word for word in _words(node.args[place]) if _CODE.fullmatch(word))
            yield from (word for part in node.keywords if part.arg == "code" for word in _words(part.value))


def _words(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _words(node.body)
        yield from _words(node.orelse)


def _constants(trees: list[ast.Module]) -> set[str]:
    constants = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


def _dashed(trees: list[ast.Module]) -> set[str]:
    return {word for word in _constants(trees) if _DASHED.fullmatch(word)}


def _expanded(trees: list[ast.Module]) -> set[str]:
    written = {
        ast.unparse(node)[2:-1]
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    }
    return {code for template, codes in _BUILT.items() if template in written for code in codes}
