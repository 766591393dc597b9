"""The words that every form of a portfolio's summary shares."""

from __future__ import annotations

from math import isinf

from fitengine.portfolio.summary_model import (
    Choice,
    CommonQuestion,
    Documents,
    Duplicate,
    Initiatives,
    ProcessRow,
    StepRow,
    Summary,
    VerdictCount,
)
from fitengine.report.display import clean
from fitengine.report.value_words import figure_words
from fitengine.report.words import count_words, listed, percent

__all__ = [
    "DUPLICATE_NOTE",
    "QUESTION_NOTE",
    "RANKING_NOTE",
    "SAMPLE_NOTE",
    "SAVED_NOTE",
    "chosen_words",
    "document_words",
    "duplicate_words",
    "grouping_words",
    "headline_words",
    "hours_words",
    "initiative_words",
    "label",
    "left_out_words",
    "phase_words",
    "process_reason",
    "processes_words",
    "quadrant_words",
    "range_words",
    "rules_words",
    "saving_steps",
    "settles_words",
    "share_words",
    "source_words",
    "step_reason",
    "unsettling_words",
]

SAVED_NOTE = (
    "Hours saved a month are those of the likely case, by the shares of the house where a file gives none [house-default]; steps "
    "whose hours nobody knows count for nothing, so the sums are the least there is."
)
RANKING_NOTE = (
    "First come processes whose quick wins save most, then those that save most in all, then those with most steps that suit "
    "automation."
)
QUESTION_NOTE = (
    "Settles: how many open steps the answers to this question alone are expected to settle, by the shares that the dictionary "
    "of facts gives each answer. With all above: steps that lack nothing more once it and all above it are answered."
)
SAMPLE_NOTE = "It is estimated from some of the open steps, drawn evenly."
DUPLICATE_NOTE = (
    "The same name and the same facts, whatever their volume. Where the verdict automates, one automation may serve them all: "
    "look at them together before building the first."
)
_MOST_PLACES = 3
_AUTOMATING = ("rpa", "ai-suitable")
_GROUPS = {"area": "Area", "lane": "Lane", "owner": "Owner"}
_NONE = {"area": "no area", "lane": "no lane", "owner": "no owner"}


def label(summary: Summary, id_: str) -> str:
    """A verdict, technique or blocker in words."""
    return clean(summary.labels.get(id_, id_))


def grouping_words(by: str, name: str | None = None) -> str:
    """`Area`; with a name that name, or `no area`."""
    if name is None:
        return _GROUPS[by]
    return clean(name) or f"({_NONE[by]})"


def settles_words(question: CommonQuestion, summary: Summary) -> str:
    """`12`, `about 1,200`; a dash where no answer settles a step by itself."""
    number = question.settles
    if number <= 0:
        return "–"
    words = "<1" if number < 1 else figure_words(number) if summary.sampled else f"{number:,.0f}"
    return f"about {words}" if summary.sampled else words


def range_words(count: VerdictCount) -> str:
    """Hours a month of the steps of which they are known, from the least to the most."""
    low = figure_words(count.hours_low)
    high = "any number" if isinf(count.hours_high) else figure_words(count.hours_high)
    return low if low == high else f"{low} to {high}"


def hours_words(hours: float) -> str:
    """Three digits, and a dash where there are none."""
    return figure_words(hours) if hours else "–"


def headline_words(summary: Summary) -> str:
    """The whole in a sentence or two."""
    total = summary.total
    words = f"{processes_words(summary.documents.assessed)} with {count_words(total.steps, 'step')}"
    if not total.steps:
        return f"{words}."
    automate = sum(total.of(verdict).steps for verdict in _AUTOMATING)
    left = share_words(summary.open_steps, total.steps)
    words += f": {share_words(automate, total.steps)} of the steps suit automation, {left} are open."
    if total.saved:
        words += f" The changes save {figure_words(total.saved)} hours a month as is likely"
        if summary.quick_total:
            part = "all" if summary.quick_saved == total.saved else figure_words(summary.quick_saved)
            words += f", {part} of them in {count_words(summary.quick_total, 'quick win')}"
        words += "."
    return words


def document_words(documents: Documents) -> str:
    """How much could be read, and why not the rest: `12 documents, 2 of them unusable (bad-yaml 1, no-steps 1)`."""
    words = count_words(documents.total, "document")
    if not documents.unusable:
        return f"{words} read"
    reasons = listed([f"{clean(code)} {count:,}" for code, count in documents.refused], 6)
    return f"{words}, {documents.unusable:,} of them unusable ({reasons})"


def processes_words(count: int) -> str:
    """`1 process`, `1,200 processes`."""
    return f"{count:,} process" if count == 1 else f"{count:,} processes"


def share_words(part: int, whole: int) -> str:
    """`12 (40%)`."""
    return f"{part:,} ({percent(part / whole)})" if whole else f"{part:,}"


def process_reason(process: ProcessRow) -> str:
    """Why it stands where it stands."""
    counts = process.counts
    automate = sum(counts.of(verdict).steps for verdict in _AUTOMATING)
    parts = []
    if process.quick_wins:
        wins = count_words(process.quick_wins, "quick win")
        saved = figure_words(process.quick_saved)
        parts.append(f"{wins} {'saves' if process.quick_wins == 1 else 'save'} {saved} h a month")
    elif counts.saved:
        parts.append("no quick win")
    if counts.saved > process.quick_saved:
        parts.append(f"{figure_words(counts.saved)} h saved in all")
    if not counts.saved and automate:
        parts.append("hours saved are unknown")
    if counts.steps and counts.of("undetermined").steps == counts.steps:
        return "nothing is settled yet: see what to ask first"
    suits = "suits" if automate == 1 else "suit"
    parts.append(
        f"{automate} of {count_words(counts.steps, 'step')} {suits} automation"
        if automate
        else "no step suits automation"
    )
    if process.blocked:
        parts.append(f"{process.blocked} of them blocked")
    if first := counts.of("standardise-first").steps:
        parts.append(f"{first} to standardise first")
    if left := counts.of("undetermined").steps:
        parts.append(f"{left} open")
    return "; ".join(parts)


def step_reason(step: StepRow, summary: Summary) -> str:
    """Its quadrant's reason, and what stands in the way."""
    parts = [clean(step.because)] if step.because else []
    if step.blockers:
        blocked = listed([label(summary, one) for one in step.blockers], 4)
        parts.append(f"Before the build: {blocked}.")
    return " ".join(parts)


def initiative_words(initiatives: Initiatives) -> str:
    """How many reached production and deliver; empty where there are none."""
    if not initiatives.total:
        return ""
    total = initiatives.total
    words = f"{count_words(total, 'initiative')}: {share_words(initiatives.production, total)} reached production, "
    return (
        words
        + f"{share_words(initiatives.delivering, total)} deliver a measured gain ({initiatives.measured:,} measured at all)."
    )


def phase_words(phase: str) -> str:
    """A phase in words."""
    return clean(phase).replace("_", " ") or "(not said)"


def quadrant_words(summary: Summary) -> str:
    """How many steps fall into each quadrant, and what they save."""
    parts = [
        f"{clean(words)}: {steps:,} ({hours_words(saved)} h)"
        for _, words, steps, saved in summary.quadrants
        if steps
    ]
    words = listed(parts)
    return f"{words[:1].upper()}{words[1:]}." if parts else "Of no step it is known what a change would save."


def saving_steps(summary: Summary) -> list[StepRow]:
    """The steps that save most and the quick wins, those that save most first."""
    shown = dict.fromkeys((*summary.quick_wins, *summary.steps))
    return sorted(shown, key=lambda step: (-step.saved, step.place.source, step.place.step))


def chosen_words(choice: Choice) -> str:
    """Which processes alone count; empty where all do."""
    parts = [f"area {listed([clean(one) or '(none)' for one in choice.areas])}"] if choice.areas else []
    parts += [f"owner {listed([clean(one) or '(none)' for one in choice.owners])}"] if choice.owners else []
    return f"Only {' and '.join(parts)}." if parts else ""


def duplicate_words(duplicate: Duplicate, summary: Summary) -> str:
    """Where they stand."""
    names = [source_words(place.source, summary) for place in duplicate.places[:_MOST_PLACES]]
    more = duplicate.steps - len(names)
    return listed(names) + (f" and {more:,} more" if more > 0 else "")


def source_words(source: str, summary: Summary) -> str:
    """A file, as seen from the folder that was run."""
    return clean(source.removeprefix(summary.base))


def left_out_words(shown: int, total: int, noun: str) -> str:
    """What a list leaves out; empty where it leaves out nothing."""
    return f"{total - shown:,} more {noun} not shown: --limit 0 shows all" if total > shown else ""


def rules_words(summary: Summary) -> str:
    """`Decided by technology-fit 1.0.0 (3f2a9c01d7be)`; empty where that is not known."""
    packs = [clean(f"{name} {version} ({digest})") for name, version, digest in summary.rules]
    return f"Decided by {listed(packs)}" if packs else ""


def unsettling_words(summary: Summary) -> str:
    """Of the steps that no answer settles."""
    steps = count_words(summary.unsettling, "open step")
    return f"No answer settles {steps}: their facts contradict each other, or the rules leave a gap."
