"""What stands behind the codes of messages, out of the page that explains them (docs/messages.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fitengine.data import messages_page

__all__ = ["Meaning", "meanings"]

_ROW = re.compile(r'^\| <a id="([a-z-]+)"></a>`\1` \| ([^|]+) \| ([^|]+) \|$', re.MULTILINE)
_SEVERITY = re.compile(r"^(?:error|warning|info): ")
_ASIDE = re.compile(r" \(\[[^\]]*\]\([^)]*\)\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Phrases without capital and full stop: `matter`, what is the matter, and `help`, what helps."""

    matter: str
    help: str


def meanings() -> dict[str, Meaning]:
    """By code. Raises FitengineError where the package lacks the page."""
    text = messages_page().read_text(encoding="utf-8")
    return {
        code: Meaning(_plain(_SEVERITY.sub("", matter)), _plain(help_))
        for code, matter, help_ in _ROW.findall(text)
    }


def _plain(cell: str) -> str:
    """Without links, which lead from page to page."""
    return _LINK.sub(r"\1", _ASIDE.sub("", cell))
