"""A portfolio's summary as one HTML file that opens without a network, in the styles of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from fitengine.portfolio.summary_chart import value_chart
from fitengine.portfolio.summary_model import Counts, StepRow, Summary
from fitengine.portfolio.summary_words import (
    DUPLICATE_NOTE,
    QUESTION_NOTE,
    RANKING_NOTE,
    SAMPLE_NOTE,
    SAVED_NOTE,
    chosen_words,
    document_words,
    duplicate_words,
    grouping_words,
    headline_words,
    hours_words,
    initiative_words,
    label,
    left_out_words,
    phase_words,
    process_reason,
    quadrant_words,
    range_words,
    rules_words,
    saving_steps,
    settles_words,
    share_words,
    source_words,
    step_reason,
    unsettling_words,
)
from fitengine.render.palette import THEMES, VerdictStyle, verdict_style
from fitengine.render.recolour import dark_fills, dark_strokes, dark_texts
from fitengine.report.html.document import PageTheme
from fitengine.report.html.environment import content_policy, page_environment

__all__ = ["map_page", "summary_page"]

_PACKAGE = "fitengine.portfolio"
_SHADES = (0.0, 0.1, 0.25, 0.5, 0.75)
"""From which part of a process on a cell is so dark."""


def summary_page(summary: Summary, theme: PageTheme = "auto") -> str:
    """The page; `auto` follows the reader's system."""
    return _page("summary.html.j2", summary, {}, theme)


def map_page(
    summary: Summary, picture: str, links: Mapping[str, str] | None = None, theme: PageTheme = "auto"
) -> str:
    """A page around the picture of all processes, an SVG in the colours of the light theme that was checked where it was drawn;
    `links` leads from a process's source to its report."""
    from markupsafe import Markup

    svg = Markup(picture)  # noqa: S704 - see above
    return _page("map.html.j2", summary, links or {}, theme, picture=svg, linked=bool(links))


def _page(name: str, summary: Summary, links: Mapping[str, str], theme: PageTheme, **more: object) -> str:
    from markupsafe import Markup

    environment = page_environment(_PACKAGE)
    view = _View(summary, links)
    colours = {"fills": dark_fills(), "strokes": dark_strokes(), "texts": dark_texts()}
    sheets = [
        environment.get_template(sheet).render(marks=view.marks, **colours)
        for sheet in ("report.css", "summary.css")
    ]
    style = "\n".join(sheets)
    return environment.get_template(name).render(
        summary=summary,
        view=view,
        style=Markup(style),  # noqa: S704 - our own, and colours
        policy=content_policy(style),
        theme=theme,
        version=version("fitengine"),
        **more,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a heat map: each cell has a shade from 0 to 5 and its words."""

    name: str
    cells: list[tuple[int, str]]
    steps: str
    saved: str
    sub: str = ""
    link: str = ""
    processes: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    by: str
    rows: list[_Row]
    more: str


@dataclass(frozen=True, slots=True)
class _View:
    """The summary as the template asks for it; every text comes cleaned and escaped out of the template."""

    summary: Summary
    links: Mapping[str, str]
    marks: Mapping[str, VerdictStyle] = field(init=False)

    def __post_init__(self) -> None:
        outcomes = [one.verdict for one in self.summary.total.verdicts]
        marks = {outcome: verdict_style(THEMES["light"], outcome) for outcome in outcomes}
        object.__setattr__(self, "marks", marks)

    @property
    def headline(self) -> str:
        return headline_words(self.summary)

    @property
    def documents(self) -> str:
        return document_words(self.summary.documents)

    @property
    def chosen(self) -> str:
        return chosen_words(self.summary.choice)

    @property
    def rules(self) -> str:
        return rules_words(self.summary)

    @property
    def quadrants(self) -> str:
        return quadrant_words(self.summary)

    @property
    def chart_note(self) -> str:
        shown = len(self.steps())
        total = sum(steps for _, _, steps, _ in self.summary.quadrants)
        more = f" {total - shown:,} more steps save less." if total > shown else ""
        return f"A dot is a step; its number is that of the table. Where many save alike, some are moved a little.{more}"

    @property
    def ranking_note(self) -> str:
        return RANKING_NOTE

    @property
    def question_note(self) -> str:
        return f"{QUESTION_NOTE} {SAMPLE_NOTE}" if self.summary.sampled else QUESTION_NOTE

    @property
    def duplicate_note(self) -> str:
        return DUPLICATE_NOTE

    @property
    def saved_note(self) -> str:
        return SAVED_NOTE

    @property
    def initiatives(self) -> str:
        return initiative_words(self.summary.initiatives)

    @property
    def unsettling(self) -> str:
        return unsettling_words(self.summary) if self.summary.unsettling else ""

    @property
    def more_processes(self) -> str:
        return left_out_words(len(self.summary.processes), self.summary.documents.assessed, "processes")

    @property
    def more_duplicates(self) -> str:
        return left_out_words(len(self.summary.duplicates), self.summary.duplicate_total, "such steps")

    def sections(self) -> Iterator[tuple[str, str]]:
        """Anchors and words of what is on the page."""
        if self.summary.processes:
            yield "heat", "Processes by verdict"
        yield "value", "Value"
        if self.summary.processes:
            yield "ranking", "Ranking"
        for part in self.groups():
            yield f"by-{part.by}", f"By {part.by}"
        for anchor, words, there in (
            ("blockers", "Blockers", self.summary.blockers),
            ("ask", "Ask first", self.summary.open_steps),
            ("initiatives", "Initiatives", self.summary.initiatives.total),
            ("duplicates", "Repeated steps", self.summary.duplicates),
        ):
            if there:
                yield anchor, words

    def tiles(self) -> Iterator[dict[str, object]]:
        total = self.summary.total
        for one in total.verdicts:
            hours = range_words(one)
            known = one.unknown_hours < one.steps
            words = (
                [share_words(one.steps, total.steps).partition(" ")[2].strip("()") + " of all steps"]
                if total.steps
                else []
            )
            words += [f"hours a month: {hours}"] if known else []
            words += [f"hours unknown of {one.unknown_hours:,}"] if one.unknown_hours else []
            yield {"steps": f"{one.steps:,}", "mark": self.marks[one.verdict], "words": ", ".join(words)}

    def key(self) -> list[str]:
        return ["none", "up to 10%", "to 25%", "to 50%", "to 75%", "over 75%"]

    def heat(self) -> Iterator[_Row]:
        for one in self.summary.processes:
            sub = " · ".join(part for part in (one.area, one.owner) if part)
            yield self._row(one.name, one.counts, sub=sub, link=self.links.get(one.source, ""))

    def groups(self) -> list[_Part]:
        return [
            _Part(
                by,
                [
                    self._row(grouping_words(by, group.name), group.counts, processes=f"{group.processes:,}")
                    for group in groups
                ],
                left_out_words(len(groups), total, f"{by}s"),
            )
            for by, groups, total in self.summary.groups
            if total > 1
        ]

    def steps(self) -> list[dict[str, object]]:
        return [self._step(step) for step in saving_steps(self.summary)]

    def chart(self) -> Any:
        """The drawing; its texts were escaped where it was made."""
        from markupsafe import Markup

        return Markup(value_chart(saving_steps(self.summary), self.summary.regions, self._looks()))  # noqa: S704 - see above

    def ranking(self) -> Iterator[dict[str, str]]:
        for one in self.summary.processes:
            yield {
                "name": one.name,
                "source": source_words(one.source, self.summary),
                "link": self.links.get(one.source, ""),
                "area": one.area,
                "owner": one.owner,
                "saved": hours_words(one.counts.saved),
                "reason": process_reason(one),
            }

    def blockers(self) -> Iterator[dict[str, str]]:
        for one in self.summary.blockers:
            yield {
                "label": one.label,
                "holds": f"{one.holds:,}",
                "open": f"{one.open:,}",
                "processes": f"{one.processes:,}",
                "hours": hours_words(one.hours),
            }

    def questions(self) -> Iterator[dict[str, str]]:
        for one in self.summary.questions:
            yield {
                "text": one.text,
                "fact": one.fact,
                "missing": f"{one.missing:,}",
                "settles": settles_words(one, self.summary),
                "settled": share_words(one.settled, self.summary.open_steps),
            }

    def phases(self) -> Iterator[tuple[str, str, str]]:
        """A phase, its share in per cent and in words."""
        total = self.summary.initiatives.total
        for phase, count in self.summary.initiatives.phases:
            yield phase_words(phase), f"{100 * count / total:.1f}", share_words(count, total)

    def duplicates(self) -> Iterator[dict[str, object]]:
        looks = self._looks()
        for one in self.summary.duplicates:
            yield {
                "name": one.name,
                "verdict": label(self.summary, one.verdict),
                "look": looks.get(one.verdict, 0),
                "steps": f"{one.steps:,}",
                "processes": f"{one.processes:,}",
                "hours": hours_words(one.hours),
                "where": duplicate_words(one, self.summary),
            }

    def _row(self, name: str, counts: Counts, sub: str = "", link: str = "", processes: str = "") -> _Row:
        cells = [
            (_shade(one.steps, counts.steps), f"{one.steps:,}" if one.steps else "–")
            for one in counts.verdicts
        ]
        return _Row(name, cells, f"{counts.steps:,}", hours_words(counts.saved), sub, link, processes)

    def _step(self, step: StepRow) -> dict[str, object]:
        return {
            "name": step.name,
            "process": step.process_name,
            "verdict": label(self.summary, step.verdict),
            "look": self._looks().get(step.verdict, 0),
            "technique": label(self.summary, step.technique),
            "saved": hours_words(step.saved),
            "complexity": step.complexity,
            "quadrant": step.quadrant_label,
            "reason": step_reason(step, self.summary),
        }

    def _looks(self) -> dict[str, int]:
        return {verdict: number for number, verdict in enumerate(self.marks)}


def _shade(part: int, whole: int) -> int:
    """0 for none, then 1 to 5 by the part of the whole."""
    return sum(part / whole > least for least in _SHADES) if whole else 0
