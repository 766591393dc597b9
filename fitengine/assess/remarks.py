"""How a remark on the structure of a process is worded and weighed."""

from __future__ import annotations

from typing import Literal

from fitengine.errors import SourceSpan
from fitengine.model.decision import Finding
from fitengine.model.process import Node, Process

__all__ = ["SEVERITY", "count", "remark", "title"]

SEVERITY: dict[str, Literal["error", "warning", "info"]] = {
    "no-start": "error",
    "no-end": "error",
    "disconnected": "error",
    "unreachable": "error",
    "no-way-out": "warning",
    "implicit-split": "warning",
    "unlabelled-branches": "warning",
    "shares-do-not-add-up": "warning",
    "share-on-parallel": "warning",
    "unnamed-step": "warning",
    "no-lane": "warning",
    "superfluous-gateway": "info",
    "implicit-merge": "info",
    "duplicate-name": "info",
}
"""An error makes the graph unusable as a process, a warning leaves it ambiguous, an info is about style."""


def remark(
    code: str, subject: Node | Process, message: str, advice: str, span: SourceSpan | None = None
) -> Finding:
    """A finding at `span`, else at its subject."""
    return Finding(code, SEVERITY[code], subject.id, message, advice, span or subject.span)


def title(node: Node) -> str:
    """The node as people know it: name and id, or the id alone."""
    return f"`{node.name}` (`{node.id}`)" if node.name else f"`{node.id}`"


def count(number: int, word: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
