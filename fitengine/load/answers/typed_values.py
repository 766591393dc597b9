"""Values as people type them at a prompt: `mostly or uniform`, `2`, `unif`, `2-5`, `at most 10%`, `y`.

More is understood here than in a file, because the person sees at once what was made of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fitengine.load.values import ValueProblem, read_value, shown
from fitengine.load.yaml.fields import hint
from fitengine.model.facts import Known, Range
from fitengine.model.rules import FactDefinition, FactType

__all__ = ["read_typed_outcome", "read_typed_value"]

_SHORTEST = 2
"""Letters that an abbreviated value needs: single ones are left to commands."""
_EITHER = re.compile(r"\s+or\s+", re.IGNORECASE).split
_SEVERAL = re.compile(r"\s*[,/]\s*|\s+or\s+", re.IGNORECASE).split
_TO = re.compile(r"\s+to\s+|\s*(?:–|\.\.+|…)\s*", re.IGNORECASE).split
_DASHES = re.compile(r"(?<=[\d%])\s*(?:-|–|\.\.+|…)\s*(?=[\d.])").sub
_BOUND = re.compile(
    r"(at least|at most|up to|from|over|more than|under|less than|>=|<=|>|<)\s*(\S.*)", re.IGNORECASE
).fullmatch
_BOUNDS: Mapping[str, tuple[bool, bool]] = {
    **dict.fromkeys(("at least", "from", ">="), (True, True)),
    **dict.fromkeys(("over", "more than", ">"), (True, False)),
    **dict.fromkeys(("at most", "up to", "<="), (False, True)),
    **dict.fromkeys(("under", "less than", "<"), (False, False)),
}
"""Whether the values go upwards, and whether the bound itself is one of them."""
_BESIDE = 0.01
"""How far from a bound that is left out a number stays."""


def read_typed_value(definition: FactDefinition, text: str, options: Sequence[str] = ()) -> Known:
    """What `text` says about a fact. `options` are the answers on the screen, numbered from 1. Raises ValueProblem."""
    text = " ".join(text.split())
    if text.casefold() == "unknown":
        return read_value(definition, "unknown")
    if definition.type is FactType.BOOL:
        return read_value(definition, {"y": "yes", "n": "no"}.get(text.casefold(), text))
    if definition.type.numeric:
        return _read_number(definition, _DASHES(" to ", text))
    words = [word for part in _SEVERAL(text) for word in _read_words(definition, part, options)]
    if set(words) == set(definition.values):
        raise ValueProblem(
            "says-nothing", "that leaves every answer possible", "`d` says that you do not know"
        )
    return read_value(definition, words)


def read_typed_outcome(text: str, options: Sequence[str]) -> str:
    """The outcome of a sub-decision that `text` names: by its number, word or first letters. Raises ValueProblem."""
    text = " ".join(text.split())
    if len(_SEVERAL(text)) > 1:
        raise ValueProblem(
            "illegal-value", "only one of them can be the answer", "`r` asks the facts instead"
        )
    return _find(text, options, options)


def _read_words(definition: FactDefinition, text: str, options: Sequence[str]) -> Sequence[str]:
    """The values that one part of an answer names: a word, a run of levels, or all those on one side."""
    values = definition.values
    if definition.type is not FactType.LEVEL:
        return [_find(text, values, options)]
    if bound := _BOUND(text):
        upward, included = _BOUNDS[bound[1].casefold()]
        at = values.index(_find(bound[2], values, options))
        found = values[at + (not included) :] if upward else values[: at + included]
        if not found:
            raise ValueProblem("illegal-value", f"nothing is {text}", hint(" ", values))
        return found
    ends = [values.index(_find(end, values, options)) for end in _TO(text)]
    return values[min(ends) : max(ends) + 1]


def _find(text: str, legal: Sequence[str], options: Sequence[str]) -> str:
    """The legal word that is meant: by itself, by its number on the screen, or by its first letters."""
    word = _plain(text)
    by_word = {_plain(value): value for value in legal}
    if word in by_word:
        return by_word[word]
    if text.isdecimal():
        if 1 <= int(text) <= len(options):
            return options[int(text) - 1]
        raise ValueProblem("illegal-value", f"there is no answer {shown(text)}", _numbers(options))
    meant = [value for plain, value in by_word.items() if word and plain.startswith(word)]
    if len(meant) == 1 and len(word) >= _SHORTEST:
        return meant[0]
    if meant:
        choice = " or ".join(f"`{value}`" for value in meant)
        raise ValueProblem("illegal-value", f"{shown(text)} is too short", f"write {choice}")
    raise ValueProblem("illegal-value", f"{shown(text)} is none of the answers", hint(text, legal))


def _plain(text: str) -> str:
    return text.strip().casefold().replace("-", "_").replace(" ", "_")


def _numbers(options: Sequence[str]) -> str:
    return f"the numbers go from 1 to {len(options)}" if options else ""


def _read_number(definition: FactDefinition, text: str) -> Known:
    if len(parts := _EITHER(text)) > 1:
        return read_value(definition, list(parts))
    if (bound := _BOUND(text)) is None:
        return _short(read_value(definition, text))
    edge = read_value(definition, bound[2])
    if isinstance(edge, bool) or not isinstance(edge, int | float):
        raise ValueProblem("illegal-value", f"{shown(text)} is no range", "write it as `10 to 25`")
    upward, included = _BOUNDS[bound[1].casefold()]
    beside = 0 if included else 1 if definition.type is FactType.COUNT else _BESIDE
    low, high = (edge + beside, definition.high) if upward else (definition.low, edge - beside)
    if low > high:
        ends = f"{definition.low:.10g} to {definition.high:.10g}"
        raise ValueProblem("out-of-range", f"`{definition.name}` goes from {ends}, so nothing is {text}")
    return read_value(definition, low) if low == high else Range(float(low), float(high))


def _short(value: Known) -> Known:
    """Without the many digits that a unit converted into another leaves."""
    match value:
        case float():
            return float(f"{value:.6g}")
        case Range(low, high):
            return Range(float(f"{low:.6g}"), float(f"{high:.6g}"))
        case _:
            return value
