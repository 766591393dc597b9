import pytest

from fitengine.load.rules.conditions import Vocabulary, read_condition
from fitengine.load.yaml.events import read_yaml
from fitengine.load.yaml.fields import Node, Notes
from fitengine.model.rules import (
    AllOf,
    AnyOf,
    Condition,
    FactDefinition,
    FactType,
    Not,
    Operator,
    UnaryTest,
)

FACTS = {
    definition.name: definition
    for definition in (
        FactDefinition("standardised", FactType.LEVEL, "", values=("ad_hoc", "varies", "mostly", "uniform")),
        FactDefinition("exception_rate", FactType.NUMBER, "", unit="%", low=0, high=100),
        FactDefinition("stable", FactType.NUMBER, "", unit="months", low=0, high=120),
        FactDefinition("applications", FactType.COUNT, "", low=0, high=1000),
        FactDefinition("physical", FactType.BOOL, ""),
        FactDefinition("nature", FactType.CHOICE, "", values=("rules", "pattern", "hands")),
        FactDefinition("wording", FactType.CHOICE, "", values=("not yet", "over to you", "none")),
    )
}
VOCABULARY = Vocabulary({**FACTS, "broken": None}, {"exceptions": "exception_rate"}, ["risk"])


def read(text: str) -> tuple[Condition, Notes]:
    document = read_yaml(text, "when.yaml")
    notes = Notes(document)
    return read_condition(Node(notes, (), document.data), VOCABULARY), notes


def read_well(text: str) -> Condition:
    condition, notes = read(text)
    assert notes.problems() == []
    return condition


def read_badly(text: str) -> tuple[str, str, str, str]:
    """Code, message, help and the text at the place of the only problem."""
    _, notes = read(text)
    (problem,) = notes.problems()
    assert problem.span is not None
    marked = text.splitlines()[problem.span.line - 1][problem.span.column - 1 : problem.span.end_column - 1]
    return problem.code, problem.message, problem.help, marked


@pytest.mark.parametrize(
    ("written", "operator", "operands"),
    [
        ("standardised: varies", Operator.IS, ("varies",)),
        ("standardised: at least mostly", Operator.AT_LEAST, ("mostly",)),
        ("standardised: at most varies", Operator.AT_MOST, ("varies",)),
        ("standardised: over varies", Operator.OVER, ("varies",)),
        ("standardised: under uniform", Operator.UNDER, ("uniform",)),
        ("standardised: varies to mostly", Operator.TO, ("varies", "mostly")),
        ("standardised: not uniform", Operator.NOT, ("uniform",)),
        ("exception_rate: over 20", Operator.OVER, (20,)),
        ("exception_rate: over 20%", Operator.OVER, (20,)),
        ("exception_rate: over 2.5 %", Operator.OVER, (2.5,)),
        ("exception_rate: 2% to 5%", Operator.TO, (2, 5)),
        ("exception_rate: 20.0", Operator.IS, (20,)),
        ("stable: under 6 months", Operator.UNDER, (6,)),
        ("stable: over 2 years", Operator.OVER, (24,)),
        ("stable: 1 to 2 years", Operator.TO, (12, 24)),
        ("stable: 3 to 3", Operator.TO, (3, 3)),
        ("applications: at most 7", Operator.AT_MOST, (7,)),
        ("physical: true", Operator.IS, (True,)),
        ("physical: no", Operator.IS, (False,)),
        ("physical: not true", Operator.NOT, (True,)),
        ("nature: not pattern", Operator.NOT, ("pattern",)),
    ],
)
def test_a_unary_test_is_written_in_words(
    written: str, operator: Operator, operands: tuple[object, ...]
) -> None:
    fact = written.partition(":")[0]
    assert read_well(f"{{{written}}}") == UnaryTest(fact, operator, operands)  # type: ignore[arg-type]


def test_whole_numbers_look_alike_however_they_are_written() -> None:
    """`20`, `20.0` and `20 %` are one threshold, so they must not differ in type either."""
    (operand,) = read_well("{exception_rate: 20.0}").operands  # type: ignore[union-attr]
    assert isinstance(operand, int)


@pytest.mark.parametrize("value", ["not yet", "over to you", "none"])
def test_a_legal_value_is_that_value_whatever_words_it_holds(value: str) -> None:
    assert read_well(f"wording: {value}") == UnaryTest("wording", Operator.IS, (value,))


def test_several_facts_must_all_hold() -> None:
    assert read_well("{nature: rules, physical: false}") == AllOf(
        (UnaryTest("nature", Operator.IS, ("rules",)), UnaryTest("physical", Operator.IS, (False,)))
    )


def test_no_fact_at_all_always_holds() -> None:
    assert read_well("{}") == AllOf(())


def test_any_element_of_a_list_may_hold_and_may_itself_be_a_test() -> None:
    assert read_well("applications: [0, over 7]") == AnyOf(
        (UnaryTest("applications", Operator.IS, (0,)), UnaryTest("applications", Operator.OVER, (7,)))
    )


def test_a_list_of_one_is_that_one() -> None:
    assert read_well("nature: [rules]") == read_well("nature: rules")


def test_conditions_nest() -> None:
    condition = read_well(
        "{nature: rules, any: [{physical: true}, {all: [{standardised: varies}, {stable: under 6}]}], not: {physical: no}}"
    )
    assert condition == AllOf(
        (
            UnaryTest("nature", Operator.IS, ("rules",)),
            AnyOf(
                (
                    UnaryTest("physical", Operator.IS, (True,)),
                    AllOf(
                        (
                            UnaryTest("standardised", Operator.IS, ("varies",)),
                            UnaryTest("stable", Operator.UNDER, (6,)),
                        )
                    ),
                )
            ),
            Not(UnaryTest("physical", Operator.IS, (False,))),
        )
    )


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("'> 20'", "over 20"),
        ("'>= 20'", "at least 20"),
        ("'≤20%'", "at most 20%"),
        ("< 20", "under 20"),
        ("== 20", "20"),
        ("'!= 20'", "not 20"),
    ],
)
def test_a_symbol_is_refused_with_the_word_to_write(written: str, instead: str) -> None:
    code, message, help_, marked = read_badly(f"exception_rate: {written}")
    assert (code, help_, marked) == ("symbol-operator", f"write `{instead}`", written)
    assert message.startswith(f"`{written.strip(chr(39))}` uses the symbol")


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("more than 20", "over 20"),
        ("below 20", "under 20"),
        ("up to 20", "at most 20"),
        ("between 5 and 20", "5 to 20"),
        ("5-20", "5 to 20"),
        ("'[5..20]'", "5 to 20"),
    ],
)
def test_another_notation_is_refused_with_the_words_to_write(written: str, instead: str) -> None:
    code, _, help_, marked = read_badly(f"exception_rate: {written}")
    assert (code, help_, marked) == ("unknown-operator", f"write `{instead}`", written)


@pytest.mark.parametrize(
    ("written", "instead"), [("not at least 5", "under 5"), ("not over 5", "at most 5"), ("not not 5", "5")]
)
def test_two_operators_are_refused_with_the_one_that_says_the_same(written: str, instead: str) -> None:
    code, _, help_, _ = read_badly(f"applications: {written}")
    assert (code, help_) == ("two-operators", f"write `{instead}`")


@pytest.mark.parametrize(
    "written", ["physical: at least true", "nature: over rules", "nature: rules to hands"]
)
def test_order_is_refused_where_there_is_none(written: str) -> None:
    assert read_badly(written)[0] == "no-order"


@pytest.mark.parametrize(
    ("written", "marked"),
    [
        ("standardised: mostyl", "mostyl"),
        ("standardised: at least mostyl", "at least mostyl"),
        ("standardised: [mostly, mostyl]", "mostyl"),
        ("standardised: 3", "3"),
        ("exception_rate: over 120", "over 120"),
        ("exception_rate: over many", "over many"),
        ("stable: under 6 kg", "under 6 kg"),
        ("applications: over 2.5", "over 2.5"),
        ("physical: maybe", "maybe"),
        ("physical: 1", "1"),
        ("standardised: unknown", "unknown"),
        ("standardised: {is: mostly}", "{"),
    ],
)
def test_an_illegal_value_is_refused_at_its_place(written: str, marked: str) -> None:
    assert read_badly(written)[3] == marked


def test_a_misspelt_value_gets_the_nearest_one() -> None:
    assert "`mostly`" in read_badly("standardised: at least mostyl")[2]


def test_a_range_that_runs_backwards_is_turned_round() -> None:
    assert read_badly("exception_rate: 20 to 5")[::2] == ("reversed-range", "write `5 to 20`")
    assert read_badly("standardised: mostly to varies")[::2] == ("reversed-range", "write `varies to mostly`")


def test_an_unknown_fact_is_refused_at_its_name() -> None:
    assert read_badly("{nature: rules, standardized: varies}") == (
        "unknown-fact",
        "`standardized` is not in the fact dictionary",
        "did you mean `standardised`?",
        "standardized",
    )


def test_rules_call_facts_by_their_names() -> None:
    """Aliases are for people who describe processes; in rules they would hide that two conditions test the same fact."""
    code, _, help_, _ = read_badly("exceptions: over 20")
    assert (code, help_) == ("unknown-fact", "rules write its name: `exception_rate`")


def test_a_decision_must_be_required_before_it_is_tested() -> None:
    code, _, help_, marked = read_badly("risk: acceptable")
    assert (code, help_, marked) == ("not-required", "add it to `requires`", "risk")


def test_a_broken_definition_is_not_reported_again_where_it_is_used() -> None:
    assert read_well("broken: at least something") == AllOf(())


@pytest.mark.parametrize("written", ["any: []", "all: []", "nature: []"])
def test_an_empty_list_is_refused(written: str) -> None:
    assert read_badly(written)[0] == "empty-list"


@pytest.mark.parametrize(
    "written", ["any: {nature: rules}", "not: [{nature: rules}]", "[nature]", "all: [nature]"]
)
def test_nesting_of_another_shape_is_refused(written: str) -> None:
    assert read_badly(written)[0] == "wrong-type"


def test_every_problem_of_a_condition_is_reported() -> None:
    _, notes = read(
        "{nature: rule, any: [{phisical: true}, {exception_rate: '> 5'}], not: {stable: over 500}}"
    )
    problems = notes.problems()
    assert len(problems) == 4
    assert [problem.span for problem in problems] == sorted(
        problem.span for problem in problems if problem.span
    )
