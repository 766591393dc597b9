"""A few rules whose questions can be worked out by hand, and processes for them."""

from __future__ import annotations

from collections.abc import Mapping

from fitengine.assess.questions import Questionnaire
from fitengine.assess.standings import Standings
from fitengine.decide.decider import Decider
from fitengine.model.facts import Facts, Known, Origin, Provenance
from fitengine.model.process import Lane, Process, Task
from tests.helpers.rules import table_from_text

__all__ = ["RULEBOOK", "by_lane", "decider", "everywhere", "process_of", "questionnaire", "task"]

FACTS = """
facts:
  ruled: {question: Rules?, type: level, values: [few, some, all], prior: {few: 20, some: 30, all: 50}}
  agreed: {question: One way?, type: bool, prior: {false: 50, true: 50}}
  allowed: {question: May software?, type: bool, scope: process, prior: {false: 2, true: 98}}
  physical: {question: Hands?, type: bool, role: knock-out, presume: false, prior: {false: 90, true: 10}}
  rate: {question: Exceptions?, type: number, unit: "%", range: [0, 100], role: knock-out,
         presume: [{is: at most 20, when: {agreed: true}}], prior: {0 to 20: 80, 20 to 100: 20}}
"""

TABLES = """
decision: way
version: 1.0.0
question: Is the way agreed?
subject: step
hit_policy: priority
verdicts: {ready: it is, not_ready: not yet}
tiers: [gate, fit]
rules:
- {id: W1, tier: gate, when: {rate: over 20}, then: not_ready, because: Too many exceptions., cite: house-default}
- {id: W2, tier: fit, when: {agreed: true}, then: ready, because: One way., cite: house-default}
- {id: W3, tier: fit, when: {agreed: false}, then: not_ready, because: No one way., cite: house-default}
---
decision: technology-fit
version: 1.0.0
question: Which technology?
subject: step
hit_policy: priority
requires: [way]
verdicts: {keep-human: Keep human, standardise-first: Standardise first, rpa: RPA, ai-suitable: AI}
tiers: [veto, gate, fit]
rules:
- {id: T1, tier: veto, when: {any: [{allowed: false}, {physical: true}]}, then: keep-human, because: No., cite: house-default}
- {id: T2, tier: gate, when: {way: not_ready}, then: standardise-first, because: First agree., cite: house-default}
- {id: T3, tier: fit, when: {ruled: all}, then: rpa, because: Rules., cite: house-default}
- {id: T4, tier: fit, when: {ruled: at most some}, then: ai-suitable, because: A pattern., cite: house-default}
"""

RULEBOOK = table_from_text(TABLES, FACTS)
_LANES = {"desk": Lane("desk", "Front desk"), "back": Lane("back", "Back office")}


def decider() -> Decider:
    return Decider(RULEBOOK, "plain")


def task(
    id_: str, lane: str | None = "desk", origins: Mapping[str, str] | None = None, **facts: Known
) -> Task:
    """A step; `origins` names the default (`defaults`, `lane_defaults.desk`) that a fact comes from."""
    provenance = {name: Provenance(Origin.DEFAULT, detail) for name, detail in (origins or {}).items()}
    ratings = {name: str(facts.pop(name)) for name in ("way",) if name in facts}
    return Task(id_, id_.capitalize(), lane=lane, facts=Facts(facts, provenance, ratings))


def process_of(*tasks: Task) -> Process:
    lanes = {id_: lane for id_, lane in _LANES.items() if any(one.lane == id_ for one in tasks)}
    return Process("p", "The process", {one.id: one for one in tasks}, lanes=lanes)


def questionnaire(*tasks: Task, strict: bool = False, **settings: object) -> Questionnaire:
    return Questionnaire(process_of(*tasks), Standings(decider(), strict), **settings)  # type: ignore[arg-type]


def everywhere(*facts: str) -> dict[str, str]:
    """The origins of facts that are said of the whole process."""
    return dict.fromkeys(facts, "defaults")


def by_lane(lane: str, *facts: str) -> dict[str, str]:
    """The origins of facts that are said of a lane."""
    return dict.fromkeys(facts, f"lane_defaults.{lane}")
