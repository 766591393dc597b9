"""Value against complexity: quick win, big bet, fill-in or leave, by the rules of the table `priority`."""

from __future__ import annotations

from collections.abc import Sequence

from fitengine.decide.decider import Decider
from fitengine.model.facts import Facts, Known, OneOf
from fitengine.model.roadmap import Quadrant
from fitengine.model.value import Figures

__all__ = ["PRIORITY", "find_quadrant"]

PRIORITY = "priority"


def find_quadrant(likely: Figures, complexity: Sequence[str], decider: Decider) -> Quadrant:
    """The quadrant by the likely figures and the levels of complexity still possible. It is open where the saved hours are not
    known or the complexity may fall on both sides."""
    table = decider.rulebook.tables.get(PRIORITY)
    if table is None:
        return Quadrant("", "", "", (), ())
    values: dict[str, Known] = {}
    if likely.hours_saved is not None:
        values["hours_saved"] = likely.hours_saved
    if complexity:
        values["build_complexity"] = complexity[0] if len(complexity) == 1 else OneOf(tuple(complexity))
    if likely.net_value is not None:
        values["pays"] = likely.net_value >= 0
    case = decider.case(Facts(values))
    grade = decider.grade(PRIORITY, case)
    outcomes = tuple(
        outcome for outcome in table.outcomes if grade.mask & decider.outcome_mask(PRIORITY, outcome)
    )
    if grade.outcome is None:
        label = " or ".join(table.label(outcome) for outcome in outcomes)
        return Quadrant("", label, "", (), outcomes)
    hits = decider.evidence(grade, case)
    because = " ".join(hit.because for hit in hits)
    return Quadrant(
        grade.outcome, table.label(grade.outcome), because, tuple(hit.rule for hit in hits), outcomes
    )
