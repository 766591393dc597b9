"""The sources that rules cite, in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fitengine.model.decision import RuleHit
from fitengine.model.rules import Reference, Rulebook
from fitengine.report.display import clean
from fitengine.report.page import Page
from fitengine.report.words import reference_words

__all__ = ["cited", "cited_keys", "source_lines"]

_LABEL_WIDTH = 24


def cited_keys(hits: Iterable[RuleHit]) -> set[str]:
    """The keys that some rules cite."""
    return {key for hit in hits for key in hit.cite}


def cited(keys: Iterable[str], rulebook: Rulebook) -> list[Reference]:
    """What the keys stand for, by key; those the rules do not explain are left out."""
    return [rulebook.references[key] for key in sorted(set(keys)) if key in rulebook.references]


def source_lines(keys: Iterable[str], rulebook: Rulebook, page: Page) -> Iterator[str]:
    """A heading and an entry a source; nothing where there is none."""
    references = cited(keys, rulebook)
    if references:
        yield from page.heading("Sources")
    for reference in references:
        yield from page.entry(clean(reference.key), [reference_words(reference)], _LABEL_WIDTH)
