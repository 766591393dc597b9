"""What each question about a step costs: by the decision diagram of the shipped rules, and by a solver where rules are too large.

    python -m tests.benchmarks.explanations

Milliseconds of processor time, the better of two runs each, over random steps whose values follow the priors. The budgets are for
the shipped rules; a solver has none.
"""

from __future__ import annotations

import random
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from fitengine.decide.case import Case
from fitengine.decide.decider import Decider, Grade
from fitengine.decide.diff import compare_rulebooks
from fitengine.decide.explain import _View, cheapest_counterfactuals, explain_case, stability
from fitengine.decide.proofs import check_rulebook
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.decision import Certainty, Decision
from fitengine.model.rules import Rulebook
from tests.helpers.large import large_rulebook
from tests.helpers.steps import random_case

FIT = "technology-fit"
QUERY, CHECK, DIFF = 5.0, 500.0, 2000.0


def main() -> None:
    shipped, large = load_rules(), large_rulebook(1, decision=FIT)
    print_rulebook("the shipped rules", shipped, steps=200, least=4, most=18, budgeted=True)
    print_rulebook("100 rules over 40 facts", large, steps=40, least=10, most=40, budgeted=False)


def print_rulebook(
    title: str, rulebook: Rulebook, steps: int, least: int, most: int, *, budgeted: bool
) -> None:
    decider = Decider(rulebook, "plain")
    made = milliseconds(lambda: decider.oracle(FIT))
    route = (
        f"a solver, {decider.oracle(FIT).samples:,} random cases"
        if decider.oracle(FIT).samples
        else "a diagram"
    )
    print(f"{title}: {route}, made in {made:,.0f} ms")
    asked = [
        Asked.of(decider, random_case(random.Random(seed), decider, FIT, least, most))
        for seed in range(steps)
    ]
    print(f"{'':24}{'steps':>6}{'median':>10}{'worst':>10}{'budget':>10}")
    for name, question, fitting in QUESTIONS:
        times = [least_time(partial(question, one)) for one in asked if fitting(one.grade)]
        print_times(name, times, QUERY if budgeted else None)
    print_times(
        "pack check",
        [milliseconds(lambda: check_rulebook(rulebook, decider.space))],
        CHECK if budgeted else None,
    )
    less = without_first_rule(rulebook)
    print_times(
        "pack diff",
        [milliseconds(lambda: compare_rulebooks(rulebook, less, FIT))],
        DIFF if budgeted else None,
    )
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB so far\n")


@dataclass(frozen=True)
class Asked:
    """One step, decided."""

    decider: Decider
    case: Case
    grade: Grade
    decision: Decision

    @classmethod
    def of(cls, decider: Decider, case: Case) -> Asked:
        return cls(decider, case, decider.grade(FIT, case), decider.decide(FIT, "s", case))

    @property
    def view(self) -> _View:
        return _View(self.decider, self.grade, self.case)


def decided(grade: Grade) -> bool:
    return grade.outcome is not None


def undecided(grade: Grade) -> bool:
    return grade.certainty is Certainty.OPEN


def any_step(_: Grade) -> bool:
    return True


Question = tuple[str, Callable[[Asked], object], Callable[[Grade], bool]]
QUESTIONS: tuple[Question, ...] = (
    ("decide", lambda one: one.decider.decide(FIT, "s", one.case), any_step),
    ("why", lambda one: one.view.why(), decided),
    ("why not, all others", lambda one: one.view.why_not(one.decision), any_step),
    ("cheapest change, all", lambda one: cheapest_counterfactuals(one.decider, one.grade), any_step),
    ("next question", lambda one: one.decider.gains(one.grade, one.case), undecided),
    ("fragile facts", lambda one: one.view.fragile(), decided),
    ("stability", lambda one: stability(one.decider, one.grade), decided),
    ("explain, all of it", lambda one: explain_case(one.decider, FIT, "s", one.case), any_step),
)


def without_first_rule(rulebook: Rulebook) -> Rulebook:
    table = rulebook.tables[FIT]
    return replace(rulebook, tables={**rulebook.tables, FIT: replace(table, rules=table.rules[1:])})


def print_times(name: str, times: list[float], budget: float | None) -> None:
    ends = f"{budget:10,.0f}" if budget else f"{'':10}"
    print(f"{name:24}{len(times):6}{statistics.median(times):10.2f}{max(times):10.2f}{ends}")


def least_time(work: Callable[[], object]) -> float:
    return min(milliseconds(work) for _ in range(2))


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
