from textwrap import dedent

import pytest

from fitengine.errors import Problem, RulesError
from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.model.rules import (
    AllOf,
    ChangeCost,
    FactDefinition,
    FactRole,
    FactType,
    Operator,
    Presumption,
    PriorPiece,
    Rulebook,
    UnaryTest,
)

REFERENCES = "references: {syed-2020: {authors: Syed et al., year: 2020, title: a review, where: a journal}}"
FULL = """
tick_lists:
  exceptions: Does any of these apply here?
facts:
  standardised: {question: One way?, type: level, values: [ad_hoc, varies, mostly, uniform]}
  exception_rate:
    question: How many of 100 cases leave every prescribed path?
    help: A prescribed branch is no exception.
    type: number
    unit: "%"
    range: [0, 100]
    source: [syed-2020]
    role: knock-out
    scope: process
    presume:
      - {is: at most 20, when: {standardised: at least mostly}}
    ask_with: exceptions
    change: 4
    prior: {0 to 5: 45, 5 to 10: 25, 10 to 100: 30}
    aliases: [exceptions]
"""


def read(facts: str, references: str = REFERENCES) -> Rulebook:
    return read_rulebook([RuleText("facts.yaml", dedent(facts)), RuleText("references.yaml", references)])


def read_fact(entry: str) -> FactDefinition:
    """A fact `it` in flow style, beside a level `standardised`."""
    others = "standardised: {question: One way?, type: level, values: [varies, mostly]}"
    return read(
        f"tick_lists: {{worth: Any?}}\nfacts:\n  {others}\n  it: {{question: Is it?, {entry}}}"
    ).dictionary["it"]


def problems_of(facts: str, references: str = REFERENCES) -> tuple[Problem, ...]:
    with pytest.raises(RulesError) as caught:
        read(facts, references)
    return caught.value.problems


def problem_of(entry: str) -> tuple[str, str]:
    """Code of the only problem of a fact `it`, and the text at its place."""
    with pytest.raises(RulesError) as caught:
        read_fact(entry)
    (problem,) = caught.value.problems
    assert problem.span is not None
    return problem.code, problem.excerpt[problem.span.column - 1 : problem.span.end_column - 1]


def test_a_definition_keeps_all_that_is_written() -> None:
    rulebook = read(FULL)
    assert rulebook.dictionary["exception_rate"] == FactDefinition(
        name="exception_rate",
        type=FactType.NUMBER,
        question="How many of 100 cases leave every prescribed path?",
        help="A prescribed branch is no exception.",
        unit="%",
        low=0,
        high=100,
        source=("syed-2020",),
        role=FactRole.KNOCK_OUT,
        scope="process",
        presumptions=(
            Presumption(
                UnaryTest("exception_rate", Operator.AT_MOST, (20,)),
                UnaryTest("standardised", Operator.AT_LEAST, ("mostly",)),
            ),
        ),
        ask_with="exceptions",
        change=ChangeCost(4),
        prior=(
            PriorPiece(45, low=0, high=5),
            PriorPiece(25, low=5, high=10),
            PriorPiece(30, low=10, high=100),
        ),
        aliases=("exceptions",),
    )
    assert rulebook.tick_lists == {"exceptions": "Does any of these apply here?"}


def test_a_short_definition_is_a_core_fact_of_a_step_that_nobody_changes_on_purpose() -> None:
    assert read_fact("type: bool") == FactDefinition("it", FactType.BOOL, "Is it?")


def test_facts_stand_in_written_order() -> None:
    assert list(read(FULL).dictionary) == ["standardised", "exception_rate"]


@pytest.mark.parametrize(
    ("entry", "piece"),
    [
        ("type: bool, prior: {true: 30}", PriorPiece(30, True)),
        ("type: bool, prior: {no: 70}", PriorPiece(70, False)),
        ("type: choice, values: [a, b], prior: {b: 1.5}", PriorPiece(1.5, "b")),
        ("type: count, range: [0, 9], prior: {2: 1}", PriorPiece(1, 2)),
        ("type: count, range: [0, 9], prior: {2 to 3: 1}", PriorPiece(1, low=2, high=3)),
        (
            "type: number, unit: months, range: [0, 9], prior: {2 to 3 months: 1}",
            PriorPiece(1, low=2, high=3),
        ),
    ],
)
def test_a_prior_weighs_values_and_ranges(entry: str, piece: PriorPiece) -> None:
    assert read_fact(entry).prior == (piece,)


def test_a_prior_may_weigh_a_single_value_beside_a_range_that_starts_there() -> None:
    """Many steps have no exceptions at all: the mass at 0 and the spread over 0 are two things."""
    assert len(read_fact("type: number, range: [0, 100], prior: {0: 30, 0 to 100: 70}").prior) == 2


@pytest.mark.parametrize(
    ("entry", "marked"),
    [
        ("type: bool, prior: {true: 0}", "0"),
        ("type: bool, prior: {true: -1}", "-1"),
        ("type: bool, prior: {true: much}", "much"),
        ("type: bool, prior: {true: 1, yes: 1}", "yes"),
        ("type: bool, prior: {perhaps: 1}", "perhaps"),
        ("type: choice, values: [a, b], prior: {c: 1}", "c"),
        ("type: number, range: [0, 9], prior: {5 to 12: 1}", "5 to 12"),
        ("type: number, range: [0, 9], prior: {0 to 5: 1, 4 to 6: 1}", "4 to 6"),
        ("type: number, range: [0, 9], prior: {4 to 6: 1, 5: 1}", "5"),
        ("type: number, range: [0, 9], prior: {4: 1, 4.0: 1}", "4.0"),
        ("type: count, range: [0, 9], prior: {0 to 5: 1, 5 to 6: 1}", "5 to 6"),
        ("type: count, range: [0, 9], prior: {0 to 2.5: 1}", "0 to 2.5"),
    ],
)
def test_a_bad_prior_is_refused_at_its_part(entry: str, marked: str) -> None:
    assert problem_of(entry) == ("bad-prior", marked)


@pytest.mark.parametrize(
    ("presume", "expected"),
    [
        ("false", Presumption(UnaryTest("it", Operator.IS, (False,)))),
        ("[{is: false}]", Presumption(UnaryTest("it", Operator.IS, (False,)))),
        ("{is: false}", Presumption(UnaryTest("it", Operator.IS, (False,)))),
        (
            "[{is: true, when: {standardised: mostly}}]",
            Presumption(
                UnaryTest("it", Operator.IS, (True,)), UnaryTest("standardised", Operator.IS, ("mostly",))
            ),
        ),
        ("[{is: true, when: {}}]", Presumption(UnaryTest("it", Operator.IS, (True,)), AllOf(()))),
    ],
)
def test_a_presumption_is_a_test_always_or_under_a_condition(presume: str, expected: Presumption) -> None:
    assert read_fact(f"type: bool, presume: {presume}").presumptions == (expected,)


def test_several_presumptions_keep_their_order() -> None:
    presumptions = read_fact(
        "type: bool, presume: [{is: false, when: {standardised: varies}}, {is: true, when: {standardised: mostly}}]"
    ).presumptions
    assert [presumption.test for presumption in presumptions] == [
        UnaryTest("it", Operator.IS, (False,)),
        UnaryTest("it", Operator.IS, (True,)),
    ]


@pytest.mark.parametrize(
    ("entry", "code", "marked"),
    [
        ("type: bool, presume: [{is: true, when: {standardized: mostly}}]", "unknown-fact", "standardized"),
        ("type: bool, presume: [{when: {standardised: mostly}}]", "missing-key", "{"),
        ("type: bool, presume: [{is: true, if: {}}]", "unknown-key", "if"),
        ("type: number, range: [0, 9], presume: at most 20", "out-of-range", "at most 20"),
        ("type: number, range: [0, 9], presume: <= 2", "symbol-operator", "<= 2"),
    ],
)
def test_a_bad_presumption_is_refused_at_its_place(entry: str, code: str, marked: str) -> None:
    assert problem_of(entry) == (code, marked)


@pytest.mark.parametrize(
    ("entry", "code", "marked"),
    [
        ("type: bool, chance: 4", "unknown-key", "chance"),
        ("type: bool, unit: months", "unknown-key", "unit"),
        ("type: bool, values: [a, b]", "unknown-key", "values"),
        ("type: boolean", "unknown-word", "boolean"),
        ("help: no type", "missing-key", "{"),
        ("type: level", "missing-key", "{"),
        ("type: level, values: [a]", "bad-values", "["),
        ("type: level, values: [a, b, a]", "duplicate-item", "a"),
        ("type: level, values: [a, unknown]", "reserved-name", "["),
        ("type: number", "missing-key", "{"),
        ("type: number, range: [9, 0]", "bad-range", "["),
        ("type: number, range: [0]", "bad-range", "["),
        ("type: number, range: [0, .inf]", "bad-range", "["),
        ("type: count, range: [0, 2.5]", "bad-range", "["),
        ("type: count, range: [0, 9007199254740994]", "bad-range", "["),
        ("type: count, range: [-9007199254740994, 0]", "bad-range", "["),
        ("type: bool, role: knockout", "unknown-word", "knockout"),
        ("type: bool, scope: lane", "unknown-word", "lane"),
        ("type: bool, ask_with: wroth", "unknown-word", "wroth"),
        ("type: bool, change: 0", "bad-change", "0"),
        ("type: bool, change: always", "bad-change", "always"),
        ("type: bool, source: [sied-2020]", "unknown-reference", "sied-2020"),
        ("type: bool, source: []", "missing-key", "["),
        ("type: bool, aliases: [standardised]", "duplicate-alias", "["),
        ("type: bool, aliases: it", "duplicate-alias", "it"),
        ("type: bool, help: 4", "wrong-type", "4"),
    ],
)
def test_a_bad_definition_is_refused_at_its_place(entry: str, code: str, marked: str) -> None:
    assert problem_of(entry) == (code, marked)


def test_a_fact_that_is_no_mapping_is_refused_once() -> None:
    (problem,) = problems_of("facts: {it: bool}")
    assert (problem.code, problem.message) == ("wrong-type", "a fact must be a mapping")


@pytest.mark.parametrize("name", ["all", "any", "not"])
def test_a_fact_cannot_take_a_word_that_conditions_nest_by(name: str) -> None:
    (problem,) = problems_of(f"facts: {{{name}: {{question: Is it?, type: bool}}}}")
    assert problem.code == "reserved-name"


def test_a_misspelt_word_gets_the_nearest_one() -> None:
    with pytest.raises(RulesError) as caught:
        read_fact("type: bool, role: knockout")
    assert caught.value.problems[0].help == "did you mean `knock-out`?"


def test_all_problems_of_all_facts_are_reported_in_their_order() -> None:
    problems = problems_of(
        """
        facts:
          a: {question: A?, type: bool, sauce: x}
          b: {type: bool}
          c: {question: C?, type: number, range: [0, 9], prior: {0 to 20: 1}, presume: over 3 weeks}
        """
    )
    assert [(problem.code, problem.span and problem.span.line) for problem in problems][:2] == [
        ("unknown-key", 3),
        ("missing-key", 4),
    ]
    assert len(problems) == 4


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{authors: A, title: T}", "missing-key"),
        ("{authors: A, title: T, where: W, page: 3}", "unknown-key"),
        ("{authors: A, year: recently, title: T, where: W}", "wrong-type"),
        ("{authors: A, year: true, title: T, where: W}", "wrong-type"),
        ("{authors: '', title: T, where: W}", "wrong-type"),
    ],
)
def test_a_bad_reference_is_refused(entry: str, code: str) -> None:
    (problem,) = problems_of("facts: {it: {question: Is it?, type: bool}}", f"references: {{key: {entry}}}")
    assert problem.code == code


def test_a_source_may_be_undated() -> None:
    references = "references: {key: {authors: A, year: null, title: T, where: W}}"
    assert read("facts: {it: {question: Is it?, type: bool}}", references).references["key"].year is None
