"""The report as PDF: its parts as plain data for the document that lays them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.resources import files

from fitengine.report.display import clean
from fitengine.report.html.drawn import VerdictMark
from fitengine.report.html.ready import Judged, Ready
from fitengine.report.html.steps import StepPart
from fitengine.report.parts import METHOD, ReportParts
from fitengine.report.words import facts_words, listed, process_marks
from fitengine.typeset import typeset

__all__ = ["pdf_report"]

_SCALE = 0.62
"""The map's smallest text is then about 6 points."""
_LONGEST_SIDE = 14_000.0
"""Points; viewers know no longer page."""
_LEAST_SIDE = 595.0
_BORDERS, _HEAD = 57.0, 140.0
"""Points that the page of the map has beside and above it."""
_SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_LEADING_BLANKS = re.compile(r"(?<=>) +(?=[^<]*</text>)")
_MOST_WORK = 6

Data = dict[str, object]


def pdf_report(parts: ReportParts, svg: str) -> bytes:
    """The report with the map on a page of its own size. Raises FitengineError without the extra `pdf`."""
    document = (files("fitengine.report.pdf") / "report.typ").read_text(encoding="utf-8")
    return typeset(document, _data(parts, svg), {"map": _LEADING_BLANKS.sub(_kept, svg)})


def _data(parts: ReportParts, svg: str) -> Data:
    overall, ready = parts.overall, parts.ready
    return {
        "title": clean(overall.name),
        "about": clean(overall.about),
        "running": " · ".join(
            [*map(clean, process_marks(overall.assessment.process)), f"fitengine {version('fitengine')}"]
        ),
        "tiles": [
            {"steps": tile.steps, "hours": clean(tile.hours), "chip": _chip(tile.mark)}
            for tile in overall.tiles()
        ],
        "headlines": list(_headlines(parts)),
        "steps": [_step(part) for part in parts.steps],
        "asked": [
            {
                "text": clean(one.question.text),
                "fact": clean(one.question.fact),
                "help": clean(one.question.help),
                "settles": clean(overall.settles(one)),
            }
            for one in overall.asked()
        ],
        "work": [
            [
                clean(one.label),
                "nobody has said" if one.is_open else "holds",
                clean(one.action),
                _names(one.steps),
            ]
            for one in overall.work()
        ],
        **_ready(ready),
        "value": _value(parts),
        "roadmap": _roadmap(parts),
        "measures": _measures(parts),
        "findings": [
            {
                "severity": one.severity,
                "subject": clean(one.subject),
                "message": _sentence(one.message),
                "help": _sentence(one.help),
            }
            for one in overall.findings()
        ],
        "method": list(METHOD),
        "versions": [
            *([clean(pack.name), clean(pack.version), pack.digest] for pack in overall.packs),
            ["fitengine", version("fitengine"), ""],
        ],
        "sources": [[clean(key), clean(words)] for key, words in overall.sources()],
        "map": _map_page(svg, f"Process map of {clean(overall.name)}; the table of all steps says the same"),
    }


def _chip(mark: VerdictMark) -> Data:
    return {
        "icon": mark.icon, "words": clean(mark.phrase), "fill": mark.chip, "ink": mark.chip_text, "outline": mark.outline,
        "dashed": mark.dashed,
    }  # fmt: skip


def _headlines(parts: ReportParts) -> Iterator[list[str]]:
    if parts.ready:
        words = " ".join(filter(None, (parts.ready.data_words, parts.ready.profile_words)))
        yield ["Readiness", clean(words)]
    if parts.worth:
        yield ["Value", clean(parts.worth.headline)]
    if parts.plan:
        yield ["Roadmap", clean(parts.plan.summary)]
    if parts.course:
        yield ["Tracking", clean(parts.course.summary)]


def _step(part: StepPart) -> Data:
    question = part.question()
    return {
        "number": part.number + 1,
        "name": part.name,
        "lane": clean(part.step.lane),
        "chip": _chip(part.mark),
        "certainty": part.certainty,
        "ground": clean(part.ground),
        "hours": part.hours,
        "blocked": listed([clean(one.label) for one in part.blockers() if one.status == "holds"]),
        "place": part.place,
        "standing": clean(part.standing),
        "reasons": [_because(one.question, one.answer, one.reasons) for one in part.because()],
        "said": [[one.name, one.value, clean(one.origin), clean(one.turns)] for one in part.statements()],
        "assumed": facts_words((name, value) for name, value, _ in part.assumed()),
        "question": clean(" ".join(question)) if question else "",
        "others": [[clean(label), clean(words)] for label, words in part.others()],
        "blockers": [
            [clean(one.label) + ("" if one.status == "holds" else " (nobody has said)"), clean(one.action)]
            for one in part.blockers()
        ],
    }


def _because(question: str, answer: str, reasons: Sequence[tuple[str, str]]) -> list[str]:
    return [clean(question), clean(answer), clean(" ".join(f"{words} {rule}" for words, rule in reasons))]


def _ready(ready: Ready | None) -> Data:
    if ready is None:
        return {"ready_words": [], "data": [], "profile": [], "gates": []}
    return {
        "ready_words": [clean(words) for words in (ready.data_words, ready.profile_words) if words],
        "data": [[clean(cell) for cell in row] for row in ready.data()],
        "profile": [
            [clean(label), one.state, clean(one.words), clean(one.todo)]
            for label, _, judged in ready.profile()
            for one in judged
            if one.state in ("found", "not answered")
        ],
        "gates": [
            [clean(label), clean(words), _missing(criteria)] for label, words, _, criteria in ready.gates()
        ],
    }


def _missing(criteria: Sequence[Judged]) -> str:
    """What a gate waits for, in a few words; every criterion stands in the page and the workbook."""
    words = [clean(one.words).rstrip(".") for one in criteria if one.state != "met"]
    more = f"; and {len(words) - _MOST_WORK} more" if len(words) > _MOST_WORK else ""
    return "; ".join(words[:_MOST_WORK]) + more


def _value(parts: ReportParts) -> Data | None:
    if parts.worth is None:
        return None
    cases = [
        [clean(cell) for cell in (row.label, row.low, row.likely, row.high)] for row in parts.worth.cases()
    ]
    return {"headline": clean(parts.worth.headline), "note": clean(parts.worth.note), "cases": cases}


def _roadmap(parts: ReportParts) -> Data | None:
    if parts.plan is None:
        return None
    waves = [
        {
            "number": wave,
            "rows": [
                [
                    row.number,
                    row.title,
                    row.priority,
                    row.saving,
                    row.effort,
                    _sentence("; ".join([*row.work, row.why])),
                ]
                for row in rows
            ],
        }
        for wave, rows in parts.plan.waves()
    ]
    return {"summary": clean(parts.plan.summary), "waves": waves}


def _measures(parts: ReportParts) -> list[list[str]]:
    if parts.course is None:
        return []
    return [
        [
            f"{one.name} ({one.unit})",
            one.standing,
            _sentence(one.because),
            clean("; ".join(f"{label}: {words}" for label, words in one.figures)),
        ]
        for one in parts.course.measures()
    ]


def _map_page(svg: str, alt: str) -> Data:
    size = _SIZE.search(svg[:2000])
    assert size is not None, "every map says its size"
    width, height = float(size[1]), float(size[2])
    scale = min(_SCALE, (_LONGEST_SIDE - _HEAD) / max(width, height))
    page = max(_LEAST_SIDE, width * scale + _BORDERS)
    return {"width": page, "height": height * (page - _BORDERS) / width + _HEAD, "alt": alt}


def _kept(blanks: re.Match[str]) -> str:
    """Blanks at the start of a text, which SVG would drop, as such that stay."""
    return "\N{NO-BREAK SPACE}" * len(blanks[0])


def _names(names: Sequence[str]) -> str:
    return listed([clean(name) for name in names])


def _sentence(text: str) -> str:
    """With a capital and a full stop; nothing where there is nothing."""
    words = clean(text).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""
