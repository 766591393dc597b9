"""One HTML file that holds everything about an assessed process, and lets facts be tried out in it."""

from __future__ import annotations

from fitengine.report.html.document import PageTheme, html_report
from fitengine.report.html.drawn import DrawnMap, VerdictMark

__all__ = ["DrawnMap", "PageTheme", "VerdictMark", "html_report"]
