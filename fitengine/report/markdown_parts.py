"""What every Markdown output of ours is made of (CommonMark with GitHub's tables), texts from outside escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fitengine.model.finding import Finding
from fitengine.report.display import clean

__all__ = ["Sections", "document", "escape", "finding_bullets", "table_lines"]

Sections = Iterable[tuple[str, Iterable[str]]]
"""Headings with the lines below them."""

_SPECIAL = re.compile(
    r"([\\`*_{}\[\]<>|~&#$@]|(?<=https)://|(?<=http)://|(?<=ftp)://|(?<=www)\.)", re.IGNORECASE
)
_LIST_START = re.compile(r"^([-+=]|[0-9]+[.)](?= |$))")


def escape(text: str) -> str:
    """One line that Markdown takes literally: no emphasis, link, table cell, list or HTML."""
    line = _SPECIAL.sub(r"\\\1", clean(text))
    return _LIST_START.sub(lambda start: f"{start[0][:-1]}\\{start[0][-1]}", line)


def table_lines(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of a table from titles and texts that are not escaped yet; none where there are no rows."""
    titles, rows = list(titles), list(rows)
    if rows:
        yield f"| {' | '.join(titles)} |"
        yield f"|{' --- |' * len(titles)}"
        yield from (f"| {' | '.join(map(escape, row))} |" for row in rows)


def document(title: str, paragraphs: Iterable[str], sections: Sections, closing: str = "") -> str:
    """A title, paragraphs, the sections that have lines and a last paragraph, ending in a line end. Titles are escaped here,
    everything else comes escaped."""
    parts = [f"# {escape(title)}", *paragraphs]
    for heading, lines in sections:
        if body := "\n".join(lines):
            parts += [f"## {escape(heading)}", body]
    return "\n\n".join(part for part in (*parts, closing) if part) + "\n"


def finding_bullets(findings: Iterable[Finding]) -> Iterator[str]:
    """A list of findings, one a line."""
    for finding in findings:
        subject = f"{escape(finding.subject)}: " if finding.subject else ""
        advice = f"; {escape(finding.help)}" if finding.help else ""
        yield f"- {finding.severity}: {subject}{escape(finding.message)} ({escape(finding.code)}){advice}"
