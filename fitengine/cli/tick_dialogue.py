"""Tick-lists in the dialogue: what differs is asked for, the rest is confirmed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from fitengine.assess.tick_lists import concerned
from fitengine.cli.sitting import Back, Key, Sitting
from fitengine.errors import Problem
from fitengine.load.answers.lookup import find_step
from fitengine.load.answers.typed_values import read_typed_value
from fitengine.load.values import ValueProblem, shown
from fitengine.model.facts import Facts, Known, Unknown
from fitengine.model.inquiry import Answer, Inquiry, Tick
from fitengine.model.process import Task
from fitengine.report.question_text import answers_of

__all__ = ["ask_tick_list"]

_NUMBERS = re.compile(r"\d+(?:[\s,;]+(?:and\s+)?\d+)*").fullmatch
_ALL = frozenset({"", "all"})
_NONE = frozenset({"", "no", "none"})


def ask_tick_list(sitting: Sitting, inquiry: Inquiry) -> None:
    """Asks one list. What differs is saved one by one, what is usual at the end."""
    sitting.show(sitting.questions.tick_list(inquiry, sitting.progress))
    ticked = _read_ticks(sitting, inquiry)
    if ticked is None:
        sitting.interview.put_off(inquiry)
        return
    saved = len(sitting.file.answers)
    try:
        usual = list(_work_through(sitting, inquiry, ticked))
    except Back:
        if len(sitting.file.answers) > saved:
            raise
        return  # nothing was said yet: the list comes again
    if usual:
        sitting.save(inquiry, usual)


def _work_through(sitting: Sitting, inquiry: Inquiry, ticked: Collection[int]) -> Iterator[Answer]:
    """Asks for what differs; gives the answers that confirm the rest."""
    for number, tick in enumerate(inquiry.ticks):
        candidates = [task.id for task in concerned(sitting.file.process, inquiry, tick)]
        differing = _ask_exceptions(sitting, inquiry, tick) if number in ticked else set()
        if differing is None or differing.issuperset(candidates):
            continue
        if tick.shared:
            yield Answer(inquiry.scope, inquiry.target, tick.fact, tick.usual)
        else:
            yield from (
                Answer("step", step, tick.fact, tick.usual) for step in candidates if step not in differing
            )


def _read_ticks(sitting: Sitting, inquiry: Inquiry) -> set[int] | None:
    """The positions of the lines that differ; None where the list is put off."""
    while True:
        reply = sitting.reply()
        if reply.key is Key.SKIP:
            return None
        if reply.key is Key.HELP:
            sitting.show(sitting.questions.explanation(inquiry, Facts()))
        elif not reply.text and reply.key is None:
            return set()
        elif (numbers := _numbers(sitting, reply.text, len(inquiry.ticks))) is not None:
            return {number - 1 for number in numbers}


def _numbers(sitting: Sitting, text: str, most: int) -> list[int] | None:
    """Numbers of a list from 1; None, and why, where it is anything else."""
    if not _NUMBERS(text):
        sitting.say(f"{shown(text)} is no list of numbers: type them as `1 4`, or only Enter.")
        return None
    numbers = [int(word) for word in re.findall(r"\d+", text)]
    if wrong := [number for number in numbers if not 1 <= number <= most]:
        sitting.say(f"There is no {wrong[0]}: the numbers go from 1 to {most}.")
        return None
    return numbers


def _ask_exceptions(sitting: Sitting, inquiry: Inquiry, tick: Tick) -> set[str] | None:
    """The steps in which something else was said to be the case; None where nobody could say what."""
    candidates = concerned(sitting.file.process, inquiry, tick)
    done: set[str] = set()
    while left := [task for task in candidates if task.id not in done]:
        tasks = left if len(candidates) == 1 else _read_steps(sitting, tick, left, again=bool(done))
        if not tasks:
            break
        value = _read_value(sitting, tick, tasks)
        if value is None:
            sitting.interview.leave(inquiry, tick.fact)
            return None
        answers = [Answer("step", task.id, tick.fact, value) for task in tasks]
        if tick.shared and len(tasks) == len(candidates) > 1:
            answers = [Answer(inquiry.scope, inquiry.target, tick.fact, value)]
        if sitting.save(inquiry, answers, [task.id for task in tasks]):
            done.update(task.id for task in tasks)
    return done


def _read_steps(sitting: Sitting, tick: Tick, tasks: Sequence[Task], again: bool) -> Sequence[Task]:
    """Some of these steps, by number, id or name; with `again`, perhaps none."""
    sitting.show(sitting.questions.which_steps(tick, tasks, again))
    while True:
        reply = sitting.reply({task.id.casefold() for task in tasks})
        if reply.key is Key.SKIP or (again and reply.key is None and reply.text.casefold() in _NONE):
            return []
        if reply.key is None and reply.text.casefold() in _ALL:
            return tasks
        found = _find_steps(sitting, reply.text, tasks)
        if found:
            return found


def _find_steps(sitting: Sitting, text: str, tasks: Sequence[Task]) -> list[Task]:
    """The steps that are meant; none, and why, where that is not clear."""
    if _NUMBERS(text):
        numbers = _numbers(sitting, text, len(tasks)) or []
        return [task for number, task in enumerate(tasks, 1) if number in numbers]
    found: list[Task] = []
    for word in filter(None, text.split(",")):
        task = find_step(sitting.file.process, word.strip())
        if isinstance(task, Problem) or task not in tasks:
            sitting.say(f"{shown(word.strip())} is none of these steps: type their numbers, as `1 2`.")
            return []
        found.append(task)
    return found


def _read_value(sitting: Sitting, tick: Tick, tasks: Sequence[Task]) -> Known | None:
    """What is the case in these steps; None where nobody knows."""
    definition = sitting.rulebook.dictionary[tick.fact]
    options = answers_of(definition)
    sitting.show(sitting.questions.which_value(definition, tasks))
    while True:
        reply = sitting.reply(options)
        if reply.key is Key.SKIP:
            return None
        if reply.key is Key.DOUBT:
            return Unknown.UNKNOWN
        if reply.key is not None or not reply.text:
            sitting.show(sitting.questions.which_value(definition, tasks))
            continue
        try:
            return read_typed_value(definition, reply.text, options)
        except ValueProblem as problem:
            sitting.refuse(problem)
