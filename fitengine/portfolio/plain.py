"""The short road for plain JSON: a document to rows, without an object for every step.

A document is plain when it says nothing that this module does not know to be right: keys in their places, texts where texts go,
values of facts that were read before or can be read. Whatever is not plain is left to the loader, with its diagnostics. What the
graph says is worked out once for each shape that a graph has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fitengine.assess.process import FIT
from fitengine.load.defects import Defects
from fitengine.load.process.fact_block import FactReader
from fitengine.load.process.initiative_block import read_initiative
from fitengine.load.process.schema import shapes
from fitengine.load.process.value_block import check_steps
from fitengine.load.values import ValueProblem, read_value
from fitengine.load.yaml.events import YamlDocument
from fitengine.model.initiative import Initiative
from fitengine.model.rules import FactRole, Rulebook
from fitengine.portfolio.documents import Document
from fitengine.portfolio.fact_columns import Tokens
from fitengine.portfolio.json_text import has_odd_number, is_odd_number, is_plain_text
from fitengine.portfolio.plain_document import NotPlainError, PlainDocument, Shape, ShapeView, Strict

__all__ = ["PlainReader"]

_MOST_SHAPES = 50_000
_MOST_TOKENS = 200_000
_NONE: Mapping[str, dict[Any, int]] = {}


class PlainReader:
    """Reads plain documents, remembering values and shapes. `tokens` may be cleared between batches: see `forget`."""

    def __init__(self, rulebook: Rulebook, tokens: Tokens) -> None:
        self._tokens = tokens
        self._rateable = rulebook.rateable()
        self._facts = FactReader(rulebook.dictionary, self._rateable, Strict())
        self._stated = {
            name: one
            for name, one in tokens.definitions.items()
            if one.role is not FactRole.DERIVED and name not in self._rateable
        }
        self._known: dict[type, dict[str, dict[Any, int]]] = {}
        """Tokens of values, by the kind of these and the fact."""
        self._forget_values()
        self._shapes: dict[Shape, ShapeView] = {}

    def forget(self) -> None:
        """Makes room, where much was remembered; tokens given out before mean nothing any more."""
        if len(self._tokens) > _MOST_TOKENS:
            self._forget_values()
            self._tokens.clear()
        if len(self._shapes) > _MOST_SHAPES:
            self._shapes.clear()

    def _forget_values(self) -> None:
        self._known = {kind: {name: {} for name in self._stated} for kind in (str, int, float, bool, list)}

    def read(self, raw: bytes) -> Document | None:
        """The process of a JSON text; None for one that is not plain."""
        from orjson import JSONDecodeError, loads

        if not is_plain_text(raw):
            return None
        try:
            data = loads(raw)
        except JSONDecodeError:
            return None
        try:
            return PlainDocument(self, data).document(raw)
        except (NotPlainError, TypeError):  # the latter for a list or a mapping where a word belongs
            return None

    def fact_tokens(self, facts: Mapping[str, Any]) -> list[int]:
        """The tokens of a mapping of facts."""
        known = self._known
        try:
            return [
                known[value.__class__][name][value if value.__class__ is not list else _key(value)]
                for name, value in facts.items()
            ]
        except KeyError:  # something new
            return [self._token(name, value) for name, value in facts.items()]

    def initiative(self, data: Mapping[str, Any], tasks: Sequence[str]) -> Initiative | None:
        """The initiative of a document, by its loader."""
        defects = Defects(YamlDocument("", "", data))
        raw = data["initiative"]
        if (
            not raw
            or has_odd_number(raw)
            or not shapes().head.is_valid({"process": "p", "initiative": raw, "steps": {}})
        ):
            raise NotPlainError
        verdicts = self._rateable.get(FIT, ())
        found = read_initiative(raw, YamlDocument("", "", data), self._facts, verdicts, defects)
        check_steps(found, tasks, defects)
        if defects:
            raise NotPlainError
        return found

    def view(self, shape: Shape, skeleton: PlainDocument) -> ShapeView:
        """What the graph of a shape says; `skeleton` is a process that has it."""
        found = self._shapes.get(shape)
        if found is None:
            found = self._shapes[shape] = skeleton.look()
        return found

    def _token(self, name: str, value: Any) -> int:
        kind = value.__class__
        key = _key(value) if kind is list else value
        tokens = self._known.get(kind, _NONE).get(name)
        if tokens is None:
            raise NotPlainError
        found = tokens.get(key)
        if found is None:
            found = tokens[key] = self._new_token(name, value)
        return found

    def _new_token(self, name: str, value: object) -> int:
        definition = self._stated[name]
        if is_odd_number(value):
            raise NotPlainError
        try:
            token = self._tokens.token(name, read_value(definition, value))
        except ValueProblem:
            raise NotPlainError from None
        assert token is not None, "stated facts are stored"
        return token


def _key(values: list[Any]) -> tuple[Any, ...]:
    """What a list is looked up by: 1 and true are equal, but not the same."""
    return (*map(type, values), *values)
