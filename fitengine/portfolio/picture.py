"""All processes of a portfolio as one picture: a card a process, area below area, each with a bar of its verdicts.

As with maps, every place is fixed and Graphviz only draws; texts stand in HTML-like labels, escaped one by one. A card with a
report behind it is a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import floor
from pathlib import Path
from typing import Literal

from fitengine.errors import DrawingFault
from fitengine.portfolio.summary_model import Counts, ProcessRow, Summary
from fitengine.portfolio.summary_words import hours_words, label
from fitengine.render.dot.canvas import Canvas, inches
from fitengine.render.dot.html import cell, filled_cell, font, lines_of, row, table
from fitengine.render.palette import THEMES, Theme, ThemeName, verdict_style
from fitengine.render.program import drawing_program, run_program
from fitengine.render.svg import plain_svg
from fitengine.render.text import clean, wrap
from fitengine.report.words import count_words

__all__ = ["PictureFormat", "draw_portfolio"]

PictureFormat = Literal["svg", "png", "dot"]

_MARGIN, _GAP, _HEADING, _TITLE, _PADDING = 18.0, 12.0, 30.0, 40.0, 8.0
_LEGEND, _FIELD = 34.0, 150.0
_FONT = "Arial"
_LEAST_PART = 5
"""Points that a verdict with any step takes on the bar."""
_LEAST_FIGURE = 15
_MOST_LARGE = 120
"""So many processes have cards with words; more have small ones."""
_MOST_PIXELS = 100_000_000


@dataclass(frozen=True, slots=True)
class _Size:
    """Of a card: points, lines of its name, the size of that type, cards beside each other, and whether there is a line of
    figures."""

    width: float
    lines: int
    type: int
    bar: float
    across: int
    figures: bool

    @property
    def inner(self) -> float:
        return self.width - 2 * _PADDING

    @property
    def height(self) -> float:
        return 2 * _PADDING + self.lines * self.type * 1.25 + self.bar + (18 if self.figures else 3)


_LARGE = _Size(204.0, 2, 11, 17.0, 6, figures=True)
_SMALL = _Size(112.0, 1, 8, 9.0, 11, figures=False)


@dataclass(frozen=True, slots=True)
class _Card:
    """`x` and `y` are the upper left corner, counted from the top of the page."""

    number: int
    process: ProcessRow
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Plan:
    """Headings with their places, cards and the page."""

    size: _Size
    headings: tuple[tuple[str, float], ...]
    cards: tuple[_Card, ...]
    width: float
    height: float


def draw_portfolio(
    summary: Summary,
    *,
    format: PictureFormat = "svg",  # noqa: A002 - the option's name
    theme: ThemeName = "light",
    links: Mapping[str, str] | None = None,
    dpi: int = 96,
    dot: Path | None = None,
) -> str | bytes:
    """The picture: text for `svg` and `dot`, bytes for `png`. `links` leads from a process's source to its report. Raises
    DrawingFault where no drawing program is found, where it fails, and where a PNG would be too large."""
    plan = _plan(summary.processes)
    source = _write(summary, plan, THEMES[theme], links or {})
    if format == "dot":
        return source
    if format == "png":
        _check_pixels(plan, dpi)
    drawn = run_program(drawing_program(dot), source, format, dpi if format == "png" else None)
    if format == "png":
        return drawn
    return _linked(plain_svg(drawn, _titles(summary, plan)), plan, links or {})


def _plan(processes: Sequence[ProcessRow]) -> _Plan:
    """Areas below each other, that of the first process first; the cards of each in rows, in the order of the ranking."""
    size = _LARGE if len(processes) <= _MOST_LARGE else _SMALL
    areas: dict[str, list[tuple[int, ProcessRow]]] = {}
    for number, process in enumerate(processes, 1):
        areas.setdefault(clean(process.area), []).append((number, process))
    headings: list[tuple[str, float]] = []
    cards: list[_Card] = []
    at = _TITLE
    for area, members in areas.items():
        if len(areas) > 1:
            headings.append((f"{area or 'No area'} · {_processes(len(members))}", at))
            at += _HEADING
        for place, (number, process) in enumerate(members):
            down, across = divmod(place, size.across)
            cards.append(
                _Card(number, process, across * (size.width + _GAP), at + down * (size.height + _GAP))
            )
        at += -(-len(members) // size.across) * (size.height + _GAP) + _GAP
    width = max((card.x + size.width for card in cards), default=0.0)
    return _Plan(size, tuple(headings), tuple(cards), max(width, 5 * _FIELD), at + _LEGEND)


def _write(summary: Summary, plan: _Plan, theme: Theme, links: Mapping[str, str]) -> str:
    canvas = Canvas.new(
        graph={
            "bb": f"0,0,{plan.width:.2f},{plan.height:.2f}",
            "pad": inches(_MARGIN),
            "bgcolor": theme.paper,
            "fontname": _FONT,
        },
        node={"fontname": _FONT, "fontcolor": theme.ink, "fixedsize": "true", "margin": "0", "label": ""},
        edge={"fontname": _FONT},
    )
    _write_line(canvas, "heading", _title(summary), (0.0, 0.0), plan.width, plan, theme, 15)
    for number, (words, y) in enumerate(plan.headings, 1):
        _write_line(canvas, f"a{number}", words, (0.0, y), plan.width, plan, theme, 12)
    for card in plan.cards:
        _write_card(canvas, card, plan, theme, links)
    _write_legend(canvas, summary, plan, theme)
    return canvas.source


def _title(summary: Summary) -> str:
    shown, total = len(summary.processes), summary.documents.assessed
    words = f"Portfolio: {_processes(total)}, {count_words(summary.total.steps, 'step')}"
    return f"{words}; the first {shown:,} are shown" if shown < total else words


def _processes(count: int) -> str:
    return f"{count:,} process" if count == 1 else f"{count:,} processes"


def _write_line(
    canvas: Canvas,
    name: str,
    words: str,
    corner: tuple[float, float],
    width: float,
    plan: _Plan,
    theme: Theme,
    size: int,
) -> None:
    """One bold line at the left of a field."""
    (line,) = wrap(words, width, size, bold=True, lines=1)
    markup = table([row(cell(lines_of([line], size, theme.ink, bold=True)))], width, _HEADING - 4)
    look = {"label": f"<{markup}>", "shape": "none", "class": "text"}
    canvas.node(name, {**look, **_place(corner, width, _HEADING - 4, plan.height)})


def _write_card(canvas: Canvas, card: _Card, plan: _Plan, theme: Theme, links: Mapping[str, str]) -> None:
    size = plan.size
    look = {
        "label": f"<{_label(card, size, theme)}>",
        "shape": "box",
        "style": "rounded,filled",
        "fillcolor": theme.band[0],
        "color": theme.rule,
        "class": "step",
        **_place((card.x, card.y), size.width, size.height, plan.height),
    }
    if card.process.source in links:
        look |= {"href": f"#part-{card.number}", "color": theme.line}
    canvas.node(f"p{card.number}", look)


def _label(card: _Card, size: _Size, theme: Theme) -> str:
    process = card.process
    name = wrap(
        f"{card.number}  {process.name or process.id}", size.inner, size.type, bold=True, lines=size.lines
    )
    high = size.lines * size.type * 1.25
    rows = [
        row(cell(lines_of(name, size.type, theme.ink, bold=True), size.inner, high, valign="TOP")),
        row(cell(_bar(process.counts, size, theme), size.inner, size.bar)),
    ]
    if size.figures:
        (line,) = wrap(_figures(process), size.inner, 9, lines=1)
        rows.append(row(cell(font(line, 9, theme.mute), size.inner, 18, valign="BOTTOM")))
    return table(rows, size.inner, size.height - 2 * _PADDING)


def _figures(process: ProcessRow) -> str:
    """Steps, what is saved and what blocks, as far as there is any of it."""
    counts = process.counts
    parts = [count_words(counts.steps, "step")]
    parts += [f"saves {hours_words(counts.saved)} h"] if counts.saved else []
    parts += [count_words(process.quick_wins, "quick win")] if process.quick_wins else []
    return " · ".join(parts)


def _bar(counts: Counts, size: _Size, theme: Theme) -> str:
    """One field a verdict, as wide as its part of the steps; with its figure where that fits."""
    fields = []
    for verdict, width in _widths(counts, floor(size.inner)):
        style = verdict_style(theme, verdict)
        figure = f"{counts.of(verdict).steps:,}"
        fits = size.figures and width >= _LEAST_FIGURE * max(1, len(figure) - 1)
        words = font(figure, 9, style.chip_text, bold=True) if fits else ""
        fields.append(filled_cell(words, width, size.bar, style))
    return table([row(*fields)], floor(size.inner), size.bar) if fields else ""


def _widths(counts: Counts, room: int) -> list[tuple[str, int]]:
    """Whole points for each verdict that has steps; together they fill the room."""
    found = [one for one in counts.verdicts if one.steps]
    if not found:
        return []
    spare = room - _LEAST_PART * len(found)
    widths = [_LEAST_PART + floor(spare * one.steps / counts.steps) for one in found]
    widths[max(range(len(found)), key=lambda at: (found[at].steps, -at))] += room - sum(widths)
    return [(one.verdict, width) for one, width in zip(found, widths, strict=True)]


def _write_legend(canvas: Canvas, summary: Summary, plan: _Plan, theme: Theme) -> None:
    """A field a verdict, in the order of the bars."""
    for number, one in enumerate(summary.total.verdicts):
        style = verdict_style(theme, one.verdict)
        words = f"{style.icon} {label(summary, one.verdict)} {one.steps:,}"
        (line,) = wrap(words, _FIELD - 18, 9, bold=True, lines=1)
        markup = table(
            [row(filled_cell(font(line, 9, style.chip_text, bold=True), _FIELD - 8, 18, style))],
            _FIELD - 8,
            18,
        )
        place = _place((number * _FIELD, plan.height - _LEGEND + 8), _FIELD - 8, 18, plan.height)
        canvas.node(f"k{number}", {"label": f"<{markup}>", "shape": "none", "class": "text", **place})


def _place(corner: tuple[float, float], width: float, height: float, page: float) -> dict[str, str]:
    """Graphviz counts upwards from the lower edge of the page."""
    x, y = corner[0] + width / 2, page - corner[1] - height / 2
    return {"pos": f"{x:.2f},{y:.2f}", "width": inches(width), "height": inches(height)}


def _titles(summary: Summary, plan: _Plan) -> dict[str, str]:
    """Words for the drawing and its cards, for those who hear it."""
    titles = {"graph0": _title(summary)}
    for card in plan.cards:
        counts = [
            f"{one.steps:,} {label(summary, one.verdict)}"
            for one in card.process.counts.verdicts
            if one.steps
        ]
        name = clean(card.process.name) or clean(card.process.id)
        titles[f"p{card.number}"] = f"{card.number}: {name}. {_figures(card.process)}. {', '.join(counts)}"
    return titles


def _linked(svg: str, plan: _Plan, links: Mapping[str, str]) -> str:
    """The anchors of the cards, which the drawing program may know, made links to reports."""
    targets = {card.number: links[card.process.source] for card in plan.cards if card.process.source in links}
    return re.sub(
        r'href="#part-(\d+)"', lambda found: f'href="{escape(targets[int(found[1])], quote=True)}"', svg
    )


def _check_pixels(plan: _Plan, dpi: int) -> None:
    width, height = (plan.width + 2 * _MARGIN) / 72 * dpi, (plan.height + 2 * _MARGIN) / 72 * dpi
    if width * height > _MOST_PIXELS:
        raise DrawingFault.single(
            "png-too-large",
            f"the picture would be {width:,.0f} × {height:,.0f} pixels and need more than 1 GiB of memory",
            "draw SVG, which has no such limit, or fewer processes with --limit",
        )
