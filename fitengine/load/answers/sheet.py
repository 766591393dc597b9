"""Answers as a file of their own: `{steps: {ID: {fact: value}}, lanes: {...}, process: {...}, initiative: {...}}`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fitengine.errors import InputError, Problem
from fitengine.load.answers.lookup import find_lane, find_step
from fitengine.load.defects import Defects
from fitengine.load.process.fact_block import FactReader, Subject
from fitengine.load.values import shown
from fitengine.load.yaml.events import Path, decode, read_yaml
from fitengine.load.yaml.write import Plain
from fitengine.model.facts import Facts, Known, OneOf, Unknown, format_known
from fitengine.model.inquiry import Answer, Scope
from fitengine.model.process import Process
from fitengine.model.rules import FactDefinition

__all__ = ["answers_to_dict", "plain_value", "read_answers"]

_SCOPES: Mapping[str, Scope] = {"process": "process", "lanes": "lane", "steps": "step"}
_KEYS = (*_SCOPES, "initiative")
_HELP = "a file of answers has `steps`, `lanes` and `process`, each with facts and their values"
_ABOUT: Mapping[Scope, str] = {"process": "process", "lane": "lanes", "step": "steps"}

Sheet = dict[str, dict[str, object]]


def read_answers(
    raw: str | bytes,
    source: str,
    process: Process,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]],
) -> tuple[Answer, ...]:
    """The answers of a YAML or JSON file. Steps and lanes go by id or name, values are written as in a process file; `outcomes`
    are those of the decisions that may be rated. Raises InputError with every problem of the file."""
    document = read_yaml(decode(raw, source) if isinstance(raw, bytes) else raw, source)
    if not isinstance(document.data, Mapping) or document.data.keys().isdisjoint(_KEYS):
        raise InputError([document.problem("no-answers", "this is not a file of answers", _HELP)])
    defects = Defects(document)
    answers = list(_Sheet(process, FactReader(dictionary, outcomes, defects), defects).read(document.data))
    if defects:
        defects.refuse()
    return tuple(answers)


def answers_to_dict(answers: Iterable[Answer]) -> Sheet:
    """The answers as such a file has them; the last of several to one question counts."""
    sheet: Sheet = {}
    for answer in answers:
        place = sheet.setdefault("initiative" if answer.initiative else _ABOUT[answer.scope], {})
        facts = place
        if answer.scope != "process":
            inner = place.setdefault(answer.target, {})
            assert isinstance(inner, dict), "steps and lanes hold facts"
            facts = inner
        facts[answer.fact] = plain_value(answer.value)
    return sheet


def plain_value(value: Known) -> Plain:
    """The value as YAML or JSON has it: `mostly`, `[varies, mostly]`, `2 to 5`, `unknown`."""
    match value:
        case OneOf(values):
            return list(values)
        case Unknown() | bool() | str() | int():
            return value.value if isinstance(value, Unknown) else value
        case _:
            words = format_known(value)
            return int(words) if words.isdecimal() else value if isinstance(value, float) else words


class _Sheet:
    """Reads one document; what is wrong is noted and left out."""

    def __init__(self, process: Process, reader: FactReader, defects: Defects) -> None:
        self.process = process
        self.reader = reader
        self.defects = defects

    def read(self, data: Mapping[str, object]) -> Iterator[Answer]:
        for key, raw in data.items():
            if key in ("process", "initiative"):
                yield from self.facts("process", "", raw, (key,), initiative=key == "initiative")
            elif key in _KEYS:
                yield from self.section(_SCOPES[key], raw, (key,))
            else:
                meant = (key, _KEYS)
                message = f"{shown(key)} is not a key of a file of answers"
                self.defects.add("unknown-key", message, (key,), meant=meant, at_key=True)

    def section(self, scope: Scope, raw: object, path: Path) -> Iterator[Answer]:
        """The facts of several steps or lanes."""
        found: set[str] = set()
        for word, facts in self.mapping(raw, path).items():
            target = (find_step if scope == "step" else find_lane)(self.process, word)
            if isinstance(target, Problem):
                self.defects.add(target.code, target.message, (*path, word), target.help, at_key=True)
                self.reader.read(self.mapping(facts, (*path, word)), (*path, word))
                continue
            if target.id in found:
                message = f"{shown(word)} is `{target.id}`, which stands here already"
                self.defects.add(
                    f"duplicate-{scope}", message, (*path, word), "keep one of them", at_key=True
                )
            found.add(target.id)
            yield from self.facts(scope, target.id, facts, (*path, word))

    def facts(
        self, scope: Scope, target: str, raw: object, path: Path, initiative: bool = False
    ) -> Iterator[Answer]:
        subject: Subject = "process" if initiative else "step"
        facts: Facts = self.reader.read(self.mapping(raw, path), path, subject)
        known: dict[str, Known] = {**facts.values, **facts.ratings}
        return (Answer(scope, target, fact, value, initiative) for fact, value in known.items())

    def mapping(self, raw: object, path: Path) -> Mapping[str, object]:
        if isinstance(raw, Mapping):
            return raw
        if raw is not None:
            message = f"{shown(path[-1])} must list facts, not {shown(raw)}"
            self.defects.add("wrong-type", message, path, "write them as `{fact: value}`")
        return {}
