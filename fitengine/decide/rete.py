"""The Rete executor: durable-rules, driven through the narrow part of its engine that keeps its word.

Outside that part the engine crashes, hangs or answers wrongly; docs/durable-rules.md lists the cases and what
keeps each of them out. In short: a box is one rule of the engine, a conjunction of comparisons of whole
numbers; the engine sees generated names and cell numbers alone; one flat fact at a time, taken back before
the next; rulesets of its own for each thread.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from fitengine.decide.boxes import Box
from fitengine.decide.plain import PlainExecutor
from fitengine.errors import EngineFault, FitengineError

__all__ = ["ReteExecutor", "engine_missing", "engine_version"]

_MOST_TERMS = 60
"""Terms in one ruleset: all may match at once, and the engine's stack holds 64."""
_MOST_FACTS = 200
"""Facts in one ruleset: a message of the engine holds 254 properties, some of them its own."""
_MOST_CONDITIONS = 200
"""Comparisons in one term, each some 4 KiB in the engine; larger boxes are left to the plain executor."""

_NOT_MATCHED = 1
_ID = '"id":"1"'
"""One id for all facts: each is taken back before the next, and a leftover is refused as already observed."""


class ReteExecutor:
    """Collects the rules that hold, on durable-rules. Every thread and every forked process gets rulesets of
    its own, the first time it asks.

    `rules` are pairs of a rule's id and its boxes, whose masks are neither empty nor of all cells; `sizes` is
    the number of cells by fact name. ImportError where durable-rules cannot be used.
    """

    name = "rete"

    def __init__(self, rules: Sequence[tuple[str, Sequence[Box]]], sizes: Mapping[str, int]) -> None:
        terms = [_make_term(rule, box, sizes) for rule, boxes in rules for box in boxes]
        self._engine = _load_engine()
        self._rulesets = tuple(_make_rulesets([term for term in terms if term.suits], sizes))
        self._beside = PlainExecutor([(term.rule, [term.box]) for term in terms if not term.suits], sizes)
        self._threads = threading.local()

    def holding(self, known: Mapping[str, int]) -> frozenset[str]:
        """The ids of the rules that hold for the known cells; KeyError for a cell that a fact lacks.

        EngineFault when the engine reports an error or contradicts itself.
        """
        try:
            session = self._take_session()
            held = {rule for number in range(len(self._rulesets)) for rule in session.fire(number, known)}
        except self._engine.error as error:
            raise _fault(f"reported `{error}`") from error
        # Only a session that came through is used again: an interrupted one may hold a fact or an action.
        self._threads.session = session
        return self._beside.holding(known) | held

    def close(self) -> None:
        """Free the rulesets of all threads; one at work frees its own when done. Later calls start anew."""
        self._threads = threading.local()

    def _take_session(self) -> _Session:
        session: _Session | None = self._threads.__dict__.pop("session", None)
        if session is None or session.process != os.getpid():
            session = _Session(self._engine, self._rulesets)
        return session


def engine_missing() -> str:
    """Why durable-rules cannot be used here; empty where it can."""
    try:
        _load_engine()
    except ImportError as error:
        if sys.version_info >= (3, 13):
            return "durable-rules does not run on Python 3.13 or later, which removed a C call it uses"
        if isinstance(error, ModuleNotFoundError):
            return "durable-rules is not installed"
        return f"durable-rules does not load: {error}"
    return ""


def engine_version() -> str:
    """`durable-rules 2.0.28`; without a number where its package data is missing."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"durable-rules {version('durable_rules')}"
    except PackageNotFoundError:
        return "durable-rules"


class _Engine(Protocol):
    """The seven functions in use: a handle is a ruleset, a state the place of its facts."""

    error: type[Exception]

    def create_ruleset(self, name: str, rules: str, /) -> int: ...
    def delete_ruleset(self, handle: int, /) -> None: ...
    def delete_state(self, handle: int, sid: None, /) -> None: ...
    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def retract_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None: ...


def _load_engine() -> _Engine:
    import durable_rules_engine

    return cast("_Engine", durable_rules_engine)


@dataclass(frozen=True, slots=True)
class _Term:
    """A box and its conditions: fact, operator of the engine (empty is equality), cell."""

    rule: str
    box: Box
    conditions: tuple[tuple[str, str, int], ...]

    @property
    def suits(self) -> bool:
        return 0 < len(self.conditions) <= _MOST_CONDITIONS


def _make_term(rule: str, box: Box, sizes: Mapping[str, int]) -> _Term:
    tests = ((fact, *test) for fact, mask in box.items() for test in _tests(mask, sizes[fact]))
    return _Term(rule, box, tuple(tests))


def _tests(mask: int, size: int) -> Iterator[tuple[str, int]]:
    """The mask as comparisons that must all pass: from its lowest cell to its highest, without the holes."""
    low, high = (mask & -mask).bit_length() - 1, mask.bit_length() - 1
    if low == high:
        yield "", low
        return
    if low > 0:
        yield "$gte", low
    if high < size - 1:
        yield "$lte", high
    yield from (("$neq", cell) for cell in range(low + 1, high) if not mask >> cell & 1)


@dataclass(frozen=True, slots=True)
class _Ruleset:
    """What the engine is given: the text of the rules, and by fact and cell the pieces of a fact's text."""

    text: str
    cells: tuple[tuple[str, Mapping[int | None, str]], ...]
    rules: tuple[str, ...]
    """The rule of each term."""


def _make_rulesets(terms: Sequence[_Term], sizes: Mapping[str, int]) -> Iterator[_Ruleset]:
    """The terms in as many rulesets as the limits of the engine ask for."""
    taken: list[_Term] = []
    facts: set[str] = set()
    for term in terms:
        if taken and (len(taken) == _MOST_TERMS or len(facts | term.box.keys()) > _MOST_FACTS):
            yield _make_ruleset(taken, sizes)
            taken, facts = [], set()
        taken.append(term)
        facts |= term.box.keys()
    if taken:
        yield _make_ruleset(taken, sizes)


def _make_ruleset(terms: Sequence[_Term], sizes: Mapping[str, int]) -> _Ruleset:
    facts = dict.fromkeys(fact for term in terms for fact in term.box)
    names = {fact: f"f{number}" for number, fact in enumerate(facts)}
    rules = [_rule_text(f"r{number}", term, names) for number, term in enumerate(terms)]
    text = ",".join(['"w":{"all":[{"m":{"w":1}}]}', *rules])
    cells = tuple((fact, _cell_texts(name, sizes[fact])) for fact, name in names.items())
    return _Ruleset(f"{{{text}}}", cells, tuple(term.rule for term in terms))


def _rule_text(label: str, term: _Term, names: Mapping[str, str]) -> str:
    # The anchor `k` stands in our facts only: no term can match the messages that the engine sends itself.
    tests = [_condition_text(names[fact], operator, cell) for fact, operator, cell in term.conditions]
    conditions = ",".join(['{"k":1}', *tests])
    return f'"{label}":{{"all":[{{"m":{{"$and":[{conditions}]}}}}]}}'


def _condition_text(name: str, operator: str, cell: int) -> str:
    comparison = f'{{"{name}":{cell}}}'
    return f'{{"{operator}":{comparison}}}' if operator else comparison


def _cell_texts(name: str, size: int) -> dict[int | None, str]:
    return {None: ""} | {cell: f',"{name}":{cell}' for cell in range(size)}


class _Session:
    """The rulesets of one thread in one process, alive in the engine."""

    __slots__ = ("__weakref__", "_engine", "_handles", "_rulesets", "process")

    def __init__(self, engine: _Engine, rulesets: Sequence[_Ruleset]) -> None:
        self.process = os.getpid()
        self._engine = engine
        self._rulesets = rulesets
        self._handles = tuple(_open(engine, ruleset.text) for ruleset in rulesets)
        weakref.finalize(self, _free, engine, self._handles, self.process).atexit = False

    def fire(self, number: int, known: Mapping[str, int]) -> Iterator[str]:
        """The rules of one ruleset that hold, once for each of their boxes."""
        ruleset = self._rulesets[number]
        stated = "".join([texts[known.get(fact)] for fact, texts in ruleset.cells])
        if stated:
            fact = f'{{"k":1,{_ID}{stated}}}'
            for message in _fire(self._engine, self._handles[number], fact):
                yield ruleset.rules[_term_number(message)]


def _open(engine: _Engine, text: str) -> int:
    handle = engine.create_ruleset("fit", text)
    # Without one action behind it, deleting the state frees memory that was never set.
    if len(list(_fire(engine, handle, f'{{"w":1,{_ID}}}'))) != 1:
        raise _fault("did not answer the first fact as it should")
    return handle


def _fire(engine: _Engine, handle: int, fact: str) -> Iterator[str]:
    """Give the engine one fact, yield its message for every term that matches, and take the fact back."""
    code, state = engine.assert_fact(handle, fact)
    if code == _NOT_MATCHED:
        return  # not stored: nothing to take back
    action = None if code else engine.start_action_for_state(handle, state)
    if action is None:
        raise _fault(f"took a fact with code {code} and started nothing")
    message: str | None = action[1]
    while message is not None:
        yield message
        message = engine.complete_and_start_action(handle, state)
    code, _ = engine.retract_fact(handle, f"{{{_ID}}}")
    if code:
        raise _fault(f"kept a fact with code {code}")


def _term_number(message: str) -> int:
    """`{"r7":{"m":…` is 7."""
    return int(message[3 : message.index('"', 3)])


def _free(engine: _Engine, handles: Sequence[int], process: int) -> None:
    # A forked child leaves alone what it inherited: another thread may have been in the middle of it.
    if process == os.getpid():
        for handle in handles:
            engine.delete_state(handle, None)
            engine.delete_ruleset(handle)


def _fault(what: str) -> FitengineError:
    help_text = "the plain executor decides the same; please report the rules and the facts"
    return EngineFault.single("rete-fault", f"durable-rules {what}", help_text)
