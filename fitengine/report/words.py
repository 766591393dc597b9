"""The words that every text for people shares: verdicts, certainty, weights, hours and lists of names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from fitengine.model.decision import (
    UNDETERMINED,
    Assessment,
    Certainty,
    Decision,
    Question,
    RuleHit,
    StepAssessment,
    Totals,
)
from fitengine.model.facts import Range
from fitengine.model.process import Process
from fitengine.model.rules import PackInfo, Reference, Rulebook
from fitengine.report.display import Style, clean

__all__ = [
    "because_words",
    "count_words",
    "facts_words",
    "ground_hits",
    "ground_words",
    "hours_words",
    "listed",
    "next_question_step",
    "outcome_label",
    "pack_words",
    "percent",
    "possible_words",
    "process_marks",
    "process_name",
    "reference_words",
    "settling_words",
    "step_name",
    "sum_totals",
    "total_hours_words",
    "verdict_style",
    "why_words",
]

_STYLES = {
    "rpa": Style.BLUE,
    "ai-suitable": Style.GREEN,
    "standardise-first": Style.YELLOW,
    "keep-human": Style.MAGENTA,
    UNDETERMINED: Style.BOLD,
}


def process_name(process: Process) -> str:
    """The name to show: the id where there is none."""
    return clean(process.name) or clean(process.id)


def process_marks(process: Process) -> list[str]:
    """What tells the process from others beside its name: id, version and owner."""
    version = clean(process.version)
    marks = (
        process.id if clean(process.name) else "",
        f"version {version}" if version else "",
        process.owner,
    )
    return [mark for mark in map(clean, marks) if mark]


def step_name(step: StepAssessment) -> str:
    """The name to show: the id where there is none."""
    return clean(step.step.name) or clean(step.step.id)


def verdict_style(outcome: str) -> Style:
    """The colour of a verdict; it only repeats what the word says."""
    return _STYLES.get(outcome, Style.PLAIN)


def outcome_label(rulebook: Rulebook, outcome: str) -> str:
    """The words for an outcome: the label of the table that decides last, or the outcome itself."""
    for table in reversed(tuple(rulebook.tables.values())):
        if outcome in table.labels:
            return clean(table.labels[outcome])
    return "Undetermined" if outcome == UNDETERMINED else clean(outcome)


def because_words(decision: Decision) -> str:
    """Why the verdict holds, in the deciding rules' own words."""
    reasons = dict.fromkeys(clean(hit.because) for hit in decision.rules if hit.because)
    if reasons:
        return " ".join(reasons)
    if decision.certainty is Certainty.OPEN:
        return ""
    return "Whatever the missing facts turn out to be, this verdict follows."


def ground_hits(decision: Decision) -> list[RuleHit]:
    """What tipped the deciding rules: the first rule of the last sub-decision that each of them asks."""
    hits: dict[tuple[str, str], RuleHit] = {}
    for rule in decision.rules:
        asked = {name for name, _ in rule.facts}
        subs = [sub for sub in decision.sub_decisions if sub.id in asked]
        hits.update({(hit.decision, hit.rule): hit for sub in subs[-1:] for hit in sub.rules[:1]})
    return list(hits.values())


def ground_words(decision: Decision) -> str:
    """Why the verdict tipped. A combining rule says `the way is not agreed yet`; its ground says `it is done in more than
    three ways`."""
    return " ".join(dict.fromkeys(clean(hit.because) for hit in ground_hits(decision) if hit.because))


def why_words(decision: Decision) -> str:
    """The reason to show first: what tipped the verdict, or where nothing did what the deciding rules say."""
    return ground_words(decision) or because_words(decision)


def possible_words(decision: Decision, rulebook: Rulebook) -> list[str]:
    """The verdicts still possible, heaviest first: `RPA 62%`, `keep human 38%`; `about 62%` where that is estimated."""
    about = "about " if decision.samples else ""
    return [
        f"{outcome_label(rulebook, outcome)} {about}{percent(weight)}"
        for outcome, weight in decision.possible
    ]


def percent(weight: float) -> str:
    """A weight from 0 to 1 in whole per cent; what is possible is never 0%, what is open never 100%."""
    if 0 < weight < 0.005:
        return "<1%"
    if 0.995 <= weight < 1:
        return ">99%"
    return f"{math.floor(100 * weight + 0.5)}%"


def settling_words(question: Question) -> str:
    """What the answer does for its step: `settles the step with a chance of 38%`."""
    if question.settles <= 0:
        return "narrows the step down, but cannot settle it alone"
    chance = "" if question.settles >= 1 else f" with a chance of {percent(question.settles)}"
    return f"settles the step{chance}"


def hours_words(hours: Range) -> str:
    """Hours a month: whole from ten on, one decimal below."""
    low, high = _number(hours.low), _number(hours.high)
    return low if low == high else f"{low} to {high}"


def total_hours_words(total: Totals) -> str:
    """The hours of a verdict, and for how many steps nobody knows them."""
    unknown = f"unknown for {count_words(total.unknown_hours, 'step')}" if total.unknown_hours else ""
    known = hours_words(total.hours) if total.unknown_hours < total.steps or not unknown else ""
    return ", ".join(part for part in (known, unknown) if part)


def sum_totals(totals: Iterable[Totals]) -> Totals:
    """Steps and hours of several verdicts together."""
    totals = tuple(totals)
    hours = Range(sum(total.hours.low for total in totals), sum(total.hours.high for total in totals))
    steps, unknown = sum(total.steps for total in totals), sum(total.unknown_hours for total in totals)
    return Totals("", steps, hours, unknown)


def count_words(count: int, noun: str) -> str:
    """`1 step`, `1,200 steps`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """`a, b, c`, and where there are more than `most`: `a, b and 9 more`."""
    if most is None or len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


def facts_words(facts: Iterable[tuple[str, str]]) -> str:
    """`rule_based fully, exception_rate 2 to 5`."""
    return ", ".join(clean(f"{name} {value}").replace(" %", "%") for name, value in facts)


def reference_words(reference: Reference) -> str:
    """A citation in full: authors, year, title, where."""
    year = str(reference.year) if reference.year is not None else "no year"
    comma = "" if reference.title.endswith(("?", "!", ".")) else ","
    return clean(f"{reference.authors} ({year}). {reference.title}{comma} {reference.where}.")


def pack_words(packs: Iterable[PackInfo]) -> str:
    """Which knowledge decided: `technology-fit 1.0.0 (3f2a9c01d7be)`."""
    return ", ".join(clean(f"{pack.name} {pack.version} ({pack.digest})") for pack in packs)


def next_question_step(assessment: Assessment) -> StepAssessment | None:
    """The open step whose question is likeliest to settle it, then tells most; the first of equals."""
    undecided = (step for step in assessment.steps if step.decision.certainty is Certainty.OPEN)
    asking = [step for step in undecided if step.decision.next_question is not None]
    return max(asking, key=_settling, default=None)


def _settling(step: StepAssessment) -> tuple[float, float]:
    question = step.decision.next_question
    assert question is not None
    return question.settles, question.gain


def _number(value: float) -> str:
    if math.isinf(value):
        return "any number"
    if value >= 10:
        return f"{math.floor(value + 0.5):,}"
    return f"{math.floor(10 * value + 0.5) / 10:g}"
