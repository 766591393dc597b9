"""The report as the sheets of a workbook, to filter, sort and hand on; nothing reads them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

from fitengine.model.facts import Scalar
from fitengine.report.display import clean
from fitengine.report.html.drawn import VerdictMark
from fitengine.report.html.steps import StepPart
from fitengine.report.parts import METHOD, ReportParts
from fitengine.report.words import listed
from fitengine.report.workbook import Column, Entry, Sheet

__all__ = ["report_sheets"]

Line = Sequence[Scalar | Entry | None]


def report_sheets(parts: ReportParts) -> tuple[Sheet, ...]:
    """All sheets: those about the initiative only where there is one."""
    steps = parts.steps
    found = (
        _summary(parts),
        _sheet("Steps", _STEPS, map(_step, steps), frozen=2),
        _sheet("Reasons", _REASONS, (line for part in steps for line in _reasons(part))),
        _sheet("Other verdicts", _OTHERS, (line for part in steps for line in _others(part))),
        _sheet("Facts", _FACTS, (line for part in steps for line in _facts(part))),
        _sheet("Questions", _QUESTIONS, _questions(parts)),
        _sheet("Before the build", _WORK, _work(parts)),
        _sheet("Findings", _FINDINGS, _findings(parts)),
        _sheet("Readiness", _READINESS, _readiness(parts)) if parts.ready else None,
        _sheet("Value", _VALUE, _value(parts)) if parts.worth else None,
        _sheet("Roadmap", _ROADMAP, _roadmap(parts)) if parts.plan else None,
        _sheet("Measures", _MEASURES, _measures(parts)) if parts.course else None,
        _method(parts),
    )
    return tuple(sheet for sheet in found if sheet)


_STEPS = {
    "#": 5, "Step": 34, "Lane": 18, "Stage": 16, "Verdict": 18, "Certainty": 11, "Stability": 10, "In practice": 24,
    "Hours a month, at least": 12, "Hours a month, at most": 12, "Blocked by": 26, "Why": 60, "Id": 18,
}  # fmt: skip
_REASONS = {"Step": 34, "Verdict": 18, "Question": 44, "Answer": 26, "Because": 60, "Rule and sources": 30}
_OTHERS = {"Step": 34, "Verdict": 18, "Other verdict": 18, "What shuts it out, and what leads there": 100}
_FACTS = {"Step": 34, "Fact": 22, "Value": 22, "Where from": 30, "Question": 60, "Would turn the verdict": 40}
_QUESTIONS = {"Question": 60, "Fact": 20, "Help": 60, "Answers": 30, "Steps": 44, "What the answer does": 40}
_WORK = {"What": 30, "Status": 18, "To do": 60, "Steps": 44}
_FINDINGS = {"Severity": 11, "About": 20, "Finding": 70, "Help": 60, "Code": 24, "Place": 30}
_READINESS = {
    "Part": 24,
    "What": 34,
    "State": 16,
    "In words": 60,
    "Shown by": 34,
    "To do or to ask": 60,
    "Rule": 10,
}
_VALUE = {"Figure": 40, "Low": 18, "Likely": 18, "High": 18}
_ROADMAP = {
    "Wave": 7,
    "Number": 9,
    "Work": 44,
    "Priority": 22,
    "Saves": 26,
    "Effort": 26,
    "Why here": 50,
    "What to do": 60,
}
_MEASURES = {"Measure": 30, "Unit": 26, "Standing": 18, "Because": 60, "Figures": 60}


def _sheet(name: str, widths: dict[str, int], lines: Iterable[Line], frozen: int = 1) -> Sheet:
    columns = tuple(Column(header, width) for header, width in widths.items())
    return Sheet(name, columns, tuple(map(_row, lines)), frozen, filtered=True)


def _row(line: Line) -> tuple[Entry | None, ...]:
    return tuple(_entry(value) for value in line)


def _entry(value: Scalar | Entry | None) -> Entry | None:
    """A cell; what is empty stays empty, and texts are one clean line."""
    if isinstance(value, str):
        return Entry(clean(value)) if value else None
    return value if value is None or isinstance(value, Entry) else Entry(value)


def _verdict(part: StepPart) -> Entry:
    return _chip(part.one.label(part.outcome), part.mark)


def _chip(words: str, mark: VerdictMark) -> Entry:
    """The verdict in words, on its colour."""
    return Entry(clean(words), fill=mark.chip, ink=mark.chip_text)


def _summary(parts: ReportParts) -> Sheet:
    rows: list[Line] = [["Process", parts.overall.name], ["", parts.overall.about], []]
    rows += [
        [_chip(tile.label, tile.mark), tile.steps, tile.hours] for tile in parts.overall.tiles() if tile.steps
    ]
    if parts.ready:
        rows += [
            [],
            *(["Readiness", words] for words in (parts.ready.data_words, parts.ready.profile_words) if words),
        ]
    rows += [["Value", parts.worth.headline]] if parts.worth else []
    rows += [["Roadmap", parts.plan.summary]] if parts.plan else []
    rows += [["Tracking", parts.course.summary]] if parts.course else []
    columns = (Column("Report", 24), Column("", 90), Column("", 40))
    return Sheet("Summary", columns, tuple(map(_row, rows)), 0)


def _step(part: StepPart) -> Line:
    hours, stability = part.step.hours_per_month, part.one.explanation.stability
    high = hours.high if hours and hours.high < float("inf") else None
    blockers = [f"{one.label}{'?' if one.status == 'open' else ''}" for one in part.blockers()]
    return [
        part.number + 1,
        Entry(part.name, bold=True),
        part.step.lane,
        part.step.step.stage or "",
        _verdict(part),
        part.certainty,
        None if stability is None else Entry(stability, number="0%"),
        part.step.technique.label if part.step.technique else "",
        Entry(hours.low, number="#,##0.0") if hours else None,
        None if high is None else Entry(high, number="#,##0.0"),
        listed(blockers),
        part.ground,
        part.step.step.id,
    ]


def _reasons(part: StepPart) -> Iterator[Line]:
    for because in part.because():
        for words, rule in because.reasons or (("", ""),):
            yield [part.name, _verdict(part), because.question, because.answer, words, rule]


def _others(part: StepPart) -> Iterator[Line]:
    for label, words in part.others():
        yield [part.name, _verdict(part), label, words]


def _facts(part: StepPart) -> Iterator[Line]:
    for one in part.statements():
        yield [part.name, one.name, one.value, one.origin, one.question, one.turns]
    for name, value, question in part.assumed():
        yield [part.name, name, value, "assumed: nobody said otherwise", question, None]


def _questions(parts: ReportParts) -> Iterator[Line]:
    for asked in parts.overall.asked():
        one = asked.question
        yield [
            one.text,
            one.fact,
            one.help,
            ", ".join(one.options) or one.unit,
            listed(asked.steps),
            parts.overall.settles(asked),
        ]


def _work(parts: ReportParts) -> Iterator[Line]:
    for one in parts.overall.work():
        yield [one.label, "nobody has said" if one.is_open else "holds", one.action, listed(one.steps)]


def _findings(parts: ReportParts) -> Iterator[Line]:
    for one in parts.overall.findings():
        yield [one.severity, one.subject, one.message, one.help, one.code, str(one.span or "")]


def _readiness(parts: ReportParts) -> Iterator[Line]:
    assert parts.ready
    for name, verdict, state, todo in parts.ready.data():
        yield ["data", name, state, verdict, None, todo]
    for label, _, judged in parts.ready.profile():
        yield from ([label, None, one.state, one.words, one.facts, one.todo, one.rule] for one in judged)
    for label, _, passed, criteria in parts.ready.gates():
        yield ["gate", label, "passed" if passed else "not passed"]
        yield from (
            [f"gate: {label}", None, one.state, one.words, one.facts, one.todo, one.rule] for one in criteria
        )


def _value(parts: ReportParts) -> Iterator[Line]:
    assert parts.worth
    yield from ([row.label, row.low, row.likely, row.high] for row in parts.worth.cases())


def _roadmap(parts: ReportParts) -> Iterator[Line]:
    assert parts.plan
    for wave, rows in parts.plan.waves():
        for row in rows:
            work = "; ".join(row.work)
            yield [wave, row.number, row.title, row.priority, row.saving, row.effort, row.why, work]


def _measures(parts: ReportParts) -> Iterator[Line]:
    assert parts.course
    for one in parts.course.measures():
        figures = "; ".join(f"{label}: {words}" for label, words in one.figures)
        yield [one.name, one.unit, one.standing, one.because, figures]


def _method(parts: ReportParts) -> Sheet:
    rows: list[Line] = [["Method", words] for words in METHOD]
    rows += [["Version", f"fitengine {version('fitengine')}"]]
    rows += [["Rules", f"{pack.name} {pack.version}, digest {pack.digest}"] for pack in parts.overall.packs]
    rows += [[key, words] for key, words in parts.overall.sources()]
    return Sheet(
        "Method and versions", (Column("What", 24), Column("In words", 120)), tuple(map(_row, rows)), 0
    )
