"""Steps and lanes by what people call them: an id, or a name that only one of them has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from fitengine.errors import Problem
from fitengine.load.suggest import near
from fitengine.load.values import shown
from fitengine.load.yaml.fields import quoted
from fitengine.model.process import Lane, Process, Task

__all__ = ["find_lane", "find_step"]

_MOST_LISTED = 8
_Found = TypeVar("_Found", Task, Lane)


def find_step(process: Process, word: str) -> Task | Problem:
    """The step with this id or, to the letter, this name; else what is wrong, with the step that was probably meant."""
    return _find("step", process.tasks(), word, process)


def find_lane(process: Process, word: str) -> Lane | Problem:
    """The lane with this id or this name; else what is wrong."""
    return _find("lane", process.lanes.values(), word, process)


def _find(kind: str, things: Iterable[_Found], word: str, process: Process) -> _Found | Problem:
    by_id = {thing.id: thing for thing in things}
    if word in by_id:
        return by_id[word]
    named = [thing for thing in by_id.values() if _one_line(thing.name) == _one_line(word)]
    if len(named) == 1:
        return named[0]
    if named:
        message = f"{shown(word)} is the name of {len(named)} {kind}s"
        ids = quoted(thing.id for thing in named[:_MOST_LISTED])
        return Problem(f"ambiguous-{kind}", message, f"use an id: {ids}")
    return Problem(f"unknown-{kind}", f"`{process.id}` has no {kind} {shown(word)}", _help(kind, by_id, word))


def _help(kind: str, by_id: dict[str, _Found], word: str) -> str:
    meant = near(word, by_id) or near(word, [thing.name for thing in by_id.values()])
    if meant:
        return f"did you mean `{meant}`?"
    listed = quoted(list(by_id)[:_MOST_LISTED])
    more = ", …" if len(by_id) > _MOST_LISTED else ""
    return f"the {kind}s are {listed}{more}" if by_id else f"it has no {kind}s at all"


def _one_line(name: str) -> str:
    return " ".join(name.split())
