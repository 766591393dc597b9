"""Readiness as Markdown: data of the pattern steps, profile by area, phase gates."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.readiness import Gate, Readiness, RuleCheck
from fitengine.model.rules import Rulebook
from fitengine.report.display import clean
from fitengine.report.markdown_parts import Sections, document, escape, finding_bullets, table_lines
from fitengine.report.readiness_words import (
    NO_INITIATIVE,
    area_counts,
    data_summary,
    data_todo,
    derived_words,
    failing_words,
    gate_words,
    profile_summary,
    question_words,
    state_words,
    unmet_words,
)
from fitengine.report.words import listed, outcome_label, pack_words, process_marks, process_name

__all__ = ["data_rows", "gate_markdown", "readiness_markdown", "readiness_sections"]

_AREA_TITLES = ("Area", "Ruled out", "Found", "Not answered", "Not due yet")
_DATA_TITLES = ("Step", "Verdict", "Data", "What must be done")


def readiness_markdown(readiness: Readiness, rulebook: Rulebook) -> str:
    """Everything, ending in a line end."""
    sections = list(readiness_sections(readiness, rulebook))
    if not readiness.areas:
        sections += [("Profile of the initiative", [escape(NO_INITIATIVE)])]
    return document(process_name(readiness.process), _marks(readiness), sections, _closing(readiness))


def readiness_sections(readiness: Readiness, rulebook: Rulebook) -> Sections:
    """All that is said about readiness, by heading; without an initiative only what is said about data."""
    yield "Data of the pattern steps", _data(readiness, rulebook)
    if not readiness.areas:
        return
    yield from (
        ("Profile of the initiative", _profile(readiness)),
        ("Weaknesses", _weaknesses(readiness)),
        ("Not answered", _questions(readiness, rulebook)),
        ("Phase gates", _gates(readiness, rulebook)),
        ("Worked out, not asked", (f"- {escape(answer)}: {escape(why)}" for answer, why in derived_words(readiness.facts))),
        ("Findings", finding_bullets(readiness.findings)),
    )  # fmt: skip


def gate_markdown(readiness: Readiness, gate: Gate, rulebook: Rulebook) -> str:
    """One gate with everything that is missing."""
    sections = ((clean(gate.label), _gate(gate, gate.failing, gate.unanswered, rulebook)),)
    return document(process_name(readiness.process), _marks(readiness), sections, _closing(readiness))


def data_rows(readiness: Readiness, rulebook: Rulebook) -> Iterator[tuple[str, ...]]:
    """One row a pattern step: name, verdict, state, what must be done."""
    for one in readiness.data:
        todo = ". ".join(words.rstrip(".") for words in data_todo(one, rulebook.dictionary))
        yield clean(one.name) or one.step, outcome_label(rulebook, one.verdict), state_words(one), todo


def _marks(readiness: Readiness) -> list[str]:
    phase = [f"phase {readiness.phase.replace('_', ' ')}"] if readiness.phase else []
    return [escape(listed([*process_marks(readiness.process), *phase]))]


def _closing(readiness: Readiness) -> str:
    return f"Decided by {escape(pack_words(readiness.packs))}."


def _data(readiness: Readiness, rulebook: Rulebook) -> Iterator[str]:
    if readiness.data:
        yield f"{escape(data_summary(readiness))}."
        yield ""
        yield from table_lines(_DATA_TITLES, data_rows(readiness, rulebook))


def _profile(readiness: Readiness) -> Iterator[str]:
    yield f"{escape(profile_summary(readiness))}."
    yield ""
    rows = ((area.label, *map(str, area_counts(area))) for area in readiness.areas)
    yield from table_lines(_AREA_TITLES, rows)


def _weaknesses(readiness: Readiness) -> Iterator[str]:
    for area in readiness.areas:
        for check in area.fails:
            weakness, action = failing_words(check)
            yield f"- {escape(area.label)}: {escape(weakness)} *{escape(action)}*"


def _questions(readiness: Readiness, rulebook: Rulebook) -> Iterator[str]:
    for area in readiness.areas:
        for check in area.unanswered:
            yield f"- {escape(area.label)}: {escape(question_words(check, rulebook.dictionary))}"


def _gates(readiness: Readiness, rulebook: Rulebook) -> Iterator[str]:
    for gate in readiness.gates:
        own = {check.rule for check in gate.criteria}
        failing, unanswered = (
            tuple(check for check in checks if check.rule in own)
            for checks in (gate.failing, gate.unanswered)
        )
        yield f"- **{escape(gate.label)}**: {escape(gate_words(gate))}"
        yield from (f"  {line}" for line in _missing(failing, unanswered, rulebook))


def _gate(
    gate: Gate, failing: tuple[RuleCheck, ...], unanswered: tuple[RuleCheck, ...], rulebook: Rulebook
) -> Iterator[str]:
    yield f"**{escape(gate_words(gate))}**"
    lines = list(_missing(failing, unanswered, rulebook))
    yield from ["", *lines] if lines else []


def _missing(
    failing: tuple[RuleCheck, ...], unanswered: tuple[RuleCheck, ...], rulebook: Rulebook
) -> Iterator[str]:
    yield from (f"- missing: {escape(unmet_words(check))}" for check in failing)
    yield from (
        f"- not answered: {escape(question_words(check, rulebook.dictionary))}" for check in unanswered
    )
