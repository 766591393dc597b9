"""What the card of a step or of a folded subprocess says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from fitengine.model.decision import UNDETERMINED, Assessment, Certainty, StepAssessment
from fitengine.model.process import SubProcess, Task, TaskKind
from fitengine.render.marks.figures import format_count, format_percent
from fitengine.render.marks.visible import VisibleProcess
from fitengine.render.palette import THEMES, order_outcomes, verdict_style
from fitengine.render.scene import CardMark
from fitengine.render.sizes import (
    CARD_PADDING,
    CARD_WIDTH,
    GUEST_FOOT,
    GUEST_PITCH,
    META_SIZE,
    NOTE_SIZE,
    TITLE_SIZE,
)
from fitengine.render.text import clean, shorten, text_width, wrap

__all__ = ["NO_NAME", "CardMaker"]

NO_NAME = "(no name)"
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
    """Cards of steps and of folded subprocesses."""

    def __init__(
        self, assessment: Assessment, visible: VisibleProcess, stability: Mapping[str, float]
    ) -> None:
        self._steps = {step.step.id: step for step in assessment.steps}
        self._number = {task.id: number for number, task in enumerate(assessment.process.tasks(), 1)}
        self._visible = visible
        self._stability = stability
        self.counts = Counter(step.decision.outcome for step in assessment.steps)

    def card(self, task: Task, guests: int) -> CardMark:
        width = _card_width(guests)
        inner = width - 2 * CARD_PADDING
        step = self._steps.get(task.id)
        note, is_alert = _note(step, inner) if step else ("", False)
        meta = _meta(self._number[task.id], task)
        kind = _KINDS[task.kind]
        if text_width(f"{meta}  {kind}", META_SIZE) > inner:
            kind = ""
        return CardMark(
            step=task.id,
            title=wrap(task.name or NO_NAME, inner * _SLACK, TITLE_SIZE, bold=True),
            meta=shorten(meta, inner, META_SIZE),
            kind=kind,
            outcome=step.decision.outcome if step else UNDETERMINED,
            figure=self._figure(step),
            note=note,
            is_alert=is_alert,
            tooltip=_tooltip(task, step),
            width=width,
            foot=_foot(guests),
            blocked=int(is_alert),
        )

    def folded(self, node: SubProcess, guests: int) -> CardMark:
        width = _card_width(guests)
        inside = self._visible.contents.get(node.id, ())
        found = Counter(self._steps[task.id].decision.outcome for task in inside if task.id in self._steps)
        counts = tuple((outcome, found[outcome]) for outcome in order_outcomes(found) if found[outcome])
        words = ", ".join(f"{count} {verdict_style(_WORDS, outcome).phrase}" for outcome, count in counts)
        total = f"{len(inside)} step{'' if len(inside) == 1 else 's'} inside"
        return CardMark(
            step=node.id,
            title=wrap(node.name or NO_NAME, (width - 2 * CARD_PADDING) * _SLACK, TITLE_SIZE, bold=True),
            meta=total,
            kind="subprocess",
            outcome="",
            figure="",
            note="",
            is_alert=False,
            tooltip=clean(f"{node.name or NO_NAME}: subprocess, {total}" + (f": {words}" if words else "")),
            width=width,
            foot=_foot(guests),
            blocked=sum(self._is_blocked(task) for task in inside),
            counts=counts,
        )

    def _is_blocked(self, task: Task) -> bool:
        step = self._steps.get(task.id)
        return step is not None and any(blocker.status == "holds" for blocker in step.blockers)

    def _figure(self, step: StepAssessment | None) -> str:
        if step is None:
            return ""
        dot = {Certainty.SETTLED: "●", Certainty.PRESUMED: "○"}.get(step.decision.certainty, "")
        share = self._stability.get(step.step.id)
        return f"{share:.0%} {dot}".strip() if share is not None else dot


def _foot(guests: int) -> int:
    """Boundary events stand on the lower edge and would hide what is written there."""
    return GUEST_FOOT if guests else 0


def _card_width(guests: int) -> float:
    return max(CARD_WIDTH, guests * GUEST_PITCH)


def _meta(number: int, task: Task) -> str:
    facts = task.facts.values
    volume, exceptions = format_count(facts.get("volume")), format_percent(facts.get("exception_rate"))
    return "  ".join(
        part
        for part in (f"#{number}", volume and f"{volume}/mo", exceptions and f"{exceptions} exc.")
        if part
    )


def _note(step: StepAssessment, width: float) -> tuple[str, bool]:
    """The first blocker that holds; for an open verdict what it may still become."""
    holding = [blocker for blocker in step.blockers if blocker.status == "holds"]
    if holding:
        more = f" +{len(holding) - 1}" if len(holding) > 1 else ""
        room = width - text_width(more, NOTE_SIZE, bold=True)
        return shorten("! " + clean(holding[0].label), room, NOTE_SIZE, bold=True) + more, True
    may_be = [verdict_style(_WORDS, name).short for name, _ in step.decision.possible if name != UNDETERMINED]
    if step.decision.outcome != UNDETERMINED or not may_be:
        return "", False
    words = ", ".join(may_be[:-1]) + (" or " if len(may_be) > 1 else "") + may_be[-1]
    return shorten(clean(words + "?"), width, NOTE_SIZE), False


def _tooltip(task: Task, step: StepAssessment | None) -> str:
    name = clean(task.name or NO_NAME)
    if step is None:
        return name
    decision = step.decision
    words = verdict_style(_WORDS, decision.outcome).phrase
    if decision.certainty is not Certainty.OPEN:
        words += f", {decision.certainty}"
    volume = format_count(task.facts.values.get("volume"))
    blockers = ", ".join(clean(blocker.label, 80) for blocker in step.blockers if blocker.status == "holds")
    parts = [f"{name}: {words}", volume and f"{volume} cases a month", blockers and f"blocked by: {blockers}"]
    return "; ".join(part for part in parts if part)
