"""Every step of an assessment in full, for terminals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fitengine.model.decision import (
    Assessment,
    Blocker,
    Certainty,
    Decision,
    RuleHit,
    StepAssessment,
    SubDecision,
)
from fitengine.model.rules import Rulebook
from fitengine.report.display import clean
from fitengine.report.page import Page
from fitengine.report.sources import source_lines
from fitengine.report.words import (
    because_words,
    facts_words,
    hours_words,
    listed,
    outcome_label,
    possible_words,
    settling_words,
)

__all__ = ["detail_lines"]

_LABEL_WIDTH = 14
_Entry = tuple[str, list[str]]


def detail_lines(assessment: Assessment, rulebook: Rulebook, page: Page) -> Iterator[str]:
    """One section a step, then the sources that its rules and blockers cite."""
    for step in assessment.steps:
        yield from page.heading(_title(step))
        for label, texts in _entries(step, rulebook):
            if any(texts):
                yield from page.entry(label, texts, _LABEL_WIDTH)
    yield from source_lines(_cited_keys(assessment), rulebook, page)


def _title(step: StepAssessment) -> str:
    name = clean(step.step.name)
    return f"{name} ({clean(step.step.id)})" if name and name != step.step.id else clean(step.step.id)


def _entries(step: StepAssessment, rulebook: Rulebook) -> Iterator[_Entry]:
    decision = step.decision
    yield (
        "verdict",
        [f"{outcome_label(rulebook, decision.outcome)}, {decision.certainty}", because_words(decision)],
    )
    if decision.certainty is not Certainty.SETTLED:
        yield "possible", [listed(possible_words(decision, rulebook))]
    yield "rules", [_hit_words(hit) for hit in decision.rules]
    yield "technique", _technique_texts(step)
    yield from (_sub_entry(sub, rulebook) for sub in decision.sub_decisions)
    yield (
        "overruled",
        [
            f"{_hit_words(hit)}: {outcome_label(rulebook, hit.outcome)}. {clean(hit.because)}"
            for hit in decision.overruled
        ],
    )
    yield "assumed", [facts_words((one.fact, one.value) for one in decision.assumptions)]
    yield "doubted", [listed([clean(fact) for fact in decision.doubted])]
    yield "missing", [listed([clean(fact) for fact in decision.missing])]
    yield "ask", _question_texts(decision)
    yield "contradicts", [listed([clean(one) for one in decision.contradictions])]
    yield "blocks", [text for blocker in step.blockers for text in _blocker_texts(blocker)]
    yield "hours a month", [hours_words(step.hours_per_month) if step.hours_per_month else "unknown"]


def _hit_words(hit: RuleHit) -> str:
    facts = facts_words(hit.facts)
    return clean(f"{hit.decision} {hit.rule}") + (f": {facts}" if facts else "") + _cited(hit.cite)


def _cited(cite: Iterable[str]) -> str:
    keys = clean(", ".join(cite))
    return f" [{keys}]" if keys else ""


def _technique_texts(step: StepAssessment) -> list[str]:
    technique = step.technique
    if technique is None:
        return []
    label = clean(technique.label) or f"open: {listed([clean(one) for one in technique.possible])}"
    return [label, clean(technique.because) + _cited(technique.cite)]


def _sub_entry(sub: SubDecision, rulebook: Rulebook) -> _Entry:
    table = rulebook.tables.get(sub.id)
    outcomes = (sub.outcome,) if sub.outcome else sub.possible
    outcome = clean(" or ".join(table.label(one) if table else one for one in outcomes))
    rated = ", rated" if sub.rated else ""
    return clean(sub.id), [
        f"{outcome}, {sub.certainty}{rated}",
        *(clean(f"{hit.rule}: {hit.because}") for hit in sub.rules),
    ]


def _question_texts(decision: Decision) -> list[str]:
    question = decision.next_question
    if question is None:
        return []
    options = listed([clean(option) for option in question.options])
    figures = f"the answer {settling_words(question)} ({question.gain:.2f} bits)"
    return [
        clean(question.text),
        clean(question.help),
        clean(f"{question.fact}: {options} {question.unit}"),
        figures,
    ]


def _blocker_texts(blocker: Blocker) -> Iterator[str]:
    facts = facts_words(blocker.facts)
    label = clean(f"{blocker.label} ({blocker.rule}, {blocker.status})") + (f": {facts}" if facts else "")
    yield label + _cited(blocker.cite)
    yield from (clean(text) for text in (blocker.because, blocker.action) if text)


def _cited_keys(assessment: Assessment) -> set[str]:
    return {key for step in assessment.steps for cite in _citations(step) for key in cite}


def _citations(step: StepAssessment) -> Iterator[tuple[str, ...]]:
    decision = step.decision
    subs = (hit for sub in decision.sub_decisions for hit in sub.rules)
    yield from (hit.cite for hit in (*decision.rules, *decision.overruled, *subs))
    yield from (blocker.cite for blocker in step.blockers)
    if step.technique:
        yield step.technique.cite
