"""Rules as text."""

import pytest

from fitengine.errors import SourceSpan
from fitengine.model.decision import RuleFinding, RuleTestResult
from fitengine.model.rules import (
    AllOf,
    Constraint,
    DecisionTable,
    FactDefinition,
    FactType,
    HitPolicy,
    Operator,
    PackInfo,
    Reference,
    Rule,
    Rulebook,
    RuleTest,
    Setting,
    UnaryTest,
)
from fitengine.report.display import display_width
from fitengine.report.rules_text import (
    rule_findings_text,
    rule_tests_text,
    rule_text,
    table_text,
    tables_text,
)

VARIES = UnaryTest("standardised", Operator.AT_MOST, ("varies",))
RATE = UnaryTest("exception_rate", Operator.OVER, (20,))
RULES = (
    Rule("W3", AllOf((VARIES, RATE)), "not_ready", "Too many ways and too many exceptions.", ("syed-2020", "gone"), "gate",
         span=SourceSpan("ways.yaml", 9, 1, 9, 2)),
    Rule("W11", UnaryTest("standardised", Operator.AT_LEAST, ("mostly",)), "ready", "One way.", ("syed-2020",), "fit"),
)  # fmt: skip


@pytest.fixture
def ways() -> Rulebook:
    table = DecisionTable(
        "ways", "1.2.0", "Is there one agreed way?", HitPolicy.PRIORITY, ("not_ready", "ready"), RULES,
        tiers=("gate", "fit"),
        constraints=(Constraint("CW1", AllOf((VARIES,)), "what is uniform does not vary"),),
        requires=("nature",),
        labels={"ready": "it is agreed"},
        settings=(Setting("strictness", "usual", ("usual", "hard"), "criteria disagree"),),
        tests=(RuleTest("one", {}, ("ready",)),),
    )  # fmt: skip
    dictionary = {"exception_rate": FactDefinition("exception_rate", FactType.NUMBER, "How many?", unit="%")}
    reference = Reference(
        "syed-2020", "Syed, R. et al.", 2020, "Robotic process automation", "Computers in Industry"
    )
    return Rulebook(
        dictionary, {"ways": table}, {"syed-2020": reference}, (PackInfo("shipped", "1.0.0", "abc"),)
    )


def test_tables_are_listed_with_their_size_and_packs(ways):
    assert tables_text(ways, width=100) == (
        "Table  Version  Rules  Tests  Outcomes\n"
        "─────  ───────  ─────  ─────  ────────────────\n"
        "ways   1.2.0        2      1  not_ready, ready\n"
        "\n"
        "Packs: shipped 1.0.0 (abc)\n"
    )


def test_a_table_is_shown_as_people_saw_it_last(ways, check_golden):
    check_golden("assess/rules-table.txt", table_text(ways.tables["ways"], ways, width=100))


def test_a_rule_is_shown_in_words_with_its_sources_in_full(ways):
    assert rule_text(RULES[0], ways.tables["ways"], ways, width=100) == (
        "W3 of ways 1.2.0, tier gate\n"
        "  question   Is there one agreed way?\n"
        "  when       standardised is at most varies and exception_rate is over 20%\n"
        "  then       not_ready\n"
        "  because    Too many ways and too many exceptions.\n"
        "  sources    Syed, R. et al. (2020). Robotic process automation, Computers in Industry.\n"
        "             gone\n"
        "  written    ways.yaml:9:1\n"
    )


def test_findings_about_rules_bring_their_witness():
    findings = (
        RuleFinding("unused-fact", "info", "ways", (), "fact `x` is never used"),
        RuleFinding(
            "conflict",
            "error",
            "ways",
            ("W3", "W4"),
            "two outcomes hold at once",
            (("standardised", "varies"),),
            "add a tier",
        ),
    )
    assert rule_findings_text(findings, width=100) == (
        "  error      ways W3, W4: two outcomes hold at once [conflict]\n"
        "             for example: standardised varies\n"
        "             add a tier\n"
        "  info       ways: fact `x` is never used [unused-fact]\n"
        "2 findings\n"
    )
    assert rule_findings_text((), width=100) == "nothing found\n"


def test_failed_tests_are_shown_and_the_passed_ones_counted():
    results = (
        RuleTestResult("ways", "one way", True),
        RuleTestResult("ways", "nothing known", False, "expected `ready`"),
    )
    assert rule_tests_text(results, width=100) == (
        "  failed     ways: nothing known\n             expected `ready`\n1 test passed, 1 failed\n"
    )
    assert rule_tests_text(results[:1], width=100) == "1 test passed\n"


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_page(ways, width):
    table = ways.tables["ways"]
    for text in (tables_text(ways, width=width), table_text(table, ways, width=width)):
        assert all(display_width(line) <= width for line in text.splitlines())
