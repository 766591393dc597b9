"""A roadmap as a picture: a column a wave, a card a piece of work, an arrow from what comes before to what waits for it.

As with maps, every place is fixed and Graphviz only draws; texts stand in HTML-like labels, escaped one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fitengine.model.roadmap import ItemKind, Roadmap, RoadmapItem
from fitengine.model.value import Case
from fitengine.render.dot.canvas import Canvas, inches
from fitengine.render.dot.html import cell, chip, lines_of, row, table
from fitengine.render.palette import THEMES, Theme, ThemeName, VerdictStyle, verdict_style
from fitengine.render.program import drawing_program, run_program
from fitengine.render.sizes import (
    CARD_PADDING,
    CHIP_GAP,
    CHIP_HEIGHT,
    META_LINE,
    NOTE_SIZE,
    TITLE_LINE,
    TITLE_SIZE,
)
from fitengine.render.svg import plain_svg
from fitengine.render.text import clean, wrap

__all__ = ["RoadmapFormat", "draw_roadmap"]

RoadmapFormat = Literal["svg", "png", "dot"]

_WIDTH, _GAP, _ROW_GAP, _MARGIN = 210.0, 70.0, 16.0, 18.0
_TEXT_WIDTH = _WIDTH - 2 * CARD_PADDING
_HEAD, _TITLE = 34.0, 44.0
_MOST_TITLE_LINES, _MOST_META_LINES = 4, 3
_ARROWHEAD = 8.0
_FONT = "Arial"
_KINDS = {
    ItemKind.DROP: ("DROP", ""),
    ItemKind.STANDARDISE: ("STANDARDISE", "standardise-first"),
    ItemKind.DATA: ("DATA WORK", "ai-suitable"),
    ItemKind.RPA: ("AUTOMATE", "rpa"),
    ItemKind.AI: ("AI", "ai-suitable"),
}
"""By kind, the word on the chip and the verdict that lends its colours."""


@dataclass(frozen=True, slots=True)
class _Card:
    """A card with its place: `x` and `y` are the upper left corner, counted from the top of the page."""

    id: str
    item: RoadmapItem
    title: tuple[str, ...]
    meta: tuple[str, ...]
    x: float
    y: float

    @property
    def height(self) -> float:
        return _card_height(self.title, self.meta)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw_roadmap(
    roadmap: Roadmap,
    *,
    format: RoadmapFormat = "svg",  # noqa: A002 - the option's name
    theme: ThemeName = "light",
    dpi: int = 96,
    dot: Path | None = None,
) -> str | bytes:
    """The picture: text for `svg` and `dot`, bytes for `png`. Raises DrawingFault where no drawing program is found or it
    fails."""
    cards = _place_cards(roadmap)
    source = _write(roadmap, cards, THEMES[theme])
    if format == "dot":
        return source
    drawn = run_program(drawing_program(dot), source, format, dpi if format == "png" else None)
    return plain_svg(drawn, _titles(roadmap, cards)) if format == "svg" else drawn


def _place_cards(roadmap: Roadmap) -> dict[str, _Card]:
    """The cards by item, wave beside wave, in the order of the roadmap from top to bottom."""
    numbers = {item.id: str(number) for number, item in enumerate(roadmap.items, start=1)}
    cards: dict[str, _Card] = {}
    for column, wave in enumerate(roadmap.waves):
        at = _TITLE + _HEAD
        for item in wave:
            title = wrap(
                f"{numbers[item.id]}  {item.title}",
                _TEXT_WIDTH,
                TITLE_SIZE,
                bold=True,
                lines=_MOST_TITLE_LINES,
            )
            meta = wrap(_meta(item, numbers), _TEXT_WIDTH, NOTE_SIZE, lines=_MOST_META_LINES)
            card = _Card(f"i{numbers[item.id]}", item, title, meta, column * (_WIDTH + _GAP), at)
            cards[item.id] = card
            at += card.height + _ROW_GAP
    return cards


def _meta(item: RoadmapItem, numbers: Mapping[str, str]) -> str:
    """The quadrant, and what holds it up."""
    waits = [numbers[id_] for id_ in numbers if id_ in item.depends_on]
    parts = [item.quadrant.label if item.quadrant else "prepares others"]
    parts += [f"after {', '.join(waits)}"] if waits else []
    parts += [f"wave {item.wave} instead of {item.wanted}"] if item.delayed else []
    return "; ".join(parts)


def _card_height(title: Sequence[str], meta: Sequence[str]) -> float:
    lines = len(title) * TITLE_LINE + len(meta) * META_LINE
    return 2 * CARD_PADDING + CHIP_HEIGHT + CHIP_GAP + lines


def _write(roadmap: Roadmap, cards: Mapping[str, _Card], theme: Theme) -> str:
    width = max([card.x + _WIDTH for card in cards.values()], default=2 * _WIDTH)
    height = max([card.y + card.height for card in cards.values()], default=_TITLE)
    canvas = _new_canvas(theme, width, height)
    name = clean(roadmap.process.name) or clean(roadmap.process.id)
    _write_line(canvas, "heading", f"Roadmap: {name}", (0.0, 0.0), width, height, theme, TITLE_SIZE + 4)
    for column, wave in enumerate(roadmap.waves):
        place = (column * (_WIDTH + _GAP), _TITLE)
        _write_line(
            canvas, f"w{column + 1}", f"Wave {wave[0].wave}", place, _WIDTH, height, theme, TITLE_SIZE
        )
    for card in cards.values():
        _write_card(canvas, card, height, theme)
    for number, (before, after) in enumerate(_links(cards), start=1):
        _write_arrow(canvas, f"e{number}", before, after, height)
    return canvas.source


def _links(cards: Mapping[str, _Card]) -> list[tuple[_Card, _Card]]:
    return [(cards[one], card) for card in cards.values() for one in card.item.depends_on]


def _new_canvas(theme: Theme, width: float, height: float) -> Canvas:
    return Canvas.new(
        graph={
            "bb": f"0,0,{width:.2f},{height:.2f}",
            "pad": inches(_MARGIN),
            "bgcolor": theme.paper,
            "fontname": _FONT,
            "outputorder": "edgesfirst",
        },
        node={"fontname": _FONT, "fontcolor": theme.ink, "fixedsize": "true", "margin": "0", "label": ""},
        edge={"fontname": _FONT, "color": theme.line},
    )


def _write_line(
    canvas: Canvas,
    name: str,
    words: str,
    corner: tuple[float, float],
    width: float,
    page: float,
    theme: Theme,
    size: int,
) -> None:
    """One bold line at the left of a field as high as a heading."""
    (line,) = wrap(words, width, size, bold=True, lines=1)
    label = table([row(cell(lines_of([line], size, theme.ink, bold=True)))], width, _HEAD - 6)
    look = {"label": f"<{label}>", "shape": "none", "class": "text", **_place(corner, width, _HEAD - 6, page)}
    canvas.node(name, look)


def _write_card(canvas: Canvas, card: _Card, page: float, theme: Theme) -> None:
    word, outcome = _KINDS[card.item.kind]
    style = verdict_style(theme, outcome) if outcome else theme.other
    look = {
        "label": f"<{_label(card, word, style, theme)}>",
        "shape": "box",
        "style": "rounded,filled,dashed" if card.item.delayed else "rounded,filled",
        "fillcolor": style.tint,
        "color": style.outline,
        "penwidth": "1.6",
        "class": "step",
    }
    canvas.node(card.id, {**look, **_place((card.x, card.y), _WIDTH, card.height, page)})


def _label(card: _Card, word: str, style: VerdictStyle, theme: Theme) -> str:
    saved = card.item.total.cases[Case.LIKELY].hours_saved
    figure = f"{saved:,.0f} h a month" if saved is not None and saved >= 1 else ""
    rows = [
        row(cell(chip(style, word, figure, _TEXT_WIDTH), _TEXT_WIDTH, CHIP_HEIGHT + CHIP_GAP, valign="TOP")),
        row(cell(lines_of(card.title, TITLE_SIZE, theme.ink, bold=True))),
        row(cell(lines_of(card.meta, NOTE_SIZE, theme.mute), valign="BOTTOM")),
    ]
    return table(rows, _TEXT_WIDTH, card.height - 2 * CARD_PADDING)


def _write_arrow(canvas: Canvas, name: str, before: _Card, after: _Card, page: float) -> None:
    """A curve from the right edge of one card to the left edge of the other, which stands in a later wave."""
    start, end = (before.x + _WIDTH, page - before.middle), (after.x, page - after.middle)
    stop, reach = (end[0] - _ARROWHEAD, end[1]), min(_GAP, end[0] - start[0]) / 2
    curve = [start, (start[0] + reach, start[1]), (stop[0] - reach, stop[1]), stop]
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in curve)
    look = {
        "pos": f"e,{end[0]:.2f},{end[1]:.2f} {points}",
        "arrowsize": "0.8",
        "penwidth": "1.4",
        "class": "flow",
    }
    canvas.edge(name, before.id, after.id, look)


def _place(corner: tuple[float, float], width: float, height: float, page: float) -> dict[str, str]:
    """Graphviz counts upwards from the lower edge of the page."""
    x, y = corner[0] + width / 2, page - corner[1] - height / 2
    return {"pos": f"{x:.2f},{y:.2f}", "width": inches(width), "height": inches(height)}


def _titles(roadmap: Roadmap, cards: Mapping[str, _Card]) -> dict[str, str]:
    """Words for the drawing and its parts, for those who hear it."""
    titles = {"graph0": f"Roadmap: {roadmap.process.name or roadmap.process.id}"}
    titles |= {card.id: f"Wave {card.item.wave}: {card.item.title}" for card in cards.values()}
    for number, (before, after) in enumerate(_links(cards), start=1):
        titles[f"e{number}"] = f"{before.item.title} comes before {after.item.title}"
    return titles
