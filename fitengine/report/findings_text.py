"""Findings about a process as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from fitengine.model.decision import Finding
from fitengine.report.page import Page
from fitengine.report.sections import finding_lines
from fitengine.report.words import count_words

__all__ = ["findings_text"]


def findings_text(findings: Sequence[Finding], *, width: int, colour: bool = False) -> str:
    """Every finding, gravest first, and how many there are of each severity."""
    counts = {finding.severity: 0 for finding in findings}
    for finding in findings:
        counts[finding.severity] += 1
    nouns = (("error", "error"), ("warning", "warning"), ("info", "remark"))
    summary = ", ".join(count_words(counts[severity], noun) for severity, noun in nouns if severity in counts)
    return "\n".join([*finding_lines(findings, Page.of(width, colour)), summary or "nothing found"]) + "\n"
