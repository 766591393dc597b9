"""Executors collect every rule that holds for what is exactly known: evidence beside the diagram.

Two do the same: Rete on durable-rules where it can be used, and the plain one everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from fitengine.decide.boxes import Box
from fitengine.decide.plain import PlainExecutor
from fitengine.decide.rete import ReteExecutor, engine_missing, engine_version
from fitengine.errors import EngineFault, InputError

__all__ = ["EXECUTORS", "Executor", "ExecutorStatus", "executor_status", "make_executor"]

EXECUTORS = ("auto", "rete", "plain")
"""The kinds that can be asked for."""


class Executor(Protocol):
    """Collects the rules that hold. Safe to share between threads and across a fork."""

    @property
    def name(self) -> str:
        """`rete` or `plain`."""
        ...

    def holding(self, known: Mapping[str, int]) -> frozenset[str]:
        """The ids of the rules that hold; `known` gives the cell, from 0, of each fact that is exactly known.

        A rule holds when one of its boxes has every fact it names known and inside its mask; a mask of all
        cells names nothing. Facts that no rule names are ignored. KeyError for a cell that a fact lacks.
        """
        ...

    def close(self) -> None:
        """Free what the executor holds outside Python; harmless when repeated."""
        ...


class ExecutorStatus(NamedTuple):
    """Which executor `auto` picks, and the version of durable-rules or the reason it cannot be used."""

    name: str
    detail: str


def make_executor(
    rules: Sequence[tuple[str, Sequence[Box]]], sizes: Mapping[str, int], kind: str = "auto"
) -> Executor:
    """An executor for `rules` (id and boxes), where `sizes` is the number of cells of each fact.

    `auto` is Rete where durable-rules can be used, else plain. EngineFault when `rete` is asked for where it
    cannot be used, InputError for an unknown kind.
    """
    if kind not in EXECUTORS:
        raise InputError.single(
            "unknown-executor", f"unknown executor `{kind}` (one of {', '.join(EXECUTORS)})"
        )
    missing = "" if kind == "plain" else engine_missing()
    if missing and kind == "rete":
        help_text = "use the plain executor, or `pip install 'fitengine[rete]'`, which needs a C compiler"
        raise EngineFault.single(
            "executor-missing", f"the `rete` executor cannot be used: {missing}", help_text
        )
    make = PlainExecutor if missing or kind == "plain" else ReteExecutor
    return make(_simplified(rules, sizes), sizes)


def executor_status() -> ExecutorStatus:
    """What `auto` picks on this machine, and why."""
    missing = engine_missing()
    return ExecutorStatus("plain", missing) if missing else ExecutorStatus("rete", engine_version())


def _simplified(
    rules: Sequence[tuple[str, Sequence[Box]]], sizes: Mapping[str, int]
) -> list[tuple[str, list[Box]]]:
    """Without masks of all cells, which say nothing, and boxes with an empty mask, which never hold."""
    return [(rule, [_narrowed(box, sizes) for box in boxes if all(box.values())]) for rule, boxes in rules]


def _narrowed(box: Box, sizes: Mapping[str, int]) -> Box:
    return {fact: mask for fact, mask in box.items() if mask != (1 << sizes[fact]) - 1}
