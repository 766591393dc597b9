"""What the card of a step or of a folded subprocess says."""

from __future__ import annotations

from collections import Counter

from fitengine.model.decision import UNDETERMINED, Assessment, Certainty, StepAssessment
from fitengine.model.process import SubProcess, Task, TaskKind
from fitengine.render.grades import order_categories, style_of
from fitengine.render.insights import Insights
from fitengine.render.marks.categories import Categories
from fitengine.render.marks.changes import Changes
from fitengine.render.marks.figures import format_count, format_percent
from fitengine.render.marks.notes import notes_of, prerequisite_of
from fitengine.render.marks.visible import VisibleProcess
from fitengine.render.options import Colour
from fitengine.render.palette import THEMES
from fitengine.render.scene import CardMark
from fitengine.render.sizes import (
    CARD_PADDING,
    CARD_WIDTH,
    GUEST_FOOT,
    GUEST_PITCH,
    META_SIZE,
    TAG_SIZE,
    TITLE_SIZE,
)
from fitengine.render.text import clean, shorten, text_width, wrap

__all__ = ["NO_NAME", "CardMaker"]

NO_NAME = "(no name)"
_TAG_ROOM = 10.0
_SLACK = 0.96
"""Fonts that stand in for Arial may be a little wider."""
_KINDS = {
    TaskKind.TASK: "", TaskKind.USER: "user", TaskKind.MANUAL: "manual", TaskKind.SERVICE: "service",
    TaskKind.SCRIPT: "script", TaskKind.BUSINESS_RULE: "rule", TaskKind.SEND: "send", TaskKind.RECEIVE: "receive",
    TaskKind.CALL: "call", TaskKind.SUBPROCESS: "subprocess",
}  # fmt: skip
_WORDS = THEMES["light"]
"""Words do not depend on the theme."""


class CardMaker:
    """Cards of steps and of folded subprocesses. Without insights nothing but the assessment is told."""

    def __init__(
        self,
        assessment: Assessment,
        visible: VisibleProcess,
        colour: Colour = "verdict",
        insights: Insights | None = None,
    ) -> None:
        self._steps = {step.step.id: step for step in assessment.steps}
        self._number = {task.id: number for number, task in enumerate(assessment.process.tasks(), 1)}
        self._visible = visible
        self._insights = insights
        self._categories = Categories(colour, insights or Insights())
        self._changes = Changes(insights.comparison if insights else None)
        self.counts = Counter(self._categories.key(step) for step in assessment.steps)
        self.compared = self._changes.sentence()

    def card(self, task: Task, guests: int) -> CardMark:
        width = _card_width(guests)
        inner = width - 2 * CARD_PADDING
        step = self._steps.get(task.id)
        tag = self._changes.tag(task.id)
        meta, kind = _meta(self._number[task.id], task, bool(tag)), _KINDS[task.kind]
        beside = text_width(tag, TAG_SIZE, bold=True) if tag else text_width(f"  {kind}", META_SIZE)
        if text_width(meta, META_SIZE) + beside > inner:
            kind = ""
        return CardMark(
            step=task.id,
            title=wrap(task.name or NO_NAME, inner * _SLACK, TITLE_SIZE, bold=True),
            meta=shorten(meta, inner - (beside + _TAG_ROOM if tag else 0), META_SIZE),
            kind=kind,
            outcome=step.decision.outcome if step else UNDETERMINED,
            category=self._categories.key(step),
            figure=self._categories.figure(step),
            notes=notes_of(step, self._categories, self._changes, self._insights, inner, bool(guests))
            if step
            else (),
            tooltip=_tooltip(task, step, self._categories),
            width=width,
            foot=_foot(guests),
            blocked=int(self._is_blocked(task)),
            tag=tag,
            first=prerequisite_of(step, self._insights) if step and not guests else None,
        )

    def folded(self, node: SubProcess, guests: int) -> CardMark:
        width = _card_width(guests)
        inside = self._visible.contents.get(node.id, ())
        found = Counter(
            self._categories.key(self._steps.get(task.id)) for task in inside if task.id in self._steps
        )
        counts = tuple((key, found[key]) for key in order_categories(found) if found[key])
        words = ", ".join(f"{count} {style_of(_WORDS, key).phrase}" for key, count in counts)
        total = f"{len(inside)} step{'' if len(inside) == 1 else 's'} inside"
        return CardMark(
            step=node.id,
            title=wrap(node.name or NO_NAME, (width - 2 * CARD_PADDING) * _SLACK, TITLE_SIZE, bold=True),
            meta=total,
            kind="subprocess",
            outcome="",
            category="",
            figure="",
            notes=self._changes.notes_inside(inside),
            tooltip=clean(f"{node.name or NO_NAME}: subprocess, {total}" + (f": {words}" if words else "")),
            width=width,
            foot=_foot(guests),
            blocked=sum(self._is_blocked(task) for task in inside),
            counts=counts,
        )

    def _is_blocked(self, task: Task) -> bool:
        step = self._steps.get(task.id)
        return step is not None and any(blocker.status == "holds" for blocker in step.blockers)


def _foot(guests: int) -> int:
    """Boundary events stand on the lower edge and would hide what is written there."""
    return GUEST_FOOT if guests else 0


def _card_width(guests: int) -> float:
    return max(CARD_WIDTH, guests * GUEST_PITCH)


def _meta(number: int, task: Task, brief: bool) -> str:
    """Number, cases a month and, unless it has to be brief, exceptions."""
    facts = task.facts.values
    volume, exceptions = (
        format_count(facts.get("volume")),
        "" if brief else format_percent(facts.get("exception_rate")),
    )
    return "  ".join(
        part
        for part in (f"#{number}", volume and f"{volume}/mo", exceptions and f"{exceptions} exc.")
        if part
    )


def _tooltip(task: Task, step: StepAssessment | None, categories: Categories) -> str:
    name = clean(task.name or NO_NAME)
    if step is None:
        return name
    decision = step.decision
    words = style_of(_WORDS, decision.outcome).phrase
    if decision.certainty is not Certainty.OPEN:
        words += f", {decision.certainty}"
    volume = format_count(task.facts.values.get("volume"))
    blockers = ", ".join(clean(blocker.label, 80) for blocker in step.blockers if blocker.status == "holds")
    parts = [
        f"{name}: {words}",
        categories.words(step),
        volume and f"{volume} cases a month",
        blockers and f"blocked by: {blockers}",
    ]
    return "; ".join(part for part in parts if part)
