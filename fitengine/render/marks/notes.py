"""The lines below a chip, and the note that tells what must come before anything is built."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.assess.process import ELIMINATE, UNREADY
from fitengine.model.decision import UNDETERMINED, StepAssessment
from fitengine.model.readiness import AI_SUITABLE, DataReadiness, DataState
from fitengine.render.grades import style_of
from fitengine.render.insights import Insights
from fitengine.render.marks.categories import CERTAINTY_SIGNS, Categories
from fitengine.render.marks.changes import Changes
from fitengine.render.palette import THEMES
from fitengine.render.scene import Note, Prerequisite
from fitengine.render.sizes import FIRST_WIDTH, NOTE_SIZE
from fitengine.render.text import clean, shorten, text_width, wrap

__all__ = ["notes_of", "prerequisite_of"]

_WORDS = THEMES["light"]
_INSET = 20.0
_DATA = {
    DataState.READY: Note("data ready"),
    DataState.AFTER_WORK: Note("data ready after work"),
    DataState.UNKNOWN: Note("data readiness not answered"),
    DataState.NOT_READY: Note("! data not ready", "alert"),
}


def notes_of(
    step: StepAssessment,
    categories: Categories,
    changes: Changes,
    insights: Insights | None,
    width: float,
    inside: bool,
) -> tuple[Note, ...]:
    """The lines of one card that is `width` points wide inside; with `inside` they also tell what comes first."""
    notes = [*changes.notes(step.step.id)]
    if categories.colour != "verdict":
        notes.append(_verdict(step))
    notes += _standing(step, width)
    if insights and categories.colour != "readiness" and step.decision.outcome == AI_SUITABLE:
        data = insights.data.get(step.step.id)
        notes += [_DATA[data.state]] if data else []
    first = prerequisite_of(step, insights) if inside else None
    if first:
        notes.append(Note(f"{first.heading.lower()}: {' '.join(first.lines)}"))
    return tuple(Note(_fitting(note, width), note.tone) for note in notes)


def prerequisite_of(step: StepAssessment, insights: Insights | None) -> Prerequisite | None:
    """What a step that is not ready waits for: the way to standardise it, or the work on its data."""
    if insights is None:
        return None
    technique = step.technique
    if step.decision.outcome == UNREADY and technique and technique.label:
        heading = "INSTEAD" if technique.id == ELIMINATE else "FIRST"
        return Prerequisite(heading, _lines(technique.label))
    data = insights.data.get(step.step.id)
    if data and data.blocked:
        return Prerequisite("FIRST", _lines(_work(data)))
    return None


def _verdict(step: StepAssessment) -> Note:
    style = style_of(_WORDS, step.decision.outcome)
    sign = CERTAINTY_SIGNS[step.decision.certainty]
    return Note(f"{style.icon} {style.word} {sign}".strip(), "strong")


def _standing(step: StepAssessment, width: float) -> Iterator[Note]:
    """The first blocker that holds; for an open verdict what it may still become."""
    holding = [blocker for blocker in step.blockers if blocker.status == "holds"]
    if holding:
        more = f" +{len(holding) - 1}" if len(holding) > 1 else ""
        room = width - text_width(more, NOTE_SIZE, bold=True)
        yield Note(shorten("! " + clean(holding[0].label), room, NOTE_SIZE, bold=True) + more, "alert")
        return
    may_be = [style_of(_WORDS, name).short for name, _ in step.decision.possible if name != UNDETERMINED]
    if step.decision.outcome == UNDETERMINED and may_be:
        words = ", ".join(may_be[:-1]) + (" or " if len(may_be) > 1 else "") + may_be[-1]
        yield Note(clean(words + "?"))


def _fitting(note: Note, width: float) -> str:
    return shorten(note.text, width, NOTE_SIZE, bold=note.tone != "plain")


def _work(data: DataReadiness) -> str:
    more = f" (and {len(data.first) - 1} more)" if len(data.first) > 1 else ""
    return data.first[0].action.rstrip(".") + more


def _lines(words: str) -> tuple[str, ...]:
    return wrap(clean(words), FIRST_WIDTH - _INSET, NOTE_SIZE)
