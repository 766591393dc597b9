"""Conditions in words an analyst reads: `standardised is at most varies and exception_rate is over 20 %`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fitengine.model.facts import format_known
from fitengine.model.rules import AllOf, AnyOf, Condition, FactDefinition, Not, Operator, UnaryTest

__all__ = ["condition_words", "join_words", "only_fact", "unary_words"]


def condition_words(condition: Condition, dictionary: Mapping[str, FactDefinition]) -> str:
    """The whole condition. Names the dictionary lacks are decisions and have no unit."""
    if fact := only_fact(condition):
        return f"{fact} is {unary_words(condition, dictionary)}"
    match condition:
        case Not(part):
            return f"not ({condition_words(part, dictionary)})"
        case AllOf(parts):
            return " and ".join(_bracketed(part, dictionary) for part in parts) or "always"
        case AnyOf(parts):
            return " or ".join(_bracketed(part, dictionary) for part in parts) or "never"
        case UnaryTest():
            return _test(condition, dictionary)


def unary_words(condition: Condition, dictionary: Mapping[str, FactDefinition]) -> str:
    """What a condition on one fact asks of it, without the name: `at most 7`, `hands or people`, `over 20 %`.

    Several facts in one condition leave no such words: then it is the whole condition.
    """
    match condition:
        case UnaryTest():
            return _test(condition, dictionary)
        case AnyOf(parts) if only_fact(condition):
            return join_words([unary_words(part, dictionary) for part in parts])
        case _:
            return condition_words(condition, dictionary)


def join_words(words: Sequence[str], conjunction: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def only_fact(condition: Condition) -> str:
    """The fact that a unary test or a list of them speaks about; empty for anything else."""
    parts = condition.parts if isinstance(condition, AnyOf) else (condition,)
    facts = {part.fact if isinstance(part, UnaryTest) else "" for part in parts}
    return facts.pop() if len(facts) == 1 else ""


def _test(test: UnaryTest, dictionary: Mapping[str, FactDefinition]) -> str:
    definition = dictionary.get(test.fact)
    unit = f" {definition.unit}" if definition and definition.unit else ""
    operands = " to ".join(format_known(operand) for operand in test.operands)
    operator = "" if test.operator in (Operator.IS, Operator.TO) else f"{test.operator} "
    return f"{operator}{operands}{unit}"


def _bracketed(part: Condition, dictionary: Mapping[str, FactDefinition]) -> str:
    words = condition_words(part, dictionary)
    compound = isinstance(part, AllOf | AnyOf) and len(part.parts) > 1 and not only_fact(part)
    return f"({words})" if compound else words
