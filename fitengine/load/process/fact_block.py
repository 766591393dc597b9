"""The facts of a step, of a lane, of a process: from YAML to what is known, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from fitengine.errors import SourceSpan
from fitengine.load.defects import DefectSink
from fitengine.load.process.fact_schema import is_measured
from fitengine.load.values import ValueProblem, read_value, shown
from fitengine.load.yaml.events import Path
from fitengine.model.facts import Facts, Known, Origin, Provenance
from fitengine.model.process import LogFigures
from fitengine.model.rules import FactDefinition, FactRole

__all__ = ["FactReader", "Subject", "as_defaults", "merge_facts"]

Subject = Literal["step", "process"]
_NO_FACTS = Facts()
_MOST_REMEMBERED = 20_000


class _Read(NamedTuple):
    name: str
    value: Known
    rating: bool


class FactReader:
    """Reads `facts:` mappings. The same few values come a hundred thousand times: each is read once."""

    def __init__(
        self,
        dictionary: Mapping[str, FactDefinition],
        outcomes: Mapping[str, tuple[str, ...]],
        defects: DefectSink,
    ) -> None:
        self._dictionary = dictionary
        self._outcomes = outcomes
        self._defects = defects
        self._by_word = {
            word: definition
            for definition in dictionary.values()
            for word in (definition.name, *definition.aliases)
        }
        self._remembered: dict[Subject, dict[tuple[Any, ...], _Read]] = {"step": {}, "process": {}}

    def read(self, raw: Mapping[str, object], path: Path, subject: Subject = "step") -> Facts:
        """What is stated at `path`; defects are noted and left out."""
        values: dict[str, Known] = {}
        ratings: dict[str, str] = {}
        remembered = self._remembered[subject]
        for word, written in raw.items():
            kind = written.__class__
            key: tuple[Any, ...] = (word, kind, written)
            if isinstance(written, list):
                key = (word, kind, *map(type, written), *written)
            try:
                read = remembered.get(key)
            except TypeError:  # a list of lists or mappings
                read = None
            if read is None:
                read = self._read_one(word, written, (*path, word), subject)
                if read is None:
                    continue
                if len(remembered) >= _MOST_REMEMBERED:
                    remembered.clear()
                remembered[key] = read
            name, value, rating = read
            if rating:
                ratings[name] = str(value)
            elif name in values:
                message = f"{shown(word)} says again what `{name}` says"
                self._defects.add("duplicate-fact", message, (*path, word), "keep one of them", at_key=True)
            else:
                values[name] = value
        if ratings:
            return Facts(values, ratings=ratings)
        return Facts(values) if values else _NO_FACTS

    def read_measured(
        self, raw: Mapping[str, Any], path: Path, span: SourceSpan | None
    ) -> tuple[Facts, LogFigures | None]:
        """What a log says about the step at `span`, by the block `measured` at `path`: facts, and figures that are none."""
        values: dict[str, Known] = {}
        for word, written in (raw.get("facts") or {}).items():
            definition, place = self._dictionary.get(word), (*path, "facts", word)
            if definition is None or not is_measured(definition):
                options = [name for name, known in self._dictionary.items() if is_measured(known)]
                message = f"{shown(word)} is no fact that a log measures"
                self._defects.add("unknown-fact", message, place, meant=(word, options), at_key=True)
                continue
            try:
                values[word] = read_value(definition, written)
            except ValueProblem as problem:
                self._defects.add(problem.code, problem.message, place, problem.help)
        log, first, last = (str(raw.get(key, "")) for key in ("log", "from", "to"))
        from fitengine.model.measured import log_words  # only files with measured facts need it

        words = log_words(log, first, last, raw.get("cases"))
        figures = LogFigures(words, dict(raw["figures"])) if raw.get("figures") else None
        return Facts(values, dict.fromkeys(values, Provenance(Origin.MEASURED, words, span))), figures

    def misplaced(self, word: str) -> str:
        """Where a fact goes that stands outside of `facts`; empty where the word is no fact."""
        definition = self._by_word.get(word)
        if word in self._outcomes or (definition and definition.subject == "step"):
            return f"`{word}` is a fact: put it under `facts` of a step, or under `defaults` for all steps"
        if definition:
            return f"`{word}` is a fact: put it under `facts` of `initiative`"
        return "facts of all steps go under `defaults`" if word == "facts" else ""

    def _read_one(self, word: str, written: object, path: Path, subject: Subject) -> _Read | None:
        definition = self._by_word.get(word)
        if subject == "step" and word in self._outcomes:
            return self._read_rating(word, written, path)
        if definition is None:
            self._note_unknown(word, path, subject)
        elif definition.role is FactRole.DERIVED:
            message = f"`{word}` is worked out, never stated"
            help_ = (
                "what a log says stands under `measured`" if is_measured(definition) else "leave the line out"
            )
            self._defects.add("derived-fact", message, path, help_, at_key=True)
        elif definition.subject != subject:
            self._note_misplaced(word, path, subject)
        else:
            try:
                return _Read(definition.name, read_value(definition, written), False)
            except ValueProblem as problem:
                self._defects.add(problem.code, problem.message, path, problem.help)
        return None

    def _read_rating(self, word: str, written: object, path: Path) -> _Read | None:
        outcomes = self._outcomes[word]
        if isinstance(written, str) and written in outcomes:
            return _Read(word, written, True)
        message = f"{shown(written)} is no outcome of `{word}`"
        meant = (written if isinstance(written, str) else " ", outcomes)
        self._defects.add("illegal-value", message, path, meant=meant)
        return None

    def _note_unknown(self, word: str, path: Path, subject: Subject) -> None:
        options = [word for word, definition in self._by_word.items() if definition.subject == subject]
        if subject == "step":
            options += self._outcomes
        message = f"{shown(word)} is not a fact about a {subject}"
        self._defects.add("unknown-fact", message, path, meant=(word, options), at_key=True)

    def _note_misplaced(self, word: str, path: Path, subject: Subject) -> None:
        other = "process" if subject == "step" else "step"
        place = "of a step, or under `defaults`" if other == "step" else "of `initiative`"
        message = f"`{word}` is a fact about a {other}, not about a {subject}"
        self._defects.add("misplaced-fact", message, path, f"put it under `facts` {place}", at_key=True)


def as_defaults(facts: Facts, detail: str, span: SourceSpan | None) -> Facts:
    """The same facts, each by default; all share one provenance."""
    provenance = Provenance(Origin.DEFAULT, detail, span)
    return Facts(facts.values, dict.fromkeys(facts.values, provenance), facts.ratings)


def merge_facts(under: Facts, over: Facts) -> Facts:
    """Both, where `over` has the last word. What need not be copied is shared."""
    if not (under.values or under.ratings):
        return over
    if not (over.values or over.ratings):
        return under
    provenance = under.provenance
    if over.provenance or not over.values.keys().isdisjoint(provenance):
        kept = {name: origin for name, origin in provenance.items() if name not in over.values}
        provenance = kept | dict(over.provenance)
    ratings = (
        {**under.ratings, **over.ratings} if under.ratings and over.ratings else under.ratings or over.ratings
    )
    return Facts({**under.values, **over.values}, provenance, ratings)
