"""The decision as data for the page, so that facts can be tried out there with the same answer as here.

Facts are numbered cells and sets of cells are bit masks, exactly as in the decision diagrams; the page needs no rule to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from fitengine.decide.boxes import boxes_of
from fitengine.decide.cells import Variable
from fitengine.decide.decider import Decider
from fitengine.decide.diagram import Diagram
from fitengine.decide.diagram_route import DiagramRoute
from fitengine.model.decision import Assessment
from fitengine.model.facts import format_known
from fitengine.model.process import Task
from fitengine.model.rules import Condition, Constraint, FactDefinition
from fitengine.report.display import clean

__all__ = ["decision_data"]

Json = Mapping[str, object]

_MOST_CELLS = 30
"""Masks in the page are 32-bit integers with a sign."""
_ALL_SUBSETS = 4
"""Up to so many constraints, every set of them has a diagram for facts that contradict it; beyond, single ones and all."""


def decision_data(assessment: Assessment, decider: Decider, decision: str) -> Json | None:
    """What the page decides by; None where the rules are too large for a diagram, or a fact for a mask of 30 cells."""
    constraints = _constraints(decider, decision)
    ratings = [tuple(sorted(step.step.facts.ratings.items())) for step in assessment.steps]
    diagrams = {
        rated: list(_variants(decider, decision, dict(rated), constraints))
        for rated in dict.fromkeys(ratings)
    }
    names = _names([diagram for one in diagrams.values() for _, diagram in one if diagram], decider)
    if not all(one and one[0][1] for one in diagrams.values()) or any(
        decider.space[name].size > _MOST_CELLS for name in names
    ):
        return None
    order = list(diagrams)
    return {
        "outcomes": decider.rulebook.tables[decision].outcomes,
        "facts": {name: _fact(decider.space[name], decider) for name in names},
        "presumptions": {name: _presumptions(name, decider) for name in names if name in _presumed(decider)},
        "constraints": [_constraint(one, decider) for one in constraints],
        "diagrams": [
            {",".join(left_out): _diagram(one) for left_out, one in diagrams[rated] if one} for rated in order
        ],
        "strict": assessment.strict,
        "steps": [
            {"diagrams": order.index(rated), **_said(step.step, decider, names)}
            for step, rated in zip(assessment.steps, ratings, strict=True)
        ],
    }


def _constraints(decider: Decider, decision: str) -> list[Constraint]:
    """Those of the decision and of all below it, in the engine's order."""
    tables = decider.rulebook.tables
    below: set[str] = set()
    waiting = list(tables[decision].requires)
    while waiting:
        name = waiting.pop()
        if name not in below:
            below.add(name)
            waiting.extend(tables[name].requires)
    return [one for name in (decision, *sorted(below)) for one in tables[name].constraints]


def _variants(
    decider: Decider, decision: str, ratings: Mapping[str, str], constraints: Iterable[Constraint]
) -> Iterator[tuple[tuple[str, ...], Diagram | None]]:
    """The diagram, and those that set aside constraints which the facts may break, by the ids left out."""
    ids = [one.id for one in constraints]
    sizes = range(len(ids) + 1) if len(ids) <= _ALL_SUBSETS else (0, 1, len(ids))
    for without in (some for size in sizes for some in combinations(ids, size)):
        oracle = decider.oracle(decision, ratings, without)
        yield without, oracle.diagram if isinstance(oracle, DiagramRoute) else None


def _names(diagrams: Iterable[Diagram], decider: Decider) -> list[str]:
    """Every fact that some diagram tests, or that decides what goes without saying of one, in the dictionary's order."""
    used = {name for diagram in diagrams for name in diagram.names}
    presumed = _presumed(decider)
    used |= {fact for name in used & presumed for fact in decider.presumptions.depends(name)}
    return [name for name in decider.rulebook.dictionary if name in used]


def _presumed(decider: Decider) -> set[str]:
    return set(decider.presumptions.names())


def _fact(variable: Variable, decider: Decider) -> Json:
    definition = variable.definition
    assert definition is not None
    masks = _presumable(variable.name, decider)
    return {
        "size": variable.size,
        "values": variable.values,
        "cuts": variable.cuts,
        "priors": variable.priors,
        "words": {str(mask): variable.words(mask) for mask in masks},
        **_definition(definition),
    }


def _definition(definition: FactDefinition) -> Json:
    return {
        "numeric": definition.type.numeric,
        "whole": definition.type.value == "count",
        "low": definition.low,
        "high": definition.high,
        "unit": clean(definition.unit),
        "question": clean(definition.question),
    }


def _presumable(name: str, decider: Decider) -> list[int]:
    """Every mask that the presumptions of a fact may leave of it."""
    masks = {decider.space[name].full}
    for presumption in decider.rulebook.dictionary[name].presumptions:
        test = _mask(name, presumption.test, decider)
        masks |= {mask & test or mask for mask in masks}
    return sorted(masks)


def _presumptions(name: str, decider: Decider) -> list[Json]:
    return [
        {
            "mask": _mask(name, one.test, decider),
            "when": None if one.when is None else boxes_of(one.when, decider.space),
        }
        for one in decider.rulebook.dictionary[name].presumptions
    ]


def _mask(name: str, test: Condition, decider: Decider) -> int:
    """The cells that a condition on one fact allows."""
    mask = 0
    for box in boxes_of(test, decider.space):
        mask |= box.get(name, decider.space[name].full)
    return mask


def _constraint(constraint: Constraint, decider: Decider) -> Json:
    return {
        "id": constraint.id,
        "because": clean(constraint.because).rstrip("."),
        "never": boxes_of(constraint.never, decider.space),
    }


def _diagram(diagram: Diagram) -> Json:
    return {
        "names": diagram.names,
        "levels": diagram.levels,
        "children": diagram.children,
        "leaves": diagram.leaves,
        "root": diagram.root,
    }


def _said(task: Task, decider: Decider, names: Iterable[str]) -> Json:
    """What is known of each fact: its cells and how a person writes it; doubts have no cells."""
    case = decider.case(task.facts, strict=True)
    return {
        "known": {name: case.known[name] for name in names if name in case.known},
        "doubted": [name for name in names if name in case.doubted],
        "words": {
            name: format_known(value) for name, value in task.facts.values.items() if name in case.known
        },
    }
