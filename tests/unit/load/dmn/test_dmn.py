"""DMN decision tables to packs: what comes out decides as the table says, and what cannot be said is refused by name."""

from __future__ import annotations

import pytest

from fitengine.decide.decider import Decider
from fitengine.errors import InputError, RulesError
from fitengine.load.dmn.pack import DmnPack, import_dmn
from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.model.facts import Facts
from fitengine.model.rules import FactType, HitPolicy, Rulebook
from tests.helpers.dmn import decision, model, table
from tests.helpers.rules import REFERENCES

AGE = [("Age", "number"), ("Risk", "string")]
LOAN = [[">= 18", '"low","mid"', '"yes"'], ["< 18", "-", '"no"'], [">= 18", 'not("low","mid")', '"no"']]


def rulebook_of(pack: DmnPack) -> Rulebook:
    texts = [RuleText(name, text, "pack") for name, text in pack.files.items()]
    return read_rulebook([*texts, RuleText("references.yaml", REFERENCES)])


def decide(pack: DmnPack, decision_id: str, **facts: object) -> str | None:
    decider = Decider(rulebook_of(pack))
    decider.require_sound()
    return decider.grade(decision_id, decider.case(Facts(facts), strict=True)).outcome


def codes(raw: bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        import_dmn(raw, "m.dmn")
    assert all(problem.span for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_a_unique_table_of_every_version_decides_as_it_says(namespace):
    pack = import_dmn(model(decision("Loan", table(AGE, LOAN)), namespace=namespace), "m.dmn")
    assert rulebook_of(pack).tables["loan"].hit_policy is HitPolicy.UNIQUE
    assert [
        decide(pack, "loan", age=age, risk=risk) for age, risk in [(18, "low"), (17, "low"), (30, "other")]
    ] == [
        "yes",
        "no",
        "no",
    ]


def test_values_the_tests_do_not_name_stay_possible():
    """A text may be anything in DMN: the choice has a value for it, and the pack says so."""
    pack = import_dmn(model(decision("Loan", table(AGE, LOAN))), "m.dmn")
    assert rulebook_of(pack).dictionary["risk"].values == ("low", "mid", "other")
    assert "# check" in pack.files["facts.yaml"]
    assert any("`other`" in note for note in pack.notes)


def test_a_gap_is_found_by_the_proof_and_closed_by_otherwise():
    raw = model(decision("Loan", table(AGE, LOAN[:2])))
    with pytest.raises(RulesError, match="gap"):
        decide(import_dmn(raw, "m.dmn"), "loan", age=20, risk="other")
    closed = import_dmn(raw, "m.dmn", otherwise={"loan": "ask"})
    assert decide(closed, "loan", age=20, risk="other") == "ask"
    assert decide(closed, "loan", age=20, risk="low") == "yes"


def test_an_added_outcome_passes_through_the_decisions_that_require_it():
    points = decision("Points", table([("n", "number")], [["< 10", "3"]]))
    grade = decision("Grade", table([("Points", "")], [["3", '"low"'], ["not(3)", '"high"']]), ["Points"])
    pack = import_dmn(model(points, grade), "m.dmn", otherwise={"points": "none"})
    assert [decide(pack, "grade", n=n) for n in (9, 10)] == ["low", "high"]


def test_otherwise_for_an_unknown_decision_is_refused():
    with pytest.raises(InputError, match="unknown-decision"):
        import_dmn(model(decision("Loan", table(AGE, LOAN))), "m.dmn", otherwise={"lone": "no"})


def test_otherwise_for_a_collecting_decision_is_refused():
    raw = model(decision("D", table([("n", "number")], [["> 5", '"a"']], policy="COLLECT")))
    with pytest.raises(InputError, match="collects"):
        import_dmn(raw, "m.dmn", otherwise={"d": "no"})


def test_unknown_is_no_outcome():
    with pytest.raises(InputError, match="reserved-name"):
        import_dmn(model(decision("Loan", table(AGE, LOAN))), "m.dmn", otherwise={"loan": "unknown"})


def test_a_decision_without_name_and_id_is_read():
    rows = [["> 5", '"on"'], ["<= 5", '"off"']]
    pack = import_dmn(model(f"<decision>{table([('n', 'number')], rows)}</decision>"), "m.dmn")
    assert decide(pack, "decision", n=6) == "on"


def test_two_decisions_of_one_id_are_refused():
    one = decision("D", table([("n", "number")], [["-", '"on"']]))
    assert codes(model(one, one)) == ["duplicate-id"]


@pytest.mark.parametrize("name", ["no", "null", "Facts", "12", "ÄÖ ü", "!", "x" * 400, "all"])
def test_names_that_yaml_or_a_file_system_reads_otherwise_are_no_trouble(name):
    rows = [["> 5", '"on"'], ["<= 5", '"off"']]
    pack = import_dmn(model(decision(name, table([("on", "number")], rows))), "m.dmn")
    assert decide(pack, pack.decisions[name], on=6) == "on"
    assert all(len(file) < 100 for file in pack.files)


def test_a_whole_interval_that_excludes_nothing_is_refused_or_always_holds():
    rows = [["not(< 5, >= 5)", '"never"'], ["-", '"always"']]
    pack = import_dmn(model(decision("D", table([("n", "number")], rows, policy="FIRST"))), "m.dmn")
    assert (decide(pack, "d", n=5), len(pack.notes)) == ("always", 2)


def test_overlapping_rules_of_a_unique_table_stay_an_error():
    rows = [[">= 18", "-", '"yes"'], [">= 60", "-", '"no"'], ["< 18", "-", '"no"']]
    with pytest.raises(RulesError, match="conflict"):
        decide(import_dmn(model(decision("Loan", table(AGE, rows))), "m.dmn"), "loan", age=70)


def test_first_takes_the_first_rule_and_priority_the_first_output():
    rows = [[">= 10", '"low"'], [">= 20", '"high"'], ["-", '"none"']]
    columns = [("amount", "integer")]
    first = import_dmn(model(decision("D", table(columns, rows, policy="FIRST"))), "m.dmn")
    assert [decide(first, "d", amount=amount) for amount in (25, 15, 5)] == ["low", "low", "none"]
    listed = '<output name="o"><outputValues><text>"high","low","none"</text></outputValues></output>'
    ranked = import_dmn(
        model(decision("D", table(columns, rows, policy="PRIORITY", outputs=listed))), "m.dmn"
    )
    assert [decide(ranked, "d", amount=amount) for amount in (25, 15, 5)] == ["high", "low", "none"]


def test_any_lets_rules_overlap_that_agree():
    rows = [[">= 10", '"a"'], [">= 5", '"a"'], ["< 5", '"b"']]
    pack = import_dmn(model(decision("D", table([("n", "number")], rows, policy="ANY"))), "m.dmn")
    assert [decide(pack, "d", n=n) for n in (20, 7, 4)] == ["a", "a", "b"]


def test_collect_reports_every_rule_that_holds():
    rows = [[">= 10", '"a"'], [">= 5", '"b"']]
    pack = import_dmn(model(decision("D", table([("n", "number")], rows, policy="COLLECT"))), "m.dmn")
    decider = Decider(rulebook_of(pack))
    case = decider.case(Facts({"n": 7}), strict=True)
    assert [(one.id, one.status) for one in decider.collect("d", case, {})] == [("b", "holds")]


def test_half_open_ranges_and_negated_numbers_hold_where_feel_says():
    rows = [["(1..5]", '"in"'], ["not((1..5])", '"out"']]
    pack = import_dmn(model(decision("D", table([("n", "number")], rows))), "m.dmn")
    assert [decide(pack, "d", n=n) for n in (1, 1.1, 5, 5.1)] == ["out", "in", "in", "out"]


def test_required_decisions_are_tested_by_their_outcomes_numbers_too():
    points = decision("Points", table([("n", "number")], [["< 10", "3"], [">= 10", "8"]]))
    grade = decision(
        "Grade", table([("Points", "number")], [["<= 5", '"low"'], ["> 5", '"high"']]), ["Points"]
    )
    pack = import_dmn(model(grade, points), "m.dmn")
    assert rulebook_of(pack).tables["grade"].requires == ("points",)
    assert [decide(pack, "grade", n=n) for n in (9, 10)] == ["low", "high"]


def test_a_rule_that_no_outcome_passes_is_left_out_and_said():
    points = decision("Points", table([("n", "number")], [["-", "3"]]))
    rows = [["<= 5", '"low"'], ["> 5", '"high"']]
    pack = import_dmn(model(decision("Grade", table([("Points", "")], rows), ["Points"]), points), "m.dmn")
    assert any("rule 2 can never hold" in note for note in pack.notes)
    assert decide(pack, "grade") == "low"


def test_the_default_output_is_the_last_tier():
    outputs = '<output name="o"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>'
    pack = import_dmn(
        model(decision("D", table([("n", "number")], [["> 5", '"a"']], outputs=outputs))), "m.dmn"
    )
    assert [decide(pack, "d", n=n) for n in (6, 5)] == ["a", "none"]


def test_whole_numbers_are_counts_and_truth_values_bools():
    rows = [["> 5", "true", '"a"'], ["<= 5", "-", '"b"'], ["> 5", "false", '"b"']]
    pack = import_dmn(model(decision("D", table([("n", "integer"), ("ok", "boolean")], rows))), "m.dmn")
    dictionary = rulebook_of(pack).dictionary
    assert [dictionary[name].type for name in ("n", "ok")] == [FactType.COUNT, FactType.BOOL]


def test_legal_values_close_a_choice_and_bound_a_number():
    items = (
        '<itemDefinition name="tRisk"><typeRef>string</typeRef><allowedValues><text>"low","high"</text></allowedValues>'
        '</itemDefinition><itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..120]</text>'
        "</allowedValues></itemDefinition>"
    )
    rows = [[">= 18", '"low"', '"yes"'], ["< 18", "-", '"no"'], ["-", '"high"', '"no"']]
    logic = table([("Age", "tAge"), ("Risk", "tRisk")], rows, policy="ANY")
    pack = import_dmn(model(items, decision("Loan", logic)), "m.dmn")
    dictionary = rulebook_of(pack).dictionary
    assert (dictionary["risk"].values, dictionary["age"].high) == (("low", "high"), 120)
    assert (pack.notes, decide(pack, "loan", age=30, risk="high")) == ((), "no")


def test_names_in_use_get_a_number():
    pack = import_dmn(model(decision("Age", table(AGE, LOAN))), "m.dmn", taken=["age", "risk"])
    assert (pack.decisions, pack.facts) == ({"Age": "age-2"}, {"Age": "age_2", "Risk": "risk_2"})
    assert decide(pack, "age-2", age_2=20, risk_2="low") == "yes"


def test_awkward_texts_survive():
    rows = [['"at least x","no","12"', '"yes: \\"sure\\" #1"'], ['not("at least x","no","12")', '"true"']]
    pack = import_dmn(model(decision("D", table([("a b.c", "string")], rows))), "my: #file.dmn")
    assert [decide(pack, "d", a_b_c=word) for word in ("at least x", "no", "other")] == [
        'yes: "sure" #1',
        'yes: "sure" #1',
        "true",
    ]


TWO_OUTPUTS = '<output name="status"/><output name="rate"/>'


@pytest.mark.parametrize(
    ("logic", "code"),
    [
        (table(AGE, [["count(Age) > 3", "-", '"a"']]), "function"),
        (table(AGE, [['< date("2020-01-01")', "-", '"a"']]), "date"),
        (table(AGE, [["-", "-", "Age * 2"]]), "expression"),
        (table(AGE, [["-", "-", '"a"']], outputs=TWO_OUTPUTS), "several-outputs"),
        (table([("n", "number")], [["-", "1"]], policy="COLLECT", extra='aggregation="SUM"'), "aggregation"),
        (table(AGE, [["-", "-", '"a"']], policy="RULE ORDER"), "hit-policy"),
        (table(AGE, [["-", "-", '"a"']], policy="PRIORITY"), "no-priorities"),
        (table(AGE, []), "empty-table"),
        (table([("Age + 1", "number")], [["> 3", '"a"']]), "input-expression"),
        (table([("born", "date")], [["-", '"a"']]), "input-type"),
        (table([("n", "number")], [['"a"', '"a"']]), "mixed-types"),
        (table([("n", "")], [['"a"', '"a"'], ["3", '"a"']]), "mixed-types"),
        (table([("n", "string")], [['"unknown"', '"a"']]), "reserved-name"),
        (table(AGE, [["-", '"a"']]), "ragged-rule"),
        ("<literalExpression><text>1 + 1</text></literalExpression>", "not-a-table"),
        ("", "not-a-table"),
    ],
)
def test_what_the_language_cannot_express_is_refused_by_name(logic, code):
    assert codes(model(decision("D", logic))) == [code]


def test_all_problems_are_told_at_once_with_decision_rule_and_cell():
    rows = [["f(1)", "-", '"a"'], ["-", "-", "b + 1"]]
    broken = table(AGE, rows, policy="OUTPUT ORDER")
    with pytest.raises(InputError) as caught:
        import_dmn(model(decision("One", broken), decision("Two", "")), "m.dmn")
    messages = [problem.message for problem in caught.value.problems]
    assert messages == [
        "decision `One`: the hit policy `OUTPUT ORDER` gives a list of outputs in order",
        "decision `One`: rule 1, input `Age`: the cell holds `f(1)`: a call of a function",
        "decision `One`: rule 2, output: the cell holds `b + 1`: an expression",
        "decision `Two`: it is empty, not a decision table",
    ]
    assert all(problem.excerpt for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"hello", "not-xml"),
        (b"{}", "not-xml"),
        (b"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/>", "not-dmn"),
        (b"<definitions/>", "not-dmn"),
        (b"<html/>", "not-dmn"),
        (model()[:-5], "broken-xml"),
        (model(before='<!DOCTYPE d SYSTEM "file:///etc/passwd">'), "external-entity"),
        (model(before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "external-entity"),
        (model(before='<!DOCTYPE d [<!ENTITY x "aaaa">]>'), "entity"),
        (model(), "no-decision"),
        (model("<x>" * 300, "</x>" * 300), "too-deep"),
    ],
)
def test_what_is_no_dmn_file_is_refused(raw, code):
    assert codes(raw) == [code]
