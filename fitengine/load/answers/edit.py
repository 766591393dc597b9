"""Answers written into the text of a process file or a sidecar; everything else in it stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from fitengine.errors import EngineFault, InputError
from fitengine.load.defects import Defects
from fitengine.load.plain import plain_known
from fitengine.load.values import shown
from fitengine.load.yaml.edit import is_blank, set_values
from fitengine.load.yaml.events import Path, YamlDocument, read_yaml
from fitengine.load.yaml.write import Changes, Plain, flow_text
from fitengine.model.facts import Known
from fitengine.model.inquiry import Answer
from fitengine.model.rules import FactDefinition

__all__ = ["known_text", "write_answers"]

Tree: TypeAlias = "dict[str, Plain | Tree]"
_NO_DICTIONARY: Mapping[str, FactDefinition] = {}
_LONGEST_KEY = 1000
"""In characters: YAML reads no key of more than 1024 without a mark before it."""


def write_answers(
    text: str,
    answers: Sequence[Answer],
    source: str = "the file",
    dictionary: Mapping[str, FactDefinition] = _NO_DICTIONARY,
) -> str:
    """The text of a process file or sidecar with the answers in it; the last of several to one question counts.

    Comments, order, quoting, line ends and layout stay. A fact that stands there under an alias of the `dictionary`
    keeps that name. Sidecars may be empty, and get the steps they do not list; a process file must have them.

    Raises InputError where the text does not load or has no place for an answer, EngineFault where the result would say
    anything but the old text and the answers.
    """
    if not answers:
        return text
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    document = YamlDocument(source, body, {}) if is_blank(body) else read_yaml(body, source)
    changes = _changes(document, answers, dictionary)
    written = set_values(body, changes)
    _verify(written, _merged(document.data, changes), source)
    return mark + written


def known_text(value: Known) -> str:
    """The value as YAML, which `read_value` reads back: `mostly`, `[varies, mostly]`, `2 to 5`, `true`, `unknown`."""
    return flow_text(plain_known(value))


def _changes(
    document: YamlDocument, answers: Iterable[Answer], dictionary: Mapping[str, FactDefinition]
) -> Tree:
    """The answers as values by key. Raises InputError with every answer that there is no place for."""
    defects = Defects(document)
    changes: Tree = {}
    for answer in answers:
        path = _path(answer)
        _check_target(document.data, answer, defects)
        facts = _facts_at(document.data, path, defects)
        tree = changes
        for key in path:
            inner = tree.setdefault(key, {})
            assert isinstance(inner, dict), "facts and their places have different depths"
            tree = inner
        tree[_as_written(answer.fact, facts, dictionary)] = plain_known(answer.value)
    if defects:
        defects.refuse()
    return changes


def _path(answer: Answer) -> tuple[str, ...]:
    """The keys that lead to the facts."""
    match answer.scope:
        case "step":
            return "steps", answer.target, "facts"
        case "lane":
            return "lane_defaults", answer.target
        case "process":
            return ("initiative", "facts") if answer.initiative else ("defaults",)


def _check_target(data: object, answer: Answer, defects: Defects) -> None:
    """A process file lists its steps and lanes; a sidecar lists those that something is known about."""
    if len(answer.target) > _LONGEST_KEY or len(answer.fact) > _LONGEST_KEY:
        defects.add("too-long", f"{shown(answer.target)} is too long for a key", ())
    if not isinstance(data, Mapping) or "process" not in data or answer.scope == "process":
        return
    section = "steps" if answer.scope == "step" else "lanes"
    known = data.get(section)
    if isinstance(known, Mapping | None) and answer.target not in (known or {}):
        message = f"{shown(answer.target)} is no {answer.scope} of this process"
        meant = (answer.target, known or {})
        defects.add(f"unknown-{answer.scope}", message, (section,), meant=meant, at_key=True)


def _facts_at(data: object, path: Path, defects: Defects) -> Mapping[str, object]:
    """The mapping at `path`, empty where there is nothing yet."""
    for depth in range(len(path) + 1):
        if data is None:
            return {}
        if not isinstance(data, Mapping):
            subject = shown(path[depth - 1]) if depth else "the file"
            message = f"{subject} must be a mapping to take an answer, not {shown(data)}"
            defects.add("wrong-type", message, path[:depth])
            return {}
        if depth < len(path):
            data = data.get(path[depth])
    return data if isinstance(data, Mapping) else {}


def _as_written(fact: str, facts: Mapping[str, object], dictionary: Mapping[str, FactDefinition]) -> str:
    definition = dictionary.get(fact)
    aliases = definition.aliases if definition else ()
    return next((name for name in (fact, *aliases) if name in facts), fact)


def _merged(data: object, changes: Changes) -> dict[str, object]:
    """The data with the changes. Parts of loaded data may be one shared object: nothing is changed in place."""
    merged: dict[str, object] = dict(data) if isinstance(data, Mapping) else {}
    for key, change in changes.items():
        merged[key] = _merged(merged.get(key), change) if isinstance(change, Mapping) else change
    return merged


def _verify(written: str, expected: object, source: str) -> None:
    """INVARIANT: what is written says what stood there and what was answered, and nothing else."""
    try:
        said: object = read_yaml(written, source).data
    except InputError as error:
        said = error
    if isinstance(said, InputError) or _fingerprint(said) != _fingerprint(expected):
        message = f"the answers cannot be written into `{source}` without changing something else"
        raise EngineFault.single("edit-fault", message, "write them in by hand; the file is as it was")


def _fingerprint(data: object) -> str:
    """Equal for equal data; unlike `==`, it tells `1` from `true`."""
    return json.dumps(data, sort_keys=True)
