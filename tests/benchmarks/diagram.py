"""What the decision diagram costs, and what deciding without it would: the figures of decisions 0001 and 0002.

Run: `python -m tests.benchmarks.diagram`. Times are medians on the machine at hand; shares come from random steps whose values
follow the priors, and from the judged steps of the conformance tests.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from statistics import median
from time import perf_counter

from fitengine.decide.boxes import boxes_of
from fitengine.decide.case import Case
from fitengine.decide.cells import build_space
from fitengine.decide.compile import compile_decision, fact_inputs, tier_numbers
from fitengine.decide.decider import Decider
from fitengine.decide.proofs import require_sound
from fitengine.load.rules.rulebook import load_rules
from fitengine.load.values import read_value
from fitengine.load.yaml.events import read_yaml
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts
from fitengine.model.rules import Rulebook

FIT = "technology-fit"
STEPS = Path(__file__).parents[1] / "conformance" / "realistic-steps"
RANDOM_STEPS = 3000


def main() -> None:
    """Print the figures."""
    rulebook = load_rules()
    decider = Decider(rulebook, "plain")
    print_costs(rulebook)
    print_naive(decider)
    print_presumptions(decider)


def print_costs(rulebook: Rulebook) -> None:
    """The size of the diagram, and the time of compiling, proving and deciding."""
    space = build_space(rulebook)
    diagram = compile_decision(rulebook, space, FIT)
    tables = [rulebook.tables[name] for name in (FIT, *rulebook.tables[FIT].requires)]
    combinations = prod(space[name].size for name in diagram.names)
    rules = sum(len(table.rules) for table in tables)
    print(f"{rules} rules in {len(tables)} tables over {len(diagram.names)} facts, {combinations:.1e} cases")
    print(f"diagram: {len(diagram.levels)} nodes")
    print(f"compile: {milliseconds(lambda: compile_decision(rulebook, space, FIT)):.1f} ms")
    print(
        f"prove all {len(rulebook.tables)} tables: {milliseconds(lambda: require_sound(rulebook, space)):.1f} ms"
    )
    decider = Decider(rulebook, "plain")
    case = decider.case(Facts({"rule_based": "partly", "pattern_task": True, "standardised": "mostly"}))
    decider.decide(FIT, "step", case)
    print(f"decide one step: {milliseconds(lambda: decider.decide(FIT, 'step', case)):.1f} ms")


def print_naive(decider: Decider) -> None:
    """How often rules that read a missing fact as "does not hold" are wrong about steps with some facts taken away."""
    rng = random.Random(1)
    names = fact_inputs(decider.rulebook, FIT)
    steps = [random_step(decider, rng) for _ in range(RANDOM_STEPS)]
    for missing in (2, 5):
        seen: Counter[str] = Counter()
        for known, outcome in steps:
            gone = rng.sample(names, missing)
            part = {name: mask for name, mask in known.items() if name not in gone}
            naive = first_that_holds(decider, FIT, part)
            seen["wrong"] += naive not in (None, outcome)
            seen["none"] += naive is None
            graded = decider.grade(FIT, strict_case(part)).outcome
            seen["ours open"] += graded is None
            seen["ours wrong"] += graded not in (None, outcome)
        shares = ", ".join(f"{name} {count / len(steps):.1%}" for name, count in seen.items())
        print(f"{missing} of {len(names)} facts missing, read as not holding: {shares}")


def random_step(decider: Decider, rng: random.Random) -> tuple[dict[str, int], str]:
    """Every fact by its prior, and the verdict."""
    while True:
        known = {
            name: 1 << rng.choices(range(decider.space[name].size), decider.space[name].priors)[0]
            for name in fact_inputs(decider.rulebook, FIT)
        }
        grade = decider.grade(FIT, strict_case(known))
        if grade.outcome and not grade.contradictions:
            return known, grade.outcome


def strict_case(known: Mapping[str, int]) -> Case:
    return Case(known, {}, {}, (), strict=True)


def first_that_holds(decider: Decider, decision: str, known: Mapping[str, int]) -> str | None:
    """What a plain rule engine makes of it: the outcome of the best tier among the rules that hold for certain."""
    table = decider.rulebook.tables[decision]
    here = dict(known)
    for name in table.requires:
        if outcome := first_that_holds(decider, name, known):
            here[name] = decider.outcome_mask(name, outcome)
    holding = [rule for rule in table.rules if holds(decider, rule.when, here)]
    tiers = tier_numbers(table)
    best = min((tiers[rule.id] for rule in holding), default=None)
    outcomes = {rule.then for rule in holding if tiers[rule.id] == best}
    return outcomes.pop() if len(outcomes) == 1 else None


def holds(decider: Decider, condition: object, known: Mapping[str, int]) -> bool:
    boxes = boxes_of(condition, decider.space)  # type: ignore[arg-type]
    return any(all(name in known and not known[name] & ~mask for name, mask in box.items()) for box in boxes)


def print_presumptions(decider: Decider) -> None:
    """How the judged steps come out with and without presumptions."""
    dictionary = decider.rulebook.dictionary
    cases = [
        case
        for path in sorted(STEPS.glob("*.yaml"))
        for case in read_yaml(path.read_bytes(), path.name).data.values()  # type: ignore[attr-defined]
    ]
    for strict in (False, True):
        seen: Counter[str] = Counter()
        for case in cases:
            facts = Facts({name: read_value(dictionary[name], raw) for name, raw in case["facts"].items()})
            grade = decider.grade(FIT, decider.case(facts, strict=strict))
            judged = "judged open" if case["verdict"] == "open" else "judged decided"
            seen[
                f"{grade.certainty} ({judged})" if grade.certainty is Certainty.OPEN else str(grade.certainty)
            ] += 1
        words = ", ".join(f"{count} {name}" for name, count in sorted(seen.items()))
        print(f"{len(cases)} judged steps {'without' if strict else 'with'} presumptions: {words}")


def milliseconds(run: Callable[[], object], times: int = 15) -> float:
    """The median time of a call."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        run()
        taken.append(1000 * (perf_counter() - start))
    return median(taken)


if __name__ == "__main__":
    main()
