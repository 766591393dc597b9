"""The order of the work: high value at low complexity first, low risk before high, unless something must come before.

What feeds a step and must be standardised first, and the data that a model needs, stand in an earlier wave than the step; RPA
steps that follow one another in a lane become one automation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from fitengine.assess.figures import PLANNED
from fitengine.assess.value import assess_value
from fitengine.assess.work_items import RISKS, Draft, draft_items
from fitengine.decide.decider import Decider
from fitengine.facts.order import earliest_places
from fitengine.model.decision import UNDETERMINED, StepAssessment
from fitengine.model.process import Process
from fitengine.model.roadmap import LeftOut, Quadrant, Roadmap, RoadmapItem
from fitengine.model.value import Case
from fitengine.model.wording import join_words

__all__ = ["WAVES", "assess_roadmap"]

WAVES = {"quick-win": 1, "big-bet": 2, "fill-in": 3}
"""The wave that a quadrant asks for: a house-default, as article 3 says only what comes first."""
_LAST = 3
_LEAVE = "leave"
_GRAVE = RISKS.index("high")
"""From this cost of an error on, work of lower risk goes first."""


def assess_roadmap(process: Process, steps: Iterable[StepAssessment], decider: Decider) -> Roadmap:
    """The work in waves, and the steps that stay as they are."""
    steps = tuple(steps)
    value = assess_value(process, steps, decider)
    drafts = draft_items(process, steps, value, decider)
    kept = _worthwhile(drafts)
    items = tuple(_scheduled(kept))
    return Roadmap(process, items, tuple(_left_out(steps, drafts, items)), value, decider.rulebook.packs)


def _worthwhile(drafts: Sequence[Draft]) -> dict[str, Draft]:
    """What is worth doing by itself, and what that waits for."""
    worth = {draft.item.id for draft in drafts if draft.item.quadrant and draft.item.quadrant.id != _LEAVE}
    needed = {before for draft in drafts if draft.item.id in worth for before in draft.after}
    return {draft.item.id: draft for draft in drafts if draft.item.id in worth | needed}


def _scheduled(drafts: Mapping[str, Draft]) -> Iterator[RoadmapItem]:
    """The items with their waves, those of a wave in the order in which to begin."""
    unlocks = {id_: [later.item.id for later in drafts.values() if id_ in later.after] for id_ in drafts}
    wanted = _wanted(drafts, unlocks)
    before = [(one, id_) for id_, draft in drafts.items() for one in draft.after]
    waves = earliest_places(wanted, before)
    used = sorted(set(waves.values()))
    items = [
        replace(
            draft.item,
            wave=bisect_right(used, waves[id_]),
            wanted=max(1, bisect_right(used, wanted[id_])),
            depends_on=draft.after,
            unlocks=tuple(unlocks[id_]),
            reasons=tuple(_reasons(draft, drafts, bool(unlocks[id_]))),
        )
        for id_, draft in drafts.items()
    ]
    return iter(sorted(items, key=_turn))


def _wanted(drafts: Mapping[str, Draft], unlocks: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The wave each item asks for; what prepares others asks to stand just before the first of them."""
    own = {id_: _own_wave(draft.item, drafts) for id_, draft in drafts.items()}
    return {id_: min([own[id_], *(max(1, own[later] - 1) for later in unlocks[id_])]) for id_ in drafts}


def _own_wave(item: RoadmapItem, drafts: Mapping[str, Draft]) -> int:
    quadrant = item.quadrant
    if quadrant is None or quadrant.id == _LEAVE:
        return _LAST + 1
    wave = max((WAVES.get(outcome, _LAST) for outcome in quadrant.possible), default=_LAST)
    return wave + 1 if _gives_way(item, drafts) else wave


def _gives_way(item: RoadmapItem, drafts: Mapping[str, Draft]) -> bool:
    """Whether errors cost much here, and there is other building work of which they do not."""
    others = (draft.item for draft in drafts.values() if not draft.item.kind.prepares)
    return _is_grave(item) and not item.kind.prepares and any(not _is_grave(other) for other in others)


def _is_grave(item: RoadmapItem) -> bool:
    return item.risk != "" and RISKS.index(item.risk) >= _GRAVE


def _reasons(draft: Draft, drafts: Mapping[str, Draft], needed: bool) -> Iterator[str]:
    """Why its own priority puts it where it does; what is not worth doing by itself is `needed` by others."""
    item = draft.item
    if item.quadrant is not None and (item.quadrant.id != _LEAVE or not needed):
        yield _quadrant_words(item, item.quadrant)
    if _gives_way(item, drafts):
        yield f"an error would cost much ({item.risk}): work of lower risk goes first"


def _quadrant_words(item: RoadmapItem, quadrant: Quadrant) -> str:
    if quadrant.id:
        return f"{quadrant.label}: {quadrant.because[:1].lower()}{quadrant.because[1:].rstrip('.')}"
    if item.total.cases[Case.LIKELY].hours_saved is None:
        return f"{quadrant.label}: what it saves is not known"
    return f"{quadrant.label}: its complexity may be {join_words(item.complexity)}"


def _turn(item: RoadmapItem) -> tuple[int, int, float]:
    """By wave, then low risk first, then what saves most; equals keep the order of the process."""
    saved = item.total.cases[Case.LIKELY].hours_saved or 0.0
    return item.wave, RISKS.index(item.risk) if item.risk else 0, -saved


def _left_out(
    steps: Iterable[StepAssessment], drafts: Iterable[Draft], items: Iterable[RoadmapItem]
) -> Iterator[LeftOut]:
    planned = {step for item in items for step in item.steps}
    because = {
        step: draft.item.quadrant.because
        for draft in drafts
        if draft.item.quadrant
        for step in draft.item.steps
    }
    for step in steps:
        id_, outcome = step.step.id, step.decision.outcome
        if id_ in planned:
            continue
        if outcome in PLANNED:
            yield LeftOut(id_, step.step.name, "not worth it now", because.get(id_, ""))
        elif outcome == UNDETERMINED:
            question = step.decision.next_question
            yield LeftOut(id_, step.step.name, "not decided yet", question.text if question else "")
        else:
            label = step.technique.label if step.technique else ""
            yield LeftOut(id_, step.step.name, "stays with people", label)
