"""Decision tables as DMN 1.3."""

from __future__ import annotations

import os
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from fitengine.errors import RulesError
from fitengine.load.rules.rulebook import load_rules
from fitengine.report.dmn_output import write_dmn
from tests.helpers.rules import table_from_text

NS = {
    "d": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "di": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
}
HEAD = "version: 1.0.0\nquestion: May it?\n"
TIERS = f"""
decision: may-it
{HEAD}hit_policy: priority
verdicts: {{"no": 'say "no"', "yes": go on}}
tiers: [veto, fit]
constraints:
- {{id: Q1, never: {{physical: true, applications: over 5}}, because: hands reach five}}
rules:
- {{id: A1, tier: fit, when: {{}}, then: "yes", because: It may & will., cite: [syed-2020]}}
- id: A2
  tier: veto
  when: {{any: [{{physical: true}}, {{exception_rate: over 20}}]}}
  then: "no"
  because: It may not.
  cite: [house-default]
"""
UNIQUE = f"""
decision: which
{HEAD}requires: [may-it]
hit_policy: unique
verdicts: [a, b]
rules:
- id: B1
  when: {{any: [{{may-it: "no"}}, {{standardised: at most mostly}}]}}
  then: a
  because: It is.
  cite: [house-default]
- {{id: B2, when: {{may-it: "yes", standardised: uniform}}, then: b, because: It is., cite: [house-default]}}
"""


def exported(text: str, decision: str | None = None) -> ET.Element:
    return ET.fromstring(write_dmn(table_from_text(text), decision))


def cells(root: ET.Element, entry: str = "inputEntry") -> list[list[str]]:
    return [
        [cell.findtext("d:text", namespaces=NS) or "" for cell in rule.findall(f"d:{entry}", NS)]
        for rule in root.findall(".//d:rule", NS)
    ]


def test_tiers_become_the_order_of_rows_and_each_box_a_row():
    root = exported(TIERS)
    assert root.find(".//d:decisionTable", NS).get("hitPolicy") == "FIRST"  # type: ignore[union-attr]
    assert cells(root) == [["true", "-"], ["-", "> 20"], ["-", "-"]]
    assert cells(root, "outputEntry") == [['"no"'], ['"no"'], ['"yes"']]
    assert cells(root, "annotationEntry")[-1] == ["It may & will.", "syed-2020"]
    assert [rule.get("label") for rule in root.findall(".//d:rule", NS)] == ["A2", "A2", "A1"]


def test_what_dmn_has_no_word_for_stands_in_the_description():
    text = exported(TIERS).findtext(".//d:decision/d:description", namespaces=NS) or ""
    assert "complete and free of conflicts" in text
    assert "Q1, left out here as it cannot be: hands reach five." in text
    assert 'no: say "no".' in text


def test_rows_of_a_unique_table_never_share_a_case():
    root = exported(f"{TIERS}\n---\n{UNIQUE}", "which")
    table = root.find(".//d:decision[@name='which']/d:decisionTable", NS)
    assert table is not None
    assert table.get("hitPolicy") == "UNIQUE"
    assert cells(table) == [['"no"', "-"], ['"yes"', 'not("uniform")'], ['"yes"', '"uniform"']]


def test_a_list_of_values_is_one_row():
    one = f"""
decision: kind
{HEAD}hit_policy: first
verdicts: [a, b]
rules:
- {{id: K1, when: {{exception_kind: [rules, random], physical: false}}, then: a, because: So., cite: [house-default]}}
- {{id: K2, when: {{}}, then: b, because: So., cite: [house-default]}}
"""
    assert cells(exported(one)) == [['"rules", "random"', "false"], ["-", "-"]]


def test_a_decision_brings_what_it_requires_under_names_that_feel_can_read():
    root = exported(f"{TIERS}\n---\n{UNIQUE}", "which")
    assert [one.get("name") for one in root.findall("d:decision", NS)] == ["may-it", "which"]
    assert root.find(".//d:decision[@name='may-it']/d:variable", NS).get("name") == "may_it"  # type: ignore[union-attr]
    asked = [one.text for one in root.findall(".//d:inputExpression/d:text", NS)]
    assert asked == ["physical", "exception_rate", "may_it", "standardised"]


@pytest.mark.parametrize(
    ("test", "written"),
    [
        ("10 to 20", "[10..20]"),
        ("{all: [{f: over 10}, {f: under 20}]}", "(10..20)"),
        ("at least 0.5", ">= 0.5"),
        ("7", "7"),
        ("not 7", "< 7, > 7"),
        ("[at most 3, over 5]", "<= 3, > 5"),
    ],
)
def test_numbers_are_written_as_feel_writes_them(test, written):
    facts = "facts: {f: {question: How much?, type: number, range: [0, 100]}}"
    when = f"{{f: {test}}}" if "{" not in test else test
    text = f"""
decision: d
{HEAD}hit_policy: first
verdicts: [a, b]
rules:
- {{id: N1, when: {when}, then: a, because: So., cite: [house-default]}}
- {{id: N2, when: {{}}, then: b, because: So., cite: [house-default]}}
"""
    root = ET.fromstring(write_dmn(table_from_text(text, facts)))
    assert cells(root) == [[written], ["-"]]
    assert root.findtext(".//d:inputValues/d:text", namespaces=NS) == "[0..100]"


def test_a_table_that_conflicts_is_not_written():
    with pytest.raises(RulesError, match="conflict"):
        exported(TIERS.replace("tier: veto", "tier: fit"))


def test_every_id_is_unique_and_every_reference_leads_somewhere():
    root = ET.fromstring(write_dmn(load_rules()))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    referred = [element.get("href", "")[1:] for element in root.iter() if element.get("href")]
    referred += [element.get("dmnElementRef", "") for element in root.iter() if element.get("dmnElementRef")]
    assert referred
    assert set(referred) <= set(ids)


def test_every_decision_and_input_stands_apart_in_the_diagram():
    root = ET.fromstring(write_dmn(load_rules(), "technology-fit"))
    places = [(one[0].get("x"), one[0].get("y")) for one in root.iterfind(".//di:DMNShape", NS)]
    drawn = len(root.findall("d:decision", NS)) + len(root.findall("d:inputData", NS))
    assert len(places) == len(set(places)) == drawn


def test_elements_stand_in_the_order_of_the_schema():
    root = exported(TIERS)
    decision = root.find("d:decision", NS)
    assert decision is not None
    assert [child.tag.split("}")[1] for child in decision] == [
        "description",
        "question",
        "variable",
        "informationRequirement",
        "informationRequirement",
        "decisionTable",
    ]
    assert [child.tag.split("}")[1] for child in decision[-1]] == [
        *["input"] * 2,
        "output",
        *["annotation"] * 2,
        *["rule"] * 3,
    ]


def test_the_same_rules_give_the_same_bytes_whatever_the_hash_seed():
    program = (
        "import hashlib; from fitengine.load.rules.rulebook import load_rules; "
        "from fitengine.report.dmn_output import write_dmn; "
        "print(hashlib.sha256(write_dmn(load_rules(), 'ways')).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
