"""Random steps as a decider sees them."""

from __future__ import annotations

import random

from fitengine.decide.case import Case
from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider
from fitengine.model.facts import Facts

__all__ = ["nearly_complete", "random_case"]


def random_case(rng: random.Random, decider: Decider, decision: str, least: int = 4, most: int = 18) -> Case:
    """So many facts of a step: exactly, in part, or voiced as a doubt; the values by their priors."""
    names = decider.oracle(decision).names
    case = decider.case(Facts())
    for name in rng.sample(names, min(len(names), rng.randint(least, most))):
        variable = decider.space[name]
        cell = rng.choices(range(variable.size), variable.priors)[0]
        mask = 1 << cell if rng.random() < 0.85 else (1 << cell) | (1 << rng.randrange(variable.size))
        case = decider.presumptions.learn(case, name, mask)
    return case


def nearly_complete(
    rng: random.Random, decider: Decider, decision: str, case: Case, completions: int
) -> dict[str, int]:
    """More facts of the same step, exactly, until there are no more completions than that: masks by fact, presumptions aside."""
    names = list(decider.oracle(decision).names)
    masks = {name: case.mask(name, decider.space[name].full, presume=False) for name in names}
    rng.shuffle(names)
    left = 1
    for mask in masks.values():
        left *= mask.bit_count()
    for name in names:
        if left <= completions:
            break
        cells = list(cells_of(masks[name]))
        cell = rng.choices(cells, [decider.space[name].priors[cell] for cell in cells])[0]
        left //= len(cells)
        masks[name] = 1 << cell
    return masks
