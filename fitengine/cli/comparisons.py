"""Comparisons in the formats that several commands write."""

from __future__ import annotations

from collections.abc import Sequence

from fitengine.cli.output import page_width, utf8, wants_colour
from fitengine.model.explanation import Comparison
from fitengine.model.rules import Rulebook

__all__ = ["format_comparison"]


def format_comparison(
    comparison: Comparison,
    rulebooks: tuple[Rulebook, Rulebook],
    form: str,
    out: str | None,
    changes: Sequence[str] = (),
) -> str | bytes:
    """`text`, `json` or `markdown`. `rulebooks` are those before and after, `changes` what a what-if tries."""
    match form:
        case "json":
            from fitengine.report.comparison_json import comparison_to_json

            return utf8(comparison_to_json(comparison, changes))
        case "markdown":
            from fitengine.report.comparison_markdown import comparison_markdown

            return utf8(comparison_markdown(comparison, *rulebooks, changes=changes))
        case _:
            from fitengine.report.comparison_text import comparison_text

            width, colour = page_width(), wants_colour(out)
            return comparison_text(comparison, *rulebooks, width=width, colour=colour, changes=changes)
