"""Facts that cannot both be, and direct answers that the facts speak against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fitengine.decide.case import Case
from fitengine.decide.decider import Decider
from fitengine.model.decision import Finding
from fitengine.model.process import Task

__all__ = ["contradictions"]


def contradictions(task: Task, case: Case, broken: Iterable[str], decider: Decider) -> list[Finding]:
    """A finding for each constraint that the step's facts break (`broken`, ids), and for each rating that they rule out. The
    verdict stands; somebody should look."""
    return [*_contradictory_facts(task, case, set(broken), decider), *_wrong_ratings(task, case, decider)]


def _contradictory_facts(task: Task, case: Case, broken: set[str], decider: Decider) -> Iterator[Finding]:
    constraints = [one for table in decider.rulebook.tables.values() for one in table.constraints]
    for constraint in constraints:
        if constraint.id not in broken:
            continue
        names = [name for name in decider.constraint_facts(constraint) if name in case.known]
        said = " and ".join(f"`{name}` {decider.space[name].words(case.known[name])}" for name in names)
        yield Finding(
            "contradictory-facts",
            "warning",
            task.id,
            f"{said} contradict each other: {constraint.because}",
            "correct one of them; the verdict follows the rules without this constraint",
            task.span,
        )


def _wrong_ratings(task: Task, case: Case, decider: Decider) -> Iterator[Finding]:
    for name, outcome in case.ratings.items():
        if not decider.allows(name, outcome, case):
            yield Finding(
                "rating-contradicted",
                "warning",
                task.id,
                f"`{name}` was rated `{outcome}`, but the facts speak against it",
                "correct the facts or drop the rating; the verdict follows the rating",
                task.span,
            )
