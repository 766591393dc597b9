"""Readiness as text for a terminal: data of the pattern steps, profile by area, phase gates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fitengine.model.readiness import AreaProfile, DataReadiness, DataState, Gate, Readiness
from fitengine.model.rules import Rulebook
from fitengine.report.display import Style, clean
from fitengine.report.grid import Cell, Column, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.readiness_words import (
    NO_INITIATIVE,
    data_summary,
    data_todo,
    derived_words,
    failing_words,
    gate_words,
    holding_words,
    later_words,
    profile_summary,
    question_words,
    state_words,
    unmet_words,
    waiting_for_data,
)
from fitengine.report.sections import finding_lines
from fitengine.report.words import (
    listed,
    outcome_label,
    pack_words,
    process_marks,
    process_name,
    verdict_style,
)

__all__ = ["gate_text", "readiness_text"]

_LABEL_WIDTH = 10
_DATA_COLUMNS = (
    Column("Step", 12, 2),
    Column("Verdict", 11),
    Column("Data", 8),
    Column("What must be done", 21, 5),
)
_STATE_STYLES = {
    DataState.READY: Style.GREEN,
    DataState.AFTER_WORK: Style.YELLOW,
    DataState.UNKNOWN: Style.BOLD,
    DataState.NOT_READY: Style.RED,
}


def readiness_text(readiness: Readiness, rulebook: Rulebook, *, width: int, colour: bool = False) -> str:
    """Everything, lines at most `width` columns wide (60 at least), ending in a line end."""
    page = Page.of(width, colour)
    lines = [*_title_lines(readiness, page), *_data_lines(readiness, rulebook, page)]
    lines += _profile_lines(readiness, rulebook, page)
    lines += page.heading("Phase gates")
    for gate in readiness.gates:
        lines += _gate_lines(gate, rulebook, page, own=True)
    lines += _closing_lines(readiness, page)
    return "\n".join(lines) + "\n"


def gate_text(
    readiness: Readiness, gate: Gate, rulebook: Rulebook, *, width: int, colour: bool = False
) -> str:
    """One gate: whether it passes, and everything that is missing, that of earlier gates first."""
    page = Page.of(width, colour)
    lines = [*_title_lines(readiness, page), "", *_gate_lines(gate, rulebook, page, own=False)]
    if waiting := waiting_for_data(readiness, gate):
        lines += [*page.heading("Data that the gate waits for"), *_data_table(waiting, rulebook, page)]
    if readiness.process.initiative is None:
        lines += ["", *page.paragraph(NO_INITIATIVE)]
    lines += ["", *page.paragraph(f"Decided by {pack_words(readiness.packs)}", style=Style.DIM)]
    return "\n".join(lines) + "\n"


def _title_lines(readiness: Readiness, page: Page) -> Iterator[str]:
    yield from page.paragraph(process_name(readiness.process), style=Style.BOLD)
    phase = [f"phase {clean(readiness.phase).replace('_', ' ')}"] if readiness.phase else []
    if marks := [*process_marks(readiness.process), *phase]:
        yield from page.paragraph(listed(marks), style=Style.DIM)


def _data_lines(readiness: Readiness, rulebook: Rulebook, page: Page) -> Iterator[str]:
    if not readiness.data:
        return
    yield from page.heading("Data of the pattern steps")
    yield from page.paragraph(data_summary(readiness))
    yield ""
    yield from _data_table(readiness.data, rulebook, page)


def _data_table(data: Iterable[DataReadiness], rulebook: Rulebook, page: Page) -> Iterator[str]:
    return grid_lines(_DATA_COLUMNS, [_data_row(one, rulebook) for one in data], page.width, page.colour)


def _data_row(one: DataReadiness, rulebook: Rulebook) -> tuple[Cell, ...]:
    return (
        cell(clean(one.name) or clean(one.step)),
        cell((outcome_label(rulebook, one.verdict), verdict_style(one.verdict))),
        cell((state_words(one), _STATE_STYLES[one.state])),
        cell(*data_todo(one, rulebook.dictionary)),
    )


def _profile_lines(readiness: Readiness, rulebook: Rulebook, page: Page) -> Iterator[str]:
    yield from page.heading("Profile of the initiative")
    if not readiness.areas:
        yield from page.paragraph(NO_INITIATIVE)
        return
    yield from page.paragraph(profile_summary(readiness))
    for area in readiness.areas:
        yield ""
        yield from page.paragraph(clean(area.label), style=Style.BOLD)
        yield from _area_lines(area, rulebook, page)


def _area_lines(area: AreaProfile, rulebook: Rulebook, page: Page) -> Iterator[str]:
    for check in area.fails:
        weakness, action = failing_words(check)
        yield from page.entry("fails", (weakness, (action, Style.DIM)), _LABEL_WIDTH, Style.RED)
    for check in area.unanswered:
        question = question_words(check, rulebook.dictionary)
        yield from page.entry("unanswered", [question], _LABEL_WIDTH, Style.YELLOW)
    if area.holds:
        yield from page.entry("holds", [holding_words(area)], _LABEL_WIDTH, Style.GREEN)
    if later := later_words(area):
        yield from page.entry("later", [later], _LABEL_WIDTH, Style.DIM)


def _gate_lines(gate: Gate, rulebook: Rulebook, page: Page, own: bool) -> Iterator[str]:
    """The state of a gate and what is missing; with `own` only what earlier gates do not ask for."""
    rules = {check.rule for check in gate.criteria}
    yield from page.paragraph(f"{clean(gate.label)}: {gate_words(gate)}", 0, _gate_style(gate))
    for check in gate.failing:
        if not own or check.rule in rules:
            yield from page.entry("missing", [_early(check.rule in rules, check.label) + unmet_words(check)],
                                  _LABEL_WIDTH, Style.RED)  # fmt: skip
    for check in gate.unanswered:
        if not own or check.rule in rules:
            words = _early(check.rule in rules, check.label) + question_words(check, rulebook.dictionary)
            yield from page.entry("unanswered", [words], _LABEL_WIDTH, Style.YELLOW)


def _early(own: bool, label: str) -> str:
    """Where a criterion belongs to a gate before: its name."""
    return "" if own else f"{clean(label)}: "


def _gate_style(gate: Gate) -> Style:
    return Style.GREEN if gate.passed else Style.BOLD


def _closing_lines(readiness: Readiness, page: Page) -> Iterator[str]:
    derived = derived_words(readiness.facts)
    if derived:
        yield from page.heading("Worked out, not asked")
        yield from _derived_lines(derived, page)
    if readiness.findings:
        yield from page.heading("Findings")
        yield from finding_lines(readiness.findings, page)
    yield ""
    yield from page.paragraph(f"Decided by {pack_words(readiness.packs)}", style=Style.DIM)


def _derived_lines(derived: Sequence[tuple[str, str]], page: Page) -> Iterator[str]:
    width = max(len(answer) for answer, _ in derived)
    for answer, why in derived:
        yield from page.entry(answer, [(why, Style.DIM)], width)
