"""The sources that rules cite, as the page lists them."""

from __future__ import annotations

from collections.abc import Iterable

from fitengine.model.rules import Rulebook
from fitengine.report.sources import cited
from fitengine.report.words import reference_words

__all__ = ["citations"]


def citations(keys: Iterable[str], rulebook: Rulebook) -> list[tuple[str, str]]:
    """Key and citation in full, by key."""
    return [(one.key, reference_words(one)) for one in cited(keys, rulebook)]
