"""A remark on a healthy process. A broken input and a broken rule are other things: see `fitengine.errors`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fitengine.errors import SourceSpan

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark on a healthy process: a contradiction, a structural weakness, a measured value that disagrees."""

    code: str
    severity: Literal["error", "warning", "info"]
    subject: str
    message: str
    help: str = ""
    span: SourceSpan | None = None
