"""What to ask next about a process, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fitengine.model.facts import Known

__all__ = ["Answer", "Inquiry", "InquiryKind", "Scope", "Tick"]

Scope = Literal["step", "lane", "process"]
"""What an answer is about; a lane's or the process's goes for every step that has none of its own."""

InquiryKind = Literal["fact", "rating", "tick-list"]


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of a tick-list: a fact that nobody spoke about, and what goes without saying of it."""

    fact: str
    text: str
    usual: Known
    words: str
    """`usual` as a person says it: `at most 20 %`."""
    steps: tuple[str, ...]
    """The steps that rest on it."""
    shared: bool
    """Whether it goes for the whole lane or process; else for these steps alone."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question to a person.

    `fact` asks for one fact of one step, or of the whole process where one answer goes for all; `rating` asks a sub-decision
    directly; `tick-list` asks which of several remarkable facts apply to a lane or the process, the rest going without saying.
    """

    kind: InquiryKind
    scope: Scope
    target: str
    """Step or lane id; empty for the process."""
    facts: tuple[str, ...]
    """The fact asked, the sub-decision rated, or the facts on the tick-list."""
    text: str
    help: str
    unit: str
    options: tuple[str, ...]
    """The legal answers still possible; empty for numbers. On a tick-list, what goes without saying of each fact."""
    steps: tuple[str, ...]
    """The steps whose verdict hangs on the answer."""
    outcomes: tuple[str, ...]
    """The verdicts it decides between."""
    gain: float
    """Expected information in bits, summed over the steps."""
    settles: float
    """How many steps the answer is expected to decide."""
    ticks: tuple[Tick, ...] = ()
    """The lines of a tick-list."""

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What makes it the same question again."""
        return self.scope, self.target, self.facts


@dataclass(frozen=True, slots=True)
class Answer:
    """One fact learnt. `fact` may be a sub-decision that was rated; then `value` is its outcome."""

    scope: Scope
    target: str
    """Step or lane id; empty for the process."""
    fact: str
    value: Known
    initiative: bool = False
    """A fact about the initiative rather than a default of the steps; only with the scope of the process."""
