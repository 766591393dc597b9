"""Explanations as plain data and as JSON.

`explanation_schema` describes the form; keys are only ever added to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from fitengine.decide.explain import NOTCH
from fitengine.model.explanation import (
    Counterfactual,
    Explanation,
    FactMove,
    Fragility,
    Outlook,
    Reason,
    WhyNot,
)
from fitengine.model.process import Process
from fitengine.model.rules import Reference, Rulebook
from fitengine.report.explained import Explained, explained_steps
from fitengine.report.json_parts import Json, decision_json, dump, packs_json, process_json, rounded
from fitengine.report.sources import cited, cited_keys

__all__ = ["explanations_to_dict", "explanations_to_json"]


def explanations_to_dict(
    process: Process, explanations: Iterable[Explanation], rulebook: Rulebook, *, strict: bool = False
) -> Json:
    """The explained steps in full, with the sources they cite."""
    steps = explained_steps(process, explanations, rulebook)
    keys = {key for one in steps for key in cited_keys(one.explanation.rules)}
    return {
        "process": process_json(process),
        "strict": strict,
        "notch": NOTCH,
        "steps": [_step(one) for one in steps],
        "references": {reference.key: _reference(reference) for reference in cited(keys, rulebook)},
        "packs": packs_json(rulebook.packs),
    }


def explanations_to_json(
    process: Process, explanations: Iterable[Explanation], rulebook: Rulebook, *, strict: bool = False
) -> str:
    """`explanations_to_dict` as JSON text, indented, ending in a line end."""
    return dump(explanations_to_dict(process, explanations, rulebook, strict=strict))


def _step(one: Explained) -> Json:
    explanation, lane = one.explanation, one.process.lanes.get(one.task.lane or "")
    return {
        "id": one.task.id,
        "name": one.task.name,
        "lane": lane.name if lane else "",
        "stage": one.task.stage or "",
        **decision_json(explanation.decision),
        "stability": None if explanation.stability is None else rounded(explanation.stability),
        "why": [_reason(reason, one) for reason in explanation.why],
        "why_not": [_why_not(other, one) for other in explanation.why_not],
        "fragile": [_fragility(flip) for flip in explanation.fragile],
        "answers": [_answer(answer) for answer in explanation.answers],
    }


def _reason(reason: Reason, one: Explained) -> Json:
    definition = one.rulebook.dictionary.get(reason.fact)
    return {
        "fact": reason.fact,
        "value": reason.value,
        "said": one.said_words(reason.fact),
        "assumed": reason.assumed,
        "question": reason.question,
        "unit": definition.unit if definition else "",
    }


def _why_not(other: WhyNot, one: Explained) -> Json:
    return {
        "verdict": other.outcome,
        "weight": rounded(other.weight),
        "reasons": [_reason(reason, one) for reason in other.reasons],
        "change": _change(other.change) if other.change else None,
    }


def _change(change: Counterfactual) -> Json:
    return {"cost": rounded(change.cost), "moves": [_move(move) for move in change.moves]}


def _move(move: FactMove) -> Json:
    return {
        "fact": move.fact,
        "now": move.now,
        "then": move.then,
        "found": move.found,
        "cost": rounded(move.cost),
    }


def _fragility(flip: Fragility) -> Json:
    return {"fact": flip.fact, "now": flip.now, "then": flip.then, "verdicts": list(flip.outcomes)}


def _answer(answer: Outlook) -> Json:
    return {
        "value": answer.value,
        "chance": rounded(answer.chance),
        "verdicts": list(answer.outcomes),
        "certainty": str(answer.certainty),
    }


def _reference(reference: Reference) -> Json:
    return {
        "authors": reference.authors,
        "year": reference.year,
        "title": reference.title,
        "where": reference.where,
    }
