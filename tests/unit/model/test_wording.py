import pytest

from fitengine.model.rules import AllOf, AnyOf, Condition, FactDefinition, FactType, Not, Operator, UnaryTest
from fitengine.model.wording import condition_words, join_words, unary_words

DICTIONARY = {
    "exception_rate": FactDefinition("exception_rate", FactType.NUMBER, "", unit="%", high=100),
    "standardised": FactDefinition("standardised", FactType.LEVEL, "", values=("varies", "mostly")),
    "physical": FactDefinition("physical", FactType.BOOL, ""),
}
VARIES = UnaryTest("standardised", Operator.AT_MOST, ("varies",))
EXCEPTIONS = UnaryTest("exception_rate", Operator.OVER, (20,))
RULES = UnaryTest("nature", Operator.IS, ("rules",))
PATTERN = UnaryTest("nature", Operator.IS, ("pattern",))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (EXCEPTIONS, "exception_rate is over 20 %"),
        (UnaryTest("exception_rate", Operator.TO, (2, 5.5)), "exception_rate is 2 to 5.5 %"),
        (UnaryTest("physical", Operator.IS, (False,)), "physical is no"),
        (UnaryTest("nature", Operator.NOT, ("pattern",)), "nature is not pattern"),
        (AllOf((VARIES, EXCEPTIONS)), "standardised is at most varies and exception_rate is over 20 %"),
        (AnyOf((VARIES, EXCEPTIONS)), "standardised is at most varies or exception_rate is over 20 %"),
        (AnyOf((RULES, PATTERN)), "nature is rules or pattern"),
        (Not(AllOf((VARIES, RULES))), "not (standardised is at most varies and nature is rules)"),
        (AllOf(()), "always"),
        (AnyOf(()), "never"),
    ],
)
def test_a_condition_reads_like_a_sentence(condition: Condition, words: str) -> None:
    assert condition_words(condition, DICTIONARY) == words


def test_brackets_keep_nested_conditions_apart() -> None:
    """`a and (b or c)` and `(a and b) or c` must not read alike."""
    either = AnyOf((RULES, EXCEPTIONS))
    assert condition_words(AllOf((VARIES, either)), DICTIONARY) == (
        "standardised is at most varies and (nature is rules or exception_rate is over 20 %)"
    )
    assert condition_words(AnyOf((AllOf((VARIES, RULES)), EXCEPTIONS)), DICTIONARY) == (
        "(standardised is at most varies and nature is rules) or exception_rate is over 20 %"
    )


def test_a_list_of_values_needs_no_brackets() -> None:
    condition = AllOf((VARIES, AnyOf((RULES, PATTERN))))
    assert (
        condition_words(condition, DICTIONARY)
        == "standardised is at most varies and nature is rules or pattern"
    )


def test_a_test_alone_leaves_out_the_name() -> None:
    assert unary_words(EXCEPTIONS, DICTIONARY) == "over 20 %"
    assert unary_words(AnyOf((RULES, PATTERN, UnaryTest("nature", Operator.IS, ("hands",)))), DICTIONARY) == (
        "rules, pattern or hands"
    )


def test_a_condition_on_several_facts_has_no_words_without_names() -> None:
    either = AnyOf((VARIES, RULES))
    assert unary_words(either, DICTIONARY) == condition_words(either, DICTIONARY)


def test_words_are_joined_as_in_a_sentence() -> None:
    assert join_words([]) == ""
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b"]) == "a or b"
    assert join_words(["a", "b", "c"], "and") == "a, b and c"
