"""The words that every report about readiness shares: data, weaknesses, gates, derived answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fitengine.model.facts import Facts, Origin, format_known
from fitengine.model.readiness import (
    AI_SUITABLE,
    AreaProfile,
    DataReadiness,
    DataState,
    Gate,
    Readiness,
    RuleCheck,
)
from fitengine.model.rules import FactDefinition
from fitengine.report.display import clean
from fitengine.report.words import count_words, facts_words, listed

__all__ = [
    "NO_INITIATIVE",
    "area_counts",
    "data_summary",
    "data_todo",
    "derived_words",
    "failing_words",
    "gate_words",
    "holding_words",
    "later_words",
    "profile_summary",
    "question_words",
    "state_words",
    "unmet_words",
    "waiting_for_data",
]

NO_INITIATIVE = "The file describes no initiative: put what is known about it under `initiative`."
PHASE = "phase"
DATA_READY = "data_ready"
_Dictionary = Mapping[str, FactDefinition]


def data_summary(readiness: Readiness) -> str:
    """`3 pattern steps: ready 1, unknown 2; 1 AI-suitable step is blocked`."""
    counts: dict[str, int] = {}
    for one in readiness.data:
        counts[str(one.state)] = counts.get(str(one.state), 0) + 1
    states = listed([f"{state} {count}" for state, count in counts.items()])
    blocked = sum(one.blocked for one in readiness.data)
    until = "is blocked until its data is done" if blocked == 1 else "are blocked until their data is done"
    tail = f"; {count_words(blocked, 'AI-suitable step')} {until}" if blocked else ""
    return f"{count_words(len(readiness.data), 'pattern step')}: {states}{tail}"


def state_words(one: DataReadiness) -> str:
    """The state of the data of a step, and whether the step is blocked by it."""
    return f"blocked: {one.state}" if one.blocked else str(one.state)


def data_todo(one: DataReadiness, dictionary: _Dictionary) -> Iterator[str]:
    """What must be done to the data, what stops the build first; then what nobody has answered."""
    for check in one.work:
        yield f"{'first: ' if check.stops else 'beside the build: '}{clean(check.action)}"
    if one.missing:
        yield f"not answered: {listed([clean(name) for name in one.missing if name in dictionary])}"


def profile_summary(readiness: Readiness) -> str:
    """How many weaknesses were looked for, and what became of them."""
    excluded, found, unanswered, later = (
        sum(column) for column in zip(*map(area_counts, readiness.areas), strict=True)
    )
    parts = [f"{found} found", f"{unanswered} not answered", f"{excluded} ruled out"]
    parts += [f"{later} not due in this phase"] if later else []
    return f"{excluded + found + unanswered + later} weaknesses were looked for: {listed(parts)}"


def area_counts(area: AreaProfile) -> tuple[int, int, int, int]:
    """Weaknesses ruled out, found, not answered, not due yet."""
    return len(area.holds), len(area.fails), len(area.unanswered), len(area.later)


def failing_words(check: RuleCheck) -> tuple[str, str]:
    """A weakness with the facts that show it, and what to do next."""
    facts = f" [{facts_words(check.facts)}]" if check.facts else ""
    return f"{check.rule} {clean(check.because)}{facts}", clean(check.action)


def question_words(check: RuleCheck, dictionary: _Dictionary) -> str:
    """What to ask to settle a rule: `F08 Was it tested …? (production_like_test)`."""
    asked = (
        f"{clean(dictionary[name].question)} ({clean(name)})" for name in check.missing if name in dictionary
    )
    return f"{check.rule} {' '.join(asked) or clean(check.because)}"


def holding_words(area: AreaProfile) -> str:
    """The facts by which weaknesses are ruled out, each once."""
    facts = dict.fromkeys(fact for check in area.holds for fact in check.facts if fact[0] != PHASE)
    return facts_words(facts)


def later_words(area: AreaProfile) -> str:
    """What will be asked in a later phase."""
    names = dict.fromkeys(name for check in area.later for name in check.about if name != PHASE)
    return f"{listed([clean(name) for name in names])}: not due in this phase" if names else ""


def gate_words(gate: Gate) -> str:
    """`passed`, or how far it is from that."""
    met = f"{len(gate.met)} of {count_words(len(gate.criteria), 'criterion')} met".replace(
        "criterions", "criteria"
    )
    if gate.passed:
        return f"passed, {met}"
    own = {check.rule for check in gate.criteria}
    early = [check for check in (*gate.failing, *gate.unanswered) if check.rule not in own]
    before = f", {len(early)} missing from the gates before" if early else ""
    return f"not passed, {met}{before}"


def unmet_words(check: RuleCheck) -> str:
    """A criterion that is known not to be met: what to do, and the facts that show it."""
    facts = f" [{facts_words(check.facts)}]" if check.facts else ""
    return f"{check.rule} {clean(check.action) or clean(check.because)}{facts}"


def derived_words(facts: Facts) -> list[tuple[str, str]]:
    """Answers that nobody had to state: `tracked yes`, and why."""
    return [
        (clean(f"{name} {format_known(value)}"), clean(facts.origin(name).detail))
        for name, value in facts.values.items()
        if facts.origin(name).origin is Origin.DERIVED
    ]


def waiting_for_data(readiness: Readiness, gate: Gate) -> list[DataReadiness]:
    """The AI-suitable steps whose data keeps a gate shut."""
    asked = {name for check in (*gate.failing, *gate.unanswered) for name in check.about}
    if DATA_READY not in asked:
        return []
    waiting = (DataState.UNKNOWN, DataState.NOT_READY)
    return [one for one in readiness.data if one.verdict == AI_SUITABLE and one.state in waiting]
