"""Conditions as rule authors write them: unary tests in words, and `all`, `any` and `not` that nest."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fitengine.load.values import ValueProblem, read_value, shown
from fitengine.load.yaml.fields import Node, hint
from fitengine.model.facts import Known, Range, Scalar
from fitengine.model.rules import (
    AllOf,
    AnyOf,
    Condition,
    FactDefinition,
    Not,
    Operator,
    UnaryTest,
)

__all__ = [
    "ALWAYS",
    "NESTING_KEYS",
    "Vocabulary",
    "read_condition",
    "read_operand",
    "read_test",
    "unknown_name",
]

ALWAYS = AllOf(())
NESTING_KEYS = ("all", "any", "not")

_NESTED = re.compile(r"(at least|at most|over|under|not)\s+(\S.*)\Z", re.DOTALL)
_SPAN = re.compile(r"(\S.*?)\s+to\s+(\S.*)\Z", re.DOTALL)
_SYMBOL = re.compile(r"(>=|=>|≥|<=|=<|≤|!=|<>|≠|==|=|>|<|!)\s*(.*)\Z", re.DOTALL)
_DASHES = re.compile(r"[\[(]?\s*(\d[\d.]*?%?)\s*(?:\.\.+|–|-)\s*(\d[\d.]*%?)\s*[\])]?\Z")
_SYMBOL_WORDS = {
    ">=": "at least ", "=>": "at least ", "≥": "at least ", "<=": "at most ", "=<": "at most ", "≤": "at most ",
    "!=": "not ", "<>": "not ", "≠": "not ", "!": "not ", "==": "", "=": "", ">": "over ", "<": "under ",
}  # fmt: skip
_FOREIGN = re.compile(
    r"(more than|greater than|above|less than|lower than|fewer than|below|up to|minimum|maximum|between|from|is|equals)"
    r"\s+(\S.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN_WORDS = {
    "more than": "over ", "greater than": "over ", "above": "over ", "less than": "under ", "lower than": "under ",
    "fewer than": "under ", "below": "under ", "up to": "at most ", "minimum": "at least ", "maximum": "at most ",
    "between": "", "from": "", "is": "", "equals": "",
}  # fmt: skip
_OPPOSITE = {"at least": "under", "at most": "over", "over": "at most", "under": "at least", "not": ""}
_UNORDERED_TESTS = (Operator.IS, Operator.NOT)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What conditions may speak about: facts, and required decisions as choices of their outcomes."""

    names: Mapping[str, FactDefinition | None]
    """None: declared, but broken; its own problem is reported, and tests of it are not read."""
    aliases: Mapping[str, str]
    not_required: Collection[str] = ()
    """Decisions that exist, but that the table does not require."""


def read_condition(node: Node, vocabulary: Vocabulary) -> Condition:
    """The condition at `node`, a mapping of facts to tests that must all hold. Defects are noted, and left out."""
    parts = [_read_part(key, part, vocabulary) for key, part in node.entries("a condition").items()]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def read_test(node: Node, definition: FactDefinition) -> Condition:
    """A unary test, or a list of them of which any must hold. Defects are noted, and left out."""
    if not isinstance(node.value, list):
        return _read_single_test(node, definition) or ALWAYS
    if not node.value:
        node.note("empty-list", "an empty list can never hold", "name at least one value")
    tests = [test for item in node.items("a test") if (test := _read_single_test(item, definition))]
    return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))


def read_operand(definition: FactDefinition, raw: object) -> Scalar:
    """One legal value of a fact; whole numbers as `int`, so that equal values look alike. Raises ValueProblem."""
    return _single(read_value(definition, raw), raw)


def unknown_name(name: str, vocabulary: Vocabulary) -> tuple[str, str, str]:
    """Code, message and help for a name that nothing bears."""
    if name in vocabulary.not_required:
        return (
            "not-required",
            f"`{name}` is a decision that this table does not require",
            "add it to `requires`",
        )
    if name in vocabulary.aliases:
        meant = vocabulary.aliases[name]
        return "unknown-fact", f"`{name}` is another word for a fact", f"rules write its name: `{meant}`"
    options = [*vocabulary.names, *vocabulary.not_required, *NESTING_KEYS]
    return "unknown-fact", f"`{name}` is not in the fact dictionary", hint(name, options)


def _read_part(key: str, node: Node, vocabulary: Vocabulary) -> Condition:
    match key:
        case "all":
            return AllOf(_read_list(key, node, vocabulary))
        case "any":
            return AnyOf(_read_list(key, node, vocabulary))
        case "not":
            return Not(read_condition(node, vocabulary))
    if key not in vocabulary.names:
        node.note(*unknown_name(key, vocabulary), at_key=True)
    definition = vocabulary.names.get(key)
    return read_test(node, definition) if definition else ALWAYS


def _read_list(key: str, node: Node, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    if node.value == []:
        node.note("empty-list", f"`{key}` lists no condition", "", at_key=True)
    return tuple(read_condition(item, vocabulary) for item in node.items(f"`{key}`"))


def _read_single_test(node: Node, definition: FactDefinition) -> UnaryTest | None:
    try:
        return _parse_test(node.value, definition)
    except ValueProblem as problem:
        node.note(problem.code, problem.message, problem.help)
        return None


def _parse_test(raw: object, definition: FactDefinition) -> UnaryTest:
    """One unary test; a text that is a legal value is that value, whatever words it holds."""
    if not isinstance(raw, str) or raw in definition.values:
        return UnaryTest(definition.name, Operator.IS, (read_operand(definition, raw),))
    operator, written = _split(raw.strip(), definition)
    if operator not in _UNORDERED_TESTS and not definition.type.ordered:
        raise ValueProblem(
            "no-order",
            f"`{raw}` compares, and the values of `{definition.name}` have no order",
            "write a value, a list of values, or `not` and a value",
        )
    if operator is Operator.TO:
        return UnaryTest(definition.name, operator, _read_range(definition, raw, written))
    return UnaryTest(definition.name, operator, (read_operand(definition, written[0]),))


def _read_range(definition: FactDefinition, raw: str, written: tuple[str, ...]) -> tuple[Scalar, Scalar]:
    """Both ends. Those of numbers are read as one, since the unit may stand at the second alone."""
    if definition.type.numeric:
        value = read_value(definition, raw)
        return (
            (_plain(value.low), _plain(value.high))
            if isinstance(value, Range)
            else (_single(value, raw),) * 2
        )
    low, high = (read_operand(definition, end) for end in written)
    if definition.values.index(str(low)) > definition.values.index(str(high)):
        raise ValueProblem("reversed-range", f"the range `{raw}` falls", f"write `{high} to {low}`")
    return low, high


def _split(text: str, definition: FactDefinition) -> tuple[Operator, tuple[str, ...]]:
    if match := _NESTED.match(text):
        operator, rest = match.groups()
        if inner := _NESTED.match(rest):
            raise _two_operators(text, operator, inner)
        return Operator(operator), (rest,)
    _refuse_foreign_words(text, definition)
    if match := _SPAN.match(text):
        return Operator.TO, match.groups()
    return Operator.IS, (text,)


def _two_operators(text: str, operator: str, inner: re.Match[str]) -> ValueProblem:
    instead = f"{_OPPOSITE[inner[1]]} {inner[2]}".strip()
    help_ = f"write `{instead}`" if operator == "not" else "write one of them"
    return ValueProblem("two-operators", f"`{text}` has two operators", help_)


def _refuse_foreign_words(text: str, definition: FactDefinition) -> None:
    """Other notations are near enough to be understood, and far enough to be misread: name the word to write."""
    if match := _SYMBOL.match(text):
        instead = _SYMBOL_WORDS[match[1]] + match[2]
        raise ValueProblem("symbol-operator", f"`{text}` uses the symbol `{match[1]}`", f"write `{instead}`")
    if match := _FOREIGN.match(text):
        instead = _FOREIGN_WORDS[match[1].lower()] + match[2].replace(" and ", " to ")
        raise ValueProblem("unknown-operator", f"`{text}` is not a test", f"write `{instead}`")
    if definition.type.numeric and (match := _DASHES.match(text)):
        raise ValueProblem("unknown-operator", f"`{text}` is not a test", f"write `{match[1]} to {match[2]}`")


def _single(value: Known, raw: object) -> Scalar:
    if not isinstance(value, bool | int | float | str):
        raise ValueProblem(
            "illegal-value", f"{shown(raw)} is not a single value", "rules speak about known values"
        )
    return _plain(value)


def _plain(value: Scalar) -> Scalar:
    return int(value) if isinstance(value, float) and value.is_integer() else value
