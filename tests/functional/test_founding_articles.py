"""The page that maps the founding articles to the product names only what exists, and leaves out nothing that judges."""

import re
from datetime import date

import pytest
from click import Context, Group

from fitengine.api import assess, load_process, load_rules, rule_coverage, write_report
from fitengine.assess import measures, value_findings
from fitengine.cli.main import COMMANDS, program
from tests.helpers.docs import DOCS

PAGE = DOCS / "founding-articles.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| claim"))
]
LINK = re.compile(r"\[([A-Z]+\d+)\]\(rules/([\w-]+)/\1\.md\)")
WORD = re.compile(r"`([^`]+)`")


@pytest.fixture(scope="module")
def rules():
    return load_rules()


@pytest.fixture(scope="module")
def ids(rules):
    return {(rule.id, table.id) for table in rules.tables.values() for rule in table.rules}


def named(cell):
    """The rules of a cell; `G01 to G29` names those in between as well."""
    found = LINK.findall(cell)
    for first, last in re.findall(r"\[([A-Z]+\d+)\]\([^)]*\) to \[([A-Z]+\d+)\]", cell):
        table = dict(found)[first]
        letters = first.rstrip("0123456789")
        width = len(first) - len(letters)
        numbers = range(int(first[len(letters) :]), int(last[len(letters) :]) + 1)
        found += [(f"{letters}{number:0{width}}", table) for number in numbers]
    return found


def test_every_rule_named_exists_and_has_its_page(ids):
    for row in ROWS:
        for rule, table in named(row[2]):
            assert (rule, table) in ids
        for rule, table in LINK.findall(row[2]):
            assert (DOCS / "rules" / table / f"{rule}.md").exists()
        assert LINK.sub("", row[2]).replace(" to ", "").strip(", ") == "", "a rule without its link"


def test_every_fact_named_exists(rules):
    facts = {word for row in ROWS for word in WORD.findall(row[1])}
    assert facts <= set(rules.dictionary)


def test_every_command_and_finding_named_exists():
    codes = {*measures.SEVERITY, *value_findings.SEVERITY}
    for row in ROWS:
        for word in WORD.findall(row[3]):
            command, _, option = word.partition(" ")
            assert command in COMMANDS or word in codes, word
            known = program.get_command(Context(program), command)
            below = known.list_commands(Context(known)) if isinstance(known, Group) else []
            assert option in ("", "--gate", *below), word


def test_every_area_and_gate_named_exists(rules):
    areas = set(rules.tables["production-readiness"].labels.values())
    shown = {"data of the pattern steps", *areas}
    for row in ROWS:
        for part in re.findall(r"`readiness`: ([^;]+)", row[3]):
            assert part in shown


def test_every_rule_named_is_reached_by_a_test_of_its_own(rules):
    reached = {(one.rule, one.decision) for one in rule_coverage(rules).rules if one.tests}
    assert {rule for row in ROWS for rule in named(row[2])} <= reached


@pytest.mark.parametrize("name", ["accounts-payable-initiative", "claims-triage"])
def test_the_report_answers_every_rule_about_initiatives(rules, name):
    """Each weakness and each criterion of a gate with what came of it, and each property of data of each pattern step."""
    process = load_process(DOCS / "examples" / f"{name}.yaml")
    html = write_report(assess(process), on=date(2026, 10, 5))
    section = html[html.index('id="fe-ready"') : html.index('id="fe-value"')]
    states = "found|ruled out|not answered|not due yet|missing|met"
    answered = set(
        re.findall(rf"<b class=\"(?:alert)?\">(?:{states})</b></td><td><code>([FG]\d+)</code>", section)
    )
    assert answered == {
        rule.id for table in ("production-readiness", "gates") for rule in rules.tables[table].rules
    }
    for aspect in rules.tables["data-readiness"].labels.values():
        assert aspect in section


def test_no_rule_about_initiatives_and_data_readiness_is_left_out(ids):
    about = {rule for rule, table in ids if table in ("production-readiness", "gates", "data-readiness")}
    assert about - {rule for row in ROWS for rule, _ in named(row[2])} == {"R10"}, (
        "R10 comes from another source"
    )


def test_every_fact_about_the_initiative_is_answered_for(rules):
    stated = {name for name, fact in rules.dictionary.items() if fact.subject == "process"}
    assert stated - {word for row in ROWS for word in WORD.findall(row[1])} == {"data_ready"}, (
        "worked out by gate G28"
    )


def test_every_claim_has_rules_and_a_place():
    assert len(ROWS) > 50
    assert all(len(row) == 4 and all(row) for row in ROWS)
